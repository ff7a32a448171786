"""The annexes of the monthly report on what is late: all units in order, clause by clause, unit by unit; what each has to do."""

from collections.abc import Iterator, Sequence
from functools import partial

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.report import ahead, findings, lines
from zhifa_cli.report.lines import Line
from zhifa_cli.report.said import NO_DEMANDS, REPEATED, Said
from zhifa_cli.views.board import SILENT
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Light, Paragraph, Points, Section, Table, table
from zhifa_cli.views.figures import Material, keys, months_carried, tally
from zhifa_cli.views.groups import by_unit, clause_of, grouped, longest, worst_first
from zhifa_cli.views.wording import MISSED_EARLY, counted, day, due, elapsed


def late(said: Said) -> Section:
    title, anchor = "逾期和不达标情况", "late"
    of, now = said.of, said.now
    if not now.late:
        return Section(title, anchor, (Paragraph(findings.NONE_LATE),))
    units, counts = worst_first(of.accused), tally(of.accused)
    early = sum(duty.missed_early(now.month) for duty in of.accused)
    lead = (
        f"{len(units)} 个单位有 {counted(of.accused)}逾期或不达标"
        f"（逾期未完成 {counts[Status.OVERDUE]} 项，不达标 {counts[Status.NONCOMPLIANT]} 项），"
        f"其中本月到期 {len(of.accused) - len(said.carried) - early} 项，往月结转 {len(said.carried)} 项"
        f"{f'，{MISSED_EARLY} {early} 项' if early else ''}；本月新增 {len(said.new)} 项。"
    )
    if orphaned := [duty for duty in now.late if duty.orphaned]:
        lead += f"另有已撤并单位待承继的 {len(orphaned)} 项（{lines.named(now, orphaned)}），不计入，也不列入排序。"
    if excused := [duty for duty in now.late if of.excuse(duty)]:
        lead += f"另有经批准豁免的 {len(excused)} 项，不计入，表内注明。"
    return Section(
        title,
        anchor,
        (Paragraph(lead),),
        (
            Section("（一）单位排序", "late-ranking", (_ranking(said, units),)),
            Section("（二）条款和原因", "late-clauses", (_clauses(said), _causes(said))),
            Section("（三）屡次逾期和往月结转", "late-repeated", tuple(_repeated(said))),
            Section("（四）逐单位情况", "late-units", (), tuple(_by_unit(of))),
        ),
    )


def _of_status(status: Status) -> Column[Line]:
    return Column(status.label, lambda late: tally(late)[status])


def _new(said: Said) -> Column[Line]:
    new = keys(said.new)
    return Column("本月新增", lambda late: sum(duty.key in new for duty in late))


def _carried(said: Said) -> Column[Line]:
    return Column("往月结转", lambda late: sum(duty.carried_over(said.now.month) for duty in late))


_LONGEST = Column[Line]("最久逾期", lambda late: elapsed(longest(late)))
_HOW_MANY = Column[Line]("项数", len)
_UNITS = Column[Line]("单位数", lambda late: len(by_unit(late)))


def _ranking(said: Said, units: Sequence[Line]) -> Block:
    now, months = said.now, said.of.months_late
    columns: Columns[Line] = (
        Column("单位", now.label),
        _of_status(Status.OVERDUE),
        _of_status(Status.NONCOMPLIANT),
        _HOW_MANY,
        _new(said),
        _carried(said),
        _LONGEST,
        Column("连续", lambda late: f"{months[late[0].unit.id]} 个月"),
        Column("报送", lambda late: "有报送" if late[0].unit.id in now.heard else SILENT),
        Column("亮灯", lambda _: Light.RED),
    )
    return Table.of(columns, units, numbered=True)


def _clauses(said: Said) -> Block:
    columns: Columns[Line] = (
        Column("条款和事项", lambda late: said.matters(late[:1])),
        _HOW_MANY,
        _new(said),
        _carried(said),
        _UNITS,
        _LONGEST,
        Column("亮灯", lambda _: Light.RED),
    )
    clauses = worst_first(said.of.accused, clause_of)
    return table(columns, clauses, findings.NONE_LATE)


def _causes(said: Said) -> Block:
    cause = partial(findings.cause, said.now)
    causes = sorted(grouped(said.of.accused, cause).values(), key=lambda duties: -len(duties))
    columns: Columns[Line] = (Column("原因", lambda duties: cause(duties[0])), _HOW_MANY, _UNITS)
    return table(columns, causes, findings.NONE_LATE)


def _repeated(said: Said) -> Iterator[Block]:
    """Who was late at several month-ends in a row, and what is dragged along from which month."""
    now, again = said.now, [line.duties for line in said.again]
    spans = grouped(again, lambda late: said.of.months_late[late[0].unit.id])
    if again:
        yield Paragraph(f"连续 {REPEATED} 个月末以上有逾期或不达标事项的单位 {len(again)} 个：")
        yield Points(
            tuple(
                (f"连续 {months} 个月（{len(units)} 个单位）", f"{'、'.join(map(now.label, units))}。")
                for months, units in spans.items()
            )
        )
    else:
        yield Paragraph("没有连续两个月末以上逾期或不达标的单位。")
    groups = grouped(said.carried, lambda duty: (months_carried(duty, now.month), duty.item.source))
    columns: Columns[Line] = (
        Column("结转", lambda duties: f"{months_carried(duties[0], now.month)} 个月"),
        Column("到期", lambda duties: due(duties[0])),
        Column("条款", lambda duties: duties[0].item.source),
        Column("事项数", len),
        Column("单位", lambda duties: lines.named(now, duties)),
        Column("亮灯", lambda _: Light.RED),
    )
    ordered = [groups[key] for key in sorted(groups, key=lambda key: -key[0])]
    yield table(columns, ordered, "没有往月结转的事项。")


def _by_unit(of: Material) -> Iterator[Section]:
    """A table for each unit, or one for several whose tables would be the same. What is excused says so."""
    units = worst_first(duty for duty in of.now.late if not duty.orphaned)
    alike = grouped(units, lambda late: findings.late(of, late))
    for number, (shown, same) in enumerate(alike.items(), 1):
        each = "各 " if len(same) > 1 else ""
        silent = f"（{SILENT}）" if all(late[0].unit.id not in of.now.heard for late in same) else ""
        names = lines.named(of.now, [duty for late in same for duty in late])
        accused = [duty for duty in same[0] if not of.excuse(duty)]
        excused = f"，已豁免 {len(same[0]) - len(accused)} 项" if len(accused) < len(same[0]) else ""
        yield Section(
            f"{number}. {names}：{each}{counted(accused)}{excused}{silent}",
            f"late-{same[0][0].unit.id}",
            (shown,),
        )


def demands(said: Said) -> Iterator[Block]:
    """What is asked of how many; and of each unit, what it has to do."""
    now, asked = said.now, [*said.demands()]
    if not asked:
        yield Paragraph(NO_DEMANDS)
        return
    yield Table(
        ("要求", "单位数", "项数", "期限"),
        tuple((one.what, len(by_unit(one.duties)), len(one.duties), day(one.until)) for one in asked),
    )
    late, unverified = by_unit(said.of.accused), by_unit(now.unverified)
    near = by_unit(now.due_within(ahead.SOON_DAYS))
    points = []
    order = [line.duties[0].unit for line in said.lines]
    order += [unit for unit in now.units if unit.id not in late and unit.active_on(now.on)]
    for unit in order:
        told = [what for _, what in findings.demands(now, late[unit.id], unverified[unit.id], near[unit.id])]
        if told:
            owed: list[Duty] = [*late[unit.id], *unverified[unit.id], *near[unit.id]]
            points.append((now.label(owed), "；".join(told) + "。"))
    if points:
        yield Points(tuple(points))
