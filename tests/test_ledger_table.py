"""Verdicts as an expert would write them down: what was reported, the day, and what follows from it."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import naive_ledger
from conftest import REPOSITORY, Zhifa, judged_once
from differential import without_names

Row = dict[str, Any]
Submit = Callable[..., Path]

EVIDENCE = "evidence: [{title: 文件}]"


def rows(zhifa: Zhifa, data: Path, *options: object) -> list[Row]:
    outcome = zhifa("status", "--data", data, "-f", "json", *options)
    assert outcome.code == 0, outcome.err
    found: list[Row] = json.loads(outcome.out)["duties"]
    return found


def findings(zhifa: Zhifa, data: Path, *options: object) -> list[Row]:
    found: list[Row] = json.loads(zhifa("check", "--data", data, "-f", "json", *options).out)["findings"]
    return found


def the(found: list[Row], item: str, cycle: str | None = None) -> Row:
    """The only row of an item."""
    (row,) = (row for row in found if row["item"] == item and row["cycle"] == cycle)
    return row


# ── the policy itself: the repository's measures.yaml and units.yaml ──


@dataclass(frozen=True)
class Policy:
    """One unit's report, filed on a day, and how one duty of it stands on another."""

    name: str
    unit: str
    filed: str
    report: str
    as_of: str
    item: str
    status: str
    cycle: str | None = None
    due: str | None = None
    days: int | None = None
    rules: tuple[str, ...] = ()
    """The rules that speak of this duty."""
    shortfall: float | None = None


def done(item: str, on: str, *more: str) -> str:
    return "{" + ", ".join((f"item: {item}", "status: 已完成", f"completed_on: {on}", EVIDENCE, *more)) + "}"


def progress(*entries: str) -> str:
    return "progress:\n" + "".join(f"  - {entry}\n" for entry in entries)


def staffing(as_of: str, *departments: str) -> str:
    """Rows like ``城管局 15/100 5``: legal background among officers, legal reviewers, and perhaps key.

    A department that is gone is ``城管局 撤并 2024-05-31``.
    """
    text = f"staffing:\n  as_of: {as_of}\n  departments:\n"
    for department in departments:
        name, share, reviewers, *key = department.split()
        if share == "撤并":
            text += f"    - {{name: {name}, ceased: {reviewers}}}\n"
            continue
        background, officers = share.split("/")
        counts = f"officers: {officers}, legal_background: {background}, legal_reviewers: {reviewers}"
        text += f"    - {{name: {name}, {counts}{''.join(f', key: {flag}' for flag in key)}}}\n"
    return text


def training(as_of: str, *officers: str, year: int = 2024) -> str:
    """Rows like ``20+20+20 16 2024-09-01``: public law + business + skills, perhaps 政治理论, perhaps since when."""
    text = f"training:\n  year: {year}\n  as_of: {as_of}\n  officers:\n"
    for number, officer in enumerate(officers, 1):
        counted, *more = officer.split()
        law, business, skills = counted.split("+")
        hours = f"public_law: {law}, business: {business}, skills: {skills}"
        hours += "".join(f", {key}: {word}" for key, word in zip(("political", "since"), more, strict=False))
        text += f"    - {{code: A{number:03}, {hours}}}\n"
    return text


BACKGROUND, KEY, REVIEWERS = "22/legal-background", "22/legal-background-key", "22/legal-reviewers"
NINE = (
    "mechanisms",
    "disclosure-content",
    "disclosure-channels",
    "disclosure-timeliness",
    "documents",
    "recording-equipment",
    "records-management",
    "legal-reviewers",
    "legal-review",
)
END = "2025-10-31"


def share(name: str, department: str, item: str, status: str, shortfall: float | None = None) -> Policy:
    """A department's figures in time, looked at when 第22条 falls due."""
    late = status == "noncompliant"
    return Policy(
        name,
        "东湖区",
        "2025-10-30",
        staffing("2025-10-30", department),
        END,
        item,
        status,
        due=END,
        days=0 if late else None,
        rules=("ZF401",) if late else (),
        shortfall=shortfall,
    )


def hours(name: str, status: str, *officers: str, shortfall: float | None = None) -> Policy:
    late = status == "noncompliant"
    return Policy(
        name,
        "东湖区",
        "2024-12-31",
        training("2024-12-31", *officers),
        "2024-12-31",
        "2b/training-hours",
        status,
        cycle="2024",
        due="2024-12-31",
        days=0 if late else None,
        rules=("ZF401",) if late else (),
        shortfall=shortfall,
    )


POLICY = (
    share("15 of 100 is not more than 15%", "城管局 15/100 5", BACKGROUND, "noncompliant", 1),
    share("16 of 100 is more than 15%", "城管局 16/100 5", BACKGROUND, "done"),
    share("501 of 2500 is 20.04% and passes", "城管局 501/2500 125 true", KEY, "done"),
    share("500 of 2500 is exactly 20% and misses", "城管局 500/2500 125 true", KEY, "noncompliant", 1),
    share("500 of 2500 passes where the department is not key", "城管局 500/2500 125 false", BACKGROUND, "done"),
    share("nobody is key", "城管局 1/2500 125 false", KEY, "not_applicable"),
    share("1 of 20 is exactly 5% and meets", "城管局 4/20 1", REVIEWERS, "done"),
    share("1 of 21 is less than 5%", "城管局 5/21 1", REVIEWERS, "noncompliant", 1),
    Policy("nobody knows who is key, and whoever it is, all pass", "东湖区", "2025-10-30",
           staffing("2025-10-30", "城管局 90/100 5"), END, KEY, "done", due=END, rules=("ZF404",)),
    Policy("a known key department passes, one that may be key would not", "东湖区", "2025-10-30",
           staffing("2025-10-30", "城管局 90/100 5 true", "水利局 1/100 5"), END, KEY, "unverified", due=END, days=0,
           rules=("ZF404",)),
    Policy("a good average excuses nobody", "东湖区", "2025-10-30",
           staffing("2025-10-30", "城管局 90/100 50", "水利局 15/100 50"), END, BACKGROUND, "noncompliant", due=END, days=0,
           rules=("ZF401",), shortfall=1),
    Policy("a gap before the deadline is a note", "东湖区", "2025-06-30", staffing("2025-06-30", "城管局 10/100 5"),
           "2025-06-30", BACKGROUND, "in_progress", due=END, rules=("ZF402",), shortfall=6),
    Policy("met only after the deadline is late", "东湖区", "2025-12-01", staffing("2025-11-30", "城管局 16/100 5"),
           "2025-12-31", BACKGROUND, "done_late", due=END, days=30, rules=("ZF202",)),
    Policy("no figures at all", "东湖区", "2025-10-30", "", END, BACKGROUND, "overdue", due=END, days=0),
    hours("59.5 hours fail a department that averages 70", "noncompliant", "20+20+19.5", "30+30+20.5", shortfall=0.5),
    hours("exactly 60 hours pass", "done", "20+20+20"),
    hours("62 hours of which 10 are 政治理论 fail", "noncompliant", "20+20+12 10", shortfall=8),
    Policy("a training plan of 2 April is late though its clause says 每年12月", "市水利局", "2025-04-30",
           progress(done("2b/training-plan", "2025-04-02", "cycle: 2025", "act: 制定")), "2025-12-31", "2b/training-plan",
           "done_late", cycle="2025", due="2025-03-31", days=2, rules=("ZF202",)),
    Policy("filing is not review", "市水利局", "2024-05-31",
           progress(done("9/inspection-plan", "2024-05-20", "cycle: 2024", "act: 备案", "recipient: 市司法局")), "2024-05-31",
           "9/inspection-plan", "unverified", cycle="2024", due="2024-05-31", days=0, rules=("ZF306",)),
    Policy("reviewed by the body on one's own level", "市水利局", "2024-05-31",
           progress(done("9/inspection-plan", "2024-05-20", "cycle: 2024", "act: 审核", "recipient: 南昌市司法局")),
           "2024-05-31", "9/inspection-plan", "done", cycle="2024", due="2024-05-31"),
    Policy("reported to the wrong body", "东湖区", "2024-06-28",
           progress(done("5/report", "2024-06-20", "act: 报送", "recipient: 市财政局")), "2024-06-30", "5/report", "unverified",
           due="2024-06-30", days=0, rules=("ZF302",)),
    Policy("reported to the right body by its alias", "东湖区政府", "2024-06-28",
           progress(done("5/report", "2024-06-20", "recipient: 南昌市司法局")), "2024-06-30", "5/report", "done",
           due="2024-06-30"),
    Policy("filing without publication does not complete 12a", "市水利局", "2024-12-31",
           progress(done("12a/catalogue", "2024-12-01", "act: 制定"), done("12a/filing", "2024-12-10", "act: 备案", "recipient: 市司法局"), done("12a/dynamic-adjustment", "2024-12-10"), done("12a", "2024-12-10")),
           "2024-12-31", "12a/publication", "overdue", due="2024-12-31", days=0, rules=("ZF201",)),
    Policy("长期坚持 cannot be finished", "市水利局", "2024-12-31", progress(done("1", "2024-12-10")), "2024-12-31", "1",
           "unverified", rules=("ZF303",)),
    Policy("what is encouraged is never overdue", "东湖区", "2025-12-31",
           progress("{item: 23/accident-insurance, status: 未启动}"), "2025-12-31", "23/accident-insurance", "optional",
           due="2025-06-30"),
    Policy("what is encouraged is never late", "东湖区", "2025-12-31", progress(done("23/accident-insurance", "2025-11-01")),
           "2025-12-31", "23/accident-insurance", "done", due="2025-06-30"),
    Policy("the yearly duty hidden in 16 has the year's end", "市司法局", "2025-01-31",
           progress(done("16/annual-evaluation", "2025-01-05", "cycle: 2024")), "2025-01-31", "16/annual-evaluation",
           "done_late", cycle="2024", due="2024-12-31", days=5, rules=("ZF202",)),
    Policy("the mid-term assessment is a milestone", "市司法局", "2024-07-31", progress(done("m1", "2024-07-31")), "2024-07-31",
           "m1", "done", due="2024-07-31"),
)  # fmt: skip


@pytest.mark.parametrize("case", POLICY, ids=lambda case: case.name)
def test_policy(case: Policy, zhifa: Zhifa, data: Path, submit: Submit) -> None:
    submit("r.yaml", f"unit: {case.unit}\nperiod: {case.filed[:7]}\nsubmitted_on: {case.filed}\n{case.report}")
    with judged_once(data):
        row = the(rows(zhifa, data, "--as-of", case.as_of, "--unit", case.unit), case.item, case.cycle)
        assert (row["status"], row["due"] if case.due else None, row["days_overdue"]) == (
            case.status,
            case.due,
            case.days,
        )
        if case.rules:
            about = [
                finding
                for finding in findings(zhifa, data, "--as-of", case.as_of, "--unit", case.unit)
                if (finding["item"], finding["cycle"]) == (case.item, case.cycle)
            ]
            assert tuple(sorted({finding["rule"] for finding in about})) == case.rules
            if case.shortfall is not None:
                assert [finding["measured"]["shortfall"] for finding in about] == [case.shortfall]


def test_three_units_at_10_15_and_35_percent_are_two_misses(zhifa: Zhifa, data: Path, submit: Submit) -> None:
    for unit, background in (("东湖区", 10), ("西湖区", 15), ("南昌县", 35)):
        table = staffing("2025-10-30", f"城管局 {background}/100 5")
        submit(f"{unit}.yaml", f"unit: {unit}\nperiod: 2025-10\nsubmitted_on: 2025-10-30\n{table}")
    missed = [
        (finding["unit"], finding["measured"]["value"])
        for finding in findings(zhifa, data, "--as-of", END, "--measure", 22)
        if (finding["rule"], finding["item"]) == ("ZF401", BACKGROUND)
    ]
    assert missed == [("donghu", "10/100"), ("xihu", "15/100")]


def test_each_department_that_misses_is_a_finding_of_its_own(zhifa: Zhifa, data: Path, submit: Submit) -> None:
    table = staffing("2025-10-30", "城管局 10/100 5", "水利局 40/100 5", "住建局 15/100 5")
    submit("r.yaml", f"unit: 东湖区\nperiod: 2025-10\nsubmitted_on: 2025-10-30\n{table}")
    missed = {
        finding["measured"]["of"]: finding["measured"]["shortfall"]
        for finding in findings(zhifa, data, "--as-of", END, "--unit", "东湖区")
        if (finding["rule"], finding["item"]) == ("ZF401", BACKGROUND)
    }
    assert missed == {"城管局": 6, "住建局": 1}


def bound(data: Path, *names: str) -> set[str]:
    """Who units.yaml puts under those names, read as plain text."""
    roster = yaml.load((data / "units.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - builds text only
    reached = list(names)
    for name in reached:  # grows while it is read: groups within groups
        reached += [inner for g in roster["groups"] if g["name"] == name for inner in g.get("includes", ())]
    return {unit["id"] for unit in roster["units"] if {unit["name"], *_groups(unit)} & set(reached)}


def _groups(unit: Row) -> list[str]:
    """A membership is a name, or a mapping that says more of it."""
    return [g["name"] if isinstance(g, dict) else g for g in unit.get("groups", ())]


def test_nobody_is_overdue_for_a_plan_that_fell_due_before_the_issue(zhifa: Zhifa, data: Path) -> None:
    plans = [
        row for row in rows(zhifa, data, "--as-of", "2024-05-01", "--measure", 2) if row["item"] == "2b/training-plan"
    ]
    assert {row["status"] for row in plans if row["cycle"] == "2024"} == {"not_applicable"}
    assert {row["status"] for row in plans if row["cycle"] == "2025"} == {"not_due"}
    assert {row["unit"] for row in plans} == bound(data, "各级行政执法部门")


def test_everybody_bound_is_overdue_on_the_day_a_plan_falls_due(zhifa: Zhifa, data: Path) -> None:
    late = {
        row["unit"]: row["days_overdue"]
        for row in rows(zhifa, data, "--as-of", "2025-03-31", "--measure", 2)
        if (row["item"], row["cycle"], row["status"]) == ("2b/training-plan", "2025", "overdue")
    }
    assert late == dict.fromkeys(bound(data, "各级行政执法部门"), 0)


def test_two_clauses_of_one_measure_have_two_verdicts(zhifa: Zhifa, data: Path, submit: Submit) -> None:
    text = progress(
        done("12a/catalogue", "2024-12-01"),
        done("12a/filing", "2024-12-10", "recipient: 市司法局"),
        done("12a/publication", "2024-12-12"),
        done("12a/dynamic-adjustment", "2024-12-12"),
    )
    submit("r.yaml", f"unit: 市水利局\nperiod: 2024-12\nsubmitted_on: 2024-12-30\n{text}")
    found = rows(zhifa, data, "--as-of", "2025-06-30", "--unit", "市水利局", "--measure", 12)
    assert {row["status"] for row in found if row["item"].startswith("12a/")} == {"done"}
    assert the(found, "12b/cleanup")["status"] == "overdue"


@pytest.mark.parametrize(("answered", "claimed_falsely"), [(NINE[:8], True), (NINE, False)], ids=["eight", "nine"])
def test_eight_of_nine_self_checks_are_not_complete(
    answered: tuple[str, ...], claimed_falsely: bool, zhifa: Zhifa, data: Path, submit: Submit
) -> None:
    items = [*(f"8/{point}" for point in answered), "8/improvement", "8"]
    text = progress(*(done(item, "2024-06-20") for item in items))
    submit("r.yaml", f"unit: 市水利局\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n{text}")
    options = ("--as-of", "2024-06-30", "--unit", "市水利局", "--measure", 8)
    overdue = [row["item"] for row in rows(zhifa, data, *options) if row["status"] == "overdue"]
    assert overdue == (["8/legal-review"] if claimed_falsely else [])
    false_claims = [finding["item"] for finding in findings(zhifa, data, *options) if finding["rule"] == "ZF304"]
    assert false_claims == (["8"] if claimed_falsely else [])


def test_clause_20_is_never_overdue(zhifa: Zhifa, data: Path) -> None:
    found = rows(zhifa, data, "--as-of", "2030-01-01", "--measure", 20)
    assert {(row["status"], row["due"], row["days_overdue"]) for row in found} == {("undated", None, None)}
    assert {row["unit"] for row in found} == bound(data, "市司法局", "各级行政执法部门")


def test_nobody_owes_anything_twice(zhifa: Zhifa, data: Path) -> None:
    """第9条 names 市市场监管局 and the group that it belongs to."""
    found = rows(zhifa, data, "--as-of", "2025-12-31")
    keys = [(row["unit"], row["item"], row["cycle"]) for row in found]
    assert len(keys) == len(set(keys))
    assert keys.count(("shichang-jianguanju", "9/quiet-days", "2024")) == 1


def test_the_whole_policy_judged_by_both_ledgers(zhifa: Zhifa) -> None:
    """The repository's own plan, roster and submissions, at the ends of a few months."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "data").rglob("*.yaml"))}
    read = {path: yaml.load(text, yaml.CBaseLoader) for path, text in texts.items()}  # noqa: S506 - builds text only
    values = {
        "measures": read.pop(REPOSITORY / "data/measures.yaml"),
        "units": read.pop(REPOSITORY / "data/units.yaml"),
        "extensions": read.pop(REPOSITORY / "data/extensions.yaml", []),
        "exemptions": read.pop(REPOSITORY / "data/exemptions.yaml", []),
        "submissions": {str(path): report for path, report in read.items() if "submissions" in path.parts},
    }
    for day in (date(2024, 6, 30), date(2025, 12, 31)):
        ours = rows(zhifa, REPOSITORY / "data", "--as-of", day)
        theirs = naive_ledger.status_rows(values, day, closed=True)
        assert without_names(ours) == theirs


# ── one duty at a time, in a plan of one clause ──


@dataclass(frozen=True)
class Single:
    """One duty: how the plan words it, what was filed and granted, and how it stands on a day.

    A report's key is its month, the day on which it was filed (else the 28th) and who filed it (else 甲局);
    what follows tells equals apart. ``today`` leaves out ``--as-of`` and stops the clock instead.
    """

    name: str
    as_of: str
    expected: str
    """Who has it (unless 甲局), its status, the days overdue, the day of completion, the extended date."""
    clause: str = "deadline: 2024年6月"
    reports: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()
    unit: str = ""
    """More keys of 甲局 in units.yaml."""
    groups: str = ""
    others: str = "{id: yi, name: 乙局, aliases: [老乙局]}"
    """The other bodies."""
    responsible: str = "甲局"
    plan: str = ""
    """More keys of the plan's head."""
    requirement: str = ""
    indicators: str = "{id: closed, title: 办结, unit: 件}, {id: accepted, title: 受理, unit: 件}, {id: visits, title: 检查, unit: 次}"
    amendments: tuple[str, ...] = ()
    item: str = ""
    """Which item is asked for, where there are several."""
    calendar: str = ""
    cycle: str | None = None
    today: bool = False
    faulty: bool = False
    """Whether something in the files could not be used; where not, all of it was understood."""
    rules: str | None = None
    """Where asked for, all that ``check`` says of this duty and of the files, but for reminders (ZF203, ZF204)."""


def filed(period: str, *entries: str) -> dict[str, str]:
    return {period: progress(*entries)}


def entry(status: str, *more: str) -> str:
    return "{" + ", ".join(("item: 1", f"status: {status}", *more)) + "}"


def exempt(item: str, *more: str) -> str:
    keys = (f"item: {item}", "reason: 职能划转", "approved_by: 市司法局", "approved_on: 2024-09-20", *more)
    return "{unit: 甲局, " + ", ".join(keys) + "}"


def until(day: str, approved: str = "2024-06-20", item: str = "1", *more: str) -> str:
    keys = (f"item: {item}", f"until: {day}", f"approved_on: {approved}", *more)
    return "{unit: jia, reason: 洪灾, approved_by: 市政府, " + ", ".join(keys) + "}"


DONE_20TH = done("1", "2024-06-20")
LEGAL = "threshold: {share: [legal_background, officers], more_than: 15%, of: every_department}"
LEGAL_KEY = "threshold: {share: [legal_background, officers], more_than: 15%, of: every_key_department}"
REVIEWED = "threshold: {share: [legal_reviewers, officers], at_least: 5%, of: every_department}"
TAUGHT = "threshold: {hours: [public_law, business, skills], at_least: 60, of: every_officer}"
GOOD, BAD = "城管局 16/100 5", "城管局 15/100 5"
PILOT = "deadline: 2024年6月, condition: 条件成熟地区"

ORDINARY = (
    # the due day itself
    Single("the day before", "2024-06-29", "not_due"),
    Single("at the end of the due day", "2024-06-30", "overdue 0"),
    Single("on the due day, which is not over", "2024-06-30", "not_due", today=True),
    Single("on the day after", "2024-07-01", "overdue 1", today=True),
    Single("a year and a day later", "2025-07-01", "overdue 366"),
    Single("done on the due day", "2024-06-30", "done on 2024-06-30", reports=filed("2024-06 2024-06-30", done("1", "2024-06-30"))),
    Single("done on the day after", "2024-07-01", "done_late 1 on 2024-07-01", reports=filed("2024-07", done("1", "2024-07-01"))),
    Single("late by days that do not grow", "2025-12-31", "done_late 1 on 2024-07-01", reports=filed("2024-07", done("1", "2024-07-01"))),
    # month ends and leap years
    Single("February of a leap year", "2024-02-28", "not_due", "deadline: 2024年2月"),
    Single("February of a leap year ends on the 29th", "2024-02-29", "overdue 0", "deadline: 2024年2月"),
    Single("February of a common year ends on the 28th", "2025-02-28", "overdue 0", "deadline: 2025-02"),
    Single("a month of 30 days", "2024-04-30", "overdue 0", "deadline: 2024年4月底前"),
    Single("a month of 31 days", "2024-05-30", "not_due", "deadline: 2024年5月"),
    Single("the end of a year", "2024-12-31", "overdue 0", "deadline: 2024年底"),
    Single("a day within a month", "2024-06-15", "overdue 0", "deadline: 2024年6月15日"),
    Single("yearly February in a leap year", "2024-02-29", "overdue 0", "deadline: 每年2月", cycle="2024"),
    Single("yearly February in a common year", "2025-02-28", "overdue 0", "deadline: 每年2月底前", cycle="2025"),
    Single("yearly 29 February in a common year", "2025-02-28", "overdue 0", "deadline: 每年2月29日前", cycle="2025"),
    Single("a Sunday moves nothing", "2024-06-30", "overdue 0", "deadline: 2024年6月30日"),
    # cycles and the life of the plan
    Single("fell due before the issue", "2025-12-31", "not_applicable", "deadline: 每年1月31日前", cycle="2024"),
    Single("fell due on the day of issue", "2024-02-01", "overdue 0", "deadline: 每年2月1日前", cycle="2024"),
    Single("a single date before the issue", "2025-12-31", "not_applicable", "deadline: 2023年12月"),
    Single("falls due on the last day of the plan", "2025-12-31", "overdue 0", "deadline: 每年", cycle="2025"),
    Single("next year's is not due", "2025-03-30", "not_due", "deadline: 每年3月", cycle="2025"),
    Single("this year's report does not answer for the next", "2025-03-31", "overdue 0", "deadline: 每年3月",
           reports=filed("2024-03", done("1", "2024-03-20", "cycle: 2024")), cycle="2025"),
    # what is reported
    Single("under way", "2024-06-01", "in_progress", reports=filed("2024-05", entry("推进中"))),
    Single("under way is not done", "2024-07-10", "overdue 10", reports=filed("2024-05", entry("推进中"))),
    Single("not started is no more than nothing", "2024-06-01", "not_due", reports=filed("2024-05", entry("未启动"))),
    Single("no date", "2024-06-01", "unverified", reports=filed("2024-05", entry("已完成", EVIDENCE))),
    Single("no date, and past the deadline its days count", "2025-06-01", "unverified 336", reports=filed("2024-05", entry("已完成", EVIDENCE))),
    Single("no evidence", "2024-06-30", "unverified 0", reports=filed("2024-06", entry("已完成", "completed_on: 2024-06-20"))),
    Single("no full date is a data error, and the entry is left out", "2024-06-30", "overdue 0",
           reports=filed("2024-06", done("1", "2024-06")), faulty=True),
    Single("the rest of a file with an error counts", "2024-06-30", "done on 2024-06-20",
           reports=filed("2024-06", entry("做完了"), DONE_20TH), faulty=True),
    Single("completed after the day that is asked about", "2024-06-15", "not_due", reports=filed("2024-06", DONE_20TH)),
    Single("completed in time, reported later", "2024-06-30", "done on 2024-06-20", reports=filed("2024-09", DONE_20TH)),
    Single("a report of a later month says nothing yet", "2024-06-15", "not_due", reports=filed("2024-07", entry("推进中"))),
    Single("a report of this month does from its first day", "2024-06-01", "in_progress", reports=filed("2024-06", entry("推进中"))),
    Single("undated, nothing reported", "2030-01-01", "undated", ""),
    Single("undated, under way", "2024-06-30", "undated", "", reports=filed("2024-06", entry("推进中"))),
    Single("undated and done", "2024-06-30", "done on 2024-06-20", "", reports=filed("2024-06", DONE_20TH)),
    Single("长期坚持", "2030-01-01", "ongoing", "deadline: 长期坚持"),
    Single("长期坚持 claimed as done", "2024-06-30", "unverified", "deadline: 长期坚持", reports=filed("2024-06", DONE_20TH)),
    # several reports of one duty
    Single("the newest decides", "2024-06-30", "done on 2024-06-20",
           reports=filed("2024-05", entry("推进中")) | filed("2024-06", DONE_20TH)),
    Single("the newest decides against the unit, too", "2024-07-31", "overdue 31",
           reports=filed("2024-06", DONE_20TH) | filed("2024-07", entry("推进中"))),
    Single("two that disagree", "2024-06-30", "unverified 0", reports=filed("2024-06", DONE_20TH, entry("推进中"))),
    Single("a newer report ends a conflict", "2024-07-31", "done_late 2 on 2024-07-02",
           reports=filed("2024-06", DONE_20TH, entry("推进中")) | filed("2024-07", done("1", "2024-07-02"))),
    Single("two that agree", "2024-06-30", "done on 2024-06-20", reports=filed("2024-06", DONE_20TH, DONE_20TH)),
    Single("two that agree, one with the evidence", "2024-06-30", "done on 2024-06-20",
           reports=filed("2024-06", entry("已完成", "completed_on: 2024-06-20"), DONE_20TH)),
    Single("two that agree, one with a reason", "2024-06-30", "not_applicable", PILOT,
           reports=filed("2024-06", entry("不适用"), entry("不适用", "reason: 条件尚不成熟"))),
    Single("two that agree, one saying why it took long", "2024-06-01", "in_progress",
           reports=filed("2024-05", entry("推进中"), entry("推进中", "reason: 人手不足"))),
    Single("the later filed of one month", "2024-06-30", "done on 2024-06-20",
           reports=filed("2024-06 2024-06-15", entry("推进中")) | filed("2024-06", DONE_20TH)),
    Single("an older month corrected later stays older", "2024-07-31", "done on 2024-06-20",
           reports=filed("2024-05 2024-07-15", entry("推进中")) | filed("2024-06", DONE_20TH)),
    Single("the act need not be said", "2024-06-30", "done on 2024-06-20", requirement="act: 审核",
           reports=filed("2024-06", done("1/r", "2024-06-20"))),
    # requirements with a deadline of their own
    Single("an inner deadline comes first", "2024-03-31", "overdue 0", requirement="deadline: 2024年3月"),
    Single("without one, the clause's", "2024-03-31", "not_due", requirement="act: 公布"),
    # what is only encouraged
    Single("encouraged, nothing reported", "2025-01-01", "optional", requirement="binding: 鼓励"),
    Single("encouraged and under way", "2024-06-01", "optional", requirement="binding: 鼓励",
           reports=filed("2024-05", "{item: 1/r, status: 推进中}")),
    Single("encouraged and done late is done", "2024-12-31", "done on 2024-11-01", requirement="binding: 鼓励",
           reports=filed("2024-11", done("1/r", "2024-11-01"))),
    Single("encouraged and claimed without evidence", "2024-12-31", "unverified", requirement="binding: 鼓励",
           reports=filed("2024-11", "{item: 1/r, status: 已完成, completed_on: 2024-11-01}")),
    Single("an encouraged figure that is missed", "2024-12-31", "optional", requirement=f"binding: 鼓励, {LEGAL}",
           reports={"2024-11": staffing("2024-11-01", BAD)}),
    Single("an encouraged figure that is met late", "2024-12-31", "done on 2024-11-01", requirement=f"binding: 鼓励, {LEGAL}",
           reports={"2024-11": staffing("2024-11-01", GOOD)}),
    # figures
    Single("no figures yet", "2024-06-29", "not_due", requirement=LEGAL),
    Single("no figures", "2024-07-02", "overdue 2", requirement=LEGAL),
    Single("a claim is no figure", "2024-07-02", "overdue 2", requirement=LEGAL,
           reports=filed("2024-06", done("1/r", "2024-06-20"))),
    Single("missed so far", "2024-06-29", "in_progress", requirement=LEGAL, reports={"2024-06": staffing("2024-06-01", BAD)}),
    Single("missed", "2024-07-02", "noncompliant 2", requirement=LEGAL, reports={"2024-06": staffing("2024-06-01", BAD)}),
    Single("met early", "2024-06-29", "done on 2024-06-01", requirement=LEGAL, reports={"2024-06": staffing("2024-06-01", GOOD)}),
    Single("met on the due day", "2025-01-01", "done on 2024-06-30", requirement=LEGAL, reports={"2024-06 2024-06-30": staffing("2024-06-30", GOOD)}),
    Single("met the day after", "2025-01-01", "done_late 1 on 2024-07-01", requirement=LEGAL,
           reports={"2024-06 2024-06-30": staffing("2024-06-30", BAD), "2024-07": staffing("2024-07-01", GOOD)}),
    Single("later tables that confirm it put nothing off", "2025-01-01", "done_late 1 on 2024-07-01", requirement=LEGAL,
           reports={"2024-07": staffing("2024-07-01", GOOD), "2024-09": staffing("2024-09-01", GOOD)}),
    Single("a table of a later day does not count yet", "2024-06-30", "noncompliant 0", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD), "2024-07": staffing("2024-07-01", GOOD)}),
    Single("two tables that disagree", "2025-01-01", "unverified 185", requirement=LEGAL,
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", GOOD), "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", BAD)}),
    Single("two tables that disagree on the due date, the good one first", "2025-01-01", "unverified 185", requirement=LEGAL,
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", GOOD), "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", BAD),
                    "2024-07": staffing("2024-07-01", GOOD)}),
    Single("two tables that disagree on the due date, the bad one first", "2025-01-01", "unverified 185", requirement=LEGAL,
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", BAD), "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", GOOD),
                    "2024-07": staffing("2024-07-01", GOOD)}),
    Single("met in time, lost, and met again", "2025-01-01", "done on 2024-06-30", requirement=LEGAL,
           reports={"2024-06 2024-06-30": staffing("2024-06-30", GOOD), "2024-07": staffing("2024-07-10", BAD),
                    "2024-09": staffing("2024-09-01", GOOD)}),
    Single("met after it was missed on the due date, lost, and met again", "2025-01-01", "done_late 63 on 2024-09-01", requirement=LEGAL,
           reports={"2024-06 2024-06-30": staffing("2024-06-30", BAD), "2024-07": staffing("2024-07-10", GOOD),
                    "2024-08": staffing("2024-08-01", BAD), "2024-09": staffing("2024-09-01", GOOD)}),
    Single("an earlier contradiction proves nothing", "2025-01-01", "done on 2024-06-10", requirement=LEGAL,
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", GOOD), "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", BAD),
                    "2024-06": staffing("2024-06-10", GOOD)}),
    Single("the later filed of two tables of one day", "2024-07-02", "done on 2024-06-01", requirement=LEGAL,
           reports={"2024-06 2024-06-27": staffing("2024-06-01", BAD), "2024-06": staffing("2024-06-01", GOOD)}),
    Single("the day of the figures goes before the month of the report", "2024-07-02", "done on 2024-06-10", requirement=LEGAL,
           reports={"2024-07": staffing("2024-06-01", BAD), "2024-06": staffing("2024-06-10", GOOD)}),
    Single("rows in another order say the same", "2024-07-02", "done on 2024-06-01", requirement=LEGAL,
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", GOOD, "水利局 9/10 1"),
                    "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", "水利局 9/10 1", GOOD)}),
    Single("figures decide over reports that disagree", "2024-07-02", "noncompliant 2", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD)
                    + progress("{item: 1/r, status: 未启动}", "{item: 1/r, status: 推进中}")}),
    Single("an encouraged figure asks nothing of the due date", "2025-01-01", "done on 2024-07-01",
           requirement=f"binding: 鼓励, {LEGAL}",
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", GOOD), "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", BAD),
                    "2024-07": staffing("2024-07-01", GOOD)}),
    Single("the roster says who is key", "2024-07-02", "noncompliant 2", requirement=LEGAL_KEY, unit="key: true",
           reports={"2024-06": staffing("2024-06-01", BAD)}),
    Single("the table says it better", "2024-07-02", "not_applicable", requirement=LEGAL_KEY, unit="key: true",
           reports={"2024-06": staffing("2024-06-01", BAD + " false")}),
    # extensions
    Single("within an extension", "2024-07-15", "not_due until 2024-07-31", extensions=(until("2024-07-31"),)),
    Single("before the original date the later one is shown", "2024-06-25", "not_due until 2024-07-31", extensions=(until("2024-07-31"),)),
    Single("under way within it", "2024-07-15", "in_progress until 2024-07-31", extensions=(until("2024-07-31"),),
           reports=filed("2024-07", entry("推进中"))),
    Single("on its last day", "2024-07-31", "not_due until 2024-07-31", extensions=(until("2024-07-31"),), today=True),
    Single("at the end of its last day", "2024-07-31", "overdue 31", extensions=(until("2024-07-31"),)),
    Single("after it, days count from the original date", "2024-08-01", "overdue 32", extensions=(until("2024-07-31"),)),
    Single("done within it", "2025-01-01", "done on 2024-07-31 until 2024-07-31", extensions=(until("2024-07-31"),),
           reports=filed("2024-07 2024-07-31", done("1", "2024-07-31"))),
    Single("done after it, days count from the original date", "2025-01-01", "done_late 32 on 2024-08-01", extensions=(until("2024-07-31"),),
           reports=filed("2024-08", done("1", "2024-08-01"))),
    Single("approved later than the day that is asked about", "2024-07-05", "overdue 5", extensions=(until("2024-07-31", "2024-07-06"),)),
    Single("approved late, it counts from then on", "2024-07-06", "not_due until 2024-07-31", extensions=(until("2024-07-31", "2024-07-06"),)),
    Single("the newer of two approvals", "2024-08-15", "not_due until 2024-09-30",
           extensions=(until("2024-09-30", "2024-07-20"), until("2024-07-31"))),
    Single("the newer of two approvals, though it gives less", "2024-08-15", "overdue 46",
           extensions=(until("2024-09-30", "2024-06-10"), until("2024-07-31"))),
    Single("an approval that gives no more time", "2024-06-15", "not_due", extensions=(until("2024-05-31"),)),
    Single("an approval that gives no more time takes none away", "2024-07-15", "not_due until 2024-07-31",
           extensions=(until("2024-07-31", "2024-06-10"), until("2024-06-30"))),
    Single("an approval may name the year of a single date", "2024-07-15", "not_due until 2024-07-31",
           extensions=(until("2024-07-31", "2024-06-20", "1", "cycle: 2024"),)),
    Single("but not another year", "2024-07-15", "overdue 15",
           extensions=(until("2024-07-31", "2024-06-20", "1", "cycle: 2025"),)),
    Single("figures within it", "2024-07-15", "in_progress until 2024-07-31", requirement=LEGAL, extensions=(until("2024-07-31", "2024-06-20", "1/r"),),
           reports={"2024-06": staffing("2024-06-01", BAD)}),
    Single("figures met within it", "2025-01-01", "done on 2024-07-20 until 2024-07-31", requirement=LEGAL,
           extensions=(until("2024-07-31", "2024-06-20", "1/r"),), reports={"2024-07": staffing("2024-07-20", GOOD)}),
    Single("one for the clause covers its requirements", "2024-07-15", "not_due until 2024-07-31", requirement="act: 公布",
           extensions=(until("2024-07-31"),)),
    Single("but not those with a date of their own", "2024-07-15", "overdue 106", requirement="deadline: 2024年3月",
           extensions=(until("2024-07-31"),)),
    Single("for its own year only", "2025-03-31", "overdue 0", "deadline: 每年3月", cycle="2025",
           extensions=(until("2025-06-30", "2024-06-20", "1", "cycle: 2024"),)),
    # bodies that come and go
    Single("exists on the due day", "2025-01-01", "overdue 185", unit="active: {until: 2024-06-30}"),
    Single("gone before the due day", "2025-01-01", "nothing", unit="active: {until: 2024-06-29}"),
    Single("founded on the due day", "2025-01-01", "overdue 185", unit="active: {from: 2024-06-30}"),
    Single("founded after the due day", "2025-01-01", "nothing", unit="active: {from: 2024-07-01}"),
    Single("without a due day, those that exist", "2025-01-01", "nothing", "", unit="active: {from: 2025-01-02}"),
    Single("without a due day, those that left it open", "2025-01-01", "undated", "", unit="active: {until: 2024-12-31}"),
)  # fmt: skip


KNOWN = (
    # the newest report says what is known, the cutoff what of it had happened
    Single("a claim that a newer report takes back falls at every cutoff", "2024-06-30", "overdue 0",
           reports=filed("2024-08", DONE_20TH) | filed("2024-09", entry("推进中")), rules="ZF112 ZF201"),
    Single("taken back months later, by 未启动", "2025-01-01", "overdue 185",
           reports=filed("2024-06", DONE_20TH) | filed("2024-12", entry("未启动")), rules="ZF112 ZF201"),
    Single("before it happened there was nothing to take back", "2024-06-15", "not_due",
           reports=filed("2024-06", DONE_20TH) | filed("2024-09", entry("推进中")), rules=""),
    Single("a claim taken back and made again", "2024-12-31", "done on 2024-06-20",
           reports=filed("2024-06", DONE_20TH) | filed("2024-09", entry("推进中")) | filed("2024-10", DONE_20TH), rules=""),
    Single("a blank that nobody filled in takes nothing back", "2024-12-31", "done on 2024-06-20",
           reports=filed("2024-06", DONE_20TH) | filed("2024-09", "{item: 1}") | filed("2024-10", "{item: 1, status: }"), rules=""),
    Single("what is filled in has a status", "2024-12-31", "done on 2024-06-20", faulty=True,
           reports=filed("2024-06", DONE_20TH) | filed("2024-09", "{item: 1, problems: 人手不足}"), rules="ZF104"),
    Single("a date put later counts at every cutoff", "2024-06-30", "overdue 0",
           reports=filed("2024-06", DONE_20TH) | filed("2024-08", done("1", "2024-07-05"))),
    Single("and is late from its day on", "2024-07-05", "done_late 5 on 2024-07-05",
           reports=filed("2024-06", DONE_20TH) | filed("2024-08", done("1", "2024-07-05")), rules="ZF202"),
    Single("a date put earlier counts at every cutoff", "2024-06-30", "done on 2024-06-20",
           reports=filed("2024-07", done("1", "2024-07-05")) | filed("2024-08", DONE_20TH)),
    Single("不适用 speaks for every cutoff", "2024-03-01", "not_applicable", PILOT,
           reports=filed("2024-09", entry("不适用", "reason: 条件尚不成熟"))),
    Single("不适用 takes a claim back as well", "2024-10-01", "not_applicable", PILOT,
           reports=filed("2024-06", DONE_20TH) | filed("2024-09", entry("不适用", "reason: 条件尚不成熟")), rules="ZF112"),
    Single("of older reports the newest that had begun tells the state", "2024-05-31", "in_progress",
           reports=filed("2024-05", entry("推进中")) | filed("2024-06", entry("未启动")) | filed("2024-09", done("1", "2024-09-01"))),
    Single("and the next one from its month on", "2024-06-01", "not_due",
           reports=filed("2024-05", entry("推进中")) | filed("2024-06", entry("未启动")) | filed("2024-09", done("1", "2024-09-01"))),
    Single("a claim without a date, the day before its month", "2024-05-31", "not_due",
           reports=filed("2024-06", entry("已完成", EVIDENCE)), rules=""),
    Single("a claim without a date, from the first day of its month", "2024-06-01", "unverified",
           reports=filed("2024-06", entry("已完成", EVIDENCE)), rules="ZF304"),
    # days that cannot be
    Single("completed on the day of submission", "2024-06-30", "done on 2024-06-28",
           reports=filed("2024-06", done("1", "2024-06-28")), rules=""),
    Single("completed the day after the submission", "2024-06-30", "unverified 0",
           reports=filed("2024-06", done("1", "2024-06-29")), rules="ZF110"),
    Single("at the cutoff that day had not come", "2024-06-28", "not_due",
           reports=filed("2024-06", done("1", "2024-06-29")), rules="ZF110"),
    Single("a period typed a year too late ranks as the month of submission", "2024-07-31", "overdue 31",
           reports=filed("2025-06 2024-06-28", DONE_20TH) | filed("2024-07", entry("推进中")), rules="ZF110 ZF112 ZF201"),
    Single("the month after the submission has not begun", "2024-06-30", "in_progress", "deadline: 2024年7月",
           reports=filed("2024-07 2024-06-30", entry("推进中")), rules="ZF110"),
    Single("the month of submission", "2024-06-30", "in_progress", "deadline: 2024年7月",
           reports=filed("2024-06 2024-06-01", entry("推进中")), rules=""),
    Single("a report dated today", "2024-06-28", "done on 2024-06-20", today=True, reports=filed("2024-06", DONE_20TH), rules=""),
    Single("a report dated tomorrow is not used", "2024-06-27", "not_due", today=True, faulty=True,
           reports=filed("2024-06", DONE_20TH), rules="ZF110"),
    # the cycle that a completion belongs to
    Single("completed on the due date of the year before", "2025-12-31", "unverified 0", "deadline: 每年", cycle="2025",
           reports=filed("2025-01", done("1", "2024-12-31", "cycle: 2025")), rules="ZF110"),
    Single("completed the day after it", "2025-12-31", "done on 2025-01-01", "deadline: 每年", cycle="2025",
           reports=filed("2025-01", done("1", "2025-01-01", "cycle: 2025")), rules=""),
    Single("copied from the year before", "2025-12-31", "unverified 0", "deadline: 每年", cycle="2025",
           reports=filed("2025-12", done("1", "2024-05-20", "cycle: 2025")), rules="ZF110"),
    Single("completed in 1999", "2025-12-31", "unverified 0", "deadline: 每年", cycle="2025",
           reports=filed("2025-12", done("1", "1999-01-01", "cycle: 2025")), rules="ZF110"),
    Single("before it on the 29th of February", "2025-12-31", "unverified 306", "deadline: 每年2月", cycle="2025",
           reports=filed("2025-02", done("1", "2024-02-29", "cycle: 2025")), rules="ZF110"),
    Single("the first cycle has one before it, too", "2024-12-31", "unverified 0", "deadline: 每年", cycle="2024",
           reports=filed("2024-12", done("1", "2023-12-31", "cycle: 2024")), rules="ZF110"),
    Single("complete before the issue, for the year of issue", "2024-12-31", "done on 2024-01-15", "deadline: 每年", cycle="2024",
           reports=filed("2024-12", done("1", "2024-01-15", "cycle: 2024")), rules=""),
    Single("the report on 2024 under 2024, due before the issue", "2025-02-28", "not_applicable", "deadline: 每年1月31日前",
           cycle="2024", reports=filed("2025-01", done("1", "2025-01-20", "cycle: 2024")), rules="ZF107"),
    Single("and so the year that is due stays open", "2025-02-28", "overdue 28", "deadline: 每年1月31日前",
           cycle="2025", reports=filed("2025-01", done("1", "2025-01-20", "cycle: 2024")), rules="ZF201"),
    Single("what was done before the issue is as it should be", "2025-02-28", "not_applicable", "deadline: 每年1月31日前",
           cycle="2024", reports=filed("2024-03", done("1", "2024-01-20", "cycle: 2024")), rules=""),
)  # fmt: skip

EQUAL = (
    # reports of equal standing conflict only where their outcomes differ
    Single("two dates in time, the later counts", "2025-06-30", "done on 2024-06-21",
           reports=filed("2024-06", DONE_20TH, done("1", "2024-06-21")), rules=""),
    Single("and until then nothing is complete", "2024-06-20", "not_due",
           reports=filed("2024-06", DONE_20TH, done("1", "2024-06-21")), rules=""),
    Single("two dates in time of an extension", "2025-06-30", "done on 2024-07-10 until 2024-07-31",
           reports=filed("2024-07", DONE_20TH, done("1", "2024-07-10")), extensions=(until("2024-07-31"),)),
    Single("a date in time and a late one", "2024-07-31", "unverified 31",
           reports=filed("2024-07", done("1", "2024-06-30"), done("1", "2024-07-01")), rules="ZF108"),
    Single("two dates where none is late", "2024-06-30", "done on 2024-06-21", "",
           reports=filed("2024-06", DONE_20TH, done("1", "2024-06-21"))),
    Single("a date, and none given", "2024-06-30", "done on 2024-06-20",
           reports=filed("2024-06", DONE_20TH, entry("已完成")), rules=""),
    Single("推进中 and 未启动 are both not done", "2025-06-30", "overdue 365",
           reports=filed("2024-06", entry("推进中"), entry("未启动")), rules="ZF201"),
    Single("推进中 and 未启动 before the deadline", "2024-06-15", "in_progress",
           reports=filed("2024-06", entry("推进中"), entry("未启动")), rules=""),
    Single("已完成 and 推进中 before the day of completion", "2024-06-15", "in_progress",
           reports=filed("2024-06", DONE_20TH, entry("推进中")), rules=""),
    Single("已完成 and 不适用", "2024-07-01", "unverified 1", PILOT,
           reports=filed("2024-06", DONE_20TH, entry("不适用", "reason: 条件尚不成熟")), rules="ZF108"),
    Single("推进中 and 不适用", "2024-07-01", "unverified 1", PILOT,
           reports=filed("2024-06", entry("推进中"), entry("不适用", "reason: 条件尚不成熟")), rules="ZF108"),
    Single("an act, and none given", "2024-06-30", "done on 2024-06-20", requirement="act: 备案",
           reports=filed("2024-06", done("1/r", "2024-06-20"), done("1/r", "2024-06-20", "act: 备案")), rules=""),
    Single("the right act and another", "2024-06-30", "unverified 0", requirement="act: 备案",
           reports=filed("2024-06", done("1/r", "2024-06-20", "act: 审核"), done("1/r", "2024-06-20", "act: 备案")), rules="ZF108"),
    Single("two names of one act", "2024-06-30", "done on 2024-06-20", requirement="act: 公开",
           reports=filed("2024-06", done("1/r", "2024-06-20", "act: 公布"), done("1/r", "2024-06-20", "act: 公开")), rules=""),
    Single("a recipient, and none given", "2024-06-30", "done on 2024-06-20", requirement="recipient: 乙局",
           reports=filed("2024-06", done("1/r", "2024-06-20"), done("1/r", "2024-06-20", "recipient: 乙局")), rules=""),
    Single("two names of one recipient", "2024-06-30", "done on 2024-06-20", requirement="recipient: 乙局",
           reports=filed("2024-06", done("1/r", "2024-06-20", "recipient: 老乙局"), done("1/r", "2024-06-20", "recipient: 乙局")), rules=""),
    Single("the right recipient and another", "2024-06-30", "unverified 0", requirement="recipient: 乙局",
           reports=filed("2024-06", done("1/r", "2024-06-20", "recipient: 丙局"), done("1/r", "2024-06-20", "recipient: 乙局")), rules="ZF108"),
    Single("two recipients of whom nobody says that one is wrong", "2024-06-30", "done on 2024-06-20", requirement="recipient: 备案机关",
           reports=filed("2024-06", done("1/r", "2024-06-20", "recipient: 丙局"), done("1/r", "2024-06-20", "recipient: 乙局")), rules="ZF308"),
)  # fmt: skip

HOLLOW = ("无", "略", "待补", "见附件", "同上", "暂无", "（略）", "无。", "见 附件", "“待补”")
WORDS = ("附件1", "无违法事项清单", "略阳路整治总结")


def act(required: str, given: str, expected: str) -> Single:
    rules = "" if expected.startswith("done") else "ZF306"
    return Single(f"{given} where {required} is asked for", "2024-06-30", expected, requirement=f"act: {required}",
                  reports=filed("2024-06", done("1/r", "2024-06-20", f"act: {given}")), rules=rules)  # fmt: skip


UNSHOWN = entry("已完成", "completed_on: 2024-06-20")
THIRTY = "proof_within: 30"

PROVEN = (
    *(Single(f"evidence called {word} is none", "2024-06-30", "unverified 0", rules="ZF301",
             reports=filed("2024-06", entry("已完成", "completed_on: 2024-06-20", f"evidence: [{{title: {word}}}]")))
      for word in HOLLOW),
    *(Single(f"evidence called {word} is some", "2024-06-30", "done on 2024-06-20", rules="",
             reports=filed("2024-06", entry("已完成", "completed_on: 2024-06-20", f"evidence: [{{title: {word}}}]")))
      for word in WORDS),
    Single("one that says something among those that do not", "2024-06-30", "done on 2024-06-20", rules="ZF309",
           reports=filed("2024-06", entry("已完成", "completed_on: 2024-06-20", "evidence: [{title: 略}, {title: 工作总结}]"))),
    *(act(one, other, "done on 2024-06-20") for one, other in (("公布", "公开"), ("公开", "公布"), ("报送", "报告"), ("报告", "报送"))),
    *(act(one, other, "unverified 0") for one, other in (
        ("审核", "备案"), ("备案", "审核"), ("公布", "公示"), ("公示", "公开"), ("公开", "备案"), ("备案", "报送"), ("报送", "公布"), ("制定", "公布"))),
    # what is unproven past its due date counts its days, and not for ever
    Single("unproven before the deadline", "2024-06-29", "unverified", reports=filed("2024-06", UNSHOWN)),
    Single("unproven on the due day, which is not over", "2024-06-30", "unverified", reports=filed("2024-06", UNSHOWN), today=True),
    Single("unproven for a year and a half", "2025-12-31", "unverified 549", reports=filed("2024-06", UNSHOWN), rules="ZF301"),
    Single("unproven on the last day for proof, which is not over", "2024-07-30", "unverified 30", plan=THIRTY, today=True,
           reports=filed("2024-06", UNSHOWN)),
    Single("unproven the day before the last", "2024-07-29", "unverified 29", plan=THIRTY, reports=filed("2024-06", UNSHOWN), rules="ZF301"),
    Single("unproven at the end of the last day for proof", "2024-07-30", "overdue 30", plan=THIRTY,
           reports=filed("2024-06", UNSHOWN), rules="ZF201 ZF301"),
    Single("submitted late, the days for proof count from then", "2024-10-09", "unverified 101", plan=THIRTY,
           reports=filed("2024-09 2024-09-10", UNSHOWN)),
    Single("submitted late, and no proof on the last day", "2024-10-10", "overdue 102", plan=THIRTY,
           reports=filed("2024-09 2024-09-10", UNSHOWN)),
    Single("said again every month, the days for proof still count from the first time", "2024-07-30", "overdue 30", plan=THIRTY,
           reports=filed("2024-06", UNSHOWN) | filed("2024-07 2024-07-28", UNSHOWN)),
    Single("taken back and said again, they count anew", "2024-10-27", "unverified 119", plan=THIRTY,
           reports=filed("2024-06", UNSHOWN) | filed("2024-07", entry("推进中")) | filed("2024-09", UNSHOWN)),
    Single("proven at last", "2024-12-31", "done on 2024-06-20", plan=THIRTY,
           reports=filed("2024-06", UNSHOWN) | filed("2024-12", DONE_20TH), rules=""),
    Single("two claims that each lack something wait for their proof as one does", "2024-07-31", "overdue 31", requirement="act: 公布", plan="proof_within: 1",
           reports=filed("2024-06", done("1/r", "2024-06-01", "act: 制定"),
                         "{item: 1/r, status: 已完成, completed_on: 2024-06-29, act: 公布}")),
    Single("of two claims one shows it: they conflict, and wait for nothing", "2024-07-31", "unverified 31", requirement="act: 公布", plan="proof_within: 1",
           reports=filed("2024-06", done("1/r", "2024-06-01", "act: 制定"),
                         "{item: 1/r, status: 已完成, completed_on: 2024-06-02, act: 公布}")),
    Single("no days for proof at all", "2024-06-30", "overdue 0", plan="proof_within: 0", reports=filed("2024-06", UNSHOWN)),
    Single("extended, the days for proof count from there", "2024-08-29", "unverified 60", plan=THIRTY, extensions=(until("2024-07-31"),),
           reports=filed("2024-06", UNSHOWN)),
    Single("extended, and no proof on the last day", "2024-08-30", "overdue 61", plan=THIRTY, extensions=(until("2024-07-31"),),
           reports=filed("2024-06", UNSHOWN)),
    Single("the wrong recipient is no proof", "2024-07-30", "overdue 30", plan=THIRTY, requirement="recipient: 乙局",
           reports=filed("2024-06", done("1/r", "2024-06-20", "recipient: 丙局"))),
    Single("不适用 claims nothing to be proven", "2025-12-31", "unverified 549", plan=THIRTY,
           reports=filed("2024-06", entry("不适用", "reason: 无此职权"))),
    Single("长期坚持 has no due date to prove it by", "2025-12-31", "unverified", "deadline: 长期坚持", plan=THIRTY,
           reports=filed("2024-06", DONE_20TH), rules="ZF303"),
    Single("encouraged and unproven is never overdue", "2025-12-31", "unverified", plan=THIRTY, requirement="binding: 鼓励",
           reports=filed("2024-06", "{item: 1/r, status: 已完成, completed_on: 2024-06-20}")),
)  # fmt: skip

ANSWERED = (
    # conditional duties must be answered
    Single("conditional and silent before the deadline", "2024-06-29", "not_due", PILOT),
    Single("conditional and silent on the due day, which is not over", "2024-06-30", "not_due", PILOT, today=True),
    Single("conditional and silent at its end", "2024-06-30", "unverified 0", PILOT, rules="ZF307"),
    Single("conditional and silent ten days later", "2024-07-10", "unverified 10", PILOT, rules="ZF307"),
    Single("silence is no claim that proof is asked of", "2025-12-31", "unverified 549", PILOT, plan=THIRTY, rules="ZF307"),
    Single("a blank answers nothing", "2024-06-30", "unverified 0", PILOT, reports=filed("2024-06", "{item: 1}"), rules="ZF307"),
    Single("a report of a month to come answers nothing yet", "2024-06-30", "unverified 0", PILOT,
           reports=filed("2024-07", entry("推进中")), rules="ZF307"),
    Single("conditional and under way past its date", "2024-07-10", "overdue 10", PILOT,
           reports=filed("2024-06", entry("推进中")), rules="ZF201"),
    Single("conditional and not begun past its date", "2024-07-10", "overdue 10", PILOT,
           reports=filed("2024-06", entry("未启动")), rules="ZF201"),
    Single("conditional and not there", "2024-07-10", "not_applicable", PILOT,
           reports=filed("2024-06", entry("不适用", "reason: 条件尚不成熟")), rules=""),
    Single("conditional, and no reason why not", "2024-07-10", "unverified 10", PILOT,
           reports=filed("2024-06", entry("不适用")), rules="ZF305"),
    Single("略 is no reason", "2024-07-10", "unverified 10", PILOT, reports=filed("2024-06", entry("不适用", "reason: 略")),
           rules="ZF305"),
    Single("conditional and done", "2024-07-10", "done on 2024-06-20", PILOT, reports=filed("2024-06", DONE_20TH)),
    Single("conditional and silent within an extension", "2024-07-10", "not_due until 2024-07-31", PILOT, extensions=(until("2024-07-31"),)),
    Single("a clause's condition is its requirements'", "2024-07-10", "unverified 10", PILOT, requirement="act: 公布", rules="ZF307"),
    Single("a requirement's own condition", "2024-07-10", "unverified 10", requirement="condition: 有此类情形的", rules="ZF307"),
    Single("each year anew", "2025-12-31", "unverified 0", "deadline: 每年, condition: 有此类情形的", cycle="2025",
           reports=filed("2024-12", entry("不适用", "cycle: 2024", "reason: 没有此类情形")), rules="ZF307"),
    Single("conditional and encouraged", "2024-07-10", "optional", PILOT, requirement="binding: 鼓励"),
    Single("conditional and undated", "2024-07-10", "undated", "condition: 条件成熟地区", rules=""),
    Single("conditional figures of which nothing is heard", "2024-07-02", "unverified 2", PILOT, requirement=LEGAL, rules="ZF307"),
    Single("conditional figures that are missed", "2024-07-02", "noncompliant 2", PILOT, requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD)}, rules="ZF401"),
    Single("conditional figures under way without a table", "2024-07-02", "overdue 2", PILOT, requirement=LEGAL,
           reports=filed("2024-06", "{item: 1/r, status: 推进中}"), rules="ZF403"),
    Single("conditional figures that do not apply", "2024-07-02", "not_applicable", PILOT, requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD) + progress("{item: 1/r, status: 不适用, reason: 没有执法人员}")},
           rules=""),
    Single("whether conditional figures apply is contradicted", "2024-07-02", "unverified 2", PILOT, requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD) + progress("{item: 1/r, status: 不适用, reason: 没有执法人员}", "{item: 1/r, status: 推进中}")},
           rules="ZF108"),
    # elsewhere nobody frees himself
    Single("不适用 that nobody decided", "2030-01-01", "unverified 2011", reports=filed("2024-06", entry("不适用", "reason: 无此职权")), rules="ZF305"),
    Single("不适用 without a reason", "2030-01-01", "unverified 2011", reports=filed("2024-06", entry("不适用")), rules="ZF305"),
    Single("不适用 before the deadline", "2024-06-01", "unverified", reports=filed("2024-06", entry("不适用", "reason: 无此职权")), rules="ZF305"),
    Single("exempted", "2030-01-01", "not_applicable", reports=filed("2024-06", entry("不适用", "reason: 无此职权")),
           exemptions=(exempt("1"),), rules=""),
    Single("exempted, whether or not it was asked for", "2024-07-31", "not_applicable", exemptions=(exempt("1"),), rules=""),
    Single("exempted before the decision, too", "2024-06-30", "not_applicable", exemptions=(exempt("1", "document_no: 洪司函〔2024〕1号"),)),
    Single("exempted, whatever was reported", "2024-07-31", "not_applicable", reports=filed("2024-06", entry("推进中")), exemptions=(exempt("1"),)),
    Single("a clause's exemption is its requirements'", "2024-07-31", "not_applicable", requirement="act: 公布", exemptions=(exempt("1"),)),
    Single("exempted for a year", "2024-12-31", "not_applicable", "deadline: 每年", cycle="2024", exemptions=(exempt("1", "cycle: 2024"),)),
    Single("but not for the next", "2025-12-31", "overdue 0", "deadline: 每年", cycle="2025", exemptions=(exempt("1", "cycle: 2024"),), rules="ZF201"),
    Single("exempted from every year", "2025-12-31", "not_applicable", "deadline: 每年", cycle="2025", exemptions=(exempt("1"),)),
    Single("exempted by the year of a single date", "2024-07-31", "not_applicable", exemptions=(exempt("1", "cycle: 2024"),)),
    Single("exempted for a year in which it is not due", "2024-07-31", "overdue 31", exemptions=(exempt("1", "cycle: 2025"),)),
    Single("another body's exemption", "2024-07-31", "overdue 31", exemptions=(exempt("1").replace("甲局", "乙局"),), rules="ZF107 ZF201"),
    Single("an extension is needless where there is an exemption", "2024-07-10", "not_applicable", exemptions=(exempt("1"),),
           extensions=(until("2024-07-31"),)),
    Single("figures judge, whatever is said to apply", "2025-01-01", "noncompliant 185", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD) + progress("{item: 1/r, status: 不适用, reason: 无执法人员}")}),
    Single("figures that are met are met, whatever is said to apply", "2024-07-02", "done on 2024-06-01", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD) + progress("{item: 1/r, status: 不适用, reason: 无执法人员}", "{item: 1/r, status: 推进中}")}),
    Single("无 is no reason, and figures judge", "2024-07-02", "noncompliant 2", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", "城管局 1/100 5") + progress("{item: 1/r, status: 不适用, reason: 无}")}),
    Single("no table, whatever is said to apply", "2024-07-02", "overdue 2", requirement=LEGAL,
           reports=filed("2024-06", "{item: 1/r, status: 不适用, reason: 无执法人员}")),
    Single("exempted from figures", "2024-07-02", "not_applicable", requirement=LEGAL, exemptions=(exempt("1/r"),),
           reports={"2024-06": staffing("2024-06-01", BAD)}, rules=""),
    # what is only encouraged needs no decision
    Single("encouraged, 不适用 with a reason", "2024-07-31", "not_applicable", requirement="binding: 鼓励",
           reports=filed("2024-06", "{item: 1/r, status: 不适用, reason: 没有此类企业}")),
    Single("encouraged, 不适用 without one", "2024-07-31", "optional", requirement="binding: 鼓励",
           reports=filed("2024-06", "{item: 1/r, status: 不适用}")),
    Single("encouraged, 不适用 with an empty one", "2024-07-31", "optional", requirement="binding: 鼓励",
           reports=filed("2024-06", "{item: 1/r, status: 不适用, reason: 见附件}")),
)  # fmt: skip


def received(  # noqa: PLR0913 - a row of a table
    name: str, given: str, expected: str, rules: str = "", *, word: str = "备案机关", unit: str = "", groups: str = ""
) -> Single:
    """Sent to somebody in time, where the plan names him by a general word."""
    report = filed("2024-06", done("1/r", "2024-06-20", *([f"recipient: {given}"] if given else [])))
    return Single(f"{name}: {given}", "2024-06-30", expected, requirement=f"recipient: {word}", rules=rules,
                  reports=report, unit=unit, groups=groups)  # fmt: skip


FILED_WITH = "authorities: {备案机关: [南昌市人大常委会, 老乙局]}"
CITY = "{name: 市级部门, authorities: {备案机关: 市司法局}}"
ALL = "{name: 各级部门, includes: [市级部门], authorities: {备案机关: 省司法厅}}"
IN_TIME, UNPROVEN = "done on 2024-06-20", "unverified 0"

RECEIVED = (
    received("a named body", "乙局", IN_TIME, word="乙局"),
    received("a named body by its alias", "老乙局", IN_TIME, word="乙局"),
    received("a named body that got nothing", "丙局", UNPROVEN, "ZF302", word="乙局"),
    received("a named body, and nobody told", "", UNPROVEN, "ZF302", word="乙局"),
    # where nothing says who a general word is, any body that is named counts
    received("the document's own word", "备案机关", IN_TIME),
    received("a body on the roster", "老乙局", IN_TIME, "ZF308"),
    received("a body that no roster has", "南昌市人大常委会", IN_TIME, "ZF308"),
    received("an office within a body", "高新区政法办", IN_TIME, "ZF308"),
    received("nobody", "", UNPROVEN, "ZF302"),
    *(received("nobody", word, UNPROVEN, "ZF302") for word in ("没有报给任何部门", "未报机关", "未报", "无", "暂无", "略")),
    # where something does, it must be that
    received("one of those who it is", "南昌市人大常委会", IN_TIME, unit=FILED_WITH),
    received("another of them, by another name", "乙局", IN_TIME, unit=FILED_WITH),
    received("the document's own word is still right", "备案机关", IN_TIME, unit=FILED_WITH),
    received("none of them", "市教育局", UNPROVEN, "ZF302", unit=FILED_WITH),
    received("another word than the one that is told", "本级政府", UNPROVEN, "ZF302", unit=FILED_WITH),
    received("nothing is told of this word", "市教育局", IN_TIME, "ZF308", word="同级政府", unit=FILED_WITH),
    received("told of its group", "市司法局", IN_TIME, unit="groups: [市级部门]", groups=CITY),
    received("told otherwise of its group", "省司法厅", UNPROVEN, "ZF302", unit="groups: [市级部门]", groups=f"{CITY}, {ALL}"),
    received("its own word outranks its group's", "省厅", IN_TIME, unit="groups: [市级部门], authorities: {备案机关: 省厅}", groups=CITY),
    received("told of a group that includes its own", "省司法厅", IN_TIME, unit="groups: [市级部门]", groups="{name: 市级部门}, " + ALL),
    received("its own group before one that includes it", "市司法局", IN_TIME, unit="groups: [市级部门]", groups=f"{ALL}, {CITY}"),
    received("the first of its own groups", "甲厅", IN_TIME, unit="groups: [一组, 二组]",
             groups="{name: 二组, authorities: {备案机关: 乙厅}}, {name: 一组, authorities: {备案机关: 甲厅}}"),
    # nobody reports to himself
    Single("to itself by name", "2024-07-31", "nothing", requirement="recipient: 甲局", rules=""),
    Single("to itself by the word's meaning", "2024-07-31", "nothing", requirement="recipient: 同级司法行政部门",
           unit="authorities: {同级司法行政部门: 甲局}", rules=""),
    Single("to itself or another", "2024-07-31", "overdue 31", requirement="recipient: 备案机关", unit="authorities: {备案机关: [甲局, 乙局]}"),
    Single("to itself in its group, of which the others owe it", "2024-07-31", "yi overdue 31",
           requirement="recipient: 同级司法行政部门", responsible="市级部门", unit="groups: [市级部门]",
           others="{id: yi, name: 乙局, groups: [市级部门]}", groups="{name: 市级部门, authorities: {同级司法行政部门: 甲局}}"),
    Single("what it reports to itself all the same", "2024-07-31", "nothing", requirement="recipient: 甲局",
           reports=filed("2024-06", done("1/r", "2024-06-20", "recipient: 甲局")), rules="ZF107"),
)  # fmt: skip

ONCE = "deadline: 每年12月", "once: true"

BUILT = (
    Single("built by a successor in a cycle that it took over, it is done in its own later ones", "2025-04-30", "yi done on 2025-02-01",
           requirement="deadline: 每年3月, once: true", cycle="2025", unit="active: {until: 2024-12-31}, succeeded_by: yi",
           others="{id: yi, name: 乙局, active: {from: 2025-01-01}}", responsible="甲局, 乙局",
           reports={"2025-02 2025-02-28 乙局": progress(done("1/r", "2025-02-01", "cycle: 2024"))}),
    Single("built in one year, done in the next", "2025-12-31", "done on 2024-11-01", *ONCE[:1], requirement=ONCE[1],
           cycle="2025", reports=filed("2024-11", done("1/r", "2024-11-01", "cycle: 2024")), rules=""),
    Single("and from the day on which it was built", "2024-11-01", "done on 2024-11-01", *ONCE[:1], requirement=ONCE[1],
           cycle="2025", reports=filed("2024-11", done("1/r", "2024-11-01", "cycle: 2024"))),
    Single("not before", "2024-10-31", "not_due", *ONCE[:1], requirement=ONCE[1], cycle="2025",
           reports=filed("2024-11", done("1/r", "2024-11-01", "cycle: 2024"))),
    Single("built late, and not again", "2025-12-31", "done on 2025-02-01", *ONCE[:1], requirement=ONCE[1], cycle="2025",
           reports=filed("2025-02", done("1/r", "2025-02-01", "cycle: 2024")), rules=""),
    Single("whatever is said of the later year", "2025-12-31", "done on 2024-11-01", *ONCE[:1], requirement=ONCE[1],
           cycle="2025",
           reports=filed("2024-11", done("1/r", "2024-11-01", "cycle: 2024")) | filed("2025-11", "{item: 1/r, cycle: 2025, status: 推进中}")),
    Single("built in the later year", "2025-12-31", "done on 2025-11-01", *ONCE[:1], requirement=ONCE[1], cycle="2025",
           reports=filed("2025-11", done("1/r", "2025-11-01", "cycle: 2025"))),
    Single("which was late for the earlier one", "2025-12-31", "overdue 365", *ONCE[:1], requirement=ONCE[1], cycle="2024",
           reports=filed("2025-11", done("1/r", "2025-11-01", "cycle: 2025"))),
    Single("built, it was said, without proof", "2025-12-31", "overdue 0", *ONCE[:1], requirement=ONCE[1], cycle="2025",
           reports=filed("2024-11", "{item: 1/r, cycle: 2024, status: 已完成, completed_on: 2024-11-01}"), rules="ZF201"),
    Single("exempted from the first year, it is still to be built", "2025-12-31", "overdue 0", *ONCE[:1], requirement=ONCE[1],
           cycle="2025", exemptions=(exempt("1/r", "cycle: 2024"),)),
    Single("without once each year stands for itself", "2025-12-31", "overdue 0", *ONCE[:1], requirement="act: 制定",
           cycle="2025", reports=filed("2024-11", done("1/r", "2024-11-01", "cycle: 2024"))),
)  # fmt: skip

OTHER = "水利局 9/10 1"
OCTOBER = "deadline: 2025年10月"
YEARLY = "deadline: 每年12月"

FIGURES = (
    # a department that is no longer in the table
    Single("a department is missing", "2024-07-02", "unverified 2", requirement=LEGAL, rules="ZF405",
           reports={"2024-05": staffing("2024-05-01", GOOD, "水利局 1/10 1"), "2024-06": staffing("2024-06-01", GOOD)}),
    Single("a department is missing before the deadline", "2024-06-29", "unverified", requirement=LEGAL, rules="ZF405",
           reports={"2024-05": staffing("2024-05-01", GOOD, OTHER), "2024-06": staffing("2024-06-01", GOOD)}),
    Single("a department is missing, and another misses: a miss is a miss", "2024-07-02", "noncompliant 2", requirement=LEGAL,
           rules="ZF401", reports={"2024-05": staffing("2024-05-01", GOOD, OTHER), "2024-06": staffing("2024-06-01", BAD)}),
    Single("a department has ceased", "2024-07-02", "done on 2024-06-01", requirement=LEGAL, rules="",
           reports={"2024-05": staffing("2024-05-01", GOOD, "水利局 1/10 1"), "2024-06": staffing("2024-06-01", GOOD, "水利局 撤并 2024-05-15")}),
    Single("all departments have ceased: who is left to pass?", "2024-07-02", "unverified 2", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", "城管局 撤并 2024-05-15")}),
    Single("a department that had ceased need not be told again", "2024-07-02", "done on 2024-06-01", requirement=LEGAL,
           rules="",
           reports={"2024-04": staffing("2024-04-01", GOOD, "水利局 1/10 1"), "2024-05": staffing("2024-05-01", BAD, "水利局 撤并 2024-04-15"), "2024-06": staffing("2024-06-01", GOOD)}),
    Single("a department that had ceased, came back and is missing", "2024-07-02", "unverified 2", requirement=LEGAL,
           rules="ZF405",
           reports={"2024-03": staffing("2024-03-01", GOOD, "水利局 撤并 2024-02-15"), "2024-05": staffing("2024-05-01", GOOD, OTHER), "2024-06": staffing("2024-06-01", GOOD)}),
    Single("a department is missing for the second time", "2024-07-02", "unverified 2", requirement=LEGAL, rules="ZF405",
           reports={"2024-04": staffing("2024-04-01", GOOD, OTHER), "2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06-01", GOOD)}),
    Single("a department was missing once and is there again", "2024-07-02", "done on 2024-06-01", requirement=LEGAL, rules="",
           reports={"2024-04": staffing("2024-04-01", GOOD, OTHER), "2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06-01", GOOD, OTHER)}),
    Single("tables are older or newer by their day, not by their month", "2024-07-02", "done on 2024-05-01", requirement=LEGAL,
           rules="", reports={"2024-06": staffing("2024-06-01", GOOD, OTHER), "2024-07": staffing("2024-05-01", GOOD)}),
    Single("a department is missing since the due date", "2025-01-01", "unverified 185", requirement=LEGAL, rules="ZF405",
           reports={"2024-06": staffing("2024-06-01", GOOD, OTHER), "2024-09": staffing("2024-09-01", GOOD)}),
    Single("a new department is none that is missing", "2024-07-02", "done on 2024-05-01", requirement=LEGAL, rules="",
           reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06-01", GOOD, OTHER)}),
    # figures of long ago
    Single("met 366 days before the due date", "2025-10-31", "done on 2024-10-30", OCTOBER, requirement=LEGAL, rules="",
           reports={"2024-10 2024-10-31": staffing("2024-10-30", GOOD)}),
    Single("met 367 days before the due date", "2025-10-31", "unverified 0", OCTOBER, requirement=LEGAL, rules="ZF407",
           reports={"2024-10 2024-10-31": staffing("2024-10-29", GOOD)}),
    Single("met 366 days before the cutoff, which is before the due date", "2025-02-01", "done on 2024-02-01", OCTOBER,
           requirement=LEGAL, rules="", reports={"2024-02": staffing("2024-02-01", GOOD)}),
    Single("met 367 days before the cutoff, which is before the due date", "2025-02-02", "unverified", OCTOBER,
           requirement=LEGAL, rules="ZF407", reports={"2024-02": staffing("2024-02-01", GOOD)}),
    Single("met late, confirmed within an extension that runs for more than a year", "2024-07-08", "done_late 10 on 2024-04-10",
           "deadline: 2024年3月", requirement=LEGAL, extensions=(until("2025-07-31", "2024-04-11", "1/r"),),
           rules="ZF202 ZF502",
           reports={"2024-04": staffing("2024-04-10", GOOD), "2024-07 2024-07-05": staffing("2024-07-01", GOOD)}),
    Single("met long before, met again before a date that was put off afterwards", "2024-12-31",
           "done on 2023-03-30 until 2024-09-13", "deadline: 2024年3月", requirement=LEGAL,
           extensions=(until("2024-09-13", "2024-12-01", "1/r"),), rules="ZF502",
           reports={"2023-04": staffing("2023-03-30", GOOD), "2024-06": staffing("2024-06-17", GOOD)}),
    Single("met within an extension that a later approval shortened", "2024-12-31", "done on 2024-07-20 until 2025-07-17",
           requirement=LEGAL, extensions=(until("2025-07-17", "2024-05-08", "1"), until("2024-07-06", "2024-12-01", "1/r")),
           reports={"2024-05": staffing("2024-05-07", BAD), "2024-07": staffing("2024-07-20", GOOD)}),
    Single("once due, figures grow no older", "2030-01-01", "done on 2025-10-01", OCTOBER, requirement=LEGAL, rules="",
           reports={"2025-10": staffing("2025-10-01", GOOD)}),
    Single("missed long ago is missed", "2025-10-31", "noncompliant 0", OCTOBER, requirement=LEGAL, rules="ZF401",
           reports={"2024-02": staffing("2024-02-01", BAD)}),
    Single("new figures take the place of old ones", "2025-10-31", "done on 2024-02-01", OCTOBER, requirement=LEGAL, rules="",
           reports={"2024-02": staffing("2024-02-01", GOOD), "2025-10": staffing("2025-10-01", GOOD)}),
    # tables with faults
    Single("a faulty row among sound ones that pass", "2024-07-02", "unverified 2", requirement=LEGAL, faulty=True,
           rules="ZF111", reports={"2024-06": staffing("2024-06-01", GOOD, "水利局 0/0 0")}),
    Single("a faulty row before the deadline", "2024-06-29", "unverified", requirement=LEGAL, faulty=True, rules="ZF111",
           reports={"2024-06": staffing("2024-06-01", GOOD, "水利局 0/0 0")}),
    Single("a faulty row beside a sound one that misses", "2024-07-02", "noncompliant 2", requirement=LEGAL, faulty=True,
           rules="ZF111 ZF401", reports={"2024-06": staffing("2024-06-01", BAD, "水利局 0/0 0")}),
    Single("a department whose row is faulty is there, though nobody knows how", "2024-07-02", "unverified 2",
           requirement=LEGAL, faulty=True,
           reports={"2024-05": staffing("2024-05-01", GOOD, OTHER), "2024-06": staffing("2024-06-01", GOOD, "水利局 0/0 0")},
           rules="ZF111"),
    Single("more legal backgrounds than officers", "2024-07-02", "unverified 2", requirement=LEGAL, faulty=True, rules="ZF111",
           reports={"2024-06": staffing("2024-06-01", GOOD, "水利局 11/10 1")}),
    Single("one department twice", "2024-07-02", "unverified 2", requirement=LEGAL, faulty=True, rules="ZF111",
           reports={"2024-06": staffing("2024-06-01", GOOD, GOOD)}),
    Single("no older table stands in for one that could not be used", "2024-07-02", "unverified 2", requirement=LEGAL,
           faulty=True, rules="ZF111",
           reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06-01", "城管局 0/0 0")}),
    Single("no row at all", "2024-07-02", "unverified 2", requirement=LEGAL, faulty=True, rules="ZF104",
           reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": "staffing: {as_of: 2024-06-01, departments: []}"}),
    Single("a table of no full date stands where it was submitted", "2024-06-28", "unverified", requirement=LEGAL, faulty=True,
           rules="ZF104", reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06", GOOD)}),
    Single("and not before", "2024-06-27", "done on 2024-05-01", requirement=LEGAL, faulty=True, rules="ZF104",
           reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06", GOOD)}),
    Single("counted on the day of submission", "2024-07-02", "done on 2024-06-28", requirement=LEGAL, rules="",
           reports={"2024-06": staffing("2024-06-28", GOOD)}),
    Single("counted the day after the submission", "2024-07-02", "unverified 2", requirement=LEGAL, rules="ZF110",
           reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06-29", GOOD)}),
    Single("not even a miss, if it was counted after the submission", "2024-07-02", "unverified 2", requirement=LEGAL,
           rules="ZF110", reports={"2024-06": staffing("2024-06-29", BAD)}),
    Single("reviewers need not be officers", "2024-07-02", "done on 2024-06-01", requirement=REVIEWED, rules="",
           reports={"2024-06": staffing("2024-06-01", "城管局 4/20 30")}),
    Single("a newer sound table mends a faulty one", "2024-07-02", "done on 2024-06-10", requirement=LEGAL, faulty=True,
           rules="ZF111", reports={"2024-06": staffing("2024-06-01", "城管局 0/0 0"), "2024-07": staffing("2024-06-10", GOOD)}),
    # two tables of one day
    Single("two tables of one day with one outcome", "2024-07-02", "done on 2024-06-01", requirement=LEGAL, rules="",
           reports={"2024-06 2024-06-28 甲局 a": staffing("2024-06-01", GOOD), "2024-06 2024-06-28 甲局 b": staffing("2024-06-01", "城管局 17/100 5")}),
    Single("no table", "2024-07-02", "overdue 2", requirement=LEGAL, rules="ZF403"),
    # hours
    Single("a year's hours counted after the year", "2024-12-31", "done on 2024-12-31", YEARLY, requirement=TAUGHT,
           cycle="2024", rules="", reports={"2025-01": training("2025-01-05", "20+20+20")}),
    Single("not before the year's last day", "2024-12-30", "not_due", YEARLY, requirement=TAUGHT, cycle="2024",
           reports={"2025-01": training("2025-01-05", "20+20+20")}),
    Single("missed, counted after the year", "2025-01-31", "noncompliant 31", YEARLY, requirement=TAUGHT, cycle="2024",
           rules="ZF401", reports={"2025-01": training("2025-01-05", "20+20+19")}),
    Single("counted after the year, it is the newest of the year", "2025-01-31", "done on 2024-12-31", YEARLY,
           requirement=TAUGHT, cycle="2024",
           reports={"2024-12": training("2024-12-20", "20+20+0"), "2025-01": training("2025-01-05", "20+20+20")}),
    Single("of two counts after the year the later one", "2025-03-31", "noncompliant 90", YEARLY, requirement=TAUGHT,
           cycle="2024",
           reports={"2025-01": training("2025-01-05", "20+20+20"), "2025-02": training("2025-02-05", "20+20+19")}),
    Single("counted before the year", "2025-12-31", "unverified 0", YEARLY, requirement=TAUGHT, cycle="2025", faulty=True,
           rules="ZF110", reports={"2024-12 2024-12-31": training("2024-12-31", "20+20+20", year=2025)}),
    Single("counted on its first day", "2025-12-31", "done on 2025-01-01", YEARLY, requirement=TAUGHT, cycle="2025",
           reports={"2025-01": training("2025-01-01", "20+20+20", year=2025)}),
    Single("another year's hours", "2025-12-31", "overdue 0", YEARLY, requirement=TAUGHT, cycle="2025", rules="ZF403",
           reports={"2024-12": training("2024-12-20", "20+20+20")}),
    Single("an officer twice", "2024-12-31", "unverified 0", YEARLY, requirement=TAUGHT, cycle="2024", faulty=True,
           rules="ZF111", reports={"2024-12": training("2024-12-20", "20+20+20", "20+20+20").replace("A002", "A001")}),
    Single("who came in September falls short", "2024-12-31", "unverified 0", YEARLY, requirement=TAUGHT, cycle="2024",
           reports={"2024-12": training("2024-12-20", "20+20+20", "10+10+0 0 2024-09-01")}),
    Single("who came on 1 January falls short", "2024-12-31", "unverified 0", YEARLY, requirement=TAUGHT, cycle="2024",
           reports={"2024-12": training("2024-12-20", "20+20+20", "10+10+0 0 2024-01-01")}),
    Single("who came on the day before", "2024-12-31", "noncompliant 0", YEARLY, requirement=TAUGHT, cycle="2024",
           reports={"2024-12": training("2024-12-20", "20+20+20", "10+10+0 0 2023-12-31")}),
    Single("who came in September has the hours", "2024-12-31", "done on 2024-12-20", YEARLY, requirement=TAUGHT, cycle="2024",
           reports={"2024-12": training("2024-12-20", "20+20+20", "20+20+20 0 2024-09-01")}),
    Single("who came in September excuses nobody else", "2024-12-31", "noncompliant 0", YEARLY, requirement=TAUGHT,
           cycle="2024", reports={"2024-12": training("2024-12-20", "20+20+0", "10+10+0 0 2024-09-01")}),
    # who is key, by what would come of it
    Single("nobody knows who is key, and all pass", "2024-07-02", "done on 2024-06-01", requirement=LEGAL_KEY, rules="ZF404",
           reports={"2024-06": staffing("2024-06-01", GOOD, OTHER)}),
    Single("nobody knows who is key, and one would miss", "2024-07-02", "unverified 2", requirement=LEGAL_KEY, rules="ZF404",
           reports={"2024-06": staffing("2024-06-01", GOOD, "水利局 1/10 1")}),
    Single("a key one passes, one that may be key would miss", "2024-07-02", "unverified 2", requirement=LEGAL_KEY,
           rules="ZF404", reports={"2024-06": staffing("2024-06-01", f"{GOOD} true", "水利局 1/10 1")}),
    Single("a key one passes, one that may be key would, too", "2024-07-02", "done on 2024-06-01", requirement=LEGAL_KEY,
           rules="ZF404", reports={"2024-06": staffing("2024-06-01", f"{GOOD} true", OTHER)}),
    Single("a key one misses, whoever else is key", "2024-07-02", "noncompliant 2", requirement=LEGAL_KEY, rules="ZF401 ZF404",
           reports={"2024-06": staffing("2024-06-01", f"{BAD} true", OTHER)}),
    Single("one that is not key misses, one that may be passes", "2024-07-02", "done on 2024-06-01", requirement=LEGAL_KEY,
           rules="ZF404", reports={"2024-06": staffing("2024-06-01", f"{BAD} false", OTHER)}),
    # a relapse counts from the first table that missed
    Single("met in time and lost again", "2025-01-01", "noncompliant 122", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD), "2024-09": staffing("2024-09-01", BAD)}),
    Single("on the day it was lost", "2024-09-01", "noncompliant 0", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD), "2024-09": staffing("2024-09-01", BAD)}),
    Single("the day before it was still met", "2024-08-31", "done on 2024-06-01", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD), "2024-09": staffing("2024-09-01", BAD)}),
    Single("lost, and missed once more", "2025-01-01", "noncompliant 122", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD), "2024-09": staffing("2024-09-01", BAD), "2024-10": staffing("2024-10-01", BAD)}),
    Single("lost before the due date, the days count from there", "2024-07-02", "noncompliant 2", requirement=LEGAL,
           reports={"2024-05": staffing("2024-05-01", GOOD), "2024-06": staffing("2024-06-01", BAD)}),
    Single("met late and lost again", "2025-01-01", "noncompliant 153", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD), "2024-07": staffing("2024-07-10", GOOD), "2024-08": staffing("2024-08-01", BAD)}),
)  # fmt: skip

REVOKED = ("revoked_on: 2024-07-20",)

EXTENDED = (
    # a clause's extension reaches what falls due with it, whatever its words
    Single("of the same day in other words", "2025-02-10", "not_due until 2025-02-28", "deadline: 每年1月",
           requirement="deadline: 每年1月31日前", cycle="2025",
           extensions=(until("2025-02-28", "2025-01-20", "1", "cycle: 2025"),), rules=""),
    Single("of the same day as a date", "2024-07-15", "not_due until 2024-07-31", requirement="deadline: 2024-06-30", extensions=(until("2024-07-31"),)),
    Single("of another day", "2025-02-10", "overdue 11", "deadline: 每年1月", requirement="deadline: 每年1月30日前",
           cycle="2025", extensions=(until("2025-02-28", "2025-01-20", "1", "cycle: 2025"),), rules="ZF201 ZF503"),
    # an item's own outranks its clause's
    Single("its own longer one before a newer one of its clause", "2024-08-15", "not_due until 2024-09-30",
           requirement="act: 公布", extensions=(until("2024-09-30", "2024-06-10", "1/r"), until("2024-07-31"))),
    Single("its own shorter one before a newer one of its clause", "2024-08-15", "overdue 46", requirement="act: 公布",
           extensions=(until("2024-07-31", "2024-06-10", "1/r"), until("2024-09-30"))),
    # revoked
    Single("the day before it is revoked", "2024-07-19", "not_due until 2024-09-30", extensions=(until("2024-09-30", "2024-06-20", "1", *REVOKED),)),
    Single("on the day it is revoked", "2024-07-20", "overdue 20", extensions=(until("2024-09-30", "2024-06-20", "1", *REVOKED),)),
    Single("on the day it is revoked, which is not over", "2024-07-20", "overdue 20", extensions=(until("2024-09-30", "2024-06-20", "1", *REVOKED),), today=True),
    Single("done on its last day before it was revoked", "2025-01-01", "done on 2024-07-19 until 2024-07-19",
           reports=filed("2024-07", done("1", "2024-07-19")), extensions=(until("2024-09-30", "2024-06-20", "1", *REVOKED),)),
    Single("done on the day it was revoked", "2025-01-01", "done_late 20 on 2024-07-20",
           reports=filed("2024-07", done("1", "2024-07-20")), extensions=(until("2024-09-30", "2024-06-20", "1", *REVOKED),)),
    Single("revoked after its last day", "2025-01-01", "done on 2024-07-10 until 2024-07-15",
           reports=filed("2024-07", done("1", "2024-07-10")), extensions=(until("2024-07-15", "2024-06-20", "1", *REVOKED),)),
    Single("revoked before the original date", "2024-06-26", "not_due", extensions=(until("2024-09-30", "2024-06-20", "1", "revoked_on: 2024-06-25"),)),
    Single("an older approval that was not revoked still holds", "2024-07-25", "not_due until 2024-07-31",
           extensions=(until("2024-07-31", "2024-06-10"), until("2024-09-30", "2024-06-20", "1", *REVOKED))),
    Single("revoked before it was approved", "2024-07-10", "overdue 10", faulty=True,
           extensions=(until("2024-09-30", "2024-06-20", "1", "revoked_on: 2024-06-19"),), rules="ZF104 ZF201"),
    # an approval that comes after the completion makes nothing timely
    Single("done late, approved after that", "2025-01-01", "done_late 5 on 2024-07-05",
           reports=filed("2024-07", done("1", "2024-07-05")), extensions=(until("2024-07-31", "2024-07-06"),),
           rules="ZF202 ZF502"),
    Single("done late, approved on that day", "2025-01-01", "done on 2024-07-05 until 2024-07-31",
           reports=filed("2024-07", done("1", "2024-07-05")), extensions=(until("2024-07-31", "2024-07-05"),), rules="ZF502"),
    Single("approved late and done within it", "2025-01-01", "done on 2024-07-05 until 2024-07-31",
           reports=filed("2024-07", done("1", "2024-07-05")), extensions=(until("2024-07-31", "2024-07-01"),), rules="ZF502"),
    Single("done late, and a second approval after that", "2025-01-01", "done_late 41 on 2024-08-10",
           reports=filed("2024-08", done("1", "2024-08-10")),
           extensions=(until("2024-07-31", "2024-06-20"), until("2024-08-31", "2024-08-11"))),
    Single("figures met late, approved after that", "2025-01-01", "done_late 20 on 2024-07-20", requirement=LEGAL,
           reports={"2024-07": staffing("2024-07-20", GOOD)}, extensions=(until("2024-07-31", "2024-07-21", "1/r"),)),
)  # fmt: skip

ENDED = "active: {until: 2024-08-31}"
HEIR = f"{ENDED}, succeeded_by: 乙局"
YI = "{id: yi, name: 乙局, active: {until: 2024-10-31}, succeeded_by: %s}, {id: bing, name: 丙局}"

BODIES = (
    # what an ended body leaves open passes on
    Single("its own on its last day", "2024-08-31", "overdue 62", unit=HEIR),
    Single("its heir's from the next day on", "2024-09-01", "yi overdue 63", unit=HEIR, rules="ZF201"),
    Single("its heir by an alias", "2024-09-01", "yi overdue 63", unit=f"{ENDED}, succeeded_by: 老乙局"),
    Single("its heir, told beside its last day", "2024-09-01", "yi overdue 63", unit="active: {until: 2024-08-31, succeeded_by: yi}"),
    Single("nobody's, still shown under its name", "2024-09-01", "overdue 63", unit=ENDED),
    Single("what it completed stays its own", "2025-01-01", "done on 2024-06-20", unit=HEIR, reports=filed("2024-06", DONE_20TH)),
    Single("what it completed late, too", "2025-01-01", "done_late 1 on 2024-07-01", unit=HEIR, reports=filed("2024-07", done("1", "2024-07-01"))),
    Single("what was due after its end is nobody's", "2025-01-01", "nothing", "deadline: 2024-09-01", unit=HEIR),
    Single("what was due on its last day", "2025-01-01", "yi overdue 123", "deadline: 2024-08-31", unit=HEIR),
    Single("what it could not prove", "2025-01-01", "yi unverified 185", unit=HEIR, reports=filed("2024-06", UNSHOWN), rules="ZF301"),
    Single("completed by its heir", "2025-01-01", "yi done_late 82 on 2024-09-20", unit=HEIR,
           reports={"2024-09 2024-09-28 乙局": progress(done("1", "2024-09-20"))}, rules="ZF202"),
    Single("its extension is its heir's", "2024-09-10", "yi not_due until 2024-12-31", unit=HEIR, extensions=(until("2024-12-31"),), rules=""),
    Single("its exemption stays its own", "2025-01-01", "not_applicable", unit=HEIR, exemptions=(exempt("1"),), rules=""),
    Single("its heir owes it already: once and not twice", "2024-09-01", "yi overdue 63", unit=HEIR, responsible="甲局, 乙局"),
    Single("its heir has completed it already", "2024-09-01", "yi done on 2024-06-20", unit=HEIR, responsible="甲局, 乙局",
           reports={"2024-06 2024-06-28 乙局": progress(DONE_20TH)}),
    Single("its heir would report to itself", "2024-09-01", "nothing", unit=HEIR, requirement="recipient: 乙局",
           reports=filed("2024-06", "{item: 1/r, status: 推进中}"), rules=""),
    Single("what has no due day passes on, too", "2025-01-01", "yi undated", "", unit=HEIR),
    Single("an heir that is not there yet", "2024-09-30", "overdue 92", unit=HEIR, others="{id: yi, name: 乙局, active: {from: 2024-10-01}}"),
    Single("an heir that is there now", "2024-10-01", "yi overdue 93", unit=HEIR, others="{id: yi, name: 乙局, active: {from: 2024-10-01}}"),
    Single("its conditional duty is still unanswered", "2024-09-10", "yi unverified 72", PILOT, unit=HEIR, rules="ZF307"),
    Single("its figures that miss", "2024-09-10", "yi noncompliant 72", unit=HEIR, requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", BAD)}, rules="ZF401"),
    Single("an heir that has not ended yet", "2024-10-31", "yi overdue 123", unit=HEIR, others=YI % "丙局"),
    Single("the heir of an heir", "2024-11-01", "bing overdue 124", unit=HEIR, others=YI % "丙局"),
    Single("heirs in a circle", "2024-11-01", "overdue 124", unit=HEIR, others=YI % "甲局"),
    Single("an heir that ended without one", "2024-11-01", "overdue 124", unit=HEIR,
           others="{id: yi, name: 乙局, active: {until: 2024-10-31}}"),
    Single("an heir that nobody knows", "2024-09-01", "overdue 63", unit=f"{ENDED}, succeeded_by: 丁局", faulty=True, rules="ZF105 ZF201"),
    # a requirement binds none but bodies of its clause
    Single("a requirement for a body outside its clause", "2024-07-31", "nothing", requirement="responsible: [乙局]", faulty=True, rules="ZF104"),
    Single("a requirement for one body of its clause and one outside", "2024-07-31", "overdue 31",
           requirement="responsible: [甲局, 乙局]", faulty=True, rules="ZF104 ZF201"),
    # a file speaks for whom it may
    Single("a file that may speak for it", "2024-06-30", "done on 2024-06-20", unit="files: ['submissions/2024-*.yaml']",
           reports=filed("2024-06", DONE_20TH), rules=""),
    Single("a file that may not", "2024-06-30", "overdue 0", unit="files: ['submissions/jia*.yaml']", faulty=True,
           reports=filed("2024-06", DONE_20TH), rules="ZF113 ZF201"),
    Single("its group's files", "2024-06-30", "done on 2024-06-20", unit="groups: [市级部门]",
           groups="{name: 市级部门, files: ['submissions/2024*']}", reports=filed("2024-06", DONE_20TH), rules=""),
    Single("its own files before its group's", "2024-06-30", "overdue 0",
           unit="groups: [市级部门], files: ['submissions/jia*']", groups="{name: 市级部门, files: ['submissions/2024*']}",
           faulty=True, reports=filed("2024-06", DONE_20TH), rules="ZF113 ZF201"),
)  # fmt: skip

WITHOUT_A_CASE = {
    "which items are conditional, yearly, narrowed, by whom and on what basis": "measures.yaml and units.yaml say it, no verdict does",
    "目标 that name no body, the same work counted twice, nine 自查 as nine items": "data: what is listed is the plan's choice",
    "落实 that goes on all year, told as 已完成 in January": "undecided: nothing says from when such a claim may be believed",
    "an evaluation of 2024 that is made in January 2025": "undecided: the document gives no day, so the year's end counts (16/annual-evaluation above)",
    "a claim first filed long after its due date": "done here; that it was filed late is to be told apart from the verdict",
    "an older month corrected by a newer file": "stays older (above); that the correction changes nothing is not told yet",
    "an extension beyond the plan's or the body's end": "undecided: it extends",
    "one entry for twenty departments of a county": "undecided: an entry has no count yet",
    "one document for two years, evidence dated after the completion": "undecided: both pass",
    "marks of waived duties, who is named and in what words, rankings and letters, 条 and 项": "reports: in their own tests",
    "who was never heard of, or not for two months": "reminders of a body, not of a duty: examples of ZF204",
    "officers who are in one table and not in the other": "of two tables, not of a duty: examples of ZF406",
    "one finding for each missing table": "examples of ZF403",
}
"""Questions that experts asked of the verdicts, and why no case above answers them."""

MONTHLY = "deadline: 每月28日前"
AFTER = "deadline: 2024年6月, requirements: [{id: first, title: 先办}, {id: r, title: 后办, deadline: 自1/first完成之日起30日内}]"
AFTER_EACH = AFTER.replace("2024年6月", "每年6月")
CALENDAR = "2024: {document_no: 1号, holidays: [2024-02-12, 2024-02-13, 2024-02-14, 2024-02-15, 2024-02-16], workdays: [2024-02-18]}\n"
SETTLED = "deadline: {text: 与主题教育时间同步, due: 2024-06-30, note: 牵头单位核定}"

DEADLINES = (
    Single("a month before its day", "2024-03-27", "not_due", MONTHLY, cycle="2024-03"),
    Single("a month after its day", "2024-03-28", "overdue 0", MONTHLY, cycle="2024-03"),
    Single("a month that is done", "2024-04-30", "done on 2024-03-27", MONTHLY, cycle="2024-03",
           reports=filed("2024-03", done("1", "2024-03-27", "cycle: 2024-03")), rules=""),
    Single("the month after it is another", "2024-04-30", "overdue 2", MONTHLY, cycle="2024-04",
           reports=filed("2024-03", done("1", "2024-03-27", "cycle: 2024-03"))),
    Single("a month before the issue", "2024-04-30", "not_applicable", MONTHLY, cycle="2024-01"),
    Single("done in the month before: it belongs there", "2024-04-30", "unverified 2", MONTHLY, cycle="2024-04",
           reports=filed("2024-04 2024-04-30", done("1", "2024-03-28", "cycle: 2024-04")), rules="ZF110"),
    Single("a quarter's last day", "2024-03-31", "overdue 0", "deadline: 每季度末", cycle="2024Q1"),
    Single("a quarter that is exempted by its year", "2024-07-31", "not_applicable", "deadline: 每季度", cycle="2024Q2",
           exemptions=(exempt("1", "cycle: 2024"),)),
    Single("a quarter's extension must name it", "2024-07-31", "overdue 31", "deadline: 每季度", cycle="2024Q2",
           extensions=(until("2024-08-31", "2024-06-01", "1", "cycle: 2024"),)),
    Single("a quarter that was extended", "2024-07-31", "not_due until 2024-08-31", "deadline: 每季度", cycle="2024Q2",
           extensions=(until("2024-08-31", "2024-06-01", "1", "cycle: 2024Q2"),)),
    Single("half a year", "2024-06-30", "overdue 0", "deadline: 每半年", cycle="2024H1"),
    Single("the first of two dates in a year", "2025-01-15", "overdue 0", "deadline: 每年1月15日和7月15日前", cycle="2025-01"),
    Single("the second of them", "2025-01-15", "not_due", "deadline: 每年1月15日和7月15日前", cycle="2025-07"),
    Single("from a later year on", "2024-12-31", "nothing", "deadline: 自2025年起每年", cycle="2024"),
    Single("in that year", "2025-12-31", "overdue 0", "deadline: 自2025年起每年", cycle="2025"),
    Single("days after the issue", "2024-03-02", "not_due", "deadline: 印发之日起31日内"),
    Single("the last of them", "2024-03-03", "overdue 0", "deadline: 印发之日起31日内"),
    Single("working days after the issue", "2024-02-19", "not_due", "deadline: 印发后9个工作日内", calendar=CALENDAR),
    Single("the last of them is over", "2024-02-20", "overdue 0", "deadline: 印发后9个工作日内", calendar=CALENDAR),
    Single("working days of a year that nobody arranged", "2024-12-31", "nothing", "deadline: 印发后9个工作日内", faulty=True),
    Single("days after an item that is not done", "2025-01-31", "not_due", AFTER, item="1/r"),
    Single("days after an item that is done", "2024-07-09", "not_due", AFTER, item="1/r",
           reports=filed("2024-06", done("1/first", "2024-06-10"))),
    Single("they are over", "2024-07-11", "overdue 1", AFTER, item="1/r",
           reports=filed("2024-06", done("1/first", "2024-06-10"))),
    Single("done within them", "2024-12-31", "done on 2024-07-10", AFTER, item="1/r",
           reports=filed("2024-06", done("1/first", "2024-06-10")) | filed("2024-07", done("1/r", "2024-07-10"))),
    Single("done after them", "2024-12-31", "done_late 1 on 2024-07-11", AFTER, item="1/r",
           reports=filed("2024-06", done("1/first", "2024-06-10")) | filed("2024-07", done("1/r", "2024-07-11"))),
    Single("under way, while what it waits for is not done", "2024-12-31", "in_progress", AFTER, item="1/r",
           reports=filed("2024-06", "{item: 1/r, status: 推进中}")),
    Single("what it waits for is claimed without proof", "2024-12-31", "not_due", AFTER, item="1/r",
           reports=filed("2024-06", "{item: 1/first, status: 已完成, completed_on: 2024-06-10}")),
    Single("what it waits for does not apply", "2024-12-31", "not_applicable", AFTER, item="1/r",
           exemptions=(exempt("1/first"),)),
    Single("days after each cycle of an item", "2024-12-31", "done on 2024-07-10", AFTER_EACH, item="1/r", cycle="2024",
           reports=filed("2024-06", done("1/first", "2024-06-10", "cycle: 2024")) | filed("2024-07", done("1/r", "2024-07-10", "cycle: 2024"))),
    Single("days after each cycle of an item: an extension must name it", "2024-07-20", "overdue 10", AFTER_EACH, item="1/r", cycle="2024",
           reports=filed("2024-06", done("1/first", "2024-06-10", "cycle: 2024")),
           extensions=(until("2024-07-31", "2024-07-01", "1/r"),)),
    Single("a clause-wide extension of days after an item", "2024-07-20", "not_due until 2024-07-31",
           "deadline: 自1/first完成之日起30日内, requirements: [{id: first, title: 先办, deadline: 2024年6月}, {id: r, title: 后办}]",
           item="1/r", reports=filed("2024-06", done("1/first", "2024-06-10")),
           extensions=(until("2024-07-31", "2024-07-01", "1"),)),
    Single("encouraged, done after its date and kept up", "2024-12-31", "ongoing on 2024-07-01",
           "deadline: 2024年6月底前并长期坚持", requirement="binding: 鼓励",
           reports=filed("2024-07", done("1/r", "2024-07-01"))),
    Single("kept up by a body that has ended: its successor's now", "2025-12-31", "yi ongoing on 2024-06-20",
           "deadline: 2024年6月底前并长期坚持", unit="active: {until: 2024-12-31}, succeeded_by: yi",
           others="{id: yi, name: 乙局}", reports=filed("2024-06", DONE_20TH)),
    Single("kept up after it was done", "2024-12-31", "ongoing on 2024-06-20", "deadline: 2024年6月底前并长期坚持",
           reports=filed("2024-06", DONE_20TH), rules=""),
    Single("to be kept up, and not done", "2024-07-01", "overdue 1", "deadline: 2024年6月底前并长期坚持"),
    Single("to be kept up, and done late", "2024-12-31", "done_late 1 on 2024-07-01", "deadline: 2024年6月底前并长期坚持",
           reports=filed("2024-07", done("1", "2024-07-01"))),
    Single("a date that was settled beside the words", "2024-07-02", "overdue 2", SETTLED),
    Single("settled months", "2025-02-28", "overdue 0",
           "deadline: {text: 按月调度, every: month, day: last, from: 2025-02, until: 2025-03}", cycle="2025-02"),
    Single("before the first of them", "2025-02-28", "nothing", "deadline: {text: 按月调度, every: month, from: 2025-02}",
           cycle="2025-01"),
    Single("after the last of them", "2025-12-31", "nothing", "deadline: {text: 按月调度, every: month, until: 2025-03}",
           cycle="2025-04"),
)  # fmt: skip


JOINT = "deadline: 2024年6月, jointly: true"
HELPED = "deadline: 2024年6月, supporting: [乙局]"


def by_yi(*entries: str) -> dict[str, str]:
    return {"2024-07 2024-07-28 乙局": progress(*entries)}


SHARED = (
    # 配合单位
    Single("who only helps owes nothing", "2024-07-01", "overdue 1", HELPED, rules="ZF201"),
    Single("who only helps may report, and completes nothing", "2024-07-31", "overdue 31", HELPED, reports=by_yi(DONE_20TH), rules="ZF201"),
    Single("who only helps with a requirement", "2024-07-31", "overdue 31", requirement="supporting: [老乙局]",
           reports=by_yi(done("1/r", "2024-06-20"), "{item: 1, status: 推进中}"), rules="ZF201"),
    Single("a requirement's own helpers outrank the clause's", "2024-07-31", "overdue 31", f"{HELPED}", requirement="supporting: []",
           reports=by_yi("{item: 1/r, status: 推进中}"), rules="ZF107 ZF201"),
    Single("who is responsible and helps is responsible", "2024-07-01", "overdue 1; yi overdue 1", HELPED, responsible="甲局, 乙局"),
    Single("a helper that nobody knows", "2024-07-01", "overdue 1", "deadline: 2024年6月, supporting: [丁局]", faulty=True, rules="ZF105 ZF201"),
    Single("a group helps", "2024-07-31", "overdue 31", "deadline: 2024年6月, supporting: [各局]", reports=by_yi(DONE_20TH),
           groups="{name: 各局, includes: [乙局]}", rules="ZF201"),
    # acts of the plan's own
    Single("an act that the plan names", "2024-06-30", "done on 2024-06-20", plan="acts: [核准]", requirement="act: 核准",
           reports=filed("2024-06", done("1/r", "2024-06-20", "act: 核准")), rules=""),
    Single("another act than the one that the plan names", "2024-06-30", "unverified 0", plan="acts: [核准]", requirement="act: 核准",
           reports=filed("2024-06", done("1/r", "2024-06-20", "act: 审核")), rules="ZF306"),
    Single("an act that no plan names", "2024-06-30", "overdue 0", requirement="act: 审核", faulty=True,
           reports=filed("2024-06", done("1/r", "2024-06-20", "act: 审合")), rules="ZF104 ZF201"),
    Single("a requirement of an act that no plan names", "2024-06-30", "nothing", requirement="act: 核准", faulty=True, rules="ZF104 ZF201"),
    # 共同责任
    Single("owed jointly and open: each by its own report", "2024-06-29", "in_progress; yi not_due", JOINT, responsible="甲局, 乙局",
           reports=filed("2024-06", entry("推进中"))),
    Single("owed jointly and late", "2024-07-01", "overdue 1; yi overdue 1", JOINT, responsible="甲局, 乙局", rules="ZF201"),
    Single("owed jointly and completed by one", "2024-07-31", "done on 2024-06-20; yi done on 2024-06-20", JOINT, responsible="甲局, 乙局",
           reports=by_yi(DONE_20TH), rules=""),
    Single("completed late by one", "2024-07-31", "done_late 5 on 2024-07-05; yi done_late 5 on 2024-07-05", JOINT, responsible="甲局, 乙局",
           reports=filed("2024-07", done("1", "2024-07-05")), rules="ZF202"),
    Single("in time by one, late by the other", "2024-07-31", "done on 2024-06-20; yi done on 2024-06-20", JOINT, responsible="甲局, 乙局",
           reports=filed("2024-07", done("1", "2024-07-05")) | by_yi(DONE_20TH), rules=""),
    Single("by both, the earlier counts", "2024-07-31", "done on 2024-06-18; yi done on 2024-06-18", JOINT, responsible="甲局, 乙局",
           reports=filed("2024-06", done("1", "2024-06-18")) | by_yi(DONE_20TH)),
    Single("an unproven claim completes nothing for the other", "2024-07-01", "unverified 1; yi overdue 1", JOINT, responsible="甲局, 乙局",
           reports=filed("2024-06", "{item: 1, status: 已完成, completed_on: 2024-06-20}")),
    Single("an unproven claim beside a proven one", "2024-07-31", "done on 2024-06-20; yi done on 2024-06-20", JOINT, responsible="甲局, 乙局",
           reports=filed("2024-06", "{item: 1, status: 已完成, completed_on: 2024-06-10}") | by_yi(DONE_20TH), rules=""),
    Single("who is exempt stays so", "2024-07-31", "not_applicable; yi done on 2024-06-20", JOINT, responsible="甲局, 乙局",
           reports=by_yi(DONE_20TH), exemptions=(exempt("1"),)),
    Single("one cycle is completed, the other is not", "2024-07-31", "overdue 31; yi overdue 31", "deadline: 每年6月, jointly: true", responsible="甲局, 乙局",
           reports=by_yi(done("1", "2024-06-20", "cycle: 2025")), cycle="2024"),
    Single("a requirement is owed jointly as its clause is", "2024-07-31", "done on 2024-06-20; yi done on 2024-06-20", JOINT, responsible="甲局, 乙局",
           requirement="act: 制定", reports=by_yi(done("1/r", "2024-06-20"))),
    Single("a requirement that each owes", "2024-07-31", "overdue 31; yi done on 2024-06-20", JOINT, responsible="甲局, 乙局",
           requirement="jointly: false", reports=by_yi(done("1/r", "2024-06-20"))),
    Single("a requirement owed jointly, though its clause is not", "2024-07-31", "done on 2024-06-20; yi done on 2024-06-20", responsible="甲局, 乙局",
           requirement="jointly: true", reports=by_yi(done("1/r", "2024-06-20"))),
    Single("figures of one meet it for all", "2024-07-31", "done on 2024-06-01; yi done on 2024-06-01", JOINT, responsible="甲局, 乙局", requirement=LEGAL,
           reports={"2024-06": staffing("2024-06-01", GOOD)}, rules=""),
    # an empty group
    Single("a group without a member", "2024-07-01", "nothing", responsible="空组", groups="{name: 空组}", rules="ZF114"),
    Single("a group whose member has ended", "2024-07-01", "overdue 1", "deadline: 2024年6月", responsible="甲局, 老组", groups="{name: 老组}",
           others="{id: yi, name: 乙局, groups: [老组], active: {until: 2024-06-29}}", rules="ZF114 ZF201"),
    Single("a group whose member ends on the due day", "2024-07-01", "overdue 1; yi overdue 1", responsible="甲局, 老组", groups="{name: 老组}",
           others="{id: yi, name: 乙局, groups: [老组], active: {until: 2024-06-30}}", rules="ZF201"),
)  # fmt: skip


def figures(*numbers: str) -> str:
    """Numbers like ``closed 190 2024-06-20 2024``: of which indicator, how many, counted until when, in which cycle."""
    text = "figures:\n"
    for number in numbers:
        indicator, value, as_of, *cycle = number.split()
        keys = (f"indicator: {indicator}", f"value: {value}", f"as_of: {as_of}", *(f"cycle: {text}" for text in cycle))
        text += f"  - {{{', '.join(keys)}}}\n"
    return text


def counted(period: str, *numbers: str) -> dict[str, str]:
    return {period: figures(*numbers)}


RATE = "threshold: {share: [closed, accepted], at_least: 95%, of: unit}"
OVER = "threshold: {share: [closed, accepted], more_than: 95%, of: unit}"
FEW = "threshold: {share: [closed, accepted], less_than: 5%, of: unit}"
TWICE = "threshold: {count: visits, at_least: 2, of: unit}"
AT_MOST = "threshold: {count: visits, at_most: 4, of: unit}"
UNDER = "threshold: {count: visits, less_than: 4, of: unit}"
FALL = "threshold: {change: visits, at_most: -10%, of: unit}"
RISE = "threshold: {change: visits, more_than: 10%, of: unit}"
YEARLY = "deadline: 每年12月"
LATE = "2024-06 2024-06-30"

INDICATED = (
    # floors
    Single("a rate without figures before its date", "2024-06-29", "not_due", requirement=RATE, rules=""),
    Single("a rate without figures after it", "2024-07-01", "overdue 1", requirement=RATE, rules="ZF403"),
    Single("a rate that is missed so far", "2024-06-29", "in_progress", requirement=RATE,
           reports=counted("2024-06", "closed 189 2024-06-20", "accepted 200 2024-06-20"), rules="ZF402"),
    Single("a rate one short", "2024-07-01", "noncompliant 1", requirement=RATE,
           reports=counted("2024-06", "closed 189 2024-06-20", "accepted 200 2024-06-20"), rules="ZF401"),
    Single("a rate just at its limit", "2024-07-01", "done on 2024-06-20", requirement=RATE,
           reports=counted("2024-06", "closed 190 2024-06-20", "accepted 200 2024-06-20"), rules=""),
    Single("a rate just at a limit that is to be exceeded", "2024-07-01", "noncompliant 1", requirement=OVER,
           reports=counted("2024-06", "closed 190 2024-06-20", "accepted 200 2024-06-20")),
    Single("a rate above it by the least", "2024-07-01", "done on 2024-06-20", requirement=OVER,
           reports=counted("2024-06", "closed 9500000000.1 2024-06-20", "accepted 10000000000 2024-06-20")),
    Single("a rate of decimals that no binary number has", "2024-07-01", "done on 2024-06-20", requirement=RATE,
           reports=counted("2024-06", "closed 0.285 2024-06-20", "accepted 0.3 2024-06-20")),
    Single("a rate met late", "2024-08-01", "done_late 10 on 2024-07-10", requirement=RATE,
           reports=counted(LATE, "closed 189 2024-06-20", "accepted 200 2024-06-20") | counted("2024-07", "closed 199 2024-07-10")),
    Single("its numbers may come in different reports", "2024-07-01", "done on 2024-06-20", requirement=RATE,
           reports=counted("2024-05", "accepted 200 2024-05-20") | counted("2024-06", "closed 190 2024-06-20")),
    Single("the newest number decides", "2024-07-31", "noncompliant 11", requirement=RATE,
           reports=counted("2024-06", "closed 190 2024-06-20", "accepted 200 2024-06-20") | counted("2024-07", "accepted 300 2024-07-20")),
    Single("a number of a later day says nothing yet", "2024-06-25", "in_progress", requirement=TWICE,
           reports=counted("2024-06", "visits 1 2024-06-20", "visits 2 2024-06-26")),
    Single("of one day the newer report decides", "2024-07-01", "done on 2024-06-20", requirement=TWICE,
           reports=counted("2024-05 2024-06-25", "visits 1 2024-06-20") | counted("2024-06", "visits 2 2024-06-20")),
    Single("a count just at its limit", "2024-07-01", "done on 2024-06-20", requirement=TWICE, reports=counted("2024-06", "visits 2 2024-06-20")),
    Single("a count one short", "2024-07-01", "noncompliant 1", requirement=TWICE, reports=counted("2024-06", "visits 1 2024-06-20")),
    Single("none is a number", "2024-07-01", "noncompliant 1", requirement=TWICE, reports=counted("2024-06", "visits 0 2024-06-20")),
    Single("a cumulative count", "2025-01-01", "undated", "",
           requirement="threshold: {count: visits, at_least: 1000, of: unit}",
           reports=counted("2024-06", "visits 400 2024-06-20") | counted("2024-12", "visits 999 2024-12-20")),
    Single("a cumulative count that is reached", "2025-06-01", "done on 2025-01-20", "",
           requirement="threshold: {count: visits, at_least: 1000, of: unit}",
           reports=counted("2024-06", "visits 400 2024-06-20") | counted("2025-01", "visits 1000 2025-01-20")),
    Single("an encouraged rate that is missed", "2024-07-01", "optional", requirement=f"binding: 鼓励, {RATE}",
           reports=counted("2024-06", "closed 1 2024-06-20", "accepted 200 2024-06-20"), rules="ZF201"),
    Single("figures met over a year before", "2025-09-30", "unverified 0", "deadline: 2025年9月", requirement=TWICE,
           reports=counted("2024-06", "visits 2 2024-06-20"), rules="ZF407"),
    Single("claimed, but the figures miss it", "2024-07-01", "noncompliant 1", requirement=TWICE,
           reports={"2024-06": figures("visits 1 2024-06-20") + progress(done("1/r", "2024-06-20"))}, rules="ZF304 ZF401"),
    # cycles
    Single("a number of its cycle", "2024-12-31", "done on 2024-12-20", YEARLY, requirement=TWICE, cycle="2024",
           reports=counted("2024-12", "visits 2 2024-12-20 2024")),
    Single("a number of another cycle is none of this", "2025-12-31", "overdue 0", YEARLY, requirement=TWICE, cycle="2025",
           reports=counted("2024-12", "visits 2 2024-12-20 2024"), rules="ZF403"),
    Single("a number without the cycle that it needs", "2024-12-31", "overdue 0", YEARLY, requirement=TWICE, cycle="2024",
           faulty=True, reports=counted("2024-12", "visits 2 2024-12-20")),
    Single("a number counted before its cycle began", "2025-12-31", "unverified 0", YEARLY, requirement=TWICE, cycle="2025",
           reports=counted("2024-12 2024-12-31", "visits 2 2024-12-31 2025"), rules="ZF110"),
    Single("a number of a quarter", "2024-06-30", "done on 2024-06-20", "deadline: 每季度", requirement=TWICE, cycle="2024Q2",
           reports=counted("2024-06", "visits 2 2024-06-20 2024Q2")),
    Single("what is due once may have its year written", "2024-07-01", "done on 2024-06-20", requirement=TWICE,
           reports=counted("2024-06", "visits 2 2024-06-20 2024")),
    Single("a number of another year than the due date", "2024-07-01", "overdue 1", requirement=TWICE, reports=counted("2024-06", "visits 2 2024-06-20 2023"), rules="ZF107 ZF403"),
    # ceilings
    Single("a ceiling without figures", "2024-07-01", "overdue 1", requirement=AT_MOST, rules="ZF403"),
    Single("a ceiling reached, not passed, before its date", "2024-06-29", "in_progress", requirement=AT_MOST,
           reports=counted("2024-06", "visits 4 2024-06-20"), rules=""),
    Single("a ceiling reached, not passed, after it", "2024-07-01", "done on 2024-06-20", requirement=AT_MOST,
           reports=counted("2024-06", "visits 4 2024-06-20"), rules=""),
    Single("a ceiling passed before its date", "2024-06-25", "noncompliant", requirement=AT_MOST,
           reports=counted("2024-06", "visits 5 2024-06-20"), rules="ZF401"),
    Single("a ceiling passed, after its date", "2024-07-03", "noncompliant 3", requirement=AT_MOST,
           reports=counted("2024-06", "visits 5 2024-06-20"), rules="ZF401"),
    Single("a ceiling that is not to be reached", "2024-06-25", "noncompliant", requirement=UNDER, reports=counted("2024-06", "visits 4 2024-06-20")),
    Single("below a ceiling that is not to be reached", "2024-07-01", "done on 2024-06-20", requirement=UNDER, reports=counted("2024-06", "visits 3 2024-06-20")),
    Single("a ceiling kept is kept on its date at the latest", "2024-07-31", "done on 2024-06-30", requirement=AT_MOST,
           reports=counted("2024-07", "visits 4 2024-07-20")),
    Single("a ceiling that was passed by mistake", "2024-07-31", "done on 2024-06-30", requirement=AT_MOST,
           reports=counted("2024-06", "visits 5 2024-06-20") | counted("2024-07", "visits 4 2024-07-01")),
    Single("a ceiling of a rate just at its limit", "2024-06-25", "noncompliant", requirement=FEW,
           reports=counted("2024-06", "closed 10 2024-06-20", "accepted 200 2024-06-20")),
    Single("a ceiling of a rate", "2024-07-01", "done on 2024-06-20", requirement=FEW,
           reports=counted("2024-06", "closed 9 2024-06-20", "accepted 200 2024-06-20")),
    Single("a ceiling without a date is kept on", "2024-07-01", "ongoing", "deadline: 长期坚持", requirement=AT_MOST, reports=counted("2024-06", "visits 4 2024-06-20")),
    Single("a ceiling without a date may be passed", "2024-07-01", "noncompliant", "deadline: 长期坚持", requirement=AT_MOST, reports=counted("2024-06", "visits 5 2024-06-20")),
    Single("an encouraged ceiling that is passed", "2024-07-01", "optional", requirement=f"binding: 鼓励, {AT_MOST}", reports=counted("2024-06", "visits 5 2024-06-20")),
    Single("a ceiling within an extension", "2024-07-10", "in_progress until 2024-07-31", requirement=AT_MOST,
           extensions=(until("2024-07-31"),), reports=counted("2024-06", "visits 4 2024-06-20")),
    # changes against the cycle before
    Single("a fall by just as much", "2025-12-31", "done on 2025-12-20", YEARLY, requirement=FALL, cycle="2025",
           reports=counted("2025-12", "visits 100 2024-12-31 2024", "visits 90 2025-12-20 2025"), rules=""),
    Single("a fall by too little", "2025-12-31", "noncompliant 0", YEARLY, requirement=FALL, cycle="2025",
           reports=counted("2025-12", "visits 100 2024-12-31 2024", "visits 91 2025-12-20 2025"), rules="ZF401"),
    Single("a fall by too little is known at once", "2025-07-01", "noncompliant", YEARLY, requirement=FALL, cycle="2025",
           reports=counted("2025-06", "visits 100 2024-12-31 2024", "visits 91 2025-06-20 2025")),
    Single("a rise by just as much is not more", "2025-12-31", "noncompliant 0", YEARLY, requirement=RISE, cycle="2025",
           reports=counted("2025-12", "visits 100 2024-12-31 2024", "visits 110 2025-12-20 2025")),
    Single("a rise by more", "2025-12-31", "done on 2025-12-20", YEARLY, requirement=RISE, cycle="2025",
           reports=counted("2025-12", "visits 100 2024-12-31 2024", "visits 111 2025-12-20 2025")),
    Single("a change of what is due once", "2024-07-01", "done on 2024-06-20", requirement=FALL,
           reports=counted("2024-06", "visits 100 2023-12-31 2023", "visits 90 2024-06-20"), rules=""),
    Single("the cycle before may be one that the plan does not have", "2024-12-31", "done on 2024-12-20", YEARLY,
           requirement=FALL, cycle="2024",
           reports=counted("2024-12", "visits 100 2023-12-31 2023", "visits 90 2024-12-20 2024")),
    Single("a change of what is due after an item: a number without a cycle is not that of the cycle before", "2024-12-31", "unverified 174",
           AFTER_EACH.replace("title: 后办", f"title: 后办, {FALL}"), item="1/r", cycle="2024",
           reports=filed("2024-06", done("1/first", "2024-06-10", "cycle: 2024"))
           | counted("2024-07", "visits 100 2024-06-20", "visits 80 2024-07-05 2024")),
    Single("a change against a number that came later", "2024-12-31", "done on 2024-12-20", YEARLY, requirement=FALL,
           cycle="2024", reports=counted("2024-12 2024-12-31", "visits 100 2024-12-25 2023", "visits 90 2024-12-20 2024")),
    # what cannot be worked out
    Single("no denominator", "2024-07-01", "unverified 1", requirement=RATE, reports=counted("2024-06", "closed 190 2024-06-20"), rules="ZF402"),
    Single("no numerator", "2024-06-29", "unverified", requirement=RATE, reports=counted("2024-06", "accepted 200 2024-06-20"), rules="ZF402"),
    Single("a denominator that came late", "2024-08-01", "done_late 10 on 2024-07-10", requirement=RATE,
           reports=counted("2024-06", "closed 190 2024-06-20") | counted("2024-07", "accepted 200 2024-07-10")),
    Single("a denominator of 0", "2024-07-01", "unverified 1", requirement=RATE, rules="ZF402",
           reports=counted("2024-06", "closed 0 2024-06-20", "accepted 0 2024-06-20")),
    Single("no number of the cycle before", "2025-12-31", "unverified 0", YEARLY, requirement=FALL, cycle="2025", rules="ZF402",
           reports=counted("2025-12", "visits 90 2025-12-20 2025")),
    Single("0 in the cycle before", "2025-12-31", "unverified 0", YEARLY, requirement=FALL, cycle="2025", rules="ZF402",
           reports=counted("2025-12", "visits 0 2024-12-31 2024", "visits 90 2025-12-20 2025")),
    Single("the cycle before alone is no figure", "2025-12-31", "overdue 0", YEARLY, requirement=FALL, cycle="2025",
           rules="ZF403", reports=counted("2024-12 2024-12-31", "visits 100 2024-12-31 2024")),
    Single("two numbers of one day that differ", "2024-07-01", "unverified 1", requirement=TWICE, rules="ZF108",
           reports=counted("2024-06", "visits 2 2024-06-20", "visits 3 2024-06-20")),
    Single("two numbers of one day that are the same", "2024-07-01", "done on 2024-06-20", requirement=TWICE, rules="",
           reports=counted("2024-06", "visits 2 2024-06-20", "visits 2.0 2024-06-20")),
    Single("a newer number does not say what was true on the date", "2024-07-31", "unverified 31", requirement=TWICE,
           reports=counted("2024-06", "visits 1 2024-06-20", "visits 3 2024-06-20") | counted("2024-07", "visits 3 2024-07-01")),
    Single("a number that is none", "2024-07-01", "unverified 1", requirement=TWICE, faulty=True, rules="ZF104",
           reports=counted("2024-06", "visits 两次 2024-06-20")),
    Single("a percentage is no number", "2024-07-01", "unverified 1", requirement=TWICE, faulty=True, reports=counted("2024-06", "visits 2% 2024-06-20")),
    Single("a number below 0", "2024-07-01", "unverified 1", requirement=AT_MOST, faulty=True, reports=counted("2024-06", "visits -2 2024-06-20")),
    Single("a number counted after the report", "2024-07-01", "unverified 1", requirement=TWICE, rules="ZF110",
           reports=counted("2024-06", "visits 2 2024-06-29")),
    Single("a number on no day of the calendar", "2024-07-01", "unverified 1", requirement=TWICE, faulty=True, rules="ZF110",
           reports=counted("2024-06", "visits 2 2024-06-31")),
    Single("an indicator that there is not", "2024-07-01", "overdue 1", requirement=TWICE, faulty=True, rules="ZF106 ZF403",
           reports=counted("2024-06", "visit 2 2024-06-20")),
    Single("a blank number says nothing", "2024-07-01", "overdue 1", requirement=TWICE, rules="ZF403",
           reports={"2024-06": "figures: [{indicator: visits, as_of: , value: }]\n"}),
    Single("a number that no item needs", "2024-07-01", "done on 2024-06-20", requirement=TWICE, rules="ZF107",
           reports=counted("2024-06", "visits 2 2024-06-20", "closed 2 2024-06-20")),
    Single("a threshold on an indicator that there is not", "2024-07-01", "nothing", faulty=True, rules="ZF104",
           requirement="threshold: {count: visit, at_least: 2, of: unit}"),
)  # fmt: skip


def amended(change: str, item: str = "1", effective: str = "2025-03-20", document: str = "7号") -> str:
    return f"{{document: {document}, effective: {effective}, items: {{{item}: {{{change}}}}}}}"


MAY = "deadline: 每年5月底"

AMENDED = (
    # what falls due before the amendment stays as it was, what falls due after it follows it
    Single("the year before an amendment", "2024-05-31", "overdue 0", MAY, amendments=(amended("deadline: 每年3月底前"),), cycle="2024"),
    Single("the year of an earlier date that is still ahead", "2025-03-31", "overdue 0", MAY, amendments=(amended("deadline: 每年3月底前"),), cycle="2025"),
    Single("an earlier date that was over before: nothing is late in retrospect", "2025-05-30", "not_due", MAY,
           amendments=(amended("deadline: 每年3月底前", effective="2025-04-01"),), cycle="2025"),
    Single("then the older date stands", "2025-05-31", "overdue 0", MAY, amendments=(amended("deadline: 每年3月底前", effective="2025-04-01"),), cycle="2025"),
    Single("an earlier date on the day that it takes effect", "2025-03-31", "overdue 0", MAY,
           amendments=(amended("deadline: 每年3月底前", effective="2025-03-31"),), cycle="2025"),
    Single("a later date", "2025-06-30", "not_due", MAY, amendments=(amended("deadline: 每年9月底前"),), cycle="2025"),
    Single("a later date by a document that came after the older one", "2025-06-30", "not_due", MAY,
           amendments=(amended("deadline: 每年9月底前", effective="2025-06-15"),), cycle="2025"),
    Single("of two amendments the newer", "2025-06-30", "overdue 0", MAY, cycle="2025",
           amendments=(amended("deadline: 每年6月底前", effective="2025-04-20"), amended("deadline: 每年9月底前"))),
    Single("of two amendments the newer that was in force by then", "2025-09-30", "overdue 0", MAY, cycle="2025",
           amendments=(amended("deadline: 每年6月底前", effective="2025-07-20"), amended("deadline: 每年9月底前"))),
    Single("a single date that is put off", "2025-06-30", "not_due", "deadline: 2025年4月", amendments=(amended("deadline: 2025年9月"),)),
    Single("a single date that was over before it was put off", "2025-06-30", "not_due", amendments=(amended("deadline: 2025年9月"),)),
    Single("another rhythm: the year before it", "2024-12-31", "overdue 0", "deadline: 每年", amendments=(amended("deadline: 每季度"),), cycle="2024"),
    Single("another rhythm: no year any more", "2025-12-31", "nothing", "deadline: 每年", amendments=(amended("deadline: 每季度"),), cycle="2025"),
    Single("another rhythm: its first quarter", "2025-03-31", "overdue 0", "deadline: 每年", amendments=(amended("deadline: 每季度"),), cycle="2025Q1"),
    Single("another rhythm: no quarter before it", "2025-03-31", "nothing", "deadline: 每年", amendments=(amended("deadline: 每季度"),), cycle="2024Q4"),
    Single("a report on the other rhythm", "2025-03-31", "done on 2025-03-25", "deadline: 每年",
           amendments=(amended("deadline: 每季度"),), cycle="2025Q1",
           reports=filed("2025-03", done("1", "2025-03-25", "cycle: 2025Q1")), rules=""),
    Single("a yearly item that falls due but once", "2025-11-01", "done on 2025-10-20", "deadline: 每年",
           amendments=(amended("deadline: 2025年10月"),), reports=filed("2025-10", done("1", "2025-10-20")), rules=""),
    # repealed
    Single("repealed, and due before", "2025-12-31", "overdue 579", MAY, amendments=(amended("repealed: true"),), cycle="2024"),
    Single("repealed, and due after", "2025-12-31", "nothing", MAY, amendments=(amended("repealed: true"),), cycle="2025"),
    Single("repealed on its due date", "2025-12-31", "nothing", MAY, amendments=(amended("repealed: true", effective="2025-05-31"),), cycle="2025"),
    Single("repealed the day after", "2025-12-31", "overdue 214", MAY, amendments=(amended("repealed: true", effective="2025-06-01"),), cycle="2025"),
    Single("a clause that is repealed takes its requirements with it", "2025-12-31", "nothing", MAY, requirement="act: 制定",
           amendments=(amended("repealed: true"),), cycle="2025"),
    Single("undated, before its repeal", "2025-03-19", "undated", "", amendments=(amended("repealed: true"),)),
    Single("undated, on the day of its repeal", "2025-03-20", "nothing", "", amendments=(amended("repealed: true"),)),
    # what else changes
    Single("another act, in the year before", "2024-12-31", "unverified 214", MAY, requirement="act: 审核",
           amendments=(amended("act: 备案", "1/r"),), cycle="2024",
           reports=filed("2024-05", done("1/r", "2024-05-20", "cycle: 2024", "act: 备案")), rules="ZF306"),
    Single("another act, in the year after", "2025-12-31", "done on 2025-05-20", MAY, requirement="act: 审核",
           amendments=(amended("act: 备案", "1/r"),), cycle="2025",
           reports=filed("2025-05", done("1/r", "2025-05-20", "cycle: 2025", "act: 备案")), rules=""),
    Single("another recipient", "2025-12-31", "unverified 214", MAY, requirement="recipient: 乙局",
           amendments=(amended("recipient: 丙局", "1/r"),), cycle="2025", others="{id: yi, name: 乙局}, {id: bing, name: 丙局}",
           reports=filed("2025-05", done("1/r", "2025-05-20", "cycle: 2025", "recipient: 乙局")), rules="ZF302"),
    Single("other bodies, in the year before", "2024-12-31", "overdue 214", MAY, amendments=(amended("responsible: [乙局]"),), cycle="2024"),
    Single("other bodies, in the year after", "2025-12-31", "yi overdue 214", MAY, amendments=(amended("responsible: [乙局]"),), cycle="2025", rules="ZF201"),
    Single("a requirement has its clause's other bodies", "2025-12-31", "yi overdue 214", MAY, requirement="act: 制定",
           amendments=(amended("responsible: [乙局]"),), cycle="2025"),
    Single("a requirement that is given to other bodies", "2025-12-31", "yi overdue 214", MAY, requirement="act: 制定",
           amendments=(amended("responsible: [乙局]", "1/r"),), cycle="2025", rules="ZF201"),
    Single("a requirement has its clause's other date", "2025-09-30", "overdue 0", MAY, requirement="act: 制定",
           amendments=(amended("deadline: 每年9月底前"),), cycle="2025"),
    Single("a requirement keeps its own date", "2025-09-30", "overdue 122", requirement="deadline: 每年5月底",
           amendments=(amended("deadline: 2025年9月底前"),), cycle="2025"),
    Single("only encouraged from then on", "2025-12-31", "optional", MAY, requirement="act: 制定", amendments=(amended("binding: 鼓励", "1/r"),), cycle="2025"),
    Single("a condition from then on", "2025-12-31", "unverified 214", MAY, amendments=(amended("condition: 条件成熟地区"),), cycle="2025", rules="ZF307"),
    Single("a higher limit from then on", "2025-12-31", "noncompliant 214", MAY, requirement=LEGAL, cycle="2025",
           amendments=(amended("threshold: {share: [legal_background, officers], more_than: 20%, of: every_department}", "1/r"),),
           reports={"2025-05": staffing("2025-05-01", GOOD)}),
    # what stands beside the change
    Single("one document that changes a clause and its requirement makes one version", "2025-01-01", "overdue 1", "deadline: 2024年12月",
           requirement="act: 制定", amendments=("{document: 7号, effective: 2025-01-01, items: {1: {deadline: 长期坚持}, 1/r: {deadline: 2024年6月}}}",)),
    Single("done before the cycle before fell due by the older date", "2025-03-31", "unverified 0", MAY, amendments=(amended("deadline: 每年3月底前"),),
           cycle="2025", reports=filed("2025-03", done("1", "2024-05-20", "cycle: 2025")), rules="ZF110"),
    Single("done after the cycle before fell due by the older date", "2025-09-30", "done on 2024-06-20", MAY, amendments=(amended("deadline: 每年9月底前"),),
           cycle="2025", reports=filed("2025-03", done("1", "2024-06-20", "cycle: 2025")), rules=""),
    Single("put off from one year to the next, and reported of the former", "2025-06-30", "done on 2025-04-20", "deadline: 2024年12月",
           amendments=(amended("deadline: 2025年9月"),), reports=filed("2025-04", done("1", "2025-04-20", "cycle: 2024")), rules=""),
    Single("a year that is a cycle of the older rhythm is no word on what is due once", "2024-12-31", "overdue 0", "deadline: 每年2月",
           amendments=(amended("deadline: 2024年12月底前", effective="2024-06-30"),), reports=filed("2024-09", done("1", "2024-09-20", "cycle: 2024"))),
    Single("a clause of which no requirement is left stands by itself", "2025-12-31", "overdue 214", MAY, requirement="act: 制定", item="1",
           amendments=(amended("repealed: true", "1/r"),), cycle="2025"),
    Single("a clause of which all is only encouraged stands by itself", "2025-12-31", "done on 2025-05-20", MAY, requirement="act: 制定", item="1",
           amendments=(amended("binding: 鼓励", "1/r"),), cycle="2025", reports=filed("2025-05", done("1", "2025-05-20", "cycle: 2025")), rules=""),
    Single("before that it is complete through its requirement", "2024-12-31", "nothing", MAY, requirement="act: 制定", item="1",
           amendments=(amended("binding: 鼓励", "1/r"),), cycle="2024"),
    Single("a body that its clause does not name any more", "2025-12-31", "nothing", MAY, requirement="responsible: [甲局]",
           amendments=(amended("responsible: [乙局]"),), cycle="2025"),
    Single("an extension of the clause whose date its requirement had", "2025-02-28", "not_due until 2025-03-31", "deadline: 2024年12月",
           requirement="act: 制定", amendments=(amended("deadline: 长期坚持"),), extensions=(until("2025-03-31"),)),
    Single("what waits has the cycles of the amended item", "2025-05-01", "overdue 6", cycle="2025Q1", item="1/r",
           clause="deadline: 每年, requirements: [{id: first, title: 先办}, {id: r, title: 后办, deadline: 自1/first完成之日起30日内}]",
           amendments=(amended("deadline: 每季度", "1/first"),), reports=filed("2025-03", done("1/first", "2025-03-26", "cycle: 2025Q1"))),
    Single("a number in all, as an amendment wants it of what was yearly", "2025-06-30", "done on 2025-05-20",
           requirement="deadline: 每年12月, threshold: {count: closed, at_least: 10, of: unit}",
           amendments=(amended("deadline: 2025年6月底", "1/r"),),
           reports={"2025-05": "figures: [{indicator: closed, as_of: 2025-05-20, value: 12}]"}, rules=""),
    Single("a requirement that is due after its clause is a part of it all the same", "2024-12-31", "not_due", item="2/r",
           clause="deadline: 2024年3月, requirements: [{id: first, title: 先办}, {id: next, title: 再办, deadline: 2024年6月}]}\n"
           "      - {id: 2, source: 第2条, summary: 接着办, responsible: [甲局], requirements: [{id: r, title: 后办, deadline: 自1完成之日起30日内}]",
           reports=filed("2024-03", done("1/first", "2024-03-20"))),
    Single("a requirement that waits for its own clause", "2024-12-31", "not_due", item="1/r", faulty=True, rules="ZF104",
           clause="deadline: 2024年6月, requirements: [{id: r, title: 后办, deadline: 自1完成之日起30日内}]"),
    Single("one that waits for what another body does", "2024-12-31", "not_due; yi not_due", item="2", faulty=True, rules="ZF104 ZF201",
           clause="deadline: 2024年6月}\n      - {id: 2, source: 第2条, summary: 接着办, responsible: [甲局, 乙局], deadline: 自1完成之日起30日内",
           responsible="乙局"),
    Single("what waits for a clause that was yearly and goes on now", "2025-02-28", "overdue 9", item="2/r",
           clause="deadline: 每年3月, requirements: [{id: first, title: 先办, deadline: 每年1月}]}\n"
           "      - {id: 2, source: 第2条, summary: 接着办, responsible: [甲局], requirements: [{id: r, title: 后办, deadline: 自1完成之日起30日内}]",
           amendments=(amended("deadline: 持续推进", effective="2024-12-31"),), reports=filed("2025-01", done("1/first", "2025-01-20", "cycle: 2025"))),
    Single("the cycle before waited for another item", "2025-02-28", "unverified 0", item="1/r", cycle="2025", rules="ZF110 ZF201",
           clause="deadline: 每年1月, requirements: [{id: first, title: 先办}, {id: r, title: 后办, deadline: 自1/first完成之日起30日内}]",
           amendments=(amended("deadline: 每年2月", "1/r", effective="2024-06-30"),), reports=filed("2025-02", done("1/r", "2024-02-10", "cycle: 2025"))),
    Single("a report on a cycle that only the text of the day has", "2024-06-30", "done on 2024-05-10", item="1/r", cycle="2024",
           clause="deadline: 每年12月, requirements: [{id: first, title: 先办}, {id: r, title: 后办, deadline: 自1/first完成之日起30日内}]",
           amendments=(amended("deadline: 2024年6月底前", "1/r", effective="2025-01-01"),), reports=filed("2024-05", done("1/r", "2024-05-10", "cycle: 2024"))),
    Single("a year written where only a repealed text has cycles", "2024-06-30", "in_progress", item="2/r",
           clause="deadline: 2024年12月底前}\n"
           "      - {id: 2, source: 第2条, summary: 接着办, responsible: [甲局], deadline: 自1完成之日起30日内, requirements: [{id: r, title: 后办}]",
           amendments=(amended("deadline: 每季度}, 2/r: {repealed: true", "2", effective="2025-01-01"),),
           reports=filed("2024-05", "{item: 2/r, status: 推进中, cycle: 2024}")),
    Single("what was due once is no cycle in which it was built for the later ones", "2025-04-30", "overdue 30", item="1/r", cycle="2025",
           clause="deadline: 2024年12月底前, requirements: [{id: r, title: 建库, once: true}]",
           amendments=(amended("deadline: 每年3月", "1/r", effective="2025-01-01"),), reports=filed("2024-11", done("1/r", "2024-11-10"))),
    # what is wrong in one
    Single("an item that there is not", "2024-12-31", "overdue 214", MAY, amendments=(amended("act: 备案", "1/x"),), cycle="2024", faulty=True, rules="ZF106 ZF201"),
    Single("a change that says nothing", "2024-12-31", "overdue 214", MAY, amendments=(amended(""),), cycle="2024", faulty=True, rules="ZF104 ZF201"),
    Single("repealed, and changed at once", "2025-12-31", "overdue 214", MAY, amendments=(amended("repealed: true, act: 备案"),), cycle="2025", faulty=True, rules="ZF104 ZF201"),
    Single("bodies that nobody knows", "2024-12-31", "overdue 214", MAY, amendments=(amended("responsible: [丁局]"),),
           cycle="2024", faulty=True, rules="ZF105 ZF201"),
)  # fmt: skip


SINGLE = (
    *ORDINARY,
    *KNOWN,
    *EQUAL,
    *PROVEN,
    *ANSWERED,
    *RECEIVED,
    *BUILT,
    *FIGURES,
    *EXTENDED,
    *BODIES,
    *DEADLINES,
    *SHARED,
    *INDICATED,
    *AMENDED,
)


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.name)
def test_single(case: Single, zhifa: Zhifa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_single(case, tmp_path)
    options: tuple[object, ...] = ("--as-of", case.as_of)
    if case.today:
        monkeypatch.setattr("zhifa_cli.cli.clock.today", lambda: date.fromisoformat(case.as_of))
        options = ()
    outcome = zhifa("status", "--data", data, "-f", "json", *options)
    assert ("数据有误" in outcome.err) == case.faulty
    found = [row for row in json.loads(outcome.out)["duties"] if row["cycle"] == case.cycle]
    item = case.item or ("1/r" if case.requirement else "1")
    assert "; ".join(said(row) for row in found if row["item"] == item) == case.expected.replace("nothing", "")
    if case.rules is not None:
        about = (f for f in findings(zhifa, data, *options) if f["item"] is None or f["cycle"] == case.cycle)
        assert " ".join(sorted({f["rule"] for f in about} - {"ZF203", "ZF204"})) == case.rules


def test_no_two_cases_have_one_name() -> None:
    assert [name for name, times in Counter(case.name for case in SINGLE).items() if times > 1] == []


def said(row: Row) -> str:
    words = [
        "" if row["unit"] == "jia" else row["unit"],
        row["status"],
        "" if row["days_overdue"] is None else str(row["days_overdue"]),
    ]
    words += [f"on {row['completed_on']}"] if row["completed_on"] else []
    words += [f"until {row['due']}"] if row["due"] != row["original_due"] else []
    return " ".join(word for word in words if word)


def write_single(case: Single, tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "submissions").mkdir(parents=True)
    requirement = f"requirements: [{{id: r, title: 成果, {case.requirement}}}]" if case.requirement else ""
    clause = ", ".join(part for part in (case.clause, requirement) if part)
    head = ", ".join(part for part in ("issued_on: 2024-02-01, ends_on: 2025-12-31", case.plan) if part)
    unit = ", ".join(part for part in ("id: jia, name: 甲局", case.unit) if part)
    texts = {
        "measures.yaml": f"plan: {{title: 细则, coordinator: 甲局, {head}}}\n"
        + (f"indicators: [{case.indicators}]\n" if "of: unit" in clause else "")
        + "measures:\n  - id: 1\n    title: 举措\n    clauses:\n"
        f"      - {{id: 1, source: 第1条, summary: 做事, responsible: [{case.responsible}], {clause}}}\n"
        f"amendments: [{', '.join(case.amendments)}]\n",
        "units.yaml": f"groups: [{case.groups}]\nunits: [{{{unit}}}, {case.others}]\n",
        "extensions.yaml": "".join(f"- {extension}\n" for extension in case.extensions),
        "calendar.yaml": case.calendar,
        "exemptions.yaml": "".join(f"- {exemption}\n" for exemption in case.exemptions),
    }
    for name, report in case.reports.items():
        period, day, body, *_ = [*name.split(), "", ""]
        head = f"unit: {body or '甲局'}\nperiod: {period}\nsubmitted_on: {day or f'{period}-28'}\n"
        texts[f"submissions/{name}.yaml"] = head + report
    for name, text in texts.items():
        if text:
            (data / name).write_text(text, encoding="utf-8")
    return data


def test_bodies_help_with_a_milestone_or_owe_it_together(zhifa: Zhifa, tmp_path: Path) -> None:
    case = Single(
        "",
        "",
        "",
        others="{id: yi, name: 乙局}, {id: bing, name: 丙局}",
        reports=filed("2024-06", done("m1", "2024-06-20")),
    )
    data = write_single(case, tmp_path)
    milestone = "{id: m1, title: 评估, source: 三, responsible: [甲局, 乙局], supporting: [丙局], jointly: true, deadline: 2024年6月}"
    with (data / "measures.yaml").open("a", encoding="utf-8") as file:
        file.write(f"milestones: [{milestone}]\n")
    found = [row for row in rows(zhifa, data, "--as-of", "2024-07-01") if row["item"] == "m1"]
    assert [(row["unit"], row["status"], row["supporting"]) for row in found] == [
        ("jia", "done", ["丙局"]),
        ("yi", "done", ["丙局"]),
    ]
    assert ",丙局," in zhifa("status", "--data", data, "--as-of", "2024-07-01", "-f", "csv").out
    due = ("calendar", "--data", data, "--as-of", "2024-06-01")
    assert "配合单位：丙局" in zhifa(*due).out
    assert "\\n配合单位：丙局\\n" in zhifa(*due, "-f", "ics").out.replace("\r\n ", "")
    assert "m1 评估（责任单位：甲局、乙局）" in zhifa("show", "丙局", "--data", data).out


def test_an_amended_duty_cites_both_documents(zhifa: Zhifa, tmp_path: Path) -> None:
    change = amended("deadline: 每年3月底前", document="赣府厅发〔2025〕7号")
    found = findings(
        zhifa, write_single(Single("", "", "", MAY, amendments=(change,)), tmp_path), "--as-of", "2025-12-31"
    )
    sources = {finding["cycle"]: finding["source"] for finding in found if finding["rule"] == "ZF201"}
    assert sources == {"2024": "第1条", "2025": "第1条（赣府厅发〔2025〕7号修改）"}


def test_an_item_that_an_amendment_adds_is_sent_to_the_plan(zhifa: Zhifa, tmp_path: Path) -> None:
    data = write_single(Single("", "", "", MAY, amendments=(amended("deadline: 每年3月底前", "1/x"),)), tmp_path)
    (told,) = (f["message"] for f in findings(zhifa, data, "--as-of", "2025-12-31") if f["rule"] == "ZF106")
    assert told.endswith("修改文件新增的事项写进 measures，定期的写明从哪年起")


def test_show_tells_the_versions_of_an_amended_item(zhifa: Zhifa, tmp_path: Path) -> None:
    changes = (amended("deadline: 每年3月底前"), amended("repealed: true", effective="2025-09-01", document="9号"))
    shown = zhifa("show", "1", "--data", write_single(Single("", "", "", MAY, amendments=changes), tmp_path)).out
    assert "原文（2024-02-01 印发）：时限 每年5月底" in shown
    assert "2025-03-20 起（7号修改）：时限 每年3月底前" in shown
    assert "2025-09-01 起（9号修改）：废止" in shown


def test_a_measure_is_called_as_the_document_calls_it(zhifa: Zhifa, tmp_path: Path) -> None:
    data = write_single(Single("", "", "", plan="short_name: 《方案》, notice_title: 工作提醒函"), tmp_path)
    plan = data / "measures.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("  - id: 1\n", "  - id: 03-1\n"), encoding="utf-8")
    assert [row["measure"] for row in rows(zhifa, data, "--as-of", "2024-07-01", "--measure", "03-1")] == ["03-1"]
    assert "03-1 举措" in zhifa("show", "03-1", "--data", data).out
    letter = zhifa("report", "--kind", "notice", "--unit", "甲局", "--month", "2024-07", "--data", data).out
    assert "# 工作提醒函（代拟稿）" in letter
    assert "根据《细则》（2024年2月1日印发，以下简称《方案》）" in letter
    assert "# 关于《方案》落实情况的通报" in zhifa("report", "--month", "2024-07", "--data", data).out


def test_a_revoked_extension_is_not_said_to_have_lasted(zhifa: Zhifa, tmp_path: Path) -> None:
    extension = until("2024-09-30", "2024-06-20", "1", *REVOKED)
    data = write_single(Single("", "", "", extensions=(extension,)), tmp_path)
    (finding,) = (f for f in findings(zhifa, data, "--as-of", "2024-07-20") if f["rule"] == "ZF201")
    assert "逾期 20 天" in finding["message"]
    assert "2024-09-30" not in finding["message"]


@pytest.mark.parametrize(
    ("ends_on", "cycles"),
    [("2025-12-31", ["2024", "2025"]), ("2025-12-30", ["2024"]), ("2026-01-01", ["2024", "2025"])],
)
def test_no_cycle_falls_due_after_the_end(ends_on: str, cycles: list[str], zhifa: Zhifa, tmp_path: Path) -> None:
    data = write_single(Single("", "", "", "deadline: 每年12月"), tmp_path)
    plan = data / "measures.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("2025-12-31", ends_on), encoding="utf-8")
    assert [row["cycle"] for row in rows(zhifa, data, "--as-of", "2024-06-30")] == cycles


def test_a_clause_whose_requirements_are_only_encouraged_is_answered_itself(zhifa: Zhifa, tmp_path: Path) -> None:
    data = write_single(Single("", "", "", requirement="binding: 鼓励"), tmp_path)
    found = rows(zhifa, data, "--as-of", "2024-06-30")
    assert [(row["item"], row["status"]) for row in found] == [("1", "overdue"), ("1/r", "optional")]


def test_groups_within_groups_may_name_one_another(zhifa: Zhifa, tmp_path: Path) -> None:
    groups = "{name: 外组, includes: [内组, 甲局]}, {name: 内组, includes: [外组, 老乙局]}"
    data = write_single(Single("", "", "", responsible="外组, 甲局", groups=groups), tmp_path)
    assert [row["unit"] for row in rows(zhifa, data, "--as-of", "2024-06-30")] == ["jia", "yi"]
