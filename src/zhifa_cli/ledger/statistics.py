"""Yearly statistics: do the numbers of a body agree with each other and with the year before, and who has not reported.

Exact: what is not filled in is not known, and is neither zero nor wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.statistics import StatColumn, StatTable
from zhifa_cli.source.dataset import FiledYear


@dataclass(frozen=True, slots=True)
class Sum:
    """A total, and what its parts come to."""

    filed: FiledYear
    table: StatTable
    column: StatColumn
    stated: Decimal
    parts: Decimal


@dataclass(frozen=True, slots=True)
class Excess:
    """A number that is more than the one that it cannot exceed."""

    filed: FiledYear
    table: StatTable
    column: StatColumn
    most: StatColumn
    stated: Decimal
    bound: Decimal


@dataclass(frozen=True, slots=True)
class Jump:
    """A number that differs from the year before by more than the declaration calls large."""

    filed: FiledYear
    table: StatTable
    column: StatColumn
    stated: Decimal
    before: Decimal

    @property
    def change(self) -> Fraction | None:
        """None where it was nothing before."""
        return change(self.stated, self.before)


def change(now: Decimal, before: Decimal) -> Fraction | None:
    """By which share a number grew; None from zero."""
    return (Fraction(now) - Fraction(before)) / Fraction(before) if before else None


def filed_of(ledger: Ledger, year: int) -> dict[str, FiledYear]:
    """What was reported of a year by the cutoff, by body."""
    filed = ledger.dataset.statistics.of(year)
    return {unit: report for unit, report in filed.items() if report.report.submitted_on <= ledger.cutoff.on}


def _filled(ledger: Ledger) -> Iterator[tuple[FiledYear, StatTable, dict[str, Decimal]]]:
    for filed in ledger.dataset.statistics.filed:
        if filed.report.submitted_on > ledger.cutoff.on:
            continue
        for table in filed.report.forms:
            if numbers := filed.report.numbers.get(table.id):
                yield filed, table, numbers


def wrong_sums(ledger: Ledger) -> Iterator[Sum]:
    """Totals that are not the sum of their parts, as far as all parts are known."""
    for filed, table, numbers in _filled(ledger):
        for column in table.columns:
            known = column.sum_of and all(name in numbers for name in (column.id, *column.sum_of))
            if known and (parts := total(numbers[name] for name in column.sum_of)) != numbers[column.id]:
                yield Sum(filed, table, column, numbers[column.id], parts)


def excesses(ledger: Ledger) -> Iterator[Excess]:
    for filed, table, numbers in _filled(ledger):
        for column in table.columns:
            if column.within in numbers and numbers.get(column.id, 0) > numbers[column.within]:
                most = table.by_id[column.within]
                yield Excess(filed, table, column, most, numbers[column.id], numbers[column.within])


def jumps(ledger: Ledger) -> Iterator[Jump]:
    by_year = {filed.year: filed_of(ledger, filed.year - 1) for filed in ledger.dataset.statistics.filed}
    for filed, table, numbers in _filled(ledger):
        older = by_year[filed.year].get(filed.unit.id)
        before = older.report.numbers.get(table.id, {}) if older else {}
        for column in table.columns if table.large_change is not None else ():
            if column.id in numbers and column.id in before and _is_large(table, numbers[column.id], before[column.id]):
                yield Jump(filed, table, column, numbers[column.id], before[column.id])


def _is_large(table: StatTable, now: Decimal, before: Decimal) -> bool:
    grown = change(now, before)
    return (grown is None and bool(now)) or (grown is not None and abs(grown) > (table.large_change or 0))


def total(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def duties(ledger: Ledger, year: int) -> dict[str, Duty]:
    """Of those whose duty it is to report a year, by body, the duty itself."""
    forms = ledger.dataset.statistics.forms
    if forms is None or forms.item is None:
        return {}
    due = forms.due_on(year).year
    meant = (d for d in ledger.duties if forms.item in {d.item.id, d.item.clause} and d.original_due)
    return {d.unit.id: d for d in meant if d.original_due and d.original_due.year == due}


def expected(ledger: Ledger, year: int) -> list[Unit]:
    """Who is to report a year, in roster order."""
    forms, roster = ledger.dataset.statistics.forms, ledger.dataset.roster
    if forms is None:
        return []
    if forms.item is not None:
        owing = {unit for unit, duty in duties(ledger, year).items() if duty.status is not Status.NOT_APPLICABLE}
    else:
        bound = roster.bound(forms.responsible)
        owing = {unit.id for unit in roster.units if unit.id in bound and unit.active_on(forms.due_on(year))}
    return [unit for unit in roster.units if unit.id in owing]


def silent(ledger: Ledger, year: int) -> list[Unit]:
    """Who has not reported a year."""
    filed = filed_of(ledger, year)
    return [unit for unit in expected(ledger, year) if unit.id not in filed]


def years(ledger: Ledger) -> list[int]:
    """The years whose statistics are due by the cutoff, since the plan or since somebody first reported any."""
    statistics, head = ledger.dataset.statistics, ledger.dataset.head
    if statistics.forms is None:
        return []
    first = min([filed.year for filed in statistics.filed] or [head.issued_on.year if head else ledger.cutoff.on.year])
    found = range(first, ledger.cutoff.on.year)
    return [year for year in found if ledger.cutoff.is_past(statistics.forms.due_on(year))]
