"""``zhifa rectify``: put what is late under rectification (督办、整改、销号), and list what is."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.output.formats import RegisterFormat, format_of

if TYPE_CHECKING:
    from zhifa_cli.cli.session import Session
    from zhifa_cli.forms.spreadsheet.grid import Grid
    from zhifa_cli.forms.spreadsheet.register_table import Entered
    from zhifa_cli.source.dataset import Dataset

OPEN_EPILOG = """\
zhifa rectify open --month 2024-06 --dry-run     看看6月底要立哪些整改事项
zhifa rectify open --month 2024-06               每单位每条款一份，写入 data/rectifications/2024/
zhifa rectify open -m 2024-06 --unit 东湖区 --due 2024-07-31

只立逾期未完成和不达标、还没有在整改的；已豁免的、待承继的不立。
已有的文件不会改写，再运行一次也不会重复立。"""

IMPORT_EPILOG = """\
zhifa rectify import 督办登记.xlsx                     一件一个文件，写入 data/rectifications/年份/
zhifa rectify import 督办登记.csv --found-on 2024-07-02  表里没有发现日期的

认得的列：编号、存在问题、责任单位、责任部门、整改目标、整改措施、整改时限、问题来源、发现日期、条款编号、
文书种类、文号、发文日期、答复期限、答复日期、报结、佐证、验收、验收单位、验收日期、销号；写法可以不同。
不能确定的内容不猜：不采用，逐条写进文件的注释；必填而不能确定的留空，zhifa check 会指出来。
已有的文件不会改写。

退出码：0 全部导入；1 已写文件，但有不能确定的内容没有采用；2 没有写文件。"""

LIST_EPILOG = """\
zhifa rectify list                                     问题、责任、整改三张清单，最差的在前
zhifa rectify list --overdue --as-of 2024-08-31        到8月底整改逾期的
zhifa rectify list --unit 东湖区 -f markdown
zhifa rectify list -f xlsx -o 三张清单.xlsx
zhifa rectify list -f json                             给程序读的结果"""

EPILOG = """\
zhifa rectify open --month 2024-06       立6月底逾期和不达标的，每单位每条款一份
zhifa rectify list --overdue             整改逾期的
zhifa rectify import 督办登记.xlsx        手工记的登记表转成整改事项"""

_DUE_DAYS = 30
_SHOWN = 10
_LONGEST_NAME = 60


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
    for number, what in zip(_numbers(session, found_on.year), found, strict=False):
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


def _numbers(session: "Session", year: int) -> Iterator[str]:
    """Free numbers of a year, ``2024-001`` and so on: after the last, so that none is used again."""
    from zhifa_cli.source.dataset import RECTIFICATIONS

    folder = session.root / RECTIFICATIONS / str(year)
    taken = [matter.written.id for matter in session.dataset.rectifications]
    taken += [file.stem for file in folder.glob("*.yaml")]
    used = [int(match[1]) for name in taken if (match := re.fullmatch(rf"{year}-([0-9]{{1,6}})", name))]
    for number in count(max(used, default=0) + 1):
        name = f"{year}-{number:03}"
        if not (folder / f"{name}.yaml").exists():
            yield name


def import_(
    register: Annotated[Path, typer.Argument(metavar="登记表", help="督办登记表，.xlsx 或 .csv。")],
    found_on: Annotated[
        str | None, typer.Option("--found-on", metavar="日期", help="表里没有发现日期的，各件的发现日期。")
    ] = None,
    source: Annotated[str, typer.Option("--source", metavar="来源", help="表里没有问题来源的，写什么。")] = "督办登记",
    sheet: Annotated[
        list[str] | None, typer.Option("--sheet", metavar="工作表", help="只读这张工作表；可重复。不写则读全部。")
    ] = None,
    data: options.Data = None,
) -> None:
    """把手工记的督办登记表（.xlsx、.csv）转成整改事项，一件一个文件；不能确定的内容不猜，逐条注明。"""
    from zhifa_cli.cli.clock import parse_day
    from zhifa_cli.cli.commands.filing import grids
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.forms.spreadsheet import register_table
    from zhifa_cli.forms.spreadsheet.grid import Unusable
    from zhifa_cli.forms.spreadsheet.notes import first, quoted

    session = start(data, None)
    given = {"source": source, **({"found_on": f"{parse_day(found_on)}"} if found_on else {})}
    try:
        notes = register_table.find(grids(register, sheet or (), register_table.KINDS))
        entered = register_table.read(notes, session.dataset.names, given)
    except Unusable as error:
        raise typer.BadParameter(f"{register}：{error}") from None
    if not entered:
        raise typer.BadParameter(f"{register} 里没有可以导入的内容，没有写文件")
    if unread := notes.table.unread:
        note(f"没有采用的列：{'、'.join(map(quoted, unread))}")
    numbered_first = sorted(entered, key=lambda matter: "id" not in matter.values)
    written = sum(_enter(session, matter, notes.table.grid, register) for matter in numbered_first)
    problems = [*notes.problems, *(line for m in entered for line in register_table.told(m, notes.table.grid))]
    for line in first(problems, _SHOWN):
        note(line)
    note(f"已导入 {written} 件；运行 zhifa check 核对")
    if problems:
        raise typer.Exit(1 if written else 2)


def _enter(session: "Session", matter: "Entered", grid: "Grid", register: Path) -> bool:
    """Write a matter's file, unless its number is there already."""
    from functools import partial

    from zhifa_cli.cli.commands.filing import put
    from zhifa_cli.forms import rectification_yaml
    from zhifa_cli.forms.spreadsheet.notes import numbered
    from zhifa_cli.forms.spreadsheet.register_table import year_of
    from zhifa_cli.source.dataset import RECTIFICATIONS
    from zhifa_cli.text.personal import masked

    year, values, digits = year_of(matter), matter.values, matter.values.get("id", "")
    if year and not digits:
        values["id"], matter.remark = next(_numbers(session, year)), "原表没有编号"
    elif year and digits.isascii() and digits.isdecimal():
        values["id"], matter.remark = f"{year}-{digits:0>3}", f"原表编号 {digits}"
    number = values.get("id") or f"第{matter.rows[0]}行"
    name = re.sub(r"[^\w\u3014\u3015-]", "-", number)[:_LONGEST_NAME]
    target = session.root / RECTIFICATIONS / str(year or "未定") / f"{name}.yaml"
    for known in session.dataset.rectifications:
        same = values.get("unit") in known.unit.names and values.get("problem") == known.written.problem
        if same or number == known.written.id:
            matter.doubts = [f"{known.path} 已有这个编号，或同一单位的同一问题，没有导入"]
            return False
    if target.exists():
        matter.doubts = [f"已有 {session.shown_path(target.relative_to(session.root).as_posix())}，没有导入"]
        return False
    where = f"{masked(register.name)} {grid.where}{numbered(matter.rows)}"
    put(session, target, partial(rectification_yaml.imported, matter, where), "rectification")
    return True


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
    from zhifa_cli.cli.commands.filing import workbook_at
    from zhifa_cli.cli.session import start
    from zhifa_cli.cli.sheet import emit, sheet
    from zhifa_cli.output import rectify
    from zhifa_cli.views.rectification import Register

    as_workbook = format_ is RegisterFormat.XLSX
    drawn = None if as_workbook else sheet(format_of("rectify", format_), output, force=force, no_color=no_color)
    target = workbook_at(output, rectify.WORKBOOK, "三张清单.xlsx", force=force) if as_workbook else None
    session = start(data, as_of, unit, measure, month, known_on=known_on)
    register = Register.of(session.ledger, session.selection.units, session.selection.measures)
    shown = register.overdue if overdue else register.matters
    listed = rectify.Listed(register, shown, session.shown_path, only_overdue=overdue, whole=all_)
    if drawn:
        drawn.show(listed)
    else:
        emit(rectify.workbook(listed), target)
    session.warn()
