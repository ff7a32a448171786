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
    return set(re.findall(r"^[^\n]+?:[0-9]+:[0-9]+: (ZF[0-9]{3}) ", out, re.MULTILINE))


def number(zhifa: Zhifa, *args: object) -> int:
    """How many findings there are."""
    return len(json.loads(zhifa("check", *AS_OF, "-f", "json", *args).out)["findings"])


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


@pytest.mark.parametrize(("where", "heading"), [("zhifa.toml", ""), ("pyproject.toml", "[tool.zhifa]\n")])
@pytest.mark.parametrize("start", ["\ufeff", ""])
def test_settings_hold_where_they_stand(city: Path, zhifa: Zhifa, start: str, where: str, heading: str) -> None:
    settle(city, start + heading + 'select = ["ZF2"]\nignore = "ZF204"\nfail-on = "never"\nformat = "concise"\n', where)
    outcome = zhifa("check", *AS_OF)
    assert outcome.code == 0
    *found, told = outcome.out.splitlines()
    assert {line.partition(": ")[2][:5] for line in found} == {"ZF201", "ZF202"}
    (city.parent / where).unlink()
    hidden = number(zhifa) - len(found)
    assert told == f"设置 {where} 略去了 {hidden} 个问题（select、ignore），把 fail-on 定为 never"


@pytest.mark.parametrize(
    ("top", "here", "heard"),
    [
        (".", "deep/down", {"zhifa.toml", "deep/zhifa.toml", "deep/down/zhifa.toml"}),
        ("deep", "deep/down", {"deep/zhifa.toml", "deep/down/zhifa.toml"}),
        (None, "deep", {"deep/zhifa.toml"}),
        (".", "data/submissions", {"zhifa.toml"}),
        (None, "data/submissions", {"zhifa.toml"}),
    ],
)
def test_settings_are_looked_for_up_to_the_repository_s_root_outside_the_data(  # noqa: PLR0913 - a table, and fixtures
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, *, top: str | None, here: str, heard: set[str]
) -> None:
    (city.parent / "deep" / "down").mkdir(parents=True)
    if top:
        (city.parent / top / ".git").mkdir()
    monkeypatch.chdir(city.parent / here)
    candidates = ["../zhifa.toml", "zhifa.toml", "deep/zhifa.toml", "deep/down/zhifa.toml", "data/zhifa.toml"]
    for where in [*candidates, "data/submissions/zhifa.toml"]:
        settle(city, 'select = ["ZF202"]\n', where)
        assert (codes(zhifa) == {"ZF202"}) == (where in heard), where
        (city.parent / where).unlink()


def test_settings_of_a_named_data_folder_do_not_hold_either(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever names it, by whatever name, and though it has lost what a data folder is known by."""
    for where in ("data/zhifa.toml", "zhifa.toml"):
        settle(city, 'select = ["ZF202"]\n', where)
    other = tmp_path / "other"
    other.symlink_to(city)
    monkeypatch.chdir(tmp_path)
    assert codes(zhifa, "--data", city) == codes(zhifa, "--data", other) > {"ZF202"}
    monkeypatch.chdir(city)
    settle(city, 'select = ["ZF401"]\n', "data/zhifa.toml")
    assert codes(zhifa) == codes(zhifa, "--data", ".") == codes(zhifa, "--data", other) == {"ZF202"}
    for name in ("measures.yaml", "units.yaml"):
        (city / name).unlink()
    settle(city, 'select = ["none"]\n', "data/zhifa.toml")
    assert "none" not in zhifa("check", *AS_OF, "--data", other).err


@pytest.mark.parametrize("format_", ["text", "concise", "markdown", "github"])
def test_what_settings_hide_is_said(city: Path, zhifa: Zhifa, format_: str) -> None:
    hidden = f"设置 zhifa.toml 略去了 {number(zhifa) - number(zhifa, '--ignore', 'ZF202,ZF204')} 个问题（ignore）"
    settle(city, 'ignore = ["ZF202", "ZF204"]\n')
    outcome = zhifa("check", *AS_OF, "-f", format_)
    assert (outcome.out.count(hidden), outcome.err) == (1, "")
    settle(city, 'ignore = ["ZF202", "ZF204"]\nfail-on = "never"\n')
    assert f"{hidden}，把 fail-on 定为 never" in zhifa("check", *AS_OF, "-f", format_).out
    assert "设置" not in zhifa("check", *AS_OF, "-f", format_, "--ignore", "ZF202", "--fail-on", "note").out
    settle(city, 'ignore = ["ZF304"]\nfail-on = "error"\n')
    assert "设置" not in zhifa("check", *AS_OF, "-f", format_).out


@pytest.mark.parametrize("format_", ["json", "sarif", "junit", "gitlab"])
def test_for_programs_it_is_said_beside_the_result(city: Path, zhifa: Zhifa, format_: str) -> None:
    hidden = number(zhifa) - number(zhifa, "--select", "ZF2")
    settle(city, 'select = ["ZF2"]\nfail-on = "never"\n')
    plain = zhifa("check", *AS_OF, "-f", format_, "--select", "ZF2", "--fail-on", "never")
    outcome = zhifa("check", *AS_OF, "-f", format_)
    assert (outcome.out, plain.err) == (plain.out, "")
    assert outcome.err == f"设置 zhifa.toml 略去了 {hidden} 个问题（select），把 fail-on 定为 never\n"
    assert zhifa("check", *AS_OF, "-f", f"{format_}:out", "-f", "text", "--force").err == ""


def test_flags_override_settings(city: Path, zhifa: Zhifa) -> None:
    settle(city, 'select = ["ZF2"]\nignore = ["ZF204"]\nfail-on = "never"\nformat = ["concise"]\n')
    assert zhifa("check", *AS_OF, "--fail-on", "error").code == 1
    assert codes(zhifa, "--select", "ZF4") == {"ZF401", "ZF403"}
    assert codes(zhifa, "--ignore", "ZF201") == {"ZF202", "ZF204"}
    assert zhifa("check", *AS_OF, "-f", "json").out.startswith("{")


def test_settings_name_the_data_folder_for_every_command(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = city.parent / "work" / "deep"
    elsewhere.mkdir(parents=True)
    (city.parent / ".git").mkdir()
    monkeypatch.chdir(elsewhere)
    city.rename(city.with_name("figures"))
    assert "没有 data/measures.yaml" in zhifa("status", *AS_OF).err
    settle(city, 'data = "../figures"\nselect = ["ZF202"]\n', "work/zhifa.toml")
    assert zhifa("status", *AS_OF).code == 0
    assert codes(zhifa) == {"ZF202"}


def test_the_nearest_settings_hold(city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    (city.parent / ".git").mkdir()
    (city.parent / "work").mkdir()
    monkeypatch.chdir(city.parent / "work")
    settle(city, 'select = ["ZF202"]\n')
    assert codes(zhifa) == {"ZF202"}
    settle(city, '[tool.zhifa]\nselect = ["ZF401"]\n', "work/pyproject.toml")
    assert codes(zhifa) == {"ZF401"}
    settle(city, 'select = ["ZF204"]\n', "work/zhifa.toml")
    assert codes(zhifa) == {"ZF204"}


@pytest.mark.parametrize(
    "content",
    [
        b"[tool.other]\nkey = 1\n",
        b"[project\n",
        b"key = " + b"9" * 5000 + b"\n",
        "描述 = '名'\n".encode("gb18030"),
        b"x = " + b"[" * 5000,
        b"\0",
        b"# " + b"-" * 2_000_000,
    ],
)
def test_another_program_s_pyproject_is_passed_over(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (city.parent / ".git").mkdir()
    (city.parent / "work").mkdir()
    monkeypatch.chdir(city.parent / "work")
    settle(city, 'select = ["ZF202"]\n')
    Path("pyproject.toml").write_bytes(content)
    assert codes(zhifa) == {"ZF202"}
    Path("pyproject.toml").write_bytes(b"[tool.zhifa]\nselect = 3\n" + content)
    outcome = zhifa("check", *AS_OF)
    assert (outcome.code, outcome.out, "pyproject.toml" in outcome.err) == (2, "", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('slect = ["ZF2"]', "没有“slect”这个键；是不是 select？"),
        ('color = "red"', "没有“color”这个键；可用的键：data、select、ignore、fail-on、all、format"),
        ("select = 2", "select 应为文字或文字的列表"),
        ("select = [2]", "select 应为文字或文字的列表"),
        ('select = ["ZF9"]', "没有规则“ZF9”"),
        ('fail-on = "bad"', "fail-on 应为error、warning、note、never 之一"),
        ("fail-on = [1]", "fail-on 应为"),
        ("data = 1", "data 应为文字"),
        ('data = "none"', "指向的文件夹"),
        ('format = "serif"', "没有“serif”这种格式；是不是 sarif？"),
        (
            'format = "json:out.json"',
            "format 只写格式，不能指定文件（json:out.json）；要写入文件，请在命令行写 -f json:out.json",
        ),
        ('format = ["text", "sarif"]', "format 应为一种格式"),
        ("fail-on = " + "9" * 5000, "位数太多的整数"),
        ('select = "\\u0000"', "没有规则“\\u0000”"),
        ('format = "\\u0000"', "没有“\\u0000”这种格式"),
        ('data = "\\u0000"', "指向的文件夹"),
        ("# " + "-" * 2_000_000, "超过 1 MB"),
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
