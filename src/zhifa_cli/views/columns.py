"""Columns of a table: each carries its heading and says its cell of whatever a row is about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeAlias, TypeVar

R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)
S = TypeVar("S")
Value: TypeAlias = str | int | date | None
"""What a cell says; each format decides how None looks."""


@dataclass(frozen=True)
class Column(Generic[R_contra]):
    heading: str
    value: Callable[[R_contra], Value]

    def within(self, part: Callable[[S], R_contra]) -> "Column[S]":
        """The same column for rows that hold, among other things, what it is of."""
        return Column(self.heading, lambda row: self.value(part(row)))


Columns: TypeAlias = Sequence[Column[R]]


def headings(columns: Columns[R]) -> tuple[str, ...]:
    return tuple(column.heading for column in columns)


def rows(columns: Columns[R], things: Iterable[R]) -> Iterator[tuple[Value, ...]]:
    """One row for each thing, in the order of the columns."""
    for thing in things:
        yield tuple(column.value(thing) for column in columns)
