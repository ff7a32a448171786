"""A unit's own ledger (台账) in a spreadsheet -> a submission, and notes of all that was not certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhifa_cli.forms.spreadsheet import cells, csv_file, figure_tables, headings, number_table, progress_table
from zhifa_cli.forms.spreadsheet.grid import MAX_BYTES, Grid, Unusable
from zhifa_cli.forms.spreadsheet.headings import Kind, Kinds, Table
from zhifa_cli.forms.spreadsheet.notes import Notes, quoted
from zhifa_cli.forms.spreadsheet.progress_table import Context
from zhifa_cli.model.submission import Submission
from zhifa_cli.text.unseen import plain

INSTRUCTIONS = "填表说明"
"""A sheet for people."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Imported:
    """What could be taken from a ledger, and what could not."""

    submission: Submission | None
    """None where there was nothing to take."""
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(_ZIP)


def grids(raw: bytes, suffix: str, kinds: Kinds) -> list[Grid]:
    """The sheets of a file, by what it is rather than by what it is called.

    Raises:
        Unusable: of a kind that cannot be read, damaged or too large.
        ImportError: a workbook, and openpyxl is not installed.
    """
    if len(raw) > MAX_BYTES:
        raise Unusable(f"文件超过 {MAX_BYTES // 1_000_000} MB 的上限，没有读取；请另存一份只含台账的文件")
    if is_workbook(raw):
        from zhifa_cli.forms.spreadsheet import xlsx_file  # noqa: PLC0415 - CSV is read without openpyxl

        return xlsx_file.read(raw)
    if raw.startswith(_OLD_OFFICE) or suffix in {".xls", ".et"}:
        raise Unusable("这是旧版 .xls（或 .et、加了密码的）文件；请用 Excel 或 WPS 另存为不加密的 .xlsx 再导入")
    if suffix not in {".csv", ".txt", ".tsv"}:
        raise Unusable(f"不认得 {suffix or '没有扩展名的'} 文件；可导入 .xlsx 和 .csv，请在表格软件里另存")
    return [csv_file.read(raw, kinds)]


def interpret(sheets: Sequence[Grid], context: Context, kinds: Kinds) -> Imported:
    """Read every table that the sheets have.

    Raises:
        Unusable: no table is recognised, two are of one kind, or the ledger says it is another unit's or month's.
    """
    remarks: list[str] = []
    notes = {table.kind: Notes(table) for table in _tables(sheets, kinds, remarks)}
    for told in notes.values():
        _demand_ours(told, context)
    found = {name: _read(kinds[name], context, told) for name, told in notes.items()}
    submission = None
    if any(found.values()):
        head = {"unit": context.unit.name, "period": str(context.period), "submitted_on": str(context.submitted_on)}
        submission = context.names.plan.report(found).model_validate({**head, "demo": "false", "progress": (), **found})
    problems = [problem for told in notes.values() for problem in told.problems]
    remarks += [remark for told in notes.values() for remark in told.remarks]
    return Imported(submission, tuple(problems), tuple(remarks))


def _read(kind: Kind, context: Context, notes: Notes) -> object:
    if kind.form:
        return figure_tables.read(kind.form, context.submitted_on, notes)
    return (progress_table if notes.table.kind == "progress" else number_table).read(context, notes)


def _tables(sheets: Sequence[Grid], kinds: Kinds, remarks: list[str]) -> Iterable[Table]:
    found: dict[str, Table] = {}
    for grid in sheets:
        table = headings.find(grid, kinds)
        if table is None or grid.hidden:
            if grid.rows and grid.name != INSTRUCTIONS:
                why = "是隐藏的" if grid.hidden else "没有认得的表头"
                remarks.append(f"工作表{grid.where}{why}，没有读取")
        elif table.kind in found:
            raise Unusable(
                f"工作表{found[table.kind].grid.where}和{grid.where}是同一种表，不知导入哪一张；请用 --sheet 指明"
            )
        else:
            found[table.kind] = table
    if not found:
        raise Unusable(
            "没有找到认得的表头。进展表要有“条款编号”（或“主要任务”）和“进展”两列；可用 zhifa template 生成带表头的空表"
        )
    return found.values()


def _demand_ours(notes: Notes, context: Context) -> None:
    """A ledger that says whose it is must be the unit's; one that says its month must be of that month."""
    table, unit, roster = notes.table, context.unit, context.names.roster
    where = table.grid.where
    if table.unread:
        notes.remarks.append(f"{where}没有采用的列：{'、'.join(map(quoted, table.unread))}")
    if label := table.labels.get("unit"):
        named = roster.unit(label.text) or roster.unit(plain(label.text))
        if named is None:
            notes.remarks.append(f"{where}第 {label.row} 行的填报单位{quoted(label.text)}不在名册，按{unit.name}导入")
        elif named != unit:
            raise Unusable(f"{where}第 {label.row} 行写的填报单位是{named.name}，与 --unit {unit.name} 不符")
    if label := table.labels.get("month"):
        month = cells.month(label.text)
        if month not in {None, str(context.period)}:
            raise Unusable(f"{where}第 {label.row} 行写的报告月份是 {month}，与 --month {context.period} 不符")
