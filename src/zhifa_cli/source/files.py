"""Bytes on disk -> text that may be parsed, or a finding that says why not."""

import codecs
import stat
from pathlib import Path

from zhifa_cli.finding import Finding, Position
from zhifa_cli.source.personal_data import mask

MAX_BYTES = 5_000_000
"""A month's submission is some 5 KB; a file a thousand times that is no submission."""


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
        Unreadable: the file is missing, too large or no regular file.
    """
    file = root / path
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
            raise Unreadable(Finding(rule="ZF102", path=path, message="不是普通文件,没有读取;请换成 YAML 文件"))
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"读不了这个文件({error.strerror or type(error).__name__});请检查文件是否存在、权限是否允许"
        raise Unreadable(Finding(rule="ZF102", path=path, message=message)) from None
    if len(raw) > MAX_BYTES:
        message = f"文件超过 {MAX_BYTES // 1_000_000} MB 的上限,没有读取;请确认是不是放错了文件,或拆成几个文件"
        raise Unreadable(Finding(rule="ZF102", path=path, message=message))
    return raw


def decode(path: str, raw: bytes) -> str:
    """UTF-8, with or without a byte order mark; raises Unreadable, which names the encoding found."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(Finding(rule="ZF102", path=path, message="文件是 UTF-16 编码;请另存为 UTF-8"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = raw[: error.start]
        position = Position(bad.count(b"\n") + 1, len(bad.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1)
        raise Unreadable(Finding(rule="ZF102", path=path, message=_name_encoding(raw), position=position)) from None


def _name_encoding(raw: bytes) -> str:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 编码,也不是常见的中文编码,可能已损坏;请用编辑器另存为 UTF-8"
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        return "文件是 GBK/GB18030 编码;请在编辑器里选“另存为”,编码选 UTF-8"
    return "文件不是 UTF-8 编码;请用编辑器另存为 UTF-8"
