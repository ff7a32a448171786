"""What every format says of a duty in the same words."""

from collections.abc import Sequence
from decimal import Decimal

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.model.scalars import Month

NONE_OVERDUE = "无逾期事项。"


def lateness(duty: Duty) -> str:
    """How long a duty is overdue, or was when it was completed."""
    if duty.days_overdue is None:
        return ""
    return f"{duty.days_overdue} 天" if duty.days_overdue else "当日届满"


def shortfall(duty: Duty) -> str:
    """By how much a threshold is missed, in people or hours."""
    assessment, threshold = duty.assessment, duty.item.threshold
    if assessment is None or threshold is None or not assessment.misses:
        return ""
    total = sum((Decimal(str(miss.shortfall)) for miss in assessment.misses), Decimal(0))
    if threshold.share:
        return f"{len(assessment.misses)} 个部门共还差 {total} 人"
    return f"还差 {total:f} 学时（{len(assessment.misses)} 人）"


def prolonged(duty: Duty) -> str:
    """That more time was granted, until when, and what the date was before."""
    if duty.extension is None:
        return ""
    lapsed = "，已届满" if duty.status in {Status.OVERDUE, Status.NONCOMPLIANT} else ""
    return f"原定 {duty.original_due}，延期至 {duty.extension.grant.until}{lapsed}"


def cited(duty: Duty) -> str:
    """The clause, the item's id and the cycle: ``第2条第2款 2b/training-plan(2025年度)``."""
    cycle = f"（{duty.cycle}年度）" if duty.cycle else ""
    return f"{duty.item.source} {duty.item.id}{cycle}"


def longest_first(late: Sequence[Duty], month: Month) -> tuple[tuple[str, list[Duty]], ...]:
    """What fell due this month and what is carried over, each by days overdue, then as in the roster."""
    ordered = sorted(late, key=lambda duty: -(duty.days_overdue or 0))
    return (
        ("本月到期", [duty for duty in ordered if not duty.carried_over(month)]),
        ("往月结转", [duty for duty in ordered if duty.carried_over(month)]),
    )
