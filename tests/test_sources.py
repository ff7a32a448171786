"""Our own sources: no article of one city's document, and no full-width punctuation that was typed half-width.

Such an accident leaves a trace: a set of characters that names one of them twice, that has Chinese punctuation
beside a half-width mark and not the mark's full-width twin, or a translation of a character to itself.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).parent.parent
PACKAGE = REPOSITORY / "src" / "zhifa_cli"
SOURCES = sorted(file for folder in ("src", "tests") for file in (REPOSITORY / folder).rglob("*.py"))
MARKS = ",;:!?()"
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\u201c\u201d]")
_CLASS = re.compile(r"(?:\\.|[^\\\[])*?\[\^?(\]?(?:\\.|[^\\\]])*)\]", re.DOTALL)
_ESCAPE = r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)"
_MEMBER = re.compile(rf"({_ESCAPE}|.)(?:-({_ESCAPE}|.))?", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "a": "\a", "b": "\b", "0": "\0"}
_TAKE_PATTERNS = {"compile", "match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
_TAKE_CHARACTERS = {"set", "frozenset", "tuple", "strip", "lstrip", "rstrip", "fromkeys"}


class Span(NamedTuple):
    """Neighbouring characters that a set names at once, most often one."""

    first: str
    last: str


def faults(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.expr):
            continue
        for spans in _sets(node):
            named = Counter(chr(code) for first, last in spans for code in range(ord(first), ord(last) + 1))
            yield from (f"line {node.lineno}: {char!a} twice" for char, count in named.items() if count > 1)
            if any(map(_CHINESE.match, named)):
                twins = {mark: chr(ord(mark) + 0xFEE0) for mark in MARKS if mark in named}
                yield from (f"line {node.lineno}: no {twin!a}" for twin in twins.values() if twin not in named)
        if _called(node) == "maketrans":
            yield from (f"line {node.lineno}: {char!a} to itself" for char in _kept(node))


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _sets(node: ast.AST) -> Iterator[list[Span]]:
    """The sets of characters that an expression means."""
    if isinstance(node, ast.Set):
        members = [part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        yield [Span(member, member) for member in members if len(member) == 1]
    elif isinstance(node, ast.Call) and node.args:
        name, text = _called(node), _text(node.args[0])
        if name in _TAKE_PATTERNS and getattr(getattr(node.func, "value", None), "id", "") == "re":
            yield from map(_class, _CLASS.findall(text))
        elif name in _TAKE_CHARACTERS or name == "maketrans":
            yield [Span(char, char) for char in text]


def _text(node: ast.expr) -> str:
    """A literal; what an f-string leaves open is none of our business."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(
        part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "" for part in parts
    )


def _class(body: str) -> list[Span]:
    """What stands between the brackets of a pattern, classes of characters aside."""
    ends = [(_character(first), _character(last or first)) for first, last in _MEMBER.findall(body)]
    return [Span(first, last) for first, last in ends if first and last]


def _character(token: str) -> str | None:
    if len(token) == 1:
        return token
    if token[1] in "uUx":
        return chr(int(f"0x{token[2:]}", 0))
    return None if token[1] in "wWdDsS" else _CONTROLS.get(token[1], token[1])


def _kept(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(args=[ast.Dict(keys=keys, values=values)]):
            pairs = [(ast.unparse(key), ast.unparse(value)) for key, value in zip(keys, values, strict=True) if key]
        case ast.Call(args=[before, after, *_]):
            pairs = list(zip(_text(before), _text(after), strict=False))
        case _:
            pairs = []
    return (before for before, after in pairs if before == after)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        (r're.compile(r"[\u3001,,;;\n]")', 4),
        (r're.compile(r"^[A-Za-z]|[^\w \u3001()()-]")', 4),
        (r're.sub(r"[]a\]]", "", text)', 1),
        (r're.split(rf"{name}[a-f\x64]", text)', 1),
        (r'line.startswith(tuple(",\u3002\u3001;:)\u201d\u300b"))', 4),
        ('frozenset("()(")', 1),
        ('{"a", "b", "a"}', 1),
        ('text.strip("::")', 1),
        ('str.maketrans("0-", "0-")', 2),
        ('str.maketrans({"0": "0"})', 1),
        (r're.compile(r"[\u3001,\uff0c;\uff1b\n\\\[a-z-]|\[[^]]+\]")', 0),
        (r'frozenset(",;\u3001\uff0c\uff1b")', 0),
        (r'str.maketrans("\uff10\uff0d", "0-")', 0),
    ],
)
def test_accidents_are_found(source: str, count: int) -> None:
    assert len(list(faults(source))) == count, list(faults(source))


def test_no_set_of_characters_is_an_accident() -> None:
    found = {file: list(faults(file.read_text(encoding="utf-8"))) for file in SOURCES}
    assert {file: accidents for file, accidents in found.items() if accidents} == {}


def test_no_article_of_a_plan_is_in_the_code() -> None:
    """Another city's plan has other articles: they belong in the data. A law that binds everybody is cited by name."""
    article = re.compile(r"(?<!》)第\s*[0-9\uff10-\uff19零〇一二三四五六七八九十百]+\s*条")
    starter, bundled = PACKAGE / "starter", PACKAGE / "bundled"  # data for users
    files = [
        f for f in PACKAGE.rglob("*") if f.is_file() and f.suffix != ".pyc" and {starter, bundled}.isdisjoint(f.parents)
    ]
    assert len(files) > 100
    assert [(f.name, found[0]) for f in files if (found := article.search(f.read_text(encoding="utf-8")))] == []


def test_the_description_has_full_width_punctuation() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not re.findall(rf"{_CHINESE.pattern}[{MARKS}]|[{MARKS}]{_CHINESE.pattern}", project["description"])
