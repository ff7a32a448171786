from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.rules.rule import Findings, about, ended, rule


@rule("ZF201", "overdue", Severity.ERROR, Of.DUTY, accuses=True)
def overdue(ledger: Ledger) -> Findings:
    """逾期未完成。

    检查什么：已到期而没有完成的必须事项；没有任何报送也算没有完成。没有数据的量化指标见 ZF403。
    依据：条款（或要求）的完成时限；有延期批准的，延期期满后仍从原时限起算。
    怎么改：完成后报送“已完成”、completed_on 和佐证材料；确不适用的，写“不适用”和理由，报牵头单位决定。
    """
    for duty in ledger.duties:
        if duty.status is Status.OVERDUE and not duty.item.threshold:
            yield about(duty, ledger, f"{duty.original_due} 到期，{elapsed(duty)}，{_standing(duty, ledger)}")


def elapsed(duty: Duty) -> str:
    """How long a duty is past its original due date, in words."""
    return f"逾期 {duty.days_overdue} 天" if duty.days_overdue else "当日届满"


def _standing(duty: Duty, ledger: Ledger) -> str:
    grant = duty.extension.grant if duty.extension else None
    extended = f"{ended(grant)}，" if grant else ""
    if duty.flaws:
        return f"{extended}报为已完成，补证期限已过，仍没有证实"
    if duty.claim is None:
        bodies = (duty.unit, *duty.predecessors)
        said = {(unit.id, duty.item.id, cycle) for unit in bodies for cycle in (None, duty.cycle)}
        return f"{extended}{'报送的进展有误，没有采用' if said & ledger.dataset.lost else '没有报送'}"
    if duty.claim.done:
        return f"{extended}报送的完成日期是 {duty.claim.entry.completed_on or '空的'}，到 {ledger.cutoff.on} 还没有完成"
    return f"{extended}报送的进展是“{duty.claim.entry.status}”"
