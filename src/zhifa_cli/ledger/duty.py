"""The nouns of the ledger: a duty, how it stands, what was claimed of it, and every duty at one cutoff.

A **duty** is a leaf item that falls on a unit in a cycle. ``judge`` gives the verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from zhifa_cli.finding import Route
from zhifa_cli.model.approval import Exemption, Extension
from zhifa_cli.model.deadline import of_years, year_of
from zhifa_cli.model.plan import Item, Plan
from zhifa_cli.model.roster import Binding, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.submission import Entry, Progress
from zhifa_cli.model.table import NumberValue, TableForm
from zhifa_cli.model.threshold import Figure, Threshold
from zhifa_cli.source.dataset import Dataset, FiledFigure, Filing, Granted, Table


class Status(StrEnum):
    """How a duty stands, from the worst to the best."""

    OVERDUE = "overdue"
    NONCOMPLIANT = "noncompliant"
    UNVERIFIED = "unverified"
    DONE_LATE = "done_late"
    IN_PROGRESS = "in_progress"
    NOT_DUE = "not_due"
    UNDATED = "undated"
    ONGOING = "ongoing"
    OPTIONAL = "optional"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


_LABELS = {
    Status.OVERDUE: "逾期未完成",
    Status.NONCOMPLIANT: "不达标",
    Status.UNVERIFIED: "待核实",
    Status.DONE_LATE: "逾期完成",
    Status.IN_PROGRESS: "推进中",
    Status.NOT_DUE: "未到期",
    Status.UNDATED: "未规定时限",
    Status.ONGOING: "长期坚持",
    Status.OPTIONAL: "鼓励事项",
    Status.DONE: "已完成",
    Status.NOT_APPLICABLE: "不适用",
}
_RANKS = {status: rank for rank, status in enumerate(Status)}


class Flaw(StrEnum):
    """Why a duty is neither shown to be done nor known to be open."""

    NO_DATE = "no_date"
    NO_EVIDENCE = "no_evidence"
    WRONG_RECIPIENT = "wrong_recipient"
    WRONG_ACT = "wrong_act"
    ONGOING_DONE = "ongoing_done"
    AFTER_SUBMISSION = "after_submission"
    EARLIER_CYCLE = "earlier_cycle"
    UNEXPLAINED = "unexplained"
    """不适用 without a reason."""
    UNDECIDED = "undecided"
    """不适用 with a reason, but nobody has decided."""
    UNANSWERED = "unanswered"
    """A conditional duty of which nobody has said whether the condition is there."""
    CONFLICT = "conflict"
    KEY_UNDETERMINED = "key_undetermined"
    FAULTY_TABLE = "faulty_table"
    SHRUNK = "shrunk"
    STALE = "stale"
    MID_YEAR = "mid_year"
    """An officer who came within the year falls short."""
    MISSING_FIGURE = "missing_figure"
    """A denominator, a numerator or the number of the cycle before is not there."""
    ZERO_BASE = "zero_base"
    """A denominator or the number of the cycle before is 0."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The moment at which duties are judged.

    ``closed`` is the end of that day (``--as-of``, ``--month``): a duty due that day is past. Open is the
    day itself (now): a duty due today is not overdue yet. Completions of the day count either way.
    """

    on: date
    closed: bool = True

    def is_past(self, due: date) -> bool:
        return due < self.on or (self.closed and due == self.on)


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry, and the filing that vouches for it."""

    filing: Filing
    route: Route
    entry: Entry

    @property
    def standing(self) -> tuple[Month, date]:
        """Newer reports outrank older ones: by reporting month, then by day of submission."""
        return self.filing.period, self.filing.submitted_on

    @property
    def done(self) -> bool:
        return self.entry.status is Progress.DONE

    def begun_by(self, day: date) -> bool:
        """Whether the month that it reports had begun."""
        return self.filing.period.first_day <= day

    def happened_by(self, day: date) -> bool:
        """Whether what it claims to be complete was so by a day, or at least claimed by then."""
        return self.done and (self.entry.completed_on <= day if self.entry.completed_on else self.begun_by(day))


@dataclass(frozen=True, slots=True)
class Assessment:
    """A threshold held against one table, or against the newest numbers of indicators."""

    threshold: Threshold
    table: Table | FiledFigure
    """Of several numbers, the one that is to be mended."""
    rows: int
    """How many rows it was held against."""
    misses: tuple[Figure, ...]
    doubts: frozenset[Flaw] = frozenset()
    """What keeps a table without a miss from being met."""
    undetermined: tuple[Figure, ...] = ()
    """Rows of which nobody knows whether they are key (待认定)."""
    newcomers: tuple[Figure, ...] = ()
    """Rows that came within the year and fall short."""
    gone: tuple[str, ...] = ()
    """Rows that an older table had."""
    lacking: str = ""
    """Which number is missing or 0, so that nothing can be worked out."""
    judged: tuple[Figure, ...] = ()
    """Every row that it was held against, whether or not it meets the limit; none of persons."""
    pooled: tuple[NumberValue, NumberValue] | None = None
    """Numerator and denominator over all rows judged; shown beside, never judged."""

    @property
    def met(self) -> bool:
        """Also where it binds none of the rows: nobody misses it."""
        return not self.misses and not self.doubts

    @property
    def binds_nobody(self) -> bool:
        return self.met and not self.rows


BENEATH = "所属执法部门"
ORPHANED = "已撤并，待承继"
JOINT = "共同责任"


def inherited(bodies: Iterable[Unit]) -> str:
    """From whom something was taken over."""
    return f"承继自{'、'.join(unit.name for unit in bodies)}"


@dataclass(frozen=True, slots=True)
class Duty:
    """A leaf item that falls on a unit in a cycle, and how it stands at the cutoff."""

    unit: Unit
    item: Item
    cycle: str | None
    original_due: date | None
    due: date | None
    status: Status
    binding: Binding
    predecessors: tuple[Unit, ...] = ()
    """Bodies that ended and left it open; the unit has taken it over."""
    orphaned: bool = False
    """The body has ended and nobody has taken over what it left open (已撤并，待承继)."""
    completed_on: date | None = None
    reported_on: date | None = None
    """When its completion was first reported, of the reports that have said so ever since."""
    days_overdue: int | None = None
    claim: Claim | None = None
    """The entry that decides, or of several in conflict the first."""
    retracted: Claim | None = None
    """An older 已完成 that the deciding entry takes back."""
    flaws: tuple[Flaw, ...] = ()
    conflict: tuple[Claim | Table | FiledFigure, ...] = ()
    assessment: Assessment | None = None
    extension: Granted[Extension] | None = None
    exemption: Granted[Exemption] | None = None
    completed_by: Unit | None = None
    """Of a joint duty (共同责任), the other body whose result it is."""
    before_issue: bool = False
    """Fell due before the plan was issued (发文前已届期)."""
    earlier: tuple[date, str] | None = None
    """Where it recurs, when the cycle before fell due, and its text."""

    @property
    def key(self) -> DutyKey:
        return self.unit.id, self.item.id, self.cycle

    def begun_by(self, day: date) -> bool:
        """Whether its cycle runs by a day: a year from its first day, another period once the one before is due."""
        if self.cycle is None:
            return True
        if self.earlier and not of_years([self.cycle]):
            return self.earlier[0] <= day
        return year_of(self.cycle) <= day.year

    @property
    def year(self) -> int | None:
        """The year of its cycle, else that in which it falls due."""
        if self.cycle:
            return year_of(self.cycle)
        return self.original_due.year if self.original_due else None

    def table_cycle(self, form: TableForm, on: date) -> str | None:
        """Of which period's table it rests, where each has its own: that in which it falls due, else that of a day."""
        if form.cycle == "year":
            return str(self.year or on.year)
        return form.cycle_at(self.original_due or on)

    @property
    def body(self) -> str:
        """Who has it, by name; of one bound only through a group that includes its own, the departments below it."""
        return f"{self.unit.name}（{BENEATH}）" if self.binding.beneath else self.unit.name

    @property
    def passed_on(self) -> tuple[str, ...]:
        """That it was another body's first, or that its body has ended and it is nobody's now."""
        if self.orphaned:
            return (ORPHANED,)
        return (inherited(self.predecessors),) if self.predecessors else ()

    @property
    def caveats(self) -> tuple[str, ...]:
        """What must be said of who has it before anything is said against them."""
        return (*((BENEATH,) if self.binding.beneath else ()), *self.shared, *self.passed_on)

    @property
    def shared(self) -> tuple[str, ...]:
        """That it is owed with others (共同责任), and which of them has completed it."""
        if not self.item.jointly:
            return ()
        return (f"{JOINT}，由{self.completed_by.name}完成" if self.completed_by else JOINT,)

    def dated(self, day: date | None, blank: str = "") -> date | str | None:
        """One of its dates, with a mark where the document itself gives none and somebody settled it.

        Within a sentence a bare date has a blank behind it.
        """
        deadline = self.item.deadline
        if day and deadline and deadline.settled and day == self.original_due:
            return f"{day}（核定）"
        return f"{day}{blank}" if blank else day

    @property
    def complete(self) -> bool:
        kept_up = self.item.lasting and self.completed_on is not None
        return kept_up or self.status in {Status.DONE, Status.DONE_LATE, Status.NOT_APPLICABLE}

    @property
    def settled(self) -> bool:
        """Nothing is left of it that somebody could take over."""
        return (self.complete and self.status is not Status.ONGOING) or self.status is Status.OPTIONAL

    @property
    def late(self) -> bool:
        """Overdue or noncompliant."""
        return self.status in {Status.OVERDUE, Status.NONCOMPLIANT}

    @property
    def late_news(self) -> bool:
        """Done in time, but first reported after that (迟报). Figures of a day can only be told after it."""
        in_time = self.status in {Status.DONE, Status.ONGOING} and self.item.required and self.assessment is None
        return in_time and bool(self.due and self.reported_on and self.reported_on > self.due)

    @property
    def open(self) -> bool:
        """Somebody still has something to do or to show."""
        return self.status in _OPEN

    def missed_early(self, month: Month) -> bool:
        """Whether it is late without having fallen due by a month's end: a ceiling that is passed already."""
        return self.late and (self.original_due is None or self.original_due > month.last_day)

    def carried_over(self, month: Month) -> bool:
        """Whether it fell due in an earlier month (往月结转)."""
        return self.original_due is not None and self.original_due < month.first_day


DUE_SOON_DAYS = 30

_OPEN = {Status.OVERDUE, Status.NONCOMPLIANT, Status.UNVERIFIED, Status.IN_PROGRESS, Status.NOT_DUE}

DutyKey = tuple[str, str, str | None]


@dataclass(frozen=True)
class Ledger:
    """Every duty at one cutoff, in roster and document order, and all that was claimed."""

    dataset: Dataset
    cutoff: Cutoff
    duties: tuple[Duty, ...]
    claims: dict[DutyKey, list[Claim]] = field(repr=False)
    handed_on: dict[DutyKey, DutyKey] = field(default_factory=dict, repr=False)
    """What ended bodies left open, and whose it is now."""

    @cached_property
    def by_key(self) -> dict[DutyKey, Duty]:
        """Each duty by its key, and by those of the bodies that left it to its unit."""
        found = {duty.key: duty for duty in self.duties}
        return found | {old: found[new] for old, new in self.handed_on.items() if new in found}

    @cached_property
    def by_clause(self) -> dict[tuple[str, str], list[Duty]]:
        """A unit's leaf duties of each clause, all cycles."""
        found: dict[tuple[str, str], list[Duty]] = defaultdict(list)
        for (unit, _, _), duty in self.by_key.items():
            if duty.item.clause:
                found[unit, duty.item.clause].append(duty)
        return found

    @cached_property
    def extended(self) -> dict[Route, list[Duty]]:
        """The duties that each extension speaks of, by where it stands, whether or not it gives more time."""
        plan = self.dataset.plan
        owed: dict[str, list[Duty]] = defaultdict(list)
        for (unit, _, _), duty in self.by_key.items():
            owed[unit].append(duty)
        return {
            granted.route: [d for d in owed[granted.unit.id] if speaks_of(granted.grant, plan, d, self.cutoff.on)]
            for granted in self.dataset.extensions
        }

    def presses(self, duty: Duty) -> bool:
        """Whether a duty is past its due date or comes to it within ``DUE_SOON_DAYS``."""
        return duty.due is not None and (duty.due - self.cutoff.on).days <= DUE_SOON_DAYS

    def completed_on(self, unit: Unit, item: Item, cycle: str | None) -> date | None:
        """When a unit completed an item in a cycle, a clause by the last of its required requirements; None if it has not."""
        duties = [duty for duty in self._parts(unit, item, cycle) if duty.status is not Status.NOT_APPLICABLE]
        days = [duty.completed_on for duty in duties if duty.completed_on]
        return max(days) if days and len(days) == len(duties) else None

    def is_excused(self, unit: Unit, item: Item, cycle: str | None) -> bool:
        """Whether an item does not apply to a unit in a cycle."""
        parts = self._parts(unit, item, cycle)
        return bool(parts) and all(duty.status is Status.NOT_APPLICABLE for duty in parts)

    def _parts(self, unit: Unit, item: Item, cycle: str | None) -> list[Duty]:
        duty = self.by_key.get((unit.id, item.id, cycle))
        return [duty] if duty else self._required(unit, item, cycle)

    def clause_complete(self, unit: Unit, clause: Item, cycle: str | None) -> bool:
        """Whether all required requirements of a clause are complete, for the cycle that a claim names."""
        return all(duty.complete for duty in self._required(unit, clause, cycle))

    def _required(self, unit: Unit, clause: Item, cycle: str | None) -> list[Duty]:
        """A unit's required requirements of a clause in a cycle.

        A yearly requirement within a clause that is due once counts in the cycles due by then.
        """
        own = self.by_clause.get((unit.id, clause.id), ())
        required = [duty for duty in own if duty.item.required and duty.item.id != clause.id]
        cycles = dict(self.dataset.plan.cycles(clause, self.cutoff.on))
        if cycle is not None or None not in cycles:
            return [duty for duty in required if duty.cycle in {None, cycle}]
        last = cycles[None] or date.max
        return [duty for duty in required if duty.cycle is None or (duty.original_due or last) <= last]


def speaks_of(grant: Extension, plan: Plan, duty: Duty, on: date) -> bool:
    """Whether an extension is for a duty: for its item, or for its whole clause where both fall due together.

    It must say for which cycle, unless there is but one; of what is due once it may say the year.
    """
    item, due = duty.item, duty.original_due
    if due is None or grant.item not in {item.id, item.clause}:
        return False
    named = plan.items[grant.item]
    if named.id == item.id or "deadline" in item.inherited:
        meant = {duty.cycle}
    else:
        meant = {cycle for cycle, day in plan.cycles(named, on) if day == due}
        if not meant:
            return False
        meant.add(duty.cycle)
    return grant.cycle in (meant | {None, str(due.year)} if None in meant else meant)
