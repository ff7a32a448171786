"""Rows of the form for a year's statistics -> the numbers by table and column. What is not certain becomes a note."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from zhifa_cli.forms.spreadsheet import cells, headings
from zhifa_cli.forms.spreadsheet.grid import Grid, Unusable
from zhifa_cli.forms.spreadsheet.headings import Kind, Kinds
from zhifa_cli.forms.spreadsheet.notes import Notes, quoted
from zhifa_cli.forms.yaml import comment, dump
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.statistics import StatTables, YearReport
from zhifa_cli.source.salvage import validate
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import plain

YEARLY = "年度统计"
"""What the sheet is called."""
KINDS: Kinds = {
    "statistics": Kind({"item": ("项目编号",), "value": ("数值",), "year": ("统计年度", "年度")}, ({"item"}, {"value"}))
}
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def read(sheets: Sequence[Grid], forms: StatTables, head: dict[str, str]) -> tuple[YearReport | None, list[str]]:
    """What a body reports of a year, as far as it is certain, and what was not taken and why.

    Raises:
        Unusable: there is no such table, or more than one.
    """
    tables = [one for grid in sheets if not grid.hidden and (one := headings.find(grid, KINDS))]
    if len(tables) != 1:
        cure = "请用 --sheet 指明工作表" if tables else "可用 zhifa template --kind statistics 生成空表"
        raise Unusable(f"有“项目编号”和“数值”两列的表应有一张，找到 {len(tables)} 张；{cure}")
    notes, found = Notes(tables[0]), dict[str, dict[str, Value]]()
    for row in notes.table.rows:
        if not notes.table.says(row, ("value",)) or notes.unreadable(row):
            continue
        values = notes.table.values(row)
        name, number = plain(values.get("item", "")), plain(values["value"])
        number = number.replace(",", "") if _THOUSANDS.fullmatch(number) else number
        table, _, column = name.partition(".")
        if why := "；".join(_doubts(forms, head, values, name, number)):
            notes.left_out([row.number], why)
        elif found.setdefault(table, {}).setdefault(column, number) != number:
            notes.left_out([row.number], f"{quoted(name)}前面已有另一个数 {found[table][column]}，请核对")
    report, _ = validate(forms.report(), dict[str, Value]({**head, **found})) if found else (None, ())
    return report, notes.problems


def _doubts(forms: StatTables, head: dict[str, str], values: dict[str, str], name: str, number: str) -> Iterator[str]:
    """Why a row's number is not taken."""
    table, _, column = name.partition(".")
    if "year" in values and cells.year(values["year"]) != head["year"]:
        yield f"统计年度是{quoted(values['year'])}，不是 {head['year']}"
    elif column not in {known.id for one in forms.tables if one.id == table for known in one.columns}:
        yield f"表式里没有编号为{quoted(name)}的项目" if name else "没有写项目编号"
    else:
        _, faults = validate(forms.report(), dict[str, Value]({**head, table: {column: number}}))
        yield from (f"{quoted(name)}：{fault.message}" for fault in faults)


def demand_ours(sheets: Sequence[Grid], roster: Roster, unit: Unit) -> None:
    """Refuse a form that says it is another body's.

    Raises:
        Unusable: it does.
    """
    for grid in sheets:
        table = headings.find(grid, KINDS)
        label = table.labels.get("unit") if table else None
        named = roster.unit(label.text) if label else None
        if label and named and named.id != unit.id:
            raise Unusable(
                f"{grid.where}第 {label.row} 行写的填报单位是{quoted(label.text)}，与 --unit {unit.name} 不符"
            )


def written(report: YearReport, submitted_on: date, problems: Sequence[str], origin: str, schema: object) -> str:
    """The body's file of the year, with a comment for all that was not certain."""
    lines = [f"# yaml-language-server: $schema={schema}\n", comment(f"由 zhifa import 从 {origin} 导入")]
    if problems:
        lines.append(comment(f"其中 {len(problems)} 处不能确定，没有采用；请核对原件，补写后删去这些注释："))
        lines += [comment(f"  {problem}") for problem in problems[:100]]
    head = {"unit": report.unit, "year": report.year, "submitted_on": submitted_on}
    return "".join([*lines, "\n", dump({**head, **report.numbers})])
