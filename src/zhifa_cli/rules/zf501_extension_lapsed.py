from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import Findings, about_grant, ended, rule


@rule("ZF501", "extension-lapsed", Severity.WARNING, Of.APPROVAL)
def extension_lapsed(ledger: Ledger) -> Findings:
    """延期已届满，事项仍未办结。

    检查什么：批准的延期已经过了 until 或已经撤销（revoked_on），而事项还没有办结的；逾期天数重新从原时限起算，该事项同时报逾期或不达标。
    依据：延期只在批准的期限以内有效，原时限不因此消失。
    怎么改：抓紧办结并报送；确需再延的，在届满前报批，另加一条延期。
    """
    for granted in ledger.dataset.extensions:
        left = [duty for duty in ledger.extended.get(granted.route, ()) if duty.extension is granted and duty.open]
        until = granted.grant.until_on(ledger.cutoff.on)
        if left and ledger.cutoff.is_past(until):
            originals = "、".join(sorted({str(duty.original_due) for duty in left}))
            message = f"{ended(granted.grant)}，仍有 {len(left)} 项未办结，重新从原时限 {originals} 起算"
            yield about_grant(granted, ledger, message, "until" if until == granted.grant.until else "revoked_on")
