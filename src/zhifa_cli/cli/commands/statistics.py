"""``zhifa statistics``."""

from dataclasses import replace
from typing import Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa statistics --year 2024                    全市合计、同比、未报送的单位、核对不符的地方
zhifa statistics --year 2024 --unit 东湖区       一个单位的
zhifa statistics --year 2024 -f csv -o 统计.csv   合计、各组、各单位的每一项"""


def statistics(
    year: Annotated[
        int | None, typer.Option("--year", "-y", metavar="年度", help="哪一年的统计；不写则为最近报送过的一年。")
    ] = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    unit: options.Units = None,
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """汇总年度执法统计：各表合计和上年比较，没有报送的单位，合计不符、超过上限、增减过大的地方。"""
    from zhifa_cli.cli.session import start
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.statistics import Statistics
    from zhifa_cli.views.statistics import DISAGREEMENTS, Year

    drawn = sheet(format_of("statistics", format_), output, force=force, no_color=no_color)
    session = start(data, as_of, unit, known_on=known_on, rules=DISAGREEMENTS)
    filed = session.dataset.statistics
    if filed.forms is None:
        raise typer.BadParameter("还没有统计表式；请先写 statistics/tables.yaml，样子见 zhifa schema statistics-tables")
    known = sorted({report.year for report in filed.filed})
    if year is None:
        year = known[-1] if known else session.cutoff.on.year - 1
    asked = session.selection.units
    units = tuple(one for one in session.dataset.roster.units if not asked or one.id in asked)
    of = Year(session.ledger, year, units)
    result = replace(session.result, findings=of.found(session.result)).with_paths(session.shown_path)
    drawn.show(Statistics(of, result.findings))
    session.warn(session.result.unshown)
