from collections import Counter
from collections.abc import Iterator

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger import Ledger
from zhifa_cli.rules.rule import rule
from zhifa_cli.source.dataset import UNITS


@rule("ZF204", "no-submission", Severity.WARNING)
def no_submission(ledger: Ledger) -> Iterator[Finding]:
    """单位没有任何报送。

    检查什么：有事项已到期或 30 天内到期的单位，到截止日是否一份报送也没有。报送了而因数据有误没有采用的，不算没有报送。
    依据：三（三）各县区各部门要建立工作进展调度机制。
    怎么改：用 `zhifa new 单位 --month 月份` 生成报送文件，填写后提交；单位已撤并的，在 units.yaml 写 active。
    """
    cutoff, roster = ledger.cutoff.on, ledger.dataset.roster
    heard = {f.unit.id for f in ledger.dataset.filings if f.period.first_day <= cutoff}
    unused = (reading.unit for reading in ledger.dataset.readings if reading.content is None and reading.unit)
    heard |= {unit.id for name in unused if (unit := roster.unit(name))}
    owed = Counter(duty.unit.id for duty in ledger.duties if duty.open and ledger.presses(duty))
    for unit in roster.units:
        if owed[unit.id] and unit.id not in heard and unit.active_on(cutoff):
            yield Finding(
                rule="ZF204",
                message=f"{unit.name}没有任何报送，{owed[unit.id]} 项已到期或即将到期的事项无从核实",
                path=UNITS,
                route=ledger.dataset.unit_routes[unit.id],
                unit=unit.id,
                subject=unit.id,
            )
