"""The yearly statistics, counted once for every format: of all, of each group, of each body, and the year before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from zhifa_cli.finding import Issue, Result
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.ledger.statistics import change, expected, filed_of, silent
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.statistics import StatColumn, StatTable
from zhifa_cli.source.dataset import FiledYear
from zhifa_cli.text.percent import percent
from zhifa_cli.text.percent import plain as digits
from zhifa_cli.views.columns import Column, Columns

DISAGREEMENTS = frozenset({"ZF701", "ZF702", "ZF703", "ZF705"})
"""The rules about numbers that do not agree with each other, with the year before, or with what was claimed."""
_UNKNOWN = "没有填"


@dataclass(frozen=True, slots=True)
class Number:
    """A column of some bodies in a year, and in the year before."""

    column: StatColumn
    now: Decimal | None
    """None where nobody filled it in."""
    before: Decimal | None
    lacking: int
    """How many of the bodies that reported have left it blank."""
    comparable: tuple[int, Decimal, Decimal]
    """Of the bodies that have a number in both years: how many they are, and their sums of this year and of the one before."""
    bodies: int
    """How many have a number in either year."""

    @property
    def difference(self) -> Decimal | None:
        """Of those that can be compared: what others reported in one year alone is no growth."""
        count, now, before = self.comparable
        return now - before if count else None

    @property
    def change(self) -> Fraction | None:
        count, now, before = self.comparable
        return change(now, before) if count else None

    @property
    def partly(self) -> str:
        """Of how many the change is, where it is not of all."""
        count = self.comparable[0]
        return f"{count} 个单位" if 0 < count < self.bodies else ""


def now(number: Number) -> str:
    return shown(number.now) + (
        f"（{number.lacking} 个单位没有填）" if number.lacking and number.now is not None else ""
    )


def shown(number: Decimal | None) -> str:
    """In digits; what nobody filled in is not known."""
    return _UNKNOWN if number is None else digits(number)


def difference(number: Number) -> str:
    """By how much it changed, of the bodies that reported both years."""
    if number.difference is None:
        return ""
    return f"{'+' if number.difference > 0 else ''}{digits(number.difference)}" if number.difference else "持平"


def grown(number: Number) -> str:
    change = number.change
    return "" if change is None else f"{'+' if change > 0 else ''}{percent(change)}" if change else "0%"


NUMBERS: Columns[Number] = (
    Column("项目", lambda number: number.column.title),
    Column("单位", lambda number: number.column.unit),
    Column("本年", now),
    Column("上年", lambda number: shown(number.before) if number.before is not None else ""),
    Column("增减", difference),
    Column("增减率", grown),
    Column("可比", lambda number: number.partly),
)


@dataclass(frozen=True)
class Year:
    """The statistics of one year, of some bodies."""

    ledger: Ledger
    year: int
    units: tuple[Unit, ...]
    """Of whom it is asked: all, a group, or some by name."""

    @cached_property
    def filed(self) -> dict[str, FiledYear]:
        return self._of(self.year)

    @cached_property
    def filed_before(self) -> dict[str, FiledYear]:
        return self._of(self.year - 1)

    def _of(self, year: int) -> dict[str, FiledYear]:
        asked = {unit.id for unit in self.units}
        return {unit: filed for unit, filed in filed_of(self.ledger, year).items() if unit in asked}

    @property
    def tables(self) -> Sequence[StatTable]:
        forms = self.ledger.dataset.statistics.forms
        return forms.tables if forms else ()

    @cached_property
    def silent(self) -> list[Unit]:
        """Who is to report and has not."""
        return [unit for unit in silent(self.ledger, self.year) if unit in self.units]

    @cached_property
    def expected(self) -> list[Unit]:
        return [unit for unit in expected(self.ledger, self.year) if unit in self.units]

    @property
    def demo(self) -> bool:
        return any(filed.report.demo for filed in (*self.filed.values(), *self.filed_before.values()))

    @property
    def groups(self) -> list[tuple[str, list[Unit]]]:
        """The roster's groups with the bodies of each that reported, where there is more than one such group."""
        roster = self.ledger.dataset.roster
        told = []
        for group in roster.groups:
            members = roster.bound((group.name,))
            own = [unit for unit in self.units if unit.id in members and unit.id in self.filed]
            if own:
                told.append((group.name, own))
        return told

    def found(self, result: Result) -> tuple[Issue, ...]:
        """What does not agree in what these bodies reported of the year."""
        paths = {filed.path for filed in self.filed.values()}
        told = f"{self.year} 年的统计表"
        return tuple(f for f in result.findings if f.rule in DISAGREEMENTS and (f.path in paths or told in f.message))

    def numbers(self, table: StatTable, units: Iterable[Unit] | None = None) -> list[Number]:
        """Each column, summed over some bodies, or over all."""
        chosen = [unit.id for unit in (self.units if units is None else units)]
        return [self._number(table, column, chosen) for column in table.columns]

    @property
    def main(self) -> list[Number]:
        """What is to be seen first, of all tables; a title that several have says whose it is."""
        titles = Counter(column.title for table in self.tables for column in table.main)
        return [
            replace(number, column=_named(number.column, table)) if titles[number.column.title] > 1 else number
            for table in self.tables
            for number in self.numbers(table)
            if number.column in table.main
        ]

    def _number(self, table: StatTable, column: StatColumn, units: Sequence[str]) -> Number:
        now, before = (
            {unit: filed[unit].report.numbers.get(table.id, {}).get(column.id) for unit in units if unit in filed}
            for filed in (self.filed, self.filed_before)
        )
        known, known_before = ({u: n for u, n in of.items() if n is not None} for of in (now, before))
        return Number(
            column=column,
            now=sum(known.values(), Decimal(0)) if known else None,
            before=sum(known_before.values(), Decimal(0)) if known_before else None,
            lacking=len(now) - len(known),
            comparable=(
                len(both := known.keys() & known_before.keys()),
                sum((known[unit] for unit in both), Decimal(0)),
                sum((known_before[unit] for unit in both), Decimal(0)),
            ),
            bodies=len(known.keys() | known_before.keys()),
        )


def _named(column: StatColumn, table: StatTable) -> StatColumn:
    about = table.title.removesuffix("统计表").removesuffix("实施情况")
    return column.model_copy(update={"title": f"{about}{column.title}"})
