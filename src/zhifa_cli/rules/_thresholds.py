"""The findings that thresholds make: missed before the deadline and after, or left open by a table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from zhifa_cli.finding import Alike, Finding, Listing, Measured, Route
from zhifa_cli.ledger.duty import Assessment, Duty, Flaw, Ledger
from zhifa_cli.model.threshold import Figure, Threshold
from zhifa_cli.rules.rule import about

_WORST_SHOWN = 3


def by_table(ledger: Ledger, flaw: Flaw) -> Iterator[tuple[list[Duty], Assessment]]:
    """The thresholds of which a table leaves one thing open, once for each unit and table."""
    found: dict[tuple[str, str, str], list[Duty]] = defaultdict(list)
    for duty in ledger.duties:
        if flaw in duty.flaws and duty.assessment:
            found[duty.unit.id, duty.assessment.table.path, duty.assessment.table.kind].append(duty)
    for duties in found.values():
        if assessment := duties[0].assessment:
            yield duties, assessment


def about_table(
    duties: Sequence[Duty], ledger: Ledger, message: str, place: tuple[str, Route] | None = None
) -> Finding:
    """One finding about all the thresholds that hang on a table; of their clause where they are several."""
    first = duties[0]
    finding = about(first, ledger, message, place=place)
    if len(duties) == 1:
        return finding
    items = tuple(duty.item.id for duty in duties)
    titles = "；".join(f"{duty.item.id} {duty.item.title}" for duty in duties)
    return replace(finding, item=first.item.clause, items=items, message=f"{message}；涉及 {titles}")


def misses(duty: Duty, ledger: Ledger) -> Iterator[Finding]:
    """One finding for each department that misses a share; one for all officers who lack hours."""
    threshold, assessment = duty.item.threshold, duty.assessment
    if threshold is None or assessment is None or not assessment.misses:
        return
    if not threshold.each:
        yield _together(duty, ledger, threshold, assessment)
        return
    listing, kind = Listing(), Alike("", assessment.table.path, duty.unit.id, duty.item.id)
    for miss in assessment.misses:
        listing.add(kind, partial(_each, duty, ledger, threshold, assessment, miss))
    yield from listing.findings


def _each(duty: Duty, ledger: Ledger, threshold: Threshold, assessment: Assessment, miss: Figure) -> Finding:
    pooled = ""
    if assessment.pooled and assessment.rows > 1:
        pooled = f"；全单位合计 {assessment.pooled[0]}/{assessment.pooled[1]}，不能代替各部门达标"
    return about(
        duty,
        ledger,
        threshold.told(miss) + pooled,
        place=assessment.table.row_place(miss.index, *threshold.key),
        measured=Measured(miss.who, miss.text, threshold.limit_text, miss.gap),
        subject=miss.who,
    )


def _together(duty: Duty, ledger: Ledger, threshold: Threshold, assessment: Assessment) -> Finding:
    misses, worst = assessment.misses, assessment.misses[0]
    shown = "、".join(f"{miss.who} {miss.shown}（差 {miss.gap}）" for miss in misses[:_WORST_SHOWN])
    more = " 等" if len(misses) > _WORST_SHOWN else ""
    return about(
        duty,
        ledger,
        f"{assessment.rows} 名执法人员中 {len(misses)} 名不足（要求 {threshold.limit_text} 学时），"
        f"合计{threshold.total(misses)}：{shown}{more}",
        place=assessment.table.row_place(worst.index),
        measured=Measured(worst.who, worst.text, threshold.limit_text, worst.gap),
    )
