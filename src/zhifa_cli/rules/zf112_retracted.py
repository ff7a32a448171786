from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF112", "retracted", Severity.WARNING, Of.DATA)
def retracted(ledger: Ledger) -> Findings:
    """先报已完成，后来又不是了。

    检查什么：以前报为“已完成”的事项，最新一次报送不再报“已完成”的。以最新一次为准，原来的“已完成”在任何截止日都不再算数。
    依据：最新一次报送说明现在知道什么；改口要让人看见。
    怎么改：与单位核实。确实没有完成的，不必改；漏写或填错的，重新报“已完成”、completed_on 和佐证材料。
    """
    for duty in ledger.duties:
        if duty.retracted and duty.claim and duty.claim.entry.status:
            older = duty.retracted
            on = f"（{older.entry.completed_on} 完成）" if older.entry.completed_on else ""
            message = (
                f"{older.filing.period} 报为“已完成”{on}，见 {older.filing.path}；"
                f"{duty.claim.filing.period} 又报为“{duty.claim.entry.status}”，以后者为准"
            )
            yield about(duty, ledger, message, key="status")
