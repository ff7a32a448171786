"""The rules about deadlines: missed, met late, near; and bodies that say nothing."""

from collections import Counter

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Cutoff, Duty, Ledger, Status
from zhifa_cli.model.scalars import Month
from zhifa_cli.rules.rule import Findings, about, elapsed, ended, rule
from zhifa_cli.source.dataset import UNITS


@rule("ZF201", "overdue", Severity.ERROR, Of.DUTY, accuses=True)
def overdue(ledger: Ledger) -> Findings:
    """逾期未完成。

    检查什么：已到期而没有完成的必须事项；没有任何报送也算没有完成。没有数据的量化指标见 ZF403。
    依据：条款（或要求）的完成时限；有延期批准的，延期期满后仍从原时限起算。
    怎么改：完成后报送“已完成”、completed_on 和佐证材料；确不适用的，写“不适用”和理由，报牵头单位决定。
    """
    for duty in ledger.duties:
        if duty.status is Status.OVERDUE and not duty.item.threshold:
            yield about(
                duty, ledger, f"{duty.dated(duty.original_due, ' ')}到期，{elapsed(duty)}，{_standing(duty, ledger)}"
            )


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


@rule("ZF202", "completed-late", Severity.WARNING, Of.DUTY)
def completed_late(ledger: Ledger) -> Findings:
    """逾期完成。

    检查什么：完成日期晚于时限的事项；量化指标则看时限之后的数据表才达标的。
    依据：条款（或要求）的完成时限。
    怎么改：已成事实，无须改数据；日期填错的请改正 completed_on，有延期批准的请登记在 extensions.yaml。
    """
    for duty in ledger.duties:
        if duty.status is Status.DONE_LATE:
            message = f"{duty.dated(duty.original_due, ' ')}到期，{duty.completed_on} 完成，逾期 {duty.days_overdue} 天"
            place = duty.assessment.table.place("as_of") if duty.assessment else None
            yield about(duty, ledger, message, place=place, key="completed_on")


@rule("ZF203", "due-soon", Severity.NOTE, Of.DUTY)
def due_soon(ledger: Ledger) -> Findings:
    """30 天内到期。

    检查什么：还没有完成、30 天以内到期的必须事项。
    依据：条款（或要求）的完成时限，有延期的按延期。
    怎么改：按期完成并报送；确有困难的，在到期前申请延期。
    """
    for duty in ledger.duties:
        if duty.status in {Status.NOT_DUE, Status.IN_PROGRESS} and duty.due is not None and ledger.presses(duty):
            left = (duty.due - ledger.cutoff.on).days
            standing = "推进中" if duty.status is Status.IN_PROGRESS else "尚无进展报送"
            when = f"还剩 {left} 天" if left else "今日到期"
            yield about(duty, ledger, f"{duty.dated(duty.due, ' ')}到期，{when}，{standing}")


_SILENT_MONTHS = 2


@rule("ZF204", "no-submission", Severity.WARNING, Of.DUTY)
def no_submission(ledger: Ledger) -> Findings:
    """单位没有任何报送，或者很久没有报送。

    检查什么：有事项已到期或 30 天内到期的单位，到截止日从来没有报送的（警告），或者连续两个月没有报送的（提示）。
    没有填写的空表不算报送；报送了而因数据有误没有采用的，不算没有报送。
    依据：各责任单位按月报送进展。
    怎么改：用 `zhifa new 单位 --month 月份` 生成报送文件，填写后提交；单位已撤并的，在 units.yaml 写 active。
    """
    cutoff = ledger.cutoff.on
    heard: dict[str, Month] = {}
    for filing in ledger.dataset.filings:
        if filing.says_something and filing.period.first_day <= cutoff:
            heard[filing.unit.id] = max(heard.get(filing.unit.id, filing.period), filing.period)
    owed = Counter(duty.unit.id for duty in ledger.duties if duty.open and ledger.presses(duty))
    for unit in ledger.dataset.roster.units:
        if not owed[unit.id] or not unit.active_on(cutoff) or unit.id in ledger.dataset.unread:
            continue
        pressing = f"{owed[unit.id]} 项已到期或即将到期的事项"
        message, severity = f"{unit.name}没有任何报送，{pressing}无从核实", Severity.WARNING
        if last := heard.get(unit.id):
            if _months_since(last, ledger.cutoff) < _SILENT_MONTHS:
                continue
            message, severity = f"{unit.name}自 {last} 以后没有报送，还有 {pressing}没有办结", Severity.NOTE
        yield Finding(
            message=message,
            path=UNITS,
            route=ledger.dataset.unit_routes[unit.id],
            unit=unit.id,
            subject=unit.id,
            graded=severity,
        )


def _months_since(last: Month, cutoff: Cutoff) -> int:
    """How many whole months have gone by since one."""
    now = Month(cutoff.on.year, cutoff.on.month)
    over = cutoff.is_past(now.last_day)
    return (now.year - last.year) * 12 + now.month - last.month - (not over)
