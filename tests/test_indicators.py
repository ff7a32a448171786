"""Indicators that a plan defines, from the form that asks for their numbers to the finding that cites them."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Zhifa

MEASURES = """\
plan: {title: 细则, issued_on: 2024-02-01, ends_on: 2025-12-31, coordinator: 甲局}
indicators:
  - {id: closed, title: 办结件数, unit: 件}
  - {id: accepted, title: 受理件数, unit: 件}
  - {id: visits, title: 检查次数, unit: 次}
  - {id: trained, title: 培养人数, unit: 名}
measures:
  - id: 1
    title: 举措
    clauses:
      - id: 1
        source: 第1条
        summary: 做事
        responsible: [甲局]
        deadline: 每年12月
        requirements:
          - {id: rate, title: 办结率不低于95%, threshold: {share: [closed, accepted], at_least: 95%, of: unit}}
          - {id: fewer, threshold: {change: visits, at_most: -10%, of: unit}}
          - {id: trained, deadline: 2025年底, threshold: {count: trained, at_least: 1000, of: unit}}
"""
HEAD = "unit: 甲局\nperiod: 2024-12\nsubmitted_on: 2024-12-31\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "submissions").mkdir(parents=True)
    (folder / "measures.yaml").write_text(MEASURES, encoding="utf-8")
    (folder / "units.yaml").write_text("units: [{id: jia, name: 甲局}]\n", encoding="utf-8")
    return folder


def report(data: Path, *figures: str) -> None:
    text = HEAD + "figures:\n" + "".join(f"  - {{{figure}}}\n" for figure in figures)
    (data / "submissions/a.yaml").write_text(text, encoding="utf-8")


def findings(zhifa: Zhifa, data: Path, as_of: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(zhifa("check", "--data", data, "--as-of", as_of, "-f", "json").out)[
        "findings"
    ]
    return found


@pytest.mark.parametrize(
    ("figures", "rule", "line", "measured", "words"),
    [
        (
            ("indicator: closed, cycle: 2024, as_of: 2024-12-31, value: 189", "indicator: accepted, cycle: 2024, as_of: 2024-12-31, value: 200"),
            "ZF401",
            5,
            {"of": "办结件数", "value": "189/200", "limit": "≥ 95%", "shortfall": 1},
            "办结件数 189/200（94.5%），要求 ≥ 95%，还差 1 件",
        ),
        (
            ("indicator: visits, cycle: 2023, as_of: 2023-12-31, value: 10001", "indicator: visits, cycle: 2024, as_of: 2024-12-31, value: 9001"),
            "ZF401",
            6,
            {"of": "检查次数", "value": "9001（上一期 10001）", "limit": "≤ -10%", "shortfall": 1},
            "检查次数 9001（上一期 10001，-9.999%），要求 ≤ -10%，超出 1 次",
        ),
        (
            ("indicator: trained, as_of: 2024-12-31, value: 999.5",),
            "ZF402",
            5,
            {"of": "培养人数", "value": "999.5", "limit": "≥ 1000", "shortfall": 0.5},
            "培养人数 999.5 名，要求 ≥ 1000，还差 0.5 名",
        ),
        (
            ("indicator: visits, cycle: 2024, as_of: 2024-12-31, value: 9",),
            "ZF402",
            5,
            None,
            "没有上一期（2023）“检查次数”的数字，算不出来，待核实",
        ),
        (
            ("indicator: closed, cycle: 2024, as_of: 2024-12-31, value: 0", "indicator: accepted, cycle: 2024, as_of: 2024-12-31, value: 0"),
            "ZF402",
            5,
            None,
            "“受理件数”是 0，算不出来，待核实",
        ),
    ],
)  # fmt: skip
def test_a_finding_cites_the_number_and_the_gap(  # noqa: PLR0913, PLR0917 - a finding, word for word
    figures: tuple[str, ...], rule: str, line: int, measured: object, words: str, zhifa: Zhifa, data: Path
) -> None:
    report(data, *figures)
    told = [f for f in findings(zhifa, data, "2024-12-31") if f["rule"] in {"ZF401", "ZF402"}]
    (found,) = told
    assert (found["rule"], found["line"], found["measured"]) == (rule, line, measured)
    assert found["message"].endswith(f"：{words}")


def test_numbers_that_were_never_reported_are_told_once_a_cycle(zhifa: Zhifa, data: Path) -> None:
    told = [f["message"] for f in findings(zhifa, data, "2025-12-31") if f["rule"] == "ZF403"]
    assert [message.partition("：")[2].partition("（")[0] for message in told] == [
        "没有报送2024年度办结件数、受理件数",
        "没有报送2025年度办结件数、受理件数",
        "没有报送2024年度检查次数",
        "没有报送2025年度检查次数",
        "没有报送培养人数",
    ]


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        ("{count: trainde, at_least: 2, of: unit}", "没有编号为“trainde”的指标；是不是 trained？"),
        ("{share: [closed, xyz], at_least: 2%, of: unit}", "没有编号为“xyz”的指标；请照 measures.yaml 的 indicators 写编号"),
        ("{count: trained, at_least: 2%, of: unit}", "count（数量）的限值写成 20 的样子；单位是 % 的指标，90% 写作 90"),
        ("{share: [closed, accepted], at_least: 95, of: unit}", "占比和增减的限值写成百分数，如 95%、-10%"),
        ("{count: trained, at_most: -1, of: unit}", "“-1”小于 0；只有 change（增减）的限值可以是负数"),
        ("{change: trained, at_least: 2%, of: every_department}", "change（增减）是整个单位的指标，of 应为 unit"),
        ("{count: trained, at_least: 2, of: every_department}", "没有编号为“trained”的列"),
        ("{count: trained, at_leats: 2, of: unit}", "是不是 at_least？"),
        ("{share: [closed, officers], at_least: 5%, of: every_department}", "没有编号为“closed”的列"),
    ],
)  # fmt: skip
def test_a_threshold_that_cannot_be_is_told_with_its_cure(
    threshold: str, message: str, zhifa: Zhifa, data: Path
) -> None:
    measures = MEASURES.replace("{count: trained, at_least: 1000, of: unit}", threshold)
    (data / "measures.yaml").write_text(measures, encoding="utf-8")
    (told,) = [f for f in findings(zhifa, data, "2024-06-30") if f["rule"] == "ZF104"]
    assert message in told["message"]
    assert told["line"] == measures[: measures.index(threshold)].count("\n") + 1


def test_new_asks_for_the_numbers_that_open_thresholds_need(zhifa: Zhifa, data: Path, tmp_path: Path) -> None:
    report(data, "indicator: visits, cycle: 2023, as_of: 2023-12-31, value: 10")
    assert zhifa("new", "甲局", "-m", "2024-12", "--data", data, "-o", tmp_path / "new.yaml").code == 0
    text = (tmp_path / "new.yaml").read_text(encoding="utf-8")
    asked = [(figure["indicator"], figure.get("cycle")) for figure in yaml.safe_load(text)["figures"]]
    assert asked == [("closed", 2024), ("accepted", 2024), ("visits", 2024), ("trained", None)]
    before = findings(zhifa, data, "2024-12-31")
    (data / "submissions/new.yaml").write_text(text, encoding="utf-8")
    assert findings(zhifa, data, "2024-12-31") == before


def test_a_workbook_of_numbers_is_read_back(zhifa: Zhifa, data: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    form, filled = tmp_path / "form.xlsx", tmp_path / "filled.yaml"
    assert zhifa("template", "--unit", "甲局", "-m", "2024-12", "--data", data, "-o", form).code == 0
    book = openpyxl.load_workbook(form)
    sheet = book["指标数字"]
    rows = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    for name, value in {"closed": 189, "accepted": "1,200.5"}.items():
        sheet.cell(rows[name], 5).value = value
        sheet.cell(rows[name], 6).value = "2024年12月31日"
    sheet.cell(rows["closed"], 7).value = "办件台账"
    sheet.cell(rows["trained"], 5).value = "约 300"
    book.save(form)
    options = ("--unit", "甲局", "-m", "2024-12", "--submitted-on", "2024-12-31", "--data", data, "-o", filled)
    outcome = zhifa("import", form, *options)
    assert outcome.code == 1
    assert "“trained”：“约300”不是数字" in outcome.err.replace(" ", "")
    read = yaml.load(filled.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts alone
    read = read["figures"]
    assert [(f["indicator"], f["cycle"], f["as_of"], f["value"]) for f in read] == [
        ("closed", "2024", "2024-12-31", "189"),
        ("accepted", "2024", "2024-12-31", "1200.5"),
    ]
    assert read[0]["evidence"] == [{"title": "办件台账"}]


def test_numbers_in_csv_are_known_by_their_titles(zhifa: Zhifa, data: Path, tmp_path: Path) -> None:
    ledger, filled = tmp_path / "台账.csv", tmp_path / "filled.yaml"
    ledger.write_text(
        "指标名称,年度,数值,统计截止日\n办结件数,2024,189,2024.12.31\n不知道的,2024,1,2024.12.31\n检查次数,,3,2024.12.31\n",
        "utf-8",
    )
    options = ("--unit", "甲局", "-m", "2024-12", "--submitted-on", "2024-12-31", "--data", data, "-o", filled)
    outcome = zhifa("import", ledger, *options)
    assert outcome.code == 1
    assert "“不知道的”不是哪一个指标的名称" in outcome.err
    assert "“visits”用于定期事项，须写届期，如 2025" in outcome.err
    assert [f["indicator"] for f in yaml.safe_load(filled.read_text(encoding="utf-8"))["figures"]] == ["closed"]


@pytest.mark.parametrize("kind", ["monthly", "midterm", "summary", "unit", "notice"])
def test_reports_show_the_numbers(kind: str, zhifa: Zhifa, data: Path) -> None:
    report(
        data,
        "indicator: visits, cycle: 2023, as_of: 2023-12-31, value: 10",
        "indicator: visits, cycle: 2024, as_of: 2024-12-31, value: 10",
    )
    unit = ("--unit", "甲局") if kind in {"unit", "notice"} else ()
    outcome = zhifa("report", "--month", "2024-12", "--kind", kind, "--data", data, *unit)
    assert outcome.code == 0
    assert ("10（上一期 10，0.0%）" if kind in {"midterm", "summary"} else "超出 1 次") in outcome.out
    assert ("压减超出上限的 1 项指标，不能压减的说明原因，不得再超（第1条 超出 1 次）" in outcome.out) is (
        kind in {"monthly", "unit"}
    )


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        (("cycle: 2025, as_of: 2025-12-31, value: 210", "as_of: 2025-11-30, value: 1000"), "done"),
        (("cycle: 2025, as_of: 2025-12-31, value: 210", "as_of: 2025-12-31, value: 999"), "noncompliant"),
        (("cycle: 2025, as_of: 2025-12-31, value: 1010",), "done"),
    ],
)
def test_a_number_in_all_stands_beside_those_of_each_year(
    figures: tuple[str, ...], status: str, zhifa: Zhifa, data: Path
) -> None:
    yearly = "          - {id: yearly, threshold: {count: trained, at_least: 200, of: unit}}\n"
    (data / "measures.yaml").write_text(MEASURES + yearly, encoding="utf-8")
    report(data, *(f"indicator: trained, {figure}" for figure in figures))
    file = data / "submissions/a.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2024-12", "2025-12", 2), encoding="utf-8")
    duties = json.loads(zhifa("status", "--data", data, "--as-of", "2025-12-31", "-f", "json").out)["duties"]
    found = {(duty["item"], duty["cycle"]): duty["status"] for duty in duties}
    assert (found["1/trained", None], found["1/yearly", "2025"]) == (status, "done")


def test_a_ceiling_that_is_passed_early_is_not_said_to_have_fallen_due(zhifa: Zhifa, data: Path) -> None:
    report(
        data,
        "indicator: visits, cycle: 2023, as_of: 2023-12-31, value: 10",
        "indicator: visits, cycle: 2024, as_of: 2024-06-30, value: 10",
    )
    overdue = zhifa("overdue", "--month", "2024-06", "--data", data, "-f", "markdown").out
    assert "## 未到期但已超上限（1 项）" in overdue
    assert "## 本月到期（0 项）" in overdue
    monthly = zhifa("report", "--month", "2024-06", "--data", data).out
    assert "其中本月到期 0 项，往月结转 0 项，未到期但已超上限 1 项；" in monthly
