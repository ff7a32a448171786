"""``zhifa show``: a clause and whom it binds, or all that a unit owes; what is more than a screen, in short."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.ledger.judge import items_supported
from zhifa_cli.model.deadline import of_years, period
from zhifa_cli.model.plan import Item, Measure
from zhifa_cli.model.roster import Membership, Unit
from zhifa_cli.output import marks
from zhifa_cli.output.board import draw_lines, numbers
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, lines, listing, plain, tally
from zhifa_cli.output.formats import SCREEN, Screen, drawn
from zhifa_cli.output.layout import HEADINGS, Column, Layout
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cut
from zhifa_cli.views.board import Board
from zhifa_cli.views.folding import above_rest, fitting
from zhifa_cli.views.groups import clause_of
from zhifa_cli.views.items import deadline, facts, manner, versions
from zhifa_cli.views.standing import Standing, standings
from zhifa_cli.views.wording import lateness, measure_headed, settled, state, supported, tallied, year_before

_TITLE = "查询结果"


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked after."""

    ledger: Ledger
    of: Measure | Item | Unit
    board_of: Callable[[Callable[[Duty], bool]], Board]
    command: Callable[..., str]
    """Makes the command line that asks something else of the same data."""
    whole: bool = False

    def concerns(self, duty: Duty) -> bool:
        match self.of:
            case Unit():
                return duty.unit.id == self.of.id
            case Measure():
                return duty.item.measure == self.of.id
            case _:
                return self.of.id in {duty.item.id, duty.item.clause}


@drawn(marks.text(_TITLE))
def text(what: Query, screen: Screen) -> str:
    """All of it where it fits a screen; else how it stands first."""
    if what.whole or sum(map(what.concerns, what.ledger.duties)) <= SCREEN or not isinstance(what.of, Unit):
        whole = draw([headline(what.ledger, _TITLE), Text(), *_parts(what.ledger, what.of)], screen)
        whole += "".join(f"\n{line}\n" for line in _next_step(what, what.board_of(what.concerns)))
        if what.whole or whole.count("\n") <= SCREEN:
            return whole
    return _first(what, screen)


def _first(what: Query, screen: Screen) -> str:
    """The numbers, what stands how, and who is late: each as far as there is room."""
    board = what.board_of(what.concerns)
    by_unit = isinstance(what.of, Unit)
    head = draw([headline(what.ledger, _TITLE), Text(), *_heading(what, screen.width), Text(), *numbers(board)], screen)
    foot = "\n" + "".join(f"{line}\n" for line in _next(what, board))
    room = SCREEN - f"{head}{foot}".count("\n") - 1
    rows = standings(board.snapshot.duties, clause_of if by_unit else _item_of)
    late = board.late and not by_unit
    shown = _standings(rows, screen, room // 2 if late else room, by_unit=by_unit)
    more = "\n" + draw_lines(board, None, room - shown.count("\n") - 1, screen) if late else ""
    return f"{head}\n{shown}{more}{foot}"


def _next(what: Query, board: Board) -> Iterator[str]:
    unit = what.of if isinstance(what.of, Unit) else None
    yield f"全部：{what.command('show', *([] if unit else [f'{what.of.id}']), '--all', unit=unit)}"
    yield from _next_step(what, board)


def _next_step(what: Query, board: Board) -> Iterator[str]:
    of = what.of
    unit = of if isinstance(of, Unit) else None
    if unit and any(not duty.orphaned for duty in board.late):
        yield f"下一步，起草督办函：{what.command('report', '--kind', 'notice', unit=unit)}"
    elif board.late:
        measure = of.measure if isinstance(of, Item) else of.id
        yield f"下一步，看谁逾期：{what.command('overdue', *(['--measure', f'{measure}'] if measure else []), '--all')}"


def _item_of(duty: Duty) -> str:
    return duty.item.id


def _heading(what: Query, width: int) -> Iterator[RenderableType]:
    """What it is, in a few lines; of what was amended, all versions."""
    plan, of = what.ledger.dataset.plan, what.of
    if isinstance(of, Unit):
        yield from _names(of)
        if helped := items_supported(what.ledger, of):
            yield Text(f"另有配合事项 {len(helped)} 项，不承担责任")
        return
    if isinstance(of, Measure):
        yield plain(measure_headed(of.id, of.title), "bold")
        items = [plan.items[clause.id] for clause in of.clauses]
    else:
        items = [of]
    for item in items:
        now = plan.in_force(item, what.ledger.cutoff.on).item
        told = " · ".join([now.source, deadline(now), f"责任单位：{'、'.join(now.responsible)}"])
        yield Text(cut(visible(f"{now.id} {now.title}"), width), "bold")
        yield Text(cut(visible(told), width))
    for item in plan.leaves:
        if item.id in {own.id for own in items} or item.clause in {own.id for own in items}:
            for _, told in versions(plan, item):
                yield Flow(plain(f"{item.id} {told}"))


def _standings(rows: Sequence[Standing], screen: Screen, room: int, *, by_unit: bool) -> str:
    """A line for each clause or item, the worst first; the rest is counted."""

    def count(word: str) -> Column[Standing]:
        return Column(word, lambda row: row.counts[word] or "·", 6, right=True)

    first = Column[Standing]("条款", lambda row: row.of.item.source, max(10, screen.width // 6))
    if not by_unit:
        first = Column[Standing]("编号", lambda row: row.of.item.id, max(10, screen.width * 3 // 10))
    words = [word for word in rows[0].counts if any(row.counts[word] for row in rows)] if rows else []
    longest = Column[Standing]("最久", lambda row: f"{row.days} 天" if row.days else "·", 8)
    columns = [
        first,
        *map(count, words),
        *([longest] if any(row.days for row in rows) else []),
    ]
    about = "要办的" if by_unit else "要求"
    last = Column[Standing](about, lambda row: row.told if by_unit else row.of.item.title)
    layout = Layout(columns, last, rows, screen.width)
    shown = above_rest(
        lambda room: [*fitting(rows, room, layout.height)], lambda lines: rows[len(lines) :], room - HEADINGS
    )
    rest = [duty for row in rows[len(shown) :] for duty in row.duties]
    told = [Flow(Text(f"其余 {len(rows) - len(shown)} 行没有列出：{tallied(rest)}。"))] if rest else []
    return draw([layout.table(shown), *told], screen)


def _parts(ledger: Ledger, of: Measure | Item | Unit) -> Iterator[RenderableType]:
    match of:
        case Unit():
            yield from _unit(ledger, of)
        case Measure():
            yield from _measure(ledger, of)
        case Item():
            yield from _item(ledger, of)


def _measure(ledger: Ledger, measure: Measure) -> Iterator[RenderableType]:
    """Each of its clauses in turn."""
    yield plain(measure_headed(measure.id, measure.title), "bold")
    if measure.section:
        yield plain(measure.section, "dim")
    for clause in measure.clauses:
        yield Text()
        yield from _item(ledger, ledger.dataset.plan.items[clause.id])


def _item(ledger: Ledger, item: Item) -> Iterator[RenderableType]:
    """A clause, requirement or milestone; of a clause its requirements, too."""
    yield from _facts(ledger, item)
    leaves = [leaf for leaf in ledger.dataset.plan.leaves if leaf.clause == item.id and leaf.id != item.id]
    if leaves:
        yield Text(f"具体要求（{len(leaves)} 项）", "bold")
        yield Padding(_requirements(ledger, leaves), (0, 0, 0, 2))


def _facts(ledger: Ledger, shown: Item) -> Iterator[RenderableType]:
    shown = ledger.dataset.plan.in_force(shown, ledger.cutoff.on).item
    yield Flow(plain(f"{shown.id} {shown.title}", "bold"))
    duties = [duty for duty in ledger.duties if duty.item.id == shown.id]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column()
    for name, fact in facts(ledger, shown):
        table.add_row(name, Flow(plain(fact)))
    if duties:
        table.add_row("进展", Flow(tally(duties)))
    yield Padding(table, (0, 0, 0, 2))
    for status, names in _by_status(duties) if shown.leaf else ():
        label = Text(f"{status.label}：", STATUS_STYLES.get(status, ""))
        yield Padding(Flow(label.append_text(plain(names, "default not bold"))), (0, 0, 0, 2))


def _by_status(duties: Sequence[Duty]) -> Iterator[tuple[Status, str]]:
    ordered = sorted(duties, key=lambda duty: duty.status.rank)
    for status, group in groupby(ordered, key=lambda duty: duty.status):
        if status in {Status.OVERDUE, Status.NONCOMPLIANT, Status.UNVERIFIED, Status.DONE_LATE}:
            yield status, "、".join(f"{d.body}{_in_cycle(d)}" for d in group)


def _in_cycle(duty: Duty) -> str:
    """The cycle beside a body's name: a year by itself, other periods in words."""
    return f"（{duty.cycle if of_years([duty.cycle]) else period(duty.cycle)}）" if duty.cycle else ""


def _requirements(ledger: Ledger, leaves: Sequence[Item]) -> Table:
    table = listing()
    table.add_column("编号", no_wrap=True)
    table.add_column("要求", ratio=2)
    table.add_column("时限", no_wrap=True)
    table.add_column("进展", ratio=1)
    for leaf in (ledger.dataset.plan.in_force(leaf, ledger.cutoff.on).item for leaf in leaves):
        duties = [duty for duty in ledger.duties if duty.item.id == leaf.id]
        name = plain(leaf.id.partition("/")[2])
        table.add_row(name, Flow(plain(leaf.title + manner(leaf))), plain(deadline(leaf)), Flow(tally(duties)))
    return table


def _names(unit: Unit) -> Iterator[RenderableType]:
    yield plain(" ".join(unit.names[1:]), "bold")
    facts = [
        f"编号 {unit.id}",
        f"列入依据：{unit.basis or '未注明'}",
        f"重点部门：{ {True: '是', False: '否', None: '未认定'}[unit.key] }",
    ]
    if unit.groups:
        facts.append(f"所属：{'、'.join(map(_membership, unit.groups))}")
    yield Flow(plain(" · ".join(facts), "dim"))


def _unit(ledger: Ledger, unit: Unit) -> Iterator[RenderableType]:
    """All that a body owes, the worst first and then by due date."""
    yield from _names(unit)
    duties = [duty for duty in ledger.duties if duty.unit.id == unit.id]
    if duties:
        yield Flow(Text("应办事项 ").append_text(tally(duties)))
        yield _duties(duties)
    else:
        yield Text("没有应办事项。")
    if helped := items_supported(ledger, unit):
        yield Text()
        yield Text(f"配合事项（{len(helped)} 项，可以报送，不承担责任）", "bold")
        for item in helped:
            yield Padding(
                Flow(plain(f"{item.id} {item.title}（责任单位：{'、'.join(item.responsible)}）")), (0, 0, 0, 2)
            )


def _told_of(duty: Duty) -> str:
    freed = [f"已免除（{duty.exemption.grant.approved_by}）"] if duty.exemption else []
    return "；".join(filter(None, [*duty.caveats, supported(duty.item), *freed]))


def _membership(membership: Membership) -> str:
    return membership.name + (f"（{membership.basis}）" if membership.basis else "")


def _duties(duties: Sequence[Duty]) -> Table:
    table = listing()
    table.add_column("状态", no_wrap=True)
    table.add_column("到期", no_wrap=True)
    table.add_column("事项", ratio=1)
    for duty in sorted(duties, key=lambda d: (d.status.rank, d.original_due is None, d.original_due)):
        status = Text(state(duty), STATUS_STYLES.get(duty.status, ""))
        if duty.days_overdue:
            status.append(f"\n{'' if duty.status is Status.UNVERIFIED else '逾期 '}{lateness(duty)}")
        if duty.before_issue:
            status.append("\n发文前已届期")
        due = plain(str(duty.dated(duty.due) or "").replace("（", "\n（"))
        if duty.due != duty.original_due:
            due.append(f"\n（原 {duty.original_due}{'，核定' if settled(duty) else ''}）")
        cycle = f"（{period(duty.cycle)}{year_before(duty.item, duty.cycle)}）" if duty.cycle else ""
        told = [f"附条件：{duty.item.condition}" if duty.item.condition else "", _told_of(duty)]
        table.add_row(
            status,
            due,
            Flow(lines(duty.item.title, " ".join(filter(None, [f"{duty.item.source} {duty.item.id}{cycle}", *told])))),
        )
    return table
