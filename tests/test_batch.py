"""Very many submissions: whatever the cache holds and however many processes work, the output is the same.

Each test has its own copy of one folder, whose cache is warm, and of the home of its user. To be quick, most
take fewer files for many than the program does.
"""

import contextlib
import io
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmark import AS_OF, _corpus
from conftest import Outcome, Zhifa
from zhifa_cli import batch, engine
from zhifa_cli.cli import progress
from zhifa_cli.cli.secret import secret
from zhifa_cli.finding import Result
from zhifa_cli.ledger import Cutoff, build
from zhifa_cli.render import check_text, json
from zhifa_cli.selection import Selection
from zhifa_cli.source import processes, reading, submissions
from zhifa_cli.source.cache import Cache, code_version
from zhifa_cli.source.dataset import load
from zhifa_cli.source.locator import Locator
from zhifa_cli.source.reading import Reader

CUTOFF = Cutoff(date.fromisoformat(AS_OF))
CHANGED = "submissions/2024-01/unit-0003.yaml"
FILES = 27
UNITS = [f"unit-{number:04}" for number in range(4)]
EXTENSIONS = (
    "- {unit: 单位0001, item: 1c1, cycle: 2025, until: 2026-03-31, reason: 汛期, approved_by: 市政府,"
    " approved_on: 2025-06-01}\n"
    "- {unit: 单位0002, item: 1c3, until: 2026-03-31, reason: 无期限, approved_by: 市政府, approved_on: 2025-06-01}\n"
)
WAIVERS = (
    "- {rule: ZF201, unit: 单位0002, item: 1c6, reason: 机构调整, approved_by: 市政府, expires: 2026-06-30}\n"
    "- {rule: ZF202, unit: 单位0000, item: 1c1, reason: 机构调整, approved_by: 市政府, expires: 2024-06-30}\n"
)


# ---- the folder ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with faults of many kinds, the home of its user, and a cache in which all is known."""
    folder = tmp_path_factory.mktemp("original")
    data = folder / "data"
    _corpus(data, 24)
    month = data / "submissions" / "2024-06"
    _edit(month / "unit-0000.yaml", "status: 推进中", "status: 推进")
    _edit(month / "unit-0001.yaml", "人员力量", "联系人13812345678,人员力量")
    _edit(month / "unit-0002.yaml", "item: 1c1\n", "item: 9z\n")
    (month / "unreadable.yaml").write_bytes("unit: 单位0001".encode("gbk"))
    (month / "broken.yaml").write_text("unit: 单位0001\nperiod: [\n", encoding="utf-8")
    (month / "stranger.yaml").write_text(
        "unit: 单位9999\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n", encoding="utf-8"
    )
    (data / "extensions.yaml").write_text(EXTENSIONS, encoding="utf-8")
    (data / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _live_in(folder, patch)
        _take_for_many(20, patch)
        key = secret()
        assert key
        _judged(data, Reader(open_cache=lambda: Cache(data, key, code_version())))
    return folder


@pytest.fixture(scope="module")
def expected(original: Path) -> Result:
    """What the engine says of the whole ledger, in one go, without a cache."""
    return _whole(original / "data")


@pytest.fixture
def data(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that commands find by themselves; they have one processor, so that tests see what they do."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    _live_in(tmp_path, monkeypatch)
    _take_for_many(20, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    return tmp_path / "data"


@pytest.fixture
def cold(data: Path) -> Path:
    shutil.rmtree(data / ".zhifa_cache")
    return data


@dataclass(frozen=True)
class Work:
    """What was done anew: the files that were parsed, and the units that were judged."""

    parsed: list[str]
    judged: list[str]

    def forget(self) -> None:
        self.parsed.clear()
        self.judged.clear()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work([], [])
    read_content, examine_units = submissions.read_content, batch._examine_units

    def noting_file(path: str, raw: bytes) -> submissions.Reading:
        done.parsed.append(path)
        return read_content(path, raw)

    def noting_units(indices: list[int]) -> list[engine.Part]:
        done.judged.extend(UNITS[index] for index in indices)
        return examine_units(indices)

    monkeypatch.setattr(submissions, "read_content", noting_file)
    monkeypatch.setattr(batch, "_examine_units", noting_units)
    return done


@pytest.fixture
def check(zhifa: Zhifa) -> Callable[..., Outcome]:
    """``zhifa check``, as JSON unless another format is asked for."""

    def call(*options: object) -> Outcome:
        return zhifa("check", "--as-of", AS_OF, *([] if "-f" in options else ["-f", "json"]), *options)

    return call


def _live_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", str(folder / "home"))
    patch.setenv("XDG_CONFIG_HOME", str(folder / "home" / ".config"))


def _take_for_many(files: int, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading, "MANY", files)
    patch.setattr(batch, "MANY", files)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _replace(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _whole(data: Path) -> Result:
    return engine.run(build(load(data), CUTOFF), Locator(data))


def _judged(data: Path, reader: Reader) -> Result:
    return batch.run(batch.Job(data, load(data, reader), CUTOFF, Selection()), reader)


def _json(result: Result) -> str:
    return json.check(result.with_paths(lambda path: f"data/{path}"))


def _database(data: Path) -> Path:
    return data / ".zhifa_cache" / "cache.sqlite3"


def _run_sql(data: Path, *statements: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    with contextlib.closing(sqlite3.connect(_database(data))) as database, database:
        for statement in statements:
            rows = database.execute(statement).fetchall()
    return rows


def _names(data: Path, kind: str) -> set[object]:
    return {name for row_kind, name in _run_sql(data, "SELECT kind, name FROM entry") if row_kind == kind}


# ---- the same output -----------------------------------------------------------------------------------


def test_text_is_that_of_the_whole_ledger(check: Callable[..., Outcome], cold: Path, expected: Result) -> None:
    text = check_text.render(expected.with_paths(lambda path: f"data/{path}"), 160, color=False, show_waived=True)
    runs = [check("-f", "text", "--show-waived", *options) for options in ([], [], ["--no-cache"])]
    assert [run.out for run in runs] == [text] * 3
    assert {(run.code, run.err) for run in runs} == {(2, runs[0].err)}
    assert _database(cold).exists()


def test_json_is_that_of_the_whole_ledger(
    check: Callable[..., Outcome], cold: Path, expected: Result, work: Work
) -> None:
    assert len(expected.findings) > 30
    assert len({finding.rule for finding in expected.findings}) > 8
    assert expected.waived
    assert check().out == _json(expected)
    assert len(work.parsed) == FILES
    assert work.judged == UNITS
    work.forget()
    assert check().out == _json(expected)
    assert work == Work([], [])
    assert check("--no-cache").out == _json(expected)
    assert len(work.parsed) == FILES
    assert cold.exists()


def test_one_changed_file_costs_that_file_and_its_unit(
    check: Callable[..., Outcome], data: Path, expected: Result, work: Work
) -> None:
    before = (data / CHANGED).read_bytes()
    _edit(data / CHANGED, "item: 1c2\n", "item: 1c99\n")
    changed = check().out
    assert work == Work([CHANGED], ["unit-0003"])
    assert changed == _json(_whole(data))
    assert changed != _json(expected)
    (data / CHANGED).write_bytes(before)
    assert check().out == _json(expected)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_processes_says_the_same(
    data: Path, expected: Result, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("_SMALL", "_LARGE"):
        monkeypatch.setattr(processes, bound, 2)
    monkeypatch.setattr(batch, "_MANY_UNITS", 2)
    assert _judged(data, Reader(workers)) == expected


def test_processes_that_share_no_memory_say_the_same(
    data: Path, expected: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere than on Linux, processes get their work in writing."""
    for bound in ("_SMALL", "_LARGE"):
        monkeypatch.setattr(processes, bound, 14)
    usual = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method("spawn", force=True)
    try:
        assert _judged(data, Reader(workers=2)) == expected
    finally:
        multiprocessing.set_start_method(usual, force=True)


@pytest.mark.parametrize("command", [["status"], ["overdue", "--month", "2025-06"], ["report", "--month", "2025-06"]])
def test_other_commands_read_from_the_cache(zhifa: Zhifa, data: Path, work: Work, command: list[str]) -> None:
    warm = zhifa(*command)
    assert work.parsed == []
    shutil.rmtree(data / ".zhifa_cache")
    assert zhifa(*command) == warm
    assert len(work.parsed) == FILES


# ---- what makes units be judged anew -------------------------------------------------------------------

COMMON_CHANGES: dict[str, Callable[[Path], None]] = {
    "a deadline": lambda data: _edit(data / "measures.yaml", "deadline: 2024年6月", "deadline: 2024年3月"),
    "a comment in the plan": lambda data: _edit(data / "measures.yaml", "measures:", "# 第一条\nmeasures:"),
    "a unit's name": lambda data: _edit(data / "units.yaml", "name: 单位0003", "name: 三号单位, aliases: [单位0003]"),
    "no such extension": lambda data: (data / "extensions.yaml").unlink(),
    "a later extension": lambda data: _edit(data / "extensions.yaml", "2026-03-31", "2025-09-30"),
    "an expired waiver": lambda data: _edit(data / "waivers.yaml", "2026-06-30", "2025-06-30"),
    "no waivers": lambda data: _replace(data / "waivers.yaml", b""),
    "unreadable waivers": lambda data: _replace(data / "waivers.yaml", "豁免".encode("gbk")),
}


@pytest.mark.parametrize("change", COMMON_CHANGES.values(), ids=COMMON_CHANGES)
def test_a_change_to_what_all_share_judges_all_anew(
    check: Callable[..., Outcome], data: Path, work: Work, change: Callable[[Path], None]
) -> None:
    change(data)
    assert check().out == _json(_whole(data))
    assert [path for path in work.parsed if path in _names(data, "reading")] == work.parsed
    assert work.judged == UNITS


@pytest.mark.parametrize(
    "options",
    [
        ["--as-of", "2024-06-30"],
        ["--unit", "单位0002"],
        ["--measure", "1"],
        ["--select", "ZF104"],
        ["--ignore", "ZF201"],
        ["data/submissions/2024-06/unit-0002.yaml"],
    ],
    ids=" ".join,
)
def test_another_cutoff_or_selection_judges_all_anew(
    check: Callable[..., Outcome], data: Path, work: Work, options: list[str]
) -> None:
    assert data.exists()
    warm = check(*options)
    assert work == Work([], UNITS)
    assert warm == check("--no-cache", *options)


def test_a_plan_saved_while_files_are_read_is_judged_by_the_next_run(
    check: Callable[..., Outcome], cold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_once(_bar: object, _done: int, _total: int) -> None:
        if "2024年3月" not in (cold / "measures.yaml").read_text(encoding="utf-8"):
            _edit(cold / "measures.yaml", "deadline: 2024年6月", "deadline: 2024年3月")

    monkeypatch.setattr(progress.Bar, "__call__", save_once)
    before = check().out
    assert check().out == _json(_whole(cold)) != before


# ---- how much is enough for a cache --------------------------------------------------------------------


def test_199_files_leave_no_trace_and_200_a_cache(
    check: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    _corpus(data, 200)
    _live_in(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    last = data / CHANGED
    text = last.read_text(encoding="utf-8")
    last.unlink()
    with monkeypatch.context() as patch:
        patch.delattr(processes, "ProcessPoolExecutor")
        check()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    assert not (data / ".zhifa_cache").exists()

    last.write_text(text, encoding="utf-8")
    runs = [check(), check(), check("--no-cache")]
    assert [run.out for run in runs] == [_json(_whole(data))] * 3
    assert (tmp_path / "home").exists()
    assert (data / ".zhifa_cache" / ".gitignore").read_text(encoding="utf-8").splitlines()[-1] == "*"


def test_no_cache_makes_none(check: Callable[..., Outcome], cold: Path) -> None:
    check("--no-cache")
    assert not (cold / ".zhifa_cache").exists()


@pytest.mark.parametrize("folder", [".zhifa_cache", ".schema", "submissions/.versions", "archive"])
def test_what_else_lies_in_the_folder_is_no_data(
    check: Callable[..., Outcome], data: Path, expected: Result, folder: str
) -> None:
    (data / folder).mkdir(exist_ok=True)
    for name in ("unit-0003.yaml", "measures.yaml", "waivers.yaml"):
        (data / folder / name).write_text("unit: [", encoding="utf-8")
    assert check().out == _json(expected)


# ---- files come and go ---------------------------------------------------------------------------------


def test_files_that_are_gone_are_forgotten_and_new_ones_found(
    check: Callable[..., Outcome], data: Path, work: Work
) -> None:
    moved = "submissions/2024-01/moved.yaml"
    assert CHANGED in _names(data, "reading")
    (data / CHANGED).rename(data / moved)
    assert check().out == _json(_whole(data))
    assert {CHANGED, moved} & _names(data, "reading") == {moved}
    assert work.judged == ["unit-0003"]


def test_units_that_are_gone_are_forgotten(check: Callable[..., Outcome], data: Path) -> None:
    _edit(data / "units.yaml", "id: unit-0003, name", "id: unit-3, name")
    assert check().out == _json(_whole(data))
    assert _names(data, "findings") == {*UNITS[:-1], "unit-3"}


def test_a_file_that_cannot_be_read_is_never_kept(check: Callable[..., Outcome], cold: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.yaml"
    (cold / CHANGED).rename(outside)
    (cold / CHANGED).symlink_to(outside)
    assert check().out == _json(_whole(cold))
    assert CHANGED not in _names(cold, "reading")
    assert len(_names(cold, "reading")) == FILES - 1
    (cold / CHANGED).unlink()
    outside.rename(cold / CHANGED)
    assert check().out == _json(_whole(cold))
    assert CHANGED in _names(cold, "reading")


def test_names_that_are_no_text(check: Callable[..., Outcome], data: Path, work: Work) -> None:
    odd = os.fsencode(data / "submissions" / "2024-01") + b"/\xff\xfe.yaml"
    try:
        (data / CHANGED).rename(os.fsdecode(odd))
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    _edit(Path(os.fsdecode(odd)), "item: 1c2\n", "item: 1c99\n")
    once, again, uncached = check(), check(), check("--no-cache")
    assert once == again == uncached
    assert "1c99" in once.out
    work.forget()
    check()
    assert len(work.parsed) == 1


# ---- a cache is never trusted blindly ------------------------------------------------------------------


def _flip_bits(data: Path) -> None:
    dice, raw = random.Random(6), bytearray(_database(data).read_bytes())  # noqa: S311 - no secrets
    for _ in range(200):
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    _replace(_database(data), bytes(raw))


def _cut(data: Path, size: int) -> None:
    _replace(_database(data), _database(data).read_bytes()[:size])


def _put_other_table(data: Path) -> None:
    _database(data).unlink()
    _run_sql(data, "CREATE TABLE entry (kind, name)", "INSERT INTO entry VALUES ('reading', 'a')")


def _sql(*statements: str) -> Callable[[Path], None]:
    def run(data: Path) -> None:
        _run_sql(data, *statements)

    return run


def _forget_secret(data: Path) -> None:
    (key,) = (data.parent / "home").rglob("cache-key")
    key.unlink()


def _shorten_secret(data: Path) -> None:
    (key,) = (data.parent / "home").rglob("cache-key")
    key.write_bytes(b"short")


def _set(row: str, columns: str) -> Callable[[Path], None]:
    """Change a row of the file that tests change, or of its unit."""
    name = {"reading": CHANGED, "findings": "unit-0003"}[row]
    return _sql(f"UPDATE entry SET {columns} WHERE kind = '{row}' AND name = '{name}'")  # noqa: S608 - our own words


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": partial(_cut, size=0),
    "cut within its head": partial(_cut, size=50),
    "cut in its midst": partial(_cut, size=30_000),
    "bytes": lambda data: _replace(_database(data), bytes(range(256)) * 64),
    "text": lambda data: _replace(_database(data), "不是数据库\n".encode() * 1000),
    "flipped bits": _flip_bits,
    "another table": _put_other_table,
    "no table": _sql("DROP TABLE entry"),
    "another's content": _set("reading", "content = (SELECT max(content) FROM entry WHERE kind = 'reading')"),
    "no content": _set("reading", "content = NULL"),
    "empty for no content": _sql("UPDATE entry SET content = x'' WHERE kind = 'reading' AND content IS NULL"),
    "no faults": _sql("UPDATE entry SET head = substr(head, 1, instr(head, '[{')) || ']]' WHERE head LIKE '%[{%'"),
    "a broken head": _set("reading", "head = '['"),
    "another tag": _set("reading", "tag = randomblob(16)"),
    "no tag": _set("findings", "tag = NULL"),
    "swapped names": _sql(
        "UPDATE entry SET name = 'x' WHERE name = 'unit-0003'",
        "UPDATE entry SET name = 'unit-0003' WHERE name = 'unit-0002'",
        "UPDATE entry SET name = 'unit-0002' WHERE name = 'x'",
    ),
    "numbers": _set("reading", "head = x'07', content = 7, tag = 7.5"),
    "text for bytes": _set("findings", "content = 'text', tag = 'text'"),
    "a name of bytes": _set("reading", "name = x'ff00'"),
    "a name that is no text": _set("reading", "name = CAST(x'ff41' AS TEXT), head = NULL"),
    "a head that is no text": _set("findings", "head = CAST(x'ff41' AS TEXT)"),
    "another user's": _forget_secret,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_cache_is_made_anew(
    check: Callable[..., Outcome], data: Path, expected: Result, work: Work, damage: Callable[[Path], None]
) -> None:
    damage(data)
    first = check()
    assert first.out == _json(expected)
    assert work.parsed or work.judged
    assert check() == first
    work.forget()
    assert check().out == _json(expected)
    assert work == Work([], [])


def test_a_cache_of_another_version_is_made_anew(
    check: Callable[..., Outcome], data: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data.exists()
    check()
    assert work == Work([], [])
    monkeypatch.setattr("zhifa_cli.cli.session.code_version", lambda: "another")
    check()
    assert (len(work.parsed), work.judged) == (FILES, UNITS)
    work.forget()
    check()
    assert work == Work([], [])


def test_a_planted_acquittal_is_not_believed(
    check: Callable[..., Outcome], data: Path, expected: Result, work: Work
) -> None:
    """Rows as ours in every respect but the secret: all submissions sound, no findings at all."""
    planted = Cache(data, b"\0" * 32, code_version())
    clean = batch._PART.dump_json(engine.Part((), (), (), (), 0))
    keys = {str(unit): str(key) for unit, key in _run_sql(data, "SELECT name, head FROM entry WHERE kind = 'findings'")}
    assert sorted(keys) == UNITS
    planted.remember_findings({unit: (key, clean) for unit, key in keys.items()}, set(keys))
    assert len(planted.findings()) == len(UNITS)
    assert check().out == _json(expected)
    assert work.judged == UNITS


def test_the_same_row_with_our_secret_would_be_believed(check: Callable[..., Outcome], data: Path) -> None:
    """Else the test above could not fail."""
    key = secret()
    assert key
    ours = Cache(data, key, code_version())
    clean = batch._PART.dump_json(engine.Part((), (), (), (), 0))
    ours.remember_findings({unit: (rests_on, clean) for unit, (rests_on, _) in ours.findings().items()}, set(UNITS))
    assert "ZF201" not in check().out


# ---- where no cache can be -----------------------------------------------------------------------------


def _put_folder(data: Path) -> None:
    shutil.rmtree(data / ".zhifa_cache")
    _database(data).mkdir(parents=True)


def _put_file(data: Path) -> None:
    shutil.rmtree(data / ".zhifa_cache")
    (data / ".zhifa_cache").write_text("mine", encoding="utf-8")


def _link_folder(data: Path) -> None:
    shutil.rmtree(data / ".zhifa_cache")
    (data.parent / "other").mkdir()
    (data / ".zhifa_cache").symlink_to(data.parent / "other")


def _link_file(data: Path) -> None:
    _database(data).rename(data.parent / "other")
    _database(data).symlink_to(data.parent / "other")


def _put_file_for_home(data: Path) -> None:
    shutil.rmtree(data.parent / "home")
    (data.parent / "home").write_text("mine", encoding="utf-8")


OBSTACLES: dict[str, Callable[[Path], None]] = {
    "a folder in place of the file": _put_folder,
    "a file in place of the folder": _put_file,
    "a link in place of the folder": _link_folder,
    "a link in place of the file": _link_file,
    "nowhere for a secret": _put_file_for_home,
}


@pytest.mark.parametrize("obstacle", OBSTACLES.values(), ids=OBSTACLES)
def test_where_no_cache_can_be_there_is_none(
    check: Callable[..., Outcome], data: Path, expected: Result, work: Work, obstacle: Callable[[Path], None]
) -> None:
    obstacle(data)
    before = _all_below(data.parent)
    for _ in range(2):
        work.forget()
        run = check()
        assert (run.out, len(work.parsed)) == (_json(expected), FILES)
    assert run.err == check("--no-cache").err
    assert _all_below(data.parent) == before


def _all_below(folder: Path) -> dict[Path, bytes | None]:
    """What is there, but for the note to git that is written wherever a cache would be."""
    paths = [path for path in folder.rglob("*") if path.name != ".gitignore"]
    return {path: path.read_bytes() if path.is_file() else None for path in paths}


def test_a_cut_secret_is_made_anew(check: Callable[..., Outcome], data: Path, expected: Result, work: Work) -> None:
    _shorten_secret(data)
    for _ in range(2):
        assert check().out == _json(expected)
    work.forget()
    assert check().out == _json(expected)
    assert work == Work([], [])


def test_no_secret_is_kept_below_where_one_stands(
    check: Callable[..., Outcome], cold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", ".")
    monkeypatch.setenv("XDG_CONFIG_HOME", "config")
    check()
    assert sorted(path.name for path in cold.parent.iterdir()) == ["data", "home"]
    assert not (cold / ".zhifa_cache").exists()


@pytest.mark.skipif(os.name != "posix", reason="bits of permission")
def test_the_secret_is_its_users_own(check: Callable[..., Outcome], data: Path) -> None:
    _forget_secret(data)
    check()
    (key,) = (data.parent / "home").rglob("cache-key")
    assert (key.stat().st_mode & 0o777, key.stat().st_size) == (0o600, 32)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("place", ["data", "data/.zhifa_cache", "home/.config"])
def test_read_only_folders(check: Callable[..., Outcome], data: Path, expected: Result, place: str) -> None:
    folder = data.parent / place
    if place != "data/.zhifa_cache":
        shutil.rmtree(data / ".zhifa_cache")
        shutil.rmtree(data.parent / "home" / ".config" / "zhifa")
    folder.chmod(0o500)
    try:
        _edit(data / "submissions" / "2024-02" / "unit-0001.yaml", "demo: true", "demo:  true")
        assert check().out == _json(expected)
    finally:
        folder.chmod(0o700)


def test_the_note_to_git_follows_no_link(check: Callable[..., Outcome], cold: Path) -> None:
    (cold / ".zhifa_cache").mkdir()
    (cold / ".zhifa_cache" / ".gitignore").symlink_to(cold.parent / "profile")
    check()
    assert not (cold.parent / "profile").exists()


def test_a_locked_cache_is_done_without(
    check: Callable[..., Outcome], data: Path, expected: Result, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, timeout: connect(file, timeout=timeout / 100))
    with contextlib.closing(connect(_database(data))) as other:
        other.execute("BEGIN EXCLUSIVE")
        run = check()
        assert (run.out, len(work.parsed)) == (_json(expected), FILES)
        assert run.err == check("--no-cache").err
    work.forget()
    check()
    assert work == Work([], [])


def test_a_cache_may_be_deleted_at_any_time(
    check: Callable[..., Outcome], cold: Path, expected: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted: list[bool] = []

    def delete(_bar: object, _done: int, _total: int) -> None:
        deleted.append((cold / ".zhifa_cache").exists())
        shutil.rmtree(cold / ".zhifa_cache", ignore_errors=True)

    monkeypatch.setattr(progress.Bar, "__call__", delete)
    assert check().out == _json(expected)
    assert True in deleted
    assert check().out == _json(expected)


# ---- Ctrl-C --------------------------------------------------------------------------------------------

_IMPATIENT = """
import os, sys
from zhifa_cli.cli import progress
from zhifa_cli.cli.entry import main
progress._PATIENCE = 0.0
os.cpu_count = lambda: 2
main()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("at_terminal", [False, True])
def test_ctrl_c_ends_all_processes_quietly(tmp_path: Path, *, at_terminal: bool) -> None:
    _corpus(tmp_path / "data", 3000)
    shown, stderr = os.openpty() if at_terminal else os.pipe()
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "TERM": "xterm"}
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", _IMPATIENT, "check", "--data", tmp_path / "data"],
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**environment, "COLUMNS": "80"},
        start_new_session=True,
    )
    os.close(stderr)
    assert process.stdout
    with process.stdout:
        _wait_until(lambda: len(_group(process.pid)) > 2)
        said = b""
        while at_terminal and b"/3000" not in said:
            said += os.read(shown, 1000)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stdout.read() == b""
    said += b"".join(_rest(shown))
    assert _group(process.pid) == []
    if at_terminal:
        assert said.rindex(b"\x1b[?25h") > said.rindex(b"\x1b[?25l"), "the cursor is back"
        assert said.endswith(b"\x1b[2K\x1b[?25h")
    else:
        assert said == b""


def _wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("waited in vain")


def _group(leader: int) -> list[int]:
    """The processes, other than dead ones, that Ctrl-C would reach."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _parent, group = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[:3]
            found += [int(folder.name)] if int(group) == leader and state != "Z" else []
    return found


def _rest(descriptor: int) -> Iterator[bytes]:
    with contextlib.suppress(OSError):  # a terminal that nobody writes to any more
        while piece := os.read(descriptor, 1000):
            yield piece
    os.close(descriptor)


def _mark(folder: Path, items: Sequence[int]) -> list[int]:
    for item in items:
        (folder / str(item)).touch()
    time.sleep(0.01)
    return list(items)


def test_work_that_nobody_waits_for_is_not_begun(tmp_path: Path) -> None:
    outcomes = processes.in_chunks(partial(_mark, tmp_path), range(2000), 2, reading.silent, worth_it=1)
    assert isinstance(outcomes, Generator)
    assert next(outcomes) == 0
    outcomes.close()
    assert len(list(tmp_path.iterdir())) < 1000


# ---- the bar -------------------------------------------------------------------------------------------


class Stderr(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands where the test put it."""
    now = [100.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return now


@pytest.mark.parametrize(
    ("terminal", "after", "shows"), [(True, 1.5, True), (True, 0.5, False), (False, 1.5, False), (False, 60.0, False)]
)
def test_a_bar_is_for_people_who_wait(
    seconds: list[float], monkeypatch: pytest.MonkeyPatch, after: float, *, terminal: bool, shows: bool
) -> None:
    stderr = Stderr(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", stderr)
    bar = progress.Bar()
    bar(64, 220)
    seconds[0] += after
    bar(128, 220)
    assert ("128/220" in stderr.getvalue()) == shows
    assert ("剩余" in stderr.getvalue()) == shows
    bar(220, 220)
    assert stderr.getvalue().endswith("\x1b[2K") == shows, "the line is wiped"
    assert bool(stderr.getvalue()) == shows


def test_the_next_work_has_a_bar_of_its_own(seconds: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = Stderr(terminal=True)
    monkeypatch.setattr(sys, "stderr", stderr)
    bar = progress.Bar()
    seconds[0] += 2
    bar(64, 220)
    bar(220, 220)
    first = len(stderr.getvalue())
    bar(5, 10)
    bar(10, 10)
    assert " 5/10" in stderr.getvalue()[first:]
    assert "220" not in stderr.getvalue()[first:]


def test_the_work_of_a_check_moves_the_bar(
    check: Callable[..., Outcome], cold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cold.exists()
    steps: list[tuple[int, int]] = []
    for bound in ("_SMALL", "_LARGE"):
        monkeypatch.setattr(processes, bound, 10)
    monkeypatch.setattr(progress.Bar, "__call__", lambda _bar, done, total: steps.append((done, total)))
    check()
    assert steps == [(10, FILES), (20, FILES), (27, FILES), (4, 4)]
