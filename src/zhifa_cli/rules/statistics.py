"""The rules about yearly statistics: numbers that do not agree, and bodies that have not reported."""

from dataclasses import replace
from decimal import Decimal

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.ledger.statistics import duties, excesses, expected, filed_of, jumps, silent, wrong_sums, years
from zhifa_cli.model.statistics import StatColumn, StatTable
from zhifa_cli.rules.rule import Findings, about, rule
from zhifa_cli.source.dataset import UNITS, FiledYear
from zhifa_cli.text.percent import percent, plain


def _at(filed: FiledYear, table: StatTable, column: StatColumn, message: str) -> Finding:
    return Finding(
        message=f"{filed.year} 年{table.title}：{message}",
        path=filed.path,
        route=(table.id, column.id),
        unit=filed.unit.id,
        subject=f"{filed.year}\0{table.id}\0{column.id}",
    )


def counted(column: StatColumn, number: Decimal) -> str:
    """A number as people write it, with its unit."""
    return f"{plain(number)} {column.unit or ''}".rstrip()


@rule("ZF701", "statistics-total", Severity.ERROR, Of.DATA)
def statistics_total(ledger: Ledger) -> Findings:
    """统计表的合计不是各分项之和。

    检查什么：统计文件里的合计，与表式写明的各分项（sum_of）之和是否相等；有分项没有填的不查。
    依据：表式（statistics/tables.yaml）。
    怎么改：与填报单位核对，改正合计或分项；表式写错的改 sum_of。
    """
    for wrong in wrong_sums(ledger):
        stated, parts = (counted(wrong.column, number) for number in (wrong.stated, wrong.parts))
        off = wrong.stated - wrong.parts
        more = f"{'多' if off > 0 else '少'} {counted(wrong.column, abs(off))}"
        yield _at(
            wrong.filed, wrong.table, wrong.column, f"{wrong.column.title}填 {stated}，分项之和是 {parts}，{more}"
        )


@rule("ZF702", "statistics-excess", Severity.ERROR, Of.DATA)
def statistics_excess(ledger: Ledger) -> Findings:
    """统计表里一项多于它不能多于的另一项。

    检查什么：表式写了“不能多于”（within）的项，如 许可 不能多于 受理。
    依据：表式（statistics/tables.yaml）。
    怎么改：与填报单位核对，改正填错的数；跨年度办结等确有缘由的，按程序豁免。
    """
    for found in excesses(ledger):
        stated, bound = counted(found.column, found.stated), counted(found.most, found.bound)
        message = f"{found.column.title}（{stated}）多于{found.most.title}（{bound}）"
        yield _at(found.filed, found.table, found.column, message)


@rule("ZF703", "statistics-jump", Severity.WARNING, Of.DATA)
def statistics_jump(ledger: Ledger) -> Findings:
    """统计数比上年增减过大。

    检查什么：比上一年增减超过表式写明的幅度（large_change）的项；上年是 0、今年不是的也算。
    依据：表式（statistics/tables.yaml）。
    怎么改：核对是不是填错了位数、单位或年度；属实的，在分析报告里说明原因。
    """
    for jump in jumps(ledger):
        grown = jump.change
        told = "上年是 0" if grown is None else f"{'增长' if grown > 0 else '下降'} {percent(abs(grown))}"
        before, now = counted(jump.column, jump.before), counted(jump.column, jump.stated)
        message = f"{jump.column.title}由 {before}变为 {now}，{told}，请核对"
        yield _at(jump.filed, jump.table, jump.column, message)


@rule("ZF704", "statistics-missing", Severity.ERROR, Of.DUTY, accuses=True)
def statistics_missing(ledger: Ledger) -> Findings:
    """没有报送年度统计。

    检查什么：过了表式写明的期限（due），应报而没有报送上一年统计的单位。表式写了对应事项（item）的，由该事项的时限说话（ZF201），这里不重复。
    依据：表式（statistics/tables.yaml）的报送单位和期限。
    怎么改：请该单位报送，放到 statistics/年度/ 下。
    """
    forms = ledger.dataset.statistics.forms
    if forms is None or forms.item is not None:
        return
    for year in years(ledger):
        days = (ledger.cutoff.on - forms.due_on(year)).days
        for unit in silent(ledger, year):
            yield Finding(
                message=f"没有报送 {year} 年统计，{forms.due_on(year)} 到期，逾期 {days} 天",
                path=UNITS,
                route=ledger.dataset.unit_routes[unit.name],
                unit=unit.id,
                due=forms.due_on(year),
                days_overdue=days,
                subject=f"{year}",
            )


@rule("ZF705", "statistics-disagree", Severity.WARNING, Of.DUTY)
def statistics_disagree(ledger: Ledger) -> Findings:
    """统计表和报送的说法不一致。

    检查什么：表式对应事项（item）的：报为已完成，却没有交统计表的；交了统计表，事项却没有报为已完成的。
    依据：交统计表就是办理这个事项，两处应当一致。
    怎么改：补交统计表（statistics/年度/），或在报送里把这个事项报为已完成，写明完成日期、报送对象和佐证。
    """
    for year in years(ledger):
        filed, owed = filed_of(ledger, year), duties(ledger, year)
        for unit in expected(ledger, year):
            duty, report = owed.get(unit.id), filed.get(unit.id)
            if duty is None:
                continue
            done = duty.status in {Status.DONE, Status.DONE_LATE}
            if done and report is None:
                yield _undated(about(duty, ledger, f"报为已完成，但没有 {year} 年的统计表", key="status"))
            elif report is not None and not done:
                message = f"已交 {year} 年的统计表，但这个事项是“{duty.status.label}”"
                yield _undated(about(duty, ledger, message, place=(report.path, ("year",))))


def _undated(finding: Finding) -> Finding:
    """What is told is that two things differ, not that one of them is late."""
    return replace(finding, due=None, days_overdue=None)
