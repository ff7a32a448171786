from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF307", "unanswered", Severity.WARNING, Of.DUTY)
def unanswered(ledger: Ledger) -> Findings:
    """附条件的事项没有答复。

    检查什么：原文附有条件（condition）的事项，时限已过，单位既没有报进展，也没有说明条件是否出现。列为待核实，不算逾期。
    依据：条件是否出现，只有责任单位知道；没有答复，不能认定应办未办，也不能认定不必办。
    怎么改：条件没有出现的，报“不适用”并写 reason；已经出现的，如实报进展。
    """
    for duty in ledger.duties:
        if Flaw.UNANSWERED in duty.flaws:
            message = f"{duty.original_due} 到期，附条件（{duty.item.condition}），没有答复，待核实"
            yield about(duty, ledger, message)
