"""Two checks held against one another: what is new, what got worse or better, what is settled. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter

from zhifa_cli.finding import Finding, Measured, Position, Severity

Pair = tuple[Finding, Finding]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One check, as its JSON tells it."""

    plan: str
    as_of: date
    demo: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one check to another, each part in the order of its check."""

    old: Snapshot
    new: Snapshot
    added: tuple[Finding, ...]
    worse: tuple[Pair, ...]
    """What somebody was told already and is graver now: a gap that grew, a warning that became an error."""
    eased: tuple[Pair, ...]
    settled: tuple[Finding, ...]
    unchanged: int

    @property
    def regressed(self) -> bool:
        return bool(self.added or self.worse)


@dataclass(frozen=True, slots=True)
class _Row:
    """A finding of the contract ``zhifa.check/1``."""

    rule: str
    name: str
    severity: Severity
    unit: str | None
    item: str | None
    measure: int | None
    cycle: int | None
    due: date | None
    completed_on: date | None
    days_overdue: int | None
    message: str
    source: str | None
    path: str
    line: int | None
    column: int | None
    fingerprint: str
    measured: Measured | None

    def finding(self) -> Finding:
        given: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__ if name not in {"line", "column"}}
        return Finding(**given, position=Position(self.line or 1, self.column or 1))


@dataclass(frozen=True, slots=True)
class _Check:
    schema: Literal["zhifa.check/1"]
    plan: str
    as_of: date
    demo: bool
    findings: tuple[_Row, ...]


def read(text: str) -> Snapshot:
    """A check from its JSON.

    Raises:
        ValueError: it is not what ``zhifa check -f json`` writes.
    """
    check = TypeAdapter(_Check).validate_json(text)
    return Snapshot(check.plan, check.as_of, check.demo, tuple(row.finding() for row in check.findings))


def compare(old: Snapshot, new: Snapshot) -> Comparison:
    """Match findings by fingerprint; what is left by what it is about, since its rule may have changed."""
    before = {finding.fingerprint: finding for finding in old.findings}
    after = {finding.fingerprint: finding for finding in new.findings}
    pairs = [(before[key], finding) for key, finding in after.items() if key in before]
    same = len(pairs)
    left = [finding for key, finding in before.items() if key not in after]
    pairs += _changed(left, [finding for key, finding in after.items() if key not in before])
    worse = [pair for pair in pairs if _gravity(pair[1]) > _gravity(pair[0])]
    eased = [pair for pair in pairs if _gravity(pair[1]) < _gravity(pair[0])]
    told = {finding.fingerprint for pair in (*pairs[:same], *worse, *eased) for finding in pair}
    return Comparison(
        old,
        new,
        added=tuple(f for f in new.findings if f.fingerprint not in told),
        worse=tuple(worse),
        eased=tuple(eased),
        settled=tuple(f for f in old.findings if f.fingerprint not in told),
        unchanged=sum(_gravity(a) == _gravity(b) for a, b in pairs[:same]),
    )


def _changed(old: Iterable[Finding], new: Iterable[Finding]) -> Iterator[Pair]:
    """Pairs of findings about the same department (or officer) of one duty, the gravest with the gravest."""
    before, after = _by_subject(old), _by_subject(new)
    for subject in after:
        yield from zip(before.get(subject, ()), after[subject], strict=False)


def _by_subject(findings: Iterable[Finding]) -> dict[tuple[object, ...], list[Finding]]:
    found: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=_gravity, reverse=True):
        if finding.item is not None:
            of = finding.measured.of if finding.measured else None
            found[finding.unit, finding.item, finding.cycle, of].append(finding)
    return found


def _gravity(finding: Finding) -> tuple[int, float]:
    """How grave a finding is, then by how much a figure falls short. Days that pass make nothing graver."""
    return -finding.severity.rank, finding.measured.shortfall if finding.measured else 0
