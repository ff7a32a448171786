"""Resident identity and mobile numbers in a text, however they are written, and the text without them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from zhifa_cli.text.unseen import CHARACTERS

_MARKS = r"\u002d\u2010-\u2015\u2043\u2212\u2500\u30fc\ufe58\ufe63\uff0d_.\uff0e\u00b7\u2022\u2027\u30fb/\\\uff0f"
"""Dashes, dots and slashes with which people part the groups of a number."""
_BLANKS = r"[^\S\r\n]"
_LINE_END = rf"{_BLANKS}*+\r?\n{_BLANKS}*+"
_GAP = rf"(?:{_BLANKS}{{0,4}}+[{_MARKS}]?+{_BLANKS}{{0,4}}+|{_LINE_END})"
"""What may part them: a mark, a few blanks, or a line's end, which YAML folds to a blank."""
_SUSPECT = re.compile(rf"\d(?:[\s{_MARKS}]*+\d){{10}}")
"""No personal number has fewer digits, or digits further apart; most texts need no closer look."""

_PROVINCE = (
    rf"(?:1{_GAP}[1-5]|2{_GAP}[1-3]|3{_GAP}[1-7]|4{_GAP}[1-6]|5{_GAP}[0-4]|6{_GAP}[1-5]|[79]{_GAP}1|8{_GAP}[1-3])"
)
_YEAR = rf"(?:1{_GAP}[89]|2{_GAP}0)(?:{_GAP}[0-9]){{2}}"
_IDENTITY = re.compile(
    rf"(?<![0-9])(?=(?P<number>{_PROVINCE}(?:{_GAP}[0-9]){{4}}{_GAP}{_YEAR}{_GAP}[01]{_GAP}[0-9]{_GAP}[0-3]"
    rf"(?:{_GAP}[0-9]){{4}}{_GAP}[0-9Xx])(?![0-9]))"
)
_OLD_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-z])(?=(?P<number>{_PROVINCE}[0-9]{{4}}{_GAP}[0-9]{{2}}[01][0-9][0-3][0-9]{_GAP}[0-9]{{3}})(?![0-9A-Za-z]))"
)
_MOBILE = re.compile(
    rf"(?<![0-9A-Fa-f$\u00a5\uffe5\u3015])(?=(?:(?:00)?86{_GAP})?(?P<number>(?=1[3-9])(?:"
    rf"[0-9]{{3}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}"
    + "".join(rf"|[0-9]{{{n}}}{_LINE_END}[0-9]{{{11 - n}}}" for n in range(3, 9))  # a line may end anywhere in it
    + r"))(?![0-9A-Za-z])(?!\s{0,2}[\u4e07\u4ebf]{0,2}[\u5143\u5706]|\.[0-9]{2}(?![0-9\u6708])))"
)
"""Neither an amount, by its currency, unit or cents, nor behind the year of a document's number."""
_ARCHIVED = re.compile(r"[0-9]{3}[^0-9]+(?:19|20)[0-9]{2}(?:[^0-9]+[0-9]{4}|(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]))")
"""Three digits, a year, and four digits or a day: how archives number files."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

_IS_HIDDEN = re.compile(rf"(?!\s)[{CHARACTERS}]")
"""What copying from a chat or an address book leaves among digits."""
_PIECE = re.compile(
    r"\\(?:x(?P<x>[0-9A-Fa-f]{2})|u(?P<u>[0-9A-Fa-f]{4})|U(?P<U>00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"
    rf'|\r?\n[ \t]*|(?P<other>[0abtnvfreNLP_ "/\\]))|{_IS_HIDDEN.pattern}'
)
"""An escape of YAML's double-quoted texts, a line continued there, or a hidden character."""
_UNUSUAL = re.compile(r"(?![0-9])\d|[\uff38\uff58]")
"""Full-width digits and the like, and a full-width check X."""


@dataclass(frozen=True, slots=True)
class Number:
    """A personal number that a text holds."""

    kind: str
    shown: str
    """Its first three and last two digits."""
    start: int


def masked(text: str, tell: Callable[[Number], None] | None = None) -> str:
    """The text, just as long, with all but the first three and last two digits of each personal number starred out.

    They are looked for as YAML's reader and then a person would see them; ``tell`` is told of each.
    """
    if "\\" not in text and _SUSPECT.search(text) is None and _IS_HIDDEN.search(text) is None:
        return text
    read = _AsRead(text)
    chars: list[str] = []
    for kind, start, written in _found(read.text):
        chars = chars or list(text)
        places = [index for index, char in enumerate(written, start) if char.isalnum()]
        for place in places[3:-2]:
            begin, end = read.span(place)
            chars[begin:end] = "*" * (end - begin)
        if tell:
            digits = _digits(written)
            tell(Number(kind, f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}", read.span(start)[0]))
    return "".join(chars) or text


class _AsRead:
    """A text as YAML's reader and then a person see it: escapes resolved, hidden characters left out.

    Digits of every kind are plain ones, so that no pattern has to know them all.
    """

    def __init__(self, text: str) -> None:
        self._pieces: list[str] = []
        self._begins: list[int] = []
        self._written: list[tuple[int, int]] = []
        self._length = 0
        done = 0
        for piece in _PIECE.finditer(text):
            self._add(text[done : piece.start()], done, 1)
            code = piece["x"] or piece["u"] or piece["U"]
            seen = _IS_HIDDEN.sub("", chr(int(code, 16))) if code else " " if piece["other"] else ""
            self._add(seen, piece.start(), len(piece[0]))
            done = piece.end()
        self._add(text[done:], done, 1)
        self.text = _UNUSUAL.sub(_usual, "".join(self._pieces))

    def _add(self, seen: str, start: int, width: int) -> None:
        """Append characters that were written from ``start`` on, each ``width`` wide."""
        if seen:
            self._pieces.append(seen)
            self._begins.append(self._length)
            self._written.append((start, width))
            self._length += len(seen)

    def span(self, index: int) -> tuple[int, int]:
        """Where a character was written, and where that ends."""
        piece = bisect_right(self._begins, index) - 1
        start, width = self._written[piece]
        begin = start + (index - self._begins[piece]) * width
        return begin, begin + width


def _usual(match: re.Match[str]) -> str:
    return str(int(match[0])) if match[0].isdecimal() else "X"


def _found(text: str) -> Iterator[tuple[str, int, str]]:
    """What each personal number is, where it begins and how it is written."""
    done = 0
    for start, end, kind in sorted(_candidates(text)):
        if start >= done:
            done = end
            yield kind, start, text[start:end]


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _IDENTITY.finditer(text):
        if _is_identity(_digits(match["number"])):
            yield *match.span("number"), "居民身份证号码"
    for match in _OLD_IDENTITY.finditer(text):
        if _is_old_identity(_digits(match["number"])):
            yield *match.span("number"), "居民身份证号码（15 位）"
    for match in _MOBILE.finditer(text):
        if not _ARCHIVED.fullmatch(match["number"]):
            yield *match.span("number"), "手机号码"


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper() and _is_day(number[6:14])


def _is_old_identity(number: str) -> bool:
    """The form without century and check digit."""
    return _is_day("19" + number[6:12])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _digits(written: str) -> str:
    return "".join(filter(str.isalnum, written))
