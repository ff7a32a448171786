from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import Findings, about_grant, rule


@rule("ZF502", "extension-late", Severity.WARNING, Of.APPROVAL)
def extension_late(ledger: Ledger) -> Findings:
    """到期以后才批准延期。

    检查什么：批准日期 approved_on 晚于事项原时限的延期。批准之后才办结的，延期照样起作用；批准之前已经逾期办结的，仍是逾期完成。
    依据：延期应当在原时限届满前报批。
    怎么改：核对批准日期，写错的改正；今后在到期前报批。
    """
    for granted in ledger.dataset.extensions:
        approved_on = granted.grant.approved_on
        late = [d.original_due for d in ledger.extended.get(granted.route, ()) if d.original_due]
        if late and min(late) < approved_on <= ledger.cutoff.on:
            message = f"原时限 {min(late)}，{approved_on} 才批准延期"
            yield about_grant(granted, ledger, message, "approved_on")
