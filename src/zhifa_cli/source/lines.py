"""The lines of a text as editors and git count them, whatever else YAML takes for the end of a line."""

import re
from bisect import bisect_right
from functools import cached_property

from zhifa_cli.finding import Position

_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """Where each line begins; looked for only when somebody asks. A line end at the end of the text begins no line."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        ends = list(_END.finditer(self._text))
        starts = [0, *(end.end() for end in ends if end.end() < len(self._text))]
        return list(zip(starts, [*(end.start() for end in ends), len(self._text)], strict=False))

    def position(self, index: int) -> Position:
        """The line and column of a character, counted from 0; of what lies between two lines, the first's end."""
        row = bisect_right(self._spans, index, key=lambda span: span[0]) - 1
        start, end = self._spans[row]
        return Position(row + 1, min(index, end) - start + 1)

    def line(self, number: int) -> str:
        """A line as written, without its end."""
        if not 0 < number <= len(self._spans):
            return ""
        start, end = self._spans[number - 1]
        return self._text[start:end]
