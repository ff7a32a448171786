"""A sheet as plain rows of text, whatever file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zhifa_cli.source.bytes import mask
from zhifa_cli.text import personal
from zhifa_cli.text.unseen import seen

MAX_BYTES = 50_000_000
"""Ledgers carry photographs; what is read as text is bounded apart."""
MAX_SHEETS = 50
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = 200_000
MAX_CELL_TEXT = 32_767
"""Characters: as many as spreadsheet programs put into a cell."""
MAX_TEXT = 5_000_000
COPY = "请把台账的内容复制到新建的工作簿（只粘贴值）再导入"

EPOCH = date(1899, 12, 30)
"""Day 0 of a date stored as a number (序列号)."""
EPOCH_1904 = date(1904, 1, 1)


class Unusable(Exception):
    """A file, or a sheet in it, that nothing can be taken from; says why, and the cure."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in one row. Blank cells are left out; columns count from 1."""

    number: int
    cells: Mapping[int, str]
    broken: Mapping[int, str] = field(default_factory=dict)
    """Cells that hold something which is not to be had, and why."""
    masked: Mapping[int, str] = field(default_factory=dict)
    """Cells in which personal data was starred out, and what is to be said of it."""

    @property
    def filled(self) -> set[int]:
        """The columns in which something stands, readable or not."""
        return self.cells.keys() | self.broken.keys()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet. Cells merged downward already stand in each of their rows."""

    name: str
    rows: tuple[Row, ...]
    epoch: date = EPOCH
    widths: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """How many columns a merged cell spans, by its row and column; headings need to know."""
    hidden: bool = False

    def __post_init__(self) -> None:
        """What a sheet is called stands in messages, and in the file that is written."""
        object.__setattr__(self, "name", personal.masked(clean(self.name)))

    @property
    def where(self) -> str:
        """How messages call the sheet; a CSV file has none."""
        return f"“{self.name}”" if self.name else ""


def row(number: int, cells: Mapping[int, str], broken: Mapping[int, str] | None = None) -> Row:
    """A row of cleaned cells, personal data masked before anything else sees it."""
    kept: dict[int, str] = {}
    masked: dict[int, str] = {}
    for column, text in cells.items():
        if cleaned := clean(text):
            kept[column], leaks = mask("", cleaned)
            if leaks:
                masked[column] = "；".join(leak.message for leak in leaks)
    return Row(number, kept, {column: personal.masked(why) for column, why in (broken or {}).items()}, masked)


def clean(text: str) -> str:
    """The text without what the eye cannot see; line breaks within a cell stay."""
    plain = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "\n".join(seen(line).strip() for line in plain.split("\n")).strip()


def one_line(text: str) -> str:
    """The text with line breaks and runs of blanks made single blanks."""
    return " ".join(text.split())


def letter(column: int) -> str:
    """A column as spreadsheets name it."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def demand_bounds(where: str, number: int, column: int) -> None:
    """Refuse a sheet that is no ledger.

    Raises:
        Unusable: a cell beyond the limits is filled in.
    """
    if number > MAX_ROWS or column > MAX_COLUMNS:
        what = f"工作表{where}" if where else "文件"
        raise Unusable(
            f"{what}超过 {MAX_ROWS} 行或 {MAX_COLUMNS} 列的上限，没有读取；请删去无关的行列，或另存一份只含台账的文件"
        )


class Meter:
    """What the cells of a file hold in all. One text may stand in many cells and take no room until it is read."""

    def __init__(self) -> None:
        self._cells = self._text = 0

    def take(self, where: str, number: int, column: int, text: str) -> str:
        """Count a filled cell.

        Raises:
            Unusable: it lies too far out or is too long, or all of them are too many.
        """
        demand_bounds(where, number, column)
        self._cells += 1
        self._text += len(text)
        if len(text) > MAX_CELL_TEXT:
            raise Unusable(
                f"{where}第 {number} 行{letter(column)} 列有 {len(text)} 字，超过一格 {MAX_CELL_TEXT} 字的上限，没有读取；请删去或拆开这一格"
            )
        if self._cells > MAX_CELLS or self._text > MAX_TEXT:
            raise Unusable(
                f"文件超过 {MAX_CELLS // 10_000} 万格或 {MAX_TEXT // 10_000} 万字的上限，没有读取；请另存一份只含本单位台账的文件"
            )
        return text
