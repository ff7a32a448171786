"""``zhifa check -f json``, which ``zhifa diff`` reads back."""

from zhifa_cli.check.contract import document
from zhifa_cli.output import marks
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import Screen, array, drawn
from zhifa_cli.text.unseen import json_text


@drawn(marks.contract("check"), remarks=False, joined=array)
def json(what: Check, _screen: Screen) -> str:
    return json_text(document(what.result))
