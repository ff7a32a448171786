from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF106", "unknown-item", Severity.ERROR)
def unknown_item(ledger: Ledger) -> Iterable[Finding]:
    """没有这个编号的事项。

    检查什么：填报的事项编号是否在 measures.yaml 里。
    依据：data/measures.yaml 的条款和要求编号。
    怎么改：改成 条款 或 条款/要求 的编号，如 5/report；`zhifa show 单位` 列出该单位的全部事项。
    """
    return ledger.dataset.faults_of("ZF106")
