from zhifa_cli.finding import Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import Findings, Found, about_grant, review
from zhifa_cli.rules.waivers import covered, lasts


@review("ZF504", "waiver-lapsed", Severity.WARNING)
def waiver_lapsed(ledger: Ledger, found: Found) -> Findings:
    """豁免已到期。

    检查什么：截止日已过 expires（含当日）的豁免；到期以后不再起作用，原来豁免的问题重新计入。
    依据：豁免必须有期限，到期须重新批准。
    怎么改：问题已经解决的，删去这条豁免；仍需豁免的，重新批准后改 expires 和 approved_by。
    """
    for granted in ledger.dataset.waivers:
        if not lasts(granted, ledger):
            count = covered(granted, found)
            rest = f"，原来豁免的 {count} 个问题重新计入" if count else "，也没有还需豁免的问题，可以删去"
            waiver = granted.grant
            message = f"对 {waiver.rule} 的豁免已于 {waiver.expires} 到期{rest}"
            yield about_grant(granted, ledger, message, "expires")
