"""A command line that was answered before, and of which nothing has changed since, is answered from memory.

That takes neither the parser nor the models. ``_inputs`` lists all that an answer depends on: a command in
``_REMEMBERED`` must read nothing else, and whatever does more than to print calls ``only_once``.
"""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, TextIO, cast

from zhifa_cli.source.memory import Memory

_REMEMBERED = {
    "check",
    "statistics",
    "evaluate",
    "overdue",
    "status",
    "report",
    "calendar",
    "show",
    "history",
    "diff",
    "rectify",
}
_VERDICTS = {0, 1, 2}
_ENVIRONMENT = (
    *("ZHIFA_DATA", "GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "CI_COMMIT_TIMESTAMP"),
    *(
        "COLUMNS",
        "LINES",
        "NO_COLOR",
        "FORCE_COLOR",
        "TERM",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
        "UNICODE_VERSION",
        "_ZHIFA_COMPLETE",
    ),
)
_MARKS = ("data/measures.yaml", "data/units.yaml", "measures.yaml", "units.yaml", ".git")
"""By these, data folders and repositories are found."""
_MOST_BYTES = 10_000_000

_once: list[str] = []


def only_once(why: str) -> None:
    """Say that this run must not be remembered: it writes a file, or failed."""
    _once.append(why)


class _Heard:
    """A standard stream that notes what is written to it."""

    def __init__(self, stream: TextIO, number: int, said: list[tuple[int, str]]) -> None:
        self._stream, self._number, self._said = stream, number, said

    def write(self, text: str) -> int:
        written = self._stream.write(text)
        self._said.append((self._number, text))
        return written

    def __getattr__(self, name: str) -> Any:
        if name in {"buffer", "detach", "writelines"}:
            only_once("writes otherwise")
        return getattr(self._stream, name)


def answer(words: Sequence[str], command: Callable[[], int]) -> int:
    """Answer a command line, from memory or by ``command``, and return the exit code."""
    memory = Memory.of_user() if words[:1] and words[0] in _REMEMBERED else None
    key = _key(memory, words) if memory else None
    if not memory or not key:
        return command()
    if (known := _said_again(memory.recall(key))) is not None:
        return known
    _once.clear()
    said = list[tuple[int, str]]()
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("TextIO", _Heard(stream, number, said)) for number, stream in enumerate(streams))
    try:
        code = command()
    finally:
        sys.stdout, sys.stderr = streams
    if code in _VERDICTS and not _once and _key(memory, words) == key:  # nothing was changed meanwhile
        memory.keep(key, (said, code))
    return code


def _said_again(known: Any) -> int | None:
    """The exit code of a remembered answer; None where there is none, or where the command must say why it fails."""
    try:
        said, code = known
        for stream, text in [((sys.stdout, sys.stderr)[number], f"{text}") for number, text in said]:
            stream.write(text)
        sys.stdout.flush()
        sys.stderr.flush()
        return int(code)
    except (TypeError, ValueError, LookupError, OSError):
        return None


def _key(memory: Memory, words: Sequence[str]) -> str | None:
    try:
        return memory.key(*_inputs(words))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):  # an input that cannot be told
        return None


def _inputs(words: Sequence[str]) -> Iterator[object]:
    """All that an answer depends on, beside the program: rather too much than too little.

    Whatever a word of the command line names is taken for a file or folder that the command reads.
    """
    here = Path.cwd()
    yield list(words), str(here)
    yield time.localtime()[:3]
    yield [os.environ.get(name) for name in _ENVIRONMENT]
    yield [tuple(os.get_terminal_size(s.fileno())) if s.isatty() else None for s in (sys.stdout, sys.stderr)]
    named = [os.environ.get(name) for name in ("GITHUB_EVENT_PATH", "ZHIFA_DATA")]
    named += (os.environ.get("ZHIFA_DATA") or "").split(os.pathsep)
    named += (part or "." for word in words for part in (word, *word.split("=", 1)[1:]))
    for folder in (here, *here.parents):
        yield (marks := [(folder / name).exists() for name in _MARKS])
        named += [f"{folder}/data"] if any(marks[:2]) else []
        for name in ("zhifa.toml", "pyproject.toml"):
            yield (settings := _content(f"{folder}/{name}"))
            if isinstance(settings, bytes) and b"zhifa" in name.encode() + settings:
                import tomllib

                document = tomllib.loads(settings.decode("utf-8-sig"))
                tables = document, document.get("tool", {}).get("zhifa", {})
                named += (str(folder / table["data"]) for table in tables if "data" in table)
    for path in filter(None, named):
        yield path, os.path.realpath(path), (content := _content(path))
        if content == stat.S_IFDIR:
            yield [(above / ".git").exists() for above in Path(os.path.abspath(path), ".git").parents]
            yield from _tree(path)


def _tree(root: str) -> Iterator[object]:
    """All names below a folder; the content of YAML files, and when others last changed, which nobody can set back."""
    unreadable: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unreadable.append):
        folders.sort()
        yield folder, [(name, os.path.islink(os.path.join(folder, name))) for name in folders]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            file = os.path.join(folder, name)
            yield name, os.path.islink(file) and os.path.realpath(file)
            if name.lower().endswith((".yaml", ".yml")):
                content = _content(file)
                yield blake2b(content).digest() if isinstance(content, bytes) else content
            else:
                yield (at := os.lstat(file)).st_mode, at.st_size, at.st_mtime_ns, at.st_ctime_ns
    yield [(error.filename, error.errno) for error in unreadable]


def _content(path: str) -> bytes | int:
    """The bytes of a file; else that it is a folder, or why it cannot be read."""
    try:
        at = os.stat(path)
        if stat.S_ISDIR(at.st_mode):
            return stat.S_IFDIR
        if not stat.S_ISREG(at.st_mode) or at.st_size > _MOST_BYTES:
            raise ValueError(path)
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        return error.errno or 0
