from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF103", "duplicate-key", Severity.ERROR)
def duplicate_key(ledger: Ledger) -> Iterable[Finding]:
    """同一个键写了两次。

    检查什么：同一映射里有没有重复的键。两个值以谁为准说不清，所在的记录因此不采用。
    依据：数据约定：一个键只写一次。
    怎么改：留下正确的一个，删去另一个；要写多条，请用列表（每项以“- ”开头）。
    """
    return ledger.dataset.faults_of("ZF103")
