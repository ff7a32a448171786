from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF113", "foreign-file", Severity.ERROR)
def foreign_file(ledger: Ledger) -> Iterable[Finding]:
    """别人的文件替本单位报送。

    检查什么：名册（units.yaml）用 files 写明哪些文件能代表一个单位的，其他文件里以该单位名义的报送不采用。
    依据：各单位只能为自己报送；名册写明的文件才算数。
    怎么改：由该单位写在自己的文件里；文件改了名的，请牵头单位改 units.yaml 的 files。
    """
    return ledger.dataset.faults_of("ZF113")
