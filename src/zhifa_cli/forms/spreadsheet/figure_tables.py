"""The tables that a plan declares. They are taken whole or not at all: one without its faulty row could pass."""

from datetime import date

from zhifa_cli.finding import Route
from zhifa_cli.forms.spreadsheet import cells
from zhifa_cli.forms.spreadsheet.grid import Row, one_line
from zhifa_cli.forms.spreadsheet.headings import LABELS
from zhifa_cli.forms.spreadsheet.notes import Notes, quoted
from zhifa_cli.model.table import Filled, TableForm
from zhifa_cli.source.salvage import validate
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import plain

_WHOLE = "改正前整张表都不导入"


def read(form: TableForm, submitted_on: date, notes: Notes) -> Filled | None:
    """The figures of a table that has any."""
    return _Reading(form, submitted_on, notes).table()


class _Reading:
    def __init__(self, form: TableForm, submitted_on: date, notes: Notes) -> None:
        self._form, self._submitted_on, self._notes, self._table = form, submitted_on, notes, notes.table
        self._name = self._table.columns[form.key]
        self._rows = [row for row in self._table.rows if self._is_one(row)]

    def _is_one(self, row: Row) -> bool:
        """Whether a row counts: not blank, and no total."""
        return self._table.says(row, self._table.columns) and row.cells.get(self._name) not in cells.TOTALS

    def table(self) -> Filled | None:
        given = {self._form.key, "key", "since"}  # a form may have it; whoever adds no more has reported nothing
        figures = self._table.columns.keys() - given
        if not any(self._table.says(row, figures) for row in self._rows):
            return None  # a form that nobody filled in
        if sum(self._notes.unreadable(row) for row in self._rows):  # each is to be said
            return None
        values: dict[str, Value] = {label: self._label(label) for label in (self._form.cycle_key, "as_of")}
        values = {label: text for label, text in values.items() if label in self._form.model.model_fields}
        part = self._form.rows
        table, faults = validate(self._form.model, values | {part: [self._values(row) for row in self._rows]})
        for fault in faults:
            self._refuse(fault.route, fault.message)
        if table is None or self._names_twice(part):
            return None
        if table.as_of > self._submitted_on:
            self._refuse(("as_of",), f"{table.as_of} 晚于报送日期 {self._submitted_on}")
            return None
        for row in self._rows:
            self._notes.masked(row)
        return table

    def _names_twice(self, part: str) -> bool:
        seen: set[str] = set()
        for index, row in enumerate(self._rows):
            name = one_line(row.cells[self._name])
            if name in seen:
                self._refuse((part, index), "出现了两次，不知以哪一行为准")
                return True
            seen.add(name)
        return False

    def _label(self, label: str) -> str | None:
        if label not in self._table.labels:
            return None
        text = self._table.labels[label].text
        return cells.day(text, self._table.grid.epoch) if label == "as_of" else cells.cycle(text)

    def _values(self, row: Row) -> Value:
        read = {field: self._value(field, text) for field, text in self._table.values(row).items()}
        return {field: text for field, text in read.items() if not (field == "key" and text in cells.NO_FLAG)}

    def _value(self, field: str, text: str) -> str:
        match field:
            case "ceased" | "since":
                return cells.day(text, self._table.grid.epoch)
            case "key":
                return cells.one_of(cells.FLAGS, one_line(text))
            case self._form.key:
                return one_line(text)
            case _:
                return plain(text)

    def _refuse(self, route: Route, why: str) -> None:
        """Say at which row (or label) the table is faulty."""
        label = str(route[0]) if route else ""
        labels = self._table.labels
        match route:
            case (_, int(index), *_):
                row = self._rows[index]
                self._notes.left_out(
                    [row.number],
                    f"{quoted(self._form.shown(one_line(row.cells.get(self._name, ''))))}：{why}；{_WHOLE}",
                )
            case (_,) if label in labels:
                self._notes.left_out([labels[label].row], f"“{LABELS[label][0]}”：{why}；{_WHOLE}")
            case (_,) if label in LABELS:
                self._notes.left_out([], f"表头上方没有写“{LABELS[label][0]}”；{_WHOLE}")
            case _:
                self._notes.left_out([], f"{why}；{_WHOLE}")
