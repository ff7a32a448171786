"""``check -f text -f sarif:out.sarif``: several formats at once, each to a file of its own but one."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from zhifa_cli.cli.answers import only_once
from zhifa_cli.cli.session import Session, note
from zhifa_cli.cli.sheet import Sheet, sheet
from zhifa_cli.finding import Result
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import CheckFormat, Screen, format_of
from zhifa_cli.text.suggest import hint, nearest

_SUMMARY_MOST = 500
"""Findings in a job summary, which GitHub drops whole where it is over 1 MiB."""


def sheets(given: Sequence[str], output: Path | None, *, force: bool, no_color: bool) -> list[Sheet[Check]]:
    """What ``-f`` and ``-o`` say. At most one format is printed, or goes where ``-o`` says."""
    if not given:
        given = [CheckFormat.GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" else CheckFormat.TEXT]
    targets = [_target(text) for text in given]
    unnamed = [format_ for format_, file in targets if file is None]
    if len(unnamed) > 1:
        raise typer.BadParameter(
            f"只能有一种格式不写文件，这里有 {'、'.join(unnamed)}；请写成 {unnamed[-1]}:文件 的样子"
        )
    if output and not unnamed:
        raise typer.BadParameter("每种格式都已写明文件，-o 没有用处；请去掉 -o，或去掉一种格式的文件")
    files = [file or output for _, file in targets]
    for file in filter(None, files):
        if files.count(file) > 1:
            raise typer.BadParameter(f"两种格式都要写入“{file}”；请写成不同的文件")
    return [
        sheet(format_of("check", format_), file or output, force=force, no_color=no_color) for format_, file in targets
    ]


def _target(text: str) -> tuple[CheckFormat, Path | None]:
    name, colon, file = text.partition(":")
    if name not in list(CheckFormat):
        cure = hint(nearest(name, CheckFormat), f"可用的格式：{'、'.join(CheckFormat)}")
        raise typer.BadParameter(f"没有“{name}”这种格式；{cure}")
    if colon and not file:
        raise typer.BadParameter(f"“{text}”的冒号后面没有写文件；请写成 {name}:文件 的样子")
    return CheckFormat(name), Path(file) if file else None


def have_room(sheets: Iterable[Sheet[Check]]) -> bool:
    """Whether what is printed has room for a remark."""
    return any(sheet.place is None and sheet.format.remarks for sheet in sheets)


def show(what: Check, on: Sheet[Check], session: Session) -> None:
    """Paths are as this prompt opens them, but in formats that services read, as in the repository."""
    here = what.result.with_paths(session.shown_path)
    shown = what.result.with_paths(session.repository_path) if on.format.for_services else here
    on.show(replace(what, result=shown))
    if on.format.commands:
        _append_job_summary(here)


def _append_job_summary(result: Result) -> None:
    """For the page of a GitHub Actions run."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    only_once("writes a summary")
    page = format_of("check", CheckFormat.MARKDOWN)
    try:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(page.show(Check(result, most=_SUMMARY_MOST), Screen(0, color=False)))
    except OSError as error:
        note(f"写不了 GITHUB_STEP_SUMMARY 指向的文件（{error.strerror}），运行页面上没有摘要")
