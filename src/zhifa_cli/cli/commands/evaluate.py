"""``zhifa evaluate``."""

from typing import Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import TableFormat, format_of

EPILOG = """\
zhifa evaluate --year 2024                          各单位的得分、名次、等次
zhifa evaluate --year 2024 --unit 东湖区 --explain    一个单位的，逐行算式
zhifa evaluate --year 2024 -f csv -o 评议.csv         每个单位、每项指标一行"""


def evaluate(
    year: Annotated[
        int | None, typer.Option("--year", "-y", metavar="年度", help="哪一年的评议；不写则为最近填过的一年。")
    ] = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    unit: options.Units = None,
    explained: Annotated[bool, typer.Option("--explain", help="逐行写出算式。")] = False,
    whole: options.All = False,
    format_: options.TableFormatOption = TableFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """按本地的指标评议各单位：得分、每一处扣分和理由、名次、等次；不知道的是未定。取自台账的，看到年底为止。"""
    from datetime import date

    from zhifa_cli.cli.clock import latest_day
    from zhifa_cli.cli.session import start
    from zhifa_cli.cli.sheet import sheet
    from zhifa_cli.finding import Route
    from zhifa_cli.ledger.duty import Cutoff
    from zhifa_cli.ledger.evaluation import Year
    from zhifa_cli.output.evaluate import Evaluation
    from zhifa_cli.source.locator import Locator
    from zhifa_cli.text.personal import masked

    drawn = sheet(format_of("evaluate", format_), output, force=force, no_color=no_color)
    session = start(data, as_of, unit, known_on=known_on)
    told = session.dataset.evaluation
    if told.table is None:
        written = any(fault.path == "evaluation.yaml" for fault in session.dataset.faults)
        cure = (
            "evaluation.yaml 有误，不能用；运行 zhifa check 查看"
            if written
            else "还没有评议指标；请先写 evaluation.yaml，样子见 zhifa schema evaluation"
        )
        raise typer.BadParameter(cure)
    if year is None:
        year = max((filed.year for filed in told.filed), default=session.cutoff.on.year - 1)
    end = date(year, 12, 31)
    if as_of is None and end <= latest_day():
        session = session.at(Cutoff(end))
    places = Locator(session.root)

    def place(path: str, route: Route) -> str:
        return f"{session.shown_path(masked(path))}:{places.position(path, route, on_key=False).line}"

    of = Year(session.ledger, year)
    chosen = tuple(session.selection.units)
    if outside := [u.name for u in session.dataset.roster.units if u.id in chosen and u not in of.units]:
        raise typer.BadParameter(f"{outside[0]}不在 {year} 年的评议对象之内（evaluation.yaml 的 units）")
    drawn.show(Evaluation(of, chosen, place, explained, whole))
    session.warn()
