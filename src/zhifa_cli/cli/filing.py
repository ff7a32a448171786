"""A unit's report of a month: where it belongs, and how it is put there."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import typer

from zhifa_cli.cli.editor import SCHEMAS, path_to_schema, provide_schema
from zhifa_cli.cli.session import Session
from zhifa_cli.cli.writing import create, demand_inside
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.source.dataset import SUBMISSIONS
from zhifa_cli.text.personal import masked


def only_unit(session: Session) -> Unit:
    """The unit of a command that takes one."""
    return next(unit for unit in session.dataset.roster.units if unit.id in session.selection.units)


def place(session: Session, unit: Unit, period: Month) -> Path:
    """Where the unit's report of the month belongs, unless it has filed one already."""
    filed = [f.path for f in session.dataset.filings if f.unit.id == unit.id and f.period == period]
    if filed:
        paths = "、".join(session.shown_path(masked(path)) for path in filed)
        raise typer.BadParameter(f"{unit.name} {period} 已有报送：{paths}；请直接修改它，要另写一份请用 -o 指明文件")
    return session.root / SUBMISSIONS / str(period) / f"{unit.id}.yaml"


def put(session: Session, target: Path, draw: Callable[[PurePosixPath], str]) -> None:
    """Write a report in which editors find the schema, and say where it is."""
    demand_inside(session.root / SCHEMAS / "submission.json", "或先移走链接")
    create(target, draw(path_to_schema(target, session.root, "submission")))
    provide_schema(session.root, "submission")
    inside = target.is_relative_to(session.root)
    typer.echo(session.shown_path(target.relative_to(session.root).as_posix()) if inside else target)
