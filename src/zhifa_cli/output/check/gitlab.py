"""``zhifa check -f gitlab``: a code quality report, which merge requests show beside the lines."""

import json
from typing import Any

from zhifa_cli.finding import Issue, Result, Severity
from zhifa_cli.text.unseen import visible_json
from zhifa_cli.views.phrases import sentence

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(result: Result) -> str:
    """A JSON array of issues; the fingerprint tells GitLab what is new and what is resolved."""
    issues = [_issue(finding, result.unit_names) for finding in result.findings]
    return visible_json(json.dumps(issues, ensure_ascii=False, indent=2)) + "\n"


def _issue(finding: Issue, unit_names: dict[str, str]) -> dict[str, Any]:
    return {
        "description": f"{finding.rule} {sentence(finding, unit_names)}",
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }
