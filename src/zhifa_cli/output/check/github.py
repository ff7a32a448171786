"""``zhifa check -f github``: workflow commands, which GitHub Actions shows as annotations beside the lines."""

import re

from zhifa_cli.finding import Issue, Severity
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.groups import severest_first
from zhifa_cli.views.wording import sentence

_OWN = re.compile(r"\A::(?:error|warning|notice) (?:file=[^\n]*title=ZF[0-9]{3} |title=zhifa::)")
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@drawn(_OWN, for_services=True, commands=True, joined="".join)
def github(what: Check, _screen: Screen) -> str:
    """What settings have hidden, then a command for each finding, the worst first: GitHub keeps ten of each kind."""
    result = what.result
    told = [f"::notice title=zhifa::{_data(visible(result.settings))}"] if result.settings else []
    commands = (_command(finding, result.unit_names) for finding in sorted(result.findings, key=severest_first))
    return "".join(f"{line}\n" for line in (*told, *commands))


def _command(finding: Issue, unit_names: dict[str, str]) -> str:
    properties = {
        "file": finding.path,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.rule} {finding.name}",
    }
    given = ",".join(f"{name}={_property(visible(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(visible(sentence(finding, unit_names)))}"


def _data(text: str) -> str:
    """What the runner reads back from after ``::``; the percent sign goes first."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
