"""``zhifa.overdue/1``: the status rows that are overdue or noncompliant, which are carried over or waived."""

from zhifa_cli.output import duties, marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.overdue import Overdue
from zhifa_cli.text.unseen import json_text

OWN = marks.contract("overdue")


def show(what: Overdue, _screen: Screen) -> str:
    items = [
        {**duties.row(duty), "carried_over": duty.carried_over(what.month), "waived": duty.key in what.excused}
        for duty in what.duties
    ]
    return json_text({**duties.head("zhifa.overdue/1", what.ledger), "month": str(what.month), "items": items})
