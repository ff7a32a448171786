"""What is due when: the duties of a span of days, in the order in which every calendar shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhifa_cli.ledger.duty import Duty, Ledger, Status


@dataclass(frozen=True, slots=True)
class Agenda:
    """The duties that fall due from ``start`` to ``end``, both included; what does not apply is not due."""

    ledger: Ledger
    start: date
    end: date
    duties: tuple[Duty, ...]
    """By the date that counts, then in document order, then in roster order."""
    late: int
    """How many are overdue or noncompliant from before."""
    next_due: date | None
    """The first due date after ``end``."""
    audience: tuple[str, ...] = ()
    """The ids of the units that were asked for: their calendar and everybody's can stand side by side on one phone."""


def agenda(ledger: Ledger, duties: Sequence[Duty], start: date, end: date, audience: Iterable[str] = ()) -> Agenda:
    order = ledger.dataset.plan.order
    dated = [(duty.due, duty) for duty in duties if duty.due and duty.status is not Status.NOT_APPLICABLE]
    within = [duty for due, duty in dated if start <= due <= end]
    return Agenda(
        ledger,
        start,
        end,
        tuple(sorted(within, key=lambda d: (d.due, order(d.item.id), d.cycle or ""))),
        late=sum(due < start and duty.late for due, duty in dated),
        next_due=min((due for due, _ in dated if due > end), default=None),
        audience=tuple(sorted(audience)),
    )


def bodies(duties: Iterable[Duty]) -> list[str]:
    """Who has them, by name; of a unit that has some by itself and some through the departments below it, its own."""
    named: dict[str, str] = {}
    for duty in duties:
        if duty.unit.id not in named or not duty.binding.beneath:
            named[duty.unit.id] = duty.body
    return list(named.values())


def horizon(ledger: Ledger, duties: Iterable[Duty]) -> date:
    """The last day on which anything can fall due: the plan's end, or an extension beyond it."""
    head = ledger.dataset.head
    return max((duty.due for duty in duties if duty.due), default=head.ends_on if head else ledger.cutoff.on)
