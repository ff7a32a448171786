"""The schemas that stand in a data folder, so that editors can help with its files."""

import os
from pathlib import Path, PurePosixPath

SCHEMAS = ".schema"
"""Within the data folder; a comment in each file points there, so that a clone needs no settings."""


def path_to_schema(file: Path, root: Path, name: str) -> PurePosixPath:
    """The path from a file to a schema of the data folder, as the YAML language server resolves it."""
    schema = root.resolve() / SCHEMAS / f"{name}.json"
    return PurePosixPath(Path(os.path.relpath(schema, file.parent.resolve())).as_posix())


def provide_schema(root: Path, name: str) -> None:
    """Write a schema into the data folder where there is none yet."""
    from zhifa_cli.cli.writing import create
    from zhifa_cli.forms import json_schema

    schema = root / SCHEMAS / f"{name}.json"
    if not schema.exists():
        create(schema, json_schema.render(name))
