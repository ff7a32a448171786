"""Rectifications (督办、整改、销号): read, judged at a cutoff, and excused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        own = [f for f in told if "rectifications/" in f["path"] or f["rule"] in {"ZF106", "ZF503", "ZF505"}]
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
