"""The formats of every command. A new one is a line here, and a function of its name in the command's module.

Such a function is ``drawn`` of what the command found, which is the same for all formats of a command. Those of
``check``, which are many, have a module each.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Generic, TypeAlias, TypeVar, cast

T = TypeVar("T")
Join: TypeAlias = Callable[[Iterable[str]], str]
T_contra = TypeVar("T_contra", contravariant=True)


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


class TableFormat(StrEnum):
    """What ``status`` and ``overdue`` print."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class By(StrEnum):
    """What has a line of its own on a screen."""

    UNIT = "unit"
    CLAUSE = "clause"
    ITEM = "item"


class RegisterFormat(StrEnum):
    """What ``rectify list`` prints."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


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


@dataclass(frozen=True, slots=True)
class Screen:
    """What a result is drawn on."""

    width: int
    color: bool


SCREEN = 40
"""Lines that are seen at once: longer answers are shortened to it, unless all is asked for."""


@dataclass(frozen=True)
class Format(Generic[T_contra]):
    """How a result is drawn in a format."""

    show: Callable[[T_contra, Screen], str]
    own: re.Pattern[str]
    """How a file of it begins: only over such a file is one written."""
    for_services: bool
    """It shows findings beside the lines of a repository, and wants paths from its root."""
    remarks: bool
    """It has room for a remark."""
    commands: bool
    """It is made of workflow commands, each of which is ours."""
    joined: Join | None
    """How the results of several plans become one; None where a file can hold only one."""


def drawn(
    own: re.Pattern[str],
    *,
    for_services: bool = False,
    remarks: bool = True,
    commands: bool = False,
    joined: Join | None = None,
) -> Callable[[Callable[[T, Screen], str]], Format[T]]:
    """Make a format of a function that draws."""
    return lambda show: Format(show, own, for_services, remarks, commands, joined)


def array(documents: Iterable[str]) -> str:
    """Several JSON documents as one."""
    inner = ",\n".join(document.rstrip() for document in documents)
    return f"[\n{inner}\n]\n"


def format_of(command: str, name: str) -> Format[Any]:
    """A command's format, imported only now that it is wanted."""
    home = f"check.{name}" if command == "check" else command
    return cast("Format[Any]", getattr(import_module(f"zhifa_cli.output.{home}"), name))
