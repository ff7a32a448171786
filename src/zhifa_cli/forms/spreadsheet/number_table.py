"""Rows of a table of indicators -> their numbers, each by itself. A row without a number says nothing."""

import re
from collections.abc import Mapping
from datetime import date

from zhifa_cli.forms.spreadsheet import cells
from zhifa_cli.forms.spreadsheet.notes import Notes, quoted
from zhifa_cli.forms.spreadsheet.progress_table import Context, Unclear
from zhifa_cli.model.submission import IndicatorFigure
from zhifa_cli.source.names import Names
from zhifa_cli.source.salvage import validate
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import plain

_EVIDENCE = ("title", "document_no", "dated", "location")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def read(context: Context, notes: Notes) -> list[IndicatorFigure]:
    """The numbers of a table, in its order. What is not certain becomes a note."""
    table, found = notes.table, []
    for row in table.rows:
        if not table.says(row, ("value",)) or notes.unreadable(row):
            continue
        try:
            found.append(_figure(context, notes, table.values(row)))
        except Unclear as unclear:
            notes.left_out([row.number], str(unclear))
        else:
            notes.masked(row)
    return found


def _figure(context: Context, notes: Notes, values: Mapping[str, str]) -> IndicatorFigure:
    """The number of one row.

    Raises:
        Unclear: it cannot be used, and why.
    """
    epoch, label = notes.table.grid.epoch, notes.table.labels.get("as_of")
    name = _indicator(context.names, values)
    as_of = values.get("as_of") or (label.text if label else "")
    example = context.names.needs_cycle(name)
    cycle = _period(values["cycle"], epoch) if "cycle" in values else context.cycle if example else None
    number = plain(values["value"])
    written: dict[str, Value] = {
        "indicator": name,
        "value": number.replace(",", "") if _THOUSANDS.fullmatch(number) else number,
        "as_of": cells.day(as_of, epoch) if as_of else None,
        "cycle": cycle,
    }
    if shown := {key: values[key] for key in _EVIDENCE if key in values}:
        written["evidence"] = [{key: cells.day(text, epoch) if key == "dated" else text for key, text in shown.items()}]
    figure, faults = validate(IndicatorFigure, written)
    if figure is None:
        raise Unclear(f"{quoted(name)}：{'；'.join(fault.message for fault in faults)}")
    if figure.as_of and figure.as_of > context.submitted_on:
        raise Unclear(f"{quoted(name)}：统计截止日 {figure.as_of} 晚于报送日期 {context.submitted_on}")
    if cycle is None and example:
        raise Unclear(f"{quoted(name)}用于定期事项，须写届期，如 {example}")
    return figure


def _period(cell: str, epoch: date) -> str:
    """A cell's period. Spreadsheets make a day of 2024-03: the first of the month."""
    day = cells.day(cell, epoch)
    return day[:7] if re.fullmatch("[0-9]{4}-[0-9]{2}-01", day) else cells.cycle(cell)


def _indicator(names: Names, values: Mapping[str, str]) -> str:
    """By its id, else by its very title."""
    number, title = plain(values.get("indicator", "")), values.get("indicator_title", "")
    if number in names.indicators:
        return number
    if number:
        raise Unclear(names.unknown_indicator("ZF106", "", (), number).message)
    called = [indicator.id for indicator in names.plan.indicators if plain(indicator.title) == plain(title)]
    if len(called) != 1:
        raise Unclear(f"{quoted(title)}不是哪一个指标的名称，请写指标编号" if title else "没有写指标编号")
    return called[0]
