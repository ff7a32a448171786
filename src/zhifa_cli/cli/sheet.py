"""What a result is drawn on: the terminal, a pipe, or the file of ``-o``."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from zhifa_cli.cli import writing
from zhifa_cli.cli.writing import Place
from zhifa_cli.output.formats import Format, Screen

T = TypeVar("T")

_PIPED_WIDTH = 160
"""Wide enough for every column where no terminal says otherwise."""


@dataclass(frozen=True)
class Sheet(Generic[T]):
    """A result in one format."""

    format: Format[T]
    place: Place | None
    """None for standard output."""
    no_color: bool
    held: list[str] | None = None
    """What was drawn of several plans and is printed together; None where each is printed at once."""

    def show(self, what: T) -> None:
        """Draw what was found, and print or write it, at once or with what is to come."""
        text = self.format.show(what, self._screen())
        if self.held is None:
            self._emit(text)
        else:
            self.held.append(text)

    def release(self) -> None:
        """Print or write together what was held."""
        if self.held and self.format.joined:
            self._emit(self.format.joined(self.held))

    def _emit(self, text: str) -> None:
        emit(text, self.place, commands=self.format.commands)

    def _screen(self) -> Screen:
        if self.place is not None:
            return Screen(_PIPED_WIDTH, color=False)
        terminal = sys.stdout.isatty()
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return Screen(_width(terminal=terminal), color=terminal and not plain)


def sheet(format_: Format[T], output: Path | None, *, force: bool, no_color: bool) -> Sheet[T]:
    """A sheet for a command's result, before any data are read.

    Raises:
        typer.BadParameter: ``output`` may not be written to.
    """
    return Sheet(format_, writing.place(output, format_.own, force=force), no_color)


def emit(content: str | bytes, where: Place | None, *, commands: bool = False) -> None:
    """Print a text, or write it where it may be written, as bytes must be.

    ``commands`` says that it is made of workflow commands, each of which is ours.
    """
    if where is not None:
        writing.write(where, content, commands=commands)
    elif isinstance(content, str):
        sys.stdout.write(content if commands else writing.for_runner(content))


def _width(*, terminal: bool) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and int(columns) > 0:
        return int(columns)
    return os.get_terminal_size(sys.stdout.fileno()).columns if terminal else _PIPED_WIDTH
