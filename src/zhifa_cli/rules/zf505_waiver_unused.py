from zhifa_cli.finding import Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import Findings, Found, about_grant, review
from zhifa_cli.rules.waivers import covered, lasts


@review("ZF505", "waiver-unused", Severity.WARNING)
def waiver_unused(ledger: Ledger, found: Found) -> Findings:
    """豁免没有对应的问题。

    检查什么：没有豁免到任何问题的豁免：问题已经解决，单位、事项或规则编号对不上，或写的是不能豁免的数据错误（ZF101–ZF106）。
    依据：豁免只对写明的规则、单位和事项起作用，不留无用的豁免。
    怎么改：核对 rule、unit 和 item；问题已经解决的，删去这条豁免。
    """
    for granted in ledger.dataset.waivers:
        if lasts(granted, ledger) and not covered(granted, found):
            rule = granted.grant.rule
            message = f"没有 {rule} 的问题可以豁免，请核对 rule、unit 和 item；已经解决的请删去"
            if found.get(rule, ()) is None:
                message = f"{rule} 不能豁免，请改正它所指的地方"
            yield about_grant(granted, ledger, message, "rule")
