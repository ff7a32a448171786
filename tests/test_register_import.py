"""`zhifa rectify import`: a register kept by hand becomes matters; what is not certain is noted and never guessed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from conftest import Zhifa

HEADINGS = ["编号", "存在问题", "责任单位", "整改措施", "整改时限", "报结", "佐证材料", "验收", "销号"]
CALL = ("--found-on", "2024-07-02")
Keep = Callable[..., Path]


@pytest.fixture
def keep(city: Path) -> Keep:
    """Keep a register: headings and rows, as somebody would in a workbook."""

    def write(*rows: list[Any], headings: list[str] = HEADINGS, name: str = "督办.xlsx") -> Path:
        file = city.parent / name
        if name.endswith(".csv"):
            lines = [headings, *rows]
            file.write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="gb18030")
            return file
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        line: list[Any]
        for line in (["示例市督办登记表"], headings, *rows):
            sheet.append(line)
        book.save(file)
        return file

    return write


def read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but texts


def test_a_register_becomes_matters_that_check_accepts(keep: Keep, city: Path, zhifa: Zhifa) -> None:
    file = keep(
        ["2024-01", "没有报送", "甲区", "1.催报\n2.补报", date(2024, 7, 31), "2024.7.20", "报告；台账",
         "2024年7月25日市司法局验收退回\n2024-07-30 市司法局验收通过", "2024/8/1"],
        [2, "没有备案", "乙区", "补报", "2024年8月31日", "未报结", None, None, "—"],
        [None, "没有公布", "市司法局", None, 45535, None, None, None, None],
    )  # fmt: skip
    outcome = zhifa("rectify", "import", file, *CALL)
    assert (outcome.code, outcome.out.split()) == (
        0,
        [f"data/rectifications/2024/{name}.yaml" for name in ("2024-01", "2024-002", "2024-003")],
    )
    folder = city / "rectifications" / "2024"
    assert read(folder / "2024-01.yaml") == {
        "id": "2024-01",
        "unit": "甲区",
        "source": "督办登记",
        "found_on": "2024-07-02",
        "problem": "没有报送",
        "measures": ["催报", "补报"],
        "due": "2024-07-31",
        "claimed_on": ["2024-07-20"],
        "evidence": [{"title": "报告"}, {"title": "台账"}],
        "acceptance": [
            {"by": "市司法局", "on": "2024-07-25", "result": "退回"},
            {"by": "市司法局", "on": "2024-07-30", "result": "通过"},
        ],
        "closed_on": "2024-08-01",
    }
    assert read(folder / "2024-003.yaml")["due"] == "2024-08-31"
    assert "原表编号 2" in (folder / "2024-002.yaml").read_text(encoding="utf-8")
    rows = json.loads(zhifa("rectify", "list", "--as-of", "2024-08-31", "-f", "json").out)["rectifications"]
    assert {row["id"]: row["stage"] for row in rows} == {"2024-01": "closed", "2024-002": "open", "2024-003": "open"}
    check = json.loads(zhifa("check", "--as-of", "2024-08-31", "-f", "json").out)["findings"]
    assert {f["rule"] for f in check if "rectifications" in f["path"]} == {"ZF601"}
    again = zhifa("rectify", "import", file, *CALL)
    assert (again.code, again.out) == (2, "")
    assert "rectifications/2024/2024-003.yaml 已有这个编号，或同一单位的同一问题，没有导入" in again.err


@pytest.mark.parametrize(
    ("heading", "cell", "told"),
    [
        ("整改时限", "七月底", "“整改时限”：“七月底”不是完整的日期"),
        ("责任单位", "甲县", "“责任单位”：单位名册里没有“甲县”；是不是“甲区”？"),
        ("责任单位", "甲区、乙区", "“责任单位”：单位名册里没有“甲区、乙区”"),
        ("报结", "已报结", "“报结”：“已报结”不是完整的日期"),
        ("销号", "是", "“销号”：“是”不是完整的日期"),
        ("验收", "通过", "“验收”：“通过”，没有写明哪一天、谁验收"),
        ("验收", "2024.7.30 市司法局", "“验收”：“2024.7.30 市司法局”，没有写明通过还是退回"),
        ("验收", "2024.7.30 验收组通过", "“验收”：“2024.7.30 验收组通过”，不知道是不是“组”验收"),
    ],
)
def test_what_is_not_certain_is_noted(  # noqa: PLR0913, PLR0917 - a cell, and what is said of it
    heading: str, cell: str, told: str, keep: Keep, city: Path, zhifa: Zhifa
) -> None:
    row: dict[str, object] = {"编号": "2024-01", "存在问题": "问题", "责任单位": "甲区", "整改时限": "2024-07-31"}
    outcome = zhifa("rectify", "import", keep([{**row, heading: cell}.get(name) for name in HEADINGS]), *CALL)
    assert outcome.code == 1
    assert f"第 3 行：{told}" in outcome.err
    (file,) = (city / "rectifications").rglob("*.yaml")
    text, keys = file.read_text(encoding="utf-8"), {"整改时限": "due", "责任单位": "unit"}
    assert f"#   {told}" in text
    assert not {"claimed_on", "acceptance", "closed_on"} & read(file).keys()
    faults = json.loads(zhifa("check", "--as-of", "2024-08-31", "-f", "json").out)["findings"]
    lacking = [f["message"] for f in faults if f["rule"] == "ZF104"]
    assert len(lacking) == (heading in keys)
    assert not lacking or keys[heading] in lacking[0]


def test_columns_beside_each_other_tell_of_one_acceptance(keep: Keep, city: Path, zhifa: Zhifa) -> None:
    headings = [
        "整改编号",
        "问题",
        "整改单位",
        "时限",
        "发现日期",
        "验收结果",
        "验收日期",
        "验收单位",
        "文号",
        "文书种类",
        "督办日期",
        "责任人",
    ]
    row = [
        "洪督〔2024〕3号",
        "问题",
        "甲区",
        "2024-07-31",
        "2024-07-02",
        "不通过",
        "2024-07-30",
        "市委政法委",
        "4号",
        "督办函",
        "2024-07-03",
        "张三",
    ]
    outcome = zhifa("rectify", "import", keep(row, headings=headings, name="督办.csv"))
    assert (outcome.code, outcome.out) == (0, "data/rectifications/2024/洪督〔2024〕3号.yaml\n")
    assert "没有采用的列：“责任人”" in outcome.err
    matter = read(city / "rectifications" / "2024" / "洪督〔2024〕3号.yaml")
    assert matter["acceptance"] == [{"by": "市委政法委", "on": "2024-07-30", "result": "退回"}]
    assert matter["instruments"] == [{"kind": "督办函", "document_no": "4号", "issued_on": "2024-07-03"}]
    assert "张三" not in str(matter)


@pytest.mark.parametrize(
    ("headings", "args", "told"),
    [
        (["编号", "单位"], CALL, "没有找到认得的表头"),
        (["编号", "问题", "单位", "时限"], (), "请加上这一列，或用 --found-on"),
        (["编号", "问题", "单位", "时限"], CALL, "里没有可以导入的内容"),
    ],
)
def test_what_is_no_register_is_refused(
    headings: list[str], args: tuple[str, ...], told: str, keep: Keep, zhifa: Zhifa
) -> None:
    outcome = zhifa("rectify", "import", keep(headings=headings), *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


def test_a_number_from_elsewhere_leads_nowhere_else(keep: Keep, city: Path, zhifa: Zhifa) -> None:
    file = keep(["../../../e", "13812345678", "甲区", None, "2024-07-31"])
    outcome = zhifa("rectify", "import", file, *CALL)
    (made,) = (city / "rectifications").rglob("*.yaml")
    assert made.parent == city / "rectifications" / "2024"
    assert "13812345678" not in made.read_text(encoding="utf-8") + outcome.err
    assert outcome.code == 1
