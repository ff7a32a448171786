"""This user's secret, by which results in a cache are known to be ours."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

import typer

_BYTES = 32


def secret() -> bytes | None:
    """The secret, made on first use; None where the user has no place to keep one."""
    file = Path(typer.get_app_dir("zhifa")) / "cache-key"
    if not file.is_absolute():  # no home: it would be kept in the data of whoever asks
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), open(file, "xb", opener=_private) as stream:
            stream.write(secrets.token_bytes(_BYTES))
        key = file.read_bytes()
        if len(key) == _BYTES:
            return key
        file.unlink()  # cut short; the next run makes another
    except OSError:
        pass
    return None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
