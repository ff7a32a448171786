"""What a cell says -> the text that the submission's own schema reads. What is not certain stays as it is written."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from zhifa_cli.text.unseen import plain

STATUSES = {
    "已完成": ("已完成", "完成", "已办结", "办结"),
    "推进中": ("推进中", "正在推进", "持续推进", "进行中", "正在进行"),
    "未启动": ("未启动", "尚未启动", "未开始", "未开展"),
    "不适用": ("不适用",),
}
FLAGS = {"true": ("是", "重点", "true"), "false": ("否", "非重点", "false")}
NO_FLAG = ("待认定", "未认定")
TOTALS = ("合计", "总计", "小计", "共计")

_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|年(?P<month_cn>[0-9]{1,2})月(?P<day_cn>[0-9]{1,2})日|(?P<month_8>[0-9]{2})(?P<day_8>[0-9]{2}))"
)
_TIME = re.compile(r"(?<=[0-9日])[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?$")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_PLAUSIBLE = range(2000, 2100)
_PART = re.compile(
    r"(?P<year>[0-9]{4})(?:[-年]?(?P<part>Q[1-4]|H[12])|年第?(?P<quarter>[一二三四1-4])季度|年(?P<half>[上下])半年)"
)
_QUARTERS = "一二三四1234"
_MONTH = re.compile(r"([0-9]{4})(?:[-./]([0-9]{1,2})|年([0-9]{1,2})月)")


def day(text: str, epoch: date) -> str:
    """``2024-06-28`` from the ways in which a full date is written; anything else as it is.

    A five-digit number is a date's serial number where it falls in our century.
    """
    folded = plain(_TIME.sub("", text.strip()))
    if match := _DAY.fullmatch(folded):
        month = match["month"] or match["month_cn"] or match["month_8"]
        number = match["day"] or match["day_cn"] or match["day_8"]
        return f"{match['year']}-{month:0>2}-{number:0>2}"
    if _SERIAL.fullmatch(folded):
        found = epoch + timedelta(days=int(float(folded)))
        return found.isoformat() if found.year in _PLAUSIBLE else text
    return text


def month(text: str) -> str | None:
    """``2024-06`` from the ways in which a month is written."""
    match = _MONTH.fullmatch(plain(text))
    return f"{match[1]}-{match[2] or match[3]:0>2}" if match else None


def year(text: str) -> str:
    return plain(text).removesuffix("年度").removesuffix("年")


def cycle(text: str) -> str:
    """``2024-03``, ``2024Q1``, ``2024H1`` from the ways in which periods are written; a year and the rest as ``year``."""
    if found := month(text):
        return found
    match = _PART.fullmatch(plain(text).upper())
    if match is None:
        return year(text)
    if match["half"]:
        return f"{match['year']}H{'上下'.index(match['half']) + 1}"
    return f"{match['year']}{match['part'] or 'Q' + str(_QUARTERS.index(match['quarter']) % 4 + 1)}"


def one_of(table: Mapping[str, tuple[str, ...]], text: str) -> str:
    """The value whose other names the table gives; a text that it does not give stays."""
    wanted = plain(text).lower()
    return next((value for value, names in table.items() if wanted in names), text)
