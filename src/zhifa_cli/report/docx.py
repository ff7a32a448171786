"""A report as a Word file, laid out as a 公文. Needs the ``docx`` extra.

The same document gives the same bytes: no clock, no machine, a fixed order.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from math import isqrt
from typing import Any, assert_never
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from zhifa_cli.model.style import Style
from zhifa_cli.report import gongwen
from zhifa_cli.report.gongwen import FLUSH, NAMESPACES, RED, Page, indent, right, ruled, size
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells
from zhifa_cli.views.document import (
    Block,
    Cell,
    Document,
    Light,
    Matrix,
    Paragraph,
    Pie,
    Points,
    Section,
    Table,
    Timeline,
    Trend,
)

_CORE = "docProps/core.xml"
_FIRST = ("[Content_Types].xml", _CORE, "word/document.xml")
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
_TONES = {Light.RED: "FBDEDB", Light.YELLOW: "FFEEB8", Light.GREEN: "D9EFDF"}
_UPRIGHT_COLUMNS, _UPRIGHT_MATRIX = 7, 15
"""So many columns fit an upright page."""
_TEXT, _SMALL = 21, 18
"""五号 and 小五, in half points."""
_BESIDE = 240
"""What a cell is wider than its text, which Word sets with room around numbers."""
_LEAST = 6
"""Half characters that each column has room for."""
_TALL = 12
"""Lines of a row that is left whole: a third of a page."""
_SHORT = 12
"""Half characters that are not broken, and are centred: a date."""


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
    _compose(word, document, page)
    _describe(word, document, style)
    raw = io.BytesIO()
    word.save(raw)
    return _fixed(raw)


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


def _fixed(raw: io.BytesIO) -> bytes:
    """The same parts in an order and of a time that are always the same."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in (*_FIRST, *sorted(set(source.namelist()) - set(_FIRST))):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = _UNIX
            target.writestr(entry, source.read(name), zipfile.ZIP_STORED if name == _CORE else zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


# ---- pages -----------------------------------------------------------------------------------------------


def _compose(word: Word, document: Document, upright: Page) -> None:
    """The pages, upright but for the wide annexes; each section's last paragraph holds what its pages are like."""
    body: Any = word.element.body
    feet = list(body.sectPr.footerReference_lst)
    body.clear()
    groups = [
        (page, "".join(xml for _, xml in part)) for page, part in groupby(_parts(document, upright), key=lambda p: p[0])
    ]
    for number, (page, xml) in enumerate(groups, 1):
        body.extend(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"))
        properties = parse_xml(page.section())
        if number == 1:
            properties[:0] = feet  # later sections have those of the one before
        if number == len(groups):
            body.append(properties)
        else:
            body[-1].get_or_add_pPr().append(properties)


def _parts(document: Document, upright: Page) -> Iterator[tuple[Page, str]]:
    """What stands on which pages."""
    yield upright, "".join(_main(document, upright))
    page = upright
    for name, annex in document.numbered:
        page = Page(upright.style, landscape=_is_wide(annex))
        head = _paragraph("AnnexNumber", _run(name)) + _paragraph("AnnexTitle", _run(annex.title))
        yield page, head + "".join(_section(annex, 1, page, headed=False)) + _GAP
    if document.copies:
        yield upright, "".join(_copies(document.copies, upright))


def _is_wide(section: Section) -> bool:
    """Whether a table in it fits no upright page."""
    return any(
        (isinstance(block, Table) and len(block.header) > _UPRIGHT_COLUMNS)
        or (isinstance(block, Matrix) and len(block.columns) > _UPRIGHT_MATRIX)
        for block in section.blocks
    ) or any(map(_is_wide, section.sections))


def _main(document: Document, page: Page) -> Iterator[str]:
    yield from _head(document, page)
    yield _paragraph("Title", _run(document.title))
    for warning in document.warnings:
        yield _paragraph("Warning", _run(f"注意：{warning}"))
    if document.addressed:
        yield _paragraph("Addressed", _run(f"{document.addressed}："))
    yield from _points(document.facts)
    for block in document.opening:
        yield from _block(block, page)
    for section in document.sections:
        yield from _section(section, 1, page)
    yield from _enclosed(document.enclosed, page)
    yield from _signed(document.closing, page)


def _head(document: Document, page: Page) -> Iterator[str]:
    """发文机关标志, as large as its line allows, and 发文字号 above the red line."""
    if document.banner:
        largest, least = 2 * 62, 2 * 22
        fitting = page.width * 4 // (cells(visible(document.banner)) or 1) // gongwen.POINT
        yield _paragraph("Banner", _run(document.banner, size(max(least, min(largest, fitting)))))
    if document.banner or document.number:
        line = ruled("bottom", width=12, space=11, color=RED) if document.banner else ""
        yield _paragraph("DocumentNumber", _run(document.number), line)


def _enclosed(names: Sequence[str], page: Page) -> Iterator[str]:
    """附件说明: a line below the text, the names below each other."""
    hanging = 400 if len(names) > 1 else 300
    for number, name in enumerate(names):
        space, hung = (
            ("", indent(500 + hanging - 300, 100)) if number else (page.lines(1), indent(200 + hanging, hanging))
        )
        yield _paragraph("Enclosed", _run(name if number else f"附件：{name}"), space, hung)


def _signed(lines: Sequence[str], page: Page) -> Iterator[str]:
    """落款: the date four characters from the edge, each name above its middle."""
    widths = [50 * cells(visible(line)) for line in lines]
    edge = max([400, *((width - widths[-1]) // 2 for width in widths)])
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        yield _paragraph(
            "Signature", _run(line), "" if number else page.lines(2), right(edge + (widths[-1] - width) // 2)
        )


def _copies(copies: str, page: Page) -> Iterator[str]:
    """抄送, between two lines at the foot of the last page."""
    frame = f'<w:framePr w:w="{page.width}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>'
    yield _paragraph("Copies", _run(f"抄送：{copies}"), frame, ruled("top", "bottom", width=8, space=4))
    yield _GAP


# ---- blocks ----------------------------------------------------------------------------------------------


def _section(section: Section, level: int, page: Page, *, headed: bool = True) -> Iterator[str]:
    if headed:
        yield _paragraph(f"Heading{min(level, gongwen.LEVELS)}", _run(section.title))
    for block in section.blocks:
        yield from _block(block, page)
    for inner in section.sections:
        yield from _section(inner, level + 1, page)


def _block(block: Block, page: Page) -> Iterator[str]:
    match block:
        case Paragraph():
            lead = _run(block.lead, style="Lead") if block.lead else ""
            yield _paragraph("", lead + _run(block.rest, "<w:b/>" if block.strong else ""))
        case Points():
            yield from _points(block.lines)
        case Table():
            yield from _table(block.header, block.rows, page)
        case Matrix():
            rows = ((name, *("·" if light is None else light for light in lights)) for name, lights in block.rows)
            yield from _table((block.corner, *block.columns), list(rows), page)
        case Pie():
            yield from _pie(block, page)
        case Timeline():
            yield _paragraph("Caption", _run(f"{block.title}（{block.start} 至 {block.end}）"))
            yield from _table(("完成时限", "事项"), [(str(bar.until), bar.told) for bar in block.bars], page)
        case Trend():
            yield _paragraph("Caption", _run(block.title))
            yield from _table(block.table.header, block.table.rows, page)
        case _:
            assert_never(block)


def _points(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    for lead, text in lines:
        yield _paragraph("", _run(lead, "<w:b/>") + _run(f"：{text}"))


def _pie(pie: Pie, page: Page) -> Iterator[str]:
    """A bar, its parts as wide as they count, and below it what they are."""
    yield _paragraph("Caption", _run(f"{pie.title}（{pie.total} 项）"))
    widths = [max(page.width * part.count // pie.total, 1) for part in pie.slices]
    yield _opened(widths)
    yield "<w:tr>" + "".join(
        _filled(part.color.removeprefix("#"), width, _paragraph("TableText", ""))
        for part, width in zip(pie.slices, widths, strict=True)
    )
    yield f"</w:tr></w:tbl>{_GAP}"
    marks = (
        _run("■", f'<w:color w:val="{part.color.removeprefix("#")}"/>') + _run(f"{part.label} {part.count} 项  ")
        for part in pie.slices
    )
    yield _paragraph("TableText", "".join(marks), '<w:jc w:val="center"/>')


def _opened(widths: Sequence[int]) -> str:
    """How a table begins."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _filled(color: str, width: int, content: str) -> str:
    """A cell on a ground, perhaps of a colour."""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{color}"/>' if color else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[Cell]], page: Page) -> Iterator[str]:
    """A table as wide as the text; its header stands on each of its pages, and no row is on two but a tall one."""
    font = _SMALL if len(header) > _UPRIGHT_COLUMNS else _TEXT
    lengths = [[cells(visible(_shown(cell))) for cell in column] for column in zip(header, *rows, strict=True)]
    widths = _widths(lengths, page.width, font * 11 // 2)
    places = ['<w:jc w:val="center"/>' if max(column[1:], default=0) <= _SHORT else "" for column in lengths]
    columns = list(zip(widths, places, strict=True))
    yield _opened(widths)
    yield _row("TableHeading", "<w:cantSplit/><w:tblHeader/>", header, columns, font)
    room = [max(width - _BESIDE, 1) for width in widths]
    for row, *of in zip(rows, *(column[1:] for column in lengths), strict=True):
        tall = any(length * font * 11 // 2 > _TALL * wide for length, wide in zip(of, room, strict=True))
        yield _row("TableText", "" if tall else "<w:cantSplit/>", row, columns, font)
    yield f"</w:tbl>{_GAP}"


def _row(style: str, more: str, row: Sequence[Cell], columns: Sequence[tuple[int, str]], font: int) -> str:
    shown = "".join(_cell(style, cell, *column, font) for cell, column in zip(row, columns, strict=True))
    return f"<w:tr><w:trPr>{more}</w:trPr>{shown}</w:tr>"


def _cell(style: str, cell: Cell, width: int, place: str, font: int) -> str:
    tone = _TONES[cell] if isinstance(cell, Light) else ""
    return _filled(tone, width, _paragraph(style, _run(_shown(cell), size(font)), place))


def _shown(cell: Cell) -> str:
    return cell.value if isinstance(cell, Light) else str(cell)


def _widths(lengths: Sequence[Sequence[int]], width: int, per_cell: int) -> list[int]:
    """What each column needs, and where that is too much the rest by how much there is in each."""
    needs = [max(column) * per_cell + _BESIDE for column in lengths]
    if sum(needs) <= width:
        return [width * need // sum(needs) for need in needs]
    found = [
        need if max(column) <= _SHORT else max(_LEAST, (column[0] + 1) // 2) * per_cell + _BESIDE
        for need, column in zip(needs, lengths, strict=True)
    ]
    if sum(found) > width:
        return [width * need // sum(found) for need in found]
    weights = [isqrt(sum(length * length for length in column)) + 1 for column in lengths]
    while open_ := [index for index, need in enumerate(needs) if found[index] < need]:
        spare, total = width - sum(found), sum(weights[index] for index in open_)
        more = [spare * weights[index] // total for index in open_]
        if not any(more):
            break
        for index, given in zip(open_, more, strict=True):
            found[index] = min(needs[index], found[index] + given)
    return found


# ---- text ------------------------------------------------------------------------------------------------


def _paragraph(style: str, runs: str, *properties: str) -> str:
    return f"<w:p>{gongwen.properties(style, *filter(None, properties))}{runs}</w:p>"


def _run(text: str, look: str = "", style: str = "") -> str:
    """A text, always as text; quotes and dashes are those of the Chinese font."""
    shown = escape(visible(text))
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:r><w:rPr>{named}<w:rFonts w:hint="eastAsia"/>{look}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'
    )


_GAP = f"<w:p>{gongwen.properties('', FLUSH, gongwen.THIN)}</w:p>"
"""Keeps two tables apart, and ends a section after one."""
