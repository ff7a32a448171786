"""Rows of a progress table -> entries. One entry for each duty, however many rows its evidence takes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhifa_cli.forms.spreadsheet import cells
from zhifa_cli.forms.spreadsheet.grid import Row, fold, one_line
from zhifa_cli.forms.spreadsheet.headings import Table
from zhifa_cli.forms.spreadsheet.notes import Notes, numbered, quoted
from zhifa_cli.model.deadline import Once, parse_deadline
from zhifa_cli.model.plan import Item, Plan, PlanHead
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month, parse_date
from zhifa_cli.model.submission import Entry
from zhifa_cli.source.names import Names
from zhifa_cli.source.salvage import validate
from zhifa_cli.source.tree import Value

_EVIDENCE = ("title", "document_no", "dated", "location")
_SINGLE = ("status", "completed_on", "act", "recipient")
_JOINED = ("reason", "problems", "next_steps")
_FILLED_IN = (*_SINGLE, *_EVIDENCE, *_JOINED)
_SHOWN = 5
_SEPARATORS = re.compile(r"[\u3001,\uff0c;\uff1b\n]")


@dataclass(frozen=True, slots=True)
class Context:
    """For whom, for when, and against which plan a ledger is read."""

    plan: Plan
    head: PlanHead
    roster: Roster
    names: Names
    unit: Unit
    period: Month
    submitted_on: date
    cycle: str | None = None
    """The year that is meant where a yearly item's row does not say one."""


class Unclear(Exception):
    """A row of which it is not certain what it says."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that speaks of a known duty."""

    number: int
    item: str
    values: Mapping[str, str]


def read(context: Context, notes: Notes) -> list[Entry]:
    """The entries of a table, in its order. What is not certain becomes a note, never an entry."""
    table, duties = notes.table, _Duties(context)
    lines: dict[tuple[str, str | None], list[_Line]] = defaultdict(list)
    foreign: dict[str, list[int]] = defaultdict(list)
    for row in table.rows:
        values = {field: row.cells[column] for field, column in table.columns.items() if column in row.cells}
        if not _is_reported(table, row) or notes.unreadable(row):
            continue
        if "unit" in values and not duties.concern(values["unit"]):
            foreign[values["unit"]].append(row.number)
            continue
        try:
            item = duties.item(values)
            duty = item.id, duties.cycle(item, values, table.grid.epoch)
        except Unclear as unclear:
            notes.left_out([row.number], str(unclear))
            continue
        notes.masked(row)
        lines[duty].append(_Line(row.number, item.id, values))
    for name, rows in foreign.items():
        notes.remarks.append(_foreign(table, context, name, rows))
    merging = _Merging(context, notes)
    merged = (merging.entry(item, cycle, found) for (item, cycle), found in lines.items())
    return [entry for entry in merged if entry]


def _is_reported(table: Table, row: Row) -> bool:
    """Whether a row says anything beyond what is to be done; forms come with rows that nobody filled in."""
    return any(
        table.columns[f] in row.cells or table.columns[f] in row.broken for f in _FILLED_IN if f in table.columns
    )


def _foreign(table: Table, context: Context, name: str, rows: list[int]) -> str:
    return f"{table.grid.where}{numbered(rows)}的单位是{quoted(name)}，不是{context.unit.name}，没有导入"


class _Duties:
    """Which item and cycle a row speaks of, among those that fall on the unit."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def concern(self, cell: str) -> bool:
        """Whether a unit's cell names our unit: itself, or a group that it is in. By name or alias, never by likeness."""
        names = [part.strip() for part in _SEPARATORS.split(cell)]
        return self._context.unit in self._context.roster.members((*names, *map(fold, names)))

    def item(self, values: Mapping[str, str]) -> Item:
        item = self._by_number(values["item"]) if "item" in values else self._by_title(values.get("task"))
        if not self._is_bound(item):
            raise Unclear(f"{self._context.unit.name}不承担 {item.id}（{quoted(item.title)}）")
        return item

    def _by_number(self, cell: str) -> Item:
        """By id, or by the clause's own citation."""
        plan, number = self._context.plan, fold(cell)
        if item := plan.items.get(number):
            return item
        cited = [item for item in plan.items.values() if item.id == item.clause and fold(item.source) == number]
        if len(cited) == 1:
            return cited[0]
        names = self._context.names
        lacking = names.unknown_item("", (), number).message if names.lacks_item(number) else ""
        raise Unclear(lacking or f"{quoted(cell)}在 measures.yaml 里有误，暂不能用")

    def _by_title(self, cell: str | None) -> Item:
        if cell is None:
            raise Unclear("没有写条款编号，不知道说的是哪一项")
        found = self._titles.get(fold(cell), [])
        if len(found) != 1:
            what = "计划中没有名称与此相同的事项" if not found else "计划中有几项都叫这个名称"
            raise Unclear(f"没有写条款编号；任务{quoted(cell)}，{what}")
        return found[0]

    @cached_property
    def _titles(self) -> dict[str, list[Item]]:
        titles: dict[str, list[Item]] = defaultdict(list)
        for item in self._context.plan.items.values():
            if self._is_bound(item):
                titles[fold(item.title)].append(item)
        return titles

    def _is_bound(self, item: Item) -> bool:
        return self._context.unit in self._context.roster.members(item.responsible)

    def cycle(self, item: Item, values: Mapping[str, str], epoch: date) -> str | None:
        """The year that a yearly item's row is about: as written, as its deadline says, or the only one there is."""
        if not item.recurring:
            return None
        context = self._context
        dues = {cycle: due for cycle, due in context.plan.cycles(item) if cycle and due}
        if "cycle" in values:
            return _known(item, cells.year(values["cycle"]), dues)
        due = _once(cells.day(values.get("deadline", ""), epoch))
        said = [cycle for cycle, on in dues.items() if on == due]
        if said:
            return said[0]
        if context.cycle is not None:
            return _known(item, context.cycle, dues)
        begun = [c for c, on in dues.items() if context.head.issued_on <= on <= date(context.period.year, 12, 31)]
        if len(begun) != 1:
            raise Unclear(
                f"{item.id} 是每年事项，没有写是哪一年度；请加一列“年度”（{_years(dues)}），或用 --cycle 指明"
            )
        return begun[0]


def _known(item: Item, written: str, dues: Mapping[str, date]) -> str:
    found = next((cycle for cycle in dues if cycle == written), None)
    if found is None:
        raise Unclear(f"{item.id} 没有{quoted(written)}年度；可写：{_years(dues)}")
    return found


def _years(dues: Mapping[str, date]) -> str:
    return "、".join(dues)


def _once(text: str) -> date | None:
    try:
        deadline = parse_deadline(text)
    except ValueError:
        return None
    return deadline.on if isinstance(deadline, Once) else None


class _Merging:
    """The rows of one duty -> one entry."""

    def __init__(self, context: Context, notes: Notes) -> None:
        self._table, self._context, self._notes = notes.table, context, notes

    def entry(self, item: str, cycle: str | None, lines: Sequence[_Line]) -> Entry | None:
        rows = [line.number for line in lines]
        values: dict[str, Value] = {"item": item, "cycle": cycle}
        try:
            values |= {field: self._single(field, lines) for field in _SINGLE}
        except Unclear as unclear:
            self._notes.left_out(rows, f"{item}：{unclear}")
            return None
        values["evidence"] = list(self._evidence(lines)) or None
        values |= {field: "\n".join(dict.fromkeys(_given(field, lines))) or None for field in _JOINED}
        entry, faults = validate(Entry, values)
        for fault in faults:
            self._notes.left_out(rows, f"{item}：{fault.message}")
        return entry

    def _single(self, field: str, lines: Sequence[_Line]) -> str | None:
        """What all rows that say anything of a field agree on."""
        given = list(dict.fromkeys(self._read(field, lines)))
        if len(given) > 1:
            etc = f" 等 {len(given)} 种" if len(given) > _SHOWN else ""
            raise Unclear(f"各行的“{self._heading(field)}”不一致（{'、'.join(map(quoted, given[:_SHOWN]))}{etc}）")
        if field == "status" and not given:
            raise Unclear("没有写进展")
        return given[0] if given else None

    def _read(self, field: str, lines: Sequence[_Line]) -> Iterator[str]:
        if field == "completed_on":
            for line in lines:
                yield from self._day(line, field)
        else:
            read = {"status": _status, "act": fold}.get(field, one_line)
            yield from map(read, _given(field, lines))

    def _day(self, line: _Line, field: str) -> Iterator[str]:
        """A full date not after the day of submission; otherwise a note, and the claim stands without it."""
        if field not in line.values:
            return
        text = cells.day(line.values[field], self._table.grid.epoch)
        try:
            late = parse_date(text) > self._context.submitted_on
        except ValueError as error:
            self._drop(line, field, str(error))
            return
        if late:
            self._drop(line, field, f"{text} 晚于报送日期 {self._context.submitted_on}")
        else:
            yield text

    def _evidence(self, lines: Sequence[_Line]) -> Iterator[Value]:
        """Each row's own; rows that repeat one (a merged cell, a copied row) show it once."""
        seen: set[tuple[str | None, ...]] = set()
        for line in lines:
            given = {field: one_line(line.values[field]) for field in _EVIDENCE if field in line.values}
            if given and "title" not in given:
                why = f"{line.item} 的佐证材料只有{quoted('、'.join(given.values()))}，没有名称"
                self._notes.dropped(line.number, why)
                continue
            evidence = {**given, "dated": next(self._day(line, "dated"), None)}
            shown = tuple(map(evidence.get, _EVIDENCE))
            if given and shown not in seen:
                seen.add(shown)
                yield dict(evidence)

    def _heading(self, field: str) -> str:
        return self._table.headings[self._table.columns[field]]

    def _drop(self, line: _Line, field: str, why: str) -> None:
        self._notes.dropped(line.number, f"{line.item} 的“{self._heading(field)}”：{why}")


def _given(field: str, lines: Sequence[_Line]) -> Iterator[str]:
    return (line.values[field] for line in lines if field in line.values)


def _status(text: str) -> str:
    status = cells.one_of(cells.STATUSES, text)
    if status not in cells.STATUSES:
        raise Unclear(f"进展写的是{quoted(text)}，应为 {'、'.join(cells.STATUSES)} 之一")
    return status
