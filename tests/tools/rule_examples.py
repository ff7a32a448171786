"""Example data for rules: every file below tests/examples/ZFnnn/ is a test as soon as it is there.

A file called ``pass-….yaml`` must not move its rule (the folder's name) to say anything; of one called
``fail-….yaml`` the rule must find exactly what is marked, where it is marked::

    # as-of: 2024-06-30
    --- # file: submissions/a.yaml
    unit: 甲区
    progress:
      - item: 3/report
        status: 已完成        # <- ZF301@13 没有佐证材料

- ``# as-of: DATE`` is the end of that day, ``# now: DATE`` is the day itself. One of the two comes first.
- ``--- # file: PATH`` begins a data file; ``--- # file: PATH as gb18030`` one that is stored in that encoding.
  The plan and the roster of tests/examples/base stand in where an example has none of its own.
- ``# <- CODE``, ``# <- CODE@COLUMN`` or ``# <- CODE words`` demands one finding on that line, at that column,
  with those words in its message; several on a line are several findings. Marks never reach the data file,
  so they may stand on any line, that of a syntax error included. Other rules' findings are not looked at.
- An example must be sound but for its point, lest it pass because its data was thrown away: only failing
  examples of a ZF1xx rule may have findings of another ZF1xx rule, and those that say ``# besides: CODE``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhifa_cli.check.engine import run
from zhifa_cli.finding import Issue
from zhifa_cli.ledger.duty import Cutoff
from zhifa_cli.ledger.judge import build
from zhifa_cli.source.folder import load
from zhifa_cli.source.locator import Locator

EXAMPLES = Path(__file__).parents[1] / "examples"
BASE = EXAMPLES / "base"
TODAY = date(2026, 11, 25)
"""When the examples are read, long after they were filed: what is dated later is not used."""

_CUTOFF = re.compile(r"# (as-of|now): (\S+)")
_BESIDES = re.compile(r"# besides: (ZF1[0-9]{2})")
_SECTION = re.compile(r"--- # file: (\S+)(?: as (\S+))?")
_MARK = re.compile(r"(ZF[0-9]{3})(?:@([0-9]+))?(?: +(.+))?")
_ARROW = "# <- "


@dataclass(frozen=True, slots=True)
class Expected:
    """One finding that an example demands."""

    path: str
    line: int
    column: int | None
    words: str

    def __str__(self) -> str:
        column = "" if self.column is None else f":{self.column}"
        return f"{self.path}:{self.line}{column} {self.words}"

    def matches(self, finding: Issue) -> bool:
        return (
            (finding.path, finding.line) == (self.path, self.line)
            and self.column in {None, finding.column}
            and self.words in finding.message
        )


@dataclass(frozen=True, slots=True)
class Example:
    """A small data folder, the moment at which to judge it, and what its rule has to find."""

    file: Path
    cutoff: Cutoff
    contents: dict[str, bytes]
    expected: tuple[Expected, ...]
    besides: tuple[str, ...]
    """Codes of data faults that belong to the example's point, though its rule is another."""

    @property
    def code(self) -> str:
        return self.file.parent.name

    @property
    def fails(self) -> bool:
        return self.file.name.startswith("fail-")

    def __str__(self) -> str:
        return f"{self.code}/{self.file.stem}"

    def write(self, folder: Path) -> None:
        """Make the data folder."""
        base = {file.name: file.read_bytes() for file in BASE.iterdir()}
        for path, content in {**base, **self.contents}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def findings(self, folder: Path) -> tuple[Issue, ...]:
        """What all rules say of it."""
        self.write(folder)
        return run(build(load(folder, TODAY), self.cutoff), Locator(folder)).findings


def examples() -> list[Example]:
    """All example files, by rule and name."""
    return [read(file) for file in sorted(EXAMPLES.rglob("*")) if file.is_file() and file.parent != BASE]


def read(file: Path) -> Example:
    """One example file.

    Raises:
        ValueError: it is not of the form that this module describes, and so would test nothing.
    """
    if not re.fullmatch(r"ZF[0-9]{3}/(pass|fail)-[a-z0-9-]+\.yaml", file.relative_to(EXAMPLES).as_posix()):
        msg = f"{file}: examples are called ZFnnn/pass-….yaml or ZFnnn/fail-….yaml"
        raise ValueError(msg)
    first, *lines = file.read_text(encoding="utf-8").split("\n")
    cutoff = _CUTOFF.fullmatch(first)
    sections = list(_sections(lines))
    if cutoff is None or not sections:
        msg = f"{file}: needs a first line “# as-of: DATE” or “# now: DATE”, and a “--- # file: PATH”"
        raise ValueError(msg)
    contents: dict[str, bytes] = {}
    expected: list[Expected] = []
    for path, encoding, body in sections:
        contents[path] = "\n".join(map(_unmarked, body)).encode(encoding)
        expected += _expected(file, path, body)
    if bool(expected) != file.name.startswith("fail-"):
        msg = f"{file}: what fails needs marks, what passes has none"
        raise ValueError(msg)
    return Example(
        file,
        Cutoff(date.fromisoformat(cutoff[2]), closed=cutoff[1] == "as-of"),
        contents,
        tuple(expected),
        tuple(match[1] for line in lines if (match := _BESIDES.fullmatch(line))),
    )


def _sections(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    body: list[str] | None = None
    for line in lines:
        if match := _SECTION.fullmatch(line):
            body = []
            yield match[1], match[2] or "utf-8", body
        elif body is not None:
            body.append(line)
        elif line and not line.startswith("# "):
            msg = f"before the first file there are only comments: {line!r}"
            raise ValueError(msg)


def _unmarked(line: str) -> str:
    text, arrow, _ = line.partition(_ARROW)
    return text.rstrip(" ") if arrow else text


def _expected(file: Path, path: str, body: list[str]) -> Iterator[Expected]:
    for number, line in enumerate(body, 1):
        for text in line.split(_ARROW)[1:]:
            mark = _MARK.fullmatch(text.strip())
            if mark is None or mark[1] != file.parent.name:
                msg = f"{file}: “{_ARROW}{text}” is no mark of {file.parent.name}"
                raise ValueError(msg)
            yield Expected(path, number, int(mark[2]) if mark[2] else None, mark[3] or "")
