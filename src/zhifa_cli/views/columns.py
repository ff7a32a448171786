"""Columns of a table: each carries its heading and says its cell of whatever a row is about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeAlias, TypeVar

R = TypeVar("R")
Value: TypeAlias = str | int | date | None
"""What a cell says; each format decides how None looks."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    heading: str
    value: Callable[[R], Value]


def headings(columns: Iterable[Column[R]]) -> tuple[str, ...]:
    return tuple(column.heading for column in columns)


def rows(columns: Sequence[Column[R]], things: Iterable[R]) -> Iterator[tuple[Value, ...]]:
    """One row for each thing, in the order of the columns."""
    for thing in things:
        yield tuple(column.value(thing) for column in columns)
