"""``zhifa show``."""

from typing import Annotated

import typer

from zhifa_cli.cli import completion, options

EPILOG = """\
zhifa show 22              第22项举措：条款、责任单位、时限和进展
zhifa show 5/report        一项要求
zhifa show 东湖区           一个单位应办的事项，按条款，最差的在前
zhifa show 东湖区 --all     逐项列出，不限于一屏
zhifa show 东湖区 --as-of 2024-06-30

没有数据文件夹的地方，查的是随程序附带的计划和名册。"""


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="事项|单位",
            help="举措序号、条款、条款/要求、里程碑，或单位的名称。",
            autocompletion=completion.items_and_units,
        ),
    ],
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    all_: options.All = False,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """查一个事项：出处、约束谁、何时到期、进展如何；或查一个单位应办的事项。装不下一屏的按条款或事项汇总。"""
    from zhifa_cli.cli.data_folder import nearest_data
    from zhifa_cli.cli.session import start, start_bundled
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.output.show import Query, text
    from zhifa_cli.text.suggest import hint, nearest

    drawn = sheet(text, output, force=force, no_color=no_color)
    session = start_bundled(as_of) if data is None and nearest_data() is None else start(data, as_of, known_on=known_on)
    plan, roster = session.dataset.plan, session.dataset.roster
    measures = {str(measure.id): measure for measure in plan.measures}
    found = measures.get(name) or plan.items.get(name) or roster.unit(name)
    if found is None:
        known = [*measures, *plan.items, *(name for unit in roster.units for name in unit.names)]
        cure = hint(nearest(name, known), "可写 22、5/report、东湖区 这样的编号或名称", quote=True)
        raise typer.BadParameter(f"没有叫“{name}”的事项或单位；{cure}")
    drawn.show(Query(session.ledger, found, session.board_of, session.command, whole=all_))
    session.warn()
