"""Ledger -> result: run the rules, select, place, sort and count. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol

from zhifa_cli.finding import Finding, Position, Result, Route
from zhifa_cli.ledger import Ledger
from zhifa_cli.rules.registry import BY_CODE, RULES


class Places(Protocol):
    """Turns a route into a line; the engine asks only for the findings that it keeps."""

    def position(self, path: str, route: Route, *, on_key: bool) -> Position: ...

    def line(self, path: str, number: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings to keep; an empty part keeps all. Data faults of no unit in particular always stay."""

    units: frozenset[str] = frozenset()
    measures: frozenset[int] = frozenset()

    def keeps(self, finding: Finding) -> bool:
        unit = not self.units or finding.unit is None or finding.unit in self.units
        measure = not self.measures or finding.measure is None or finding.measure in self.measures
        return unit and measure


def run(
    ledger: Ledger, places: Places, selection: Selection | None = None, shown_path: Callable[[str], str] = str
) -> Result:
    """Apply every rule. ``shown_path`` turns a path within the data folder into the one to show."""
    selection = selection or Selection()
    found = (_stamped(finding) for rule in RULES for finding in rule.check(ledger))
    placed = [_placed(finding, places) for finding in found if selection.keeps(finding)]
    ordered = sorted(placed, key=lambda finding: _order(ledger, finding))
    return Result(
        plan=ledger.dataset.head.title if ledger.dataset.head else "",
        as_of=ledger.cutoff.on,
        closed=ledger.cutoff.closed,
        demo=ledger.dataset.demo,
        findings=tuple(replace(f, path=shown_path(f.path)) for f in _fingerprinted(ordered)),
        unit_names={unit.id: unit.name for unit in ledger.dataset.roster.units},
    )


def _stamped(finding: Finding) -> Finding:
    rule = BY_CODE[finding.rule]
    return replace(finding, name=rule.name, severity=rule.severity)


def _placed(finding: Finding, places: Places) -> Finding:
    position = finding.position or places.position(finding.path, finding.route, on_key=finding.on_key)
    return replace(finding, position=position, excerpt=places.line(finding.path, position.line))


def _order(ledger: Ledger, finding: Finding) -> tuple[object, ...]:
    roster, plan = ledger.dataset.roster, ledger.dataset.plan
    unit = -1 if finding.unit is None else roster.order(finding.unit)
    item = -1 if finding.item is None or plan is None else plan.order(finding.item)
    position = finding.position or Position(1, 1)
    return unit, item, finding.cycle or 0, finding.rule, finding.path, position.line, position.column, finding.message


def _fingerprinted(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Identities that outlast moved lines and a later cutoff; equals are told apart by their order."""
    seen: Counter[str] = Counter()
    for finding in findings:
        identity = _identity(finding)
        seen[identity] += 1
        digest = blake2b(f"{identity}\0{seen[identity]}".encode(), digest_size=10).hexdigest()
        yield replace(finding, fingerprint=digest)


def _identity(finding: Finding) -> str:
    if finding.item is not None:
        parts = [finding.unit, finding.item, finding.cycle, finding.measured.of if finding.measured else None]
    else:
        parts = [finding.path, *(step for step in finding.route if isinstance(step, str)), finding.message]
    return "\0".join([finding.rule, *map(str, parts)])
