"""What is written is written whole or not at all, nowhere but where it was asked for; every end is a quiet one."""

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from conftest import Zhifa
from zhifa_cli.output.formats import CalendarFormat, TableFormat
from zhifa_cli.report.kinds import Kind

AS_OF = ("--as-of", "2024-07-31")
OLD = "上月的内容\n"
PROGRAM = [sys.executable, "-m", "zhifa_cli"]
CALLS = [
    *(["check", *AS_OF, "-f", kind] for kind in ("text", "json", "sarif")),
    *([name, *AS_OF, "-f", kind] for name in ("status", "overdue") for kind in TableFormat),
    *(["calendar", *AS_OF, "-f", kind] for kind in CalendarFormat),
    *(["report", "--unit", "甲区", "--kind", kind, *AS_OF] for kind in Kind),
    ["diff", "--since", "2024-05", *AS_OF],
    ["show", "甲区", *AS_OF],
    ["schema", "submission"],
    ["explain", "ZF101"],
    ["rules"],
]
ENDS = {signal.SIGTERM: 143, signal.SIGINT: 130} | ({signal.SIGHUP: 129} if sys.platform != "win32" else {})
Snapshot = dict[str, tuple[int, bytes]]


def snapshot(folder: Path) -> Snapshot:
    """Everything below a folder: what it is, and what it holds."""
    found = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*"))}
    return {name: (f.lstat().st_mode, f.read_bytes() if f.is_file() else b"") for name, f in found.items()}


@pytest.fixture
def output(city: Path) -> Path:
    """A result of last month, beside the data."""
    file = city.parent / "结果.txt"
    file.write_text(OLD, encoding="utf-8")
    return file


def limit_size() -> None:
    import resource  # noqa: PLC0415 - Windows has none

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


class TestNothingElseIsWritten:
    @pytest.mark.parametrize("call", CALLS, ids=" ".join)
    def test_reading_leaves_everything_as_it_was(self, call: list[str], city: Path, zhifa: Zhifa) -> None:
        before = snapshot(city.parent)
        assert zhifa(*call).code in {0, 1}
        assert snapshot(city.parent) == before

    def test_nor_is_anything_in_the_users_home(self, city: Path, tmp_path: Path) -> None:
        home = tmp_path / "home"
        home.mkdir()
        environment = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "ZHIFA_NO_CACHE": "1",
        }
        for call in (["check", *AS_OF], ["status", *AS_OF]):
            subprocess.run([*PROGRAM, *call], cwd=city.parent, env=environment, capture_output=True, check=False)  # noqa: S603 - ours
        assert snapshot(home) == {}

    def test_no_network_no_program_no_file_is_opened_for_writing(self, city: Path) -> None:
        """Python tells a hook of everything that reaches outside, whoever asks for it."""
        program = f"""
            import contextlib, functools, io, os, sys
            from zhifa_cli.cli.chinese import _typer, run
            _typer.get_command = functools.cache(_typer.get_command)
            from zhifa_cli.cli.main import app
            WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
            ACTS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "os.system", "os.remove",
                    "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate", "shutil.")
            seen = []
            def hook(event, args):
                if event.startswith(ACTS) or event == "open" and isinstance(args[2], int) and args[2] & WRITING:
                    seen.append((event, args))
            sys.addaudithook(hook)
            for call in {[[str(word) for word in call] for call in CALLS]!r}:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    run(app, call)
            print(seen)
            open(os.devnull, "w").close()
            print(len(seen))
        """
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-B", "-c", textwrap.dedent(program)],
            cwd=city.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout.split(), done.stderr) == (["[]", "1"], "")


class TestTheOldFileStands:
    @pytest.mark.parametrize("call", [["check", "-f", "json"], ["status"], ["overdue", "-f", "csv"]], ids=" ".join)
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
    @pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
    def test_where_the_disk_fails(  # noqa: PLR0913 - a table, and fixtures
        self, call: list[str], number: int, step: str, *, output: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object, **_options: object) -> None:
            raise OSError(number, os.strerror(number))

        before = snapshot(output.parent)
        with monkeypatch.context() as broken:
            broken.setattr(os, step, fail)
            outcome = zhifa(*call, *AS_OF, "-o", output, "--force")
        assert outcome.code == 2
        assert f"写不了“{output}”" in outcome.err
        assert "原有的文件没有动过" in outcome.err
        assert ("磁盘已满" in outcome.err) == (number == errno.ENOSPC)
        assert snapshot(output.parent) == before

    @pytest.mark.posix
    @pytest.mark.parametrize(
        "call", [["check", "-f", "json", "-o", "结果.txt", "--force"], ["new", "甲区", "-m", "2024-08"]]
    )
    def test_where_there_is_not_room_for_all_of_it(self, call: list[str], output: Path) -> None:
        before = snapshot(output.parent)
        done = subprocess.run(  # noqa: S603 - our own program
            [*PROGRAM, *call],
            cwd=output.parent,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit_size,
        )
        assert (done.returncode, "超过文件大小的限制" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
        after = snapshot(output.parent)
        assert {name: entry for name, entry in after.items() if not stat.S_ISDIR(entry[0])} == {
            name: entry for name, entry in before.items() if not stat.S_ISDIR(entry[0])
        }

    @pytest.mark.posix
    @pytest.mark.parametrize(
        ("number", "code", "call"),
        [
            *((number, code, ["check", "-f", "json"]) for number, code in ENDS.items()),
            (signal.SIGTERM, 143, ["status"]),
        ],
    )
    def test_where_somebody_ends_it_midway(
        self, number: signal.Signals, code: int, call: list[str], output: Path
    ) -> None:
        """The signal comes when all is written but not yet in place, and once more while the draft is cleared away."""
        program = f"""
            import os, sys
            unlink = os.unlink
            def impatient(file):
                if {number:d} != {signal.SIGINT:d}:
                    os.kill(os.getpid(), {number:d})
                unlink(file)
            os.fsync, os.unlink = lambda _: os.kill(os.getpid(), {number:d}), impatient
            sys.argv[1:] = {[*call, "--force", *AS_OF, "-o", str(output)]!r}
            from zhifa_cli.cli.main import main
            sys.exit(main())
        """
        before = snapshot(output.parent)
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", textwrap.dedent(program)], cwd=output.parent, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")
        assert snapshot(output.parent) == before

    @pytest.mark.posix
    def test_where_it_is_ended_while_it_reads_a_long_file(self, output: Path) -> None:
        """Libyaml asks Python about each node, so Python sees in time that somebody ends it."""
        program = f"""
            import os, signal, sys, time
            from zhifa_cli.source import tree
            compose = tree._compose
            def timed(path, text):
                if len(text) < 500_000:
                    return compose(path, text)
                started = time.monotonic()
                compose(path, text)
                whole = time.monotonic() - started
                if not os.fork():
                    time.sleep(whole / 10)
                    os.kill(os.getppid(), signal.SIGTERM)
                    os._exit(0)
                started = time.monotonic()
                try:
                    compose(path, text)
                finally:
                    print((time.monotonic() - started) / whole, flush=True)
            tree._compose = timed
            sys.argv[1:] = {["check", *AS_OF, "-o", str(output), "--force"]!r}
            from zhifa_cli.cli.main import main
            sys.exit(main())
        """
        long = "progress:\n" + "  - {item: 1/list, status: 推进中, problems: 无}\n" * 15_000
        (output.parent / "data" / "submissions" / "long.yaml").write_text(long, encoding="utf-8")
        before = snapshot(output.parent)
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", textwrap.dedent(program)], cwd=output.parent, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (143, b"")
        assert float(done.stdout) < 0.6, "of the time that all of it takes"
        assert snapshot(output.parent) == before

    @pytest.mark.parametrize(
        ("target", "words"),
        [
            ("没有/结果.txt", "没有这个文件夹"),
            ("结果.txt/a", "路径中间有一段是文件"),
            ("data", "这是文件夹"),
            ("字" * 300, "名称太长"),
        ],
    )
    def test_a_place_that_cannot_be_written_is_named(self, target: str, words: str, output: Path, zhifa: Zhifa) -> None:
        before = snapshot(output.parent)
        outcome = zhifa("check", *AS_OF, "-o", target)
        assert (outcome.code, words in outcome.err) == (2, True), outcome.err
        assert snapshot(output.parent) == before


class TestTheNewFile:
    def test_is_for_whom_the_old_one_was(self, output: Path, zhifa: Zhifa) -> None:
        output.chmod(0o600)
        zhifa("check", *AS_OF, "-o", output, "--force")
        assert "甲区" in output.read_text(encoding="utf-8")
        assert stat.S_IMODE(output.stat().st_mode) == 0o600
        os.umask(mask := os.umask(0o077))
        zhifa("check", *AS_OF, "-o", output.with_name("新.txt"))
        assert stat.S_IMODE(output.with_name("新.txt").stat().st_mode) == 0o666 & ~mask

    @pytest.mark.posix
    def test_is_written_through_a_link(self, output: Path, zhifa: Zhifa) -> None:
        link = output.with_name("链接.txt")
        link.symlink_to(output.name)
        output.write_text("", encoding="utf-8")
        zhifa("check", *AS_OF, "-o", link)
        assert link.is_symlink()
        assert "甲区" in output.read_text(encoding="utf-8")

    @pytest.mark.posix
    @pytest.mark.parametrize("name", ["null", "stdout"])
    def test_is_no_device_s_end(self, name: str, output: Path, tmp_path: Path) -> None:
        """``-o /dev/null`` must not put a file in its place; a link to it stands in, lest a failing test do so."""
        device = tmp_path / name
        device.symlink_to(f"/dev/{name}")
        was = Path(f"/dev/{name}").stat().st_mode
        command = [*PROGRAM, "check", *AS_OF, "-o", str(device), "--force"]
        done = subprocess.run(command, cwd=output.parent, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert (done.returncode, "甲区" in done.stdout) == (1, name == "stdout")
        assert Path(f"/dev/{name}").stat().st_mode == was


class TestQuietEnds:
    @pytest.mark.posix
    @pytest.mark.parametrize("call", [["check"], ["status", "-f", "json"], ["show", "甲区"], ["--help"]], ids=" ".join)
    def test_a_closed_pipe(self, call: list[str], city: Path) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(  # noqa: S603 - our own program
            [*PROGRAM, *call], cwd=city.parent, stdout=writer, stderr=subprocess.PIPE, check=False
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, b"")

    @pytest.mark.parametrize(
        "where", ["source.tree.parse", "output.check.text.by_unit_worst_first", "output.check.text.draw"]
    )
    def test_ctrl_c_wherever_it_strikes(
        self, where: str, city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del city

        def interrupted(*_args: object, **_options: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(f"zhifa_cli.{where}", interrupted)
        outcome = zhifa("check", *AS_OF)
        assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "")

    @pytest.fixture
    def broken(self, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A fault of ours, with what a terminal would obey in its words."""
        del city

        def fail(*_args: object, **_options: object) -> None:
            msg = "no such thing\x1b[31m\nas this"
            raise LookupError(msg)

        monkeypatch.setattr("zhifa_cli.output.check.text.by_unit_worst_first", fail)

    @pytest.mark.usefixtures("broken")
    def test_a_fault_of_ours_is_one_line(self, zhifa: Zhifa) -> None:
        outcome = zhifa("check", *AS_OF)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.splitlines()[-2:] == [
            "内部错误：LookupError: no such thing\\u001b[31m as this",
            "  加 --debug 查看详情",
        ]

    @pytest.mark.usefixtures("broken")
    @pytest.mark.parametrize("at", [0, 1, 3])
    def test_debug_shows_where(self, at: int, zhifa: Zhifa) -> None:
        call = ["check", *AS_OF]
        outcome = zhifa(*call[:at], "--debug", *call[at:])
        assert outcome.code == 2
        assert "Traceback (most recent call last)" in outcome.err
        assert "raise LookupError(msg)" in outcome.err
        assert "\x1b" not in outcome.err
