"""YAML text -> plain values (every scalar a text), and the position of any value by its route.

The document is composed once by libyaml and walked without PyYAML's constructor: nothing is ever turned
into a number, a date or an object, and no tag is obeyed. Positions cost nothing until a finding needs one.
"""

import re
from functools import cached_property
from typing import Any, TypeAlias

import yaml

from zhifa_cli.finding import Alike, Finding, Listing, Position, Route
from zhifa_cli.source.bytes import Lines, Unreadable
from zhifa_cli.text.unseen import quoted

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

_PLAIN = "plain"
_MAX_DEPTH = 50
_TOO_DEEP = f"嵌套超过 {_MAX_DEPTH} 层；请检查括号和缩进"
_MAX_REPEATED = 100_000
_SHORT = 100
"""A text of so many characters costs about as much as the alias that repeats it."""
_SAFE_DEPTH = 1_000
_WIDE_MARGIN = re.compile(rf"[\n\r\x85\u2028\u2029][\ufeff \t?:-]{{{_SAFE_DEPTH // 2}}}")
"""A block collection begins behind nothing but blanks and indicators, and at most two begin in one column."""
_BAD_COLON = re.compile(r"(?P<key>\s*(?:-\s+)?[A-Za-z_]+)(?:\uff1a|:(?P<close>[^\s/]))")
_PROBLEMS = (
    ("mapping values are not allowed", "这里不该出现“: ”；值里有冒号时请加引号，或检查上一行的缩进"),
    ("could not find expected ':'", "这一行缺少“: ”（冒号后要有空格）"),
    ("did not find expected key", "缩进或引号不对，这里应是一个键；请与上下行对齐"),
    ("did not find expected '-' indicator", "缩进不对，列表的各项（- ）要对齐"),
    ("block sequence entries are not allowed", "这里不能直接写列表项（- ）；请换行并缩进"),
    ("did not find expected ',' or ']'", "方括号没有配对，或各项之间缺少半角逗号"),
    ("did not find expected ',' or '}'", "花括号没有配对，或各项之间缺少半角逗号"),
    ("unexpected end of stream", "这里的引号没有配对，一直到文件末尾都没有结束"),
    ("unknown escape character", "双引号里的反斜杠写法不对；路径请改用单引号"),
    ("cannot start any token", "值不能以这个字符开头；请把整个值放进引号"),
    ("expected a single document", "一个文件只能有一份文档；请删去“---”之后的部分，或另存为一个文件"),
    ("undefined alias", "“*”开头的值会被当作引用；请把整个值放进引号"),
    ("duplicate anchor", "“&”开头的锚点重复；请把整个值放进引号"),
    ("control characters are not allowed", "文件里有不可见的控制字符；请删除后重新保存"),
    ("special characters are not allowed", "文件里有不可见的控制字符；请删除后重新保存"),
    ("unacceptable character", "文件里有不可见的控制字符；请删除后重新保存"),
)
_BLAMED_LATER = {"while scanning a quoted scalar", "while scanning a simple key"}
"""Faults that the parser notices only after what is wrong; their context is the place to mend."""

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Composes nodes without guessing any type from how a scalar looks."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool] | bool) -> str:
        del kind, value, implicit
        return _PLAIN

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def parse(path: str, text: str) -> tuple[Value, list[Finding], set[Route]]:
    """The values of a file; what YAML allows and we do not, as findings; and all routes at which there is such a thing.

    Raises:
        Unreadable: the text is no YAML document, or one that aliases blow up.
    """
    walk = _Walk(path, text)
    root = _compose(path, text)
    return (walk.value(root) if root is not None else None), walk.listing.findings, walk.refused


class Positions:
    """Where the values of one file stand; made only for files that have findings."""

    def __init__(self, text: str) -> None:
        self._lines = Lines(text)
        self._pairs: dict[int, dict[object, tuple[yaml.Node, yaml.Node]]] = {}
        try:
            self._root = _compose("", text)
        except Unreadable:
            self._root = None

    def line(self, number: int) -> str:
        """A line as written, without its end."""
        return self._lines.line(number)

    def of(self, route: Route, *, on_key: bool) -> Position:
        """Where the value (or key) at a route stands, or the nearest ancestor that is there."""
        found = self._along(route)
        if not found:
            return Position(1, 1)
        key, value = found[-1]
        node = key if len(found) > len(route) and (on_key or _is_blank(value)) else value
        return self._lines.position(node.start_mark.index)

    def node(self, route: Route) -> yaml.Node | None:
        """The node of the value at a route; None where there is none."""
        found = self._along(route)
        return found[-1][1] if len(found) > len(route) else None

    def _along(self, route: Route) -> list[tuple[yaml.Node, yaml.Node]]:
        """The root and each value on the way, as far as there is one, with its key; what has none is its own."""
        node = self._root
        found = [(node, node)] if node is not None else []
        for step in route:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                key = node = node.value[step]
            elif isinstance(node, yaml.MappingNode) and (pair := self._pair(node, step)):
                key, node = pair
            else:
                break
            found.append((key, node))
        return found

    def _pair(self, node: yaml.MappingNode, name: str | int) -> tuple[yaml.Node, yaml.Node] | None:
        """A key and its value; the first of equal keys."""
        if id(node) not in self._pairs:
            pairs = reversed(node.value)
            self._pairs[id(node)] = {pair[0].value: pair for pair in pairs if isinstance(pair[0], yaml.ScalarNode)}
        return self._pairs[id(node)].get(name)


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style  # libyaml: "", PyYAML: None


def _compose(path: str, text: str) -> yaml.Node | None:
    _demand_shallow(path, text)
    loader = _Loader(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
    except yaml.YAMLError as error:
        raise _explained(path, text, error) from None
    except RecursionError:
        raise Unreadable(path, _TOO_DEEP, rule="ZF101") from None
    finally:
        loader.dispose()
    return root


def _demand_shallow(path: str, text: str) -> None:
    """Libyaml composes by recursion in C, where nesting without bound would end the process itself.

    Few texts could be deep at all; of those the events, which come without recursion, tell how deep they are.
    """
    if text.count("[") + text.count("{") <= _SAFE_DEPTH and not _WIDE_MARGIN.search(f"\n{text}"):
        return
    depth = 0
    loader = _Loader(text)
    try:
        while loader.check_event():
            event = loader.get_event()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _SAFE_DEPTH:
                position = Lines(text).position(event.start_mark.index)
                raise Unreadable(path, _TOO_DEEP, position, "ZF101")
    except yaml.YAMLError:
        return  # composing will meet the same fault, no deeper down than this
    finally:
        loader.dispose()


class _Walk:
    """Turns nodes into values; collects what it had to refuse."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.listing = Listing()
        self.refused: set[Route] = set()
        self._text = text
        self._route: list[str | int] = []
        self._open: set[int] = set()
        self._seen: set[int] = set()
        self._repeated = 0

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    def value(self, node: yaml.Node) -> Value:
        if node.tag != _PLAIN:
            self._refuse("ZF101", node, f"不支持 YAML 标签{quoted(node.tag)}；请删去标签，只写值")
        if not isinstance(node, yaml.ScalarNode) and not self._may_enter(node):
            return None
        self._bound_repetition(node, 1 + len(node.value or ""))
        if isinstance(node, yaml.ScalarNode):
            return node.value or (None if _is_blank(node) else "")
        self._open.add(id(node))
        value = self._mapping(node) if isinstance(node, yaml.MappingNode) else self._sequence(node)
        self._open.discard(id(node))
        return value

    def _sequence(self, node: yaml.Node) -> list[Value]:
        return [self._child(index, child) for index, child in enumerate(node.value)]

    def _mapping(self, node: yaml.Node) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for key, child in node.value:
            name = key.value
            if len(name or "") > _SHORT:
                self._bound_repetition(key, len(name))
            if not isinstance(key, yaml.ScalarNode):
                self._refuse("ZF101", key, "键应是一个词，不能是列表或映射；花括号开头的值请加引号")
            elif name == "<<":
                self._refuse("ZF101", key, "不支持合并键“<<”；请把内容直接写出来")
            elif name in values:
                self._refuse("ZF103", key, f"键{quoted(name)}在这里写了两次；请只留一个", name)
            else:
                values[name] = self._child(name, child)
        return values

    def _child(self, step: str | int, node: yaml.Node) -> Value:
        if node.value.__class__ is str and 0 < len(node.value) <= _SHORT and node.tag == _PLAIN:
            return node.value  # nearly all nodes are such scalars: no route is kept for them
        self._route.append(step)
        value = self.value(node)
        self._route.pop()
        return value

    def _may_enter(self, node: yaml.Node) -> bool:
        """Aliases may repeat a node, but not where it would contain itself."""
        if id(node) in self._open:
            self._refuse("ZF101", node, "这里的引用（*）指向了包含它自己的内容；请把内容直接写出来")
            return False
        if len(self._route) > _MAX_DEPTH:
            self._refuse("ZF101", node, _TOO_DEEP)
            return False
        return True

    def _bound_repetition(self, node: yaml.Node, size: int) -> None:
        """Count what aliases repeat: values below a list or mapping, characters of a text, whichever are many."""
        if id(node) in self._seen:
            self._repeated += size
            if self._repeated > _MAX_REPEATED:
                position = self._lines.position(node.start_mark.index)
                message = "引用（*）展开后内容过多，没有读取；请把内容直接写出来"
                raise Unreadable(self.path, message, position, "ZF101")
        self._seen.add(id(node))

    def _refuse(self, rule: str, node: yaml.Node, message: str, *below: str) -> None:
        route = (*self._route, *below)
        self.refused.add(route)

        def fault() -> Finding:
            position = self._lines.position(node.start_mark.index)
            return Finding(rule=rule, path=self.path, route=route, message=message, position=position)

        self.listing.add(Alike(rule, self.path), fault)


def _explained(path: str, text: str, error: yaml.YAMLError) -> Unreadable:
    """A parser's complaint, in Chinese, with the cause that people most often meet."""
    lines = Lines(text)
    mark = _blamed(error) if isinstance(error, yaml.MarkedYAMLError) else None
    position = lines.position(mark.index if mark else _first_control_character(text))
    for number in (position.line, position.line - 1):
        if match := _BAD_COLON.match(lines.line(number)):
            fullwidth = "键后面用了全角冒号“：”；请改成半角冒号加空格“: ”"
            message = "冒号后面缺一个空格；请写成“键: 值”" if match["close"] else fullwidth
            return Unreadable(path, message, Position(number, match.end("key") + 1), "ZF101")
    if indent := re.match(r"[ ]*\t", lines.line(position.line)):
        message, position = "缩进里有制表符（Tab）；请全部改成空格", Position(position.line, indent.end())
    else:
        chinese = (chinese for english, chinese in _PROBLEMS if english in str(error))
        message = next(chinese, "YAML 语法有误；请检查缩进、引号和括号")
    return Unreadable(path, message, position, "ZF101")


def _blamed(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    if error.context in _BLAMED_LATER and error.context_mark:
        return error.context_mark
    return error.problem_mark or error.context_mark


def _first_control_character(text: str) -> int:
    match = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return match.start() if match else 0
