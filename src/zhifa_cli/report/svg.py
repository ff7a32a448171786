"""Pictures for web pages: SVG within the page, as wide as there is room, its colours the page's own.

Each tells in its ``desc`` what it shows, for those who cannot see it; the numbers stand in a table beside or behind it.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from xml.etree import ElementTree as ET

from markupsafe import Markup

from zhifa_cli.text.percent import percent
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.document import NONE, Bar, Light, Series, Timeline, Trend
from zhifa_cli.views.wording import day

_TOP, _BASE = 44, 204
"""Where 100 % and 0 % of a trend stand, in pixels."""
_LABELS = 4
"""As many months as a phone has room to name."""
_LABEL = Fraction(24, 100)
"""What share of a phone's width a label of a timeline takes."""
_ROW = 20
_TONES = {Light.RED: "bad", Light.YELLOW: "doubtful", Light.GREEN: "good"}


def trend(picture: Trend) -> Markup:
    """Rates from month to month: a line each, told apart by colour, dash and the shape of its points."""
    told = "；".join(_told(picture.ends, series) for series in picture.series)
    root = _svg("trend", _BASE + 28, picture.title, told)
    for ratio in (Fraction(1), Fraction(1, 2), Fraction(0)):
        _add(root, "line", "grid", x1="0", x2="100%", y1=_height(ratio), y2=_height(ratio))
        _add(root, "text", "scale", f"{ratio * 100}%", x="0", y=_height(ratio) - 4)
    places = [_across(Fraction(2 * number + 1, 2 * len(picture.ends))) for number in range(len(picture.ends))]
    for number, series in enumerate(picture.series):
        tone, left = _TONES[series.tone], Fraction(number, len(picture.series))
        _point(root, tone, number, _across(left), 14)
        _add(root, "text", "", f"{series.label} {_percent(series.rates[-1])}", x=_across(left), dx=10, y=18)
        _line(root, tone, number, list(zip(places, series.rates, strict=True)))
    step = -(-len(places) // _LABELS)
    for place, end in list(zip(places, picture.ends, strict=True))[::-1][::step]:
        kind = "scale end" if end == picture.ends[-1] and step > 1 else "month"
        _add(root, "text", kind, f"{end:%Y-%m}", x=place, y=_BASE + 20)
    return _markup(root)


def timeline(picture: Timeline) -> Markup:
    """What falls due when: a mark on a line for each day, and above it how many."""
    days = [(until, list(bars)) for until, bars in groupby(picture.bars, key=lambda bar: bar.until)]
    places = [_place(picture, until) for until, _ in days]
    rows = _rows(places)
    base = _ROW * (max(rows, default=0) + 2)
    told = "；".join(f"{day(until)}：{'、'.join(bar.told for bar in bars)}" for until, bars in days)
    root = _svg("timeline", base + 28, picture.title, told)
    _add(root, "line", "axis", x1="0", x2="100%", y1=base, y2=base)
    for (until, bars), place, row in zip(days, places, rows, strict=True):
        tone, height = "bad" if any(bar.urgent for bar in bars) else "soon", base - _ROW * row
        _add(root, "line", f"stem {tone}", x1=_across(place), x2=_across(place), y1=base, y2=height - _ROW + 6)
        _add(root, "circle", tone, cx=_across(place), cy=base, r=5)
        kind, dx = ("start", 4) if _fits(place) else ("end", -4)
        _add(root, "text", kind, _label(until, bars), x=_across(place), y=height - 8, dx=dx)
    _add(root, "text", "start", f"{picture.start}", x="0", y=base + 22)
    _add(root, "text", "end", f"{picture.end}", x="100%", y=base + 22)
    return _markup(root)


def _fits(place: Fraction) -> bool:
    """Whether there is room for a label to the right of a place."""
    return place <= 1 - _LABEL


def _rows(places: Sequence[Fraction]) -> list[int]:
    """How high each label stands, so that it lies on no other and, where that can be, on no other's stem."""
    spans = [(place, place + _LABEL) if _fits(place) else (place - _LABEL, place) for place in places]
    rows: dict[int, int] = {}

    def collide(one: int, row: int, *, stems: bool) -> bool:
        (left, right), own = spans[one], places[one]
        return any(
            (other_row == row and spans[other][0] < right and left < spans[other][1])
            or (stems and other_row > row and left <= places[other] <= right)
            or (stems and other_row < row and spans[other][0] <= own <= spans[other][1])
            for other, other_row in rows.items()
        )

    inner = [number for number, place in enumerate(places) if _fits(place)]
    for one in [*reversed(inner), *range(len(inner), len(places))]:
        tried = ((row, stems) for stems in (True, False) for row in range(len(places)))
        rows[one] = next(row for row, stems in tried if not collide(one, row, stems=stems))
    return [rows[number] for number in range(len(places))]


def _label(until: date, bars: Sequence[Bar]) -> str:
    return f"{until:%m-%d}：{sum(bar.count for bar in bars)} 项"


def _place(picture: Timeline, until: date) -> Fraction:
    return Fraction((until - picture.start).days, max((picture.end - picture.start).days, 1))


def _told(ends: Sequence[date], series: Series) -> str:
    rates = zip(ends, series.rates, strict=True)
    return f"{series.label}：" + "，".join(f"{end.year}年{end.month}月 {_percent(rate)}" for end, rate in rates)


def _percent(rate: Fraction | None) -> str:
    return NONE if rate is None else percent(rate)


def _line(root: ET.Element, tone: str, number: int, course: list[tuple[str, Fraction | None]]) -> None:
    known = [(place, _height(rate)) for place, rate in course if rate is not None]
    for (x1, y1), (x2, y2) in pairwise(known):
        _add(root, "line", f"{tone} line{number}", x1=x1, y1=y1, x2=x2, y2=y2)
    for place, height in known:
        _point(root, tone, number, place, height)


def _point(root: ET.Element, tone: str, number: int, x: str, y: int) -> None:
    """A disc for the first line, a square for the second."""
    if number:
        _add(root, "rect", tone, x=x, y=y - 4, width=8, height=8, transform="translate(-4 0)")
    else:
        _add(root, "circle", tone, cx=x, cy=y, r=4)


def _height(ratio: Fraction) -> int:
    return round(_BASE - (_BASE - _TOP) * ratio)


def _across(ratio: Fraction) -> str:
    """How far from the left, to a hundredth of a percent."""
    hundredths = round(ratio * 10000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _svg(kind: str, height: int, title: str, told: str) -> ET.Element:
    root = ET.Element("svg", {"class": kind, "width": "100%", "height": f"{height}", "role": "img"})
    ET.SubElement(root, "title").text = visible(title)
    ET.SubElement(root, "desc").text = visible(told)
    return root


def _add(root: ET.Element, name: str, kind: str, text: str = "", **where: str | int) -> None:
    attributes = {"class": kind} if kind else {}
    element = ET.SubElement(root, name, attributes | {key: f"{value}" for key, value in where.items()})
    element.text = visible(text) or None


def _markup(root: ET.Element) -> Markup:
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - the library escapes every text
