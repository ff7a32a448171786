"""Rows of a progress table -> entries. One entry for each duty, however many rows its evidence takes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhifa_cli.forms.spreadsheet import cells
from zhifa_cli.forms.spreadsheet.grid import one_line
from zhifa_cli.forms.spreadsheet.notes import Notes, numbered, quoted
from zhifa_cli.model.deadline import Once, listed, of_years, parse_deadline
from zhifa_cli.model.plan import Item, PlanHead
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import Month, parse_date
from zhifa_cli.model.submission import Entry, unknown_act
from zhifa_cli.source.names import Names
from zhifa_cli.source.salvage import validate
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import plain

_EVIDENCE = ("title", "document_no", "dated", "location")
_SINGLE = ("status", "completed_on", "act", "recipient")
_JOINED = ("reason", "problems", "next_steps")
_FILLED_IN = (*_SINGLE, *_EVIDENCE, *_JOINED)
"""What says more than what is to be done; forms come with rows that nobody filled in."""
_SHOWN = 5
_SEPARATORS = re.compile(r"[\u3001,\uff0c;\uff1b\n]")


@dataclass(frozen=True, slots=True)
class Context:
    """For whom, for when, and against which plan a ledger is read."""

    names: Names
    head: PlanHead
    unit: Unit
    period: Month
    submitted_on: date
    cycle: str | None = None
    """The period that is meant where a recurring item's row does not say one."""

    def bound(self, names: tuple[str, ...]) -> bool:
        """Whether names of bodies and groups mean our unit, too. Never by likeness."""
        return self.unit.id in self.names.roster.bound(names)


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
    table, duties = notes.table, _Duties(context, notes.table.grid.epoch)
    lines: dict[tuple[str, str | None], list[_Line]] = defaultdict(list)
    foreign: dict[str, list[int]] = defaultdict(list)
    for row in table.rows:
        if not table.says(row, _FILLED_IN) or notes.unreadable(row):
            continue
        values = table.values(row)
        if "unit" in values and not duties.concern(values["unit"]):
            foreign[values["unit"]].append(row.number)
            continue
        try:
            item = duties.item(values)
            duty = item.id, duties.cycle(item, values)
        except Unclear as unclear:
            notes.left_out([row.number], str(unclear))
            continue
        notes.masked(row)
        lines[duty].append(_Line(row.number, item.id, values))
    for name, rows in foreign.items():
        where = f"{table.grid.where}{numbered(rows)}"
        notes.remarks.append(f"{where}的单位是{quoted(name)}，不是{context.unit.name}，没有导入")
    merging = _Merging(context, notes)
    merged = (merging.entry(item, cycle, found) for (item, cycle), found in lines.items())
    return [entry for entry in merged if entry]


class _Duties:
    """Which item and cycle a row speaks of, among those that fall on the unit."""

    def __init__(self, context: Context, epoch: date) -> None:
        self._context, self._plan, self._epoch = context, context.names.plan, epoch

    def concern(self, cell: str) -> bool:
        """Whether a unit's cell names our unit: itself, or a group that it is in."""
        names = [part.strip() for part in _SEPARATORS.split(cell)]
        return self._context.bound((*names, *map(plain, names)))

    def item(self, values: Mapping[str, str]) -> Item:
        item = self._by_number(values["item"]) if "item" in values else self._by_title(values.get("task"))
        versions = (version.item for version in self._plan.versions(item))
        if not self._context.bound(tuple(name for v in versions for name in (*v.responsible, *v.supporting))):
            raise Unclear(f"{self._context.unit.name}不承担 {item.id}（{quoted(item.title)}）")
        return item

    def _by_number(self, cell: str) -> Item:
        """By id, or by the clause's own citation."""
        number, names = plain(cell), self._context.names
        if item := names.item(number):
            return item
        cited = [item for item in self._plan.items.values() if item.id == item.clause and plain(item.source) == number]
        if len(cited) == 1:
            return cited[0]
        if names.lacks_item(number):
            raise Unclear(names.unknown_item("", (), number).message)
        raise Unclear(f"{quoted(cell)}在 measures.yaml 里有误，暂不能用")

    def _by_title(self, cell: str | None) -> Item:
        if cell is None:
            raise Unclear("没有写条款编号，不知道说的是哪一项")
        found = self._titles.get(plain(cell), [])
        if len(found) != 1:
            what = "计划中没有名称与此相同的事项" if not found else "计划中有几项都叫这个名称"
            raise Unclear(f"没有写条款编号；任务{quoted(cell)}，{what}")
        return found[0]

    @cached_property
    def _titles(self) -> dict[str, list[Item]]:
        titles: dict[str, list[Item]] = defaultdict(list)
        for item in self._plan.items.values():
            if self._context.bound(item.responsible):
                titles[plain(item.title)].append(item)
        return titles

    def cycle(self, item: Item, values: Mapping[str, str]) -> str | None:
        """The cycle that a recurring item's row is about: as written, as its deadline says, or the only one there is."""
        head, last_day = self._context.head, date(self._context.period.year, 12, 31)
        dues = {cycle: due for cycle, due in self._plan.cycles(item) if cycle}
        if not item.recurring and not dues:
            return None
        yearly, known = of_years(dues), listed(list(dues))
        written = self._period(values["cycle"], dues) if "cycle" in values else None
        if written is None:
            due = _once(cells.day(values.get("deadline", ""), self._epoch))
            written = next((cycle for cycle, on in dues.items() if on == due), self._context.cycle)
        if written is None:
            begun = [cycle for cycle, on in dues.items() if on and head.issued_on <= on <= last_day]
            if len(begun) != 1:
                what = f"{item.id} 是{'每年事项，没有写是哪一年度' if yearly else '定期事项，没有写是哪一期'}"
                raise Unclear(f"{what}；请加一列“{'年度' if yearly else '届期'}”（{known}），或用 --cycle 指明")
            return begun[0]
        if written not in dues:
            raise Unclear(f"{item.id} 没有{quoted(written)}{'年度' if yearly else '这一期'}；可写：{known}")
        return written

    def _period(self, cell: str, dues: Mapping[str, object]) -> str:
        """A cell's period. Spreadsheets make a day of 2024-03: the first of a month that is one of the cycles."""
        day = cells.day(cell, self._epoch)
        return day[:7] if day[7:] == "-01" and day[:7] in dues else cells.cycle(cell)


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
        known = self._context.names.plan.acts
        if entry and entry.act and entry.act not in known:
            self._notes.left_out(rows, f"{item}：{unknown_act(entry.act, known)}")
            return None
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
            yield from map({"status": _status, "act": plain}.get(field, one_line), _given(field, lines))

    def _day(self, line: _Line, field: str) -> Iterator[str]:
        """A full date not after the day of submission; otherwise a note, and the claim stands without it."""
        if field not in line.values:
            return
        text = cells.day(line.values[field], self._table.grid.epoch)
        try:
            late = parse_date(text) > self._context.submitted_on
            why = f"{text} 晚于报送日期 {self._context.submitted_on}" if late else ""
        except ValueError as error:
            why = str(error)
        if why:
            self._notes.dropped(line.number, f"{line.item} 的“{self._heading(field)}”：{why}")
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


def _given(field: str, lines: Sequence[_Line]) -> Iterator[str]:
    return (line.values[field] for line in lines if field in line.values)


def _status(text: str) -> str:
    status = cells.one_of(cells.STATUSES, text)
    if status not in cells.STATUSES:
        raise Unclear(f"进展写的是{quoted(text)}，应为 {'、'.join(cells.STATUSES)} 之一")
    return status
