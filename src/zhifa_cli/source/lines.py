"""The lines of a text as editors and git count them, whatever else YAML takes for the end of a line."""

import re
from bisect import bisect_right

from zhifa_cli.finding import Position

_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """Where each line begins. Nothing is said to stand after the last one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _END.finditer(text) if end.end() < len(text))]

    def position(self, index: int) -> Position:
        """The line and column of a character, counted from 0; of what lies between two lines, the first's end."""
        row = bisect_right(self._starts, index)
        start = self._starts[row - 1]
        return Position(row, min(index - start, len(self.line(row))) + 1)

    def line(self, number: int) -> str:
        """A line as written, without its end."""
        if not 0 < number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return self._text[self._starts[number - 1] : end].rstrip("\r\n")
