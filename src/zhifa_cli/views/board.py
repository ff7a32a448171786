"""Who must be called today, and about what: what is late by unit and clause, the worst first, below the numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Status
from zhifa_cli.views.figures import Snapshot, tally
from zhifa_cli.views.groups import grouped, longest, worst_first
from zhifa_cli.views.wording import shortfall


@dataclass(frozen=True, slots=True)
class Numbers:
    """How what fell due stands: ``due`` is the sum of the others but ``done_late`` and ``early``."""

    due: int
    done: int
    """Late or not."""
    done_late: int
    overdue: int
    noncompliant: int
    unverified: int
    excused: int
    """Late, but an exception was granted (豁免)."""
    early: int
    """Noncompliant before they fell due: a ceiling that is passed already. They are in no other number."""

    @classmethod
    def of(cls, snapshot: Snapshot, excused: Iterable[DutyKey] = ()) -> "Numbers":
        freed = frozenset(excused)
        counts = Counter(
            "excused" if duty.key in freed else "done" if duty.complete else duty.status.value
            for duty in snapshot.fell_due
        )
        return cls(
            due=len(snapshot.fell_due),
            done=counts["done"],
            done_late=tally(snapshot.fell_due)[Status.DONE_LATE],
            overdue=counts["overdue"],
            noncompliant=counts["noncompliant"],
            unverified=counts["unverified"],
            excused=counts["excused"],
            early=sum(duty.key not in freed and not snapshot.has_fallen_due(duty) for duty in snapshot.late),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What a unit has late of a clause; or of all clauses, where it is folded, or all units of a clause."""

    labels: tuple[str, ...]
    """The bodies, each with what must be known of it before it is accused."""
    duties: tuple[Duty, ...]
    """Overdue or noncompliant, the longest overdue first."""
    carried: int
    """How many of them fell due in an earlier month (往月结转)."""
    early: int
    """How many have not fallen due: a ceiling that is passed already."""
    silent: bool
    """The unit has reported nothing at all by the cutoff."""

    @property
    def counts(self) -> Counter[Status]:
        return tally(self.duties)

    @property
    def days(self) -> int:
        """How long the longest overdue is."""
        return longest(self.duties)

    @property
    def new(self) -> int:
        """How many fell due this month."""
        return len(self.duties) - self.carried - self.early

    @property
    def clauses(self) -> tuple[str, ...]:
        """Where the document says so: ``第9条``, that of the longest overdue first."""
        return tuple(dict.fromkeys(duty.item.source for duty in self.duties))

    @property
    def missing(self) -> tuple[str, ...]:
        """What is to be done yet, each item once, and by how much a threshold is missed."""
        told = {duty.item.id: duty.item.title + (f"（{s}）" if (s := shortfall(duty)) else "") for duty in self.duties}
        return tuple(told.values())


@dataclass(frozen=True)
class Board:
    """What is late and not excused at a cutoff. A body that ended with nobody to follow it stands last."""

    snapshot: Snapshot
    excused: Mapping[DutyKey, Waived]

    @cached_property
    def late(self) -> tuple[Duty, ...]:
        """The longest overdue first."""
        return tuple(duty for duty in self.snapshot.late if duty.key not in self.excused)

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers.of(self.snapshot, self.excused)

    @cached_property
    def by_unit(self) -> tuple[Line, ...]:
        """One line for each unit: the one with the most first, then the longest overdue."""
        units = worst_first(self.late)
        return tuple(self._line(own) for own in sorted(units, key=lambda own: any(duty.orphaned for duty in own)))

    @cached_property
    def by_clause(self) -> tuple[Line, ...]:
        """One line for each clause: the one with the most first, then the longest overdue."""
        return tuple(self._line(own) for own in worst_first(self.late, _clause))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """One line for each unit and clause, in the order of the units; of a unit that reported nothing, one for all."""
        return tuple(line for unit in self.by_unit for line in ([unit] if unit.silent else self.unfolded(unit)))

    def unfolded(self, unit: Line) -> tuple[Line, ...]:
        """A unit's line as one for each clause, the longest overdue first."""
        return tuple(map(self._line, grouped(unit.duties, _clause).values()))

    def _line(self, duties: Sequence[Duty]) -> Line:
        snapshot = self.snapshot
        return Line(
            labels=tuple(map(snapshot.label, grouped(duties, lambda duty: duty.unit.id).values())),
            duties=tuple(duties),
            carried=sum(duty.carried_over(snapshot.month) for duty in duties),
            early=sum(duty.missed_early(snapshot.month) for duty in duties),
            silent=all(duty.unit.id not in snapshot.heard for duty in duties),
        )


def _clause(duty: Duty) -> str:
    return duty.item.clause or duty.item.id
