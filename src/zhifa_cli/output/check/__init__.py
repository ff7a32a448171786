"""``zhifa check``: what all of its formats show."""

from collections.abc import Callable
from dataclasses import dataclass

from zhifa_cli.finding import Result

TITLE = "检查结果"
SETTINGS = "设置 "
"""Begins what is said of the settings that hid something."""


@dataclass(frozen=True, slots=True)
class Check:
    """A result, and what of it to list; for machines it is always the whole."""

    result: Result
    show_waived: bool = False
    most: int | None = None
    """So many findings; the rest is only counted."""
    whole: bool = False
    """Every finding, even where they are more than a screen."""
    command: Callable[..., str] = lambda *_: ""
    """Makes the command line that asks the same with more words."""
