"""A data file -> its plain values and a model of its sound parts. What its schema refuses becomes findings."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zhifa_cli.finding import Alike, Finding, Listing, Position, Route
from zhifa_cli.model.scalars import IMPOSSIBLE_DATE, INCONSISTENT_COUNT
from zhifa_cli.source import tree
from zhifa_cli.source.bytes import Unreadable, read_bytes, text_of
from zhifa_cli.source.memory import Known
from zhifa_cli.source.schema import complaint
from zhifa_cli.source.tree import Value

NOTHING = Known(None)
M = TypeVar("M", bound=BaseModel)
Droppable = Callable[[Route], Route | None]
"""What must be left out with a fault: a route within the file, or None where nothing can be saved."""

_RULES = {IMPOSSIBLE_DATE: "ZF110", INCONSISTENT_COUNT: "ZF111"}


class Dropped:
    """The parts of a file that are left out, and how that shifts what is left in its lists."""

    def __init__(self, parts: Iterable[Route] = ()) -> None:
        self.parts = frozenset(parts)
        self._touched = {part[:end] for part in self.parts for end in range(len(part) + 1)}
        lost: dict[Route, list[int]] = defaultdict(list)
        for part in self.parts:
            if part and isinstance(part[-1], int):
                lost[part[:-1]].append(part[-1])
        self._lost = {route: sorted(indices) for route, indices in lost.items()}
        self._shifts = {route: [i - n for n, i in enumerate(indices)] for route, indices in self._lost.items()}

    def touches(self, route: Route) -> bool:
        """Whether what stands there is left out, or something below it."""
        return route in self._touched

    def without(self, value: Any, here: Route = ()) -> Any:
        """The plain values that are left."""
        if not self.touches(here):
            return value
        if isinstance(value, dict):
            return {k: self.without(v, (*here, k)) for k, v in value.items() if (*here, k) not in self.parts}
        if isinstance(value, list):
            return [self.without(v, (*here, i)) for i, v in enumerate(value) if (*here, i) not in self.parts]
        return value

    def original(self, route: Route) -> Route:
        """The route in the file of a route in what is left: each element lost before one shifts it by one."""
        found: Route = ()
        for step in route:
            shift = bisect_right(self._shifts.get(found, ()), step) if isinstance(step, int) else 0
            found = (*found, step + shift if isinstance(step, int) else step)
        return found

    def from_list(self, route: Route) -> bool:
        """Whether an element of a list is left out."""
        return route in self._lost

    def indices(self, route: Route, count: int) -> list[int]:
        """Where each of a list's ``count`` elements that are left stood in the file."""
        lost = set(self._lost.get(route, ()))
        return [index for index in range(count + len(lost)) if index not in lost]


@dataclass(frozen=True, slots=True)
class Salvaged(Generic[M]):
    """The plain values of a file, and the model made of its sound parts: of all but what was dropped."""

    values: Value
    model: M | None
    dropped: Dropped


def read(  # noqa: PLR0913, PLR0917 - as salvage, and where it was
    root: Path, path: str, model: type[M], droppable: Droppable, faults: Listing, known: Known = NOTHING
) -> Salvaged[M] | None:
    """Read a file; None where nothing of it can be read, with the reason among the faults."""
    found = read_values(root, path, faults, known)
    return salvage(model, path, *found, droppable, faults) if found else None


def read_values(root: Path, path: str, faults: Listing, known: Known = NOTHING) -> tuple[Value, set[Route]] | None:
    """The plain values of a file, and the routes at which there is a fault already."""
    try:
        raw = read_bytes(root, path)
        if (values := known.get(raw)) is not None:
            return values, set()
        text, leaks = text_of(path, raw)
        faults.extend(leaks)
        values, found, refused = tree.parse(path, text)
    except Unreadable as error:
        faults.append(error.finding)
        return None
    faults.extend(found)
    if values is None:
        empty = "文件是空的；请填写内容或删去文件"
        faults.append(Finding(rule="ZF104", path=path, message=empty, position=Position(1, 1)))
        return None
    if not leaks and not found and not refused:
        known.put(raw, values)
    return values, refused


def salvage(  # noqa: PLR0913, PLR0917 - a file, its schema, and where its faults go
    model: type[M], path: str, values: Value, refused: Iterable[Route], droppable: Droppable, faults: Listing
) -> Salvaged[M]:
    """Validate, leaving out the smallest droppable part around each fault, until what is left is sound."""
    dropped = Dropped(part for route in refused if (part := droppable(route)) is not None)
    while True:
        try:
            return Salvaged(values, model.model_validate(dropped.without(values)), dropped)
        except ValidationError as error:
            parts, hopeless = set[Route](), False
            for detail in _first_hand(error.errors(include_url=False)):
                loc = (step for step in detail["loc"] if not str(step).startswith("\0"))  # which member of a union
                route = dropped.original((*loc, *detail.get("ctx", {}).get("at", ())))
                if not dropped.touches(route):
                    rule = _RULES.get(detail["type"], "ZF104")
                    faults.add(Alike(rule, path), partial(_finding, model, rule, path, route, detail))
                part = route if detail["type"] == "extra_forbidden" and len(route) == 1 else droppable(route)
                hopeless = hopeless or part is None or part in dropped.parts
                parts.add(part or ())
            if hopeless:
                return Salvaged(values, None, dropped)
            dropped = Dropped(dropped.parts | parts)


def validate(model: type[M], values: Value) -> tuple[M | None, list[Finding]]:
    """The model of values that are taken whole or not at all, and what is wrong with them."""
    faults = Listing()
    return salvage(model, "", values, (), lambda _route: None, faults).model, faults.findings


def _first_hand(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The faults without those that only follow from them: a list is not empty because its element is faulty."""
    above = {detail["loc"][:end] for detail in details for end in range(len(detail["loc"]))}
    for detail in details:
        if detail["type"] != "too_short" or detail["loc"] not in above:
            yield detail


def _finding(model: type[BaseModel], rule: str, path: str, route: Route, detail: ErrorDetails) -> Finding:
    on_key, message = detail["type"] == "extra_forbidden", complaint(model, route, detail)
    return Finding(rule=rule, path=path, route=route, on_key=on_key, message=message)
