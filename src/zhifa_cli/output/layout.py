"""Tables that must fit a screen: how high each row will be is known before it is drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from zhifa_cli.output.console import Flow, plain
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import breaks, cells, cut

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """What stands in a column; a text that is wider than ``most`` goes on in the next line."""

    heading: str
    value: Callable[[T], object]
    most: int = 0
    style: str = ""
    right: bool = False


HEADINGS = 2
"""Lines that the headings take."""


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
        self._columns, self._last, self._whole = columns, last, whole
        seen = list(things)
        texts = [[column.heading, *(str(column.value(thing)) for thing in seen)] for column in columns]
        self._widths = [min(max(map(cells, own)), column.most) for column, own in zip(columns, texts, strict=True)]
        self._left = max(1, width - sum(self._widths) - len(columns))

    def height(self, thing: T) -> int:
        wrapped = [*zip(self._columns, self._widths, strict=True)]
        if self._whole(thing):
            wrapped.append((self._last, self._left))
        return max(1 + len(breaks(str(column.value(thing)), width, fold=True)) for column, width in wrapped)

    def table(self, things: Iterable[T]) -> Table:
        table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
        for column, width in zip(self._columns, self._widths, strict=True):
            table.add_column(column.heading, width=width, justify="right" if column.right else "left")
        table.add_column(self._last.heading, width=self._left)
        for thing in things:
            first = (Flow(plain(column.value(thing), column.style)) for column in self._columns)
            last = visible(str(self._last.value(thing)))
            whole = last if self._whole(thing) else cut(last, self._left)
            table.add_row(*first, Flow(Text(whole, self._last.style)))
        return table
