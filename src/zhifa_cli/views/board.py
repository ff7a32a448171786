"""Who must be called today, and about what: what is late by unit and clause, the worst first, below the numbers."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Status
from zhifa_cli.model.scalars import Month
from zhifa_cli.views.figures import Snapshot, tally
from zhifa_cli.views.groups import by_unit, clause_of, grouped, longest, worst_first
from zhifa_cli.views.wording import MISSED_EARLY, shortfall


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

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """What ``due`` is the sum of; of what is rare only what there is."""
        rare = {Status.NONCOMPLIANT.label: self.noncompliant, Status.UNVERIFIED.label: self.unverified}
        rare |= {"已豁免": self.excused}
        found = {"办结": self.done, Status.OVERDUE.label: self.overdue}
        return tuple((found | {label: count for label, count in rare.items() if count}).items())

    def __str__(self) -> str:
        """``到期 686 项：办结 428（其中逾期完成 5）、逾期未完成 162。``"""
        if not self.due:
            return f"还没有到期的事项{self._apart}。"
        late = f"（其中逾期完成 {self.done_late}）" if self.done_late else ""
        told = (f"{label} {count}{late if label == '办结' else ''}" for label, count in self.parts)
        return f"到期 {self.due} 项：{'、'.join(told)}{self._apart}。"

    @property
    def _apart(self) -> str:
        return f"；另有{MISSED_EARLY} {self.early} 项" if self.early else ""

    def since(self, before: "Numbers") -> str:
        """What has changed: ``到期 +646、办结 +400``."""
        was = dict(before.parts)
        labels = dict.fromkeys([*was, *dict(self.parts)])
        now = {"到期": self.due} | {label: dict(self.parts).get(label, 0) for label in labels}
        change = {label: count - (before.due if label == "到期" else was.get(label, 0)) for label, count in now.items()}
        return "、".join(f"{label} {by:+d}" for label, by in change.items() if by) or "没有变化"


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
        """Where the document says so, as it is cited: that of the longest overdue first."""
        return tuple(dict.fromkeys(duty.item.source for duty in self.duties))

    @property
    def missing(self) -> tuple[str, ...]:
        """What is to be done yet, each item once; of a threshold, by how much it is missed."""
        told: dict[str, str] = {}
        for duty in self.duties:
            told.setdefault(duty.item.id, "，".join(filter(None, [shortfall(duty), duty.item.title])))
        return tuple(told.values())

    @property
    def same(self) -> Hashable:
        """What units have in common that may share a line."""
        return self.silent, frozenset((duty.key[1:], duty.status, shortfall(duty)) for duty in self.duties)

    def joined(self, others: Iterable["Line"]) -> "Line":
        """One line for units that have the same late."""
        lines = (self, *others)
        return Line(
            labels=tuple(label for line in lines for label in line.labels),
            duties=tuple(duty for line in lines for duty in line.duties),
            carried=sum(line.carried for line in lines),
            early=sum(line.early for line in lines),
            silent=self.silent,
        )


@dataclass(frozen=True)
class Board:
    """What is late and not excused at a cutoff. A body that ended with nobody to follow it stands last."""

    snapshot: Snapshot
    excused: Mapping[DutyKey, Waived]
    reported: Month | None = None
    """The month of which something is new; None for that of the cutoff."""
    earlier: "Callable[[], Board | None]" = lambda: None
    """The same at the end of the month before; None before the plan was issued."""

    @cached_property
    def late(self) -> tuple[Duty, ...]:
        """The longest overdue first."""
        return tuple(duty for duty in self.snapshot.late if duty.key not in self.excused)

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers.of(self.snapshot, self.excused)

    @property
    def change(self) -> str:
        """How the numbers stand against the end of the month before; worked out only where it is asked for."""
        before = self.earlier()
        return f"比上月末（{before.snapshot.on}）：{self.numbers.since(before.numbers)}。" if before else ""

    @cached_property
    def by_unit(self) -> tuple[Line, ...]:
        """One line for each unit: the one with the most first, then the longest overdue."""
        units = worst_first(self.late)
        return tuple(self._line(own) for own in sorted(units, key=lambda own: any(duty.orphaned for duty in own)))

    @cached_property
    def by_clause(self) -> tuple[Line, ...]:
        """One line for each clause: the one with the most first, then the longest overdue."""
        return tuple(self._line(own) for own in worst_first(self.late, clause_of))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """One line for each unit and clause, in the order of the units; of a unit that reported nothing, one for all."""
        return tuple(line for _, own in self.units for line in own)

    @cached_property
    def every(self) -> tuple[Line, ...]:
        """The same with a line for each clause of a unit that reported nothing, too."""
        return tuple(line for unit in self.by_unit for line in self.unfolded(unit))

    def unfolded(self, unit: Line) -> tuple[Line, ...]:
        """A unit's line as one for each clause, the longest overdue first."""
        return tuple(map(self._line, grouped(unit.duties, clause_of).values()))

    @property
    def units(self) -> Sequence[tuple[Line, Sequence[Line]]]:
        """Each unit in one line, and in as many as it has in ``lines``."""
        return [(unit, [unit] if unit.silent else self.unfolded(unit)) for unit in self.by_unit]

    def _line(self, duties: Sequence[Duty]) -> Line:
        snapshot, month = self.snapshot, self.reported or self.snapshot.month
        return Line(
            labels=tuple(map(snapshot.label, by_unit(duties).values())),
            duties=tuple(duties),
            carried=sum(duty.carried_over(month) for duty in duties),
            early=sum(duty.missed_early(month) for duty in duties),
            silent=all(duty.unit.id not in snapshot.heard for duty in duties),
        )


SILENT = "没有任何报送"


def who(line: Line) -> str:
    """Whose line it is, or of how many."""
    return line.labels[0] if len(line.labels) == 1 else f"{len(line.labels)} 个单位"


def where(line: Line) -> str:
    """Of which clause, or of how many."""
    return line.clauses[0] if len(line.clauses) == 1 else f"{len(line.clauses)} 条"


def told(line: Line) -> str:
    """What else is to be said of it: the bodies, else the clauses, else what is missing; and that nobody reported."""
    several = [names for names in (line.labels, line.clauses) if len(names) > 1]
    more = "、".join(several[0]) if several else "；".join(line.missing)
    return f"{SILENT}：{more}" if line.silent else more
