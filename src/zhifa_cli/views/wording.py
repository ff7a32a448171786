"""What every format says of a duty in the same words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.model.deadline import period
from zhifa_cli.model.plan import Item

NO_PLAN = "（计划信息有误，未能判定任何事项）"
DATA_COLUMNS = ("截至", "数据说明")
"""What every row of a flat table says of the data that it rests on."""


def as_of(on: date, *, closed: bool) -> str:
    """The day whose state is shown, and whether it is over."""
    return f"截至 {on}{'' if closed else '（今天，当日到期的尚不算逾期）'}"


def lateness(duty: Duty) -> str:
    """How long a duty is overdue, or was when it was completed."""
    return "" if duty.days_overdue is None else elapsed(duty.days_overdue)


def shortfall(duty: Duty) -> str:
    """By how much a threshold is missed, in people or hours."""
    assessment, threshold = duty.assessment, duty.item.threshold
    if assessment is None or threshold is None or not assessment.misses:
        return ""
    return threshold.total(assessment.misses)


def prolonged(duty: Duty) -> str:
    """That more time was granted, until when, and what the date was before."""
    if duty.extension is None:
        return ""
    grant = duty.extension.grant
    if not duty.late:
        return f"原定 {duty.original_due}，延期至 {grant.until}"
    revoked = f"已于 {grant.revoked_on} 撤销" if grant.revoked_on else "已届满"
    return f"原定 {duty.original_due}，延期至 {grant.until}，{revoked}"


def counted(duties: Sequence[Duty]) -> str:
    """How much that is: clauses of a unit (条), and the items within them (项)."""
    return f"{len({(duty.unit.id, duty.item.clause or duty.item.id) for duty in duties})} 条 {len(duties)} 项"


def standing(duty: Duty) -> str:
    """How a late duty stands, with all that must be known before it is read aloud."""
    return "，".join(filter(None, [duty.status.label, shortfall(duty), prolonged(duty), *duty.passed_on]))


def year_before(item: Item, cycle: str | None) -> str:
    """Of a report on the year before, which year it is about: nobody should take the one for the other."""
    return f"，报上年度 {int(cycle) - 1}" if cycle and cycle.isdecimal() and re.search("上一?年度", item.title) else ""


def of_year(cycle: str | None) -> str:
    """``（2025年度）``"""
    return f"（{period(cycle)}）" if cycle else ""


def cited(duty: Duty) -> str:
    """The clause, the item's id and the cycle: ``第…条 2b/training-plan（2025年度）``."""
    return f"{duty.item.source} {duty.item.id}{of_year(duty.cycle)}"


def titled(duty: Duty) -> str:
    """The item and the cycle in words."""
    return duty.item.title + of_year(duty.cycle)


def measure_titled(ledger: Ledger, measure: int | None) -> str:
    return "里程碑" if measure is None else f"{measure} {ledger.dataset.plan.titles[measure]}"


def day(on: date) -> str:
    """A date as it is read out."""
    return f"{on.year}年{on.month}月{on.day}日"


def elapsed(days: int) -> str:
    """How long a date is past."""
    return f"{days} 天" if days else "当日届满"


def condition(duty: Duty) -> str:
    return f"（附条件：{duty.item.condition}）" if duty.item.condition else ""


def deadline(duty: Duty) -> str:
    """When a duty is due, until when more time was granted, and on what condition."""
    if duty.original_due is None:
        return "长期坚持" if duty.item.ongoing else "未规定"
    more = f"（延期至 {duty.extension.grant.until}）" if duty.extension else ""
    return f"{duty.original_due}{more}{condition(duty)}"


def tallied(duties: Iterable[Duty], unit: str = "") -> str:
    """How many stand how: ``逾期未完成 3、已完成 5``."""
    counts = Counter(duty.status for duty in duties)
    return "、".join(f"{status.label} {counts[status]}{unit}" for status in Status if counts[status])


def data_cells(ledger: Ledger) -> tuple[date, str | None]:
    """On every row, because rows are sorted, filtered and pasted elsewhere."""
    return ledger.cutoff.on, "含演示数据" if ledger.dataset.demo else None
