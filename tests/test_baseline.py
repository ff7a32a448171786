"""What does not count: waived findings, and those of a baseline."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Zhifa

AS_OF = ("--as-of", "2024-07-31")
YI = """\
unit: 乙区
period: 2024-07
submitted_on: 2024-07-31
staffing:
  as_of: 2024-07-30
  departments:
    - {name: 乙区城管局, officers: 100, legal_background: 50, legal_reviewers: 2}
"""


def found(zhifa: Zhifa, *args: object) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(zhifa("check", *AS_OF, "-f", "json", *args).out)["findings"]
    return findings


def told(findings: list[dict[str, Any]]) -> set[tuple[str, str | None, str | None]]:
    return {(finding["rule"], finding["unit"], finding["item"]) for finding in findings}


# ---- baseline ------------------------------------------------------------------------------------------


@pytest.fixture
def baseline(city: Path, zhifa: Zhifa) -> Path:
    """All that the small city has, written down."""
    outcome = zhifa("check", *AS_OF, "--write-baseline", "baseline.json")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == "已把 8 项问题写入基线文件 baseline.json\n"
    return city.parent / "baseline.json"


def test_only_what_is_new_counts(city: Path, baseline: Path, zhifa: Zhifa) -> None:
    outcome = zhifa("check", *AS_OF, "--baseline", baseline)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.endswith("\n未发现问题；基线内 8 项。\n")
    (city / "submissions" / "yi.yaml").write_text(YI, encoding="utf-8")
    assert told(found(zhifa, "--baseline", baseline)) == {("ZF401", "yi", "3/reviewers")}
    assert zhifa("check", *AS_OF, "--baseline", baseline).code == 1


def test_a_finding_is_known_though_its_line_its_file_and_its_figures_change(
    city: Path, baseline: Path, zhifa: Zhifa
) -> None:
    file = city / "submissions" / "jia.yaml"
    text = "# 注释\n\n" + file.read_text(encoding="utf-8").replace("officers: 20,", "officers: 60,")
    file.unlink()
    (city / "submissions" / "甲区.yaml").write_text(text, encoding="utf-8")
    (city / "measures.yaml").write_text(
        "# 注释\n" + (city / "measures.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for day in ("2024-07-31", "2024-08-15"):
        outcome = zhifa("check", "--as-of", day, "--baseline", baseline, "--unit", "甲区")
        assert outcome.out.endswith("未发现问题；基线内 3 项。\n")


def test_a_finding_is_known_though_another_officer_is_now_the_worst(city: Path, zhifa: Zhifa) -> None:
    table = "training:\n  year: 2024\n  as_of: 2024-07-30\n  officers:\n"
    rows = ("    - {{code: {}, public_law: {}, business: 0, skills: 0}}\n" * 2).format
    head = YI.partition("staffing")[0]
    file = city / "submissions" / "yi.yaml"
    file.write_text(head + table + rows("A1", 10, "A2", 20), encoding="utf-8")
    before = found(zhifa, "--select", "ZF402")
    file.write_text(head + table + rows("A1", 30, "A2", 20), encoding="utf-8")
    after = found(zhifa, "--select", "ZF402")
    assert [(f["measured"]["of"], f["measured"]["shortfall"]) for f in (*before, *after)] == [("A1", 50), ("A2", 40)]
    assert before[0]["fingerprint"] == after[0]["fingerprint"]


def test_departments_are_told_apart(city: Path, baseline: Path, zhifa: Zhifa) -> None:
    file = city / "submissions" / "jia.yaml"
    text = file.read_text(encoding="utf-8").replace("legal_reviewers: 2}", "legal_reviewers: 5}")
    file.write_text(text, encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "--baseline", baseline)
    assert outcome.out.endswith("\n未发现问题；基线内 7 项。\n")
    assert outcome.err == (
        f"基线里有 1 项问题已经不在，可从基线删去：zhifa check --baseline {baseline} --write-baseline {baseline}\n"
        "  ZF401 甲区 3/reviewers\n"
    )


def test_a_baseline_only_shrinks_when_it_is_written_again(city: Path, baseline: Path, zhifa: Zhifa) -> None:
    before = json.loads(baseline.read_text(encoding="utf-8"))["findings"]
    (city / "submissions" / "yi.yaml").write_text(YI, encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "--baseline", baseline, "--write-baseline", baseline)
    assert (outcome.code, outcome.err) == (0, f"已把 6 项问题写入基线文件 {baseline}，删去 2 项\n")
    after = json.loads(baseline.read_text(encoding="utf-8"))["findings"]
    assert len(after) == 6
    assert [entry for entry in before if entry in after] == after
    assert told(found(zhifa, "--baseline", baseline)) == {("ZF401", "yi", "3/reviewers")}


def test_what_is_not_looked_at_is_not_gone(baseline: Path, zhifa: Zhifa) -> None:
    assert zhifa("check", *AS_OF, "--baseline", baseline, "--unit", "甲区", "--select", "ZF4").err == ""


def test_a_baseline_is_for_people_too(baseline: Path) -> None:
    document = json.loads(baseline.read_text(encoding="utf-8"))
    assert document["schema"] == "zhifa.baseline/1"
    assert list(document["findings"][0]) == ["fingerprint", "rule", "unit", "item", "cycle", "message"]
    units = [entry["unit"] for entry in document["findings"]]
    assert units == sorted(units)
    assert any("甲区城管局 2/100" in entry["message"] for entry in document["findings"])


def test_unusable_data_is_never_put_up_with(city: Path, zhifa: Zhifa) -> None:
    (city / "submissions" / "yi.yaml").write_text("unit: 乙区\nperiod: 2024-13\n", encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "--write-baseline", "baseline.json")
    assert outcome.code == 2
    assert "有 2 处数据有误，不能列入基线" in outcome.err
    assert zhifa("check", *AS_OF, "--baseline", "baseline.json").code == 2
    faults = found(zhifa, "--baseline", "baseline.json")
    assert {fault["rule"] for fault in faults} == {"ZF104"}
    text = json.dumps({"schema": "zhifa.baseline/1", "findings": faults})
    Path("by-hand.json").write_text(text, encoding="utf-8")
    assert zhifa("check", *AS_OF, "--baseline", "by-hand.json").code == 2


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "\x00",
        "[" * 100_000,
        '{"schema": "zhifa.baseline/1"}',
        '{"schema": "zhifa.check/1", "findings": []}',
        '{"schema": "zhifa.baseline/1", "findings": [{"fingerprint": 1}]}',
    ],
)
def test_a_file_that_is_no_baseline_is_refused(zhifa: Zhifa, text: str) -> None:
    Path("baseline.json").write_text(text, encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "--baseline", "baseline.json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "“baseline.json”不是基线文件" in outcome.err


@pytest.mark.usefixtures("city")
def test_a_baseline_that_is_not_there_is_an_error(zhifa: Zhifa) -> None:
    outcome = zhifa("check", *AS_OF, "--baseline", "none.json")
    assert outcome.code == 2
    assert "读不了基线文件“none.json”（没有这个文件）" in outcome.err


# ---- waivers -------------------------------------------------------------------------------------------


def waive(city: Path, rule: str, item: str | None = None, expires: str = "2024-12-31") -> None:
    line = f"rule: {rule}, unit: 甲区, reason: 正在招录, approved_by: 市政府, expires: {expires}"
    (city / "waivers.yaml").write_text(f"- {{{line}{f', item: {item}' if item else ''}}}\n", encoding="utf-8")


@pytest.mark.parametrize("item", [None, "3", "3/reviewers"])
def test_a_waived_finding_does_not_count(city: Path, zhifa: Zhifa, item: str | None) -> None:
    waive(city, "ZF401", item)
    outcome = zhifa("check", *AS_OF, "--unit", "甲区")
    assert outcome.code == 0
    assert outcome.out.endswith("共 错误 0 项、警告 1 项、提示 0 项，涉及 1 个单位；已豁免 2 项。\n")
    assert "ZF401" not in outcome.out
    assert told(found(zhifa, "--unit", "甲区", "--show-waived")) == {("ZF202", "jia", "1/report")}


def test_show_waived_tells_what_why_by_whom_and_until_when(city: Path, zhifa: Zhifa) -> None:
    waive(city, "ZF401")
    for name in ("text", "markdown"):
        out = zhifa("check", *AS_OF, "--show-waived", "-f", name).out
        assert "甲区城管局 2/100" in out
        assert "已豁免至 2024-12-31，市政府批准：正在招录" in out


@pytest.mark.parametrize(("day", "rules"), [("2024-07-31", {"ZF202"}), ("2024-08-01", {"ZF202", "ZF401", "ZF504"})])
def test_a_waiver_lasts_until_the_end_of_its_last_day(city: Path, zhifa: Zhifa, day: str, rules: set[str]) -> None:
    waive(city, "ZF401", expires="2024-07-31")
    out = zhifa("check", "--as-of", day, "--unit", "甲区", "-f", "concise").out
    assert {line.partition(": ")[2][:5] for line in out.splitlines()} == rules


@pytest.mark.parametrize(
    ("rule", "item", "words"),
    [
        ("ZF201", None, "没有 ZF201 的问题可以豁免"),
        ("ZF401", "1", "没有 ZF401 的问题可以豁免"),
        ("ZF999", None, "没有 ZF999 的问题可以豁免"),
        ("ZF104", None, "ZF104 不能豁免，请改正它所指的地方"),
        ("ZF505", None, "ZF505 不能豁免"),
    ],
)
def test_a_waiver_for_nothing_is_told_at_its_place(
    city: Path, zhifa: Zhifa, rule: str, item: str | None, words: str
) -> None:
    waive(city, rule, item)
    out = zhifa("check", *AS_OF, "--select", "ZF505", "-f", "concise").out
    assert out.startswith("data/waivers.yaml:1:10: ZF505 甲区")
    assert words in out


def test_unusable_data_cannot_be_waived(city: Path, zhifa: Zhifa) -> None:
    waive(city, "ZF111")
    text = (city / "submissions" / "jia.yaml").read_text(encoding="utf-8").replace("officers: 20,", "officers: 0,")
    (city / "submissions" / "jia.yaml").write_text(text, encoding="utf-8")
    outcome = zhifa("check", *AS_OF, "--unit", "甲区")
    assert outcome.code == 2
    assert "ZF111" in outcome.out
    assert "没有 ZF111 的问题可以豁免" in outcome.out
