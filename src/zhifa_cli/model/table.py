"""Tables of figures that a plan declares: what a row is, what its columns count, and whether each year has its own."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, create_model, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.deadline import cycle_at, days_of
from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import (
    INCONSISTENT_COUNT,
    Count,
    CycleText,
    Flag,
    FullDate,
    Number,
    Text,
    Year,
    as_written,
    fault,
)
from zhifa_cli.text.unseen import quoted

NumberValue: TypeAlias = int | Decimal

_KEY = "[A-Za-z][0-9A-Za-z_]*"
KeyName = Annotated[Text, Field(pattern=f"^{_KEY}$"), as_written("string", pattern=_KEY)]
_LIKE_A_NAME = re.compile("[\u4e00-\u9fff\u00b7]{2,}")


class Column(Record, title="列"):
    """What one column of a table counts; or, where it is the row key, how the key is called."""

    id: Annotated[KeyName, Field(title="编号", description="报送文件里的键，字母开头，如 recorders")]
    title: Annotated[Text, Field(title="列名", description="如 执法记录仪")]
    unit: Annotated[Text | None, Field(title="计量单位", description="如 台、人、学时")] = None
    decimals: Annotated[Flag, Field(title="可以有小数", description="不写只收整数")] = False
    optional: Annotated[Flag, Field(title="可以不填", description="不填当作 0")] = False
    positive: Annotated[Flag, Field(title="不能是 0", description="如作分母的总人数")] = False
    within: Annotated[KeyName | None, Field(title="不能多于", description="同一行里哪一列的数，写编号")] = None
    headings: Annotated[tuple[Text, ...], Field(title="别的表头", description="导入台账时，除了列名还认哪些表头")] = ()

    def counted(self, number: NumberValue) -> str:
        """A number with the unit."""
        return f"{number} {self.unit or ''}".rstrip()


class Row(Record):
    """A row of a declared table, as a report has it. Each table makes a model of its own of it."""

    table: ClassVar["TableForm"]

    @property
    def who(self) -> str:
        """What the row is about, by its key."""
        return str(getattr(self, self.table.key))

    @property
    def shown(self) -> str:
        """The same, as outputs may show it."""
        return self.table.shown(self.who)

    @property
    def marked(self) -> bool | None:
        mark: bool | None = getattr(self, "key", None)
        return mark

    @property
    def gone(self) -> Any:
        """Since when there is nothing left to count."""
        return getattr(self, "ceased", None)

    @property
    def came(self) -> Any:
        """Since when within the table's period."""
        return getattr(self, "since", None)

    def number(self, column: Column) -> NumberValue:
        number: NumberValue | None = getattr(self, column.id)
        return number or 0

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.gone is not None:
            return self
        columns = self.table.figures
        if missing := [c for c in columns if not c.optional and c.id not in self.model_fields_set]:
            named = "、".join(f"{column.id}（{column.title}）" for column in missing)
            how = self.table.beside[1]
            cure = f"；{self.table.row}已{how[:2]}的，改写 ceased: {how}" if self.table.lasts else ""
            raise fault("missing_counts", f"缺少必填项 {named}{cure}")
        for column in columns:
            self._demand_possible(column, self.number(column))
        return self

    def _demand_possible(self, column: Column, number: NumberValue) -> None:
        whose = f"{quoted(self.shown)}的{column.title}"
        if column.positive and not number:
            told = f"{whose}是 0，占比无从计算；请核对，没有{column.title}的{self.table.row}不列入"
            raise fault(INCONSISTENT_COUNT, told, column.id)
        whole = self.table.column(column.within)
        if whole and number > self.number(whole):
            more, most = (c.counted(self.number(c)) for c in (column, whole))
            raise fault(INCONSISTENT_COUNT, f"{whose}（{more}）多于{whole.title}（{most}），请核对", column.id)


class Filled(Record):
    """A declared table as a report has it."""

    table: ClassVar["TableForm"]

    as_of: Annotated[FullDate, Field(title="统计截止日")]

    @property
    def filled_rows(self) -> tuple[Row, ...]:
        rows: tuple[Row, ...] = getattr(self, self.table.rows)
        return rows

    @property
    def of_cycle(self) -> str | None:
        """Of which period it is, where each has a table of its own."""
        return None if self.table.lasts else str(getattr(self, self.table.cycle_key))

    @model_validator(mode="after")
    def _is_of_a_period_of_its_kind(self) -> Self:
        cycle, example = self.of_cycle, self.table.cycle_at(self.as_of)
        if cycle and not self.table.has(cycle):
            raise fault("cycle", f"{quoted(cycle)}不是这张表的届期，应写成 {example} 的样子", self.table.cycle_key)
        return self


class TableForm(Record, title="数据表"):
    """A table of figures as a plan declares it; units report it under its id."""

    id: Annotated[KeyName, Field(title="编号", description="报送文件里的键，字母开头，如 equipment")]
    title: Annotated[Text, Field(title="表名", description="如 装备配备表")]
    rows: Annotated[KeyName, Field(title="各行的键", description="报送文件里，各行写在哪个键下面；不写是 rows")] = (
        "rows"
    )
    row: Annotated[Text, Field(title="每行是什么", description="如 部门、中队、执法人员")] = "对象"
    key: Annotated[
        KeyName, Field(title="行的名称", description="哪一列是每行的名称（人员写代码）；列名可在 columns 里另写")
    ]
    columns: Annotated[tuple[Column, ...], Field(min_length=1, title="各列")]
    cycle: Annotated[
        Literal["year", "half", "quarter", "month"] | None,
        Field(
            title="周期",
            description="每年、每半年、每季度、每月一张表的写 year、half、quarter、month，报送时写 year: 2025 或 cycle: 2025Q1；"
            "不写的不分届期，最新的为准",
        ),
    ] = None
    persons: Annotated[
        Flag, Field(title="每行是一个人", description="写 true 的只报代码，写了姓名的遮盖；不足的合并成一条")
    ] = False
    marked: Annotated[
        Text | None,
        Field(title="行上的标记", description="行上可写 key: true 或 false 的，标的是什么，如 重点行政执法部门"),
    ] = None
    headcount: Annotated[
        Text | None,
        Field(title="应有人数", description="行数应与另一张表某一列的合计相近的，写 表/列，如 equipment/officers"),
    ] = None

    @property
    def lasts(self) -> bool:
        """Whether each table tells of the same rows as the one before, until one of them ceases."""
        return self.cycle is None

    @property
    def noun(self) -> str:
        """How rows are counted."""
        return "人" if self.persons else f"个{self.row}"

    @cached_property
    def figures(self) -> tuple[Column, ...]:
        """The columns that hold numbers."""
        return tuple(column for column in self.columns if column.id != self.key)

    @cached_property
    def naming(self) -> Column:
        """The row key as a column."""
        named = Column(id=self.key, title=f"{self.row}{'代码' if self.persons else '名称'}", headings=(self.row,))
        return next((column for column in self.columns if column.id == self.key), named)

    def column(self, name: str | None) -> Column | None:
        """A column that holds numbers."""
        return next((column for column in self.figures if column.id == name), None)

    def shown(self, who: str) -> str:
        """A row's name as outputs may show it: what looks like a person's name is starred out."""
        return who[0] + "*" * (len(who) - 1) if self.persons and _LIKE_A_NAME.fullmatch(who) else who

    @model_validator(mode="after")
    def _can_be_filled_in(self) -> Self:
        taken = {"key", "ceased", "since"}
        for index, column in enumerate(self.columns):
            at = ("columns", index)
            if column.id in taken or hasattr(Row, column.id):
                raise fault("column", f"{quoted(column.id)}已有别的用处，或和前面的列重复；请换一个编号", *at, "id")
            taken.add(column.id)
            if column.within is not None and (column.within == column.id or self.column(column.within) is None):
                raise fault("column", f"没有编号为{quoted(column.within)}的另一列", *at, "within")
        if not self.figures:
            raise fault("column", "除了行的名称，还没有数字的列", "columns")
        for name, of in (("key", Row), ("rows", Filled)):
            if getattr(self, name) in {"as_of", "year", "cycle", "ceased", "since"} or hasattr(of, getattr(self, name)):
                raise fault("column", f"{quoted(getattr(self, name))}已有别的用处；请换一个", name)
        return self

    @property
    def beside(self) -> tuple[str, str]:
        """The date that a row may have besides its figures, and what it is called."""
        if self.lasts:
            return "ceased", "离岗日期" if self.persons else "撤并日期"
        when = "年内" if self.cycle == "year" else "期内"
        return "since", f"{when}入职或转入日期" if self.persons else f"{when}新设日期"

    @property
    def cycle_key(self) -> str:
        """Under which key a report says of which period its table is."""
        return "year" if self.cycle == "year" else "cycle"

    @property
    def cycle_title(self) -> str:
        return "年度" if self.cycle == "year" else "届期"

    def has(self, cycle: str) -> bool:
        """Whether it has a table for a period: of a quarter, where there is one every quarter."""
        return self.cycle_at(days_of(cycle)[0]) == cycle

    def cycle_at(self, day: date) -> str | None:
        """Of which period the table of a day is."""
        return cycle_at(self.cycle, day) if self.cycle else None

    @property
    def model(self) -> type[Filled]:
        """What a report may say under the table's id; the same of equal tables."""
        return _filled(self)

    @property
    def row_model(self) -> type[Row]:
        """What one of its rows may say."""
        return _row(self)


@lru_cache(maxsize=64)
def _filled(form: TableForm) -> type[Filled]:
    row = form.row_model
    fields: dict[str, Any] = {}
    if not form.lasts:
        kind: Any = Year if form.cycle == "year" else CycleText
        fields[form.cycle_key] = (Annotated[kind, Field(title=form.cycle_title)], ...)
    fields[form.rows] = (Annotated[tuple[row, ...], Field(title=f"各{form.row}的数字", min_length=1)], ...)  # type: ignore[valid-type]
    made: type[Filled] = create_model(
        form.id, __base__=Filled, __module__=__name__, __cls_kwargs__={"title": form.title}, **fields
    )
    made.table = form
    return made


@lru_cache(maxsize=64)
def _row(form: TableForm) -> type[Row]:
    counted = [column for column in form.figures if not column.optional]
    demanded: JsonDict = {"anyOf": [{"required": [c.id for c in counted]}, {"required": ["ceased"]}]}
    fields: dict[str, Any] = {form.key: (Annotated[Text, Field(title=form.naming.title)], ...)}
    if form.marked:
        told = "true 或 false；未认定的不写"
        fields["key"] = (Annotated[Flag | None, Field(title=form.marked, description=told)], None)
    for column in form.figures:
        kind: Any = Number if column.decimals else Count
        field = Field(title=column.title, description=f"单位：{column.unit}" if column.unit else None)
        free = column.optional or form.lasts
        fields[column.id] = (Annotated[kind | None, field], None) if free else (Annotated[kind, field], ...)
    beside, title = form.beside
    fields[beside] = (Annotated[FullDate | None, Field(title=title)], None)
    made: type[Row] = create_model(
        f"{form.id}_row",
        __base__=Row,
        __module__=__name__,
        __cls_kwargs__={
            "title": f"一{'名' if form.persons else '个'}{form.row}",
            "json_schema_extra": demanded if form.lasts and counted else {},
        },
        **fields,
    )
    made.table = form
    return made


def total(rows: Iterable[Row], *columns: Column) -> NumberValue:
    """The numbers of some columns, summed over rows."""
    found: NumberValue = 0
    for row in rows:
        for column in columns:
            found += row.number(column)
    return found
