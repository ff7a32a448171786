"""``zhifa report``: the monthly 通报 of the whole, read out in a meeting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.report import ahead, annexes, findings, parts
from zhifa_cli.views import wording
from zhifa_cli.views.document import Block, Cell, Document, Light, Paragraph, Points, Section, Table
from zhifa_cli.views.figures import (
    OUTCOMES,
    Material,
    UnitRecord,
    by_unit,
    keys,
    months_carried,
    share,
    tally,
    worst_units,
)

_REPEAT = 2
"""Late at so many month-ends in a row makes a repeat offender (屡次)."""


def document(of: Material) -> Document:
    now = of.now
    return Document(
        kind="monthly",
        as_of=now.on,
        title=f"《{of.head.title}》落实情况通报（{now.month.year}年{now.month.month}月）",
        facts=parts.facts(of),
        warnings=parts.warnings(of),
        sections=(
            Section("一、总体情况", "overview", tuple(_overview(of))),
            _late(of),
            Section(
                "三、数据质量和待核实事项",
                "quality",
                (findings.unverified(now), *findings.data_quality(now, of.result)),
            ),
            Section("四、近期到期（60 天内）", "soon", tuple(ahead.soon(now, ahead.SOON_DAYS))),
            Section("五、下一步工作要求", "next", tuple(_demands(of))),
            annexes.annex(now),
            annexes.matrix(now),
        ),
    )


# ---- 一、总体情况 -------------------------------------------------------------------------------------


def _overview(of: Material) -> Iterator[Block]:
    now = of.now
    if not now.fell_due:
        yield Paragraph(f"截至{parts.day(now.on)}，没有到期事项。")
        yield Paragraph(parts.pending(now))
        return
    counts, before = tally(now.fell_due), tally(of.before.fell_due)
    units = len(by_unit(now.fell_due))
    yield Paragraph(
        f"截至{parts.day(now.on)}，累计到期 {wording.counted(now.fell_due)}，涉及 {units} 个单位：{parts.outcomes(counts)}。"
    )
    this_month = tally(duty for duty in now.fell_due if duty.due and duty.due >= now.month.first_day)
    if this_month:
        yield Paragraph(f"其中本月到期 {this_month.total()} 项：{parts.outcomes(this_month)}。")
    else:
        yield Paragraph("本月没有到期事项。")
    yield Paragraph(_change(of, counts, before))
    yield _standings(of, this_month, counts, before)
    yield from parts.pie("到期事项完成情况", counts)
    yield Paragraph(parts.pending(now))


def _change(of: Material, counts: Counter[Status], before: Counter[Status]) -> str:
    """Against the month before: how much more fell due, what was settled, what is newly late."""
    was_due, is_due = keys(of.before.fell_due), keys(of.now.fell_due)
    was_late, is_late = keys(of.before.late), keys(of.now.late)
    difference = len(is_late) - len(was_late)
    trend = f"{'增加' if difference > 0 else '减少'} {abs(difference)} 项" if difference else "持平"
    gone = f"，改为不适用或延期 {len(was_due - is_due)} 项" if was_due - is_due else ""
    return (
        f"与上月末（{parts.day(of.before.on)}）相比，累计到期由 {before.total()} 项变为 {counts.total()} 项"
        f"（新到期 {len(is_due - was_due)} 项{gone}）；"
        f"逾期未完成和不达标由 {len(was_late)} 项变为 {len(is_late)} 项，{trend}"
        f"（了结 {len(was_late - is_late)} 项，新增 {len(is_late - was_late)} 项）；"
        f"按期完成率由 {share(before[Status.DONE], before.total())} 变为 {share(counts[Status.DONE], counts.total())}。"
    )


def _standings(of: Material, month: Counter[Status], counts: Counter[Status], before: Counter[Status]) -> Table:
    def row(word: str, *numbers: int, light: Cell) -> tuple[Cell, ...]:
        in_month, all_told, then = numbers
        change = f"{all_told - then:+d}" if all_told != then else "0"
        whole = counts.total()
        return word, in_month, share(in_month, month.total()), all_told, share(all_told, whole), then, change, light

    header = ("类别", "本月到期", "占比", "累计到期", "占比", f"上月末（{of.before.on}）", "增减", "亮灯")
    return Table(
        header,
        (
            row("合计", month.total(), counts.total(), before.total(), light=parts.NONE),
            *(
                row(
                    parts.OUTCOME_WORDS[status],
                    month[status],
                    counts[status],
                    before[status],
                    light=parts.light_of(status, counts[status]),
                )
                for status in OUTCOMES
            ),
        ),
    )


# ---- 二、逾期和不达标情况 ------------------------------------------------------------------------------


def _late(of: Material) -> Section:
    title, anchor = "二、逾期和不达标情况", "late"
    now, late, records = of.now, of.accused, worst_units(of.accused)
    if not now.late:
        return Section(title, anchor, (Paragraph("没有逾期或不达标事项。"),))
    counts = tally(late)
    carried = sum(duty.carried_over(now.month) for duty in late)
    lead = (
        f"{len(records)} 个单位有 {wording.counted(late)}逾期或不达标"
        f"（逾期未完成 {counts[Status.OVERDUE]} 项，不达标 {counts[Status.NONCOMPLIANT]} 项），"
        f"其中本月到期 {len(late) - carried} 项，往月结转 {carried} 项。"
    )
    if orphaned := [duty for duty in now.late if duty.orphaned]:
        lead += f"另有已撤并单位待承继的 {len(orphaned)} 项（{parts.named(now, orphaned)}），不计入，也不列入排序。"
    if excused := [duty for duty in now.late if of.excuse(duty)]:
        lead += f"另有经批准豁免的 {len(excused)} 项，不计入，表内注明。"
    return Section(
        title,
        anchor,
        (Paragraph(lead),),
        (
            Section("（一）单位排序", "late-ranking", (_ranking(of, records),)),
            Section("（二）屡次逾期和往月结转", "late-repeated", tuple(_repeated(of, records))),
            Section("（三）逐单位情况", "late-units", (), tuple(_by_unit(of))),
        ),
    )


def _ranking(of: Material, records: Sequence[UnitRecord]) -> Table:
    header = ("序号", "单位", "逾期未完成", "不达标", "往月结转", "最久逾期", "连续", "报送", "亮灯")
    return Table(header, tuple((number, *_rank(of, record)) for number, record in enumerate(records, 1)))


def _rank(of: Material, record: UnitRecord) -> tuple[Cell, ...]:
    counts = tally(record.late)
    return (
        of.now.label(record.late),
        counts[Status.OVERDUE],
        counts[Status.NONCOMPLIANT],
        sum(duty.carried_over(of.now.month) for duty in record.late),
        f"{record.longest} 天" if record.longest else "当日届满",
        f"{of.months_late[record.unit.id]} 个月",
        "有报送" if record.unit.id in of.now.heard else "没有任何报送",
        Light.RED,
    )


def _repeated(of: Material, records: Sequence[UnitRecord]) -> Iterator[Block]:
    """Who was late at several month-ends in a row, and what is dragged along from which month."""
    spans: dict[int, list[str]] = defaultdict(list)
    for record in records:
        spans[of.months_late[record.unit.id]].append(of.now.label(record.late))
    repeated = {months: names for months, names in sorted(spans.items(), reverse=True) if months >= _REPEAT}
    if repeated:
        yield Paragraph("连续两个月末以上有逾期或不达标事项的单位：")
        yield Points(
            tuple(
                (f"连续 {months} 个月（{len(names)} 个单位）", "、".join(names) + "。")
                for months, names in repeated.items()
            )
        )
    else:
        yield Paragraph("没有连续两个月末以上逾期或不达标的单位。")
    groups: dict[tuple[int, str], list[Duty]] = defaultdict(list)
    for duty in of.accused:
        if months := months_carried(duty, of.now.month):
            groups[months, duty.item.source].append(duty)
    if not groups:
        yield Paragraph("没有往月结转的事项。")
        return
    ordered = sorted(groups.items(), key=lambda pair: -pair[0][0])
    yield Table(
        ("结转", "到期", "条款", "事项数", "单位", "亮灯"),
        tuple(
            (f"{months} 个月", str(duties[0].original_due), source, len(duties), parts.named(of.now, duties), Light.RED)
            for (months, source), duties in ordered
        ),
    )


def _by_unit(of: Material) -> Iterator[Section]:
    """A table for each unit, or one for several whose tables would be the same. What is excused says so."""
    alike: dict[tuple[tuple[Cell, ...], ...], list[UnitRecord]] = defaultdict(list)
    for record in worst_units([duty for duty in of.now.late if not duty.orphaned]):
        alike[findings.late_rows(of, record.late)].append(record)
    for number, (rows, same) in enumerate(alike.items(), 1):
        each = "各 " if len(same) > 1 else ""
        silent = "（没有任何报送）" if all(record.unit.id not in of.now.heard for record in same) else ""
        names = parts.named(of.now, [duty for record in same for duty in record.late])
        accused = [duty for duty in same[0].late if not of.excuse(duty)]
        excused = f"，已豁免 {len(same[0].late) - len(accused)} 项" if len(accused) < len(same[0].late) else ""
        yield Section(
            f"{number}. {names}：{each}{wording.counted(accused)}{excused}{silent}",
            f"late-{same[0].unit.id}",
            (Table(findings.LATE_HEADER, rows),),
        )


# ---- 五、下一步工作要求 --------------------------------------------------------------------------------


def _demands(of: Material) -> Iterator[Block]:
    now = of.now
    late, unverified = by_unit(of.accused), by_unit(now.unverified)
    near = by_unit(now.due_within(ahead.SOON_DAYS))
    lines = []
    order = [record.unit for record in worst_units(of.accused)]
    order += [unit for unit in now.units if unit.id not in late and unit.active_on(now.on)]
    for unit in order:
        demands = [what for _, what in findings.demands(now, late[unit.id], unverified[unit.id], near[unit.id])]
        if demands:
            owed = [*late[unit.id], *unverified[unit.id], *near[unit.id]]
            lines.append((now.label(owed), "；".join(demands) + "。"))
    yield Points(tuple(lines)) if lines else Paragraph("没有需要提出的要求。")
