from collections.abc import Iterator

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF110", "impossible-date", Severity.ERROR)
def impossible_date(ledger: Ledger) -> Iterator[Finding]:
    """不可能的日期。

    检查什么：日历上没有的日子（如 2024-06-31）；报送之后才发生的完成、成文和统计日期。
    依据：报送只能说明报送之日及以前的事。
    怎么改：核对原件上的日期后改正；尚未完成的事项写“推进中”，不写 completed_on。
    """
    yield from ledger.dataset.faults_of("ZF110")
    for filing in ledger.dataset.filings:
        submitted = filing.submitted_on
        for route, day in filing.dates():
            if day > submitted:
                yield Finding(
                    rule="ZF110",
                    message=f"日期 {day} 晚于报送日期 {submitted}，报送时还不可能发生；请核对",
                    path=filing.path,
                    route=route,
                    unit=filing.unit.id,
                )
