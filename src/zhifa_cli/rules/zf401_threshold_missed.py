from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.rules._thresholds import misses
from zhifa_cli.rules.rule import rule


@rule("ZF401", "threshold-missed", Severity.ERROR, Of.DUTY, accuses=True)
def threshold_missed(ledger: Ledger) -> Iterator[Finding]:
    """量化指标不达标。

    检查什么：时限已过，最新数据仍不达标的指标。占比按整数精确比较，不四舍五入：
    “超过 15%”不含 15%，“不少于 5%”含 5%；“均”指每个部门、每名人员都要达到，平均数不能代替。
    依据：计划中有量化指标（threshold）的要求，各条结论写明所依据的条款。
    怎么改：按提示的差额补足人员或学时后，报送新的数据表；数字填错的请改正。
    """
    for duty in ledger.duties:
        if duty.status is Status.NONCOMPLIANT:
            yield from misses(duty, ledger)
