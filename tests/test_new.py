"""`zhifa new`: a submission to fill in, which says nothing that was not said before."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Zhifa
from zhifa_cli.cli import session
from zhifa_cli.model.submission import Submission
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


def read(text: str) -> dict[str, Any]:
    values, faults = tree.parse("", text)
    assert isinstance(values, dict)
    assert faults == []
    return values


def scaffold(zhifa: Zhifa, data: Path, *options: object) -> tuple[Path, dict[str, Any]]:
    outcome = zhifa("new", "东湖区", "--month", "2024-07", "--data", data, *options)
    assert outcome.code == 0, outcome.err
    file = Path(outcome.out.rstrip("\n"))
    return file, read(file.read_text(encoding="utf-8"))


def statuses(zhifa: Zhifa, data: Path, as_of: str = "2024-07-31") -> list[dict[str, Any]]:
    outcome = zhifa("status", "--data", data, "--unit", "donghu", "--as-of", as_of, "-f", "json")
    rows: list[dict[str, Any]] = json.loads(outcome.out)["duties"]
    return rows


def key(row: dict[str, Any]) -> tuple[str, str]:
    return row["item"], str(row.get("cycle") or "")


@pytest.mark.parametrize("folder", ["data", "filed"])
def test_it_lists_exactly_what_is_owed_and_open(folder: str, zhifa: Zhifa, request: pytest.FixtureRequest) -> None:
    data: Path = request.getfixturevalue(folder)
    rows = [row for row in statuses(zhifa, data) if row["cycle"] in {None, 2024}]
    open_ = [key(row) for row in rows if row["status"] not in {"done", "done_late", "not_applicable"}]
    disputed = [("8/recording-equipment", "")] if folder == "filed" else []
    _, written = scaffold(zhifa, data)
    assert [key(entry) for entry in written["progress"]] == [item for item in open_ if item not in disputed]
    assert len(open_) > 60


@pytest.mark.parametrize("folder", ["data", "filed"])
@pytest.mark.parametrize("as_of", ["2024-07-31", "2025-12-31"])
def test_unedited_it_changes_no_verdict(folder: str, as_of: str, zhifa: Zhifa, request: pytest.FixtureRequest) -> None:
    data: Path = request.getfixturevalue(folder)
    before = statuses(zhifa, data, as_of)
    scaffold(zhifa, data)
    assert statuses(zhifa, data, as_of) == before


@pytest.mark.parametrize("folder", ["data", "filed"])
def test_unedited_it_has_no_data_errors(folder: str, zhifa: Zhifa, request: pytest.FixtureRequest) -> None:
    data: Path = request.getfixturevalue(folder)
    file, _ = scaffold(zhifa, data)
    findings = json.loads(zhifa("check", "--data", data, "-f", "json").out)["findings"]
    assert [f["message"] for f in findings if f["rule"].startswith("ZF1") and f["path"].endswith(file.name)] == []


def test_a_figure_nobody_filed_is_not_called_a_report(zhifa: Zhifa, data: Path) -> None:
    """The entry that the form holds for a threshold is no figure."""
    scaffold(zhifa, data)
    found = zhifa("check", "--data", data, "-u", "donghu", "--as-of", "2024-12-31", "-f", "json").out
    messages = [
        f["message"] for f in json.loads(found)["findings"] if f["rule"] == "ZF201" and f["item"] == "2b/training-hours"
    ]
    assert len(messages) == 1
    assert messages[0].endswith("没有报送可供核验的数据")


def test_each_entry_says_what_it_wants(zhifa: Zhifa, filed: Path) -> None:
    text = scaffold(zhifa, filed)[0].read_text(encoding="utf-8")
    report = text[text.index("专项整治情况报市司法局汇总") : text.index("第 6 项举措")]
    for words in (
        "出处 第5条",
        "时限 2024年6月（2024-06-30 到期，往月到期）",
        "办理方式 报送；报送对象 市司法局",
        "照抄 2024-05 的报送",
        "# 进展：已完成、推进中、未启动 或 不适用",
        "# 办理方式，应为 报送",
        "# 报给了谁，应为 市司法局",
        "# 佐证材料",
    ):
        assert words in report
    assert "已批准延期至 2024-08-31" in text
    assert "第 22 项举措 充实人员力量" in text
    assert "只看下面 staffing 里的数字" in text


def test_what_was_reported_is_copied_and_nothing_more(zhifa: Zhifa, filed: Path) -> None:
    _, written = scaffold(zhifa, filed)
    before = read(MAY)
    entries = {entry["item"]: {k: v for k, v in entry.items() if v} for entry in written["progress"]}
    for entry in before["progress"]:
        if entry["item"] in entries:
            assert entries[entry["item"]] == entry
    assert {"5/problem-list", "8/mechanisms"}.isdisjoint(entries)
    assert entries["8/disclosure-content"] == {"item": "8/disclosure-content", "status": "未启动"}
    for table in ("staffing", "training"):
        assert (
            Submission.model_validate(written).model_dump()[table]
            == Submission.model_validate(before).model_dump()[table]
        )


def test_nothing_is_prefilled_where_reports_disagree(zhifa: Zhifa, filed: Path) -> None:
    text = scaffold(zhifa, filed)[0].read_text(encoding="utf-8")
    assert "# 已有的报送互相矛盾（submissions/2024-05/a.yaml、submissions/2024-05/b.yaml）" in text
    assert "  # - item: 8/recording-equipment\n" in text


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
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(file.parent / schema), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stdout


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
    today = session.today()
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
    first, second = written["progress"]
    assert (first["item"], first["status"], first["problems"], first["evidence"]) == (
        "1/x",
        "推进中",
        text,
        [{"title": text}],
    )
    assert (second["item"], second["status"]) == ("1/y", "未启动")
    assert "\x1b" not in outcome.err


def test_with_nothing_open_it_says_so(zhifa: Zhifa, data: Path, submit: Callable[..., Path]) -> None:
    owed = {key(row): row for row in statuses(zhifa, data)}
    entries = [
        f"{{item: {item}, {f'cycle: {cycle}, ' if cycle else ''}status: 不适用, reason: 甲}}" for item, cycle in owed
    ]
    submit(
        "2024-06/a.yaml",
        "unit: 东湖区\nperiod: 2024-06\nsubmitted_on: 2024-06-30\nprogress:\n  - " + "\n  - ".join(entries),
    )
    file, written = scaffold(zhifa, data)
    assert written["progress"] == []
    assert "没有未办结的事项" in file.read_text(encoding="utf-8")
