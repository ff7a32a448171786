"""``zhifa overdue``."""

from zhifa_cli.cli import options
from zhifa_cli.cli.options import TableFormat

EPILOG = """\
zhifa overdue --month 2024-06            2024年6月底的逾期和不达标事项
zhifa overdue --unit 东湖区               一个单位此刻的
zhifa overdue --month 2024-06 -f csv -o 逾期.csv
zhifa overdue --month 2024-06 -f json    给程序读的结果"""


def overdue(
    month: options.MonthOption = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """列出逾期未完成和不达标的事项，本月到期的与往月结转的分开，逾期最久的在前；已豁免的注明，不计入项数。"""
    from zhifa_cli.cli.session import emit, leave, start
    from zhifa_cli.cli.writing import place
    from zhifa_cli.ledger.duty import Status
    from zhifa_cli.output import csv, json, tables_markdown
    from zhifa_cli.output.marks import own
    from zhifa_cli.output.overdue import text as overdue_text

    target = place(output, own("overdue", format_), force=force)
    session = start(data, as_of, unit, measure, month)
    ledger, reported = session.ledger, session.month
    late = [duty for duty in session.duties if duty.status in {Status.OVERDUE, Status.NONCOMPLIANT}]
    excused = session.excused

    def draw(width: int, color: bool) -> str:
        match format_:
            case TableFormat.JSON:
                return json.overdue(ledger, reported, late, excused)
            case TableFormat.CSV:
                return csv.overdue(ledger, reported, late, excused)
            case TableFormat.MARKDOWN:
                return tables_markdown.overdue(ledger, reported, late, excused)
            case TableFormat.TEXT:
                return overdue_text.render(ledger, reported, late, excused, width, color=color)

    emit(draw, target, no_color=no_color)
    session.warn()
    if exit_code:
        leave(session, failed=any(duty.key not in excused for duty in late))
