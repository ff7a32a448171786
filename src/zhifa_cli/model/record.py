"""The base of every model: closed, immutable, and blank means absent."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Record(BaseModel):
    """A mapping in a data file. Unknown keys are errors: a misspelt key must never pass for an absent one."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=False)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, data: Any) -> Any:
        """A scaffolded key that nobody filled in (``evidence:``) is the same as no key."""
        if isinstance(data, dict) and None in data.values():
            return {k: v for k, v in data.items() if v is not None or k not in cls.model_fields}
        return data
