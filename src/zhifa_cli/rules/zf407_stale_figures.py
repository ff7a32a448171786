from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules._thresholds import about_table, by_table
from zhifa_cli.rules.rule import rule


@rule("ZF407", "stale-figures", Severity.WARNING, Of.DUTY)
def stale_figures(ledger: Ledger) -> Iterator[Finding]:
    """数据太旧，说明不了现在。

    检查什么：最新的数据表虽然达标，但统计截止日比所要说明的那一天（时限；时限未到的为截止日）早 366 天以上的，列为待核实。
    依据：一年多以前的数字，不能说明到期时仍然达标。
    怎么改：报送新的数据表，as_of 写新的统计截止日；时限已过的，补报时限以前 366 天之内的数据表。
    """
    for duties, assessment in by_table(ledger, Flaw.STALE):
        message = f"数据截至 {assessment.table.as_of}，太旧，待核实"
        yield about_table(duties, ledger, message, assessment.table.place("as_of"))
