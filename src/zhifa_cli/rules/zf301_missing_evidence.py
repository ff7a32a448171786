from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules.rule import Findings, about, rule, unproven


@rule("ZF301", "missing-evidence", Severity.WARNING, Of.DUTY)
def missing_evidence(ledger: Ledger) -> Findings:
    """没有佐证材料。

    检查什么：报为“已完成”，却没有列出佐证材料（evidence）的事项，列为待核实；名称写“无、略、待补、见附件”之类的不算。
    依据：口头完成不等于办结，结论要经得起督导核查。
    怎么改：补上 evidence，至少写材料名称 title，最好有文号、日期和存放处。
    """
    for duty in ledger.duties:
        if Flaw.NO_EVIDENCE in duty.flaws:
            yield about(duty, ledger, f"报为已完成，但没有佐证材料，{unproven(duty)}", key="status")
