"""Text from data in a Markdown document: shown as written, never obeyed."""

import re
from collections.abc import Iterable, Sequence

from zhifa_cli.render.safe import visible

_INLINE = re.compile(r"[\\`*_\[\]<>&|~$]")
_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"(?=[#+=-])|[0-9]+(?=[.)](?:\s|$))")


def escape(text: object) -> str:
    r"""One line of Markdown, for a paragraph, a list item or a table cell, that shows exactly this text.

    Line ends and other control characters are written out (``\n``), as everywhere in this project. A
    bare address stays text: GitHub would make a link of it.
    """
    escaped = _INLINE.sub(r"\\\g<0>", visible(str(text)).strip())
    escaped = _LINK.sub(r"\\\g<0>", escaped)
    if start := _LINE_START.match(escaped):
        return f"{start[0]}\\{escaped[start.end() :]}"
    return escaped


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A GitHub table of plain texts; every cell is escaped here."""
    lines = [_row(header), "|" + " --- |" * len(header), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(escape, cells)) + " |"
