"""Tables that a plan declares itself: another city's equipment by squads, and a yearly one whose rows are persons."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from conftest import Zhifa, refused

PLAN = Path(__file__).parent / "plans" / "equipment"
HEAD = "unit: 甲大队\nperiod: 2025-06\nsubmitted_on: 2025-06-28\n"
FIRST = "{name: 一中队, key: true, recorders: 5, officers: 5, patrol_km: 99.5, vehicles: 1}"
SECOND = "{name: 二中队, key: false, recorders: 4, officers: 4, vehicles: 1}"
LAST = {"2025-07-01": "2025-06", "2026-01-01": "2025-12"}


def equipment(*rows: str, as_of: str = "2025-06-20") -> str:
    return f"{HEAD}equipment:\n  as_of: {as_of}\n  teams:\n" + "".join(f"    - {row}\n" for row in rows)


def drills(*rows: str) -> str:
    head = HEAD.replace("2025-06", "2025-12")
    return f"{head}drills:\n  year: 2025\n  as_of: 2025-12-20\n  rows:\n" + "".join(f"    - {row}\n" for row in rows)


Told = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the plan in which nobody has reported yet."""
    data = Path(shutil.copytree(PLAN, tmp_path / "data"))
    (data / "submissions").mkdir()
    return data


@pytest.fixture
def told(zhifa: Zhifa, folder: Path) -> Told:
    """What a command says in JSON where there is this report and no other."""

    def tell(command: str, text: str, on: str = "2025-07-01") -> Any:
        (folder / "submissions" / "a.yaml").write_text(text, encoding="utf-8")
        said = json.loads(zhifa(command, "--data", folder, "--as-of", on, "-f", "json").out)
        return said["findings" if command == "check" else "duties"]

    return tell


@pytest.mark.parametrize(
    ("rows", "verdicts"),
    [
        ([FIRST, SECOND], "done done done done"),
        ([FIRST, SECOND.replace("recorders: 4", "recorders: 3")], "noncompliant done done done"),
        ([FIRST, "{name: 二中队, key: false, recorders: 2, officers: 2}"], "done done noncompliant done"),
        ([FIRST, "{name: 二中队, key: true, recorders: 2, officers: 2, vehicles: 1}"], "done noncompliant done done"),
        ([FIRST, "{name: 二中队, key: true, recorders: 3, officers: 3, vehicles: 1}"], "done done done done"),
        ([FIRST, "{name: 二中队, recorders: 2, officers: 2, vehicles: 1}"], "done unverified done done"),
        ([FIRST, SECOND.replace("vehicles", "patrol_km: 99.6, vehicles")], "done done done noncompliant"),
        ([FIRST.replace("vehicles: 1", "vehicles: 2"), "{name: 二中队, ceased: 2025-03-31}"], "done done done done"),
        ([FIRST, "{name: 二中队, key: false, recorders: x, officers: 4}"], "unverified unverified unverified unverified"),
        ([FIRST.replace("recorders: 5", "recorders: 2"), "{name: 二中队, recorders: x, officers: 4}"],
         "noncompliant noncompliant unverified unverified"),
    ],
)  # fmt: skip
def test_verdicts_at_the_boundary(rows: list[str], verdicts: str, told: Told) -> None:
    """Each row by itself, key rows alone, all as one (of which a faulty row may hold the rest), and a ceiling."""
    found = {duty["item"]: duty["status"] for duty in told("status", equipment(*rows))}
    items = ("1/recorders", "1/front", "1/vehicles", "1/distance")
    assert " ".join(found[item] for item in items) == verdicts


def test_without_a_table_it_is_named_with_its_key_and_all_that_rests_on_it(told: Told) -> None:
    (missing,) = [finding for finding in told("check", HEAD) if finding["rule"] == "ZF403"]
    assert missing["message"].startswith(
        "没有报送装备配备表（equipment），2025-06-30 到期的指标无法核验，逾期 1 天；涉及 1/recorders"
    )
    assert missing["item"] == "1"


@pytest.mark.parametrize(
    ("rows", "rule", "line", "message"),
    [
        (["{name: 一中队, recorders: 2, officers: 3, vehicles: 2}"], "ZF401", 7, "一中队 2/3，要求 ≥ 100%，还差 1 台"),
        (["{name: 一中队, key: true, recorders: 2, officers: 2}"], "ZF401", 7, "一中队 2 台，要求 ≥ 3，还差 1 台"),
        ([FIRST, SECOND.replace("vehicles: 1", "vehicles: 0")], "ZF401", 5, "执法车辆 1 辆，要求 ≥ 2，还差 1 辆"),
        ([FIRST, SECOND.replace("vehicles", "patrol_km: 99.75, vehicles")], "ZF401", 8,
         "二中队 99.75 公里，要求 ≤ 99.5，超出 0.25 公里"),
        ([FIRST, "{name: 二中队, recorders: 2, officers: 2}"], "ZF404", 8, "“二中队”是否一线中队待认定，结论取决于认定"),
        ([FIRST, "{name: 二中队, recordrs: 2, officers: 2}"], "ZF104", 8, "是不是 recorders？"),
        ([FIRST, "{recorders: 2, officers: 2}"], "ZF104", 8, "缺少必填项 name（执法中队名称）"),
        ([FIRST, "{name: 二中队, recorders: -2, officers: 2}"], "ZF104", 8, "“-2”应为非负整数"),
        ([FIRST, "{name: 二中队, recorders: 2.5, officers: 2}"], "ZF104", 8, "“2.5”应为非负整数"),
        ([FIRST, "{name: 二中队, officers: 2}"], "ZF104", 8,
         "缺少必填项 recorders（执法记录仪）；执法中队已撤并的，改写 ceased: 撤并日期"),
        ([FIRST, "{name: 二中队, recorders: 2, officers: 0}"], "ZF111", 8, "“二中队”的执法人员是 0"),
        ([FIRST, FIRST], "ZF111", 8, "执法中队“一中队”出现了两次"),
        ([FIRST, "{name: 二中队, ceased: 2025-06-21}"], "ZF110", 8, "撤并日期 2025-06-21 晚于统计截止日 2025-06-20"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(rows: list[str], rule: str, line: int, message: str, told: Told) -> None:
    found = [f for f in told("check", equipment(*rows)) if f["path"].endswith("a.yaml") and f["rule"] == rule]
    assert [(f["line"], message in f["message"]) for f in found if message in f["message"]] == [(line, True)], found


def test_a_table_that_nobody_declares_is_an_unknown_key(told: Told) -> None:
    (fault,) = [f for f in told("check", f"{HEAD}staffing: {{as_of: 2025-06-20}}\n") if f["rule"] == "ZF104"]
    assert (
        "没有“staffing”这个键；可用的键：unit、period、submitted_on、demo、progress、figures、equipment、drills"
        in fault["message"]
    )


def test_persons_are_told_together_and_what_looks_like_a_name_is_starred_out(
    told: Told, zhifa: Zhifa, folder: Path
) -> None:
    rows = (
        "{code: A1, shooting: 6, theory: 6}",
        "{code: 张三丰, shooting: 1, theory: 2}",
        "{code: B2, shooting: 11, theory: 0}",
    )
    (miss,) = [f for f in told("check", drills(*rows), "2026-01-01") if f["rule"] == "ZF401"]
    assert miss["message"].endswith(
        "3 名队员中 2 名不足（要求 ≥ 12 次），合计还差 10 次（2 人）：张** 3 次（差 9）、B2 11 次（差 1）"
    )
    assert miss["measured"]["of"] == "张**"
    (twice,) = [f for f in told("check", drills(rows[1], rows[1]), "2026-01-01") if f["rule"] == "ZF111"]
    assert "“张**”出现了两次" in twice["message"]
    report = zhifa("report", "--data", folder, "--kind", "unit", "--unit", "甲大队", "--month", "2025-12").out
    assert ("张\\*\\*" in report, "张三丰" in report) == (True, False)


def test_who_came_within_the_year_is_open(told: Told) -> None:
    rows = ("{code: A1, shooting: 12, theory: 0}", "{code: B2, shooting: 1, theory: 0, since: 2025-09-01}")
    (open_,) = [f for f in told("check", drills(*rows), "2026-01-01") if f["rule"] == "ZF402"]
    assert open_["message"].endswith("年内新来的人员还没有达到要求，待核定：B2（2025-09-01 到岗，差 11 次）")


QUARTERLY = """\
tables:
  - id: patrols
    title: 巡查表
    rows: streets
    row: 街道
    key: name
    cycle: quarter
    columns:
      - {id: rounds, title: 巡查, unit: 次}
measures:
  - id: 1
    title: 巡查
    clauses:
      - id: 1
        source: 第1条
        summary: 巡查。
        responsible: [各大队]
        deadline: 每季度
        requirements:
          - {id: rounds, threshold: {count: rounds, at_least: 3, of: every_row}}
"""
PATROLS = "  as_of: %s\n  streets:\n    - {name: 甲街道, rounds: %s}\n    - {name: 乙街道, rounds: 3%s}\n"


@pytest.mark.parametrize(
    ("table", "verdicts", "message"),
    [
        ("cycle: 2025Q1\n" + PATROLS % ("2025-03-31", 3, ""), "done overdue", "没有报送2025年第二季度巡查表（patrols）"),
        ("cycle: 2025Q2\n" + PATROLS % ("2025-06-28", 2, ""), "overdue noncompliant", "甲街道 2 次，要求 ≥ 3，还差 1 次"),
        ("cycle: 2025Q1\n" + PATROLS % ("2025-06-28", 3, ""), "done overdue", ""),
        ("cycle: 2025Q2\n" + PATROLS % ("2025-03-28", 3, ""), "overdue unverified",
         "统计截止日 2025-03-28 在2025年第二季度以前，还没有这一期的数字"),
        ("cycle: 2025\n" + PATROLS % ("2025-06-28", 3, ""), "overdue unverified", "“2025”不是这张表的届期，应写成 2025Q2 的样子"),
        ("cycle: 2025Q2\n" + PATROLS % ("2025-06-28", 3, ", ceased: 2025-06-01"), "overdue unverified", "没有“ceased”这个键"),
    ],
)  # fmt: skip
def test_a_table_of_each_quarter_judges_that_quarter(
    table: str, verdicts: str, message: str, told: Told, folder: Path
) -> None:
    head = (folder / "measures.yaml").read_text("utf-8").partition("tables:")[0]
    (folder / "measures.yaml").write_text(head + QUARTERLY, "utf-8")
    text = f"{HEAD}patrols:\n  {table}"
    found = {duty["cycle"]: duty["status"] for duty in told("status", text)}
    assert f"{found['2025Q1']} {found['2025Q2']}" == verdicts
    assert any(message in finding["message"] for finding in told("check", text)), told("check", text)


def test_a_form_asks_for_the_table_of_the_quarter(zhifa: Zhifa, folder: Path, tmp_path: Path) -> None:
    head = (folder / "measures.yaml").read_text("utf-8").partition("tables:")[0]
    (folder / "measures.yaml").write_text(head + QUARTERLY, "utf-8")
    file, form = folder / "submissions" / "new.yaml", tmp_path / "a.xlsx"
    call = ("-m", "2025-05", "--data", folder, "-o")
    assert zhifa("new", "甲大队", *call, file).code == 0
    assert "# patrols:\n#   cycle: 2025Q2\n#   as_of: 2025-05-31\n#   streets:\n" in file.read_text("utf-8")
    assert zhifa("template", "-u", "甲大队", *call, form).code == 0
    book = openpyxl.load_workbook(form)
    sheet = book["巡查表"]
    assert [sheet.cell(2, column).value for column in range(1, 6)] == [
        "填报单位：甲大队",
        "届期：",
        "2025Q2",
        "统计截止日：",
        None,
    ]
    sheet["E2"], sheet["A4"], sheet["B4"] = datetime(2025, 5, 30), "甲街道", 4  # noqa: DTZ001 - as in cells
    book.save(form)
    outcome = zhifa("import", form, "-u", "甲大队", *call, tmp_path / "b.yaml", "--submitted-on", "2025-05-31")
    assert outcome.code == 0, outcome.err
    taken = yaml.safe_load((tmp_path / "b.yaml").read_text("utf-8"))["patrols"]
    assert (taken["cycle"], taken["streets"]) == ("2025Q2", [{"name": "甲街道", "rounds": 4}])


def test_the_report_prints_titles_and_units(zhifa: Zhifa, folder: Path) -> None:
    (folder / "submissions" / "a.yaml").write_text(
        equipment(FIRST, SECOND.replace("4, officers", "3, officers")), "utf-8"
    )
    lines = zhifa(
        "report", "--data", folder, "--kind", "unit", "--unit", "甲大队", "--month", "2025-06"
    ).out.splitlines()
    assert any("二中队" in line and "3/4（75.0%）" in line and "还差 1 台" in line for line in lines)
    assert any("执法车辆（2025-06-20）" in line and "2 辆" in line for line in lines)


def test_a_form_asks_for_the_tables_and_nothing_else(zhifa: Zhifa, folder: Path) -> None:
    file = folder / "submissions" / "new.yaml"
    assert zhifa("new", "甲大队", "-m", "2025-06", "--data", folder, "-o", file).code == 0
    text = file.read_text("utf-8")
    assert (
        "# 装备配备表（第1条）：每个执法中队一行；已经撤并的写 {name: 执法中队名称, ceased: 撤并日期}，不填数字。"
        in text
    )
    assert "#     - {name: 执法中队名称, key: , recorders: , officers: , patrol_km: , vehicles: }" in text
    assert (
        "# drills:\n#   year: 2025\n#   as_of: 2025-06-30\n#   rows:\n#     - {code: 队员代码, shooting: , theory: }"
        in text
    )
    schema = (folder / ".schema" / "submission.json").read_text("utf-8")
    assert [word for word in ("staffing", "training", "学时", "法律") if word in text + schema] == []
    assert list(yaml.safe_load(text)) == ["unit", "period", "submitted_on", "progress"]


def test_a_workbook_filled_in_is_read_back(zhifa: Zhifa, folder: Path, tmp_path: Path) -> None:
    form, target = tmp_path / "a.xlsx", folder / "submissions" / "b.yaml"
    (folder / "submissions" / "a.yaml").write_text(equipment(FIRST).replace("2025-06", "2025-05"), "utf-8")
    assert zhifa("template", "-u", "甲大队", "-m", "2025-06", "--data", folder, "-o", form).code == 0
    book = openpyxl.load_workbook(form)
    assert book.sheetnames == ["进展", "装备配备表", "训练考核表", "填表说明"]
    sheet = book["装备配备表"]
    heads = [str(cell.value) for cell in sheet[3]]
    assert heads == [
        "执法中队名称",
        "是否一线中队",
        "执法记录仪（台）",
        "执法人员（人）",
        "巡查里程（公里）",
        "执法车辆（辆）",
        "撤并日期",
    ]
    assert [cell.value for cell in sheet[4]] == ["一中队", "是", *[None] * 5]
    filled: tuple[str | float, ...] = ("一中队", "是", 6, 5, 12.5, 2)
    for column, value in enumerate(filled, 1):
        sheet.cell(4, column).value = value
    sheet.cell(5, 1).value, sheet.cell(5, 7).value = "二中队", "2025.3.31"
    sheet["D2"] = datetime(2025, 6, 20)  # noqa: DTZ001 - as in cells
    book.save(form)
    call = (
        "import",
        form,
        "-u",
        "甲大队",
        "-m",
        "2025-06",
        "--submitted-on",
        "2025-06-28",
        "--data",
        folder,
        "-o",
        target,
    )
    outcome = zhifa(*call)
    assert (outcome.code, "装备配备表" in outcome.err) == (0, True), outcome.err
    assert yaml.safe_load(target.read_text("utf-8"))["equipment"] == {
        "as_of": datetime(2025, 6, 20).date(),  # noqa: DTZ001
        "teams": [
            {"name": "一中队", "key": True, "recorders": 6, "officers": 5, "patrol_km": 12.5, "vehicles": 2},
            {"name": "二中队", "ceased": datetime(2025, 3, 31).date()},  # noqa: DTZ001
        ],
    }
    assert zhifa("schema", "submission", "--data", folder, "-o", tmp_path / "s.json").code == 0
    assert refused(tmp_path / "s.json", target) == set()
    target.write_text(target.read_text("utf-8").replace("recorders: 6", "recorder: 6"), "utf-8")
    assert refused(tmp_path / "s.json", target) == {"b.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("share: [recorders, officers]", "share: [recordrs, officers]", "没有编号为“recordrs”的列；是不是 recorders？"),
        ("count: recorders, at_least: 3", "table: equipmnt, count: recorders, at_least: 3", "没有编号为“equipmnt”的数据表；是不是 equipment？"),
        ("share: [recorders, officers]", "share: [recorders, theory]", "recorders、theory 不在同一张表里"),
        ("count: [shooting, theory]", "count: [legal_reviewers]", "没有编号为“legal_reviewers”的列；请照 measures.yaml 的 tables 写列的编号"),
        ("id: vehicles, title", "id: recorders, title", "“recorders”已有别的用处，或和前面的列重复"),
        ("id: vehicles, title", "id: ceased, title", "“ceased”已有别的用处"),
        ("id: vehicles, title", "id: model_dump, title", "“model_dump”已有别的用处"),
        ("id: drills\n", "id: equipment\n", "数据表 equipment 写了两次"),
        ("id: drills\n", "id: progress\n", "“progress”在报送文件里已有别的用处"),
        ("unit: 辆,", "within: recorder,", "没有编号为“recorder”的另一列"),
        ("    persons: true\n", "    persons: true\n    headcount: equipment/people\n", "没有“equipment/people”这一列"),
    ],
)  # fmt: skip
def test_a_declaration_that_cannot_be_is_told_at_its_line(
    old: str, new: str, message: str, told: Told, folder: Path
) -> None:
    """And accuses nobody: what rests on it has no verdict, and a report that has the table is not at fault."""
    text = (folder / "measures.yaml").read_text("utf-8")
    (folder / "measures.yaml").write_text(text.replace(old, new, 1), "utf-8")
    found = [f for f in told("check", equipment(FIRST, SECOND)) if f["rule"].startswith("ZF1")]
    assert any(message in f["message"] for f in found), found
    assert {f["path"].rpartition("/")[2] for f in found} == {"measures.yaml"}


def test_columns_of_one_name_want_to_know_whose(told: Told, folder: Path) -> None:
    text = (
        (folder / "measures.yaml")
        .read_text("utf-8")
        .replace("id: theory", "id: recorders")
        .replace("shooting, theory", "shooting")
    )
    (folder / "measures.yaml").write_text(text, "utf-8")
    faults = [f["message"] for f in told("check", equipment(FIRST, SECOND)) if f["rule"] == "ZF104"]
    assert faults == ["equipment、drills 几张表都有这些列；请用 table 写明是哪一张，如 table: equipment"]
    (folder / "measures.yaml").write_text(
        text.replace("{count: recorders", "{table: equipment, count: recorders"), "utf-8"
    )
    assert {f["rule"] for f in told("check", equipment(FIRST, SECOND))} == set()


def test_a_plan_without_tables_sees_no_word_of_those_of_old(
    zhifa: Zhifa, told: Told, folder: Path, tmp_path: Path
) -> None:
    """Yet a report that has one is read as before."""
    plan = (folder / "measures.yaml").read_text("utf-8")
    head, _, rest = plan.partition("tables:")
    (folder / "measures.yaml").write_text(
        f"{head}measures:{rest.partition('measures:')[2].partition('requirements')[0].rstrip()}\n", "utf-8"
    )
    form, sheet = folder / "new.yaml", tmp_path / "a.xlsx"
    for call in (
        ["new", "甲大队", "-m", "2025-06", "-o", form],
        ["template", "-u", "甲大队", "-m", "2025-06", "-o", sheet],
    ):
        assert zhifa(*call, "--data", folder).code == 0
    cells = [str(cell.value) for page in openpyxl.load_workbook(sheet) for row in page for cell in row if cell.value]
    shown = form.read_text("utf-8") + "".join(cells) + zhifa("schema", "submission", "--data", folder).out
    shown += "".join(f["message"] for f in told("check", f"{HEAD}stafing: 1\n"))
    assert [word for word in ("staffing", "training", "人员配备", "学时", "执法人员") if word in shown] == []
    row = "{name: 甲, officers: 1, legal_background: 2, legal_reviewers: 0}"
    found = told("check", f"{HEAD}staffing: {{as_of: 2025-06-20, departments: [{row}]}}\n")
    assert [(f["rule"], f["line"]) for f in found if f["rule"].startswith("ZF1")] == [("ZF111", 4)]
