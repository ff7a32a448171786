"""The form in which a unit reports a month: a workbook that ``zhifa import`` reads back.

The same data gives the same bytes: no clock, no machine, a fixed order.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from zhifa_cli.forms.spreadsheet.ledger_file import INSTRUCTIONS
from zhifa_cli.forms.wording import HELPED, asked_figures, helped, recipient, terms, year
from zhifa_cli.forms.yaml import year_or_text
from zhifa_cli.ledger.duty import Duty, Ledger
from zhifa_cli.model.deadline import year_of
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.submission import ACTS, Department, Officer, Progress
from zhifa_cli.source.dataset import Table
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells
from zhifa_cli.views.wording import CYCLE, cycle_heading, settled

_FONT = "宋体"
_HEADING_ROW = 3
_SPARE_ROWS = {"进展": 20, "人员配备": 60, "培训学时": 300, "指标数字": 20}
_LINE_HEIGHT = 15
_CORE = "docProps/core.xml"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

_THIN = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY = PatternFill("solid", fgColor="EDEDED")
_BLUE = PatternFill("solid", fgColor="D9E2F3")
_YELLOW = PatternFill("solid", fgColor="FFF8DC")
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")

_LABEL = {"font": Font(_FONT, size=11), "alignment": Alignment(vertical="center")}
_HEADING = {"font": Font(_FONT, size=11, bold=True), "alignment": _MIDDLE, "fill": _BLUE, "border": _BORDER}
_NOT_NEGATIVE = {"operator": "greaterThanOrEqual", "formula1": "0"}


def _choices(values: Iterable[str]) -> str:
    return f'"{",".join(values)}"'


_HOW_TO = """\
填表说明
1. 灰色的列已经填好，不用改；其余各列据实填写。没有进展的行留空，导入时跳过。
2. 进展只选 已完成、推进中、未启动、不适用 之一。
3. “已完成”要写完成日期和佐证材料名称；有报送对象的，还要在“报送给”写明报给了谁。
4. “不适用”要写不适用理由：附条件的和鼓励的事项，理由就够了；其他事项要有牵头单位的免除决定，没有的列为待核实。“推进中”请写存在问题和下一步措施。
5. 日期写到日，如 2024-06-28；只写到月的不能采用。
6. 一项有几份佐证材料的，第二份起写在表后的空行，条款编号（和年度）照抄。
7. 按数字判定的事项（人员占比、培训学时），达标与否只看“人员配备”“培训学时”两张表，不能写“不适用”（附条件的和鼓励的除外）。
8. 人员配备每个部门一行，培训学时每名执法人员一行；人员用单位内部代码，不写姓名、身份证号和手机号。
9. 部门撤并了的保留一行，填撤并日期；年内新入职或转入的人员填入职日期（表头有批注说明）。
10. 两张数字表都要在表头上方填统计截止日；本月没有新数字的，整张表留空。
11. 工作表的保护没有密码，确需调整时可以撤销；表头和条款编号请勿改动。
12. 填好后运行 zhifa import 导入。不能确定的内容不会猜，会逐条列出来。"""

T = TypeVar("T", Department, Officer)

_DAY = "yyyy-mm-dd"
_FORMATS = {"text": "@", "day": _DAY}


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    width: int
    kind: str = "prose"
    """What its cells hold: prose, a text that looks like a number, a word, or what a validation asks for."""
    given: bool = False
    """Filled in by us, and locked."""
    why: str = ""
    """What it is for, where its heading does not say."""


_PROGRESS = (
    _Column("序号", 6, "word", given=True),
    _Column("条款编号", 25, "text", given=True),
    _Column(CYCLE, 7, "word", given=True),
    _Column("主要任务", 44, given=True),
    _Column("完成时限", 18, "word", given=True),
    _Column("报送对象", 14, "word", given=True),
    _Column("进展", 10, "status"),
    _Column("完成日期", 13, "day"),
    _Column("办理方式", 10, "act"),
    _Column("报送给", 16),
    _Column("佐证材料名称", 30),
    _Column("文号", 22, "text"),
    _Column("成文日期", 13, "day"),
    _Column("存放处", 20),
    _Column("存在问题", 26),
    _Column("下一步措施", 26),
    _Column("不适用理由", 22),
)
_STAFFING = (
    _Column("部门名称", 36),
    _Column("是否重点", 12, "key"),
    _Column("执法人员", 12, "count"),
    _Column("法律背景", 12, "count"),
    _Column("法制审核", 12, "count"),
    _Column(
        "撤并日期",
        13,
        "day",
        why="部门已撤销或并入别的部门的，写撤并日期，不再填人数。以前报过的部门不要直接删去：少了部门又没有说明，整项待核实。",
    ),
)
_TRAINING = (
    _Column("代码", 20, "text"),
    _Column("公共法律", 12, "hours"),
    _Column("业务", 12, "hours"),
    _Column("技能", 12, "hours"),
    _Column("政治", 12, "hours"),
    _Column(
        "入职日期",
        13,
        "day",
        why="培训年度内新入职或转入的人员，写入职（转入）日期：学时不足的待核实，不算不达标。其他人员不填。",
    ),
)
_FIGURES = (
    _Column("指标编号", 22, "text", given=True),
    _Column("指标", 30, given=True),
    _Column("计量单位", 10, "word", given=True),
    _Column("届期", 10, "word", given=True),
    _Column("数值", 16, "number"),
    _Column("统计截止日", 13, "day", why="这个数字统计到哪一天，写到日。"),
    _Column("佐证材料名称", 30),
)


_SHEETS = {"staffing": "人员配备", "training": "培训学时", "figures": "指标数字"}


def render(ledger: Ledger, unit: Unit, month: Month, open_: Sequence[Duty]) -> bytes:
    """The form for what a unit owes and has not completed, with tables for the figures that it owes."""
    owed = [duty for duty in ledger.duties if duty.unit.id == unit.id]
    demo = "（含演示数据）" if ledger.dataset.demo else ""
    book = Workbook()
    book.remove(book.worksheets[0])
    asked = [_progress_row(number, duty, ledger.dataset.roster) for number, duty in enumerate(open_, 1)]
    cycle = cycle_heading(ledger.duties)
    columns = [replace(column, heading=cycle) if column.heading == CYCLE else column for column in _PROGRESS]
    progress = _sheet(book, unit, "进展", f"{ledger.dataset.title}落实情况台账{demo}", columns, asked)
    for validation in progress.data_validations.dataValidation:
        if validation.formula1 == _choices(ACTS):
            validation.formula1 = _choices(ledger.dataset.plan.acts)
    _write(progress, 2, 5, f"报告月份：{month}", **_LABEL)
    progress.freeze_panes = f"E{_HEADING_ROW + 1}"
    tables = {duty.item.threshold.table for duty in owed if duty.item.threshold}
    if "staffing" in tables:
        known = _known(owed, Department)
        rows = [(d.name, {True: "是", False: "否", None: None}[d.key]) for d in known if d.ceased is None]
        sheet = _sheet(book, unit, _SHEETS["staffing"], "人员配备情况", _STAFFING, rows)
        _input(sheet, 3, "统计截止日：", None, _DAY)
    if "training" in tables:
        trained = _known((duty for duty in owed if not duty.cycle or year_of(duty.cycle) == month.year), Officer)
        officers = [(officer.code, *[None] * 4, officer.since) for officer in trained]
        sheet = _sheet(book, unit, _SHEETS["training"], "执法人员培训学时", _TRAINING, officers)
        _input(sheet, 2, "培训年度：", month.year, "General")
        _input(sheet, 4, "统计截止日：", None, _DAY)
    if numbers := list(asked_figures(ledger, open_)):
        given = [(f.indicator.id, f.indicator.title, f.indicator.unit, year_or_text(f.cycle)) for f in numbers]
        _sheet(book, unit, _SHEETS["figures"], "指标数字", _FIGURES, given)
    how_to = _HOW_TO.replace(f"（和{CYCLE}）", f"（和{cycle}）")
    also = list(helped(ledger, unit))
    if numbers:
        how_to += (
            "\n13. “指标数字”表一个指标（的一期）一行，填数值和统计截止日，数值不加单位和百分号；没有新数字的留空。"
        )
    _instructions(book, [*how_to.splitlines(), *([HELPED] if also else []), *also])
    return _fixed(book, datetime.combine(month.first_day, time()))


def _known(duties: Iterable[Duty], model: type[T]) -> list[T]:
    """The rows of the last table that the unit filed, for their names; made-up ones are nobody's."""
    tables = (duty.assessment.table for duty in duties if duty.assessment)
    found = (
        [row for _, row in table.rows if isinstance(row, model)]
        for table in tables
        if isinstance(table, Table) and not table.demo
    )
    return next((rows for rows in found if rows), [])


def _progress_row(number: int, duty: Duty, roster: Roster) -> tuple[object, ...]:
    item = duty.item
    judged = f"按“{_SHEETS[item.threshold.table]}”表的数字判定" if item.threshold else ""
    remarks = list(filter(None, [year(duty), *terms(duty), judged]))
    title = f"{item.title}〔{'；'.join(remarks)}〕" if remarks else item.title
    return number, item.id, year_or_text(duty.cycle), title, _deadline(duty), recipient(roster, duty)


def _deadline(duty: Duty) -> str:
    if duty.original_due is None:
        text = duty.item.deadline.text if duty.item.deadline else "未规定时限"
    else:
        text = _in_words(duty.original_due) + ("（核定）" if settled(duty) else "")
    if duty.due and duty.due != duty.original_due:
        text += f"（延期至{_in_words(duty.due)}）"
    return text if duty.item.required else f"{text}（鼓励）"


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# ---- drawing ---------------------------------------------------------------------------------------------


def _sheet(  # noqa: PLR0913, PLR0917 - a sheet's name, title, columns and rows
    book: Workbook, unit: Unit, name: str, title: str, columns: Sequence[_Column], rows: Sequence[Sequence[object]]
) -> Worksheet:
    """A titled table with headings, the rows that are known, and empty ones to fill in."""
    sheet: Worksheet = book.create_sheet(name)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    _write(sheet, 1, 1, title, font=Font(_FONT, size=16, bold=True), alignment=Alignment(vertical="center"))
    for number, height in ((1, 30), (2, 20), (_HEADING_ROW, 24)):
        sheet.row_dimensions[number].height = height
    for index, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
        cell = _write(sheet, _HEADING_ROW, index, column.heading, **_HEADING)
        if column.why:
            cell.comment = Comment(column.why, "zhifa", height=100, width=260)
    last = _HEADING_ROW + len(rows) + _SPARE_ROWS[name]
    for number in range(_HEADING_ROW + 1, last + 1):
        given = rows[number - _HEADING_ROW - 1] if number - _HEADING_ROW <= len(rows) else None
        _row(sheet, number, columns, given)
    for kind, (rule, prompt) in _VALIDATIONS.items():
        letters = [get_column_letter(i) for i, column in enumerate(columns, 1) if column.kind == kind]
        if letters:
            validation = DataValidation(**rule, allow_blank=True, showErrorMessage=True, showInputMessage=True)
            validation.prompt, validation.error, validation.errorTitle = prompt, prompt, "请核对"
            for letter in letters:
                validation.add(f"{letter}{_HEADING_ROW + 1}:{letter}{last}")
            sheet.add_data_validation(validation)
    sheet.freeze_panes = f"B{_HEADING_ROW + 1}"
    sheet.protection.sheet = True  # against slips, not against people: there is no password
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    _write(sheet, 2, 1, f"填报单位：{unit.name}", **_LABEL)
    _print_on(sheet, "8" if len(columns) > 10 else "9")  # noqa: PLR2004 - A3 for the wide one, A4 for the others
    return sheet


def _row(sheet: Worksheet, number: int, columns: Sequence[_Column], given: Sequence[object] | None) -> None:
    lines = 1
    for index, column in enumerate(columns, 1):
        value = given[index - 1] if given and index <= len(given) else None
        cell = _write(sheet, number, index, value, font=Font(_FONT, size=10), border=_BORDER)
        cell.alignment = _WRAPPED if column.kind in {"prose", "text"} else _MIDDLE
        cell.number_format = _FORMATS.get(column.kind, "General")
        cell.protection = Protection(locked=column.given and given is not None)
        if cell.protection.locked:
            cell.fill = _GREY
        if value is not None:
            lines = max(lines, -(-cells(str(value)) // column.width))
    if given is not None:
        sheet.row_dimensions[number].height = 4 + _LINE_HEIGHT * lines


def _input(sheet: Worksheet, column: int, label: str, value: object, number_format: str) -> None:
    """A label above the table, and beside it a cell to fill in."""
    right = Alignment(horizontal="right", vertical="center")
    _write(sheet, 2, column, label, **_LABEL | {"alignment": right})
    style = {"fill": _YELLOW, "border": _BORDER, "number_format": number_format, "protection": Protection(locked=False)}
    _write(sheet, 2, column + 1, value, **style, alignment=_MIDDLE)


def _write(sheet: Worksheet, row: int, column: int, value: object, **style: object) -> Any:
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


_VALIDATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "status": ({"type": "list", "formula1": _choices(Progress)}, "从列表中选一个"),
    "act": ({"type": "list", "formula1": _choices(ACTS)}, "办的是哪一种，须与要求一致"),
    "key": ({"type": "list", "formula1": _choices(["是", "否", "待认定"])}, "是否为重点行政执法部门"),
    # any date will do, and text only warns: people write 2024.6.28, which can be read, too
    "day": ({"type": "date", **_NOT_NEGATIVE, "errorStyle": "warning"}, "写到日，如 2024-06-28"),
    "count": ({"type": "whole", **_NOT_NEGATIVE}, "人数，非负整数"),
    "number": ({"type": "decimal", **_NOT_NEGATIVE}, "非负数，不加单位和百分号；没有数字的留空"),
    "hours": ({"type": "decimal", **_NOT_NEGATIVE}, "学时，非负数"),
}
"""What a cell of some kinds may hold, and what a program says of it."""


def _print_on(sheet: Worksheet, paper: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)


def _instructions(book: Workbook, lines: Sequence[str]) -> None:
    sheet = book.create_sheet(INSTRUCTIONS)
    sheet.column_dimensions["A"].width = 100
    _print_on(sheet, "9")
    for number, line in enumerate(lines, 1):
        font = Font(_FONT, size=14 if number == 1 else 11, bold=number == 1)
        _write(sheet, number, 1, line, font=font, alignment=_WRAPPED)
        sheet.row_dimensions[number].height = 26 if number == 1 else 18 * -(-cells(line) // 96)


# ---- bytes -----------------------------------------------------------------------------------------------


def _fixed(book: Workbook, moment: datetime) -> bytes:
    """The workbook with a fixed time wherever openpyxl and zip would put the clock's."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    properties = DocumentProperties(creator="zhifa", created=moment, modified=moment)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            content = tostring(properties.to_tree()) if name == _CORE else source.read(name)
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
