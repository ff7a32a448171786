"""Many submission files -> their readings: in several processes when they are many, from a cache when known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zhifa_cli.source.cache import Cache
from zhifa_cli.source.files import Unreadable, read_bytes
from zhifa_cli.source.processes import Progress, in_chunks
from zhifa_cli.source.submissions import Reading, digest_of, read_submission

MANY = 200
"""Fewer files than these are read at once, here, without a cache: that takes a fraction of a second."""


VERY_MANY = 4_000
"""So many files that even comparing them with a cache is worth several processes."""


def silent(done: int, total: int) -> None:
    """Report no progress."""
    del done, total


def no_cache() -> None:
    """Remember nothing."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read many files."""

    workers: int = 1
    open_cache: Callable[[], Cache | None] = no_cache
    progress: Progress = silent

    def cache_for(self, files: int) -> Cache | None:
        """A cache, if so many files are worth one."""
        return self.open_cache() if files >= MANY else None

    def read(self, root: Path, paths: Sequence[str]) -> list[Reading]:
        """The reading of each file, in the order of the paths."""
        cache = self.cache_for(len(paths))
        known = self._unchanged(root, cache, paths) if cache else {}
        new = [path for path in paths if path not in known]
        made = in_chunks(partial(_read_all, root), new, self.workers, self.progress, worth_it=MANY)
        fresh = {reading.path: reading for reading in made}
        if cache:
            cache.remember_readings(fresh.values(), set(paths))
        return [known[path] if path in known else fresh[path] for path in paths]

    def _unchanged(self, root: Path, cache: Cache, paths: Sequence[str]) -> dict[str, Reading]:
        """The cached readings of files whose bytes are still the same."""
        cached = cache.readings()
        old = [path for path in paths if path in cached]
        digests = in_chunks(partial(_digests, root), old, self.workers, silent, worth_it=VERY_MANY)
        return {path: cached[path] for path, digest in zip(old, digests, strict=True) if digest == cached[path].digest}


def _read_all(root: Path, paths: Sequence[str]) -> list[Reading]:
    return [read_submission(root, path) for path in paths]


def _digests(root: Path, paths: Sequence[str]) -> list[str | None]:
    return [_digest(root, path) for path in paths]


def _digest(root: Path, path: str) -> str | None:
    try:
        return digest_of(read_bytes(root, path))
    except Unreadable:
        return None
