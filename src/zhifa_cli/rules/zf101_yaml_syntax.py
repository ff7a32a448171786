from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF101", "yaml-syntax", Severity.ERROR)
def yaml_syntax(ledger: Ledger) -> Iterable[Finding]:
    """YAML 语法错误。

    检查什么：文件能不能按 YAML 读出来：缩进、引号、括号、全角冒号、制表符、标签、无界的引用。
    读不出来的文件整份略过，其余文件照常检查。
    依据：数据约定：每个文件是一份 UTF-8 编码的 YAML 文档，值一律按文字读取。
    怎么改：按提示的行和列改正；冒号用半角并在后面空一格，缩进只用空格，含冒号、#、* 的值加引号。
    """
    return ledger.dataset.faults_of("ZF101")
