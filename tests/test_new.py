"""`zhifa new`: a submission to fill in, which says nothing until somebody does."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Zhifa, judged_once, refused
from zhifa_cli.cli import clock
from zhifa_cli.source import tree

MAY = """\
unit: 东湖区
period: 2024-05
submitted_on: 2024-05-31
progress:
  - {item: 5/problem-list, status: 已完成, completed_on: 2024-05-20, evidence: [{title: 清单}]}
  - {item: 5/campaign, status: 推进中, problems: "人手不足: 缺 3 人 # 待补", next_steps: "第一步\\n第二步"}
  - item: 5/report
    status: 已完成
    completed_on: 2024-05-30
    act: 备案
    recipient: 市司法局
    evidence: [{title: 报告, document_no: 〔2024〕1号, dated: 2024-05-30, location: 档案室}]
  - {item: 8/documents, status: 不适用}
  - {item: 8/mechanisms, status: 不适用, reason: 没有此类职权}
  - {item: 2b/training-records, cycle: 2024, status: 推进中}
  - {item: 8/recording-equipment, status: 推进中}
staffing:
  as_of: 2024-05-31
  departments:
    - {name: 城管局, key: true, officers: 86, legal_background: 15, legal_reviewers: 5}
    - {name: "甲: 乙, {丙} #1", officers: 20, legal_background: 1, legal_reviewers: 1}
training:
  year: 2024
  as_of: 2024-05-31
  officers: [{code: A001, public_law: 20.5, business: 30, skills: 12}, {code: '007', public_law: 0, business: 1, skills: 2}]
"""
FLAWED = """\
unit: 东湖区
period: 2024-05
submitted_on: 2024-05-31
progress:
  - {item: 5/problem-list, status: 已完成, evidence: [{title: 清单}]}
  - {item: 5/campaign, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 总结}]}
  - {item: 5/report, status: 已完成, completed_on: 2024-05-20, recipient: 市司法局}
  - {item: 8/documents, status: 不适用, reason: 没有此类职权}
staffing:
  as_of: 2024-05-31
  departments:
    - {name: 城管局, key: true, officers: 10, legal_background: 9, legal_reviewers: 5}
    - {name: 农业局, key: true, officers: 十, legal_background: 9, legal_reviewers: 5}
    - {name: 粮食局, ceased: 2024-02-29}
"""
RIVAL = """\
unit: 东湖区
period: 2024-05
submitted_on: 2024-05-31
progress:
  - {item: 8/recording-equipment, status: 未启动}
"""
EXTENSION = """\
- {unit: 东湖区, item: 5/campaign, until: 2024-08-31, reason: 甲, approved_by: 乙, approved_on: 2024-06-01}
"""


@pytest.fixture
def filed(data: Path, submit: Callable[..., Path]) -> Path:
    """A folder in which the unit has reported every kind of thing."""
    submit("2024-05/a.yaml", MAY)
    submit("2024-05/b.yaml", RIVAL)
    (data / "extensions.yaml").write_text(EXTENSION, encoding="utf-8")
    return data


@pytest.fixture
def flawed(data: Path, submit: Callable[..., Path]) -> Path:
    """A folder in which said again, later, what the unit said would be better: dated, possible, young, faultless."""
    submit("2024-05/a.yaml", FLAWED)
    plan = data / "measures.yaml"
    plan.write_text(plan.read_text("utf-8").replace("coordinator:", "proof_within: 30\n  coordinator:", 1), "utf-8")
    return data


def read(text: str) -> dict[str, Any]:
    values, faults, _ = tree.parse("", text)
    assert isinstance(values, dict)
    assert faults == []
    return values


def scaffold(zhifa: Zhifa, data: Path, *options: object) -> tuple[Path, dict[str, Any]]:
    outcome = zhifa("new", "东湖区", "--month", "2024-07", "--data", data, *options)
    assert outcome.code == 0, outcome.err
    file = Path(outcome.out.rstrip("\n"))
    return file, read(file.read_text(encoding="utf-8"))


def uncommented(text: str) -> str:
    """The form as it is when nothing has changed: the marks before what was reported are gone."""
    head, _, rest = text.partition("\nprogress:")
    rest = re.sub(r"(?m)^    # ", "    ", rest)
    return f"{head}\nprogress:" + re.sub(r"(?m)^# (?=staffing:|training:|  )", "", rest)


def values(entry: dict[str, Any]) -> Iterator[object]:
    """All that an entry says, but of what and how it stands."""
    return (value for name, value in entry.items() if value and name not in {"item", "cycle", "status"})


def statuses(zhifa: Zhifa, data: Path, as_of: str = "2024-07-31") -> list[dict[str, Any]]:
    outcome = zhifa("status", "--data", data, "--unit", "donghu", "--as-of", as_of, "-f", "json")
    rows: list[dict[str, Any]] = json.loads(outcome.out)["duties"]
    return rows


def key(row: dict[str, Any]) -> tuple[str, str]:
    return row["item"], str(row.get("cycle") or "")


@pytest.mark.parametrize("folder", ["data", "filed"])
def test_it_lists_exactly_what_is_owed_and_open(folder: str, zhifa: Zhifa, request: pytest.FixtureRequest) -> None:
    data: Path = request.getfixturevalue(folder)
    rows = [row for row in statuses(zhifa, data) if row["cycle"] in {None, "2024"}]
    open_ = [key(row) for row in rows if row["status"] not in {"done", "done_late", "not_applicable"}]
    _, written = scaffold(zhifa, data)
    assert [key(entry) for entry in written["progress"]] == open_
    assert len(open_) > 60


@pytest.mark.parametrize("folder", ["data", "filed", "flawed"])
def test_unedited_it_says_nothing(folder: str, zhifa: Zhifa, request: pytest.FixtureRequest) -> None:
    """No verdict changes, nothing is silenced, nobody is quoted."""
    data: Path = request.getfixturevalue(folder)

    def seen(as_of: str) -> tuple[object, ...]:
        checked = zhifa("check", "--data", data, "--as-of", as_of, "-f", "json")
        return checked.code, json.loads(checked.out)["findings"], statuses(zhifa, data, as_of)

    def seen_on_each_day() -> list[tuple[object, ...]]:
        with judged_once(data):
            return list(map(seen, ("2024-06-30", "2024-07-31", "2025-12-31")))

    before = seen_on_each_day()
    scaffold(zhifa, data)
    assert seen_on_each_day() == before


def test_a_unit_that_files_it_unedited_is_still_unheard(zhifa: Zhifa, data: Path) -> None:
    scaffold(zhifa, data)
    found = json.loads(zhifa("check", "--data", data, "-u", "donghu", "--as-of", "2024-12-31", "-f", "json").out)
    messages = {f["rule"]: f["message"] for f in found["findings"] if f["rule"] in {"ZF204", "ZF403"}}
    assert messages["ZF204"].startswith("东湖区没有任何报送")
    assert "没有报送" in messages["ZF403"]


def test_what_is_filled_in_without_a_status_is_told_so_at_its_line(zhifa: Zhifa, data: Path) -> None:
    file, _ = scaffold(zhifa, data)
    lines = file.read_text(encoding="utf-8").splitlines()
    item = next(i for i, line in enumerate(lines) if line == "  - item: 5/campaign")
    problems = next(i for i in range(item, len(lines)) if lines[i].lstrip().startswith("problems:"))
    lines[problems] = "    problems: 人手不足"
    file.write_text("\n".join(lines), encoding="utf-8")
    outcome = zhifa("check", "--data", data, "--select", "ZF104", "-f", "concise")
    assert outcome.code == 2
    place = f"{file.name}:{item + 2}:"
    assert [line for line in outcome.out.splitlines() if place in line and "status（进展）；可写：已完成" in line]


def test_each_entry_says_what_it_wants(zhifa: Zhifa, filed: Path) -> None:
    text = scaffold(zhifa, filed)[0].read_text(encoding="utf-8")
    report = text[text.index("专项整治情况报市司法局汇总") : text.index("第 6 项举措")]
    for words in (
        "出处 第5条",
        "时限 2024年6月（2024-06-30 到期，往月到期）",
        "办理方式 报送；报送对象 市司法局",
        "最近一次（2024-05）报的是“已完成”",
        "# 进展：已完成、推进中、未启动 或 不适用",
        "# 办理方式，应为 报送",
        "# 报给了谁，应为 市司法局",
        "# 佐证材料",
    ):
        assert words in report
    assert "已批准延期至 2024-08-31" in text
    assert "第 22 项举措 充实人员力量" in text
    assert "只看下面 staffing 里的数字" in text


def test_what_was_reported_stands_behind_the_mark(zhifa: Zhifa, filed: Path) -> None:
    file, written = scaffold(zhifa, filed)
    assert [entry for entry in written["progress"] if set(entry) - {"item", "cycle"} and any(values(entry))] == []
    text = file.read_text(encoding="utf-8")
    before, after = read(MAY), read(uncommented(text))
    entries = {entry["item"]: list(values(entry)) for entry in after["progress"]}
    reported = [entry for entry in before["progress"] if entry["item"] != "5/problem-list"]
    assert [entry["item"] for entry in reported if entries[entry["item"]] != list(values(entry))] == []
    assert list(entries).count("5/problem-list") == 0
    assert "最近一次（2024-05）报的是“推进中”" in text
    for table in ("staffing", "training"):
        assert after[table] == before[table]


def test_neither_side_is_quoted_where_reports_disagree(zhifa: Zhifa, filed: Path) -> None:
    (filed / "submissions/2024-05/b.yaml").write_text(RIVAL.replace("未启动", "不适用, reason: 没有此类设备"), "utf-8")
    text = scaffold(zhifa, filed)[0].read_text(encoding="utf-8")
    entry = text[text.index("已有的报送互相矛盾（submissions/2024-05/a.yaml、submissions/2024-05/b.yaml）") :]
    entry = entry[: entry.index("\n\n")]
    assert "- item: 8/recording-equipment\n" in entry
    assert "没有此类设备" not in entry


def test_made_up_figures_stay_marked(zhifa: Zhifa, data: Path, submit: Callable[..., Path]) -> None:
    submit("2024-05/a.yaml", MAY + "demo: true\n")
    assert scaffold(zhifa, data)[1]["demo"] == "true"


def test_real_reports_are_not_marked_as_made_up(zhifa: Zhifa, filed: Path) -> None:
    assert "demo" not in scaffold(zhifa, filed)[1]


def test_tables_that_were_never_reported_are_left_as_comments(zhifa: Zhifa, data: Path) -> None:
    file, written = scaffold(zhifa, data)
    assert {"staffing", "training"}.isdisjoint(written)
    assert "# staffing:\n#   as_of: 2024-07-31\n" in file.read_text(encoding="utf-8")
    assert "# training:\n#   year: 2024\n" in file.read_text(encoding="utf-8")


def test_editors_and_check_jsonschema_find_its_schema(zhifa: Zhifa, filed: Path) -> None:
    file, _ = scaffold(zhifa, filed)
    mark, _, schema = file.read_text(encoding="utf-8").partition("\n")[0].partition("=")
    assert mark == "# yaml-language-server: $schema"
    assert refused(file.parent / schema, file) == set()


@pytest.mark.parametrize("options", [[], ["-o", "draft.yaml"]])
def test_it_never_overwrites(
    options: list[str], zhifa: Zhifa, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file, _ = scaffold(zhifa, data, *options)
    file.write_text("unit: 手工填的", encoding="utf-8")
    outcome = zhifa("new", "东湖区", "--month", "2024-07", "--data", data, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert str(file) in outcome.err
    assert "请直接修改它" in outcome.err
    assert file.read_text(encoding="utf-8") == "unit: 手工填的"


def test_a_month_reported_under_another_name_is_not_reported_twice(zhifa: Zhifa, filed: Path, tmp_path: Path) -> None:
    outcome = zhifa("new", "东湖区", "--month", "2024-05", "--data", filed)
    assert outcome.code == 2
    assert "2024-05/a.yaml" in outcome.err
    assert zhifa("new", "东湖区", "--month", "2024-05", "--data", filed, "-o", tmp_path / "again.yaml").code == 0


def test_the_month_is_this_one_unless_told(zhifa: Zhifa, data: Path) -> None:
    outcome = zhifa("new", "donghu", "--data", data)
    today = clock.today()
    written = read(Path(outcome.out.strip()).read_text(encoding="utf-8"))
    assert (written["period"], written["submitted_on"]) == (f"{today:%Y-%m}", f"{today}")


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["东湖"], "是不是“东湖区”？"),
        (["东湖区", "--month", "2024年7月"], "应写成 2024-06 的样子"),
        (["东湖区", "--month", "2024-07", "-o", "units.yaml/x.yaml"], "请"),
    ],
)
def test_a_wrong_call_names_its_cure(
    arguments: list[str], cure: str, zhifa: Zhifa, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data)
    outcome = zhifa("new", *arguments, "--data", data)
    assert (outcome.code, outcome.out) == (2, "")
    assert cure in outcome.err
    assert "内部错误" not in outcome.err


PLAN = """\
plan: {title: 计划, issued_on: 2024-01-01, ends_on: 2025-12-31, coordinator: a}
measures:
  - id: 1
    title: "举措\\n- item: 9"
    clauses:
      - id: 1
        source: "第1条\\u2028unit: 乙"
        summary: "做\\nstatus: 已完成"
        responsible: [a]
        deadline: 2024年12月
        requirements:
          - {id: x, title: "要求\\r\\x85period: 1999-01", act: 报送, recipient: "甲\\nreason: 乙"}
          - {id: y, title: 乙, binding: 鼓励}
"""


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "12:30",
        "~",
        "@甲",
        "甲: 乙",
        "甲 # 乙",
        "*甲",
        "- 甲",
        "“甲”'乙\"",
        "甲\n乙",
        "甲\u2028乙",
        "甲\u0085乙",
        " 甲 ",
        "甲\\n",
    ],
)
def test_hostile_text_stays_text(text: str, zhifa: Zhifa, tmp_path: Path) -> None:
    quoted = json.dumps(text)
    (tmp_path / "measures.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "units.yaml").write_text(f"units: [{{id: a, name: {quoted}}}]\n", encoding="utf-8")
    (tmp_path / "submissions").mkdir()
    entry = f"{{item: 1/x, status: 推进中, problems: {quoted}, evidence: [{{title: {quoted}}}]}}"
    (tmp_path / "submissions" / "a.yaml").write_text(
        f"unit: a\nperiod: 2024-01\nsubmitted_on: 2024-01-31\nprogress: [{entry}]\n", encoding="utf-8"
    )
    outcome = zhifa("new", "a", "--month", "2024-02", "--data", tmp_path)
    assert outcome.code == 0, outcome.err
    file = tmp_path / "submissions" / "2024-02" / "a.yaml"
    written = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506 - makes texts alone
    assert written["unit"] in {text, "a"}
    assert written["period"] == "2024-02"
    assert [entry["item"] for entry in written["progress"]] == ["1/x", "1/y"]
    assert not any(value for entry in written["progress"] for value in values(entry))
    again = uncommented(file.read_text(encoding="utf-8"))
    first, second = yaml.load(again, yaml.CBaseLoader)["progress"]  # noqa: S506 - makes texts alone
    assert list(values(first)) == [[{"title": text}], text]
    assert list(values(second)) == []
    assert "\x1b" not in outcome.err


def test_with_nothing_open_it_says_so(zhifa: Zhifa, data: Path) -> None:
    owed = {row["item"] for row in statuses(zhifa, data)}
    decisions = [
        f"- {{unit: 东湖区, item: {item}, reason: 甲, approved_by: 乙, approved_on: 2024-06-01}}" for item in owed
    ]
    (data / "exemptions.yaml").write_text("\n".join(decisions), encoding="utf-8")
    file, written = scaffold(zhifa, data)
    assert written["progress"] == []
    assert "没有未办结的事项" in file.read_text(encoding="utf-8")


# ---- what a unit must know before it answers ----------------------------------------------------------

TERMS_PLAN = """\
plan: {title: 计划, issued_on: 2024-02-10, ends_on: 2026-12-31, coordinator: 市司法局}
measures:
  - id: 1
    title: 举措
    clauses:
      - id: 1
        source: 第1条
        summary: 甲
        responsible: [各级部门]
        deadline: 2024年6月
        requirements:
          - {id: if, title: 清退, condition: 资格审查不严的部门}
          - {id: file, title: 备案, act: 备案, recipient: 备案机关}
          - {id: report, title: 报告, act: 报告, recipient: 同级司法行政部门}
          - {id: towns, title: 覆盖乡镇, responsible: [县区]}
          - {id: may, title: 探索, binding: 鼓励}
          - {id: few, title: 指标, threshold: {share: [legal_reviewers, officers], at_least: 5%, of: every_department}}
          - {id: some, title: 附条件的指标, condition: 条件成熟地区, threshold: {share: [legal_background, officers], at_least: 5%, of: every_department}}
      - id: 2
        source: 第2条
        summary: 乙
        responsible: [各级部门]
        deadline: 每年1月31日前
        requirements:
          - {id: annual, title: 公开上年度行政执法情况}
          - {id: pool, title: 建立师资库, once: true}
"""
TERMS_UNITS = """\
groups:
  - {name: 县区, authorities: {备案机关: [市人大常委会, 市政府]}}
  - {name: 市直部门}
  - {name: 各级部门, includes: [县区, 市直部门], authorities: {同级司法行政部门: 市司法局}}
units:
  - {id: jia, name: 甲区, groups: [县区], authorities: {同级司法行政部门: 甲区司法局}}
  - {id: yi, name: 乙局, groups: [市直部门], active: {until: 2024-07-31}, succeeded_by: 丙局}
  - {id: bing, name: 丙局}
  - {id: sifa, name: 市司法局, groups: [市直部门]}
"""
DECIDED = "“不适用”的理由；要有牵头单位的免除决定才算"
TERMS = [
    ("甲区", "1/if", ["附条件：资格审查不严的部门（条件没有出现的，写“不适用”和理由）", "# “不适用”的理由\n"], [DECIDED]),
    ("甲区", "1/file", ["报给了谁，应为 备案机关（市人大常委会 或 市政府）", "由所属执法部门承担", DECIDED], ["附条件"]),
    ("甲区", "1/report", ["报给了谁，应为 同级司法行政部门（甲区司法局）"], ["市司法局"]),
    ("丙局", "1/report", ["承继自乙局"], ["所属执法部门"]),
    ("甲区", "1/towns", ["本句只对县区"], ["所属执法部门"]),
    ("甲区", "1/may", ["鼓励事项，不算逾期", "# “不适用”的理由\n"], [DECIDED]),
    ("甲区", "1/few", ["进展：推进中 或 未启动\n", "只看下面 staffing 里的数字"], ["不适用", "reason", "completed_on"]),
    ("甲区", "1/some", ["进展：推进中、未启动 或 不适用\n", "# “不适用”的理由\n"], [DECIDED]),
    ("甲区", "2/annual", ["cycle: 2025                 # 届期年份 2025，报上年度 2024 的情况\n"], ["办成一次"]),
    ("甲区", "2/pool", ["cycle: 2025                 # 届期年份\n", "办成一次即可，以后年度不必再办"], ["上年度"]),
]  # fmt: skip


@pytest.fixture
def asked(zhifa: Zhifa, tmp_path: Path) -> Callable[[str, str], str]:
    """What the form of a unit says of one item that is due in or before 2025, without what follows."""
    (tmp_path / "measures.yaml").write_text(TERMS_PLAN, encoding="utf-8")
    (tmp_path / "units.yaml").write_text(TERMS_UNITS, encoding="utf-8")

    def ask(unit: str, item: str) -> str:
        outcome = zhifa("new", unit, "--month", "2025-02", "--data", tmp_path)
        assert outcome.code == 0, outcome.err
        parts = Path(outcome.out.strip()).read_text(encoding="utf-8").split("\n\n")
        (part,) = (part for part in parts if f"- item: {item}\n" in part)
        return f"{part}\n"

    return ask


@pytest.mark.parametrize(("unit", "item", "told", "untold"), TERMS)
def test_terms_stand_beside_the_duty(
    unit: str, item: str, told: list[str], untold: list[str], asked: Callable[[str, str], str]
) -> None:
    entry = asked(unit, item)
    assert [words for words in told if words not in entry] == []
    assert [words for words in untold if words in entry] == []


def test_tables_say_how_to_tell_that_a_department_ceased_and_an_officer_came(
    zhifa: Zhifa, data: Path, submit: Callable[..., Path]
) -> None:
    submit("2024-05/a.yaml", FLAWED)
    text = scaffold(zhifa, data)[0].read_text(encoding="utf-8")
    assert "已经撤并的写 {name: 部门名称, ceased: 撤并日期}" in text
    assert "年内新入职或转入的写 since: 日期" in text
    assert "以下是 2024-05 的报送，有错误的行没有列出" in text
    assert "#     - {name: 粮食局, ceased: 2024-02-29}\n" in text
