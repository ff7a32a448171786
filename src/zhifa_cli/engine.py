"""Ledger -> result: run the rules, select, waive, place, sort and count. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol

from zhifa_cli.finding import Case, Finding, Position, Result, Route, Waived
from zhifa_cli.ledger import Duty, Ledger
from zhifa_cli.rules.registry import BY_CODE, RULES
from zhifa_cli.rules.waivers import waiver_of
from zhifa_cli.source.dataset import SUBMISSIONS


class Places(Protocol):
    """Turns a route into a line; the engine asks only for the findings that it keeps."""

    def position(self, path: str, route: Route, *, on_key: bool) -> Position: ...

    def line(self, path: str, number: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings to keep; an empty part keeps all.

    Unusable data of no unit in particular always stays, whatever is selected: no verdict is sound without it.
    """

    units: frozenset[str] = frozenset()
    measures: frozenset[int] = frozenset()
    rules: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    """Files or folders within the data folder."""

    def keeps(self, finding: Finding) -> bool:
        unit = not self.units or finding.unit is None or finding.unit in self.units
        measure = not self.measures or finding.measure is None or finding.measure in self.measures
        rule = not self.rules or finding.rule in self.rules or finding.left_out
        return unit and measure and rule and (self.holds(finding.path) or _is_common(finding))

    def keeps_duty(self, duty: Duty) -> bool:
        unit = not self.units or duty.unit.id in self.units
        return unit and (not self.measures or duty.item.measure in self.measures)

    def holds(self, path: str) -> bool:
        """Whether a data file is among the paths."""
        within = path.split("/")
        return not self.paths or any("/".join(within[:end]) in self.paths for end in range(len(within) + 1))


def _is_common(finding: Finding) -> bool:
    """Whether it is unusable data that every submission rests on: the plan, the roster, the approvals."""
    return finding.left_out and not finding.path.startswith(f"{SUBMISSIONS}/")


def run(
    ledger: Ledger, places: Places, selection: Selection | None = None, baseline: frozenset[str] = frozenset()
) -> Result:
    """Apply every rule. What is waived or in the baseline (by fingerprint) is kept apart and does not count."""
    selection = selection or Selection()
    found = [_stamped(finding) for rule in RULES for finding in rule.check(ledger)]
    found += [_stamped(finding) for rule in RULES for finding in rule.review(ledger, tuple(found))]
    everything = list(_fingerprinted(found))
    kept = [_placed(finding, places) for finding in everything if selection.keeps(finding)]
    counted: list[Finding] = []
    known: list[Finding] = []
    waived: list[Waived] = []
    for finding in sorted(kept, key=lambda finding: _order(ledger, finding)):
        if granted := waiver_of(finding, ledger):
            waiver = granted.grant
            waived.append(Waived(finding, waiver.reason, waiver.approved_by, waiver.expires))
        elif finding.fingerprint in baseline and not finding.left_out:
            known.append(finding)
        else:
            counted.append(finding)
    return Result(
        plan=ledger.dataset.head.title if ledger.dataset.head else "",
        as_of=ledger.cutoff.on,
        closed=ledger.cutoff.closed,
        demo=ledger.dataset.demo,
        findings=tuple(counted),
        unit_names={unit.id: unit.name for unit in ledger.dataset.roster.units},
        cases=tuple(dict.fromkeys(_cases(ledger, selection))),
        waived=tuple(waived),
        known=tuple(known),
        gone=baseline.difference(finding.fingerprint for finding in everything),
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
        digest = blake2b(f"{identity}\0{seen[identity]}".encode(errors="surrogatepass"), digest_size=10).hexdigest()
        yield replace(finding, fingerprint=digest)


def _identity(finding: Finding) -> str:
    parts = [finding.rule, finding.unit, finding.item, finding.cycle, finding.subject]
    if finding.item is None and not finding.subject:
        parts += [finding.path, *(step for step in finding.route if isinstance(step, str)), finding.message]
    return "\0".join(map(str, parts))


def _cases(ledger: Ledger, selection: Selection) -> Iterable[Case]:
    """Each unit × clause that was judged, once for each of its duties."""
    plan = ledger.dataset.plan
    titles = {measure.id: measure.title for measure in plan.measures} if plan else {}
    reporting = {filing.unit.id for filing in ledger.dataset.filings if selection.holds(filing.path)}
    for duty in ledger.duties:
        if selection.keeps_duty(duty) and (not selection.paths or duty.unit.id in reporting):
            item = duty.item
            title = item.title if item.measure is None else titles[item.measure]
            yield Case(duty.unit.id, item.clause or item.id, f"{item.source} {title}")
