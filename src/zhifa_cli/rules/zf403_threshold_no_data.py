from collections import defaultdict
from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.rules._thresholds import about_table
from zhifa_cli.rules.rule import rule


@rule("ZF403", "threshold-no-data", Severity.ERROR, Of.DUTY, accuses=True)
def threshold_no_data(ledger: Ledger) -> Iterator[Finding]:
    """没有数据可供核验指标。

    检查什么：时限已过，却从未报送人员配备表或该年度学时表的指标，按逾期未完成处理。一个单位的一张表只报一条，写明涉及的指标。
    依据：指标只看数据，没有数据就没有完成。
    怎么改：在报送文件里补上 staffing（人员配备）或 training（培训学时）。
    """
    missing: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in ledger.duties:
        if duty.item.threshold and duty.status is Status.OVERDUE:
            threshold = duty.item.threshold
            table = f"{f' {duty.year} 年度' if threshold.yearly else ''}{threshold.table_title}（{threshold.table}）"
            missing[duty.unit.id, table].append(duty)
    for (_, table), duties in missing.items():
        first = min(duties, key=lambda duty: duty.original_due or ledger.cutoff.on)
        message = f"没有报送{table}，{first.original_due} 到期的指标无法核验，逾期 {first.days_overdue} 天"
        yield about_table([first, *(d for d in duties if d is not first)], ledger, message)
