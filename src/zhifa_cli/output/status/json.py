"""``zhifa.status/1``: one row for each leaf item × unit × cycle."""

from zhifa_cli.output import duties, marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.figures import Snapshot

OWN = marks.contract("status")


def show(what: Snapshot, _screen: Screen) -> str:
    return json_text({**duties.head("zhifa.status/1", what.ledger), "duties": [*map(duties.row, what.duties)]})
