"""How matters under rectification stand at a cutoff, from finding to closure (销号). Nothing that is later counts.

They go only forward: what is closed stays closed, and nothing is closed that was not accepted and shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from zhifa_cli.ledger.duty import Cutoff, Duty, Ledger
from zhifa_cli.model.approval import Extension
from zhifa_cli.model.plan import Item
from zhifa_cli.model.rectification import Acceptance, Instrument, Rectification, Verdict
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.submission import says_something
from zhifa_cli.source.dataset import Dataset, Granted, Matter


class Stage(StrEnum):
    """How far a matter has come, from the worst to the best."""

    RETURNED = "returned"
    OPEN = "open"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Stage).index(self)


_LABELS = {
    Stage.RETURNED: "退回整改",
    Stage.OPEN: "整改中",
    Stage.CLAIMED: "待验收",
    Stage.ACCEPTED: "待销号",
    Stage.CLOSED: "已销号",
}


@dataclass(frozen=True)
class Standing:
    """A matter at a cutoff."""

    matter: Matter
    cutoff: Cutoff
    day: date
    """Until when what happened counts: the cutoff, or what was known before it."""
    item: Item | None
    stage: Stage
    stage_since: date
    due: date
    """Until when it is to be mended, with the time that was granted and still lasts."""
    extension: Extension | None
    duties: tuple[Duty, ...]
    """What is late of its item."""
    acceptances: tuple[tuple[Acceptance, bool], ...]
    """Those of by now as they followed each other, and whether each counts: by itself a body accepts nothing."""

    @property
    def written(self) -> Rectification:
        return self.matter.written

    @property
    def unit(self) -> Unit:
        return self.matter.unit

    @property
    def settled(self) -> bool:
        """Whether nobody has anything left to mend."""
        return self.stage in {Stage.ACCEPTED, Stage.CLOSED}

    @property
    def days_overdue(self) -> int | None:
        """Counted from the date that was set at first; None where it is not overdue."""
        if self.settled or not self.cutoff.is_past(self.due):
            return None
        return (self.cutoff.on - self.written.due).days

    @property
    def overdue(self) -> bool:
        return self.days_overdue is not None

    @cached_property
    def claimed_on(self) -> date | None:
        """When the body last claimed that it is mended."""
        return max((day for day in self.written.claimed_on if day <= self.day), default=None)

    @cached_property
    def sent(self) -> tuple[tuple[int, Instrument], ...]:
        """What was sent by now, each with its place."""
        return tuple((i, sent) for i, sent in enumerate(self.written.instruments) if sent.issued_on <= self.day)

    def answered(self, instrument: Instrument) -> bool:
        return instrument.replied_on is not None and instrument.replied_on <= self.day

    @cached_property
    def unanswered(self) -> tuple[tuple[int, Instrument], ...]:
        """What should have been answered by now and was not, while anything is left to mend."""
        return tuple(
            (index, sent)
            for index, sent in self.sent
            if not self.settled and sent.reply_by and self.cutoff.is_past(sent.reply_by) and not self.answered(sent)
        )


def standings(ledger: Ledger) -> tuple[Standing, ...]:
    """Every matter that was found by the cutoff: in roster order, then as they are numbered."""
    dataset = ledger.dataset
    day = min(ledger.cutoff.on, dataset.known_on or date.max)
    found = [matter for matter in dataset.rectifications if matter.written.found_on <= day]
    late = [duty for duty in ledger.duties if duty.late] if found else []
    ordered = sorted(found, key=lambda m: (dataset.roster.order(m.unit.id), m.written.found_on, m.written.id))
    return tuple(_standing(matter, ledger, day, late) for matter in ordered)


def _standing(matter: Matter, ledger: Ledger, day: date, late: Iterable[Duty]) -> Standing:
    cutoff, written = ledger.cutoff, matter.written
    granted = postponement(matter, ledger.dataset, cutoff.on)
    until = granted.grant.until_on(cutoff.on) if granted else date.min
    stage, since = _stage(matter, ledger.dataset, day)
    return Standing(
        matter=matter,
        cutoff=cutoff,
        day=day,
        item=ledger.dataset.plan.items.get(written.item or ""),
        stage=stage,
        stage_since=since,
        due=written.due if cutoff.is_past(until) else max(written.due, until),
        extension=granted.grant if granted else None,
        acceptances=tuple(
            (acceptance, not by_itself(acceptance.by, matter, ledger.dataset))
            for acceptance in sorted(written.acceptance, key=lambda acceptance: acceptance.on)
            if acceptance.on <= day
        ),
        duties=tuple(duty for duty in late if covers(matter, duty)),
    )


def covers(matter: Matter, duty: Duty) -> bool:
    """Whether a duty is what is to be mended: of the unit, and of the item or its clause."""
    return duty.unit is matter.unit and matter.written.item in {duty.item.id, duty.item.clause}


def postponement(matter: Matter, dataset: Dataset, day: date) -> Granted[Extension] | None:
    """Of the approvals for a matter that were given by a day, the newest."""
    given = [
        granted
        for granted in dataset.postponements
        if granted.grant.item == matter.written.id and granted.unit is matter.unit and granted.grant.approved_on <= day
    ]
    return max(given, key=lambda granted: granted.grant.approved_on, default=None)


def _stage(matter: Matter, dataset: Dataset, day: date) -> tuple[Stage, date]:
    """How far a matter has come by a day, and since when."""
    written = matter.written
    if written.closed_on and written.closed_on <= day and not unproven(matter, dataset):
        return Stage.CLOSED, written.closed_on
    claimed = max((claim for claim in written.claimed_on if claim <= day), default=None)
    decided = decision(matter, dataset, day)
    if decided and decided.result is Verdict.PASSED:
        return Stage.ACCEPTED, decided.on
    if claimed and not (decided and decided.on >= claimed):
        return Stage.CLAIMED, claimed
    return (Stage.RETURNED, decided.on) if decided else (Stage.OPEN, written.found_on)


def decision(matter: Matter, dataset: Dataset, day: date) -> Acceptance | None:
    """The newest acceptance by a day, of equal ones the last; what a body says of itself decides nothing."""
    valid = [
        (acceptance.on, index)
        for index, acceptance in enumerate(matter.written.acceptance)
        if acceptance.on <= day and not by_itself(acceptance.by, matter, dataset)
    ]
    return matter.written.acceptance[max(valid)[1]] if valid else None


def unproven(matter: Matter, dataset: Dataset) -> tuple[str, ...]:
    """What a closure lacks on its day."""
    written = matter.written
    if written.closed_on is None:
        return ()
    return tuple(_lacking(matter, dataset, written.closed_on))


def _lacking(matter: Matter, dataset: Dataset, closed_on: date) -> Iterator[str]:
    decided = decision(matter, dataset, closed_on)
    if decided is None:
        yield "没有通过验收"
    elif decided.result is Verdict.RETURNED:
        yield f"最近一次验收（{decided.on}）是退回"
    if not any(says_something(e.title) and (e.dated or closed_on) <= closed_on for e in matter.written.evidence):
        yield "没有佐证材料"


def by_itself(name: str, matter: Matter, dataset: Dataset) -> bool:
    """Whether an acceptance is by the body itself, a part of it, or nobody."""
    if not says_something(name):
        return True
    other = dataset.roster.unit(name)
    if other:
        return other is matter.unit or name == matter.written.responsible
    own = {*matter.unit.names[1:], *_departments(matter.unit, dataset), *filter(None, [matter.written.responsible])}
    return any(name.startswith(mine) for mine in own)


def _departments(unit: Unit, dataset: Dataset) -> Iterator[str]:
    """The departments that a body counts as its own, in whichever of its tables."""
    for filing in dataset.filings:
        tables = filing.submission.tables.values() if filing.unit is unit else ()
        yield from (row.who for table in tables if not table.table.persons for row in table.filled_rows)
