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
    from zhifa_cli.cli.session import emit
    from zhifa_cli.cli.writing import place
    from zhifa_cli.output.marks import own
    from zhifa_cli.output.rules import text as rules_text

    target = place(output, own("rules", "text"), force=force)
    emit(lambda width, color: rules_text.listing(width, color=color), target, no_color=no_color)


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
    from difflib import get_close_matches

    from zhifa_cli.cli.session import emit
    from zhifa_cli.cli.writing import place
    from zhifa_cli.output.marks import own
    from zhifa_cli.output.rules import text as rules_text
    from zhifa_cli.rules.registry import RULES

    known = {key: rule for rule in RULES for key in (rule.code, rule.name)}
    rule = known.get(name) or known.get(name.upper()) or known.get(name.lower())
    if rule is None:
        close = get_close_matches(name, known, n=1, cutoff=0.5) or get_close_matches(
            name.upper(), known, n=1, cutoff=0.5
        )
        hint = f"；是不是 {close[0]}？" if close else "；运行 zhifa rules 查看全部规则"
        raise typer.BadParameter(f"没有规则“{name}”{hint}")
    target = place(output, own("explain", "text"), force=force)
    emit(lambda width, color: rules_text.explanation(rule, width, color=color), target, no_color=no_color)
