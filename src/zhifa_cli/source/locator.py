"""Routes -> lines, for the files that have findings."""

from functools import lru_cache
from pathlib import Path

from zhifa_cli.finding import Position, Route
from zhifa_cli.source.bytes import Unreadable, read_text
from zhifa_cli.source.tree import Positions


class Locator:
    """Finds lines again by reading a file a second time; most runs have few files with findings."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._positions = lru_cache(maxsize=64)(self._read)
        self._line = lru_cache(maxsize=64)(self._cut)  # findings share a line, which may be megabytes long

    def _read(self, path: str) -> Positions:
        try:
            text, _ = read_text(self._root, path)
        except Unreadable:
            text = ""
        return Positions(text)

    def position(self, path: str, route: Route, *, on_key: bool) -> Position:
        """Where a route stands, or its nearest ancestor; line 1 of a file that cannot be read."""
        return self._positions(path).of(route, on_key=on_key)

    def line(self, path: str, number: int) -> str:
        """The source line, personal data masked."""
        return self._line(path, number)

    def _cut(self, path: str, number: int) -> str:
        return self._positions(path).line(number)
