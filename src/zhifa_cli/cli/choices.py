"""Values that an option and a settings file choose among."""

from enum import StrEnum


class FailOn(StrEnum):
    """The least severity that makes ``check`` exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"
