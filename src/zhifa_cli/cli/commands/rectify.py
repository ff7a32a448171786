"""``zhifa rectify``: put what is late under rectification (督办、整改、销号), and list what is."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import RegisterFormat, format_of

if TYPE_CHECKING:
    from datetime import date

    from zhifa_cli.cli.session import Session
    from zhifa_cli.cli.writing import Place
    from zhifa_cli.source.dataset import Dataset

OPEN_EPILOG = """\
zhifa rectify open --month 2024-06 --dry-run     看看6月底要立哪些整改事项
zhifa rectify open --month 2024-06               每单位每条款一份，写入 data/rectifications/2024/
zhifa rectify open -m 2024-06 --unit 东湖区 --due 2024-07-31

只立逾期未完成和不达标、还没有在整改的；已豁免的、待承继的不立。
已有的文件不会改写，再运行一次也不会重复立。"""

LIST_EPILOG = """\
zhifa rectify list                                     问题、责任、整改三张清单，最差的在前
zhifa rectify list --overdue --as-of 2024-08-31        到8月底整改逾期的
zhifa rectify list --unit 东湖区 -f markdown
zhifa rectify list -f xlsx -o 三张清单.xlsx
zhifa rectify list -f json                             给程序读的结果"""

EPILOG = """\
zhifa rectify open --month 2024-06       立6月底逾期和不达标的，每单位每条款一份
zhifa rectify list --overdue             整改逾期的"""

_DUE_DAYS = 30


def open_(
    month: options.MonthOption = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="日期", help=f"整改时限；不写则为截至日之后第 {_DUE_DAYS} 天。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出要写的文件，不写。")] = False,
) -> None:
    """立整改事项：逾期未完成和不达标、还没有在整改的，每单位每条款写一份待填的文件。"""
    from functools import partial

    from zhifa_cli.cli.clock import parse_day
    from zhifa_cli.cli.commands.filing import put
    from zhifa_cli.cli.session import start
    from zhifa_cli.forms import rectification_yaml
    from zhifa_cli.source.dataset import RECTIFICATIONS
    from zhifa_cli.views.figures import shifted
    from zhifa_cli.views.rectification import proposals

    session = start(data, as_of, unit, measure, month)
    dataset, found_on = session.dataset, session.cutoff.on
    _demand_sound(dataset)
    until = parse_day(due) if due else shifted(found_on, _DUE_DAYS)
    if until < found_on:
        raise typer.BadParameter(f"整改时限 {until} 早于截至日 {found_on}；请改 --due")
    found = proposals(session.ledger, session.result, session.duties)
    for number, what in zip(_numbers(session, found_on), found, strict=False):
        target = session.root / RECTIFICATIONS / str(found_on.year) / f"{number}.yaml"
        if dry_run:
            path = session.shown_path(target.relative_to(session.root).as_posix())
            typer.echo(f"{path}  {what.unit.name}  {what.item.source} {what.item.id}  {len(what.duties)} 项")
        else:
            draw = partial(
                rectification_yaml.opened,
                what,
                number,
                roster=dataset.roster,
                dates=(found_on, until),
                demo=dataset.demo,
            )
            put(session, target, draw, "rectification")
    _tell(len(found), dry_run=dry_run)
    session.warn()


def _tell(count: int, *, dry_run: bool) -> None:
    from zhifa_cli.cli.session import note

    if not count:
        note("没有要立的整改事项：逾期未完成和不达标的都已在整改，或没有")
    elif dry_run:
        note(f"要立 {count} 件整改事项；没有写文件，去掉 --dry-run 就写")
    else:
        note(f"已立 {count} 件整改事项；请补上责任部门、措施，核定时限，再运行 zhifa check 核对")


def _demand_sound(dataset: "Dataset") -> None:
    """What cannot be read may be under rectification already, and have a number."""
    from zhifa_cli.source.dataset import RECTIFICATIONS

    if dataset.head is None:
        raise typer.BadParameter("计划（measures.yaml）有误，不知道有哪些应办事项；请先运行 zhifa check 并改正")
    faulty = {f.path for f in dataset.faults if f.left_out and f.path.split("/")[0] == RECTIFICATIONS}
    if faulty:
        raise typer.BadParameter(
            f"{RECTIFICATIONS} 里有 {len(faulty)} 个文件有误，不知道哪些已在整改、编号用到几号；请先运行 zhifa check 并改正"
        )


def _numbers(session: "Session", found_on: "date") -> Iterator[str]:
    """Free numbers of the year, ``2024-001`` and so on: after the last, so that none is used again."""
    import re
    from itertools import count

    from zhifa_cli.source.dataset import RECTIFICATIONS

    folder = session.root / RECTIFICATIONS / str(found_on.year)
    taken = [matter.written.id for matter in session.dataset.rectifications]
    taken += [Path(matter.path).stem for matter in session.dataset.rectifications]
    used = [int(match[1]) for name in taken if (match := re.fullmatch(rf"{found_on.year}-([0-9]{{1,6}})", name))]
    for number in count(max(used, default=0) + 1):
        name = f"{found_on.year}-{number:03}"
        if not (folder / f"{name}.yaml").exists():
            yield name


def list_(
    month: options.MonthOption = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只列整改逾期的。")] = False,
    all_: options.All = False,
    format_: Annotated[
        RegisterFormat, typer.Option("--format", "-f", help="输出格式；csv、xlsx 供 Excel、WPS 打开。")
    ] = RegisterFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
    no_color: options.NoColor = False,
) -> None:
    """列出整改事项：问题清单、责任清单、整改清单和各件的进展，逾期最久的在前。"""
    from zhifa_cli.cli.session import start
    from zhifa_cli.cli.sheet import emit, sheet
    from zhifa_cli.output import rectify
    from zhifa_cli.views.rectification import Register

    as_workbook = format_ is RegisterFormat.XLSX
    drawn = None if as_workbook else sheet(format_of("rectify", format_), output, force=force, no_color=no_color)
    target = _workbook_at(output, force=force) if as_workbook else None
    session = start(data, as_of, unit, measure, month, known_on=known_on)
    register = Register.of(session.ledger, session.selection.units, session.selection.measures)
    shown = register.overdue if overdue else register.matters
    listed = rectify.Listed(register, shown, session.shown_path, only_overdue=overdue, whole=all_)
    if drawn:
        drawn.show(listed)
    else:
        emit(rectify.workbook(listed), target)
    session.warn()


def _workbook_at(output: Path | None, *, force: bool) -> "Place":
    from zhifa_cli.cli.commands.filing import demand_xlsx
    from zhifa_cli.cli.writing import place
    from zhifa_cli.output.rectify import WORKBOOK

    target = place(output, WORKBOOK, force=force)
    if target is None:
        raise typer.BadParameter("Excel 文件不能印在屏幕上；请用 -o 指明文件，如 -o 三张清单.xlsx")
    demand_xlsx()
    return target
