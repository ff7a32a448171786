"""A wrong name is an error that tells the nearest right one, never a guess; every command shows how it is used."""

import pytest
from typer.main import get_command

from conftest import Zhifa
from zhifa_cli.cli.main import app
from zhifa_cli.text.suggest import hint, nearest

COMMANDS = list(get_command(app).commands)  # type: ignore[attr-defined]  # a group, since it has commands


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        ("chekc", "你是不是想输入 check？"),
        ("check --unti 东湖区", "你是不是想输入 --unit？"),
        ("check --unit 东湖", "是不是“东湖区”？"),
        ("status --unit 司法局", "是不是“市司法局”？"),
        ("new 西湖", "是不是“西湖区”？"),
        ("check --measure 2a", "是不是“2”？"),
        ("check --measure 第22条", "是不是“22”？"),
        ("check --measure 99", "共 24 项"),
        ("show 5/repor", "是不是“5/report”？"),
        ("show 东湖", "是不是“东湖区”？"),
        ("explain ZF410", "是不是 ZF4"),
        ("explain overdu", "是不是 overdue？"),
        ("explain deadlines", "是不是 deadline？"),
        ("explain 时限", "zhifa explain deadline"),
        ("check --select ZF20l", "是不是 ZF20"),
        ("check --fail-on eror", "你是不是想输入 error？"),
        ("check --format jsno", "json"),
        ("schema unit", "你是不是想输入 units？"),
    ],
)
def test_the_nearest_right_name_is_told(arguments: str, cure: str, zhifa: Zhifa) -> None:
    outcome = zhifa(*arguments.split())
    assert outcome.code == 2
    assert cure in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples_of_the_command(command: str, zhifa: Zhifa) -> None:
    text = zhifa(command, "--help").out
    examples = text.partition("示例：")[2]
    assert f"  zhifa {command}" in examples


def test_help_groups_the_commands(zhifa: Zhifa) -> None:
    text = zhifa("--help").out
    positions = [text.index(f"\n{group}：") for group in ("检查", "查询", "填报和建库", "选项", "示例")]
    assert positions == sorted(positions)
    assert "其他命令" not in text


@pytest.mark.parametrize(
    ("wrong", "known", "meant"),
    [
        ("at_lest", ["more_than", "at_least"], "at_least"),
        ("at_most", ["more_than", "at_least"], None),
        ("at_mots", ["more_than", "at_least"], None),
        ("at_mots", ["at_most", "at_least"], "at_most"),
        ("less_than", ["more_than", "at_least"], None),
        ("excludes", ["name", "includes"], None),
        ("revoked_on", ["approved_on"], None),
        ("完成", ["已完成", "推进中", "未启动", "不适用"], "已完成"),
        ("未完成", ["已完成", "推进中", "未启动", "不适用"], None),
        ("已启动", ["已完成", "推进中", "未启动", "不适用"], None),
        ("适用", ["已完成", "推进中", "未启动", "不适用"], None),
        ("不适合", ["已完成", "推进中", "未启动", "不适用"], "不适用"),
        ("ＺＦ２０l", ["ZF201", "overdue"], "ZF201"),
        ("OverDu", ["ZF201", "overdue"], "overdue"),
        ("东\u200b湖 区", ["东湖区", "西湖区"], "东湖区"),
        ("x" * 10_000, ["东湖区", "xx"], None),
        ("何处", ["东湖区"], None),
    ],
)
def test_a_name_is_never_turned_into_its_opposite(wrong: str, known: list[str], meant: str | None) -> None:
    assert nearest(wrong, known) == meant


def test_a_suggestion_is_worded_in_one_way() -> None:
    assert hint("select") == "是不是 select？"
    assert hint("东湖区", quote=True) == "是不是“东湖区”？"
    assert hint(None, "运行 zhifa rules 查看全部规则") == "运行 zhifa rules 查看全部规则"
