"""Text measured in terminal cells, and broken where Chinese may be broken. Pure and light: help uses it too."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

# The full-width forms are spelled as escapes: they look too much like their ASCII twins.
_NO_START = frozenset(",.;:!?)]}>%。、》」』】〉〕”’…—\uff0c\uff1b\uff1a\uff01\uff1f\uff09\uff5e\uff05")
_NO_END = frozenset("([{<=《「『【〈〔“‘\uff08\uffe5")


def cells(text: str) -> int:
    """Columns the text takes on a terminal: two for an ideograph, none for a combining mark."""
    return sum(_cells(char) for char in text)


@lru_cache(maxsize=16_384)
def _cells(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if is_wide(char) else 1


def cut(text: str, width: int) -> str:
    """As much of a text as fits, with a mark where something is left off."""
    if cells(text) <= width:
        return text
    used = 1
    for end, char in enumerate(text):
        used += _cells(char)
        if used > width:
            return f"{text[:end]}…"
    return text


def is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` cells; a single word wider than that is left whole."""
    ends = [*breaks(text, width), len(text)]
    return [line for start, end in pairwise([0, *ends]) if (line := text[start:end].strip())]


def breaks(text: str, width: int, *, fold: bool = False) -> list[int]:
    """Where in a text each line after the first begins; ``fold`` breaks words wider than a line."""
    if cells(text) <= width:
        return []
    found: list[int] = []
    position = used = 0
    for word in _pieces(text):
        for piece in word if fold and cells(word) > width else (word,):
            if used and used + cells(piece.rstrip()) > width:
                found.append(position)
                used = 0
            used += cells(piece if used else piece.lstrip())
            position += len(piece)
    return found


def _pieces(text: str) -> Iterator[str]:
    """Cut text wherever a line may end: around ideographs and blanks, never inside a word."""
    piece = ""
    for char in text:
        if piece and _may_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if before.isspace() or after.isspace():
        return before.isspace() != after.isspace()
    if after in _NO_START or before in _NO_END:
        return False
    return is_wide(before) or is_wide(after)
