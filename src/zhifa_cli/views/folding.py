"""Lines of units and clauses, folded until there is room for them: nobody is left out as long as that can be."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Protocol, Self, TypeAlias, TypeVar

from zhifa_cli.views.groups import grouped


class Foldable(Protocol):
    @property
    def same(self) -> Hashable:
        """What units have in common that may share a line."""

    def joined(self, others: Iterable[Self]) -> Self:
        """One line for several units."""


L = TypeVar("L", bound=Foldable)
T = TypeVar("T")
Height: TypeAlias = Callable[[T], int]


def within(units: Sequence[tuple[L, Sequence[L]]], room: int, height: Height[L]) -> Sequence[L]:
    """The lines that there is room for, of units by one line and by several.

    If the several are too many, units of which the same is to be said share a line, each other one has its own, and
    the worst have as many as there is room left for.
    """
    every = [line for _, own in units for line in own]
    if sum(map(height, every)) <= room:
        return every
    alike = grouped(units, lambda unit: unit[0].same).values()
    folded = [(own[0][0].joined(other for other, _ in own[1:]), own[0][1] if len(own) == 1 else ()) for own in alike]
    left = room - sum(height(line) for line, _ in folded)
    shown: list[L] = []
    for line, own in folded:
        more = sum(map(height, own)) - height(line)
        unfolds = bool(own) and more <= left
        shown += own if unfolds else [line]
        left -= more if unfolds else 0
    return [*fitting(shown, room, height)]


def above_rest(chosen: Callable[[int], Sequence[T]], rest: Callable[[Sequence[T]], object], room: int) -> Sequence[T]:
    """The lines that there is room for; where that leaves a rest, one line fewer, on which the rest is counted."""
    lines = chosen(room)
    return chosen(room - 1) if rest(lines) else lines


def fitting(lines: Iterable[T], room: int, height: Height[T]) -> Iterator[T]:
    """The first lines, as many as there is room for."""
    for line in lines:
        room -= height(line)
        if room < 0:
            return
        yield line
