"""How matters under rectification stand at a cutoff, from finding to closure (销号). Nothing that is later counts.

They go only forward: what is closed stays closed, and nothing is closed that was not accepted and shown.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from zhifa_cli.ledger.duty import Cutoff, Duty, Ledger
from zhifa_cli.model.approval import Extension
from zhifa_cli.model.plan import Item
from zhifa_cli.model.rectification import Acceptance, Instrument, Rectification, Verdict
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.submission import says_something
from zhifa_cli.source.dataset import Dataset, Matter

_LONGEST_NAME = 100


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


class Judged(NamedTuple):
    """An acceptance, where it stands, and whether it counts: what a body says of itself decides nothing."""

    at: int
    acceptance: Acceptance
    counts: bool

    @property
    def on(self) -> date:
        return self.acceptance.on


@dataclass(frozen=True)
class Standing:
    """A matter at a cutoff."""

    matter: Matter
    cutoff: Cutoff
    day: date
    """Until when what happened counts: the cutoff, or what was known before it."""
    item: Item | None
    judged: tuple[Judged, ...]
    """Every acceptance, of whatever day, in their order."""
    extension: Extension | None
    duties: tuple[Duty, ...]
    """What is late of its item."""

    @property
    def written(self) -> Rectification:
        return self.matter.written

    @property
    def unit(self) -> Unit:
        return self.matter.unit

    @property
    def stage(self) -> Stage:
        return self._stage[0]

    @property
    def stage_since(self) -> date:
        return self._stage[1]

    @cached_property
    def _stage(self) -> tuple[Stage, date]:
        """How far it has come, and since when."""
        closed_on, decided = self.written.closed_on, self._decision(self.day)
        if closed_on and closed_on <= self.day and not self.unproven:
            return Stage.CLOSED, closed_on
        if decided and decided.result is Verdict.PASSED:
            return Stage.ACCEPTED, decided.on
        if self.claimed_on and not (decided and decided.on >= self.claimed_on):
            return Stage.CLAIMED, self.claimed_on
        return (Stage.RETURNED, decided.on) if decided else (Stage.OPEN, self.written.found_on)

    def _decision(self, day: date) -> Acceptance | None:
        """The newest acceptance by a day that counts, of equal ones the last."""
        return next((j.acceptance for j in reversed(self.judged) if j.counts and j.on <= day), None)

    @cached_property
    def unproven(self) -> tuple[str, ...]:
        """What its closure lacks on its day."""
        return tuple(self._lacking(self.written.closed_on)) if self.written.closed_on else ()

    def _lacking(self, closed_on: date) -> Iterator[str]:
        decided = self._decision(closed_on)
        if decided is None:
            yield "没有通过验收"
        elif decided.result is Verdict.RETURNED:
            yield f"最近一次验收（{decided.on}）是退回"
        if not any(says_something(e.title) and (e.dated or closed_on) <= closed_on for e in self.written.evidence):
            yield "没有佐证材料"

    @property
    def settled(self) -> bool:
        """Whether nobody has anything left to mend."""
        return self.stage in {Stage.ACCEPTED, Stage.CLOSED}

    @property
    def due(self) -> date:
        """Until when it is to be mended, with the time that was granted and still lasts."""
        until = self.extension.until_on(self.cutoff.on) if self.extension else date.min
        return self.written.due if self.cutoff.is_past(until) else max(self.written.due, until)

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

    @property
    def acceptances(self) -> Iterator[Judged]:
        """Those of by now."""
        return (judged for judged in self.judged if judged.on <= self.day)

    @cached_property
    def sent(self) -> tuple[tuple[int, Instrument], ...]:
        """What was sent by now, each with its place."""
        return tuple((i, sent) for i, sent in enumerate(self.written.instruments) if sent.issued_on <= self.day)

    def answered(self, instrument: Instrument) -> bool:
        return instrument.replied_on is not None and instrument.replied_on <= self.day

    def lacks_answer(self, sent: Instrument) -> bool:
        """Whether it should have been answered by now and was not, while anything is left to mend."""
        past = sent.reply_by is not None and self.cutoff.is_past(sent.reply_by)
        return past and not self.settled and not self.answered(sent)

    @property
    def unanswered(self) -> tuple[tuple[int, Instrument], ...]:
        return tuple((index, sent) for index, sent in self.sent if self.lacks_answer(sent))


def standings(ledger: Ledger) -> tuple[Standing, ...]:
    """Every matter that was found by the cutoff: in roster order, then as they are numbered."""
    dataset = ledger.dataset
    day = min(ledger.cutoff.on, dataset.known_on or date.max)
    found = [matter for matter in dataset.rectifications if matter.written.found_on <= day]
    late: dict[str, list[Duty]] = defaultdict(list)
    for duty in ledger.duties if found else ():
        if duty.late:
            late[duty.unit.id].append(duty)
    ordered = sorted(found, key=lambda m: (dataset.roster.order(m.unit.id), m.written.found_on, m.written.id))
    return tuple(
        Standing(
            matter=matter,
            cutoff=ledger.cutoff,
            day=day,
            item=dataset.plan.items.get(matter.written.item or ""),
            judged=_judged(matter, dataset),
            extension=_extension(matter, dataset, ledger.cutoff.on),
            duties=tuple(duty for duty in late[matter.unit.id] if covers(matter, duty)),
        )
        for matter in ordered
    )


def covers(matter: Matter, duty: Duty) -> bool:
    """Whether a duty is what is to be mended: of the unit, and of the item or its clause."""
    return duty.unit is matter.unit and matter.written.item in {duty.item.id, duty.item.clause}


def _extension(matter: Matter, dataset: Dataset, day: date) -> Extension | None:
    """Of the approvals for a matter that were given by a day, the newest."""
    granted = [g.grant for g in dataset.postponements if g.grant.item == matter.written.id and g.unit is matter.unit]
    given = [grant for grant in granted if grant.approved_on <= day]
    return max(given, key=lambda grant: grant.approved_on, default=None)


def _judged(matter: Matter, dataset: Dataset) -> tuple[Judged, ...]:
    if not matter.written.acceptance:
        return ()
    own = _own(matter, dataset)
    judged = (Judged(i, a, _by_another(a.by, matter, own, dataset)) for i, a in enumerate(matter.written.acceptance))
    return tuple(sorted(judged, key=lambda judged: (judged.on, judged.at)))


def _by_another(name: str, matter: Matter, own: frozenset[str], dataset: Dataset) -> bool:
    """Whether it is the name of somebody, and not of the body itself or of a part of it."""
    if not says_something(name) or name == matter.written.responsible:
        return False
    if body := dataset.roster.unit(name):
        return body is not matter.unit
    return not any(name[:end] in own for end in range(1, min(len(name), _LONGEST_NAME) + 1))


def _own(matter: Matter, dataset: Dataset) -> frozenset[str]:
    """What the names of a body's parts begin with, and the departments that it counts as its own in any of its tables."""
    unit = matter.unit
    filed = (filing.submission.tables.values() for filing in dataset.filings if filing.unit is unit)
    tables = (table for tables in filed for table in tables if not table.table.persons)
    departments = (row.who for table in tables for row in table.filled_rows)
    return frozenset([*unit.names[1:], *departments, *filter(None, [matter.written.responsible])])
