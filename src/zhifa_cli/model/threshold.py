"""Numeric thresholds: exact, and met by each row of a table rather than on average (均), or by the unit as a whole."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, NamedTuple, Self, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.first_edition import FORMS
from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Text, as_written, fault, parse_percent
from zhifa_cli.model.table import Column, NumberValue, Row, TableForm, total
from zhifa_cli.text.percent import percent, plain
from zhifa_cli.text.unseen import quoted

_INDICATOR_ID = "[0-9A-Za-z][0-9A-Za-z._-]*"


class Indicator(Record, title="指标"):
    """A number that the plan defines, beyond officers and hours (受理件数)."""

    id: Annotated[Text, Field(pattern=f"^{_INDICATOR_ID}$", title="编号"), as_written("string", pattern=_INDICATOR_ID)]
    title: Annotated[Text, Field(title="指标名称", description="如 受理件数")]
    unit: Annotated[Text | None, Field(title="计量单位", description="如 件、次、%")] = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What one row of a table, or one number, comes to, held against a threshold."""

    index: int | None
    """The row's place in the table as filed; None of all together."""
    who: str
    text: str
    """``500/2500``, ``52``."""
    shown: str
    """``500/2499（20.01%）``, ``52 学时``."""
    gap: int | float
    """What it lacks; 0 where it meets the limit."""
    since: date | None = None
    """Since when somebody has been there who came within the year."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """What every kind of threshold has: a number to exceed (超过), to reach (不少于), or not to pass (不超过)."""

    limit: Fraction
    strict: bool
    ceiling: bool = field(default=False, kw_only=True)

    @property
    def missed(self) -> str:
        """What is wrong with a number that misses it."""
        return "超出" if self.ceiling else "不足"

    def _limit_text(self, number: Fraction, sign: str = "") -> str:
        relation = ("<" if self.strict else "≤") if self.ceiling else (">" if self.strict else "≥")
        return f"{relation} {plain(Decimal(number.numerator) / number.denominator)}{sign}"

    def _steps(self, have: Fraction, bound: Fraction, step: Fraction = Fraction(1)) -> int:
        """By how many steps it misses a bound; 0 where it does not."""
        lacking = (have - bound if self.ceiling else bound - have) / step
        return max(0, floor(lacking) + 1 if self.strict else ceil(lacking))

    def _short(self, gap: float | Decimal, unit: str) -> str:
        return f"{'超出' if self.ceiling else '还差'} {gap} {unit}".rstrip()


@dataclass(frozen=True, slots=True)
class OfTable(_Limit):
    """What each row of a table must reach or not pass, or all together: some columns added up, or their share in another."""

    form: TableForm
    parts: tuple[Column, ...]
    whole: Column | None = None
    key_only: bool = False
    """Whether it binds the key rows (重点) alone."""
    pooled: bool = False
    """Whether the unit's rows are judged as one."""

    indicators: ClassVar[tuple[Indicator, ...]] = ()

    @property
    def table(self) -> str:
        return self.form.id

    @property
    def table_title(self) -> str:
        return self.form.title

    @property
    def yearly(self) -> bool:
        """Whether each year, or each other period, has a table of its own."""
        return not self.form.lasts

    @property
    def of_unit(self) -> bool:
        """Whether it is the unit's own number, and not that of each row."""
        return self.pooled

    @property
    def noun(self) -> str:
        return "个单位" if self.pooled else self.form.noun

    @property
    def unit(self) -> str:
        return self.parts[0].unit or ""

    @property
    def each(self) -> bool:
        """Whether each row that misses is told by itself: persons are told all together."""
        return self.pooled or not self.form.persons

    @property
    def limit_text(self) -> str:
        """The limit as findings show it: ``> 20%``, ``≥ 60``."""
        return self._limit_text(self.limit * 100, "%") if self.whole else self._limit_text(self.limit)

    @property
    def asked(self) -> str:
        """The same with the unit: ``≥ 60 学时``."""
        return self.limit_text if self.whole else f"{self.limit_text} {self.unit}".rstrip()

    @property
    def lead(self) -> str:
        """What is said once before those that miss."""
        return "" if self.each else f"要求每人 {self.asked}："

    @property
    def demand(self) -> str:
        """What it asks, for a requirement without a title."""
        each = "每名" if self.form.persons else "每个重点" if self.key_only else "每个"
        whose = "" if self.pooled else f"{each}{self.form.row}"
        counted = "、".join(part.title for part in self.parts) + ("合计" if len(self.parts) > 1 else "")
        return f"{whose}{counted}{f'占{self.whole.title}' if self.whole else ''} {self.asked}"

    @property
    def key(self) -> tuple[str, ...]:
        """The key in a row that is to be mended."""
        return (self.parts[0].id,) if self.each and len(self.parts) == 1 else ()

    def counts(self, rows: Iterable[Row]) -> tuple[NumberValue, NumberValue]:
        """Numerator and denominator, summed; 0 for a denominator where there is none."""
        told = list(rows)
        return total(told, *self.parts), total(told, self.whole) if self.whole else 0

    def lacking(self, row: Row) -> Decimal:
        """How much more in a row would meet the limit."""
        return self._gap(*self.counts([row]))

    def _gap(self, part: NumberValue, whole: NumberValue) -> Decimal:
        """What is lacking. Where fractions count, a strict limit asks for a tenth beyond it."""
        have, bound = Fraction(part), self.limit * Fraction(whole) if self.whole else self.limit
        if not any(column.decimals for column in self.parts):
            return Decimal(self._steps(have, bound))
        if self.whole:
            return self._steps(have, bound, Fraction(1, 10)) * Decimal("0.1")
        gap = have - bound if self.ceiling else bound - have
        gap = max(gap, Fraction(0)) if gap < 0 or not self.strict else gap + Fraction(1, 10)
        return Decimal(gap.numerator) / gap.denominator

    def figure(self, index: int, row: Row) -> Figure:
        return self._figure(index, row.shown, [row], row.came)

    def of_all(self, rows: Sequence[Row]) -> Figure:
        """The figure of all rows together."""
        return self._figure(None, self.parts[0].title, rows)

    def _figure(self, index: int | None, who: str, rows: Sequence[Row], since: date | None = None) -> Figure:
        part, whole = self.counts(rows)
        text = f"{part}/{whole}" if self.whole else f"{part}"
        shown = counted(part, whole, self.limit) if self.whole else self.parts[0].counted(part)
        return Figure(index, who, text, shown, _number(self._gap(part, whole)), since)

    def short(self, gap: float | Decimal) -> str:
        """What is lacking or too much, in words."""
        return self._short(gap, self.unit)

    def told(self, miss: Figure) -> str:
        if not self.each:
            return f"{miss.who} {miss.shown}，{self.short(miss.gap)}"
        text = miss.text if self.whole and not self.pooled else miss.shown
        return f"{miss.who} {text}，要求 {self.limit_text}，{self.short(miss.gap)}"

    def total(self, misses: Sequence[Figure]) -> str:
        """What all that miss lack together."""
        gap = self.short(sum((Decimal(str(miss.gap)) for miss in misses), Decimal(0)))
        if self.pooled:
            return gap
        return f"{len(misses)} {self.noun}共{gap}" if self.each else f"{gap}（{len(misses)} {self.noun}）"


@dataclass(frozen=True, slots=True)
class _OfUnit(_Limit):
    """A number of the unit as a whole, which it reports of an indicator."""

    indicator: Indicator
    """The one whose number is too small or too great."""

    table: ClassVar[str] = "figures"
    yearly: ClassVar[bool] = False
    of_unit: ClassVar[bool] = True
    noun: ClassVar[str] = "个单位"
    each: ClassVar[bool] = True
    lead: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ("value",)
    against_before: ClassVar[bool] = False
    """Whether its base is the number of the cycle before."""

    @property
    def base(self) -> Indicator | None:
        """The indicator whose number it is held against."""
        return None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All that it rests on."""
        return tuple(dict.fromkeys(filter(None, (self.indicator, self.base))))

    @property
    def table_title(self) -> str:
        return "、".join(indicator.title for indicator in self.indicators)

    @property
    def limit_text(self) -> str:
        """The limit as findings show it: ``≤ -10%``."""
        return self._limit_text(self.limit * 100, "%")

    def short(self, gap: float | Decimal) -> str:
        """What is lacking or too much, in words."""
        return self._short(gap, self.indicator.unit or "")

    def told(self, miss: Figure) -> str:
        return f"{miss.who} {miss.shown}，要求 {self.limit_text}，{self.short(miss.gap)}"

    def total(self, misses: Sequence[Figure]) -> str:
        return "；".join(self.short(miss.gap) for miss in misses)

    def _figure(self, index: int, value: Decimal, bound: Fraction, shown: tuple[str, str]) -> Figure:
        places = max(map(_places, (value, self.limit if self.base is None else 0)))
        step = Fraction(1, 10**places)
        steps = self._steps(Fraction(value), bound, step)
        gap = Decimal(steps).scaleb(-places)
        return Figure(index, self.indicator.title, *shown, _number(gap))


@dataclass(frozen=True, slots=True)
class Rate(_OfUnit):
    """The share of one indicator in another."""

    whole: Indicator

    @property
    def base(self) -> Indicator:
        return self.whole

    @property
    def demand(self) -> str:
        return f"{self.indicator.title}占{self.whole.title} {self.limit_text}"

    def figure(self, index: int, value: Decimal, base: Decimal) -> Figure:
        text = f"{plain(value)}/{plain(base)}"
        shown = f"{text}（{percent(Fraction(value) / Fraction(base), self.limit)}）"
        return self._figure(index, value, self.limit * Fraction(base), (text, shown))


@dataclass(frozen=True, slots=True)
class Tally(_OfUnit):
    """An indicator's number by itself."""

    @property
    def limit_text(self) -> str:
        return self._limit_text(self.limit)

    @property
    def demand(self) -> str:
        return f"{self.indicator.title} {self.limit_text} {self.indicator.unit or ''}".rstrip()

    def figure(self, index: int, value: Decimal, base: Decimal) -> Figure:
        del base
        shown = f"{plain(value)} {self.indicator.unit or ''}".rstrip()
        return self._figure(index, value, self.limit, (plain(value), shown))


@dataclass(frozen=True, slots=True)
class Change(_OfUnit):
    """By how much an indicator's number rose or fell against that of the cycle before."""

    against_before: ClassVar[bool] = True

    @property
    def base(self) -> Indicator:
        return self.indicator

    @property
    def demand(self) -> str:
        return f"{self.indicator.title}比上一期增减 {self.limit_text}"

    def figure(self, index: int, value: Decimal, base: Decimal) -> Figure:
        before = Fraction(base)
        text = f"{plain(value)}（上一期 {plain(base)}）"
        shown = f"{plain(value)}（上一期 {plain(base)}，{percent((Fraction(value) - before) / before, self.limit)}）"
        return self._figure(index, value, before * (1 + self.limit), (text, shown))


OfUnit: TypeAlias = Rate | Tally | Change
Threshold: TypeAlias = OfTable | OfUnit
"""A figure that each row of a table, or the unit, must reach or not pass. Each kind has a key of its own in the plan."""


def _number(gap: Decimal) -> int | float:
    """As JSON shows it."""
    return int(gap) if gap == gap.to_integral_value() else float(gap)


def _places(number: Decimal | Fraction | int) -> int:
    """How many decimals a number has, of the four that may be written."""
    return next((n for n in range(4) if (Fraction(number) * 10**n).denominator == 1), 4)


def counted(part: NumberValue, whole: NumberValue, limit: Fraction) -> str:
    """A share beside its exact counts: ``500/2500（恰为 20%）``."""
    return f"{part}/{whole}" + (f"（{percent(Fraction(part) / Fraction(whole), limit)}）" if whole else "")


# ---- as the plan writes it -------------------------------------------------------------------------------

_LIMIT = re.compile(r"(-?[0-9]{1,11}(?:\.[0-9]{1,4})?)([%％]?)")
_LIMITS = {"more_than": "超过", "at_least": "不少于", "less_than": "少于", "at_most": "不超过"}
_KINDS = {"share": "占比", "count": "数量", "hours": "合计", "change": "增减"}


class _Written(NamedTuple):
    """A limit as the plan writes it: ``15%`` is 3/20, ``60`` is 60."""

    text: str
    number: Fraction
    percent: bool


def _limit(value: object) -> _Written:
    if isinstance(value, str) and (match := _LIMIT.fullmatch(value)):
        return _Written(value, Fraction(match[1]) / (100 if match[2] else 1), bool(match[2]))
    return _Written(str(value), parse_percent(value), percent=True)


Limit = Annotated[
    _Written,
    PlainValidator(_limit),
    as_written("string", "number", pattern=_LIMIT.pattern, examples=["15%", 60]),
]
Name = Annotated[Text, as_written("string", pattern=_INDICATOR_ID)]


class Numbers(NamedTuple):
    """What a plan counts: indicators by id, and tables."""

    indicators: Mapping[str, Indicator] = MappingProxyType({})
    declared: tuple[TableForm, ...] | None = None
    """None where the plan does not declare any: then those of the first edition are meant, but never of the unit."""

    def tables(self, *, of_unit: bool) -> tuple[TableForm, ...]:
        return self.declared if self.declared is not None else () if of_unit else FORMS


NO_NUMBERS = Numbers()


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


_ONE_QUESTION: JsonDict = {
    "allOf": [
        {"oneOf": [{"required": [kind]} for kind in _KINDS]},
        {"oneOf": [{"required": [limit]} for limit in _LIMITS]},
        {
            "if": {"required": ["of"], "properties": {"of": {"const": "unit"}}},
            "then": {"properties": {"hours": {"type": "null"}}},
            "else": {"properties": {"change": {"type": "null"}}},
        },
    ]
}


def _told(names: Mapping[str, str], usable: Iterable[str]) -> str:
    return "、".join(f"{key}（{names[key]}）" for key in usable)


class WrittenThreshold(Record, title="量化指标", json_schema_extra=_ONE_QUESTION):
    """A threshold of any kind as the plan writes it.

    ``more_than`` (超过) and ``less_than`` (少于) are strict, ``at_least`` (不少于) and ``at_most`` (不超过) inclusive;
    all compare exact integers and fractions, so 20.04% passes 20% and 1/21 fails 5%.
    """

    share: Annotated[
        tuple[Name, Name] | None,
        Field(title="占比", description="分子和分母：同一张表（tables）的两列，或两个指标（of: unit），写编号"),
    ] = None
    hours: Annotated[
        tuple[Name, ...] | None,
        Field(min_length=1, title="合计", description="表的几列，合计后比较，如各类学时；同 count"),
    ] = None
    count: Annotated[
        Annotated[tuple[Name, ...], BeforeValidator(_listed), Field(min_length=1)] | None,
        Field(title="数量", description="表的一列（几列的合计），或一个指标（of: unit），写编号"),
    ] = None
    change: Annotated[Name | None, Field(title="增减", description="一个指标的编号，本期比上一期，of: unit")] = None
    more_than: Annotated[Limit | None, Field(title="超过", description="不含本数")] = None
    at_least: Annotated[Limit | None, Field(title="不少于", description="含本数")] = None
    less_than: Annotated[Limit | None, Field(title="少于", description="不含本数；一超过就不达标")] = None
    at_most: Annotated[Limit | None, Field(title="不超过", description="含本数；一超过就不达标")] = None
    of: Annotated[
        Literal["every_row", "every_key_row", "every_department", "every_key_department", "every_officer", "unit"],
        Field(
            title="对谁",
            description="every_row 表的每一行（也可写 every_department、every_officer），every_key_row 每个重点的行"
            "（也可写 every_key_department）；unit 是整个单位：报的指标（figures），或表中各行的合计",
        ),
    ]
    table: Annotated[Text | None, Field(title="哪张表", description="几张表有同名的列时才写，表的编号")] = None

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        of_unit = self.of == "unit"
        if self.change and not of_unit:
            raise fault("threshold", "change（增减）是整个单位的指标，of 应为 unit", "of")
        kinds = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1 or (of_unit and self.hours):
            usable = (kind for kind in _KINDS if kind != ("hours" if of_unit else "change"))
            raise fault("threshold", f"{_told(_KINDS, usable)}须写且只写一个")
        if sum(getattr(self, key) is not None for key in _LIMITS) != 1:
            raise fault("threshold", f"{_told(_LIMITS, _LIMITS)}须写且只写一个")
        if (self.hours and "department" in self.of) or (self.share and self.of == "every_officer"):
            meant = "every_officer（或 every_row）" if self.hours else "every_department（或 every_row）"
            raise fault("threshold", f"{kinds[0]} 的 of 应为 {meant}", "of")
        self._demand_limit()
        return self

    def _demand_limit(self) -> None:
        key, limit = self._bound
        if (self.count or self.hours) and limit.percent:
            what = "count（数量）" if self.count else "hours（合计）"
            raise fault("threshold", f"{what}的限值写成 20 的样子；单位是 % 的指标，90% 写作 90", key)
        if self.share and self.of != "unit" and not (limit.percent and 0 <= limit.number <= 1):
            raise fault("percent", f"{quoted(limit.text)}不是 0% 到 100% 之间的百分数，应写成 15% 的样子", key)
        if (self.share or self.change) and not limit.percent:
            raise fault("threshold", "占比和增减的限值写成百分数，如 95%、-10%", key)
        if not self.change and limit.number < 0:
            raise fault("threshold", f"{quoted(limit.text)}小于 0；只有 change（增减）的限值可以是负数", key)

    @property
    def _bound(self) -> tuple[str, _Written]:
        return next((key, limit) for key in _LIMITS if (limit := getattr(self, key)) is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the columns or indicators that it rests on."""
        return self.share or self.hours or self.count or ((self.change,) if self.change else ())

    def found(self, numbers: Numbers) -> list[TableForm]:
        """The tables that have all the columns that it names: one, unless the plan is at fault."""
        of_indicators = self.of == "unit" and self.table is None and any(n in numbers.indicators for n in self.names)
        if self.change or of_indicators:
            return []
        forms = (form for form in numbers.tables(of_unit=self.of == "unit") if self.table in {None, form.id})
        return [form for form in forms if all(form.column(name) for name in self.names)]

    def kind(self, numbers: Numbers = NO_NUMBERS) -> Threshold:
        """What it asks; what the plan lacks is called by its id, as if it were an indicator."""
        key, (_, limit, _) = self._bound
        strict, ceiling = key in {"more_than", "less_than"}, key in {"at_most", "less_than"}
        forms = self.found(numbers)
        if len(forms) == 1:
            columns = tuple(filter(None, map(forms[0].column, self.names)))
            parts, whole = (columns[:1], columns[1]) if self.share else (columns, None)
            by_row = {"key_only": "key" in self.of, "pooled": self.of == "unit"}
            return OfTable(limit, strict, forms[0], parts, whole, **by_row, ceiling=ceiling)
        known = numbers.indicators if self.of == "unit" and self.table is None else {}
        named = [known.get(name) or _unknown(name) for name in self.names]
        if self.share:
            return Rate(limit, strict, *named, ceiling=ceiling)
        one = named[0] if len(named) == 1 else _unknown("、".join(self.names))
        return (Change if self.change else Tally)(limit, strict, one, ceiling=ceiling)


def _unknown(name: str) -> Indicator:
    """Stands for what the plan lacks: no indicator of the plan is like it."""
    return Indicator.model_construct(id=f"?{name}", title=name, unit=None)
