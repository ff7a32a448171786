"""``zhifa report``: the monthly 通报 of the whole, read out in a meeting."""

from collections import Counter
from collections.abc import Iterator, Sequence

from zhifa_cli.ledger.duty import Status
from zhifa_cli.report import ahead, annexes, findings, lines, opening, rectification
from zhifa_cli.report.lines import Line
from zhifa_cli.report.outcomes import how_many, on_time, overview, sentence, standings, with_share
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Document, Light, Paragraph, Points, Section, Table, table
from zhifa_cli.views.figures import Material, keys, months_carried, tally
from zhifa_cli.views.groups import by_unit, grouped, longest, worst_first
from zhifa_cli.views.wording import MISSED_EARLY, counted, day, due, elapsed

_REPEAT = 2
"""Late at so many month-ends in a row makes a repeat offender (屡次)."""


def document(of: Material) -> Document:
    now = of.now
    return opening.document(
        of,
        "monthly",
        f"{of.head.called}落实情况通报（{now.month.year}年{now.month.month}月）",
        Section("一、总体情况", "overview", (*overview(now, _details(of)), *rectification.told(of))),
        _late(of),
        Section(
            "三、数据质量和待核实事项",
            "quality",
            (findings.unverified(now), *findings.data_quality(now, of.result)),
        ),
        Section("四、近期到期（60 天内）", "soon", tuple(ahead.soon(now))),
        Section("五、下一步工作要求", "next", tuple(_demands(of))),
        annexes=(annexes.annex(now), annexes.matrix(now), annexes.trend(of), *rectification.annex(of)),
    )


# ---- 一、总体情况 -------------------------------------------------------------------------------------


def _details(of: Material) -> Iterator[Block]:
    """What fell due in this month, and how it all compares with the month before."""
    now = of.now
    counts, before = tally(now.fell_due), tally(of.before.fell_due)
    month = tally(duty for duty in now.fell_due if duty.due and duty.due >= now.month.first_day)
    if month:
        yield Paragraph(f"其中本月到期 {month.total()} 项：{sentence(month)}。")
    else:
        yield Paragraph("本月没有到期事项。")
    yield Paragraph(_change(of, counts, before))
    change = Counter(counts)
    change.subtract(before)
    yield standings(
        "合计",
        counts,
        *with_share("本月到期", month),
        *with_share("累计到期", counts),
        how_many(f"上月末（{of.before.on}）", before),
        Column("增减", lambda row: _signed(change[row] if row else change.total())),
    )


def _signed(change: int) -> str:
    return f"{change:+d}" if change else "0"


def _change(of: Material, counts: Counter[Status], before: Counter[Status]) -> str:
    """Against the month before: how much more fell due, what was settled, what is newly late."""
    was_due, is_due = keys(of.before.fell_due), keys(of.now.fell_due)
    was_late, is_late = keys(of.before.late), keys(of.now.late)
    difference = len(is_late) - len(was_late)
    trend = f"{'增加' if difference > 0 else '减少'} {abs(difference)} 项" if difference else "持平"
    gone = f"，改为不适用或延期 {len(was_due - is_due)} 项" if was_due - is_due else ""
    return (
        f"与上月末（{day(of.before.on)}）相比，累计到期由 {before.total()} 项变为 {counts.total()} 项"
        f"（新到期 {len(is_due - was_due)} 项{gone}）；"
        f"逾期未完成和不达标由 {len(was_late)} 项变为 {len(is_late)} 项，{trend}"
        f"（了结 {len(was_late - is_late)} 项，新增 {len(is_late - was_late)} 项）；"
        f"按期完成率由 {on_time(before)} 变为 {on_time(counts)}。"
    )


# ---- 二、逾期和不达标情况 ------------------------------------------------------------------------------


def _late(of: Material) -> Section:
    title, anchor = "二、逾期和不达标情况", "late"
    now, late, units = of.now, of.accused, worst_first(of.accused)
    if not now.late:
        return Section(title, anchor, (Paragraph(findings.NONE_LATE),))
    counts = tally(late)
    carried = sum(duty.carried_over(now.month) for duty in late)
    early = sum(duty.missed_early(now.month) for duty in late)
    lead = (
        f"{len(units)} 个单位有 {counted(late)}逾期或不达标"
        f"（逾期未完成 {counts[Status.OVERDUE]} 项，不达标 {counts[Status.NONCOMPLIANT]} 项），"
        f"其中本月到期 {len(late) - carried - early} 项，往月结转 {carried} 项"
        f"{f'，{MISSED_EARLY} {early} 项' if early else ''}。"
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
            Section("（一）单位排序", "late-ranking", (_ranking(of, units),)),
            Section("（二）屡次逾期和往月结转", "late-repeated", tuple(_repeated(of, units))),
            Section("（三）逐单位情况", "late-units", (), tuple(_by_unit(of))),
        ),
    )


def _ranking(of: Material, units: Sequence[Line]) -> Block:
    def of_status(status: Status) -> Column[Line]:
        return Column(status.label, lambda late: tally(late)[status])

    columns: Columns[Line] = (
        Column("单位", of.now.label),
        of_status(Status.OVERDUE),
        of_status(Status.NONCOMPLIANT),
        Column("往月结转", lambda late: sum(duty.carried_over(of.now.month) for duty in late)),
        Column("最久逾期", lambda late: elapsed(longest(late))),
        Column("连续", lambda late: f"{of.months_late[late[0].unit.id]} 个月"),
        Column("报送", lambda late: "有报送" if late[0].unit.id in of.now.heard else "没有任何报送"),
        Column("亮灯", lambda _: Light.RED),
    )
    return Table.of(columns, units, numbered=True)


def _repeated(of: Material, units: Sequence[Line]) -> Iterator[Block]:
    """Who was late at several month-ends in a row, and what is dragged along from which month."""
    spans = grouped(units, lambda late: of.months_late[late[0].unit.id])
    repeated = tuple(
        (f"连续 {months} 个月（{len(spans[months])} 个单位）", f"{'、'.join(map(of.now.label, spans[months]))}。")
        for months in sorted(spans, reverse=True)
        if months >= _REPEAT
    )
    if repeated:
        yield Paragraph("连续两个月末以上有逾期或不达标事项的单位：")
        yield Points(repeated)
    else:
        yield Paragraph("没有连续两个月末以上逾期或不达标的单位。")
    carried = [duty for duty in of.accused if duty.carried_over(of.now.month)]
    groups = grouped(carried, lambda duty: (months_carried(duty, of.now.month), duty.item.source))
    columns: Columns[Line] = (
        Column("结转", lambda duties: f"{months_carried(duties[0], of.now.month)} 个月"),
        Column("到期", lambda duties: due(duties[0])),
        Column("条款", lambda duties: duties[0].item.source),
        Column("事项数", len),
        Column("单位", lambda duties: lines.named(of.now, duties)),
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
        silent = "（没有任何报送）" if all(late[0].unit.id not in of.now.heard for late in same) else ""
        names = lines.named(of.now, [duty for late in same for duty in late])
        accused = [duty for duty in same[0] if not of.excuse(duty)]
        excused = f"，已豁免 {len(same[0]) - len(accused)} 项" if len(accused) < len(same[0]) else ""
        yield Section(
            f"{number}. {names}：{each}{counted(accused)}{excused}{silent}",
            f"late-{same[0][0].unit.id}",
            (shown,),
        )


# ---- 五、下一步工作要求 --------------------------------------------------------------------------------


def _demands(of: Material) -> Iterator[Block]:
    now = of.now
    late, unverified = by_unit(of.accused), by_unit(now.unverified)
    near = by_unit(now.due_within(ahead.SOON_DAYS))
    points = []
    order = [own[0].unit for own in worst_first(of.accused)]
    order += [unit for unit in now.units if unit.id not in late and unit.active_on(now.on)]
    for unit in order:
        demands = [what for _, what in findings.demands(now, late[unit.id], unverified[unit.id], near[unit.id])]
        if demands:
            owed = [*late[unit.id], *unverified[unit.id], *near[unit.id]]
            points.append((now.label(owed), "；".join(demands) + "。"))
    yield Points(tuple(points)) if points else Paragraph("没有需要提出的要求。")
