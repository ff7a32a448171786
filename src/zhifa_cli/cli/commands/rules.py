"""``zhifa rules`` and ``zhifa explain``."""

from typing import Annotated

import typer

from zhifa_cli.cli import completion, options

RULES_EPILOG = """\
zhifa rules                   全部规则
zhifa rules -o 规则.txt        写入文件

说明一条规则：zhifa explain ZF401。
只看或不看某些规则：zhifa check --select、--ignore。"""

EXPLAIN_EPILOG = """\
zhifa explain ZF401
zhifa explain threshold-missed
zhifa explain deadline         时限的全部写法"""

_DEADLINE = "deadline"


def rules(output: options.Output = None, force: options.Force = False, no_color: options.NoColor = False) -> None:
    """列出全部检查规则：编号、级别、名称。"""
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.rules import text
    from zhifa_cli.rules.registry import RULES

    sheet(text, output, force=force, no_color=no_color).show(RULES)


def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="规则",
            help=f"规则编号或名称，如 ZF401 或 threshold-missed；{_DEADLINE} 列出时限的写法。",
            autocompletion=completion.explained,
        ),
    ],
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """说明一条规则：检查什么、依据什么、怎么改；或时限怎么写。"""
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.model.deadline import FORMS
    from zhifa_cli.output.rules import deadlines, explanation
    from zhifa_cli.rules.registry import RULES
    from zhifa_cli.text.suggest import hint, nearest

    if name.lower() == _DEADLINE:
        sheet(deadlines, output, force=force, no_color=no_color).show(FORMS)
        return
    known = {key: rule for rule in RULES for key in (rule.code, rule.name)}
    rule = known.get(name) or known.get(name.upper()) or known.get(name.lower())
    if rule is None:
        all_rules = f"运行 zhifa rules 查看全部规则；时限的写法：zhifa explain {_DEADLINE}"
        raise typer.BadParameter(f"没有规则“{name}”；{hint(nearest(name, [*known, _DEADLINE]), all_rules)}")
    sheet(explanation, output, force=force, no_color=no_color).show(rule)
