"""A report's tables in Word: as wide as the text, with columns as wide as what they say."""

from collections.abc import Iterator, Sequence
from math import isqrt

from zhifa_cli.report.gongwen import GAP, Page, paragraph, run, size
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells
from zhifa_cli.views.document import Cell, Light, Pie

UPRIGHT = 7
"""So many columns fit an upright page; more are printed small."""
_TONES = {Light.RED: "FBDEDB", Light.YELLOW: "FFEEB8", Light.GREEN: "D9EFDF"}
_TEXT, _SMALL = 21, 18
"""五号 and 小五, in half points."""
_SIGN = 4
"""Half characters of what is no text: a light, a number."""
_SHORT = 12
"""Half characters that are not broken, and are centred: a date."""
_LEAST = 10, 8, 6
"""Half characters that each column may have room for."""
_BESIDE = 200
"""What a cell is wider than its text."""
_TALL = 12
"""Lines of a row that is left whole: a third of a page."""
_MIDDLE = '<w:jc w:val="center"/>'


def table(header: Sequence[str], rows: Sequence[Sequence[Cell]], page: Page) -> Iterator[str]:
    """A table as wide as the text; its header stands on each of its pages, and no row is on two but a tall one."""
    font = _SMALL if len(header) > UPRIGHT else _TEXT
    lengths = [[cells(visible(_shown(cell))) for cell in column] for column in zip(header, *rows, strict=True)]
    widths = _widths(lengths, page.width, font * 11 // 2)
    places = [_MIDDLE if max(column[1:], default=0) <= _SHORT else "" for column in lengths]
    columns = list(zip(widths, places, strict=True))
    yield _opened(widths)
    yield _row("TableHeading", "<w:cantSplit/><w:tblHeader/>", header, columns, font)
    for row, *of in zip(rows, *(column[1:] for column in lengths), strict=True):
        tall = max(map(_lines, of, widths)) > _TALL
        yield _row("TableText", "" if tall else "<w:cantSplit/>", row, columns, font)
    yield f"</w:tbl>{GAP}"


def _row(style: str, more: str, row: Sequence[Cell], columns: Sequence[tuple[int, str]], font: int) -> str:
    shown = "".join(_cell(style, cell, *column, font) for cell, column in zip(row, columns, strict=True))
    return f"<w:tr><w:trPr>{more}</w:trPr>{shown}</w:tr>"


def _cell(style: str, cell: Cell, width: int, place: str, font: int) -> str:
    tone = _TONES[cell] if isinstance(cell, Light) else ""
    return _filled(tone, width, paragraph(style, run(_shown(cell), size(font)), place))


def _shown(cell: Cell) -> str:
    return cell.value if isinstance(cell, Light) else str(cell)


def _widths(lengths: Sequence[Sequence[int]], width: int, per_cell: int) -> list[int]:
    """What each column needs; where that is too much, what makes the table shortest."""
    needs = [max(column) * per_cell + _BESIDE for column in lengths]
    if sum(needs) <= width:
        return [width * need // sum(needs) for need in needs]
    heads = [head if head <= _SIGN else (head + 1) // 2 for head, *_ in lengths]  # a long one may be on two lines
    firm = [max(head, *rows, 0) for head, (_, *rows) in zip(heads, lengths, strict=True)]
    tried = []
    for least in _LEAST:
        asked = (length if length <= _SHORT else max(least, head) for length, head in zip(firm, heads, strict=True))
        found = [length * per_cell + _BESIDE for length in asked]
        tried.append(_grown(found, needs, lengths, width))
    rows = list(zip(*lengths, strict=True))
    return min(tried, key=lambda widths: sum(max(map(_lines, row, widths)) for row in rows))


def _lines(length: int, width: int) -> int:
    """About how many lines a text takes in a column."""
    return -(-length * _SMALL * 11 // 2 // max(width - _BESIDE, 1))


def _grown(found: list[int], needs: Sequence[int], lengths: Sequence[Sequence[int]], width: int) -> list[int]:
    """What is left of the width goes to those who need it, by how much there is in each."""
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


def bar(pie: Pie, page: Page) -> Iterator[str]:
    """A bar, its parts as wide as they count, and below it what they are."""
    yield paragraph("Caption", run(f"{pie.title}（{pie.total} 项）"))
    widths = [max(page.width * part.count // pie.total, 1) for part in pie.slices]
    yield _opened(widths)
    yield "<w:tr>" + "".join(
        _filled(part.color.removeprefix("#"), width, paragraph("TableText", ""))
        for part, width in zip(pie.slices, widths, strict=True)
    )
    yield f"</w:tr></w:tbl>{GAP}"
    marks = (
        run("■", f'<w:color w:val="{part.color.removeprefix("#")}"/>') + run(f"{part.label} {part.count} 项  ")
        for part in pie.slices
    )
    yield paragraph("TableText", "".join(marks), _MIDDLE)


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
