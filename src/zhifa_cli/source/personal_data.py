"""Resident identity and mobile numbers: found, reported, and masked before anything else sees the text."""

import re
from datetime import date

from zhifa_cli.finding import Finding, Position

_DIGITS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9A-Za-z])")
_LONG_NUMBER = re.compile(r"[0-9\uff10-\uff19]{11}")
"""No personal number without eleven digits in a row; most files have none and need no closer look."""
_FULL_WIDTH = str.maketrans("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff38\uff58", "0123456789Xx")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def mask(path: str, text: str) -> tuple[str, list[Finding]]:
    """The text with all but the first and last digits of each personal number starred out.

    The text keeps its length, so positions stay true, and every later reader (parser errors and quoted
    source lines included) can only ever see the masked form.
    """
    if _LONG_NUMBER.search(text) is None:
        return text, []
    findings: list[Finding] = []
    masked = list(text)
    for match in _DIGITS.finditer(text.translate(_FULL_WIDTH)):
        kind = _kind(match[0])
        if kind is None:
            continue
        start, end = match.span()
        masked[start + 3 : end - 2] = "*" * (end - start - 5)
        before = text[:start]
        position = Position(before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1)
        message = f"这里有{kind}({''.join(masked[start:end])});请删去,改用单位内部代码"
        findings.append(Finding(rule="ZF109", path=path, message=message, position=position))
    return "".join(masked) if findings else text, findings


def _kind(number: str) -> str | None:
    if len(number) == 11:  # noqa: PLR2004 - a mobile number's length
        return "手机号码"
    if len(number) == 15:  # noqa: PLR2004 - the old form, without century and check digit
        return "居民身份证号码(15 位)" if _is_day("19" + number[6:12]) else None
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    if _CHECK[total % 11] == number[17].upper() and _is_day(number[6:14]):
        return "居民身份证号码"
    return None


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
