"""The registry: every rule, in the order of its code. Codes never change meaning."""

from zhifa_cli.rules import (  # noqa: F401 - makes them known
    approvals,
    claims,
    data,
    deadlines,
    evaluation,
    evidence,
    faults,
    rectification,
    statistics,
    thresholds,
)
from zhifa_cli.rules.rule import Rule, known

RULES: tuple[Rule, ...] = tuple(sorted(known, key=lambda rule: rule.code))
BY_CODE = {rule.code: rule for rule in RULES}
