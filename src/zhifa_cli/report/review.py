"""``zhifa report --kind midterm`` and ``summary``: the whole plan up to a day, by measure, unit and cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.report import ahead, annexes, findings, parts, thresholds
from zhifa_cli.views import wording
from zhifa_cli.views.document import Block, Document, Light, Paragraph, Points, Section, Table
from zhifa_cli.views.figures import Material, Snapshot, by_unit, fold, share, tally, worst_units


def midterm(of: Material) -> Document:
    """全市中期评估: each measure's standing up to now, by measure and by unit."""
    now = of.now
    return Document(
        kind="midterm",
        as_of=now.on,
        title=f"《{of.head.title}》中期评估报告",
        facts=parts.facts(of),
        warnings=parts.warnings(of),
        sections=(
            Section("一、总体情况", "overview", tuple(_overview(now))),
            Section("二、各举措进展", "measures", tuple(_measures(now))),
            Section("三、各单位进展", "units", tuple(_units(now))),
            Section("四、量化指标", "thresholds", (thresholds.overview(now),)),
            Section("五、存在的主要问题", "problems", tuple(_problems(of))),
            Section("六、后期任务", "remaining", tuple(_remaining(of))),
            annexes.matrix(now),
        ),
    )


def summary(of: Material) -> Document:
    """行动总结: all cycles, on-time rates, thresholds first and last."""
    now = of.now
    return Document(
        kind="summary",
        as_of=now.on,
        title=f"《{of.head.title}》行动总结",
        facts=parts.facts(of),
        warnings=parts.warnings(of),
        sections=(
            Section("一、总体情况", "overview", tuple(_overview(now))),
            Section("二、各年度完成情况", "years", tuple(_years(now)), (_cycles(now),)),
            Section("三、各举措完成情况", "measures", tuple(_measures(now))),
            Section("四、各单位完成情况", "units", tuple(_units(now))),
            Section("五、量化指标首末对比", "thresholds", (thresholds.overview(now), thresholds.first_and_last(now))),
            Section("六、里程碑", "milestones", (_milestones(now),)),
            Section("七、未了结事项", "open", tuple(_unsettled(of))),
            annexes.matrix(now),
        ),
    )


def _overview(now: Snapshot) -> Iterator[Block]:
    if not now.fell_due:
        yield Paragraph(f"截至{parts.day(now.on)}，没有到期事项。")
    else:
        counts = tally(now.fell_due)
        yield Paragraph(
            f"截至{parts.day(now.on)}，累计到期 {wording.counted(now.fell_due)}，涉及 {len(by_unit(now.fell_due))} 个单位："
            f"{parts.outcomes(counts)}。"
        )
        yield parts.standings(now)
        yield from parts.pie("到期事项完成情况", counts)
    yield Paragraph(parts.pending(now))


def _measures(now: Snapshot) -> Iterator[Block]:
    """Each measure in document order, then the milestones; and who is late in which."""
    groups: dict[int | None, list[Duty]] = defaultdict(list)
    for duty in now.duties:
        groups[duty.item.measure].append(duty)
    ordered = sorted(groups, key=lambda measure: (measure is None, measure or 0))
    if not ordered:
        yield Paragraph("没有应办事项。")
        return
    yield Table(
        parts.rates_header("举措", "单位数", "应办"),
        tuple(
            parts.rates(
                now,
                groups[measure],
                parts.measure_name(now.ledger, measure),
                len(by_unit(groups[measure])),
                len(groups[measure]),
            )
            for measure in ordered
        ),
    )
    late: dict[int | None, list[Duty]] = defaultdict(list)
    for duty in now.late:
        late[duty.item.measure].append(duty)
    if late:
        yield Paragraph("逾期或不达标的举措和单位（项数）：")
        yield Points(
            tuple((parts.measure_name(now.ledger, m), _counted(now, late[m]) + "。") for m in ordered if m in late)
        )


def _counted(now: Snapshot, duties: Sequence[Duty]) -> str:
    """Each unit and how many of the duties are its own, the most first."""
    groups = sorted(by_unit(duties).values(), key=lambda group: -len(group))
    return "、".join(f"{now.label(group)}（{len(group)}）" for group in groups)


def _units(now: Snapshot) -> Iterator[Block]:
    """Each unit, the most late first; bodies that ended with nobody to follow them stand last, in no ranking."""
    groups = by_unit(now.duties)
    orphaned = {duty.unit.id for duty in now.duties if duty.orphaned}
    late = {record.unit.id: (-len(record.late), -record.longest) for record in worst_units(now.late)}
    ordered = sorted(now.units, key=lambda unit: (unit.id in orphaned, late.get(unit.id, (0, 0))))
    if not ordered:
        yield Paragraph("没有应办事项。")
        return
    yield Table(
        parts.rates_header("序号", "单位", "应办", "报送"),
        tuple(
            parts.rates(
                now,
                groups[unit.id],
                parts.NONE if unit.id in orphaned else number,
                now.label(groups[unit.id]),
                len(groups[unit.id]),
                "有" if unit.id in now.heard else "无",
            )
            for number, unit in enumerate(ordered, 1)
        ),
    )


def _problems(of: Material) -> Iterator[Block]:
    now = of.now
    late = [duty for duty in now.late if not of.excuse(duty)]
    if late:
        lines = fold(late, lambda duty: (str(duty.original_due), duty.status.label, Light.RED))
        yield Paragraph(f"逾期或不达标 {wording.counted(late)}，涉及 {len(by_unit(late))} 个单位：")
        yield Table(
            ("条款", "事项", "单位", "到期", "情况", "亮灯"),
            tuple(
                (line.first.item.source, parts.titles(line), parts.named(now, line.duties), *line.cells)
                for line in lines
            ),
        )
    else:
        yield Paragraph("没有逾期或不达标事项。")
    if excused := len(now.late) - len(late):
        yield Paragraph(f"另有经批准豁免的 {excused} 项，不计入。")
    yield findings.unverified(now)
    yield from findings.data_quality(now, of.result)


def _remaining(of: Material) -> Iterator[Block]:
    days = (of.head.ends_on - of.now.on).days
    if days <= 0:
        yield Paragraph(f"计划已于{parts.day(of.head.ends_on)}终止。")
    else:
        yield from ahead.soon(of.now, days)


def _years(now: Snapshot) -> Iterator[Block]:
    """What fell due in each year; every duty once."""
    if not now.fell_due:
        yield Paragraph("没有到期事项。")
        return
    groups: dict[int, list[Duty]] = defaultdict(list)
    for duty in now.fell_due:
        if duty.due:
            groups[duty.due.year].append(duty)
    rows = [parts.rates(now, groups[year], f"{year}年") for year in sorted(groups)]
    yield Table(parts.rates_header("到期年度"), (*rows, parts.rates(now, now.fell_due, "合计")))


def _cycles(now: Snapshot) -> Section:
    """The yearly items: how many were due and done on time in each cycle."""
    years = sorted({duty.cycle for duty in now.fell_due if duty.cycle})
    items: dict[str, list[Duty]] = defaultdict(list)
    for duty in now.fell_due:
        if duty.cycle:
            items[duty.item.id].append(duty)
    plan = now.ledger.dataset.plan
    title = "每年事项的各年度按期完成情况"
    if not items or plan is None:
        return Section(title, "cycles", (Paragraph("没有到期的每年事项。"),))
    header = ["条款", "事项"]
    for year in years:
        header += [f"{year}年度按期/到期", f"{year}年度按期完成率"]
    rows = []
    for item in sorted(items, key=plan.order):
        cells = []
        for year in years:
            counts = tally(duty for duty in items[item] if duty.cycle == year)
            done = f"{counts[Status.DONE]}/{counts.total()}" if counts else parts.NONE
            cells += [done, share(counts[Status.DONE], counts.total())]
        rows.append((items[item][0].item.source, items[item][0].item.title, *cells, now.worst_light(items[item])))
    return Section(title, "cycles", (Table((*header, "亮灯"), tuple(rows)),))


def _milestones(now: Snapshot) -> Block:
    found = [duty for duty in now.duties if duty.item.measure is None]
    if not found:
        return Paragraph("没有里程碑。")
    rows = (
        (
            duty.item.source,
            duty.item.title,
            now.label([duty]),
            str(duty.original_due or parts.NONE),
            duty.status.label,
            str(duty.completed_on or parts.NONE),
            now.light(duty),
        )
        for duty in found
    )
    return Table(("出处", "事项", "责任单位", "完成时限", "完成情况", "完成日期", "亮灯"), tuple(rows))


def _unsettled(of: Material) -> Iterator[Block]:
    now = of.now
    yield from _problems(of)
    left = tally(duty for duty in now.ahead if duty.open)
    if left:
        said = "、".join(f"{status.label} {left[status]} 项" for status in Status if left[status])
        yield Paragraph(f"另有尚未到期的 {left.total()} 项（{said}）。")
