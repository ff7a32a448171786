"""Yearly statistics: exact sums of all, of groups and of bodies, the year before beside them, and who is silent."""

import json
import random
import shutil
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

import naive_statistics
from conftest import Zhifa

TABLES = """\
responsible: [县区]
tables:
  - id: penalties
    title: 行政处罚
    columns:
      - {id: fine, title: '=罚款<b>', unit: 宗}
      - {id: cases, title: 合计, unit: 宗, sum_of: [fine]}
      - {id: amount, title: 罚没金额, unit: 元, decimals: true}
"""


def year(unit: str, of: int, numbers: str) -> str:
    return f"unit: {unit}\nyear: {of}\nsubmitted_on: {of + 1}-01-20\npenalties: {{{numbers}}}\n"


@pytest.fixture
def tables(city: Path) -> Path:
    folder = city / "statistics"
    for name, text in {
        "tables.yaml": TABLES,
        "2023/jia.yaml": year("甲区", 2023, "fine: 30, cases: 30, amount: 0.1"),
        "2024/jia.yaml": year("甲区", 2024, "fine: 40, cases: 40, amount: 0.3"),
        "2024/yi.yaml": year("乙区", 2024, "fine: 7, cases: 7"),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def numbers(zhifa: Zhifa, *words: str) -> dict[str, tuple[str | None, str | None, str | None, int]]:
    document = json.loads(zhifa("statistics", "--year", "2024", *words, "-f", "json").out)
    (table,) = document["tables"]
    return {c["id"]: (c["value"], c["before"], c["change"], c["lacking"]) for c in table["columns"]}


@pytest.mark.usefixtures("tables")
def test_sums_are_exact_and_growth_is_that_of_those_who_reported_both_years(zhifa: Zhifa) -> None:
    assert numbers(zhifa) == {
        "fine": ("47", "30", "1/3", 0),  # 甲区 alone, 30 -> 40: what 乙区 reported for the first time is no growth
        "cases": ("47", "30", "1/3", 0),
        "amount": ("0.3", "0.1", "2", 1),  # exactly three times as much; 乙区 left it blank, which is no zero
    }
    assert numbers(zhifa, "--unit", "乙区")["amount"] == (None, None, None, 1)
    out = zhifa("statistics", "--year", "2024").out
    assert "0.3（1 个单位没有填）" in out
    assert "+33.3%   1 个单位" in out


def test_who_has_not_reported_is_named(zhifa: Zhifa, tables: Path) -> None:
    (tables / "2024/yi.yaml").unlink()
    out = zhifa("statistics", "--year", "2024", "--as-of", "2025-02-01").out
    assert "应报 2 个单位，已报 1 个" in out
    assert "没有报送的 1 个：-乙|区<b>*`" in out
    assert "已报 0 个" in zhifa("statistics", "--year", "2024", "--as-of", "2025-01-19").out
    check = zhifa("check", "--as-of", "2025-02-01", "--select", "ZF704").out
    assert "没有报送 2024 年统计，2025-01-31 到期，逾期 1 天" in check
    assert "没有报送 2023 年统计，2024-01-31 到期" in check
    assert "ZF704" not in zhifa("check", "--as-of", "2024-01-30", "--select", "ZF704").out


@pytest.mark.usefixtures("tables")
def test_a_report_that_was_not_known_is_not_summed_up(zhifa: Zhifa) -> None:
    assert (
        json.loads(zhifa("statistics", "--year", "2024", "--known-on", "2025-01-19", "-f", "json").out)["reported"]
        == []
    )


def test_the_csv_holds_all_groups_and_bodies_and_no_formula(zhifa: Zhifa, tables: Path) -> None:
    lines = zhifa("statistics", "--year", "2024", "-f", "csv").out.splitlines()
    assert [line.split(",")[1] for line in lines[1:] if ",cases," in line] == ["合计", "县区", "甲区", "'-乙|区<b>*`"]
    assert all("'=罚款<b>" in line for line in lines if ",fine," in line)
    assert "<b>" not in zhifa("statistics", "--year", "2024", "-f", "markdown").out.replace("&lt;b>", "")
    assert tables.exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("2024/z.yaml", year("甲区", 2024, "fine: 1"), "ZF111 {}:1:7 甲区 2024 年的统计已在 statistics/2024/"),
        ("2024/b.yaml", year("甲区", 2022, "fine: 1"), "ZF110 {}:2:7 统计年度 2022 与所在的文件夹 2024 不一致"),
        ("2024/c.yaml", year("丙区", 2024, "fine: 1"), "ZF105 {}:1:7 "),
        ("2024/d.yaml", year("市司法局", 2024, "fines: 1"), "ZF104 {}:4:13 没有“fines”这个键"),
        ("2024/e.yaml", year("市司法局", 2024, "fine: 1.5"), "ZF104 {}:4:19 1.5 不是整数"),
        ("2024/f.yaml", year("市司法局", 2024, "fine: 一"), "ZF104 {}:4:19 "),
        ("2024/g.yaml", year("市司法局", 2024, "fine: 1").replace("2025-01-20", "2024-06-30"), "ZF110 {}:3:15 "),
        ("2024/h.yaml", "[\n", "ZF101 {}:"),
    ],
)
def test_a_faulty_file_is_told_at_its_line_and_the_others_are_summed_up(
    zhifa: Zhifa, tables: Path, name: str, text: str, told: str
) -> None:
    (tables / name).write_text(text, encoding="utf-8")
    found = json.loads(zhifa("check", "--as-of", "2025-02-01", "-f", "json").out)["findings"]
    lines = [f"{f['rule']} {Path(f['path']).name}:{f['line']}:{f['column']} {f['message']}" for f in found]
    assert any(line.startswith(told.format(Path(name).name)) for line in lines), lines
    assert numbers(zhifa)["fine"][0] == "47"


def test_without_tables_the_cure_is_told(zhifa: Zhifa, tables: Path) -> None:
    (tables / "tables.yaml").unlink()
    refused = zhifa("statistics")
    assert (refused.code, "请先写 statistics/tables.yaml" in refused.err) == (2, True)
    assert "还没有 statistics/tables.yaml" in zhifa("check", "--as-of", "2024-07-31").out


def test_a_large_change_is_one_beyond_the_limit_exactly(zhifa: Zhifa, tables: Path) -> None:
    """Held against fractions, since a third of 30 has no decimals."""
    (tables / "tables.yaml").write_text(
        TABLES.replace("title: 行政处罚\n", "title: 行政处罚\n    large_change: 33.3333%\n")
    )
    assert Fraction(40 - 30, 30) > Fraction("33.3333") / 100
    assert "增长 33.3%" in zhifa("check", "--as-of", "2025-02-01", "--select", "ZF703").out
    (tables / "2024/jia.yaml").write_text(year("甲区", 2024, "fine: 39, cases: 39, amount: 0.1"), encoding="utf-8")
    assert "ZF703" not in zhifa("check", "--as-of", "2025-02-01", "--select", "ZF703").out


@pytest.mark.usefixtures("tables")
def test_the_analysis_compares_who_reported_both_years_and_leaves_the_reason_open(zhifa: Zhifa) -> None:
    report = zhifa("report", "--kind", "statistics", "--as-of", "2025-02-01").out
    assert "# 2024年度行政执法统计分析报告" in report
    assert "应报送2024年度统计的单位2个（2025年1月31日前报送），已报送2个" in report
    assert "合计47宗，罚没金额0.3元（1个单位没有填）" in report
    assert "1个单位由30宗变为40宗，+10，+33.3%。原因请补充。" in report
    assert "罚款&lt;b&gt;47宗、占100.0%" in report
    assert "# 2023年度" in zhifa("report", "--kind", "statistics", "--month", "2024-06").out


def test_the_analysis_names_who_is_silent_and_where_totals_do_not_agree(zhifa: Zhifa, tables: Path) -> None:
    (tables / "2024/yi.yaml").unlink()
    (tables / "2024/jia.yaml").write_text(year("甲区", 2024, "fine: 40, cases: 41"), encoding="utf-8")
    report = zhifa("report", "--kind", "statistics", "--as-of", "2025-02-01").out
    assert "没有报送的** 有1个单位" in report
    assert "合计填 41 宗，分项之和是 40 宗，多 1 宗 | statistics/2024/jia.yaml:4:" in report
    summary = zhifa("report", "--kind", "summary", "--as-of", "2025-02-01").out
    assert "2024年度执法统计" in summary


def test_a_form_goes_out_and_comes_back_and_what_is_not_certain_is_told(
    zhifa: Zhifa, tables: Path, tmp_path: Path
) -> None:
    (tables / "2024/yi.yaml").unlink()
    form = tmp_path / "form.xlsx"
    asked = ("--kind", "statistics", "--year", "2024")
    assert zhifa("template", *asked, "--unit", "乙区", "-o", str(form)).code == 0
    book = openpyxl.load_workbook(form)
    sheet = book["年度统计"]
    assert [sheet.cell(row, 2).value for row in (4, 5, 6)] == ["penalties.fine", "penalties.cases", "penalties.amount"]
    sheet["F4"], sheet["F5"], sheet["F6"] = 7, "约七宗", "1,234.5"
    book.save(form)
    assert "与 --unit 甲区 不符" in zhifa("import", str(form), *asked[:3], "2023", "--unit", "甲区", "-o", "x").err
    done = zhifa("import", str(form), *asked, "--unit", "乙区", "--submitted-on", "2025-01-20")
    assert (done.code, "“年度统计”第 5 行：“penalties.cases”：" in done.err) == (1, True)
    found = numbers(zhifa, "--unit", "乙区")
    assert {name: number[0] for name, number in found.items()} == {"fine": "7", "cases": None, "amount": "1234.5"}
    assert "已有" in zhifa("import", str(form), *asked, "--unit", "乙区").err


def exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def compared(zhifa: Zhifa, folder: Path) -> list[str]:
    """Hold what the tool says of 2024 against the naive computation; give back what it found."""
    told = json.loads(zhifa("statistics", "--year", "2024", "--as-of", "2025-06-30", "-f", "json").out)
    assert naive_statistics.sums(folder, 2024) == {
        (table["id"], column["id"]): (exact(column["value"]), exact(column["change"]), column["lacking"])
        for table in told["tables"]
        for column in table["columns"]
    }
    found = [finding for finding in told["findings"] if finding["rule"] in {"ZF701", "ZF702"}]
    assert len(found) == len(naive_statistics.wrong(folder, 2024))
    return [finding["message"] for finding in found]


def test_made_up_years_are_summed_up_as_by_hand(zhifa: Zhifa, tables: Path) -> None:
    chance = random.Random(18)  # noqa: S311 - the same folders each time
    names = ("fine", "cases", "amount")
    for _ in range(6):
        for year_ in (2023, 2024):
            for file, unit in (("jia", "甲区"), ("yi", "乙区"), ("ju", "市司法局")):
                filled = [name for name in names if chance.random() > 0.2]
                one = year(unit, year_, ", ".join(f"{name}: {chance.randint(0, 3)}" for name in filled))
                (tables / f"{year_}/{file}.yaml").write_text(one, encoding="utf-8")
        compared(zhifa, tables)


def test_a_published_table_gives_its_totals_and_a_misprint_is_found(zhifa: Zhifa, tables: Path) -> None:
    """What 庆元县 published of 2024, under the name of a body of the small city."""
    shutil.rmtree(tables)
    shutil.copytree(Path(__file__).parent / "plans/qingyuan-2024/statistics", tables)
    form, filed = tables / "tables.yaml", tables / "2024/qingyuan.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("[县级]", "[县区]"), encoding="utf-8")
    filed.write_text(filed.read_text(encoding="utf-8").replace("庆元县", "甲区"), encoding="utf-8")
    assert compared(zhifa, tables) == []
    shown = zhifa("statistics", "--year", "2024").out
    assert all(number in shown for number in ("108156", "1753.79", "26569", "26462"))
    misprinted = filed.read_text(encoding="utf-8").replace("94929", "94299").replace("26462", "26642")
    filed.write_text(misprinted, encoding="utf-8")
    assert compared(zhifa, tables) == [
        "2024 年行政处罚实施情况统计表：合计填 108156 宗，分项之和是 107526 宗，多 630 宗",
        "2024 年行政许可实施情况统计表：许可数量（26642 宗）多于受理数量（26569 宗）",
    ]


@pytest.mark.usefixtures("tables")
def test_a_workbook_has_a_sheet_for_each_table_and_a_group_is_summed_up_alone(zhifa: Zhifa, tmp_path: Path) -> None:
    book = tmp_path / "year.xlsx"
    assert zhifa("statistics", "--year", "2024", "-f", "xlsx", "-o", str(book)).code == 0
    sheet = openpyxl.load_workbook(book)["表1"]
    assert [cell.value for cell in sheet[3]] == ["合计", 47, 47, 0.3]
    assert "没有单位组“区”；有：" in zhifa("statistics", "--group", "区").err
    assert numbers(zhifa, "--group", "县区")["fine"][0] == "47"
