"""The yearly evaluation: the owner's indicators, how each is scored, and which score is which grade.

Nothing here is ours: without bands there are no grades, and what nobody filled in has no score.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, Self, TypeAlias

from pydantic import Field, PlainValidator, model_validator

from zhifa_cli.finding import Route
from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Count, Flag, FullDate, Number, Percent, Text, Year, as_written, fault, parse_percent
from zhifa_cli.model.submission import Evidence, says_something
from zhifa_cli.model.table import KeyName
from zhifa_cli.text.unseen import quoted

_PART = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


def _share(value: object) -> Fraction:
    """``86%``, or exactly ``43/50``."""
    match = _PART.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return parse_percent(value)
    part, whole = int(match[1]), int(match[2])
    if part > whole or not whole:
        raise fault("share", f"{quoted(match[0])}不是 0 到 1 之间的比例，应写成 43/50（分子/分母）或 86%")
    return Fraction(part, whole)


class Edge(NamedTuple):
    """A place among numbers: at one, or just behind it."""

    at: Fraction
    behind: bool


class StepBound(NamedTuple):
    """A share or a count that a step begins with."""

    at: Fraction
    is_share: bool


def _bound(value: object) -> StepBound:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return StepBound(Fraction(value), is_share=False)
    return StepBound(parse_percent(value), is_share=True)


Share = Annotated[
    Fraction,
    PlainValidator(_share),
    as_written("string", pattern=r"([0-9]{1,9}/[0-9]{1,9}|[0-9]{1,3}(\.[0-9]{1,4})?[%％])", examples=["86%", "43/50"]),
]
Bound = Annotated[
    StepBound,
    PlainValidator(_bound),
    as_written("string", "integer", pattern=r"([0-9]{1,9}|[0-9]{1,3}(\.[0-9]{1,4})?[%％])", minimum=0),
]


class Gives(StrEnum):
    """What an item is scored by."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"

    @property
    def label(self) -> str:
        return {"count": "次数", "share": "比例", "points": "得分"}[self.value]


class Source(StrEnum):
    """What the ledger tells of a body and a year."""

    ON_TIME_RATE = "on_time_rate"
    THRESHOLDS_MET = "thresholds_met"
    SUBMITTED_RATE = "submitted_rate"
    RECTIFICATION_CLOSED_RATE = "rectification_closed_rate"
    OVERDUE_COUNT = "overdue_count"

    @property
    def label(self) -> str:
        return _SOURCES[self.value]

    @property
    def gives(self) -> Gives:
        return Gives.COUNT if self is Source.OVERDUE_COUNT else Gives.SHARE


_SOURCES = {
    "on_time_rate": "当年到期事项按期完成率",
    "thresholds_met": "当年到期指标达标率",
    "submitted_rate": "当年到期事项报送率",
    "rectification_closed_rate": "当年到期整改事项销号率",
    "overdue_count": "当年到期事项逾期未完成数",
}


class Deduct(Record, title="扣分"):
    """So many points for each occurrence, or for each so many percentage points beyond a share."""

    points: Annotated[Number, Field(title="每次扣几分")]
    per_percent: Annotated[
        Number | None, Field(gt=0, title="每差几个百分点", description="不写则按次扣；每低10个百分点写 10")
    ] = None
    below: Annotated[Percent | None, Field(title="低于多少开始扣", description="与 per_percent 同用，如 95%")] = None
    above: Annotated[Percent | None, Field(title="高于多少开始扣", description="与 per_percent 同用，如 5%")] = None
    steps: Annotated[
        Literal["full", "started"] | None,
        Field(title="不足一档怎么算", description="full 满一档才扣，started 不足一档按一档扣"),
    ] = None
    cap: Annotated[Number | None, Field(title="最多扣几分", description="不写则扣完为止")] = None

    @model_validator(mode="after")
    def _by_count_or_by_share(self) -> Self:
        if self.per_percent is None:
            if wrong := [key for key in ("below", "above", "steps") if getattr(self, key) is not None]:
                raise fault("deduct", f"{wrong[0]} 与 per_percent（每差几个百分点）同用；按次扣分的请删去", wrong[0])
            return self
        if (self.below is None) == (self.above is None):
            raise fault("deduct", "per_percent 须说明从哪里算起：below（低于多少）或 above（高于多少），写一个")
        if self.steps is None:
            raise fault("deduct", "缺少必填项 steps：full（满一档才扣）或 started（不足一档按一档扣）")
        return self


class Step(Record, title="一档"):
    """From which share or number on how many points."""

    at_least: Annotated[Bound | None, Field(title="达到", description="如 95%，或次数 3")] = None
    more_than: Annotated[Bound | None, Field(title="超过")] = None
    points: Annotated[Number, Field(title="得几分")]

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.more_than is None):
            raise fault("step", "每档写一个下限：at_least（达到）或 more_than（超过）")
        return self

    @property
    def bound(self) -> StepBound:
        return self.at_least or self.more_than or StepBound(Fraction(), is_share=True)

    @property
    def start(self) -> Edge:
        return Edge(self.bound.at, self.more_than is not None)


class Bonus(Record, title="加分"):
    """Points beyond the full score: for each occurrence, or as given by hand."""

    points: Annotated[Number | None, Field(title="每次加几分", description="不写则由人填得分")] = None
    cap: Annotated[Number, Field(title="最多加几分")]


Veto: TypeAlias = Literal["item", "indicator", "all"]


class ScoredItem(Record, title="一项指标"):
    """A line of the table: how many points it has, and how they are given."""

    id: Annotated[KeyName, Field(title="编号", description="评议文件里写的编号，字母开头，如 on_time")]
    title: Annotated[Text, Field(title="名称", description="如 重点任务按期完成")]
    points: Annotated[Number | None, Field(title="分值")] = None
    weight: Annotated[
        Percent | None, Field(title="权重", description="写权重的按满分打分，再乘以权重；与 points 写一个")
    ] = None
    source: Annotated[
        Source | None,
        Field(
            title="取自台账",
            description="；".join(f"{source.value} {source.label}" for source in Source) + "；不写则由人填",
        ),
    ] = None
    deduct: Annotated[Deduct | None, Field(title="扣分办法")] = None
    scale: Annotated[Literal["proportional"] | None, Field(title="按比例得分", description="分值乘以比例")] = None
    steps: Annotated[
        tuple[Step, ...], Field(title="分档得分", description="够得上几档的取下限最高的一档；一档也够不上的得 0 分")
    ] = ()
    bonus: Annotated[Bonus | None, Field(title="加分办法", description="加分项没有分值")] = None
    floor: Annotated[Number, Field(title="最低得几分")] = Decimal(0)
    veto: Annotated[
        Veto | None,
        Field(title="一票否决", description="发生了即：item 本项、indicator 所在的一级指标、all 全部 得 0 分"),
    ] = None
    veto_from: Annotated[Count, Field(ge=1, title="几次起否决", description="不写即 1 次")] = 1
    if_none: Annotated[
        Number | None, Field(title="没有可算的得几分", description="与 source 同用：如没有整改事项；不写则未定")
    ] = None

    @property
    def gives(self) -> Gives:
        """What it is scored by."""
        if self.source:
            return self.source.gives
        if self.scale or (self.deduct and self.deduct.per_percent is not None):
            return Gives.SHARE
        if self.steps:
            return Gives.SHARE if self.steps[0].bound.is_share else Gives.COUNT
        by_count = self.deduct or self.veto or (self.bonus and self.bonus.points is not None)
        return Gives.COUNT if by_count else Gives.POINTS

    def most(self, full: Fraction) -> Fraction:
        """How many points it has by itself; a bonus has none, nor has what only vetoes."""
        return full if self.weight is not None else Fraction(self.points or 0)

    def best(self, full: Fraction) -> Fraction:
        """How many it can bring."""
        return Fraction(self.bonus.cap) if self.bonus else self.most(full)

    @property
    def share(self) -> Fraction:
        """By what its score is multiplied within its indicator."""
        return Fraction(1) if self.weight is None else self.weight

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        forms = [key for key in ("deduct", "scale", "steps", "bonus") if getattr(self, key)]
        if len(forms) > 1:
            raise fault("form", f"{forms[0]} 和 {forms[1]} 只能写一个", forms[1])
        if self.points is not None and self.weight is not None:
            raise fault("form", "points（分值）和 weight（权重）只能写一个", "weight")
        has_none = self.points is None and self.weight is None
        if self.bonus and not has_none:
            raise fault("form", "加分项不占分值，请删去 points 和 weight，最多加几分写在 bonus 的 cap 里", "bonus")
        if has_none and not self.bonus and (forms or not self.veto):
            raise fault("form", "缺少必填项 points（分值）或 weight（权重）")
        if self.if_none is not None and not self.source:
            raise fault("form", "if_none 与 source 同用；由人填的请删去", "if_none")
        return self

    @model_validator(mode="after")
    def _fits_what_it_is_scored_by(self) -> Self:
        wanted: dict[str, Gives] = {}
        if self.veto:
            wanted["veto"] = Gives.COUNT
        if self.scale:
            wanted["scale"] = Gives.SHARE
        if self.deduct:
            wanted["deduct"] = Gives.COUNT if self.deduct.per_percent is None else Gives.SHARE
        if self.bonus:
            wanted["bonus"] = Gives.POINTS if self.bonus.points is None else Gives.COUNT
        for index, step in enumerate(self.steps):
            if step.bound.is_share != (self.gives is Gives.SHARE):
                message = f"这一项按{self.gives.label}分档；次数写 3，比例写 95%，不能混用"
                raise fault("step", message, "steps", index)
        for key, gives in wanted.items():
            if gives is not self.gives:
                raise fault("form", f"{key} 按{gives.label}算，而这一项给出的是{self.gives.label}", key)
        return self


class ScoreGroup(Record, title="一级指标"):
    """What several items belong to."""

    id: Annotated[KeyName, Field(title="编号", description="字母开头，如 system")]
    title: Annotated[Text, Field(title="名称", description="如 制度建设")]
    points: Annotated[Number | None, Field(title="分值", description="所属各项之和；对不上的报 ZF802")] = None
    weight: Annotated[Percent | None, Field(title="权重", description="写权重的，所属各项合起来是满分，再乘以权重")] = (
        None
    )
    items: Annotated[tuple[ScoredItem, ...], Field(min_length=1, title="各项")]

    @property
    def share(self) -> Fraction:
        return Fraction(1) if self.weight is None else self.weight

    def comes_to(self, full: Fraction) -> Fraction:
        """What its items come to, before its own weight."""
        return sum((item.most(full) * item.share for item in self.items), Fraction())

    def stated(self, full: Fraction) -> Fraction | None:
        """What they should come to."""
        if self.points is not None:
            return Fraction(self.points)
        return full if self.weight is not None else None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.points is not None and self.weight is not None:
            raise fault("form", "points（分值）和 weight（权重）只能写一个", "weight")
        return self


class Band(Record, title="等次"):
    """Which scores are a grade; each bound says on which side it lies."""

    grade: Annotated[Text, Field(title="等次", description="如 好")]
    at_least: Annotated[Number | None, Field(title="达到", description="含本数")] = None
    more_than: Annotated[Number | None, Field(title="超过", description="不含本数")] = None
    at_most: Annotated[Number | None, Field(title="至多", description="含本数；不写则到上一等次为止")] = None
    less_than: Annotated[Number | None, Field(title="不满", description="不含本数；不写则到上一等次为止")] = None

    @property
    def start(self) -> Edge:
        bound = self.at_least if self.at_least is not None else self.more_than
        return Edge(Fraction(bound or 0), self.more_than is not None)

    @property
    def end(self) -> Edge | None:
        """The first place behind it; None where it goes on to the next better one."""
        bound = self.at_most if self.at_most is not None else self.less_than
        return None if bound is None else Edge(Fraction(bound), self.at_most is not None)

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        for one, other in (("at_least", "more_than"), ("at_most", "less_than")):
            if getattr(self, one) is not None and getattr(self, other) is not None:
                raise fault("band", f"{one} 和 {other} 只能写一个", other)
        if not self.model_fields_set - {"grade"}:
            raise fault("band", "缺少界限：at_least（达到）、more_than（超过）、at_most（至多）或 less_than（不满）")
        return self


class EvaluationTable(Record, title="评议指标"):
    """data/evaluation.yaml: the owner's indicators, and the grades."""

    title: Annotated[Text, Field(title="名称", description="如 行政执法评议考核指标")]
    document: Annotated[Text | None, Field(title="依据", description="哪个文件的指标")] = None
    example: Annotated[Flag, Field(title="示例", description="true 表示只是示例，请换成本地的指标和等次")] = False
    units: Annotated[
        tuple[Text, ...], Field(title="评议对象", description="单位或单位组；不写则为名册里的全部单位")
    ] = ()
    full: Annotated[Number, Field(gt=0, title="满分")] = Decimal(100)
    indicators: Annotated[tuple[ScoreGroup, ...], Field(min_length=1, title="指标", description="分两级")]
    bands: Annotated[
        tuple[Band, ...], Field(title="等次", description="从 0 到满分须恰好各归一个等次；不写则不评等次")
    ] = ()

    @property
    def most(self) -> Fraction:
        return Fraction(self.full)

    @property
    def items(self) -> Iterator[tuple[Route, ScoreGroup, ScoredItem]]:
        """Every item, where it stands, and to what it belongs."""
        for i, group in enumerate(self.indicators):
            for j, item in enumerate(group.items):
                yield ("indicators", i, "items", j), group, item

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        seen = set[str]()
        places = [(route, item.id) for route, _, item in self.items]
        for route, name in [*((("indicators", i), group.id) for i, group in enumerate(self.indicators)), *places]:
            if name in seen:
                raise fault("id", f"编号{quoted(name)}和前面的重复；请换一个", *route, "id")
            seen.add(name)
        return self

    @model_validator(mode="after")
    def _nothing_is_above_the_points(self) -> Self:
        for route, _, item in self.items:
            given: dict[Route, Decimal] = {("floor",): item.floor, ("if_none",): item.if_none or Decimal(0)}
            given |= {("steps", index, "points"): step.points for index, step in enumerate(item.steps)}
            for at, points in given.items():
                if points > item.best(self.most):
                    raise fault("points", f"{points} 分大于这一项的分值，请核对", *route, *at)
        return self


class EvaluationLine(Record, title="一项评议"):
    """What was found of an item, why, and by what that is shown."""

    item: Annotated[Text, Field(title="指标编号", description="evaluation.yaml 里一项指标的编号")]
    count: Annotated[Count | None, Field(title="次数", description="按次扣分、加分、否决的写；没有发生写 0")] = None
    share: Annotated[Share | None, Field(title="比例", description="按比例、百分点算的写，如 86% 或 43/50")] = None
    points: Annotated[Number | None, Field(title="得分", description="直接打分的写")] = None
    reason: Annotated[Text | None, Field(title="理由", description="扣分、加分、否决的必须说明")] = None
    evidence: Annotated[tuple[Evidence, ...], Field(title="佐证材料")] = ()

    @property
    def gives(self) -> Gives | None:
        """What is filled in; None for a scaffold's blank."""
        return next((gives for gives in Gives if getattr(self, gives.value) is not None), None)

    @property
    def value(self) -> Fraction:
        return Fraction(getattr(self, self.gives.value)) if self.gives else Fraction()

    @property
    def explained(self) -> bool:
        return says_something(self.reason)

    @property
    def shown(self) -> bool:
        return any(says_something(evidence.title) for evidence in self.evidence)

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        filled = [gives.value for gives in Gives if getattr(self, gives.value) is not None]
        if len(filled) > 1:
            raise fault("line", f"{filled[0]} 和 {filled[1]} 只能写一个", filled[1])
        return self


class YearEvaluation(Record, title="一个单位一年的评议"):
    """data/evaluations/<year>/<unit>.yaml: what was found of a body in a year, by hand."""

    unit: Annotated[Text, Field(title="评议对象", description="单位的 id、简称、全称或别名")]
    year: Annotated[Year, Field(title="评议年度", description="须与所在文件夹的年份一致")]
    submitted_on: Annotated[FullDate, Field(title="填写日期", description="完整日期，如 2025-02-20")]
    demo: Annotated[Flag, Field(title="演示数据", description="true 表示示例，不是真实情况")] = False
    lines: Annotated[tuple[EvaluationLine, ...], Field(title="各项", description="没有填的项是未定，不是 0 分")] = ()
