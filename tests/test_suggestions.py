"""A wrong name is an error that tells the nearest right one, never a guess; every command shows how it is used."""

import pytest
from typer.main import get_command

from conftest import Zhifa
from zhifa_cli.cli.main import app

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
