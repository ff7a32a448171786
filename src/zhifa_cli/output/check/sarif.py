"""``zhifa check -f sarif``: SARIF 2.1.0, which code scanning services read."""

import re
from typing import Any
from urllib.parse import quote

from zhifa_cli import __version__
from zhifa_cli.finding import Issue, Result, Waived
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.rules.registry import RULES
from zhifa_cli.rules.rule import Rule
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.wording import sentence, waiver

_OWN = re.compile(
    r'\A\{\s*"\$schema": "[^"]*sarif[^"]*",\s*"version": "[^"]*",\s*'
    r'"runs": \[\s*\{\s*"tool": \{\s*"driver": \{\s*"name": "zhifa",'
)
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_RULE_INDEX = {rule.code: index for index, rule in enumerate(RULES)}


@drawn(_OWN, for_services=True, remarks=False)
def sarif(what: Check, _screen: Screen) -> str:
    """One run with every rule described; waived findings are there, suppressed."""
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(what.result)]})


def _run(result: Result) -> dict[str, Any]:
    names = result.unit_names
    return {
        "tool": {
            "driver": {
                "name": "zhifa",
                "semanticVersion": __version__,
                "language": "zh-CN",
                "shortDescription": {"text": "行政执法质量行动计划的合规检查。"},
                "rules": [_rule(rule) for rule in RULES],
            }
        },
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "数据所在的代码库的根目录。"}}},
        "results": [
            *({**_result(finding, names), "suppressions": []} for finding in result.findings),
            *({**_result(w.finding, names), "suppressions": [_suppression(w)]} for w in result.waived),
        ],
        "properties": {"plan": result.plan, "asOf": result.as_of.isoformat(), "demo": result.demo},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.title}。"},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": rule.explanation, "markdown": rule.explanation.replace("\n", "  \n")},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Issue, unit_names: dict[str, str]) -> dict[str, Any]:
    about = {
        "unit": finding.unit,
        "item": finding.item,
        "cycle": finding.cycle,
        "daysOverdue": finding.days_overdue,
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": _RULE_INDEX[finding.rule],
        "level": finding.severity.value,
        "message": {"text": _message(sentence(finding, unit_names))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.path),
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
        "partialFingerprints": {"zhifa/v1": finding.fingerprint},
        "properties": {key: value for key, value in about.items() if value is not None},
    }


def _message(text: str) -> str:
    """A message without links. Brackets may be escaped (§3.11.6), but few readers undo that: only where they must be."""
    return re.sub(r"[\\\[\]]", r"\\\g<0>", text) if "](" in text else text


def _artifact(path: str) -> dict[str, str]:
    """A relative URI, or an absolute one for data outside the repository."""
    uri = quote(path, errors="surrogateescape")
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _suppression(waived: Waived) -> dict[str, str]:
    return {"kind": "external", "status": "accepted", "justification": waiver(waived)}
