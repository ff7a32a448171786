from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.rules._thresholds import about_table, by_table
from zhifa_cli.rules.rule import rule


@rule("ZF405", "table-shrunk", Severity.WARNING, Of.DUTY)
def table_shrunk(ledger: Ledger) -> Iterator[Finding]:
    """人员配备表里少了部门。

    检查什么：以前的表里有、最新的表里没有，又没有写明撤并（ceased）的部门。其余部门都达标的，指标也列为待核实。
    依据：指标要求每个部门都达到，少报一个部门不等于达标。
    怎么改：补报这个部门的数字（时限已过的，补报时限以前的数据表）；已经撤并的，在表里留一行，写 name 和 ceased: 撤并日期。
    """
    for duties, assessment in by_table(ledger, Flaw.SHRUNK):
        message = f"缺少以前报过的部门：{'、'.join(assessment.gone)}，待核实"
        yield about_table(duties, ledger, message, assessment.table.place("departments"))
