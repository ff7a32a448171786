"""``zhifa report --kind rectification``: 三张清单, how each matter stands, and what of it the monthly report says."""

from collections.abc import Callable, Iterator

from zhifa_cli.ledger.rectification import Stage, Standing
from zhifa_cli.model.roster import Unit
from zhifa_cli.report import opening
from zhifa_cli.report.outcomes import signed
from zhifa_cli.text.percent import share
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Document, Paragraph, Section, Table, table
from zhifa_cli.views.figures import Material, Snapshot
from zhifa_cli.views.rectification import EVENTS, LETTERS, Register, about, due, letters, progress

_NONE = "没有整改事项。"


def register(of: Material, then: Snapshot) -> Register:
    """The matters that a report is about, at its cutoff or at an earlier one."""
    return Register.of(then.ledger, {unit.id for unit in of.units}, of.measures)


def document(of: Material) -> Document:
    now = register(of, of.now)
    month = of.now.month
    return opening.document(
        of,
        "rectification",
        f"{of.head.called}督办整改情况（{month.year}年{month.month}月）",
        Section("一、总体情况", "overview", tuple(_overview(of, now))),
        Section("二、逾期和退回的整改事项", "late", tuple(_late(now))),
        Section("三、各单位整改销号进展", "units", (by_unit(now),)),
        annexes=_lists(now),
    )


def _lists(now: Register) -> tuple[Section, ...]:
    lists = (Section(title, f"list-{n}", (_listed(columns, now),)) for n, (title, columns) in enumerate(now.lists, 1))
    return (*lists, Section("督办文书", "letters", (_letters(now),)))


def lists(of: Material) -> tuple[Section, ...]:
    """三张清单 and what was sent, for another report, where there is anything under rectification."""
    now = register(of, of.now)
    return _lists(now) if now.matters else ()


def _listed(columns: Columns[Standing], now: Register) -> Block:
    found = Table.of(columns, now.matters, numbered=True, annex=True)
    return found if found.rows else Paragraph(_NONE)


def _letters(now: Register) -> Block:
    sent = [(standing, letter) for standing in now.matters for _, letter in standing.sent]
    sent.sort(key=lambda pair: pair[1].issued_on)
    found = Table.of(LETTERS, sent, numbered=True, annex=True)
    return found if found.rows else Paragraph("没有发出督办文书。")


def _overview(of: Material, now: Register) -> Iterator[Block]:
    if not now.matters:
        yield Paragraph(_NONE)
        return
    before = register(of, of.before)
    yield Paragraph(now.tally)
    first, last = of.now.month.first_day, of.before.month.first_day
    columns: Columns[tuple[str, int, int]] = (
        Column("项目", lambda row: row[0]),
        Column("本月", lambda row: row[1]),
        Column("上月", lambda row: row[2]),
        Column("增减", lambda row: signed(row[1] - row[2])),
    )
    rows = [(f"{name}（件次）", now.happened(name, first), before.happened(name, last)) for name in EVENTS]
    rows += [(f"月末{name}（件）", count(now), count(before)) for name, count in _STOCK]
    yield Paragraph(
        f"本月是 {first} 至 {of.now.on}，上月是 {last} 至 {of.before.on}；件次是当月发生的，一件可以不止一次。"
    )
    yield Table.of(columns, rows)


def _of_stage(stage: Stage) -> Callable[[Register], int]:
    return lambda register: register.stages[stage]


_STOCK: tuple[tuple[str, Callable[[Register], int]], ...] = (
    *((stage.label, _of_stage(stage)) for stage in Stage),
    ("整改逾期", lambda register: len(register.overdue)),
    ("督办文书逾期未答复", lambda register: register.unanswered),
)


def _late(now: Register) -> Iterator[Block]:
    late = [*now.overdue, *(s for s in now.matters if s.stage is Stage.RETURNED and s not in now.overdue)]
    columns: Columns[Standing] = (
        Column("编号", lambda s: s.written.id),
        Column("整改单位", lambda s: s.unit.name),
        Column("存在问题", lambda s: s.written.problem),
        Column("对应条款", about),
        Column("整改时限", due),
        Column("状态", now.stands),
        Column("最近进展", progress),
    )
    yield table(columns, late, "没有逾期或退回的整改事项。")


def by_unit(now: Register) -> Block:
    """整改销号 by unit, the worst first, and of all."""
    if not now.matters:
        return Paragraph(_NONE)

    def told(what: Callable[[Register], int | str]) -> Callable[[tuple[str, Register]], int | str]:
        return lambda row: what(row[1])

    columns: Columns[tuple[str, Register]] = (
        Column("单位", lambda row: row[0]),
        Column("整改事项", told(lambda own: len(own.matters))),
        *(Column(name, told(count)) for name, count in _STOCK),
        Column("销号率", told(lambda own: share(own.stages[Stage.CLOSED], len(own.matters)))),
    )
    rows = [(unit.name, now.of_unit(unit)) for unit in now.units]
    return Table.of(columns, [*rows, ("合计", now)] if len(rows) > 1 else rows)


def told(of: Material) -> Iterator[Block]:
    """One sentence for the body of another report, where there is anything to say."""
    now = register(of, of.now)
    if now.matters:
        yield Paragraph(f"督办整改{now.tally}")


def annex(of: Material) -> Iterator[Section]:
    """整改销号进展, where there is any."""
    now = register(of, of.now)
    if now.matters:
        yield Section("整改销号进展", "rectification", (by_unit(now),))


def sent_before(of: Material, unit: Unit) -> Iterator[Block]:
    """For a letter: what a body was sent before, and has not settled."""
    own = Register.of(of.now.ledger, {unit.id}, of.measures)
    open_ = [standing for standing in own.matters if not standing.settled and standing.sent]
    if open_:
        lines = "；".join(f"整改事项 {standing.written.id}，{letters(standing)}" for standing in open_)
        yield Paragraph(f"此前已发督办文书：{lines}。")
