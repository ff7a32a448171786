from collections import Counter

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Cutoff, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.rules.rule import Findings, rule
from zhifa_cli.source.dataset import UNITS

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
