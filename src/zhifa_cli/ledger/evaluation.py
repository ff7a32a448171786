"""The yearly evaluation: what each body scores by the owner's indicators, why, and which grade that is.

Exact: fractions throughout. What is not known is neither zero nor full marks: then the whole has no score.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from zhifa_cli.finding import Route
from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.ledger.rectification import Stage, Standing, standings
from zhifa_cli.model.evaluation import (
    Band,
    Deduct,
    Edge,
    EvaluationLine,
    EvaluationTable,
    ScoredItem,
    ScoreGroup,
    Source,
    Step,
)
from zhifa_cli.model.roster import Unit
from zhifa_cli.source.dataset import EVALUATION, FiledEvaluation
from zhifa_cli.text.percent import plain

ZERO = Fraction()


@dataclass(frozen=True, slots=True)
class Measure:
    """What an item is scored by: a count, a share or points; None where it is not known, and why."""

    value: Fraction | None
    parts: tuple[int, int] | None = None
    """Of a share from the ledger, the numbers behind it."""
    missing: str = ""
    nothing: bool = False
    """There was nothing of which there could be a share."""


@dataclass(frozen=True, slots=True)
class Score:
    """An item of one body in a year."""

    group: ScoreGroup
    item: ScoredItem
    full: Fraction
    route: Route
    """Where the item is declared."""
    measure: Measure
    lines: tuple[tuple[Route, EvaluationLine], ...]
    """What was filled in by hand."""
    path: str | None
    """In which file."""

    @property
    def most(self) -> Fraction:
        return self.item.most(self.full)

    @property
    def weight(self) -> Fraction:
        """By what it enters the total."""
        return self.item.share * self.group.share

    @property
    def place(self) -> tuple[str, Route]:
        """Where its score comes from: the first line by hand that says so, else the declaration."""
        return (self.path, self.lines[0][0]) if self.path and self.lines else (EVALUATION, self.route)

    @property
    def vetoes(self) -> bool:
        """Whether what must not happen has."""
        value = self.measure.value
        return self.item.veto is not None and value is not None and value >= self.item.veto_from

    @property
    def steps_missed(self) -> int:
        """Of a deduction by percentage points, by how many of them."""
        deduct, value = self.item.deduct, self.measure.value
        return _steps(deduct, value) if deduct and deduct.per_percent and value is not None else 0

    @property
    def step(self) -> Step | None:
        """The highest step that is reached."""
        value = self.measure.value
        if value is None:
            return None
        reached = [step for step in self.item.steps if step.start <= (value, False)]
        return max(reached, key=lambda step: step.start, default=None)

    @property
    def score(self) -> Fraction | None:
        """Its own score, before its weights and before what other items veto."""
        item, value = self.item, self.measure.value
        if value is None:
            return Fraction(item.if_none) if self.measure.nothing and item.if_none is not None else None
        if self.vetoes:
            return ZERO
        if item.deduct:
            times = value if item.deduct.per_percent is None else Fraction(self.steps_missed)
            lost = times * Fraction(item.deduct.points)
            lost = lost if item.deduct.cap is None else min(lost, Fraction(item.deduct.cap))
            return max(self.most - lost, Fraction(item.floor), ZERO)
        if item.scale:
            return max(self.most * value, Fraction(item.floor))
        if item.steps:
            return max(Fraction(self.step.points) if self.step else ZERO, Fraction(item.floor))
        if item.bonus:
            earned = value if item.bonus.points is None else value * Fraction(item.bonus.points)
            return min(earned, Fraction(item.bonus.cap))
        return self.most if item.veto else value

    @property
    def lost(self) -> Fraction:
        """What it falls short of its points."""
        return max(self.most - (self.score or ZERO), ZERO) if self.score is not None else ZERO

    @property
    def deducts(self) -> bool:
        return self.lost > 0 or self.vetoes


def _steps(deduct: Deduct, share: Fraction) -> int:
    """By how many steps of percentage points a share is beyond its bound."""
    gap = deduct.below - share if deduct.below is not None else share - (deduct.above or ZERO)
    steps = gap * 100 / Fraction(deduct.per_percent or 1)
    return max(0, ceil(steps) if deduct.steps == "started" else floor(steps))


@dataclass(frozen=True)
class Outcome:
    """What a body comes to in a year."""

    unit: Unit
    table: EvaluationTable
    scores: tuple[Score, ...]
    filed: FiledEvaluation | None

    @cached_property
    def veto_of_all(self) -> Score | None:
        return next((score for score in self.scores if score.vetoes and score.item.veto == "all"), None)

    @cached_property
    def _vetoed_groups(self) -> frozenset[str]:
        return frozenset(s.group.id for s in self.scores if s.vetoes and s.item.veto == "indicator")

    def counted(self, score: Score) -> Fraction | None:
        """What an item brings to the total, whatever vetoes it; None where it is not known."""
        if self.veto_of_all or score.group.id in self._vetoed_groups:
            return ZERO
        return None if score.score is None else score.score * score.weight

    @cached_property
    def missing(self) -> tuple[Score, ...]:
        """What is not known, as far as it matters."""
        return tuple(score for score in self.scores if self.counted(score) is None)

    def of_group(self, group: ScoreGroup) -> Fraction | None:
        brought = [self.counted(score) for score in self.scores if score.group is group]
        return None if None in brought else sum(filter(None, brought), ZERO)

    @cached_property
    def total(self) -> Fraction | None:
        """None is 未定."""
        return None if self.missing else sum((self.counted(score) or ZERO for score in self.scores), ZERO)

    @cached_property
    def band(self) -> Band | None:
        """Its grade; what a bonus brings beyond the full score changes none."""
        if self.total is None or next(band_faults(self.table), None):
            return None
        at = Edge(min(self.total, self.table.most), behind=False)
        return next((band for band, start, end in spans(self.table) if start <= at < end), None)


def spans(table: EvaluationTable) -> Iterator[tuple[Band, Edge, Edge]]:
    """Each band from the lowest to the highest, where it begins, and the first place behind it."""
    ordered = sorted(table.bands, key=lambda band: band.start)
    starts = [*(band.start for band in ordered[1:]), Edge(table.most, behind=True)]
    for band, following in zip(ordered, starts, strict=False):
        yield band, band.start, band.end or following


def band_faults(table: EvaluationTable) -> Iterator[tuple[Band, str]]:
    """Where the grades overlap or leave a gap, and of which band that is to be said."""
    reached, last = Edge(ZERO, behind=False), None
    for band, start, end in spans(table):
        lower = f"“{last.grade}”" if last else "0 分"
        if start > reached:
            yield band, f"等次“{band.grade}”与{lower}之间有空档：{_between(reached, start)}不属于任何等次"
        elif start < reached:
            yield band, f"等次“{band.grade}”与{lower}重叠：{_between(start, min(end, reached))}两个等次都算"
        if end <= start:
            yield band, f"等次“{band.grade}”没有包含任何分数；请核对它和上一等次的界限"
        reached, last = max(reached, end), band
    top = Edge(table.most, behind=True)
    if last and reached < top:
        yield last, f"最高的等次“{last.grade}”没有到满分：{_between(reached, top)}不属于任何等次"
    elif last and reached > top:
        yield last, f"等次“{last.grade}”超过满分 {table.full}；请核对界限"


def _between(start: Edge, end: Edge) -> str:
    """The scores from one place to another, in words."""
    if start.at == end.at:
        return f"{_plain(start.at)} 分"
    lower = f"{'超过 ' if start.behind else ''}{_plain(start.at)} 分"
    return f"{lower}到{'' if end.behind else '不满 '}{_plain(end.at)} 分"


def _plain(number: Fraction) -> str:
    return plain(Decimal(number.numerator) / number.denominator)


@dataclass(frozen=True)
class Year:
    """The evaluation of one year, by a ledger."""

    ledger: Ledger
    year: int

    @property
    def table(self) -> EvaluationTable | None:
        return self.ledger.dataset.evaluation.table

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Who is evaluated, in roster order: who is there at the year's end."""
        roster, table = self.ledger.dataset.roster, self.table
        bound = roster.bound(table.units) if table and table.units else {unit.id for unit in roster.units}
        return tuple(unit for unit in roster.units if unit.id in bound and unit.active_on(date(self.year, 12, 31)))

    @cached_property
    def _duties(self) -> dict[str, list[Duty]]:
        """What fell due in the year, was required, and applies, by body."""
        found: dict[str, list[Duty]] = defaultdict(list)
        for duty in self.ledger.duties:
            if duty.due and duty.due.year == self.year and self.ledger.cutoff.is_past(duty.due) and _counts(duty):
                found[duty.unit.id].append(duty)
        return found

    @cached_property
    def _matters(self) -> dict[str, list[Standing]]:
        """The matters that were to be mended in the year, by body."""
        found: dict[str, list[Standing]] = defaultdict(list)
        for standing in standings(self.ledger):
            if standing.due.year == self.year and self.ledger.cutoff.is_past(standing.due):
                found[standing.matter.unit.id].append(standing)
        return found

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of all bodies, in roster order."""
        table = self.table
        if table is None:
            return ()
        filed = self.ledger.dataset.evaluation.of(self.year)
        return tuple(self._outcome(unit, table, filed.get(unit.id)) for unit in self.units)

    def _outcome(self, unit: Unit, table: EvaluationTable, filed: FiledEvaluation | None) -> Outcome:
        scores = []
        for route, group, item in table.items:
            lines = tuple((at, line) for at, line in filed.lines if line.item == item.id) if filed else ()
            measure = self._told(unit, item.source) if item.source else _filled(lines)
            scores.append(Score(group, item, table.most, route, measure, lines, filed.path if filed else None))
        return Outcome(unit, table, tuple(scores), filed)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """By body, among those whose score is known; equals share a rank."""
        known = [outcome for outcome in self.outcomes if outcome.total is not None]
        totals = [outcome.total or ZERO for outcome in known]
        return {one.unit.id: 1 + sum(total > (one.total or ZERO) for total in totals) for one in known}

    def _told(self, unit: Unit, source: Source) -> Measure:
        """What the ledger says; what is still to be verified is not known."""
        if source is Source.RECTIFICATION_CLOSED_RATE:
            matters = self._matters.get(unit.id, [])
            return _share(sum(m.stage is Stage.CLOSED for m in matters), len(matters), "没有当年到期的整改事项")
        duties = self._duties.get(unit.id, [])
        if source is Source.THRESHOLDS_MET:
            duties = [duty for duty in duties if duty.item.threshold]
        elif unit.id in self.ledger.dataset.unread:
            return Measure(None, missing="有报送没有采用，数不清；请先改正数据")
        if source is Source.SUBMITTED_RATE:
            heard = sum(duty.claim is not None or duty.assessment is not None for duty in duties)
            return _share(heard, len(duties), "没有当年到期的事项")
        unverified = sum(duty.status is Status.UNVERIFIED for duty in duties)
        if unverified:
            return Measure(None, missing=f"{unverified} 个事项待核实")
        if source is Source.OVERDUE_COUNT:
            return Measure(Fraction(sum(duty.status is Status.OVERDUE for duty in duties)))
        what = "指标" if source is Source.THRESHOLDS_MET else "事项"
        return _share(sum(duty.status is Status.DONE for duty in duties), len(duties), f"没有当年到期的{what}")


def _counts(duty: Duty) -> bool:
    return duty.item.required and duty.status is not Status.NOT_APPLICABLE


def _share(part: int, whole: int, nothing: str) -> Measure:
    if not whole:
        return Measure(None, missing=nothing, nothing=True)
    return Measure(Fraction(part, whole), (part, whole))


def _filled(lines: tuple[tuple[Route, EvaluationLine], ...]) -> Measure:
    """What was given by hand; occurrences of several lines add up."""
    if not lines:
        return Measure(None, missing="没有填")
    return Measure(sum((line.value for _, line in lines), ZERO))


def weight_faults(table: EvaluationTable) -> Iterator[tuple[Route, str]]:
    """Where points or weights do not come to what they should, and what to say of it."""
    full, total = table.most, ZERO
    for index, group in enumerate(table.indicators):
        comes_to, stated = group.comes_to(full), group.stated(full)
        total += (comes_to if stated is None else stated) * group.share
        if stated is not None and comes_to != stated:
            of = "满分" if group.points is None else "分值"
            message = f"“{group.title}”各项合计 {_plain(comes_to)} 分，不是{of} {_plain(stated)} 分"
            yield ("indicators", index), message
    if total != full:
        yield ("full",), f"各一级指标合计 {_plain(total)} 分，不是满分 {_plain(full)} 分"


def outcomes_filed(ledger: Ledger) -> Iterator[Outcome]:
    """The bodies and years of which anything was filled in by the cutoff."""
    filed = [one for one in ledger.dataset.evaluation.filed if one.written.submitted_on <= ledger.cutoff.on]
    for number in sorted({one.year for one in filed}):
        paths = {one.path for one in filed if one.year == number}
        for outcome in Year(ledger, number).outcomes:
            if outcome.filed and outcome.filed.path in paths:
                yield outcome
