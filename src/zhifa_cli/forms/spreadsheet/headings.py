"""Headings of ledgers as units really write them -> what a column holds. By an explicit table, never by likeness."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from zhifa_cli.forms.spreadsheet.grid import MAX_COLUMNS, Grid, Row, Unusable, letter
from zhifa_cli.model.table import TableForm
from zhifa_cli.text.unseen import plain, visible

SEARCHED_ROWS = 20
_LONGEST_SHEET_NAME = 31


def _named(**fields: str) -> dict[str, tuple[str, ...]]:
    return {field: tuple(names.split()) for field, names in fields.items()}


PROGRESS = _named(
    unit="填报单位 报送单位 单位 单位名称 责任单位",
    item="条款编号 事项编号 任务编号 条款 对应条款",
    task="主要任务 工作任务 任务名称 事项名称 具体任务 事项 任务",
    cycle="年度 届期年度 届期",
    deadline="完成时限 时限 办结时限 完成期限",
    status="进展 进展状态 完成状态 办理状态 状态 进展情况 完成情况 落实情况 工作进展",
    # 完成时间 is left out: some ledgers mean the deadline by it and some the day of completion
    completed_on="完成日期 实际完成日期 实际完成时间 办结日期",
    act="办理方式",
    recipient="报送给 报送至 主送单位 实际报送对象",
    title="佐证材料名称 佐证材料 材料名称 证明材料 佐证",
    document_no="文号 文件号 发文字号 文件文号",
    dated="成文日期 发文日期 印发日期 文件日期",
    location="存放处 存放位置 归档位置 网址 链接",
    problems="存在问题 存在的问题 存在困难 困难和问题 存在的困难和问题 问题",
    next_steps="下一步措施 下一步工作 下一步工作措施 下一步打算 下一步计划 下步措施",
    reason="不适用理由 不适用原因",
)
FIGURES = _named(
    indicator="指标编号 指标代码",
    indicator_title="指标 指标名称",
    measured_in="计量单位",
    cycle="年度 届期年度 届期",
    value="数值 数字 数量 完成数",
    as_of="统计截止日 统计截止日期",
    title="佐证材料名称 佐证材料 材料名称 证明材料 佐证",
    document_no="文号 文件号 发文字号 文件文号",
    dated="成文日期 发文日期 印发日期 文件日期",
    location="存放处 存放位置 归档位置 网址 链接",
)
LABELS = _named(
    unit="填报单位 报送单位 单位 单位名称",
    month="报告月份 填报月份 月份",
    as_of="统计截止日 统计截止日期",
    year="年度 培训年度 统计年度",
    cycle="届期",
)
"""What stands above a table; the first name of each is the one that messages use."""
_CAME_OR_GONE = _named(
    ceased="撤并日期 撤销日期 部门撤并日期 离岗日期",
    since="年内入职或转入日期 入职日期 转入日期 到岗日期 年内新设日期 新设日期",
)


class Kind(NamedTuple):
    """A kind of table: how its columns may be headed, and of which of them it must have one each."""

    aliases: Mapping[str, tuple[str, ...]]
    demanded: tuple[Collection[str], ...]
    form: TableForm | None = None


Kinds: TypeAlias = Mapping[str, Kind]


def kinds(forms: Iterable[TableForm]) -> Kinds:
    """All kinds of table: progress, numbers of indicators, and what the plan declares."""
    return {
        "progress": Kind(PROGRESS, ({"item", "task"}, {"status"})),
        "figures": Kind(FIGURES, ({"indicator", "indicator_title"}, {"value"})),
        **{form.id: _declared(form) for form in forms},
    }


def _declared(form: TableForm) -> Kind:
    columns = {c.id: tuple(map(_key, (c.title, c.id, *c.headings))) for c in (form.naming, *form.figures)}
    mark = (
        {"key": (_key(f"是否{form.marked}"), _key(form.marked), *["是否重点", "重点部门", "是否重点部门"])}
        if form.marked
        else {}
    )
    beside, _ = form.beside
    demanded = {form.key}, {column.id for column in form.figures if not column.optional}
    return Kind({**columns, **mark, beside: _CAME_OR_GONE[beside]}, demanded, form)


_FOR_PEOPLE = frozenset({"序号", "报送对象"})
"""Columns that need not be read: a running number, and whom the plan names as recipient."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is written beside a label above a table, and where."""

    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet: what its columns hold, and its rows."""

    kind: str
    grid: Grid
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    """Every column's heading as written."""
    labels: Mapping[str, Label]
    rows: tuple[Row, ...]

    def values(self, row: Row) -> dict[str, str]:
        """What a row says, by what its columns hold."""
        return {field: row.cells[column] for field, column in self.columns.items() if column in row.cells}

    def says(self, row: Row, fields: Iterable[str]) -> bool:
        """Whether a row has anything for any of some fields, readable or not."""
        return any(self.columns[field] in row.filled for field in fields if field in self.columns)

    @property
    def unread(self) -> list[str]:
        """Columns that hold something and mean nothing to us: by their heading, or by letter where they have none."""
        used = {*self.columns.values(), *(c for c, h in self.headings.items() if _key(h) in _FOR_PEOPLE)}
        filled = {column for row in self.rows for column in row.cells} - used
        return [self.headings.get(column, f"{letter(column)} 列") for column in sorted(filled)]


def find(grid: Grid, known_kinds: Kinds) -> Table | None:
    """The table of a sheet: its first row whose headings name what a kind of table must have.

    Of several declared tables it is the one whose sheet is called so, or the one with the most of its columns.

    Raises:
        Unusable: two columns claim to hold the same.
    """
    for index, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        headings, depth = _headings(grid, index)
        found: dict[str, dict[str, list[int]]] = {}
        for name, kind in known_kinds.items():
            columns = _columns(kind.aliases, headings)
            if all(any(field in columns for field in either) for either in kind.demanded):
                found[name] = columns
        if found:
            name = max(found, key=lambda name: _likeness(grid, known_kinds[name], found[name]))
            return Table(
                kind=name,
                grid=grid,
                columns={field: _only(grid, headings, places) for field, places in found[name].items()},
                headings=headings,
                labels=dict(_labels(grid.rows[:index])),
                rows=tuple(below for below in grid.rows if below.number >= row.number + depth),
            )
    return None


def _likeness(grid: Grid, kind: Kind, columns: Collection[str]) -> tuple[bool, bool, int]:
    return (False, grid.name == sheet_name(kind.form), len(columns)) if kind.form else (True, False, 0)


def sheet_name(form: TableForm) -> str:
    """What a declared table's sheet is called: its title, without what spreadsheets do not allow."""
    return re.sub(r"[\[\]:*?/\\']", " ", visible(form.title))[:_LONGEST_SHEET_NAME]


def _headings(grid: Grid, index: int) -> tuple[dict[int, str], int]:
    """The headings that start in a row, and how many rows they take.

    A heading that spans columns (佐证材料 above 材料名称 and 文号) gives way to those below it.
    """
    row = grid.rows[index]
    headings = dict(row.cells)
    wide = {column: grid.widths.get((row.number, column), 1) for column in headings}
    spanned = {c + i: c for c, width in wide.items() if width > 1 for i in range(min(width, MAX_COLUMNS))}
    following = grid.rows[index + 1] if index + 1 < len(grid.rows) else None
    if not spanned or following is None or following.number != row.number + 1:
        return headings, 1
    below = {column: following.cells[column] for column in spanned if column in following.cells}
    if not below:
        return headings, 1
    return {**{c: h for c, h in headings.items() if c not in spanned}, **below}, 2


def _columns(aliases: Mapping[str, tuple[str, ...]], headings: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for column, heading in sorted(headings.items()):
        for field, names in aliases.items():
            if _key(heading) in names:
                found.setdefault(field, []).append(column)
    return found


def _only(grid: Grid, headings: Mapping[int, str], columns: list[int]) -> int:
    if len(columns) > 1:
        shown = "、".join(f"{letter(column)} 列“{headings[column]}”" for column in columns)
        raise Unusable(f"工作表{grid.where}的 {shown} 说的是同一项，不知以哪一列为准；请改掉多余列的表头再导入")
    return columns[0]


def _key(heading: str) -> str:
    """A heading without blanks, required-marks and what stands in brackets."""
    return re.sub(r"\(.*?\)|[*:]", "", plain(heading))


def known(heading: str, known_kinds: Kinds) -> bool:
    """Whether any kind of table has a column of that name."""
    return any(_key(heading) in names for kind in known_kinds.values() for names in kind.aliases.values())


def _labels(rows: tuple[Row, ...]) -> Iterator[tuple[str, Label]]:
    """填报单位:东湖区, in one cell or in two side by side."""
    for row in rows:
        columns = sorted(row.cells)
        for column, following in zip(columns, [*columns[1:], None], strict=True):
            name, colon, rest = unicodedata.normalize("NFKC", row.cells[column]).partition(":")
            for label, names in LABELS.items():
                if plain(name) in names and colon and rest.strip():
                    yield label, Label(rest.strip(), row.number)
                elif plain(name) in names and following is not None:
                    yield label, Label(row.cells[following], row.number)
