from collections import defaultdict

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Claim, Ledger
from zhifa_cli.ledger.figures import Span
from zhifa_cli.ledger.judge import frees
from zhifa_cli.model.deadline import listed, named, of_years
from zhifa_cli.model.plan import Item
from zhifa_cli.model.threshold import Change
from zhifa_cli.rules.rule import Findings, about_claim, about_grant, rule


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
            key in ledger.by_key or key in ledger.handed_on if item.leaf else _binds_clause(ledger, unit, item, cycle)
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
    return any(unit in roster.bound(part.supporting) for part in parts)


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
