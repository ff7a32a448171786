"""``zhifa status``."""

from zhifa_cli.cli import options
from zhifa_cli.cli.options import TableFormat

EPILOG = """\
zhifa status                             各单位各举措的进展
zhifa status --unit 东湖区 --unit 西湖区   两个单位
zhifa status --measure 22 --measure 2    两项举措
zhifa status --month 2024-06 -f csv -o 进展.csv
zhifa status --as-of 2025-12-31 -f json  给程序读的结果"""


def status(
    data: options.Data = None,
    as_of: options.AsOf = None,
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
    from zhifa_cli.cli.session import emit, leave, start
    from zhifa_cli.cli.writing import place
    from zhifa_cli.ledger.duty import Status
    from zhifa_cli.output import csv, json, tables_markdown
    from zhifa_cli.output.marks import own
    from zhifa_cli.output.status import text as status_text

    target = place(output, own("status", format_), force=force)
    session = start(data, as_of, unit, measure, month)
    ledger, duties = session.ledger, session.duties

    def draw(width: int, color: bool) -> str:
        match format_:
            case TableFormat.JSON:
                return json.status(ledger, duties)
            case TableFormat.CSV:
                return csv.status(ledger, duties)
            case TableFormat.MARKDOWN:
                return tables_markdown.status(ledger, duties)
            case TableFormat.TEXT:
                return status_text.render(ledger, duties, width, color=color)

    emit(draw, target, no_color=no_color)
    session.warn()
    if exit_code:
        leave(session, failed=any(d.status in {Status.OVERDUE, Status.NONCOMPLIANT} for d in duties))
