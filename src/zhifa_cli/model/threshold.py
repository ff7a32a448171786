"""Numeric thresholds: exact, and met by each one rather than on average (均)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, NamedTuple, Self, TypeAlias, get_args

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Text, as_written, fault, parse_percent
from zhifa_cli.model.submission import Department, Officer, TableKey
from zhifa_cli.text.percent import percent, plain, share
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import quoted

ShareOf = Literal["legal_background", "legal_reviewers", "officers"]
HoursOf = Literal["public_law", "business", "skills", "political"]

_WORDS = {
    "legal_background": "法律专业或工作背景人员",
    "legal_reviewers": "法制审核人员",
    "officers": "执法人员",
    "public_law": "公共法律知识",
    "business": "业务知识",
    "skills": "行政执法技能",
    "political": "政治理论",
}


_INDICATOR_ID = "[0-9A-Za-z][0-9A-Za-z._-]*"


class Indicator(Record, title="指标"):
    """A number that the plan defines, beyond officers and hours (受理件数)."""

    id: Annotated[Text, Field(pattern=f"^{_INDICATOR_ID}$", title="编号"), as_written("string", pattern=_INDICATOR_ID)]
    title: Annotated[Text, Field(title="指标名称", description="如 受理件数")]
    unit: Annotated[Text | None, Field(title="计量单位", description="如 件、次、%")] = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What one row of a table, or one number, comes to, held against a threshold."""

    index: int
    """The row's place in the table as filed."""
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

    def _limit_text(self, number: Fraction, sign: str = "") -> str:
        relation = ("<" if self.strict else "≤") if self.ceiling else (">" if self.strict else "≥")
        return f"{relation} {plain(Decimal(number.numerator) / number.denominator)}{sign}"

    def _steps(self, have: Fraction, bound: Fraction, step: Fraction = Fraction(1)) -> int:
        """By how many steps it misses a bound; 0 where it does not."""
        lacking = (have - bound if self.ceiling else bound - have) / step
        return max(0, floor(lacking) + 1 if self.strict else ceil(lacking))


@dataclass(frozen=True, slots=True)
class _OfEach(_Limit):
    """What each row of a table must reach, and by how much it falls short."""

    unit: ClassVar[str]
    indicators: ClassVar[tuple[Indicator, ...]] = ()

    def short(self, gap: float | Decimal) -> str:
        """What is lacking, in words."""
        return f"还差 {gap} {self.unit}"

    def _total(self, misses: Sequence[Figure]) -> str:
        return self.short(sum((Decimal(str(miss.gap)) for miss in misses), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Share(_OfEach):
    """A share of the people of each department, or of each key one."""

    part: ShareOf
    whole: ShareOf
    key_only: bool

    table: ClassVar[TableKey] = "staffing"
    table_title: ClassVar[str] = "人员配备表"
    yearly: ClassVar[bool] = False
    """Whether each year has a table of its own."""
    noun: ClassVar[str] = "个部门"
    unit: ClassVar[str] = "人"
    each: ClassVar[bool] = True
    """Whether each row that misses is told by itself, and not all together."""
    lead: ClassVar[str] = ""
    """What is said once before those that miss."""

    @property
    def limit_text(self) -> str:
        """The limit as findings show it: ``> 20%``."""
        return self._limit_text(self.limit * 100, "%")

    @property
    def demand(self) -> str:
        """What it asks, for a requirement without a title."""
        each = "每个重点部门" if self.key_only else "每个部门"
        return f"{each}{_WORDS[self.part]}占{_WORDS[self.whole]} {self.limit_text}"

    @property
    def key(self) -> tuple[str, ...]:
        """The key in a row that is to be mended."""
        return (self.part,)

    def counts(self, rows: Iterable[Department]) -> tuple[int, int]:
        """Numerator and denominator, summed."""
        pairs = [(getattr(row, self.part), getattr(row, self.whole)) for row in rows]
        return sum(part for part, _ in pairs), sum(whole for _, whole in pairs)

    def lacking(self, row: Department) -> int:
        """How many more people would meet the limit among the same officers."""
        part, whole = self.counts([row])
        return self._steps(Fraction(part), self.limit * whole)

    def figure(self, index: int, row: Department) -> Figure:
        part, whole = self.counts([row])
        return Figure(index, row.name, f"{part}/{whole}", counted(part, whole, self.limit), self.lacking(row))

    def told(self, miss: Figure) -> str:
        return f"{miss.who} {miss.text}，要求 {self.limit_text}，{self.short(miss.gap)}"

    def total(self, misses: Sequence[Figure]) -> str:
        """What all that miss lack together."""
        return f"{len(misses)} {self.noun}共{self._total(misses)}"


@dataclass(frozen=True, slots=True)
class Hours(_OfEach):
    """The training hours of each officer in a year, some kinds of them added up."""

    kinds: tuple[HoursOf, ...]

    table: ClassVar[TableKey] = "training"
    table_title: ClassVar[str] = "学时表"
    yearly: ClassVar[bool] = True
    noun: ClassVar[str] = "人"
    unit: ClassVar[str] = "学时"
    each: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ()

    @property
    def limit_text(self) -> str:
        """The limit as findings show it: ``≥ 60``."""
        return self._limit_text(self.limit)

    @property
    def demand(self) -> str:
        return f"每名执法人员{'、'.join(_WORDS[kind] for kind in self.kinds)}合计 {self.limit_text} 学时"

    @property
    def lead(self) -> str:
        return f"要求每人 {self.limit_text} 学时："

    def hours(self, row: Officer) -> Decimal:
        return sum((getattr(row, kind) for kind in self.kinds), Decimal(0))

    def lacking(self, row: Officer) -> Decimal:
        """Hours still lacking. A strict limit asks for 0.1 hours beyond it."""
        gap = self.limit.numerator - self.hours(row)  # a limit in hours is a whole number
        if self.strict:
            return gap + Decimal("0.1") if gap >= 0 else Decimal(0)
        return max(gap, Decimal(0))

    def figure(self, index: int, row: Officer) -> Figure:
        text, gap = f"{self.hours(row):f}", self.lacking(row)
        return Figure(index, row.code, text, f"{text} {self.unit}", _number(gap), row.since)

    def told(self, miss: Figure) -> str:
        return f"{miss.who} {miss.shown}，{self.short(miss.gap)}"

    def total(self, misses: Sequence[Figure]) -> str:
        return f"{self._total(misses)}（{len(misses)} {self.noun}）"


@dataclass(frozen=True, slots=True)
class _OfUnit(_Limit):
    """A number of the unit as a whole, which it reports of an indicator."""

    indicator: Indicator
    """The one whose number is too small or too great."""

    table: ClassVar[Literal["figures"]] = "figures"
    yearly: ClassVar[bool] = False
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
        return f"{'超出' if self.ceiling else '还差'} {gap} {self.indicator.unit or ''}".rstrip()

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


OfEach: TypeAlias = Share | Hours
OfUnit: TypeAlias = Rate | Tally | Change
Threshold: TypeAlias = OfEach | OfUnit
"""A figure that each department (or officer), or the unit, must reach or not pass. Each kind has a key of its own in the plan."""


def _number(gap: Decimal) -> int | float:
    """As JSON shows it."""
    return int(gap) if gap == gap.to_integral_value() else float(gap)


def _places(number: Decimal | Fraction | int) -> int:
    """How many decimals a number has, of the four that may be written."""
    return next((n for n in range(4) if (Fraction(number) * 10**n).denominator == 1), 4)


def counted(part: int, whole: int, limit: Fraction) -> str:
    """A share beside its exact counts: ``500/2500（恰为 20%）``."""
    return f"{part}/{whole}" + (f"（{share(part, whole, limit)}）" if whole else "")


# ---- as the plan writes it -------------------------------------------------------------------------------

_WHOLE = re.compile(r"[0-9]{1,6}")
_LIMIT = re.compile(r"(-?[0-9]{1,11}(?:\.[0-9]{1,4})?)([%％]?)")
_LIMITS = {"more_than": "超过", "at_least": "不少于", "less_than": "少于", "at_most": "不超过"}
_KINDS = {"share": "占比", "count": "数量", "change": "增减"}


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

ShareName = Annotated[
    Text,
    WithJsonSchema({"anyOf": [{"enum": list(get_args(ShareOf))}, {"type": "string", "pattern": f"^{_INDICATOR_ID}$"}]}),
]

_OF_UNIT: JsonDict = {"required": ["of"], "properties": {"of": {"const": "unit"}}}
_OF_ROWS: JsonDict = {
    "properties": {
        "share": {"anyOf": [{"items": {"enum": list(get_args(ShareOf))}}, {"type": "null"}]},
        "count": {"type": "null"},
        "change": {"type": "null"},
        "at_most": {"type": "null"},
        "less_than": {"type": "null"},
    }
}
_ONE_QUESTION: JsonDict = {
    "allOf": [
        {"oneOf": [{"required": [kind]} for kind in ("share", "hours", "count", "change")]},
        {"oneOf": [{"required": [limit]} for limit in _LIMITS]},
        {"if": _OF_UNIT, "then": {"properties": {"hours": {"type": "null"}}}, "else": _OF_ROWS},
    ]
}


class WrittenThreshold(Record, title="量化指标", json_schema_extra=_ONE_QUESTION):
    """A threshold of any kind as the plan writes it.

    ``more_than`` (超过) and ``less_than`` (少于) are strict, ``at_least`` (不少于) and ``at_most`` (不超过) inclusive;
    all compare exact integers and fractions, so 20.04% passes 20% and 1/21 fails 5%.
    """

    share: Annotated[
        tuple[ShareName, ShareName] | None,
        Field(title="占比", description="分子和分母，如 [legal_background, officers]；of: unit 的写指标的编号"),
    ] = None
    hours: Annotated[tuple[HoursOf, ...] | None, Field(title="学时", description="计入的各类学时，合计后比较")] = None
    count: Annotated[Text | None, Field(title="数量", description="一个指标的编号，of: unit")] = None
    change: Annotated[Text | None, Field(title="增减", description="一个指标的编号，本期比上一期，of: unit")] = None
    more_than: Annotated[Limit | None, Field(title="超过", description="不含本数")] = None
    at_least: Annotated[Limit | None, Field(title="不少于", description="含本数")] = None
    less_than: Annotated[Limit | None, Field(title="少于", description="不含本数，of: unit；一超过就不达标")] = None
    at_most: Annotated[Limit | None, Field(title="不超过", description="含本数，of: unit；一超过就不达标")] = None
    of: Annotated[
        Literal["every_department", "every_key_department", "every_officer", "unit"],
        Field(title="对谁", description="每个部门、每个重点部门、每名执法人员；unit 是整个单位报的指标（figures）"),
    ]

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        if self.of == "unit":
            self._asks_of_the_unit()
        else:
            self._asks_of_each()
        return self

    def _asks_of_each(self) -> None:
        if self.count or self.change:
            raise fault("threshold", "count（数量）和 change（增减）是整个单位的指标，of 应为 unit", "of")
        if self.at_most or self.less_than:
            raise fault("threshold", "at_most（不超过）和 less_than（少于）只用于整个单位的指标（of: unit）")
        if (self.share is None) == (self.hours is None):
            raise fault("threshold", "share（占比）和 hours（学时）须写且只写一个")
        if (self.more_than is None) == (self.at_least is None):
            raise fault("threshold", "more_than（超过）和 at_least（不少于）须写且只写一个")
        for index, name in enumerate(self.share or ()):
            if name not in (known := get_args(ShareOf)):
                close = f"。{hint(found)}" if (found := nearest(name, known)) else ""
                message = f"{quoted(name)}不在可用的值之内；可写：{'、'.join(known)}{close}"
                raise fault("threshold", f"{message}；自己的指标（indicators）请写 of: unit", "share", index)
        if (self.hours is None) == (self.of == "every_officer"):
            raise fault(
                "threshold", "hours 的 of 应为 every_officer；share 的 of 应为 every_department 或 every_key_department"
            )
        key, limit = self._bound
        if not (_WHOLE.fullmatch(limit.text) or (limit.percent and 0 <= limit.number <= 1)):
            raise fault("percent", f"{quoted(limit.text)}不是 0% 到 100% 之间的百分数，应写成 15% 的样子", key)
        if (self.share is not None) != (limit.number <= 1):
            raise fault("threshold", "占比的限值写成 15% 的样子，学时的限值写成 60 的样子")

    def _asks_of_the_unit(self) -> None:
        if self.hours or sum(getattr(self, kind) is not None for kind in _KINDS) != 1:
            keys = "、".join(f"{key}（{name}）" for key, name in _KINDS.items())
            raise fault("threshold", f"of: unit 的，{keys}须写且只写一个")
        if sum(getattr(self, key) is not None for key in _LIMITS) != 1:
            keys = "、".join(f"{key}（{name}）" for key, name in _LIMITS.items())
            raise fault("threshold", f"{keys}须写且只写一个")
        key, limit = self._bound
        if self.count and limit.percent:
            raise fault("threshold", "count（数量）的限值写成 20 的样子；单位是 % 的指标，90% 写作 90", key)
        if not self.count and not limit.percent:
            raise fault("threshold", "占比和增减的限值写成百分数，如 95%、-10%", key)
        if not self.change and limit.number < 0:
            raise fault("threshold", f"{quoted(limit.text)}小于 0；只有 change（增减）的限值可以是负数", key)

    @property
    def _bound(self) -> tuple[str, _Written]:
        return next((key, limit) for key in _LIMITS if (limit := getattr(self, key)) is not None)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators that it rests on."""
        if self.of != "unit":
            return ()
        return self.share or tuple(filter(None, (self.count, self.change)))

    def kind(self, indicators: Mapping[str, Indicator] = MappingProxyType({})) -> Threshold:
        """What it asks; an indicator that the plan lacks is called by its id."""
        key, (_, limit, _) = self._bound
        strict, ceiling = key in {"more_than", "less_than"}, key in {"at_most", "less_than"}
        named = [indicators.get(name) or Indicator(id=name, title=name) for name in self.indicators]
        if named:
            kind = Rate if self.share else Change if self.change else Tally
            return kind(limit, strict, *named, ceiling=ceiling)
        if self.share:
            part, whole = (share for name in self.share for share in get_args(ShareOf) if share == name)
            return Share(limit, strict, part, whole, key_only=self.of == "every_key_department")
        return Hours(limit, strict, self.hours or ())
