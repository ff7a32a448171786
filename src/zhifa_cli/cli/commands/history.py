"""``zhifa history``."""

from typing import Annotated

import typer

from zhifa_cli.cli import completion, options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa history 东湖区                 这个单位的每一次报送，按事项
zhifa history 东湖区 5/report        一个事项的前后说法
zhifa history 东湖区 --as-of 2024-12-31 -f csv -o 经过.csv"""


def history(
    unit: Annotated[
        str, typer.Argument(metavar="单位", help="单位的 id、简称、全称或别名。", autocompletion=completion.units)
    ],
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="事项", help="只看这个事项或条款，如 5/report。", autocompletion=completion.items_and_units
        ),
    ] = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    whole: Annotated[bool, typer.Option("--all", help="只报过一次的事项也列出（屏幕上）。")] = False,
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """查报送经过：一个单位对每个事项先后报过什么、改了什么、当时的结论；前后矛盾的标“改口”。"""
    from zhifa_cli.cli.session import start
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.finding import Route
    from zhifa_cli.output.history import History
    from zhifa_cli.source.locator import Locator
    from zhifa_cli.text.suggest import hint, nearest
    from zhifa_cli.views.history import stories

    drawn = sheet(format_of("history", format_), output, force=force, no_color=no_color)
    session = start(data, as_of, [unit], known_on=known_on)
    plan = session.dataset.plan
    if item is not None and item not in plan.items:
        raise typer.BadParameter(f"没有事项“{item}”；{hint(nearest(item, plan.items), '可写 5、5/report 这样的编号')}")
    places = Locator(session.root)

    def place(path: str, route: Route) -> str:
        return f"{session.shown_path(path)}:{places.position(path, route, on_key=False).line}"

    told = stories(session.ledger, session.unit.id, frozenset({item} if item else ()))
    drawn.show(History(session.ledger, session.unit, told, place, whole or item is not None))
    session.warn()
