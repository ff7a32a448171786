"""``zhifa status``."""

from zhifa_cli.cli import options
from zhifa_cli.cli.options import Format

EPILOG = """\
zhifa status                             各单位各举措的进展
zhifa status --unit 东湖区 --unit 西湖区   两个单位
zhifa status --measure 22 --measure 2    两项举措
zhifa status --as-of 2025-12-31 -f json  给程序读的结果"""


def status(
    data: options.Data = None,
    as_of: options.AsOf = None,
    month: options.MonthOption = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    format_: options.FormatOption = Format.TEXT,
    output: options.Output = None,
    exit_code: options.ExitCode = False,
    no_color: options.NoColor = False,
) -> None:
    """一张表看全局:每个单位、每项举措的进展,最差的在前。"""
    from zhifa_cli.cli.session import emit, leave, start
    from zhifa_cli.ledger import Status
    from zhifa_cli.render import json, status_text

    session = start(data, as_of, unit, measure, month)
    if format_ is Format.JSON:
        emit(lambda _width, _color: json.status(session.ledger, session.duties), output, no_color=no_color)
    else:
        emit(
            lambda width, color: status_text.render(session.ledger, session.duties, width, color=color),
            output,
            no_color=no_color,
        )
    session.warn()
    if exit_code:
        leave(session, failed=any(d.status in {Status.OVERDUE, Status.NONCOMPLIANT} for d in session.duties))
