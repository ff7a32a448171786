"""`zhifa template`: the form that a unit fills in."""

import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Zhifa
from small_city import FORMULA, HOSTILE_UNIT

REAL = """\
unit: 乙区
period: 2024-05
submitted_on: 2024-05-31
staffing:
  as_of: 2024-05-31
  departments:
    - {name: 乙区城管局, key: true, officers: 86, legal_background: 15, legal_reviewers: 5}
    - {name: 乙区卫健委, officers: 40, legal_background: 3, legal_reviewers: 2}
    - {name: 乙区监察局, ceased: 2024-02-29}
training:
  year: 2024
  as_of: 2024-05-31
  officers: [{code: '007', public_law: 1, business: 1, skills: 1, since: 2024-03-01}]
"""


@pytest.fixture
def form(zhifa: Zhifa, tmp_path: Path) -> Callable[..., openpyxl.Workbook]:
    """The form of a unit for a month, opened."""

    def make(unit: str, month: str, *options: str) -> openpyxl.Workbook:
        file = tmp_path / f"{month}.xlsx"
        file.unlink(missing_ok=True)
        outcome = zhifa("template", "-u", unit, "-m", month, "-o", file, *options)
        assert (outcome.code, outcome.out) == (0, f"{file}\n"), outcome.err
        return openpyxl.load_workbook(file)

    return make


def table(sheet: Worksheet, columns: int = 17) -> list[list[Any]]:
    """The rows below the headings that are filled in."""
    rows = sheet.iter_rows(min_row=4, max_col=columns, values_only=True)
    return [list(row) for row in rows if any(cell is not None for cell in row)]


def test_a_row_for_each_thing_that_is_owed_and_open(city: Path, form: Callable[..., openpyxl.Workbook]) -> None:
    del city
    book = form("乙区", "2024-06")
    assert book.sheetnames == ["进展", "人员配备表", "学时表", "填表说明"]
    sheet = book["进展"]
    assert sheet["A1"].value == "示例市计划落实情况台账（含演示数据）"
    assert (sheet["A2"].value, sheet["E2"].value) == (f"填报单位：{HOSTILE_UNIT}", "报告月份：2024-06")
    assert [row[:6] for row in table(sheet)] == [
        [1, "1/list", None, FORMULA, "2024年6月30日（延期至2024年8月31日）", None],
        [2, "1/report", None, "整治情况报送", "2024年6月30日", "市司法局"],
        [3, "2/hours", 2024, "每人60学时〔按“学时表”的数字判定〕", "2024年12月31日", None],
        [4, "2/extra", 2024, "推广经验", "2024年12月31日（鼓励）", None],
        [5, "3/reviewers", None, "审核人员占5%〔按“人员配备表”的数字判定〕", "2024年6月30日", None],
    ]
    assert all(cell is None for row in table(sheet) for cell in row[6:]), "nothing is claimed on the unit's behalf"


def test_the_same_items_as_the_scaffold(zhifa: Zhifa, data: Path, form: Callable[..., openpyxl.Workbook]) -> None:
    scaffold = data.parent / "new.yaml"
    assert zhifa("new", "东湖区", "-m", "2025-01", "--data", data, "-o", scaffold).code == 0
    entries = yaml.safe_load(scaffold.read_text("utf-8"))["progress"]
    rows = table(form("东湖区", "2025-01", "--data", str(data))["进展"])
    assert [(row[1], row[2]) for row in rows] == [(str(e["item"]), e.get("cycle")) for e in entries]


def test_conditions_and_whom_a_recipient_means_stand_in_the_row(
    city: Path, form: Callable[..., openpyxl.Workbook]
) -> None:
    plan, roster = city / "measures.yaml", city / "units.yaml"
    text = plan.read_text("utf-8").replace("recipient: 市司法局", "recipient: 本级政府, condition: 有执法职权的")
    plan.write_text(text.replace("title: 制定年度计划", "title: 报告上年度情况, once: true"), "utf-8")
    roster.write_text(
        roster.read_text("utf-8").replace("{name: 县区}", "{name: 县区, authorities: {本级政府: [甲府, 乙府]}}"),
        "utf-8",
    )
    rows = {(row[1], row[2]): row[3:7] for row in table(form("乙区", "2025-04")["进展"])}
    assert rows["1/report", None] == [
        "整治情况报送〔附条件：有执法职权的（条件没有出现的，写“不适用”和理由）〕",
        "2024年6月30日",
        "本级政府（甲府 或 乙府）",
        None,
    ]
    assert (
        rows["2/plan", 2025][0]
        == "报告上年度情况〔届期年份 2025，报上年度 2024 的情况；办成一次即可，以后年度不必再办〕"
    )


def test_a_unit_is_asked_only_for_the_tables_that_it_owes(city: Path, form: Callable[..., openpyxl.Workbook]) -> None:
    del city
    assert form("市司法局", "2024-06").sheetnames == ["进展", "学时表", "填表说明"]


def test_what_may_be_chosen_what_is_locked_and_how_it_looks(city: Path, form: Callable[..., openpyxl.Workbook]) -> None:
    del city
    book = form("乙区", "2024-06")
    sheet = book["进展"]
    choices = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert choices["G4:G28"] == '"已完成,推进中,未启动,不适用"'
    assert choices["I4:I28"] == '"制定,报送,报告,审核,备案,公布,公开,公示"'
    assert book["人员配备表"].data_validations.dataValidation[0].formula1 == '"是,否,待认定"'
    assert sheet.protection.sheet
    locked = {sheet.cell(3, column).value: sheet.cell(4, column).protection.locked for column in range(1, 18)}
    assert [heading for heading, shut in locked.items() if shut] == [
        "序号", "条款编号", "年度", "主要任务", "完成时限", "报送对象",
    ]  # fmt: skip
    assert not sheet["B9"].protection.locked, "spare rows take further evidence of any item"
    assert sheet["B4"].fill.fgColor.rgb == "00EDEDED"
    assert (sheet["H4"].number_format, sheet["M9"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("E4", "$3:$3")


def test_columns_whose_headings_do_not_say_what_for_do_so_in_a_comment(
    city: Path, form: Callable[..., openpyxl.Workbook]
) -> None:
    del city
    book = form("乙区", "2024-06")
    told = {str(cell.value): cell.comment.text for sheet in book for cell in sheet[3] if cell.comment}
    assert set(told) == {"撤并日期", "年内入职或转入日期"}
    assert "不再填数字" in told["撤并日期"]
    assert "不算不达标" in told["年内入职或转入日期"]
    assert (book["人员配备表"]["F4"].number_format, book["学时表"]["F4"].number_format) == ("yyyy-mm-dd",) * 2


def test_names_alone_are_no_table(zhifa: Zhifa, city: Path) -> None:
    (city / "submissions" / "yi.yaml").write_text(REAL, "utf-8")
    form = city.parent / "a.xlsx"
    zhifa("template", "-u", "乙区", "-m", "2024-06", "-o", form)
    outcome = zhifa("import", form, "-u", "乙区", "-m", "2024-06")
    assert (outcome.code, "没有可以导入的内容" in outcome.err) == (2, True)


def test_titles_are_text_even_where_they_look_like_formulas(
    city: Path, form: Callable[..., openpyxl.Workbook], tmp_path: Path
) -> None:
    del city
    assert form("乙区", "2024-06")["进展"]["D4"].data_type == "s"
    with zipfile.ZipFile(tmp_path / "2024-06.xlsx") as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())


def test_names_of_the_last_report_stand_ready_but_none_that_are_made_up(
    city: Path, form: Callable[..., openpyxl.Workbook]
) -> None:
    (city / "submissions" / "yi.yaml").write_text(REAL, "utf-8")
    book = form("乙区", "2024-06")
    assert table(book["人员配备表"], 6) == [["乙区城管局", "是", *[None] * 4], ["乙区卫健委", *[None] * 5]]
    assert table(book["学时表"], 6) == [["007", *[None] * 4, datetime(2024, 3, 1)]]  # noqa: DTZ001 - as in cells
    assert table(form("乙区", "2025-02")["学时表"], 5) == []
    assert table(form("甲区", "2024-07")["人员配备表"], 5) == [], "the report of 甲区 is a demonstration"


def test_the_same_data_gives_the_same_bytes(zhifa: Zhifa, city: Path) -> None:
    files = [city.parent / name for name in ("a.xlsx", "b.xlsx")]
    for file in files:
        assert zhifa("template", "-u", "乙区", "-m", "2024-06", "-o", file).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
        assert b"2024-06-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_a_form_with_nothing_filled_in_imports_nothing(zhifa: Zhifa, city: Path) -> None:
    form = city.parent / "a.xlsx"
    zhifa("template", "-u", "乙区", "-m", "2024-06", "-o", form)
    outcome = zhifa("import", form, "-u", "乙区", "-m", "2024-06")
    assert outcome.code == 2
    assert "里没有可以导入的内容，没有写文件" in outcome.err
    assert "填表说明" not in outcome.err


def test_a_form_is_never_overwritten(zhifa: Zhifa, city: Path) -> None:
    file = city.parent / "a.xlsx"
    file.write_text("填了一半", "utf-8")
    outcome = zhifa("template", "-u", "乙区", "-m", "2024-06", "-o", file)
    assert (outcome.code, "没有改写" in outcome.err, file.read_text("utf-8")) == (2, True, "填了一半")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["-u", "乙区", "-o", "a.xls"], "扩展名应为 .xlsx"),
        (["-u", "甲县", "-o", "a.xlsx"], "名册里没有“甲县”；是不是“甲区”？"),
        (["-u", "乙区", "-o", "a.xlsx", "-m", "6月"], "“6月”不是月份"),
    ],
)
def test_calls_that_cannot_be_answered(zhifa: Zhifa, city: Path, options: list[str], why: str) -> None:
    outcome = zhifa("template", *options)
    assert (outcome.code, why in outcome.err) == (2, True)
    assert not list(city.parent.glob("*.xls*"))


def test_without_openpyxl_it_says_how_to_get_it(zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    outcome = zhifa("template", "-u", "乙区", "-o", city.parent / "a.xlsx")
    assert (outcome.code, 'pip install "zhifa-cli[xlsx]"' in outcome.err) == (2, True)
