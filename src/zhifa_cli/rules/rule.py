"""What a rule is, and the findings that most rules make."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from inspect import getdoc

from zhifa_cli.finding import Finding, Measured, Route, Severity
from zhifa_cli.ledger import Duty, Ledger, Table
from zhifa_cli.model.approval import Extension, Waiver
from zhifa_cli.source.dataset import MEASURES, Granted

Check = Callable[[Ledger], Iterable[Finding]]
Review = Callable[[Ledger, Sequence[Finding]], Iterable[Finding]]
"""A check that judges what all other rules found."""


def _nothing(*_: object) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its code, its kebab-case name and its severity. Codes never change meaning."""

    code: str
    name: str
    severity: Severity
    title: str
    """What the rule finds, in a few Chinese words."""
    explanation: str
    """检查什么 / 依据 / 怎么改."""
    check: Check = _nothing
    review: Review = _nothing


def rule(code: str, name: str, severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule of a check function; its docstring is the title and the explanation."""
    return lambda check: Rule(code, name, severity, *_described(check), check=check)


def review(code: str, name: str, severity: Severity) -> Callable[[Review], Rule]:
    """Make a rule of a function that judges what the others found."""
    return lambda judge: Rule(code, name, severity, *_described(judge), review=judge)


def _described(function: Check | Review) -> tuple[str, str]:
    title, _, explanation = (getdoc(function) or "").partition("\n\n")
    return title.strip("。"), explanation


def about(  # noqa: PLR0913 - place and measured are named where they are given
    code: str,
    duty: Duty,
    ledger: Ledger,
    message: str,
    *,
    place: tuple[str, Route] | None = None,
    measured: Measured | None = None,
    subject: str = "",
) -> Finding:
    """A finding about a duty: placed at the entry that decides it, else where the plan demands it."""
    path, route = place or claim_place(duty) or (MEASURES, ledger.dataset.item_routes[duty.item.id])
    return Finding(
        rule=code,
        message=f"{duty.item.title}：{message}",
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
        subject=subject,
    )


def about_grant(
    code: str, granted: Granted[Extension] | Granted[Waiver], ledger: Ledger, message: str, key: str
) -> Finding:
    """A finding about an extension or a waiver: placed at a key of it."""
    plan, grant = ledger.dataset.plan, granted.grant
    item = plan.items.get(grant.item) if plan and grant.item else None
    return Finding(
        rule=code,
        message=f"{item.title}：{message}" if item else message,
        path=granted.path,
        route=(*granted.route, key),
        unit=granted.unit.id,
        item=item.id if item else None,
        measure=item.measure if item else None,
        cycle=grant.cycle if isinstance(grant, Extension) else None,
        source=item.source if item else None,
        subject=grant.rule if isinstance(grant, Waiver) else "",
    )


def table_place(table: Table) -> tuple[str, Route]:
    """Where a staffing or training table says its day."""
    return table.filing.path, ("training" if table.of_training else "staffing", "as_of")


def claim_place(duty: Duty, key: str | None = None) -> tuple[str, Route] | None:
    """Where the deciding entry stands, or a key of it."""
    if duty.claim is None:
        return None
    return duty.claim.filing.path, (*duty.claim.route, *((key,) if key else ()))
