from collections.abc import Iterator

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger import Ledger, Status
from zhifa_cli.rules.rule import about, rule


@rule("ZF403", "threshold-no-data", Severity.WARNING)
def threshold_no_data(ledger: Ledger) -> Iterator[Finding]:
    """没有数据可供核验指标。

    检查什么：时限已过，却从未报送人员配备表或该年度学时表的指标。没有数据按逾期未完成处理，同时报 ZF201。
    依据：第22条和第2条第2款的指标只看数据。
    怎么改：在报送文件里补上 staffing（人员配备）或 training（培训学时）。
    """
    for duty in ledger.duties:
        if duty.item.threshold and duty.status is Status.OVERDUE:
            table = "人员配备表（staffing）" if duty.item.threshold.share else f"{_year(duty.cycle)}学时表（training）"
            yield about("ZF403", duty, ledger, f"没有报送{table}，无法核验")


def _year(cycle: int | None) -> str:
    return f" {cycle} 年度" if cycle else ""
