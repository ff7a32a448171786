"""The form in which a unit reports a month: a workbook that ``zhifa import`` reads back.

The same data gives the same bytes: no clock, no machine, a fixed order.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zhifa_cli.forms.spreadsheet.headings import sheet_name
from zhifa_cli.forms.spreadsheet.ledger_file import INSTRUCTIONS
from zhifa_cli.forms.spreadsheet.year_table import YEARLY
from zhifa_cli.forms.wording import HELPED, asked_figures, helped, recipient, terms, year
from zhifa_cli.forms.yaml import year_or_text
from zhifa_cli.ledger.duty import Duty, Ledger
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.statistics import StatTables
from zhifa_cli.model.submission import ACTS, Progress
from zhifa_cli.model.table import TableForm
from zhifa_cli.model.threshold import OfTable, Threshold
from zhifa_cli.source.dataset import Table
from zhifa_cli.text.width import cells
from zhifa_cli.text.xlsx import BORDER, FONT, HEADING, fixed, print_on, write
from zhifa_cli.views.wording import CYCLE, cycle_heading, settled

_HEADING_ROW = 3
_LINE_HEIGHT = 15

_GREY = PatternFill("solid", fgColor="EDEDED")
_YELLOW = PatternFill("solid", fgColor="FFF8DC")
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")

_LABEL = {"font": Font(FONT, size=11), "alignment": Alignment(vertical="center")}
_NOT_NEGATIVE = {"operator": "greaterThanOrEqual", "formula1": "0"}


def _choices(values: Iterable[str]) -> str:
    return f'"{",".join(values)}"'


_HOW_TO = """\
填表说明
灰色的列已经填好，不用改；其余各列据实填写。没有进展的行留空，导入时跳过。
进展只选 已完成、推进中、未启动、不适用 之一。
“已完成”要写完成日期和佐证材料名称；有报送对象的，还要在“报送给”写明报给了谁。
“不适用”要写不适用理由：附条件的和鼓励的事项，理由就够了；其他事项要有牵头单位的免除决定，没有的列为待核实。“推进中”请写存在问题和下一步措施。
日期写到日，如 2024-06-28；只写到月的不能采用。
一项有几份佐证材料的，第二份起写在表后的空行，条款编号（和年度）照抄。
"""
_LAST = """\
工作表的保护没有密码，确需调整时可以撤销；表头和条款编号请勿改动。
填好后运行 zhifa import 导入。不能确定的内容不会猜，会逐条列出来。"""

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


@dataclass(frozen=True, slots=True)
class _Plan:
    """A sheet to be drawn: its name, what stands above it, its columns, and the empty rows below what is known."""

    name: str
    title: str
    columns: Sequence[_Column]
    spare: int = 20


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
_FIGURES = (
    _Column("指标编号", 22, "text", given=True),
    _Column("指标", 30, given=True),
    _Column("计量单位", 10, "word", given=True),
    _Column("届期", 10, "word", given=True),
    _Column("数值", 16, "number"),
    _Column("统计截止日", 13, "day", why="这个数字统计到哪一天，写到日。"),
    _Column("佐证材料名称", 30),
)


_NUMBERS = _Plan("指标数字", "指标数字", _FIGURES)
_CEASED = "以前报过的不要直接删去：少了一行又没有说明，整项待核实。"


def render(ledger: Ledger, unit: Unit, month: Month, open_: Sequence[Duty]) -> bytes:
    """The form for what a unit owes and has not completed, with tables for the figures that it owes."""
    plan, owed = ledger.dataset.plan, [duty for duty in ledger.duties if duty.unit.id == unit.id]
    demo = "（含演示数据）" if ledger.dataset.demo else ""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = [_progress_row(number, duty, ledger.dataset.roster) for number, duty in enumerate(open_, 1)]
    cycle = cycle_heading(ledger.duties)
    columns = [replace(column, heading=cycle) if column.heading == CYCLE else column for column in _PROGRESS]
    progress = _sheet(book, unit, _Plan("进展", f"{ledger.dataset.title}落实情况台账{demo}", columns), rows)
    for validation in progress.data_validations.dataValidation:
        if validation.formula1 == _choices(ACTS):
            validation.formula1 = _choices(plan.acts)
    write(progress, 2, 5, f"报告月份：{month}", **_LABEL)
    progress.freeze_panes = f"E{_HEADING_ROW + 1}"
    tables = {duty.item.threshold.table for duty in owed if duty.item.threshold}
    forms = [form for form in plan.forms.values() if form.id in tables]
    for form in forms:
        sheet = _sheet(book, unit, _declared(form), _known(form, owed, month))
        if not form.lasts:
            _input(sheet, 2, f"{form.cycle_title}：", year_or_text(form.cycle_at(month.last_day)), "General")
        _input(sheet, 3 if form.lasts else 4, "统计截止日：", None, _DAY)
    if numbers := list(asked_figures(ledger, open_)):
        given = [(f.indicator.id, f.indicator.title, f.indicator.unit, year_or_text(f.cycle)) for f in numbers]
        _sheet(book, unit, _NUMBERS, given)
    how_to = _HOW_TO.replace(f"（和{CYCLE}）", f"（和{cycle}）").splitlines()
    lines = [*how_to, *_how_to_fill_in(forms, with_numbers=bool(numbers)), *_LAST.splitlines()]
    numbered = [lines[0], *(f"{number}. {line}" for number, line in enumerate(lines[1:], 1))]
    also = list(helped(ledger, unit))
    _instructions(book, [*numbered, *([HELPED] if also else []), *also])
    return fixed(book, datetime.combine(month.first_day, time()))


_YEAR = (
    _Column("统计年度", 10, "word", given=True),
    _Column("项目编号", 30, "text", given=True),
    _Column("统计表", 36, given=True),
    _Column("项目", 40, given=True),
    _Column("计量单位", 10, "word", given=True),
    _Column("数值", 18, "number"),
)
_OF_A_YEAR = """\
填表说明
灰色的列已经填好，不用改；只填“数值”一列，不加单位。
没有发生的填 0；不知道的留空，留空不当作 0。
合计照填，与各分项之和对不上的，导入以后 zhifa check 会逐处列出。
填好后运行 zhifa import --kind statistics 导入。不能确定的内容不会猜，会逐条列出来。"""


def of_year(forms: StatTables, unit: Unit, year: int) -> bytes:
    """The form for the statistics of a year: a row for each number that is asked for."""
    book = Workbook()
    book.remove(book.worksheets[0])
    example = "（示例表式）" if forms.example else ""
    rows = [
        (year, f"{table.id}.{column.id}", table.title, column.title, column.unit)
        for table in forms.tables
        for column in table.columns
    ]
    _sheet(book, unit, _Plan(YEARLY, f"{year}年度执法统计{example}", _YEAR, spare=0), rows)
    _instructions(book, _OF_A_YEAR.splitlines())
    return fixed(book, datetime(year, 12, 31))  # noqa: DTZ001 - a day of the calendar


def _how_to_fill_in(forms: Sequence[TableForm], *, with_numbers: bool) -> Iterator[str]:
    sheets = [*map(sheet_name, forms), *([_NUMBERS.name] if with_numbers else [])]
    if sheets:
        named = "".join(f"“{name}”" for name in sheets)
        yield f"按数字判定的事项，达标与否只看{named}里的数字，不能写“不适用”（附条件的和鼓励的除外）。"
    if forms:
        each = "，".join(f"{sheet_name(form)}每{'名' if form.persons else '个'}{form.row}一行" for form in forms)
        persons = "；人员用单位内部代码，不写姓名、身份证号和手机号" if any(form.persons for form in forms) else ""
        yield f"{each}{persons}。"
        yield "这些表要在表头上方填统计截止日；本月没有新数字的，整张表留空。表头有批注的列，照批注填。"
    if with_numbers:
        yield f"“{_NUMBERS.name}”表一个指标（的一期）一行，填数值和统计截止日，数值不加单位和百分号；没有新数字的留空。"


def _declared(form: TableForm) -> _Plan:
    """The sheet of a table that the plan declares."""
    _, title = form.beside
    came = f"{title[:2]}新{'入职或转入的人员' if form.persons else f'设的{form.row}'}写日期：不足的待核实，不算不达标。其他的不填。"
    gone = f"已经{title[:2]}的写日期，不再填数字。{_CEASED}"
    columns = (
        _Column(form.naming.title, 20 if form.persons else 36, "text" if form.persons else "prose"),
        *([_Column(f"是否{form.marked}", 12, "key")] if form.marked else []),
        *(
            _Column(f"{c.title}（{c.unit}）" if c.unit else c.title, 12, "number" if c.decimals else "count")
            for c in form.figures
        ),
        _Column(title, 13, "day", why=gone if form.lasts else came),
    )
    return _Plan(sheet_name(form), form.title, columns, 300 if form.persons else 60)


def _known(form: TableForm, duties: Iterable[Duty], month: Month) -> list[tuple[object, ...]]:
    """The rows of the last table that the unit filed, for their names; made-up ones are nobody's."""
    cycle, day = form.cycle_at(month.last_day), month.last_day
    current = (duty for duty in duties if form.lasts or duty.table_cycle(form, day) == cycle)
    tables = (duty.assessment.table for duty in current if duty.assessment)
    filed = (table for table in tables if isinstance(table, Table) and table.form.id == form.id and not table.demo)
    rows = next((table.rows for table in filed if table.rows), ())
    blank, mark = [None] * len(form.figures), {True: "是", False: "否", None: None}
    return [
        (row.who, *([mark[row.marked]] if form.marked else []), *blank, row.came) for _, row in rows if row.gone is None
    ]


def _progress_row(number: int, duty: Duty, roster: Roster) -> tuple[object, ...]:
    item = duty.item
    judged = f"按“{_sheet_of(item.threshold)}”的数字判定" if item.threshold else ""
    remarks = list(filter(None, [year(duty), *terms(duty), judged]))
    title = f"{item.title}〔{'；'.join(remarks)}〕" if remarks else item.title
    return number, item.id, year_or_text(duty.cycle), title, _deadline(duty), recipient(roster, duty)


def _sheet_of(threshold: Threshold) -> str:
    return sheet_name(threshold.form) if isinstance(threshold, OfTable) else _NUMBERS.name


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


def _sheet(book: Workbook, unit: Unit, plan: _Plan, rows: Sequence[Sequence[object]]) -> Worksheet:
    """A titled table with headings, the rows that are known, and empty ones to fill in."""
    columns = plan.columns
    sheet: Worksheet = book.create_sheet(plan.name)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    write(sheet, 1, 1, plan.title, font=Font(FONT, size=16, bold=True), alignment=Alignment(vertical="center"))
    lines = max(-(-cells(column.heading) // (column.width - 1)) for column in columns)
    for number, height in ((1, 30), (2, 20), (_HEADING_ROW, 9 + _LINE_HEIGHT * lines)):
        sheet.row_dimensions[number].height = height
    for index, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
        cell = write(sheet, _HEADING_ROW, index, column.heading, **HEADING)
        if column.why:
            cell.comment = Comment(column.why, "zhifa", height=100, width=260)
    last = _HEADING_ROW + len(rows) + plan.spare
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
    write(sheet, 2, 1, f"填报单位：{unit.name}", **_LABEL)
    print_on(sheet, "8" if len(columns) > 10 else "9")  # noqa: PLR2004 - A3 for the wide one, A4 for the others
    return sheet


def _row(sheet: Worksheet, number: int, columns: Sequence[_Column], given: Sequence[object] | None) -> None:
    lines = 1
    for index, column in enumerate(columns, 1):
        value = given[index - 1] if given and index <= len(given) else None
        cell = write(sheet, number, index, value, font=Font(FONT, size=10), border=BORDER)
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
    write(sheet, 2, column, label, **_LABEL | {"alignment": right})
    style = {"fill": _YELLOW, "border": BORDER, "number_format": number_format, "protection": Protection(locked=False)}
    write(sheet, 2, column + 1, value, **style, alignment=_MIDDLE)


_VALIDATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "status": ({"type": "list", "formula1": _choices(Progress)}, "从列表中选一个"),
    "act": ({"type": "list", "formula1": _choices(ACTS)}, "办的是哪一种，须与要求一致"),
    "key": ({"type": "list", "formula1": _choices(["是", "否", "待认定"])}, "从列表中选一个"),
    # any date will do, and text only warns: people write 2024.6.28, which can be read, too
    "day": ({"type": "date", **_NOT_NEGATIVE, "errorStyle": "warning"}, "写到日，如 2024-06-28"),
    "count": ({"type": "whole", **_NOT_NEGATIVE}, "非负整数，不加单位"),
    "number": ({"type": "decimal", **_NOT_NEGATIVE}, "非负数，不加单位和百分号；没有数字的留空"),
}
"""What a cell of some kinds may hold, and what a program says of it."""


def _instructions(book: Workbook, lines: Sequence[str]) -> None:
    sheet = book.create_sheet(INSTRUCTIONS)
    sheet.column_dimensions["A"].width = 100
    print_on(sheet, "9")
    for number, line in enumerate(lines, 1):
        font = Font(FONT, size=14 if number == 1 else 11, bold=number == 1)
        write(sheet, number, 1, line, font=font, alignment=_WRAPPED)
        sheet.row_dimensions[number].height = 26 if number == 1 else 18 * -(-cells(line) // 96)
