"""``zhifa rules`` and ``zhifa explain``."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw
from zhifa_cli.output.marks import RULE_COLUMNS
from zhifa_cli.rules.registry import RULES
from zhifa_cli.rules.rule import Rule


def listing(width: int, *, color: bool) -> str:
    """Every rule, one line each."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in (*RULE_COLUMNS, "检查什么"):
        table.add_column(heading, no_wrap=heading != "检查什么", overflow="fold")
    for rule in RULES:
        table.add_row(rule.code, Text(rule.severity.label, SEVERITY_STYLES[rule.severity]), rule.name, rule.title)
    return draw([table, Text("说明：zhifa explain 编号，如 zhifa explain ZF401")], width, color=color)


def explanation(rule: Rule, width: int, *, color: bool) -> str:
    """What a rule checks, on what authority, and how to mend it."""
    heading = Text(f"{rule.code} {rule.name} · {rule.title}", "bold").append(
        f"（{rule.severity.label}）", SEVERITY_STYLES[rule.severity]
    )
    return draw([heading, Text(), Flow(Text(rule.explanation))], width, color=color)
