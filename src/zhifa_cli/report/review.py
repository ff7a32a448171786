"""``zhifa report --kind midterm`` and ``summary``: the whole plan up to a day, by measure, unit and cycle."""

from collections import Counter
from collections.abc import Iterator, Sequence

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.model.deadline import of_years, year_of
from zhifa_cli.report import ahead, annexes, evaluation, findings, lines, opening, ranking, statistics, thresholds
from zhifa_cli.report.monthly import problems
from zhifa_cli.report.outcomes import Group, on_time, overview, rates
from zhifa_cli.report.said import Said
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Document, Paragraph, Points, Section, table
from zhifa_cli.views.figures import Material, Snapshot, tally
from zhifa_cli.views.groups import by_unit, grouped, worst_first
from zhifa_cli.views.wording import day, due, measure_titled


def midterm(of: Material) -> Document:
    """全市中期评估: how the plan stands up to now, and what is left of it."""
    now = of.now
    annexed = (
        Section("完成情况统计", "figures", (*overview(of), *_rest(of))),
        Section("各举措进展", "measures", tuple(_measures(of))),
        Section("各单位进展", "units", (_units(of),)),
        Section("量化指标", "thresholds", (thresholds.overview(now),)),
        *_problems(of),
        Section("后期任务", "remaining", tuple(_remaining(of))),
        annexes.matrix(now),
        annexes.trend(of),
    )
    return _review(of, "midterm", f"{of.head.called}中期评估报告", annexed)


def summary(of: Material) -> Document:
    """行动总结: all cycles, on-time rates, thresholds first and last."""
    now = of.now
    annexed = (
        Section("完成情况统计", "figures", (*overview(of), *_rest(of))),
        Section("各年度完成情况", "years", (_years(of),), (_cycles(now),)),
        Section("各举措完成情况", "measures", tuple(_measures(of))),
        Section("各单位完成情况", "units", (_units(of),)),
        Section("量化指标首末对比", "thresholds", (thresholds.overview(now), thresholds.first_and_last(now))),
        Section("里程碑", "milestones", (_milestones(now),)),
        *_problems(of),
        *statistics.told(of),
        *evaluation.told(of),
        annexes.matrix(now),
        annexes.trend(of),
    )
    return _review(of, "summary", f"{of.head.called}行动总结", annexed)


def _review(of: Material, kind: str, title: str, annexed: tuple[Section, ...]) -> Document:
    """What is read aloud of the whole plan; the annexes have each measure and each unit."""
    said = Said(of, tuple(annex.anchor for annex in annexed))
    return opening.document(
        of,
        kind,
        title,
        Section("一、总体情况", "overview", (Paragraph(said.situation() + _left(of)),)),
        Section("二、存在的主要问题", "problems", problems(said)),
        Section("三、后期任务", "next", (Paragraph(_ends(of) or said.ahead()),)),
        annexes=annexed,
    )


def _ends(of: Material) -> str:
    return f"计划已于{day(of.head.ends_on)}终止。" if of.now.on >= of.head.ends_on else ""


def _measures(of: Material) -> Iterator[Block]:
    """Each measure in document order, then the milestones; and who is late in which."""
    now = of.now
    owed, late = _by_measure(now, now.duties), _by_measure(now, now.late)
    yield rates(
        of,
        [Group.of(of, measure, duties) for measure, duties in owed.items()],
        Column("举措", lambda group: group.name),
        Column("单位数", lambda group: len(by_unit(group.duties))),
        Column("应办", lambda group: len(group.duties)),
    )
    if late:
        yield Paragraph("逾期或不达标的举措和单位（项数）：")
        yield Points(tuple((measure, f"{_counted(now, duties)}。") for measure, duties in late.items()))


def _by_measure(now: Snapshot, duties: Sequence[Duty]) -> dict[str, list[Duty]]:
    places = {measure: place for place, measure in enumerate(now.ledger.dataset.plan.titles)}
    ordered = sorted(duties, key=lambda duty: places.get(duty.item.measure or 0, len(places)))
    return grouped(ordered, lambda duty: measure_titled(now.ledger, duty.item.measure))


def _counted(now: Snapshot, duties: Sequence[Duty]) -> str:
    """Each unit and how many of the duties are its own, the most first."""
    groups = sorted(by_unit(duties).values(), key=lambda group: -len(group))
    return "、".join(f"{now.label(group)}（{len(group)}）" for group in groups)


def _units(of: Material) -> Block:
    """Each unit, the one with most to answer for first; bodies that ended with nobody to follow them stand last, in no ranking."""
    now = of.now
    groups = by_unit(now.duties)
    orphaned = {duty.unit.id for duty in now.duties if duty.orphaned}
    late = [own[0].unit.id for own in worst_first(of.accused)]
    ordered = sorted(dict.fromkeys([*late, *groups]), key=orphaned.__contains__)
    numbers = {unit: number for number, unit in enumerate(ordered, 1) if unit not in orphaned}
    return rates(
        of,
        [Group.of(of, now.label(groups[unit]), groups[unit]) for unit in ordered],
        Column("序号", lambda group: numbers.get(group.duties[0].unit.id)),
        Column("单位", lambda group: group.name),
        Column("应办", lambda group: len(group.duties)),
        Column("报送", lambda group: "有" if group.duties[0].unit.id in now.heard else "无"),
    )


def _left(of: Material) -> str:
    left = sum(duty.open for duty in of.now.ahead)
    return f"尚未到期、还没有完成的有{left}项。" if left else ""


def _rest(of: Material) -> Iterator[Block]:
    if left := _left(of):
        yield Paragraph(left + Said(of).ahead())


def _problems(of: Material) -> Iterator[Section]:
    yield ranking.late(Said(of))
    yield Section("待核实事项和数据问题", "quality", tuple(findings.doubtful(of.now, of.result)))


def _remaining(of: Material) -> Iterator[Block]:
    if ended := _ends(of):
        yield Paragraph(ended)
    else:
        yield from ahead.soon(of.now, (of.head.ends_on - of.now.on).days)


def _years(of: Material) -> Block:
    """What fell due in each year; every duty once."""
    now = of.now
    groups = grouped(now.fell_due, lambda duty: (duty.due or now.on).year)
    years = [Group.of(of, f"{year}年", groups[year]) for year in sorted(groups)]
    total = [Group.of(of, "合计", now.fell_due)] if years else []
    return rates(of, [*years, *total], Column("到期年度", lambda group: group.name), empty="没有到期事项。")


def _cycles(now: Snapshot) -> Section:
    """The recurring items: how many were due and done on time in the cycles of each year."""
    items = grouped((duty for duty in now.fell_due if duty.cycle), lambda duty: duty.item.id)
    every = "每年" if of_years(duty.cycle for own in items.values() for duty in own) else "定期"
    title = f"{every}事项的各年度按期完成情况"
    columns: Columns[list[Duty]] = (
        Column("条款", lambda duties: duties[0].item.source),
        Column("事项", lambda duties: duties[0].item.title),
        *(
            column
            for year in sorted({year_of(duty.cycle) for own in items.values() for duty in own if duty.cycle})
            for column in _year(year)
        ),
        Column("亮灯", now.worst_light),
    )
    ordered = sorted(items, key=now.ledger.dataset.plan.order)
    return Section(title, "cycles", (table(columns, [items[item] for item in ordered], f"没有到期的{every}事项。"),))


def _year(year: int) -> Columns[list[Duty]]:
    def counts(duties: list[Duty]) -> Counter[Status]:
        return tally(duty for duty in duties if duty.cycle and year_of(duty.cycle) == year)

    def done(duties: list[Duty]) -> str | None:
        found = counts(duties)
        return f"{found[Status.DONE]}/{found.total()}" if found else None

    return Column(f"{year}年度按期/到期", done), Column(f"{year}年度按期完成率", lambda duties: on_time(counts(duties)))


def _milestones(now: Snapshot) -> Block:
    columns: Columns[Duty] = (
        Column("出处", lambda duty: duty.item.source),
        Column("事项", lambda duty: duty.item.title),
        Column("责任单位", lambda duty: now.label([duty])),
        Column("完成时限", due),
        Column("完成情况", lambda duty: duty.status.label),
        Column("完成日期", lambda duty: duty.completed_on),
        lines.light(now),
    )
    return table(columns, [duty for duty in now.duties if duty.item.measure is None], "没有里程碑。")
