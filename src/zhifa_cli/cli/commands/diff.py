"""``zhifa diff``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import DiffFormat, format_of

if TYPE_CHECKING:
    from zhifa_cli.finding import Result

EPILOG = """\
zhifa check --as-of 2024-05-31 -f json -o 5月.json
zhifa check --as-of 2024-06-30 -f json -o 6月.json
zhifa diff 5月.json 6月.json                       两次检查之间的变化
zhifa diff --since 2024-05 --as-of 2024-06-30     5月底到6月30日的变化
zhifa diff --since 2024-05 -f markdown -o 变化.md"""


def diff(
    old: Annotated[
        Path | None, typer.Argument(metavar="旧.json", help="早先的检查结果（zhifa check -f json 写的）。")
    ] = None,
    new: Annotated[Path | None, typer.Argument(metavar="新.json", help="后来的检查结果。")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="月份", help="不比文件，比现有数据在该月底和此刻（或 --as-of）的状态。"),
    ] = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    format_: Annotated[DiffFormat, typer.Option("--format", "-f", help="输出格式。")] = DiffFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有新增或变差的就以 1 退出。")] = False,
    no_color: options.NoColor = False,
) -> None:
    """比较两次检查：哪些是新增的，哪些变差或好转，哪些已了结。"""
    from zhifa_cli.check.comparison import compare
    from zhifa_cli.cli.sheet import sheet

    drawn = sheet(format_of("diff", format_), output, force=force, no_color=no_color)
    if since is not None:
        if old or new:
            raise typer.BadParameter("--since 比的是现有数据，不能再写文件；请去掉其中之一")
        before, after = _months(since, data, as_of)
    elif as_of is not None:
        raise typer.BadParameter("--as-of 只与 --since 同用；比较文件时，日期已写在文件里")
    elif old and new:
        before, after = _read(old), replace(_read(new), unit_names=_unit_names(data))
    else:
        raise typer.BadParameter("要写两个检查结果：zhifa diff 旧.json 新.json；或用 --since 月份 比较现有数据")
    comparison = compare(before, after)
    drawn.show(comparison)
    if exit_code and comparison.regressed:
        raise typer.Exit(1)


def _months(since: str, data: Path | None, as_of: str | None) -> "tuple[Result, Result]":
    """One set of data at the end of a month, and now or at ``--as-of``."""
    from zhifa_cli.cli.clock import parse_month
    from zhifa_cli.cli.session import start
    from zhifa_cli.ledger.duty import Cutoff

    session = start(data, as_of)
    earlier = Cutoff(parse_month(since).last_day)
    if earlier.on >= session.cutoff.on:
        raise typer.BadParameter(f"--since {since} 的月底不早于 {session.cutoff.on}；请写更早的月份，或更晚的 --as-of")
    session.warn()
    return session.at(earlier).result.with_paths(session.shown_path), session.result.with_paths(session.shown_path)


def _read(file: Path) -> "Result":
    from zhifa_cli.check.contract import read

    try:
        return read(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else error.strerror
        raise typer.BadParameter(f"读不了“{file}”（{reason}）") from None
    except ValueError:
        raise typer.BadParameter(f"“{file}”不是检查结果；请用 zhifa check -f json -o {file.name} 生成") from None


def _unit_names(data: Path | None) -> dict[str, str]:
    """The roster's names where there is a roster; a check's JSON has only ids."""
    from zhifa_cli.cli.data_folder import data_folder
    from zhifa_cli.source.folder import load

    if data is None:
        try:
            data = data_folder(None)
        except typer.BadParameter:
            return {}
    return {unit.id: unit.name for unit in load(data_folder(data)).roster.units}
