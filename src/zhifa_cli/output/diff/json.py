"""``zhifa.diff/1``: what is new, worse, eased and settled from one check to another."""

from zhifa_cli.check.comparison import Comparison
from zhifa_cli.check.contract import row
from zhifa_cli.output import marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.unseen import json_text

OWN = marks.contract("diff")


def show(what: Comparison, _screen: Screen) -> str:
    parts = {
        "new": [row(issue) for issue in what.added],
        "worse": [{"before": row(before), "after": row(after)} for before, after in what.worse],
        "eased": [{"before": row(before), "after": row(after)} for before, after in what.eased],
        "settled": [row(issue) for issue in what.settled],
    }
    head = {
        "schema": "zhifa.diff/1",
        "plan": what.new.plan,
        "from": what.old.as_of.isoformat(),
        "to": what.new.as_of.isoformat(),
        "demo": what.old.demo or what.new.demo,
        "summary": {**{name: len(part) for name, part in parts.items()}, "unchanged": what.unchanged},
    }
    return json_text({**head, **parts})
