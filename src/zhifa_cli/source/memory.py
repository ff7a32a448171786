"""What was worked out before, kept in the user's own cache directory under a key that says what it depends on.

Whatever is the matter with that directory, the work is done again. Nothing is kept in, or read from, a data folder.
"""

import marshal
import os
import stat
import sys
import time
import zlib
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import Any

from zhifa_cli import __version__

OFF = "ZHIFA_NO_CACHE"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_SUFFIX = ".memory"
_MOST_BYTES, _MOST_SECONDS = 100_000_000, 30 * 86_400


class Memory:
    """Values in a directory that nobody but the user can write in, one file each."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._program = _program()

    @classmethod
    def of_user(cls) -> "Memory | None":
        """This user's memory; None where it is switched off, or where there can be none."""
        if os.environ.get(OFF):
            return None
        from platformdirs import user_cache_path  # noqa: PLC0415 - a run without memory needs none

        folder = user_cache_path("zhifa", appauthor=False)
        if not folder.is_absolute():
            return None  # without a home it would be in the working directory
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            at = folder.lstat()
            private = not hasattr(os, "getuid") or (at.st_uid == os.getuid() and not at.st_mode & 0o022)
            if private and stat.S_ISDIR(at.st_mode):
                return cls(str(folder))
        return None

    def key(self, *parts: object) -> str:
        """The name of what depends on these parts, and on this very program."""
        return blake2b(repr((self._program, parts)).encode(errors="surrogatepass"), digest_size=20).hexdigest()

    def recall(self, key: str) -> Any:
        """The value that was kept under a key, else None."""
        try:
            with open(self._file(key), "rb") as stream:
                return marshal.loads(zlib.decompress(stream.read()))  # noqa: S302 - written by this user's own runs
        except (OSError, zlib.error, ValueError, EOFError, TypeError):
            return None

    def keep(self, key: str, value: Any) -> None:
        """Keep a value where that is possible. Whoever reads meanwhile finds the whole of it, or the one before."""
        draft = self._file(f"{key}.{os.getpid()}")
        with suppress(OSError):
            try:
                with open(draft, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
                    stream.write(zlib.compress(marshal.dumps(value), 1))
                os.replace(draft, self._file(key))
            except OSError:
                os.unlink(draft)
            self._forget()

    def _file(self, name: str) -> str:
        return os.path.join(self._folder, name + _SUFFIX)

    def _forget(self) -> None:
        """Remove the oldest values where they are too many or too old."""
        files = [(file.stat(), file.path) for file in os.scandir(self._folder) if file.name.endswith(_SUFFIX)]
        total = 0
        for at, path in sorted(files, key=lambda file: file[0].st_mtime, reverse=True):
            total += at.st_size
            if total > _MOST_BYTES or at.st_mtime < time.time() - _MOST_SECONDS:
                os.unlink(path)


class Known:
    """What was worked out of many contents, kept together: most of them will be the same next time."""

    def __init__(self, memory: Memory | None, *parts: object) -> None:
        self._memory = memory
        self._key = memory.key("known", parts) if memory else ""
        before = memory.recall(self._key) if memory else None
        self._before: dict[bytes, bytes] = before if isinstance(before, dict) else {}
        self._now: dict[bytes, bytes] = {}

    def get(self, content: bytes) -> Any:
        """What was worked out of a content, else None."""
        digest = blake2b(content).digest()
        if (known := self._before.get(digest)) is None:
            return None
        self._now[digest] = known
        return marshal.loads(known)  # noqa: S302 - as above

    def put(self, content: bytes, value: Any) -> None:
        """Note what was worked out of a content."""
        if self._memory:
            self._now[blake2b(content).digest()] = marshal.dumps(value)

    def keep(self) -> None:
        """Keep what was asked for or noted this time, if that is not what was known before."""
        if self._memory and self._now.keys() != self._before.keys():
            self._memory.keep(self._key, self._now)


@cache
def _program() -> list[object]:
    """This program, the Python that runs it, and when packages were last installed: as this run found them."""
    found: list[object] = [__version__, sys.version]
    found += [(path, os.stat(path).st_mtime_ns) for path in sys.path if path.endswith("-packages")]
    bundled = islice(os.walk(os.path.join(_PACKAGE, "..", "..", "data")), 1)  # where it is run from a checkout
    for folder, _, names in (*os.walk(_PACKAGE), *bundled):
        for name in names if not folder.endswith("__pycache__") else ():
            at = os.stat(os.path.join(folder, name))
            found.append((folder, name, at.st_size, at.st_mtime_ns))
    return found
