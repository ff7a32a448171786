"""A letter that was sent, written into the file of a matter: one insertion, every other character as it was.

Where the file would not then say just what it said and the letter besides, nothing is changed.
"""

import yaml

from zhifa_cli.forms.yaml import scalar
from zhifa_cli.model.rectification import Instrument
from zhifa_cli.source import tree
from zhifa_cli.source.bytes import Unreadable

_KEY, _AFTER = "instruments", "due"


def registered(text: str, sent: Instrument) -> str | None:
    """The text of a matter's file with a letter added to its ``instruments``; None where that cannot be done."""
    try:
        before, _, _ = tree.parse("", text)
        root = tree.Positions(text).node(())
        place = _place(root, text) if isinstance(root, yaml.MappingNode) and not root.flow_style else None
        if place is None or not isinstance(before, dict):
            return None
        offset, lead = place
        added = f"{lead}{scalar(sent)}".replace("\n", "\r\n" if "\r\n" in text else "\n")
        changed = text[:offset] + added + text[offset:]
        after, faults, _ = tree.parse("", changed)
    except Unreadable:
        return None
    known = before.get(_KEY) or []
    written = {key: str(value) for key, value in sent.model_dump().items() if value is not None}
    expected = {**before, _KEY: [*known, written]} if isinstance(known, list) else None
    return changed if after == expected and not faults else None


def _place(root: yaml.MappingNode, text: str) -> tuple[int, str] | None:
    """Where a letter goes, and what stands before it there."""
    pairs = {key.value: (key, value) for key, value in root.value if isinstance(key, yaml.ScalarNode)}
    margin = f"\n{' ' * root.start_mark.column}"
    if _KEY not in pairs:
        return (_line_end(pairs[_AFTER][1], text), f"{margin}{_KEY}:{margin}  - ") if _AFTER in pairs else None
    key, value = pairs[_KEY]
    if isinstance(value, yaml.ScalarNode):
        return _line_end(key, text), f"{margin}  - "
    if value.flow_style:
        return value.end_mark.index - 1, ", " if value.value else ""
    return _line_end(value, text), f"\n{' ' * value.start_mark.column}- "


def _line_end(node: yaml.Node, text: str) -> int:
    """The end of the line on which what a node says ends; a remark behind it stays there."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = len(text[: node.end_mark.index].rstrip())
    newline = text.find("\n", end)
    return len(text) if newline < 0 else newline - (text[newline - 1] == "\r")
