"""One more key in a mapping of a YAML file that a person wrote: every other character stays as it is."""

from collections.abc import Mapping

import yaml

from zhifa_cli.finding import Route
from zhifa_cli.forms.yaml import scalar
from zhifa_cli.source.bytes import Unreadable
from zhifa_cli.source.tree import Positions, Value, parse


class NoRoom(ValueError):
    """A key cannot be put there so that the file says the same as before, and only that in addition."""


def inserted(text: str, keys: Mapping[Route, tuple[str, str]]) -> str:
    """The text with a key and its value at the end of each mapping at a route, on the line below its last scalar.

    Raises:
        NoRoom: what comes out does not read as it should, be the reason a block scalar or an alias.
    """
    before = _read(text)
    positions = Positions(text)
    found = [(positions.node(route), key, value) for route, (key, value) in keys.items()]
    for node, key, value in sorted(found, key=lambda of: of[0].end_mark.index if of[0] else 0, reverse=True):
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise NoRoom
        text = _with_key(text, node, f"{key}: {scalar(value)}")
    for route, (key, value) in keys.items():
        _at(before, route)[key] = value
    if _read(text) != before:
        raise NoRoom
    return text


def _with_key(text: str, node: yaml.MappingNode, line: str) -> str:
    end = node.value[-1][1].end_mark.index
    if node.flow_style:
        return f"{text[:end]}, {line}{text[end:]}"
    newline = "\r\n" if "\r\n" in text else "\n"
    stop = text.find(newline, end)
    stop = len(text) if stop < 0 else stop
    return f"{text[:stop]}{newline}{' ' * node.start_mark.column}{line}{text[stop:]}"


def _read(text: str) -> Value:
    try:
        return parse("", text)[0]
    except Unreadable:
        raise NoRoom from None


def _at(values: Value, route: Route) -> dict[str, Value]:
    for step in route:
        if isinstance(values, dict) and isinstance(step, str):
            values = values.get(step)
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            raise NoRoom
    if not isinstance(values, dict):
        raise NoRoom
    return values
