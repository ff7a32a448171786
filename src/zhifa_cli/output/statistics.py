"""``zhifa statistics``: what all bodies together report of a year, last year beside it, who is silent, what does not agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhifa_cli.check.contract import row as issue_row
from zhifa_cli.finding import Issue
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.statistics import StatTable
from zhifa_cli.output import duties, marks, page
from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw, headline, listing, plain
from zhifa_cli.output.formats import SCREEN, Screen, drawn
from zhifa_cli.text import csv as spreadsheet
from zhifa_cli.text.markdown import escape
from zhifa_cli.text.percent import plain as digits
from zhifa_cli.text.unseen import json_text
from zhifa_cli.text.width import cut
from zhifa_cli.views.columns import Column, Columns, headings, rows
from zhifa_cli.views.groups import severest_first
from zhifa_cli.views.statistics import NUMBERS, Number, Year
from zhifa_cli.views.wording import data_columns, place

_TITLE = "年度执法统计"
_ALL = "合计"
_SILENT = 120
"""Columns that the names of those who have not reported may take."""
EXAMPLE = "表式是示例，请换成本省的表式"


@dataclass(frozen=True, slots=True)
class Statistics:
    """A year's statistics, and what does not agree in them."""

    of: Year
    findings: tuple[Issue, ...]
    whole: bool = False
    """Whether all is wanted, though it be longer than a screen."""

    @property
    def remarks(self) -> Iterator[str]:
        """What must be known before any number is used."""
        forms = self.of.ledger.dataset.statistics.forms
        if forms and forms.example:
            yield EXAMPLE
        told = f"应报 {len(self.of.expected)} 个单位，已报 {len(self.of.filed)} 个" if self.of.expected else ""
        yield told or f"已报 {len(self.of.filed)} 个单位"

    @property
    def silent(self) -> str:
        return "、".join(unit.name for unit in self.of.silent)


@dataclass(frozen=True, slots=True)
class Line:
    """A number of a table, and whose it is."""

    table: StatTable
    body: str
    number: Number


def _number_of(line: Line) -> Number:
    return line.number


_LINES: tuple[Column[Line], ...] = (
    Column("表", lambda line: line.table.title),
    Column("填报范围", lambda line: line.body),
    Column("项目编号", lambda line: line.number.column.id),
    *(column.within(_number_of) for column in NUMBERS),
)


def _parts(what: Statistics) -> list[tuple[str, list[Unit]]]:
    """All together, each group, each body."""
    single = [(unit.name, [unit]) for unit in what.of.units if unit.id in what.of.filed]
    return [(_ALL, list(what.of.units)), *what.of.groups, *single]


def _lines(what: Statistics) -> Iterator[Line]:
    for table in what.of.tables:
        for name, units in _parts(what):
            yield from (Line(table, name, number) for number in what.of.numbers(table, units))


@drawn(marks.contract("statistics"))
def json(what: Statistics, _screen: Screen) -> str:
    """``zhifa.statistics/1``: numbers are texts, exact; null is not known."""
    year = what.of
    tables = [
        {
            "id": table.id,
            "title": table.title,
            "columns": [_number(number) | {"title": number.column.title} for number in year.numbers(table)],
            "groups": [{"name": name, **_numbers(year, table, units)} for name, units in year.groups],
            "units": [
                {"unit": unit.id, "unit_name": unit.name, **_numbers(year, table, [unit])}
                for unit in year.units
                if unit.id in year.filed
            ],
        }
        for table in year.tables
    ]
    forms = year.ledger.dataset.statistics.forms
    return json_text(
        {
            **duties.head("zhifa.statistics/1", year.ledger),
            "year": year.year,
            "demo": year.demo,
            "example": bool(forms and forms.example),
            "reported": [unit.id for unit in year.units if unit.id in year.filed],
            "missing": [unit.id for unit in year.silent],
            "tables": tables,
            "findings": [issue_row(finding) for finding in what.findings],
        }
    )


def _numbers(year: Year, table: StatTable, units: Any) -> dict[str, Any]:
    return {"columns": [_number(number) for number in year.numbers(table, units)]}


def _number(number: Number) -> dict[str, Any]:
    return {
        "id": number.column.id,
        "unit": number.column.unit,
        "value": None if number.now is None else digits(number.now),
        "before": None if number.before is None else digits(number.before),
        "difference": None if number.difference is None else digits(number.difference),
        "change": None if number.change is None else str(number.change),
        "lacking": number.lacking,
    }


@drawn(marks.table(headings(_LINES[:3])))
def csv(what: Statistics, _screen: Screen) -> str:
    columns: Columns[Line] = (*_LINES, Column("年度", lambda _: what.of.year), *data_columns(what.of.ledger))
    return spreadsheet.table(headings(columns), rows(columns, _lines(what)))


@drawn(marks.page(_TITLE))
def markdown(what: Statistics, _screen: Screen) -> str:
    parts = [page.headline(what.of.ledger, f"{what.of.year} {_TITLE}"), *map(escape, what.remarks)]
    if what.silent:
        parts.append(f"没有报送的：{escape(what.silent)}。")
    for table in what.of.tables:
        parts += [f"## {escape(table.title)}", page.table(NUMBERS, what.of.numbers(table))]
    if what.findings:
        parts += ["## 核对不符", page.table(_FOUND, what.findings)]
    return page.page(parts)


_FOUND: Columns[Issue] = (
    Column("规则", lambda finding: finding.rule),
    Column("问题", lambda finding: finding.message),
    Column("在哪里", place),
)


WORKBOOK = marks.word("zhifa", "statistics")
"""How a workbook of ours is known again."""


def workbook(what: Statistics) -> bytes:
    """A sheet for each table, by body, and one with every number in a row. Needs the ``xlsx`` extra."""
    from zhifa_cli.text import xlsx  # noqa: PLC0415 - openpyxl is an extra

    year = what.of
    facts = "；".join([*what.remarks, *(["含演示数据"] if year.demo else [])])
    grids = []
    for index, table in enumerate(year.tables, 1):
        header = ["填报范围", *(f"{c.title}（{c.unit}）" if c.unit else c.title for c in table.columns)]
        lines = [[name, *(n.now for n in year.numbers(table, units))] for name, units in _parts(what)]
        grids.append(xlsx.Grid(f"表{index}", f"{year.year} 年{table.title}。{facts}", header, lines))
    grids.append(xlsx.Grid("全部", f"{year.year} {_TITLE}。{facts}", headings(_LINES), [*rows(_LINES, _lines(what))]))
    grids.append(xlsx.Grid("核对不符", f"{year.year} 年。{facts}", headings(_FOUND), [*rows(_FOUND, what.findings)]))
    return xlsx.tables(grids, year.ledger.cutoff.on, f"zhifa statistics {year.ledger.cutoff.on}")


@drawn(marks.text(_TITLE))
def text(what: Statistics, screen: Screen) -> str:
    """The sums of all, and below them who is silent and what does not agree, as much as a screen holds."""
    drawn_ = draw(_shown(what, len(what.findings)), screen)
    count = min(len(what.findings), SCREEN)
    while not what.whole and count and drawn_.count("\n") > SCREEN:
        count -= 1
        drawn_ = draw(_shown(what, count), screen)
    return drawn_


def _shown(what: Statistics, count: int) -> Iterator[RenderableType]:
    yield from (headline(what.of.ledger, f"{what.of.year} {_TITLE}"), Text())
    yield from (Flow(plain(remark, "bold")) for remark in what.remarks)
    if what.whole:
        for table in what.of.tables:
            yield from (Text(), plain(table.title, "bold"), Padding(_sums(what.of.numbers(table)), (0, 0, 0, 2)))
    else:
        yield from (Text(), _sums(what.of.main))
    if what.silent:
        names = what.silent if what.whole else cut(what.silent, _SILENT)
        yield from (Text(), Flow(plain(f"没有报送的 {len(what.of.silent)} 个：{names}", "bold red")))
    yield Text()
    yield from _found(what, count)


def _found(what: Statistics, count: int) -> Iterator[RenderableType]:
    names = {unit.id: unit.name for unit in what.of.ledger.dataset.roster.units}
    for finding in sorted(what.findings, key=severest_first)[:count]:
        told = plain(f"{finding.severity.label} {finding.rule} ", SEVERITY_STYLES[finding.severity])
        whose = f"{names[finding.unit]}，" if finding.unit else ""
        told.append_text(plain(f"{whose}{finding.message}", "default not bold"))
        yield Flow(told.append_text(plain(f"  {place(finding)}", "dim not bold")))
    year, more = what.of.year, len(what.findings) - count
    found = f"共 {len(what.findings)} 处核对不符" if what.findings else "各表核对相符"
    yield Flow(Text(f"{found}{f'，另有 {more} 处没有列出' if more else ''}。"))
    whole = "" if what.whole else "各表的每一项和全部不符：加 --all；"
    yield Flow(
        Text(f"{whole}各单位的数字：zhifa statistics --year {year} -f csv；分析报告：zhifa report --kind statistics")
    )


def _sums(numbers: Sequence[Number]) -> Table:
    table = listing()
    for heading in headings(NUMBERS):
        numeric = heading not in {"项目", "单位", "可比"}
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric)
    for title, *cells in rows(NUMBERS, numbers):
        table.add_row(Flow(plain(title)), *(plain("" if cell is None else cell) for cell in cells))
    return table
