"""The figures of a report: ledgers -> plain values that every kind and every format shares."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from zhifa_cli.finding import Result, Waived
from zhifa_cli.ledger.duty import BENEATH, JOINT, ORPHANED, Cutoff, Duty, DutyKey, Ledger, Status, inherited
from zhifa_cli.model.plan import PlanHead
from zhifa_cli.model.roster import INFERRED, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.rules.waivers import excused
from zhifa_cli.source.dataset import Filing
from zhifa_cli.views.document import Light
from zhifa_cli.views.groups import by_unit, grouped, unit_of
from zhifa_cli.views.trend import MonthEnd, month_ends, months_late

REPLY_DAYS = 10
"""What is asked for is asked for so many days after the cutoff, where nothing else is said."""
_YELLOW = frozenset({Status.DONE_LATE, Status.UNVERIFIED})


@dataclass(frozen=True)
class Snapshot:
    """The duties that a report covers, at one cutoff."""

    ledger: Ledger
    duties: tuple[Duty, ...]

    @property
    def cutoff(self) -> Cutoff:
        return self.ledger.cutoff

    @property
    def on(self) -> date:
        return self.ledger.cutoff.on

    @property
    def month(self) -> Month:
        return Month(self.on.year, self.on.month)

    @cached_property
    def _by_unit(self) -> dict[str, list[Duty]]:
        return by_unit(self.duties)

    @cached_property
    def _by_measure(self) -> dict[int | str | None, list[Duty]]:
        return grouped(self.duties, lambda duty: duty.item.measure)

    def of_unit(self, unit: str) -> "Snapshot":
        """What one unit owes."""
        return Snapshot(self.ledger, tuple(self._by_unit.get(unit, ())))

    def of_measure(self, measure: int | str | None) -> "Snapshot":
        """What is owed by one measure; None are the milestones."""
        return Snapshot(self.ledger, tuple(self._by_measure.get(measure, ())))

    @cached_property
    def fell_due(self) -> tuple[Duty, ...]:
        """What is required, applies, and was due by the cutoff."""
        return tuple(filter(self.has_fallen_due, self.duties))

    @cached_property
    def ahead(self) -> tuple[Duty, ...]:
        """What is required, applies, and is due later."""
        return tuple(d for d in self.duties if _counts(d) and not self.has_fallen_due(d))

    def has_fallen_due(self, duty: Duty) -> bool:
        return _counts(duty) and duty.due is not None and self.cutoff.is_past(duty.due)

    @cached_property
    def late(self) -> tuple[Duty, ...]:
        """Overdue or noncompliant, the longest first."""
        return tuple(sorted((d for d in self.duties if d.late), key=lambda d: -(d.days_overdue or 0)))

    @cached_property
    def unverified(self) -> tuple[Duty, ...]:
        return tuple(d for d in self.duties if d.status is Status.UNVERIFIED)

    @cached_property
    def filings(self) -> tuple[Filing, ...]:
        """The submissions that count by the cutoff, of the units that the report covers."""
        covered = {unit.id for unit in self.units}
        return tuple(f for f in self.ledger.dataset.filings if f.unit.id in covered and f.period.first_day <= self.on)

    @cached_property
    def heard(self) -> frozenset[str]:
        """The units that had submitted anything by the cutoff, be it too faulty to be used."""
        return frozenset(f.unit.id for f in self.filings if f.says_something) | self.ledger.dataset.unread

    @property
    def unconfirmed(self) -> bool:
        """Whether the coordinator has yet to confirm who is on the roster."""
        return self.ledger.dataset.roster.roster.confirmed_on is None

    def inferred(self, duties: Iterable[Duty]) -> int:
        """How many rest on our own inference (推定), as long as nobody has confirmed it."""
        return sum(duty.binding.inferred for duty in duties) if self.unconfirmed else 0

    def label(self, duties: Sequence[Duty]) -> str:
        """The body of some duties of one unit, with what must be known of it before it is named."""
        before = {unit.id: unit for duty in duties for unit in duty.predecessors}
        told = [
            BENEATH if all(duty.binding.beneath for duty in duties) else "",
            JOINT if all(duty.item.jointly for duty in duties) else "",
            INFERRED if self.inferred(duties) else "",
            inherited(before.values()) if before else "",
            ORPHANED if any(duty.orphaned for duty in duties) else "",
        ]
        return _marked(duties[0].unit.name, told)

    def mark(self, duty: Duty) -> str:
        """The same of one duty, where the body is not named beside it."""
        return _marked("", [*duty.caveats, INFERRED if self.inferred([duty]) else ""])

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units that owe anything, in roster order."""
        return tuple({d.unit.id: d.unit for d in self.duties}.values())

    def due_within(self, days: int) -> tuple[Duty, ...]:
        """What is still open and falls due within so many days, the nearest first."""
        last = shifted(self.on, days)
        near = (d for d in self.ahead if d.open and d.due and d.due <= last)
        return tuple(sorted(near, key=lambda d: d.due or last))

    def light(self, duty: Duty) -> Light:
        """【红】 overdue or noncompliant; 【黄】 late, unverified or due within 30 days; 【绿】 done or in order."""
        if duty.late:
            return Light.RED
        return Light.YELLOW if (duty.open and self.ledger.presses(duty)) or duty.status in _YELLOW else Light.GREEN

    def worst_light(self, duties: Iterable[Duty]) -> Light:
        return min(map(self.light, duties), key=lambda light: light.rank)


def _counts(duty: Duty) -> bool:
    return duty.item.required and duty.status is not Status.NOT_APPLICABLE and duty.due is not None


def _marked(name: str, told: Iterable[str]) -> str:
    words = "；".join(filter(None, told))
    return f"{name}（{words}）" if words else name


def tally(duties: Iterable[Duty]) -> Counter[Status]:
    return Counter(duty.status for duty in duties)


def keys(duties: Iterable[Duty]) -> set[DutyKey]:
    """Which duties these are, whatever the cutoff."""
    return {duty.key for duty in duties}


def shifted(on: date, days: int) -> date:
    """So many days later, but never beyond the calendar."""
    return date.fromordinal(min(max(on.toordinal() + days, 1), date.max.toordinal()))


def month_end_before(on: date) -> date:
    return shifted(on.replace(day=1), -1)


def months_carried(duty: Duty, month: Month) -> int:
    """How many months ago a duty fell due; 0 in its own month."""
    due = duty.original_due or month.first_day
    return max(0, (month.year - due.year) * 12 + month.month - due.month)


@dataclass(frozen=True)
class Material:
    """What a report is made of: the state at its cutoff, and at any earlier day that it looks back on."""

    head: PlanHead
    now: Snapshot
    at: Callable[[date], Snapshot]
    result: Result
    scope: str
    units: tuple[Unit, ...] = ()
    """The units that were asked for."""
    reply_by: date | None = None
    """When an answer is wanted, where that was said."""
    measures: frozenset[int | str] = frozenset()
    """The measures that were asked for; none are all."""

    def of_unit(self, unit: Unit) -> "Material":
        """What a report on one unit is made of."""
        return replace(
            self,
            now=self.now.of_unit(unit.id),
            at=lambda day: self.at(day).of_unit(unit.id),
            result=self.result.only(lambda finding: finding.unit in {None, unit.id}),
            scope=f"{unit.name}；全部举措",
            units=(unit,),
        )

    def of_measure(self, measure: int | str | None, scope: str) -> "Material":
        """The same of one measure, or of the milestones."""
        return replace(
            self,
            now=self.now.of_measure(measure),
            at=lambda day: self.at(day).of_measure(measure),
            result=self.result.only(lambda finding: finding.measure in {None, measure}),
            scope=f"全部责任单位；{scope}",
            measures=frozenset() if measure is None else frozenset({measure}),
        )

    @property
    def answer_by(self) -> date:
        """By when an answer is asked for."""
        return self.reply_by or shifted(self.now.on, REPLY_DAYS)

    @property
    def unit(self) -> Unit:
        """The one unit that a report on a unit is about."""
        (unit,) = self.units
        return unit

    @cached_property
    def before(self) -> Snapshot:
        """At the end of the month before."""
        return self.at(month_end_before(self.now.on))

    @cached_property
    def excused(self) -> dict[DutyKey, Waived]:
        """The late duties for which an exception was granted (豁免), so that nothing is left to accuse."""
        return excused(self.result)

    def tally(self, duties: Iterable[Duty]) -> Counter[Status]:
        """How what fell due stands; what is excused as what does not apply, which nothing else that fell due does."""
        return Counter(Status.NOT_APPLICABLE if duty.key in self.excused else duty.status for duty in duties)

    def excuse(self, duty: Duty) -> Waived | None:
        return self.excused.get(duty.key)

    @cached_property
    def accused(self) -> tuple[Duty, ...]:
        """What a ranking or a letter may hold against a body now."""
        return self.accused_at(self.now)

    def accused_at(self, then: Snapshot) -> tuple[Duty, ...]:
        """What was late, is not excused now, and is somebody's."""
        return tuple(duty for duty in then.late if not duty.orphaned and duty.key not in self.excused)

    @cached_property
    def trend(self) -> tuple[MonthEnd, ...]:
        """Each month-end since the plan was issued, up to the cutoff."""
        days = month_ends(self.head.issued_on, self.now.on)
        ends = (self.now if day == self.now.on else self.at(day) for day in days)
        return tuple(
            MonthEnd(then.on, self.tally(then.fell_due), frozenset(map(unit_of, self.accused_at(then))))
            for then in ends
        )

    @cached_property
    def months_late(self) -> Counter[str]:
        """For each unit that is late, at how many month-ends up to now without a gap it was."""
        return months_late(self.trend)
