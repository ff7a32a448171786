"""Bytes on disk -> text that may be parsed, or a finding that says why not."""

import codecs
import errno
import os
import stat
from pathlib import Path

from zhifa_cli.finding import Finding, Position
from zhifa_cli.source.lines import Lines
from zhifa_cli.source.personal_data import mask

MAX_BYTES = 5_000_000
"""A month's submission is some 5 KB; a file a thousand times that is no submission."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe would wait for ever; O_BINARY is what Windows needs."""


class Unreadable(Exception):
    """A file whose content cannot be used at all; carries the finding that says so."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def read_text(root: Path, path: str) -> tuple[str, list[Finding]]:
    """The text of a data file, personal data masked, and a finding for each place that was masked.

    Raises:
        Unreadable: the file is missing, too large, no regular file or not UTF-8.
    """
    return mask(path, decode(path, read_bytes(root, path)))


def read_bytes(root: Path, path: str) -> bytes:
    """The bytes of a data file, of bounded size.

    Raises:
        Unreadable: the file is missing, too large, no regular file, or a link out of the data folder.
    """
    file = os.path.join(root, path)  # noqa: PTH118 - Path costs ten times as much here
    if os.path.islink(file) and leaves(root, file):  # noqa: PTH114 - as above
        raise Unreadable(
            Finding(rule="ZF102", path=path, message="这是指向数据文件夹之外的链接，没有读取；请放真正的文件")
        )
    try:
        descriptor = os.open(file, _READING)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(Finding(rule="ZF102", path=path, message="不是普通文件，没有读取；请换成 YAML 文件"))
            with open(descriptor, "rb", closefd=False) as stream:
                raw = stream.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        message = f"读不了这个文件（{_reason(error)}）；请检查文件是否存在、权限是否允许"
        raise Unreadable(Finding(rule="ZF102", path=path, message=message)) from None
    if len(raw) > MAX_BYTES:
        message = f"文件超过 {MAX_BYTES // 1_000_000} MB 的上限，没有读取；请确认是不是放错了文件，或拆成几个文件"
        raise Unreadable(Finding(rule="ZF102", path=path, message=message))
    return raw


def leaves(root: Path, file: str) -> bool:
    """Whether a path leads out of the data folder."""
    return not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "没有这个文件"
        case PermissionError():
            return "没有权限"
        case IsADirectoryError():
            return "这是文件夹"
        case _ if error.errno == errno.ELOOP:
            return "链接指向自己"
        case _:
            return error.strerror or type(error).__name__


def decode(path: str, raw: bytes) -> str:
    """UTF-8, with or without a byte order mark; raises Unreadable, which names the encoding found."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(Finding(rule="ZF102", path=path, message="文件是 UTF-16 编码；请另存为 UTF-8"))
    if b"\0" in raw:
        message = (
            "文件里有 NUL 字节，不是 UTF-8 文本（可能是 UTF-16 编码，或 Excel、Word 文件）；请另存为 UTF-8 的 YAML 文件"
        )
        raise Unreadable(Finding(rule="ZF102", path=path, message=message, position=_position(raw, raw.index(b"\0"))))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        position = _position(raw, error.start)
        raise Unreadable(Finding(rule="ZF102", path=path, message=_name_encoding(raw), position=position)) from None


def _position(raw: bytes, index: int) -> Position:
    return Lines(raw.decode(errors="replace")).position(len(raw[:index].decode(errors="replace")))


def _name_encoding(raw: bytes) -> str:
    if sum(map(_is_chinese, raw.decode(errors="ignore"))) > raw.decode(errors="replace").count("\ufffd"):
        return "这里的字节不是 UTF-8，别处是；可能是从别的文件粘贴来的，或文件已损坏，请改正这一处"
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 编码，也不是常见的中文编码，可能已损坏；请用编辑器另存为 UTF-8"
    if any(map(_is_chinese, text)):
        return "文件是 GBK/GB18030 编码；请在编辑器里选“另存为”，编码选 UTF-8"
    return "文件不是 UTF-8 编码；请用编辑器另存为 UTF-8"


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
