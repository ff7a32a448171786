"""What was read of a data folder: the plan, the roster, and what each unit reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Generic, Literal, TypeVar

from zhifa_cli.finding import Finding, Route
from zhifa_cli.model.approval import Exemption, Extension, Waiver
from zhifa_cli.model.deadline import days_of
from zhifa_cli.model.evaluation import EvaluationLine, EvaluationTable, YearEvaluation
from zhifa_cli.model.plan import Plan, PlanHead
from zhifa_cli.model.rectification import Rectification
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.statistics import StatTables, YearReport
from zhifa_cli.model.style import NO_STYLE, Style
from zhifa_cli.model.submission import Entry, Evidence, IndicatorFigure, Submission
from zhifa_cli.model.table import Row, TableForm
from zhifa_cli.source.names import Names
from zhifa_cli.source.salvage import Dropped

MEASURES = "measures.yaml"
UNITS = "units.yaml"
SUBMISSIONS = "submissions"
STATISTICS = "statistics"
EVALUATION = "evaluation.yaml"
EVALUATIONS = "evaluations"
RECTIFICATIONS = "rectifications"
FILED = (f"{SUBMISSIONS}/", f"{RECTIFICATIONS}/")
"""How the paths of files begin on which nothing else rests."""
EXTENSIONS = "extensions.yaml"
WAIVERS = "waivers.yaml"
EXEMPTIONS = "exemptions.yaml"
CALENDAR = "calendar.yaml"
STYLE = "style.yaml"

G = TypeVar("G", Extension, Exemption, Waiver)


@dataclass(frozen=True, slots=True)
class FiledEntry:
    """One entry, and where it stood in its file."""

    route: Route
    entry: Entry


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures as filed. One of which nothing could be used has no rows."""

    path: str
    unit: Unit
    form: TableForm
    period: Month
    submitted_on: date
    demo: bool
    as_of: date
    """As written; where that cannot be or cannot be read, the day of submission."""
    dated: bool
    """Whether ``as_of`` is what was written."""
    cycle: str | None
    """Of which year or other period it is, where each has a table of its own."""
    rows: tuple[tuple[int, Row], ...]
    """The sound rows, each with its place in the file."""
    named: frozenset[str]
    """What it has a row for, sound or not."""
    faulty: bool
    """Whether a row was left out, or all of it."""

    @property
    def kind(self) -> str:
        return self.form.id

    @property
    def counts_from(self) -> date:
        """The day whose state it tells: a year's hours that were counted after the year are those of its last day."""
        return min(self.as_of, days_of(self.cycle)[1]) if self.cycle and self.dated else self.as_of

    @property
    def standing(self) -> tuple[date, date, Month, date]:
        return self.counts_from, self.as_of, self.period, self.submitted_on

    def key(self, row: Row) -> bool | None:
        """Whether a row is a key one (重点): by itself, else by its body; None where nobody knows."""
        return self.unit.key if row.marked is None else row.marked

    def place(self, *below: str | int) -> tuple[str, Route]:
        """Where it stands, or something in it."""
        return self.path, (self.kind, *below)

    def row_place(self, index: int | None, *below: str) -> tuple[str, Route]:
        """Where a row stands that has this place in the file, or something in it; of all together, the table."""
        return self.place() if index is None else self.place(self.form.rows, index, *below)


@dataclass(frozen=True, slots=True)
class FiledFigure:
    """A number of an indicator as filed. One that could not be used has no value, and must not pass for none."""

    path: str
    route: Route
    unit: Unit
    indicator: str
    cycle: str | None
    as_of: date
    """As written; where that cannot be or cannot be read, the day of submission."""
    period: Month
    submitted_on: date
    demo: bool
    written: IndicatorFigure | None
    value: Decimal | None

    kind: ClassVar[Literal["figures"]] = "figures"

    @property
    def faulty(self) -> bool:
        return self.value is None

    @property
    def counts_from(self) -> date:
        return self.as_of

    @property
    def standing(self) -> tuple[date, Month, date]:
        return self.as_of, self.period, self.submitted_on

    def place(self, *below: str | int) -> tuple[str, Route]:
        """Where it stands, or something in it."""
        return self.path, (*self.route, *below)

    def dates(self) -> Iterator[tuple[Route, date]]:
        if self.written and self.written.as_of:
            yield (*self.route, "as_of"), self.written.as_of

    def row_place(self, index: int | None, *below: str) -> tuple[str, Route]:
        """As of a table, of which it is the only row."""
        del index
        return self.place(*below)


@dataclass(frozen=True, slots=True)
class Filing:
    """One unit's report for one month, and those of its entries and tables that could be used."""

    path: str
    unit: Unit
    submission: Submission
    entries: tuple[FiledEntry, ...]
    tables: tuple[Table, ...]
    figures: tuple[FiledFigure, ...] = ()

    @property
    def reported(self) -> Month:
        """The month that it says it reports."""
        return self.submission.period

    @property
    def submitted_on(self) -> date:
        return self.submission.submitted_on

    @property
    def period(self) -> Month:
        """The month that it ranks by."""
        return self.submission.ranking_month

    @property
    def says_something(self) -> bool:
        """Whether anything in it was filled in."""
        return bool(self.entries or self.tables or self.figures)

    def evidence(self) -> Iterator[tuple[Route, Evidence]]:
        """All that is to show something, and where it is written."""
        for filed in self.entries:
            for index, shown in enumerate(filed.entry.evidence):
                yield (*filed.route, "evidence", index), shown
        for figure in self.figures:
            for index, shown in enumerate(figure.written.evidence if figure.written else ()):
                yield (*figure.route, "evidence", index), shown

    def dates(self) -> Iterator[tuple[Route, date]]:
        """Every date on which something is said to have happened, and where it is written."""
        for filed in self.entries:
            if filed.entry.completed_on:
                yield (*filed.route, "completed_on"), filed.entry.completed_on
        for route, shown in self.evidence():
            if shown.dated:
                yield (*route, "dated"), shown.dated
        for kind, table in self.submission.tables.items():
            yield (kind, "as_of"), table.as_of
        for figure in self.figures:
            yield from figure.dates()


@dataclass(frozen=True, slots=True)
class Granted(Generic[G]):
    """An extension, an exemption or a waiver, whose it is, and where it stands."""

    path: str
    route: Route
    unit: Unit
    grant: G


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter under rectification as filed, and of which unit."""

    path: str
    unit: Unit
    written: Rectification
    dropped: Dropped

    def place(self, *route: str | int) -> tuple[str, Route]:
        """Where something of it stands."""
        return self.path, self.dropped.original(route)


@dataclass(frozen=True, slots=True)
class FiledYear:
    """A body's statistics of a year, as filed."""

    path: str
    unit: Unit
    report: YearReport

    @property
    def year(self) -> int:
        return self.report.year


@dataclass(frozen=True, slots=True)
class Statistics:
    """The yearly tables that are asked for, and what was filed in them."""

    forms: StatTables | None = None
    filed: tuple[FiledYear, ...] = ()

    def of(self, year: int) -> dict[str, FiledYear]:
        """What was filed of a year, by body."""
        return {filed.unit.id: filed for filed in self.filed if filed.year == year}


NO_STATISTICS = Statistics()


@dataclass(frozen=True, slots=True)
class FiledEvaluation:
    """What was found of a body in a year by hand, with the lines that could be used, each with its place."""

    path: str
    unit: Unit
    written: YearEvaluation
    lines: tuple[tuple[Route, EvaluationLine], ...]

    @property
    def year(self) -> int:
        return self.written.year


@dataclass(frozen=True, slots=True)
class Evaluation:
    """By what bodies are evaluated, and what was found of them by hand."""

    table: EvaluationTable | None = None
    filed: tuple[FiledEvaluation, ...] = ()

    def of(self, year: int) -> dict[str, FiledEvaluation]:
        """What was filled in of a year, by body."""
        return {filed.unit.id: filed for filed in self.filed if filed.year == year}


NO_EVALUATION = Evaluation()


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that evidence names."""

    problem: str = ""
    """Why it cannot be used."""
    sha256: str | None = None
    """Of its content, where anybody has sealed it."""


@dataclass(frozen=True)
class Dataset:
    """All that could be used of a data folder, and a finding for all that could not."""

    names: Names
    filings: tuple[Filing, ...]
    unread: frozenset[str]
    """The ids of units of whose reports one could not be used: they were not silent."""
    lost: frozenset[tuple[str, str, str | None]]
    """The unit, item and cycle (as written) of entries that could not be used."""
    extensions: tuple[Granted[Extension], ...]
    exemptions: tuple[Granted[Exemption], ...]
    waivers: tuple[Granted[Waiver], ...]
    faults: tuple[Finding, ...]
    """Everything that could not be used, or (personal data) should not be there."""
    style: Style = NO_STYLE
    evidence: Mapping[str, EvidenceFile] = field(default_factory=dict)
    """Every file that evidence names, by its path."""
    known_on: date | None = None
    """What was submitted, approved or granted later is not in it; None where nothing was left out for that."""
    rectifications: tuple[Matter, ...] = ()
    statistics: Statistics = NO_STATISTICS
    evaluation: Evaluation = NO_EVALUATION
    postponements: tuple[Granted[Extension], ...] = ()
    """More time for a rectification, by its number."""

    @property
    def plan(self) -> Plan:
        """``NO_PLAN`` where it cannot be used."""
        return self.names.plan

    @property
    def head(self) -> PlanHead | None:
        """None where it cannot be used: then nothing falls due."""
        return self.plan.plan

    @property
    def title(self) -> str:
        """The plan's title; empty where it cannot be used."""
        return self.head.title if self.head else ""

    @property
    def roster(self) -> Roster:
        return self.names.roster

    @property
    def item_routes(self) -> dict[str, Route]:
        """Where each item stands in measures.yaml."""
        return self.names.items

    @property
    def unit_routes(self) -> dict[str, Route]:
        """Where each unit stands in units.yaml."""
        return self.names.units

    @property
    def demo(self) -> bool:
        """Whether any figure here is illustrative (演示数据)."""
        return any(f.submission.demo for f in self.filings) or any(m.written.demo for m in self.rectifications)

    def shown(self) -> Iterator[tuple[str, Route, Evidence]]:
        """All evidence of reports and rectifications, and where it is written."""
        for filing in self.filings:
            yield from ((filing.path, route, evidence) for route, evidence in filing.evidence())
        for matter in self.rectifications:
            for index, evidence in enumerate(matter.written.evidence):
                yield *matter.place("evidence", index), evidence

    def faults_of(self, rule: str) -> tuple[Finding, ...]:
        return tuple(fault for fault in self.faults if fault.rule == rule)
