"""``zhifa overdue``."""

from zhifa_cli.cli import options
from zhifa_cli.cli.options import Format

EPILOG = """\
zhifa overdue --month 2024-06            2024年6月底的逾期和不达标事项
zhifa overdue --unit 东湖区               一个单位此刻的
zhifa overdue --month 2024-06 -f json    给程序读的结果"""


def overdue(
    month: options.MonthOption = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    format_: options.FormatOption = Format.TEXT,
    output: options.Output = None,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """列出逾期未完成和不达标的事项,本月到期的与往月结转的分开,逾期最久的在前。"""
    from zhifa_cli.cli.session import emit, leave, month_of, start
    from zhifa_cli.ledger import Status
    from zhifa_cli.model.scalars import Month
    from zhifa_cli.render import json, overdue_text

    session = start(data, as_of, unit, measure, month)
    on = session.ledger.cutoff.on
    reported = month_of(month) if month else Month(on.year, on.month)
    late = [duty for duty in session.duties if duty.status in {Status.OVERDUE, Status.NONCOMPLIANT}]
    if format_ is Format.JSON:
        emit(lambda _width, _color: json.overdue(session.ledger, reported, late), output, no_color=no_color)
    else:
        emit(
            lambda width, color: overdue_text.render(session.ledger, reported, late, width, color=color),
            output,
            no_color=no_color,
        )
    session.warn()
    if exit_code:
        leave(session, failed=bool(late))
