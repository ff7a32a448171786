"""A CSV file -> a grid. UTF-8 or GB18030, as Chinese spreadsheet programs save it."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from zhifa_cli.forms.spreadsheet.grid import MAX_CELL_TEXT, Grid, Meter, Unusable, row
from zhifa_cli.forms.spreadsheet.headings import SEARCHED_ROWS, Kinds, known

_MAX_BYTES = 20_000_000
_MAX_HEADINGS = 2_000
_DELIMITERS = ",\t;"
_NOT_OURS = "\uff0c\uff1b\u3001|"
_RESAVE = "请在表格软件里打开，核对后另存为“CSV UTF-8”或 .xlsx"


def read(raw: bytes, kinds: Kinds) -> Grid:
    """The one sheet of a CSV file.

    Raises:
        Unusable: too large, of no known encoding, or no CSV.
    """
    if len(raw) > _MAX_BYTES:
        raise Unusable(f"文件超过 {_MAX_BYTES // 1_000_000} MB 的上限，没有读取；请另存一份只含台账的文件")
    text = _decode(raw)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unusable(f"文件第 {line} 行有空字符（NUL），可能不是 CSV 或已损坏；{_RESAVE}")
    meter, rows = Meter(), []
    for number, fields in enumerate(_records(text, _delimiter(text, kinds)), 1):
        filled = ((column, field) for column, field in enumerate(fields, 1) if field.strip())
        if cells := {column: meter.take("", number, column, field) for column, field in filled}:
            rows.append(row(number, cells))
    return Grid("", tuple(rows))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Fields by record. A quote that nobody closed makes one field of all that follows: never read on after it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unusable(f"文件第 {line} 行起，双引号没有成对，或一格超过 {MAX_CELL_TEXT} 字；{_RESAVE}") from None


def _delimiter(text: str, kinds: Kinds) -> str:
    """What stands between the headings that we know. Some programs write semicolons, and people write anything."""
    lines = [line[:_MAX_HEADINGS] for line in islice(io.StringIO(text), SEARCHED_ROWS)]

    def headings(delimiter: str) -> int:
        return max(
            (sum(known(cell, kinds) for cell in line.replace('"', "").split(delimiter)) for line in lines), default=0
        )

    found = max(_DELIMITERS + _NOT_OURS, key=headings)
    if found in _NOT_OURS:
        raise Unusable(f"各列之间写的是“{found}”，应为半角逗号；{_RESAVE}")
    return found


def _decode(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unusable("文件是 UTF-16 编码；请在表格软件里另存为“CSV UTF-8”或 .xlsx")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable("文件既不是 UTF-8 也不是 GB18030（GBK）编码；请在表格软件里另存为“CSV UTF-8”或 .xlsx")
