from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF104", "schema", Severity.ERROR)
def schema(ledger: Ledger) -> Iterable[Finding]:
    """内容不合格式。

    检查什么：必填项、键名、可用的值、日期和数字的写法是否符合各文件的格式。有错的记录不采用，其余照常检查。
    依据：数据约定：`zhifa schema` 给出的格式。
    怎么改：按提示补上缺少的项，或改成可用的值；键名拼错时提示会给出最接近的键。
    """
    return ledger.dataset.faults_of("ZF104")
