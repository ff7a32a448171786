"""How a text in YAML becomes a typed value. Everything arrives as text; nothing is guessed."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, NamedTuple, TypeVar

from dateutil.relativedelta import relativedelta
from pydantic import BeforeValidator, PlainValidator, Strict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from zhifa_cli.text.unseen import quoted

T = TypeVar("T")

NOT_TEXT = "应为单个值，这里却是列表或映射"
EMPTY = "这里没有内容"
IMPOSSIBLE_DATE = "impossible_date"
INCONSISTENT_COUNT = "inconsistent_count"

_DATE = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"[12][0-9]{3}")
_CYCLE = re.compile(f"{_YEAR.pattern}(?:-(?:0[1-9]|1[0-2])|Q[1-4]|H[12])?")
_LONGEST_NUMBER = 30
_COUNT = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,4})?")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)[%％]")


class Month(NamedTuple):
    """A calendar month: a submission's reporting period, or what ``--month`` names."""

    year: int
    month: int

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.first_day + relativedelta(day=31)  # clipped to the month's length

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def fault(kind: str, message: str, *at: str | int) -> PydanticCustomError:
    """An error whose message is data, never a template (braces in it are the user's).

    ``at`` leads from the record that is judged as a whole to the value that is wrong.
    """
    return PydanticCustomError(kind, "{message}", {"message": message, "at": at})


def _scalar(parse: Callable[[str], T]) -> Callable[[object], T]:
    """A field's parser: it refuses what is no text, and knows again the texts that most files repeat."""
    remembered = lru_cache(maxsize=4096)(parse)

    def typed(value: object) -> T:
        if not isinstance(value, str):
            raise fault("string_type", NOT_TEXT if value is not None else EMPTY)
        return remembered(value)

    return typed


@_scalar
def parse_date(text: str) -> date:
    """A full date, ``2024-06-20``.

    Raises:
        PydanticCustomError: not a full date, or (kind ``impossible_date``) no day of the calendar.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise fault("date", f"{quoted(text)}不是完整的日期，应写成 2024-06-20 的样子（年-月-日）")
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise fault(IMPOSSIBLE_DATE, f"{quoted(text)}不是日历上有的日子，请核对年月日") from None


@_scalar
def parse_month(text: str) -> Month:
    """A month, ``2024-06``; raises PydanticCustomError."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise fault("month", f"{quoted(text)}不是月份，应写成 2024-06 的样子（年-月）")
    return Month(int(match[1]), int(match[2]))


@_scalar
def _year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise fault("year", f"{quoted(text)}不是年份，应写成 2024 的样子")
    return int(text)


@_scalar
def parse_cycle(text: str) -> str:
    """A period, ``2024``, ``2024-03``, ``2024Q1``, ``2024H1``; raises PydanticCustomError."""
    if not _CYCLE.fullmatch(text):
        raise fault("year", f"{quoted(text)}不是年份，应写成 2024 的样子（按月、季、半年的写 2024-03、2024Q1、2024H1）")
    return text


@_scalar
def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise fault("count", f"{quoted(text)}应为非负整数（半角数字），如 86")
    return int(text)


@_scalar
def _number_or_text(text: str) -> int | str:
    """A plain number as one, any other short text as it is."""
    if not text.strip():
        raise fault("number", "编号不能为空")
    if len(text) > _LONGEST_NUMBER:
        raise fault("number", f"编号有 {len(text)} 个字，太长（上限 {_LONGEST_NUMBER} 字）")
    return int(text) if re.fullmatch("0|[1-9][0-9]{0,8}", text) else text


@_scalar
def _day_of_month(text: str) -> int:
    if text != "last" and not re.fullmatch("[1-9]|[12][0-9]|3[01]", text):
        raise fault("day", f"{quoted(text)}不是 1 到 31 的日子，也不是 last（最后一天）")
    return 31 if text == "last" else int(text)


@_scalar
def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        what = "应为非负数（半角数字，不加单位、逗号和百分号，至多四位小数），如 190 或 12.5"
        raise fault("number", f"{quoted(text)}不是数字，{what}")
    return Decimal(text)


@_scalar
def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise fault("flag", f"{quoted(text)}不是 true 或 false（是写 true，否写 false）")
    return text == "true"


@_scalar
def parse_percent(text: str) -> Fraction:
    """An exact share from ``15%``; raises PydanticCustomError."""
    match = _PERCENT.fullmatch(text)
    if match is None or (share := Fraction(match[1]) / 100) > 1:
        raise fault("percent", f"{quoted(text)}不是 0% 到 100% 之间的百分数，应写成 15% 的样子")
    return share


# JSON Schema describes YAML as an editor types it, where an unquoted 86 is a number, and not as we read it.
# A pattern speaks of strings alone, minimum and maximum of numbers alone: each form is bounded by its own.


def as_written(*types: str, pattern: str, **bounds: object) -> WithJsonSchema:
    """The JSON Schema of a scalar: the types that it may have in YAML, and what bounds each of them."""
    return WithJsonSchema({"type": types[0] if len(types) == 1 else list(types), "pattern": f"^{pattern}$", **bounds})


_DAY_SCHEMA = as_written("string", pattern=_DATE.pattern, format="date", examples=["2024-06-20"])
_MONTH_SCHEMA = as_written("string", pattern=_MONTH.pattern, examples=["2024-06"])
_YEAR_SCHEMA = as_written("integer", "string", pattern=_YEAR.pattern, minimum=1000, maximum=2999, examples=[2024])
_CYCLE_SCHEMA = as_written(
    "integer", "string", pattern=_CYCLE.pattern, minimum=1000, maximum=2999, examples=[2024, "2024-03", "2024Q1"]
)
_COUNT_SCHEMA = as_written("integer", "string", pattern=_COUNT.pattern, minimum=0, maximum=999_999_999, examples=[86])
_NUMBER_SCHEMA = as_written("number", "string", pattern=_NUMBER.pattern, minimum=0, examples=[190])
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
ONE_OR_MORE = BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
"""Of a list: a single value may stand by itself."""

FullDate = Annotated[date, PlainValidator(parse_date), _DAY_SCHEMA]
Period = Annotated[Month, PlainValidator(parse_month), _MONTH_SCHEMA]
Year = Annotated[int, PlainValidator(_year), _YEAR_SCHEMA]
CycleText = Annotated[str, PlainValidator(parse_cycle), _CYCLE_SCHEMA]
DayOfMonth = Annotated[
    int,
    PlainValidator(_day_of_month),
    as_written(
        "integer", "string", pattern="([1-9]|[12][0-9]|3[01]|last)", minimum=1, maximum=31, examples=[28, "last"]
    ),
]
Count = Annotated[int, PlainValidator(_count), _COUNT_SCHEMA]
NumberOrText = Annotated[
    int | str,
    PlainValidator(_number_or_text),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"\S", "minimum": 0, "maxLength": _LONGEST_NUMBER}),
]
Number = Annotated[Decimal, PlainValidator(_number), _NUMBER_SCHEMA]
Percent = Annotated[
    Fraction, PlainValidator(parse_percent), as_written("string", pattern=r"[0-9]{1,3}(\.[0-9]{1,4})?[%％]")
]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
_LONGEST = 10_000
Text = Annotated[
    str,
    Strict(),
    StringConstraints(pattern=r"\S", max_length=_LONGEST),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"\S", "maxLength": _LONGEST}),
]
Slug = Annotated[
    str,
    Strict(),
    StringConstraints(pattern=f"^{_SLUG}$"),
    as_written("string", "integer", pattern=_SLUG),
]
