"""What a unit reports in a month: progress, numbers, and the tables that its plan declares."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Self, TypeAlias

from pydantic import Field, create_model, field_validator, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import (
    CycleText,
    Flag,
    FullDate,
    Month,
    Number,
    Period,
    Text,
    as_written,
    fault,
)
from zhifa_cli.model.table import Filled, TableForm
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import quoted

ACTS = ("制定", "报送", "报告", "审核", "备案", "公布", "公开", "公示")
"""What can be done with a thing, in any plan; a plan may name more (``acts``)."""
Act: TypeAlias = Annotated[Text, as_written("string", pattern=r".*\S.*", examples=list(ACTS))]


def unknown_act(given: str, known: Sequence[str]) -> str:
    """What is wrong with an act that no plan knows, and the cure."""
    found = nearest(given, known)
    meant = f"。{hint(found)}" if found else ""
    return f"{quoted(given)}不在可用的值之内；可写：{'、'.join(known)}（别的写进 measures.yaml 的 acts）{meant}"


"""Kinds of official act. They differ: filing (备案) is neither review (审核) nor publication (公布)."""


_HOLLOW = frozenset({"", "无", "略", "待补", "见附件", "同上", "暂无"})


@lru_cache(maxsize=4096)
def says_something(text: str | None) -> bool:
    """Whether a title or a reason says anything: 无, 略, 待补 and the like show and explain nothing."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text or "")) not in _HOLLOW


class Progress(StrEnum):
    """What a unit claims of an item. The ledger, not the claim, gives the verdict."""

    DONE = "已完成"
    IN_PROGRESS = "推进中"
    NOT_STARTED = "未启动"
    NOT_APPLICABLE = "不适用"


_INSIDE = re.compile(r"(?![/~])(?!.*(?:^|/)\.{1,2}(?:/|$))[^\\:\x00-\x1f]*[^\\:\x00-\x1f/ ]")
"""A path within the data folder, the same on every system."""


class Evidence(Record, title="佐证材料"):
    """What shows that a thing was done (佐证材料)."""

    title: Annotated[Text, Field(title="材料名称", description="佐证材料的名称，必填")]
    document_no: Annotated[Text | None, Field(title="文号")] = None
    dated: Annotated[FullDate | None, Field(title="成文日期", description="完整日期，如 2024-06-20")] = None
    location: Annotated[Text | None, Field(title="存放处", description="网址、档案号或文件路径")] = None
    file: Annotated[
        Text | None,
        Field(title="文件", description="随数据存放的文件，写在数据文件夹里的路径，如 evidence/2024/东府字12号.pdf"),
        as_written("string", pattern=_INSIDE.pattern, examples=["evidence/2024/report.pdf"]),
    ] = None
    sha256: Annotated[
        Text | None,
        Field(title="封存值", description="文件内容的 SHA-256，由 zhifa evidence seal 写入"),
        as_written("string", pattern="[0-9a-f]{64}"),
    ] = None

    @field_validator("file")
    @classmethod
    def _lies_within(cls, file: str | None) -> str | None:
        if file is not None and not _INSIDE.fullmatch(file):
            message = (
                f"{quoted(file)}不是数据文件夹里的路径；请写成 evidence/2024/report.pdf 的样子（用 /，不用 .. 和盘符）"
            )
            raise fault("evidence_path", message)
        return file

    @model_validator(mode="after")
    def _seals_a_file(self) -> Self:
        if self.sha256 is not None and not re.fullmatch("[0-9a-f]{64}", self.sha256):
            message = "不是 SHA-256 值（64 位小写十六进制）；请删去这一行，再运行 zhifa evidence seal"
            raise fault("evidence_seal", message, "sha256")
        if self.sha256 is not None and self.file is None:
            raise fault(
                "evidence_seal", "有 sha256 而没有 file，不知封存的是哪个文件；请补上 file 或删去这一行", "sha256"
            )
        return self


_GOES_WITH_STATUS: JsonDict = {
    "if": {"required": ["completed_on"], "properties": {"completed_on": {"type": "string"}}},
    "then": {"required": ["status"], "properties": {"status": {"const": "已完成"}}},
}


class Entry(Record, title="一个事项的进展", json_schema_extra=_GOES_WITH_STATUS):
    """One line of progress: what a unit says of one item (事项) in one cycle.

    One without a status and with nothing else filled in is a scaffold's blank: it says nothing.
    """

    item: Annotated[Text, Field(title="事项编号", description="条款或 条款/要求，如 5/report；里程碑写其编号")]
    cycle: Annotated[
        CycleText | None,
        Field(
            title="届期",
            description="每年事项写届期的年份；每月、每季度、每半年的写 2024-03、2024Q1、2024H1；其他事项不写",
        ),
    ] = None
    status: Annotated[Progress | None, Field(title="进展", description="已完成、推进中、未启动 或 不适用")] = None
    completed_on: Annotated[FullDate | None, Field(title="完成日期", description="完整日期，与“已完成”同用")] = None
    act: Annotated[Act | None, Field(title="办理方式", description="办的是哪一种，须与要求一致")] = None
    recipient: Annotated[Text | None, Field(title="报送对象", description="报给了谁、由谁审核或备案")] = None
    evidence: Annotated[tuple[Evidence, ...], Field(title="佐证材料")] = ()
    reason: Annotated[Text | None, Field(title="理由", description="“不适用”必须说明理由")] = None
    problems: Annotated[Text | None, Field(title="存在问题")] = None
    next_steps: Annotated[Text | None, Field(title="下一步措施")] = None

    @property
    def shown(self) -> tuple[Evidence, ...]:
        """The evidence that names something."""
        return tuple(evidence for evidence in self.evidence if says_something(evidence.title))

    @property
    def explained(self) -> bool:
        return says_something(self.reason)

    @model_validator(mode="after")
    def _what_is_filled_in_has_a_status(self) -> Self:
        if self.status is None and self.model_fields_set - {"item", "cycle", "status"}:
            raise fault("missing_status", "缺少必填项 status（进展）；可写：" + "、".join(Progress), "status")
        return self

    @model_validator(mode="after")
    def _date_goes_with_done(self) -> Self:
        if self.completed_on is not None and self.status not in {None, Progress.DONE}:
            raise fault(
                "date_without_done",
                f"写了完成日期，进展却是“{self.status}”；已完成的请改为“已完成”，未完成的请删去 completed_on",
                "completed_on",
            )
        return self


_DATED_WHERE_GIVEN: JsonDict = {"if": {"required": ["value"]}, "then": {"required": ["as_of"]}}


class IndicatorFigure(Record, title="一个指标的数字", json_schema_extra=_DATED_WHERE_GIVEN):
    """A unit's number for an indicator. One without a value is a scaffold's blank: it says nothing."""

    indicator: Annotated[Text, Field(title="指标", description="measures.yaml 里 indicators 的编号")]
    cycle: Annotated[
        CycleText | None, Field(title="届期", description="每年、每季度等事项的届期，如 2025、2025Q1；其他事项不写")
    ] = None
    as_of: Annotated[FullDate | None, Field(title="统计截止日")] = None
    value: Annotated[Number | None, Field(title="数值", description="非负数，如 190 或 12.5；百分比请报分子和分母")] = (
        None
    )
    evidence: Annotated[tuple[Evidence, ...], Field(title="佐证材料")] = ()

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.value is not None and self.as_of is None:
            raise fault("missing_date", "缺少必填项 as_of（统计截止日），完整日期，如 2025-12-31")
        return self


class Submission(Record, title="一个单位一个月的报送"):
    """One file of data/submissions: one unit's report for one month."""

    unit: Annotated[Text, Field(title="报送单位", description="单位的 id、简称、全称或别名")]
    period: Annotated[Period, Field(title="报告月份", description="如 2024-06")]
    submitted_on: Annotated[FullDate, Field(title="报送日期", description="完整日期，如 2024-06-28")]
    demo: Annotated[Flag, Field(title="演示数据", description="true 表示示例，不是真实情况")] = False
    progress: Annotated[tuple[Entry, ...], Field(title="事项进展")] = ()
    figures: Annotated[tuple[IndicatorFigure, ...], Field(title="指标数字")] = ()

    @property
    def tables(self) -> dict[str, Filled]:
        """The tables that it has, by the ids that the plan gives them."""
        found = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: table for name, table in found if isinstance(table, Filled)}

    @property
    def ranking_month(self) -> Month:
        """The month that it ranks by: nobody reports a month that has not begun."""
        return min(self.period, Month(self.submitted_on.year, self.submitted_on.month))


@lru_cache(maxsize=64)
def report_with(forms: tuple[TableForm, ...]) -> type[Submission]:
    """What a report may be, where a plan has these tables."""
    fields: dict[str, Any] = {form.id: (Annotated[form.model | None, Field(title=form.title)], None) for form in forms}
    title = {"title": Submission.model_config["title"]}
    return create_model("Submission", __base__=Submission, __module__=__name__, __cls_kwargs__=title, **fields)
