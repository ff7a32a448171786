"""A data file's bytes -> its text, personal data masked, and where its lines begin; or a finding that says why not."""

import codecs
import errno
import os
import re
import stat
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from zhifa_cli.finding import Alike, Finding, Listing, Position
from zhifa_cli.text.personal import Number, masked

MAX_BYTES = 5_000_000
"""A month's submission is some 5 KB; a file a thousand times that is no submission."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe would wait for ever; O_BINARY is what Windows needs."""
_LINE_END = re.compile(r"\r\n|\n|\r")


class Unreadable(Exception):
    """A file whose content cannot be used at all; carries the finding that says so."""

    def __init__(self, path: str, message: str, position: Position | None = None, rule: str = "ZF102") -> None:
        super().__init__(message)
        self.finding = Finding(rule=rule, path=path, message=message, position=position)


def read_text(root: Path, path: str) -> tuple[str, list[Finding]]:
    """The text of a data file, personal data masked, and a finding for each place that was masked.

    Raises:
        Unreadable: the file is missing, too large, no regular file, a link out of the data folder or not UTF-8.
    """
    return text_of(path, read_bytes(root, path))


def text_of(path: str, raw: bytes) -> tuple[str, list[Finding]]:
    """The text of a data file's bytes, as ``read_text`` says."""
    return mask(path, _decode(path, raw))


def read_bytes(root: Path, path: str) -> bytes:
    """The bytes of a data file, as ``read_text`` says."""
    file = os.path.join(root, path)  # noqa: PTH118 - Path costs ten times as much here
    if os.path.islink(file) and leaves(root, file):  # noqa: PTH114 - as above
        raise Unreadable(path, "这是指向数据文件夹之外的链接，没有读取；请放真正的文件")
    try:
        descriptor = os.open(file, _READING)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(path, "不是普通文件，没有读取；请换成 YAML 文件")
            with open(descriptor, "rb", closefd=False) as stream:
                raw = stream.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unreadable(path, f"读不了这个文件（{_reason(error)}）；请检查文件是否存在、权限是否允许") from None
    if len(raw) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        raise Unreadable(path, f"文件超过 {limit} 的上限，没有读取；请确认是不是放错了文件，或拆成几个文件")
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


def _decode(path: str, raw: bytes) -> str:
    """UTF-8, with or without a byte order mark."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(path, "文件是 UTF-16 编码；请另存为 UTF-8")
    if b"\0" in raw:
        what = "文件里有 NUL 字节，不是 UTF-8 文本（可能是 UTF-16 编码，或 Excel、Word 文件）"
        raise Unreadable(path, f"{what}；请另存为 UTF-8 的 YAML 文件", _position(raw, raw.index(b"\0")))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(path, _name_encoding(raw), _position(raw, error.start)) from None


def _position(raw: bytes, index: int) -> Position:
    return Lines(raw.decode(errors="replace")).position(len(raw[:index].decode(errors="replace")))


def _name_encoding(raw: bytes) -> str:
    if _chinese(raw.decode(errors="ignore")) > raw.decode(errors="replace").count("\ufffd"):
        return "这里的字节不是 UTF-8，别处是；可能是从别的文件粘贴来的，或文件已损坏，请改正这一处"
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 编码，也不是常见的中文编码，可能已损坏；请用编辑器另存为 UTF-8"
    if _chinese(text):
        return "文件是 GBK/GB18030 编码；请在编辑器里选“另存为”，编码选 UTF-8"
    return "文件不是 UTF-8 编码；请用编辑器另存为 UTF-8"


def _chinese(text: str) -> int:
    return sum("\u4e00" <= char <= "\u9fff" for char in text)


def mask(path: str, text: str) -> tuple[str, list[Finding]]:
    """The text with its personal numbers starred out, and a finding for each, and for each in the file's path.

    The text keeps its length and its lines, so positions stay true, and every later reader (parser errors
    and quoted source lines included) can only ever see the masked form.
    """
    listing, lines = Listing(), Lines(text)

    def tell(what: str, number: Number, cure: str, index: int) -> None:
        message = f"{what}有{number.kind}（{number.shown}）；{cure}，改用单位内部代码"
        listing.add(
            Alike("ZF109", path),
            lambda: Finding(rule="ZF109", path=path, message=message, position=lines.position(index)),
        )

    masked(path, lambda number: tell("文件或文件夹的名称里", number, "请改名", 0))
    return masked(text, lambda number: tell("这里", number, "请删去", number.start)), listing.findings


class Lines:
    """The lines of a text as editors and git count them, whatever else YAML takes for a line's end.

    They are looked for only when somebody asks. A line end at the end of the text begins no line.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        ends = list(_LINE_END.finditer(self._text))
        starts = [0, *(end.end() for end in ends if end.end() < len(self._text))]
        return list(zip(starts, [*(end.start() for end in ends), len(self._text)], strict=False))

    def position(self, index: int) -> Position:
        """The line and column of a character, counted from 0; of what lies between two lines, the first's end."""
        row = bisect_right(self._spans, index, key=lambda span: span[0]) - 1
        start, end = self._spans[row]
        return Position(row + 1, min(index, end) - start + 1)

    def line(self, number: int) -> str:
        """A line as written, without its end."""
        if not 0 < number <= len(self._spans):
            return ""
        start, end = self._spans[number - 1]
        return self._text[start:end]
