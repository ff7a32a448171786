from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.claims import accepted_recipients
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF308", "recipient-unchecked", Severity.NOTE, Of.DATA)
def recipient_unchecked(ledger: Ledger) -> Findings:
    """报送对象是不是应报的机关，没有核对。

    检查什么：原文只统称报送对象（如同级司法行政部门、备案机关），名册又没有写明是哪一家的，报给了哪个机关都先认可，在此提示。
    依据：统称的机关对各单位各不相同，不替单位猜。
    怎么改：请牵头单位在 units.yaml 的单位或组上写 authorities，如 authorities: {同级司法行政部门: 市司法局}。
    """
    roster = ledger.dataset.roster
    for duty in ledger.duties:
        word, claim = duty.item.recipient, duty.claim
        given = claim.entry.recipient if claim else None
        if (
            word is not None
            and given not in {None, word}
            and duty.status in {Status.DONE, Status.DONE_LATE}
            and claim is not None
            and duty.completed_by is None
            and not accepted_recipients(roster, claim.filing.unit, word)
        ):
            message = f"报给了“{given}”，是不是{word}没有核对"
            yield about(duty, ledger, message, key="recipient")
