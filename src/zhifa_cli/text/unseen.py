r"""What the eye cannot see, defined once; and text from data or a command line made harmless to show.

The characters are listed rather than asked of ``unicodedata``, so that every Python prints the same: controls,
all format characters (category Cf), line and paragraph separators, lone surrogates, noncharacters, all else
that Unicode lets a program ignore (fillers, joiners, variation selectors, the tags' block), and blank braille.
"""

import json
import re
import unicodedata

CHARACTERS = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160\u17b4-\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe-\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
) + "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
"""To stand between the brackets of a regular expression."""

_UNSEEN = re.compile(f"[{CHARACTERS}]")
_COMMAND = re.compile(r"(?m)^(?P<indent>[^\S\n]*):(?=:)|#(?=#\[)")
_QUOTED = 60
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def visible(text: str) -> str:
    r"""The text with every unseen character written out: ``\n``, ``\u202e``, ``\U000e0041``."""
    return _UNSEEN.sub(lambda match: _SHORT.get(match[0]) or _escape(ord(match[0])), text)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the plane that four digits reach


def visible_json(text: str) -> str:
    """JSON text in which what cannot be seen is written as an escape of the same value."""
    return _UNSEEN.sub(lambda match: "\n" if match[0] == "\n" else _json_escape(match[0]), text)


def json_text(document: object) -> str:
    """A JSON document, indented for people, and visible."""
    return visible_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def seen(text: str) -> str:
    """The text without what cannot be seen, line ends and tabs among it."""
    return _UNSEEN.sub("", text)


def plain(text: str) -> str:
    """The text for comparison: half-width, without blanks and without what cannot be seen."""
    return seen("".join(unicodedata.normalize("NFKC", text).split()))


def quoted(text: str) -> str:
    """Text from data within a message, cut where it is too long for one."""
    return f"“{text if len(text) <= _QUOTED else text[:_QUOTED] + '…'}”"


def unobeyed(text: str) -> str:
    r"""Output in which no line is a workflow command: ``::name::`` at its start, ``##[name]`` anywhere, as ``\u003a:``.

    JSON reads the same out of it.
    """
    return _COMMAND.sub(lambda match: "\\u0023" if match[0] == "#" else f"{match['indent']}\\u003a", text)
