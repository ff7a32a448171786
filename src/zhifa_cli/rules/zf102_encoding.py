from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF102", "encoding", Severity.ERROR)
def encoding(ledger: Ledger) -> Iterable[Finding]:
    """文件读不出来或编码不对。

    检查什么：文件是否为 UTF-8 编码的普通文件，大小是否合理，是否指向数据文件夹之外。
    依据：数据约定：UTF-8（带不带 BOM 都可以）。Windows 记事本存的 ANSI/GBK 文件不能直接用。
    怎么改：用编辑器打开，选“另存为”，编码选 UTF-8；链接请换成真正的文件。
    """
    return ledger.dataset.faults_of("ZF102")
