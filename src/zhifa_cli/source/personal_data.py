"""Resident identity and mobile numbers: found, reported, and masked before anything else sees the text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from zhifa_cli.finding import Finding, abridged
from zhifa_cli.source.lines import Lines

_HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""What copying from a chat or an address book leaves among digits, and nobody sees."""
_DASHES = "\u2010-\u2015\u2212\uff0d-"
_SUSPECT = re.compile(rf"\d\d\d[\s{_DASHES}]*+\d\d\d\d[\s{_DASHES}]*+\d\d\d\d")
"""No personal number without three, four and four digits, hardly parted; most files need no closer look."""
_GAP = rf"(?:[{_DASHES}]|[^\S\r\n]{{1,4}}|[^\S\r\n]*\r?\n[^\S\r\n]*)?"
"""How people part the groups of a number; where YAML folds a line, the reader sees a blank."""
_NUMBER = re.compile(
    rf"(?<![\dA-Za-z])(?:(?:\+|00)?86{_GAP})?"
    rf"(?P<number>\d{{6}}{_GAP}\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXx\uff38\uff58]|\d{{15}}|\d{{3}}{_GAP}\d{{4}}{_GAP}\d{{4}})"
    r"(?![\dA-Za-z])"
)
_ARCHIVED = re.compile(r"\d{3}\D+20\d\d\D+\d{4}")
"""Three digits, a year, four digits: how archives number files."""
_PIECE = re.compile(
    rf"\\(?:x(?P<x>[0-9A-Fa-f]{{2}})|u(?P<u>[0-9A-Fa-f]{{4}})|U(?P<U>00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{{4}})"
    rf'|\r?\n[ \t]*|(?P<other>[0abtnvfreNLP_ "/\\]))|[{_HIDDEN}]'
)
"""An escape of YAML's double-quoted texts, a line continued there, or a hidden character."""
_IS_HIDDEN = re.compile(f"[{_HIDDEN}]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def mask(path: str, text: str) -> tuple[str, list[Finding]]:
    """The text with all but the first three and last two digits of each personal number starred out.

    The text keeps its length and its lines, so positions stay true, and every later reader (parser errors
    and quoted source lines included) can only ever see the masked form.
    """
    if "\\" not in text and _SUSPECT.search(text) is None and _IS_HIDDEN.search(text) is None:
        return text, []
    findings: list[Finding] = []
    masked = list(text)
    lines = Lines(text)
    read = _AsRead(text)
    for start, number, kind in _numbers(read.text):
        digits = [index for index, char in enumerate(number, start) if _half_width(char)]
        for index in digits[3:-2]:
            begin, end = read.span(index)
            masked[begin:end] = "*" * (end - begin)
        shown = [read.text[index] for index in digits]
        shown[3:-2] = "*" * (len(digits) - 5)
        message = f"这里有{kind}（{''.join(shown)}）；请删去，改用单位内部代码"
        position = lines.position(read.span(start)[0])
        findings.append(Finding(rule="ZF109", path=path, message=message, position=position))
    return ("".join(masked) if findings else text), abridged(findings)


class _AsRead:
    """A text as YAML's reader and then a person see it: escapes resolved, hidden characters left out."""

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
        self.text = "".join(self._pieces)

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


def _numbers(text: str) -> Iterator[tuple[int, str, str]]:
    """Where each personal number begins, how it is written, and what it is."""
    start = 0
    while found := _NUMBER.search(text, start):
        kind = None if _ARCHIVED.fullmatch(found["number"]) else _kind(_half_width(found["number"]))
        if kind:
            yield found.start("number"), found["number"], kind
        start = found.end() if kind else found.start() + 1  # one may begin among the digits of what is none


def _half_width(number: str) -> str:
    """The digits alone, and a check X."""
    return "".join(str(int(c)) if c.isdecimal() else "X" for c in number if c.isdecimal() or c in "Xx\uff38\uff58")


def _kind(number: str) -> str | None:
    if len(number) == 11:  # noqa: PLR2004 - a mobile number's length
        return "手机号码" if re.match("1[3-9]", number) else None
    if len(number) == 15:  # noqa: PLR2004 - the old form, without century and check digit
        return "居民身份证号码（15 位）" if _is_day("19" + number[6:12]) else None
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    if _CHECK[total % 11] == number[17] and _is_day(number[6:14]):
        return "居民身份证号码"
    return None


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
