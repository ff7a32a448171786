"""``zhifa import``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import completion, options

if TYPE_CHECKING:
    from zhifa_cli.cli.session import Session
    from zhifa_cli.forms.spreadsheet.ledger_file import Imported
    from zhifa_cli.forms.spreadsheet.progress_table import Context

_SHOWN = 10
EPILOG = """\
zhifa import 台账.xlsx --unit 东湖区 --month 2024-06     写入 data/submissions/2024-06/donghu.yaml
zhifa import 台账.csv -u 东湖区 -m 2024-06 -o 草稿.yaml  写到别处
zhifa import 台账.xlsx -u 东湖区 -m 2024-06 --sheet 6月  只读一张工作表
zhifa import 统计.xlsx --kind statistics -u 东湖区 --year 2024
                                                         写入 data/statistics/2024/donghu.yaml

认得 zhifa template 的表，也认得表头写法不同、有合并单元格的台账；
日期可写 2024.6.28、2024年6月28日 等。
不能确定的内容不猜：不导入，逐条写进文件的注释（至多 100 条）；屏幕上列前 10 条。
已有的文件不会改写。

退出码：0 全部导入；1 已写文件，但有不能确定的内容没有导入；2 没有写文件。"""


def import_(
    ledger: Annotated[Path, typer.Argument(metavar="台账", help="台账文件，.xlsx 或 .csv。")],
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            "-u",
            metavar="单位",
            help="哪个单位的台账（id、简称、全称或别名）。",
            autocompletion=completion.units,
        ),
    ],
    month: Annotated[
        str | None, typer.Option("--month", "-m", metavar="月份", help="报告月份，如 2024-06；台账必须写。")
    ] = None,
    kind: options.FormKind = options.Form.LEDGER,
    year: options.StatisticsYear = None,
    output: options.ReportFile = None,
    submitted_on: Annotated[
        str | None, typer.Option("--submitted-on", metavar="日期", help="报送日期，如 2024-06-28；不写则为今天。")
    ] = None,
    sheet: Annotated[
        list[str] | None, typer.Option("--sheet", metavar="工作表", help="只读这张工作表；可重复。不写则读全部。")
    ] = None,
    cycle: Annotated[
        str | None,
        typer.Option("--cycle", metavar="届期", help="没有写年度的定期事项算哪一期，如 2025、2025-03、2025Q1。"),
    ] = None,
    data: options.Data = None,
) -> None:
    """把单位的台账（.xlsx、.csv）转成一份报送文件；不能确定的内容不猜，逐条注明。"""
    from zhifa_cli.cli.commands.filing import place, put
    from zhifa_cli.cli.session import note
    from zhifa_cli.forms import submission_yaml
    from zhifa_cli.forms.spreadsheet.notes import first
    from zhifa_cli.text.personal import masked

    if kind is options.Form.STATISTICS:
        _import_year(ledger, unit, year, output, submitted_on, sheet or (), data)
        return
    if month is None:
        raise typer.BadParameter("请用 --month 写明报告月份，如 --month 2024-06")
    session, context = _context(data, unit, month, submitted_on, cycle)
    target = output or place(session)
    imported = _read(ledger, sheet or (), context)
    for line in (*first(imported.problems, _SHOWN), *first(imported.remarks, _SHOWN)):
        note(line)
    submission = imported.submission
    if submission is None:
        raise typer.BadParameter(f"{ledger} 里没有可以导入的内容，没有写文件")
    put(
        session,
        target,
        lambda schema: submission_yaml.imported(submission, imported.problems, masked(ledger.name), schema),
    )
    tables = [filled.table.title for filled in submission.tables.values()]
    tables += [f"{len(submission.figures)} 个指标数字"] if submission.figures else []
    note(f"已导入 {'、'.join([f'{len(submission.progress)} 项进展', *tables])}；运行 zhifa check 核对")
    if imported.problems:
        raise typer.Exit(1)


def _import_year(
    file: Path,
    unit: str,
    asked: int | None,
    output: Path | None,
    submitted_on: str | None,
    names: Sequence[str],
    data: Path | None,
) -> None:
    from zhifa_cli.cli.clock import parse_day, today
    from zhifa_cli.cli.commands.filing import grids, put, yearly
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.forms.spreadsheet import year_table
    from zhifa_cli.forms.spreadsheet.grid import Unusable
    from zhifa_cli.forms.spreadsheet.notes import first
    from zhifa_cli.text.personal import masked

    session = start(data, None, [unit])
    forms, year = yearly(session, asked)
    body, day = session.unit, parse_day(submitted_on) if submitted_on else today()
    if output is None and (filed := session.dataset.statistics.of(year).get(body.id)):
        shown = session.shown_path(masked(filed.path))
        raise typer.BadParameter(f"{body.name} {year} 年的统计已有：{shown}；请直接修改它，要另写一份请用 -o 指明文件")
    target = output or session.root / "statistics" / str(year) / f"{body.id}.yaml"
    head = {"unit": body.name, "year": str(year), "submitted_on": str(day)}
    try:
        sheets = grids(file, names, year_table.KINDS)
        year_table.demand_ours(sheets, session.dataset.roster, body)
        report, problems = year_table.read(sheets, forms, head)
    except Unusable as error:
        raise typer.BadParameter(f"{file}：{error}") from None
    for line in first(problems, _SHOWN):
        note(line)
    if report is None:
        raise typer.BadParameter(f"{file} 里没有可以导入的数字，没有写文件")
    put(session, target, lambda at: year_table.written(report, day, problems, masked(file.name), at), "statistics")
    note(f"已导入 {sum(map(len, report.numbers.values()))} 个数；运行 zhifa check 核对")
    if problems:
        raise typer.Exit(1)


def _context(
    data: Path | None, unit: str, month: str, submitted_on: str | None, cycle: str | None
) -> "tuple[Session, Context]":
    from zhifa_cli.cli.clock import parse_day, today
    from zhifa_cli.cli.session import start
    from zhifa_cli.forms.spreadsheet import cells
    from zhifa_cli.forms.spreadsheet.progress_table import Context

    session = start(data, None, [unit], month=month)
    dataset = session.dataset
    if dataset.head is None:
        raise typer.BadParameter("计划（measures.yaml）有误，不知道有哪些应办事项；请先运行 zhifa check 并改正")
    return session, Context(
        names=dataset.names,
        head=dataset.head,
        unit=session.unit,
        period=session.month,
        submitted_on=parse_day(submitted_on) if submitted_on else today(),
        cycle=cells.cycle(cycle) if cycle else None,
    )


def _read(ledger: Path, names: Sequence[str], context: "Context") -> "Imported":
    from zhifa_cli.cli.commands.filing import grids
    from zhifa_cli.forms.spreadsheet import headings, ledger_file
    from zhifa_cli.forms.spreadsheet.grid import Unusable

    kinds = headings.kinds(context.names.plan.readable_forms.values())
    try:
        return ledger_file.interpret(grids(ledger, names, kinds), context, kinds)
    except Unusable as error:
        raise typer.BadParameter(f"{ledger}：{error}") from None
