"""What the checker has to say: a finding, how grave it is and where it stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum, auto
from hashlib import blake2b
from typing import NamedTuple, Self, TypeAlias

from zhifa_cli.text.personal import masked

Route: TypeAlias = tuple[str | int, ...]
"""Keys and indices from a file's root to a value: ``("progress", 3, "completed_on")``."""


class Severity(StrEnum):
    """How grave a finding is. Errors are accusations or unusable data; notes only inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        return {"error": "错误", "warning": "警告", "note": "提示"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Of(Enum):
    """What a rule's findings are of."""

    DATA = auto()
    """What is written, or that nothing is."""
    DUTY = auto()
    """How a duty stands: reports say it in their tables of duties."""
    APPROVAL = auto()
    """Extensions, exemptions and waivers."""
    RECTIFICATION = auto()
    """How a matter under rectification stands: reports say it in their tables of those."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file, both counted from 1; columns count characters, not bytes."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure held against a limit: whose, the figure and limit as shown, and what is lacking.

    ``shortfall`` is in people for shares and in hours (of the worst officer) for training.
    """

    of: str
    value: str
    limit: str
    shortfall: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a finding says, and the issue that is made of it."""

    rule: str = ""
    """The code; the engine writes it on what rules find."""
    message: str
    path: str
    """The file, relative to the data folder; in a result that is shown, as its reader opens it."""
    unit: str | None = None
    item: str | None = None
    items: tuple[str, ...] = ()
    """Where it is about several items of a clause, all of them."""
    measure: int | str | None = None
    cycle: str | None = None
    due: date | None = None
    settled: bool = False
    """Whether somebody settled that date (核定), of which the document says nothing."""
    completed_on: date | None = None
    days_overdue: int | None = None
    source: str | None = None
    measured: Measured | None = None
    left_out: bool = False
    """What it speaks of could not be used: the data, not a unit, is at fault."""
    unlisted: int = 0
    """So many findings like it are not listed, and this one stands in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Said):
    """One thing that a reader must know, as a rule or the reading of files says it: where it is, by keys and indices."""

    route: Route = ()
    on_key: bool = False
    """Point at the key rather than at its value (an unknown key, a key with nothing behind it)."""
    position: Position | None = None
    """Where it is known already, as of text that is no YAML and has no routes."""
    subject: str = ""
    """What tells it from others of its rule on the same item, or on none: a department, a waived rule."""
    graded: Severity | None = None
    """A severity of its own, where it is not its rule's."""

    def __post_init__(self) -> None:
        """No message shows a personal number, of which a file's name may have one."""
        object.__setattr__(self, "message", masked(self.message))

    def of_rule(self, code: str) -> Self:
        """The finding itself, just made by a rule and nobody else's yet: a copy of each would be a third of a check."""
        object.__setattr__(self, "rule", code)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Said):
    """A finding as the engine gives it out: with its line, and with what is known of its rule."""

    name: str
    severity: Severity
    line: int
    column: int
    fingerprint: str
    """The same in every later check, though lines move."""
    excerpt: str = ""
    """The source line, personal data masked."""
    of: Of = Of.DATA
    accuses: bool = False
    """Whether it says of a body that it failed."""


LISTED = 100
"""So many findings of one rule in one file are listed; more are only counted."""


class Alike(NamedTuple):
    """What findings must have in common for one to stand for others."""

    rule: str
    path: str
    unit: str | None = None
    item: str | None = None


class Listing:
    """Findings as they are made: of very many of one kind the first, and one that says how many more."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._listed: Counter[Alike] = Counter()
        self._unlisted: Counter[Alike] = Counter()
        self._closing: dict[Alike, int] = {}

    def add(self, kind: Alike, make: Callable[[], Finding], unlisted: int = 0) -> None:
        """List a finding, or only count it, and not even make it. One that stands for others counts as they do."""
        if not unlisted and self._listed[kind] < LISTED:
            self._listed[kind] += 1
            self._findings.append(make())
            return
        if kind not in self._closing:
            self._closing[kind] = len(self._findings)
            self._findings.append(make())
        self._unlisted[kind] += unlisted or 1

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.append(finding)

    def append(self, finding: Finding, kind: Alike | None = None) -> None:
        """List a finding that is made already."""
        self.add(kind or Alike(finding.rule, finding.path), lambda: finding, finding.unlisted)

    @property
    def findings(self) -> list[Finding]:
        found = self._findings.copy()
        for kind, place in self._closing.items():
            found[place] = _closing(found[place], kind.item, self._unlisted[kind])
        return found


def _closing(first: Finding, item: str | None, count: int) -> Finding:
    """What is said in the place of ``count`` findings, of the item that they have in common; whose data it is stays known."""
    return replace(
        first,
        message=f"这个文件里还有 {count} 处同样的问题没有列出；请先改正已列出的",
        unlisted=count,
        subject=f"{first.path} 未列出的",
        item=item,
        items=(),
        measure=first.measure if item else None,
        cycle=None,
        due=None,
        completed_on=None,
        days_overdue=None,
        source=first.source if item else None,
        measured=None,
    )


def fingerprinted(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """Identities that outlast moved lines and a later cutoff; equals are told apart by their order."""
    seen: Counter[str] = Counter()
    for finding in findings:
        identity = _identity(finding)
        seen[identity] += 1
        digest = blake2b(f"{identity}\0{seen[identity]}".encode(errors="surrogatepass"), digest_size=10).hexdigest()
        yield digest, finding


def _identity(finding: Finding) -> str:
    parts = [finding.rule, finding.unit, finding.item, finding.cycle, finding.subject]
    if finding.item is None and not finding.subject:
        parts += [finding.path, *(step for step in finding.route if isinstance(step, str)), finding.message]
    return "\0".join(map(str, parts))


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that an accepted exception (豁免) keeps from counting."""

    finding: Issue
    reason: str
    approved_by: str
    expires: date


@dataclass(frozen=True, slots=True)
class Case:
    """A clause or milestone that a unit was held against, whether or not anything was found."""

    unit: str
    item: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a check found, in roster and document order."""

    plan: str
    as_of: date
    closed: bool
    """Whether the day of ``as_of`` is over, so that what was due on it is past."""
    demo: bool
    findings: tuple[Issue, ...]
    """What counts: neither waived nor in the baseline."""
    unit_names: dict[str, str]
    known_on: date | None = None
    """What was submitted or approved later was left out."""
    cases: tuple[Case, ...] = ()
    waived: tuple[Waived, ...] = ()
    known: tuple[Issue, ...] = ()
    """What the baseline already holds."""
    gone: frozenset[str] = frozenset()
    """Fingerprints of the baseline that nothing in the data has any more."""
    unshown: int = 0
    """Faults that kept data from being used, but that were not asked for."""
    settings: str = ""
    """What a settings file, and not whoever asks, has hidden from this result; nobody must miss it."""

    @property
    def summary(self) -> dict[Severity, int]:
        counts = Counter(finding.severity for finding in self.findings)
        return {severity: counts[severity] for severity in Severity}

    @property
    def left_out(self) -> int:
        """How many faults kept data from being used."""
        return sum(finding.left_out for finding in self.findings)

    def of_rules(self, rules: frozenset[str]) -> Self:
        """What some rules found, and all data that could not be used; no rules are all rules."""
        return self.only(lambda finding: not rules or finding.rule in rules or finding.left_out)

    def only(self, kept: Callable[[Issue], bool]) -> Self:
        """Of what counts, of the baseline and of what is waived, some."""
        return replace(
            self,
            findings=tuple(filter(kept, self.findings)),
            known=tuple(filter(kept, self.known)),
            waived=tuple(waived for waived in self.waived if kept(waived.finding)),
        )

    def fails(self, least: Severity | None) -> bool:
        """Whether any finding is at or above a severity."""
        return least is not None and any(finding.severity.rank <= least.rank for finding in self.findings)

    def with_paths(self, shown: Callable[[str], str]) -> Self:
        """The same result with its paths, which are relative to the data folder, as a reader would open them.

        A personal number in one is starred out; a shell finds the file nevertheless, since stars are its wildcards.
        """

        def moved(finding: Issue) -> Issue:
            return replace(finding, path=shown(masked(finding.path)))

        return replace(
            self,
            findings=tuple(map(moved, self.findings)),
            known=tuple(map(moved, self.known)),
            waived=tuple(replace(waived, finding=moved(waived.finding)) for waived in self.waived),
        )
