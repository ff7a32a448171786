from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules.rule import Findings, about, rule, unproven


@rule("ZF306", "wrong-act", Severity.WARNING, Of.DUTY)
def wrong_act(ledger: Ledger) -> Findings:
    """办的不是所要求的那种事。

    检查什么：报为“已完成”的事项，填写的办理方式（act）与要求的是否一致；备案不是审核，备案也不是公布；公布和公开、报送和报告可以互代。
    依据：条款写明的 制定、报送、报告、审核、备案、公布、公开、公示。
    怎么改：办完所要求的那一种再报；填错了的改正 act。
    """
    for duty in ledger.duties:
        if Flaw.WRONG_ACT in duty.flaws and duty.claim:
            message = (
                f"要求的是“{duty.item.act}”，办的是“{duty.claim.entry.act or '别的'}”，不能相互代替，{unproven(duty)}"
            )
            yield about(duty, ledger, message, key="act")
