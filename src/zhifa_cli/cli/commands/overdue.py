"""``zhifa overdue``."""

from pathlib import Path

from zhifa_cli.cli import options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa overdue --month 2024-06            2024年6月底的逾期和不达标事项，一屏看完
zhifa overdue --month 2024-06 --all      全部单位和条款
zhifa overdue --month 2024-06 --by item  逐项列出，本月到期的与往月结转的分开
zhifa overdue --by clause                按条款看此刻的
zhifa overdue --unit 东湖区               一个单位此刻的
zhifa overdue --month 2024-06 -f csv -o 逾期.csv
zhifa overdue --month 2024-06 -f json    给程序读的结果"""


def overdue(
    month: options.MonthOption = None,
    data: options.DataFolders = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    by: options.ByOption = None,
    all_: options.All = False,
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """看谁逾期或不达标、在哪一条：一个单位的一条条款一行，最差的在前，至多一屏；已豁免的不计入。"""
    from zhifa_cli.cli.session import start, verdict
    from zhifa_cli.cli.several import Sheets, for_each
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.overdue import Overdue

    drawn = sheet(format_of("overdue", format_), output, force=force, no_color=no_color)

    def work(folder: Path | None, sheets: Sheets, whose: str) -> int:
        session = start(folder, as_of, unit, measure, month, known_on=known_on)
        sheets[0].show(Overdue(session.board, session.month, session.command, by, whole=all_))
        session.warn(whose=whose)
        return verdict(session) if exit_code else 0

    for_each(data, [drawn], work)
