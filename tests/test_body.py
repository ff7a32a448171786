"""What is read aloud: short whatever there is to say, and of no number that the annexes do not have."""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import paper
from conftest import Zhifa, judged_once

SIZES = ((1, 1), (3, 4), (30, 16))
"""Units and clauses."""
MONTH = "2024-07"
_DEADLINES = ("2024年5月", "2024年6月", "2024年7月", "2024年8月", "每年6月底前")
_DATES = re.compile(r"\d+年(?:\d+月(?:\d+日)?)?|（\d+月）|第\d+条|附件\d*|^\d+\\?\.", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


def _write(folder: Path, units: int, clauses: int) -> Path:
    """A city of any size: bodies that are on time, late, silent, doubtful, short of people, excused."""
    names = [f"示例市第{number}街道办事处综合行政执法局" for number in range(1, units + 1)]
    plan = {
        "plan": {
            "title": "示例市规范行政执法行为若干措施任务分解方案",
            "issued_on": "2024-03-01",
            "ends_on": "2025-12-31",
            "coordinator": "市司法局",
        },
        "measures": [
            {"id": number, "title": f"健全完善第{number}类执法工作制度机制", "clauses": [_clause(number)]}
            for number in range(1, clauses + 1)
        ],
    }
    bodies = [{"id": f"u{number}", "name": name, "groups": ["单位"]} for number, name in enumerate(names)]
    bodies.append({"id": "sifa", "name": "市司法局"})
    files: dict[str, object] = {"measures": plan, "units": {"groups": [{"name": "单位"}], "units": bodies}}
    files["waivers"] = [
        {"rule": "ZF201", "unit": names[0], "reason": "机构改革", "approved_by": "市政府", "expires": "2024-12-31"}
    ]
    files |= {f"submissions/u{n}": _submission(n, name, clauses) for n, name in enumerate(names) if n % 4 != 1}
    (folder / "submissions").mkdir(parents=True)
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


def _clause(number: int) -> dict[str, object]:
    threshold = {"share": ["legal_reviewers", "officers"], "at_least": "5%", "of": "every_department"}
    return {
        "id": number,
        "source": f"第{number}条",
        "summary": "制度",
        "responsible": ["单位"],
        "deadline": _DEADLINES[number % len(_DEADLINES)],
        "requirements": [
            {"id": "rule", "title": f"制定第{number}类执法工作制度", "act": "制定"},
            {"id": "report", "title": "报送情况", **({"condition": "有此类情形的"} if number % 3 == 0 else {})},
            *([{"id": "people", "threshold": threshold}] if number % 4 == 0 else []),
        ],
    }


def _submission(unit: int, name: str, clauses: int) -> dict[str, object]:
    progress: list[dict[str, object]] = []
    for number, item in product(range(1, clauses + 1), ("rule", "report")):
        done = {"item": f"{number}/{item}", "status": "已完成", "completed_on": "2024-05-20"}
        done |= {"cycle": "2024"} if number % len(_DEADLINES) == 4 else {}
        kind = (7 * unit + 3 * number + len(item)) % 5
        proof = [{"title": "印发的文件"}]
        if kind < 3:
            progress.append(done | ({"evidence": proof} if kind else {}))
        elif kind == 3:
            progress.append({**done, "completed_on": "2024-06-20", "evidence": proof})
    people = {"name": "大队", "officers": 40, "legal_background": 20, "legal_reviewers": unit % 3}
    return {
        "unit": name,
        "period": "2024-06",
        "submitted_on": "2024-06-28",
        "progress": progress,
        "staffing": {"as_of": "2024-06-20", "departments": [people]},
    }


@pytest.fixture(params=SIZES, ids=str, scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = _write(tmp_path_factory.mktemp("city") / "data", *request.param)
    with judged_once(folder):
        yield folder


@cache
def _made(zhifa: Zhifa, data: Path, *options: str) -> str:
    outcome = zhifa(*options, "--data", data, "--month", MONTH)
    assert outcome.code == 0, outcome.err
    return outcome.out


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(_DATES.sub("", text)))


def test_the_body_has_three_pages_and_the_brief_one(zhifa: Zhifa, world: Path) -> None:
    assert paper.lines(_made(zhifa, world, "report")) <= 3 * paper.LINES
    assert paper.lines(_made(zhifa, world, "report", "--kind", "brief")) <= paper.LINES


@pytest.mark.parametrize("kind", ["monthly", "brief", "summary"])
def test_each_number_that_is_read_aloud_stands_in_an_annex(zhifa: Zhifa, world: Path, kind: str) -> None:
    monthly = _made(zhifa, world, "report", *(("--kind", kind) if kind == "summary" else ()))
    annexes = monthly.removeprefix(paper.body(monthly))
    told = paper.body(_made(zhifa, world, "report", "--kind", kind))
    for name in re.findall(r"示例市第\d+街道", told):
        told = told.replace(name, "")
    assert _numbers(told) - _numbers(annexes) == set()


def test_the_body_says_what_the_screens_and_programs_say(zhifa: Zhifa, world: Path) -> None:
    overdue: dict[str, Any] = json.loads(_made(zhifa, world, "overdue", "-f", "json"))
    late = [item for item in overdue["items"] if not item["waived"]]
    units = {item["unit"] for item in late}
    body = paper.body(_made(zhifa, world, "report"))
    if late:
        assert f"{len(units)}个单位有{len(late)}项应办事项逾期未完成或者不达标" in body
        assert f"{len(units)}个单位{len(late)}项没有按要求完成" in _made(zhifa, world, "report", "--kind", "brief")
    statuses = json.loads(_made(zhifa, world, "status", "-f", "json"))["duties"]
    due = [d for d in statuses if d["due"] and d["due"] <= "2024-07-31" and d["status"] != "not_applicable"]
    assert f"累计有{len(due)}项应办事项到期" in body
    done = sum(d["status"] in {"done", "done_late"} for d in due)
    assert f"办结{done}项" in body


def test_whom_no_sentence_has_room_for_the_annex_names(zhifa: Zhifa, world: Path) -> None:
    overdue = json.loads(_made(zhifa, world, "overdue", "-f", "json"))
    monthly = _made(zhifa, world, "report")
    annexes = monthly.removeprefix(paper.body(monthly))
    for item in overdue["items"]:
        assert item["unit_name"] in annexes


def test_what_is_excused_makes_nobody_late_month_after_month(zhifa: Zhifa, tmp_path: Path) -> None:
    def clause(number: int, deadline: str) -> dict[str, object]:
        return {
            "id": number,
            "source": f"第{number}条",
            "summary": "制度",
            "responsible": ["甲局"],
            "deadline": deadline,
        }

    plan = {
        "plan": {"title": "方案", "issued_on": "2024-03-01", "ends_on": "2025-12-31", "coordinator": "市司法局"},
        "measures": [
            {"id": 1, "title": "旧账", "clauses": [clause(1, "2024年4月")]},
            {"id": 2, "title": "新账", "clauses": [clause(2, "2024年7月")]},
        ],
    }
    bodies = [{"id": "jia", "name": "甲局"}, {"id": "sifa", "name": "市司法局"}]
    waiver = {"rule": "ZF201", "unit": "甲局", "item": "1", "reason": "机构改革", "approved_by": "市政府"}
    for name, content in (("measures", plan), ("units", {"units": bodies})):
        (tmp_path / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    options = ("report", "--data", tmp_path, "--month", MONTH)
    assert "连续4个月" in zhifa(*options).out
    text = json.dumps([waiver | {"expires": "2024-12-31"}], ensure_ascii=False)
    (tmp_path / "waivers.yaml").write_text(text, encoding="utf-8")
    told = zhifa(*options).out
    assert "连续4个月" not in told
    assert "没有连续两个月末以上逾期或不达标的单位" in told
