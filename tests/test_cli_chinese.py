"""The Chinese face of typer: layout by display width, errors with their cure, quiet ends."""

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import NoReturn

import pytest
import typer
from typer.main import get_command

import zhifa_cli
from conftest import Zhifa
from zhifa_cli.cli.chinese import ChineseTyper, run
from zhifa_cli.cli.main import app
from zhifa_cli.report.kinds import Kind
from zhifa_cli.text.width import cells, wrap

Capture = pytest.CaptureFixture[str]

ENGLISH = re.compile(
    r"Usage|Options|Arguments|Commands|Show this|default:|required|Error|Try|Missing|Invalid|No such"
    r"|Did you mean|Got unexpected|requires|is not|does not|Input should|Install|Show completion"
)


COMMANDS = list(get_command(app).commands)  # type: ignore[attr-defined]  # a group, since it has commands

broken = ChineseTyper(epilog="zhifa ends bug")
"""An app that ends in all ways."""


@broken.command()
def ends(how: str) -> NoReturn:
    raise {
        "found": typer.Exit(1),
        "abort": typer.Abort(),
        "interrupt": KeyboardInterrupt(),
        "bug": RuntimeError("坏了\x1b[31m\n第二行"),
    }[how]


@broken.command()
def other() -> None:
    pass


def complaint(zhifa: Zhifa, *args: str) -> str:
    """What a refused command line prints: on stderr alone, in Chinese alone, with exit code 2."""
    outcome = zhifa(*args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("错误：")
    assert not ENGLISH.search(outcome.err)
    assert re.search(r"运行 zhifa( \w+)? --help 查看用法\n$", outcome.err)
    return outcome.err


# ---- errors


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("ovredue", ["没有命令“ovredue”", "你是不是想输入 overdue？", "运行 zhifa --help 查看用法"]),
        ("over", ["你是不是想输入 overdue？"]),
        ("CHECK", ["你是不是想输入 check？"]),
        ("help", ["你是不是想输入 --help？"]),
        ("frobnicate", ["可用的命令：check、overdue、"]),
        ("--", ["缺少命令", "可用的命令：check、overdue、"]),
        ("--verison", ["没有选项“--verison”", "你是不是想输入 --version？"]),
        ("check --fromat=json", ["没有选项“--fromat”", "你是不是想输入 --format？", "zhifa check --help"]),
        ("check -select", ["没有选项“-select”", "你是不是想输入 --select？"]),
        ("--unit 东湖区 check", ["--unit 要写在命令之后：zhifa check --unit"]),
        ("check --version", ["--version 要写在命令之前：zhifa --version"]),
        ("explain", ["缺少参数 规则（规则编号或名称", "用法：zhifa explain [选项] 规则"]),
        ("init", ["缺少参数 目录", "应为路径", "用法：zhifa init [选项] 目录"]),
        ("schema", ["缺少参数 种类", "可选的值：measures、units"]),
        ("new", ["缺少参数 单位"]),
        ("import 台账.csv", ["缺少选项 --unit（哪个单位的台账", "用法：zhifa import [选项] 台账"]),
        ("check --unit", ["选项 --unit 缺少值"]),
        ("check --data", ["选项 --data 缺少值", "应为路径"]),
        ("check --fail-on", ["选项 --fail-on 缺少值", "可选的值：error、warning、note、never"]),
        ("check --no-color=yes", ["选项 --no-color 不带值"]),
        ("overdue -f jsn", ["选项 --format 的值“jsn”无效：可选的值：text、json", "你是不是想输入 json？"]),
        ("overdue -f 表格", ["选项 --format 的值“表格”无效：可选的值：text、json"]),
        ("schema unit", ["参数 种类 的值“unit”无效：可选的值：measures、", "你是不是想输入 units？"]),
        ("status 多 余", ["多余的参数：“多”、“余”", "用法：zhifa status [选项]"]),
        ("status \u2014\u2014unit", ["多余的参数：“\u2014\u2014unit”", "你是不是想输入 --unit？"]),
        ("status -- --debug", ["多余的参数：“--debug”"]),
    ],
)
def test_a_usage_error_names_its_cure(args: str, expected: list[str], zhifa: Zhifa) -> None:
    err = complaint(zhifa, *args.split(" "))
    for words in expected:
        assert words in err


@pytest.mark.parametrize(
    "args", [["\x1b[2Jx"], ["--\u202ex"], ["schema", "x\x9b\n"], ["status", "\udcff\u200b"], ["a\0"], ["check", "--\0"]]
)
def test_what_the_user_typed_cannot_repaint_the_terminal(args: list[str], zhifa: Zhifa) -> None:
    err = complaint(zhifa, *args)
    assert {unicodedata.category(char) for char in err.replace("\n", "")}.isdisjoint({"Cc", "Cf", "Cs"})


# ---- exit codes


@pytest.mark.parametrize(("how", "code"), [("found", 1), ("abort", 130), ("interrupt", 130)])
def test_exit_codes_pass_through_quietly(how: str, code: int, capsys: Capture) -> None:
    assert run(broken, ["ends", how]) == code
    assert capsys.readouterr() == ("", "")


def test_a_bug_is_one_line(capsys: Capture) -> None:
    assert run(broken, ["ends", "bug"]) == 2
    err = capsys.readouterr().err
    assert err == "内部错误：RuntimeError: 坏了\\u001b[31m 第二行\n  加 --debug 查看详情\n"


@pytest.mark.parametrize("args", [["--debug", "ends", "bug"], ["ends", "bug", "--debug"]])
def test_debug_anywhere_shows_the_traceback(args: list[str], capsys: Capture) -> None:
    assert run(broken, args) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "in ends" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("args", [[], ["--debug"]])
def test_no_arguments_show_the_help_as_an_error(args: list[str], zhifa: Zhifa) -> None:
    outcome = zhifa(*args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("用法：zhifa [选项] 命令 [参数]...")


# ---- help


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_help_is_chinese_and_fits(command: str, columns: int, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = zhifa(*command.split(), "--help").out
    assert not ENGLISH.search(text)
    assert "显示帮助并退出" in text
    for line in text.partition("\n示例：")[0].splitlines():
        assert cells(line) <= min(columns, 80)
        assert not line.lstrip().startswith(tuple(",.;:)\uff0c\uff1b\uff1a\uff09\u3002\u3001》」"))


def test_help_of_the_group(zhifa: Zhifa) -> None:
    text = zhifa("--help").out
    assert "\n检查：\n  check       检查全部数据：逾期、" in text
    assert "\n  rules    列出全部检查规则：编号、级别、名称\n" in text
    assert "\n选项：\n  -V, --version         显示版本并退出。\n" in text
    assert "  --install-completion  为当前 shell 安装命令补全\n" in text
    assert "\n示例：\n  zhifa init 某市  " in text


def test_help_of_a_command(zhifa: Zhifa) -> None:
    text = zhifa("schema", "--help").out
    assert text.startswith("用法：zhifa schema [选项] 种类\n\n  打印一种数据文件的 JSON Schema")
    assert "\n参数：\n  种类  哪一种数据文件。 [可选：measures、" in text
    assert text.count("[必填]") == 1
    assert "用法：zhifa check [选项] [文件...]\n" in zhifa("check", "--help").out
    overdue = re.sub(r"\n +", "", zhifa("overdue", "--help").out)
    for words in ("-f, --format text|json|csv|markdown", "[默认：text]", "[环境变量：ZHIFA_DATA]", "[可重复]"):
        assert words in overdue


def test_long_choices_move_to_the_help_column(zhifa: Zhifa) -> None:
    text = re.sub(r"\n +", "", zhifa("report", "--help").out)
    assert "-k, --kind <值>" in text
    assert f"[可选：{'、'.join(Kind)}] [默认：monthly]" in text


def test_columns_align_by_width(zhifa: Zhifa) -> None:
    lines = zhifa("calendar", "--help").out.splitlines()
    rows = [found for line in lines if (found := re.match(r"  -.*?\S(  +)(?=\S)", line))]
    assert len({cells(row[0]) - len(row[1]) for row in rows}) > 1
    assert len({cells(row[0]) for row in rows}) == 1


def test_wrap() -> None:
    assert wrap("逾期,不达标。", 4) == ["逾", "期,", "不达", "标。"]
    assert wrap("逾期\uff0c\uff08附\uff09", 6) == ["逾期\uff0c", "\uff08附\uff09"]
    assert wrap("请用 --format=json 输出", 8) == ["请用", "--format=json", "输出"]
    assert wrap("见(附件)》说明", 6) == ["见(附", "件)》", "说明"]
    assert wrap("  \n ", 10) == []
    assert cells("e\u0301x执\u3000") == 6


# ---- completion


def completion(monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: str) -> list[str]:
    monkeypatch.setenv("_ZHIFA_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    with pytest.raises(SystemExit) as stop:
        run(app, [])
    assert stop.value.code == 0
    return capsys.readouterr().out.split()


def test_completion(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert completion(monkeypatch, capsys, "zhifa che") == ["check"]
    assert completion(monkeypatch, capsys, "zhifa overdue --fo") == ["--format", "--force"]
    assert completion(monkeypatch, capsys, "zhifa overdue --format ") == ["text", "json", "csv", "markdown"]


def test_completion_is_installed_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("zhifa_cli.cli.chinese._typer.shell_name", lambda: "fish")
    assert run(app, ["--show-completion"]) == 0
    assert "_ZHIFA_COMPLETE=complete_fish" in capsys.readouterr().out
    assert run(app, ["--install-completion"]) == 0
    script = tmp_path / ".config/fish/completions/zhifa.fish"
    assert script.is_file()
    assert capsys.readouterr().out == f"已为 fish 安装命令补全：{script}\n重新打开终端后生效\n"


def test_an_unknown_shell_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch, zhifa: Zhifa) -> None:
    monkeypatch.setattr("zhifa_cli.cli.chinese._typer.shell_name", lambda: None)
    assert "请在 bash、zsh、fish" in complaint(zhifa, "--install-completion")


# ---- the process


TOY = """
import sys
from zhifa_cli.cli.chinese import ChineseTyper, run

app = ChineseTyper(epilog="zhifa flood 3")

@app.command()
def flood(lines: int = 1, unit: str = "全部"):
    for line in range(lines):
        print("第", line, "行")

@app.command()
def other(): ...

code = run(app)
print(*sorted({"pydantic", "yaml", "rich", "click"} & set(sys.modules)), end="", file=sys.stderr)
sys.exit(code)
"""


def toy(*args: str, buffered: bool = True) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of the toy in a process of its own."""
    source = str(Path(zhifa_cli.__file__).parents[1])
    env = os.environ | {"PYTHONUNBUFFERED": "" if buffered else "1", "PYTHONPATH": source, "PYTHONUTF8": "1"}
    return [sys.executable, "-c", TOY, *args], env


@pytest.mark.parametrize("lines", ["3", "100000"])
@pytest.mark.parametrize("buffered", [True, False])
def test_a_closed_pipe_is_quiet(lines: str, buffered: bool) -> None:
    command, env = toy("flood", "--lines", lines, buffered=buffered)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=env, check=False)  # noqa: S603
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"pydantic")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("buffered", [True, False])
def test_a_full_disk_is_reported_if_it_can_be(buffered: bool) -> None:
    command, env = toy("flood", buffered=buffered)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, check=False)  # noqa: S603
        assert (done.returncode, done.stderr.decode()) == (2, "错误：磁盘已满，结果没有写完\npydantic")


@pytest.mark.parametrize("args", [["--help"], ["flood", "--help"], ["nonsense"], ["flood", "--nonsense"]])
def test_help_and_most_errors_load_nothing_heavy(args: list[str]) -> None:
    command, env = toy(*args)
    done = subprocess.run(command, capture_output=True, env=env, check=False)  # noqa: S603
    assert done.returncode in {0, 2}
    assert done.stderr.decode().endswith("查看用法\n" if done.returncode else "")
    assert b"pydantic" not in done.stderr
