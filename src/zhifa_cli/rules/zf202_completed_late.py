from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF202", "completed-late", Severity.WARNING, Of.DUTY)
def completed_late(ledger: Ledger) -> Findings:
    """逾期完成。

    检查什么：完成日期晚于时限的事项；量化指标则看时限之后的数据表才达标的。
    依据：条款（或要求）的完成时限。
    怎么改：已成事实，无须改数据；日期填错的请改正 completed_on，有延期批准的请登记在 extensions.yaml。
    """
    for duty in ledger.duties:
        if duty.status is Status.DONE_LATE:
            message = f"{duty.original_due} 到期，{duty.completed_on} 完成，逾期 {duty.days_overdue} 天"
            place = duty.assessment.table.place("as_of") if duty.assessment else None
            yield about(duty, ledger, message, place=place, key="completed_on")
