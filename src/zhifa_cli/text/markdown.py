"""Text from data in a Markdown document: shown as written, never obeyed."""

import re
from collections.abc import Iterable, Sequence

from zhifa_cli.text.unseen import visible

_BREAK = "\u200b"
"""Written as an entity, it shows as nothing; and nothing else keeps a service from reading a reference there."""
_REFERENCE = re.compile(r"@(?=\w)|[#!](?=[0-9])|(?<=GH)(?=-[0-9])", re.IGNORECASE)
_SPECIAL = re.compile(rf"[\\`*_{{\[\]#<>&|~${_BREAK}]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"[+=-]|[0-9]+[.)](?=\s|$)")
_BACKSLASHED = frozenset("\\`*_{[]#+-.)")
"""What every Markdown lets a backslash escape; for all else there are entities."""
_NAMED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def escape(text: object) -> str:
    """Text for a paragraph or a list item: ``inline``, and nothing at its start begins a block."""
    escaped = inline(text)
    if start := _LINE_START.match(escaped):
        mark = start.end() - 1
        return f"{escaped[:mark]}{_harmless(escaped[mark])}{escaped[mark + 1 :]}"
    return escaped


def inline(text: object) -> str:
    r"""Text within a line, in a heading or a table cell, that shows exactly what it says.

    Line ends and other control characters are written out (``\n``), as everywhere in this project. A bare
    address stays text, and nobody is notified: of ``@name``, ``#12`` and mail addresses services make links when
    Markdown has resolved every escape and entity, so only a break within keeps them text.
    """
    broken = _REFERENCE.sub(rf"\g<0>{_BREAK}", visible(str(text)).strip())
    return _SPECIAL.sub(lambda match: _harmless(match[0]), broken)


def _harmless(char: str) -> str:
    return f"\\{char}" if char in _BACKSLASHED else _NAMED.get(char) or f"&#{ord(char)};"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A GitHub table of plain texts; every cell is escaped here."""
    lines = [_row(header), "|" + " --- |" * len(header), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(inline, cells)) + " |"
