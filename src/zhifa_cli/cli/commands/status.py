"""``zhifa status``."""

from pathlib import Path

from zhifa_cli.cli import options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa status                             各单位的进展，一屏看完
zhifa status --all                       单位 × 举措一张表，以及各单位、各举措的进度
zhifa status --by clause                 各条款的进展
zhifa status --unit 东湖区 --unit 西湖区   两个单位
zhifa status --measure 22 --measure 2    两项举措
zhifa status --month 2024-06 -f csv -o 进展.csv
zhifa status --as-of 2025-12-31 -f json  给程序读的结果"""


def status(
    data: options.DataFolders = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    month: options.MonthOption = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    by: options.BarBy = None,
    all_: options.All = False,
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """看全局：每个单位一条进度，最差的在前，至多一屏；装得下的，连同单位 × 举措一张表。"""
    from zhifa_cli.cli.session import start, verdict
    from zhifa_cli.cli.several import Sheets, for_each
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.status import Progress

    drawn = sheet(format_of("status", format_), output, force=force, no_color=no_color)

    def work(folder: Path | None, sheets: Sheets, whose: str) -> int:
        session = start(folder, as_of, unit, measure, month, known_on=known_on)
        sheets[0].show(Progress(session.board, session.command, by, whole=all_))
        session.warn(whose=whose)
        return verdict(session) if exit_code else 0

    for_each(data, [drawn], work)
