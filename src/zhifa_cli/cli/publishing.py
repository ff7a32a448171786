"""A folder of results: made new, or made by us before. Nothing in it is touched that somebody else put there."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import typer

from zhifa_cli.cli.writing import Place, cannot_create, demand_inside, place, write

_LIST = ".zhifa-site"
"""Names the files that are ours; by its first line a folder is known again."""
_OURS = re.compile(r"(?:[0-9a-z-]+/)?[0-9a-z-]+\.(?:html|css)")
_TOLD = "以下文件由 zhifa site 写，再写时改写或删去"
_FORCE = "确要写到那里请加 --force"


@dataclass(frozen=True)
class Folder:
    """Where results may go; only ``folder`` says that they may."""

    path: Path
    marker: str
    """Stands in the first comment of every file of ours."""
    known: frozenset[str]
    """The files that were ours when last we wrote here."""
    force: bool

    def fill(self, files: Sequence[tuple[str, str]]) -> None:
        """Write all files, and take away those of ours that are no more."""
        names = {name for name, _ in files}
        before, after = ((_LIST, self._listed(listed)) for listed in (names | self.known, names))
        for name, _ in (before, *files):
            self._place(name)  # before anything is written
        for name, text in (before, *files):  # whenever we are ended, what is there is known to be ours
            self._write(name, text)
        for name in sorted(self.known - names):
            self._remove(name)
        self._write(*after)

    def _listed(self, names: Iterable[str]) -> str:
        return "".join(f"{line}\n" for line in (f"# {self.marker} {_TOLD}", *sorted(names)))

    def _own(self) -> re.Pattern[str]:
        return re.compile(rf"\A(?:<!doctype html>\s*<!--|/\*|#) {re.escape(self.marker)} ", re.IGNORECASE)

    def _place(self, name: str) -> Place | None:
        file = self.path / name
        if file.parent.is_symlink() and file.parent != self.path:
            raise typer.BadParameter(f"“{file.parent}”是链接，没有写；请换一个空文件夹")
        return place(file, self._own(), force=self.force)

    def _write(self, name: str, text: str) -> None:
        file = self.path / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_create(file.parent, error) from None
        if where := self._place(name):
            write(where, text)

    def _remove(self, name: str) -> None:
        """A file of ours that nothing stands for any more, and its folder if that is empty now."""
        file = self.path / name
        if file.is_symlink() or file.parent.is_symlink() or not file.is_file():
            return
        try:
            if self._own().match(file.read_text(encoding="utf-8", errors="replace")):
                file.unlink()
        except OSError as error:
            raise cannot_create(file, error) from None
        with suppress(OSError):  # something else is in it
            file.parent.rmdir()


def folder(path: Path, marker: str, *, force: bool) -> Folder:
    """A folder that is new, empty or ours.

    Raises:
        typer.BadParameter: something else is in it.
    """
    if not force:
        demand_inside(path, _FORCE)
    if path.exists() and not path.is_dir():
        raise typer.BadParameter(f"“{path}”是文件，不是文件夹；请换一个位置")
    try:
        known = _known(path / _LIST, marker)
        foreign = known is None and path.is_dir() and any(path.iterdir())
    except OSError as error:
        raise cannot_create(path, error) from None
    if foreign and not force:
        raise typer.BadParameter(
            f"“{path}”里已有别的文件，没有写；请换一个空文件夹，确要写在一起请加 --force（同名的会被覆盖）"
        )
    return Folder(path, marker, known or frozenset(), force)


def _known(listed: Path, marker: str) -> frozenset[str] | None:
    """The names in a list of ours; it lies where others write, too, so only names that we would give count."""
    if listed.is_symlink() or not listed.is_file():
        return None
    first, *names = listed.read_text(encoding="utf-8", errors="replace").split("\n")
    return frozenset(filter(_OURS.fullmatch, names)) if first.startswith(f"# {marker} ") else None
