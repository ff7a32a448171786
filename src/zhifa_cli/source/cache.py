"""What earlier runs found out, kept beside the data: safe to delete, and never trusted blindly.

Every row carries a keyed hash of its content. The key belongs to the user and lies outside the data, so
that a row that was damaged, made by another version or planted in a repository is not believed but made anew.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
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
            if reading.digest and _is_text(reading.path)
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
        signed.update(bytes([content is None]))  # nothing is not the same as an empty something
        return signed.digest()

    def _rows(self, kind: str) -> list[tuple[str, str, bytes | None]]:
        """The rows of one kind, or none where any is not ours: then something happened to the file."""
        try:
            with self._opened() as database:
                rows = database.execute("SELECT name, head, content, tag FROM entry WHERE kind = ?", (kind,)).fetchall()
        except OSError:
            return []
        except sqlite3.Error as error:
            self._discard(error)
            return []
        if all(self._is_ours(kind, *row) for row in rows):
            return [(name, head, content) for name, head, content, _ in rows]
        self._discard()
        return []

    def _is_ours(self, kind: str, name: object, head: object, content: object, tag: object) -> bool:
        """Whether the tag vouches for a row; in a foreign file, its columns may be of any type."""
        return (
            isinstance(name, str)
            and isinstance(head, str)
            and isinstance(content, bytes | None)
            and tag == self._tag(kind, name, head, content)
        )

    def _replace(self, kind: str, rows: list[tuple[str, str, bytes | None]], present: set[str]) -> None:
        """Write rows and forget what is no longer there; a cache that cannot be written is no error."""
        with suppress(OSError, sqlite3.Error):
            try:
                self._write(kind, rows, present)
            except sqlite3.Error as error:
                if self._discard(error):
                    self._write(kind, rows, present)

    def _discard(self, error: sqlite3.Error | None = None) -> bool:
        """Delete a damaged or foreign file, to be made anew; not one that is locked, read-only or full."""
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            return False
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
        return True

    def _write(self, kind: str, rows: list[tuple[str, str, bytes | None]], present: set[str]) -> None:
        tagged = [(kind, name, head, content, self._tag(kind, name, head, content)) for name, head, content in rows]
        with self._opened() as database, database:
            known = {name for (name,) in database.execute("SELECT name FROM entry WHERE kind = ?", (kind,))}
            gone = [(kind, name) for name in known - present]
            database.executemany("DELETE FROM entry WHERE kind = ? AND name = ?", gone)
            database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", tagged)

    @property
    def _file(self) -> Path:
        return self._folder / "cache.sqlite3"

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if self._folder.is_symlink() or self._file.is_symlink():
            raise OSError("a link in a repository may lead to any file of its user")
        self._folder.mkdir(exist_ok=True)
        with suppress(FileExistsError), (self._folder / ".gitignore").open("x", encoding="utf-8") as stream:
            stream.write("# made by zhifa; safe to delete\n*\n")
        with closing(sqlite3.connect(self._file, timeout=1)) as database:
            database.text_factory = _readable
            database.execute("PRAGMA synchronous = OFF")  # losing the cache costs one slower run
            database.execute(_SCHEMA)
            yield database


def _is_text(path: str) -> bool:
    """Whether rows can hold a path: one whose bytes are not UTF-8 is known by lone surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _readable(raw: bytes) -> str:
    """Damaged text as some other text, which no tag vouches for."""
    return raw.decode(errors="replace")
