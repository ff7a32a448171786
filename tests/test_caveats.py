"""What must be known before a body is named, wherever it is: on screens, in files, in reports and in letters."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome, Zhifa

PLAN = """\
plan: {title: 示例市计划, issued_on: 2024-04-01, ends_on: 2025-12-31, coordinator: 市司法局}
milestones:
  - {id: m1, title: 初步建成指标体系, responsible: [市司法局], deadline: 2024年6月底前, source: 一, basis: 推定}
measures:
  - id: 1
    title: 专项整治
    clauses:
      - id: 1
        source: 第1条
        summary: 专项整治
        responsible: [各级行政执法部门, 县区]
        deadline: 2024年6月
        requirements:
          - {id: list, title: 形成问题清单, responsible: [各级行政执法部门]}
          - {id: campaign, title: 组织专项整治}
          - {id: transfer, title: 移送问题线索, condition: 发现有关问题线索的}
  - id: 2
    title: 年度报告
    clauses:
      - id: 2
        source: 第2条
        summary: 年度报告
        responsible: [各级行政执法部门]
        deadline: 每年1月31日前
        requirements:
          - {id: report, title: 将上年度情况报市司法局, recipient: 市司法局}
"""
UNITS = """\
groups:
  - {name: 县区}
  - {name: 市级行政执法部门}
  - {name: 各级行政执法部门, includes: [市级行政执法部门, 县区]}
units:
  - {id: jia, name: 甲区, groups: [县区]}
  - {id: bing, name: 丙局, groups: [{name: 市级行政执法部门, basis: 推定}]}
  - {id: ding, name: 丁局, groups: [市级行政执法部门], active: {until: 2024-07-31}, succeeded_by: 戊局}
  - {id: wu, name: 戊局, groups: [市级行政执法部门], active: {from: 2024-08-01}}
  - {id: ji, name: 己局, groups: [市级行政执法部门], active: {until: 2024-07-31}}
  - {id: sifa, name: 市司法局}
"""
WAIVER = "- {rule: ZF201, unit: 丙局, item: 1, reason: 另案处理, approved_by: 市政府, expires: 2024-12-31}\n"
MONTH = ("--month", "2024-09")
UNCONFIRMED = "名册未经牵头单位确认"
KINDS = (("monthly",), ("midterm",), ("summary",), ("unit", "-u", "丙局"), ("notice", "-u", "丙局"))


@pytest.fixture(autouse=True)
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zhifa: Zhifa) -> Path:
    """A town whose bodies nobody should name without a word more: merged, inferred, answering for others."""
    del zhifa
    folder = tmp_path / "town" / "data"
    (folder / "submissions").mkdir(parents=True)
    (folder / "measures.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("COLUMNS", "160")
    return folder


@pytest.fixture
def confirmed(town: Path) -> None:
    (town / "units.yaml").write_text("roster: {confirmed_on: 2024-05-01}\n" + UNITS, encoding="utf-8")


@pytest.fixture
def report(zhifa: Zhifa) -> Callable[..., Outcome]:
    return lambda *options: zhifa("report", "--kind", *options, *MONTH, "--no-charts")


def file(town: Path, unit: str, *entries: str) -> None:
    head = f"unit: {unit}\nperiod: 2024-09\nsubmitted_on: 2024-09-28\n"
    listed = "".join(f"  - {entry}\n" for entry in entries)
    (town / "submissions" / f"{unit}.yaml").write_text(f"{head}progress:\n{listed}", encoding="utf-8")


def section(markdown: str, title: str) -> str:
    """What stands below a heading, down to the next."""
    return re.split(r"\n#+ ", markdown.partition(f" {title}\n")[2])[0]


def names(markdown: str, title: str, column: int) -> list[str]:
    """A column of the table below a heading."""
    rows = [line.split(" | ") for line in section(markdown, title).splitlines() if line.startswith("| ")]
    return [row[column].removeprefix("| ") for row in rows[2:]]


# ---- 名册未经确认、推定 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
def test_every_report_says_that_the_roster_is_unconfirmed(
    report: Callable[..., Outcome], kind: tuple[str, ...]
) -> None:
    told = report(*kind).out
    assert told.count(f"**注意：{UNCONFIRMED}。标“推定”的单位和事项，责任出自推断，通报前须核对。**") == 1
    assert "（推定）" in told or "的责任出自推定" in told


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
def test_once_it_is_confirmed_no_report_says_so(report: Callable[..., Outcome], kind: tuple[str, ...]) -> None:
    told = report(*kind).out
    assert "丙局" in told
    assert UNCONFIRMED not in told
    assert "推定" not in told


@pytest.mark.parametrize("kind", KINDS[:3], ids=" ".join)
def test_whoever_is_bound_by_inference_alone_is_marked_in_every_table(
    report: Callable[..., Outcome], kind: tuple[str, ...]
) -> None:
    told = report(*kind).out
    assert told.count("丙局") == told.count("丙局（推定）") > 2
    assert "戊局（推定）" not in told
    assert "甲区（推定）" not in told


def test_a_milestone_that_the_document_leaves_open_is_inferred(report: Callable[..., Outcome]) -> None:
    assert names(report("summary").out, "附件6：里程碑", 2) == ["市司法局（推定）"]


def test_a_page_of_a_unit_marks_each_duty_that_is_inferred(report: Callable[..., Outcome]) -> None:
    told = report("unit", "-u", "市司法局").out
    assert "\n- 责任依据：其中 1 项的责任出自推定\n" in told
    assert "| 一 | 初步建成指标体系（推定） |" in section(told, "附件1：逾期和不达标事项")


def test_a_letter_to_an_inferred_body_tells_its_drafter(report: Callable[..., Outcome]) -> None:
    told = report("notice", "-u", "丙局").out
    assert "**注意：代拟人请注意：其中 2 项的责任出自推定，名册未经牵头单位确认，发函前请核对；" in told
    assert "| 1 | 第1条 | 2 项（推定）：形成问题清单；组织专项整治 |" in told
    assert "代拟人" not in report("notice", "-u", "戊局").out


def test_show_tells_who_is_bound_by_inference_and_who_answers_for_others(zhifa: Zhifa) -> None:
    assert "共 5 个：甲区（所属执法部门）、丙局（推定）、丁局、戊局、己局" in zhifa("show", "1/list").out
    assert "共 5 个：甲区、丙局（推定）、丁局、戊局、己局" in zhifa("show", "1/campaign").out
    assert "所属：市级行政执法部门（推定）" in zhifa("show", "丙局").out


# ---- 所属执法部门 ----------------------------------------------------------------------------------------


BENEATH = "甲区（所属执法部门）"


def test_departments_below_a_body_are_told_from_the_body(zhifa: Zhifa) -> None:
    listed = zhifa("overdue", *MONTH, "-u", "甲区", "--by", "item").out
    assert re.search(rf"{BENEATH} +形成问题清单", listed)
    assert re.search(r"甲区 +组织专项整治", listed)
    markdown = zhifa("overdue", *MONTH, "-u", "甲区", "-f", "markdown").out
    assert f"| {BENEATH} | 形成问题清单 |" in markdown
    assert "| 甲区 | 组织专项整治 |" in markdown
    for command in ("status", "overdue"):
        rows = csv.DictReader(zhifa(command, *MONTH, "-u", "甲区", "-f", "csv").out.removeprefix("\ufeff").splitlines())
        told = {row["事项编号"]: row["单位"] for row in rows}
        assert (told["1/list"], told["1/campaign"]) == (BENEATH, "甲区")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_unit_of_which_only_its_departments_owe_something_is_named_so(zhifa: Zhifa, form: str) -> None:
    assert BENEATH in zhifa("status", *MONTH, "--measure", "2", "-f", form).out
    assert BENEATH not in zhifa("status", *MONTH, "--measure", "1", "-f", form).out


def test_a_calendar_names_whom_each_date_is_for(zhifa: Zhifa) -> None:
    span = ("--as-of", "2024-06-01", "--to", "2025-03-31", "-u", "甲区", "-u", "丙局")
    told = zhifa("calendar", *span).out
    assert re.search(rf"形成问题清单 +{BENEATH}、丙局", told)
    assert re.search(r"组织专项整治 +甲区、丙局", told)
    assert re.search(r"2024-06-30 .* · 3 个事项，甲区、丙局", told)
    assert re.search(rf"2025-01-31 .* · 1 个事项，{BENEATH}、丙局", told)
    events = re.split("BEGIN:VEVENT", zhifa("calendar", *span, "-f", "ics").out.replace("\r\n ", ""))
    assert "责任单位：甲区、丙局" in next(event for event in events if "形成问题清单" in event)
    assert f"责任单位：{BENEATH}、丙局" in next(event for event in events if "将上年度情况" in event)


def test_check_says_of_whom_each_finding_speaks(zhifa: Zhifa) -> None:
    told = zhifa("check", "--as-of", "2024-09-30", "-f", "concise").out
    assert "甲区 第1条 1/list：（所属执法部门）形成问题清单：" in told
    assert "甲区 第1条 1/campaign：组织专项整治：" in told
    assert "戊局 第1条 1/list：（承继自丁局）形成问题清单：" in told
    assert "己局 第1条 1/list：（已撤并，待承继）形成问题清单：" in told


def test_a_letter_names_what_is_the_departments(report: Callable[..., Outcome]) -> None:
    told = report("notice", "-u", "甲区").out
    assert "其中 1 项是对所属执法部门的要求" in told
    assert "| 1 | 第1条 | 形成问题清单（所属执法部门） |" in told
    assert "| 2 | 第1条 | 组织专项整治 |" in told


# ---- 撤并、承继 ------------------------------------------------------------------------------------------


def test_nobody_ranks_a_body_that_is_gone_with_nobody_to_follow_it(report: Callable[..., Outcome]) -> None:
    told = report("monthly").out
    assert "\n4 个单位有 4 条 7 项逾期或不达标（逾期未完成 7 项，不达标 0 项），" in told
    assert "另有已撤并单位待承继的 2 项（己局（已撤并，待承继）），不计入，也不列入排序。" in told
    assert names(told, "（一）单位排序", 1) == ["甲区", "丙局（推定）", "戊局（承继自丁局）", "市司法局（推定）"]
    for title in ("（三）屡次逾期和往月结转", "附件4：各单位要办的事和近期到期事项"):
        assert "己局" not in section(told, title)
    assert "己局（已撤并，待承继）" in section(told, "附件5：进展情况汇总表")
    assert names(told, "附件6：亮灯矩阵", 0)[-1] == "己局（已撤并，待承继）"


def test_reviews_and_status_show_it_last_and_without_a_rank(zhifa: Zhifa, report: Callable[..., Outcome]) -> None:
    told = report("midterm").out
    assert names(told, "附件3：各单位进展", 0) == ["1", "2", "3", "4", "5", "—"]
    assert names(told, "附件3：各单位进展", 1)[-1] == "己局（已撤并，待承继）"
    assert zhifa("status", *MONTH, "-f", "markdown").out.splitlines()[-3].startswith("| 己局（已撤并，待承继） |")
    matrix, _, bars = zhifa("status", *MONTH).out.partition("\n各单位办结情况")
    for part in (matrix, bars.partition("\n\n")[0]):
        listed = re.findall(r"^(甲区|\S+局|己局（已撤并，待承继）) ", part, re.MULTILINE)
        assert [name for name in listed if name != "丁局"] == [
            "甲区",
            "丙局",
            "戊局",
            "市司法局",
            "己局（已撤并，待承继）",
        ]


def test_nobody_writes_to_a_body_that_is_gone(report: Callable[..., Outcome]) -> None:
    for unit, why in (("己局", "没有办结的 2 项待承继"), ("丁局", "无逾期或不达标事项")):
        outcome = report("notice", "-u", unit)
        assert (outcome.code, outcome.out) == (0, "")
        assert outcome.err == f"该单位已于 2024-07-31 撤并，{why}，不出具督办函\n"


def test_nobody_is_called_silent_who_is_gone(report: Callable[..., Outcome]) -> None:
    told = report("monthly").out
    assert "没有任何报送的单位 4 个：甲区、丙局（推定）、戊局（承继自丁局）、市司法局（推定）。" in told


def test_a_successor_is_not_accused_without_saying_whose_it_was(zhifa: Zhifa, report: Callable[..., Outcome]) -> None:
    assert zhifa("overdue", *MONTH, "--by", "item").out.count("逾期未完成，承继自丁局") == 2
    assert zhifa("overdue", *MONTH, "-f", "markdown").out.count("| 逾期未完成，承继自丁局 |") == 2
    shown = zhifa("show", "戊局", "--as-of", "2024-09-30").out
    assert shown.count("承继自丁局") == 3
    assert "2 项（承继自丁局）：形成问题清单；组织专项整治" in section(
        report("unit", "-u", "戊局").out, "附件1：逾期和不达标事项"
    )
    assert "2 项（承继自丁局）：形成问题清单；组织专项整治" in report("notice", "-u", "戊局").out
    for duty in json.loads(zhifa("status", *MONTH, "-u", "丁局", "-f", "json").out)["duties"]:
        assert duty["status"] == "not_applicable"


# ---- 已豁免 ----------------------------------------------------------------------------------------------


def test_what_is_waived_is_marked_and_not_counted(zhifa: Zhifa, town: Path) -> None:
    assert "共 1 条 2 项，涉及 1 个单位。" in zhifa("overdue", *MONTH, "-u", "丙局").out
    assert zhifa("overdue", *MONTH, "-u", "丙局", "--exit-code").code == 1
    (town / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    for form in ("text", "markdown"):
        told = zhifa("overdue", *MONTH, "-f", form, "--by", "item").out
        assert "共 4 条 7 项，涉及 4 个单位；另有已豁免的 2 项，不计。" in told
        assert told.replace("\n", "").count("已豁免至 2024-12-31，市政府批准：另案处理") == 2
    rows: list[dict[str, Any]] = json.loads(zhifa("overdue", *MONTH, "-f", "json").out)["items"]
    assert {row["unit"] for row in rows if row["waived"]} == {"bing"}
    assert sum(row["waived"] for row in rows) == 2
    assert len(rows) == 9
    for command in ("overdue", "report", "status"):
        assert zhifa(command, *MONTH, "-u", "丙局", "--exit-code").code == 0
        assert zhifa(command, *MONTH, "--exit-code").code == 1


def test_what_is_waived_is_in_no_ranking_and_no_demand(town: Path, report: Callable[..., Outcome]) -> None:
    (town / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    told = report("monthly").out
    assert "\n3 个单位有 3 条 5 项逾期或不达标（" in told
    assert "另有经批准豁免的 2 项，不计入，表内注明。" in told
    assert names(told, "（一）单位排序", 1) == ["甲区", "戊局（承继自丁局）", "市司法局（推定）"]
    assert "丙局（推定）：0 条 0 项，已豁免 2 项（没有任何报送）\n" in told
    assert "没有报送完成情况；已豁免至 2024-12-31，市政府批准：另案处理" in told
    assert "- **丙局（推定）**：对待核实的 1 项补报佐证或更正（第1条）。" in section(
        told, "附件4：各单位要办的事和近期到期事项"
    )
    review = report("midterm").out
    assert "3 个单位有 3 条 5 项逾期或不达标（" in review
    assert "另有经批准豁免的 2 项，不计入，" in review
    assert report("notice", "-u", "丙局").out == ""


# ---- 条、项，待核实，附条件 ------------------------------------------------------------------------------


def test_headlines_count_clauses_and_items(zhifa: Zhifa, report: Callable[..., Outcome]) -> None:
    assert "共 5 条 9 项，涉及 5 个单位。" in zhifa("overdue", *MONTH).out
    for kind in KINDS[:3]:
        assert "累计到期 5 条 13 项，涉及 5 个单位，办结" in report(*kind).out
    assert "你单位有 1 条 2 项应办事项逾期未完成或不达标" in report("notice", "-u", "甲区").out
    assert "到期 1 条 3 项，办结" in report("unit", "-u", "甲区").out
    for form in ("text", "markdown"):
        assert "6 个单位共 10 条 20 项应办事项：" in zhifa("status", *MONTH, "-f", form).out


def test_what_is_doubtful_past_its_due_date_shows_its_days(
    zhifa: Zhifa, town: Path, report: Callable[..., Outcome]
) -> None:
    file(town, "甲区", "{item: 1/campaign, status: 已完成, completed_on: 2024-06-20}")
    rows = json.loads(zhifa("status", *MONTH, "-u", "甲区", "-f", "json").out)["duties"]
    assert {row["item"]: row["days_overdue"] for row in rows if row["status"] == "unverified"} == {
        "1/campaign": 92, "1/transfer": 92,
    }  # fmt: skip
    annex = section(report("monthly", "-u", "甲区").out, "附件5：进展情况汇总表")
    assert annex.count("| 待核实（92 天） |") == 2
    assert "| 2024-06-30 | 92 天 | 没有佐证材料 |" in section(
        report("unit", "-u", "甲区").out, "附件2：待核实事项和数据问题"
    )
    told = zhifa("check", "--as-of", "2024-09-30", "-u", "甲区").out
    assert "ZF301 没有佐证材料 第1条 1/campaign · 2024-06-30 到期，待核实 92 天" in told
    assert "ZF307 附条件的事项没有答复 第1条 1/transfer · 待核实 92 天" in told
    assert re.search(r"\n待核实 .+\n92 天 ", zhifa("show", "甲区", "--as-of", "2024-09-30").out)


def test_a_condition_is_shown_wherever_the_duty_is(zhifa: Zhifa, town: Path, report: Callable[..., Outcome]) -> None:
    condition = "附条件：发现有关问题线索的"
    assert f"〔{condition}〕" in zhifa("show", "1").out
    assert f"{condition}" in zhifa("show", "甲区").out
    shown = zhifa("show", "1/transfer").out
    assert "适用条件  发现有关问题线索的（条件没有出现的，报不适用并写理由；没有答复的待核实）" in shown
    for kind in (("monthly",), ("midterm",), ("unit", "-u", "甲区")):
        assert f"| 2024-06-30（{condition}） | 92 天 | 附条件的事项没有答复 |" in report(*kind).out
    assert "1/transfer" not in zhifa("overdue", *MONTH).out
    file(town, "甲区", "{item: 1/transfer, status: 推进中}")  # an answer: the condition is there
    assert f"| 2024-06-30（{condition}） | 92 天 |" in report("notice", "-u", "甲区").out


def test_show_says_of_whom_a_sentence_speaks(zhifa: Zhifa) -> None:
    narrowed = zhifa("show", "1/list").out
    assert "本句只对各级行政执法部门（条款的责任单位是各级行政执法部门、县区）" in narrowed
    assert "〔只对各级行政执法部门〕" in zhifa("show", "1").out
    assert "本句只对" not in zhifa("show", "1/campaign").out


def test_show_tells_the_cycle_from_the_year_that_it_reports(zhifa: Zhifa) -> None:
    told = "2024-01-31（发文前已届期），报上年度 2023、2025-01-31，报上年度 2024"
    assert told in zhifa("show", "2/report").out
    shown = zhifa("show", "丙局").out
    assert "2/report（2025年度，报上年度 2024）" in shown
    assert re.search(r"发文前已届期 +第2条 2/report（2024年度，报上年度 2023）", shown)


# ---- 没有报送 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "severity", "told"),
    [
        (None, "warning", "甲区没有任何报送，3 项已到期或即将到期的事项无从核实"),
        ("{item: 1/list, status: }", "warning", "甲区没有任何报送，3 项已到期或即将到期的事项无从核实"),
        (
            "{item: 1/list, status: 推进中}",
            "note",
            "甲区自 2024-09 以后没有报送，还有 3 项已到期或即将到期的事项没有办结",
        ),
    ],
)
def test_never_heard_of_is_graver_than_not_heard_of_for_two_months(
    zhifa: Zhifa, town: Path, entry: str | None, severity: str, told: str
) -> None:
    if entry:
        file(town, "甲区", entry)
    found = json.loads(zhifa("check", "--as-of", "2024-11-30", "-u", "甲区", "--select", "ZF204", "-f", "json").out)[
        "findings"
    ]
    assert [(f["severity"], f["message"]) for f in found] == [(severity, told)]


def test_two_months_are_over_with_the_last_day_of_the_second(zhifa: Zhifa, town: Path) -> None:
    file(town, "甲区", "{item: 1/list, status: 推进中}")
    for day, said in (("2024-11-29", False), ("2024-11-30", True), ("9999-12-31", True)):
        outcome = zhifa("check", "--as-of", day, "-u", "甲区", "--select", "ZF204", "-f", "concise")
        assert outcome.code == 0
        assert bool(outcome.out.strip()) == said


def test_as_many_days_for_proof_as_anybody_can_write_down(zhifa: Zhifa, town: Path) -> None:
    file(town, "甲区", "{item: 1/campaign, status: 已完成, completed_on: 2024-06-20}")
    for days, status in ((1, "overdue"), (2, "overdue"), (3, "unverified"), (999_999_999, "unverified")):
        plan = PLAN.replace("coordinator", f"proof_within: {days}, coordinator")
        (town / "measures.yaml").write_text(plan, encoding="utf-8")
        rows = json.loads(zhifa("status", *MONTH, "-u", "甲区", "-f", "json").out)["duties"]
        assert {row["item"]: row["status"] for row in rows}["1/campaign"] == status
