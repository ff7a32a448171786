"""``zhifa calendar``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import CalendarFormat, format_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from zhifa_cli.cli.session import Session

_DAYS = 90

EPILOG = """\
zhifa calendar                                       此后 90 天到期的事项
zhifa calendar --from 2024-05-01 --to 2024-12-31     一段时间
zhifa calendar --unit 东湖区 -f ics -o donghu.ics      导入手机日历
zhifa calendar --measure 22 -f json                  给程序读的结果"""


def calendar(
    from_: Annotated[
        str | None, typer.Option("--from", metavar="日期", help="从这一天起（含），如 2024-07-01；不写则从截至日起。")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="日期",
            help="到这一天止（含）；不写则看 90 天，ics 则到最后一个到期日。",
        ),
    ] = None,
    data: options.DataFolders = None,
    as_of: options.AsOf = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    format_: options.CalendarFormatOption = CalendarFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """哪天有什么到期：按日期列出事项、所依据的条款和责任单位，定期事项逐期列出。"""
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.cli.several import Sheets, for_each
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.views.agenda import agenda

    drawn = sheet(format_of("calendar", format_), output, force=force, no_color=no_color)

    def work(folder: Path | None, sheets: Sheets, whose: str) -> int:
        session = start(folder, as_of, unit, measure)
        first, last = _span(session, from_, to, every=format_ is CalendarFormat.ICS)
        shown = agenda(session.ledger, session.duties, first, last, session.selection.units)
        sheets[0].show(shown)
        if format_ is CalendarFormat.ICS and not any(duty.open for duty in shown.duties):
            note(f"{first} 至 {last} 没有未办结的到期事项，日历是空的；可用 --from、--to 另选一段时间")
        session.warn(whose=whose)
        return 0

    for_each(data, [drawn], work)


def _span(session: Session, from_: str | None, to: str | None, *, every: bool) -> tuple[date, date]:
    from datetime import timedelta

    from zhifa_cli.cli.clock import parse_day
    from zhifa_cli.views.agenda import horizon

    first = parse_day(from_) if from_ else session.ledger.cutoff.on
    if to is None:
        last = horizon(session.ledger, session.duties)
        near = last if every or (last - first).days <= _DAYS else first + timedelta(days=_DAYS)
        return first, max(first, near)
    last = parse_day(to)
    if last < first:
        cure = (
            "请对调两个日期" if from_ else f"起始日不写就是截至日，请用 --from 写明起始日，或把 --to 改为 {first} 之后"
        )
        raise typer.BadParameter(f"截止日 {last} 早于起始日 {first}；{cure}")
    return first, last
