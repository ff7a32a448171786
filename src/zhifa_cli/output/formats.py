"""The formats of every command. A new one is a line here, and a module of that name in its command's folder.

Such a module has two things: ``show``, which draws what the command found, and ``OWN``, by which a file that it
wrote is known again. What ``show`` is given is the same for all formats of a command.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Protocol, cast


class CheckFormat(StrEnum):
    """What a check can be written as."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"


FOR_SERVICES = frozenset({CheckFormat.SARIF, CheckFormat.JUNIT, CheckFormat.GITHUB, CheckFormat.GITLAB})
"""They show findings beside the lines of a repository, and want paths from its root."""
FOR_MACHINES = frozenset({CheckFormat.JSON, CheckFormat.SARIF, CheckFormat.JUNIT, CheckFormat.GITLAB})
"""They have no room for a remark."""


class TableFormat(StrEnum):
    """What ``status`` and ``overdue`` print."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class CalendarFormat(StrEnum):
    """What ``calendar`` prints."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


class DiffFormat(StrEnum):
    """What ``diff`` prints."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class TextFormat(StrEnum):
    """What ``show``, ``rules`` and ``explain`` print."""

    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Screen:
    """What a result is drawn on."""

    width: int
    color: bool


class Format(Protocol):
    """A module that draws what a command found."""

    OWN: re.Pattern[str]
    """How a file of it begins: only over such a file is one written."""

    def show(self, what: Any, screen: Screen) -> str: ...


def format_of(command: str, name: str) -> Format:
    """A command's format, imported only now that it is wanted."""
    return cast("Format", import_module(f"zhifa_cli.output.{command}.{name}"))
