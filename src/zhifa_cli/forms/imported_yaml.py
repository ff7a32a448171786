"""A submission read from a spreadsheet -> YAML, with a comment for all that was not certain."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from zhifa_cli.forms.spreadsheet.notes import first
from zhifa_cli.forms.yaml import comment, dump
from zhifa_cli.model.submission import Submission

_SHOWN = 100


def render(submission: Submission, problems: Sequence[str], ledger: str, schema: PurePosixPath) -> str:
    """The file as it is stored; ``ledger`` is the name of the spreadsheet that it was read from."""
    lines = [f"# yaml-language-server: $schema={schema}\n", comment(f"由 zhifa import 从 {ledger} 导入")]
    if problems:
        lines.append(comment(f"其中 {len(problems)} 处不能确定，没有采用；请核对原件，补写后删去这些注释："))
        lines += [comment(f"  {problem}") for problem in first(problems, _SHOWN)]
    return "".join([*lines, "\n", dump(submission)])
