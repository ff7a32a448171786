"""Files that are made whole, or not at all."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import typer


def write_whole(output: Path, text: str) -> None:
    """Replace a file only when all of its new content is on disk.

    A link is written through, and what is no file (``/dev/null``, a pipe) is written to and stays what it is.
    """
    try:
        if output.exists() and not output.is_file():
            _write_to(output, text)
        else:
            _replace(Path(os.path.realpath(output)), text)
    except OSError as error:
        msg = f"写不了“{output}”（{_reason(error)}）；原有的文件没有动过，请检查路径、权限和磁盘空间"
        raise typer.BadParameter(msg) from None


def create(path: Path, content: str | bytes) -> None:
    """Write a new file and the folders above it; refuse where there is one already."""
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
        raise _cannot_create(path, error) from None
    try:
        with stream:
            stream.write(content if isinstance(content, bytes) else content.encode())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _cannot_create(path, error) from None
        raise


def _write_to(device: Path, text: str) -> None:
    with device.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)


def _replace(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".zhifa-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Whom a result is for: those whom the old one was for, else whom any new file is; mkstemp's is private."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _cannot_create(path: Path, error: OSError) -> typer.BadParameter:
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
