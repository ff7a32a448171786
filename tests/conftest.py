"""Fixtures that drive zhifa as a user does: a data folder on disk, a command line, what came out."""

import compileall
import gc
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import check_jsonschema  # type: ignore[import-untyped]  # has no types
import pytest
from click.testing import CliRunner

import few_bodies
import small_city
from zhifa_cli.cli.chinese import _typer, run
from zhifa_cli.cli.main import app
from zhifa_cli.ledger.judge import Ledgers
from zhifa_cli.source.dataset import Dataset
from zhifa_cli.source.folder import load

REPOSITORY = Path(__file__).parent.parent
RAM, ROOM = Path("/dev/shm"), 2_000_000_000  # noqa: S108 - pytest makes a private folder in it
CI = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH", "CI_COMMIT_TIMESTAMP")


@dataclass(frozen=True)
class Outcome:
    """What one command did."""

    code: int
    out: str
    err: str


Zhifa = Callable[..., Outcome]


@pytest.fixture(scope="session", autouse=True)
def no_cache() -> None:
    """No test reads or writes the cache of the user who runs it, nor does any program that a test starts."""
    os.environ["ZHIFA_NO_CACHE"] = "1"


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what all processes share.

    Ours is compiled as an installation does, else each program that a test starts compiles it, a third of its time.
    Temporary folders are in memory where there is much of it: half of the wall time of tests that write is the disk's.
    """
    sys.dont_write_bytecode = False  # else each run rewrites all assertions anew in each process
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(REPOSITORY / "src", quiet=2)
        if RAM.is_dir() and shutil.disk_usage(RAM).free > ROOM:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(RAM))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Tests of one file run in this process, where they start at once and a debugger works."""
    return 0 if len(config.args) == 1 and ".py" in config.args[0] else None


@pytest.fixture(scope="session", autouse=True)
def signals() -> None:
    """As at a prompt: a job in the background, or under nohup, has them ignored, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def rare_collections() -> None:
    """What the modules hold, which is much, is not looked through for garbage at every turn."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def one_command_line() -> Iterator[None]:
    """An app's commands and parameters are made once, not at each call: half of a call's time on small data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_typer, "get_command", cache(_typer.get_command))
        yield


@pytest.fixture
def zhifa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Zhifa:
    """Run a command line in this process: ``zhifa("check", "--as-of", "2024-06-30")``."""
    for name in (*CI, "ZHIFA_DATA", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: object) -> Outcome:
        capsys.readouterr()
        code = run(app, [str(arg) for arg in args])
        return Outcome(code, *capsys.readouterr())

    return call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The repository's plan and a small roster, with no submissions yet."""
    return few_bodies.write(tmp_path / "data", reports=False)


def refused(schema: Path, *files: Path) -> set[str]:
    """The files that check-jsonschema refuses, by name."""
    command = ["-o", "json", "--schemafile", str(schema), *map(str, files)]
    report = json.loads(CliRunner().invoke(check_jsonschema.main, command).stdout)
    assert not report.get("parse_errors"), report
    return {Path(error["filename"]).name for error in report["errors"]}


@contextmanager
def judged_once(*folders: Path) -> Iterator[None]:
    """Of folders that no test changes, nothing is read twice, nor judged twice for a day."""
    kept: dict[object, Any] = {}

    def load_once(root: Path, *more: Any) -> Dataset:
        if root not in folders:
            return load(root, *more)
        if root not in kept:
            kept[root] = load(root, *more)
        found: Dataset = kept[root]
        return found

    def ledgers_once(dataset: Dataset) -> Ledgers:
        if not any(dataset is kept.get(folder) for folder in folders):
            return Ledgers(dataset)
        found: Ledgers = kept.setdefault(id(dataset), Ledgers(dataset))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhifa_cli.cli.session.load", load_once)
        patch.setattr("zhifa_cli.cli.session.Ledgers", ledgers_once)
        yield


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a small made-up city, which commands find by themselves."""
    folder = small_city.write(tmp_path / "city" / "data")
    monkeypatch.chdir(folder.parent)
    return folder


@dataclass(frozen=True)
class World:
    """All that a run could touch: a repository with the small city's data, and its user's home beside it."""

    root: Path
    repository: Path
    home: Path
    zhifa: Zhifa

    def plant(self, name: str, content: str | bytes = "", *, link: Path | None = None) -> Path:
        """Put a file, or a link, where whoever writes in the repository could have put it."""
        file = self.repository / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if link:
            file.symlink_to(link)
        else:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def changes(self, *call: object) -> tuple[Outcome, set[str]]:
        """What a command did, and the names of all that it made, changed, touched or took away, folders among them."""
        before = self._state()
        outcome = self.zhifa(*call)
        after = self._state()
        return outcome, {name for name in before | after if before.get(name) != after.get(name)}

    def _state(self) -> dict[str, tuple[int, int, bytes]]:
        return {path.relative_to(self.root).as_posix(): _state(path) for path in (self.root, *self.root.rglob("*"))}


def _state(path: Path) -> tuple[int, int, bytes]:
    at = path.lstat()
    held = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
    return at.st_mode, at.st_mtime_ns, held


@pytest.fixture
def world(tmp_path: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> World:
    """To plant an attack in and to prove that nothing but the output that was named appears or changes."""
    repository, home = tmp_path / "work" / "repository", tmp_path / "home"
    small_city.write(repository / "data")
    for folder in (repository / ".git", home / ".config", home / ".cache"):
        folder.mkdir(parents=True)
    (home / ".bashrc").write_text("alias ll='ls -l'\n", encoding="utf-8")
    for name, place in (("HOME", home), ("XDG_CONFIG_HOME", home / ".config"), ("XDG_CACHE_HOME", home / ".cache")):
        monkeypatch.setenv(name, str(place))
    monkeypatch.chdir(repository)
    return World(tmp_path, repository, home, zhifa)


@pytest.fixture
def submit(data: Path) -> Callable[..., Path]:
    """File a submission: ``submit("2024-06/donghu.yaml", text)``."""

    def write(path: str, text: str) -> Path:
        file = data / "submissions" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write
