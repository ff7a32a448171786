"""``zhifa overdue``: who is late with which clause; and item by item, what fell due this month and what before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger, Status
from zhifa_cli.model.scalars import Month
from zhifa_cli.output import board, duties, marks, page
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain
from zhifa_cli.output.formats import SCREEN, By, Screen, array, drawn
from zhifa_cli.text.unseen import json_text
from zhifa_cli.text.width import cells
from zhifa_cli.views.board import SILENT, Board, Line
from zhifa_cli.views.columns import Column, headings
from zhifa_cli.views.wording import MISSED_EARLY, cited, counted, due, elapsed, lateness, standing, waiver

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
    """What is overdue or noncompliant, and how much of it a screen shows."""

    board: Board
    month: Month
    command: Callable[..., str]
    """Makes the command line that asks something else of the same data."""
    by: By | None = None
    whole: bool = False

    @property
    def ledger(self) -> Ledger:
        return self.board.snapshot.ledger

    @property
    def excused(self) -> Mapping[DutyKey, Waived]:
        return self.board.excused

    @property
    def duties(self) -> tuple[Duty, ...]:
        """In roster and document order."""
        return tuple(duty for duty in self.board.snapshot.duties if duty.late)

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
        left, waived = self.board.late, sum(duty.key in self.excused for duty in self.duties)
        apart = f"；另有已豁免的 {waived} 项，不计" if waived else ""
        return f"共 {counted(left)}，涉及 {len(self.board.by_unit)} 个单位{apart}。"


def _duty(row: Row) -> Duty:
    return row.duty


def _told(row: Row) -> str:
    return "，".join([standing(row.duty), *([waiver(row.waived)] if row.waived else [])])


_SPREADSHEET: tuple[Column[Row], ...] = (
    Column("类别", lambda row: row.part),
    *(column.within(_duty) for column in duties.COLUMNS),
    Column("豁免", lambda row: waiver(row.waived) if row.waived else None),
)
_LINES: tuple[Column[Line], ...] = (
    Column("单位", lambda line: "、".join(line.labels)),
    Column("条款", lambda line: "、".join(line.clauses)),
    Column("逾期", lambda line: line.counts[Status.OVERDUE]),
    Column("不达标", lambda line: line.counts[Status.NONCOMPLIANT]),
    Column("其中本月到期", lambda line: line.new),
    Column("最久逾期", lambda line: elapsed(line.days)),
    Column("还差什么", lambda line: SILENT if line.silent else "；".join(line.missing)),
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
    parts = [
        page.headline(what.ledger, f"{what.month} {_TITLE}"),
        _numbers(what),
        what.tally if what.duties else _NOTHING,
    ]
    if what.board.lines:
        parts += [f"## 按单位和条款（{len(what.board.lines)} 行）", page.table(_LINES, what.board.lines)]
    for title, rows in what.parts if what.duties else ():
        parts += [f"## {title}（{len(rows)} 项）", page.table(_PAGE, rows) if rows else "无。"]
    return page.page(parts)


def _numbers(what: Overdue) -> str:
    return f"{what.board.numbers}{what.board.change}"


@drawn(marks.text(_TITLE), joined="\n".join)
def text(what: Overdue, screen: Screen) -> str:
    """The numbers, the worst first as far as a screen goes, and what to do next."""
    title = headline(what.ledger, f"{what.month} {_TITLE}")
    head = draw(
        [title, Text(), *board.numbers(what.board), Flow(Text(what.tally if what.duties else _NOTHING, "bold"))], screen
    )
    foot = "\n" + "".join(f"{line}\n" for line in _closing(what))
    if what.by is By.ITEM and what.duties:
        return head + draw([Text(), *_items(what, screen.width)], screen) + foot.lstrip("\n")
    if not what.board.late:
        return head + foot
    room = None if what.whole else SCREEN - f"{head}\n{foot}".count("\n")
    return f"{head}\n{board.draw_lines(what.board, what.by, room, screen)}{foot}"


def _closing(what: Overdue) -> Iterator[str]:
    """How to see the rest, and a command that says what to do next, in one line, to be copied."""
    if what.ledger.dataset.head is None:
        yield f"下一步，看错在哪里：{what.command('check')}"
        return
    if not what.board.late:
        doubtful = what.board.numbers.unverified
        yield (
            f"下一步，看待核实的：{what.command('check')}"
            if doubtful
            else f"下一步，看近期到期的：{what.command('calendar')}"
        )
        return
    if not what.whole and what.by is not By.ITEM:
        yield f"全部：{what.command('overdue', '--all')}"
    if what.by is not By.ITEM:
        yield f"逐项：{what.command('overdue', '--by', 'item')}"
    worst = what.board.by_unit[0].duties[0]
    if worst.orphaned:
        yield f"下一步，确定由谁承继：{what.command('show', unit=worst.unit)}"
    else:
        yield f"下一步，起草督办函：{what.command('report', '--kind', 'notice', unit=worst.unit)}"


def _items(what: Overdue, width: int) -> Iterator[RenderableType]:
    """§4"""
    for title, rows in what.parts:
        yield Text(f"{title}（{len(rows)} 项）", "bold")
        yield _table(rows, width) if rows else Text("  无")
        yield Text()


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
