"""``zhifa check``."""

import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import completion, options
from zhifa_cli.cli.choices import FailOn

if TYPE_CHECKING:
    from zhifa_cli.check.baseline import Baseline
    from zhifa_cli.cli.config import Config
    from zhifa_cli.cli.session import Session
    from zhifa_cli.cli.writing import Place
    from zhifa_cli.finding import Result

EPILOG = """\
zhifa check                                        此刻的状态
zhifa check --as-of 2024-06-30                     2024年6月30日日终的状态
zhifa check --unit 东湖区 --measure 22              只看一个单位、一项举措
zhifa check data/submissions/2024-06/donghu.yaml   只看这个文件里的问题
zhifa check --select ZF2,ZF4 --ignore ZF203        时限和指标，不看临近到期
zhifa check -f text -f sarif:out.sarif -f junit:out.xml
zhifa check --write-baseline baseline.json         记下现有的问题
zhifa check --baseline baseline.json               只看新的问题

退出码：0 没有达到 --fail-on 的问题；1 有；2 数据或用法有误（其余照常检查）。
没有写 -f 时，在 GitHub Actions 里用 github 格式，其他地方用 text。
设置可写在 zhifa.toml 或 pyproject.toml 的 [tool.zhifa]：
data、select、ignore、fail-on、format（只写格式，不能指定文件）。
从当前目录往上找到仓库的根目录为止，数据文件夹里的不算；设置略去了什么，结果里会说明。"""

_SUMMARY_MOST = 500
"""Findings in a job summary, which GitHub drops whole where it is over 1 MiB."""


class Target(StrEnum):
    """What a check can be written as."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"


Output = tuple[Target, Path | None]
_FOR_MACHINES = {Target.JSON, Target.SARIF, Target.JUNIT, Target.GITLAB}
"""They have no room for a remark."""


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="文件", help="只看这些数据文件（或文件夹）里的问题，仍按整个计划判断。"),
    ] = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="规则",
            help="只看这些规则：编号、编号开头（ZF2）或名称，可用逗号隔开。",
            autocompletion=completion.rule_lists,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="规则",
            help="不看这些规则；与 --select 冲突时更具体的为准。",
            autocompletion=completion.rule_lists,
        ),
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="格式[:文件]",
            help=f"输出格式：{'、'.join(Target)}。写“格式:文件”就写入文件，已有别的文件时不覆盖。",
            autocompletion=lambda: list(Target),
        ),
    ] = None,
    output: options.Output = None,
    force: options.Force = False,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="达到这一级别就以 1 退出，默认 error。")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="文件", help="不计入这个基线文件里已有的问题。")
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(
            "--write-baseline",
            metavar="文件",
            help="把现有的问题写成基线文件；与 --baseline 同用时，只删去其中已经解决的。",
        ),
    ] = None,
    show_waived: Annotated[bool, typer.Option("--show-waived", help="列出已豁免的问题（text、markdown）。")] = False,
    no_color: options.NoColor = False,
) -> None:
    """检查全部数据：逾期、不达标、待核实和数据错误，逐条指出依据的条款和所在的行。"""
    from dataclasses import replace

    from zhifa_cli.check import engine
    from zhifa_cli.cli import config, rule_selection
    from zhifa_cli.cli.session import emit, note, start
    from zhifa_cli.cli.writing import place
    from zhifa_cli.finding import Severity
    from zhifa_cli.output.marks import own
    from zhifa_cli.source.locator import Locator

    settings = config.near(data)
    targets = _targets(format_ or settings.format, output)
    places = [place(file, own("check", target), force=force) for target, file in targets]
    kept = place(write_baseline, own("baseline", "json"), force=force)
    rules = rule_selection.codes(select or (), ignore or ())
    shown = rule_selection.codes(select or settings.select, ignore or settings.ignore)
    known = _read_baseline(baseline) if baseline else None
    session = start(data, as_of, unit, measure)
    selection = replace(session.selection, rules=rules, paths=_within(session, paths or ()))
    fingerprints = known.fingerprints if known else frozenset()
    result = engine.run(session.ledger, Locator(session.root), selection, fingerprints)
    of_settings = _in_effect(settings, select=select, ignore=ignore, fail_on=fail_on)
    result = _narrowed(result, shown, of_settings)
    said = {target for (target, _), where in zip(targets, places, strict=True) if where is None} - _FOR_MACHINES
    if result.settings and (write_baseline or not said):
        note(result.settings)
    if write_baseline:
        _write_baseline(write_baseline, kept, known, result)
    else:
        for (target, _), where in zip(targets, places, strict=True):
            draw = _drawing(target, result, session, show_waived=show_waived)
            emit(draw, where, no_color=no_color, commands=target is Target.GITHUB)
            if target is Target.GITHUB:
                _append_job_summary(result.with_paths(session.shown_path))
        if known and result.gone:
            _report_gone(known, result, str(baseline))
    session.warn(result.unshown)
    least = fail_on or settings.fail_on or FailOn.ERROR
    if result.left_out:
        raise typer.Exit(2)
    if not write_baseline and result.fails(None if least is FailOn.NEVER else Severity(least.value)):
        raise typer.Exit(1)


# ---- what is asked for ---------------------------------------------------------------------------------


def _targets(given: Sequence[str], output: Path | None) -> list[Output]:
    """Formats and their files. At most one is printed, or goes where ``-o`` says."""
    if not given:
        given = [Target.GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" else Target.TEXT]
    targets = [_target(text) for text in given]
    unnamed = [target for target, file in targets if file is None]
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
    return [(target, file or output) for target, file in targets]


def _target(text: str) -> Output:
    from difflib import get_close_matches

    name, colon, file = text.partition(":")
    if name not in list(Target):
        close = get_close_matches(name, list(Target), n=1, cutoff=0.5)
        hint = f"是不是 {close[0]}？" if close else f"可用的格式：{'、'.join(Target)}"
        raise typer.BadParameter(f"没有“{name}”这种格式；{hint}")
    if colon and not file:
        raise typer.BadParameter(f"“{text}”的冒号后面没有写文件；请写成 {name}:文件 的样子")
    return Target(name), Path(file) if file else None


def _within(session: "Session", paths: Sequence[Path]) -> frozenset[str]:
    """Paths of the command line as paths within the data folder."""
    return frozenset(_one_within(session.root, path) for path in paths)


def _one_within(root: Path, path: Path) -> str:
    if not path.exists():
        raise typer.BadParameter(f"没有文件“{path}”")
    for absolute in (os.path.abspath, os.path.realpath):
        base, file = Path(absolute(root)), Path(absolute(path))
        if file.is_relative_to(base):
            inner = file.relative_to(base).as_posix()
            return "" if inner == "." else inner
    raise typer.BadParameter(f"“{path}”不在数据文件夹“{root}”里；别处的数据请用 --data 指明")


# ---- what settings hide --------------------------------------------------------------------------------


def _in_effect(settings: "Config", **flags: object) -> "Config":
    """What is left of the settings where a flag overrides some of them."""
    defaults = type(settings)()
    return settings.model_copy(update={name: getattr(defaults, name) for name, flag in flags.items() if flag})


def _narrowed(result: "Result", rules: frozenset[str], settings: "Config") -> "Result":
    """The result of those rules that the settings leave, and what is to be said of it."""
    from dataclasses import replace

    from zhifa_cli.output.marks import SETTINGS
    from zhifa_cli.text.unseen import visible

    left = result.of_rules(rules)
    hidden = len(result.findings) - len(left.findings)
    by = "、".join(name for name, texts in (("select", settings.select), ("ignore", settings.ignore)) if texts)
    told = [f"略去了 {hidden} 个问题（{by}）"] if hidden else []
    if settings.fail_on not in {None, FailOn.ERROR}:
        told.append(f"把 fail-on 定为 {settings.fail_on}")
    return replace(left, settings=visible(f"{SETTINGS}{settings.shown_file} {'，'.join(told)}") if told else "")


# ---- what comes out ------------------------------------------------------------------------------------


def _drawing(target: Target, result: "Result", session: "Session", *, show_waived: bool) -> Callable[[int, bool], str]:
    """Paths are as this prompt opens them, but in formats that services read, as in the repository."""
    here, there = session.shown_path, session.repository_path
    match target:
        case Target.TEXT:
            from zhifa_cli.output.check import text as check_text

            return lambda width, color: check_text.render(
                result.with_paths(here), width, color=color, show_waived=show_waived
            )
        case Target.MARKDOWN:
            from zhifa_cli.output.check import markdown as check_markdown

            return lambda _width, _color: check_markdown.render(result.with_paths(here), show_waived=show_waived)
        case Target.CONCISE:
            from zhifa_cli.output.check import concise

            return lambda _width, _color: concise.render(result.with_paths(here))
        case Target.JSON:
            from zhifa_cli.output import json

            return lambda _width, _color: json.check(result.with_paths(here))
        case Target.SARIF:
            from zhifa_cli.output.check import sarif

            return lambda _width, _color: sarif.render(result.with_paths(there))
        case Target.JUNIT:
            from zhifa_cli.output.check import junit

            return lambda _width, _color: junit.render(result.with_paths(there))
        case Target.GITHUB:
            from zhifa_cli.output.check import github

            return lambda _width, _color: github.render(result.with_paths(there))
        case Target.GITLAB:
            from zhifa_cli.output.check import gitlab

            return lambda _width, _color: gitlab.render(result.with_paths(there))


def _append_job_summary(result: "Result") -> None:
    """For the page of a GitHub Actions run."""
    from zhifa_cli.cli.answers import only_once
    from zhifa_cli.cli.session import note
    from zhifa_cli.output.check import markdown as check_markdown

    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    only_once("writes a summary")
    try:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(check_markdown.render(result, most=_SUMMARY_MOST))
    except OSError as error:
        note(f"写不了 GITHUB_STEP_SUMMARY 指向的文件（{error.strerror}），运行页面上没有摘要")


# ---- the baseline --------------------------------------------------------------------------------------


def _read_baseline(file: Path) -> "Baseline":
    from zhifa_cli.check import baseline

    try:
        return baseline.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else error.strerror
        raise typer.BadParameter(f"读不了基线文件“{file}”（{reason}）；用 --write-baseline 生成") from None
    except ValueError:
        raise typer.BadParameter(f"“{file}”不是基线文件；请用 --write-baseline 重新生成") from None


def _write_baseline(file: Path, where: "Place | None", known: "Baseline | None", result: "Result") -> None:
    from zhifa_cli.check import baseline
    from zhifa_cli.cli.session import emit, note

    entries = known.without(result.gone) if known else baseline.of(result.findings)
    emit(lambda _width, _color: baseline.dumps(entries), where, no_color=True)
    note(f"已把 {len(entries.findings)} 项问题写入基线文件 {file}" + (f"，删去 {len(result.gone)} 项" if known else ""))
    if result.left_out:
        note(f"有 {result.left_out} 处数据有误，不能列入基线；运行 zhifa check 查看")


def _report_gone(known: "Baseline", result: "Result", file: str) -> None:
    from zhifa_cli.cli.session import note
    from zhifa_cli.model.deadline import period
    from zhifa_cli.text.unseen import visible

    shown = 10
    gone = [entry for entry in known.findings if entry.fingerprint in result.gone]
    note(f"基线里有 {len(gone)} 项问题已经不在，可从基线删去：zhifa check --baseline {file} --write-baseline {file}")
    for entry in gone[:shown]:
        unit = result.unit_names.get(entry.unit, entry.unit) if entry.unit else None
        cycle = period(str(entry.cycle)) if entry.cycle else None
        note("  " + visible(" ".join(filter(None, [entry.rule, unit, entry.item, cycle]))))
    if len(gone) > shown:
        note(f"  等 {len(gone)} 项")
