"""``--select`` and ``--ignore``: rules by code, by the beginning of a code, or by name."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

import typer

from zhifa_cli.rules.registry import RULES


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
            close = get_close_matches(prefix, known, n=1) or get_close_matches(word.lower(), known, n=1)
            hint = f"是不是 {close[0]}？" if close else "运行 zhifa rules 查看全部规则"
            raise typer.BadParameter(f"没有规则“{word}”；{hint}")
        prefixes.append(prefix)
    return prefixes
