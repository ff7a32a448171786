"""``zhifa check -f gitlab``: a code quality report, which merge requests show beside the lines."""

import re
from typing import Any

from zhifa_cli.finding import Issue, Severity
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.wording import sentence

_OWN = re.compile(r'\A\[(?:\]\s*\Z|\s*\{\s*"description": "ZF[0-9]{3} )')
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


@drawn(_OWN, for_services=True, remarks=False)
def gitlab(what: Check, _screen: Screen) -> str:
    """A JSON array of issues; the fingerprint tells GitLab what is new and what is resolved."""
    return json_text([_issue(issue, what.result.unit_names) for issue in what.result.findings])


def _issue(finding: Issue, unit_names: dict[str, str]) -> dict[str, Any]:
    return {
        "description": f"{finding.rule} {sentence(finding, unit_names)}",
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }
