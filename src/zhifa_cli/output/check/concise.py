"""``zhifa check -f concise``: one line for each finding, as editors and grep read it."""

from zhifa_cli.finding import Result
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.phrases import place, sentence


def render(result: Result) -> str:
    """``path:line:column: CODE message``, and last what settings have hidden."""
    lines = (f"{place(finding)}: {finding.rule} {sentence(finding, result.unit_names)}" for finding in result.findings)
    return "".join(f"{visible(line)}\n" for line in (*lines, result.settings) if line)
