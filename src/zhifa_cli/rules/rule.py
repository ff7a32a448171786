"""What a rule is, and the findings that most rules make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import getdoc

from zhifa_cli.finding import Finding, Measured, Route, Severity
from zhifa_cli.ledger import Duty, Ledger
from zhifa_cli.source.dataset import MEASURES

Check = Callable[[Ledger], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its code, its kebab-case name and its severity. Codes never change meaning."""

    code: str
    name: str
    severity: Severity
    check: Check
    title: str
    """What the rule finds, in a few Chinese words."""
    explanation: str
    """检查什么 / 依据 / 怎么改."""


def rule(code: str, name: str, severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule of a check function; its docstring is the title and the explanation."""

    def decorate(check: Check) -> Rule:
        title, _, explanation = (getdoc(check) or "").partition("\n\n")
        return Rule(code, name, severity, check, title.strip("。"), explanation)

    return decorate


def about(  # noqa: PLR0913 - place and measured are named where they are given
    code: str,
    duty: Duty,
    ledger: Ledger,
    message: str,
    *,
    place: tuple[str, Route] | None = None,
    measured: Measured | None = None,
) -> Finding:
    """A finding about a duty: placed at the entry that decides it, else where the plan demands it."""
    path, route = place or claim_place(duty) or (MEASURES, ledger.dataset.item_routes[duty.item.id])
    return Finding(
        rule=code,
        message=f"{duty.item.title}:{message}",
        path=path,
        route=route,
        unit=duty.unit.id,
        item=duty.item.id,
        measure=duty.item.measure,
        cycle=duty.cycle,
        due=duty.due,
        completed_on=duty.completed_on,
        days_overdue=duty.days_overdue,
        source=duty.item.source,
        measured=measured,
    )


def claim_place(duty: Duty, key: str | None = None) -> tuple[str, Route] | None:
    """Where the deciding entry stands, or a key of it."""
    if duty.claim is None:
        return None
    return duty.claim.filing.path, (*duty.claim.route, *((key,) if key else ()))
