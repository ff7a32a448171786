"""Rectifications (督办、整改、销号): read, judged at a cutoff, and excused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import Zhifa

HEAD = "id: {id}\nunit: 甲区\nsource: 专项监督\nfound_on: 2024-07-02\nproblem: 问题\ndue: 2024-07-31\n"
PASSED = "evidence: [{title: 报告}]\nacceptance: [{by: 市司法局, on: 2024-07-30, result: 通过}]\n"
Register = Callable[..., Path]


@pytest.fixture
def register(city: Path) -> Register:
    """File matters: ``register("claimed_on: 2024-07-28")``, numbered 2024-001 and so on."""

    def write(*more: str) -> Path:
        for number, text in enumerate(more, 1):
            whole = text if text.startswith("id:") else HEAD.format(id=f"2024-{number:03}") + text
            (city / "rectifications" / f"{number}.yaml").write_text(whole, encoding="utf-8")
        return city

    return write


@pytest.fixture
def found(zhifa: Zhifa) -> Callable[..., list[dict[str, Any]]]:
    """What check says, of the rules or files that are named."""

    def check(*args: str) -> list[dict[str, Any]]:
        told = json.loads(zhifa("check", "-f", "json", *args).out)["findings"]
        own = [f for f in told if "rectifications/" in f["path"] or f["rule"] in {"ZF106", "ZF502", "ZF503", "ZF505"}]
        return sorted(own, key=lambda f: (f["path"], f["line"]))

    return check


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD.replace("甲区", "甲县").format(id="2024-001"), ("ZF105", 2, 7, "单位名册里没有“甲县”；是不是“甲区”？")),
        ("item: 1/lists\n", ("ZF106", 7, 7, "没有编号为“1/lists”的事项；是不是 1/list？")),
        ("claimed_on: [2024-07-10, 2099-01-01]\n", ("ZF110", 7, 26, "日期 2099-01-01 晚于")),
        (HEAD.format(id="1"), ("ZF104", 1, 5, "编号“1”是 measures.yaml 里一个事项的编号")),
        (PASSED.replace("通过", "同意"), ("ZF104", 8, 49, "“同意”不在可用的值之内；可写：通过、退回")),
        (HEAD.format(id="2024-001").replace("problem: 问题\n", ""), ("ZF104", 1, 1, "缺少必填项 problem（存在问题）")),
        ("closed_on: 2024-02-30\n", ("ZF110", 7, 12, "“2024-02-30”不是日历上有的日子")),
        ("item: 第1条问题：13812345678\n", ("ZF109", 7, 13, "这里有手机号码")),
    ],
)
def test_a_fault_is_told_at_its_place(
    text: str, expected: tuple[Any, ...], register: Register, found: Callable[..., list[dict[str, Any]]]
) -> None:
    register(text)
    *place, words = expected
    told = [f for f in found("--as-of", "2024-07-20") if f["rule"] == place[0]]
    assert [(f["rule"], f["line"], f["column"]) for f in told] == [tuple(place)]
    assert words in told[0]["message"]


def test_of_two_with_one_number_the_first_counts(
    register: Register, found: Callable[..., list[dict[str, Any]]]
) -> None:
    register("", HEAD.format(id="2024-001").replace("2024-07-31", "2024-07-10"))
    told = [(f["rule"], f["path"][-6:], f["line"], f["message"]) for f in found("--as-of", "2024-08-31")]
    assert told == [
        ("ZF601", "1.yaml", 6, "整改事项 2024-001：2024-07-31 到期，逾期 31 天，还在整改中"),
        (
            "ZF104",
            "2.yaml",
            1,
            "编号“2024-001”已经用在 rectifications/1.yaml，没有采用；请改成别的编号",
        ),
    ]


def test_an_acceptance_that_cannot_be_read_hides_no_return(
    register: Register, found: Callable[..., list[dict[str, Any]]]
) -> None:
    register(PASSED.replace("}]\n", "}, {by: 市司法局, on: 7月31日, result: 退回}]\n").replace("报告}, ", "报告}]\n#"))
    told = {f["rule"]: f["message"] for f in found("--as-of", "2024-08-31")}
    assert told.keys() == {"ZF104", "ZF601"}
    assert "（登记的报结或验收有误，没有采用）" in told["ZF601"]


EXTENDED = "- {unit: 甲区, item: 2024-001, until: %s, reason: 汛期, approved_by: 市政府, approved_on: 2024-07-20}\n"
WAIVED = "- {rule: %s, unit: 甲区, item: %s, reason: 另案, approved_by: 市政府, expires: 2024-12-31}\n"


@pytest.mark.parametrize(
    ("name", "text", "rules"),
    [
        ("extensions", EXTENDED % "2024-08-31", ["ZF601"]),
        ("extensions", EXTENDED % "2024-08-20", ["ZF601", "ZF601"]),
        ("extensions", (EXTENDED % "2024-08-31").replace("07-20", "08-05"), ["ZF502", "ZF601"]),
        ("extensions", EXTENDED % "2024-07-31", ["ZF503", "ZF601", "ZF601"]),
        ("extensions", (EXTENDED % "2024-08-31").replace("甲区", "乙区"), ["ZF503", "ZF601", "ZF601"]),
        ("extensions", (EXTENDED % "2024-08-31").replace("2024-001", "2024-009"), ["ZF106", "ZF601", "ZF601"]),
        ("waivers", WAIVED % ("ZF601", "2024-001"), ["ZF601"]),
        ("waivers", WAIVED % ("ZF602", "2024-001"), ["ZF505", "ZF601", "ZF601"]),
    ],
)
def test_extensions_and_waivers_name_a_matter_by_its_number(
    name: str, text: str, rules: list[str], register: Register, found: Callable[..., list[dict[str, Any]]]
) -> None:
    (register("", "") / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert sorted(f["rule"] for f in found("--as-of", "2024-08-30")) == rules


def test_what_was_not_known_yet_does_not_count(register: Register, found: Callable[..., list[dict[str, Any]]]) -> None:
    register(PASSED, HEAD.format(id="2024-002").replace("2024-07-02", "2024-09-02"))
    assert found("--as-of", "2024-08-30") == []
    told = [f["message"] for f in found("--as-of", "2024-08-30", "--known-on", "2024-07-29")]
    assert told == ["整改事项 2024-001：2024-07-31 到期，逾期 30 天，还在整改中"]


def listed(zhifa: Zhifa, *args: str) -> dict[str, Any]:
    """The document of ``rectify list``."""
    outcome = zhifa("rectify", "list", "-f", "json", *args)
    assert outcome.code == 0, outcome.err
    document: dict[str, Any] = json.loads(outcome.out)
    return document


HISTORY = """\
instruments: [{kind: 督办函, document_no: 3号, issued_on: 2024-07-03, reply_by: 2024-07-10, replied_on: 2024-07-12}]
claimed_on: [2024-07-20, 2024-08-05]
evidence: [{title: 报告}]
acceptance:
  - {by: 市司法局, on: 2024-07-25, result: 退回}
  - {by: 市司法局, on: 2024-08-09, result: 通过}
  - {by: 甲区司法局, on: 2024-08-10, result: 退回}
closed_on: 2024-08-12
"""


@pytest.mark.parametrize(
    ("day", "stage", "days", "replies"),
    [
        ("2024-07-10", "open", None, 1),
        ("2024-07-12", "open", None, 0),
        ("2024-07-20", "claimed", None, 0),
        ("2024-07-25", "returned", None, 0),
        ("2024-07-30", "returned", None, 0),
        ("2024-07-31", "returned", 0, 0),
        ("2024-08-05", "claimed", 5, 0),
        ("2024-08-09", "accepted", None, 0),
        ("2024-08-11", "accepted", None, 0),
        ("2024-08-12", "closed", None, 0),
        ("2025-01-01", "closed", None, 0),
    ],
)
def test_a_matter_goes_its_way_day_by_day(  # noqa: PLR0913, PLR0917 - a day, and how it stands on it
    day: str, stage: str, days: int | None, replies: int, register: Register, zhifa: Zhifa
) -> None:
    register(HISTORY)
    document = listed(zhifa, "--as-of", day)
    (row,) = document["rectifications"]
    assert (row["stage"], row["days_overdue"]) == (stage, days)
    summary = {key: count for key, count in document["summary"].items() if count}
    expected = {"total": 1, stage: 1, "overdue": int(days is not None), "replies_overdue": replies}
    assert summary == {key: count for key, count in expected.items() if count}


def test_before_it_was_found_there_is_none(register: Register, zhifa: Zhifa) -> None:
    register(HISTORY)
    assert listed(zhifa, "--as-of", "2024-07-01")["rectifications"] == []
    assert "没有整改事项。" in zhifa("rectify", "list", "--as-of", "2024-07-01").out


@pytest.mark.parametrize(
    ("more", "stage"),
    [
        ("closed_on: 2024-07-20\n", "open"),
        ("closed_on: 2024-07-30\nevidence: [{title: 略}]\n" + PASSED.partition("\n")[2], "accepted"),
        ("closed_on: 2024-07-29\n" + PASSED, "accepted"),
        ("closed_on: 2024-07-30\n" + PASSED, "closed"),
        ("closed_on: 2024-07-30\nclaimed_on: 2024-08-02\n" + PASSED, "closed"),
        (PASSED.replace("市司法局", "甲区政府法制科"), "open"),
        (PASSED.replace("市司法局", "甲区城管局"), "open"),
        (PASSED.replace("市司法局", "乙区"), "accepted"),
        ("responsible: 城管执法大队\n" + PASSED.replace("市司法局", "城管执法大队"), "open"),
        (
            PASSED.replace("}]\n", "}, {by: 市司法局, on: 2024-07-30, result: 退回}]\n").replace(
                "报告}, ", "报告}]\n#"
            ),
            "returned",
        ),
    ],
)
def test_nothing_is_closed_that_nobody_else_accepted_and_nothing_shows(
    more: str, stage: str, register: Register, zhifa: Zhifa
) -> None:
    register(more)
    assert [row["stage"] for row in listed(zhifa, "--as-of", "2024-09-01")["rectifications"]] == [stage]


def test_the_worst_come_first_and_a_screen_holds_as_many_as_it_can(register: Register, zhifa: Zhifa) -> None:
    register(PASSED, *("" for _ in range(40)))
    shown = zhifa("rectify", "list", "--as-of", "2024-08-31").out
    assert "共 41 件：整改中 40、待销号 1；逾期 40 件。" in shown
    assert shown.count("\n") <= 40
    assert 5 < shown.count("2024-0") < 41
    assert "加 --all" in shown
    whole = zhifa("rectify", "list", "--as-of", "2024-08-31", "--all").out
    assert [f"2024-{n:03}" in whole for n in range(1, 42)] == [True] * 41
    assert "加 --all" not in whole
    numbers = [row["id"] for row in listed(zhifa, "--as-of", "2024-08-31")["rectifications"]]
    assert numbers == [*(f"2024-{n:03}" for n in range(2, 42)), "2024-001"]


def test_what_is_overdue_is_what_check_finds_and_waived_is_not_counted(
    register: Register, zhifa: Zhifa, found: Callable[..., list[dict[str, Any]]]
) -> None:
    (register("", PASSED, HISTORY, "") / "waivers.yaml").write_text(WAIVED % ("ZF601", "2024-001"), encoding="utf-8")
    document = listed(zhifa, "--as-of", "2024-08-08", "--overdue")
    numbers = [row["id"] for row in document["rectifications"]]
    assert numbers == ["2024-004", "2024-003"]
    overdue = [f["path"][-6:-5] for f in found("--as-of", "2024-08-08") if f["rule"] == "ZF601"]
    assert sorted(overdue) == ["3", "4"]
    assert (document["summary"]["overdue"], document["summary"]["open"]) == (2, 2)
    text = zhifa("rectify", "list", "--as-of", "2024-08-08").out
    assert "逾期 2 件，另有已豁免的 1 件，不计。" in text


@pytest.mark.parametrize("format_", ["text", "markdown", "csv", "json"])
def test_text_from_data_is_shown_as_written(format_: str, city: Path, zhifa: Zhifa) -> None:
    text = (
        HEAD.format(id="'=1+1'")
        .replace("甲区", "乙区")
        .replace("问题\n", "'[bold]<b>|=cmd\x07'\n".replace("\x07", "x"))
    )
    (city / "rectifications" / "a.yaml").write_text(text, encoding="utf-8")
    shown = zhifa("rectify", "list", "--as-of", "2024-08-31", "-f", format_).out
    expected = {
        "text": "[bold]<b>|=cmdx",
        "markdown": "\\[bold\\]&lt;b&gt;&#124;=cmdx",
        "csv": "'=1+1,-乙",
        "json": '"problem": "[bold]<b>|=cmdx"',
    }
    assert expected[format_].replace(",-乙", ",'-乙") in shown


def rows_of(report: str, heading: str) -> list[list[str]]:
    """The cells of the table that stands below a heading in Markdown."""
    below = report.partition(f"{heading}\n")[2].split("\n\n#")[0]
    return [line.strip("| ").split(" | ") for line in below.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("day", ["2024-07-05", "2024-07-31", "2024-08-10", "2024-09-30"])
def test_all_tell_the_same_numbers(
    day: str, register: Register, zhifa: Zhifa, found: Callable[..., list[dict[str, Any]]]
) -> None:
    """check, rectify list, the report on rectifications and the monthly one."""
    register(
        HISTORY, PASSED, "closed_on: 2024-07-31\n" + PASSED, "", HEAD.format(id="2024-005").replace("甲区", "乙区")
    )
    summary = listed(zhifa, "--as-of", day)["summary"]
    rules = [f["rule"] for f in found("--as-of", day)]
    assert (summary["overdue"], summary["replies_overdue"]) == (rules.count("ZF601"), rules.count("ZF602"))
    stages = ("returned", "open", "claimed", "accepted", "closed", "overdue", "replies_overdue")
    counted = [str(summary[name]) for name in stages]
    report = zhifa("report", "--kind", "rectification", "--as-of", day).out
    stock = [row[1] for row in rows_of(report, "## 一、总体情况") if row[0].startswith("月末")]
    assert stock == counted
    for table in (
        rows_of(report, "## 三、各单位整改销号进展"),
        rows_of(zhifa("report", "--as-of", day).out, "：整改销号进展"),
    ):
        assert table[-1][:-1] == ["合计", str(summary["total"]), *counted]
    own = zhifa("report", "--kind", "unit", "--unit", "甲区", "--as-of", day).out
    for title in ("问题清单", "责任清单", "整改清单"):
        assert len(rows_of(report, f"：{title}")) == summary["total"] + 2
        assert len(rows_of(own, f"：{title}")) == summary["total"] + 1
    assert f"督办整改共 {summary['total'] - 1} 件" in own


def test_this_month_is_held_against_the_last(register: Register, zhifa: Zhifa) -> None:
    register(HISTORY, PASSED, HEAD.format(id="2024-003").replace("2024-07-02", "2024-08-02"))
    report = zhifa("report", "--kind", "rectification", "--month", "2024-08").out
    rows = {row[0].partition("（")[0]: row[1:] for row in rows_of(report, "## 一、总体情况")}
    assert {name: rows[name] for name in ("新立", "发出督办文书", "答复", "报结", "退回", "验收通过", "销号")} == {
        "新立": ["1", "2", "-1"],
        "发出督办文书": ["0", "1", "-1"],
        "答复": ["0", "1", "-1"],
        "报结": ["1", "1", "0"],
        "退回": ["0", "1", "-1"],
        "验收通过": ["1", "1", "0"],
        "销号": ["1", "0", "+1"],
    }


def test_a_workbook_holds_the_three_lists(city: Path, zhifa: Zhifa) -> None:
    text = HEAD.format(id="2024-001").replace("问题\n", "'=1+1'\n") + HISTORY
    (city / "rectifications" / "a.yaml").write_text(text, encoding="utf-8")
    call = ("rectify", "list", "--as-of", "2024-08-31", "-f", "xlsx")
    assert "请用 -o 指明文件" in zhifa(*call).err
    file = city.parent / "三张清单.xlsx"
    assert zhifa(*call, "-o", file).code == 0
    first = file.read_bytes()
    assert zhifa(*call, "-o", file).code == 0, "over its own it may write"
    assert file.read_bytes() == first
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["问题清单", "责任清单", "整改清单", "全部"]
    cells = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    assert cells["问题清单"][2][:3] == ["2024-001", "甲区", "=1+1"]
    assert book["问题清单"]["C3"].data_type == "s"
    assert cells["整改清单"][2][-1] == "已销号"
    assert "共 1 件：已销号 1；没有逾期的。" in str(cells["问题清单"][0][0])
    (file.parent / "别的.xlsx").write_bytes(b"PK\x03\x04")
    assert zhifa(*call, "-o", file.parent / "别的.xlsx").code == 2


def test_the_plan_by_itself_knows_of_none(tmp_path: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "演示" not in zhifa("show", "1").out


class TestOpen:
    OPEN = ("rectify", "open", "--as-of", "2024-08-31")

    def test_one_for_each_unit_and_clause_once(self, city: Path, zhifa: Zhifa) -> None:
        (city / "extensions.yaml").unlink()
        dry = zhifa(*self.OPEN, "--dry-run")
        assert dry.out.splitlines() == [
            "data/rectifications/2024/2024-001.yaml  甲区  第3条 3  1 项",
            "data/rectifications/2024/2024-002.yaml  -乙|区<b>*`  第1条 1  2 项",
            "data/rectifications/2024/2024-003.yaml  -乙|区<b>*`  第3条 3  1 项",
            "data/rectifications/2024/2024-004.yaml  市司法局  三 m1  1 项",
        ]
        assert not [*city.rglob("2024-*.yaml")]
        assert zhifa(*self.OPEN).out.splitlines() == [line.partition("  ")[0] for line in dry.out.splitlines()]
        again = zhifa(*self.OPEN)
        assert (again.code, again.out) == (0, "")
        assert "没有要立的整改事项" in again.err
        check = json.loads(zhifa("check", "--as-of", "2024-08-31", "-f", "json").out)["findings"]
        assert [f for f in check if "rectifications" in f["path"]] == []
        rows = {row["id"]: row for row in listed(zhifa, "--as-of", "2024-08-31")["rectifications"]}
        marks = {f["fingerprint"]: (f["unit"], f["item"]) for f in check}
        assert {(rows[n]["unit"], item) for n in rows for item in map(marks.get, rows[n]["finding"])} == {
            ("jia", ("jia", "3/reviewers")),
            ("yi", ("yi", "1/list")),
            ("yi", ("yi", "1/report")),
            ("yi", ("yi", "3/reviewers")),
            ("sifa", ("sifa", "m1")),
        }
        assert rows["2024-002"]["problem"].endswith("整治情况报送：2024-06-30 到期，逾期未完成")
        assert (rows["2024-002"]["found_on"], rows["2024-002"]["due"]) == ("2024-08-31", "2024-09-30")

    def test_only_what_is_somebodys_fault_and_not_under_rectification(self, city: Path, zhifa: Zhifa) -> None:
        (city / "waivers.yaml").write_text(WAIVED % ("ZF401", "3"), encoding="utf-8")
        under = HEAD.format(id="2024-007").replace("甲区", "乙区")
        (city / "rectifications" / "a.yaml").write_text(f"{under}item: 1/list\n", encoding="utf-8")
        opened = zhifa(*self.OPEN, "--unit", "甲区", "--unit", "乙区", "--due", "2024-10-15").out.splitlines()
        assert opened == [f"data/rectifications/2024/2024-{n:03}.yaml" for n in (8, 9)]
        assert {row["due"] for row in listed(zhifa, "--as-of", "2024-08-31")["rectifications"]} == {
            "2024-07-31",
            "2024-10-15",
        }

    def test_what_was_closed_and_is_late_again_is_opened_anew(self, city: Path, zhifa: Zhifa) -> None:
        closed = HEAD.format(id="2024-007").replace("甲区", "乙区") + PASSED + "item: 1\nclosed_on: 2024-08-01\n"
        (city / "rectifications" / "a.yaml").write_text(closed, encoding="utf-8")
        assert "第1条 1" not in zhifa("rectify", "open", "--month", "2024-07", "--dry-run").out
        assert "第1条 1  2 项" in zhifa(*self.OPEN, "--dry-run").out

    def test_nothing_is_opened_while_a_file_cannot_be_read(self, register: Register, zhifa: Zhifa) -> None:
        register("due: [\n")
        outcome = zhifa(*self.OPEN)
        assert (outcome.code, outcome.out) == (2, "")
        assert "rectifications 里有 1 个文件有误" in outcome.err
