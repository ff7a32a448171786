"""What earlier runs found out, kept beside the data: safe to delete, and never trusted blindly.

Every row carries a keyed hash of its content. The key belongs to the user and lies outside the data, so
that a row that was damaged, made by another version or planted in a repository is not believed but made anew.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import pydantic
import yaml
from pydantic import TypeAdapter, ValidationError

from zhifa_cli.finding import Finding
from zhifa_cli.source.submissions import Reading

FOLDER = ".zhifa_cache"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (kind TEXT, name TEXT, head TEXT, content BLOB, tag BLOB, PRIMARY KEY (kind, name))
    WITHOUT ROWID
"""
_HEAD = TypeAdapter(tuple[str, str | None, bool, tuple[Finding, ...]])


def code_version() -> str:
    """What the results of this code are known by: its files, and the libraries that read for it."""
    package = Path(__file__).parent.parent
    stats = ((str(path.relative_to(package)), path.stat()) for path in package.rglob("*.py"))
    files = sorted((path, at.st_size, at.st_mtime_ns) for path, at in stats)
    return repr((files, pydantic.VERSION, yaml.__version__))


class Cache:
    """A file of rows: what a submission says, and what was found about a unit."""

    def __init__(self, folder: Path, key: bytes, version: str) -> None:
        self._folder = folder / FOLDER
        self._key = hashlib.blake2b(version.encode(), key=key[: hashlib.blake2b.MAX_KEY_SIZE]).digest()

    def readings(self) -> dict[str, Reading]:
        """The cached readings by path; empty where there is nothing that can be believed."""
        found: dict[str, Reading] = {}
        for path, head, content in self._rows("reading"):
            with suppress(ValidationError):
                digest, unit, demo, faults = _HEAD.validate_json(head)
                found[path] = Reading(path, digest, unit, demo, faults, content)
        return found

    def remember_readings(self, readings: Iterable[Reading], present: set[str]) -> None:
        """Keep new readings, and forget files that are gone. Unreadable files are never kept."""
        rows = [
            (
                reading.path,
                _HEAD.dump_json((reading.digest, reading.unit, reading.demo, reading.faults)).decode(),
                reading.content,
            )
            for reading in readings
            if reading.digest
        ]
        self._replace("reading", rows, present)

    def findings(self) -> dict[str, tuple[str, bytes]]:
        """For each unit, the key of all that its findings rest on, and the findings as they were given."""
        return {unit: (key, content) for unit, key, content in self._rows("findings") if content}

    def remember_findings(self, found: dict[str, tuple[str, bytes]], present: set[str]) -> None:
        """Keep the findings of units, and forget units that are gone."""
        self._replace("findings", [(unit, key, content) for unit, (key, content) in found.items()], present)

    def _tag(self, kind: str, name: str, head: str, content: bytes | None) -> bytes:
        signed = hashlib.blake2b(key=self._key, digest_size=16)
        for part in (kind.encode(), name.encode(), head.encode(), content or b""):
            signed.update(len(part).to_bytes(8, "big") + part)
        return signed.digest()

    def _rows(self, kind: str) -> list[tuple[str, str, bytes | None]]:
        try:
            with closing(self._connect()) as database:
                rows = database.execute("SELECT name, head, content, tag FROM entry WHERE kind = ?", (kind,)).fetchall()
                return [(n, h, c) for n, h, c, tag in rows if tag == self._tag(kind, n, h, c)]
        except (sqlite3.Error, OSError, AttributeError, TypeError):  # of a foreign file, rows may be of any type
            return []

    def _replace(self, kind: str, rows: list[tuple[str, str, bytes | None]], present: set[str]) -> None:
        """Write rows and forget what is no longer there; a cache that cannot be written is no error."""
        try:
            self._write(kind, rows, present)
        except sqlite3.OperationalError:
            return  # locked, read-only or full: the next run will do without
        except (sqlite3.Error, OSError):
            with suppress(OSError, sqlite3.Error):
                self._file.unlink(missing_ok=True)  # damaged: made anew
                self._write(kind, rows, present)

    def _write(self, kind: str, rows: list[tuple[str, str, bytes | None]], present: set[str]) -> None:
        tagged = [(kind, name, head, content, self._tag(kind, name, head, content)) for name, head, content in rows]
        with closing(self._connect()) as database, database:
            known = {name for (name,) in database.execute("SELECT name FROM entry WHERE kind = ?", (kind,))}
            gone = [(kind, name) for name in known - present]
            database.executemany("DELETE FROM entry WHERE kind = ? AND name = ?", gone)
            database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", tagged)

    @property
    def _file(self) -> Path:
        return self._folder / "cache.sqlite3"

    def _connect(self) -> sqlite3.Connection:
        if not self._folder.is_dir():
            self._folder.mkdir()
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("# made by zhifa; safe to delete\n*\n", encoding="utf-8")
        database = sqlite3.connect(self._file, timeout=1)
        database.execute("PRAGMA synchronous = OFF")  # losing the cache costs one slower run
        database.execute(_SCHEMA)
        return database
