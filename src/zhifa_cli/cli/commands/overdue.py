"""``zhifa overdue``."""

from pathlib import Path

from zhifa_cli.cli import options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa overdue --month 2024-06            2024年6月底的逾期和不达标事项
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
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """列出逾期未完成和不达标的事项，本月到期的与往月结转的分开，逾期最久的在前；已豁免的注明，不计入项数。"""
    from zhifa_cli.cli.session import start, verdict
    from zhifa_cli.cli.several import Sheets, for_each
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.overdue import Overdue

    drawn = sheet(format_of("overdue", format_), output, force=force, no_color=no_color)

    def work(folder: Path | None, sheets: Sheets, whose: str) -> int:
        session = start(folder, as_of, unit, measure, month, known_on=known_on)
        late = tuple(duty for duty in session.duties if duty.late)
        sheets[0].show(Overdue(session.ledger, session.month, late, session.excused))
        session.warn(whose=whose)
        return verdict(session) if exit_code else 0

    for_each(data, [drawn], work)
