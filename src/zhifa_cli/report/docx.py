"""A report as a Word file, laid out as a 公文. Needs the ``docx`` extra.

The same document gives the same bytes: no clock, no machine, a fixed order.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any, assert_never

import docx
from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from zhifa_cli.model.style import Style
from zhifa_cli.report import gongwen, word_tables
from zhifa_cli.report.gongwen import GAP, KEPT, NAMESPACES, RED, Page, indent, paragraph, right, ruled, run, size
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells
from zhifa_cli.views.document import (
    Block,
    Document,
    Matrix,
    Paragraph,
    Pie,
    Points,
    Section,
    Table,
    Timeline,
    Trend,
)

_CORE, _TEXT = "docProps/core.xml", "word/document.xml"
_FIRST = ("[Content_Types].xml", _CORE, _TEXT)
"""By names in this order other programs know a Word file; by the second, which is not packed, we know our own."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_ESSENTIAL = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
}
_LONGEST_PROPERTY = 255
_UPRIGHT_MATRIX = 15
"""So many columns of lights fit an upright page."""


def render(document: Document, style: Style) -> bytes:
    """The file."""
    word, page = docx.Document(), Page(style)
    for rels in (word.part.rels, word.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype not in _ESSENTIAL]:
            del rels[key]
    _fill(word.styles.element, gongwen.styles(page))
    _fill(word.settings.element, gongwen.SETTINGS)
    table = gongwen.font_table(style.fonts).encode()
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, table, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
    first = word.sections[0]
    for foot, odd in ((first.footer, True), (first.even_page_footer, False)):
        foot.is_linked_to_previous = False
        _fill(foot._element, gongwen.footer(odd=odd))
    _describe(word, document, style)
    raw = io.BytesIO()
    word.save(raw)
    numbers = zip(("default", "even"), first._sectPr.footerReference_lst, strict=True)
    feet = "".join(f'<w:footerReference w:type="{which}" r:id="{foot.rId}"/>' for which, foot in numbers)
    return _fixed(raw, _composed(document, page, feet).encode())


def _fill(element: Any, xml: str) -> None:
    """Put what is in one element in the place of all that is in another."""
    element.clear()
    element.extend(parse_xml(xml))


def _describe(word: Word, document: Document, style: Style) -> None:
    """What the file says of itself; of people it says nothing."""
    about, issuer = word.core_properties, style.issuer or next(iter(document.closing), "")
    about.title, about.author, about.last_modified_by = (
        visible(text)[:_LONGEST_PROPERTY] for text in (document.title, issuer, issuer)
    )
    about.keywords, about.comments, about.language = document.marker, "", "zh-CN"
    about.created = about.modified = datetime.combine(document.as_of, time(), UTC)


def _fixed(raw: io.BytesIO, text: bytes) -> bytes:
    """The same parts in an order and of a time that are always the same, and the text, which is long, as it is."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in (*_FIRST, *sorted(set(source.namelist()) - set(_FIRST))):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = _UNIX
            content = text if name == _TEXT else source.read(name)
            target.writestr(entry, content, zipfile.ZIP_STORED if name == _CORE else zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


# ---- pages -----------------------------------------------------------------------------------------------


def _composed(document: Document, upright: Page, feet: str) -> str:
    """The pages, upright but for the wide annexes; each section's last paragraph holds what its pages are like."""
    *sections, (page, last) = [
        (page, "".join(xml for _, xml in part)) for page, part in groupby(_parts(document, upright), key=lambda p: p[0])
    ]
    body = ""
    for before, xml in sections:
        head, end, tail = xml.rpartition("</w:pPr>")
        body += f"{head}{before.section(feet)}{end}{tail}"
        feet = ""  # a section without its own has those of the one before
    return f"<w:document {NAMESPACES}><w:body>{body}{last}{page.section(feet)}</w:body></w:document>"


def _parts(document: Document, upright: Page) -> Iterator[tuple[Page, str]]:
    """What stands on which pages."""
    yield upright, "".join(_main(document, upright))
    page = upright
    for name, annex in document.numbered:
        page = Page(upright.style, landscape=_is_wide(annex))
        head = paragraph("AnnexNumber", run(name)) + paragraph("AnnexTitle", run(annex.title))
        yield page, head + "".join(_section(annex, 1, page, headed=False)) + GAP
    if document.copies:
        yield upright, "".join(_copies(document.copies, upright))


def _is_wide(section: Section) -> bool:
    """Whether a table in it fits no upright page."""
    return any(
        (isinstance(block, Table) and len(block.header) > word_tables.UPRIGHT)
        or (isinstance(block, Matrix) and len(block.columns) > _UPRIGHT_MATRIX)
        for block in section.blocks
    ) or any(map(_is_wide, section.sections))


def _main(document: Document, page: Page) -> Iterator[str]:
    yield from _head(document, page)
    yield paragraph("Title", run(document.title))
    for warning in document.warnings:
        yield paragraph("Warning", run(f"注意：{warning}"))
    *text, end = [
        paragraph("Addressed", run(f"{document.addressed}：")) if document.addressed else "",
        *_points(document.facts),
        *(xml for block in document.opening for xml in _block(block, page)),
        *(xml for section in document.sections for xml in _section(section, 1, page)),
        *_enclosed(document.enclosed, page),
    ]
    yield from text
    yield re.sub(r"<w:pPr>(<w:pStyle [^>]*>)?", rf"\g<0>{KEPT}", end, count=1) if document.closing else end
    yield from _signed(document.closing, page)


def _head(document: Document, page: Page) -> Iterator[str]:
    """发文机关标志, as large as its line allows, and 发文字号 above the red line."""
    if document.banner:
        largest, least = 2 * 62, 2 * 22
        fitting = page.width * 4 // (cells(visible(document.banner)) or 1) // gongwen.POINT
        yield paragraph("Banner", run(document.banner, size(max(least, min(largest, fitting)))))
    if document.banner or document.number:
        line = ruled("bottom", width=12, space=11, color=RED) if document.banner else ""
        yield paragraph("DocumentNumber", run(document.number), line)


def _enclosed(names: Sequence[str], page: Page) -> Iterator[str]:
    """附件说明: a line below the text, the names below each other."""
    hanging = 400 if len(names) > 1 else 300
    for number, name in enumerate(names):
        space, hung = (
            ("", indent(500 + hanging - 300, 100)) if number else (page.lines(1), indent(200 + hanging, hanging))
        )
        yield paragraph("Enclosed", run(name if number else f"附件：{name}"), space, hung)


def _signed(lines: Sequence[str], page: Page) -> Iterator[str]:
    """落款: the date four characters from the edge, each name above its middle."""
    widths = [50 * cells(visible(line)) for line in lines]
    edge = max([400, *((width - widths[-1]) // 2 for width in widths)])
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        yield paragraph(
            "Signature", run(line), "" if number else page.lines(2), right(edge + (widths[-1] - width) // 2)
        )


def _copies(copies: str, page: Page) -> Iterator[str]:
    """抄送, between two lines at the foot of the last page."""
    frame = f'<w:framePr w:w="{page.width}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>'
    yield paragraph("Copies", run(f"抄送：{copies}"), frame, ruled("top", "bottom", width=8, space=4))
    yield GAP


# ---- blocks ----------------------------------------------------------------------------------------------


def _section(section: Section, level: int, page: Page, *, headed: bool = True) -> Iterator[str]:
    if headed:
        yield paragraph(f"Heading{min(level, gongwen.LEVELS)}", run(section.title))
    for block in section.blocks:
        yield from _block(block, page)
    for inner in section.sections:
        yield from _section(inner, level + 1, page)


def _block(block: Block, page: Page) -> Iterator[str]:
    match block:
        case Paragraph():
            lead = run(block.lead, style="Lead") if block.lead else ""
            yield paragraph("", lead + run(block.rest, "<w:b/>" if block.strong else ""))
        case Points():
            yield from _points(block.lines)
        case Table():
            yield from word_tables.table(block.header, block.rows, page)
        case Matrix():
            rows = ((name, *("·" if light is None else light for light in lights)) for name, lights in block.rows)
            yield from word_tables.table((block.corner, *block.columns), list(rows), page)
        case Pie():
            yield from word_tables.bar(block, page)
        case Timeline():
            yield paragraph("Caption", run(f"{block.title}（{block.start} 至 {block.end}）"))
            yield from word_tables.table(("完成时限", "事项"), [(str(bar.until), bar.told) for bar in block.bars], page)
        case Trend():
            yield paragraph("Caption", run(block.title))
            yield from word_tables.table(block.table.header, block.table.rows, page)
        case _:
            assert_never(block)


def _points(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    for lead, text in lines:
        yield paragraph("", run(lead, "<w:b/>") + run(f"：{text}"))
