"""What a report is made of, whatever the format: sections of paragraphs, points, tables and pictures.

Every text here is plain. A format escapes all of it, so that nothing that data says becomes markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Self, TypeAlias

from zhifa_cli.views.columns import Columns, R, Value, headings, rows

NONE = "—"
"""Stands in a cell that has nothing to say."""
MARKER = "zhifa-report/1"
"""Stands in a comment at the head of every report, so that a report may replace a report and nothing else."""


class Light(StrEnum):
    """亮灯, from the worst to the best; also the tone of a picture's parts."""

    RED = "红"
    YELLOW = "黄"
    GREEN = "绿"

    @property
    def rank(self) -> int:
        return list(Light).index(self)

    def __str__(self) -> str:
        return f"【{self.value}】"


class Link(str):
    """A text that leads to a page of a site, told by its path from the top; everywhere else it is the text alone."""

    __slots__ = ("to",)
    to: str

    def __new__(cls, text: str, to: str) -> Self:
        link = super().__new__(cls, text)
        link.to = to
        return link


Cell: TypeAlias = str | int | Light


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    strong: bool = False
    lead: str = ""
    """How the text begins, where that is a heading within its line: ``（一）屡次逾期。``"""

    @property
    def rest(self) -> str:
        """What follows the lead."""
        return self.text.removeprefix(self.lead)


@dataclass(frozen=True, slots=True)
class Points:
    """A list: who or what each line is about, and what is said of it."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    annex: bool = False
    """A reference table, wide and printed small."""

    @property
    def wordy(self) -> bool:
        """Whether its rows are to be read one by one, rather than its numbers down the columns."""
        wide, long = 5, 20
        cells = (cell for row in self.rows for cell in row)
        return len(self.header) > wide and any(isinstance(cell, str) and len(cell) > long for cell in cells)

    @classmethod
    def of(cls, columns: Columns[R], things: Iterable[R], *, numbered: bool = False, annex: bool = False) -> Table:
        """One row for each thing."""
        header, cells = headings(columns), (tuple(map(_cell, row)) for row in rows(columns, things))
        if numbered:
            header, cells = ("序号", *header), ((number, *row) for number, row in enumerate(cells, 1))
        return cls(header, tuple(cells), annex)


def table(columns: Columns[R], things: Iterable[R], empty: str, *, numbered: bool = False) -> Table | Paragraph:
    """A table, or where it has no rows what ``empty`` says."""
    shown = Table.of(columns, things, numbered=numbered)
    return shown if shown.rows else Paragraph(empty)


def _cell(value: Value) -> Cell:
    if isinstance(value, date):
        return str(value)
    return NONE if value in {None, ""} else value


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lights of rows × columns; None where there is nothing to show."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Light | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Slice:
    label: str
    count: int
    color: str


@dataclass(frozen=True, slots=True)
class Pie:
    title: str
    slices: tuple[Slice, ...]
    """Without empty ones, the largest first."""

    @property
    def total(self) -> int:
        return sum(part.count for part in self.slices)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time until something falls due."""

    group: str
    label: str
    count: int
    until: date
    urgent: bool

    @property
    def told(self) -> str:
        return f"{self.label} {self.count} 项"


@dataclass(frozen=True, slots=True)
class Timeline:
    """What falls due between two days; bars in order of their end."""

    title: str
    start: date
    end: date
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    tone: Light
    rates: tuple[Fraction | None, ...]
    """One for each day; None where nothing has a share."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How rates changed from one month-end to the next. Where there are no pictures, it is its table."""

    title: str
    ends: tuple[date, ...]
    series: tuple[Series, ...]
    table: Table


Block: TypeAlias = Paragraph | Points | Table | Matrix | Pie | Timeline | Trend


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it. ``anchor`` is ours, never a text from data."""

    title: str
    anchor: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def without_pictures(self) -> Section:
        kept = (block for block in self.blocks if not isinstance(block, Pie | Timeline))
        blocks = tuple(block.table if isinstance(block, Trend) else block for block in kept)
        return replace(self, blocks=blocks, sections=tuple(inner.without_pictures() for inner in self.sections))


@dataclass(frozen=True, slots=True)
class Document:
    """A report: title, the facts it rests on, and its sections."""

    kind: str
    as_of: date
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    """What must be read before the rest: illustrative data, data left out."""
    opening: tuple[Block, ...] = ()
    closing: tuple[str, ...] = ()
    """The lines of a signature."""
    annexes: tuple[Section, ...] = ()
    """附件, each printed from a new page; their titles are without the number."""
    banner: str = ""
    """发文机关标志, large and red at the head of what goes out."""
    number: str = ""
    """发文字号."""
    addressed: str = ""
    """主送: whom it is written to."""
    copies: str = ""
    """抄送: who gets a copy."""

    def without_pictures(self) -> Document:
        sections, annexes = (
            tuple(section.without_pictures() for section in part) for part in (self.sections, self.annexes)
        )
        return replace(self, sections=sections, annexes=annexes)

    @property
    def numbered(self) -> tuple[tuple[str, Section], ...]:
        """Each annex with its name: 附件1, or where it is the only one 附件."""
        many = len(self.annexes) > 1
        return tuple((f"附件{number if many else ''}", annex) for number, annex in enumerate(self.annexes, 1))

    @property
    def enclosed(self) -> tuple[str, ...]:
        """What the list of annexes below the body calls each: ``1. 进展情况汇总表``."""
        many = len(self.annexes) > 1
        return tuple(
            f"{number}. {annex.title}" if many else annex.title for number, annex in enumerate(self.annexes, 1)
        )

    @property
    def marker(self) -> str:
        return f"{MARKER} {self.kind} {self.as_of}"
