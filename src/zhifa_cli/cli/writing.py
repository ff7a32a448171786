"""Files that are made whole, or not at all, and never over what is somebody else's.

A result stands where nothing stood, or an empty file, or a result of its own kind. A link in a repository is
part of what others put there, so none is followed out of it. ``--force`` is for all else.
"""

import errno
import os
import re
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import typer

from zhifa_cli.cli.answers import only_once
from zhifa_cli.cli.config import repository
from zhifa_cli.text.unseen import unobeyed

_STDOUT, _STDERR = 1, 2
_HEAD = 4096
"""Bytes of a file that show what kind of result it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a result may go; only ``place`` says so."""

    output: Path
    """As the user wrote it."""
    file: Path | None
    """What is replaced; None where nothing can be: a pipe, a device, standard error."""


def place(output: Path | None, own: re.Pattern[str], *, force: bool) -> Place | None:
    """Where ``-o`` says, or None for standard output, by whatever name.

    Raises:
        typer.BadParameter: something else stands there than a result that begins with ``own``.
    """
    if output is None or _is_open_as(_STDOUT, output):
        return None
    try:
        if _is_open_as(_STDERR, output):
            return Place(output, None)
        if not force:
            demand_inside(output, "确要写到那里请加 --force")
        path = _absolute(output)
        if path.exists() and not path.is_file():
            return Place(output, None)
        if path.exists() and not force:
            _demand_own(output, own)
    except OSError as error:
        raise _cannot_write(output, error) from None
    return Place(output, Path(os.path.realpath(path)))


def demand_inside(output: Path, otherwise: str) -> None:
    """Refuse a path that leaves the working tree by a link within it: the repository's, or the working directory's.

    Links above and outside are the user's own, but for the file itself.
    """
    path, here = _absolute(output), Path.cwd()
    for link in filter(Path.is_symlink, (*reversed(path.parents), path)):
        folder = link.parent.resolve()
        tree = repository(folder) or (here if folder.is_relative_to(here) else folder if link == path else None)
        target = Path(os.path.realpath(link))
        if tree and not target.is_relative_to(tree):
            raise typer.BadParameter(
                f"“{output}”经链接通到“{target}”，在“{tree}”之外，没有写；请换一个位置，{otherwise}"
            )


def write(place: Place, content: str | bytes, *, commands: bool = False) -> None:
    """Replace a file only when all of its new content is on disk; what is no file is written to.

    ``commands`` says that the text is made of workflow commands, each of which is ours.
    """
    only_once(f"writes {place.output}")
    try:
        if place.file:
            _replace(place.file, content)
        else:
            said = content if commands or isinstance(content, bytes) else for_runner(content)
            with _absolute(place.output).open("ab") as stream:
                stream.write(_bytes(said))
    except OSError as error:
        raise _cannot_write(place.output, error) from None


def for_runner(text: str) -> str:
    """Text that a GitHub Actions step may print: the runner would obey what the data says in its words."""
    return unobeyed(text) if os.environ.get("GITHUB_ACTIONS") == "true" else text


def create(path: Path, content: str | bytes) -> None:
    """Write a new file and the folders above it; refuse where there is one already."""
    only_once(f"writes {path}")
    demand_inside(path, "或先移走链接")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("xb")
    except (FileExistsError, NotADirectoryError):
        if path.exists() or path.is_symlink():
            msg = f"已有 {path}，没有改写；请直接修改它，或先移走，或换一个位置"
        else:
            msg = f"写不了 {path}：路径中间有一段是文件，不是文件夹；请换一个位置"
        raise typer.BadParameter(msg) from None
    except OSError as error:
        raise cannot_create(path, error) from None
    try:
        with stream:
            stream.write(_bytes(content))
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise cannot_create(path, error) from None
        raise


def revise(path: Path, before: str, after: str) -> None:
    """Put a new text of a data file in the place of the one that was read, all of it or nothing.

    Raises:
        typer.BadParameter: another text stands there by now, or it cannot be written.
    """
    only_once(f"writes {path}")
    demand_inside(path, "或先移走链接")
    try:
        if path.read_bytes() != before.encode():
            raise typer.BadParameter(f"{path} 刚才有人改过，没有写；请再运行一次")
        _replace(Path(os.path.realpath(path)), after)
    except OSError as error:
        raise _cannot_write(path, error) from None


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - as it is written; a link comes later


def _is_open_as(number: int, output: Path) -> bool:
    """Whether a path is another name of a standard stream: ``/dev/stdout``, ``/proc/self/fd/1``."""
    with suppress(OSError):
        return os.path.samestat(output.stat(), os.fstat(number))
    return False


def _demand_own(output: Path, own: re.Pattern[str]) -> None:
    with _absolute(output).open("rb") as stream:
        head = stream.read(_HEAD)
    if head and not own.match(head.decode("utf-8-sig", errors="replace")):
        raise typer.BadParameter(
            f"“{output}”已经存在，而且不是本工具写的同一种结果，没有覆盖；请换一个文件，确要覆盖请加 --force"
        )


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _replace(target: Path, content: str | bytes) -> None:
    """By a draft beside it, named before it is made: whenever we are ended, it can be cleared away."""
    draft = target.with_name(f".zhifa-{secrets.token_hex(8)}")
    try:
        with open(draft, "xb", opener=_private) as stream:
            stream.write(_bytes(content))
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(_mode(target))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _mode(target: Path) -> int:
    """Whom a result is for: those whom the old one was for, else whom any new file is; a draft is private."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _cannot_write(output: Path, error: OSError) -> typer.BadParameter:
    advice = "原有的文件没有动过，请检查路径、权限和磁盘空间"
    return typer.BadParameter(f"写不了“{output}”（{_reason(error)}）；{advice}")


def cannot_create(path: Path, error: OSError) -> typer.BadParameter:
    return typer.BadParameter(f"写不了 {path}（{_reason(error)}）；请检查路径、权限和磁盘空间")


def _reason(error: OSError) -> str:
    reasons = {
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已满",
        errno.EFBIG: "超过文件大小的限制",
        errno.ENOENT: "没有这个文件夹",
        errno.ENOTDIR: "路径中间有一段是文件，不是文件夹",
        errno.EISDIR: "这是文件夹",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘只读",
        errno.ENAMETOOLONG: "名称太长",
    }
    return reasons.get(error.errno or 0) or error.strerror or type(error).__name__
