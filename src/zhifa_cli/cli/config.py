"""Settings of a data repository: ``zhifa.toml``, or ``[tool.zhifa]`` in pyproject.toml. Flags override them."""

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import typer

from zhifa_cli.cli.options import FailOn

_OWN, _SHARED = "zhifa.toml", "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """What a settings file says; empty where there is none."""

    data: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn | None = None
    format: tuple[str, ...] = ()


def settings(data: Path | None, root: Path) -> Config:
    """The settings for a data folder: those that named it, else the nearest in it or above it."""
    here = near(Path.cwd()) if data is None else Config()
    return here if here.data else near(root)


def near(folder: Path) -> Config:
    """The nearest settings, from a folder upward.

    Raises:
        typer.BadParameter: they are no TOML, or hold a key that does not exist or a value of the wrong kind.
    """
    start = folder.absolute()
    for parent in (start, *start.parents):
        for file in (parent / _OWN, parent / _SHARED):
            if file.is_file() and (table := _table(file)) is not None:
                return _config(file, table)
    return Config()


def _table(file: Path) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"读不了配置文件 {file}（{error.strerror}）"
        raise typer.BadParameter(msg) from None
    except UnicodeDecodeError:
        msg = f"配置文件 {file} 不是 UTF-8 编码；请另存为 UTF-8"
        raise typer.BadParameter(msg) from None
    except RecursionError:
        msg = f"配置文件 {file} 嵌套太深；请检查括号"
        raise typer.BadParameter(msg) from None
    except tomllib.TOMLDecodeError as error:
        msg = f"配置文件 {file} {_place(error)}不合 TOML 语法；请检查引号、括号和等号"
        raise typer.BadParameter(msg) from None
    if file.name == _OWN:
        return document
    tools = document.get("tool")
    table = tools.get("zhifa") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        _refuse(file, "tool.zhifa", "一个表，以 [tool.zhifa] 开头")
    return table


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Where, from a message that says it in English."""
    found = re.search(r"at line ([0-9]+), column ([0-9]+)", str(error))
    return f"第 {found[1]} 行第 {found[2]} 列" if found else "末尾"


def _config(file: Path, table: dict[str, Any]) -> Config:
    for key in table:
        if key not in _READERS:
            close = get_close_matches(key, _READERS, n=1, cutoff=0.5)
            hint = f"是不是 {close[0]}？" if close else f"可用的键：{'、'.join(_READERS)}"
            msg = f"配置文件 {file} 里没有“{key}”这个键；{hint}"
            raise typer.BadParameter(msg)
    return Config(**{key.replace("-", "_"): _READERS[key](file, key, value) for key, value in table.items()})


def _folder(file: Path, key: str, value: object) -> Path:
    if not isinstance(value, str):
        _refuse(file, key, '文字，如 data = "data"')
    folder = Path(os.path.normpath(file.parent / value))
    if not folder.is_dir():
        msg = f"配置文件 {file} 的 data 指向的文件夹“{folder}”不存在；请改正"
        raise typer.BadParameter(msg)
    return folder


def _texts(file: Path, key: str, value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        _refuse(file, key, f"文字或文字的列表，如 {_EXAMPLES[key]}")
    return tuple(texts)


def _level(file: Path, key: str, value: object) -> FailOn:
    if not isinstance(value, str) or value not in list(FailOn):
        _refuse(file, key, f"{'、'.join(FailOn)} 之一")
    return FailOn(value)


def _refuse(file: Path, key: str, wanted: str) -> NoReturn:
    msg = f"配置文件 {file} 的 {key} 应为{wanted}"
    raise typer.BadParameter(msg)


_EXAMPLES = {
    "select": 'select = ["ZF2", "ZF4"]',
    "ignore": 'ignore = ["ZF203"]',
    "format": 'format = ["text", "sarif:out.sarif"]',
}
_READERS: dict[str, Callable[[Path, str, object], Any]] = {
    "data": _folder,
    "select": _texts,
    "ignore": _texts,
    "fail-on": _level,
    "format": _texts,
}
