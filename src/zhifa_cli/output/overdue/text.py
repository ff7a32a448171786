"""``zhifa overdue`` at a terminal: what fell due this month, and what is carried over."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.output import marks
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.overdue import NOTHING, TITLE, Overdue, Row
from zhifa_cli.text.width import cells
from zhifa_cli.views.wording import cited, lateness, standing, waiver

OWN = marks.text(TITLE)
_LEAST_NAME = 8


def show(what: Overdue, screen: Screen) -> str:
    """Two tables sorted by days overdue, or the plain word that there is nothing."""
    return draw(_parts(what, screen.width), screen)


def _parts(what: Overdue, width: int) -> Iterator[RenderableType]:
    yield headline(what.ledger, f"{what.month} {TITLE}")
    yield Text()
    if not what.duties:
        yield Text(NOTHING, "bold green")
        return
    for title, rows in what.parts:
        yield Text(f"{title}（{len(rows)} 项）", "bold")
        yield _table(rows, width) if rows else Text("  无")
        yield Text()
    yield Flow(Text(f"{what.tally}详情：zhifa show 单位 或 zhifa show 事项"))


def _table(rows: Sequence[Row], width: int) -> Table:
    names = max(cells(row.duty.body) for row in rows)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("逾期和到期", no_wrap=True)
    table.add_column("单位", width=min(names, max(_LEAST_NAME, width * 3 // 20)))
    table.add_column("事项", ratio=1)
    for row in rows:
        when = Text(lateness(row.duty), "bold").append(f"\n{row.duty.original_due}", "not bold")
        table.add_row(when, Flow(plain(row.duty.body)), Flow(_what(row)))
    return table


def _what(row: Row) -> Text:
    """The item, then its standing with all that must be known before it is read aloud."""
    duty = row.duty
    text = plain(duty.item.title)
    text.append("\n").append_text(plain(standing(duty), STATUS_STYLES[duty.status]))
    if row.waived:
        text.append_text(plain(f"，{waiver(row.waived)}", "dim"))
    return text.append("  ").append_text(plain(cited(duty), "dim"))
