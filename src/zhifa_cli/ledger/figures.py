"""Thresholds held against tables of figures: exact, and each department or officer by itself (均)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby

from zhifa_cli.ledger.duty import Assessment, Flaw
from zhifa_cli.model.submission import Department, Officer
from zhifa_cli.model.threshold import Figure, Hours, Share, Threshold
from zhifa_cli.source.dataset import Table

_FRESH_DAYS = 366
"""Figures that were met longer ago than this show nothing of the day they are judged for."""


class History:
    """What one unit's tables say of a threshold, oldest first; of those of one day only the newest filed."""

    def __init__(self, threshold: Threshold, tables: Sequence[Table]) -> None:
        self._threshold = threshold
        self._filed = sorted(tables, key=lambda table: table.standing)
        days = [list(group) for _, group in groupby(self._filed, key=lambda table: table.counts_from)]
        self._equals = [[table for table in day if table.standing == day[-1].standing] for day in days]
        self._told: dict[int, Assessment] = {}

    def __len__(self) -> int:
        return len(self._equals)

    def day(self, index: int) -> date:
        return self._equals[index][-1].counts_from

    def last(self, counts: Callable[[date], bool]) -> int | None:
        """The newest of the tables whose days count."""
        return max((index for index in range(len(self)) if counts(self.day(index))), default=None)

    def rivals(self, index: int) -> tuple[Table, ...]:
        """Tables of one standing, where they come to different outcomes."""
        return tuple(self._equals[index]) if Flaw.CONFLICT in self.at(index).doubts else ()

    def at(self, index: int, judged_for: date | None = None) -> Assessment:
        """What the table says; ``judged_for`` is the day of which it must say so."""
        told = self._judged(index)
        if Flaw.SHRUNK in told.doubts:
            return replace(told, gone=self._gone(told.table))
        if judged_for and told.met and told.rows and (judged_for - self.day(index)).days > _FRESH_DAYS:
            return replace(told, doubts=frozenset({Flaw.STALE}))
        return told

    def _judged(self, index: int) -> Assessment:
        if index not in self._told:
            self._told[index] = self._together(self._equals[index])
        return self._told[index]

    def _together(self, equals: Sequence[Table]) -> Assessment:
        found = [self._assess(table) for table in equals]
        if len({bool(a.misses) or (a.doubts, a.binds_nobody) for a in found}) > 1:
            return replace(found[0], misses=(), doubts=frozenset({Flaw.CONFLICT}))
        return found[0]

    def met_since(self, index: int) -> date:
        """The first day of the unbroken run of tables that meet the limit, up to one of them."""
        while index > 0 and self._judged(index - 1).met:
            index -= 1
        return self.day(index)

    def missed_since(self, index: int) -> date | None:
        """The first table that missed after the last that met: since when a relapse lasts. None without one."""
        first = index
        for earlier in range(index - 1, -1, -1):
            assessment = self._judged(earlier)
            if assessment.met:
                return self.day(first)
            if assessment.misses:
                first = earlier
        return None

    def _assess(self, table: Table) -> Assessment:
        if isinstance(self._threshold, Hours):
            return _assess_hours(self._threshold, table)
        assessment = _assess_shares(self._threshold, table)
        shrunk = {Flaw.SHRUNK} if table.rows and id(table) in self._shrunk else set()
        return replace(assessment, doubts=assessment.doubts | shrunk)

    @cached_property
    def _shrunk(self) -> frozenset[int]:
        """The tables that lack a department which was there before."""
        found = set[int]()
        for equals, _, there, count in self._departments():
            lacking = (id(table) for table in equals if sum(there.get(name, False) for name in table.named) < count)
            found.update(lacking)
        return frozenset(found)

    def _gone(self, table: Table) -> tuple[str, ...]:
        """The departments that a table lacks."""
        standing = table.standing
        there = next(before for _, own, before, _ in self._departments() if own == standing)
        return tuple(name for name, still in there.items() if still and name not in table.named)

    def _departments(self) -> Iterator[tuple[list[Table], object, dict[str, bool], int]]:
        """The tables of each standing, oldest first, with the departments of older ones: which are still there, and how many.

        Of two reports of equal standing neither alone ends a department.
        """
        there: dict[str, bool] = {}
        count = 0
        for standing, group in groupby(self._filed, key=lambda table: table.standing):
            equals, told = list(group), dict[str, bool]()
            yield equals, standing, there, count
            for table in equals:
                ceased = {row.name for _, row in table.rows if isinstance(row, Department) and row.ceased}
                for name in sorted(table.named):
                    told[name] = told.get(name, False) or name not in ceased
            count += sum(still - there.get(name, False) for name, still in told.items())
            there |= told


def _assess_hours(threshold: Hours, table: Table) -> Assessment:
    officers = [(index, row) for index, row in table.rows if isinstance(row, Officer)]
    short = [threshold.figure(index, row) for index, row in officers if threshold.lacking(row)]
    short.sort(key=lambda miss: (-miss.gap, miss.index))
    newcomers = tuple(miss for miss in short if miss.since and miss.since.year >= (table.year or miss.since.year))
    doubts = {Flaw.FAULTY_TABLE} if table.faulty else set()
    return Assessment(
        threshold,
        table,
        len(officers),
        tuple(miss for miss in short if miss not in newcomers),
        frozenset(doubts | ({Flaw.MID_YEAR} if newcomers else set())),
        newcomers=newcomers,
    )


def _assess_shares(threshold: Share, table: Table) -> Assessment:
    rows = [(index, row) for index, row in table.rows if isinstance(row, Department) and row.ceased is None]
    only_ceased = not rows  # which shows nothing
    doubts = {Flaw.FAULTY_TABLE} if table.faulty or only_ceased else set()
    undetermined: tuple[Figure, ...] = ()
    if threshold.key_only:
        undetermined = tuple(threshold.figure(index, row) for index, row in rows if table.key(row) is None)
        rows = [(index, row) for index, row in rows if table.key(row)]
    if any(figure.gap for figure in undetermined):
        doubts.add(Flaw.KEY_UNDETERMINED)
    judged = tuple(threshold.figure(index, row) for index, row in rows)
    return Assessment(
        threshold,
        table,
        len(judged) + len(undetermined),
        tuple(figure for figure in judged if figure.gap),
        frozenset(doubts),
        undetermined=undetermined,
        judged=judged,
        pooled=threshold.counts(row for _, row in rows),
    )
