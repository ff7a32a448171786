"""`--data` more than once: each plan is judged by itself and keeps its name; the worst exit code counts."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import small_city
from conftest import Zhifa
from zhifa_cli.cli import answers

AS_OF = ("--as-of", "2024-07-31")
OTHER = "乙计划"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    first, second = small_city.write(tmp_path / "first"), small_city.write(tmp_path / "second")
    plan = second / "measures.yaml"
    text, count = re.subn(r"title: [^,}]+", f"title: {OTHER}", plan.read_text("utf-8"), count=1)
    assert count
    plan.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path(first.name), Path(second.name)


def each(call: str, folders: tuple[Path, Path], zhifa: Zhifa, *more: str) -> tuple[Any, list[Any]]:
    """What a command says of both folders at once, and of each by itself."""
    first, second = folders
    words = [call, *AS_OF, *more]
    return zhifa(*words, "--data", first, "--data", second), [zhifa(*words, "--data", f) for f in folders]


@pytest.mark.parametrize("call", ["check", "status", "overdue", "calendar"])
def test_each_plan_is_shown_under_its_name(call: str, folders: tuple[Path, Path], zhifa: Zhifa) -> None:
    both, alone = each(call, folders, zhifa)
    assert both.out == "\n".join(one.out for one in alone)
    assert OTHER in both.out
    assert OTHER not in alone[0].out
    assert both.code == max(one.code for one in alone)


@pytest.mark.parametrize("call", ["check", "status", "overdue", "calendar"])
def test_json_is_an_array_of_the_documents(call: str, folders: tuple[Path, Path], zhifa: Zhifa) -> None:
    both, alone = each(call, folders, zhifa, "-f", "json")
    assert json.loads(both.out) == [json.loads(one.out) for one in alone]
    assert json.loads(both.out)[1]["plan"] == OTHER


def test_a_file_of_several_plans_is_written_over_again(folders: tuple[Path, Path], zhifa: Zhifa) -> None:
    first, second = folders
    call = ["status", *AS_OF, "-f", "json", "-o", "out.json", "--data", first, "--data", second]
    assert [zhifa(*call).code for _ in range(2)] == [0, 0]
    assert [plan["plan"] for plan in json.loads(Path("out.json").read_text("utf-8"))][1] == OTHER


def test_the_worst_exit_code_counts(folders: tuple[Path, Path], zhifa: Zhifa) -> None:
    first, second = folders
    (second / "measures.yaml").write_text("plan: [", encoding="utf-8")
    for order in ((first, second), (second, first)):
        both = zhifa("status", *AS_OF, "--exit-code", *(word for f in order for word in ("--data", f)))
        assert both.code == 2
        assert f"{second}：有 " in both.err
        assert f"{first}：" not in both.err


def test_one_folder_named_twice_is_one(folders: tuple[Path, Path], zhifa: Zhifa) -> None:
    first, _ = folders
    once, twice = (zhifa("status", *AS_OF, *["--data", first] * times) for times in (1, 2))
    assert once == twice


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("status", "-f", "csv"), "这种格式只能写一个数据文件夹的结果"),
        (("check", "-f", "sarif"), "这种格式只能写一个数据文件夹的结果"),
        (("calendar", "-f", "ics"), "这种格式只能写一个数据文件夹的结果"),
        (("check", "--write-baseline", "b.json"), "有几个 --data 时"),
        (("check", "first/measures.yaml"), "有几个 --data 时"),
    ],
)
def test_what_cannot_hold_two_plans_is_refused(
    more: tuple[str, ...], why: str, folders: tuple[Path, Path], zhifa: Zhifa
) -> None:
    first, second = folders
    outcome = zhifa(*more, "--data", first, "--data", second)
    assert (outcome.code, outcome.out) == (2, "")
    assert why in outcome.err
    assert not Path("b.json").exists()


@pytest.mark.parametrize("by", ["words", "environment"])
def test_answers_from_memory_know_all_folders(
    by: str, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [word for folder in folders for word in ("--data", str(folder))] if by == "words" else []
    if by == "environment":
        monkeypatch.setenv("ZHIFA_DATA", os.pathsep.join(map(str, folders)))
    for folder in folders:
        before = list(answers._inputs(["status", *words]))
        (folder / "waivers.yaml").write_text("[]", encoding="utf-8")
        assert list(answers._inputs(["status", *words])) != before


def test_the_environment_names_several_folders(
    folders: tuple[Path, Path], zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIFA_DATA", os.pathsep.join(map(str, folders)))
    assert len(json.loads(zhifa("status", *AS_OF, "-f", "json").out)) == len(folders)


def test_commands_of_one_plan_still_take_one(folders: tuple[Path, Path], zhifa: Zhifa) -> None:
    first, second = folders
    shutil.rmtree(first)
    assert zhifa("show", "1", *AS_OF, "--data", second).code == 0
