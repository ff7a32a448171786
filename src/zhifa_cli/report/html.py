"""Documents as web pages: no network, no script, printable on A4. Needs the ``html`` extra."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from zhifa_cli.report import svg
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.document import Document, Light, Link, Matrix, Paragraph, Pie, Points, Table, Timeline, Trend

_KINDS = {kind: kind.__name__.lower() for kind in (Paragraph, Points, Table, Matrix, Pie, Timeline, Trend)}
_TONES = {Light.RED: "red", Light.YELLOW: "yellow", Light.GREEN: "green"}


def render(document: Document) -> str:
    """A page that needs nothing but itself."""
    return environment().get_template("report.html.j2").render(document=document)


@cache
def environment() -> Environment:
    """Templates in which every text is escaped."""
    found = Environment(
        loader=PackageLoader("zhifa_cli.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    found.filters["tone"] = _TONES.__getitem__
    found.tests["light"] = lambda value: isinstance(value, Light)
    found.tests["link"] = lambda value: isinstance(value, Link)
    found.filters["trend"], found.filters["timeline"] = svg.trend, svg.timeline
    found.filters["kind"] = lambda block: _KINDS[type(block)]
    return found


def _shown(value: object) -> object:
    """Texts with their control characters written out; what is no plain text as it is."""
    return visible(value) if isinstance(value, str) and type(value) in {str, Link} else value
