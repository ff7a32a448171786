"""Files that must not replace anything: made whole, or not at all."""

from pathlib import Path

import typer


def create(path: Path, content: str | bytes) -> None:
    """Write a new file and the folders above it; refuse where there is one already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("xb")
    except (FileExistsError, NotADirectoryError):
        if path.exists() or path.is_symlink():
            msg = f"已有 {path},没有改写;请直接修改它,或先移走,或换一个位置"
        else:
            msg = f"写不了 {path}:路径中间有一段是文件,不是文件夹;请换一个位置"
        raise typer.BadParameter(msg) from None
    except OSError as error:
        msg = f"写不了 {path}({error.strerror or type(error).__name__});请检查路径和权限"
        raise typer.BadParameter(msg) from None
    try:
        with stream:
            stream.write(content if isinstance(content, bytes) else content.encode())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
