"""``zhifa overdue -f markdown``: a table of what fell due this month, and one of what is carried over."""

from collections.abc import Iterator

from zhifa_cli.output import marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.overdue import NOTHING, TITLE, Overdue
from zhifa_cli.output.overdue.columns import PAGE
from zhifa_cli.output.page import headline, page
from zhifa_cli.text.markdown import table
from zhifa_cli.views.columns import headings, rows

OWN = marks.page(TITLE)


def show(what: Overdue, _screen: Screen) -> str:
    return page(_parts(what))


def _parts(what: Overdue) -> Iterator[str]:
    yield headline(what.ledger, f"{what.month} {TITLE}")
    yield what.tally if what.duties else NOTHING
    for title, part in what.parts if what.duties else ():
        yield f"## {title}（{len(part)} 项）"
        yield table(headings(PAGE), rows(PAGE, part)) if part else "无。"
