"""Text from data in a Markdown document: shown as written, never obeyed."""

import re
from collections.abc import Iterable, Sequence

from zhifa_cli.text.unseen import visible

_INLINE = re.compile(r"[\\`*_#\[\]<&|~$]")
_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"(?=[>+=-])|[0-9]+(?=[.)](?:\s|$))")


def escape(text: object) -> str:
    """Text for a paragraph or a list item: ``inline``, and nothing at its start begins a block."""
    escaped = inline(text)
    if start := _LINE_START.match(escaped):
        return f"{start[0]}\\{escaped[start.end() :]}"
    return escaped


def inline(text: object) -> str:
    r"""Text within a line, in a heading or a table cell, that shows exactly what it says.

    Line ends and other control characters are written out (``\n``), as everywhere in this project. A
    bare address stays text: GitHub would make a link of it.
    """
    return _LINK.sub(r"\\\g<0>", _INLINE.sub(r"\\\g<0>", visible(str(text)).strip()))


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A GitHub table of plain texts; every cell is escaped here."""
    lines = [_row(header), "|" + " --- |" * len(header), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(inline, cells)) + " |"
