"""What the newest reports on a duty say, taken together: done, not done, not applicable, or a contradiction.

The newest report says what is known; the cutoff only asks what of it had happened by then.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import groupby

from zhifa_cli.ledger.duty import Claim, Cutoff, Flaw
from zhifa_cli.model.plan import Item
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.submission import Act, Progress, says_something


class Outcome(Enum):
    """What a duty comes to by what was reported."""

    OPEN = auto()
    DONE = auto()
    NOT_APPLICABLE = auto()
    CONFLICT = auto()


class Day(Enum):
    """What a day of completion is to a duty."""

    IN_TIME = auto()
    LATE = auto()
    IMPOSSIBLE = auto()
    """After the report of it, or in the cycle before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an item asks of a claim that it is done in one cycle."""

    item: Item
    roster: Roster
    earlier_due: date | None
    """When the cycle before fell due: what was completed by then belongs to that cycle."""
    in_time: Callable[[date], bool]

    def day(self, completed_on: date, submitted_on: date) -> Day:
        if completed_on > submitted_on or (self.earlier_due is not None and completed_on <= self.earlier_due):
            return Day.IMPOSSIBLE
        return Day.IN_TIME if self.in_time(completed_on) else Day.LATE

    def is_act(self, given: Act | None) -> bool:
        return self.item.act is None or given in _family(self.item.act)

    def is_recipient(self, unit: Unit, given: str) -> bool:
        """Whether a unit's thing went to whom it must go, as far as anything says who that is."""
        if self.item.recipient is None:
            return True
        if not _names_somebody(self.roster, given):
            return False
        if given == self.item.recipient:
            return True
        accepted = accepted_recipients(self.roster, unit, self.item.recipient)
        meant = accepted_recipients(self.roster, unit, given) or (given,)
        return not accepted or all(_same(self.roster, name, accepted) for name in meant)


@dataclass(frozen=True, slots=True)
class Said:
    """The newest reports on a duty at a cutoff; those of equal standing count as one."""

    newest: tuple[Claim, ...]
    """The best evidenced first."""
    outcome: Outcome
    silent: bool
    """No report had begun by the cutoff."""
    under_way: bool
    """By the newest that tells the state at the cutoff."""
    flaws: tuple[Flaw, ...] = ()
    """Why it is not shown to be done, where it is said to be."""
    completed_on: date | None = None
    retracted: Claim | None = None
    claimed_since: date = date.max
    """When 已完成 was first said of the claims that have said so ever since: saying it again does not make it new."""

    @property
    def explained(self) -> bool:
        """Whether it says 不适用 and why."""
        return _explained(self.newest)


def _explained(claims: Iterable[Claim]) -> bool:
    return any(claim.entry.explained and not_applicable(claim) for claim in claims)


def not_applicable(claim: Claim) -> bool:
    return claim.entry.status is Progress.NOT_APPLICABLE


_NOTHING = Said((), Outcome.OPEN, silent=True, under_way=False)


def said(claims: Sequence[Claim], cutoff: Cutoff, asked: Asked) -> Said:
    """What the reports on one duty say at a cutoff."""
    if not claims:
        return _NOTHING
    newest = _newest(claims)
    dates = sorted({c.entry.completed_on for c in newest if c.done and c.entry.completed_on})
    days = {day: asked.day(day, newest[0].filing.submitted_on) for day in dates}
    excusable = asked.item.required or _explained(newest)
    outcomes = {_outcome(claim, days, cutoff, excusable=excusable) for claim in newest}
    outcome = outcomes.pop() if len(outcomes) == 1 else Outcome.CONFLICT
    states = [c for c in claims if c.begun_by(cutoff.on) and not c.done and not not_applicable(c)]
    return Said(
        newest=newest,
        outcome=outcome,
        silent=not any(claim.begun_by(cutoff.on) for claim in claims),
        under_way=any(claim.entry.status is Progress.IN_PROGRESS for claim in _newest(states)),
        flaws=_flaws(newest, asked, days) if outcome is Outcome.DONE else (),
        completed_on=dates[-1] if dates else None,
        retracted=_retracted(claims, newest, cutoff),
        claimed_since=_claimed_since(claims),
    )


def _newest(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of the highest standing, the best evidenced first."""
    top = max((claim.standing for claim in claims), default=None)
    best = sorted(
        (claim for claim in claims if claim.standing == top),
        key=lambda c: (-len(c.entry.shown), not c.entry.explained, c.filing.path, c.route),
    )
    return tuple(best)


def _outcome(claim: Claim, days: dict[date, Day], cutoff: Cutoff, *, excusable: bool) -> Outcome:
    if not_applicable(claim):
        return Outcome.NOT_APPLICABLE if excusable else Outcome.OPEN  # what is only encouraged is left as it is
    if not claim.done:
        return Outcome.OPEN
    day = claim.entry.completed_on or max(days, default=None)  # what one leaves out contradicts nothing
    if day and days[day] is Day.IN_TIME:
        day = max(other for other in days if days[other] is Day.IN_TIME)  # of two in time the later counts
    happened = day <= cutoff.on if day else claim.begun_by(cutoff.on)
    return Outcome.DONE if happened else Outcome.OPEN


def _flaws(claims: Sequence[Claim], asked: Asked, days: dict[date, Day]) -> tuple[Flaw, ...]:
    """Why claims of equal standing do not show that the item is done; where one of them would show it, they conflict."""
    own = [tuple(_flaws_of(claim, claims, asked, days)) for claim in claims]
    if all(own):
        return own[0]
    late = {day for day in days if days[day] is Day.LATE}
    differ = any(own) or len(set(days.values())) > 1 or len(late) > 1
    return (Flaw.CONFLICT,) if differ else ()


def _flaws_of(claim: Claim, beside: Sequence[Claim], asked: Asked, days: dict[date, Day]) -> Iterator[Flaw]:
    """What one claim lacks. What it leaves out it takes from those beside it; their evidence adds up."""
    entry, submitted_on = claim.entry, claim.filing.submitted_on
    day = entry.completed_on or max(days, default=None)
    acts = [entry.act] if entry.act else [other.entry.act for other in beside if other.entry.act]
    sent = [claim] if entry.recipient else [other for other in beside if other.entry.recipient]
    right = any(asked.is_recipient(other.filing.unit, other.entry.recipient or "") for other in sent)
    lacking = {
        Flaw.ONGOING_DONE: asked.item.ongoing,
        Flaw.NO_DATE: day is None,
        Flaw.NO_EVIDENCE: not any(other.entry.shown for other in beside),
        Flaw.WRONG_RECIPIENT: asked.item.recipient is not None and not right,
        Flaw.WRONG_ACT: bool(acts) and not any(map(asked.is_act, acts)),
        Flaw.AFTER_SUBMISSION: day is not None and day > submitted_on,
        Flaw.EARLIER_CYCLE: day is not None and day <= submitted_on and days[day] is Day.IMPOSSIBLE,
    }
    yield from (flaw for flaw, holds in lacking.items() if holds)


def _retracted(claims: Sequence[Claim], newest: Sequence[Claim], cutoff: Cutoff) -> Claim | None:
    """The last 已完成 that the newest reports no longer make."""
    if any(claim.done for claim in newest):
        return None
    older = [claim for claim in claims if claim.happened_by(cutoff.on)]
    return max(older, key=lambda claim: claim.standing, default=None)


def _claimed_since(claims: Sequence[Claim]) -> date:
    since = date.max
    for _, equals in groupby(sorted(claims, key=lambda c: c.standing, reverse=True), key=lambda c: c.standing):
        alike = list(equals)
        if not all(claim.done for claim in alike):
            break
        since = alike[0].filing.submitted_on
    return since


# ---- to whom, and how ----------------------------------------------------------------------------------


def accepted_recipients(roster: Roster, unit: Unit, word: str) -> tuple[str, ...]:
    """Who a recipient is: the body of that name, or what is said of a generic word; empty where nothing says so."""
    return (word,) if roster.unit(word) else roster.authorities(unit, word)


def is_to_oneself(roster: Roster, unit: Unit, recipient: str | None) -> bool:
    """Whether a recipient can only be the unit itself."""
    accepted = accepted_recipients(roster, unit, recipient) if recipient else ()
    return bool(accepted) and all(roster.unit(name) is unit for name in accepted)


def _same(roster: Roster, given: str, names: Iterable[str]) -> bool:
    """Whether a name is one of a few, by any name that the roster knows."""
    body = roster.unit(given)
    return any(given == name or (body is not None and roster.unit(name) is body) for name in names)


def _names_somebody(roster: Roster, given: str) -> bool:
    """没有报, 未报 and 无 name nobody."""
    return roster.unit(given) is not None or (says_something(given) and not _DENIAL.match(given))


_DENIAL = re.compile(r"\W*(没|未|尚未|无需|不)")


_FAMILIES: tuple[frozenset[Act], ...] = (frozenset({"公布", "公开"}), frozenset({"报送", "报告"}))
"""Acts that answer for each other; all others stand alone."""


def _family(act: Act) -> frozenset[Act]:
    return next((family for family in _FAMILIES if act in family), frozenset({act}))
