"""Tables that must fit a screen: how high each row will be is known before it is drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from zhifa_cli.output.console import Flow
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import breaks, cells, cut

T = TypeVar("T")

HEADINGS = 2
"""Lines that the headings take."""
_HIGHEST, _HIGHEST_LAST = 3, 8
"""Lines that a text may go on for, so that no name can push the others off the screen."""


@dataclass(frozen=True)
class Column(Generic[T]):
    """What stands in a column; a text that is wider than ``most`` goes on in the next line."""

    heading: str
    value: Callable[[T], object]
    most: int = 0
    style: str = ""
    right: bool = False


class Layout(Generic[T]):
    """Columns as wide as their widest cell, and a last one that has what is left and is cut there, unless ``whole``."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        last: Column[T],
        things: Iterable[T],
        width: int,
        whole: Callable[[T], bool] = lambda _: False,
    ) -> None:
        self._columns, self._whole = [*columns, last], whole
        seen = list(things)
        texts = [[column.heading, *(str(column.value(thing)) for thing in seen)] for column in columns]
        widths = [min(max(map(cells, own)), column.most) for column, own in zip(columns, texts, strict=True)]
        self._widths = [*widths, max(1, width - sum(widths) - len(widths))]

    def _row(self, thing: T) -> Sequence[str]:
        highest = [_HIGHEST] * (len(self._columns) - 1) + [_HIGHEST_LAST if self._whole(thing) else 1]
        sized = zip(self._columns, self._widths, highest, strict=True)
        return [_cut(visible(str(column.value(thing))), width, lines) for column, width, lines in sized]

    def height(self, thing: T) -> int:
        sized = zip(self._row(thing), self._widths, strict=True)
        return max(1 + len(breaks(text, width, fold=True)) for text, width in sized)

    def table(self, things: Iterable[T]) -> Table:
        table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
        for column, width in zip(self._columns, self._widths, strict=True):
            table.add_column(column.heading, width=width, justify="right" if column.right else "left")
        for thing in things:
            styled = zip(self._columns, self._row(thing), strict=True)
            table.add_row(*(Flow(Text(text, column.style)) for column, text in styled))
        return table


def _cut(text: str, width: int, lines: int) -> str:
    """As much of it as some lines hold, and a mark where that is not all."""
    if lines == 1:
        return cut(text, width)
    ends = breaks(text, width, fold=True)
    return text if len(ends) < lines else f"{text[: ends[lines - 1] - 1]}…"
