"""``zhifa rules``: every rule, one line each; and ``zhifa explain``: one rule."""

import re
from collections.abc import Iterable

from rich.text import Text

from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw, listing
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.rules.rule import Rule

_HEADINGS = ("编号", "级别", "名称")


@drawn(re.compile(rf"\A{' +'.join(_HEADINGS)} "))
def text(what: Iterable[Rule], screen: Screen) -> str:
    table = listing()
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=True, overflow="fold")
    table.add_column("检查什么", overflow="fold")
    for rule in what:
        table.add_row(rule.code, Text(rule.severity.label, SEVERITY_STYLES[rule.severity]), rule.name, rule.title)
    return draw([table, Text("说明：zhifa explain 编号，如 zhifa explain ZF401")], screen)


@drawn(re.compile(r"\AZF[0-9]{3} [a-z-]+ · "))
def explanation(what: Rule, screen: Screen) -> str:
    """What it checks, on what authority, and how to mend it."""
    heading = Text(f"{what.code} {what.name} · {what.title}", "bold")
    heading.append(f"（{what.severity.label}）", SEVERITY_STYLES[what.severity])
    return draw([heading, Text(), Flow(Text(what.explanation))], screen)
