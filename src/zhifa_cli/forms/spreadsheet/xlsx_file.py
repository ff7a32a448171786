"""An xlsx workbook -> grids. Reads text and stored results only: no formula is computed, no link followed.

Workbooks come from anywhere, so openpyxl only streams (its full mode makes an object of every cell that a
merge covers, millions if a file says so), and what it may stream is measured first (xlsx_parts).
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.xml.functions import iterparse

from zhifa_cli.forms.spreadsheet.grid import (
    COPY,
    EPOCH,
    EPOCH_1904,
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    Meter,
    Unusable,
    demand_bounds,
    row,
)
from zhifa_cli.forms.spreadsheet.xlsx_parts import needed

_MAX_MERGES = 20_000
_ERROR_NAME = 20
_EXACT_DIGITS = 15
"""Spreadsheets keep this many digits of a number and make the rest zeros."""
_SHEET_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(raw: bytes) -> list[Grid]:
    """The sheets of a workbook, in its order.

    Raises:
        Unusable: no workbook, damaged, or too large to be a ledger.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot keep (charts, styles) is not ours to keep
            safe, meter = io.BytesIO(needed(raw)), Meter()
            book = openpyxl.load_workbook(safe, read_only=True, data_only=True, keep_links=False)
            with zipfile.ZipFile(safe) as archive:
                grids = [_grid(sheet, archive, meter) for sheet in book.worksheets]
            book.close()
    except Unusable:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it trip over
        raise Unusable(
            f"打不开这个工作簿（{type(error).__name__}），可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx"
        ) from None
    return grids


@dataclass
class _Survey:
    """What streaming does not tell: merges, and formulas whose result the file does not hold."""

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


def _survey(source: Any, where: str) -> _Survey:
    found = _Survey()
    row = column = 0
    for event, element in iterparse(source, ("start", "end")):
        match event, element.tag.removeprefix(_SHEET_XML):
            case "start", "row":
                before, row, column = (row, 1), int(element.get("r") or row + 1), 0
                _demand_order(where, before, (row, 1))
            case "end", "c":
                before, place = (row, column), element.get("r")
                row, column = coordinate_to_tuple(place) if place else (row, column + 1)
                _demand_order(where, before, (row, column))
                if len(element) and element[-1].tag != f"{_SHEET_XML}f":
                    demand_bounds(where, row, column)
                if why := _fault(element):
                    found.broken[row, column] = why
            case "end", "row":
                element.clear()
            case "end", "mergeCell":
                left, top, right, bottom = (bound or 0 for bound in range_boundaries(element.get("ref")))
                found.merges.append((left, top, right, bottom))
                if len(found.merges) > _MAX_MERGES:
                    raise Unusable(f"工作表{where}的合并单元格超过 {_MAX_MERGES} 处的上限，没有读取；{COPY}")
    return found


def _demand_order(where: str, before: tuple[int, int], place: tuple[int, int]) -> None:
    """Of a place that is given twice, programs show one or the other."""
    if place <= before:
        raise Unusable(
            f"工作表{where}第 {place[0]} 行的单元格有重复或顺序颠倒，文件可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx"
        )


def _fault(cell: Any) -> str | None:
    """Why what a cell shows cannot be known from what the file holds."""
    kind, value = cell.get("t", "n"), cell.findtext(f"{_SHEET_XML}v")
    if kind == "e":
        return f"单元格是错误值 {(value or '')[:_ERROR_NAME]}"
    if not value and kind != "str" and cell.find(f"{_SHEET_XML}f") is not None:
        return "公式没有存下结果，请在表格软件里打开并保存一次"
    if value and kind == "n" and abs(float(value)) >= 10**_EXACT_DIGITS:
        return f"数字超过 {_EXACT_DIGITS} 位，表格软件已丢失末位，请改为文本重新填写"
    return None


def _grid(sheet: Any, archive: zipfile.ZipFile, meter: Meter) -> Grid:
    where = f"“{sheet.title}”"
    with archive.open(sheet._worksheet_path) as source:  # streaming sheets know their part, not its merges
        survey = _survey(source, where)
    cells = {number: found for number, found in _cells(sheet, where, meter) if found}
    broken: dict[int, dict[int, str]] = {}
    for (number, column), why in survey.broken.items():
        broken.setdefault(number, {})[column] = why
        cells.setdefault(number, {}).pop(column, None)
    for texts in (cells, broken):
        _fill_down(survey.merges, texts, where, meter)
    return Grid(
        name=sheet.title,
        rows=tuple(row(number, cells[number], broken.get(number)) for number in sorted(cells)),
        epoch=EPOCH_1904 if sheet.parent.epoch.year == EPOCH_1904.year else EPOCH,
        widths={(top, left): right - left + 1 for left, top, right, _bottom in survey.merges if right > left},
        hidden=sheet.sheet_state != "visible",
    )


def _fill_down(
    merges: list[tuple[int, int, int, int]], rows: dict[int, dict[int, str]], where: str, meter: Meter
) -> None:
    """What a cell merged downward says, it says of each row that it spans. Merges cannot overlap."""
    filled: dict[int, int] = {}
    for left, top, _right, bottom in sorted(merges, key=lambda merge: merge[1]):
        if bottom > top > filled.get(left, 0) and left <= MAX_COLUMNS and left in rows.get(top, {}):
            filled[left] = bottom
            for number in range(top + 1, min(bottom, MAX_ROWS) + 1):
                text = meter.take(where, number, left, rows[top][left])
                rows.setdefault(number, {}).setdefault(left, text)


def _cells(sheet: Any, where: str, meter: Meter) -> Iterator[tuple[int, dict[int, str]]]:
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
    for number, values in enumerate(rows, 1):
        filled = ((column, _text(value)) for column, value in enumerate(values, 1) if value is not None)
        yield number, {column: meter.take(where, number, column, text) for column, text in filled}


def _text(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            # as many digits as the program itself shows, so that 0.1 + 0.2 is 0.3
            return str(int(value)) if value.is_integer() else f"{value:.{_EXACT_DIGITS}g}"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)
