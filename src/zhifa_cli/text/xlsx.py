"""Workbooks for Excel and WPS: text is text whatever it begins with, and the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells

FONT = "宋体"
_THIN = Side(style="thin", color="BFBFBF")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEADING: dict[str, object] = {
    "font": Font(FONT, size=11, bold=True),
    "alignment": Alignment(wrap_text=True, vertical="center", horizontal="center"),
    "fill": PatternFill("solid", fgColor="D9E2F3"),
    "border": BORDER,
}
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_CORE = "docProps/core.xml"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_NARROWEST, _WIDEST = 8, 44
_LINE_HEIGHT = 15


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of a workbook: a table below a line that says what it is."""

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]


def tables(grids: Iterable[Grid], on: date, marker: str) -> bytes:
    """A workbook of tables to be read and printed, as of a day, that is known again by a marker."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        _sheet(book, grid)
    return fixed(book, datetime.combine(on, time()), marker)


def _sheet(book: Workbook, grid: Grid) -> None:
    sheet: Worksheet = book.create_sheet(grid.name)
    write(sheet, 1, 1, grid.title, font=Font(FONT, size=11), alignment=Alignment(vertical="center"))
    for index, name in enumerate(grid.header, 1):
        longest = max([cells(name), *(cells(str(row[index - 1] or "")) for row in grid.rows)])
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(index)].width = width
        write(sheet, 2, index, name, **HEADING)
    for number, row in enumerate(grid.rows, 3):
        for index, value in enumerate(row, 1):
            cell = write(sheet, number, index, value, font=Font(FONT, size=10), border=BORDER, alignment=_WRAPPED)
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
        lines = max([1, *(-(-cells(str(value or "")) // (_WIDEST - 2)) for value in row)])
        sheet.row_dimensions[number].height = 4 + _LINE_HEIGHT * lines
    sheet.freeze_panes = "B3"
    sheet.print_title_rows = "2:2"
    print_on(sheet, "9")


def write(sheet: Worksheet, row: int, column: int, value: object, **style: object) -> Any:
    """Fill a cell and draw it. Text is text: what starts with an equals sign is no formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = visible(value)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value  # type: ignore[assignment]  # numbers and dates alone come here
    for name, setting in style.items():
        setattr(cell, name, setting)
    return cell


def print_on(sheet: Worksheet, paper: str) -> None:
    """Landscape, as wide as the paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)


def fixed(book: Workbook, moment: datetime, marker: str | None = None) -> bytes:
    """The workbook with a fixed time wherever openpyxl and zip would put the clock's; a marker stands in its head."""
    raw, made = io.BytesIO(), io.BytesIO()
    book.save(raw)
    about = DocumentProperties(creator="zhifa", created=moment, modified=moment, keywords=marker)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: name != _CORE) if marker else source.namelist():
            content = tostring(about.to_tree()) if name == _CORE else source.read(name)
            packed = zipfile.ZIP_STORED if marker and name == _CORE else zipfile.ZIP_DEFLATED
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), content, packed)
    return made.getvalue()
