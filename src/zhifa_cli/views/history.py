"""What a body reported on a duty, report after report: what changed, and how the duty stood by what was known then."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from zhifa_cli.finding import Route
from zhifa_cli.ledger.duty import Claim, Duty, Ledger
from zhifa_cli.ledger.judge import build
from zhifa_cli.source.dataset import Filing


@dataclass(frozen=True, slots=True)
class Step:
    """One report on a duty."""

    filing: Filing
    route: Route
    said: str
    """What it says, in a few words."""
    changed: str
    """Against the report before; empty where it is the first, or says the same."""
    contradicts: bool
    """Whether it takes back that the duty is complete."""
    then: Duty | None
    """How the duty stands at the cutoff by this report and those before it; None where the body did not owe it then."""


@dataclass(frozen=True, slots=True)
class Story:
    """A duty, and every report on it, the oldest first."""

    duty: Duty
    steps: tuple[Step, ...]


def stories(ledger: Ledger, unit: str, items: frozenset[str]) -> tuple[Story, ...]:
    """The duties of a unit on which it reported, of some items (or all), in document order."""
    filings = sorted(
        (filing for filing in ledger.dataset.filings if filing.unit.id == unit),
        key=lambda filing: (filing.submitted_on, filing.period, filing.path),
    )
    then = {day: _known(ledger, day) for day, _ in groupby(filings, key=lambda filing: filing.submitted_on)}
    duties = (duty for duty in ledger.duties if duty.unit.id == unit)
    told = (
        Story(duty, tuple(_steps(duty, ledger, filings, then)))
        for duty in duties
        if not items or duty.item.id in items or duty.item.clause in items
    )
    return tuple(story for story in told if story.steps)


def _known(ledger: Ledger, day: date) -> Ledger:
    known = tuple(filing for filing in ledger.dataset.filings if filing.submitted_on <= day)
    return build(replace(ledger.dataset, filings=known), ledger.cutoff)


def _steps(duty: Duty, ledger: Ledger, filings: list[Filing], then: dict[date, Ledger]) -> Iterator[Step]:
    claims = ledger.claims.get(duty.key, [])
    before: Claim | None = None
    for filing in filings:
        after = then[filing.submitted_on].by_key.get(duty.key)
        for claim in (claim for claim in claims if claim.filing is filing):
            changed, contradicts = _change(before, claim) if before else ("", False)
            yield Step(filing, claim.route, _said(claim), changed, contradicts, after)
            before = claim
        for route, told in _figures(duty, filing):
            yield Step(filing, route, told, "", contradicts=False, then=after)


def _said(claim: Claim) -> str:
    entry = claim.entry
    parts = [
        str(entry.status),
        f"{entry.completed_on} 完成" if entry.completed_on else "",
        f"佐证 {len(entry.shown)} 份" if entry.shown else "",
        f"报{entry.recipient}" if entry.recipient else "",
        f"理由：{entry.reason}" if entry.reason else "",
    ]
    return "，".join(filter(None, parts))


def _change(before: Claim, claim: Claim) -> tuple[str, bool]:
    """What a report says otherwise than the one before it, and whether that takes back a completion."""
    old, new = before.entry, claim.entry
    parts = []
    if old.status != new.status:
        parts.append(f"{old.status} → {new.status}")
    elif old.completed_on != new.completed_on:
        parts.append(f"完成日期 {old.completed_on or '没有写'} → {new.completed_on or '没有写'}")
    if added := len(new.shown) - len(old.shown):
        parts.append(f"佐证 {added:+d} 份")
    if old.recipient != new.recipient:
        parts.append(f"报送对象 {old.recipient or '没有写'} → {new.recipient or '没有写'}")
    return "，".join(parts), before.done and not claim.done


def _figures(duty: Duty, filing: Filing) -> Iterator[tuple[Route, str]]:
    """The figures of a report by which a threshold is judged."""
    threshold = duty.item.threshold
    if threshold is None:
        return
    for table in filing.tables:
        if threshold.table == table.kind and table.cycle in {None, duty.table_cycle(table.form, table.as_of)}:
            yield table.place()[1], f"报{table.form.title}，截至 {table.as_of}"
    names = {indicator.id: indicator.title for indicator in threshold.indicators}
    for figure in filing.figures:
        if figure.indicator in names and figure.cycle in {None, duty.cycle, str(duty.year)}:
            yield figure.route, f"报{names[figure.indicator]} {figure.value}，截至 {figure.as_of}"
