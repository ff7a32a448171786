"""Yearly statistics: the tables that a province asks for, declared as data, and what a body reports of a year in them."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, PlainValidator, create_model, model_validator

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Flag, FullDate, Number, Percent, Text, Year, as_written, fault
from zhifa_cli.model.table import KeyName
from zhifa_cli.text.unseen import quoted

_DUE = re.compile("(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def _whole(number: Decimal) -> Decimal:
    if number != number.to_integral_value():
        raise fault("whole", f"{number} 不是整数；可以有小数的列，在 tables.yaml 里写 decimals: true")
    return number


def _day_of_year(text: object) -> tuple[int, int]:
    match = _DUE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise fault("due", f"{quoted(str(text))}不是月和日，应写成 01-31 的样子")
    month, day = int(match[1]), int(match[2])
    try:
        date(2024, month, day)
    except ValueError:
        raise fault("due", f"{quoted(match[0])}不是日历上有的日子，请核对") from None
    return month, day


WholeNumber = Annotated[Number, AfterValidator(_whole)]
DayOfYear = Annotated[
    tuple[int, int], PlainValidator(_day_of_year), as_written("string", pattern=_DUE.pattern, examples=["01-31"])
]


class StatColumn(Record, title="统计项"):
    """What one column of a table counts."""

    id: Annotated[KeyName, Field(title="编号", description="统计文件里的键，字母开头，如 fine")]
    title: Annotated[Text, Field(title="名称", description="如 罚款")]
    unit: Annotated[Text | None, Field(title="计量单位", description="如 宗、件、次、元")] = None
    decimals: Annotated[Flag, Field(title="可以有小数", description="不写只收整数")] = False
    sum_of: Annotated[
        tuple[KeyName, ...], Field(title="是哪几项之和", description="合计写各分项的编号；对不上的报 ZF701")
    ] = ()
    within: Annotated[
        KeyName | None, Field(title="不能多于", description="同表哪一项，如 许可 不能多于 受理；多了的报 ZF702")
    ] = None


class StatTable(Record, title="统计表"):
    """A table: one number in each column for each body and year."""

    id: Annotated[KeyName, Field(title="编号", description="统计文件里的键，字母开头，如 penalties")]
    title: Annotated[Text, Field(title="表名", description="如 行政处罚实施情况统计表")]
    columns: Annotated[tuple[StatColumn, ...], Field(min_length=1, title="各项")]
    large_change: Annotated[
        Percent | None, Field(title="增减多少算大", description="比上年增减超过这个百分数的报 ZF703，如 50%；不写不查")
    ] = None

    @cached_property
    def by_id(self) -> dict[str, StatColumn]:
        return {column.id: column for column in self.columns}

    @property
    def main(self) -> tuple[StatColumn, ...]:
        """What is to be seen first: all that is no part of a total."""
        parts = {part for column in self.columns for part in column.sum_of}
        return tuple(column for column in self.columns if column.id not in parts)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        seen = set[str]()
        for index, column in enumerate(self.columns):
            at = ("columns", index)
            if column.id in seen:
                raise fault("column", f"编号{quoted(column.id)}和前面的重复；请换一个", *at, "id")
            seen.add(column.id)
            for key, names in (("sum_of", column.sum_of), ("within", (column.within,))):
                lacking = [name for name in names if name is not None and (name not in self.by_id or name == column.id)]
                if lacking:
                    raise fault("column", f"没有编号为{quoted(lacking[0])}的另一项", *at, key)
        return self


class StatTables(Record, title="统计表式"):
    """data/statistics/tables.yaml: which tables are reported, by when, and for which item of the plan."""

    document: Annotated[Text | None, Field(title="依据", description="哪个文件的表式")] = None
    example: Annotated[Flag, Field(title="示例", description="true 表示只是示例，请换成本省的表式")] = False
    item: Annotated[
        Text | None, Field(title="对应事项", description="报这些表就是办理哪个事项，如 18a/annual-report")
    ] = None
    responsible: Annotated[
        tuple[Text, ...], Field(title="报送单位", description="单位或单位组；写了 item 的不用写，由该事项的责任单位报")
    ] = ()
    due: Annotated[DayOfYear, Field(title="报送期限", description="次年的几月几日，如 01-31")] = (1, 31)
    tables: Annotated[tuple[StatTable, ...], Field(min_length=1, title="统计表")]

    def due_on(self, year: int) -> date:
        """By when a year is to be reported: a day of the next one."""
        month, day = self.due
        last = 28 if (month, day) == (2, 29) and (year + 1) % 4 else day
        return date(year + 1, month, last)

    @model_validator(mode="after")
    def _tables_differ(self) -> Self:
        seen = set[str]()
        for index, table in enumerate(self.tables):
            if table.id in seen or hasattr(YearReport, table.id) or table.id in YearReport.model_fields:
                message = f"编号{quoted(table.id)}已有别的用处，或和前面的表重复；请换一个"
                raise fault("table", message, "tables", index, "id")
            seen.add(table.id)
        return self

    def report(self) -> "type[YearReport]":
        """What a body's file of a year may say."""
        return _report_with(self.tables)


class YearReport(Record, title="一个单位一年的统计"):
    """data/statistics/<year>/<unit>.yaml: a body's numbers of a year. A blank is not known, and no zero."""

    unit: Annotated[Text, Field(title="填报单位", description="单位的 id、简称、全称或别名")]
    year: Annotated[Year, Field(title="统计年度", description="须与所在文件夹的年份一致")]
    submitted_on: Annotated[FullDate, Field(title="报送日期", description="完整日期，如 2025-01-20")]
    demo: Annotated[Flag, Field(title="演示数据", description="true 表示示例，不是真实情况")] = False

    forms: ClassVar[tuple[StatTable, ...]] = ()

    @cached_property
    def numbers(self) -> dict[str, dict[str, Decimal]]:
        """By table and column, what is filled in."""
        found: dict[str, dict[str, Decimal]] = {}
        for form in self.forms:
            filled = getattr(self, form.id)
            if filled is not None:
                numbers = ((column.id, getattr(filled, column.id)) for column in form.columns)
                found[form.id] = {name: number for name, number in numbers if number is not None}
        return found


@lru_cache(maxsize=16)
def _report_with(tables: tuple[StatTable, ...]) -> type[YearReport]:
    fields: dict[str, Any] = {}
    for table in tables:
        columns: dict[str, Any] = {}
        for column in table.columns:
            kind: Any = Number if column.decimals else WholeNumber
            told = Field(title=column.title, description=f"单位：{column.unit}" if column.unit else None)
            columns[column.id] = (Annotated[kind | None, told], None)
        one = create_model(
            table.id, __base__=Record, __module__=__name__, __cls_kwargs__={"title": table.title}, **columns
        )
        fields[table.id] = (Annotated[one | None, Field(title=table.title)], None)
    title = {"title": YearReport.model_config["title"]}
    made = create_model("YearReport", __base__=YearReport, __module__=__name__, __cls_kwargs__=title, **fields)
    made.forms = tables
    return made
