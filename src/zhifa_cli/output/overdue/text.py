"""``zhifa overdue`` at a terminal: what fell due this month, and what is carried over."""

from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain
from zhifa_cli.output.marks import OVERDUE
from zhifa_cli.text.width import cells
from zhifa_cli.views.phrases import waiver
from zhifa_cli.views.wording import NONE_OVERDUE, cited, lateness, longest_first, standing, tally_late

_LEAST_NAME = 8


def render(  # noqa: PLR0913 - where it is drawn is named where it is given
    ledger: Ledger,
    month: Month,
    late: Sequence[Duty],
    excused: Mapping[DutyKey, Waived],
    width: int,
    *,
    color: bool,
) -> str:
    """Two tables sorted by days overdue, or the plain word that there is nothing."""
    parts: list[RenderableType] = [headline(ledger, f"{month} {OVERDUE}"), Text()]
    if not late:
        return draw([*parts, Text(NONE_OVERDUE, "bold green")], width, color=color)
    for title, duties in longest_first(late, month):
        parts.extend(_section(title, duties, excused, width))
    parts.append(Flow(Text(f"{tally_late(late, excused)}详情：zhifa show 单位 或 zhifa show 事项")))
    return draw(parts, width, color=color)


def _section(
    title: str, duties: Sequence[Duty], excused: Mapping[DutyKey, Waived], width: int
) -> Iterator[RenderableType]:
    yield Text(f"{title}（{len(duties)} 项）", "bold")
    if not duties:
        yield Text("  无\n")
        return
    names = max(cells(duty.body) for duty in duties)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("逾期和到期", no_wrap=True)
    table.add_column("单位", width=min(names, max(_LEAST_NAME, width * 3 // 20)))
    table.add_column("事项", ratio=1)
    for duty in duties:
        when = Text(lateness(duty), "bold").append(f"\n{duty.original_due}", "not bold")
        table.add_row(when, Flow(plain(duty.body)), Flow(_what(duty, excused.get(duty.key))))
    yield table
    yield Text()


def _what(duty: Duty, waived: Waived | None) -> Text:
    """The item, then its standing with all that must be known before it is read aloud."""
    text = plain(duty.item.title)
    text.append("\n").append_text(plain(standing(duty), STATUS_STYLES[duty.status]))
    if waived:
        text.append_text(plain(f"，{waiver(waived)}", "dim"))
    return text.append("  ").append_text(plain(cited(duty), "dim"))
