"""`zhifa import`: ledgers as units keep them, and what is never guessed from them.

``spreadsheets/`` holds files that LibreOffice wrote: a form of `zhifa template` filled in and saved there, and a
ledger of a unit's own making, as xlsx and as GB18030 CSV.
"""

import io
import json
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from conftest import Outcome, Zhifa
from small_city import HOSTILE_UNIT
from zhifa_cli.cli import clock

SPREADSHEETS = Path(__file__).parent / "spreadsheets"
LINE = ("1/list", "已完成", "2024-06-20", "清单")
HEAD = ("条款编号", "进展", "完成日期", "佐证材料名称")
OWN = [
    {
        "item": "1/list",
        "status": "已完成",
        "completed_on": "2024-06-20",
        "evidence": [
            {"title": "清单", "document_no": "乙府字〔2024〕12号", "dated": "2024-06-20"},
            {"title": "征求意见记录", "dated": "2024-05-06"},
        ],
        "problems": "无",
    },
    {
        "item": "1/report",
        "status": "已完成",
        "completed_on": "2024-06-28",
        "evidence": [{"title": "报告", "dated": "2024-06-28"}],
    },
    {"item": "2/extra", "cycle": "2024", "status": "推进中"},
]
FORM = {
    "unit": HOSTILE_UNIT,
    "period": "2024-06",
    "submitted_on": "2024-06-28",
    "demo": "false",
    "progress": [
        {
            "item": "1/list",
            "status": "已完成",
            "completed_on": "2024-06-20",
            "evidence": [
                {
                    "title": "突出问题清单",
                    "document_no": "乙府字〔2024〕12号",
                    "dated": "2024-06-20",
                    "location": "档案室",
                },
                {"title": "征求意见记录"},
            ],
        },
        {
            "item": "1/report",
            "status": "已完成",
            "completed_on": "2024-06-28",
            "recipient": "市司法局",
            "evidence": [{"title": "整治情况报告"}],
        },
        {
            "item": "2/extra",
            "cycle": "2024",
            "status": "推进中",
            "problems": "第一条\n第二条",
            "next_steps": "下月推广",
        },
    ],
    "staffing": {
        "as_of": "2024-06-25",
        "departments": [
            {"name": "乙区城管局", "key": "true", "officers": "86", "legal_background": "15", "legal_reviewers": "5"},
            {"name": "乙区卫健委", "officers": "40", "legal_background": "3", "legal_reviewers": "2"},
        ],
    },
    "training": {
        "year": "2024",
        "as_of": "2024-06-25",
        "officers": [
            {"code": "A001", "public_law": "20", "business": "30", "skills": "12", "political": "16"},
            {"code": "007", "public_law": "20.5", "business": "30", "skills": "9.5"},
        ],
    },
}


@pytest.fixture
def importing(zhifa: Zhifa, city: Path) -> "Importing":
    return Importing(zhifa, city)


class Importing:
    """Imports one ledger of 乙区 into the made-up city, and looks at what came of it."""

    def __init__(self, zhifa: Zhifa, city: Path) -> None:
        self.zhifa, self.city = zhifa, city
        self.target = city / "submissions" / "2024-06" / "yi.yaml"

    def __call__(self, ledger: Path, *options: str, month: str = "2024-06", on: str = "2024-06-28") -> Outcome:
        return self.zhifa("import", ledger, "-u", "乙区", "-m", month, "--submitted-on", on, *options)

    def rows(self, *rows: Sequence[object], head: Sequence[str] = HEAD, **options: Any) -> Outcome:
        return self(self.csv([head, *rows]), **options)

    def csv(self, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
        file = self.city.parent / "台账.csv"
        quoted = (",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
        file.write_text("\r\n".join(quoted), encoding=encoding)
        return file

    def taken(self) -> Any:
        """The submission as written, every scalar a text."""
        return yaml.load(self.target.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - makes nothing but text

    def entries(self) -> list[str]:
        return [entry["item"] for entry in self.taken()["progress"]] if self.target.exists() else []

    def faults(self) -> list[dict[str, Any]]:
        """What `zhifa check` has against the file as data."""
        outcome = self.zhifa("check", "--as-of", "2025-12-31", "-f", "json", "--unit", "乙区")
        return [f for f in json.loads(outcome.out)["findings"] if f["rule"].startswith("ZF1")]


def workbook(file: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(file)
    return file


# ---- whole ledgers ----------------------------------------------------------------------------------------


def fill_in(file: Path) -> None:
    """Fill in a form as FORM says, the way a person would."""
    book = openpyxl.load_workbook(file)
    sheet = book["进展"]
    columns = {str(sheet.cell(3, column).value): column for column in range(1, 18)}
    rows = {str(sheet.cell(row, 2).value): row for row in range(4, 9)}
    report: dict[str, dict[str, str | date]] = {
        "1/list": {
            "进展": "已完成",
            "完成日期": date(2024, 6, 20),
            "佐证材料名称": "突出问题清单",
            "文号": "乙府字〔2024〕12号",
            "成文日期": date(2024, 6, 20),
            "存放处": "档案室",
        },
        "1/report": {"进展": "已完成", "完成日期": "2024.6.28", "报送给": "市司法局", "佐证材料名称": "整治情况报告"},
        "2/extra": {"进展": "推进中", "存在问题": "第一条\n第二条", "下一步措施": "下月推广"},
    }
    for item, values in report.items():
        for heading, value in values.items():
            sheet.cell(rows[item], columns[heading], value)
    spare = max(rows.values()) + 2
    sheet.cell(spare, columns["条款编号"], "1/list")
    sheet.cell(spare, columns["佐证材料名称"], "征求意见记录")
    tables: list[tuple[str, str, list[list[str | float | None]]]] = [
        ("人员配备表", "D2", [["乙区城管局", "是", 86, 15, 5], ["乙区卫健委", "待认定", 40, 3, 2]]),
        ("学时表", "E2", [["A001", 20, 30, 12, 16], ["007", 20.5, 30, 9.5, None]]),
    ]
    for name, as_of, table in tables:
        book[name][as_of] = date(2024, 6, 25)
        for number, row in enumerate(table, 4):
            for column, figure in enumerate(row, 1):
                book[name].cell(number, column, figure)
    book.save(file)


def test_a_form_filled_in_is_read_back(importing: Importing, tmp_path: Path) -> None:
    form = tmp_path / "台账.xlsx"
    assert importing.zhifa("template", "-u", "乙区", "-m", "2024-06", "-o", form).code == 0
    fill_in(form)
    outcome = importing(form)
    assert (outcome.code, outcome.out) == (0, "data/submissions/2024-06/yi.yaml\n")
    assert outcome.err == "已导入 3 项进展、人员配备表、学时表；运行 zhifa check 核对\n"
    assert importing.taken() == FORM
    assert importing.faults() == []


def test_a_form_that_libreoffice_saved_is_read_back(importing: Importing) -> None:
    assert importing(SPREADSHEETS / "form-libreoffice.xlsx").code == 0
    assert importing.taken() == FORM
    assert importing.faults() == []


def test_an_own_ledger_with_merged_cells_and_two_rows_of_headings(importing: Importing) -> None:
    outcome = importing(SPREADSHEETS / "own-libreoffice.xlsx")
    assert importing.taken()["progress"] == OWN
    assert outcome.code == 1
    assert outcome.err.splitlines() == [
        "未导入：“台账”第 10 行：3/reviewers：进展写的是“基本完成”，应为 已完成、推进中、未启动、不适用 之一",
        "未导入：“台账”第 12 行：没有写条款编号，不知道说的是哪一项",
        "“台账”没有采用的列：“备注”",
        "已导入 3 项进展；运行 zhifa check 核对",
    ]
    comments = [line for line in importing.target.read_text("utf-8").splitlines() if line.startswith("#   ")]
    assert [line.removeprefix("#   ") for line in comments] == outcome.err.splitlines()[:2]
    assert importing.faults() == []


def test_the_same_ledger_as_gb18030_csv_lost_its_merges_and_says_so(importing: Importing) -> None:
    outcome = importing(SPREADSHEETS / "own-libreoffice-gb18030.csv")
    assert importing.entries() == ["1/list", "1/report", "2/extra"]
    assert importing.taken()["progress"][0]["evidence"] == [{"title": "清单"}]
    assert "未导入：第 4、7、12 行：没有写条款编号" in outcome.err
    assert "没有采用的列：“G 列”、“H 列”、“备注”" in outcome.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_encodings(importing: Importing, encoding: str) -> None:
    assert importing(importing.csv([HEAD, LINE], encoding)).code == 0
    assert importing.taken()["progress"][0]["evidence"] == [{"title": "清单"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("above", ["", "sep={}\n", "填报单位:乙区\n\n", "甲,乙;丙,丁;戊,己;庚,辛\n"])
def test_csv_by_whatever_stands_between_the_headings(importing: Importing, delimiter: str, above: str) -> None:
    ledger = importing.city.parent / "台账.csv"
    lines = [("条款编号", "进展", "存在问题"), ("1/list", "推进中", '"甲,乙;丙,丁;戊,己"')]
    ledger.write_text(above.format(delimiter) + "\n".join(map(delimiter.join, lines)), encoding="gb18030")
    assert importing(ledger).code == 0
    assert importing.taken()["progress"][0]["problems"] == "甲,乙;丙,丁;戊,己"


# ---- cells ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2024-06-20",
        "2024.6.20",
        "2024/6/20",
        "2024年6月20日",
        "２０２４年６月２０日",
        "2024 年 6 月 20 日",
        "20240620",
        "2024-06-20 00:00:00",
        "45463",
    ],
)
def test_full_dates_however_written(importing: Importing, written: str) -> None:
    assert importing.rows(("1/list", "已完成", written, "清单")).code == 0
    assert importing.taken()["progress"][0]["completed_on"] == "2024-06-20"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2024年6月", "“2024年6月”不是完整的日期"),
        ("6月20日", "“6月20日”不是完整的日期"),
        ("24.6.20", "“24.6.20”不是完整的日期"),
        ("2024.6-20", "“2024.6-20”不是完整的日期"),
        ("已于2024.6.20完成", "不是完整的日期"),
        ("2024.6.31", "“2024-06-31”不是日历上有的日子"),
        ("99999", "“99999”不是完整的日期"),
        ("2024.6.29", "2024-06-29 晚于报送日期 2024-06-28"),
    ],
)
def test_what_is_no_full_date_is_told_and_left_out(importing: Importing, written: str, why: str) -> None:
    outcome = importing.rows(("1/list", "已完成", written, "清单"))
    assert outcome.code == 1
    assert outcome.err.startswith("未采用：第 2 行：1/list 的“完成日期”：")
    assert why in outcome.err
    assert why in importing.target.read_text("utf-8")
    assert "completed_on" not in importing.taken()["progress"][0]
    assert importing.faults() == []


@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_real_dates_and_serial_numbers_of_workbooks(importing: Importing, tmp_path: Path, epoch: str) -> None:
    book = openpyxl.Workbook()
    serial = 45463
    if epoch == "1904":
        book.epoch = CALENDAR_MAC_1904
        serial -= 1462
    sheet = book.worksheets[0]
    sheet.append(["条款编号", "进展", "完成日期", "佐证材料名称", "成文日期"])
    sheet.append(["1/list", "已完成", datetime(2024, 6, 20, 14, 30), "清单", serial])  # noqa: DTZ001 - as in cells
    book.save(tmp_path / "台账.xlsx")
    assert importing(tmp_path / "台账.xlsx").code == 0
    entry = importing.taken()["progress"][0]
    assert (entry["completed_on"], entry["evidence"][0]["dated"]) == ("2024-06-20", "2024-06-20")


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("完成", "已完成"),
        ("已办结", "已完成"),
        (" 推进 中", "推进中"),
        ("进行中", "推进中"),
        ("未开始", "未启动"),
        ("基本完成", None),
        ("90%", None),
        ("否", None),
        ("已完成。", None),
    ],
)
def test_statuses_by_an_explicit_table_alone(importing: Importing, written: str, status: str | None) -> None:
    outcome = importing.rows(("1/list", written, "", ""), ("1/report", "推进中", "", ""))
    statuses = {entry["item"]: entry["status"] for entry in importing.taken()["progress"]}
    assert statuses.get("1/list") == status
    assert (outcome.code == 0) == (status is not None)


def test_numbers_are_what_the_spreadsheet_shows(importing: Importing, tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["统计截止日:", date(2024, 6, 1)],
        ["部门名称", "执法人员", "法律背景", "法制审核"],
        ["甲", 86.0, "１５", "5 "],
    ]
    assert importing(workbook(tmp_path / "a.xlsx", rows)).code == 0
    row = {"name": "甲", "officers": "86", "legal_background": "15", "legal_reviewers": "5"}
    assert importing.taken()["staffing"]["departments"] == [row]


def test_text_of_cells_is_only_text(importing: Importing) -> None:
    hostile = "=cmd|'/c calc'!A1\n- item: 1/report # {a: *b} \u202e\x07"
    assert importing.rows(("1/list", "已完成", "2024-06-20", hostile)).code == 0
    assert importing.entries() == ["1/list"]
    assert importing.taken()["progress"][0]["evidence"] == [{"title": "=cmd|'/c calc'!A1 - item: 1/report # {a: *b}"}]
    assert importing.faults() == []


def test_what_is_quoted_cannot_leave_its_comment(importing: Importing) -> None:
    importing.rows(("1/list", "x\nprogress: []\n\u2028y", "", ""), LINE[:1] + LINE[1:], ("1/report", "推进中", "", ""))
    assert importing.entries() == ["1/report"]
    assert "\nprogress: []" not in importing.target.read_text("utf-8")


# ---- which duty -------------------------------------------------------------------------------------------

YEARLY = ("条款编号", "年度", "完成时限", "进展")


@pytest.mark.parametrize(
    ("head", "row", "items", "told"),
    [
        (HEAD, ("１／list", "推进中"), ["1/list"], ""),
        (HEAD, ("第1条", "推进中"), ["1"], ""),
        (("主要任务", "进展"), ("整治情况 报送", "推进中"), ["1/report"], ""),
        (("主要任务", "进展"), ("整治情况", "推进中"), [], "任务“整治情况”，计划中没有名称与此相同的事项"),
        (HEAD, ("1/lst", "推进中"), [], "没有编号为“1/lst”的事项；是不是 1/list？"),
        (HEAD, ("m1", "推进中"), [], "不承担 m1（“完成中期评估”）"),
        (HEAD, ("", "推进中"), [], "没有写条款编号"),
        (HEAD, ("1/list", ""), [], ""),
        (HEAD, ("1/list", "", "2024-06-20"), [], "1/list：没有写进展"),
        (HEAD, ("1/list", "推进中", "2024-06-20"), [], "写了完成日期，进展却是“推进中”"),
        (("条款编号", "进展", "办理方式"), ("1/list", "推进中", "抄送"), [], "“抄送”不在可用的值之内"),
        (YEARLY, ("2/plan", "2025年度", "", "推进中"), ["2/plan"], ""),
        (YEARLY, ("2/plan", "2026", "", "推进中"), [], "2/plan 没有“2026”年度；可写：2024、2025"),
        (YEARLY, ("2/plan", "", "2025年3月底前", "推进中"), ["2/plan"], ""),
        (YEARLY, ("2/plan", "", "每年3月底前", "推进中"), [], "2/plan 是每年事项，没有写是哪一年度"),
        (YEARLY, ("2/extra", "", "每年12月", "推进中"), ["2/extra"], ""),
    ],
)
def test_which_item_a_row_speaks_of(
    importing: Importing, head: Sequence[str], row: Sequence[str], items: list[str], told: str
) -> None:
    outcome = importing.rows(row, ("1/report", "推进中"), head=head) if head is HEAD else importing.rows(row, head=head)
    assert [item for item in importing.entries() if item != "1/report" or head is not HEAD] == items
    assert told in outcome.err
    assert ("未导入：第 2 行：" in outcome.err) == bool(told)


def test_which_year_a_row_speaks_of(importing: Importing) -> None:
    """In the second year two cycles are possible, and only the user may say which."""
    ledger = importing.csv([("条款编号", "进展"), ("2/extra", "推进中")])
    refused = importing(ledger, month="2025-03", on="2025-03-31")
    assert refused.code == 2
    assert "请加一列“年度”（2024、2025），或用 --cycle 指明" in refused.err
    target = importing.city.parent / "三月.yaml"
    assert importing(ledger, "--cycle", "2024", "-o", str(target), month="2025-03", on="2025-03-31").code == 0
    assert "cycle: 2024" in target.read_text("utf-8")


def test_rows_of_one_item_become_one_entry(importing: Importing) -> None:
    head = (*HEAD, "文号", "存在问题")
    rows = [LINE, ("1/list", "", "", "记录", "〔2024〕1号", "甲"), ("1/list", "已完成", "2024.6.20", "清单", "", "乙")]
    assert importing.rows(*rows, head=head).code == 0
    (entry,) = importing.taken()["progress"]
    assert entry["evidence"] == [{"title": "清单"}, {"title": "记录", "document_no": "〔2024〕1号"}]
    assert entry["problems"] == "甲\n乙"


def test_many_rows_that_are_unusable_are_told_in_ten(importing: Importing) -> None:
    rows = [(f"1/lis{number}", "推进中") for number in range(1_900)]
    outcome = importing.rows(*rows, ("1/report", "推进中"))
    told = outcome.err.splitlines()
    assert (outcome.code, len(told)) == (1, 12)
    assert told[0].startswith("未导入：第 2 行：")
    assert told[10:] == ["……另有 1890 处", "已导入 1 项进展；运行 zhifa check 核对"]
    comments = [line for line in importing.target.read_text("utf-8").splitlines() if line.startswith("#   ")]
    assert (len(comments), comments[-1]) == (101, "#   ……另有 1800 处")


def test_what_is_said_of_many_rows_is_said_once(importing: Importing) -> None:
    rows = [("1/zzz" if number % 2 else "2/zzz", "推进中") for number in range(100)]
    outcome = importing.rows(*rows, ("2/zzz", "推进中"), ("2/zzz", "推进中"), ("1/report", "推进中"))
    told = outcome.err.splitlines()
    assert len(told) == 3
    assert told[0].startswith("未导入：第 2、4、6、8、10、12、14、16、18、20 等 52 行：没有编号为“2/zzz”的事项")


def test_rows_that_contradict_one_another_are_not_chosen_between(importing: Importing) -> None:
    outcome = importing.rows(LINE, ("1/report", "推进中", "", ""), ("1/list", "推进中", "", ""))
    assert "未导入：第 2、4 行：1/list：各行的“进展”不一致（“已完成”、“推进中”）" in outcome.err
    assert importing.entries() == ["1/report"]


def test_evidence_without_a_name_is_told(importing: Importing) -> None:
    outcome = importing.rows(("1/list", "推进中", "", "", "〔2024〕1号"), head=(*HEAD, "文号"))
    assert "未采用：第 2 行：1/list 的佐证材料只有“〔2024〕1号”，没有名称" in outcome.err
    assert importing.taken()["progress"] == [{"item": "1/list", "status": "推进中"}]


def test_rows_of_other_units_are_left_out(importing: Importing) -> None:
    head = ("单位", *HEAD)
    rows = [
        ("甲区", *LINE),
        ("乙区", "1/report", "推进中", "", ""),
        ("甲区", "1/report", "推进中", "", ""),
        ("县区", "2/extra", "推进中", "", ""),
        ("乙区政府", "1/list", "推进中", "", ""),
    ]
    outcome = importing.rows(*rows, head=head)
    assert importing.entries() == ["1/report", "2/extra"]
    assert f"第 2、4 行的单位是“甲区”，不是{HOSTILE_UNIT}，没有导入" in outcome.err
    assert "第 6 行的单位是“乙区政府”" in outcome.err


@pytest.mark.parametrize("separator", ["\u3001", ",", "\uff0c", ";", "\uff1b", "\n", "\uff0c\n"])
def test_a_row_may_name_several_units(importing: Importing, separator: str) -> None:
    head = ("单位", *HEAD)
    assert importing.rows((f"甲区{separator}乙区", *LINE), ("甲区", "1/report", "推进中", "", ""), head=head).code == 0
    assert importing.entries() == ["1/list"]


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("填报单位:甲区", "填报单位是甲区，与 --unit"),
        ("报告月份:2024年7月", "报告月份是 2024-07，与 --month 2024-06 不符"),
    ],
)
def test_a_ledger_of_another_unit_or_month_is_refused(importing: Importing, label: str, why: str) -> None:
    outcome = importing(importing.csv([(label,), HEAD, LINE]))
    assert (outcome.code, why in outcome.err, importing.target.exists()) == (2, True, False)


# ---- figures ----------------------------------------------------------------------------------------------

STAFF = ("部门名称", "是否重点", "执法人员", "法律背景", "法制审核")


@pytest.mark.parametrize(
    ("above", "row", "told"),
    [
        (
            "统计截止日:2024.6.25",
            ("丙", "是", "10", "11", "1"),
            "第 4 行：“丙”：“丙”的法律专业或工作背景人员（11 人）多于",
        ),
        ("统计截止日:2024.6.25", ("丙", "是", "10", "", "1"), "第 4 行：“丙”：缺少必填项 legal_background"),
        ("统计截止日:2024.6.25", ("丙", "√", "10", "2", "1"), "第 4 行：“丙”：“√”不是 true 或 false"),
        ("统计截止日:2024.6.25", ("丙", "是", "约10", "2", "1"), "第 4 行：“丙”：“约10”应为非负整数"),
        ("统计截止日:2024.6.25", ("甲", "是", "10", "2", "1"), "第 4 行：“甲”：出现了两次"),
        ("统计截止日:2024年6月", ("丙", "是", "10", "2", "1"), "第 1 行：“统计截止日”：“2024年6月”不是完整的日期"),
        ("统计截止日:2024.6.29", ("丙", "是", "10", "2", "1"), "2024-06-29 晚于报送日期 2024-06-28"),
        ("", ("丙", "是", "10", "2", "1"), "表头上方没有写“统计截止日”"),
    ],
)
def test_a_table_of_figures_is_taken_whole_or_not_at_all(
    importing: Importing, above: str, row: Sequence[str], told: str
) -> None:
    outcome = importing(importing.csv([(above,), STAFF, ("甲", "是", "86", "15", "5"), row]))
    assert outcome.code == 2, "nothing is left to import"
    assert told in outcome.err
    assert "改正前整张表都不导入" in outcome.err
    assert not importing.target.exists()


def test_departments_that_are_gone_and_officers_who_came(importing: Importing, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheets: list[list[Sequence[object]]] = [
        [
            ["统计截止日", date(2024, 6, 25)],
            [*STAFF, "撤并日期"],
            ["甲", "是", 86, 15, 5],
            ["乙", None, None, None, None, date(2024, 3, 31)],
        ],
        [
            ["培训年度", 2024, "统计截止日", date(2024, 6, 25)],
            ["代码", "公共法律", "业务", "技能", "入职日期"],
            ["A001", 20, 30, 12],
            ["A002", 1, 2, 3, "2024.5.6"],
        ],
    ]
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(tmp_path / "a.xlsx")
    assert importing(tmp_path / "a.xlsx").code == 0
    taken = importing.taken()
    assert taken["staffing"]["departments"][1] == {"name": "乙", "ceased": "2024-03-31"}
    assert [officer.get("since") for officer in taken["training"]["officers"]] == [None, "2024-05-06"]
    assert importing.faults() == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("乙", "", "", "", "", "2024年3月"), "第 4 行：“乙”：“2024年3月”不是完整的日期"),
        (("乙", "", "", "", "", ""), ""),
    ],
)
def test_a_department_without_figures_says_when_it_ceased(importing: Importing, row: Sequence[str], told: str) -> None:
    head = (*STAFF, "撤并日期")
    outcome = importing(importing.csv([("统计截止日:2024.6.25",), head, ("甲", "是", "86", "15", "5", ""), row]))
    assert (outcome.code, importing.target.exists()) == (2, False)
    assert (told or "缺少必填项 officers（执法人员）") in outcome.err


def test_totals_are_no_department(importing: Importing) -> None:
    rows = [("统计截止日", "2024年6月25日"), STAFF, ("甲", "否", "86", "15", "5"), ("合计", "", "86", "15", "5")]
    assert importing(importing.csv(rows)).code == 0
    assert [row["name"] for row in importing.taken()["staffing"]["departments"]] == ["甲"]


# ---- what a workbook does not hold, and hostile files -----------------------------------------------------


def test_formulas_are_not_computed(importing: Importing, tmp_path: Path) -> None:
    rows = [HEAD, ("1/list", '=IF(1,"已完成","")', date(2024, 6, 20), "清单"), ("1/report", "推进中")]
    outcome = importing(workbook(tmp_path / "a.xlsx", rows))
    assert "未导入：“Sheet”第 2 行：“进展”：公式没有存下结果" in outcome.err
    assert importing.entries() == ["1/report"]


def test_stored_results_and_errors_of_formulas(importing: Importing, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [HEAD, ("1/list", "F", None, "清单"), ("1/report", "E"), ("2/extra", "N")])
    stored = {
        '<c r="B2"': '<c r="B2" t="str"><f>A9</f><v>推进中</v></c>',
        '<c r="B3"': '<c r="B3" t="e"><f>A9</f><v>#REF!</v></c>',
        '<c r="B4"': '<c r="B4"><v>360102199001011200</v></c>',
    }

    def edit(xml: str) -> str:
        for start, cell in stored.items():
            before, _, after = xml.partition(start)
            xml = before + cell + after.partition("</c>")[2]
        return xml

    rewrite(file, "xl/worksheets/sheet1.xml", edit)
    outcome = importing(file)
    assert importing.taken()["progress"] == [{"item": "1/list", "status": "推进中", "evidence": [{"title": "清单"}]}]
    assert "第 3 行：“进展”：单元格是错误值 #REF!" in outcome.err
    assert "第 4 行：“进展”：数字超过 15 位" in outcome.err
    assert "360102" not in outcome.err


def rewrite(file: Path, part: str, edit: Any) -> None:
    """Change one part of a workbook, as no spreadsheet program would."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, edit(content.decode()) if name == part else content)
    file.write_bytes(out.getvalue())


def test_personal_numbers_reach_neither_the_file_nor_the_screen(importing: Importing) -> None:
    identity, mobile = "11010519491231002X", "13900001111"
    outcome = importing.rows(
        ("1/list", "已完成", "2024-06-20", f"张某{identity}的证明"), ("1/report", mobile, "", ""), ("2/extra", "推进中")
    )
    shown = outcome.err + importing.target.read_text("utf-8")
    assert identity not in shown
    assert mobile not in shown
    assert "已遮盖：第 2 行：“佐证材料名称”：这里有居民身份证号码" in outcome.err
    assert importing.faults() == []


def test_merges_of_the_whole_sheet_cost_nothing(importing: Importing, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [HEAD, LINE], ["F1:G2"])
    rewrite(file, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("F1:G2", "H3:XFD1048576"))
    assert importing(file).code == 0


@pytest.mark.parametrize("cell", ["A20001", "CW1", "XFD1048576"])
def test_cells_far_out_are_refused(importing: Importing, tmp_path: Path, cell: str) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", [HEAD, LINE]))
    book.worksheets[0][cell] = "x"
    book.save(tmp_path / "a.xlsx")
    outcome = importing(tmp_path / "a.xlsx")
    assert (outcome.code, "上限，没有读取" in outcome.err) == (2, True)


def bomb(file: Path) -> None:
    rewrite(workbook(file, [HEAD, LINE]), "xl/worksheets/sheet1.xml", lambda _xml: " " * 31_000_000)


def entities(file: Path) -> None:
    ten = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb_xml = f'<!DOCTYPE x [<!ENTITY e0 "x">{ten}]><worksheet>&e11;</worksheet>'
    rewrite(workbook(file, [HEAD, LINE]), "xl/worksheets/sheet1.xml", lambda _xml: bomb_xml)


def archive(file: Path, contents: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(file, "w", method) as target:
        for name, content in contents.items():
            target.writestr(name, content)


def truncated(file: Path) -> None:
    workbook(file, [HEAD, LINE])
    file.write_bytes(file.read_bytes()[:2000])


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("a.xlsx", bomb, "解压后超过 30 MB 的上限"),
        ("a.xlsx", entities, "工作簿里有实体声明（DOCTYPE）"),
        (
            "a.ods",
            lambda file: archive(file, {"mimetype": "x", "content.xml": "<office/>"}),
            "这不是 .xlsx 工作簿（.ods",
        ),
        ("a.docx", lambda file: archive(file, {"word/document.xml": "<document/>"}), "这不是 .xlsx 工作簿（.ods"),
        ("a.xlsx", lambda file: archive(file, {"a.xml": "<workbook/>", "b.xml": "<workbook/>"}), "这不是 .xlsx 工作簿"),
        ("a.xlsx", lambda file: archive(file, {"a.xml": "<a/>"}, zipfile.ZIP_LZMA), "工作簿的结构不合规范"),
        ("a.xlsx", truncated, "打不开这个工作簿（BadZipFile），可能已损坏"),
        ("a.xls", lambda file: file.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 99), "另存为不加密的 .xlsx"),
        ("a.xls", lambda file: file.write_text("<html>"), "另存为不加密的 .xlsx"),
        ("a.xlsx", lambda file: file.write_bytes(b"\xd0\xcf\x11\xe0"), "另存为不加密的 .xlsx"),
        ("a.docx", lambda file: file.write_text("x"), "不认得 .docx 文件"),
        ("a.csv", lambda file: file.write_text("条款编号,进展", encoding="utf-16"), "UTF-16 编码"),
        ("a.csv", lambda file: file.write_bytes(b"\xff\x00\xff\x80"), "既不是 UTF-8 也不是 GB18030"),
        (
            "a.csv",
            lambda file: file.write_text('条款编号,进展\n\n1/list,"推进中\n1/report,'),
            "文件第 3 行起，双引号没有成对",
        ),
        ("a.csv", lambda file: file.write_text('条款编号,进展\n"1/list"x,推进中\n'), "文件第 2 行起，双引号没有成对"),
        ("a.csv", lambda file: file.write_text("条款编号,进展\n1/list," + "x" * 40_000), "第 2 行B 列有 40000 字"),
        ("a.csv", lambda file: file.write_text("条款编号,进展\n1/list,推\0进\n"), "文件第 2 行有空字符（NUL）"),
        (
            "a.csv",
            lambda file: file.write_text("条款编号\uff0c进展\n1/list\uff0c推进中\n"),
            "各列之间写的是“\uff0c”，应为半角逗号",
        ),
        ("a.csv", lambda file: file.write_text("条款编号|进展\n1/list|推进中\n"), "各列之间写的是“|”，应为半角逗号"),
        ("a.csv", lambda file: file.write_text("姓名,电话\n甲,1\n"), "没有找到认得的表头"),
        ("a.csv", lambda file: file.write_text("条款编号,进展,完成情况\n"), "B 列“进展”、C 列“完成情况” 说的是同一项"),
        ("a.csv", lambda file: file.write_text("条款编号,进展\n1/list,\n"), "没有可以导入的内容"),
        ("a.csv", lambda file: file.mkdir(), "没有文件"),
        ("a.csv", lambda _file: None, "没有文件"),
    ],
)
def test_files_that_cannot_be_read(importing: Importing, tmp_path: Path, name: str, make: Any, why: str) -> None:
    make(tmp_path / name)
    outcome = importing(tmp_path / name)
    assert (outcome.code, outcome.out) == (2, "")
    assert why in outcome.err
    assert not importing.target.exists()


def test_sheets_of_one_kind_must_be_chosen_between(importing: Importing, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "5月"
    for name in ("6月", "草稿"):
        book.create_sheet(name)
    for sheet in book.worksheets:
        sheet.append(list(HEAD))
        sheet.append(["1/list" if sheet.title == "5月" else "1/report", "推进中"])
    book["草稿"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert "工作表“5月”和“6月”是同一种表，不知导入哪一张；请用 --sheet 指明" in importing(tmp_path / "a.xlsx").err
    assert "没有工作表“7月”；有：5月、6月、草稿" in importing(tmp_path / "a.xlsx", "--sheet", "7月").err
    assert importing(tmp_path / "a.xlsx", "--sheet", "6月").code == 0
    assert importing.entries() == ["1/report"]


# ---- the file that is written -----------------------------------------------------------------------------


def test_nothing_is_overwritten(importing: Importing) -> None:
    assert importing.rows(LINE).code == 0
    before = importing.target.read_bytes()
    again = importing.rows(("1/report", "推进中", "", ""))
    assert (again.code, "已有报送：data/submissions/2024-06/yi.yaml" in again.err) == (2, True)
    aside = importing(importing.csv([HEAD, LINE]), "-o", str(importing.target))
    assert (aside.code, "没有改写" in aside.err) == (2, True)
    assert importing.target.read_bytes() == before


def test_submitted_today_unless_told(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            del tz
            return cls(2024, 7, 3, tzinfo=UTC)

    monkeypatch.setattr(clock, "datetime", Clock)
    assert importing.zhifa("import", importing.csv([HEAD, LINE]), "-u", "乙区", "-m", "2024-06").code == 0
    assert importing.taken()["submitted_on"] == str(datetime.combine(date(2024, 7, 3), time()).date())


def test_csv_needs_no_openpyxl_and_xlsx_says_how_to_get_it(
    importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = workbook(tmp_path / "a.xlsx", [HEAD, LINE])
    for module in [name for name in sys.modules if name.split(".")[0] == "openpyxl" or name.endswith("xlsx_file")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    refused = importing(book)
    assert (refused.code, 'pip install "zhifa-cli[xlsx]"' in refused.err) == (2, True)
    assert importing.rows(LINE).code == 0


CELLS = st.text(st.characters(codec="utf-8") | st.sampled_from("\n:#-*&!%@`'\"{}[],|>?\u2028\u202e\x00 "), max_size=12)
ITEMS = st.sampled_from(["1/list", "1/report", "2/extra", "3/reviewers", "1", "第1条"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(ITEMS, st.sampled_from(["已完成", "推进中", "x"]), CELLS, CELLS, CELLS, CELLS), max_size=4)
)
def test_whatever_cells_hold_the_file_is_sound(importing: Importing, rows: list[tuple[str, ...]]) -> None:
    importing.target.unlink(missing_ok=True)
    outcome = importing.rows(*rows, head=("条款编号", "进展", "完成日期", "佐证材料名称", "存在问题", "办理方式"))
    assert outcome.code in {0, 1, 2}
    assert importing.target.exists() == (outcome.code != 2)
    assert importing.faults() == []
