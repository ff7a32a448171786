"""The reports on a duty in order: what each changed, how the duty stood then, and who went back on his word."""

import json
from pathlib import Path

import pytest

from conftest import Zhifa

REPORTS = {
    "2024-05": ("2024-05-30", "{item: 1/list, status: 推进中}"),
    "2024-06": ("2024-06-28", "{item: 1/list, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 清单}]}"),
    "2024-07": ("2024-07-30", "{item: 1/list, status: 已完成, completed_on: 2024-06-25, evidence: [{title: 清单}]}"),
    "2024-09": ("2024-09-30", "{item: 1/list, status: 未启动}"),
}


@pytest.fixture
def reports(city: Path) -> Path:
    (city / "submissions/jia.yaml").unlink(missing_ok=True)
    for file in city.glob("submissions/**/*.yaml"):
        file.unlink()
    for month, (on, entry) in REPORTS.items():
        text = f"unit: 甲区\nperiod: {month}\nsubmitted_on: {on}\nprogress:\n  - {entry}\n"
        (city / f"submissions/jia-{month}.yaml").write_text(text, encoding="utf-8")
    return city


@pytest.mark.usefixtures("reports")
def test_each_report_stands_in_order_with_what_it_changed_and_how_the_duty_stood(zhifa: Zhifa) -> None:
    document = json.loads(zhifa("history", "甲区", "1/list", "--as-of", "2024-12-31", "-f", "json").out)
    assert (document["schema"], document["unit"]) == ("zhifa.history/1", "jia")
    (duty,) = document["duties"]
    assert (duty["item"], duty["status"]) == ("1/list", "overdue")
    assert [(r["submitted_on"], r["changed"], r["contradicts"], r["status"]) for r in duty["reports"]] == [
        ("2024-05-30", None, False, "overdue"),
        ("2024-06-28", "推进中 → 已完成，佐证 +1 份", False, "done"),
        ("2024-07-30", "完成日期 2024-06-20 → 2024-06-25", False, "done"),
        ("2024-09-30", "已完成 → 未启动，佐证 -1 份", True, "overdue"),
    ]
    assert duty["reports"][3]["place"].endswith("submissions/jia-2024-09.yaml:5")


@pytest.mark.usefixtures("reports")
def test_what_a_body_took_back_stands_out_on_a_screen(zhifa: Zhifa) -> None:
    out = zhifa("history", "甲区", "--as-of", "2024-12-31").out
    assert out.count("改口：收回了“已完成”") == 1
    assert "共 1 个事项，4 次报送，改口 1 次" in out
    assert "改口" not in zhifa("history", "甲区", "--as-of", "2024-12-31", "--known-on", "2024-08-01").out


def test_figures_are_reports_too(zhifa: Zhifa, city: Path) -> None:
    out = zhifa("history", "甲区", "3", "--as-of", "2024-12-31").out
    assert "报人员配备表，截至 2024-06-30" in out
    assert "当时的结论：不达标" in out
    assert city.exists()


@pytest.mark.usefixtures("city")
def test_what_was_reported_once_is_counted_and_shown_on_request(zhifa: Zhifa) -> None:
    assert "其中 3 个只报过一次，没有列出" in zhifa("history", "甲区", "--as-of", "2024-12-31").out
    shown = zhifa("history", "甲区", "--as-of", "2024-12-31", "--all").out
    assert shown.count("当时的结论") == 3
    assert "没有列出" not in shown
    assert "没有报送过。" in zhifa("history", "市司法局", "--as-of", "2024-12-31").out


@pytest.mark.usefixtures("city")
def test_no_format_lets_a_title_be_a_formula_or_markup(zhifa: Zhifa) -> None:
    assert zhifa("history", "甲区", "-f", "markdown", "-o", "经过.md").code == 0
    assert zhifa("history", "甲区", "-f", "markdown", "-o", "经过.md").code == 0  # over its own
    table = zhifa("history", "甲区", "--as-of", "2024-12-31", "-f", "csv").out
    assert ",'=HYPERLINK(" in table or ",\"'=HYPERLINK(" in table
    page = zhifa("history", "乙区", "--as-of", "2024-12-31", "-f", "markdown").out
    assert "<b>" not in page


@pytest.mark.usefixtures("city")
def test_a_name_that_is_none_is_answered_with_the_nearest(zhifa: Zhifa) -> None:
    assert "是不是 1/list？" in zhifa("history", "甲区", "1/lits").err
    assert zhifa("history", "丙区").code == 2
