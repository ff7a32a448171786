"""This user's secret, by which results in a cache are known to be ours."""

import os
import secrets
from pathlib import Path

import typer

_BYTES = 32


def secret() -> bytes | None:
    """The secret, made on first use; None where the user has no place to keep one."""
    file = Path(typer.get_app_dir("zhifa")) / "cache-key"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError:
        return None
    else:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(_BYTES))
    try:
        key = file.read_bytes()
    except OSError:
        return None
    return key if len(key) == _BYTES else None
