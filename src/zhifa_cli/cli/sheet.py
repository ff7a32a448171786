"""What a result is drawn on: the terminal, a pipe, or the file of ``-o``."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from zhifa_cli.cli import writing
from zhifa_cli.cli.writing import Place
from zhifa_cli.output.formats import CheckFormat, Format, Screen, format_of

_PIPED_WIDTH = 160
"""Wide enough for every column where no terminal says otherwise."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A result in one format."""

    name: str
    """The format's."""
    format: Format
    place: Place | None
    """None for standard output."""
    no_color: bool

    def show(self, what: object) -> None:
        """Draw what was found, and print or write it."""
        text = self.format.show(what, self._screen())
        emit(text, self.place, commands=self.name == CheckFormat.GITHUB)

    def _screen(self) -> Screen:
        if self.place is not None:
            return Screen(_PIPED_WIDTH, color=False)
        terminal = sys.stdout.isatty()
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return Screen(_width(terminal=terminal), color=terminal and not plain)


def sheet(command: str, format_: str, output: Path | None, *, force: bool, no_color: bool) -> Sheet:
    """A sheet for a command's result, before any data are read.

    Raises:
        typer.BadParameter: ``output`` may not be written to.
    """
    drawn = format_of(command, format_)
    return Sheet(format_, drawn, writing.place(output, drawn.OWN, force=force), no_color)


def emit(text: str, where: Place | None, *, commands: bool = False) -> None:
    """Print a text, or write it where it may be written.

    ``commands`` says that it is made of workflow commands, each of which is ours.
    """
    if where is not None:
        writing.write(where, text, commands=commands)
    else:
        sys.stdout.write(text if commands else writing.for_runner(text))


def _width(*, terminal: bool) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and int(columns) > 0:
        return int(columns)
    return os.get_terminal_size(sys.stdout.fileno()).columns if terminal else _PIPED_WIDTH
