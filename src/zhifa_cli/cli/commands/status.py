"""``zhifa status``."""

from pathlib import Path

from zhifa_cli.cli import options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa status                             各单位各举措的进展
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
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """一张表看全局：每个单位、每项举措的进展，最差的在前。"""
    from zhifa_cli.cli.session import start, verdict
    from zhifa_cli.cli.several import Sheets, for_each
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.views.figures import Snapshot

    drawn = sheet(format_of("status", format_), output, force=force, no_color=no_color)

    def work(folder: Path | None, sheets: Sheets, whose: str) -> int:
        session = start(folder, as_of, unit, measure, month, known_on=known_on)
        sheets[0].show(Snapshot(session.ledger, session.duties))
        session.warn(whose=whose)
        return verdict(session) if exit_code else 0

    for_each(data, [drawn], work)
