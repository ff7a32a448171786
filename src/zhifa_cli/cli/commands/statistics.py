"""``zhifa statistics``."""

from dataclasses import replace
from typing import Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import RegisterFormat, format_of

EPILOG = """\
zhifa statistics --year 2024                    全市合计、同比、未报送的单位、核对不符的地方
zhifa statistics --year 2024 --unit 东湖区       一个单位的
zhifa statistics --year 2024 -f csv -o 统计.csv   合计、各组、各单位的每一项
zhifa statistics --year 2024 -f xlsx -o 统计.xlsx  一张表一个工作表
zhifa statistics --year 2024 --group 县区 --all  一组单位的，各表的每一项"""


def statistics(
    year: Annotated[
        int | None, typer.Option("--year", "-y", metavar="年度", help="哪一年的统计；不写则为最近报送过的一年。")
    ] = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    unit: options.Units = None,
    group: Annotated[str | None, typer.Option("--group", "-g", metavar="单位组", help="只看这一组单位。")] = None,
    all_: options.All = False,
    format_: Annotated[
        RegisterFormat, typer.Option("--format", "-f", help="输出格式；csv、xlsx 供 Excel、WPS 打开。")
    ] = RegisterFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """汇总年度执法统计：各表合计和上年比较，没有报送的单位，合计不符、超过上限、增减过大的地方。"""
    from zhifa_cli.cli.commands.filing import workbook_at
    from zhifa_cli.cli.session import start
    from zhifa_cli.cli.sheet import emit, sheet
    from zhifa_cli.output.statistics import WORKBOOK, Statistics, workbook
    from zhifa_cli.views.statistics import DISAGREEMENTS, Year

    as_workbook = format_ is RegisterFormat.XLSX
    drawn = None if as_workbook else sheet(format_of("statistics", format_), output, force=force, no_color=no_color)
    target = workbook_at(output, WORKBOOK, "统计.xlsx", force=force) if as_workbook else None
    session = start(data, as_of, unit, known_on=known_on, rules=DISAGREEMENTS)
    filed = session.dataset.statistics
    if filed.forms is None:
        raise typer.BadParameter("还没有统计表式；请先写 statistics/tables.yaml，样子见 zhifa schema statistics-tables")
    known = sorted({report.year for report in filed.filed})
    if year is None:
        year = known[-1] if known else session.cutoff.on.year - 1
    asked = session.selection.units
    roster = session.dataset.roster
    if group is not None and group not in {one.name for one in roster.groups}:
        known_groups = "、".join(one.name for one in roster.groups)
        raise typer.BadParameter(f"没有单位组“{group}”；有：{known_groups}")
    members = {one.id for one in roster.units} if group is None else roster.bound((group,))
    units = tuple(one for one in roster.units if one.id in members and (not asked or one.id in asked))
    of = Year(session.ledger, year, units)
    result = replace(session.result, findings=of.found(session.result)).with_paths(session.shown_path)
    told = Statistics(of, result.findings, whole=all_)
    if drawn:
        drawn.show(told)
    else:
        emit(workbook(told), target)
    session.warn(session.result.unshown)
