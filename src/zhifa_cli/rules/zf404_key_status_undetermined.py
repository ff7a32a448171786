from collections.abc import Iterator

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger import Ledger
from zhifa_cli.model.submission import Staffing
from zhifa_cli.rules.rule import about, rule


@rule("ZF404", "key-status-undetermined", Severity.NOTE)
def key_status_undetermined(ledger: Ledger) -> Iterator[Finding]:
    """是否重点行政执法部门待认定。

    检查什么：只约束重点部门的指标，遇到没有认定是否重点的部门。一个重点部门也不知道时，该指标列为待核实。
    依据：第22条对重点行政执法部门另有 20% 的要求，文件没有列出名单。
    怎么改：由牵头单位认定后，在该部门一行（或名册的该单位）写 key: true 或 key: false。
    """
    for duty in ledger.duties:
        if duty.assessment is None or not isinstance(duty.assessment.table.figures, Staffing):
            continue
        for index in duty.assessment.undetermined:
            department = duty.assessment.table.figures.departments[index]
            place = duty.assessment.table.filing.path, ("staffing", "departments", index, "name")
            message = f"“{department.name}”是否重点行政执法部门待认定，未计入"
            yield about("ZF404", duty, ledger, message, place=place, subject=department.name)
