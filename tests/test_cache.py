"""An unchanged command line is answered from memory, byte for byte; whatever an answer depends on makes a new one."""

import errno
import json
import os
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

import small_city
from conftest import CI, Outcome
from strategies import RandomDice, as_json, make_folder, write_folder
from test_hostile_folder import WRITERS
from zhifa_cli.check import engine
from zhifa_cli.cli import answers
from zhifa_cli.cli.chinese import run
from zhifa_cli.cli.commands.report import ReportFormat
from zhifa_cli.cli.main import app
from zhifa_cli.source import memory, tree
from zhifa_cli.source.memory import Memory

AS_OF = ("--as-of", "2024-07-31")
JIA = "submissions/jia.yaml"
PRINTED = [call for call in WRITERS if call[0] in answers._REMEMBERED and ReportFormat.DOCX not in call]


@dataclass(frozen=True)
class Asked:
    """What came out, and whether it was worked out."""

    outcome: Outcome
    worked_out: bool


@dataclass(frozen=True)
class Desk:
    """A user's place: a repository with the small city's data, the user's cache, and a way to ask."""

    repository: Path
    cache: Path
    ask: Callable[..., Asked]

    @property
    def data(self) -> Path:
        return self.repository / "data"

    def entries(self, kind: type = object) -> list[Path]:
        """What is kept: all, or answers (tuples), or what files said (dictionaries)."""
        kept = Memory(str(self.cache))
        return [entry for entry in sorted(self.cache.glob("*.memory")) if isinstance(kept.recall(entry.stem), kind)]

    def write(self, name: str, text: str) -> Path:
        file = self.repository / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    memory._program.cache_clear()
    repository = tmp_path / "work" / "repository"
    small_city.write(repository / "data")
    (repository / ".git").mkdir()
    monkeypatch.chdir(repository)
    for name in (*CI, *answers._ENVIRONMENT, memory.OFF):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_options: tmp_path / "cache" / "zhifa")

    def ask(*words: object) -> Asked:
        call, worked_out = [str(word) for word in words], False

        def command() -> int:
            nonlocal worked_out
            worked_out = True
            return run(app, call)

        capsys.readouterr()
        code = answers.answer(call, command)
        return Asked(Outcome(code, *capsys.readouterr()), worked_out)

    return Desk(repository, tmp_path / "cache" / "zhifa", ask)


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestAnUnchangedCommandLine:
    @pytest.mark.parametrize("call", PRINTED, ids=lambda call: " ".join(map(str, call)))
    def test_is_answered_alike_without_memory_at_first_and_again(
        self, call: list[str], desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as off:
            off.setenv(memory.OFF, "1")
            without = desk.ask(*call)
        assert not desk.entries(tuple)
        first, again = desk.ask(*call), desk.ask(*call)
        assert (without.worked_out, first.worked_out, again.worked_out) == (True, True, False)
        assert without.outcome == first.outcome == again.outcome
        assert first.outcome.out

    @pytest.mark.parametrize("call", [["check"], ["status", "--exit-code"], ["overdue", "--exit-code"]], ids=" ".join)
    def test_with_faults_in_the_data_too(self, call: list[str], desk: Desk) -> None:
        desk.write("data/submissions/2024-07/yi.yaml", "unit: 乙区\nperiod: 2024-07\n无此键: 1\n")
        first, again = desk.ask(*call), desk.ask(*call)
        assert (first.outcome.code, again.worked_out) == (2, False)
        assert first.outcome == again.outcome
        assert first.outcome.err

    def test_has_its_streams_in_the_order_in_which_they_were_written(self, desk: Desk) -> None:
        desk.ask("status")
        said, _ = Memory(str(desk.cache)).recall(desk.entries(tuple)[0].stem)
        assert {number for number, _ in said} == {0, 1}
        assert said == sorted(said, key=lambda piece: piece[0]), "what warns of the table stands below it"

    def test_leaves_the_data_folder_alone(self, desk: Desk) -> None:
        before = files(desk.repository)
        desk.ask("check")
        desk.ask("check")
        assert files(desk.repository) == before


# ---- what an answer depends on -------------------------------------------------------------------------


Make = Callable[[Desk, pytest.MonkeyPatch], object]


@dataclass(frozen=True)
class Change:
    """Something that changes, and the command line that must notice."""

    name: str
    make: Make
    call: tuple[object, ...] = ("check", *AS_OF)
    before: Make = lambda _desk, _patch: None


def rewritten(name: str, old: str, new: str) -> Make:
    """Change a file's content, but neither its size nor its time."""

    def change(desk: Desk, _patch: pytest.MonkeyPatch) -> None:
        file = desk.repository / name
        at, text = file.stat(), file.read_text(encoding="utf-8")
        assert old in text
        assert len(old.encode()) == len(new.encode())
        file.write_text(text.replace(old, new), encoding="utf-8")
        os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))

    return change


def all_of(*changes: Make) -> Make:
    def change(desk: Desk, patch: pytest.MonkeyPatch) -> None:
        for make in changes:
            make(desk, patch)

    return change


def written(name: str, text: str = "") -> Make:
    return lambda desk, _patch: desk.write(name, text)


def environment(name: str, value: str) -> Make:
    return lambda _desk, patch: patch.setenv(name, value)


def renamed(old: str, new: str) -> Make:
    return lambda desk, _patch: (desk.repository / old).rename(desk.repository / new)


def linked(name: str, target: str) -> Make:
    def change(desk: Desk, _patch: pytest.MonkeyPatch) -> None:
        file = desk.repository / name
        file.unlink(missing_ok=True)
        file.symlink_to(desk.repository / target)

    return change


def copied(source: str, *targets: str) -> Make:
    def change(desk: Desk, _patch: pytest.MonkeyPatch) -> None:
        for target in targets:
            desk.write(target, (desk.repository / source).read_text(encoding="utf-8"))

    return change


def terminal(columns: int) -> Make:
    def change(_desk: Desk, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        patch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
        patch.setattr(os, "get_terminal_size", lambda _number: os.terminal_size((columns, 24)))

    return change


def elsewhere(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    """A second data folder, and a prompt from which no data folder is found."""
    small_city.write(desk.repository.parent / "other")
    (desk.repository.parent / "empty").mkdir()
    patch.chdir(desk.repository.parent / "empty")


def deep(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    desk.write("a/b/c", "")
    patch.chdir(desk.repository / "a" / "b")


def into_the_data(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    patch.chdir(desk.data)


def with_settings(text: str, name: str = "zhifa.toml") -> Make:
    def change(desk: Desk, patch: pytest.MonkeyPatch) -> None:
        elsewhere(desk, patch)
        desk.write(f"../empty/{name}", text)

    return change


def later(_desk: Desk, patch: pytest.MonkeyPatch) -> None:
    tomorrow = time.localtime(time.time() + 86_400)
    patch.setattr(time, "localtime", lambda: tomorrow)


def installed(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    folder = desk.repository.parent / "site-packages"
    folder.mkdir()
    patch.setattr(sys, "path", [*sys.path, str(folder)])


def reprogrammed(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    desk.write("../program/rules.py", "VERDICT = 1\n")
    patch.setattr(memory, "_PACKAGE", str(desk.repository.parent / "program"))


OTHER = "../other/submissions/jia.yaml"
EDIT = rewritten(f"data/{JIA}", "2024-07-31", "2024-07-30")
EDIT_OTHER = rewritten(OTHER, "2024-07-31", "2024-07-30")
CHANGES = [
    Change("the tool's version", lambda _desk, patch: patch.setattr(memory, "__version__", "99")),
    Change("Python", lambda _desk, patch: patch.setattr(sys, "version", "3.99")),
    Change("the program", written("../program/rules.py", "VERDICT = 10\n"), before=reprogrammed),
    Change("a package", written("../site-packages/new/module.py"), before=installed),
    Change("the day", later),
    Change("the prompt", into_the_data),
    *(
        Change(f"the environment's {name}", environment(name, "1"))
        for name in answers._ENVIRONMENT
        if name not in {"ZHIFA_DATA", "_ZHIFA_COMPLETE"}
    ),
    Change("the terminal", terminal(80)),
    Change("its width", terminal(100), before=terminal(80)),
    Change(
        "GitHub's event",
        rewritten("event.json", "05-01", "06-01"),
        before=all_of(
            written("event.json", '{"head_commit": {"timestamp": "2024-05-01T00:00:00Z"}}'),
            environment("GITHUB_EVENT_PATH", "event.json"),
        ),
    ),
    Change("settings", written("zhifa.toml", 'ignore = "ZF2"')),
    Change("other settings", rewritten("zhifa.toml", "ZF2", "ZF3"), before=written("zhifa.toml", 'ignore = "ZF2"')),
    Change("shared settings", written("pyproject.toml", '[tool.zhifa]\nignore = "ZF2"')),
    Change(
        "settings further up",
        written("zhifa.toml", 'ignore = "ZF2"'),
        before=deep,
    ),
    Change(
        "a nearer data folder",
        copied("data/units.yaml", "a/data/units.yaml"),
        before=deep,
    ),
    Change(
        "a nearer repository",
        written("a/.git/x"),
        before=deep,
    ),
    Change(
        "the data's own repository",
        lambda desk, _patch: (desk.repository.parent / ".git").mkdir(),
        ("check", "--data", "../other", "-f", "sarif"),
        elsewhere,
    ),
    Change("one byte of a report", EDIT),
    Change("the plan", rewritten("data/measures.yaml", "2024年6月", "2024年5月")),
    Change("the roster", rewritten("data/units.yaml", "甲区", "丙区")),
    Change("another report", copied(f"data/{JIA}", "data/submissions/2024-08/jia.yaml")),
    Change("a report less", lambda desk, _patch: (desk.data / JIA).unlink()),
    Change("a report's name", renamed(f"data/{JIA}", f"data/{JIA}.yml")),
    Change("a report that is none", renamed(f"data/{JIA}", f"data/{JIA}.txt")),
    Change("an approval's name", written("data/waivers.yml", "[]\n")),
    Change("an approval", written("data/extensions.yaml", "[]\n")),
    Change("a folder", lambda desk, _patch: (desk.data / "submissions" / "x.yaml").mkdir()),
    Change("a file that becomes a link", linked(f"data/{JIA}", "copy"), before=copied(f"data/{JIA}", "copy")),
    Change(
        "where a link leads",
        linked(f"data/{JIA}", "outside"),
        before=all_of(copied(f"data/{JIA}", "outside", "data/inside"), linked(f"data/{JIA}", "data/inside")),
    ),
    Change(
        "where a folder leads",
        linked("data/submissions/more", "data/b"),
        before=all_of(written("data/b/c"), written("data/submissions/more")),
    ),
    Change(
        "any other file there", written("data/submissions/scan.pdf", "2"), before=written("data/submissions/scan.pdf")
    ),
    Change("the data that a word names", EDIT_OTHER, ("check", "--data", "../other"), elsewhere),
    Change("the data behind =", EDIT_OTHER, ("check", "--data=../other"), elsewhere),
    Change(
        "the data that the environment names",
        EDIT_OTHER,
        before=all_of(elsewhere, environment("ZHIFA_DATA", "../other")),
    ),
    Change("the data that settings name", EDIT_OTHER, before=with_settings('data = "../other"')),
    Change("or name otherwise", EDIT_OTHER, before=with_settings('"da\\u0074a" = "../oth\\u0065r"')),
    Change("or share", EDIT_OTHER, before=with_settings('[tool]\nzhifa = {data = "../other"}', "pyproject.toml")),
    Change("the data here", EDIT, ("check", "--data", ""), into_the_data),
    Change("the data here behind =", EDIT, ("check", "--data="), into_the_data),
    Change(
        "the baseline",
        written("old.json", '{"schema": "zhifa.baseline/1", "findings": []} '),
        ("check", "--baseline", "old.json"),
        written("old.json", '{"schema": "zhifa.baseline/1", "findings": []}'),
    ),
    Change(
        "a result that is compared",
        lambda desk, _patch: run(app, ["check", *AS_OF, "-f", "json", "-o", str(desk.repository / "new.json")]),
        ("diff", "old.json", "new.json"),
        lambda desk, _patch: [
            run(app, ["check", "--as-of", "2024-05-31", "-f", "json", "-o", str(desk.repository / name)])
            for name in ("old.json", "new.json")
        ],
    ),
    Change(
        "where a path leads",
        linked("chosen", "data/submissions"),
        ("check", "chosen"),
        linked("chosen", "data/units.yaml"),
    ),
]


class TestWhatAnAnswerDependsOn:
    @pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
    def test_when_it_changes_the_answer_is_worked_out(
        self, change: Change, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change.before(desk, monkeypatch)
        first, again = desk.ask(*change.call), desk.ask(*change.call)
        assert (first.worked_out, again.worked_out) == (True, False), first.outcome.err
        assert first.outcome == again.outcome
        change.make(desk, monkeypatch)
        memory._program.cache_clear()  # what follows is another run
        assert desk.ask(*change.call).worked_out

    def test_another_word_is_another_question(self, desk: Desk) -> None:
        calls = [["check"], ["check", *AS_OF], ["check", "-f", "json"], ["check", "--unit", "甲区"], ["overdue"]]
        assert all(desk.ask(*call).worked_out for call in calls)
        assert not any(desk.ask(*call).worked_out for call in calls)

    def test_a_change_while_it_is_worked_out_is_noticed(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """An editor saves after the file was hashed and before it is read."""
        judge = engine.run

        def slow(*args: Any) -> Any:
            EDIT(desk, monkeypatch)
            return judge(*args)

        monkeypatch.setattr(engine, "run", slow)
        desk.ask("check", *AS_OF)
        assert not desk.entries(tuple)

    def test_a_change_that_is_taken_back_brings_the_old_answer_back(self, desk: Desk) -> None:
        before = desk.ask("check", *AS_OF)
        text = (desk.data / JIA).read_text(encoding="utf-8")
        desk.write(f"data/{JIA}", text.replace("甲区", "丙区"))
        between = desk.ask("check", *AS_OF)
        desk.write(f"data/{JIA}", text)
        again = desk.ask("check", *AS_OF)
        assert (between.worked_out, again.worked_out) == (True, False)
        assert before.outcome == again.outcome != between.outcome

    def test_nothing_else_is_read(self, desk: Desk) -> None:
        """Python tells a hook of every file that is opened; variables are read from a mapping that remembers them."""
        calls = [[str(word) for word in call] for call in PRINTED]
        program = f"""
            import json, os, sys
            code = (sys.prefix, sys.base_prefix, {str(Path(memory._PACKAGE).parent)!r})
            class Asked(type(os.environ)):
                names = set()
                def __getitem__(self, name):
                    self.names.add(name)
                    return super().__getitem__(name)
            environment = os.environ
            os.environ = Asked(*(getattr(environment, name) for name in
                ("_data", "encodekey", "decodekey", "encodevalue", "decodevalue")))
            import functools
            from zhifa_cli.cli import answers
            from zhifa_cli.cli.main import app
            from zhifa_cli.cli.chinese import _typer, run
            _typer.get_command = functools.cache(_typer.get_command)
            opened, content, seen = set(), answers._content, set()
            def noted(path):
                seen.add(os.path.abspath(path))
                return content(path)
            answers._content = noted
            inputs = [list(answers._inputs(["check"]))]
            def hook(event, args):
                if event == "open" and isinstance(args[0], (str, bytes, os.PathLike)):
                    path = os.path.abspath(os.fsdecode(args[0]))
                    if not path.startswith(code):
                        opened.add(path)
            Asked.names.clear()
            sys.addaudithook(hook)
            for call in {calls!r}:
                run(app, call)
            json.dump([sorted(opened - seen), sorted(Asked.names)], open({str(desk.repository / "found")!r}, "w"))
        """
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-B", "-c", textwrap.dedent(program)],
            env={**os.environ, memory.OFF: "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
        opened, variables = json.loads((desk.repository / "found").read_text())
        unlisted = {"PYDANTIC_", "PYTHON", "_PYTHON", "HOME", "_TYPER", "TYPER_"}
        assert set(opened) - {str(desk.repository / "found")} == set()
        assert {v for v in variables if not v.startswith(tuple(unlisted))} - {
            *answers._ENVIRONMENT,
            memory.OFF,
        } == set()


# ---- what is not remembered ----------------------------------------------------------------------------


class TestWhatIsNotRemembered:
    @pytest.mark.parametrize(
        "call",
        [
            ["check", "-o", "结果.txt"],
            ["check", "-f", "text", "-f", "json:结果.json"],
            ["check", "--write-baseline", "基线.json"],
            ["report", *AS_OF, "-o", "通报.md"],
            ["new", "甲区", "-m", "2024-08"],
            ["schema", "submission"],
            ["--help"],
            ["check", "--data", "没有"],
            ["check", "--unit", "没有"],
            ["check", "--baseline", "没有.json"],
            ["没有"],
            [],
        ],
        ids=" ".join,
    )
    def test_files_that_are_written_errors_and_other_commands(self, call: list[str], desk: Desk) -> None:
        desk.ask(*call)
        assert not desk.entries(tuple)

    def test_a_written_file_is_written_each_time_by_the_rules_on_overwriting(self, desk: Desk) -> None:
        for _ in range(2):
            assert desk.ask("check", *AS_OF, "-o", "结果.txt").outcome.code == 1
        desk.write("结果.txt", "我的笔记\n")
        assert "没有覆盖" in desk.ask("check", *AS_OF, "-o", "结果.txt").outcome.err

    def test_a_summary_is_written_each_time(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        summary = desk.repository / "summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        sizes = []
        for _ in range(2):
            desk.ask("check", *AS_OF, "-f", "github")
            sizes.append(summary.stat().st_size)
        assert sizes[1] == 2 * sizes[0]

    def test_a_bug(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_args: object, **_options: object) -> None:
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr(engine, "run", fail)
            assert "内部错误" in desk.ask("check").outcome.err
        assert "内部错误" not in desk.ask("check").outcome.err

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
    def test_what_depends_on_a_pipe(self, desk: Desk) -> None:
        os.mkfifo(desk.data / "submissions" / "x.yaml")
        desk.ask("check")
        assert not desk.entries(tuple)

    def test_an_answer_that_could_not_be_printed(self, desk: Desk) -> None:
        full = Path("/dev/full")
        if not full.exists():
            pytest.skip("no full device")
        environment = {**os.environ, "XDG_CACHE_HOME": str(desk.cache.parent)}

        def check(stdout: IO[str] | int) -> tuple[int, str]:
            command = [sys.executable, "-m", "zhifa_cli", "check"]
            done = subprocess.run(  # noqa: S603 - our own program
                command, stdout=stdout, stderr=subprocess.PIPE, env=environment, text=True, check=False
            )
            return done.returncode, done.stderr

        told = 2, "错误：磁盘已满，结果没有写完\n"
        with full.open("w") as stream:
            assert (check(stream), desk.entries(tuple)) == (told, [])  # worked out, and not remembered
            assert (check(subprocess.DEVNULL)[0], len(desk.entries(tuple))) == (1, 1)
            code, said = check(stream)  # remembered, and told as if it was worked out
        assert (code, said.endswith(told[1])) == (2, True)


# ---- one changed file among many -----------------------------------------------------------------------


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed; clear it before what counts."""
    paths: list[str] = []
    parse = tree.parse

    def noted(path: str, text: str) -> Any:
        paths.append(path)
        return parse(path, text)

    monkeypatch.setattr(tree, "parse", noted)
    return paths


class TestWhatFilesSaid:
    @pytest.fixture
    def many(self, desk: Desk, parsed: list[str]) -> Desk:
        text = (desk.data / JIA).read_text(encoding="utf-8")
        for month in (4, 5, 6):
            desk.write(
                f"data/submissions/2024-0{month}.yaml", text.replace("2024-07", f"2024-0{month}").replace("31", "30")
            )
        desk.ask("check", *AS_OF)
        parsed.clear()
        return desk

    def test_of_many_only_those_that_changed_are_parsed(self, many: Desk, parsed: list[str]) -> None:
        file = many.data / "submissions" / "2024-05.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("推进中", "未启动") + "# 改过\n", encoding="utf-8")
        many.ask("check", *AS_OF)
        assert [path for path in parsed if path.startswith("submissions")] == ["submissions/2024-05.yaml"]

    @pytest.mark.parametrize(
        "call", [["status"], ["new", "甲区", "-m", "2024-08"], ["report", "-o", "a.md"]], ids=" ".join
    )
    def test_other_commands_on_the_same_data_parse_none(self, call: list[str], many: Desk, parsed: list[str]) -> None:
        assert many.ask(*call).worked_out
        assert not [path for path in parsed if path.startswith("submissions")]

    @pytest.mark.parametrize(
        "text", ["无此键: 1\n", "unit: 乙区\n", "联系人: 110101199003070011\n", "a: !!int 1\n", "a: [\n", "\x00", ""]
    )
    def test_a_file_with_a_fault_says_so_each_time(self, text: str, many: Desk) -> None:
        file = many.data / "submissions" / "2024-05.yaml"
        file.write_text(file.read_text(encoding="utf-8") + text if text else "", encoding="utf-8")
        first = many.ask("check", *AS_OF).outcome
        for entry in many.entries(tuple):
            entry.unlink()
        assert many.ask("check", *AS_OF).outcome == first

    def test_what_is_no_longer_there_is_forgotten(self, many: Desk) -> None:
        kept = Memory(str(many.cache))
        for count in (4, 3):
            (entry,) = many.entries(dict)
            assert len(kept.recall(entry.stem)) == count
            (many.data / "submissions" / "2024-05.yaml").unlink(missing_ok=True)
            many.ask("check", *AS_OF)

    @pytest.mark.parametrize("seed", range(3))
    def test_never_makes_a_difference(self, seed: int, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """One made-up folder after another in one place, their files mixed: with memory and without."""
        for step in range(3):
            made = make_folder(RandomDice((seed, step)))
            write_folder(desk.data, made.values, as_json)
            on = made.cutoffs[0][0].isoformat()
            for call in (["check", "--as-of", on, "-f", "json"], ["status", "--as-of", on], ["report", "--as-of", on]):
                with monkeypatch.context() as off:
                    off.setenv(memory.OFF, "1")
                    without = desk.ask(*call).outcome
                assert [desk.ask(*call).outcome for _ in range(2)] == [without] * 2


# ---- the user's directory ------------------------------------------------------------------------------


class TestTheDirectory:
    def test_is_private(self, desk: Desk) -> None:
        desk.ask("check")
        assert stat.S_IMODE(desk.cache.stat().st_mode) == 0o700
        assert {stat.S_IMODE(entry.stat().st_mode) for entry in desk.entries()} == {0o600}

    @pytest.mark.parametrize("switch", ["option", "variable"])
    def test_can_be_switched_off(self, switch: str, desk: Desk) -> None:
        environment = {**os.environ, "XDG_CACHE_HOME": str(desk.cache.parent)}
        words = ["check", "--no-cache"] if switch == "option" else ["check"]
        if switch == "variable":
            environment[memory.OFF] = "1"
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "zhifa_cli", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, desk.cache.exists()) == (1, False), done.stderr

    @pytest.mark.parametrize("mode", [0o777, 0o770, 0o722])
    def test_in_which_others_can_write_is_not_used(self, mode: int, desk: Desk) -> None:
        desk.cache.mkdir(parents=True)
        desk.cache.chmod(mode)
        assert all(desk.ask("check").worked_out for _ in range(2))
        assert not desk.entries()

    def test_of_somebody_else_is_not_used(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.ask("check")
        monkeypatch.setattr(os, "getuid", lambda: 12_345)
        assert desk.ask("check").worked_out

    @pytest.mark.parametrize("what", ["file", "link", "no parent"])
    def test_that_cannot_be_one_is_done_without(self, what: str, desk: Desk) -> None:
        desk.cache.parent.mkdir()
        if what == "file":
            desk.cache.write_text("")
        elif what == "link":
            desk.write("../planted/x", "")
            desk.cache.symlink_to(desk.repository.parent / "planted")
        else:
            desk.cache.parent.rmdir()
            desk.cache.parent.write_text("")
        assert [desk.ask("check").outcome.code for _ in range(2)] == [1, 1]
        assert desk.ask("check").worked_out

    @pytest.mark.parametrize("step", ["open", "replace", "unlink", "scandir"])
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
    def test_that_fails_is_no_error(self, step: str, number: int, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        real = getattr(os, step)

        def fail(path: Any, *args: Any, **options: Any) -> Any:
            if str(path).startswith(str(desk.cache)):
                raise OSError(number, os.strerror(number))
            return real(path, *args, **options)

        monkeypatch.setattr(os, step, fail)
        for _ in range(2):
            outcome = desk.ask("check", *AS_OF).outcome
            assert (outcome.code, outcome.err) == (1, "")

    @pytest.mark.parametrize("content", [b"", b"x", None, b"half", b"other"], ids=str)
    @pytest.mark.parametrize("kind", [tuple, dict])
    def test_with_broken_or_foreign_entries_is_no_wrong_answer(
        self, kind: type, content: bytes | None, desk: Desk
    ) -> None:
        first = desk.ask("check", *AS_OF)
        (entry,), (answer,) = desk.entries(kind), desk.entries(tuple)
        answer.write_bytes(b"")
        if content is None:
            entry.unlink()
            entry.mkdir()
        elif content == b"half":
            entry.write_bytes(entry.read_bytes()[: entry.stat().st_size // 2])
        elif content == b"other":
            Memory(str(desk.cache)).keep(entry.stem, ["another edition's", "way", "to remember"])
        else:
            entry.write_bytes(content)
        again = desk.ask("check", *AS_OF)
        assert again.worked_out
        assert again.outcome == first.outcome

    def test_is_bounded_in_size_and_age(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.cache.mkdir(parents=True, mode=0o700)
        kept = Memory(str(desk.cache))
        monkeypatch.setattr(memory, "_MOST_BYTES", 3_000)
        for number in range(5):
            kept.keep(f"{number:040}", os.urandom(900))
            os.utime(desk.cache / f"{number:040}.memory", (time.time() - 100 + number,) * 2)
        assert [entry.stem[-1] for entry in desk.entries()] == ["2", "3", "4"]
        os.utime(desk.cache / f"{3:040}.memory", (time.time() - 31 * 86_400,) * 2)
        (desk.cache / "somebody's").write_bytes(bytes(10_000))
        kept.keep(f"{5:040}", 5)
        assert [entry.stem[-1] for entry in desk.entries()] == ["2", "4", "5"]
        assert (desk.cache / "somebody's").exists()

    def test_serves_many_at_once(self, desk: Desk) -> None:
        """Readers see the whole of an entry or none, while others write it again and again."""
        desk.cache.mkdir(parents=True, mode=0o700)
        command = [sys.executable, "-c", textwrap.dedent(WRITE_AND_READ), str(desk.cache)]
        readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]  # noqa: S603 - ours
        assert [reader.communicate()[0] for reader in readers] == ["0\n"] * 3
        assert [entry.name for entry in desk.entries()] == ["key.memory"]


WRITE_AND_READ = """
    import sys
    from zhifa_cli.source.memory import Memory
    kept, wrong = Memory(sys.argv[1]), 0
    for number in range(50):
        kept.keep("key", [number] * 5_000)
        found = kept.recall("key")
        wrong += found is None or len(set(found)) != 1 or len(found) != 5_000
    print(wrong)
"""
