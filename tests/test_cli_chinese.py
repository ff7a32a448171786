"""The Chinese face of typer: layout by display width, errors with their cure, quiet ends."""

import os
import re
import subprocess
import sys
import unicodedata
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, NoReturn

import pytest
import typer

import zhifa_cli
from zhifa_cli.cli.chinese import ChineseTyper, run
from zhifa_cli.text.width import cells, wrap

Capture = pytest.CaptureFixture[str]

ENGLISH = re.compile(
    r"Usage|Options|Arguments|Commands|Show this|default:|required|Error|Try|Missing|Invalid|No such"
    r"|Did you mean|Got unexpected|requires|is not|does not|Input should|Install|Show completion"
)


class Format(Enum):
    TABLE = "table"
    JSON = "json"


class Unit(Enum):
    MARKET = "市场监督管理局"
    ECOLOGY = "生态环境局"
    CULTURE = "文化市场综合行政执法队"


def version(value: bool) -> None:
    if value:
        typer.echo("zhifa 9.9")
        raise typer.Exit


def quarter(text: str) -> int:
    if not re.fullmatch("Q[1-4]", text):
        raise ValueError("季度应写作 Q1 到 Q4")
    return int(text[1])


def lonely(value: bool) -> bool:
    if value:
        raise typer.BadParameter("不能单独使用")
    return value


app = ChineseTyper(
    help="检查行政执法质量行动计划的执行情况：哪些事项逾期，哪些不达标，哪些有待核实；每一条结论都注明所依据的条款。",
    epilog="zhifa check 台账.yaml\nzhifa overdue --unit 生态环境局   # 只看一个单位",
)


@app.callback()
def main(
    _version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=version, help="显示版本并退出")
    ] = False,
) -> None:
    pass


@app.command(epilog="zhifa check 台账.yaml --format json\n  zhifa check 台账.yaml --limit 3")
def check(  # noqa: PLR0913, PLR0917 - one parameter of every kind
    ledger: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="台账文件")],
    fmt: Annotated[Format, typer.Option("--format", "-f", help="输出格式", rich_help_panel="输出")] = Format.TABLE,
    limit: Annotated[
        int, typer.Option(min=1, max=12, help="最多列出多少条，超出的只计数而不列出；要全部列出，请用 --format=json。")
    ] = 3,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], envvar="ZHIFA_SINCE")] = None,
    until: Annotated[date | None, typer.Option()] = None,
    period: Annotated[int | None, typer.Option(parser=quarter)] = None,
    tag: Annotated[list[int] | None, typer.Option(help="标签")] = None,
    strict: Annotated[bool, typer.Option("--strict", callback=lonely)] = False,
) -> None:
    """检查台账。

    说明写得很长，要在八十列之内折行，折行处既不能落在标点之前，也不能拆开 --format 这样的选项，
    而源码里的换行不算空格。
    """
    typer.echo(f"{ledger.name} {fmt.value} {limit} {since} {until} {period} {tag} {strict}")


@app.command()
def overdue(
    items: Annotated[list[str] | None, typer.Argument(metavar="事项", help="只看这些事项")] = None,
    unit: Annotated[Unit | None, typer.Option(help="只看这个单位")] = None,
    by: Annotated[str, typer.Option(help="经办人")] = ...,  # type: ignore[assignment]  # typer: required
) -> None:
    """列出逾期事项。按逾期天数排序。"""
    typer.echo(f"{items} {unit} {by}")


@app.command(hidden=True)
def ends(how: str) -> NoReturn:
    if how == "clash":
        raise typer.BadParameter("--all 与 --unit 不能同时用")
    raise {
        "found": typer.Exit(1),
        "abort": typer.Abort(),
        "interrupt": KeyboardInterrupt(),
        "bug": RuntimeError("坏了\x1b[31m\n第二行"),
    }[how]


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path = tmp_path / "台账.yaml"
    path.touch()
    return str(path)


def complaint(capsys: Capture, *args: str) -> str:
    """What a refused command line prints: on stderr alone, in Chinese alone, with exit code 2."""
    assert run(app, list(args)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("错误：")
    assert not ENGLISH.search(err)
    assert re.search(r"运行 zhifa( \w+)? --help 查看用法\n$", err)
    return err


# ---- errors


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["ovredue"], ["没有命令“ovredue”", "你是不是想输入 overdue？", "运行 zhifa --help 查看用法"]),
        (["over"], ["你是不是想输入 overdue？"]),
        (["CHECK"], ["你是不是想输入 check？"]),
        (["help"], ["你是不是想输入 --help？"]),
        (["frobnicate"], ["可用的命令：check、overdue\n"]),
        (["--verison"], ["没有选项“--verison”", "你是不是想输入 --version？"]),
        (["check", "--fromat=json"], ["没有选项“--fromat”", "你是不是想输入 --format？", "zhifa check --help"]),
        (["check", "-limit"], ["没有选项“-limit”", "你是不是想输入 --limit？"]),
        (["--limit", "3", "check"], ["--limit 要写在命令之后：zhifa check --limit"]),
        (["check", "--version"], ["--version 要写在命令之前：zhifa --version"]),
        (["check"], ["缺少参数 LEDGER（台账文件）", "应为文件", "用法：zhifa check [选项] LEDGER"]),
        (["overdue"], ["缺少选项 --by（经办人）"]),
        (["overdue", "--by"], ["选项 --by 缺少值"]),
        (["check", "x", "--limit"], ["选项 --limit 缺少值", "应为不小于 1、不大于 12 的整数"]),
        (["check", "x", "--format"], ["选项 --format 缺少值", "可选的值：table、json"]),
        (["check", "--strict=yes"], ["选项 --strict 不带值"]),
        (["check", "nowhere.yaml"], ["参数 LEDGER 的值“nowhere.yaml”无效：文件不存在"]),
        (["check", "/"], ["参数 LEDGER 的值“/”无效：这是目录，应为文件"]),
        (["ends", "clash"], ["--all 与 --unit 不能同时用"]),
        (["overdue", "--by", "张三", "--unit", "生态环境"], ["无效：可选的值：市", "你是不是想输入 生态环境局？"]),
    ],
)
def test_a_usage_error_names_its_cure(args: list[str], expected: list[str], capsys: Capture) -> None:
    err = complaint(capsys, *args)
    for words in expected:
        assert words in err


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--format", "jsn"], ["“jsn”无效：可选的值：table、json", "你是不是想输入 json？"]),
        (["--format", "表格"], ["“表格”无效：可选的值：table、json"]),
        (["--limit", "十"], ["选项 --limit 的值“十”无效：应为不小于 1、不大于 12 的整数"]),
        (["--limit", "13"], ["选项 --limit 的值“13”无效：应为不小于 1、不大于 12 的整数"]),
        (["--limit", ""], ["选项 --limit 的值“”无效：应为"]),
        (["--since", "去年"], ["选项 --since 的值“去年”无效：应为形如 YYYY-MM-DD 的日期"]),
        (["--until", "2024-13-01"], ["选项 --until 的值“2024-13-01”无效：应为形如 YYYY-MM-DD 的日期"]),
        (["--period", "Q5"], ["选项 --period 的值“Q5”无效：季度应写作 Q1 到 Q4"]),
        (["--tag", "3", "--tag", "三"], ["选项 --tag 的值“三”无效：应为整数"]),
        (["--strict"], ["选项 --strict无效：不能单独使用"]),
        (["多", "余"], ["多余的参数：“多”、“余”", "用法：zhifa check [选项] LEDGER"]),
        (["\u2014\u2014limit"], ["多余的参数：“\u2014\u2014limit”", "你是不是想输入 --limit？"]),
        (["--", "--debug"], ["多余的参数：“--debug”"]),
    ],
)
def test_a_bad_value_is_told_what_would_do(args: list[str], expected: list[str], ledger: str, capsys: Capture) -> None:
    err = complaint(capsys, "check", ledger, *args)
    for words in expected:
        assert words in err


def test_a_bad_value_from_the_environment_says_so(
    ledger: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIFA_SINCE", "2024/1/1")
    assert "选项 --since（来自环境变量 ZHIFA_SINCE）的值“2024/1/1”无效" in complaint(capsys, "check", ledger)


@pytest.mark.parametrize(
    "args", [["\x1b[2Jx"], ["--\u202ex"], ["check", "x\x9b\n"], ["check", __file__, "\udcff\u200b"]]
)
def test_what_the_user_typed_cannot_repaint_the_terminal(args: list[str], capsys: Capture) -> None:
    err = complaint(capsys, *args)
    assert {unicodedata.category(char) for char in err.replace("\n", "")}.isdisjoint({"Cc", "Cf", "Cs"})


# ---- exit codes


def test_a_good_command_line_runs(ledger: str, capsys: Capture) -> None:
    assert run(app, ["check", ledger, "-f", "json", "--since", "2024-01-31", "--tag", "7", "--period", "Q2"]) == 0
    assert capsys.readouterr() == ("台账.yaml json 3 2024-01-31 00:00:00 None 2 [7] False\n", "")


@pytest.mark.parametrize(("how", "code"), [("found", 1), ("abort", 130), ("interrupt", 130)])
def test_exit_codes_pass_through_quietly(how: str, code: int, capsys: Capture) -> None:
    assert run(app, ["ends", how]) == code
    assert capsys.readouterr() == ("", "")


def test_a_bug_is_one_line(capsys: Capture) -> None:
    assert run(app, ["ends", "bug"]) == 2
    err = capsys.readouterr().err
    assert err == "内部错误：RuntimeError: 坏了\\u001b[31m 第二行\n  加 --debug 查看详情\n"


@pytest.mark.parametrize("args", [["--debug", "ends", "bug"], ["ends", "bug", "--debug"]])
def test_debug_anywhere_shows_the_traceback(args: list[str], capsys: Capture) -> None:
    assert run(app, args) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "in ends" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("args", [[], ["--debug"]])
def test_no_arguments_show_the_help_as_an_error(args: list[str], capsys: Capture) -> None:
    assert run(app, args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("用法：zhifa [选项] 命令 [参数]...")


# ---- help


def help_of(capsys: Capture, *args: str) -> str:
    assert run(app, [*args, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("args", [[], ["check"], ["overdue"], ["ends"]])
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_help_is_chinese_and_fits(
    args: list[str], columns: int, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = help_of(capsys, *args)
    assert not ENGLISH.search(text)
    assert "显示帮助并退出" in text
    for line in text.splitlines():
        assert cells(line) <= min(columns, 80)
        assert not line.lstrip().startswith(tuple(",.;:)\uff0c\uff1b\uff1a\uff09\u3002\u3001》」"))


def test_help_of_the_group(capsys: Capture) -> None:
    text = help_of(capsys)
    assert "\n命令：\n  check    检查台账\n  overdue  列出逾期事项\n" in text
    assert "\n选项：\n  -V, --version         显示版本并退出\n" in text
    assert "  --install-completion  为当前 shell 安装命令补全\n" in text
    assert text.endswith("\n示例：\n  zhifa check 台账.yaml\n  zhifa overdue --unit 生态环境局   # 只看一个单位\n")


def test_help_of_a_command(capsys: Capture) -> None:
    text = help_of(capsys, "check")
    assert text.startswith("用法：zhifa check [选项] LEDGER\n")
    assert "\n参数：\n  LEDGER  台账文件 [必填]\n" in text
    assert "\n输出：\n  -f, --format table|json  输出格式 [默认：table]\n" in text
    assert "\n其他选项：\n  --limit <整数>" in text
    for words in ("[不小于 1、不大于 12]", "[默认：3]", "--since <YYYY-MM-DD>", "[环境变量：ZHIFA_SINCE]", "[可重复]"):
        assert words in text
    assert "这样的选项，而源码里的换行" in re.sub(r"\n *", "", text)
    assert "\n示例：\n  zhifa check 台账.yaml --format json\n    zhifa check 台账.yaml --limit 3\n" in text


def test_long_choices_move_to_the_help_column(capsys: Capture) -> None:
    text = re.sub(r"\n +", "", help_of(capsys, "overdue"))
    assert "--unit <值>" in text
    assert "[可选：市场监督管理局、生态环境局、文化市场综合行政执法队]" in text
    assert "用法：zhifa overdue [选项] [事项...]" in text


def test_columns_align_by_width(capsys: Capture) -> None:
    lines = help_of(capsys, "overdue").splitlines()
    rows = [line for line in lines if line.startswith("  --")]
    assert len({cells(re.split(r"(?<=\S)  +", row)[0]) for row in rows}) > 1
    assert len({cells(re.match(r"  --.*?\S  +(?=\S)", row)[0]) for row in rows}) == 1  # type: ignore[index]


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
    assert completion(monkeypatch, capsys, "zhifa check --f") == ["--format"]
    assert completion(monkeypatch, capsys, "zhifa check --format ") == ["table", "json"]


def test_completion_is_installed_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("zhifa_cli.cli.chinese._get_shell_name", lambda: "fish")
    assert run(app, ["--show-completion"]) == 0
    assert "_ZHIFA_COMPLETE=complete_fish" in capsys.readouterr().out
    assert run(app, ["--install-completion"]) == 0
    script = tmp_path / ".config/fish/completions/zhifa.fish"
    assert script.is_file()
    assert capsys.readouterr().out == f"已为 fish 安装命令补全：{script}\n重新打开终端后生效\n"


def test_an_unknown_shell_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("zhifa_cli.cli.chinese._get_shell_name", lambda: None)
    assert "请在 bash、zsh、fish" in complaint(capsys, "--install-completion")


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
