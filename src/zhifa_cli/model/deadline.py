"""Deadlines in the document's own words, and the dates that they mean."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from dateutil.relativedelta import relativedelta

from zhifa_cli.text.unseen import quoted

ACCEPTED_FORMS = (
    "2024年6月、2024年6月底前、2024-06、2024年底、2024年6月15日、2024-06-15、"
    "每年12月、每年3月底前、每年1月31日前、每年、长期坚持"
)

_ONCE = re.compile(
    r"(?P<year>[0-9]{4})(?:年底前?|年(?P<month>[0-9]{1,2})月(?:底前?|(?P<day>[0-9]{1,2})日前?)?"
    r"|-(?P<iso_month>[0-9]{2})(?:-(?P<iso_day>[0-9]{2}))?)"
)
_YEARLY = re.compile(r"每年(?:年?底前?|(?P<month>[0-9]{1,2})月(?:底前?|(?P<day>[0-9]{1,2})日前?)?)?")
_LEAP_YEAR = 2024
_LAST = 31
"""relativedelta clips a day to its month's length, so 31 is the last day of any month."""


@dataclass(frozen=True, slots=True)
class Once:
    """Due one single time, at the end of that day."""

    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Yearly:
    """Due each year on one day, computed from the rule and never from the date before."""

    text: str
    month: int
    day: int

    def due(self, year: int) -> date:
        return date(year, 1, 1) + relativedelta(month=self.month, day=self.day)


@dataclass(frozen=True, slots=True)
class Ongoing:
    """长期坚持: no end date, and so never complete and never overdue."""

    text: str


Deadline: TypeAlias = Once | Yearly | Ongoing


def cycles(deadline: Deadline | None, issued_on: date, ends_on: date) -> Iterator[tuple[int | None, date | None]]:
    """The (cycle, due date) pairs that a deadline makes within a plan's life, oldest first.

    A yearly deadline has one for each year from the year of issue, its first perhaps before the issue
    itself (发文前已届期: the ledger says so), and none after ``ends_on``.
    """
    match deadline:
        case None | Ongoing():
            yield None, None
        case Once(on=on):
            yield None, on
        case Yearly():
            for year in range(issued_on.year, ends_on.year + 1):
                if (due := deadline.due(year)) <= ends_on:
                    yield year, due


def parse_deadline(text: str) -> Deadline:
    """The deadline that a document's words mean; full-width and half-width forms are equal.

    Raises:
        ValueError: the words are of no accepted form, or name a day that the calendar lacks.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if plain == "长期坚持":
        return Ongoing(text)
    if match := _ONCE.fullmatch(plain):
        month, day = match["month"] or match["iso_month"], match["day"] or match["iso_day"]
        return Once(text, _day(text, int(match["year"]), month, day))
    if match := _YEARLY.fullmatch(plain):
        due = _day(text, _LEAP_YEAR, match["month"], match["day"])
        return Yearly(text, due.month, int(match["day"] or _LAST))
    raise ValueError(f"{quoted(text)}不是认得的时限；可写：{ACCEPTED_FORMS}")


def _day(text: str, year: int, month: str | None, day: str | None) -> date:
    try:
        if day is not None:
            return date(year, int(month or 12), int(day))
        return date(year, int(month or 12), 1) + relativedelta(day=_LAST)
    except ValueError:
        raise ValueError(f"{quoted(text)}不是日历上有的日子，请核对年月日") from None
