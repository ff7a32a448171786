"""``zhifa rules``: every rule, one line each; and ``zhifa explain``: one rule, or how deadlines are written."""

import re
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from zhifa_cli.model.plan import SettledDeadline
from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw, listing
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.rules.rule import Rule

_HEADINGS = ("编号", "级别", "名称")
_DEADLINES = "时限的写法（measures.yaml 的 deadline）"
_ALIKE = """\
年份和数字照文件写，全角、半角、汉字数字相同，“底”“前”有没有都行，“之前”“以前”同“前”；\
前面可加“到”“于”“不迟于”，后面可加“完成”，每月、每季度、每半年、每年后面可加“一次”“至少一次”。
文件没有规定时限的，不写 deadline。"""
_SETTLED = """\
哪种写法都不合适的，文件的原文和核定的日期并写，引用原文的地方都注明（核定）：
  deadline: {text: 与主题教育时间同步, due: 2024-06-30, note: 牵头单位核定}
  deadline: {text: 按月, every: month, day: 28, from: 2024-07, until: 2025-12}"""


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


@drawn(re.compile(rf"\A{re.escape(_DEADLINES)}\n"))
def deadlines(what: Iterable[tuple[str, str]], screen: Screen) -> str:
    """Every accepted form with its meaning, then what is written for words that no form covers."""
    forms = _rows("写法", "意思", (("\n".join(examples.split()), meaning) for examples, meaning in what))
    fields = ((field.alias or name, field) for name, field in SettledDeadline.model_fields.items())
    keys = _rows(
        "键", "写什么", ((key, "：".join(filter(None, [field.title, field.description]))) for key, field in fields)
    )
    return draw(
        [Text(_DEADLINES, "bold"), Flow(Text(_ALIKE)), Text(), forms, Text(), Flow(Text(_SETTLED)), Text(), keys],
        screen,
    )


def _rows(first: str, second: str, rows: Iterable[tuple[str, str]]) -> Table:
    table = listing()
    table.add_column(first, no_wrap=True)
    table.add_column(second)
    for name, meaning in rows:
        table.add_row(name, Flow(Text(meaning)))
    return table
