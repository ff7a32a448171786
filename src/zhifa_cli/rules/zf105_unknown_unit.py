from collections.abc import Iterable

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule


@rule("ZF105", "unknown-unit", Severity.ERROR)
def unknown_unit(ledger: Ledger) -> Iterable[Finding]:
    """名册里没有这个单位。

    检查什么：责任单位、报送单位、组名是否都在 units.yaml 里。名称须与 id、简称、全称或别名完全一致，从不猜测。
    依据：data/units.yaml 单位名册。
    怎么改：改成名册里的名称；若是正式的新名称，请在名册的 aliases 里补上。
    """
    return ledger.dataset.faults_of("ZF105")
