"""The lines of a text as editors and git count them, whatever else YAML takes for the end of a line."""

import re
from bisect import bisect_right

from zhifa_cli.finding import Position

_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """Where each line begins. Nothing is said to stand after the last one."""

    def __init__(self, text: str) -> None:
        self._text = text
        ends = list(_END.finditer(text))
        self._starts = [0, *(end.end() for end in ends if end.end() < len(text))]
        self._ends = [*(end.start() for end in ends), len(text)]

    def position(self, index: int) -> Position:
        """The line and column of a character, counted from 0; of what lies between two lines, the first's end."""
        row = bisect_right(self._starts, index) - 1
        return Position(row + 1, min(index, self._ends[row]) - self._starts[row] + 1)

    def line(self, number: int) -> str:
        """A line as written, without its end."""
        if not 0 < number <= len(self._starts):
            return ""
        return self._text[self._starts[number - 1] : self._ends[number - 1]]
