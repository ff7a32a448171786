"""Which existing file a table or a calendar may be written over: one of its own kind, never another by accident."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Force: TypeAlias = Annotated[bool, typer.Option("--force", help="文件已存在且不是本工具写的也覆盖。")]

_OURS = (
    '"schema": "zhifa.',
    "PRODID:-//zhifa-cli//",
    "单位,单位编号,举措,",
    "各单位各举措进展",
    "逾期和不达标事项",
    "到期的事项 · 截至",
)
"""One of these stands at the head of all that status, overdue and calendar write."""


def demand_own(output: Path | None, *, force: bool) -> None:
    """Refuse a file that holds anything but a result of ours."""
    from zhifa_cli.cli.session import demand_replaceable

    if output is None or force or (output.is_file() and not output.stat().st_size):
        return
    demand_replaceable(output, *_OURS)
