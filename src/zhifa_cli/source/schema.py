"""Plain values -> models. What a schema refuses becomes findings; what it accepts is kept."""

import types
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model.scalars import EMPTY, IMPOSSIBLE_DATE, INCONSISTENT_COUNT, NOT_TEXT
from zhifa_cli.source.tree import Value
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import quoted

M = TypeVar("M", bound=BaseModel)

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

    def lost(self, route: Route) -> bool:
        """Whether an element of a list is left out."""
        return route in self._lost

    def indices(self, route: Route, count: int) -> list[int]:
        """Where each of a list's ``count`` elements that are left stood in the file."""
        lost = set(self._lost.get(route, ()))
        return [index for index in range(count + len(lost)) if index not in lost]


class Salvaged(Generic[M]):
    """A model made of the sound parts of a file, and where those parts stood in it."""

    def __init__(self, model: M | None, listing: Listing, dropped: Dropped) -> None:
        self.model = model
        self.findings = listing.findings
        self._dropped = dropped

    def sound(self, values: Value) -> Any:
        """The plain values, without what was dropped."""
        return self._dropped.without(values)

    def lost(self, route: Route) -> bool:
        """Whether an element of a list was left out."""
        return self._dropped.lost(route)

    def indices(self, route: Route, count: int) -> list[int]:
        """Where each of a list's kept elements stood."""
        return self._dropped.indices(route, count)


def salvage(
    model: type[M],
    path: str,
    values: Value,
    droppable: Callable[[Route], Route | None],
    refused: Iterable[Route] = (),
) -> Salvaged[M]:
    """Validate, leaving out the smallest droppable part around each fault, until what is left is sound.

    ``droppable`` says for a fault's route what must go with it: a route within the file, or None where
    nothing can be saved. ``refused`` are routes at which reading already found a fault.
    """
    listing = Listing()
    dropped = Dropped(part for route in refused if (part := droppable(route)) is not None)
    while True:
        try:
            return Salvaged(model.model_validate(dropped.without(values)), listing, dropped)
        except ValidationError as error:
            parts, hopeless = set[Route](), False
            for detail in _first_hand(error.errors(include_url=False)):
                route = dropped.original((*detail["loc"], *detail.get("ctx", {}).get("at", ())))
                if not dropped.touches(route):
                    rule = _RULES.get(detail["type"], "ZF104")
                    listing.add(Alike(rule, path), partial(_finding, model, rule, path, route, detail))
                part = route if detail["type"] == "extra_forbidden" and len(route) == 1 else droppable(route)
                hopeless = hopeless or part is None or part in dropped.parts
                parts.add(part or ())
            if hopeless:
                return Salvaged(None, listing, dropped)
            dropped = Dropped(dropped.parts | parts)


def _first_hand(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The faults without those that only follow from them: a list is not empty because its element is faulty."""
    above = {detail["loc"][:end] for detail in details for end in range(len(detail["loc"]))}
    for detail in details:
        if detail["type"] != "too_short" or detail["loc"] not in above:
            yield detail


def _finding(model: type[BaseModel], rule: str, path: str, route: Route, detail: ErrorDetails) -> Finding:
    return Finding(
        rule=rule,
        path=path,
        route=route,
        on_key=detail["type"] == "extra_forbidden",
        message=_message(model, route, detail),
    )


def _message(model: type[BaseModel], route: Route, detail: ErrorDetails) -> str:
    kind, given = detail["type"], detail["input"]
    key = route[-1] if route else ""
    match kind:
        case "missing":
            return f"缺少必填项 {key}{_title(model, route)}"
        case "extra_forbidden":
            return _unknown_key(model, route)
        case "literal_error" | "enum":
            accepted = (
                detail.get("ctx", {}).get("expected", "").replace("'", "").replace(" or ", "、").replace(", ", "、")
            )
            shown = f"{quoted(given)}" if isinstance(given, str) else "这里的内容"
            return f"{shown}不在可用的值之内；可写：{accepted}{_suggest(given, accepted.split('、'))}"
        case "model_type" | "dict_type" | "model_attributes_type":
            hint = (
                "；键后面是否用了全角冒号？应为半角冒号加空格" if isinstance(given, str) and "\uff1a" in given else ""
            )
            return f"这里应是“键: 值”的映射，却是{_shape(given)}{hint}"
        case "string_type":
            return NOT_TEXT if given is not None else EMPTY
        case "list_type" | "tuple_type":
            return f"{key} 应是列表（每项以“- ”开头），却是{_shape(given)}"
        case "too_short" | "string_too_short":
            return f"{key} 不能为空"
        case "string_too_long":
            return f"{key} 有 {len(given)} 个字，太长（上限 {detail['ctx']['max_length']} 字）；请精简，详情另附材料"
        case "string_pattern_mismatch":
            return _pattern_message(key, given, detail)
        case _:
            return detail["msg"]


def _pattern_message(key: str | int, given: object, detail: ErrorDetails) -> str:
    if not isinstance(given, str) or not given.strip():
        return f"{key} 不能为空"
    if detail["ctx"]["pattern"].startswith("^[a-z0-9]"):
        return f"{quoted(given)}不能用作编号；只用小写字母、数字和连字符，如 legal-background"
    if detail["ctx"]["pattern"].startswith("^ZF"):
        return f"{quoted(given)}不是规则编号，应写成 ZF301 的样子"
    return f"{quoted(given)}不能用作编号；只用字母、数字、点、下划线和连字符，如 10a"


def _unknown_key(model: type[BaseModel], route: Route) -> str:
    owner = model_at(model, route[:-1])
    known = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
    return f"没有{quoted(str(route[-1]))}这个键；可用的键：{'、'.join(known)}{_suggest(route[-1], known)}"


def _suggest(given: object, known: list[str]) -> str:
    found = nearest(str(given), known)
    return f"。{hint(found)}" if found else ""


def _shape(value: object) -> str:
    match value:
        case str():
            return "一句话"
        case list():
            return "列表"
        case dict():
            return "映射"
        case _:
            return "空的"


def _title(model: type[BaseModel], route: Route) -> str:
    owner = model_at(model, route[:-1])
    field = owner.model_fields.get(str(route[-1])) if owner and route else None
    return f"（{field.title}）" if field and field.title else ""


def model_at(model: type[BaseModel], route: Route) -> type[BaseModel] | None:
    """The model that describes the mapping at a route."""
    found: Any = model
    for step in route:
        if isinstance(step, int):
            if issubclass(found, RootModel):
                found = next(_models(found.model_fields["root"].annotation))
            continue  # other lists were unwrapped with the field that holds them
        fields = {field.alias or name: field for name, field in found.model_fields.items()}
        if step not in fields or (inner := next(_models(fields[step].annotation), None)) is None:
            return None
        found = inner
    return found  # type: ignore[no-any-return]  # narrowed by _models alone


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if (
        isinstance(annotation, type)
        and not isinstance(annotation, types.GenericAlias)
        and issubclass(annotation, BaseModel)
    ):
        yield annotation
    elif get_origin(annotation) is not None:
        for argument in get_args(annotation):
            yield from _models(argument)
