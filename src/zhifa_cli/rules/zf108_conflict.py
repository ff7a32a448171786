from collections.abc import Iterator

from zhifa_cli.finding import Finding, Route, Severity
from zhifa_cli.ledger import Claim, Ledger, Table
from zhifa_cli.rules.rule import about, rule, table_place


@rule("ZF108", "conflict", Severity.ERROR)
def conflict(ledger: Ledger) -> Iterator[Finding]:
    """同等效力的报送互相矛盾。

    检查什么：同一单位、同一事项、同一报告月份和报送日期的条目（或同一截止日的数据表）说法不一，两处都会指出。
    依据：以最新一次报送为准；同样新的两份不一致时，不替单位选择，该事项列为待核实。
    怎么改：与单位核实后删去不实的一条，或用更晚的 period、submitted_on 重新报送。
    """
    for duty in ledger.duties:
        for side in duty.conflict:
            others = (
                "、".join(sorted({other.filing.path for other in duty.conflict} - {side.filing.path})) or "本文件另一处"
            )
            yield about("ZF108", duty, ledger, f"与{others}的说法不一致", place=_place(side))


def _place(side: Claim | Table) -> tuple[str, Route]:
    if isinstance(side, Claim):
        return side.filing.path, (*side.route, "status")
    return table_place(side)
