"""Ledger -> result: run the rules, select, waive, place, sort and count. Pure."""

import math
from collections.abc import Iterable
from dataclasses import fields
from itertools import chain
from typing import Protocol

from zhifa_cli.check.selection import Selection
from zhifa_cli.finding import (
    Alike,
    Case,
    Finding,
    Issue,
    Listing,
    Of,
    Position,
    Result,
    Route,
    Said,
    Waived,
    fingerprinted,
)
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.registry import BY_CODE, RULES
from zhifa_cli.rules.waivers import waiver_of
from zhifa_cli.source.dataset import FILED, Dataset

_SAID = tuple(field.name for field in fields(Said))


class Places(Protocol):
    """Turns a route into a line; the engine asks only for the findings that it keeps."""

    def position(self, path: str, route: Route, *, on_key: bool) -> Position: ...

    def line(self, path: str, number: int) -> str: ...


def run(
    ledger: Ledger, places: Places, selection: Selection | None = None, baseline: frozenset[str] = frozenset()
) -> Result:
    """Apply every rule. What is waived or in the baseline (by fingerprint) is kept apart and does not count."""
    selection = selection or Selection()
    dataset, order = ledger.dataset, _Order(ledger.dataset)
    everything = dict(fingerprinted(_listed(_said(ledger))))
    counted: list[Issue] = []
    waived: list[Waived] = []
    for fingerprint, finding in sorted(everything.items(), key=lambda found: found[1].path):  # each file is placed once
        if not selection.keeps(finding):
            continue
        issue = _issue(finding, fingerprint, places)
        if BY_CODE[finding.rule].waivable and (granted := waiver_of(finding, ledger)):
            waiver = granted.grant
            waived.append(Waived(issue, waiver.reason, waiver.approved_by, waiver.expires))
        else:
            counted.append(issue)
    counted.sort(key=order.of)
    return Result(
        plan=dataset.title,
        as_of=ledger.cutoff.on,
        closed=ledger.cutoff.closed,
        demo=dataset.demo,
        known_on=dataset.known_on,
        findings=tuple(f for f in counted if f.left_out or f.fingerprint not in baseline),
        unit_names={unit.id: unit.name for unit in dataset.roster.units},
        cases=tuple(dict.fromkeys(_cases(ledger, selection))),
        waived=tuple(sorted(waived, key=lambda waived: order.of(waived.finding))),
        known=tuple(f for f in counted if not f.left_out and f.fingerprint in baseline),
        gone=baseline.difference(everything),
        unshown=sum(finding.left_out for finding in everything.values()) - sum(issue.left_out for issue in counted),
    )


def _said(ledger: Ledger) -> list[Finding]:
    """What all rules find; those about waivers judge what the others found."""
    found = {rule.code: [said.of_rule(rule.code) for said in rule.check(ledger)] for rule in RULES}
    waivable = {code: findings if BY_CODE[code].waivable else None for code, findings in found.items()}
    reviewed = [said.of_rule(rule.code) for rule in RULES for said in rule.review(ledger, waivable)]
    return [*chain.from_iterable(found.values()), *reviewed]


def _listed(findings: Iterable[Finding]) -> list[Finding]:
    """All of them, but of very many in one report the first hundred: who is judged by it may write anything in it.

    What is said of a duty is never left out for what is said of another.
    """
    listing = Listing()
    for finding in findings:
        kind = Alike(finding.rule, finding.path)
        if BY_CODE[finding.rule].of is not Of.DATA or not finding.path.startswith(FILED):
            kind = kind._replace(unit=finding.unit, item=finding.item)
        listing.append(finding, kind)
    return listing.findings


def _issue(finding: Finding, fingerprint: str, places: Places) -> Issue:
    """A finding with its line, and with what is known of its rule."""
    rule = BY_CODE[finding.rule]
    position = finding.position or places.position(finding.path, finding.route, on_key=finding.on_key)
    return Issue(
        **{name: getattr(finding, name) for name in _SAID},
        name=rule.name,
        severity=finding.graded or rule.severity,
        line=position.line,
        column=position.column,
        fingerprint=fingerprint,
        excerpt=places.line(finding.path, position.line),
        of=rule.of,
        accuses=rule.accuses,
    )


class _Order:
    """Findings as readers expect them: by unit and item as roster and document have them, then by place."""

    def __init__(self, dataset: Dataset) -> None:
        self._roster, self._plan = dataset.roster, dataset.plan

    def of(self, finding: Issue) -> tuple[object, ...]:
        unit = -1 if finding.unit is None else self._roster.order(finding.unit)
        last = bool(finding.unlisted) and not finding.left_out  # after those that it speaks of
        item: float = math.inf if last else -1
        if finding.item is not None:
            item = self._plan.order(finding.item)
        place = finding.path, finding.line, finding.column
        return unit, item, last, finding.cycle or "", finding.rule, *place, finding.message


def _cases(ledger: Ledger, selection: Selection) -> Iterable[Case]:
    """Each unit × clause that was judged, once for each of its duties."""
    plan = ledger.dataset.plan
    reporting = {filing.unit.id for filing in ledger.dataset.filings if selection.holds(filing.path)}
    for duty in ledger.duties:
        if selection.keeps_duty(duty) and (not selection.paths or duty.unit.id in reporting):
            item = duty.item
            title = item.title if item.measure is None else plan.titles[item.measure]
            yield Case(duty.unit.id, item.clause or item.id, f"{item.source} {title}")
