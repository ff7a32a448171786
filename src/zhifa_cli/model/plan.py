"""The plan: measures, their clauses, and the checkable requirements within them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, PlainValidator, PrivateAttr, Tag, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model import first_edition
from zhifa_cli.model.deadline import (
    ACCEPTED_FORMS,
    EVERY,
    LAST_DAY,
    Cycle,
    Deadline,
    Once,
    Ongoing,
    Recurring,
    Within,
    cycles,
    fixed,
    on_day,
    parse_deadline,
)
from zhifa_cli.model.record import Record
from zhifa_cli.model.roster import Basis
from zhifa_cli.model.scalars import (
    Count,
    DayOfMonth,
    Flag,
    FullDate,
    NumberOrText,
    Period,
    Slug,
    Text,
    as_written,
    fault,
)
from zhifa_cli.model.submission import ACTS, Act, Submission, report_with, unknown_act
from zhifa_cli.model.table import TableForm
from zhifa_cli.model.threshold import NO_NUMBERS, Indicator, Numbers, OfTable, Threshold, WrittenThreshold
from zhifa_cli.model.workdays import NO_CALENDAR, Workdays
from zhifa_cli.text.unseen import quoted


def _deadline(value: object) -> Deadline:
    if not isinstance(value, str):
        raise fault("deadline", f"时限应为文字；可写：{ACCEPTED_FORMS}")
    try:
        return parse_deadline(value)
    except ValueError as error:
        raise fault("deadline", str(error)) from None


_SETTLED_ONCE_OR_AGAIN: JsonDict = {"oneOf": [{"required": ["due"]}, {"required": ["every"]}]}


class SettledDeadline(Record, title="核定的时限", json_schema_extra=_SETTLED_ONCE_OR_AGAIN):
    """The document's words beside the date that somebody has settled (核定), where no accepted form covers them."""

    text: Annotated[Text, Field(title="原文", description="文件里的时限，照抄")]
    due: Annotated[FullDate | None, Field(title="核定的日期", description="只到期一次的")] = None
    every: Annotated[
        Literal["month", "quarter", "half", "year"] | None,
        Field(title="多久一次", description="month 每月、quarter 每季度、half 每半年、year 每年"),
    ] = None
    day: Annotated[DayOfMonth | None, Field(title="哪一天", description="期末那个月的几日；不写是最后一天")] = None
    from_: Annotated[Period | None, Field(alias="from", title="自", description="第一个到期的月份")] = None
    until: Annotated[Period | None, Field(title="至", description="最后一个到期的月份")] = None
    note: Annotated[Text | None, Field(title="说明", description="谁核定的")] = None

    @model_validator(mode="after")
    def _once_or_again(self) -> Self:
        if (self.due is None) == (self.every is None):
            raise fault("deadline", "due（核定的日期）和 every（多久一次）须写且只写一个")
        if self.due and (self.day or self.from_ or self.until):
            raise fault("deadline", "写了 due（只到期一次），day、from、until 就不要再写")
        if self.from_ and self.until and self.until < self.from_:
            raise fault("deadline", f"until（{self.until}）早于 from（{self.from_}），请核对", "until")
        return self

    @property
    def deadline(self) -> Deadline:
        text = f"{self.text}（核定：{self.note}）" if self.note else f"{self.text}（核定）"
        if self.every is None:
            return Once(text, self.due or date.max, settled=True)
        first = self.from_.first_day if self.from_ else date.min
        last = self.until.last_day if self.until else date.max
        return Recurring(text, on_day(EVERY[self.every], self.day or LAST_DAY), first, last, settled=True)


def _form(value: object) -> str:
    """Which of the two ways of writing a deadline it is; no file can hold the tags, and no position shows them."""
    return "\0settled" if isinstance(value, dict | SettledDeadline) else "\0words"


DeadlineText = Annotated[
    Annotated[
        Deadline,
        PlainValidator(_deadline),
        # Only what each has somewhere: digits of either width and blanks anywhere are more than a pattern should say.
        as_written(
            "string",
            pattern=r".*([年月季日天末底]|长\s*期|持\s*续|常\s*态|([0-9０-９]\s*){4}).*",
            description=f"可写：{ACCEPTED_FORMS}",
            examples=["2024年6月", "每年12月", "每季度", "长期坚持"],
        ),
        Tag("\0words"),
    ]
    | Annotated[SettledDeadline, Tag("\0settled")],
    Discriminator(_form),
]
Bodies = Annotated[tuple[Text, ...], Field(min_length=1, title="责任单位", description="组名或单位名，照文件写")]
Supporting = Annotated[
    tuple[Text, ...],
    Field(title="配合单位", description="组名或单位名；可以报送，不承担责任，不算逾期"),
]
_JOINTLY = "几个责任单位共办一件事，一家办成都算办成的写 true"
_LONGEST = 50
"""Years of a plan. No plan is that long, but a slip in a year must not make duties for millennia."""
_ITEM_ID = r"[0-9A-Za-z][0-9A-Za-z._-]*"
ItemId = Annotated[
    Text, Field(pattern=f"^{_ITEM_ID}$", title="编号"), as_written("string", "number", pattern=_ITEM_ID, minimum=0)
]


Condition = Annotated[
    Text | None, Field(title="适用条件", description="原文的条件，如 条件成熟地区；没有答复的列为待核实")
]

_SAYS_WHAT: JsonDict = {"anyOf": [{"required": ["title"]}, {"required": ["threshold"]}]}


class Requirement(Record, title="要求", json_schema_extra=_SAYS_WHAT):
    """A checkable thing within a clause: a deliverable, or a threshold."""

    id: Annotated[Slug, Field(title="编号", description="条款内唯一，如 legal-background")]
    title: Annotated[Text | None, Field(title="要求")] = None
    deadline: Annotated[DeadlineText | None, Field(title="时限", description="与条款不同时才写")] = None
    responsible: Annotated[Bodies | None, Field(title="责任单位", description="只约束条款中部分单位时才写")] = None
    supporting: Annotated[Supporting | None, Field(title="配合单位", description="与条款不同时才写")] = None
    jointly: Annotated[Flag | None, Field(title="共同责任", description=f"{_JOINTLY}；不写照条款")] = None
    act: Annotated[Act | None, Field(title="办理方式")] = None
    recipient: Annotated[Text | None, Field(title="报送对象")] = None
    binding: Annotated[Literal["必须", "鼓励"], Field(title="约束力")] = "必须"
    condition: Condition = None
    once: Annotated[Flag, Field(title="只办一次", description="定期事项里办成一次就不必再办的写 true")] = False
    threshold: Annotated[WrittenThreshold | None, Field(title="量化指标")] = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.title is None and self.threshold is None:
            raise fault("untitled", "缺少 title（要求的名称）；只有写了 threshold 的要求可以省略")
        return self


class Clause(Record, title="责任条款"):
    """责任条款: what one bracket 责任单位…;完成时限… of the document binds."""

    id: ItemId
    source: Annotated[Text, Field(title="出处", description="结论引用的条款，照文件里的条款号写")]
    summary: Annotated[Text, Field(title="主要任务")]
    responsible: Bodies
    supporting: Supporting = ()
    jointly: Annotated[Flag, Field(title="共同责任", description=_JOINTLY)] = False
    deadline: Annotated[DeadlineText | None, Field(title="完成时限", description="文件原文；文件未规定的不写")] = None
    condition: Condition = None
    requirements: Annotated[tuple[Requirement, ...], Field(title="具体要求")] = ()


class Measure(Record, title="举措"):
    """举措: one numbered article of the document."""

    id: Annotated[NumberOrText, Field(title="序号", description="照文件写，如 3、03-1、（三）")]
    section: Annotated[Text | None, Field(title="所属部分")] = None
    title: Annotated[Text, Field(title="举措")]
    clauses: Annotated[tuple[Clause, ...], Field(title="责任条款")]


class Milestone(Record, title="举措之外的有时限事项"):
    """A dated duty outside the measures: an overall goal, an assessment, a summing-up."""

    id: ItemId
    title: Annotated[Text, Field(title="事项")]
    responsible: Bodies
    supporting: Supporting = ()
    jointly: Annotated[Flag, Field(title="共同责任", description=_JOINTLY)] = False
    deadline: Annotated[DeadlineText | None, Field(title="完成时限")] = None
    source: Annotated[Text, Field(title="出处")]
    basis: Annotated[Basis | None, Field(title="责任单位的依据", description="原文没有写责任单位的，写 推定")] = None


class Change(Record, title="修改后的内容"):
    """What an amending document says of one item. What it leaves out stays as it was."""

    title: Annotated[Text | None, Field(title="事项")] = None
    deadline: Annotated[DeadlineText | None, Field(title="时限")] = None
    responsible: Bodies | None = None
    supporting: Supporting | None = None
    jointly: Annotated[Flag | None, Field(title="共同责任", description=_JOINTLY)] = None
    act: Annotated[Act | None, Field(title="办理方式")] = None
    recipient: Annotated[Text | None, Field(title="报送对象")] = None
    binding: Annotated[Literal["必须", "鼓励"] | None, Field(title="约束力")] = None
    condition: Condition = None
    threshold: Annotated[WrittenThreshold | None, Field(title="量化指标")] = None
    repealed: Annotated[Flag, Field(title="废止", description="不再要求的写 true")] = False

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if not self.repealed and not self.of_item(NO_NUMBERS):
            raise fault("untold", "没有写修改了什么；请写修改后的内容（如 deadline），废止的写 repealed: true")
        if self.repealed and self.of_item(NO_NUMBERS):
            raise fault("untold", "既写了废止（repealed: true），又写了修改后的内容；请只留一样")
        return self

    def of_item(self, numbers: Numbers) -> dict[str, Any]:
        """What changes, by the names that an ``Item`` has for it."""
        said = {
            "title": self.title.rstrip("。") if self.title else None,
            "deadline": _settled(self.deadline),
            "responsible": self.responsible,
            "supporting": self.supporting,
            "jointly": self.jointly,
            "act": self.act,
            "recipient": self.recipient,
            "required": None if self.binding is None else self.binding == "必须",
            "condition": self.condition,
            "threshold": self.threshold and self.threshold.kind(numbers),
        }
        return {name: value for name, value in said.items() if value is not None}


class Amendment(Record, title="修改文件"):
    """A document that changes items of the plan from a day on."""

    document: Annotated[Text, Field(title="修改文件", description="文号或名称，结论引用")]
    effective: Annotated[FullDate, Field(title="施行日期", description="这一天及以后到期的，照修改后的内容")]
    items: Annotated[
        dict[Text, Change],
        Field(min_length=1, title="修改的事项", description="事项编号和修改后的内容；没有写的照旧"),
    ]


class Rung(Record, title="督办的一级"):
    """What is sent once a duty is so many days overdue."""

    after: Annotated[Count, Field(title="逾期天数", description="逾期满这么多天")]
    step: Annotated[Text, Field(title="督办方式", description="如 提醒函、督办函、约谈、通报")]


_HEAD_IS_REQUIRED: JsonDict = {"required": ["title", "issued_on", "ends_on", "coordinator"]}
UNNAMED = "（未写明）"


class PlanHead(Record, title="计划", json_schema_extra=_HEAD_IS_REQUIRED):
    """Whose plan it is, and between which days it makes duties fall due.

    Its dates are what verdicts rest on. A name that is missing or faulty is reported, but withholds none.
    """

    title: Annotated[Text, Field(title="文件名称")] = UNNAMED
    issued_on: Annotated[FullDate, Field(title="印发日期")]
    ends_on: Annotated[FullDate, Field(title="终止日期")]
    coordinator: Annotated[Text, Field(title="牵头单位")] = UNNAMED
    acts: Annotated[
        tuple[Text, ...],
        Field(title="另有的办理方式", description=f"文件里除了 {'、'.join(ACTS)} 以外的办理方式，如 核准"),
    ] = ()
    short_name: Annotated[
        Text | None, Field(title="简称", description="报告和函件里怎样称呼这份文件，如 《细则》；不写用全称")
    ] = None
    notice_title: Annotated[
        Text | None,
        Field(title="函件标题", description="督办函代拟稿的标题，如 重点工作提醒函；不写是 行政执法监督督办函"),
    ] = None
    proof_within: Annotated[
        Count | None,
        Field(title="补证期限", description="报为已完成而没有佐证的，到期（或报送）后这么多天仍未补的算逾期"),
    ] = None

    ladder: Annotated[
        tuple[Rung, ...],
        Field(title="督办阶梯", description="逾期多少天用哪种督办方式，由轻到重；不写则不提示该用哪一种"),
    ] = ()

    @property
    def called(self) -> str:
        """What reports and letters call the document."""
        return self.short_name or f"《{self.title}》"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.issued_on:
            raise fault("plan", f"ends_on（{self.ends_on}）早于 issued_on（{self.issued_on}）", "ends_on")
        if self.ends_on.year - self.issued_on.year > _LONGEST:
            message = f"从 issued_on（{self.issued_on}）到 ends_on（{self.ends_on}）超过 {_LONGEST} 年，请核对"
            raise fault("plan", message, "ends_on")
        for index, (rung, above) in enumerate(pairwise(self.ladder), 1):
            if above.after <= rung.after:
                message = f"督办阶梯的逾期天数应一级比一级多，这里 {above.after} 不多于上一级的 {rung.after}"
                raise fault("ladder", message, "ladder", index, "after")
        return self


@dataclass(frozen=True, slots=True)
class Item:
    """A clause, requirement or milestone as the ledger sees it."""

    id: str
    title: str
    source: str
    deadline: Deadline | None
    responsible: tuple[str, ...]
    measure: int | str | None = None
    clause: str | None = None
    supporting: tuple[str, ...] = ()
    """Who helps (配合单位): owes nothing, and may report on it."""
    jointly: bool = False
    """Whether its bodies owe one result together (共同责任)."""
    act: Act | None = None
    recipient: str | None = None
    required: bool = True
    threshold: Threshold | None = None
    condition: str | None = None
    once: bool = False
    """Within a yearly clause: what is done in one cycle is done in the later ones."""
    basis: Basis | None = None
    """How it is known whom it binds, where the document does not say."""
    within: tuple[str, ...] = ()
    """Of a requirement with bodies of its own, those of its clause: it binds none but these."""
    inherited: frozenset[str] = frozenset()
    """What of these a requirement takes from its clause, and so changes with it."""
    leaf: bool = True
    """False for a clause that is complete through its required requirements."""

    @property
    def recurring(self) -> bool:
        return isinstance(self.deadline, Recurring)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those whose numbers judge it."""
        return self.threshold.indicators if self.threshold else ()

    @property
    def lasting(self) -> bool:
        """Whether it goes on without an end once it is done (并长期坚持)."""
        return isinstance(self.deadline, Once) and self.deadline.lasting

    @property
    def ongoing(self) -> bool:
        return isinstance(self.deadline, Ongoing)

    @property
    def binding(self) -> str:
        return "必须" if self.required else "鼓励"


@dataclass(frozen=True, slots=True)
class Version:
    """An item as one document has it: the plan itself, or one that amends it."""

    item: Item
    effective: date = date.min
    documents: tuple[str, ...] = ()
    """The amending documents up to this one."""
    repealed: bool = False
    place: tuple[int, str] | None = None
    """Of an amended one, which of the plan's amendments it is, and the item named there."""


_PLAN_IS_REQUIRED: JsonDict = {"required": ["plan", "measures"]}


class Plan(Record, title="行动计划", json_schema_extra=_PLAN_IS_REQUIRED):
    """data/measures.yaml."""

    plan: Annotated[PlanHead | None, Field(title="计划", description="文件名称、起止日期和牵头单位")] = None
    """None only where it was faulty: then the items are still known, but nothing can fall due."""
    indicators: Annotated[
        tuple[Indicator, ...],
        Field(title="指标", description="量化指标（threshold，of: unit）所依据的数字，各单位报在 figures 里"),
    ] = ()
    tables: Annotated[
        tuple[TableForm, ...] | None,
        Field(title="数据表", description="量化指标所依据的表，一行一个部门、中队或人员；各单位报在表的编号下面"),
    ] = None
    milestones: Annotated[tuple[Milestone, ...], Field(title="举措之外的有时限事项")] = ()
    measures: Annotated[tuple[Measure, ...], Field(title="举措")]
    amendments: Annotated[
        tuple[Amendment, ...], Field(title="修改", description="印发以后的修改文件；原来的内容保留不动")
    ] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """What may be done with a thing: what any plan has, and what this one has besides."""
        return (*ACTS, *(self.plan.acts if self.plan else ()))

    @model_validator(mode="after")
    def _knows_its_acts(self) -> Self:
        for at, act in self._acts_written():
            if act is not None and act not in self.acts:
                raise fault("act", unknown_act(act, self.acts), *at, "act")
        return self

    @model_validator(mode="after")
    def _knows_its_tables(self) -> Self:
        forms: dict[str, TableForm] = {}
        for index, form in enumerate(self.tables or ()):
            at = ("tables", index)
            if form.id in forms:
                raise fault("table", f"数据表 {form.id} 写了两次；请改成不同的编号", *at, "id")
            if form.id in Submission.model_fields or hasattr(Submission, form.id):
                raise fault("table", f"{quoted(form.id)}在报送文件里已有别的用处；请换一个编号", *at, "id")
            forms[form.id] = form
        for index, form in enumerate(self.tables or ()):
            table, _, column = (form.headcount or "").partition("/")
            if form.headcount and not (table in forms and forms[table].column(column)):
                raise fault("table", f"没有{quoted(form.headcount)}这一列，应写成 表/列", "tables", index, "headcount")
        return self

    def _acts_written(self) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
        for i, measure in enumerate(self.measures):
            for j, clause in enumerate(measure.clauses):
                for k, requirement in enumerate(clause.requirements):
                    yield ("measures", i, "clauses", j, "requirements", k), requirement.act
        for i, amendment in enumerate(self.amendments):
            for item, change in amendment.items.items():
                yield ("amendments", i, "items", item), change.act

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by id, in document order; milestones, which stand outside the measures, last."""
        found: dict[str, Item] = {}
        issued_on = self.plan.issued_on if self.plan else date.min
        for item in (*self._clause_items(), *self._milestone_items()):
            found.setdefault(item.id, replace(item, deadline=fixed(item.deadline, issued_on, self._workdays)))
        return found

    _workdays: Workdays = PrivateAttr(default=NO_CALENDAR)

    def with_workdays(self, workdays: Workdays) -> Self:
        """The same plan, whose working days are counted by a calendar."""
        plan = self.model_copy()
        plan._workdays = workdays
        return plan

    def cycles(self, item: Item, on: date = date.max, behind: frozenset[str] = frozenset()) -> tuple[Cycle, ...]:
        """An item's cycles and their due dates; none without the head's dates. What waits has those of what it waits for."""
        owed = self.owed(item, on, behind)
        return owed[0][1] if len(owed) == 1 else tuple(sorted((c for _, own in owed for c in own), key=_by_due))

    def owed(
        self, item: Item, on: date, behind: frozenset[str] = frozenset()
    ) -> tuple[tuple[Item, tuple[Cycle, ...]], ...]:
        """An item's versions, the oldest first, and the cycles that each governs.

        A cycle is governed by the newest version that was in force when it falls due by that version: nothing is made
        late in retrospect. What has no due date is governed by the one that is in force on a day.
        """
        versions = self.versions(item)
        if len(versions) == 1:
            return ((versions[0].item, self._made(versions[0].item, on, behind)),)
        governed: dict[str | None, tuple[int, Cycle]] = {}
        for number, version in enumerate(versions):
            made = {} if version.repealed else {cycle[0]: cycle for cycle in self._made(version.item, on, behind)}
            ended = {text for text, (_, (_, due)) in governed.items() if (due or on) >= version.effective}
            governed = {text: cycle for text, cycle in governed.items() if text in made or text not in ended}
            governed |= {text: (number, cycle) for text, cycle in made.items() if (cycle[1] or on) >= version.effective}
        return tuple(
            (version.item, tuple(cycle for at, cycle in governed.values() if at == number))
            for number, version in enumerate(versions)
        )

    @cached_property
    def indicators_in_cycles(self) -> frozenset[Indicator]:
        """Those of which some item wants a number of each cycle."""
        return frozenset(indicator for item in self.all_versions if item.recurring for indicator in item.indicators)

    @property
    def all_versions(self) -> Iterator[Item]:
        """Every item, as each document has it."""
        return (version.item for versions in self._versions.values() for version in versions)

    def _made(self, item: Item, on: date, behind: frozenset[str]) -> tuple[Cycle, ...]:
        """The cycles that a version of an item would have by itself."""
        if any(indicator not in self.indicators for indicator in item.indicators):
            return ()  # a number that nobody can report: a fault of the plan, which accuses nobody
        awaited = self.awaited(item)
        if awaited and awaited.id not in behind:
            return tuple((cycle, None) for cycle, _ in self.cycles(awaited, on, behind | {item.id}))
        return self._cycles_of(item.deadline)

    def _cycles_of(self, deadline: Deadline | None) -> tuple[Cycle, ...]:
        if deadline not in self._made_already:
            made = cycles(deadline, self.plan.issued_on, self.plan.ends_on) if self.plan else ()
            self._made_already[deadline] = tuple(made)
        return self._made_already[deadline]

    _made_already: dict[Deadline | None, tuple[Cycle, ...]] = PrivateAttr(default_factory=dict)

    def cycle_meant(self, item: Item, written: str | None, on: date) -> str | None:
        """The cycle that a report speaks of, by the text of a day. An item due once has none, though its year may be written."""
        if written in {cycle for cycle, _ in self.cycles(item, on)}:
            return written
        versions = [version.item for version in self.versions(item) if not version.repealed]
        deadlines = [version.deadline for version in versions]
        if any(isinstance(d, Once) and written in {None, str(d.on.year)} for d in deadlines):
            return None
        return written if any(isinstance(d, Once) for d in deadlines) or any(map(self.recurs, versions)) else None

    def versions(self, item: Item) -> tuple[Version, ...]:
        """An item as the plan has it, and as each amending document has it, in the order in which they took effect."""
        return self._versions.get(item.id, ())

    def always_recurs(self, item: Item) -> bool:
        """Whether each of its versions has cycles, so that a report must name one."""
        return all(version.item.recurring for version in self.versions(item))

    def in_force(self, item: Item, on: date) -> Version:
        """An item's version on a day."""
        return [version for version in self.versions(item) if version.effective <= on][-1]

    @cached_property
    def _versions(self) -> dict[str, tuple[Version, ...]]:
        found = {item.id: [Version(item)] for item in self.items.values()}
        for number, amendment in sorted(enumerate(self.amendments), key=lambda pair: pair[1].effective):
            changed = [(self.items[name], change) for name, change in amendment.items.items() if name in self.items]
            for named, change in sorted(changed, key=lambda pair: pair[0].id != pair[0].clause):  # clauses first
                for item in (named, *self._inheriting(named)):
                    versions = found[item.id]
                    version = self._amended(versions, named, amendment, change)
                    if version is not None:
                        _add(versions, replace(version, place=(number, named.id)))
            for clause in {item.clause for item, _ in changed if item.clause}:
                self._release(found, clause)
        return {item: tuple(versions) for item, versions in found.items()}

    def _release(self, found: dict[str, list[Version]], clause: str) -> None:
        """A clause of which no required requirement is left is complete by its own entry from then on, and the reverse."""
        own = [found[item.id][-1] for item in self._inheriting(self.items[clause])]
        leaf = all(version.repealed or not version.item.required for version in own)
        last = found[clause][-1]
        if own and last.item.leaf is not leaf:
            newest = max(own, key=lambda version: (version.effective, version.place or ()))
            found[clause].append(replace(newest, item=replace(last.item, leaf=leaf), repealed=last.repealed))

    def _inheriting(self, named: Item) -> tuple[Item, ...]:
        """The requirements of a clause."""
        own = self.clauses[named.id].requirements if named.id == named.clause else ()
        return tuple(self.items[f"{named.id}/{requirement.id}"] for requirement in own)

    def _amended(self, versions: list[Version], named: Item, amendment: Amendment, change: Change) -> Version | None:
        """An item's next version; None where nothing changes for it."""
        last = versions[-1]
        own = last.item.id == named.id
        said = {
            name: value
            for name, value in change.of_item(self._numbers).items()
            if own or name in last.item.inherited - {"title"}
        }
        if last.item.within and change.responsible:
            said["within"] = () if own else change.responsible
        repealed = change.repealed or (last.repealed and not own)
        if not own and not said and repealed is last.repealed:
            return None
        if "deadline" in said:
            said["deadline"] = fixed(said["deadline"], amendment.effective, self._workdays)
        if "threshold" in said and "title" in last.item.inherited:
            said = {"title": said["threshold"].demand} | said
        documents = tuple(dict.fromkeys((*last.documents, amendment.document)))
        item = replace(
            last.item,
            **said,
            source=f"{versions[0].item.source}（{'、'.join(documents)}修改）",
            inherited=last.item.inherited - said.keys() if own else last.item.inherited,
        )
        return Version(item, amendment.effective, documents, repealed)

    def recurs(self, item: Item) -> bool:
        """Whether an item, or what it waits for in the end, falls due again and again."""
        return item.recurring or any(one.recurring for one in self._in_turn(item, self._whole_awaited))

    def _whole_awaited(self, item: Item) -> tuple[Item, ...]:
        awaited = self.awaited(item)
        return (awaited,) if awaited else ()

    def awaited(self, item: Item) -> Item | None:
        """The item from whose completion another's days are counted."""
        return self.items.get(item.deadline.item or "") if isinstance(item.deadline, Within) else None

    @cached_property
    def in_order_of_waiting(self) -> tuple[tuple[Item, ...], ...]:
        """The leaves, those that wait for the completion of others after them."""
        found: dict[int, list[Item]] = defaultdict(list)
        for item in self.leaves:
            found[self._waits(item)].append(item)
        return tuple(tuple(found[steps]) for steps in sorted(found))

    def _waits(self, item: Item, after: frozenset[str] = frozenset()) -> int:
        """How many items stand before it in its longest chain of waiting, by any of its versions."""
        after |= {item.id}
        awaited = (part for version in self.versions(item) for part in self._parts_awaited(version.item))
        return max((1 + self._waits(part, after) for part in awaited if part.id not in after), default=0)

    def _parts_awaited(self, item: Item) -> tuple[Item, ...]:
        """What an item waits for; of a clause that is complete through its requirements, these, too."""
        awaited = self._whole_awaited(item)
        inner = (part for one in awaited for part in self._inheriting(one))
        return *awaited, *(part for part in inner if any(v.item.required for v in self.versions(part)))

    @property
    def workdays(self) -> Workdays:
        return self._workdays

    def waits_for_itself(self, item: Item) -> bool:
        return any(part.id == item.id for part in self._in_turn(item, self._parts_awaited))

    def _in_turn(self, item: Item, awaited: Callable[[Item], Iterable[Item]]) -> Iterator[Item]:
        """What an item waits for, what that waits for, and so on, in each version."""
        seen, left = set[str](), [*awaited(item)]
        while left:
            part = left.pop()
            if part.id not in seen:
                seen.add(part.id)
                versions = [version.item for version in self.versions(part)]
                yield from versions
                left += (further for version in versions for further in awaited(version))

    @cached_property
    def titles(self) -> dict[int | str, str]:
        """Each measure's title by its number, the first of equal numbers."""
        found: dict[int | str, str] = {}
        for measure in self.measures:
            found.setdefault(measure.id, measure.title)
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        return {item: index for index, item in enumerate(self.items)}

    def order(self, item_id: str) -> int:
        """An item's place in the document."""
        return self._order[item_id]

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for measure in self.measures for clause in measure.clauses}

    @cached_property
    def leaves(self) -> tuple[Item, ...]:
        """What is complete by its own entries, in one version or another."""
        return tuple(item for item in self.items.values() if any(v.item.leaf for v in self.versions(item)))

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers({indicator.id: indicator for indicator in self.indicators}, self.tables)

    @cached_property
    def forms(self) -> dict[str, TableForm]:
        """The tables that its forms, schema and messages know: those declared, or those of old that its thresholds use."""
        if self.tables is not None:
            return {form.id: form for form in self.tables}
        items = (version.item for item in self.items.values() for version in self.versions(item))
        used = {item.threshold.form.id for item in items if isinstance(item.threshold, OfTable)}
        return {form.id: form for form in first_edition.FORMS if form.id in used}

    @cached_property
    def readable_forms(self) -> dict[str, TableForm]:
        """Those that a report may have: where none are declared, also those of old that nothing rests on."""
        return self.forms if self.tables is not None else {form.id: form for form in first_edition.FORMS}

    def report(self, keys: Iterable[str] = ()) -> type[Submission]:
        """What a report may be; of one with these keys, also with the tables of old that it has."""
        return report_with(
            tuple(form for name, form in self.readable_forms.items() if name in self.forms or name in keys)
        )

    def _clause_items(self) -> Iterator[Item]:
        for measure in self.measures:
            for clause in measure.clauses:
                yield _clause_item(measure, clause)
                for requirement in clause.requirements:
                    yield _requirement_item(measure, clause, requirement, self._numbers)

    def _milestone_items(self) -> Iterator[Item]:
        for m in self.milestones:
            yield Item(
                *(m.id, m.title, m.source, _settled(m.deadline), m.responsible),
                supporting=m.supporting,
                jointly=m.jointly,
                basis=m.basis,
            )


def _add(versions: list[Version], version: Version) -> None:
    """One document makes one version, though it changes a clause and its requirement."""
    if version.place and versions[-1].place and version.place[0] == versions[-1].place[0]:
        versions.pop()
    versions.append(version)


def _by_due(cycle: Cycle) -> date:
    return cycle[1] or date.max


def _settled(deadline: Deadline | SettledDeadline | None) -> Deadline | None:
    return deadline.deadline if isinstance(deadline, SettledDeadline) else deadline


def _clause_item(measure: Measure, clause: Clause) -> Item:
    return Item(
        id=clause.id,
        title=clause.summary.rstrip("。"),
        source=clause.source,
        deadline=_settled(clause.deadline),
        responsible=clause.responsible,
        measure=measure.id,
        clause=clause.id,
        supporting=clause.supporting,
        jointly=clause.jointly,
        condition=clause.condition,
        leaf=all(r.binding == "鼓励" for r in clause.requirements),
    )


NO_PLAN = Plan(measures=())
"""Stands in for a plan that cannot be used."""


_INHERITABLE = ("deadline", "responsible", "supporting", "jointly", "condition")


def _requirement_item(measure: Measure, clause: Clause, requirement: Requirement, numbers: Numbers) -> Item:
    threshold = requirement.threshold.kind(numbers) if requirement.threshold else None
    return Item(
        id=f"{clause.id}/{requirement.id}",
        title=requirement.title or (threshold.demand if threshold else ""),
        source=clause.source,
        deadline=_settled(requirement.deadline or clause.deadline),
        responsible=requirement.responsible or clause.responsible,
        measure=measure.id,
        clause=clause.id,
        supporting=clause.supporting if requirement.supporting is None else requirement.supporting,
        jointly=clause.jointly if requirement.jointly is None else requirement.jointly,
        act=requirement.act,
        recipient=requirement.recipient,
        required=requirement.binding == "必须",
        threshold=threshold,
        condition=requirement.condition or clause.condition,
        once=requirement.once,
        within=clause.responsible if requirement.responsible else (),
        inherited=frozenset(name for name in ("title", *_INHERITABLE) if getattr(requirement, name) is None),
    )
