"""A site as files: pages that lead to each other, one style sheet; no network, no script."""

from collections.abc import Iterator

from zhifa_cli.report.html import environment
from zhifa_cli.report.site.pages import Site

MARKER = "zhifa-site/1"
"""Stands in a comment at the head of every file of a site, so that a site may replace a site and nothing else."""


def files(site: Site) -> Iterator[tuple[str, str]]:
    """Every file of a site: its path, and what is in it."""
    template = environment().get_template("page.html.j2")
    yield "style.css", environment().get_template("site.css").render(marker=MARKER, as_of=site.of.now.on)
    for page in site:
        root = "../" * page.path.count("/")
        yield page.path, template.render(marker=MARKER, site=site, page=page, document=page.document, root=root)
