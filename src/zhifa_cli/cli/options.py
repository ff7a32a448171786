"""The options that commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from zhifa_cli.cli import completion
from zhifa_cli.output.formats import By, CalendarFormat, TableFormat

Data: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="ZHIFA_DATA", metavar="目录", help="数据文件夹；不写则用当前目录或上级目录里的 data/。"
    ),
]
DataFolders: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        envvar="ZHIFA_DATA",
        metavar="目录",
        help="数据文件夹，一个计划一个，分别判断；不写则用当前目录或上级目录里的 data/。",
    ),
]
AsOf: TypeAlias = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="截至这一天日终的状态，如 2024-06-30；不写则为此刻。")
]
KnownOn: TypeAlias = Annotated[
    str | None,
    typer.Option("--known-on", metavar="日期", help="只用这一天及以前的报送和批准，重现当时的结果；不写则全用。"),
]
MonthOption: TypeAlias = Annotated[
    str | None, typer.Option("--month", "-m", metavar="月份", help="截至该月最后一天日终，如 2024-06。")
]
Units: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        "-u",
        metavar="单位",
        help="只看这个单位（id、简称、全称或别名）；可重复。",
        autocompletion=completion.units,
    ),
]
Measures: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="序号", help="只看这项举措，如 22；可重复。", autocompletion=completion.measures),
]
TableFormatOption: TypeAlias = Annotated[
    TableFormat, typer.Option("--format", "-f", help="输出格式；csv 供 Excel、WPS 打开。")
]
CalendarFormatOption: TypeAlias = Annotated[
    CalendarFormat, typer.Option("--format", "-f", help="输出格式；ics 供手机日历、Outlook 导入，只含未办结的。")
]
Output: TypeAlias = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="文件", help="写入文件，不写则打印；已有别的文件时不覆盖。")
]


class Form(StrEnum):
    """What a spreadsheet that goes out to bodies and comes back is about."""

    LEDGER = "ledger"
    STATISTICS = "statistics"


FormKind: TypeAlias = Annotated[Form, typer.Option("--kind", "-k", help="ledger 台账，statistics 年度执法统计。")]
StatisticsYear: TypeAlias = Annotated[
    int | None, typer.Option("--year", "-y", metavar="年度", help="统计年度，如 2024（--kind statistics）。")
]
ReportFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件", help="写到这个文件；不写则按月份和单位放进数据文件夹。"),
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="写到的地方已有别的文件，或经链接通到别处，也照写。")]
NoColor: TypeAlias = Annotated[bool, typer.Option("--no-color", help="不用颜色。")]
ExitCode: TypeAlias = Annotated[
    bool, typer.Option("--exit-code", help="有逾期或不达标时以 1 退出，数据有误时以 2 退出。")
]
All: TypeAlias = Annotated[bool, typer.Option("--all", help="全部列出，不限于一屏（text）。")]
BarBy: TypeAlias = Annotated[
    By | None, typer.Option("--by", help="每个单位、每条条款或每个事项一条进度，不写则是单位（text）。")
]
ByOption: TypeAlias = Annotated[
    By | None,
    typer.Option("--by", help="每行一个单位、一条条款或一个事项，不写则一个单位的一条条款一行（text）。"),
]
