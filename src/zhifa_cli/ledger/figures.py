"""Thresholds held against figures, exact: tables by each of their rows (均), indicators by the newest number."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from zhifa_cli.ledger.duty import Assessment, Cutoff, Duty, Flaw
from zhifa_cli.model.deadline import days_of
from zhifa_cli.model.table import Row
from zhifa_cli.model.threshold import Figure, Indicator, OfTable, OfUnit
from zhifa_cli.source.dataset import FiledFigure, Table
from zhifa_cli.text.unseen import quoted

_FRESH_DAYS = 366
"""Figures that were met longer ago than this show nothing of the day they are judged for."""


class Course(ABC):
    """What one unit's figures say of a threshold day by day, oldest first."""

    _told: dict[int, Assessment]

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def day(self, index: int) -> date: ...

    @abstractmethod
    def rivals(self, index: int) -> tuple[Table | FiledFigure, ...]:
        """What contradicts each other of what was filed."""

    @abstractmethod
    def _assess(self, index: int) -> Assessment: ...

    def _judged(self, index: int) -> Assessment:
        if index not in self._told:
            self._told[index] = self._assess(index)
        return self._told[index]

    def last(self, counts: Callable[[date], bool]) -> int | None:
        """The newest of the days that count."""
        return max((index for index in range(len(self)) if counts(self.day(index))), default=None)

    def at(self, index: int, judged_for: date | None = None) -> Assessment:
        """What the figures of a day say; ``judged_for`` is the day of which they must say so."""
        told = self._judged(index)
        if judged_for and told.met and told.rows and (judged_for - self.day(index)).days > _FRESH_DAYS:
            return replace(told, doubts=frozenset({Flaw.STALE}))
        return told

    def met_since(self, index: int) -> date:
        """The first day of the unbroken run of figures that meet the limit, up to one of them."""
        return self.day(self._run(index)[0])

    def reported_on(self, index: int) -> date:
        """When the first of that run was filed."""
        return min(self._judged(met).table.submitted_on for met in self._run(index))

    def _run(self, index: int) -> range:
        first = index
        while first > 0 and self._judged(first - 1).met:
            first -= 1
        return range(first, index + 1)

    def missed_since(self, index: int) -> date | None:
        """The first figures that missed after the last that met: since when a relapse lasts. None without one."""
        first = index
        for earlier in range(index - 1, -1, -1):
            assessment = self._judged(earlier)
            if assessment.met:
                return self.day(first)
            if assessment.misses:
                first = earlier
        return None


class History(Course):
    """What one unit's tables say of a threshold, oldest first; of those of one day only the newest filed."""

    def __init__(self, threshold: OfTable, tables: Sequence[Table]) -> None:
        self._threshold = threshold
        self._filed = sorted(tables, key=lambda table: table.standing)
        days = [list(group) for _, group in groupby(self._filed, key=lambda table: table.counts_from)]
        self._equals = [[table for table in day if table.standing == day[-1].standing] for day in days]
        self._told: dict[int, Assessment] = {}

    def __len__(self) -> int:
        return len(self._equals)

    def day(self, index: int) -> date:
        return self._equals[index][-1].counts_from

    def rivals(self, index: int) -> tuple[Table, ...]:
        """Tables of one standing, where they come to different outcomes."""
        return tuple(self._equals[index]) if Flaw.CONFLICT in self.at(index).doubts else ()

    def at(self, index: int, judged_for: date | None = None) -> Assessment:
        """What the table says, and which rows it lacks."""
        told = super().at(index, judged_for)
        if Flaw.SHRUNK in told.doubts and isinstance(told.table, Table):
            return replace(told, gone=self._gone(told.table))
        return told

    def _assess(self, index: int) -> Assessment:
        found = [self._assess_table(table) for table in self._equals[index]]
        if len({bool(a.misses) or (a.doubts, a.binds_nobody) for a in found}) > 1:
            return replace(found[0], misses=(), doubts=frozenset({Flaw.CONFLICT}))
        return found[0]

    def _assess_table(self, table: Table) -> Assessment:
        shrunk = table.form.lasts and table.rows and id(table) in self._shrunk
        return _assess_table(self._threshold, table, {Flaw.SHRUNK} if shrunk else set())

    @cached_property
    def _shrunk(self) -> frozenset[int]:
        """The tables that lack a row which was there before."""
        found = set[int]()
        for equals, _, there, count in self._named():
            lacking = (id(table) for table in equals if sum(there.get(name, False) for name in table.named) < count)
            found.update(lacking)
        return frozenset(found)

    def _gone(self, table: Table) -> tuple[str, ...]:
        """What a table lacks a row for."""
        standing = table.standing
        there = next(before for _, own, before, _ in self._named() if own == standing)
        lacking = (name for name, still in there.items() if still and name not in table.named)
        return tuple(map(table.form.shown, lacking))

    def _named(self) -> Iterator[tuple[list[Table], object, dict[str, bool], int]]:
        """The tables of each standing, oldest first, with what older ones had rows for: what is still there, and how much.

        Of two reports of equal standing neither alone ends a row.
        """
        there: dict[str, bool] = {}
        count = 0
        for standing, group in groupby(self._filed, key=lambda table: table.standing):
            equals, told = list(group), dict[str, bool]()
            yield equals, standing, there, count
            for table in equals:
                ceased = {row.who for _, row in table.rows if row.gone}
                for name in sorted(table.named):
                    told[name] = told.get(name, False) or name not in ceased
            count += sum(still - there.get(name, False) for name, still in told.items())
            there |= told


class Span(NamedTuple):
    """Of which cycles the numbers are that judge a duty."""

    own: frozenset[str | None]
    before: str | None
    """The cycle before."""
    after: date | None
    """What was counted by then belongs to the cycle before."""

    @classmethod
    def of(cls, duty: Duty, cutoff: Cutoff) -> "Span":
        """The cycle of a duty; of what is due once, no cycle or the year of its due date."""
        if earlier := duty.earlier:
            return cls(frozenset({duty.cycle}), earlier[1], earlier[0])
        if duty.cycle:
            return cls(frozenset({duty.cycle}), None, None)
        year = duty.year or cutoff.on.year
        return cls(frozenset({None, str(year)}), str(year - 1), None)


class FigureCourse(Course):
    """What one unit's numbers of indicators say of a threshold: on each day the newest number of each of them.

    Days before all numbers are there that it needs do not count, unless they never are.
    """

    def __init__(
        self, threshold: OfUnit, filed: Iterable[FiledFigure], span: Span, in_cycles: frozenset[Indicator] = frozenset()
    ) -> None:
        self._threshold, self._span, self._in_cycles = threshold, span, in_cycles
        filed = sorted(filed, key=lambda figure: figure.standing)
        cycles = frozenset({span.before} - {None}) if threshold.against_before else span.own
        base = threshold.base
        self._own = self._of(threshold.indicator, filed, span.own)
        self._base = self._of(base, filed, cycles) if base else []
        counted = self._own if threshold.against_before or not base else [*self._own, *self._base]
        days = sorted({figure.as_of for figure in counted})
        self._days = [day for day in days if self._complete(day)] or days[-1:]
        self._told: dict[int, Assessment] = {}

    def __len__(self) -> int:
        return len(self._days)

    def day(self, index: int) -> date:
        return self._days[index]

    def rivals(self, index: int) -> tuple[FiledFigure, ...]:
        numbers = (self._newest(self._own, self.day(index)), self._bases(self.day(index)))
        return tuple(figure for number in numbers if _differ(number) for figure in number)

    def _of(
        self, indicator: Indicator, filed: Sequence[FiledFigure], cycles: frozenset[str | None]
    ) -> list[FiledFigure]:
        """An indicator's numbers. Where other items want a year's number of it, the one in all is that without a cycle."""
        found = [figure for figure in filed if figure.indicator == indicator.id and figure.cycle in cycles]
        in_all = [figure for figure in found if figure.cycle is None]
        return in_all if in_all and indicator in self._in_cycles else found

    def _complete(self, day: date) -> bool:
        return bool(self._newest(self._own, day)) and (not self._threshold.base or bool(self._bases(day)))

    def _bases(self, day: date) -> list[FiledFigure]:
        """The numbers that it is held against: of the cycle before, the newest of all."""
        return self._newest(self._base, date.max if self._threshold.against_before else day)

    @staticmethod
    def _newest(filed: Sequence[FiledFigure], day: date) -> list[FiledFigure]:
        """The numbers of the highest standing, of those of a day or before it."""
        counted = [figure for figure in filed if figure.as_of <= day]
        return [figure for figure in counted if figure.standing == counted[-1].standing]

    def _assess(self, index: int) -> Assessment:
        day, threshold = self.day(index), self._threshold
        own, base = self._newest(self._own, day), self._bases(day)
        decides = (own or base)[0]
        doubts, lacking = self._doubts(own, base)
        if doubts:
            return Assessment(threshold, decides, 0, (), doubts, lacking=lacking)
        figure = threshold.figure(0, own[0].value or Decimal(0), (base[0].value if base else None) or Decimal(0))
        return Assessment(threshold, decides, 1, (figure,) if figure.gap else (), judged=(figure,))

    def _doubts(self, own: Sequence[FiledFigure], base: Sequence[FiledFigure]) -> tuple[frozenset[Flaw], str]:
        """What keeps the numbers from being held against the limit, and which of them is missing or 0."""
        threshold, after = self._threshold, self._span.after
        if not own:
            return frozenset({Flaw.MISSING_FIGURE}), f"没有“{threshold.indicator.title}”的数字"
        if threshold.base and not base:
            return frozenset({Flaw.MISSING_FIGURE}), f"没有{self._named(threshold.base)}的数字"
        used = [*own, *base]
        if any(figure.faulty for figure in used):
            return frozenset({Flaw.FAULTY_TABLE}), ""
        if _differ(own) or _differ(base):
            return frozenset({Flaw.CONFLICT}), ""
        if after and any(figure.as_of <= after for figure in (own if threshold.against_before else used)):
            return frozenset({Flaw.EARLIER_CYCLE}), ""
        if threshold.base and not base[0].value:
            return frozenset({Flaw.ZERO_BASE}), f"{self._named(threshold.base)}是 0"
        return frozenset(), ""

    def _named(self, base: Indicator) -> str:
        before = f"上一期（{self._span.before}）" if self._threshold.against_before else ""
        return f"{before}“{base.title}”"


def _differ(figures: Sequence[FiledFigure]) -> bool:
    """Whether numbers of one standing are not the same."""
    return len({figure.value for figure in figures}) > 1


def _assess_table(threshold: OfTable, table: Table, doubts: set[Flaw]) -> Assessment:
    """A table's rows held against the limit, each by itself or all as one; what has ceased shows nothing."""
    rows = [(index, row) for index, row in table.rows if row.gone is None]
    if table.faulty or not rows:
        doubts = doubts | {Flaw.FAULTY_TABLE}
    undetermined: tuple[Figure, ...] = ()
    if threshold.key_only:
        undetermined = tuple(threshold.figure(index, row) for index, row in rows if table.key(row) is None)
        rows = [(index, row) for index, row in rows if table.key(row)]
    if any(figure.gap for figure in undetermined):
        doubts = doubts | {Flaw.KEY_UNDETERMINED}
    lacking = _zero_base(threshold, rows)
    if lacking:
        doubts = doubts | {Flaw.ZERO_BASE}
        rows = [] if threshold.pooled else [(index, row) for index, row in rows if threshold.counts([row])[1]]
    if threshold.pooled:
        judged = [threshold.of_all([row for _, row in rows])] if rows else []
    else:  # of persons, who are told all together, only those who fall short are told at all
        judged = [threshold.figure(index, row) for index, row in rows if threshold.each or threshold.lacking(row)]
    unsure = threshold.pooled and doubts  # a row more could make it up
    misses = [figure for figure in judged if figure.gap and not unsure]
    if not threshold.each:
        misses.sort(key=lambda miss: (-miss.gap, miss.index or 0))
    newcomers = [miss for miss in misses if miss.since and (not table.cycle or miss.since >= days_of(table.cycle)[0])]
    return Assessment(
        threshold,
        table,
        (len(judged) if threshold.pooled else len(rows)) + len(undetermined),
        tuple(miss for miss in misses if miss not in newcomers),
        frozenset(doubts | ({Flaw.MID_YEAR} if newcomers else set())),
        undetermined=undetermined,
        newcomers=tuple(newcomers),
        lacking=lacking,
        judged=tuple(judged) if threshold.each else (),
        pooled=threshold.counts(row for _, row in rows) if threshold.whole and not threshold.pooled else None,
    )


def _zero_base(threshold: OfTable, rows: Sequence[tuple[int, Row]]) -> str:
    """What is 0 and cannot be divided by."""
    if threshold.whole is None or not rows:
        return ""
    told = [row for _, row in rows]
    zero = [] if threshold.pooled else [row.shown for row in told if not row.number(threshold.whole)]
    if zero:
        return f"{quoted(zero[0])}{f'等 {len(zero)} {threshold.noun}' if len(zero) > 1 else ''}的{threshold.whole.title}是 0"
    return f"{threshold.whole.title}合计是 0" if not threshold.counts(told)[1] else ""
