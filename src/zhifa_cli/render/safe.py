"""Text from data or from a command line, made harmless to show."""

import re

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

_COMMAND = re.compile(r"(?m)^(?P<indent>[^\S\n]*):(?=:)|#(?=#\[)")


def visible(text: str) -> str:
    r"""The text with every control, bidirectional and zero-width character, and what is none, written out as ``\u202e``."""
    return _UNSEEN.sub(lambda match: _escaped(match[0]), text)


def _escaped(char: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or f"\\u{ord(char):04x}"


def visible_json(text: str) -> str:
    """JSON text in which what a terminal would obey is written as an escape of the same value."""
    return _UNSEEN.sub(lambda match: "\n" if match[0] == "\n" else _json_escape(match[0]), text)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def unobeyed(text: str) -> str:
    r"""Output in which no line is a workflow command: ``::name::`` at its start, ``##[name]`` anywhere, as ``\u003a:``.

    JSON reads the same out of it.
    """
    return _COMMAND.sub(lambda match: "\\u0023" if match[0] == "#" else f"{match['indent']}\\u003a", text)
