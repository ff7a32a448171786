"""``--select`` and ``--ignore``: rules by code, by the beginning of a code, or by name; and what settings hide so."""

import re
from collections.abc import Sequence
from dataclasses import replace

import typer

from zhifa_cli.cli.choices import FailOn
from zhifa_cli.cli.config import Config
from zhifa_cli.finding import Result
from zhifa_cli.output.check import SETTINGS
from zhifa_cli.rules.registry import RULES
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import visible


def codes(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """The codes to keep; none given keeps all. Of a --select and an --ignore that fit, the longer one holds."""
    wanted, unwanted = _prefixes(select), _prefixes(ignore)
    if not wanted and not unwanted:
        return frozenset()
    kept = {
        rule.code for rule in RULES if _longest(rule.code, unwanted) < (_longest(rule.code, wanted) if wanted else 1)
    }
    if not kept:
        raise typer.BadParameter("--select 和 --ignore 一起没有留下任何规则；请放宽其中之一")
    return frozenset(kept)


def _longest(code: str, prefixes: Sequence[str]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _prefixes(given: Sequence[str]) -> list[str]:
    names = {rule.name: rule.code for rule in RULES}
    known = [*(rule.code for rule in RULES), *sorted({rule.code[:3] for rule in RULES}), *names]
    prefixes = []
    for word in filter(None, re.split(r"[\s,、\uff0c]+", " ".join(given))):
        prefix = names.get(word.lower(), word.upper())
        if not any(rule.code.startswith(prefix) for rule in RULES):
            raise typer.BadParameter(f"没有规则“{word}”；{hint(nearest(word, known), '运行 zhifa rules 查看全部规则')}")
        prefixes.append(prefix)
    return prefixes


def narrowed(result: Result, rules: frozenset[str], settings: Config) -> Result:
    """The result of those rules that the settings leave, and what is to be said of it."""
    left = result.of_rules(rules)
    hidden = len(result.findings) - len(left.findings)
    by = "、".join(name for name, texts in (("select", settings.select), ("ignore", settings.ignore)) if texts)
    told = [f"略去了 {hidden} 个问题（{by}）"] if hidden else []
    if settings.fail_on not in {None, FailOn.ERROR}:
        told.append(f"把 fail-on 定为 {settings.fail_on}")
    return replace(left, settings=visible(f"{SETTINGS}{settings.shown_file} {'，'.join(told)}") if told else "")
