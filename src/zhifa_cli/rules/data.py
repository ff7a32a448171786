"""The rules about data that can be read but do not fit: not owed, contradictory, impossible, taken back, of no effect."""

from collections import defaultdict
from datetime import date

from zhifa_cli.finding import Finding, Of, Route, Severity
from zhifa_cli.ledger.duty import Claim, Flaw, Ledger
from zhifa_cli.ledger.figures import Span
from zhifa_cli.ledger.judge import frees
from zhifa_cli.model.deadline import listed, named, of_years
from zhifa_cli.model.plan import Item, Version
from zhifa_cli.model.threshold import Change
from zhifa_cli.rules.rule import Findings, about, about_claim, about_grant, rule
from zhifa_cli.source.dataset import MEASURES, FiledFigure, Table


@rule("ZF107", "not-assigned", Severity.WARNING, Of.DATA)
def not_assigned(ledger: Ledger) -> Findings:
    """填报了不属于本单位的事项。

    检查什么：报送的事项和年度（或月、季、半年），是否由该单位承担；年度写成发文前已届期的一年、完成日期却在别的年份的；
    报送的指标数字（figures）是否有事项用到；免除决定（exemptions.yaml）是否对得上该单位的事项和年度。不承担的条目不影响任何结论。
    配合单位（supporting）可以报送，不算填错，也不影响结论。
    依据：各条款的责任单位、完成时限和计划起止日期。
    怎么改：核对事项编号和 cycle（写届期的年份，不是所报情况的年份；每月、每季度、每半年的写 2024-03、2024Q1、2024H1）；确应由该单位承担的，请在 measures.yaml 或 units.yaml 里补上。
    """
    plan = ledger.dataset.plan
    if ledger.dataset.head is None:
        return
    for (unit, item_id, cycle), claims in ledger.claims.items():
        item = plan.items[item_id]
        key = unit, item_id, cycle
        bound = (
            key in ledger.by_key
            or key in ledger.handed_on
            or (not item.leaf and _binds_clause(ledger, unit, item, cycle))
        )
        for claim in claims:
            if not claim.begun_by(ledger.cutoff.on) and not claim.happened_by(ledger.cutoff.on):
                continue
            if not bound and not _supports(ledger, unit, item):
                yield _unassigned(ledger, item, cycle, claim)
            elif meant := _year_meant(ledger, item, cycle, claim):
                message = (
                    f"{item.title}：{cycle} 年度在发文前已届期，完成日期却是 {claim.entry.completed_on}；"
                    f"cycle 写届期的年份，应为 {meant}（报上年度 {int(meant) - 1} 的，也写 {meant}）"
                )
                yield about_claim(item, cycle, claim, message, "cycle")
    yield from _unused_figures(ledger)
    for granted in ledger.dataset.exemptions:
        owed = [duty for (unit, _, _), duty in ledger.by_key.items() if unit == granted.unit.id]
        if not any(frees(granted.grant, duty) for duty in owed):
            period = "这个年度" if of_years([granted.grant.cycle]) else "这一期"
            message = f"{granted.unit.name}不承担 {granted.grant.item}，或没有{period}，这项免除没有起作用；请核对"
            yield about_grant(granted, ledger, message, "item")


def _unused_figures(ledger: Ledger) -> Findings:
    """Numbers of an indicator, or of a cycle, that no duty of the unit rests on."""
    used: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for (unit, _, _), duty in ledger.by_key.items():
        span = Span.of(duty, ledger.cutoff) if duty.item.indicators else None
        for indicator in duty.item.indicators:
            used[unit, indicator.id] |= span.own if span else set()
            if span and isinstance(duty.item.threshold, Change):
                used[unit, indicator.id].add(span.before)
    for filing in ledger.dataset.filings:
        for figure in filing.figures:
            cycles = used.get((filing.unit.id, figure.indicator))
            if figure.faulty or (cycles and figure.cycle in cycles):
                continue
            what = f"{figure.cycle} 的" if cycles and figure.cycle else ""
            message = f"{filing.unit.name}没有哪个事项用到{what}指标 {figure.indicator}，这个数字没有起作用；请核对"
            path, route = figure.place("cycle" if what else "indicator")
            yield Finding(message=message, path=path, route=route, unit=filing.unit.id, subject=figure.indicator)


def _binds_clause(ledger: Ledger, unit: str, clause: Item, cycle: str | None) -> bool:
    duties = ledger.by_clause.get((unit, clause.id), ())
    return any(not clause.recurring or duty.cycle in {None, cycle} for duty in duties)


def _supports(ledger: Ledger, unit: str, item: Item) -> bool:
    """Whether a body only helps with an item, or with a requirement of a clause: it may report on it."""
    plan, roster = ledger.dataset.plan, ledger.dataset.roster
    parts = [item, *(leaf for leaf in plan.leaves if leaf.clause == item.id)]
    return any(unit in roster.bound(v.item.supporting) for part in parts for v in plan.versions(part))


def _unassigned(ledger: Ledger, item: Item, cycle: str | None, claim: Claim) -> Finding:
    unit = claim.filing.unit
    owed = _years_owed(ledger, unit.id, item)
    year = f" {named(cycle)}" if cycle else ""
    cure = (
        f"；该单位承担的{'年度' if of_years(owed) else '各期'}：{listed(owed)}"
        if owed
        else "；请核对事项编号和 measures.yaml 的责任单位"
    )
    message = f"{unit.name}不承担{year} {item.id}（{item.title}）{cure}"
    return about_claim(item, cycle, claim, message, "cycle" if cycle and owed else "item")


def _year_meant(ledger: Ledger, item: Item, cycle: str | None, claim: Claim) -> str | None:
    """Of an entry on a cycle that was over before the plan was issued, but completed in another year: that year."""
    duty = ledger.by_key.get((claim.filing.unit.id, item.id, cycle))
    day = claim.entry.completed_on
    if duty is None or not duty.before_issue or day is None or cycle in {None, str(day.year)}:
        return None
    return str(day.year) if str(day.year) in _years_owed(ledger, claim.filing.unit.id, item) else None


def _years_owed(ledger: Ledger, unit: str, item: Item) -> list[str]:
    return sorted({key[2] for key in ledger.by_key if key[:2] == (unit, item.id) and key[2] is not None})


@rule("ZF108", "conflict", Severity.ERROR, Of.DATA)
def conflict(ledger: Ledger) -> Findings:
    """同等效力的报送互相矛盾。

    检查什么：同一单位、同一事项、同一报告月份和报送日期的条目（或同一截止日的数据表），按哪一份结论都不同的，几处都会指出；
    同一指标同一截止日的两个数字不同的也是。
    一份没有写的不算矛盾；推进中和未启动都是没有完成，两个日期都在时限以内都是按期。
    依据：以最新一次报送为准；同样新的两份不一致时，不替单位选择，该事项列为待核实。
    怎么改：与单位核实后删去不实的一条，或用更晚的 period、submitted_on 重新报送。
    """
    for duty in ledger.duties:
        paths = sorted({_path(side) for side in duty.conflict})
        for side in duty.conflict:
            others = "、".join(path for path in paths if path != _path(side)) or "本文件另一处"
            yield about(duty, ledger, f"与{others}的说法不一致", place=_place(side))


def _path(side: Claim | Table | FiledFigure) -> str:
    return side.filing.path if isinstance(side, Claim) else side.path


def _place(side: Claim | Table | FiledFigure) -> tuple[str, Route]:
    if isinstance(side, Claim):
        return side.filing.path, (*side.route, "status")
    return side.place("value" if isinstance(side, FiledFigure) else "as_of")


@rule("ZF110", "impossible-date", Severity.ERROR, Of.DATA)
def impossible_date(ledger: Ledger) -> Findings:
    """不可能的日期。

    检查什么：日历上没有的日子（如 2024-06-31）；报送之后才发生的完成、成文和统计日期；晚于报送月份的报告月份；
    晚于今天的报送日期；上一届期以前的完成日期；早于培训年度的统计截止日。
    依据：报送只能说明报送之日及以前的事；定期事项的完成日期须在上一届期之后。
    怎么改：核对原件上的日期后改正；尚未完成的事项写“推进中”，不写 completed_on。
    """
    yield from ledger.dataset.faults_of("ZF110")
    for filing in ledger.dataset.filings:
        for route, day in filing.dates():
            if day > filing.submitted_on:
                yield Finding(
                    message=f"日期 {day} 晚于报送日期 {filing.submitted_on}，报送时还不可能发生；请核对",
                    path=filing.path,
                    route=route,
                    unit=filing.unit.id,
                )
        if filing.reported > filing.period:
            yield Finding(
                message=f"报告月份 {filing.reported} 晚于报送日期 {filing.submitted_on} 所在的月份，按 {filing.period} 排序；请核对",
                path=filing.path,
                route=("period",),
                unit=filing.unit.id,
            )
    for duty in ledger.duties:
        if Flaw.EARLIER_CYCLE in duty.flaws and not duty.assessment and duty.claim and duty.year:
            yearly = duty.cycle is None or duty.cycle.isdecimal()
            whose = f"是 {duty.year - 1} 年度的事" if yearly else "是以前各期的事"
            message = (
                f"完成日期 {duty.claim.entry.completed_on} 在上一届期以前，{whose}，"
                f"不能算 {named(duty.cycle or str(duty.year))}，待核实；请核对 cycle 和 completed_on"
            )
            yield about(duty, ledger, message, key="completed_on")
        elif Flaw.EARLIER_CYCLE in duty.flaws and duty.assessment:
            table = duty.assessment.table
            message = f"统计截止日 {table.as_of} 在上一届期以前，不能算 {named(duty.cycle or str(duty.year))}，待核实；请核对 cycle 和 as_of"
            yield about(duty, ledger, message, place=table.place("as_of"))


@rule("ZF112", "retracted", Severity.WARNING, Of.DATA)
def retracted(ledger: Ledger) -> Findings:
    """先报已完成，后来又不是了。

    检查什么：以前报为“已完成”的事项，最新一次报送不再报“已完成”的。以最新一次为准，原来的“已完成”在任何截止日都不再算数。
    依据：最新一次报送说明现在知道什么；改口要让人看见。
    怎么改：与单位核实。确实没有完成的，不必改；漏写或填错的，重新报“已完成”、completed_on 和佐证材料。
    """
    for duty in ledger.duties:
        if duty.retracted and duty.claim and duty.claim.entry.status:
            older = duty.retracted
            on = f"（{older.entry.completed_on} 完成）" if older.entry.completed_on else ""
            message = (
                f"{older.filing.period} 报为“已完成”{on}，见 {older.filing.path}；"
                f"{duty.claim.filing.period} 又报为“{duty.claim.entry.status}”，以后者为准"
            )
            yield about(duty, ledger, message, key="status")


@rule("ZF114", "empty-group", Severity.ERROR, Of.DATA)
def empty_group(ledger: Ledger) -> Findings:
    """责任单位是一个空组。

    检查什么：责任单位（responsible）写的组，到期那天有没有存续的成员（没有日期的看截止日）；没有成员，这件事就无人承担。
    依据：各条款的责任单位；units.yaml 里各单位所属的组（groups）和存续期（active）。
    怎么改：在 units.yaml 里给单位写上这个组，或在组的 includes 里写上包含的组；组名写错的，改 measures.yaml。
    """
    plan, names = ledger.dataset.plan, ledger.dataset.names
    for (route, name), (day, version) in _first_empty(ledger).items():
        item = plan.items[names.owner(version, "responsible")]
        yield Finding(
            message=f"{name}在 {day} 没有任何成员，{item.id}（{item.title}）因此无人承担；"
            "请在 units.yaml 里补上成员，或改用别的组",
            path=MEASURES,
            route=route,
            item=item.id,
            measure=item.measure,
            source=version.item.source,
            subject=name,
        )


def _first_empty(ledger: Ledger) -> dict[tuple[Route, str], tuple[date, Version]]:
    """Each group without a member, by where a version of an item names it, and the first date on which that matters."""
    plan, head, on = ledger.dataset.plan, ledger.dataset.head, ledger.cutoff.on
    found: dict[tuple[Route, str], tuple[date, Version]] = {}
    for leaf in plan.leaves if head else ():
        said = plan.versions(leaf)[0]
        for version, (item, cycles) in zip(plan.versions(leaf), plan.owed(leaf, on), strict=True):
            said = version if item.responsible != said.item.responsible else said
            place = ledger.dataset.names.place(said, "responsible")
            for index, name in enumerate(item.responsible):
                days = [due or on for _, due in (cycles if item.leaf else ()) if _is_empty(ledger, name, due or on)]
                day = min((day for day in days if head and day >= head.issued_on), default=None)
                key = (*place, index), name
                if day and day < found.get(key, (date.max,))[0]:
                    found[key] = day, said
    return found


def _is_empty(ledger: Ledger, name: str, day: date) -> bool:
    roster = ledger.dataset.roster
    return roster.is_group(name) and not any(unit.active_on(day) for unit in roster.members((name,)))
