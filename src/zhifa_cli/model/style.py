"""A body's own habits in what it issues: what it calls itself, whom it writes to, and the page."""

from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, Strict, StringConstraints

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Count, Number, Text, as_written, fault

N = TypeVar("N", int, Decimal)

_YEAR = "{年}"
_LONGEST = 31
"""Characters of a font's name that Word can hold."""


def _between(least: int, most: int, unit: str) -> AfterValidator:
    """What leaves room for a text on the page."""

    def check(value: N) -> N:
        if not least <= value <= most:
            raise fault("bounds", f"{value} 不在 {least} 到 {most} {unit}之间，这样的页面排不了字，请核对")
        return value

    return AfterValidator(check)


Millimetres = Annotated[
    Number, _between(5, 80, "毫米"), as_written("number", "string", pattern=r"[0-9.]+", minimum=5, maximum=80)
]
PerPage = Annotated[
    Count, _between(10, 40, ""), as_written("integer", "string", pattern="[1-4][0-9]", minimum=10, maximum=40)
]
FontName = Annotated[
    str,
    Strict(),
    StringConstraints(pattern=r"\S", max_length=_LONGEST),
    as_written("string", pattern=r".*\S.*", maxLength=_LONGEST),
]


class Margins(Record, title="页边距"):
    """From the edge of an A4 page to its text, in millimetres."""

    top: Annotated[Millimetres, Field(title="上")] = Decimal(37)
    bottom: Annotated[Millimetres, Field(title="下")] = Decimal(35)
    left: Annotated[Millimetres, Field(title="左")] = Decimal(28)
    right: Annotated[Millimetres, Field(title="右")] = Decimal(26)


class Fonts(Record, title="字体"):
    """Which font is whose."""

    title: Annotated[FontName, Field(title="标题和发文机关标志")] = "方正小标宋简体"
    heading: Annotated[FontName, Field(title="一级标题", description="“一、”")] = "黑体"
    subheading: Annotated[FontName, Field(title="二级标题", description="“（一）”")] = "楷体_GB2312"
    body: Annotated[FontName, Field(title="正文")] = "仿宋_GB2312"
    latin: Annotated[FontName, Field(title="正文里的数字和字母")] = "Times New Roman"
    page_number: Annotated[FontName, Field(title="页码")] = "宋体"


class Style(Record, title="公文格式"):
    """data/style.yaml. What it does not say is as GB/T 9704-2012 has it."""

    banner: Annotated[
        Text | None, Field(title="发文机关标志", description="红色大字，如 某市司法局文件；函件用发文机关署名")
    ] = None
    document_no: Annotated[
        Text | None, Field(title="发文字号", description=f"{_YEAR} 换成截至日的年份，如 某司通〔{_YEAR}〕 号")
    ] = None
    addressed: Annotated[Text | None, Field(title="主送机关", description="督办函主送被督办的单位")] = None
    issuer: Annotated[Text | None, Field(title="发文机关署名", description="不写是计划的牵头单位")] = None
    copies: Annotated[Text | None, Field(title="抄送机关")] = None
    margins: Margins = Field(default_factory=Margins, description="毫米")
    lines: Annotated[PerPage, Field(title="每页行数")] = 22
    characters: Annotated[PerPage, Field(title="每行字数")] = 28
    fonts: Fonts = Field(default_factory=Fonts)

    def number(self, on: date) -> str:
        """发文字号 of what is issued in a year; its own number is for whoever issues it."""
        return (self.document_no or "").replace(_YEAR, str(on.year))


NO_STYLE = Style()
