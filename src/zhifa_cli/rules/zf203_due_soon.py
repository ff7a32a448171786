from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF203", "due-soon", Severity.NOTE, Of.DUTY)
def due_soon(ledger: Ledger) -> Findings:
    """30 天内到期。

    检查什么：还没有完成、30 天以内到期的必须事项。
    依据：条款（或要求）的完成时限，有延期的按延期。
    怎么改：按期完成并报送；确有困难的，在到期前申请延期。
    """
    for duty in ledger.duties:
        if duty.status in {Status.NOT_DUE, Status.IN_PROGRESS} and duty.due is not None and ledger.presses(duty):
            left = (duty.due - ledger.cutoff.on).days
            standing = "推进中" if duty.status is Status.IN_PROGRESS else "尚无进展报送"
            when = f"还剩 {left} 天" if left else "今日到期"
            yield about(duty, ledger, f"{duty.due} 到期，{when}，{standing}")
