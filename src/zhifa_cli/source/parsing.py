"""A file's text -> its plain values and the model of its sound parts; every fault a finding."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from zhifa_cli.finding import Finding, Listing, Position, Route
from zhifa_cli.source import tree
from zhifa_cli.source.files import Unreadable, read_text
from zhifa_cli.source.schema import Salvaged, salvage

M = TypeVar("M", bound=BaseModel)
Droppable = Callable[[Route], Route | None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Plain values, and the routes at which reading already found a fault."""

    values: tree.Value
    refused: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Sheet(Generic[M]):
    """One file, read: its plain values, and the model made of its sound parts."""

    values: tree.Value
    salvaged: Salvaged[M]


def parse_text(path: str, text: str, faults: Listing) -> Parsed | None:
    """The values of a text, or None with the reason among the faults."""
    try:
        values, found, refused = tree.parse(path, text)
    except tree.Malformed as error:
        faults.append(error.finding)
        return None
    faults.extend(found)
    if values is None:
        faults.append(
            Finding(rule="ZF104", path=path, message="文件是空的；请填写内容或删去文件", position=Position(1, 1))
        )
        return None
    return Parsed(values, tuple(refused))


def parse_file(root: Path, path: str, faults: Listing) -> Parsed | None:
    """The values of a file, or None with the reason among the faults."""
    try:
        text, leaks = read_text(root, path)
    except Unreadable as error:
        faults.append(error.finding)
        return None
    faults.extend(leaks)
    return parse_text(path, text, faults)


def parse_sheet(path: str, text: str, model: type[M], droppable: Droppable, faults: Listing) -> Sheet[M] | None:
    """The values of a text and the model of their sound parts."""
    parsed = parse_text(path, text, faults)
    return None if parsed is None else _sheet(path, parsed, model, droppable, faults)


def parse_sheet_file(root: Path, path: str, model: type[M], droppable: Droppable, faults: Listing) -> Sheet[M] | None:
    """The values of a file and the model of their sound parts."""
    parsed = parse_file(root, path, faults)
    return None if parsed is None else _sheet(path, parsed, model, droppable, faults)


def _sheet(path: str, parsed: Parsed, model: type[M], droppable: Droppable, faults: Listing) -> Sheet[M]:
    salvaged = salvage(model, path, parsed.values, droppable, parsed.refused)
    faults.extend(salvaged.findings)
    return Sheet(parsed.values, salvaged)
