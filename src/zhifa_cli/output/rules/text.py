"""``zhifa rules``: every rule, one line each."""

import re
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from zhifa_cli.output.console import SEVERITY_STYLES, draw
from zhifa_cli.output.formats import Screen
from zhifa_cli.rules.rule import Rule

_HEADINGS = ("编号", "级别", "名称")
OWN = re.compile(rf"\A{' +'.join(_HEADINGS)} ")


def show(what: Iterable[Rule], screen: Screen) -> str:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=True, overflow="fold")
    table.add_column("检查什么", overflow="fold")
    for rule in what:
        table.add_row(rule.code, Text(rule.severity.label, SEVERITY_STYLES[rule.severity]), rule.name, rule.title)
    return draw([table, Text("说明：zhifa explain 编号，如 zhifa explain ZF401")], screen)
