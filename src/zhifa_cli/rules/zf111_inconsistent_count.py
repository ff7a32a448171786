from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF111", "inconsistent-count", Severity.ERROR)
def inconsistent_count(ledger: Ledger) -> Iterable[Finding]:
    """人数自相矛盾。

    检查什么：人员配备表和学时表的数字是否可能：执法人员为 0、法律背景人员多于执法人员、同一部门或同一人员代码出现两次。
    有错的行不采用：其余的行有不达标的，照样不达标；都达标的，列为待核实，绝不会因此算作达标。
    依据：比例和学时要以可信的数字计算。
    怎么改：核对原始台账后改正；没有执法人员的部门不列入。
    """
    return ledger.dataset.faults_of("ZF111")
