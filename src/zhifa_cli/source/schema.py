"""What a schema refuses, in words: what is wrong, what may be written, and what was probably meant."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from zhifa_cli.finding import Route
from zhifa_cli.model.scalars import EMPTY, NOT_TEXT
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import quoted

_SHAPES: dict[type, str] = {str: "一句话", list: "列表", dict: "映射"}
_IDS = {
    "^[a-z0-9]": "不能用作编号；只用小写字母、数字和连字符，如 legal-background",
    "^ZF": "不是规则编号，应写成 ZF301 的样子",
    "^": "不能用作编号；只用字母、数字、点、下划线和连字符，如 10a",
}
"""What is wrong with an id, by how the pattern begins that it should match."""


def complaint(model: type[BaseModel], route: Route, detail: ErrorDetails) -> str:
    """What is wrong at a route of a file of this model, and the cure."""
    kind, given = detail["type"], detail["input"]
    key = route[-1] if route else ""
    match kind:
        case "missing":
            field = _fields(model, route[:-1]).get(str(key))
            return f"缺少必填项 {key}{f'（{field.title}）' if field and field.title else ''}"
        case "extra_forbidden":
            known = _fields(model, route[:-1])
            return f"没有{quoted(str(key))}这个键；可用的键：{'、'.join(known)}{_suggestion(key, known)}"
        case "literal_error" | "enum":
            expected: str = detail["ctx"]["expected"]
            accepted = expected.replace("'", "").replace(" or ", ", ").split(", ")
            shown = quoted(given) if isinstance(given, str) else "这里的内容"
            return f"{shown}不在可用的值之内；可写：{'、'.join(accepted)}{_suggestion(given, accepted)}"
        case "model_type" | "dict_type" | "model_attributes_type":
            colon = isinstance(given, str) and "\uff1a" in given
            cure = "；键后面是否用了全角冒号？应为半角冒号加空格" if colon else ""
            return f"这里应是“键: 值”的映射，却是{_shape(given)}{cure}"
        case "string_type":
            return NOT_TEXT if given is not None else EMPTY
        case "list_type" | "tuple_type":
            return f"{key} 应是列表（每项以“- ”开头），却是{_shape(given)}"
        case "string_too_long":
            return f"{key} 有 {len(given)} 个字，太长（上限 {detail['ctx']['max_length']} 字）；请精简，详情另附材料"
        case "string_pattern_mismatch" if isinstance(given, str) and given.strip():
            pattern: str = detail["ctx"]["pattern"]
            return quoted(given) + next(what for begin, what in _IDS.items() if pattern.startswith(begin))
        case "too_short" | "string_too_short" | "string_pattern_mismatch":
            return f"{key} 不能为空"
        case _:
            return detail["msg"]


def _suggestion(given: object, known: Iterable[str]) -> str:
    found = nearest(str(given), known)
    return f"。{hint(found)}" if found else ""


def _shape(value: object) -> str:
    return _SHAPES.get(type(value), "空的")


def _fields(model: type[BaseModel], route: Route) -> dict[str, FieldInfo]:
    """The keys that the mapping at a route may have. Lists are unwrapped with the field that holds them."""
    found: type[BaseModel] | None = model
    in_dict = False
    for step in route:
        if in_dict:
            in_dict = False  # a key that the data chose
        elif not isinstance(step, int) and found is not None:
            field = _keys(found).get(step)
            found = next(_models(field.annotation), None) if field else None
            in_dict = field is not None and get_origin(field.annotation) is dict
    return _keys(found) if found else {}


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field may hold, itself or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
