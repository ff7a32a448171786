from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Duty, Flaw, Ledger
from zhifa_cli.model.submission import Progress
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF305", "unexplained-not-applicable", Severity.WARNING, Of.DUTY)
def unexplained_not_applicable(ledger: Ledger) -> Findings:
    """“不适用”没有理由，或没有决定。

    检查什么：报为“不适用”却没有写明理由（无、略、见附件之类不算）的；写了理由，但不是附条件的事项，又没有免除决定的。都列为待核实；量化指标仍按数据判断。
    依据：责任单位不能自行免除义务，须说明理由供牵头单位核定。
    怎么改：补上 reason；牵头单位同意免除的，登记在 exemptions.yaml；其实适用的，改成真实的进展。
    """
    for duty in ledger.duties:
        if Flaw.UNEXPLAINED in duty.flaws:
            yield about(duty, ledger, "报为不适用，但没有写明理由，待核实", key="status")
        elif Flaw.UNDECIDED in duty.flaws:
            message = "报为不适用，但没有免除决定（exemptions.yaml），待核实"
            yield about(duty, ledger, message, key="status")
        elif _says_so_of_figures(duty):
            message = "报为不适用，但没有免除决定（exemptions.yaml），量化指标仍按数据判断"
            yield about(duty, ledger, message, key="status")


def _says_so_of_figures(duty: Duty) -> bool:
    claimed = duty.claim is not None and duty.claim.entry.status is Progress.NOT_APPLICABLE
    return (
        claimed
        and duty.item.threshold is not None
        and duty.item.required
        and not duty.item.condition
        and (duty.exemption is None and not duty.before_issue)
    )
