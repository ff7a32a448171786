"""A CSV file -> a grid. UTF-8 or GB18030, as Chinese spreadsheet programs save it."""

import codecs
import csv
import io

from zhifa_cli.source.spreadsheet.grid import Grid, Unusable, demand_bounds, row

_MAX_TEXT = 20_000_000


def read(raw: bytes) -> Grid:
    """The one sheet of a CSV file.

    Raises:
        Unusable: too large, of no known encoding, or no CSV.
    """
    if len(raw) > _MAX_TEXT:
        msg = f"文件超过 {_MAX_TEXT // 1_000_000} MB 的上限，没有读取；请另存一份只含台账的文件"
        raise Unusable(msg)
    text = _decode(raw)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = "\t" if "\t" in first and "," not in first else ","
    rows = []
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            cells = {column: field for column, field in enumerate(fields, 1) if field.strip()}
            if cells:
                demand_bounds("", number, iter(cells))
                rows.append(row(number, cells))
    except csv.Error as error:
        msg = f"不是能读的 CSV（{error}）；请在表格软件里另存为 .xlsx 或 CSV UTF-8"
        raise Unusable(msg) from None
    return Grid("", tuple(rows))


def _decode(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        msg = "文件是 UTF-16 编码；请在表格软件里另存为“CSV UTF-8”或 .xlsx"
        raise Unusable(msg)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = "文件既不是 UTF-8 也不是 GB18030（GBK）编码；请在表格软件里另存为“CSV UTF-8”或 .xlsx"
    raise Unusable(msg)
