"""A report as one self-contained page: no network, no script, printable on A4. Needs the ``html`` extra."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from zhifa_cli.report import svg
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.document import Document, Light, Matrix, Paragraph, Pie, Points, Table, Timeline, Trend

_KINDS = {kind: kind.__name__.lower() for kind in (Paragraph, Points, Table, Matrix, Pie, Timeline, Trend)}
_TONES = {Light.RED: "red", Light.YELLOW: "yellow", Light.GREEN: "green"}


def render(document: Document) -> str:
    """The page; the template escapes every text."""
    environment = Environment(
        loader=PackageLoader("zhifa_cli.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters["tone"] = _TONES.__getitem__
    environment.tests["light"] = lambda value: isinstance(value, Light)
    environment.filters["trend"], environment.filters["timeline"] = svg.trend, svg.timeline
    environment.filters["kind"] = lambda block: _KINDS[type(block)]
    return environment.get_template("report.html.j2").render(document=document)


def _shown(value: object) -> object:
    """Texts with their control characters written out; what is no plain text as it is."""
    return visible(value) if type(value) is str else value
