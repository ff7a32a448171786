"""``zhifa.calendar/1``: the status rows that fall due within the span, by date, and what they are."""

from zhifa_cli.output import duties, marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.agenda import Agenda

OWN = marks.contract("calendar")


def show(what: Agenda, _screen: Screen) -> str:
    items = [{**duties.row(duty), "title": duty.item.title, "source": duty.item.source} for duty in what.duties]
    span = {"from": what.start.isoformat(), "to": what.end.isoformat()}
    return json_text({**duties.head("zhifa.calendar/1", what.ledger), **span, "items": items})
