"""``zhifa explain``: what a rule checks, on what authority, and how to mend it."""

import re

from rich.text import Text

from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw
from zhifa_cli.output.formats import Screen
from zhifa_cli.rules.rule import Rule

OWN = re.compile(r"\AZF[0-9]{3} [a-z-]+ · ")


def show(what: Rule, screen: Screen) -> str:
    heading = Text(f"{what.code} {what.name} · {what.title}", "bold")
    heading.append(f"（{what.severity.label}）", SEVERITY_STYLES[what.severity])
    return draw([heading, Text(), Flow(Text(what.explanation))], screen)
