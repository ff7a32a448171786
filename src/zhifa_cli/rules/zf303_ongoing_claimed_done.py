from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF303", "ongoing-claimed-done", Severity.WARNING, Of.DUTY)
def ongoing_claimed_done(ledger: Ledger) -> Findings:
    """长期坚持事项报为已完成。

    检查什么：文件规定“长期坚持”的事项没有终点，报为“已完成”的列为待核实。
    依据：条款的完成时限为“长期坚持”。
    怎么改：改为“推进中”，在 next_steps 写下一步措施。
    """
    for duty in ledger.duties:
        if Flaw.ONGOING_DONE in duty.flaws:
            yield about(duty, ledger, "时限是“长期坚持”，不能报为已完成", key="status")
