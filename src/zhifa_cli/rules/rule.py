"""What a rule is, and the findings that most rules make."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import getdoc

from zhifa_cli.finding import Finding, Measured, Of, Route, Severity
from zhifa_cli.ledger.duty import Claim, Duty, Ledger, Status
from zhifa_cli.model.approval import Exemption, Extension, Waiver
from zhifa_cli.model.plan import Item
from zhifa_cli.source.dataset import MEASURES, Granted

Findings = Iterator[Finding]
Check = Callable[[Ledger], Iterable[Finding]]
Found = Mapping[str, Sequence[Finding] | None]
"""What each rule found, by its code; None where the rule cannot be waived."""
Review = Callable[[Ledger, Found], Iterable[Finding]]
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
    of: Of
    accuses: bool = False
    """Whether it says of a body that it failed: what an approval can excuse."""
    waivable: bool = True
    """Not faults that keep data from being read, which no approval can mend, nor what is said of waivers."""
    check: Check = _nothing
    review: Review = _nothing

    def __post_init__(self) -> None:
        known.append(self)


known: list[Rule] = []
"""Every rule that was made."""


def rule(code: str, name: str, severity: Severity, of: Of, *, accuses: bool = False) -> Callable[[Check], Rule]:
    """Make a rule of a check function; its docstring is the title and the explanation."""

    def made(check: Check) -> Rule:
        return Rule(code, name, severity, *described(getdoc(check) or ""), of=of, accuses=accuses, check=check)

    return made


def review(code: str, name: str, severity: Severity, of: Of = Of.APPROVAL) -> Callable[[Review], Rule]:
    """Make a rule of a function that judges what the others found."""

    def made(judge: Review) -> Rule:
        text = described(getdoc(judge) or "")
        return Rule(code, name, severity, *text, of=of, waivable=False, review=judge)

    return made


def described(text: str) -> tuple[str, str]:
    """A title, and the explanation below it."""
    title, _, explanation = text.strip().partition("\n\n")
    return title.strip("。"), explanation


def about(  # noqa: PLR0913 - place and measured are named where they are given
    duty: Duty,
    ledger: Ledger,
    message: str,
    *,
    key: str = "",
    place: tuple[str, Route] | None = None,
    measured: Measured | None = None,
    subject: str = "",
) -> Finding:
    """A finding about a duty: at the entry that decides it (or a key of it), else where the plan demands it."""
    if place is None and duty.claim:
        place = duty.claim.filing.path, (*duty.claim.route, *filter(None, [key]))
    path, route = place or (MEASURES, ledger.dataset.item_routes[duty.item.id])
    return Finding(
        message=f"{_whose(duty)}{duty.item.title}：{message}",
        path=path,
        route=route,
        unit=duty.unit.id,
        item=duty.item.id,
        measure=duty.item.measure,
        cycle=duty.cycle,
        due=duty.due,
        settled=duty.dated(duty.due) != duty.due,
        completed_on=duty.completed_on,
        days_overdue=duty.days_overdue,
        source=duty.item.source,
        measured=measured,
        subject=subject,
    )


def elapsed(duty: Duty) -> str:
    """How long a duty is past its original due date, in words."""
    return f"逾期 {duty.days_overdue} 天" if duty.days_overdue else "当日届满"


def _whose(duty: Duty) -> str:
    """What must be said of the body before anything is said against it."""
    return f"（{'；'.join(duty.caveats)}）" if duty.caveats else ""


def ended(grant: Extension) -> str:
    """How an extension came to its end."""
    return f"延期{grant.ended}" if grant.revoked else f"延期至 {grant.until} {grant.ended}"


def unproven(duty: Duty) -> str:
    """What follows for a claim that does not show what it says."""
    return "补证期限已过，按未完成算" if duty.status is Status.OVERDUE else "待核实"


def about_claim(item: Item, cycle: str | None, claim: Claim, message: str, key: str) -> Finding:
    """A finding about an entry: placed at a key of it."""
    return Finding(
        message=message,
        path=claim.filing.path,
        route=(*claim.route, key),
        unit=claim.filing.unit.id,
        item=item.id,
        measure=item.measure,
        cycle=cycle,
        source=item.source,
    )


def about_grant(
    granted: Granted[Extension] | Granted[Exemption] | Granted[Waiver],
    ledger: Ledger,
    message: str,
    key: str,
) -> Finding:
    """A finding about an extension, an exemption or a waiver: placed at a key of it."""
    grant = granted.grant
    item = ledger.dataset.plan.items.get(grant.item or "")
    return Finding(
        message=f"{item.title}：{message}" if item else message,
        path=granted.path,
        route=(*granted.route, key),
        unit=granted.unit.id,
        item=item.id if item else None,
        measure=item.measure if item else None,
        cycle=None if isinstance(grant, Waiver) else grant.cycle,
        source=item.source if item else None,
        subject=grant.rule if isinstance(grant, Waiver) else "",
    )
