"""Data files that are made: where they belong, and how they are put there, so that editors can help with them."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import typer

from zhifa_cli.cli.session import Session
from zhifa_cli.cli.writing import create, demand_inside
from zhifa_cli.forms import json_schema
from zhifa_cli.source.dataset import SUBMISSIONS
from zhifa_cli.text.personal import masked

SCHEMAS = ".schema"
"""Within the data folder; a comment in each file points there, so that a clone needs no settings."""


def place(session: Session) -> Path:
    """Where the unit's report of the month belongs, unless it has filed one already."""
    unit, month = session.unit, session.month
    filed = [f.path for f in session.dataset.filings if f.unit.id == unit.id and f.period == month]
    if filed:
        paths = "、".join(session.shown_path(masked(path)) for path in filed)
        raise typer.BadParameter(f"{unit.name} {month} 已有报送：{paths}；请直接修改它，要另写一份请用 -o 指明文件")
    return session.root / SUBMISSIONS / str(month) / f"{unit.id}.yaml"


def put(session: Session, target: Path, draw: Callable[[PurePosixPath], str], kind: str = "submission") -> None:
    """Write a data file with the path to its schema, the schema where there is none yet, and say where it is."""
    inner = Path(SCHEMAS, f"{kind}.json")
    schema = session.root / inner
    demand_inside(schema, "或先移走链接")
    path = Path(os.path.relpath(session.root.resolve() / inner, target.parent.resolve()))
    create(target, draw(PurePosixPath(path.as_posix())))
    if not schema.exists():
        create(schema, json_schema.render(kind, session.dataset.plan))
    inside = target.is_relative_to(session.root)
    typer.echo(session.shown_path(target.relative_to(session.root).as_posix()) if inside else target)


def demand_xlsx() -> None:
    """Explain how to read and write workbooks where openpyxl is not installed."""
    if find_spec("openpyxl") is None:
        raise typer.BadParameter(
            '处理 .xlsx 需要 openpyxl，还没有安装；请运行 pip install "zhifa-cli[xlsx]"，或另存为 .csv 后导入'
        )
