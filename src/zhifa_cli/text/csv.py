"""Flat tables for Excel and WPS: UTF-8 with a BOM, so that they do not take it for GBK; CRLF, as RFC 4180 has it."""

import csv
import io
from collections.abc import Iterable, Sequence

from zhifa_cli.text.unseen import visible

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet run a cell; Chinese ones take the full-width forms, too."""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole file; None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return _BOM + buffer.getvalue()


def _cell(value: object) -> str:
    """A text that no spreadsheet runs: a leading tab or CR is written out as all control characters are."""
    text = "" if value is None else visible(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
