"""``zhifa check``."""

from typing import Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.cli.options import FailOn, Format

EPILOG = """\
zhifa check                              此刻的状态
zhifa check --as-of 2024-06-30           2024年6月30日日终的状态
zhifa check --unit 东湖区 --measure 22    只看一个单位、一项举措
zhifa check -f json -o check.json        给程序读的结果
zhifa check --fail-on warning            有警告也以 1 退出

退出码:0 没有达到 --fail-on 的问题;1 有;2 数据或用法有误(其余数据照常检查)。"""


def check(
    data: options.Data = None,
    as_of: options.AsOf = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    format_: options.FormatOption = Format.TEXT,
    output: options.Output = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="达到这一级别就以 1 退出。")] = FailOn.ERROR,
    no_color: options.NoColor = False,
) -> None:
    """检查全部数据:逾期、不达标、待核实和数据错误,逐条指出依据的条款和所在的行。"""
    from zhifa_cli import engine
    from zhifa_cli.cli.session import emit, start
    from zhifa_cli.finding import Severity
    from zhifa_cli.render import check_text, json
    from zhifa_cli.source.locator import Locator

    session = start(data, as_of, unit, measure)
    result = engine.run(session.ledger, Locator(session.root), session.selection).with_paths(session.shown_path)
    if format_ is Format.JSON:
        emit(lambda _width, _color: json.check(result), output, no_color=no_color)
    else:
        emit(
            lambda width, color: check_text.render(result, width, color=color),
            output,
            no_color=no_color,
        )
    session.warn()
    if result.left_out:
        raise typer.Exit(2)
    if result.fails(None if fail_on is FailOn.NEVER else Severity(fail_on.value)):
        raise typer.Exit(1)
