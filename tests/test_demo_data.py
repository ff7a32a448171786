"""The repository's own data: the policy as the document has it, and submissions that show everything."""

import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from conftest import REPOSITORY, Zhifa
from zhifa_cli.ledger.duty import Status
from zhifa_cli.model.plan import Plan
from zhifa_cli.model.roster import Roster
from zhifa_cli.rules.registry import RULES
from zhifa_cli.source.dataset import load

DATA = REPOSITORY / "data"
SUBMISSIONS = sorted((DATA / "submissions").rglob("*.yaml"))

DATA_FAULTS = {"ZF101", "ZF102", "ZF103", "ZF104", "ZF105", "ZF106", "ZF109", "ZF110", "ZF111"}
"""Valid data has none of these; tests/examples shows them."""
WAIVERS = {"ZF504", "ZF505"}
"""The repository waives nothing."""

CUTOFFS = ("2024-06-15", "2024-06-30", "2024-12-31", "2025-10-31", "2025-12-31")

COUNTIES = {"东湖区", "西湖区", "青云谱区", "青山湖区", "新建区", "红谷滩区", "南昌县", "进贤县", "安义县"}
ZONES = {"高新区", "经开区", "小蓝经开区"}
WANLI = {"湾里管理局"}

AREAS = ("县区人民政府", "开发区管委会", "湾里管理局")
LEVELS = "各级行政执法部门"
CITY = "市级行政执法部门"

# Copied from the document's own brackets (责任单位…;完成时限…), not from measures.yaml.
CLAUSES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "1": ("长期坚持", (LEVELS, *AREAS)),
    "2a": ("每年12月", ("市司法局", *AREAS)),
    "2b": ("每年12月", (LEVELS, *AREAS)),
    "3": ("每年12月", ("市司法局", LEVELS, *AREAS)),
    "4": ("每年12月", ("市司法局", "市人社局")),
    "5": ("2024年6月", AREAS),
    "6": ("每年12月", ("市司法局", *AREAS)),
    "7": ("2024年6月", (CITY,)),
    "8": ("2024年6月", (LEVELS, "市司法局", *AREAS)),
    "9": ("每年12月", ("市发改委", "市市场监管局", "市司法局", LEVELS, *AREAS)),
    "10a": ("2024年12月", (CITY, *AREAS)),
    "10b": ("每年12月", (LEVELS,)),
    "11a": (
        "2025年6月",
        ("市发改委", "市司法局", "市市场监管局", "县区人民政府", "高新区", "经开区", "小蓝经开区"),
    ),
    "11b": ("2025年6月", ("市发改委", "市司法局", "市市场监管局", "县区人民政府")),
    "12a": ("2024年12月", (LEVELS, *AREAS)),
    "12b": ("2025年6月", (LEVELS, "市司法局", *AREAS)),
    "13a": ("2024年12月", AREAS),
    "13b": ("2025年6月", AREAS),
    "14": ("2025年10月", ("市政数局", "市司法局", CITY, *AREAS)),
    "15": ("2025年10月", (CITY, "市公安局", "市检察院", "市司法局", *AREAS)),
    "16": ("2024年12月", ("市司法局",)),
    "17": ("2024年12月", ("市司法局", CITY, *AREAS)),
    "18a": ("每年1月", (LEVELS, "市司法局", *AREAS)),
    "18b": ("每年3月", ("市司法局", *AREAS)),
    "18c": ("长期坚持", (LEVELS,)),
    "19": ("2025年6月", (LEVELS, "市司法局", *AREAS)),
    "20": (None, ("市司法局", LEVELS, *AREAS)),
    "21": ("2025年10月", ("市政数局", "市发改委", "市市场监管局", "市司法局", LEVELS, *AREAS)),
    "22": ("2025年10月", (LEVELS, *AREAS)),
    "23": ("2025年6月", (LEVELS, *AREAS)),
    "24": ("2024年12月", ("市财政局", "市司法局", *AREAS)),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = load(DATA).plan
    assert found is not None
    return found


@pytest.fixture(scope="module")
def roster() -> Roster:
    return load(DATA).roster


def bound(plan: Plan, roster: Roster, item: str) -> set[str]:
    return {unit.name for unit in roster.members(plan.items[item].responsible)}


def status(zhifa: Zhifa, as_of: str, *more: str) -> list[dict[str, Any]]:
    outcome = zhifa("status", "--data", DATA, "--as-of", as_of, "-f", "json", *more)
    assert (outcome.code, outcome.err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(outcome.out)["duties"]
    return rows


# ── The policy ──


def test_all_measures_and_clauses_are_there_in_the_documents_order(plan: Plan) -> None:
    assert [measure.id for measure in plan.measures] == list(range(1, 25))
    assert list(plan.clauses) == list(CLAUSES)
    assert len(CLAUSES) == 31


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_the_deadline_and_the_bodies_of_its_bracket(plan: Plan, clause: str) -> None:
    deadline, responsible = CLAUSES[clause]
    found = plan.clauses[clause]
    assert (found.deadline and found.deadline.text) == deadline
    assert found.responsible == responsible


def test_groups_are_the_bodies_that_the_document_means(roster: Roster) -> None:
    def members(*names: str) -> set[str]:
        return {unit.name for unit in roster.members(names)}

    assert members("县区人民政府") == COUNTIES
    assert members("开发区管委会") == ZONES
    assert members(LEVELS) == members(CITY) | COUNTIES | ZONES | WANLI


def test_responsible_bodies_differ_from_clause_to_clause(plan: Plan, roster: Roster) -> None:
    departments = {unit.name for unit in roster.units} - COUNTIES - ZONES - WANLI
    three = {"市发改委", "市司法局", "市市场监管局"}
    assert bound(plan, roster, "11a") == three | COUNTIES | ZONES
    assert bound(plan, roster, "11b") == three | COUNTIES
    assert bound(plan, roster, "7") == departments - {"市政数局", "市检察院"}
    assert bound(plan, roster, "5") == COUNTIES | ZONES | WANLI


def test_a_unit_named_and_grouped_in_one_clause_owes_it_once(zhifa: Zhifa) -> None:
    duties = Counter((row["unit_name"], row["item"], row["cycle"]) for row in status(zhifa, "2024-06-30"))
    assert duties["市市场监管局", "9/quiet-days", 2024] == 1
    assert set(duties.values()) == {1}


def test_clause_20_never_falls_due(zhifa: Zhifa) -> None:
    rows = status(zhifa, "2025-12-31", "--measure", "20")
    assert {(row["status"], row["due"]) for row in rows} == {("undated", None)}


# ── The submissions ──


def test_there_are_enough_units_and_months() -> None:
    assert len({path.stem for path in SUBMISSIONS}) >= 12
    assert {"2024-05", "2024-06", "2024-12", "2025-03", "2025-10", "2025-12"} <= {p.parent.name for p in SUBMISSIONS}


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_made_up_figure_passes_for_a_real_one(path: Any, roster: Roster) -> None:
    """Each file says at its head that it is illustrative, and stands where its unit and month are."""
    text = path.read_text(encoding="utf-8")
    head = dict(line.split(": ", 1) for line in text.partition("\nprogress:")[0].splitlines() if line[0] != "#")
    unit = roster.unit(head["unit"])
    assert text.startswith("# 演示数据，不是真实情况。\n")
    assert head["demo"] == "true"
    assert unit is not None
    assert (head["period"], unit.id) == (path.parent.name, path.stem)
    assert len(text.splitlines()) < 250, "a file that nobody would read through"


def test_every_rule_for_valid_data_occurs_and_no_fault(zhifa: Zhifa) -> None:
    seen: set[str] = set()
    for as_of in (*CUTOFFS, "2025-06-01"):
        outcome = zhifa("check", "--data", DATA, "--as-of", as_of, "-f", "json")
        assert (outcome.code, outcome.err) == (1, "")  # 1 for overdue duties; 2 would be unusable data
        report = json.loads(outcome.out)
        assert report["demo"]
        seen |= {finding["rule"] for finding in report["findings"]}
    assert seen == {rule.code for rule in RULES} - DATA_FAULTS - WAIVERS


def test_every_status_occurs(zhifa: Zhifa) -> None:
    seen = {row["status"] for as_of in CUTOFFS for row in status(zhifa, as_of)}
    assert seen == {status.value for status in Status}


def test_in_june_2024_a_meeting_sees_a_mixture(zhifa: Zhifa) -> None:
    """Of what fell due in May and June, two thirds of the units that report have done all of a clause."""
    reporting = {path.stem for path in SUBMISSIONS if path.parent.name <= "2024-06"}
    standing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in status(zhifa, "2024-06-30"):
        if row["unit"] in reporting and (row["original_due"] or "")[:7] in {"2024-05", "2024-06"}:
            standing[row["unit"], row["item"].partition("/")[0]].add(row["status"])
    complete = [key for key, found in standing.items() if found <= {"done", "done_late", "not_applicable"}]
    assert 0.6 < len(complete) / len(standing) < 0.75
    seen = set[str]().union(*standing.values())
    assert seen >= {"done", "done_late", "overdue", "unverified", "in_progress", "not_applicable"}


@pytest.mark.parametrize(
    ("unit", "item", "as_of", "expected"),
    [
        ("湾里管理局", "5/report", "2024-06-30", ("not_due", "2024-08-31", None)),
        ("湾里管理局", "5/report", "2024-12-31", ("done", "2024-08-31", None)),
        ("小蓝经开区", "8/recording-equipment", "2024-09-29", ("in_progress", "2024-09-30", None)),
        ("小蓝经开区", "8/recording-equipment", "2024-09-30", ("overdue", "2024-06-30", 92)),
        ("市交通运输局", "7/compulsion", "2024-06-30", ("overdue", "2024-06-30", 0)),
        ("市交通运输局", "7/compulsion", "2024-07-15", ("in_progress", "2024-12-31", None)),
        ("市卫健委", "9/inspection-plan", "2025-06-01", ("overdue", "2025-05-31", 1)),
    ],
    ids=["honoured", "done within it", "lasting", "lapsed", "not yet approved", "approved late", "of no effect"],
)
def test_extensions_move_a_deadline_while_they_last(
    zhifa: Zhifa, unit: str, item: str, as_of: str, expected: tuple[str, str, int | None]
) -> None:
    rows = status(zhifa, as_of, "--unit", unit)
    newest = [row for row in rows if row["item"] == item][-1]
    assert (newest["status"], newest["due"], newest["days_overdue"]) == expected
