"""Numeric thresholds: exact, and met by each one rather than on average (均)."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import as_written, fault, parse_percent
from zhifa_cli.model.submission import Department, Officer

ShareOf = Literal["legal_background", "legal_reviewers", "officers"]
HoursOf = Literal["public_law", "business", "skills", "political"]


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


class Threshold(Record, title="量化指标", json_schema_extra=_ONE_QUESTION):
    """A figure that each department (or officer) must reach.

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
        if (self.share is not None) != (self.limit <= 1):
            raise fault("threshold", "占比的限值写成 15% 的样子，学时的限值写成 60 的样子")
        return self

    @property
    def strict(self) -> bool:
        return self.more_than is not None

    @property
    def limit(self) -> Fraction:
        limit = self.more_than if self.more_than is not None else self.at_least
        assert limit is not None  # noqa: S101 - the validator above demands one
        return limit

    @property
    def limit_text(self) -> str:
        """The limit as findings show it: ``> 20%``, ``≥ 60``."""
        number = self.limit * 100 if self.share else self.limit
        shown = f"{number.numerator}" if number.denominator == 1 else f"{float(number):g}"
        return f"{'>' if self.strict else '≥'} {shown}{'%' if self.share else ''}"

    def share_of(self, departments: Iterable[Department]) -> tuple[int, int]:
        """Numerator and denominator, summed: of one department, or pooled."""
        if self.share is None:
            raise TypeError("not a share")
        part, whole = self.share
        rows = list(departments)
        return sum(getattr(d, part) for d in rows), sum(getattr(d, whole) for d in rows)

    def people_lacking(self, department: Department) -> int:
        """How many more people would meet the limit among the same officers; 0 where it is met."""
        part, whole = self.share_of([department])
        exact = self.limit * whole
        needed = exact.numerator // exact.denominator + 1 if self.strict else -(-exact.numerator // exact.denominator)
        return max(0, needed - part)

    def hours_of(self, officer: Officer) -> Decimal:
        return sum((getattr(officer, kind) for kind in self.hours or ()), Decimal(0))

    def hours_lacking(self, officer: Officer) -> Decimal:
        """Hours still lacking; 0 where the limit is met. A strict limit asks for 0.1 hours beyond it."""
        gap = self.limit.numerator - self.hours_of(officer)  # a limit in hours is a whole number
        if self.strict:
            return gap + Decimal("0.1") if gap >= 0 else Decimal(0)
        return max(gap, Decimal(0))
