"""``zhifa check``."""

from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from zhifa_cli.cli import completion, options
from zhifa_cli.cli.choices import FailOn
from zhifa_cli.output.formats import CheckFormat

EPILOG = """\
zhifa check                                        此刻的状态
zhifa check --as-of 2024-06-30                     2024年6月30日日终的状态
zhifa check --all                                  每个问题都列出，不限于一屏
zhifa check --unit 东湖区 --measure 22              只看一个单位、一项举措
zhifa check data/submissions/2024-06/donghu.yaml   只看这个文件里的问题
zhifa check --select ZF2,ZF4 --ignore ZF203        时限和指标，不看临近到期
zhifa check -f text -f sarif:out.sarif -f junit:out.xml
zhifa check --write-baseline baseline.json         记下现有的问题
zhifa check --baseline baseline.json               只看新的问题

退出码：0 没有达到 --fail-on 的问题；1 有；2 数据或用法有误（其余照常检查）。
没有写 -f 时，在 GitHub Actions 里用 github 格式，其他地方用 text。
设置可写在 zhifa.toml 或 pyproject.toml 的 [tool.zhifa]：
data、select、ignore、fail-on、all、format（只写格式，不能指定文件）。
从当前目录往上找到仓库的根目录为止，数据文件夹里的不算；设置略去了什么，结果里会说明。"""


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="文件", help="只看这些数据文件（或文件夹）里的问题，仍按整个计划判断。"),
    ] = None,
    data: options.DataFolders = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
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
            help=f"输出格式：{'、'.join(CheckFormat)}。写“格式:文件”就写入文件，已有别的文件时不覆盖。",
            autocompletion=lambda: list(CheckFormat),
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
    all_: options.All = False,
    show_waived: Annotated[bool, typer.Option("--show-waived", help="列出已豁免的问题（text、markdown）。")] = False,
    no_color: options.NoColor = False,
) -> None:
    """检查全部数据：逾期、不达标、待核实和数据错误，件件有条款、有行号；一屏装不下的按单位和条款汇总，最差的在前。"""
    from zhifa_cli.check import engine
    from zhifa_cli.cli import config
    from zhifa_cli.cli.commands.check import baseline as known_file
    from zhifa_cli.cli.commands.check import formats
    from zhifa_cli.cli.commands.check.rules import codes, narrowed
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.cli.several import Sheets, for_each
    from zhifa_cli.cli.writing import place
    from zhifa_cli.finding import Severity
    from zhifa_cli.output.check import Check
    from zhifa_cli.source.locator import Locator

    settings = config.near(*(data or ())).under(select=select, ignore=ignore, fail_on=fail_on)
    sheets = formats.sheets(format_ or settings.format, output, force=force, no_color=no_color)
    kept = place(write_baseline, known_file.OWN, force=force) if write_baseline else None
    rules = codes(select or (), ignore or ())
    shown = codes(select or settings.select, ignore or settings.ignore)
    known = known_file.read(baseline) if baseline else None
    if len(set(data or ())) > 1 and (paths or baseline or write_baseline):
        raise typer.BadParameter("有几个 --data 时，不能只看几个文件，也不能用基线；请每个数据文件夹各运行一次")
    fingerprints = known.fingerprints if known else frozenset()
    narrowing = [
        *map(str, paths or ()),
        *chain.from_iterable(("--select", text) for text in select or ()),
        *chain.from_iterable(("--ignore", text) for text in ignore or ()),
        *(("--baseline", str(baseline)) if baseline else ()),
    ]
    least = fail_on or settings.fail_on or FailOn.ERROR

    def work(folder: Path | None, sheets: Sheets, whose: str) -> int:
        session = start(folder, as_of, unit, measure, rules=rules, paths=paths or (), known_on=known_on)
        result = engine.run(session.ledger, Locator(session.root), session.selection, fingerprints)
        result = narrowed(result, shown, settings)
        if result.settings and (write_baseline or not formats.have_room(sheets)):
            note(whose + result.settings)
        if write_baseline:
            known_file.write(write_baseline, kept, known, result)
        else:
            command = partial(session.command, "check", *narrowing)
            for sheet in sheets:
                formats.show(Check(result, show_waived, whole=all_ or settings.all, command=command), sheet, session)
            if known and baseline:
                known_file.report_gone(known, result, baseline)
        session.warn(result.unshown, whose=whose)
        if result.left_out:
            return 2
        fails = result.fails(None if least is FailOn.NEVER else Severity(least.value))
        return int(fails and not write_baseline)

    for_each(data, sheets, work)
