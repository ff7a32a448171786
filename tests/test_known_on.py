"""What was known on a day: a result comes out again as it was then, whatever was reported since."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

import naive_ledger
from conftest import Zhifa
from differential import rows, scratch
from naive_ledger import Values
from strategies import RandomDice, as_json, make_folder, write_folder
from zhifa_cli.source.folder import load

PLAN = """\
plan: {title: 示例市计划, issued_on: 2024-04-01, ends_on: 2025-12-31, coordinator: 市司法局}
measures:
  - id: 1
    title: 专项整治
    clauses:
      - {id: 1, source: 第1条, summary: 专项整治, responsible: [甲区, 乙区], deadline: 2024年6月}
      - id: 2
        source: 第2条
        summary: 充实力量
        responsible: [甲区, 乙区]
        deadline: 2024年6月
        requirements:
          - id: reviewers
            title: 审核人员占5%
            threshold: {share: [legal_reviewers, officers], at_least: 5%, of: every_department}
"""
UNITS = "units: [{id: jia, name: 甲区}, {id: yi, name: 乙区}, {id: sifa, name: 市司法局}]\n"
DONE = """\
unit: {unit}
period: 2024-06
submitted_on: {on}
progress: [{{item: 1, status: 已完成, completed_on: {done}, evidence: [{{title: 整治报告}}]}}]
"""
STAFF = """\
unit: 乙区
period: 2024-06
submitted_on: 2024-07-05
staffing: {as_of: 2024-06-30, departments: [{name: 城管局, officers: 100, legal_background: 20, legal_reviewers: 5}]}
"""
UNREADABLE = "unit: 甲区\nperiod: 2024-06\nsubmitted_on: 2024-07-20\nprogress: [{item: nowhere, status: 半完成}]\n"
EXTENSION = (
    "- {unit: 乙区, item: '1', until: 2024-09-30, reason: 汛期, approved_by: 市政府, approved_on: 2024-06-10,"
    " revoked_on: 2024-07-08}\n"
)
EXEMPTION = "- {unit: 甲区, item: 2/reviewers, reason: 没有执法职能, approved_by: 市政府, approved_on: 2024-07-03}\n"
FAULTY_EXEMPTION = "- {unit: 丙区, item: '9', reason: 无, approved_by: 市政府, approved_on: 2024-07-09}\n"
WAIVER = (
    "- {rule: ZF201, unit: 甲区, item: '1', reason: 另案处理, approved_by: 市政府, expires: 2025-12-31,"
    " approved_on: 2024-07-04}\n"
)
COMMANDS = (
    ("report", "--month", "2024-06"),
    ("report", "--month", "2024-06", "--kind", "unit", "--unit", "乙区"),
    ("report", "--month", "2024-06", "-f", "csv"),
    ("check", "--as-of", "2024-06-30"),
    ("check", "--as-of", "2024-06-30", "-f", "json"),
    ("overdue", "--month", "2024-06"),
    ("overdue", "--month", "2024-06", "-f", "json"),
    ("status", "--as-of", "2024-06-30", "-f", "csv"),
    ("show", "乙区", "--as-of", "2024-06-30"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports, approvals and faults of several days."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    (data / "submissions").mkdir(parents=True)
    for name, text in {
        "measures.yaml": PLAN,
        "units.yaml": UNITS,
        "extensions.yaml": EXTENSION,
        "exemptions.yaml": EXEMPTION + FAULTY_EXEMPTION,
        "waivers.yaml": WAIVER,
        "submissions/jia.yaml": DONE.format(unit="甲区", on="2024-07-10", done="2024-06-20"),
        "submissions/yi.yaml": DONE.format(unit="乙区", on="2024-06-28", done="2024-06-28"),
        "submissions/yi-staff.yaml": STAFF,
        "submissions/jia-faulty.yaml": UNREADABLE,
    }.items():
        (data / name).write_text(text, encoding="utf-8")
    return data


def cut(data: Path, day: str) -> None:
    """Take out by hand what came after a day."""
    for file in data.glob("submissions/*.yaml"):
        if file.read_text(encoding="utf-8").split("submitted_on: ")[1][:10] > day:
            file.unlink()
    for file in (data / "extensions.yaml", data / "exemptions.yaml", data / "waivers.yaml"):
        grants = [g for g in file.read_text(encoding="utf-8").splitlines() if g.split("approved_on: ")[1][:10] <= day]
        grants = [g.replace(", revoked_on: 2024-07-08", "") if day < "2024-07-08" else g for g in grants]
        file.write_text("".join(f"{grant}\n" for grant in grants) or "[]", encoding="utf-8")


@pytest.mark.parametrize("day", ["2024-06-27", "2024-06-30", "2024-07-04", "2024-07-07"])
def test_every_result_comes_out_again_byte_for_byte(zhifa: Zhifa, folder: Path, day: str) -> None:
    later = [zhifa(*command, "--known-on", day) for command in COMMANDS]
    everything = [zhifa(*command) for command in COMMANDS]
    cut(folder, day)
    then = [zhifa(*command, "--known-on", day) for command in COMMANDS]
    assert [(run.code, run.out) for run in later] == [(run.code, run.out) for run in then]
    assert all(f"{day} 及以前" in run.out for run in (then[3], then[5], then[8]))
    assert [run.out for run in later] != [run.out for run in everything]


def test_ledgers_of_a_day_equal_those_of_folders_cut_by_hand() -> None:
    for number in range(15):
        made = make_folder(RandomDice((14, number)))
        for day in sorted({report["submitted_on"] for report in made.values["submissions"].values()})[:2]:
            with scratch() as one, scratch() as other:
                write_folder(Path(one), made.values, as_json)
                write_folder(Path(other), known_by(made.values, day), as_json)
                then = date.fromisoformat(day)
                known = load(Path(one), naive_ledger.TODAY, known_on=then)
                only = load(Path(other), then)
                for on, closed in made.cutoffs:
                    assert rows(known, on, closed) == rows(only, on, closed), f"folder {number} on {day}"


def known_by(values: Values, day: str) -> Values:
    known = copy.deepcopy(values)
    known["submissions"] = {name: r for name, r in known["submissions"].items() if r["submitted_on"] <= day}
    for kind in ("extensions", "exemptions"):
        known[kind] = [grant for grant in known[kind] if grant["approved_on"] <= day]
        for grant in known[kind]:
            if grant.get("revoked_on", day) > day:
                del grant["revoked_on"]
    return known


@pytest.mark.parametrize(
    ("submitted", "completed", "late_news"),
    [
        ("2024-06-30", "2024-06-30", False),  # on the due day
        ("2024-07-01", "2024-06-30", True),  # a day too late to be read in the 通报
        ("2024-07-10", "2024-07-05", False),  # done late: that is said already
    ],
)
def test_a_completion_says_when_it_was_first_reported(
    zhifa: Zhifa, folder: Path, submitted: str, completed: str, late_news: bool
) -> None:
    (folder / "submissions/jia.yaml").write_text(DONE.format(unit="甲区", on=submitted, done=completed), "utf-8")
    again = DONE.format(unit="甲区", on="2024-08-02", done=completed).replace("period: 2024-06", "period: 2024-08")
    (folder / "submissions/jia-again.yaml").write_text(again, encoding="utf-8")  # saying it again is no news
    status = json.loads(zhifa("status", "--as-of", "2024-08-31", "-f", "json").out)
    row = next(row for row in status["duties"] if (row["unit"], row["item"]) == ("jia", "1"))
    assert row["reported_on"] == submitted
    for command in (("show", "甲区", "--as-of", "2024-08-31"), ("status", "--as-of", "2024-08-31", "-f", "csv")):
        assert ("迟报" in "".join(zhifa(*command).out.splitlines()[1:])) is late_news


@pytest.mark.usefixtures("folder")
def test_figures_of_a_day_are_told_after_it_and_are_no_late_news(zhifa: Zhifa) -> None:
    status = json.loads(zhifa("status", "--as-of", "2024-08-31", "-f", "json").out)
    row = next(row for row in status["duties"] if (row["unit"], row["item"]) == ("yi", "2/reviewers"))
    assert (row["status"], row["completed_on"], row["reported_on"]) == ("done", "2024-06-30", "2024-07-05")
    assert "迟报" not in zhifa("show", "乙区", "--as-of", "2024-08-31").out


@pytest.mark.usefixtures("folder")
def test_a_day_that_is_none_is_refused(zhifa: Zhifa) -> None:
    refused = zhifa("overdue", "--known-on", "2024-7-2")
    assert refused.code == 2
    assert "“2024-7-2”不是日期" in refused.err
