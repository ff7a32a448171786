"""``zhifa report --kind statistics``: the draft of the yearly analysis, and what of it the summary says."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zhifa_cli.finding import Issue
from zhifa_cli.ledger.statistics import filed_of, total
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.statistics import StatTable
from zhifa_cli.report import opening
from zhifa_cli.text.percent import percent, plain
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import NONE, Block, Document, Paragraph, Points, Section, Table
from zhifa_cli.views.figures import Material, shifted
from zhifa_cli.views.groups import severest_first
from zhifa_cli.views.statistics import NUMBERS, Number, Year, difference, grown, shown
from zhifa_cli.views.wording import day, place

_LARGEST = 3
"""So many bodies are named of a number that grew or fell."""
_LAST = "原因请补充。"


def of_year(of: Material) -> Year | None:
    """The last year that is over at the cutoff, or where nobody reported it yet the newest that was; None without tables."""
    ledger = of.now.ledger
    statistics = ledger.dataset.statistics
    if statistics.forms is None:
        return None
    over = shifted(of.now.on, 1).year - 1
    known = [filed.year for filed in statistics.filed if filed_of(ledger, filed.year)]
    year = over if over in known or not known else max(known)
    return Year(ledger, year, of.units or ledger.dataset.roster.units)


def document(of: Material) -> Document:
    year = of_year(of)
    title = f"{year.year if year else of.now.on.year - 1}年度行政执法统计分析报告"
    if year is None:
        nothing = Paragraph("还没有统计表式（statistics/tables.yaml），没有可以汇总的数字。")
        return opening.document(of, "statistics", title, Section("一、总体情况", "overview", (nothing,)))
    report = opening.document(
        of,
        "statistics",
        title,
        Section("一、总体情况", "overview", tuple(_overview(year))),
        Section("二、与上年比较", "growth", tuple(_growth(year))),
        Section("三、结构", "shares", tuple(_shares(year))),
        Section("四、存在问题", "problems", tuple(_problems(year, of))),
        Section("五、下一步", "next", tuple(_next(year, of))),
        annexes=tuple(
            Section(table.title, f"table-{number}", (*_blanks(year, table), _by_body(year, table)))
            for number, table in enumerate(year.tables, 1)
        ),
    )
    basis = f"根据各单位截至{day(of.now.on)}报送的统计表，现将{year.year}年度行政执法统计情况报告如下。"
    return replace(report, opening=(Paragraph(basis),))


def _overview(year: Year) -> Iterator[Block]:
    forms = year.ledger.dataset.statistics.forms
    if forms and forms.example:
        yield Paragraph("表式是示例，请换成本省的表式。", strong=True)
    due = f"（{day(forms.due_on(year.year))}前报送）" if forms else ""
    owing = f"应报送{year.year}年度统计的单位{len(year.expected)}个{due}，" if year.expected else ""
    yield Paragraph(
        f"{owing}已报送{len(year.filed)}个。{'数字含演示数据。' if year.demo and not year.ledger.dataset.demo else ''}"
    )
    for table in year.tables:
        known = [number for number in _main(year, table) if number.now is not None]
        told = "，".join(f"{number.column.title}{_counted(number, number.now)}{_lacking(number)}" for number in known)
        yield Paragraph(f"{table.title}：{told or '没有数字'}。", lead=f"{table.title}：")


def _main(year: Year, table: StatTable) -> list[Number]:
    return [number for number in year.numbers(table) if number.column in table.main]


def _counted(number: Number, value: Decimal | None) -> str:
    return f"{shown(value)}{number.column.unit or ''}"


def _lacking(number: Number) -> str:
    return f"（{number.lacking}个单位没有填）" if number.lacking else ""


def _growth(year: Year) -> Iterator[Block]:
    """Of the bodies that reported both years; whose change was the largest, and a blank for the reason."""
    lines = [line for table in year.tables for number in _main(year, table) if (line := _grew(year, table, number))]
    if lines:
        yield Paragraph("以下只比较两年都报送、两年都填了的单位。")
        yield Points(tuple(lines))
    else:
        yield Paragraph("没有两年都报送的单位，不能比较。")


def _grew(year: Year, table: StatTable, number: Number) -> tuple[str, str] | None:
    count, after, before = number.comparable
    if not count:
        return None
    told = f"{count}个单位由{_counted(number, before)}变为{_counted(number, after)}"
    if not number.difference:
        return f"{table.title}，{number.column.title}", f"{told}，持平。"
    rate = "上年是0" if number.change is None else grown(number)
    largest = "、".join(f"{unit.name}（{difference(own)}）" for unit, own in _largest(year, table, number))
    where = f"增减最多的是{largest}；" if count > 1 else ""
    return f"{table.title}，{number.column.title}", f"{told}，{difference(number)}，{rate}。{where}{_LAST}"


def _largest(year: Year, table: StatTable, number: Number) -> list[tuple[Unit, Number]]:
    place_ = table.columns.index(number.column)
    own = [(unit, year.numbers(table, [unit])[place_]) for unit in year.units if unit.id in year.filed]
    changed = [(unit, of_unit) for unit, of_unit in own if of_unit.difference]
    return sorted(changed, key=lambda pair: abs(pair[1].difference or Decimal(0)), reverse=True)[:_LARGEST]


def _shares(year: Year) -> Iterator[Block]:
    """The parts of each total, the largest first, of what they come to together."""
    lines: list[tuple[str, str]] = []
    for table in year.tables:
        by_id = {number.column.id: number for number in year.numbers(table)}
        for column in table.columns:
            parts = [by_id[part] for part in column.sum_of]
            whole = total(map(_size, parts))
            if not whole:
                continue
            some = "（有没有填的，按已填的算）" if any(part.now is None or part.lacking for part in parts) else ""
            told = "，".join(_share(part, whole) for part in sorted(parts, key=_size, reverse=True) if part.now)
            lines.append((f"{table.title}，{column.title}", f"{told}{some}。"))
    yield Points(tuple(lines)) if lines else Paragraph("没有可以算构成的数字。")


def _size(number: Number) -> Decimal:
    return number.now or Decimal(0)


def _share(part: Number, whole: Decimal) -> str:
    value = _size(part)
    return f"{part.column.title}{plain(value)}{part.column.unit or ''}、占{percent(Fraction(value) / Fraction(whole))}"


def _problems(year: Year, of: Material) -> Iterator[Block]:
    if year.silent:
        names = "、".join(unit.name for unit in year.silent)
        yield Paragraph(f"没有报送的有{len(year.silent)}个单位：{names}。", lead="没有报送的")
    found = sorted(year.found(of.result), key=severest_first)
    if found:
        yield Paragraph(f"核对不符的有{len(found)}处，发布前请逐处核对：", lead="核对不符的")
        yield Table.of(_found(of), found, numbered=True)
    if not year.silent and not found:
        yield Paragraph("应报的都已报送，各表核对相符。")


def _found(of: Material) -> Columns[Issue]:
    names = of.result.unit_names
    return (
        Column("单位", lambda finding: names.get(finding.unit) if finding.unit else None),
        Column("问题", lambda finding: finding.message),
        Column("在哪里", place),
    )


def _next(year: Year, of: Material) -> Iterator[Block]:
    steps = [f"督促{len(year.silent)}个没有报送的单位补报"] if year.silent else []
    steps += ["会同填报单位核对并改正上述不符之处"] if year.found(of.result) else []
    yield Paragraph(f"{'；'.join([*steps, '对增减较大的项目查明原因'])}。其他措施请补充。")


def _blanks(year: Year, table: StatTable) -> Iterator[Block]:
    if any(number.lacking for number in year.numbers(table)):
        yield Paragraph("“缺1”表示有1个已报送的单位没有填这一项，没有填的不当作0；增减只比较两年都填了的单位。")


def _cell(number: Number) -> str:
    lacking = f"（缺{number.lacking}）" if number.lacking and number.now is not None else ""
    return f"{shown(number.now)}{lacking}"


def _by_body(year: Year, table: StatTable) -> Block:
    """Of all, each group, each body that reported: this year's numbers, and the growth of all."""
    reported = [unit for unit in year.units if unit.id in year.filed]
    if not reported:
        return Paragraph("没有报送的数字。")
    every = year.numbers(table)
    lines = [("合计", every), *((name, year.numbers(table, units)) for name, units in year.groups)]
    lines += [(unit.name, year.numbers(table, [unit])) for unit in reported]
    header = ("填报范围", *(f"{n.column.title}（{n.column.unit}）" if n.column.unit else n.column.title for n in every))
    cells = [(name, *map(_cell, numbers)) for name, numbers in lines]
    cells += [("合计的增减", *(difference(n) or NONE for n in every)), ("增减率", *(grown(n) or NONE for n in every))]
    return Table(header, tuple(cells), annex=True)


def told(of: Material) -> Iterator[Section]:
    """年度执法统计 for the annexes of another report, where anybody reported any."""
    year = of_year(of)
    if year is None or not year.filed:
        return
    differ = [finding for finding in year.found(of.result) if finding.rule == "ZF705"]
    blocks: list[Block] = [*_overview(year)][: -len(year.tables)]
    blocks.append(Table.of(NUMBERS, year.main))
    if differ:
        blocks += [Paragraph("统计表和报送的说法不一致的："), Table.of(_found(of), differ)]
    else:
        blocks.append(Paragraph("统计表和报送的说法一致。"))
    yield Section(f"{year.year}年度执法统计", "statistics", tuple(blocks))
