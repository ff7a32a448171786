"""A short run of the fuzz harness, and proof that it sees what it is there to see. Run it for long by hand."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

import fuzz
from zhifa_cli.finding import Position


@pytest.mark.slow
@pytest.mark.posix
def test_broken_files_break_no_promise(tmp_path: Path) -> None:
    assert fuzz.batch(seed=2024, start=0, size=9, kept=tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_the_same_whenever_it_is_made() -> None:
    assert fuzz.make(1, 7) == fuzz.make(1, 7) != fuzz.make(1, 8)


def _crash(*_args: object, **_options: object) -> str:
    raise LookupError


EMPTY = '{"findings": [], "summary": {"error": 0}, "run": %d}'
RUNS = count()
PROMISES: dict[str, tuple[str, Callable[..., object], str]] = {
    "internal": ("output.check.json.json_text", _crash, "内部错误"),
    "control": ("output.check.json.json_text", lambda _document: '{"a": "\x1b"}', "prints '\\x1b'"),
    "unreadable": ("output.check.json.json_text", lambda _document: "{", "no json"),
    "personal": ("output.check.json.json_text", lambda _document: '["13800138000"]', "手机号码"),
    "line": ("source.tree.Positions.of", lambda *_args, **_options: Position(99, 1), "is not there"),
    "column": ("source.tree.Positions.of", lambda *_args, **_options: Position(1, 999), "beyond the line's end"),
    "changeable": ("output.check.json.json_text", lambda _document: EMPTY % next(RUNS), "two things"),
    "exit code": ("output.check.json.json_text", lambda _document: EMPTY % 0, "exit code 1 with"),
}


@pytest.mark.usefixtures("zhifa")  # clears the environment
@pytest.mark.parametrize(("where", "fault", "words"), PROMISES.values(), ids=PROMISES)
def test_a_broken_promise_is_told(
    where: str, fault: Callable[..., object], words: str, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["check", "-f", "json", "--data", "data", "--as-of", "2024-07-31"]
    fuzz.Case(dict(fuzz.bases()[0]), command).write(tmp_path)
    assert fuzz.violations(tmp_path) == []
    monkeypatch.setattr(f"zhifa_cli.{where}", fault)
    assert words in "\n".join(fuzz.violations(tmp_path))
