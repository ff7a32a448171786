from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules.rule import about, rule


@rule("ZF404", "key-status-undetermined", Severity.NOTE, Of.DATA)
def key_status_undetermined(ledger: Ledger) -> Iterator[Finding]:
    """是否重点行政执法部门待认定。

    检查什么：只约束重点部门的指标，遇到没有认定是否重点的部门。它们都达标的不影响结论；有不达标而结论取决于认定的，列为待核实。
    依据：指标只对重点行政执法部门，而文件没有列出名单。
    怎么改：由牵头单位认定后，在该部门一行（或名册的该单位）写 key: true 或 key: false。
    """
    for duty in ledger.duties:
        if duty.assessment is None:
            continue
        matters = "，结论取决于认定" if Flaw.KEY_UNDETERMINED in duty.flaws else ""
        for department in duty.assessment.undetermined:
            place = duty.assessment.table.row_place(department.index, "name")
            message = f"“{department.who}”是否重点行政执法部门待认定{matters}"
            yield about(duty, ledger, message, place=place, subject=department.who)
