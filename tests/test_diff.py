"""What changed from one check to another."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from conftest import Zhifa

TABLE = """\
unit: 乙区
period: 2024-0{month}
submitted_on: 2024-0{month}-28
staffing:
  as_of: 2024-0{month}-20
  departments:
    - {{name: 乙区城管局, officers: 100, legal_background: 50, legal_reviewers: {reviewers}}}
"""
REPORT = """\
progress:
  - {item: 1/report, status: 已完成, completed_on: 2024-06-25, recipient: 市司法局}
"""


def file_table(city: Path, month: int, reviewers: int, more: str = "") -> None:
    text = TABLE.format(month=month, reviewers=reviewers) + more
    (city / "submissions" / f"yi-{month}.yaml").write_text(text, encoding="utf-8")


def snapshot(zhifa: Zhifa, day: str, name: str) -> str:
    zhifa("check", "--as-of", day, "--select", "ZF2,ZF3,ZF4", "-f", "json", "-o", name)
    return name


def changes(zhifa: Zhifa, *args: object) -> dict[str, list[tuple[str, ...]]]:
    """What ``diff -f json`` tells, by kind."""
    document: dict[str, Any] = json.loads(zhifa("diff", *args, "-f", "json").out)
    assert document["schema"] == "zhifa.diff/2"
    kinds: dict[str, list[tuple[str, ...]]] = {}
    for kind in ("new", "worse", "eased", "settled"):
        assert document["summary"][kind] == len(document[kind])
        kinds[kind] = [
            tuple(f"{f['rule']} {f['unit']} {f['item']}" for f in (row.values() if "after" in row else [row]))
            for row in document[kind]
        ]
    return kinds


# ---- what is told --------------------------------------------------------------------------------------


def test_a_note_that_became_an_error_is_worse(city: Path, zhifa: Zhifa) -> None:
    file_table(city, 5, 2)
    told = changes(zhifa, snapshot(zhifa, "2024-06-15", "old.json"), snapshot(zhifa, "2024-06-30", "new.json"))
    assert ("ZF402 yi 3/reviewers", "ZF401 yi 3/reviewers") in told["worse"]
    assert ("ZF203 yi 1/report", "ZF201 yi 1/report") in told["worse"]


@pytest.mark.parametrize(("reviewers", "kind"), [(1, "worse"), (3, "eased")])
def test_a_gap_that_grows_is_worse_and_one_that_shrinks_is_eased(
    city: Path, zhifa: Zhifa, reviewers: int, kind: str
) -> None:
    file_table(city, 6, 2)
    old = snapshot(zhifa, "2024-07-31", "old.json")
    file_table(city, 7, reviewers)
    told = changes(zhifa, old, snapshot(zhifa, "2024-07-31", "new.json"))
    assert told.pop(kind) == [("ZF401 yi 3/reviewers", "ZF401 yi 3/reviewers")]
    assert set(map(len, told.values())) == {0}


def test_days_that_pass_change_nothing(zhifa: Zhifa, city: Path) -> None:
    file_table(city, 6, 2)
    old, new = snapshot(zhifa, "2024-08-15", "old.json"), snapshot(zhifa, "2024-08-20", "new.json")
    assert set(map(len, changes(zhifa, old, new).values())) == {0}
    assert zhifa("diff", old, new).out.endswith("\n没有变化；8 项依旧。\n")


def test_an_accusation_that_turns_into_a_doubt_is_eased(city: Path, zhifa: Zhifa) -> None:
    file_table(city, 6, 5)
    old = snapshot(zhifa, "2024-07-31", "old.json")
    file_table(city, 7, 5, REPORT)
    told = changes(zhifa, old, snapshot(zhifa, "2024-07-31", "new.json"))
    assert told == {"new": [], "worse": [], "eased": [("ZF201 yi 1/report", "ZF301 yi 1/report")], "settled": []}


def test_what_is_new_and_what_is_settled(city: Path, zhifa: Zhifa) -> None:
    file_table(city, 6, 2)
    old = snapshot(zhifa, "2024-07-31", "old.json")
    text = (city / "submissions" / "yi-6.yaml").read_text(encoding="utf-8")
    other = text.replace("乙区城管局", "乙区卫健委")
    (city / "submissions" / "yi-6.yaml").write_text(other, encoding="utf-8")
    told = changes(zhifa, old, snapshot(zhifa, "2024-07-31", "new.json"))
    same = [("ZF401 yi 3/reviewers",)]
    assert told == {"new": same, "worse": [], "eased": [], "settled": same}


# ---- since ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("city")
def test_since_compares_the_same_data_at_two_days(zhifa: Zhifa) -> None:
    old, new = snapshot(zhifa, "2024-06-30", "old.json"), snapshot(zhifa, "2024-07-31", "new.json")
    told = changes(zhifa, "--since", "2024-06", "--as-of", "2024-07-31")
    assert told == changes(zhifa, old, new)
    assert told["eased"] == [("ZF201 jia 1/report", "ZF202 jia 1/report")]
    assert ("ZF201 sifa m1",) in told["new"]


# ---- formats -------------------------------------------------------------------------------------------


@pytest.fixture
def two(city: Path, zhifa: Zhifa) -> tuple[str, str]:
    """Two checks between which something of every kind happens."""
    file_table(city, 6, 2)
    old = snapshot(zhifa, "2024-06-30", "old.json")
    file_table(city, 7, 1)
    (city / "submissions" / "sifa.yaml").write_text(
        "unit: 市司法局\nperiod: 2024-07\nsubmitted_on: 2024-07-31\nprogress:\n"
        "  - {item: m1, status: 已完成, completed_on: 2024-07-30, evidence: [{title: 报告}]}\n",
        encoding="utf-8",
    )
    return old, snapshot(zhifa, "2024-08-15", "new.json")


def test_text_has_a_section_for_each_kind_and_ends_with_the_tally(two: tuple[str, str], zhifa: Zhifa) -> None:
    out = zhifa("diff", *two).out
    assert re.findall(r"^(\S+)（(\d+)）$", out, re.MULTILINE) == [
        ("新增", "1"), ("变差", "1"), ("好转", "1"), ("已了结", "1")
    ]  # fmt: skip
    assert out.splitlines()[-1] == "新增 1 项、变差 1 项、好转 1 项、已了结 1 项；3 项依旧。"
    assert "2024-06-30 → 2024-08-15 · 含演示数据" in out
    assert "错误 ZF401 -乙|区<b>*` 第3条 3/reviewers：审核人员占5%：乙区城管局 1/100" in out
    assert (
        "\n    data/submissions/yi-7.yaml:7:75\n    原为 错误 ZF401：审核人员占5%：乙区城管局 2/100，要求 ≥ 5%，还差 3 人\n"
    ) in out


def test_markdown_shows_names_as_they_are(two: tuple[str, str], zhifa: Zhifa) -> None:
    html = MarkdownIt("commonmark").enable("table").render(zhifa("diff", *two, "-f", "markdown").out)
    assert re.findall(r"<h2>(.*?)</h2>", html) == ["新增（1）", "变差（1）", "好转（1）", "已了结（1）"]
    assert html.count("<tr>") == 8
    assert "<td>-乙|区&lt;b&gt;*`</td>" in html


def test_without_a_roster_units_are_told_by_id(
    two: tuple[str, str], zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = [Path(name).absolute() for name in two]
    monkeypatch.chdir(tmp_path)
    outcome = zhifa("diff", *files)
    assert (outcome.code, outcome.err) == (0, "")
    assert "ZF401 yi 第3条" in outcome.out


def test_exit_code_tells_whether_anything_got_worse(two: tuple[str, str], zhifa: Zhifa) -> None:
    old, new = two
    assert zhifa("diff", old, new).code == 0
    assert zhifa("diff", old, new, "--exit-code").code == 1
    assert zhifa("diff", new, new, "--exit-code").code == 0


# ---- what cannot be compared ---------------------------------------------------------------------------


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "\x00", "[" * 100_000, '{"schema": "zhifa.check/1"}', '{"schema": "zhifa.status/2"}'],
)
def test_a_file_that_is_no_check_is_refused(zhifa: Zhifa, text: str) -> None:
    Path("old.json").write_text(text, encoding="utf-8")
    outcome = zhifa("diff", "old.json", "old.json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "“old.json”不是检查结果；请用 zhifa check -f json -o old.json 生成" in outcome.err


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "要写两个检查结果"),
        (["old.json"], "要写两个检查结果"),
        (["none.json", "none.json"], "读不了“none.json”（没有这个文件）"),
        (["a.json", "b.json", "--since", "2024-05"], "--since 比的是现有数据"),
        (["a.json", "b.json", "--as-of", "2024-05-01"], "--as-of 只与 --since 同用"),
        (["--since", "2024-5"], "“2024-5”不是月份"),
        (["--since", "2024-06", "--as-of", "2024-06-30"], "--since 2024-06 的月底不早于 2024-06-30"),
    ],
)
def test_calls_that_compare_nothing_are_refused(zhifa: Zhifa, args: Sequence[str], words: str) -> None:
    outcome = zhifa("diff", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
