"""The one way in which text renderers draw: rich without markup, onto a string."""

import io
from collections.abc import Iterable, Iterator
from datetime import date

from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.text import Text

from zhifa_cli.finding import Severity
from zhifa_cli.ledger.duty import Ledger, Status
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import breaks, cells

STATUS_STYLES = {
    Status.OVERDUE: "bold red",
    Status.NONCOMPLIANT: "bold red",
    Status.UNVERIFIED: "magenta",
    Status.DONE_LATE: "yellow",
    Status.IN_PROGRESS: "cyan",
    Status.DONE: "green",
}
SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def draw(parts: Iterable[RenderableType], width: int, *, color: bool) -> str:
    """Render parts one below the other. Lines carry no trailing blanks, so that output is stable."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def plain(text: object, style: str = "") -> Text:
    """Text from anywhere, shown as written: no markup, no control characters."""
    return Text(visible(str(text)), style=style)


class Flow:
    """Text that breaks where Chinese may break (rich breaks it anywhere), and inside a word only if it must."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for paragraph in self._text.split("\n", allow_blank=True):
            for line in paragraph.divide(breaks(paragraph.plain, options.max_width, fold=True)):
                line.rstrip()
                yield line

    def __rich_measure__(self, _console: Console, options: ConsoleOptions) -> Measurement:
        longest = max((cells(line) for line in self._text.plain.splitlines()), default=1)
        return Measurement(1, max(1, longest)).with_maximum(options.max_width)


def lines(*texts: object) -> Text:
    """Several plain texts one below the other."""
    return Text("\n").join(plain(text) for text in texts)


def headline(ledger: Ledger, title: str = "") -> Text:
    """Whose plan, as of when, and whether any of it is illustrative."""
    dataset, cutoff = ledger.dataset, ledger.cutoff
    return banner(dataset.title, cutoff.on, closed=cutoff.closed, demo=dataset.demo, title=title)


def banner(plan: str, on: date, *, closed: bool, demo: bool, title: str = "") -> Text:
    text = plain(plan or "（计划信息有误，未能判定任何事项）", "bold")
    text.append(f"\n{title + ' · ' if title else ''}截至 {on}{'' if closed else '（今天，当日到期的尚不算逾期）'}")
    if demo:
        text.append(" · 含演示数据", "bold yellow")
    return text
