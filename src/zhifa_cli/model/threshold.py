"""Numeric thresholds: exact, and met by each one rather than on average (均)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, PlainValidator, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import as_written, fault, parse_percent
from zhifa_cli.model.submission import Department, Officer, TableKey

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


@dataclass(frozen=True, slots=True)
class Figure:
    """What one row of a table comes to, held against a threshold."""

    index: int
    """The row's place in the table as filed."""
    who: str
    text: str
    """``500/2500``, ``52``."""
    shown: str
    """``500/2500（20.00%）``, ``52 学时``."""
    gap: int | float
    """What it lacks; 0 where it meets the limit."""
    since: date | None = None
    """Since when somebody has been there who came within the year."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """What every kind of threshold has: a number to exceed (超过) or to reach (不少于)."""

    limit: Fraction
    strict: bool

    unit: ClassVar[str]

    def short(self, gap: float | Decimal) -> str:
        """What is lacking, in words."""
        return f"还差 {gap} {self.unit}"

    def _total(self, misses: Sequence[Figure]) -> str:
        return self.short(sum((Decimal(str(miss.gap)) for miss in misses), Decimal(0)))

    def _limit_text(self, number: Fraction, sign: str = "") -> str:
        shown = f"{number.numerator}" if number.denominator == 1 else f"{float(number):g}"
        return f"{'>' if self.strict else '≥'} {shown}{sign}"


@dataclass(frozen=True, slots=True)
class Share(_Limit):
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
        exact = self.limit * whole
        needed = exact.numerator // exact.denominator + 1 if self.strict else -(-exact.numerator // exact.denominator)
        return max(0, needed - part)

    def figure(self, index: int, row: Department) -> Figure:
        part, whole = self.counts([row])
        return Figure(index, row.name, f"{part}/{whole}", percent(part, whole), self.lacking(row))

    def told(self, miss: Figure) -> str:
        return f"{miss.who} {miss.text}，要求 {self.limit_text}，{self.short(miss.gap)}"

    def total(self, misses: Sequence[Figure]) -> str:
        """What all that miss lack together."""
        return f"{len(misses)} {self.noun}共{self._total(misses)}"


@dataclass(frozen=True, slots=True)
class Hours(_Limit):
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
        number = int(gap) if gap == gap.to_integral_value() else float(gap)
        return Figure(index, row.code, text, f"{text} {self.unit}", number, row.since)

    def told(self, miss: Figure) -> str:
        return f"{miss.who} {miss.shown}，{self.short(miss.gap)}"

    def total(self, misses: Sequence[Figure]) -> str:
        return f"{self._total(misses)}（{len(misses)} {self.noun}）"


Threshold: TypeAlias = Share | Hours
"""A figure that each department (or officer) must reach. Each kind has a key of its own in the plan."""


def percent(part: int, whole: int) -> str:
    """A share beside its exact counts, cut and never rounded, so that a miss cannot look like a pass."""
    if not whole:
        return f"{part}/{whole}"
    hundredths = part * 10_000 // whole
    return f"{part}/{whole}（{hundredths // 100}.{hundredths % 100:02}%）"


# ---- as the plan writes it -------------------------------------------------------------------------------

_WHOLE = re.compile(r"[0-9]{1,6}")


def _limit(value: object) -> Fraction:
    """``15%`` as 3/20 and ``60`` as 60."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return Fraction(value)
    return parse_percent(value)


Limit = Annotated[
    Fraction,
    PlainValidator(_limit),
    as_written(
        "string", "integer", pattern=r"([0-9]{1,6}|[0-9]{1,3}(\.[0-9]{1,4})?[%％])", minimum=0, examples=["15%", 60]
    ),
]

_ONE_QUESTION: JsonDict = {
    "allOf": [
        {"oneOf": [{"required": ["share"]}, {"required": ["hours"]}]},
        {"oneOf": [{"required": ["more_than"]}, {"required": ["at_least"]}]},
    ]
}


class WrittenThreshold(Record, title="量化指标", json_schema_extra=_ONE_QUESTION):
    """A threshold of any kind as the plan writes it.

    ``more_than`` (超过) is strict and ``at_least`` (不少于) inclusive; both compare exact integers and
    fractions, so 20.04% passes 20% and 1/21 fails 5%.
    """

    share: Annotated[
        tuple[ShareOf, ShareOf] | None, Field(title="占比", description="分子和分母，如 [legal_background, officers]")
    ] = None
    hours: Annotated[tuple[HoursOf, ...] | None, Field(title="学时", description="计入的各类学时，合计后比较")] = None
    more_than: Annotated[Limit | None, Field(title="超过", description="不含本数")] = None
    at_least: Annotated[Limit | None, Field(title="不少于", description="含本数")] = None
    of: Annotated[
        Literal["every_department", "every_key_department", "every_officer"],
        Field(title="对谁", description="每个部门、每个重点部门 或 每名执法人员"),
    ]

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        if (self.share is None) == (self.hours is None):
            raise fault("threshold", "share（占比）和 hours（学时）须写且只写一个")
        if (self.more_than is None) == (self.at_least is None):
            raise fault("threshold", "more_than（超过）和 at_least（不少于）须写且只写一个")
        if (self.hours is None) == (self.of == "every_officer"):
            raise fault(
                "threshold", "hours 的 of 应为 every_officer；share 的 of 应为 every_department 或 every_key_department"
            )
        if (self.share is not None) != (self._limit <= 1):
            raise fault("threshold", "占比的限值写成 15% 的样子，学时的限值写成 60 的样子")
        return self

    @property
    def _limit(self) -> Fraction:
        return next(limit for limit in (self.more_than, self.at_least) if limit is not None)

    @property
    def kind(self) -> Threshold:
        """What it asks."""
        strict = self.more_than is not None
        if self.share:
            return Share(self._limit, strict, *self.share, key_only=self.of == "every_key_department")
        return Hours(self._limit, strict, self.hours or ())
