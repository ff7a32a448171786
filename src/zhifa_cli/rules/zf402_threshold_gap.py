from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.rules._thresholds import misses
from zhifa_cli.rules.rule import rule


@rule("ZF402", "threshold-gap", Severity.NOTE, Of.DUTY)
def threshold_gap(ledger: Ledger) -> Iterator[Finding]:
    """量化指标尚有差距。

    检查什么：时限未到，最新数据还没有达到的指标，以及还差多少。
    依据：与 ZF401 相同的指标；时限之前只是提示，不是不达标。
    怎么改：在时限之前补足差额，并报送新的数据表。
    """
    for duty in ledger.duties:
        if duty.status is Status.IN_PROGRESS:
            yield from misses(duty, ledger)
