"""What an import has to tell: what it did not take and why, and what a person may want to know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zhifa_cli.source.spreadsheet.grid import Row, one_line
from zhifa_cli.source.spreadsheet.headings import Table

_QUOTED = 40


@dataclass
class Notes:
    """Collected while one table is read."""

    table: Table
    remarks: list[str] = field(default_factory=list)
    _problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What was left out, from the top of the table down; written into the submission, too."""
        return [text for _, text in sorted(self._problems, key=lambda problem: problem[0])]

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
        where = f"{self.table.grid.where}{numbered(rows) if rows else ''}"
        self._problems.append((min(rows, default=0), f"{what}：{where}{'：' if where else ''}{why}"))


def numbered(rows: Iterable[int]) -> str:
    """第 3、5–8 行."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return f"第 {'、'.join(f'{a}' if a == b else f'{a}–{b}' for a, b in spans)} 行"


def quoted(text: str) -> str:
    """A cell's text as messages show it: on one line, and not endless."""
    line = one_line(text)
    return f"“{line if len(line) <= _QUOTED else line[:_QUOTED] + '…'}”"
