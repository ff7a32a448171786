"""One submission file -> a filing of a known unit, with every fault a finding."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model.deadline import days_of, of_years, period
from zhifa_cli.model.plan import Item
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import parse_cycle, parse_date
from zhifa_cli.model.submission import Submission, unknown_act
from zhifa_cli.model.table import Filled, Row, TableForm
from zhifa_cli.source.dataset import FiledEntry, FiledFigure, Filing, Table
from zhifa_cli.source.memory import Known
from zhifa_cli.source.names import Names
from zhifa_cli.source.outline import is_later, records, text_at
from zhifa_cli.source.salvage import Salvaged, read_values, salvage
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import quoted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gives: perhaps a filing, the unit that it names, and what is wrong with it."""

    filing: Filing | None
    unit: Unit | None
    faults: tuple[Finding, ...]
    entries: tuple[tuple[Route, str, str | None], ...] = ()
    """Where each entry stands that says anything, its item and its cycle, as written."""

    @property
    def lost(self) -> Iterator[tuple[str, str, str | None]]:
        """The unit, item and cycle of each entry that could not be used."""
        used = {filed.route for filed in self.filing.entries} if self.filing else set()
        if self.unit and self.loses_something:
            yield from ((self.unit.id, item, cycle) for route, item, cycle in self.entries if route not in used)

    @property
    def loses_something(self) -> bool:
        """Whether anything that the unit itself says in it could not be used."""
        rules = {fault.rule for fault in self.faults}
        return "ZF113" not in rules and (self.filing is None or bool(rules - {"ZF109"}))


class Until(NamedTuple):
    """Until when reports are used: one from after today is a mistake, one that was not known yet says nothing."""

    today: date
    known_on: date | None = None


def read_submission(root: Path, path: str, names: Names, until: Until, known: Known) -> Reading:
    """Read one file. Never fails: what is wrong with it is in the reading's faults."""
    faults, filing = Listing(), None
    sheet = _sheet(root, path, names, faults, known)
    if sheet and is_later(sheet.values, "submitted_on", until.known_on):
        return Reading(None, None, ())
    name = sheet.values.get("unit") if sheet and isinstance(sheet.values, dict) else None
    unit = names.roster.unit(name) if isinstance(name, str) else None
    if sheet and sheet.model:
        refusal = _refusal(path, sheet.model, unit, names, until.today)
        if refusal:
            faults.append(refusal)
        file = _File(path, sheet, sheet.model, faults)
        entries = tuple(file.entries(names))
        if unit and not refusal:
            filing = Filing(
                path, unit, sheet.model, entries, tuple(file.tables(unit, names)), tuple(file.figures(unit, names))
            )
    owned = tuple(replace(fault, unit=unit.id) if unit else fault for fault in faults.findings)
    return Reading(filing, unit, owned, tuple(_entries(sheet.values)) if sheet else ())


def _sheet(root: Path, path: str, names: Names, faults: Listing, known: Known) -> Salvaged[Submission] | None:
    """A report's sound parts. A table that the plan declares, but not soundly, is passed over."""
    found = read_values(root, path, faults, known)
    if found is None:
        return None
    values, refused = found
    keys = values.keys() if isinstance(values, dict) else ()
    model = names.plan.report(keys)
    if isinstance(values, dict) and (passed := {key for key in keys if names.has_unusable_table(key, values[key])}):
        values = {key: value for key, value in values.items() if key not in passed}
    return salvage(model, path, values, refused, partial(_droppable, names.plan.readable_forms), faults)


def _which_cycle(names: Names, item: Item) -> str:
    """What an entry on a recurring item lacks, with a cycle of that item's own where it is no year."""
    cycle = next((cycle for cycle, _ in names.plan.cycles(item) if not of_years([cycle])), None)
    if cycle is None:
        return f"{item.id} 是每年事项，须写 cycle（届期的年份），如 cycle: 2024"
    return f"{item.id} 是定期事项，须写 cycle（哪一期），如 cycle: {cycle}（{period(cycle)}）"


def _entries(values: Value) -> Iterator[tuple[Route, str, str | None]]:
    for index, entry in records(values, "progress"):
        if (item := text_at(entry, "item")) and entry.get("status") is not None:
            yield ("progress", index), item, text_at(entry, "cycle")


def _droppable(forms: Mapping[str, TableForm], route: Route) -> Route | None:
    """An entry or a table's row goes by itself: the table is known to be faulty, and can be missed but not met."""
    match route:
        case ("progress" | "figures", int(), *_):
            return route[:2]
        case (str(kind), str(part), int(), *_) if kind in forms and forms[kind].rows == part:
            return route[:3]
        case (str(kind), *_) if kind in forms or kind in {"progress", "figures"}:
            return route[:1]
        case _:
            return None


def _refusal(path: str, report: Submission, unit: Unit | None, names: Names, today: date) -> Finding | None:
    """Why a sound report is not used: nobody knows whose it is, it may not speak for them, or it is not filed yet."""
    if unit is None:
        return names.unknown_unit(path, ("unit",), report.unit) if names.lacks_unit(report.unit) else None
    if not names.roster.may_speak(unit, path):
        why = f"这个文件不能代表{unit.name}报送（units.yaml 的 files 只认别的文件）"
        message = f"{why}，没有采用；请由该单位在自己的文件里报送"
        return Finding(rule="ZF113", path=path, route=("unit",), message=message)
    if report.submitted_on > today:
        why = f"报送日期 {report.submitted_on} 晚于 {today}（今天，或所检查的提交的日期）"
        message = f"{why}，没有采用；请改成实际报送的日期"
        return Finding(rule="ZF110", path=path, route=("submitted_on",), message=message)
    return None


@dataclass(frozen=True, slots=True)
class _File:
    """A file whose sound parts make a report."""

    path: str
    sheet: Salvaged[Submission]
    report: Submission
    faults: Listing

    def _refuse(self, rule: str, route: Route, message: str) -> None:
        self.faults.append(Finding(rule=rule, path=self.path, route=route, message=message))

    def entries(self, names: Names) -> Iterator[FiledEntry]:
        """The entries that say something of an item that somebody knows."""
        entries = self.report.progress
        for index, entry in zip(self.sheet.dropped.indices(("progress",), len(entries)), entries, strict=True):
            route: Route = ("progress", index)
            item = names.item(entry.item)
            if entry.act is not None and entry.act not in names.plan.acts:
                self._refuse("ZF104", (*route, "act"), unknown_act(entry.act, names.plan.acts))
            elif entry.status is None:
                continue  # a scaffold's blank, which says nothing of any item
            elif names.lacks_item(entry.item):
                unknown = partial(names.unknown_item, self.path, (*route, "item"), entry.item)
                self.faults.add(Alike("ZF106", self.path), unknown)
            elif item and entry.cycle is None and names.plan.always_recurs(item):
                self._refuse("ZF104", route, _which_cycle(names, item))
            elif item:
                yield FiledEntry(route, entry)

    def figures(self, unit: Unit, names: Names) -> Iterator[FiledFigure]:
        """The numbers that a file has of known indicators; those that could not be used, without a value."""
        figures, report = self.report.figures, self.report
        read = dict(zip(self.sheet.dropped.indices(("figures",), len(figures)), figures, strict=True))
        for index, written in records(self.sheet.values, "figures"):
            route: Route = ("figures", index)
            figure, name = read.get(index), text_at(written, "indicator") or ""
            if figure and figure.value is None:
                continue  # a scaffold's blank
            if figure and names.lacks_indicator(name):
                unknown = partial(names.unknown_indicator, "ZF106", self.path, (*route, "indicator"), name)
                self.faults.add(Alike("ZF106", self.path), unknown)
            elif figure and figure.cycle is None and (example := names.needs_cycle(name)):
                self._refuse("ZF104", route, f"{quoted(name)}用于定期事项，须写 cycle（届期），如 cycle: {example}")
            elif name in names.indicators:
                as_of = figure.as_of if figure else _scalar(written, "as_of", parse_date)
                possible = as_of is not None and as_of <= report.submitted_on  # else rule ZF110 says so
                yield FiledFigure(
                    path=self.path,
                    route=route,
                    unit=unit,
                    indicator=name,
                    cycle=figure.cycle if figure else text_at(written, "cycle"),
                    as_of=as_of if as_of and possible else report.submitted_on,
                    period=report.ranking_month,
                    submitted_on=report.submitted_on,
                    demo=report.demo,
                    written=figure,
                    value=figure.value if figure and possible else None,
                )

    def tables(self, unit: Unit, names: Names) -> Iterator[Table]:
        """The tables that a file has, usable or not: an unusable one must not pass for none, nor an older one for it."""
        values, filled = self.sheet.values if isinstance(self.sheet.values, dict) else {}, self.report.tables
        for kind, form in names.plan.readable_forms.items():
            if values.get(kind) is not None:
                yield self._table(unit, form, filled.get(kind), values.get(kind))

    def _table(self, unit: Unit, form: TableForm, filled: Filled | None, written: Value) -> Table:
        report = self.report
        as_of = filled.as_of if filled else _scalar(written, "as_of", parse_date)
        cycle = filled.of_cycle if filled else _scalar(written, form.cycle_key, parse_cycle)
        if not cycle or not form.has(cycle):
            cycle = form.cycle_at(as_of or report.submitted_on)
        rows, left_out = self._rows(filled) if filled else ((), False)
        if as_of and cycle and as_of < days_of(cycle)[0]:
            why = f"统计截止日 {as_of} 在{period(cycle)}以前，还没有这一{'年' if form.cycle == 'year' else '期'}的数字"
            message = f"{why}，没有采用；请核对 {form.cycle_key} 和 as_of"
            self._refuse("ZF110", (form.id, "as_of"), message)
            as_of, rows = None, ()
        if as_of and as_of > report.submitted_on:
            as_of, rows = None, ()  # rule ZF110 says so: nobody has counted yet
        named = (text_at(row, form.key) for _, row in records(written, form.rows)) if as_of else ()
        return Table(
            path=self.path,
            unit=unit,
            form=form,
            period=report.ranking_month,
            submitted_on=report.submitted_on,
            demo=report.demo,
            as_of=as_of or report.submitted_on,
            dated=as_of is not None,
            cycle=cycle,
            rows=rows,
            named=frozenset(name for name in named if name is not None),
            faulty=left_out or not rows,
        )

    def _rows(self, filled: Filled) -> tuple[tuple[tuple[int, Row], ...], bool]:
        """A table's sound rows, and whether any was left out. Of two with one name the first counts."""
        form, rows = filled.table, filled.filled_rows
        part: Route = (form.id, form.rows)
        sound: dict[str, tuple[int, Row]] = {}
        seen: set[str] = set()
        for index, row in zip(self.sheet.dropped.indices(part, len(rows)), rows, strict=True):
            if row.who in seen:
                what = form.naming.title if form.persons else form.row
                message = f"{what}{quoted(row.shown)}出现了两次，不知以哪一行为准；请合并或改正"
                self._refuse("ZF111", (*part, index, form.key), message)
            elif row.gone and row.gone > filled.as_of:
                why = f"{form.beside[1]} {row.gone} 晚于统计截止日 {filled.as_of}，那时还没有{form.beside[1][:2]}"
                self._refuse("ZF110", (*part, index, "ceased"), f"{why}，这一行没有采用；请填当时的数字")
            else:
                sound[row.who] = index, row
            seen.add(row.who)
        return tuple(sound.values()), len(sound) < len(rows) or self.sheet.dropped.from_list(part)


def _scalar(written: Value, key: str, parse: Callable[[object], T]) -> T | None:
    """What can still be read of a table or number that is too faulty to be used."""
    try:
        return parse(written.get(key) if isinstance(written, dict) else None)
    except ValueError:
        return None
