"""A matter under rectification (整改事项): who is to mend what by when, what was sent, claimed, accepted and closed."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from zhifa_cli.finding import Route
from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import ONE_OR_MORE, Flag, FullDate, Text, as_written
from zhifa_cli.model.submission import Evidence

INSTRUMENTS = ("提醒函", "督办函", "意见书", "决定书", "约谈", "通报")
"""By what a body is pressed; a register may name others."""


class Verdict(StrEnum):
    """What an acceptance says."""

    PASSED = "通过"
    RETURNED = "退回"


class Instrument(Record, title="一份督办文书"):
    """A letter, an interview or a circular by which a body was pressed."""

    kind: Annotated[
        Text,
        Field(title="文书种类", description=f"{'、'.join(INSTRUMENTS)} 等"),
        as_written("string", pattern=r".*\S.*", examples=list(INSTRUMENTS)),
    ]
    document_no: Annotated[Text | None, Field(title="文号")] = None
    issued_on: Annotated[FullDate, Field(title="发出日期", description="约谈写约谈的日期")]
    reply_by: Annotated[FullDate | None, Field(title="答复期限", description="不要求答复的不写")] = None
    replied_on: Annotated[FullDate | None, Field(title="答复日期", description="收到答复才写")] = None


class Step(Record, title="一步整改进展"):
    """What was done on a day."""

    on: Annotated[FullDate, Field(title="日期")]
    note: Annotated[Text, Field(title="做了什么")]


class Acceptance(Record, title="一次验收"):
    """Whether somebody else than the body itself found it mended."""

    by: Annotated[Text, Field(title="验收单位", description="不能是整改单位自己")]
    on: Annotated[FullDate, Field(title="验收日期")]
    result: Annotated[Verdict, Field(title="验收结果", description="通过 或 退回；最近的一次为准")]


class Rectification(Record, title="整改事项"):
    """One file of data/rectifications: 问题、责任、整改三张清单 of one matter, and what came of it."""

    id: Annotated[Text, Field(title="编号", description="在全部整改事项里唯一，如 2024-017")]
    unit: Annotated[Text, Field(title="整改单位", description="单位的 id、简称、全称或别名")]
    source: Annotated[Text, Field(title="问题来源", description="如 月度核查、案卷评查、专项监督、12345热线、行政复议")]
    found_on: Annotated[FullDate, Field(title="发现日期")]
    item: Annotated[Text | None, Field(title="事项编号", description="对应 measures.yaml 的哪一条；没有的不写")] = None
    finding: Annotated[
        tuple[Text, ...],
        ONE_OR_MORE,
        Field(title="对应的检查结论", description="zhifa check -f json 里的 fingerprint；几条的写成列表"),
    ] = ()
    problem: Annotated[Text, Field(title="存在问题", description="问题清单")]
    responsible: Annotated[
        Text | None, Field(title="责任部门", description="责任清单：写科室、部门的名称，不写个人姓名")
    ] = None
    goal: Annotated[Text | None, Field(title="整改目标")] = None
    measures: Annotated[tuple[Text, ...], Field(title="整改措施", description="整改清单")] = ()
    due: Annotated[FullDate, Field(title="整改时限", description="完整日期；要延的写在 extensions.yaml")]
    instruments: Annotated[tuple[Instrument, ...], Field(title="督办文书")] = ()
    progress: Annotated[tuple[Step, ...], Field(title="整改进展")] = ()
    claimed_on: Annotated[
        tuple[FullDate, ...],
        ONE_OR_MORE,
        Field(title="报结日期", description="单位报告整改完成的日期；退回后再报结的，写成列表"),
    ] = ()
    evidence: Annotated[tuple[Evidence, ...], Field(title="佐证材料", description="没有佐证不能销号")] = ()
    acceptance: Annotated[tuple[Acceptance, ...], Field(title="验收")] = ()
    closed_on: Annotated[FullDate | None, Field(title="销号日期", description="验收通过以后才写")] = None
    demo: Annotated[Flag, Field(title="演示数据", description="true 表示示例，不是真实情况")] = False

    def dates(self) -> Iterator[tuple[Route, date]]:
        """Every date on which something is said to have happened, and where it is written."""
        yield ("found_on",), self.found_on
        for index, instrument in enumerate(self.instruments):
            yield ("instruments", index, "issued_on"), instrument.issued_on
            if instrument.replied_on:
                yield ("instruments", index, "replied_on"), instrument.replied_on
        for index, step in enumerate(self.progress):
            yield ("progress", index, "on"), step.on
        for index, day in enumerate(self.claimed_on):
            yield ("claimed_on", index), day
        for index, shown in enumerate(self.evidence):
            if shown.dated:
                yield ("evidence", index, "dated"), shown.dated
        for index, acceptance in enumerate(self.acceptance):
            yield ("acceptance", index, "on"), acceptance.on
        if self.closed_on:
            yield ("closed_on",), self.closed_on
