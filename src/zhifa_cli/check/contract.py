"""The contract ``zhifa.check/2``: the JSON of a check, written and read back here alone."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from zhifa_cli.finding import Issue, Measured, Result

_NAMES = (
    *("rule", "name", "severity", "unit", "item", "measure", "cycle", "due", "completed_on", "days_overdue"),
    *("message", "source", "path", "line", "column", "fingerprint", "measured"),
)
"""What the contract holds of an issue, in its order."""


@dataclass(frozen=True)
class _Check:
    __pydantic_config__ = ConfigDict(coerce_numbers_to_str=True)  # a cycle was a number in /1

    schema: Literal["zhifa.check/1", "zhifa.check/2"]
    plan: str
    as_of: date
    demo: bool
    findings: tuple[Issue, ...]


def document(result: Result) -> dict[str, Any]:
    return {
        "schema": "zhifa.check/2",
        "plan": result.plan,
        "as_of": result.as_of.isoformat(),
        **({"known_on": result.known_on.isoformat()} if result.known_on else {}),
        "demo": result.demo,
        "summary": {severity.value: count for severity, count in result.summary.items()},
        "findings": [row(issue) for issue in result.findings],
    }


def row(issue: Issue) -> dict[str, Any]:
    return {name: _plain(getattr(issue, name)) for name in _NAMES}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return asdict(value) if isinstance(value, Measured) else value


def read(text: str) -> Result:
    """A check from its JSON.

    Raises:
        ValueError: it is not what ``zhifa check -f json`` writes.
    """
    check = TypeAdapter(_Check).validate_json(text)
    return Result(
        plan=check.plan, as_of=check.as_of, closed=True, demo=check.demo, findings=check.findings, unit_names={}
    )
