"""Typer's private parts, and those of the click inside it: what a new release of typer may break is in this file."""

from enum import Enum
from typing import Any, TypeAlias

import typer
from typer._click import Command, Context, HelpFormatter, Parameter
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from typer._completion_shared import Shells, _get_shell_name, get_completion_script, install
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

__all__ = [
    "BadOptionUsage",
    "Command",
    "Context",
    "HelpFormatter",
    "MissingParameter",
    "NoArgsIsHelpError",
    "NoSuchOption",
    "Param",
    "Parameter",
    "Shells",
    "TyperArgument",
    "TyperCommand",
    "TyperGroup",
    "TyperOption",
    "UsageError",
    "answer_shell",
    "choices",
    "get_command",
    "get_completion_script",
    "has_command",
    "install",
    "refused",
    "shell_name",
    "value_type",
]

Param: TypeAlias = TyperArgument | TyperOption

shell_name = _get_shell_name


def choices(param: Param) -> list[str]:
    """The values of an option that takes one of a few."""
    return [str(choice.value if isinstance(choice, Enum) else choice) for choice in param.type_descriptor.choices or ()]


def value_type(param: Param) -> Any:
    """What a value is turned into: int, Path, list[str]."""
    return param.type_descriptor.annotation


def refused(error: typer.BadParameter) -> str | None:
    """The value that could not be turned into what is wanted; None if it is no such error.

    Pydantic refuses it, but need not be loaded to be asked.
    """
    errors = getattr(error.__cause__, "errors", None)
    return str(errors()[0]["input"]) if callable(errors) else None


def has_command(ctx: Context) -> bool:
    """Whether a group's command line names a command."""
    return bool(ctx._protected_args)


def answer_shell(command: Command, prog: str) -> None:
    """If it is the shell that calls, to complete a line: answer it, and exit."""
    command._main_shell_completion({}, prog)
