"""Settings of a repository: ``zhifa.toml``, or ``[tool.zhifa]`` in pyproject.toml. Flags override them.

They are looked for from the working directory up to the repository's root (in the working directory alone where
there is no repository), and never in a data folder: those who write there are judged by what is in it.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Self

import typer
from pydantic import BaseModel, BeforeValidator, Field, PrivateAttr, ValidationError

from zhifa_cli.cli.choices import FailOn
from zhifa_cli.source.dataset import MEASURES, UNITS
from zhifa_cli.text.suggest import hint, nearest

_OWN, _SHARED = "zhifa.toml", "pyproject.toml"
_MAX_BYTES = 1_000_000
_OURS = re.compile(rb"tool\W{1,20}zhifa")
"""In a pyproject.toml that says something of this program."""
_WANTED = {
    "data": '文字，如 data = "data"',
    "select": '文字或文字的列表，如 select = ["ZF2", "ZF4"]',
    "ignore": '文字或文字的列表，如 ignore = ["ZF203"]',
    "fail-on": f"{'、'.join(FailOn)} 之一",
    "all": "true 或 false",
    "format": '一种格式，如 format = "concise"',
}
_Texts = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]


class Config(BaseModel, extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-")):
    """What a settings file says; empty where there is none. It can name no file to write."""

    data: str | None = None
    select: _Texts = ()
    ignore: _Texts = ()
    fail_on: FailOn | None = None
    all: bool = False
    format: Annotated[_Texts, Field(max_length=1)] = ()
    _file: Path = PrivateAttr(default=Path())

    @classmethod
    def of(cls, file: Path, table: dict[str, Any]) -> Self:
        """What the table of a file says.

        Raises:
            typer.BadParameter: a key that does not exist, or a value of the wrong kind.
        """
        try:
            config = cls.model_validate(table)
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0])
            if first["type"] == "extra_forbidden":
                cure = hint(nearest(key, _WANTED), f"可用的键：{'、'.join(_WANTED)}")
                raise _unusable(file, f"里没有“{key}”这个键；{cure}") from None
            raise _unusable(file, f"的 {key} 应为{_WANTED[key]}") from None
        if named := [text for text in config.format if ":" in text]:
            raise _unusable(
                file, f"的 format 只写格式，不能指定文件（{named[0]}）；要写入文件，请在命令行写 -f {named[0]}"
            )
        config._file = file
        return config

    def under(self, **flags: object) -> Self:
        """What is left of it where flags override some of it."""
        defaults = type(self)()
        return self.model_copy(update={name: getattr(defaults, name) for name, flag in flags.items() if flag})

    @property
    def shown_file(self) -> str:
        """The file, as a user at this prompt would open it."""
        return self._file.name if self._file.parent == Path.cwd() else str(self._file)

    @property
    def folder(self) -> Path | None:
        """The data folder that it names."""
        if self.data is None:
            return None
        folder = Path(os.path.normpath(self._file.parent / self.data))
        if not folder.is_dir():
            raise _unusable(self._file, f"的 data 指向的文件夹“{folder}”不存在；请改正")
        return folder


def near(*data: Path) -> Config:
    """The nearest settings that hold in the working directory, for the data folders of ``--data``.

    Raises:
        typer.BadParameter: they are no TOML, or say nothing that can be used.
    """
    for folder in _trusted(*data):
        for file in (folder / _OWN, folder / _SHARED):
            if file.is_file() and (table := _table(file)) is not None:
                return Config.of(file, table)
    return Config()


def repository(folder: Path) -> Path | None:
    """The root of the repository that a folder belongs to, if it belongs to one."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def _trusted(*data: Path) -> Iterator[Path]:
    """Folders whose settings count: from the working directory upward, outside of any data folder."""
    here = Path.cwd()
    named = {folder.resolve() for folder in data}
    above = (here, *here.parents)
    folders = [f for f in above if f in named or (f / MEASURES).is_file() or (f / UNITS).is_file()]
    start = folders[-1].parent if folders else here
    root = repository(start) or start
    return (folder for folder in (start, *start.parents) if folder.is_relative_to(root) and folder not in folders)


def _table(file: Path) -> dict[str, Any] | None:
    """Our table in a file; None in another program's pyproject.toml, whatever else is the matter with that."""
    own = file.name == _OWN
    try:
        with file.open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        if not own:
            return None
        raise _unusable(file, f"读不出来（{error.strerror}）；请检查权限") from None
    if own:
        return _document(file, raw)
    tools = _document(file, raw).get("tool") if _OURS.search(raw) else None
    table = tools.get("zhifa") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise _unusable(file, "的 tool.zhifa 应为一个表，以 [tool.zhifa] 开头")
    return table


def _document(file: Path, raw: bytes) -> dict[str, Any]:
    if len(raw) > _MAX_BYTES:
        raise _unusable(file, f"超过 {_MAX_BYTES // 1_000_000} MB；请确认是不是放错了文件")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        why = "不是 UTF-8 编码；请另存为 UTF-8"
    except RecursionError:
        why = "嵌套太深；请检查括号"
    except tomllib.TOMLDecodeError as error:
        why = f"{_place(error)}不合 TOML 语法；请检查引号、括号和等号"
    except ValueError:
        why = "里有位数太多的整数；请改正"
    raise _unusable(file, why)


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Where, from a message that says it in English."""
    found = re.search(r"at line ([0-9]+), column ([0-9]+)", str(error))
    return f"第 {found[1]} 行第 {found[2]} 列" if found else "末尾"


def _unusable(file: Path, why: str) -> typer.BadParameter:
    return typer.BadParameter(f"配置文件 {file} {why}")
