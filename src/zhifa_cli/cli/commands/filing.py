"""Data files that are made: where they belong, and how they are put there, so that editors can help with them."""

import os
import re
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import typer

from zhifa_cli.cli.session import Session, note
from zhifa_cli.cli.writing import Place, create, demand_inside, revise
from zhifa_cli.cli.writing import place as writing_place
from zhifa_cli.forms import json_schema
from zhifa_cli.forms.registration import registered
from zhifa_cli.ledger.rectification import Standing
from zhifa_cli.model.rectification import Instrument
from zhifa_cli.source.bytes import read_bytes
from zhifa_cli.source.dataset import SUBMISSIONS
from zhifa_cli.text.personal import masked

if TYPE_CHECKING:
    from zhifa_cli.forms.spreadsheet.grid import Grid
    from zhifa_cli.forms.spreadsheet.headings import Kinds
    from zhifa_cli.model.statistics import StatTables

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


def yearly(session: Session, year: int | None) -> "tuple[StatTables, int]":
    """The tables of the yearly statistics, and the year that was asked for."""
    forms = session.dataset.statistics.forms
    if forms is None:
        raise typer.BadParameter("还没有统计表式；请先写 statistics/tables.yaml，样子见 zhifa schema statistics-tables")
    if year is None:
        raise typer.BadParameter("请用 --year 写明统计年度，如 --year 2024")
    if year not in range(2000, 2100):
        raise typer.BadParameter(f"统计年度 {year} 不对，应如 2024")
    return forms, year


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


def registering(session: Session, matters: Sequence[Standing], sent: Instrument) -> Callable[[], None]:
    """Make ready to write a letter into the files of the matters that it covers, all of them or none.

    Raises:
        typer.BadParameter: a file could not be changed so that it says what it said, and the letter besides.
    """
    changed: dict[Path, tuple[str, str]] = {}
    for standing in matters:
        path, shown = standing.matter.path, session.shown_path(masked(standing.matter.path))
        if any(known.document_no == sent.document_no for known in standing.written.instruments):
            note(f"{shown} 里已经登记了 {sent.document_no}，没有再写")
            continue
        before = read_bytes(session.root, path).decode()
        after = registered(before, sent)
        if after is None:
            raise typer.BadParameter(f"{shown} 的写法不便自动登记，哪个文件都没有改；请在 instruments 里手工写上这份函")
        changed[session.root / path] = before, after

    def register() -> None:
        for file, (before, after) in changed.items():
            revise(file, before, after)
            note(f"已登记到 {session.shown_path(masked(file.relative_to(session.root).as_posix()))}")

    return register


def demand_xlsx() -> None:
    """Explain how to read and write workbooks where openpyxl is not installed."""
    if find_spec("openpyxl") is None:
        raise typer.BadParameter(
            '处理 .xlsx 需要 openpyxl，还没有安装；请运行 pip install "zhifa-cli[xlsx]"，或另存为 .csv 后导入'
        )


def workbook_at(output: Path | None, own: re.Pattern[str], example: str, *, force: bool) -> Place:
    """Where a workbook is written to, before anything is read."""
    target = writing_place(output, own, force=force)
    if target is None:
        raise typer.BadParameter(f"Excel 文件不能印在屏幕上；请用 -o 指明文件，如 -o {example}")
    demand_xlsx()
    return target


def grids(file: Path, names: Sequence[str], kinds: "Kinds") -> "list[Grid]":
    """The sheets of a spreadsheet that somebody keeps, or those that are named."""
    from zhifa_cli.forms.spreadsheet import ledger_file
    from zhifa_cli.forms.spreadsheet.grid import MAX_BYTES, Unusable

    try:
        if not file.is_file():
            raise typer.BadParameter(f"没有文件 {file}；请检查路径")
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if ledger_file.is_workbook(raw):
            demand_xlsx()
        return _chosen(ledger_file.grids(raw, file.suffix.lower(), kinds), names)
    except OSError as error:
        raise typer.BadParameter(
            f"读不了 {file}（{error.strerror or type(error).__name__}）；请检查路径和权限"
        ) from None
    except Unusable as error:
        raise typer.BadParameter(f"{file}：{error}") from None


def _chosen(sheets: "list[Grid]", names: Sequence[str]) -> "list[Grid]":
    for name in names:
        if name not in {sheet.name for sheet in sheets}:
            raise typer.BadParameter(f"没有工作表“{name}”；有：{'、'.join(sheet.name for sheet in sheets)}")
    return [sheet for sheet in sheets if sheet.name in names] if names else sheets
