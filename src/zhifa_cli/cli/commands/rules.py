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
zhifa explain threshold-missed"""


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
            metavar="规则", help="规则编号或名称，如 ZF401 或 threshold-missed。", autocompletion=completion.rules
        ),
    ],
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """说明一条规则：检查什么、依据什么、怎么改。"""
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.rules import explanation
    from zhifa_cli.rules.registry import RULES
    from zhifa_cli.text.suggest import hint, nearest

    known = {key: rule for rule in RULES for key in (rule.code, rule.name)}
    rule = known.get(name) or known.get(name.upper()) or known.get(name.lower())
    if rule is None:
        raise typer.BadParameter(f"没有规则“{name}”；{hint(nearest(name, known), '运行 zhifa rules 查看全部规则')}")
    sheet(explanation, output, force=force, no_color=no_color).show(rule)
