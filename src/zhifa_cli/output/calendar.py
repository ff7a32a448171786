"""``zhifa calendar``: by date, each item once with all whom it binds; of an ``Agenda``."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.output import duties as rows
from zhifa_cli.output import marks
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain, tally
from zhifa_cli.output.formats import Screen, array, drawn
from zhifa_cli.output.ics import ics
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.agenda import Agenda, bodies
from zhifa_cli.views.wording import cited, due, settled, supported

__all__ = ["ics", "json", "text"]

_TITLE = "到期的事项"
_NAMED = 3
"""So many units are named; more are counted."""
_WEEKDAYS = "一二三四五六日"


@drawn(marks.contract("calendar"), joined=array)
def json(what: Agenda, _screen: Screen) -> str:
    """``zhifa.calendar/2``: the status rows that fall due within the span, by date, and what they are."""
    items = [{**rows.row(duty), "title": duty.item.title, "source": duty.item.source} for duty in what.duties]
    span = {"from": what.start.isoformat(), "to": what.end.isoformat()}
    return json_text({**rows.head("zhifa.calendar/2", what.ledger), **span, "items": items})


@drawn(marks.text(_TITLE), joined="\n".join)
def text(what: Agenda, screen: Screen) -> str:
    """One section for each due date, and what lies before and after the span."""
    title = f"{what.start} 至 {what.end} {_TITLE}"
    parts: list[RenderableType] = [headline(what.ledger, title), Text()]
    alone = len({duty.unit.id for duty in what.duties}) == 1
    for day, duties in groupby(what.duties, key=lambda duty: duty.due):
        if day is not None:
            parts += _day(day, list(duties), what.ledger.cutoff.on, alone=alone)
    parts += [Flow(Text(line)) for line in _closing(what)]
    return draw(parts, screen)


def _day(day: date, duties: Sequence[Duty], today: date, *, alone: bool) -> Iterator[RenderableType]:
    items = [list(group) for _, group in groupby(duties, key=lambda duty: (duty.item.id, duty.cycle))]
    heading = Text(f"{day} 星期{_WEEKDAYS[day.weekday()]}", "bold underline")
    days = (day - today).days
    away = f"{days} 天后" if days > 0 else f"已过 {-days} 天" if days else "当日"
    about = f"  {away} · {len(items)} 个事项，{_units(duties)}"
    yield Flow(heading.append_text(plain(about, "not bold not underline")))
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=5)
    table.add_column(ratio=3)
    for group in items:
        table.add_row(Flow(_what(group)), Flow(_standing(group) if alone else _who(group)))
    yield Padding(table, (0, 0, 1, 2))


def _what(group: Sequence[Duty]) -> Text:
    first = group[0]
    told = plain(first.item.title + ("" if first.item.required else "〔鼓励〕"))
    told.append("\n").append_text(plain(cited(first), "dim"))
    if words := settled(first):
        told.append("\n").append_text(plain(words, "dim"))
    if helping := supported(first.item):
        told.append("\n").append_text(plain(helping, "dim"))
    for duty in group:
        if duty.due != duty.original_due:
            told.append("\n").append_text(plain(f"{duty.body}经批准延期，原定 {due(duty)}", "magenta"))
    return told


def _who(group: Sequence[Duty]) -> Text:
    return plain(_units(group)).append("\n").append_text(_standing(group))


def _standing(group: Sequence[Duty]) -> Text:
    status = group[0].status
    return tally(group) if len(group) > 1 else Text(status.label, STATUS_STYLES.get(status, ""))


def _units(duties: Sequence[Duty]) -> str:
    names = bodies(duties)
    return "、".join(names) if len(names) <= _NAMED else f"{len(names)} 个单位"


def _closing(shown: Agenda) -> Iterator[str]:
    if not shown.duties:
        yield "这段时间没有到期的事项。"
    if shown.next_due:
        yield f"此后最近的到期日是 {shown.next_due}；往后看请加 --to {shown.next_due}。"
    if shown.late:
        yield f"另有 {shown.late} 项在此之前到期，逾期未完成或不达标；查看：zhifa overdue。"
