"""Several data folders in one call: the command's work is done for each, and what it found stands together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import typer

from zhifa_cli.cli.sheet import Sheet

Sheets: TypeAlias = Sequence[Sheet[Any]]
Work: TypeAlias = Callable[[Path | None, Sheets, str], int]
"""Read a folder, show it on the sheets, and return the exit code; the text tells whose what is said on stderr is."""


def for_each(data: Sequence[Path] | None, sheets: Sheets, work: Work) -> None:
    """Exit with the worst code of all folders; with one folder, or none named, just do the work."""
    folders = list(dict.fromkeys(data or ()))
    alone = folders[0] if folders else None
    if code := _together(folders, sheets, work) if len(folders) > 1 else work(alone, sheets, ""):
        raise typer.Exit(code)


def _together(folders: Sequence[Path], sheets: Sheets, work: Work) -> int:
    if any(sheet.format.joined is None for sheet in sheets):
        raise typer.BadParameter("这种格式只能写一个数据文件夹的结果；请每个文件夹各运行一次，或换一种格式，如 json")
    held = [replace(sheet, held=[]) for sheet in sheets]
    code = max([work(folder, held, f"{folder}：") for folder in folders])
    for sheet in held:
        sheet.release()
    return code
