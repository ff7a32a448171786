"""``zhifa check -f json``, which ``zhifa diff`` reads back."""

from zhifa_cli.check.contract import document
from zhifa_cli.output import marks
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.unseen import json_text

OWN = marks.contract("check")


def show(what: Check, _screen: Screen) -> str:
    return json_text(document(what.result))
