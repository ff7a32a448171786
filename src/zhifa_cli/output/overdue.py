"""``zhifa overdue``: what is late, what of it fell due this month and what is carried over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.output import duties, marks, page
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain
from zhifa_cli.output.formats import Screen, array, drawn
from zhifa_cli.text.unseen import json_text
from zhifa_cli.text.width import cells
from zhifa_cli.views.columns import Column, headings
from zhifa_cli.views.wording import MISSED_EARLY, cited, counted, due, lateness, standing, waiver

_TITLE = "逾期和不达标事项"
_NOTHING = "无逾期事项。"
_LEAST_NAME = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A late duty, the part of the list in which it stands, and what excuses it."""

    part: str
    duty: Duty
    waived: Waived | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue or noncompliant, in roster and document order."""

    ledger: Ledger
    month: Month
    duties: tuple[Duty, ...]
    excused: Mapping[DutyKey, Waived]

    @property
    def parts(self) -> Iterator[tuple[str, list[Row]]]:
        """Each the longest overdue first."""
        longest_first = sorted(self.duties, key=lambda duty: -(duty.days_overdue or 0))
        early = [duty for duty in longest_first if duty.missed_early(self.month)]
        rest = [duty for duty in longest_first if duty not in early]
        for part, late in (
            ("本月到期", [duty for duty in rest if not duty.carried_over(self.month)]),
            ("往月结转", [duty for duty in rest if duty.carried_over(self.month)]),
            *([(MISSED_EARLY, early)] if early else []),
        ):
            yield part, [Row(part, duty, self.excused.get(duty.key)) for duty in late]

    @property
    def tally(self) -> str:
        """How much is late, of how many units; what is waived does not count."""
        left = [duty for duty in self.duties if duty.key not in self.excused]
        waived = len(self.duties) - len(left)
        apart = f"；另有已豁免的 {waived} 项，不计" if waived else ""
        return f"共 {counted(left)}，涉及 {len({duty.unit.id for duty in left})} 个单位{apart}。"


def _duty(row: Row) -> Duty:
    return row.duty


def _told(row: Row) -> str:
    return "，".join([standing(row.duty), *([waiver(row.waived)] if row.waived else [])])


_SPREADSHEET: tuple[Column[Row], ...] = (
    Column("类别", lambda row: row.part),
    *(column.within(_duty) for column in duties.COLUMNS),
    Column("豁免", lambda row: waiver(row.waived) if row.waived else None),
)
_PAGE: tuple[Column[Row], ...] = (
    Column("单位", lambda row: row.duty.body),
    Column("事项", lambda row: row.duty.item.title),
    Column("条款", lambda row: cited(row.duty)),
    Column("到期", lambda row: due(row.duty)),
    Column("逾期", lambda row: lateness(row.duty)),
    Column("状态", _told),
)


@drawn(marks.contract("overdue"), joined=array)
def json(what: Overdue, _screen: Screen) -> str:
    """``zhifa.overdue/2``: the status rows that are late, which are carried over or waived."""
    items = [
        {**duties.row(duty), "carried_over": duty.carried_over(what.month), "waived": duty.key in what.excused}
        for duty in what.duties
    ]
    return json_text({**duties.head("zhifa.overdue/2", what.ledger), "month": str(what.month), "items": items})


@drawn(marks.table(headings(_SPREADSHEET[:4])))
def csv(what: Overdue, _screen: Screen) -> str:
    return duties.table(_SPREADSHEET, (row for _, rows in what.parts for row in rows), what.ledger)


@drawn(marks.page(_TITLE), joined="\n".join)
def markdown(what: Overdue, _screen: Screen) -> str:
    parts = [page.headline(what.ledger, f"{what.month} {_TITLE}"), what.tally if what.duties else _NOTHING]
    for title, rows in what.parts if what.duties else ():
        parts += [f"## {title}（{len(rows)} 项）", page.table(_PAGE, rows) if rows else "无。"]
    return page.page(parts)


@drawn(marks.text(_TITLE), joined="\n".join)
def text(what: Overdue, screen: Screen) -> str:
    """Two tables sorted by days overdue, or the plain word that there is nothing."""
    parts: list[RenderableType] = [headline(what.ledger, f"{what.month} {_TITLE}"), Text()]
    if not what.duties:
        return draw([*parts, Text(_NOTHING, "bold green")], screen)
    for title, rows in what.parts:
        parts += [
            Text(f"{title}（{len(rows)} 项）", "bold"),
            _table(rows, screen.width) if rows else Text("  无"),
            Text(),
        ]
    return draw([*parts, Flow(Text(f"{what.tally}详情：zhifa show 单位 或 zhifa show 事项"))], screen)


def _table(rows: Sequence[Row], width: int) -> Table:
    names = max(cells(row.duty.body) for row in rows)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("逾期和到期", no_wrap=True)
    table.add_column("单位", width=min(names, max(_LEAST_NAME, width * 3 // 20)))
    table.add_column("事项", ratio=1)
    for row in rows:
        when = Text(lateness(row.duty), "bold").append(f"\n{due(row.duty)}", "not bold")
        table.add_row(when, Flow(plain(row.duty.body)), Flow(_what(row)))
    return table


def _what(row: Row) -> Text:
    """The item, then its standing with all that must be known before it is read aloud."""
    told = plain(row.duty.item.title)
    told.append("\n").append_text(plain(standing(row.duty), STATUS_STYLES[row.duty.status]))
    if row.waived:
        told.append_text(plain(f"，{waiver(row.waived)}", "dim"))
    return told.append("  ").append_text(plain(cited(row.duty), "dim"))
