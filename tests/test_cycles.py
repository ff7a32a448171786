"""How outputs word cycles that are months, quarters and half-years, and dates that are settled or not known yet."""

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from conftest import REPOSITORY, Zhifa
from zhifa_cli.forms.spreadsheet import cells

PLAN = Path(__file__).parent / "plans" / "cycles"
ON = "2024-07-05"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(PLAN, tmp_path / "data")
    shutil.copy(REPOSITORY / "data" / "calendar.yaml", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("place", "rule", "message"),
    [
        (
            ("submissions/2024-06/zhujianju.yaml", 9),
            "ZF104",
            "1a 是定期事项，须写 cycle（哪一期），如 cycle: 2024-01（2024年1月）",
        ),
        (
            ("submissions/2024-06/zhujianju.yaml", 10),
            "ZF107",
            "市住建局不承担 2024 年度 1a（每月报送调度情况）；该单位承担的各期：2024-01、2024-02 …… 2025-12（共 24 期）",
        ),
        (
            ("submissions/2024-06/zhujianju.yaml", 11),
            "ZF104",
            "“2024年3月”不是年份，应写成 2024 的样子（按月、季、半年的写 2024-03、2024Q1、2024H1）",
        ),
        (
            ("submissions/2024-06/zhujianju.yaml", 15),
            "ZF107",
            "市住建局不承担 2024年5月 1c/twice（报送统计表）；该单位承担的各期：2024-01、2024-07、2025-01、2025-07",
        ),
        (
            ("submissions/2024-06/zhujianju.yaml", 7),
            "ZF110",
            "完成日期 2024-02-27 在上一届期以前，是以前各期的事，不能算 2024年3月，待核实；请核对 cycle 和 completed_on",
        ),
        (
            ("submissions/2024-06/zhujianju.yaml", 13),
            "ZF110",
            "完成日期 2023-12-03 在上一届期以前，是以前各期的事，不能算 2024年上半年，待核实；请核对 cycle 和 completed_on",
        ),
        (
            ("extensions.yaml", 1),
            "ZF503",
            "每月报送调度情况：这是定期事项，没有写 cycle（是哪一期：2024-01、2024-02 …… 2025-12（共 24 期））",
        ),
        (
            ("extensions.yaml", 2),
            "ZF503",
            "每月报送调度情况：没有 2024 这一期；可写：2024-01、2024-02 …… 2025-12（共 24 期）",
        ),
        (
            ("exemptions.yaml", 1),
            "ZF107",
            "季度通报：市住建局不承担 1b，或没有这一期，这项免除没有起作用；请核对",
        ),
    ],
)
def test_messages_word_a_cycle_as_what_it_is(place: tuple[str, int], rule: str, message: str, zhifa: Zhifa) -> None:
    found = json.loads(zhifa("check", "--as-of", ON, "-f", "json").out)["findings"]
    said = {(f["path"], f["line"]): (f["rule"], f["message"]) for f in found}
    path, line = place
    where = f"data/{path}", line
    assert where in said
    assert said[where][0] == rule
    assert said[where][1].endswith(message)


def test_no_output_calls_a_month_a_year(zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [
        ["check", "--as-of", ON],
        ["overdue", "--month", "2024-06"],
        ["show", "市住建局", "--as-of", ON],
        ["show", "1a", "--as-of", ON],
        ["calendar", "--as-of", ON],
        ["calendar", "--as-of", ON, "-f", "ics"],
        ["status", "--as-of", ON, "-f", "csv"],
        *(["report", "--month", "2024-06", "--kind", kind, "-o", f"{kind}.md"] for kind in ("monthly", "summary")),
    ]
    for width in ("80", "120"):
        monkeypatch.setenv("COLUMNS", width)
        for call in calls:
            zhifa(*call, *(["--force"] if "-o" in call else []))
            text = Path(call[-1]).read_text("utf-8") if "-o" in call else zhifa(*call).out
            joined = "".join(text.replace("\r\n ", "").split())
            for wrong in ("2024-06年度", "2024-06年", "2024Q1年度", "2024H1年度", "月年度", "度年度", "年事项，没有"):
                assert wrong not in joined, (call, wrong)


def test_tables_are_headed_by_what_they_hold(zhifa: Zhifa) -> None:
    assert ",届期," in zhifa("status", "--as-of", ON, "-f", "csv").out
    assert ",届期," in zhifa("overdue", "--as-of", ON, "-f", "csv").out
    zhifa("report", "--month", "2024-06", "--kind", "summary", "-o", "summary.md")
    summary = Path("summary.md").read_text("utf-8")
    assert "### 定期事项的各年度按期完成情况" in summary
    assert "| 第1条第1款 | 每月报送调度情况 | 1/11 | 9.1% | 【红】 |" in summary


def test_a_settled_date_is_told_as_settled(zhifa: Zhifa) -> None:
    words = "与主题教育时间同步（核定：牵头单位核定）"
    assert words in zhifa("show", "2b", "--as-of", ON).out
    assert words in zhifa("calendar", "--as-of", "2024-06-01").out
    ics = zhifa("calendar", "--as-of", "2024-06-01", "-f", "ics").out.replace("\r\n ", "").replace("\n ", "")
    assert f"时限：{words}" in ics
    zhifa("report", "--month", "2024-06", "-o", "monthly.md")
    assert "| 2024-06-30（核定） |" in Path("monthly.md").read_text("utf-8")
    assert "\n2024-06-30（核定） " in zhifa("overdue", "--month", "2024-06", "--by", "item").out
    assert "| 2024-06-30（核定） |" in zhifa("overdue", "--month", "2024-06", "-f", "markdown").out
    assert "（核定）" in zhifa("show", "市住建局", "--as-of", ON, "--all").out
    assert f",2024-06-30,{words}," in zhifa("overdue", "--month", "2024-06", "-f", "csv").out
    assert "2024-06-30（核定）到期，" in zhifa("check", "--as-of", ON, "--all").out
    rows = json.loads(zhifa("overdue", "--month", "2024-06", "-f", "json").out)["items"]
    assert {row["deadline"] for row in rows if row["item"] == "2b"} == {words}
    letter = zhifa("report", "--kind", "notice", "--unit", "市住建局", "--month", "2024-06").out
    assert "2024年6月30日（核定）到期" in letter
    zhifa("report", "--month", "2024-08", "-o", "carried.md")
    assert "| 2 个月 | 2024-06-30（核定） |" in Path("carried.md").read_text("utf-8")


def test_what_a_report_on_the_period_before_is_about(folder: Path, zhifa: Zhifa) -> None:
    plan = folder / "measures.yaml"
    text = plan.read_text("utf-8").replace("每月报送调度情况", "报送上月调度情况").replace("季度通报", "通报上季度情况")
    plan.write_text(text, "utf-8")
    told = "".join(zhifa("show", "市发改委", "--all", "--as-of", "2024-05-01").out.split())
    assert "1a（2024年1月，报2023年12月）" in told
    assert "1a（2024年4月，报2024年3月）" in told
    assert "1b（2024年第二季度，报2024年第一季度）" in told
    assert zhifa("new", "市发改委", "--month", "2024-02").code == 0
    (file,) = (folder / "submissions" / "2024-02").iterdir()
    assert "cycle: 2024-02              # 2024年2月，报2024年1月的情况" in file.read_text("utf-8")


def test_what_waits_for_another_item_has_its_words_for_a_date(zhifa: Zhifa) -> None:
    assert "从所等的事项办成之日起算" in zhifa("show", "2a/publish", "--as-of", ON).out
    zhifa("report", "--month", "2024-06", "-o", "monthly.md")
    assert "| 公布清单 | 市发改委 | 自2a/list完成之日起30日内 | 未到期 |" in Path("monthly.md").read_text("utf-8")


def test_forms_ask_for_the_cycles_that_run(folder: Path, zhifa: Zhifa) -> None:
    """Those that are open and the one that comes next, and not all months of the year."""
    assert zhifa("new", "市发改委", "--month", "2024-02").code == 0
    (file,) = (folder / "submissions" / "2024-02").iterdir()
    lines = [line.split() for line in file.read_text("utf-8").splitlines() if "cycle:" in line]
    assert [(line[1], line[3]) for line in lines] == [
        ("2024-01", "2024年1月"),
        ("2024-02", "2024年2月"),
        ("2024-03", "2024年3月"),
        ("2024Q1", "2024年第一季度"),
        ("2024-01", "2024年1月"),
        ("2024-07", "2024年7月"),
        ("2024", "届期年份"),
    ]


def test_a_form_of_periods_comes_back_as_it_was_filled_in(zhifa: Zhifa) -> None:
    assert zhifa("template", "--unit", "市发改委", "--month", "2024-02", "-o", "t.xlsx").code == 0
    book = openpyxl.load_workbook("t.xlsx")
    sheet = book["进展"]
    columns = {cell.value: number for number, cell in enumerate(sheet[3], 1)}
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, columns["届期"]).value:
            sheet.cell(row, columns["进展"]).value = "推进中"
    book.save("t.xlsx")
    assert zhifa("import", "t.xlsx", "--unit", "市发改委", "--month", "2024-02", "-o", "back.yaml").code == 0
    text = Path("back.yaml").read_text("utf-8")
    assert [line.split(": ")[1] for line in text.splitlines() if line.strip().startswith("cycle:")] == [
        *("2024-01", "2024-02", "2024-03", "2024Q1", "2024-01", "2024-07", "2024"),
    ]


@pytest.mark.parametrize(
    ("cell", "cycle"),
    [
        ("2024", "2024"),
        ("2024年度", "2024"),
        ("2024-03", "2024-03"),
        ("2024/3", "2024-03"),
        ("2024年3月", "2024-03"),
        ("２０２４年３月", "2024-03"),
        ("2024Q1", "2024Q1"),
        ("2024q1", "2024Q1"),
        ("2024年第一季度", "2024Q1"),
        ("2024年四季度", "2024Q4"),
        ("2024年第2季度", "2024Q2"),
        ("2024H2", "2024H2"),
        ("2024年上半年", "2024H1"),
        ("2024年下半年", "2024H2"),
        ("另定", "另定"),
    ],
)
def test_ways_to_write_a_period(cell: str, cycle: str) -> None:
    assert cells.cycle(cell) == cycle


@pytest.mark.parametrize(
    ("heading", "cell", "more", "told"),
    [
        ("年度", "2024年3月", (), "cycle: 2024-03"),
        ("届期", date(2024, 3, 1), (), "cycle: 2024-03"),
        (None, "", ("--cycle", "2024年3月"), "cycle: 2024-03"),
        ("届期", "2024年第一季度", (), "1a 没有“2024Q1”这一期；可写：2024-01、2024-02 …… 2025-12（共 24 期）"),
        (None, "", (), "1a 是定期事项，没有写是哪一期；请加一列“届期”"),
    ],
)
def test_import_reads_periods(heading: str | None, cell: object, more: Sequence[str], told: str, zhifa: Zhifa) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    named = [heading] if heading else []
    sheet.append(["条款编号", "进展", *named])
    sheet.append(["1a", "推进中", *([cell] if named else [])])
    book.save("own.xlsx")
    outcome = zhifa("import", "own.xlsx", "--unit", "市发改委", "--month", "2024-03", "-o", "own.yaml", *more)
    written = Path("own.yaml")
    assert told in (written.read_text("utf-8") if written.exists() else "") + outcome.err
