from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF109", "personal-data", Severity.ERROR)
def personal_data(ledger: Ledger) -> Iterable[Finding]:
    """含有个人信息。

    检查什么：数据文件任何地方有没有居民身份证号码（15 位、18 位，按校验码核验）或手机号码。发现后在一切输出里打码。
    依据：《个人信息保护法》第六条：处理个人信息应限于实现目的的最小范围。
    怎么改：删去号码，执法人员用单位内部代码；已提交到 git 的，请联系管理员清理历史。
    """
    return ledger.dataset.faults_of("ZF109")
