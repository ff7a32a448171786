"""The registry: every rule, in the order of its code. Codes never change meaning."""

from zhifa_cli.rules import (  # noqa: F401 - a file's rules are known once it is imported
    data_rules,
    thresholds,
    zf107_not_assigned,
    zf108_conflict,
    zf110_impossible_date,
    zf112_retracted,
    zf114_empty_group,
    zf201_overdue,
    zf202_completed_late,
    zf203_due_soon,
    zf204_no_submission,
    zf301_missing_evidence,
    zf302_wrong_recipient,
    zf303_ongoing_claimed_done,
    zf304_incomplete_claim,
    zf305_unexplained_not_applicable,
    zf306_wrong_act,
    zf307_unanswered,
    zf308_recipient_unchecked,
    zf501_extension_lapsed,
    zf502_extension_late,
    zf503_extension_unused,
    zf504_waiver_lapsed,
    zf505_waiver_unused,
)
from zhifa_cli.rules.rule import Rule, known

RULES: tuple[Rule, ...] = tuple(sorted(known, key=lambda rule: rule.code))
BY_CODE = {rule.code: rule for rule in RULES}
