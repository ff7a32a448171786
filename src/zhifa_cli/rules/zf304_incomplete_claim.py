from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Duty, Flaw, Ledger, Status
from zhifa_cli.model.submission import Progress
from zhifa_cli.rules.rule import Findings, about, about_claim, rule, unproven

_UNPROVEN = {Status.OVERDUE, Status.NONCOMPLIANT, Status.IN_PROGRESS, Status.NOT_DUE, Status.UNVERIFIED}


@rule("ZF304", "incomplete-claim", Severity.WARNING, Of.DATA)
def incomplete_claim(ledger: Ledger) -> Findings:
    """报称已完成，但并不完整。

    检查什么：报为“已完成”却没有完成日期的事项；条款报为“已完成”而其中的要求没有全部完成的；
    量化指标报为“已完成”而数据不达标或没有数据的。
    依据：条款的全部必须要求都完成，条款才算完成；量化指标只看数据。
    怎么改：补上 completed_on；逐项填报条款中的要求；补报人员配备或学时数据。
    """
    for duty in ledger.duties:
        if Flaw.NO_DATE in duty.flaws:
            message = f"报为已完成，但没有完成日期，{unproven(duty)}"
            yield about(duty, ledger, message, key="status")
        elif _claimed_against_figures(duty):
            message = f"报为已完成，但量化指标以数据为准，目前是“{duty.status.label}”"
            yield about(duty, ledger, message, key="status")
    yield from _clause_claims(ledger)


def _claimed_against_figures(duty: Duty) -> bool:
    claimed = duty.claim is not None and duty.claim.entry.status is Progress.DONE
    return claimed and duty.item.threshold is not None and duty.status in _UNPROVEN


def _clause_claims(ledger: Ledger) -> Findings:
    for (unit, item_id, cycle), claims in ledger.claims.items():
        item = ledger.dataset.plan.items[item_id]
        if item.leaf or (unit, item_id) not in ledger.by_clause:
            continue
        newest = max(claims, key=lambda claim: claim.standing)
        if not newest.begun_by(ledger.cutoff.on) and not newest.happened_by(ledger.cutoff.on):
            continue
        match newest.entry.status:
            case Progress.DONE if not ledger.clause_complete(newest.filing.unit, item, cycle):
                yield about_claim(
                    item,
                    cycle,
                    newest,
                    f"{item.title}：条款报为已完成，但其中的要求没有全部完成，结论仍按各项要求",
                    "status",
                )
            case Progress.NOT_APPLICABLE:
                message = f"{item.title}：条款报为不适用不起作用，请在不适用的各项要求上分别填写并说明理由"
                yield about_claim(item, cycle, newest, message, "status")
