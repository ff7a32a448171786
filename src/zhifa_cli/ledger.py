"""Dataset + cutoff -> what every unit owes, and how it stands. Pure; the heart of the project.

A **duty** is a leaf item that falls on a unit in a cycle. Deliverables are judged by the newest entry that
counts at the cutoff; thresholds by figures alone. Verdicts are read aloud, so a claim that is not
shown is neither done nor overdue but ``unverified``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from zhifa_cli.finding import Route
from zhifa_cli.model.approval import Extension
from zhifa_cli.model.deadline import Once, Yearly
from zhifa_cli.model.plan import Item, Plan
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.submission import Department, Entry, Officer, Progress, Staffing, Training
from zhifa_cli.model.threshold import Threshold
from zhifa_cli.source.dataset import Dataset, Granted
from zhifa_cli.source.filing import FiledEntry, Filing


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
    """Why a claim is not shown to be true."""

    NO_DATE = "no_date"
    NO_EVIDENCE = "no_evidence"
    WRONG_RECIPIENT = "wrong_recipient"
    WRONG_ACT = "wrong_act"
    ONGOING_DONE = "ongoing_done"
    UNEXPLAINED = "unexplained"
    CONFLICT = "conflict"
    KEY_UNDETERMINED = "key_undetermined"


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
    filed: FiledEntry

    @property
    def entry(self) -> Entry:
        return self.filed.entry

    @property
    def route(self) -> Route:
        return self.filed.route

    @property
    def standing(self) -> tuple[Month, date]:
        """Newer reports outrank older ones: by reporting month, then by day of submission."""
        return self.filing.period, self.filing.submitted_on

    def counts_at(self, cutoff: Cutoff) -> bool:
        if self.filed.status is Progress.DONE and self.filed.completed_on is not None:
            return self.filed.completed_on <= cutoff.on
        return self.filing.period.first_day <= cutoff.on


@dataclass(frozen=True, slots=True)
class Table:
    """A staffing or training table as filed."""

    filing: Filing
    as_of: date
    of_training: bool

    @property
    def figures(self) -> Staffing | Training:
        figures = self.filing.training if self.of_training else self.filing.staffing
        if figures is None:
            raise LookupError(self.filing.path)
        return figures

    @property
    def standing(self) -> tuple[date, Month, date]:
        return self.as_of, self.filing.period, self.filing.submitted_on

    @property
    def rows(self) -> frozenset[Department | Officer]:
        """What it says, in whatever order."""
        figures = self.figures
        return frozenset(figures.officers if isinstance(figures, Training) else figures.departments)


@dataclass(frozen=True, slots=True)
class Miss:
    """One department or officer that a threshold is missed by, and where its row stands."""

    index: int
    row: Department | Officer
    shortfall: int | float


@dataclass(frozen=True, slots=True)
class Assessment:
    """A threshold held against one table."""

    table: Table
    rows: int
    misses: tuple[Miss, ...]
    undetermined: tuple[int, ...] = ()
    """Departments of which nobody knows whether they are key (待认定)."""
    pooled: tuple[int, int] | None = None
    """Numerator and denominator over all departments judged; shown beside, never judged."""

    @property
    def decided(self) -> bool:
        return self.rows > 0 or not self.undetermined

    @property
    def met(self) -> bool:
        return self.decided and not self.misses


@dataclass(frozen=True, slots=True)
class Duty:
    """A leaf item that falls on a unit in a cycle, and how it stands at the cutoff."""

    unit: Unit
    item: Item
    cycle: int | None
    original_due: date | None
    due: date | None
    status: Status
    completed_on: date | None = None
    days_overdue: int | None = None
    claim: Claim | None = None
    """The entry that decides, or of several in conflict the first."""
    flaws: tuple[Flaw, ...] = ()
    conflict: tuple[Claim | Table, ...] = ()
    assessment: Assessment | None = None
    extension: Granted[Extension] | None = None
    before_issue: bool = False
    """Fell due before the plan was issued (发文前已届期)."""

    @property
    def complete(self) -> bool:
        return self.status in {Status.DONE, Status.DONE_LATE, Status.NOT_APPLICABLE}

    @property
    def open(self) -> bool:
        """Somebody still has something to do or to show."""
        return self.status in _OPEN

    def carried_over(self, month: Month) -> bool:
        """Whether it fell due in an earlier month (往月结转)."""
        return self.original_due is not None and self.original_due < month.first_day


DUE_SOON_DAYS = 30

_OPEN = {Status.OVERDUE, Status.NONCOMPLIANT, Status.UNVERIFIED, Status.IN_PROGRESS, Status.NOT_DUE}

DutyKey = tuple[str, str, int | None]


@dataclass(frozen=True)
class Ledger:
    """Every duty at one cutoff, in roster and document order, and the claims that were weighed."""

    dataset: Dataset
    cutoff: Cutoff
    duties: tuple[Duty, ...]
    claims: dict[DutyKey, list[Claim]] = field(repr=False)

    @cached_property
    def by_key(self) -> dict[DutyKey, Duty]:
        return {(d.unit.id, d.item.id, d.cycle): d for d in self.duties}

    @cached_property
    def by_clause(self) -> dict[tuple[str, str], list[Duty]]:
        """A unit's leaf duties of each clause, all cycles."""
        found: dict[tuple[str, str], list[Duty]] = defaultdict(list)
        for duty in self.duties:
            if duty.item.clause:
                found[duty.unit.id, duty.item.clause].append(duty)
        return found

    @cached_property
    def extended(self) -> dict[Route, list[Duty]]:
        """The duties that each extension speaks of, by where it stands, whether or not it gives more time."""
        plan = self.dataset.plan
        if plan is None:
            return {}
        owed: dict[str, list[Duty]] = defaultdict(list)
        for duty in self.duties:
            owed[duty.unit.id].append(duty)
        return {
            granted.route: [d for d in owed[granted.unit.id] if speaks_of(granted.grant, plan, d.item, d.original_due)]
            for granted in self.dataset.extensions
        }

    def presses(self, duty: Duty) -> bool:
        """Whether a duty is past its due date or comes to it within ``DUE_SOON_DAYS``."""
        return duty.due is not None and (duty.due - self.cutoff.on).days <= DUE_SOON_DAYS

    def clause_complete(self, unit: Unit, clause: Item, cycle: int | None) -> bool:
        """Whether all required requirements of a clause are complete, for the cycle that a claim names.

        A yearly requirement within a clause that is due once counts in the cycles due by then.
        """
        required = [
            d for d in self.by_clause.get((unit.id, clause.id), ()) if d.item.required and d.item.id != clause.id
        ]
        if clause.yearly:
            required = [d for d in required if d.cycle in {None, cycle}]
        else:
            last = clause.deadline.on if isinstance(clause.deadline, Once) else date.max
            required = [d for d in required if d.original_due is None or d.original_due <= last]
        return all(d.complete for d in required)


def build(dataset: Dataset, cutoff: Cutoff, units: Sequence[Unit] | None = None) -> Ledger:
    """What every unit (or each of ``units``) owes at the cutoff, one duty for each leaf item × unit × cycle."""
    claims = _claims(dataset, cutoff)
    if dataset.plan is None or dataset.head is None:
        return Ledger(dataset, cutoff, (), claims)
    judge = _Judge(dataset, dataset.plan, cutoff, claims)
    duties = (
        judge.duty(unit, item, cycle, due)
        for unit in (dataset.roster.units if units is None else units)
        for item in dataset.plan.leaves
        if unit.id in dataset.roster.member_ids(item.responsible)
        for cycle, due in item.cycles(dataset.head)
        if unit.active_on(due or cutoff.on)
    )
    return Ledger(dataset, cutoff, tuple(duties), claims)


def _claims(dataset: Dataset, cutoff: Cutoff) -> dict[DutyKey, list[Claim]]:
    """The entries that count at the cutoff, by the duty that they speak of."""
    found: dict[DutyKey, list[Claim]] = defaultdict(list)
    for filing in dataset.filings:
        for filed in filing.entries:
            claim = Claim(filing, filed)
            if dataset.plan and claim.counts_at(cutoff):
                found[filing.unit.id, filed.item, _cycle(dataset.plan.items[filed.item], filed)].append(claim)
    return found


def _cycle(item: Item, entry: FiledEntry) -> int | None:
    """The cycle that an entry speaks of. An item due once has none, though its year may be written."""
    match item.deadline:
        case Yearly():
            return entry.cycle
        case Once(on=on) if entry.cycle not in {None, on.year}:
            return entry.cycle
        case _:
            return None


class _Judge:
    """Judges one duty at a time against everything that was filed."""

    def __init__(self, dataset: Dataset, plan: Plan, cutoff: Cutoff, claims: dict[DutyKey, list[Claim]]) -> None:
        self._roster = dataset.roster
        self._cutoff = cutoff
        self._claims = claims
        self._issued_on = plan.plan.issued_on if plan.plan else date.min
        self._plan = plan
        self._extensions: dict[tuple[str, str | None], list[Granted[Extension]]] = defaultdict(list)
        for granted in dataset.extensions:
            self._extensions[granted.unit.id, granted.grant.item].append(granted)
        self._staffing: dict[str, list[Table]] = defaultdict(list)
        self._training: dict[tuple[str, int], list[Table]] = defaultdict(list)
        for filing in dataset.filings:
            if (day := filing.staffing_as_of) and day <= cutoff.on:
                self._staffing[filing.unit.id].append(Table(filing, day, of_training=False))
            if (day := filing.training_as_of) and day <= cutoff.on and (year := filing.training_year):
                self._training[filing.unit.id, year].append(Table(filing, day, of_training=True))

    def duty(self, unit: Unit, item: Item, cycle: int | None, due: date | None) -> Duty:
        deadline = _Term(due, self._extension(unit, item, due), self._cutoff)
        duty = Duty(
            unit, item, cycle, original_due=due, due=due, status=Status.NOT_APPLICABLE, extension=deadline.extension
        )
        if due is not None and due < self._issued_on:
            return replace(duty, before_issue=True)
        newest = _newest(self._claims.get((unit.id, item.id, cycle), ()))
        conflict = newest if len({_stance(claim.entry) for claim in newest}) > 1 else []
        duty = replace(duty, claim=newest[0] if newest else None, conflict=tuple(conflict))
        excused = any(_is_excused(claim.entry) for claim in newest)
        if conflict and (excused or item.threshold is None):
            return replace(duty, due=deadline.due, status=Status.UNVERIFIED, flaws=(Flaw.CONFLICT,))
        if excused:
            return replace(duty, due=deadline.due)
        if item.threshold is not None:
            return self._by_figures(duty, item.threshold, deadline)
        return self._by_claim(duty, deadline)

    def _extension(self, unit: Unit, item: Item, due: date | None) -> Granted[Extension] | None:
        """The newest approval known at the cutoff that gives more time: for the item, or for its whole clause."""
        if due is None:
            return None
        granted = (g for name in {item.id, item.clause} for g in self._extensions.get((unit.id, name), ()))
        known = [
            g for g in granted if g.grant.approved_on <= self._cutoff.on and speaks_of(g.grant, self._plan, item, due)
        ]
        useful = [g for g in known if g.grant.until > due]
        return max(useful, key=lambda g: (g.grant.approved_on, g.grant.until), default=None)

    def _by_claim(self, duty: Duty, term: _Term) -> Duty:
        entry = duty.claim.entry if duty.claim else None
        if entry is None or entry.status in {Progress.IN_PROGRESS, Progress.NOT_STARTED}:
            return self._incomplete(duty, term, under_way=entry is not None and entry.status is Progress.IN_PROGRESS)
        if entry.status is Progress.NOT_APPLICABLE:
            flaws: tuple[Flaw, ...] = (Flaw.UNEXPLAINED,)
        else:
            flaws = tuple(self._flaws(duty.item, entry))
        if flaws or entry.completed_on is None:
            return replace(duty, due=term.due, status=Status.UNVERIFIED, flaws=flaws)
        return term.completed(duty, entry.completed_on)

    def _flaws(self, item: Item, entry: Entry) -> Iterator[Flaw]:
        """What a claim of 已完成 lacks."""
        if item.ongoing:
            yield Flaw.ONGOING_DONE
        if entry.completed_on is None:
            yield Flaw.NO_DATE
        if not entry.evidence:
            yield Flaw.NO_EVIDENCE
        if item.recipient is not None and not _is_recipient(self._roster, item.recipient, entry.recipient):
            yield Flaw.WRONG_RECIPIENT
        if item.act is not None and entry.act not in {None, item.act}:
            yield Flaw.WRONG_ACT

    def _incomplete(self, duty: Duty, term: _Term, *, under_way: bool) -> Duty:
        if not duty.item.required:
            return replace(duty, due=term.due, status=Status.OPTIONAL)
        if term.original is None:
            return replace(duty, status=Status.ONGOING if duty.item.ongoing else Status.UNDATED)
        if term.passed:
            return replace(
                duty, due=term.original, status=Status.OVERDUE, days_overdue=(self._cutoff.on - term.original).days
            )
        return replace(duty, due=term.due, status=Status.IN_PROGRESS if under_way else Status.NOT_DUE)

    def _by_figures(self, duty: Duty, threshold: Threshold, term: _Term) -> Duty:
        tables = self._tables(duty, threshold)
        if not tables:
            return self._incomplete(duty, term, under_way=False)
        if rivals := _rivals(tables, tables[-1]):
            return replace(duty, due=term.due, status=Status.UNVERIFIED, flaws=(Flaw.CONFLICT,), conflict=rivals)
        current = assess(threshold, tables[-1], duty.unit)
        duty = replace(duty, assessment=current)
        if not current.decided:
            return replace(duty, due=term.due, status=Status.UNVERIFIED, flaws=(Flaw.KEY_UNDETERMINED,))
        if current.rows == 0:
            return replace(duty, due=term.due)
        if not current.met:
            missed = self._incomplete(duty, term, under_way=True)
            return replace(missed, status=Status.NONCOMPLIANT) if missed.status is Status.OVERDUE else missed
        return self._met(duty, threshold, term, tables)

    def _met(self, duty: Duty, threshold: Threshold, term: _Term, tables: list[Table]) -> Duty:
        """A threshold that is met now: since when without a break, and whether it was when it fell due."""
        first = len(tables) - 1
        on_time = [index for index, table in enumerate(tables) if table.as_of <= term.extended]
        if term.passed and on_time and duty.item.required:
            if rivals := _rivals(tables, tables[on_time[-1]]):
                return replace(duty, due=term.due, status=Status.UNVERIFIED, flaws=(Flaw.CONFLICT,), conflict=rivals)
            if assess(threshold, tables[on_time[-1]], duty.unit).met:
                first = on_time[-1]
        for index in range(first - 1, -1, -1):
            if _rivals(tables, tables[index]) or not assess(threshold, tables[index], duty.unit).met:
                break
            first = index
        return term.completed(duty, tables[first].as_of)

    def _tables(self, duty: Duty, threshold: Threshold) -> list[Table]:
        """The tables that count, oldest first; of those with one as_of only the newest filed."""
        if threshold.share:
            tables = self._staffing.get(duty.unit.id, [])
        else:
            year = duty.cycle or (duty.original_due or self._cutoff.on).year
            tables = self._training.get((duty.unit.id, year), [])
        ordered = sorted(tables, key=lambda table: table.standing)
        newest = {table.as_of: table.standing for table in ordered}
        return [table for table in ordered if table.standing == newest[table.as_of]]


def speaks_of(grant: Extension, plan: Plan, item: Item, due: date | None) -> bool:
    """Whether an extension is for a duty: for its item, or for its whole clause where both fall due together."""
    if item.id != grant.item and (item.clause != grant.item or item.deadline != plan.clauses[grant.item].deadline):
        return False
    return due is not None and grant.cycle in ({due.year} if item.yearly else {None, due.year})


class _Term:
    """A duty's time: the original due date, and the one that counts while an extension lasts."""

    def __init__(self, original: date | None, extension: Granted[Extension] | None, cutoff: Cutoff) -> None:
        self.original = original
        self.extension = extension
        self.extended = extension.grant.until if extension else original or date.max
        self.passed = original is not None and cutoff.is_past(self.extended)
        self.due = original if original is None or self.passed else self.extended

    def completed(self, duty: Duty, on: date) -> Duty:
        if self.original is not None and on <= self.extended:
            return replace(duty, due=self.extended, status=Status.DONE, completed_on=on)
        if self.original is None or not duty.item.required:  # what is only encouraged is never late
            return replace(duty, status=Status.DONE, completed_on=on)
        late = (on - self.original).days
        return replace(duty, due=self.original, status=Status.DONE_LATE, completed_on=on, days_overdue=late)


def assess(threshold: Threshold, table: Table, unit: Unit) -> Assessment:
    """Hold each department or officer of a table against a threshold (均: each one must pass)."""
    if isinstance(table.figures, Training):
        lacking = ((i, row, threshold.hours_lacking(row)) for i, row in enumerate(table.figures.officers))
        short = [Miss(i, row, _number(gap)) for i, row, gap in lacking if gap > 0]
        short.sort(key=lambda miss: (-miss.shortfall, miss.index))
        return Assessment(table, len(table.figures.officers), tuple(short))
    rows = list(enumerate(table.figures.departments))
    undetermined: tuple[int, ...] = ()
    if threshold.of == "every_key_department":
        key = {i: unit.key if row.key is None else row.key for i, row in rows}
        undetermined = tuple(i for i, known in key.items() if known is None)
        rows = [(i, row) for i, row in rows if key[i]]
    misses = tuple(Miss(i, row, gap) for i, row in rows if (gap := threshold.people_lacking(row)))
    pooled = threshold.share_of(row for _, row in rows)
    return Assessment(table, len(rows), misses, undetermined, pooled)


def _number(hours: Decimal) -> int | float:
    return int(hours) if hours == hours.to_integral_value() else float(hours)


def _newest(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of the highest standing; among equals that agree, the best evidenced first."""
    if not claims:
        return []
    top = max(claim.standing for claim in claims)
    return sorted(
        (c for c in claims if c.standing == top),
        key=lambda c: (-len(c.entry.evidence), c.entry.reason is None, c.filing.path, c.route),
    )


def _rivals(tables: Sequence[Table], table: Table) -> tuple[Table, ...]:
    """The tables of one standing, where they do not say the same."""
    equals = tuple(other for other in tables if other.standing == table.standing)
    return equals if len(equals) > 1 and any(other.rows != table.rows for other in equals) else ()


def _stance(entry: Entry) -> tuple[object, ...]:
    """What an entry asserts; two of equal standing that differ in it contradict one another.

    Evidence and reasons bear an assertion out: one entry that has them and one that has not still agree.
    """
    return entry.status, entry.completed_on, entry.act, entry.recipient


def _is_excused(entry: Entry) -> bool:
    return entry.status is Progress.NOT_APPLICABLE and entry.reason is not None


def _is_recipient(roster: Roster, required: str, given: str | None) -> bool:
    """Whether a thing went to whom it must go.

    A recipient that is one body must be that body, by any of its names. A generic one (同级司法行政部门) may
    be given in the document's words or as a body's name, on the roster or not.
    """
    if given is None:
        return False
    body = roster.unit(required)
    if body is not None:
        return roster.unit(given) is body
    return given == required or roster.unit(given) is not None or given.endswith(_BODY_ENDINGS)


_BODY_ENDINGS = (
    "局",
    "政府",
    "委员会",
    "管委会",
    "人大",
    "政协",
    "办公室",
    "办事处",
    "厅",
    "部门",
    "机关",
    "法院",
    "检察院",
    "中心",
    "支队",
    "大队",
)
