"""``zhifa overdue`` at a terminal: what fell due this month, and what is carried over."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.duty import Duty, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.render.console import STATUS_STYLES, Flow, draw, headline, plain
from zhifa_cli.render.width import cells
from zhifa_cli.render.wording import NONE_OVERDUE, cited, lateness, longest_first, prolonged, shortfall

_LEAST_NAME = 8


def render(ledger: Ledger, month: Month, late: Sequence[Duty], width: int, *, color: bool) -> str:
    """Two tables sorted by days overdue, or the plain word that there is nothing."""
    parts: list[RenderableType] = [headline(ledger, f"{month} 逾期和不达标事项"), Text()]
    if not late:
        return draw([*parts, Text(NONE_OVERDUE, "bold green")], width, color=color)
    for title, duties in longest_first(late, month):
        parts.extend(_section(title, duties, width))
    units = len({duty.unit.id for duty in late})
    parts.append(Flow(Text(f"共 {len(late)} 项，涉及 {units} 个单位。详情：zhifa show 单位 或 zhifa show 事项")))
    return draw(parts, width, color=color)


def _section(title: str, duties: Sequence[Duty], width: int) -> Iterator[RenderableType]:
    yield Text(f"{title}（{len(duties)} 项）", "bold")
    if not duties:
        yield Text("  无\n")
        return
    names = max(cells(duty.unit.name) for duty in duties)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("逾期和到期", no_wrap=True)
    table.add_column("单位", width=min(names, max(_LEAST_NAME, width * 3 // 20)))
    table.add_column("事项", ratio=1)
    for duty in duties:
        when = Text(lateness(duty), "bold").append(f"\n{duty.original_due}", "not bold")
        table.add_row(when, Flow(plain(duty.unit.name)), Flow(_what(duty)))
    yield table
    yield Text()


def _what(duty: Duty) -> Text:
    """The item, then its standing with all that must be known before it is read aloud."""
    standing = "，".join(filter(None, [duty.status.label, shortfall(duty), prolonged(duty)]))
    text = plain(duty.item.title)
    text.append("\n").append_text(plain(standing, STATUS_STYLES[duty.status]))
    return text.append("  ").append_text(plain(cited(duty), "dim"))
