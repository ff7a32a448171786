"""The page of a 公文 in Word by GB/T 9704-2012, or as data/style.yaml has it: paper, grid, fonts, paragraph styles.

Lengths are in twips, twentieths of a point.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from xml.sax.saxutils import escape, quoteattr

from zhifa_cli.model.style import Fonts, Style
from zhifa_cli.text.unseen import visible

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
POINT = 20
LEVELS = 4
"""Of headings."""
BODY = 16 * POINT
"""3号."""
RED = "FF0000"
_MM = Fraction(1440) / Fraction("25.4")
_PAPER = 11906, 16838
"""A4, width and height."""
_TO_PAGE_NUMBER = 7 * _MM
"""From the foot of the text to the line of the page number (GB/T 9704-2012, 7.5)."""
_PAGE_NUMBER = 14 * POINT
"""4号."""
_COMMON = {"宋体", "黑体", "仿宋", "楷体", "微软雅黑", "等线", "Times New Roman", "Arial", "Calibri", "Courier New"}
"""What comes with every Office in Chinese."""
_INSTEAD = Fonts(
    title="宋体", heading="黑体", subheading="楷体", body="仿宋", latin="Times New Roman", page_number="宋体"
)
"""What Word is told to take where a font is not installed."""


def missing(fonts: Fonts) -> dict[str, str]:
    """The fonts that a reader may lack, and what stands in for each."""
    named, instead = fonts.model_dump(), _INSTEAD.model_dump()
    return {name: instead[use] for use, name in reversed(named.items()) if name not in _COMMON}


@dataclass(frozen=True)
class Page:
    """A page of a style, upright or on its side."""

    style: Style
    landscape: bool = False

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Top, right, bottom, left. Of a page on its side the bound edge is the upper one."""
        margins = self.style.margins
        top, right, bottom, left = (
            round(Fraction(margin) * _MM) for margin in (margins.top, margins.right, margins.bottom, margins.left)
        )
        return (left, top, right, bottom) if self.landscape else (top, right, bottom, left)

    @property
    def size(self) -> tuple[int, int]:
        width, height = _PAPER
        return (height, width) if self.landscape else (width, height)

    @property
    def width(self) -> int:
        """Of the text."""
        _, right, _, left = self.margins
        return self.size[0] - right - left

    @property
    def pitch(self) -> int:
        """From line to line: rounded down, for a line too many is a line less on the page."""
        top, _, bottom, _ = Page(self.style).margins
        return (_PAPER[1] - top - bottom) // self.style.lines

    @property
    def character(self) -> int:
        """From character to character, and a little less: programs round it, and lines are filled anyway."""
        return Page(self.style).width // self.style.characters - 1

    @property
    def _grid(self) -> int:
        """What Word's grid adds to each character, in 4096ths of a point."""
        return floor(Fraction(Page(self.style).width * 4096, self.style.characters * POINT)) - BODY * 4096 // POINT

    def lines(self, before: int = 0, after: int = 0) -> str:
        """The spacing of a paragraph: each of its lines on one of the page's, with so many free around it."""
        around = f'w:before="{before * self.pitch}" w:after="{after * self.pitch}"'
        return f'<w:spacing {around} w:line="{self.pitch}" w:lineRule="exact"/>'

    def section(self, feet: str = "") -> str:
        """The properties of a section of such pages; ``feet`` refers to what stands at their foot."""
        (width, height), (top, right, bottom, left) = self.size, self.margins
        foot = max(bottom - round(_TO_PAGE_NUMBER) - _PAGE_NUMBER, 0)
        side = ' w:orient="landscape"' if self.landscape else ""
        return (
            f'<w:sectPr>{feet}<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{side}/>'
            f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
            f' w:header="{min(top, 851)}" w:footer="{foot}" w:gutter="0"/>'
            f'<w:docGrid w:type="linesAndChars" w:linePitch="{self.pitch}" w:charSpace="{self._grid}"/></w:sectPr>'
        )


# ---- styles ----------------------------------------------------------------------------------------------

_ORDER = (
    "keepNext",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "pBdr",
    "wordWrap",
    "autoSpaceDE",
    "autoSpaceDN",
    "snapToGrid",
    "spacing",
    "ind",
    "jc",
    "outlineLvl",
)
"""In which the properties of a paragraph must stand."""
KEPT = "<w:keepNext/>"
FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_CENTRED = FLUSH, '<w:jc w:val="center"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>', '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'


def properties(style: str, *more: str) -> str:
    """The properties of a paragraph, in the order that Word demands."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    ordered = sorted(more, key=lambda one: _ORDER.index(re.findall(r"\w+", one)[1]))
    return f"<w:pPr>{named}{''.join(ordered)}</w:pPr>"


def paragraph(style: str, runs: str, *more: str) -> str:
    """A paragraph of a style, or of the body's, with more properties of its own."""
    return f"<w:p>{properties(style, *filter(None, more))}{runs}</w:p>"


def run(text: str, look: str = "", style: str = "") -> str:
    """A text, always as text; quotes and dashes are those of the Chinese font."""
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    shown = f'<w:t xml:space="preserve">{escape(visible(text))}</w:t>'
    return f'<w:r><w:rPr>{named}<w:rFonts w:hint="eastAsia"/>{look}</w:rPr>{shown}</w:r>'


def indent(left: int, hanging: int = 0) -> str:
    """Of all lines, and less of the first, in hundredths of a character."""
    hung = f' w:hangingChars="{hanging}" w:hanging="{_wide(hanging)}"' if hanging else ""
    return (
        f'<w:ind w:leftChars="{left}" w:left="{_wide(left)}"{hung or FLUSH.removeprefix("<w:ind").removesuffix("/>")}/>'
    )


def right(indent: int) -> str:
    """From the right edge, in hundredths of a character."""
    return f'<w:ind w:rightChars="{indent}" w:right="{_wide(indent)}" w:firstLineChars="0" w:firstLine="0"/>'


def _wide(hundredths: int) -> int:
    return hundredths * BODY // 100


def ruled(*edges: str, width: int = 4, space: int = 1, color: str = "auto") -> str:
    """Lines beside a paragraph; the width is in eighths of a point."""
    lines = (f'<w:{edge} w:val="single" w:sz="{width}" w:space="{space}" w:color="{color}"/>' for edge in edges)
    return f"<w:pBdr>{''.join(lines)}</w:pBdr>"


def fonts(east: str, latin: str) -> str:
    """One font for Chinese and one for all else, whatever the theme."""
    named = (("eastAsia", east), ("ascii", latin), ("hAnsi", latin), ("cs", latin))
    return "<w:rFonts " + " ".join(f"w:{script}={quoteattr(visible(font))}" for script, font in named) + "/>"


def size(half_points: int, narrower: int = 0) -> str:
    """How large a text is, and by how much its characters are closer together."""
    return f'<w:spacing w:val="{-narrower}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def styles(page: Page) -> str:
    """The content of styles.xml."""
    named = page.style.fonts
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(named.body, named.latin)}{size(32)}{language}"
        f"</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>{''.join(_styles(page))}</w:styles>"
    )


def _styles(page: Page) -> Iterator[str]:
    named = page.style.fonts
    title, heading, subheading, body, number = (
        fonts(font, latin)
        for font, latin in (
            (named.title, named.latin),
            (named.heading, named.latin),
            (named.subheading, named.latin),
            (named.body, named.latin),
            (named.page_number, named.page_number),
        )
    )

    normal = (
        '<w:widowControl w:val="0"/>',
        '<w:snapToGrid w:val="0"/>',
        page.lines(),
        '<w:ind w:firstLineChars="200" w:firstLine="640"/>',
        '<w:jc w:val="both"/>',
    )
    yield _style("Normal", "Normal", properties("", *normal), size(32, BODY - page.character), based="")
    yield _style("Title", "Title", properties("", KEPT, page.lines(after=1), *_CENTRED), title + size(44))
    for level, font in enumerate((heading, subheading, body, body)[:LEVELS]):
        yield _style(
            f"Heading{level + 1}",
            f"heading {level + 1}",
            properties("", KEPT, f'<w:outlineLvl w:val="{level}"/>'),
            font,
        )
    yield f'<w:style w:type="character" w:styleId="Lead"><w:name w:val="段首"/><w:rPr>{subheading}</w:rPr></w:style>'
    yield _style("AnnexNumber", "附件序号", properties("", KEPT, "<w:pageBreakBefore/>", FLUSH), heading)
    yield _style(
        "AnnexTitle", "附件标题", properties("", KEPT, page.lines(1, 1), *_CENTRED), title + size(44), "Heading1"
    )
    yield _style("Banner", "发文机关标志", properties("", *_OFF_GRID, *_CENTRED), f'{title}<w:color w:val="{RED}"/>')
    yield _style("DocumentNumber", "发文字号", properties("", page.lines(2, 2), *_CENTRED))
    yield _style("Addressed", "主送机关", properties("", FLUSH))
    box = ruled("top", "left", "bottom", "right", space=4)
    yield _style("Warning", "注意", properties("", box, FLUSH), subheading + size(28))
    yield _style("Enclosed", "附件说明", properties("", FLUSH))
    yield _style("Signature", "Signature", properties("", KEPT, FLUSH, '<w:jc w:val="right"/>'))
    tight = (f'<w:{what} w:val="0"/>' for what in ("wordWrap", "autoSpaceDE", "autoSpaceDN"))
    cell = properties("", *tight, *_OFF_GRID, FLUSH, '<w:jc w:val="left"/>')
    yield _style("TableText", "表格文字", cell, size(21))
    yield _style("TableHeading", "表头", properties("", *_CENTRED), heading, "TableText")
    yield _style("Caption", "caption", properties("", KEPT, page.lines(1), *_CENTRED), heading + size(28))
    yield _style("Footer", "footer", properties("", *_OFF_GRID, FLUSH), number + size(28))
    yield _style("Copies", "抄送机关", properties("", *_OFF_GRID, indent(400, 300)), size(28))
    grid = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    beside = "".join(f'<w:{edge} w:w="60" w:type="dxa"/>' for edge in ("left", "right"))
    yield (
        '<w:style w:type="table" w:default="1" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr>'
        f"<w:tblBorders>{grid}</w:tblBorders><w:tblCellMar>{beside}</w:tblCellMar></w:tblPr></w:style>"
    )


def _style(key: str, name: str, of_paragraph: str, of_text: str = "", based: str = "Normal") -> str:
    """A paragraph style."""
    default = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = "" if based else ' w:default="1"'
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{key}"><w:name w:val="{name}"/>{default}<w:qFormat/>'
        f"{of_paragraph}<w:rPr>{of_text}</w:rPr></w:style>"
    )


GAP = paragraph("", "", FLUSH, '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>')
"""Keeps two tables apart, and ends a section after one."""


# ---- what else a file holds ------------------------------------------------------------------------------

SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>'
)


def font_table(named: Fonts) -> str:
    """The content of fontTable.xml: which font Word is to take where one is not installed."""
    kinds = "".join(
        f'<w:font w:name={quoteattr(visible(name))}><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in missing(named).items()
    )
    return f"<w:fonts {NAMESPACES}>{kinds}</w:fonts>"


def footer(*, odd: bool) -> str:
    """The foot of a page: its number between dashes, a character from the outer edge."""
    edge = (right(100), '<w:jc w:val="right"/>') if odd else (indent(100), '<w:jc w:val="left"/>')
    return (
        f'<w:ftr {NAMESPACES}><w:p>{properties("Footer", *edge)}<w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )
