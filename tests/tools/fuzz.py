r"""Break real data files at random, and demand that the checker keeps its promises.

    python tests/tools/fuzz.py --minutes 60 --seed 7
    python tests/tools/fuzz.py --replay FOLDER

What a case is depends on the seed and its number alone. Cases run a few hundred at a time in a process of
their own, so that a crash of libyaml is seen. One that fails is kept in a folder, with how to replay it.
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import small_city
from zhifa_cli.cli.chinese import run
from zhifa_cli.cli.main import app
from zhifa_cli.source.bytes import mask
from zhifa_cli.text.unseen import CHARACTERS

REPOSITORY = Path(__file__).parents[2]
BATCH = 200
SECONDS = 60
"""More than any case may take; most take a tenth of a second."""
CONTROL = re.compile(f"(?!\n)[{CHARACTERS}]")
CHINESE = re.compile("[\u4e00-\u9fff]")
COMMANDS = [
    *(["check", "-f", name] for name in ("json", "text", "concise", "markdown", "sarif", "junit", "github", "gitlab")),
    *([name, "-f", kind] for name in ("status", "overdue") for kind in ("text", "json", "csv", "markdown")),
    *(["calendar", "-f", kind] for kind in ("text", "json", "ics")),
    *(["report", "-f", kind] for kind in ("markdown", "html")),
    *(["show", name] for name in ("1", "2/hours", "m1", "市司法局", "jia")),
    *(["diff", "--since", "2024-05", "-f", kind] for kind in ("text", "json", "markdown")),
]
TOKENS = [
    "\ufeff", "\0", "\x1b[31m", '"\\e[31m"', "\u202e", "\u200b", "\u2028", "\x85", "\r", "\r\n", "\t", "\U0010ffff",
    "：", "，", "“", "０", "½", "\n", "  ", " ", "\n- ", "\n  ", "\n---\n", "\n...\n", ": ", ":", "- ", "? ", "| ",
    ">-\n", "[", "]", "{", "}", "[[[[", "}}", "- - - - ", "#", "&a ", "*a", "*a ", "<<: *a", "'", '"', "\\", "`", "@",
    "%", "|", "!!python/object/apply:os.system ", "!x ", "%YAML 9\n", "null", "~", "true", "no", "[]", "{}", "''",
    "unit", "id", "012", "1_000", "12:30", "1e9", "-1", "0", "99999999999", "59.99999", "NaN", "0%", "100%", "101%",
    "15%", "60", "2024-06-31", "2024-02-29", "9999-12-31", "0001-01-01", "2024-6-1", "2024-06", "6月底", "2024年6月",
    "9999年12月", "0001年1月", "每年", "每年13月", "每年2月底", "长期坚持", "已完成", "推进中", "未启动", "不适用",
    "必须", "鼓励", "报送", "甲区", "市司法局", "县区", "甲 区", "1/list", "2/plan", "3/reviewers", "m1", "2",
    "cycle: 2024", "demo: false", "[link](javascript:1)", "<script>alert(1)</script>", "=1+1", "::error::x", "%0A",
    "[bold]x[/bold]", "]]>", "&amp;", "13800138000", "138 0013 8000", "11010519491231002X", '"1380013\\x38000"',
    "every_officer", "every_key_department", "condition: 有的", "once: true", "proof_within: 0", "basis: 推定",
    "roster: {confirmed_on: 2024-05-01}", "files: ['*']", "succeeded_by: 甲区", "active: {until: 2024-06-30}",
    "authorities: {本级政府: 甲区}", "ceased: 2024-06-01", "since: 2024-05-01", "revoked_on: 2024-06-01",
    "includes: [县区]", "本级政府", "同级司法行政部门", "无", "见附件",
]  # fmt: skip
EXEMPTIONS = """\
- {unit: 乙区, item: 2/hours, cycle: 2024, reason: 没有执法人员, approved_by: 市政府, approved_on: 2024-06-01}
"""
WAIVERS = """\
- {rule: ZF201, unit: 甲区, item: 1/report, reason: 汛期, approved_by: 市司法局, expires: 2024-12-31}
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A data folder and what is asked of it."""

    files: dict[str, bytes]
    command: list[str]

    def write(self, folder: Path) -> None:
        for path, raw in self.files.items():
            file = folder / "data" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        (folder / "command").write_text(shlex.join(self.command), encoding="utf-8")


# ---- making cases ---------------------------------------------------------------------------------------


@cache
def bases() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of the made-up city, and of the repository with few enough submissions to be quick."""
    with tempfile.TemporaryDirectory() as scratch:
        city = _files(small_city.write(Path(scratch) / "data")) | {
            "waivers.yaml": WAIVERS.encode(),
            "exemptions.yaml": EXEMPTIONS.encode(),
        }
    real = _files(REPOSITORY / "data")
    kept = [path for path in sorted(real) if not path.startswith("submissions/")]
    return city, {path: real[path] for path in (*kept, *sorted(real.keys() - kept)[:4])}


def _files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.yaml")}


def make(seed: int, number: int) -> Case:
    """The case of that number."""
    rng = random.Random(f"{seed}:{number}")
    files = dict(rng.choices(bases(), (9, 1))[0])
    others = list(files.values())
    for path in rng.sample(sorted(files), rng.choice((1, 1, 1, 2))):
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            mutation = rng.choices(list(MUTATIONS), list(MUTATIONS.values()))[0]
            files[path] = mutation(rng, files[path], rng.choice(others))
    return Case(files, [*rng.choice(COMMANDS), "--data", "data", "--as-of", rng.choice(("2024-07-31", "2025-12-31"))])


def _span(rng: random.Random, raw: bytes) -> tuple[int, int]:
    start = rng.randrange(len(raw) + 1)
    return start, min(len(raw), start + rng.randrange(40))


def _flip(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + bytes(byte ^ 1 << rng.randrange(8) for byte in raw[at : at + 1]) + raw[at + 1 :]


def _replace(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """A few bytes, or none, by a token, a few, or none."""
    start, end = _span(rng, raw)
    token = rng.choice(TOKENS).encode() * rng.choice((0, 1, 1, 1, 2000))
    return raw[:start] + token + raw[rng.choice((start, end)) :]


def _cut_off(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] if rng.random() < 0.5 else raw[at:]


def _splice(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    at, (start, end) = rng.randrange(len(raw) + 1), _span(rng, other)
    return raw[:at] + (other[start:] if rng.random() < 0.3 else other[start:end] + raw[at:])


def _move_lines(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """Drop, repeat or shift a line, or shuffle all."""
    lines = raw.splitlines(keepends=True) or [b""]
    row = rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            lines[row] *= rng.choice((0, 2, 50))
        case 1:
            lines[row] = b" " * rng.randrange(6) + lines[row].lstrip(b" ")
        case 2:
            lines[row] = b"\t" + lines[row]
        case _:
            rng.shuffle(lines)
    return b"".join(lines)


def _other_value(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """Another value behind a key or in a list, which is where most of what people get wrong is."""
    values = list(re.finditer(rb"(?<=: )[^,}\]\n]+|(?<=[\[,] )[^,\]}\n]+", raw))
    if not values:
        return raw
    value = rng.choice(values)
    new = rng.choice(TOKENS).encode() if rng.random() < 0.4 else rng.choice(values)[0]
    return raw[: value.start()] + new + raw[value.end() :]


def _encoded(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    text = raw.decode(errors="replace")
    match rng.randrange(4):
        case 0:
            return text.encode(rng.choice(("gb18030", "utf-16", "utf-16-le", "utf-8-sig", "utf-32")), "replace")
        case 1:
            return text.replace("\n", rng.choice(("\r\n", "\r", "\u2028"))).encode()
        case 2:
            return text.translate({ord(c): ord(c) + 0xFEE0 for c in rng.sample(":-[]{},0123456789", 3)}).encode()
        case _:
            return text.swapcase().encode(errors="replace")


MUTATIONS = {_other_value: 20, _replace: 4, _flip: 3, _move_lines: 3, _splice: 2, _cut_off: 1, _encoded: 1}
"""Ways to break a file, and how often they are taken."""


# ---- judging them ---------------------------------------------------------------------------------------


def violations(folder: Path) -> list[str]:
    """Every promise that is broken over the case written there."""
    command = shlex.split((folder / "command").read_text(encoding="utf-8"))
    check = ["check", "--data", "data", "--as-of", command[-1], "-f", "json"]
    found: list[str] = []
    with contextlib.chdir(folder):
        first = _run(check)
        found += _broken(check, *first)
        if not found:
            found += _misplaced(first[0], json.loads(first[1]))
        first, second = _run(command), _run(command)
        found += _broken(command, *first)
        if first != second:
            found.append(f"{shlex.join(command)}: said two things")
    return found


def _run(args: list[str]) -> tuple[int, str, str]:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(app, args)
    for stream in (out, err):
        stream.seek(0)
    return code, out.read(), err.read()


def _broken(command: list[str], code: int, out: str, err: str) -> Iterator[str]:
    kind = command[command.index("-f") + 1] if "-f" in command else "text"
    if code not in {0, 1, 2}:
        yield f"{shlex.join(command)}: exit code {code}"
    if "内部错误" in err or "Traceback" in err + out:
        yield f"{shlex.join(command)}: {err}"
        return
    bare = out.removeprefix("\ufeff").replace("\r\n", "\n") if kind in {"csv", "ics"} else out
    if control := CONTROL.search(bare + err):
        yield f"{shlex.join(command)}: prints {control[0]!r}"
    if kind in {"html", "markdown"} and "<script>alert" in out:
        yield f"{shlex.join(command)}: a script from the data"
    if kind in {"text", "json", "html", "csv"} and (leaks := mask("", out)[1]):
        yield f"{shlex.join(command)}: {leaks[0].message}"
    if out and (fault := _unreadable(kind, out)):
        yield f"{shlex.join(command)}: {fault}"


def _unreadable(kind: str, out: str) -> str:
    try:
        if kind in {"json", "sarif", "gitlab"}:
            json.loads(out)
        elif kind == "junit":
            ET.fromstring(out)
    except (ValueError, ET.ParseError) as error:
        return f"no {kind}: {error}"
    if kind == "ics" and any(len(line.encode()) > 75 for line in out.split("\r\n")):
        return "a line of more than 75 octets"
    return ""


def _misplaced(code: int, result: dict[str, Any]) -> Iterator[str]:
    """Findings that stand nowhere, speak no Chinese, or do not fit the exit code."""
    for finding in result["findings"]:
        line, column, place = finding["line"], finding["column"], f"{finding['path']}:{finding['line']}"
        length = _length(Path(finding["path"]), line)
        if length is None and (line, column) != (1, 1):
            yield f"{place} is not there: {finding['message']}"
        if length is not None and not 1 <= column <= length + 1:
            yield f"{place}:{column} is beyond the line's end: {finding['message']}"
        if not CHINESE.search(finding["message"]):
            yield f"{place}: {finding['message']}"
    if (code == 0) != (result["summary"]["error"] == 0):
        yield f"exit code {code} with {result['summary']}"


def _length(file: Path, number: int) -> int | None:
    if not file.is_file():
        return None
    text = file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
    lines = re.split("\r\n|\n|\r", text)
    return len(lines[number - 1]) if 0 < number <= len(lines) else None


# ---- running many ---------------------------------------------------------------------------------------


def _alarm(_signal: int, _frame: object) -> None:
    msg = f"a case took more than {SECONDS} s"
    raise TimeoutError(msg)


def work(seed: int, start: int, size: int, kept: Path) -> list[str]:
    """Judge some cases here; the folder of each that fails, with what it broke."""
    signal.signal(signal.SIGALRM, _alarm)
    failed: list[str] = []
    for number in range(start, start + size):
        folder = kept / f"{seed}-{number}"
        make(seed, number).write(folder)
        signal.alarm(SECONDS)
        found = violations(folder)
        signal.alarm(0)
        if found:
            (folder / "broken").write_text("\n".join(found), encoding="utf-8")
            failed.append(f"{folder}: {found[0]}")
        else:
            shutil.rmtree(folder)
    return failed


def batch(seed: int, start: int, size: int, kept: Path) -> list[str]:
    """``work`` in a process of its own. Where that dies, the folder of the case it died of is left."""
    command = [sys.executable, __file__, "--seed", str(seed), "--batch", str(start), str(size), "--kept", str(kept)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIFA_", "GITHUB_"))}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=size * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return [f"{kept}: a case hangs"]
    failed = [line for line in done.stdout.splitlines() if line.startswith(str(kept))]
    return failed if done.returncode == 0 else [*failed, f"{kept}: died with {done.returncode}: {done.stderr[-2000:]}"]


def main() -> int:
    """Run for a while, or replay one case; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--replay", type=Path, metavar="FOLDER")
    parser.add_argument("--batch", type=int, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--kept", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.replay:
        print("\n".join(found := violations(args.replay)) or "nothing is broken")
        return int(bool(found))
    if args.batch:
        print("\n".join(work(args.seed, args.batch[0], args.batch[1], args.kept)))
        return 0
    kept = Path(tempfile.mkdtemp(prefix="zhifa-fuzz-"))
    until = time.monotonic() + args.minutes * 60
    failed: list[str] = []
    for start in count(0, BATCH):
        failed += (new := batch(args.seed, start, BATCH, kept))
        print(*new, sep="\n", end="\n" if new else "")
        if time.monotonic() > until:
            break
    print(f"{start + BATCH} cases of seed {args.seed}, {len(failed)} failed")
    if failed:
        print(f"replay with: {sys.executable} {__file__} --replay {kept}/SEED-NUMBER")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
