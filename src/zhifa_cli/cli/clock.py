"""Days and months of a command line, and of the clock."""

import json
import os
import re
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import typer

from zhifa_cli.ledger.duty import Cutoff
from zhifa_cli.model import scalars
from zhifa_cli.model.scalars import Month

_MOST_EVENT = 10_000_000
"""Bytes of GitHub's account of an event; it lists at most 2048 commits."""


def today() -> date:
    """Local today: a deadline ends with the local day."""
    return datetime.now().astimezone().date()


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def latest_day() -> date:
    """The day after which nothing that is checked can have been submitted: today, or the earlier one of its commit.

    A pipeline that runs again next year must say of an old commit what it said then.
    """
    stamps = (os.environ.get("CI_COMMIT_TIMESTAMP"), _github_commit())
    return min([today(), *(stamp.date() for stamp in map(_stamp, stamps) if stamp)])


def _stamp(text: object) -> datetime | None:
    """A commit's time, with the day as it was where the commit was made."""
    with suppress(ValueError):
        if isinstance(text, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", text):
            return datetime.fromisoformat(text)
    return None


def _github_commit() -> object:
    """When the commit was made, as GitHub's account of a push says; None where it says nothing that can be used."""
    event = os.environ.get("GITHUB_EVENT_PATH", "")
    with suppress(OSError, ValueError, RecursionError, LookupError, TypeError):
        file = Path(event)
        if file.is_file() and file.stat().st_size <= _MOST_EVENT:
            stamp: object = json.loads(file.read_bytes())["head_commit"]["timestamp"]
            return stamp
    return None


def cutoff_of(as_of: str | None, month: Month | None) -> Cutoff:
    """``--as-of`` before ``--month`` before now."""
    if as_of is not None:
        return Cutoff(parse_day(as_of))
    return Cutoff(month.last_day) if month else Cutoff(today(), closed=False)


def parse_day(text: str) -> date:
    """A day from the command line, ``2024-06-30``."""
    try:
        return date.fromisoformat(text) if len(text) == len("2024-06-30") else _refuse_day(text)
    except ValueError:
        return _refuse_day(text)


def _refuse_day(text: str) -> date:
    raise typer.BadParameter(f"“{text}”不是日期，应写成 2024-06-30 的样子")


def parse_month(text: str) -> Month:
    """A month from the command line, ``2024-06``."""
    try:
        return scalars.parse_month(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
