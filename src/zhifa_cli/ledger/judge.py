"""Dataset + cutoff -> what every unit owes, and how it stands. Pure; the heart of the project.

Deliverables are judged by the newest reports; thresholds by figures alone. Verdicts are read aloud, so
a claim that is not shown is neither done nor overdue but ``unverified``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from zhifa_cli.ledger.claims import Asked, Outcome, Said, is_to_oneself, said
from zhifa_cli.ledger.duty import Assessment, Claim, Cutoff, Duty, DutyKey, Flaw, Ledger, Status, speaks_of
from zhifa_cli.ledger.figures import Course, FigureCourse, History, Span
from zhifa_cli.model.approval import Exemption, Extension
from zhifa_cli.model.deadline import Cycle, Recurring, Within
from zhifa_cli.model.plan import Item, Plan, PlanHead
from zhifa_cli.model.roster import Binding, Unit
from zhifa_cli.model.threshold import OfTable, Threshold
from zhifa_cli.model.workdays import UnknownYear
from zhifa_cli.source.dataset import Dataset, FiledFigure, Granted, Table


def build(dataset: Dataset, cutoff: Cutoff) -> Ledger:
    """The ledger of one cutoff."""
    return Ledgers(dataset).at(cutoff)


class Ledgers:
    """Ledgers of one dataset at several cutoffs, each as if it were the only one.

    A verdict is worked out anew only where something happened between two cutoffs on which it rests.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._made: dict[Cutoff, Ledger] = {}
        self._filed: dict[int, tuple[_Records, dict[_Key, _Known]]] = {}
        """By how many amendments are in force, on which it depends which cycle a report means: what was filed, and verdicts."""
        self._bodies: dict[int, list[tuple[Unit, Binding]]] = {}

    def at(self, cutoff: Cutoff) -> Ledger:
        """What every unit owes at a cutoff, one duty for each leaf item × unit × cycle."""
        if cutoff not in self._made:
            self._made[cutoff] = self._make(cutoff)
        return self._made[cutoff]

    def _make(self, cutoff: Cutoff) -> Ledger:
        plan, head = self._dataset.plan, self._dataset.head
        in_force = sum(amendment.effective <= cutoff.on for amendment in plan.amendments)
        if in_force not in self._filed:
            self._filed[in_force] = _records(self._dataset, cutoff.on), {}
        records, known = self._filed[in_force]
        ledger = Ledger(self._dataset, cutoff, (), records.claims)
        if head is None:
            return ledger
        for items in plan.in_order_of_waiting:
            ledger = self._with(ledger, items, _Judge(self._dataset, plan, head, ledger, records, known))
        order = self._dataset.roster.order
        cycles = {item.id: [cycle for cycle, _ in plan.cycles(item, cutoff.on)] for item in plan.leaves}
        duties = sorted(
            ledger.duties,
            key=lambda d: (order(d.unit.id), plan.order(d.item.id), cycles[d.item.id].index(d.cycle)),
        )
        return replace(ledger, duties=tuple(duties))

    def _with(self, ledger: Ledger, items: Iterable[Item], judge: _Judge) -> Ledger:
        """A ledger with the duties of more items, whose dates may rest on those that it has."""
        plan, cutoff = self._dataset.plan, ledger.cutoff
        duties: list[Duty] = []
        left: list[tuple[str, Item, list[_Left]]] = []
        for item, cycles in (owed for one in items for owed in plan.owed(one, cutoff.on) if owed[0].leaf):
            by_keeper: dict[str, list[_Left]] = defaultdict(list)
            for unit, binding in self._bound(item):
                end = min(unit.ended_on or date.max, cutoff.on)
                dated = [(cycle, judge.due(unit, item, cycle, due)) for cycle, due in cycles]
                own = [cycle for cycle in dated if unit.active_on(cycle[1] or end)]
                if end == cutoff.on:
                    duties += judge.duties(((cycle, (unit,)) for cycle in own), item, binding)
                    continue
                for cycle in own:
                    bodies, settled = self._keepers(unit, item, cycle[0], cutoff.on)
                    by_keeper[bodies[0].id].append(_Left(unit, cycle, bodies, binding, settled=settled))
            left += [(keeper, item, parts) for keeper, parts in by_keeper.items()]
        handed_on: dict[DutyKey, DutyKey] = {}
        held = {duty.key for duty in duties}
        for keeper, item, parts in left:
            handed_on |= {(part.unit.id, item.id, part.cycle[0]): (keeper, item.id, part.cycle[0]) for part in parts}
            duties += judge.left(item, [part for part in parts if (keeper, item.id, part.cycle[0]) not in held])
        found = ledger.duties + tuple(_shared(tuple(_built(duties))))
        return Ledger(self._dataset, cutoff, found, ledger.claims, ledger.handed_on | handed_on)

    def _bound(self, item: Item) -> list[tuple[Unit, Binding]]:
        """Whom an item of the plan, which lasts as long as we do, binds."""
        if id(item) not in self._bodies:
            self._bodies[id(item)] = bodies_bound(self._dataset, item)
        return self._bodies[id(item)]

    def _keepers(self, unit: Unit, item: Item, cycle: str | None, on: date) -> tuple[tuple[Unit, ...], bool]:
        """Through whose hands a duty went from a body that has ended, the last first; and whether it was settled there.

        What is open by the ledger of a body's last day is its successor's afterwards, what is settled stays its own.
        Where nobody has taken it over, it stands with the body on which it fell.
        """
        bodies: tuple[Unit, ...] = (unit,)
        while (end := bodies[0].ended_on) is not None and end < on:
            then = self.at(Cutoff(end)).by_key.get((bodies[0].id, item.id, cycle))
            if then and then.settled:
                return (then.unit, *then.predecessors), True
            heir = self._dataset.roster.successor(bodies[0], on)
            if heir is None:
                return (unit,), False
            bodies = (heir, *bodies)
        return bodies, False


@dataclass(frozen=True, slots=True)
class _Left:
    """What a body that has ended left behind in one cycle: settled, taken over, or nobody's."""

    unit: Unit
    cycle: Cycle
    bodies: tuple[Unit, ...]
    binding: Binding
    settled: bool


def bodies_bound(dataset: Dataset, item: Item) -> list[tuple[Unit, Binding]]:
    """Whom an item binds, in roster order. A requirement binds none but its clause's bodies, nobody reports to himself."""
    roster = dataset.roster
    bound = roster.bound(item.responsible)
    if item.basis:
        bound = {unit: replace(binding, basis=item.basis) for unit, binding in bound.items()}
    if item.within:
        within = roster.bound(item.within)
        bound = {unit: binding for unit, binding in bound.items() if unit in within}
    units = (unit for unit in roster.units if unit.id in bound)
    return [(unit, bound[unit.id]) for unit in units if not is_to_oneself(roster, unit, item.recipient)]


def _built(duties: Iterable[Duty]) -> Iterator[Duty]:
    """What is done once (``once``): where a body has done it in one cycle, it is done in the later ones."""
    built: dict[tuple[str, str], Duty] = {}
    for duty in sorted(duties, key=lambda duty: duty.original_due or date.max):
        first = built.get((duty.unit.id, duty.item.id))
        if first and duty.status not in {Status.DONE, Status.NOT_APPLICABLE}:
            yield Duty(
                *(duty.unit, duty.item, duty.cycle, duty.original_due, duty.original_due, Status.DONE, duty.binding),
                completed_on=first.completed_on,
                reported_on=first.reported_on,
                claim=first.claim,
                predecessors=duty.predecessors,
                orphaned=duty.orphaned,
                earlier=duty.earlier,
            )
            continue
        if duty.item.once and duty.cycle and duty.status in {Status.DONE, Status.DONE_LATE}:
            built.setdefault((duty.unit.id, duty.item.id), duty)
        yield duty


def items_supported(ledger: Ledger, unit: Unit) -> list[Item]:
    """The leaves in force with which a body helps (配合) and which it does not owe itself."""
    plan, bound = ledger.dataset.plan, ledger.dataset.roster.bound
    versions = (plan.in_force(item, ledger.cutoff.on) for item in plan.leaves)
    items = (version.item for version in versions if version.item.leaf and not version.repealed)
    return [item for item in items if unit.id in bound(item.supporting) and unit.id not in bound(item.responsible)]


def _shared(duties: Sequence[Duty]) -> Iterator[Duty]:
    """What bodies owe jointly (共同责任) is complete for all as soon as one of them has completed it."""
    results: dict[tuple[str, str | None], Duty] = {}
    complete = (duty for duty in duties if duty.item.jointly and duty.completed_on)
    for duty in sorted(complete, key=lambda d: (d.status is Status.DONE_LATE, d.completed_on or date.max)):
        results.setdefault((duty.item.id, duty.cycle), duty)
    for duty in duties:
        result = results.get((duty.item.id, duty.cycle), duty)
        yield duty if result is duty or duty.status is Status.NOT_APPLICABLE else _as_achieved(duty, result)


def _as_achieved(duty: Duty, result: Duty) -> Duty:
    """A duty that stands as another body's result does; that body's figures are not its own."""
    return replace(
        result,
        unit=duty.unit,
        binding=duty.binding,
        predecessors=duty.predecessors,
        original_due=duty.original_due,
        due=duty.original_due if result.status is Status.DONE_LATE else duty.due,
        extension=duty.extension,
        assessment=None,
        completed_by=result.unit,
    )


@dataclass(frozen=True)
class _Records:
    """All that was filed and granted, by what it speaks of."""

    claims: dict[DutyKey, list[Claim]]
    tables: dict[tuple[str, str, str | None], list[Table]]
    """By unit, kind and, where each period has its own, the period."""
    figures: dict[str, list[FiledFigure]]
    extensions: dict[str, list[Granted[Extension]]]
    exemptions: dict[str, list[Granted[Exemption]]]


def _records(dataset: Dataset, on: date) -> _Records:
    found = _Records(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    for filing in dataset.filings:
        for filed in filing.entries:
            cycle = dataset.plan.cycle_meant(dataset.plan.items[filed.entry.item], filed.entry.cycle, on)
            claim = Claim(filing, filed.route, filed.entry)
            found.claims[filing.unit.id, filed.entry.item, cycle].append(claim)
        for table in filing.tables:
            found.tables[filing.unit.id, table.kind, table.cycle].append(table)
        found.figures[filing.unit.id].extend(filing.figures)
    for extension in dataset.extensions:
        found.extensions[extension.unit.id].append(extension)
    for exemption in dataset.exemptions:
        found.exemptions[exemption.unit.id].append(exemption)
    return found


_Key = tuple[str, str | None, date | None, str, int]


@dataclass(slots=True)
class _Known:
    """The verdict on a duty at one cutoff, and what it takes to tell whether it stands at another."""

    blank: Duty
    units: tuple[Unit, ...]
    duty: Duty
    on: date
    turns: list[date] | None = None

    def is_of(self, item: Item, binding: Binding, units: tuple[Unit, ...]) -> bool:
        return self.blank.item is item and self.blank.binding == binding and self.units == units


@dataclass(frozen=True)
class _Judge:
    """Judges one duty at a time against everything that was filed and granted."""

    dataset: Dataset
    plan: Plan
    head: PlanHead
    ledger: Ledger
    """What is judged already: that for which others wait."""
    records: _Records = field(repr=False)
    known: dict[_Key, _Known] = field(repr=False)
    """What was judged at other cutoffs."""

    @property
    def cutoff(self) -> Cutoff:
        return self.ledger.cutoff

    def due(self, unit: Unit, item: Item, cycle: str | None, due: date | None) -> date | None:
        """When it falls due; where it waits for another item of the unit, only once that is complete."""
        awaited = self.plan.awaited(item)
        if awaited is None or not isinstance(item.deadline, Within):
            return due
        completed_on = self.ledger.completed_on(unit, awaited, cycle)
        with suppress(UnknownYear):
            return item.deadline.due(completed_on, self.plan.workdays) if completed_on else None
        return None

    def left(self, item: Item, parts: Sequence[_Left]) -> Iterator[Duty]:
        """What ended bodies left of an item to one keeper, judged by the reports of all through whose hands it went."""
        if not parts:
            return
        keeper = parts[0].bodies[0]
        gone = keeper.ended_on is not None and keeper.ended_on < self.cutoff.on
        if not gone and is_to_oneself(self.dataset.roster, keeper, item.recipient):
            return
        found: dict[str, list[_Left]] = defaultdict(list)
        for part in parts:
            found[part.cycle[0] or ""].append(part)
        ordered = [same for _, same in sorted(found.items())]
        cycles = [min((part.cycle for part in same), key=lambda cycle: cycle[1] or date.max) for same in ordered]
        bodies = [tuple({body.id: body for part in same for body in part.bodies}.values()) for same in ordered]
        judged = self.duties(zip(cycles, bodies, strict=True), item, parts[0].binding)
        for duty, same in zip(judged, ordered, strict=True):
            yield replace(duty, orphaned=gone and not any(part.settled for part in same))

    def duties(self, cycles: Iterable[tuple[Cycle, tuple[Unit, ...]]], item: Item, binding: Binding) -> Iterator[Duty]:
        """An item's cycles, each with who owes it and the ended bodies that left it open."""
        stands = self.cutoff.closed and item.threshold is None and self.plan.awaited(item) is None
        for (cycle, due), units in cycles:
            key = item.id, cycle, due, units[0].id, len(units)
            known = self.known.get(key) if stands else None
            if known and known.is_of(item, binding, units):
                yield self._again(known)
                continue
            blank = Duty(
                *(units[0], item, cycle, due, due, Status.NOT_APPLICABLE, binding),
                predecessors=units[1:],
                earlier=self._earlier(item, due),
            )
            duty = self._judged(blank, units)
            if stands:
                self.known[key] = _Known(blank, units, duty, self.cutoff.on)
            yield duty

    def _again(self, known: _Known) -> Duty:
        """A verdict of another cutoff, anew only where something on which it rests happened between the two."""
        on = self.cutoff.on
        if known.turns is None:
            known.turns = self._turns(known.blank, known.units)
        if bisect_right(known.turns, on) != bisect_right(known.turns, known.on):
            known.duty, known.on = self._judged(known.blank, known.units), on
        duty, days = known.duty, (on - known.on).days
        if not days or duty.days_overdue is None or duty.completed_on:
            return duty
        return replace(duty, days_overdue=duty.days_overdue + days)

    def _turns(self, duty: Duty, units: tuple[Unit, ...]) -> list[date]:
        """Every day from which on its verdict may be another, apart from figures and from what it waits for."""
        claims = [c for u in units for c in self.records.claims.get((u.id, duty.item.id, duty.cycle), ())]
        grants = [granted.grant for u in units for granted in self.records.extensions.get(u.id, ())]
        days = {day for g in grants for day in (g.approved_on, g.until, g.revoked_on)}
        days |= {c.entry.completed_on for c in claims}
        days |= {day for c in claims for day in (c.filing.period.first_day, c.filing.submitted_on)}
        amended = (duty.item, self.plan.items.get(duty.item.clause or "", duty.item))
        days |= {version.effective for item in amended for version in self.plan.versions(item)}
        found = {day for day in (*days, duty.original_due) if day}
        if wait := self.head.proof_within:
            found |= {date.fromordinal(min(day.toordinal() + wait, date.max.toordinal())) for day in found}
        return sorted(found)

    def _earlier(self, item: Item, due: date | None) -> tuple[date, str] | None:
        """When the cycle before fell due, and its text: also of one that the plan itself does not have."""
        if due is None or not isinstance(item.deadline, Recurring):
            return None
        day, cycle = item.deadline.before(due)
        if len(self.plan.versions(item)) > 1:  # by another version perhaps on another day
            day = dict(self.plan.cycles(item, self.cutoff.on)).get(cycle) or day
        return day, cycle

    def _judged(self, duty: Duty, units: tuple[Unit, ...]) -> Duty:
        if duty.original_due is not None and duty.original_due < self.head.issued_on:
            return replace(duty, before_issue=True)
        if exemption := self._exemption(duty, units):
            return replace(duty, exemption=exemption)
        if duty.due is None and self._waits_in_vain(duty, units):
            return duty
        claims = [c for u in units for c in self.records.claims.get((u.id, duty.item.id, duty.cycle), ())]
        term = _Term(duty, self._extensions(duty, units), self.cutoff)
        earlier_due, _ = duty.earlier or (None, "")
        asked = Asked(duty.item, self.dataset.roster, earlier_due, term.in_time)
        newest = said(claims, self.cutoff, asked)
        threshold = duty.item.threshold
        claim, retracted = next(iter(newest.newest), None), None if threshold else newest.retracted
        if claim or term.extension:
            duty = replace(duty, claim=claim, extension=term.extension, retracted=retracted)
        return (
            self._by_figures(duty, threshold, term, newest, units) if threshold else self._by_claim(duty, term, newest)
        )

    def _waits_in_vain(self, duty: Duty, units: tuple[Unit, ...]) -> bool:
        """Whether what it waits for does not apply; to those that left it, where it passed on."""
        awaited = self.plan.awaited(duty.item)
        return awaited is not None and any(
            self.ledger.is_excused(unit, awaited, duty.cycle) for unit in units[1:] or units
        )

    # ---- what was granted ------------------------------------------------------------------------------

    def _exemption(self, duty: Duty, units: tuple[Unit, ...]) -> Granted[Exemption] | None:
        """A decision that frees from the duty; it speaks for every cutoff."""
        granted = (g for unit in units for g in self.records.exemptions.get(unit.id, ()))
        return next((g for g in granted if frees(g.grant, duty)), None)

    def _extensions(self, duty: Duty, units: tuple[Unit, ...]) -> list[Granted[Extension]]:
        """The approvals known at the cutoff that speak of the duty."""
        return [
            granted
            for unit in units
            for granted in self.records.extensions.get(unit.id, ())
            if granted.grant.approved_on <= self.cutoff.on and speaks_of(granted.grant, self.plan, duty, self.cutoff.on)
        ]

    # ---- by what was claimed ---------------------------------------------------------------------------

    def _by_claim(self, duty: Duty, term: _Term, newest: Said) -> Duty:
        match newest.outcome:
            case Outcome.CONFLICT:
                return self._contradicted(duty, term, newest)
            case Outcome.NOT_APPLICABLE:
                return self._excused(duty, term, newest)
            case Outcome.DONE:
                return self._claimed(duty, term, newest)
            case Outcome.OPEN if self._unanswered(duty, term, newest):
                return term.unverified(duty, Flaw.UNANSWERED)
            case _:
                return term.incomplete(duty, under_way=newest.under_way)

    def _claimed(self, duty: Duty, term: _Term, newest: Said) -> Duty:
        if Flaw.CONFLICT in newest.flaws:
            return self._contradicted(duty, term, newest)
        if not newest.flaws and newest.completed_on is not None:
            return term.completed(duty, newest.completed_on, newest.claimed_since)
        if self._unproven_for_too_long(duty, term, newest):
            return replace(term.incomplete(duty, under_way=False), flaws=newest.flaws)
        return term.unverified(duty, *newest.flaws)

    def _unproven_for_too_long(self, duty: Duty, term: _Term, newest: Said) -> bool:
        """Whether a claim has gone without proof for as many days as the plan allows (``proof_within``)."""
        allowed = self.head.proof_within
        if allowed is None or not term.passed or not duty.item.required:
            return False
        start = max(term.extended, newest.claimed_since)
        return (self.cutoff.on - start).days + self.cutoff.closed > allowed

    @staticmethod
    def _excused(duty: Duty, term: _Term, newest: Said) -> Duty:
        """不适用: its reason is enough for what is conditional or encouraged; elsewhere nobody frees himself."""
        if newest.explained and (duty.item.condition or not duty.item.required):
            return replace(duty, due=term.due)
        return term.unverified(duty, Flaw.UNDECIDED if newest.explained else Flaw.UNEXPLAINED)

    @staticmethod
    def _contradicted(duty: Duty, term: _Term, newest: Said) -> Duty:
        return replace(term.unverified(duty, Flaw.CONFLICT), conflict=newest.newest)

    @staticmethod
    def _unanswered(duty: Duty, term: _Term, newest: Said) -> bool:
        """Whether nobody has said if a conditional duty's condition is there."""
        return bool(duty.item.condition) and duty.item.required and term.passed and newest.silent

    # ---- by figures ------------------------------------------------------------------------------------

    def _by_figures(self, duty: Duty, threshold: Threshold, term: _Term, newest: Said, units: tuple[Unit, ...]) -> Duty:
        history = self._course(duty, threshold, units)
        if duty.item.condition or not duty.item.required:
            match newest.outcome:
                case Outcome.CONFLICT if newest.explained:
                    return self._contradicted(duty, term, newest)
                case Outcome.NOT_APPLICABLE if newest.explained or (duty.item.required and not len(history)):
                    return self._excused(duty, term, newest)
        if not len(history):
            if self._unanswered(duty, term, newest):
                return term.unverified(duty, Flaw.UNANSWERED)
            return term.incomplete(duty, under_way=False)
        last = len(history) - 1
        current = history.at(last, term.judged_for)
        duty = replace(duty, assessment=current)
        if current.misses:
            return self._missed(duty, term, history)
        if not current.met:
            return self._doubtful(duty, term, history, last, current)
        if current.binds_nobody:
            return replace(duty, due=term.due)
        return self._met(duty, term, history)

    def _course(self, duty: Duty, threshold: Threshold, units: tuple[Unit, ...]) -> Course:
        """The figures that bear on a threshold by the cutoff."""
        if isinstance(threshold, OfTable):
            return History(threshold, self._tables(duty, threshold, units))
        filed = (figure for unit in units for figure in self.records.figures.get(unit.id, ()))
        known = (figure for figure in filed if figure.as_of <= self.cutoff.on)
        return FigureCourse(threshold, known, Span.of(duty, self.cutoff), self.plan.indicators_in_cycles)

    def _tables(self, duty: Duty, threshold: OfTable, units: tuple[Unit, ...]) -> list[Table]:
        cycle = duty.table_cycle(threshold.form, self.cutoff.on)
        found = (table for unit in units for table in self.records.tables.get((unit.id, threshold.table, cycle), ()))
        return [table for table in found if table.counts_from <= self.cutoff.on]

    def _missed(self, duty: Duty, term: _Term, history: Course) -> Duty:
        missed = term.incomplete(duty, under_way=True)
        if duty.item.threshold and duty.item.threshold.ceiling and duty.item.required:  # what is passed is passed
            return replace(missed, due=term.due, status=Status.NONCOMPLIANT)
        if missed.status is not Status.OVERDUE or term.original is None:
            return missed
        since = max(term.original, history.missed_since(len(history) - 1) or term.original)
        return replace(missed, status=Status.NONCOMPLIANT, days_overdue=(self.cutoff.on - since).days)

    @staticmethod
    def _doubtful(duty: Duty, term: _Term, history: Course, index: int, assessment: Assessment) -> Duty:
        flaws = sorted(assessment.doubts)
        return replace(term.unverified(duty, *flaws), conflict=history.rivals(index))

    def _met(self, duty: Duty, term: _Term, history: Course) -> Duty:
        """A threshold that is met now: since when without a break, and whether it was when it fell due.

        What must not be passed is kept only when its time is over.
        """
        last = len(history) - 1
        if duty.item.threshold and duty.item.threshold.ceiling:
            return term.kept(duty, history.day(last), history.reported_on(last))
        since, reported_on = history.met_since(last), history.reported_on(last)
        limit = term.limit_of(since)
        if not duty.item.required or not self.cutoff.is_past(limit):
            return term.completed(duty, since, reported_on)
        in_time = history.last(lambda day: day <= limit)
        if in_time is None:
            return term.completed(duty, since, reported_on)
        then = history.at(in_time, limit)
        if then.misses:
            return term.completed(duty, since, reported_on)
        if not then.met:
            return self._doubtful(replace(duty, assessment=then), term, history, in_time, then)
        return term.completed(duty, history.met_since(in_time), history.reported_on(in_time))


def frees(exemption: Exemption, duty: Duty) -> bool:
    """Whether an exemption speaks of a duty: of its item or its whole clause, in its cycle or in every one."""
    return exemption.item in {duty.item.id, duty.item.clause} and exemption.cycle in {None, duty.cycle, str(duty.year)}


class _Term:
    """A duty's time: the original due date, and the one that counts while an extension lasts."""

    def __init__(self, duty: Duty, grants: Sequence[Granted[Extension]], cutoff: Cutoff) -> None:
        self.original = duty.original_due
        self._item, self._grants, self._cutoff = duty.item, grants, cutoff
        self.extension = self._deciding(cutoff.on)
        self.extended = self._until(self.extension)
        self.passed = self.original is not None and cutoff.is_past(self.extended)
        self.due = self.original if self.original is None or self.passed else self.extended

    @property
    def judged_for(self) -> date:
        """The day of which figures must say that the limit is met: the due date, or the cutoff before it."""
        return self.extended if self.passed else self._cutoff.on

    def _deciding(self, approved_by: date) -> Granted[Extension] | None:
        """Of those that give more time: one in force before a revoked one, an item's own before its clause's, the newest."""
        if self.original is None:
            return None
        useful = [g for g in self._grants if g.grant.approved_on <= approved_by and self._until(g) > self.original]
        return max(
            useful,
            key=lambda g: (
                g.grant.until_on(self._cutoff.on) == g.grant.until,
                g.grant.item == self._item.id,
                g.grant.approved_on,
                g.grant.until,
            ),
            default=None,
        )

    def _until(self, granted: Granted[Extension] | None) -> date:
        return granted.grant.until_on(self._cutoff.on) if granted else self.original or date.max

    def limit_for(self, completed_on: date) -> date:
        """Until when a completion on that day is in time: by what had been approved by then."""
        return self._until(self._deciding(max(completed_on, self.original or date.min)))

    def in_time(self, completed_on: date) -> bool:
        return not self._item.required or completed_on <= self.limit_for(completed_on)

    def limit_of(self, met_since: date) -> date:
        """Until when figures that meet the limit since a day had to: where that was soon enough, all that was approved."""
        if self.original is not None and met_since <= self.original:
            return self.extended
        return self.limit_for(met_since)

    def completed(self, duty: Duty, on: date, reported_on: date) -> Duty:
        """Done, or done late: an approval that came after the completion does not turn late into on time."""
        kept_up = Status.ONGOING if duty.item.lasting else Status.DONE
        done = replace(duty, status=kept_up, completed_on=on, reported_on=reported_on)
        if self.original is None:
            return done
        if on <= self.limit_for(on):
            return replace(done, due=self.extended if on <= self.extended else self.limit_for(on))
        if not duty.item.required:  # what is only encouraged is never late
            return done
        late = (on - self.original).days
        return replace(done, due=self.original, status=Status.DONE_LATE, days_overdue=late)

    def kept(self, duty: Duty, on: date, reported_on: date) -> Duty:
        """Within a ceiling, by the figures of a day."""
        if not self.passed:
            return self.incomplete(duty, under_way=True)
        status = Status.ONGOING if duty.item.lasting else Status.DONE
        day = min(on, self.extended)
        return replace(duty, due=self.extended, status=status, completed_on=day, reported_on=reported_on)

    def unverified(self, duty: Duty, *flaws: Flaw) -> Duty:
        """Neither done nor open; past the due date its days count, too."""
        days = (self._cutoff.on - self.original).days if self.original and self.passed and duty.item.required else None
        return replace(duty, due=self.due, status=Status.UNVERIFIED, days_overdue=days, flaws=flaws)

    def incomplete(self, duty: Duty, *, under_way: bool) -> Duty:
        if not duty.item.required:
            return replace(duty, due=self.due, status=Status.OPTIONAL)
        if self.original is None and not isinstance(duty.item.deadline, Within):
            return replace(duty, status=Status.ONGOING if duty.item.ongoing else Status.UNDATED)
        if self.original is not None and self.passed:
            days = (self._cutoff.on - self.original).days
            return replace(duty, due=self.original, status=Status.OVERDUE, days_overdue=days)
        return replace(duty, due=self.due, status=Status.IN_PROGRESS if under_way else Status.NOT_DUE)
