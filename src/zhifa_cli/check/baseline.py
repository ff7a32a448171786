"""A baseline: the findings that a team has already, by fingerprint, so that only new ones count. Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import TypeAdapter

from zhifa_cli.finding import Issue
from zhifa_cli.text.unseen import json_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding. Only the fingerprint decides; the rest is for people who read the file."""

    fingerprint: str
    rule: str
    unit: str | None
    item: str | None
    cycle: int | str | None
    """A year is a number in what first editions wrote."""
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The file."""

    schema: Literal["zhifa.baseline/1"]
    findings: tuple[Entry, ...]

    @property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(entry.fingerprint for entry in self.findings)

    def without(self, gone: frozenset[str]) -> "Baseline":
        """What is left of it; it never grows."""
        return Baseline(self.schema, tuple(entry for entry in self.findings if entry.fingerprint not in gone))


def of(findings: Iterable[Issue]) -> Baseline:
    """All that may be put up with: everything but data that could not be used."""
    entries = (Entry(f.fingerprint, f.rule, f.unit, f.item, f.cycle, f.message) for f in findings if not f.left_out)
    return Baseline("zhifa.baseline/1", tuple(entries))


def dumps(baseline: Baseline) -> str:
    """The file's text, in an order of its own, so that it changes only where the findings do."""
    ordered = sorted(
        baseline.findings, key=lambda e: (e.unit or "", e.item or "", str(e.cycle or ""), e.rule, e.fingerprint)
    )
    document = {"schema": baseline.schema, "findings": [asdict(entry) for entry in ordered]}
    return json_text(document)


def loads(text: str) -> Baseline:
    """A file's content.

    Raises:
        ValueError: it is no baseline.
    """
    return TypeAdapter(Baseline).validate_json(text)
