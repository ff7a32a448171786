"""Which findings ``zhifa check`` keeps, and where its settings come from."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import Zhifa

AS_OF = ("--as-of", "2024-07-31")
FAULTY = """\
unit: 甲区
period: 2024-07
submitted_on: 2024-07-31
progress:
  - {item: 1/list, status: 已办完}
"""


def codes(zhifa: Zhifa, *args: object) -> set[str]:
    """The rules that found something."""
    out = zhifa("check", *AS_OF, "-f", "concise", *args).out
    return {line.partition(": ")[2].split()[0] for line in out.splitlines()}


# ---- rules ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("args", "kept"),
    [
        ([], {"ZF201", "ZF202", "ZF204", "ZF401", "ZF403"}),
        (["--select", "ZF2"], {"ZF201", "ZF202", "ZF204"}),
        (["--select", "zf4"], {"ZF401", "ZF403"}),
        (["--select", "ZF202,ZF4"], {"ZF202", "ZF401", "ZF403"}),
        (["--select", "ZF202、ZF401"], {"ZF202", "ZF401"}),
        (["--select", "ZF202", "--select", "ZF403"], {"ZF202", "ZF403"}),
        (["--select", "no-submission"], {"ZF204"}),
        (["--ignore", "ZF2"], {"ZF401", "ZF403"}),
        (["--select", "ZF2", "--ignore", "ZF204"], {"ZF201", "ZF202"}),
        (["--select", "ZF204", "--ignore", "ZF2"], {"ZF204"}),
        (["--select", "ZF4", "--ignore", "ZF401,ZF2"], {"ZF403"}),
        (["--select", "ZF", "--ignore", "ZF2"], {"ZF401", "ZF403"}),
    ],
)
def test_rules_are_selected_by_code_prefix_or_name(zhifa: Zhifa, args: Sequence[str], kept: set[str]) -> None:
    assert codes(zhifa, *args) == kept


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--select", "ZF9"], "没有规则“ZF9”"),
        (["--ignore", "ZF2011"], "没有规则“ZF2011”；是不是 ZF201？"),
        (["--select", "overdu"], "没有规则“overdu”；是不是 overdue？"),
        (["--select", "ZF2", "--ignore", "ZF2"], "没有留下任何规则"),
    ],
)
def test_rules_that_do_not_exist_are_refused(zhifa: Zhifa, args: Sequence[str], words: str) -> None:
    outcome = zhifa("check", *AS_OF, *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_unusable_data_is_told_whatever_is_selected(city: Path, zhifa: Zhifa) -> None:
    (city / "submissions" / "jia-2.yaml").write_text(FAULTY, encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "--select", "ZF401", "--ignore", "ZF1", "-f", "concise")
    assert outcome.code == 2
    assert "data/submissions/jia-2.yaml:5:28: ZF104" in outcome.out


@pytest.mark.usefixtures("city")
def test_waivers_are_judged_on_all_findings_whatever_is_selected(city: Path, zhifa: Zhifa) -> None:
    waiver = "- {rule: ZF401, unit: 甲区, reason: 正在招录, approved_by: 市政府, expires: 2024-12-31}\n"
    (city / "waivers.yaml").write_text(waiver, encoding="utf-8")
    assert "ZF505" not in codes(zhifa, "--ignore", "ZF401")


# ---- severities ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("rule", "level", "code"),
    [
        ("ZF401", None, 1),
        ("ZF401", "never", 0),
        ("ZF202", None, 0),
        ("ZF202", "error", 0),
        ("ZF202", "warning", 1),
        ("ZF202", "note", 1),
    ],
)
def test_fail_on_decides_the_exit_code(zhifa: Zhifa, rule: str, level: str | None, code: int) -> None:
    args = ["--fail-on", level] if level else []
    assert zhifa("check", *AS_OF, "--select", rule, *args).code == code


# ---- paths ---------------------------------------------------------------------------------------------


@pytest.fixture
def filed(city: Path) -> Path:
    """The small city with one more report, of another body and month."""
    folder = city / "submissions" / "2024-07"
    folder.mkdir()
    text = "unit: 乙区\nperiod: 2024-07\nsubmitted_on: 2024-07-31\nprogress:\n  - {item: 1/report, status: 推进中}\n"
    (folder / "yi.yaml").write_text(text, encoding="utf-8")
    return city


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        (["data/submissions/2024-07/yi.yaml"], {"submissions/2024-07/yi.yaml"}),
        (["data/submissions/2024-07"], {"submissions/2024-07/yi.yaml"}),
        (["data/submissions/../submissions/jia.yaml"], {"submissions/jia.yaml"}),
        (["data/submissions"], {"submissions/2024-07/yi.yaml", "submissions/jia.yaml"}),
        (["data/submissions/jia.yaml", "data/units.yaml"], {"submissions/jia.yaml", "units.yaml"}),
        (["data"], {"submissions/2024-07/yi.yaml", "submissions/jia.yaml", "units.yaml", "measures.yaml"}),
    ],
)
def test_paths_keep_the_findings_placed_in_them(filed: Path, zhifa: Zhifa, paths: list[str], kept: set[str]) -> None:
    document = json.loads(zhifa("check", *AS_OF, "-f", "json", *paths).out)
    assert {finding["path"].removeprefix(f"{filed.name}/") for finding in document["findings"]} == kept


def test_a_file_is_judged_by_the_whole_plan(filed: Path, zhifa: Zhifa) -> None:
    out = zhifa("check", *AS_OF, "-f", "concise", filed / "submissions" / "2024-07" / "yi.yaml").out
    assert re.fullmatch(r"data/submissions/2024-07/yi.yaml:5:5: ZF201 \S+ 第1条 1/report：.*逾期 31 天.*推进中”\n", out)


def test_another_reports_faults_do_not_fail_a_file(filed: Path, zhifa: Zhifa) -> None:
    (filed / "submissions" / "jia-2.yaml").write_text(FAULTY, encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "data/submissions/2024-07/yi.yaml")
    assert outcome.code == 1
    assert "jia-2" not in outcome.out
    assert "有 1 处数据有误，没有采用" in outcome.err


def test_a_faulty_plan_fails_every_file(filed: Path, zhifa: Zhifa) -> None:
    (filed / "units.yaml").write_text("units: 无\n", encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "data/submissions/2024-07/yi.yaml")
    assert outcome.code == 2
    assert "data/units.yaml:1:8" in outcome.out


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    ("path", "words"), [("data/submissions/none.yaml", "没有文件“data/submissions/none.yaml”"), ("/", "不在数据文件夹")]
)
def test_paths_elsewhere_are_refused(zhifa: Zhifa, path: str, words: str) -> None:
    outcome = zhifa("check", *AS_OF, path)
    assert outcome.code == 2
    assert words in outcome.err


# ---- settings ------------------------------------------------------------------------------------------


def settle(city: Path, text: str, where: str = "zhifa.toml") -> None:
    (city.parent / where).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("where", "heading"), [("zhifa.toml", ""), ("data/zhifa.toml", ""), ("pyproject.toml", "[tool.zhifa]\n")]
)
def test_settings_are_found_in_the_data_folder_and_above(city: Path, zhifa: Zhifa, where: str, heading: str) -> None:
    settle(city, heading + 'select = ["ZF2"]\nignore = "ZF204"\nfail-on = "never"\nformat = "concise"\n', where)
    outcome = zhifa("check", *AS_OF)
    assert outcome.code == 0
    assert {line.partition(": ")[2][:5] for line in outcome.out.splitlines()} == {"ZF201", "ZF202"}


def test_flags_override_settings(city: Path, zhifa: Zhifa) -> None:
    settle(city, 'select = ["ZF2"]\nignore = ["ZF204"]\nfail-on = "never"\nformat = ["concise"]\n')
    assert zhifa("check", *AS_OF, "--fail-on", "error").code == 1
    assert codes(zhifa, "--select", "ZF4") == {"ZF401", "ZF403"}
    assert codes(zhifa, "--ignore", "ZF201") == {"ZF202", "ZF204"}
    assert zhifa("check", *AS_OF, "-f", "json").out.startswith("{")


def test_settings_of_a_data_folder_hold_wherever_it_is_checked_from(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settle(city, 'select = ["ZF202"]\n')
    monkeypatch.chdir(tmp_path)
    settle(city.parent, 'select = ["ZF401"]\n')
    assert codes(zhifa, "--data", city) == {"ZF202"}


def test_settings_name_the_data_folder_for_every_command(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = city.parent / "work" / "deep"
    elsewhere.mkdir(parents=True)
    monkeypatch.chdir(elsewhere)
    city.rename(city.with_name("figures"))
    assert "没有 data/measures.yaml" in zhifa("status", *AS_OF).err
    settle(city, 'data = "../figures"\nselect = ["ZF202"]\n', "work/zhifa.toml")
    assert zhifa("status", *AS_OF).code == 0
    assert codes(zhifa) == {"ZF202"}


def test_the_nearest_settings_hold_and_a_pyproject_without_any_is_passed_over(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(city, 'select = ["ZF202"]\n')
    settle(city, "[tool.other]\nkey = 1\n", "data/pyproject.toml")
    assert codes(zhifa) == {"ZF202"}
    settle(city, '[tool.zhifa]\nselect = ["ZF401"]\n', "data/pyproject.toml")
    assert codes(zhifa) == {"ZF401"}
    monkeypatch.chdir(city)
    assert codes(zhifa) == {"ZF401"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('slect = ["ZF2"]', "没有“slect”这个键；是不是 select？"),
        ('color = "red"', "没有“color”这个键；可用的键：data、select、ignore、fail-on、format"),
        ("select = 2", "select 应为文字或文字的列表"),
        ("select = [2]", "select 应为文字或文字的列表"),
        ('select = ["ZF9"]', "没有规则“ZF9”"),
        ('fail-on = "bad"', "fail-on 应为error、warning、note、never 之一"),
        ("fail-on = [1]", "fail-on 应为"),
        ("data = 1", "data 应为文字"),
        ('data = "none"', "指向的文件夹"),
        ('format = "serif"', "没有“serif”这种格式；是不是 sarif？"),
        ("select = [", "不合 TOML 语法"),
        ("select = " + "[" * 5000, "嵌套太深"),
        ("select = 1 2", "第 1 行第 12 列不合 TOML 语法"),
    ],
)
def test_settings_that_say_nothing_usable_are_refused(city: Path, zhifa: Zhifa, text: str, words: str) -> None:
    settle(city, text + "\n")
    outcome = zhifa("check", *AS_OF)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    if "规则" not in words and "格式" not in words:
        assert str(city.parent / "zhifa.toml") in outcome.err.replace("\n", "")


def test_settings_in_another_encoding_are_refused(city: Path, zhifa: Zhifa) -> None:
    (city.parent / "zhifa.toml").write_bytes("# 设置\n".encode("gb18030"))
    assert "不是 UTF-8 编码" in zhifa("check", *AS_OF).err
