from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.claims import accepted_recipients
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules.rule import Findings, about, rule, unproven


@rule("ZF302", "wrong-recipient", Severity.WARNING, Of.DUTY)
def wrong_recipient(ledger: Ledger) -> Findings:
    """没有报给应报的机关。

    检查什么：要求写明报送对象的事项，报为“已完成”时是否写了 recipient、是否就是该机关；不是的列为待核实。
    依据：条款写明的报送、审核、备案对象，如“报市司法局汇总”。
    怎么改：写上实际报送的机关；报错了的，请补报给应报的机关；统称的机关是哪一家，见 units.yaml 的 authorities。
    """
    for duty in ledger.duties:
        if Flaw.WRONG_RECIPIENT in duty.flaws and duty.claim:
            given = duty.claim.entry.recipient
            told = f"却报给了“{given}”" if given else "但没有写报给了谁（recipient）"
            word = duty.item.recipient or ""
            named = "或".join(accepted_recipients(ledger.dataset.roster, duty.claim.filing.unit, word))
            meant = f"（{named}）" if named not in {"", word} else ""
            message = f"应报{word}{meant}，{told}，{unproven(duty)}"
            yield about(duty, ledger, message, key="recipient")
