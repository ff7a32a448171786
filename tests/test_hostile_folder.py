"""A data folder is written by those whom it judges: whatever they plant there, only what the user named is written."""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer

import small_city
from conftest import Outcome, World
from zhifa_cli.cli import clock, writing
from zhifa_cli.cli.commands.report import ReportFormat
from zhifa_cli.cli.commands.schema import SchemaName
from zhifa_cli.output.formats import CalendarFormat, CheckFormat, DiffFormat, TableFormat
from zhifa_cli.report.kinds import Kind

AS_OF = ("--as-of", "2024-07-31")
REPORTS = [
    ["report", "--unit", "甲区", "--kind", kind, "-f", form, *AS_OF]
    for kind in Kind
    for form in ReportFormat
    if form is not ReportFormat.CSV or kind.has_table
]
WRITERS = [
    *(["check", *AS_OF, "-f", form] for form in CheckFormat),
    *([name, *AS_OF, "-f", form] for name in ("status", "overdue") for form in TableFormat),
    *(["calendar", *AS_OF, "-f", form] for form in CalendarFormat),
    *(["diff", "--since", "2024-05", *AS_OF, "-f", form] for form in DiffFormat),
    *REPORTS,
    *(["schema", name] for name in SchemaName),
    ["show", "甲区", *AS_OF],
    ["show", "1/report", *AS_OF],
    ["explain", "ZF101"],
    ["rules"],
]
"""Every command and format that takes ``-o``."""
ONE_EACH = [*{call[0]: call for call in reversed(WRITERS)}.values()]
"""The first call of each command."""


def tried(outcome: Outcome) -> Outcome:
    """A command that ran, whatever it found."""
    assert "内部错误" not in outcome.err
    assert "Traceback" not in outcome.err
    return outcome


# ---- settings ------------------------------------------------------------------------------------------

EVIL = """\
select = ["ZF109"]
fail-on = "never"
format = ["text", "json:{target}"]
"""


@pytest.mark.parametrize("here", [".", "data", "data/submissions"])
def test_settings_in_the_data_folder_are_not_even_read(
    world: World, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    monkeypatch.chdir(world.repository / here)
    honest = [world.zhifa(*call) for call in ONE_EACH]
    evil = EVIL.format(target=world.home / ".bashrc")
    for folder in ("data", "data/submissions", "data/.schema"):
        world.plant(f"{folder}/zhifa.toml", evil)
        world.plant(f"{folder}/pyproject.toml", "[tool.zhifa]\n" + evil)
    for call, was in zip(ONE_EACH, honest, strict=True):
        assert world.changes(*call) == (was, set())
        if call[0] not in {"rules", "explain", "schema"}:
            assert world.changes(*call, "--data", world.repository / "data")[1] == set()


@pytest.mark.parametrize("where", ["zhifa.toml", "pyproject.toml"])
@pytest.mark.parametrize("target", ["{home}/.bashrc", "{home}/.profile", "out.json", "data/units.yaml"])
def test_no_settings_name_a_file_to_write(world: World, where: str, target: str) -> None:
    named = target.format(home=world.home)
    world.plant(where, ("" if where == "zhifa.toml" else "[tool.zhifa]\n") + f'format = "json:{named}"\n')
    outcome, changed = world.changes("check", *AS_OF)
    assert (outcome.code, outcome.out, changed) == (2, "", set())
    assert f"format 只写格式，不能指定文件（json:{named}）" in outcome.err
    assert "命令行" in outcome.err


BROKEN = [b"[tool\n", b"x = " + b"9" * 5000, b"\0", "甲 = '乙'".encode("gb18030"), b"x = " + b"[" * 100_000]


@pytest.mark.parametrize("where", ["../pyproject.toml", "pyproject.toml", "data/pyproject.toml"])
def test_a_broken_pyproject_of_somebody_else_stops_nothing(world: World, where: str) -> None:
    honest = [(world.zhifa(*call), set[str]()) for call in ONE_EACH]
    world.plant(where, BROKEN[0])
    assert [world.changes(*call) for call in ONE_EACH] == honest
    for content in BROKEN[1:]:
        world.plant(where, content)
        assert world.changes(*ONE_EACH[0]) == honest[0]


# ---- the cache that once was ---------------------------------------------------------------------------


_opened: list[str] = []
_watching = [False]


def _watch(event: str, args: tuple[object, ...]) -> None:
    if _watching[0] and (event == "open" or event.startswith(("sqlite3", "os.remove", "os.rename", "os.mkdir"))):
        _opened.append(os.fsdecode(args[0]) if isinstance(args[0], str | bytes | os.PathLike) else "")


@contextmanager
def watched() -> Iterator[list[str]]:
    """The names of all files that are opened, made or removed."""
    if not _opened:
        sys.addaudithook(_watch)
    _opened[:] = ["."]
    _watching[0] = True
    try:
        yield _opened
    finally:
        _watching[0] = False


@pytest.mark.parametrize(("reports", "committed"), [(1, True), (250, True), (250, False)])
def test_no_cache_in_the_data_folder_is_opened_or_made(world: World, *, reports: int, committed: bool) -> None:
    for number in range(reports):
        world.plant(f"data/submissions/more/{number}.yaml", f"unit: 乙区\nperiod: {2024 + number // 12}-01\n")
    if committed:
        for name in ("cache.sqlite3", "cache.sqlite3-journal", "cache.sqlite3-wal"):
            world.plant(f"data/.zhifa_cache/{name}", b"SQLite format 3\0" + bytes(100))
    with watched() as names:
        for call in (["check", *AS_OF], ["status", *AS_OF]):
            assert world.changes(*call)[1] == set()
            tried(world.zhifa(*call))
    ours = [name for name in names if ".zhifa_cache" in name]
    reads = {str(path) for path in (world.repository / "data" / ".zhifa_cache").glob("*")}
    assert [name for name in ours if name not in reads] == []
    assert len(ours) == len(reads) * 4, "read by this test alone, before and after each of two commands"


# ---- outputs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", WRITERS, ids=" ".join)
def test_only_the_named_output_changes_and_only_over_its_like(world: World, call: list[str]) -> None:
    folder = "work/repository"
    outcome, changed = world.changes(*call, "-o", "out")
    assert (tried(outcome).code in {0, 1}, changed) == (True, {folder, f"{folder}/out"})
    first = (world.repository / "out").read_bytes()
    assert tried(world.changes(*call, "-o", "out")[0]).code in {0, 1}
    assert (world.repository / "out").read_bytes() == first
    for other in (world.home / ".bashrc", Path("data/units.yaml"), Path("data")):
        outcome, changed = world.changes(*call, "-o", other)
        assert (tried(outcome).code, outcome.out, changed) == (2, "", set())
    outcome, changed = world.changes(*call, "-o", world.home / ".bashrc", "--force")
    assert (outcome.code in {0, 1}, changed) == (True, {"home", "home/.bashrc"})


def test_no_kind_of_result_is_taken_for_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What each command says of its own results, asked of all others; and each command itself, of one other."""
    place, said = writing.place, list[tuple[Any, ...]]()

    def asked(output: Path | None, *own: Any, **options: Any) -> writing.Place | None:
        if output:
            said.append(own)
        return place(output, *own, **options)

    files = {" ".join(call): Path("_".join(call).replace("/", "-")) for call in WRITERS}
    with monkeypatch.context() as patch:
        patch.setattr(writing, "place", asked)
        for call in WRITERS:
            assert world.zhifa(*call, "-o", files[" ".join(call)]).code in {0, 1}
    assert len(said) == len(WRITERS)
    for call, own in zip(WRITERS, tuple(said), strict=True):
        others = [files[" ".join(other)] for other in WRITERS if call != other and not _alike(call, other)]
        for other in others:
            with pytest.raises(typer.BadParameter, match="--force"):
                place(other, *own, force=False)
        outcome = world.zhifa(*call, "-o", others[0])
        assert (outcome.code, outcome.out, "--force" in outcome.err) == (2, "", True), call


def _alike(call: list[str], other: list[str]) -> bool:
    """A report of one kind in Markdown and in HTML, all annexes, all that ``show`` says."""
    if call[0] == other[0] == "report":
        pages = {ReportFormat.MARKDOWN, ReportFormat.HTML}
        return (call[4] == other[4] and {call[6], other[6]} <= pages) or call[6] == other[6] == ReportFormat.CSV
    return call[0] == other[0] == "show"


def test_a_baseline_replaces_a_baseline_and_nothing_else(world: World) -> None:
    call = ("check", *AS_OF, "--write-baseline")
    world.zhifa("check", *AS_OF, "-f", "json", "-o", "check.json")
    for other in ("check.json", "data/units.yaml", world.home / ".bashrc"):
        outcome, changed = world.changes(*call, other)
        assert (outcome.code, outcome.out, changed) == (2, "", set())
    for _ in range(2):
        assert world.changes(*call, "base.json")[1] == {"work/repository", "work/repository/base.json"}
    assert world.changes(*call, "check.json", "--force")[1] == {"work/repository", "work/repository/check.json"}


def test_of_several_outputs_none_is_written_where_one_may_not_be(world: World) -> None:
    formats = ("-f", "text", "-f", "json:new.json", "-f", "sarif:data/units.yaml")
    outcome, changed = world.changes("check", *AS_OF, *formats)
    assert (outcome.code, outcome.out, changed) == (2, "", set())


# ---- links ---------------------------------------------------------------------------------------------

LINKS = [
    ("out", "{home}/.bashrc", "out"),
    ("out", "{home}/.profile", "out"),
    ("out", "../../home/.profile", "out"),
    ("out", "data/out", "out"),
    ("reports", "{home}", "reports/new"),
    ("reports", "{home}", "reports/.cache/new"),
    ("data/out", "../out2", "data/out"),
]


@pytest.mark.parametrize(("name", "to", "output"), LINKS)
@pytest.mark.parametrize("call", ONE_EACH, ids=" ".join)
def test_no_link_leads_out_of_the_working_tree(world: World, call: list[str], name: str, to: str, output: str) -> None:
    (world.home / ".bashrc").write_bytes(b"")  # nothing there that could be lost: it must not be made to say anything
    world.plant(name, link=Path(to.format(home=world.home)))
    if to == "data/out":
        world.plant("data/out", link=world.home / ".profile")
    outcome, changed = world.changes(*call, "-o", output)
    if to == "../out2":  # stays inside
        assert (tried(outcome).code in {0, 1}, changed) == (True, {"work/repository", "work/repository/out2"})
        return
    assert (outcome.code, outcome.out, changed) == (2, "", set())
    assert "经链接通到" in outcome.err
    assert "--force" in outcome.err
    assert all(change.startswith("home") for change in world.changes(*call, "-o", output, "--force")[1])


@pytest.mark.parametrize("repository", [True, False])
def test_without_a_repository_the_working_directory_is_the_tree(
    world: World, monkeypatch: pytest.MonkeyPatch, *, repository: bool
) -> None:
    if not repository:
        (world.repository / ".git").rmdir()
    world.plant("deep/out", link=Path("../out"))
    world.plant("deep/up", link=Path("../../../home"))
    for output in ("deep/out", world.repository / "deep" / "out"):
        assert world.zhifa("rules", "-o", output).code == 0
    monkeypatch.chdir(world.repository / "deep")
    assert world.zhifa("rules", "-o", "out").code == (0 if repository else 2)
    monkeypatch.chdir(world.home)
    assert world.changes("rules", "-o", world.repository / "deep" / "up" / "x")[1] == (
        set() if repository else {"home", "home/x"}
    )


@pytest.mark.parametrize("name", ["data/submissions/2024-08", "data/submissions", "data/.schema"])
def test_a_new_report_and_its_schema_stay_inside(world: World, name: str) -> None:
    if (world.repository / name).exists():
        (world.repository / name).rename(world.repository / "moved")
    world.plant(name, link=world.home)
    outcome, changed = world.changes("new", "甲区", "--month", "2024-08")
    assert (outcome.code, outcome.out, changed) == (2, "", set())
    assert "经链接通到" in outcome.err


# ---- standard output by other names --------------------------------------------------------------------


FORMS = ("text", "markdown", "concise", "github")
EACH_FORM = f"""\
import os, sys
from zhifa_cli.cli.chinese import run
from zhifa_cli.cli.main import app
for name in sys.argv[2:]:
    for form in {FORMS}:
        for stream in (1, 2, int(sys.argv[1])):
            os.write(stream, f"\\n=== {{form}}\\n".encode())
        assert run(app, ["check", *{AS_OF}, "-f", form, "-o", name]) == 1, name
"""
NAMES = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/stderr", "/dev/fd/2", "link", "/dev/fd/{pipe}")


@pytest.mark.posix
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="names of open files that not every system has")
def test_a_runner_obeys_nothing_whatever_its_output_is_called(world: World) -> None:
    roster = small_city.UNITS.replace("name: 甲区", 'name: "##[error]甲"')
    world.plant("data/units.yaml", roster.replace(small_city.HOSTILE_UNIT, "::error::乙区"))
    world.plant("data/submissions/jia.yaml", small_city.JIA.replace("unit: 甲区", "unit: jia"))
    world.plant("link", link=Path("/dev/stdout"))
    reader, writer = os.pipe()
    command = [sys.executable, "-c", EACH_FORM, str(writer), *(name.format(pipe=writer) for name in NAMES)]
    environment = {**os.environ, "GITHUB_ACTIONS": "true"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, pass_fds=[writer], check=False)  # noqa: S603 - ours
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        said = [done.stdout, done.stderr, stream.read()]
    assert done.returncode == 0, said
    parts = [re.split(r"\n=== \w+\n", text) for text in said]
    assert [len(part) for part in parts] == [1 + len(NAMES) * len(FORMS)] * 3
    for number, form in enumerate(FORMS * len(NAMES), 1):
        lines = "".join(part[number] for part in parts).splitlines()
        assert any("甲" in line for line in lines)
        ours = [line for line in lines if line.startswith("::")]
        assert bool(ours) == (form == "github")
        assert all(" file=" in line for line in ours)
        assert "##[" not in "".join(line for line in lines if line not in ours)


# ---- NUL -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        ["check", "-f", "js\0on"],
        ["check", "-f", "json:a\0b"],
        ["check", "-o", "a\0b"],
        ["check", "--data", "data\0"],
        ["check", "--baseline", "a\0"],
        ["check", "--write-baseline", "a\0"],
        ["check", "data/\0.yaml"],
        ["report", "-o", "\0"],
        ["site", "-o", "\0"],
        ["diff", "a\0", "b"],
        ["new", "甲区", "-o", "a\0"],
        ["import", "a\0.csv", "-u", "甲区", "-m", "2024-06"],
        ["init", "a\0"],
        ["show", "\0"],
        ["\0"],
    ],
    ids=repr,
)
def test_a_nul_is_refused(world: World, call: list[str]) -> None:
    outcome, changed = world.changes(*call)
    assert (tried(outcome).code, outcome.out, changed) == (2, "", set())
    assert "里有 NUL 字符" in outcome.err


# ---- the day of the commit that is checked -------------------------------------------------------------

COMMIT = "2024-07-31T23:30:00+08:00"
PUSH = '{"head_commit": {"timestamp": "%s"}}'


def days(world: World, monkeypatch: pytest.MonkeyPatch, gitlab: str | None, event: bytes | None) -> date:
    """The day that a pipeline knows."""
    if gitlab is not None:
        monkeypatch.setenv("CI_COMMIT_TIMESTAMP", gitlab)
    if event is not None:
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(world.plant(".git/event.json", event)))
    return clock.latest_day()


@pytest.mark.parametrize(
    ("gitlab", "event", "known"),
    [
        (None, None, None),
        (COMMIT, None, date(2024, 7, 31)),
        (None, PUSH % COMMIT, date(2024, 7, 31)),
        ("2024-07-30T00:00:00Z", PUSH % COMMIT, date(2024, 7, 30)),
        ("9999-12-31T00:00:00Z", PUSH % "9999-12-31T00:00:00+00:00", None),
        *(
            (odd, odd, None)
            for odd in ("", "昨天", "{}", "[]", "null", "[" * 100_000, "2024-07-31T25:00:00Z", "1" * 5000)
        ),
        *((None, PUSH % odd, None) for odd in ("", "2024-07-32", "1e9", "\\u0000")),
        *((None, text, None) for text in ('{"head_commit": null}', '{"head_commit": {"timestamp": 20240731}}', "{")),
        (None, PUSH % COMMIT + " " * 10_000_000, None),
    ],
    ids=itertools.count(),
)
def test_the_day_of_a_commit_is_the_last_on_which_anything_in_it_was_submitted(
    world: World, monkeypatch: pytest.MonkeyPatch, *, gitlab: str | None, event: str | None, known: date | None
) -> None:
    found = days(world, monkeypatch, gitlab, event.encode() if event is not None else None)
    assert found == (known or datetime.now().astimezone().date())
    assert tried(world.zhifa("check", *AS_OF)).code == (2 if found < date(2024, 7, 31) else 1)


@pytest.mark.parametrize("event", ["", "/dev/zero", "/dev/tty", ".", "/none", "x" * 5000])
def test_an_event_that_is_no_file_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    monkeypatch.setenv("GITHUB_EVENT_PATH", event)
    assert days(world, monkeypatch, COMMIT, None) == date(2024, 7, 31)


@pytest.mark.parametrize("pipeline", [True, False])
def test_no_submission_is_dated_after_the_day(world: World, monkeypatch: pytest.MonkeyPatch, *, pipeline: bool) -> None:
    if pipeline:
        monkeypatch.setenv("CI_COMMIT_TIMESTAMP", COMMIT)
    day = "2024-08-01" if pipeline else "9999-12-31"
    world.plant("data/submissions/yi.yaml", f"unit: 乙区\nperiod: 2024-07\nsubmitted_on: {day}\n")
    assert "data/submissions/yi.yaml:3:15: ZF110 " in world.zhifa("check", *AS_OF, "-f", "concise").out
