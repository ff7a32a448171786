"""The kinds of reports. A new one is a line here, and a function that makes it of a `Material`."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhifa_cli.views.document import Document
    from zhifa_cli.views.figures import Material


class Kind(StrEnum):
    """What a report is for: its name, what it is called, and the function below this package that makes it."""

    MONTHLY = "monthly", "月度通报", "monthly.document"
    BRIEF = "brief", "一页简报", "brief.document"
    MIDTERM = "midterm", "中期评估", "review.midterm"
    SUMMARY = "summary", "行动总结", "review.summary"
    UNIT = "unit", "一个单位的情况", "unit.document"
    RECTIFICATION = "rectification", "督办整改情况和三张清单", "rectification.document"
    EVALUATION = "evaluation", "年度评议情况", "evaluation.document"
    STATISTICS = "statistics", "年度执法统计分析报告", "statistics.document"
    NOTICE = "notice", "督办函", "unit.notice"

    label: str
    maker: str

    def __new__(cls, name: str, label: str, maker: str) -> Self:
        kind = str.__new__(cls, name)
        kind._value_, kind.label, kind.maker = name, label, maker
        return kind

    @property
    def of_one_unit(self) -> bool:
        """Whether it is about one unit, which has to be named."""
        return self in {Kind.UNIT, Kind.NOTICE}

    @property
    def asks(self) -> bool:
        """Whether it asks for something by a day."""
        return self in {Kind.MONTHLY, Kind.BRIEF, Kind.NOTICE}

    @property
    def has_table(self) -> bool:
        """Whether 进展情况汇总表 is among its annexes, to be had as CSV."""
        return self in {Kind.MONTHLY, Kind.UNIT}

    def document(self, of: Material) -> Document | None:
        """The report; None where there is nothing to say in it."""
        module, _, function = self.maker.partition(".")
        make: Callable[[Material], Document | None] = getattr(import_module(f"zhifa_cli.report.{module}"), function)
        return make(of)
