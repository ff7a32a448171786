"""``zhifa check -f concise``: one line for each finding, as editors and grep read it."""

import re

from zhifa_cli.output.check import SETTINGS, Check
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.wording import place, sentence

_OWN = re.compile(rf"\A(?:[^\n]+:[0-9]+:[0-9]+: ZF[0-9]{{3}} |{SETTINGS})")


@drawn(_OWN, joined="".join)
def concise(what: Check, _screen: Screen) -> str:
    """``path:line:column: CODE message``, and last what settings have hidden."""
    result = what.result
    lines = (f"{place(finding)}: {finding.rule} {sentence(finding, result.unit_names)}" for finding in result.findings)
    return "".join(f"{visible(line)}\n" for line in (*lines, result.settings) if line)
