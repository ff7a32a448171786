"""``zhifa template``."""

import re
import shlex
from pathlib import Path
from typing import Annotated

import typer

from zhifa_cli.cli import completion, options

EPILOG = """\
zhifa template --unit 东湖区 --month 2024-06 -o 台账.xlsx   到2024年6月底没有办结的事项
zhifa template --unit 东湖区 -o 台账.xlsx                   报告月份为本月
zhifa template --kind statistics --unit 东湖区 --year 2024 -o 统计.xlsx

填好后用 zhifa import 导入。已有的文件不会改写。"""


def template(
    unit: Annotated[
        str,
        typer.Option(
            "--unit", "-u", metavar="单位", help="单位的 id、简称、全称或别名。", autocompletion=completion.units
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到这个 .xlsx 文件。")],
    month: Annotated[
        str | None, typer.Option("--month", "-m", metavar="月份", help="报告月份，如 2024-06；不写则为本月。")
    ] = None,
    kind: options.FormKind = options.Form.LEDGER,
    year: options.StatisticsYear = None,
    data: options.Data = None,
) -> None:
    """生成一份待填的台账（.xlsx）：列好该单位没有办结的事项，进展等列可下拉选择。"""
    from zhifa_cli.cli.clock import month_of, today
    from zhifa_cli.cli.commands.filing import demand_xlsx
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.cli.writing import create
    from zhifa_cli.forms.wording import open_duties

    demand_xlsx()
    from zhifa_cli.forms import template_xlsx

    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{output} 的扩展名应为 .xlsx，表格软件才认得")
    if kind is options.Form.STATISTICS:
        _of_year(unit, year, output, data)
        return
    session = start(data, None, [unit], month=month or month_of(today()))
    body, reported = session.unit, session.month
    open_ = open_duties(session.ledger, body, reported)
    create(output, template_xlsx.render(session.ledger, body, reported, open_))
    typer.echo(output)
    command = f"zhifa import {_word(str(output))} --unit {_word(body.name)} --month {reported}"
    note(f"已生成，{len(open_)} 项待填；填好后运行 {command}")
    session.warn()


def _of_year(unit: str, asked: int | None, output: Path, data: Path | None) -> None:
    from zhifa_cli.cli.commands.filing import yearly
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.cli.writing import create
    from zhifa_cli.forms import template_xlsx

    session = start(data, None, [unit])
    forms, year = yearly(session, asked)
    create(output, template_xlsx.of_year(forms, session.unit, year))
    typer.echo(output)
    command = f"zhifa import {_word(str(output))} --kind statistics --unit {_word(session.unit.name)} --year {year}"
    note(f"已生成；填好后运行 {command}")
    session.warn()


def _word(text: str) -> str:
    """A word as it can be pasted into a shell; Chinese needs no quotes there."""
    return text if re.fullmatch(r"[\w./-]+", text) and not text.startswith("-") else shlex.quote(text)
