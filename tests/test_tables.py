"""``-f csv`` and ``-f markdown`` of status and overdue."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from conftest import Zhifa
from small_city import FORMULA, HOSTILE_UNIT, MEASURES

SEPTEMBER = ("--month", "2024-09")
AS_OF = ("--as-of", "2024-09-30")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.usefixtures("city")
class TestCsv:
    @pytest.mark.parametrize("command", ["status", "overdue"])
    def test_opens_in_a_spreadsheet_whether_printed_or_written(
        self, zhifa: Zhifa, tmp_path: Path, command: str
    ) -> None:
        printed = zhifa(command, *SEPTEMBER, "-f", "csv").out.encode()
        assert printed.startswith(b"\xef\xbb\xbf")
        assert printed.count(b"\xef\xbb\xbf") == 1
        assert printed.endswith(b"\r\n")
        assert printed.count(b"\n") == printed.count(b"\r\n")
        target = tmp_path / "out.csv"
        zhifa(command, *SEPTEMBER, "-f", "csv", "-o", target)
        assert target.read_bytes() == printed

    def test_status_rows_are_those_of_the_json(self, zhifa: Zhifa) -> None:
        flat = rows(zhifa("status", *SEPTEMBER, "-f", "csv").out)
        duties = json.loads(zhifa("status", *SEPTEMBER, "-f", "json").out)["duties"]
        names = {
            "单位编号": "unit",
            "举措": "measure",
            "事项编号": "item",
            "年度": "cycle",
            "约束力": "binding",
            "原定时限": "original_due",
            "时限": "due",
            "完成日期": "completed_on",
            "逾期天数": "days_overdue",
        }
        assert [{title: row[title] for title in names} for row in flat] == [
            {title: "" if duty[key] is None else str(duty[key]) for title, key in names.items()} for duty in duties
        ]
        assert {(row["截至"], row["数据说明"]) for row in flat} == {("2024-09-30", "含演示数据")}

    def test_overdue_says_what_is_missing_and_what_was_granted(self, zhifa: Zhifa) -> None:
        late = rows(zhifa("overdue", *SEPTEMBER, "-f", "csv").out)
        assert [(row["类别"], row["单位编号"], row["事项编号"], row["逾期天数"]) for row in late] == [
            ("往月结转", "jia", "3/reviewers", "92"),
            ("往月结转", "yi", "1/list", "92"),
            ("往月结转", "yi", "1/report", "92"),
            ("往月结转", "yi", "3/reviewers", "92"),
            ("往月结转", "sifa", "m1", "61"),
        ]
        assert (late[0]["状态"], late[0]["差额"]) == ("不达标", "2 个部门共还差 4 人")
        assert (late[1]["原定时限"], late[1]["延期至"]) == ("2024-06-30", "2024-08-31")

    @pytest.mark.parametrize(
        ("title", "shown"),
        [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1+1", "'＝1+1"),
            (r"\t=1+1", r"\t=1+1"),
            (r"\r=1+1", r"\r=1+1"),
            (r"a\nb", r"a\nb"),
            (r"a\u001b[31m", r"a\u001b[31m"),
            ('a"b,c', 'a"b,c'),
            ("正常", "正常"),
        ],
    )
    def test_no_cell_is_a_formula(self, zhifa: Zhifa, city: Path, title: str, shown: str) -> None:
        quoted = '"' + title.replace('"', '\\"') + '"'
        text = MEASURES.replace(f"'{FORMULA}'", quoted)
        (city / "measures.yaml").write_text(text, encoding="utf-8")
        flat = rows(zhifa("status", "-u", "甲区", *SEPTEMBER, "-f", "csv").out)
        assert {row["事项"] for row in flat if row["事项编号"] == "1/list"} == {shown}

    def test_nothing_overdue_is_a_header_alone(self, zhifa: Zhifa) -> None:
        out = zhifa("overdue", "--as-of", "2024-05-01", "-f", "csv").out
        assert out.startswith("\ufeff类别,单位,")
        assert rows(out) == []


@pytest.mark.usefixtures("city")
class TestMarkdown:
    def test_status_is_a_matrix_and_a_tally(self, zhifa: Zhifa) -> None:
        out = zhifa("status", *SEPTEMBER, "-f", "markdown").out
        assert "示例市计划 · 截至 2024-09-30 · **含演示数据**" in out
        table = [line for line in out.splitlines() if line.startswith("|")]
        assert table[0] == "| 单位 | 第1项 | 第2项 | 第3项 | 里程碑 |"
        assert table[3] == "| 甲区 | 迟完成 | 未到期 | 不达标 | · |"
        assert len(table) == 5
        tally = sum(int(number) for number in re.findall(r" (\d+)[、。]", out.split("应办事项：")[1].split("\n")[0]))
        assert tally == len(json.loads(zhifa("status", *SEPTEMBER, "-f", "json").out)["duties"])

    def test_overdue_has_both_kinds(self, zhifa: Zhifa) -> None:
        out = zhifa("overdue", "--month", "2024-07", "-f", "markdown").out
        assert "## 本月到期（1 项）" in out
        assert "| 市司法局 | 完成中期评估 | 三 m1 | 2024-07-31 | 当日届满 | 逾期未完成 |" in out
        assert "## 往月结转（3 项）" in out
        assert "不达标，2 个部门共还差 4 人" in out

    def test_text_from_data_is_shown_as_written(self, zhifa: Zhifa) -> None:
        out = zhifa("overdue", *SEPTEMBER, "-f", "markdown").out
        tokens = MarkdownIt("commonmark").enable("table").parse(out)
        inline = [token for token in tokens if token.type == "inline"]
        assert {child.type for token in inline for child in token.children or ()} == {
            "text",
            "strong_open",
            "strong_close",
        }
        shown = ["".join(child.content for child in token.children or ()) for token in inline]
        assert shown.count(HOSTILE_UNIT) == 4
        assert FORMULA in shown

    def test_nothing_overdue_is_said(self, zhifa: Zhifa) -> None:
        assert "无逾期事项。" in zhifa("overdue", "--as-of", "2024-05-01", "-f", "markdown").out
        assert "没有应办事项。" in zhifa("status", *SEPTEMBER, "--measure", "1", "-u", "sifa", "-f", "markdown").out


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("form", ["csv", "markdown"])
@pytest.mark.parametrize("command", ["status", "overdue"])
def test_same_data_and_date_give_the_same_bytes(zhifa: Zhifa, command: str, form: str) -> None:
    first, second = (zhifa(command, *SEPTEMBER, "-f", form) for _ in range(2))
    assert first == second
    assert first.code == 0


FORMS = [
    *((command, form) for command in ("status", "overdue") for form in ("text", "json", "csv", "markdown")),
    *(("calendar", form) for form in ("text", "json", "ics")),
]


@pytest.mark.parametrize(("command", "form"), FORMS)
def test_a_result_replaces_a_result_and_nothing_else_by_accident(
    zhifa: Zhifa, city: Path, tmp_path: Path, command: str, form: str
) -> None:
    target = tmp_path / "result"
    target.touch()
    for day in ("2024-07-15", "2024-07-31"):
        assert zhifa(command, "--as-of", day, "-f", form, "-o", target).code == 0
        assert day in target.read_text(encoding="utf-8") or day.replace("-", "") in target.read_text(encoding="utf-8")
    roster = city / "units.yaml"
    before = roster.read_bytes()
    refused = zhifa(command, *AS_OF, "-f", form, "-o", roster)
    assert (refused.code, roster.read_bytes()) == (2, before)
    assert "--force" in refused.err
    assert zhifa(command, *AS_OF, "-f", form, "-o", roster, "--force").code == 0
    assert roster.read_bytes() != before
