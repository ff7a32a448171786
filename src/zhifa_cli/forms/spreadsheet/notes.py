"""What an import has to tell: what it did not take and why, and what a person may want to know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zhifa_cli.forms.spreadsheet.grid import Row, one_line
from zhifa_cli.forms.spreadsheet.headings import Table
from zhifa_cli.text import unseen

_SPANS = 10


@dataclass
class Notes:
    """Collected while one table is read."""

    table: Table
    remarks: list[str] = field(default_factory=list)
    _problems: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """What was left out, from the top of the table down, once for all rows of which the same is said."""
        told = sorted(self._problems.items(), key=lambda problem: min(problem[1], default=0))
        return [f"{what}：{self._where(rows)}{why}" for (what, why), rows in told]

    def left_out(self, rows: Sequence[int], why: str) -> None:
        self._tell("未导入", rows, why)

    def dropped(self, row: int, why: str) -> None:
        """One cell was not taken; the rest of its row was."""
        self._tell("未采用", [row], why)

    def masked(self, row: Row) -> None:
        for column in sorted(set(self.table.columns.values()) & set(row.masked)):
            self._tell("已遮盖", [row.number], f"“{self.table.headings[column]}”：{row.masked[column]}")

    def unreadable(self, row: Row) -> bool:
        """Whether a cell that matters holds something which is not to be had; said for each."""
        broken = sorted(set(self.table.columns.values()) & set(row.broken))
        for column in broken:
            self.left_out([row.number], f"“{self.table.headings[column]}”：{row.broken[column]}")
        return bool(broken)

    def _tell(self, what: str, rows: Sequence[int], why: str) -> None:
        self._problems.setdefault((what, why), []).extend(rows)

    def _where(self, rows: Sequence[int]) -> str:
        where = f"{self.table.grid.where}{numbered(rows) if rows else ''}"
        return f"{where}：" if where else ""


def first(lines: Sequence[str], most: int) -> list[str]:
    """As many lines as people read, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], f"……另有 {more} 处"] if more > 0 else [*lines]


def numbered(rows: Iterable[int]) -> str:
    """第 3、5–8 行."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    shown = "、".join(f"{a}" if a == b else f"{a}–{b}" for a, b in spans[:_SPANS])
    many = f"等 {sum(b - a + 1 for a, b in spans)} " if len(spans) > _SPANS else ""
    return f"第 {shown} {many}行"


def quoted(text: str) -> str:
    """A cell's text as messages show it: on one line, and not endless."""
    return unseen.quoted(one_line(text))
