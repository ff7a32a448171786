"""How fast zhifa is, as ratios against what anybody can run: ``python tests/tools/benchmark.py [SIZE ...]``.

For this repository's data and for each size (number of submission files of about 5 KB: 15 entries and 20
officers), in one run over the same files: a bare loop of ``yaml.load(…, Loader=CSafeLoader)``, ``zhifa check``
without cache, with an empty one, with one that knows all, and with one that knows all but one file; and, on a
sample that is scaled up, check-jsonschema and yamllint.
Then the start-up of a few commands against ``python -c "import typer"``. Medians of seconds
of processor time, which what else the machine does changes little; one column is the ratio.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = (1_000, 10_000)
SAMPLE = 50
AS_OF = "2025-12-31"
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]

_BARE_LOOP = """
import sys, yaml
from pathlib import Path
for file in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
"""

_SLACK = 0.01
"""The share of entries that do not say that a finished thing is finished."""

PLAN = """\
plan: {title: 基准测试计划, issued_on: 2024-01-01, ends_on: 2025-12-31, coordinator: 单位0000}
measures:
  - id: 1
    title: 基准
    clauses:
"""


@dataclass(frozen=True)
class Run:
    """One command's median time and the largest process's peak memory."""

    seconds: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of submission files")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command; the median is shown")
    parser.add_argument("--keep", type=Path, help="make the files here and leave them")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {options.runs} runs each, medians\n")
    print(f"{'files':>8}  {'command':<34} {'seconds':>9} {'ratio':>8} {'peak MB':>8}")
    with tempfile.TemporaryDirectory(prefix="zhifa-benchmark-") as copy:
        data = shutil.copytree(ROOT / "data", Path(copy) / "data")
        _measure_checks(data, sum(1 for _ in (data / "submissions").rglob("*.yaml")), options.runs)
    for size in options.sizes:
        folder = options.keep or Path(tempfile.mkdtemp(prefix="zhifa-benchmark-"))
        try:
            _corpus(folder / "data", size)
            _measure_checks(folder / "data", size, options.runs)
            _measure_others(folder / "data", size)
        finally:
            if options.keep is None:
                shutil.rmtree(folder)
    _measure_start_up(options.runs)


def _measure_checks(data: Path, size: int, runs: int) -> None:
    check = [*_zhifa("check"), "--data", str(data), "--as-of", AS_OF, "--fail-on", "never", "-f", "json"]
    file = min((data / "submissions").rglob("*.yaml"))
    with tempfile.TemporaryDirectory() as cache:
        cached = {"XDG_CACHE_HOME": cache, "ZHIFA_NO_CACHE": ""}

        def change() -> None:
            with file.open("a", encoding="utf-8") as stream:
                stream.write("# 又存了一次\n")

        loop = _bare_loop(data, runs)
        _row(size, "bare CSafeLoader loop", loop, loop)
        _row(size, "zhifa check --no-cache", _time([*check, "--no-cache"], runs), loop)
        _row(size, "zhifa check, cache empty", _time(check, runs, cached, lambda: _empty(Path(cache))), loop)
        _row(size, "zhifa check, nothing changed", _time(check, runs, cached), loop)
        _row(size, "zhifa check, one file changed", _time(check, runs, cached, change), loop)


def _bare_loop(data: Path, runs: int) -> Run:
    return _time([sys.executable, "-c", _BARE_LOOP, str(data / "submissions")], runs)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path)


def _measure_others(data: Path, size: int) -> None:
    """Tools that do a part of the work, on a sample; their start-up is not scaled up with the files."""
    loop = _bare_loop(data, 1)
    sample = [str(path) for path in sorted((data / "submissions").rglob("*.yaml"))[:SAMPLE]]
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder) / "submission.json"
        subprocess.run([*_zhifa("schema"), "submission", "-o", str(schema)], check=True, capture_output=True)
        for name, command in {
            "check-jsonschema": ["check-jsonschema", "--schemafile", str(schema)],
            "yamllint": ["yamllint", "-d", "relaxed"],
        }.items():
            if shutil.which(command[0]) is None:
                print(f"{size:>8}  {name:<34} {'not installed':>9}")
                continue
            one, many = _time([*command, sample[0]], 3), _time([*command, *sample], 3)
            seconds = one.seconds + (many.seconds - one.seconds) / max(1, len(sample) - 1) * (size - 1)
            _row(size, f"{name} (from {len(sample)} files)", Run(seconds, many.megabytes), loop)


def _measure_start_up(runs: int) -> None:
    runs = max(runs, 9)
    base = _time([sys.executable, "-c", "import typer"], runs)
    print(f"\n{'':>8}  {'start-up':<34} {'seconds':>9} {'ratio':>8} {'peak MB':>8}")
    _row("", "python -c 'import typer'", base, base)
    _row("", "python -c pass", _time([sys.executable, "-c", "pass"], runs), base)
    for argument in ("--version", "--help"):
        _row("", f"zhifa {argument}", _time(_zhifa(argument), runs), base)
    for name, *words in (("overdue", "--month", "2024-06"), ("check",)):
        command = _zhifa(name, *words, "--data", str(ROOT / "data"))
        with tempfile.TemporaryDirectory() as cache:
            cached = {"XDG_CACHE_HOME": cache, "ZHIFA_NO_CACHE": ""}
            _row("", f"zhifa {name} --no-cache", _time([*command, "--no-cache"], runs, cached), base)
            _time(command, 1, cached)
            _row("", f"zhifa {name}, nothing changed", _time(command, runs, cached), base)


def _zhifa(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).parent / "zhifa"), *arguments]


def _time(
    command: Sequence[str], runs: int, variables: dict[str, str] | None = None, before: Callable[[], None] | None = None
) -> Run:
    """Run a command several times; what happens before each run is not counted."""
    times: list[float] = []
    peak = 0.0
    environment, nowhere = {**os.environ, **(variables or {})}, subprocess.DEVNULL
    for _ in range(runs):
        if before:
            before()
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, cwd=ROOT, env=environment)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        times.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024))
    return Run(statistics.median(times), peak)


def _row(size: int | str, name: str, run: Run, base: Run) -> None:
    print(
        f"{size:>8}  {name:<34} {run.seconds:>9.3f} {run.seconds / base.seconds:>8.3f} {run.megabytes:>8.0f}",
        flush=True,
    )


def _corpus(data: Path, size: int) -> None:
    """A plan, its units and ``size`` submissions, the same for the same size."""
    if data.exists():
        return
    months = MONTHS[: max(1, min(len(MONTHS), size // 4))]
    units = -(-size // len(months))
    chance = random.Random(size)
    data.mkdir(parents=True)
    (data / "measures.yaml").write_text(_plan(), encoding="utf-8")
    (data / "units.yaml").write_text(_roster(units), encoding="utf-8")
    for number in range(size):
        month, unit = months[number // units], number % units
        file = data / "submissions" / month / f"unit-{unit:04}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_submission(unit, month, chance), encoding="utf-8")


def _plan() -> str:
    clauses = [
        f"      - {{id: 1c{n}, source: 第{n}条, summary: 第{n}件事, responsible: [各单位], deadline: {_deadline(n)}}}\n"
        for n in range(1, 16)
    ]
    hours = "{hours: [public_law, business, skills], at_least: 60, of: every_officer}"
    training = f"requirements: [{{id: hours, title: 学时, threshold: {hours}}}]"
    clauses.append(
        f"      - {{id: 1t, source: 培训, summary: 培训, responsible: [各单位], deadline: 每年12月, {training}}}\n"
    )
    return PLAN + "".join(clauses)


def _deadline(number: int) -> str:
    return ("2024年6月", "每年12月", "2025年10月", "长期坚持", "每年3月底前")[number % 5]


def _done_in(number: int, year: str) -> str | None:
    """The month in which everybody is done with a clause, in time; nobody ever with what has no end."""
    return ("2024-06", f"{year}-12", "2025-10", None, f"{year}-03")[number % 5]


def _roster(units: int) -> str:
    rows = [f"  - {{id: unit-{n:04}, name: 单位{n:04}, groups: [各单位]}}\n" for n in range(units)]
    return "groups:\n  - {name: 各单位}\nunits:\n" + "".join(rows)


def _submission(unit: int, month: str, chance: random.Random) -> str:
    lines = [f"unit: 单位{unit:04}\nperiod: {month}\nsubmitted_on: {month}-28\ndemo: true\nprogress:\n"]
    for number in range(1, 16):
        year = f"    cycle: {month[:4]}\n" if _deadline(number).startswith("每年") else ""
        done_in = _done_in(number, month[:4])
        finished = done_in is not None and done_in <= month and chance.random() > _SLACK
        done = f"已完成\n    completed_on: {done_in}-20" if finished else "推进中"
        lines.append(
            f"  - item: 1c{number}\n{year}    status: {done}\n    evidence:\n      - {{title: 工作情况报告第{number}期, document_no: 示{unit:04}字〔{month[:4]}〕{number}号}}\n"
            "    problems: 人员力量与工作任务不相匹配,部分台账尚未归集到位\n"
            "    next_steps: 充实力量,按月调度,逐项销号\n"
        )
    lines.append(f"training:\n  year: {month[:4]}\n  as_of: {month}-28\n  officers:\n")
    lines.extend(
        f"    - {{code: U{unit:04}-{n:03}, public_law: {20 + n % 5}, business: 30, skills: {12 + n % 7}.5, political: 16}}\n"
        for n in range(20)
    )
    return "".join(lines)


if __name__ == "__main__":
    main()
