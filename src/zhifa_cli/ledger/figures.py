"""Thresholds held against tables of figures: exact, and each department or officer by itself (均)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from zhifa_cli.ledger.duty import Assessment, Flaw, Miss
from zhifa_cli.model.submission import Department, Officer
from zhifa_cli.model.threshold import Threshold
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
        if index not in self._told:
            self._told[index] = self._together(self._equals[index])
        told = self._told[index]
        if judged_for and told.met and told.rows and (judged_for - self.day(index)).days > _FRESH_DAYS:
            return replace(told, doubts=frozenset({Flaw.STALE}))
        return told

    def _together(self, equals: Sequence[Table]) -> Assessment:
        found = [self._assess(table) for table in equals]
        if len({bool(a.misses) or (a.doubts, a.binds_nobody) for a in found}) > 1:
            return replace(found[0], misses=(), doubts=frozenset({Flaw.CONFLICT}))
        return found[0]

    def met_since(self, index: int) -> date:
        """The first day of the unbroken run of tables that meet the limit, up to one of them."""
        while index > 0 and self.at(index - 1).met:
            index -= 1
        return self.day(index)

    def missed_since(self, index: int) -> date | None:
        """The first table that missed after the last that met: since when a relapse lasts. None without one."""
        first = index
        for earlier in range(index - 1, -1, -1):
            assessment = self.at(earlier)
            if assessment.met:
                return self.day(first)
            if assessment.misses:
                first = earlier
        return None

    def _assess(self, table: Table) -> Assessment:
        if table.kind == "training":
            return _assess_hours(self._threshold, table)
        assessment = _assess_shares(self._threshold, table)
        gone = tuple(self._gone(table)) if table.rows else ()
        return replace(assessment, gone=gone, doubts=assessment.doubts | ({Flaw.SHRUNK} if gone else set()))

    def _gone(self, table: Table) -> Iterator[str]:
        """Departments that an older table had, or a former one of the day, that nothing says have ceased."""
        there: dict[str, tuple[object, bool]] = {}
        for older in self._filed:
            if older.standing < table.standing:
                ceased = {row.name for _, row in older.rows if isinstance(row, Department) and row.ceased}
                for name in sorted(older.named):
                    standing, still = there.get(name, (None, False))
                    equal = standing == older.standing  # of two reports of equal standing neither ends it alone
                    there[name] = older.standing, name not in ceased or (equal and still)
        return (name for name, (_, still) in there.items() if still and name not in table.named)


def _assess_hours(threshold: Threshold, table: Table) -> Assessment:
    officers = [(index, row) for index, row in table.rows if isinstance(row, Officer)]
    lacking = ((index, row, threshold.hours_lacking(row)) for index, row in officers)
    short = [Miss(index, row, _number(gap)) for index, row, gap in lacking if gap > 0]
    short.sort(key=lambda miss: (-miss.shortfall, miss.index))
    newcomers = tuple(miss for miss in short if _came_within(miss.row, table.year))
    misses = tuple(miss for miss in short if miss not in newcomers)
    doubts = {Flaw.FAULTY_TABLE} if table.faulty else set()
    return Assessment(
        table, len(officers), misses, frozenset(doubts | ({Flaw.MID_YEAR} if newcomers else set())), newcomers=newcomers
    )


def _came_within(row: object, year: int | None) -> bool:
    return isinstance(row, Officer) and row.since is not None and row.since.year >= (year or row.since.year)


def _assess_shares(threshold: Threshold, table: Table) -> Assessment:
    rows = [(i, row) for i, row in table.rows if isinstance(row, Department) and row.ceased is None]
    only_ceased = not rows  # which shows nothing
    doubts = {Flaw.FAULTY_TABLE} if table.faulty or only_ceased else set()
    undetermined: list[tuple[int, Department]] = []
    if threshold.of == "every_key_department":
        key = {index: table.key(row) for index, row in rows}
        undetermined = [(index, row) for index, row in rows if key[index] is None]
        rows = [(index, row) for index, row in rows if key[index]]
    misses = tuple(Miss(index, row, gap) for index, row in rows if (gap := threshold.people_lacking(row)))
    if any(threshold.people_lacking(row) for _, row in undetermined):
        doubts.add(Flaw.KEY_UNDETERMINED)
    return Assessment(
        table,
        len(rows) + len(undetermined),
        misses,
        frozenset(doubts),
        undetermined=tuple(index for index, _ in undetermined),
        pooled=threshold.share_of(row for _, row in rows),
    )


def _number(hours: Decimal) -> int | float:
    return int(hours) if hours == hours.to_integral_value() else float(hours)
