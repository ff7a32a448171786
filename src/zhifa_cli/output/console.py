"""The one way in which text renderers draw: rich without markup, onto a string."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Severity
from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import breaks, cells
from zhifa_cli.views.wording import NO_PLAN, as_of

STATUS_STYLES = {
    Status.OVERDUE: "bold red",
    Status.NONCOMPLIANT: "bold red",
    Status.UNVERIFIED: "magenta",
}
"""Yellow, cyan and green are not seen on a white ground, blue not on a black one; all else is in words alone."""
SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "magenta", Severity.NOTE: ""}


def draw(parts: Iterable[RenderableType], screen: Screen) -> str:
    """Render parts one below the other. Lines carry no trailing blanks, so that output is stable."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=screen.width,
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        no_color=not screen.color,
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


def listing() -> Table:
    """An empty table with a line below its headings."""
    return Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)


def tally(duties: Iterable[Duty]) -> Text:
    """How many duties stand how, in the order of the statuses."""
    counts = Counter(duty.status for duty in duties)
    present = (status for status in Status if counts[status])
    return Text("、").join(
        Text(f"{status.label} {counts[status]}", STATUS_STYLES.get(status, "")) for status in present
    )


def headline(ledger: Ledger, title: str) -> Text:
    """Whose plan, as of when, and whether any of it is illustrative."""
    dataset, cutoff = ledger.dataset, ledger.cutoff
    return banner(
        dataset.title, f"{title} · {as_of(cutoff.on, dataset.known_on, closed=cutoff.closed)}", demo=dataset.demo
    )


def banner(plan: str, about: str, *, demo: bool) -> Text:
    text = plain(plan or NO_PLAN, "bold").append(f"\n{about}")
    return text.append(" · 含演示数据", "bold") if demo else text
