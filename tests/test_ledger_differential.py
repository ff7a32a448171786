"""The ledger against its naive twin, and against itself after changes that must not matter.

By hand, for as many folders as you like: ``python tests/tools/differential.py 100000 [seed]``.
"""

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

import naive_ledger
from conftest import REPOSITORY
from differential import compare_many, key, read, rows, scratch, without_names
from naive_ledger import Row, Values
from strategies import Folder, folders, steady
from zhifa_cli.ledger.duty import Cutoff, Status
from zhifa_cli.ledger.judge import Ledgers, build

pytestmark = pytest.mark.slow
fewer = settings(steady, max_examples=15)


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A folder in memory where the machine has one; every example replaces its content."""
    with scratch() as folder:
        yield Path(folder)


def test_both_ledgers_agree_on_folders_of_every_kind() -> None:
    """What hypothesis tries is small and plain, so that it can say what is wrong; dice throw everything at once."""
    assert compare_many(150, seed=0) == 0


@settings(steady, max_examples=50)
@given(folder=folders())
def test_both_ledgers_agree(root: Path, folder: Folder) -> None:
    dataset = read(root, folder.values)
    for on, closed in folder.cutoffs:
        assert without_names(rows(dataset, on, closed)) == naive_ledger.status_rows(folder.values, on, closed)


@settings(steady, max_examples=10)
@given(folder=folders(), data=st.data())
def test_ledgers_of_one_dataset_are_as_if_each_were_the_only_one(
    root: Path, folder: Folder, data: st.DataObject
) -> None:
    """What is known of one cutoff is used for others, whichever way time runs between them."""
    dataset = read(root, folder.values)
    month_ends = [Cutoff(date(2024, 1, 1) + relativedelta(months=months, days=-1)) for months in range(0, 27, 2)]
    cutoffs = [*month_ends, *(Cutoff(on, closed) for on, closed in folder.cutoffs)]
    ledgers = Ledgers(dataset)
    for cutoff in data.draw(st.permutations(cutoffs)):
        assert ledgers.at(cutoff).duties == build(dataset, cutoff).duties


@fewer
@given(folder=folders(), data=st.data())
def test_the_order_of_files_entries_and_keys_does_not_matter(root: Path, folder: Folder, data: st.DataObject) -> None:
    folder = anywhere(folder)
    values = copy.deepcopy(folder.values)
    order = data.draw(st.permutations(list(values["submissions"])))
    values["submissions"] = {
        name: backwards(report)
        for name, report in zip(values["submissions"], (values["submissions"][name] for name in order), strict=True)
    }
    values["extensions"].reverse()
    values["exemptions"].reverse()
    assert_same_rows(root, folder, values)


def anywhere(folder: Folder) -> Folder:
    """The folder without `files`: any file may speak for any unit, whatever its name."""
    values = copy.deepcopy(folder.values)
    for source in (*values["units"]["groups"], *values["units"]["units"]):
        source.pop("files", None)
    return replace(folder, values=values)


def backwards(report: Values) -> Values:
    """A submission with its keys, entries and table rows the other way round."""
    turned: Values = {k: (v[::-1] if isinstance(v, list) else v) for k, v in reversed(report.items())}
    for table, people in (("staffing", "departments"), ("training", "officers")):
        if table in turned:
            turned[table] = turned[table] | {people: turned[table][people][::-1]}
    return turned


@fewer
@given(folder=folders())
def test_a_submission_may_be_split_in_two(root: Path, folder: Folder) -> None:
    folder = anywhere(folder)
    values = copy.deepcopy(folder.values)
    for name, report in folder.values["submissions"].items():
        head = {k: report[k] for k in ("unit", "period", "submitted_on")}
        parts = {k: v for k, v in report.items() if k not in head}
        half = len(report["progress"]) // 2
        values["submissions"][name] = head | {"progress": parts.pop("progress")[:half]}
        values["submissions"][name.replace(".yaml", "-rest.yaml")] = (
            head | parts | {"progress": report["progress"][half:]}
        )
    assert_same_rows(root, folder, values)


@fewer
@given(folder=folders())
def test_unit_ids_are_only_names(root: Path, folder: Folder) -> None:
    renamed = {"jia": "unit-z", "yi": "unit-y", "bing": "unit-x", "ding": "unit-w"}

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: rename(v) for k, v in value.items()}
        if isinstance(value, list):
            return [rename(v) for v in value]
        return renamed.get(value, value)

    before, after = twice(root, folder, rename(folder.values))
    assert rename(before) == after


DECLARED = {
    "staffing": "crews", "departments": "squads", "training": "drills", "officers": "hands", "code": "tag",
    "legal_background": "jurists", "legal_reviewers": "reviewers", "public_law": "law", "business": "trade",
    "every_department": "every_row", "every_key_department": "every_key_row", "every_officer": "every_row",
    "staffing/officers": "crews/hands",
}  # fmt: skip
"""What another plan might call what plans of old call so without saying it."""


@settings(fewer, max_examples=8)
@given(folder=folders())
def test_tables_are_those_of_old_under_whatever_names_a_plan_declares(root: Path, folder: Folder) -> None:
    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {DECLARED.get(k, k): rename(v) for k, v in value.items()}
        if isinstance(value, list):
            return [rename(v) for v in value]
        return DECLARED.get(value, value)

    values = rename(folder.values)
    plan = yaml.safe_load((REPOSITORY / "data" / "measures.yaml").read_text(encoding="utf-8"))
    values["measures"]["tables"] = rename(plan["tables"])
    assert_same_rows(root, folder, values)


@fewer
@given(folder=folders())
def test_evidence_never_worsens(root: Path, folder: Folder) -> None:
    values = copy.deepcopy(folder.values)
    for report in values["submissions"].values():
        for entry in report["progress"]:
            entry.setdefault("evidence", []).append({"title": "另一份文件"})
    dataset = read(root, folder.values)
    before = [{key(row): row for row in rows(dataset, on, closed)} for on, closed in folder.cutoffs]
    dataset = read(root, values)
    for poor, (on, closed) in zip(before, folder.cutoffs, strict=True):
        for rich in rows(dataset, on, closed):
            # What is complete with it stays with a body that is gone, where it else were its successor's.
            same = poor.get(key(rich))
            assert same is None or Status(rich["status"]).rank >= Status(same["status"]).rank


@fewer
@given(folder=folders(), days=st.integers(1, 400))
def test_time_alone_completes_nothing(root: Path, folder: Folder, days: int) -> None:
    """With all that was known on a day and nothing since, what was overdue then is so later, the days added."""
    on, closed = folder.cutoffs[0]
    dataset = read(root, known_by(folder.values, on))
    later = {key(row): row for row in rows(dataset, on + timedelta(days=days), closed)}
    for row in rows(dataset, on, closed):
        if row["status"] in {"overdue", "noncompliant"}:
            assert later[key(row)] == row | {"days_overdue": row["days_overdue"] + days}


def known_by(values: Values, on: date) -> Values:
    known = copy.deepcopy(values)
    known["extensions"] = [e for e in known["extensions"] if e["approved_on"] <= str(on)]
    for unit in known["units"]["units"]:  # a body that ends later would hand on its duties
        unit.pop("succeeded_by", None)
        unit.get("active", {}).pop("succeeded_by", None)
    known["submissions"] = {name: r for name, r in known["submissions"].items() if r["submitted_on"] <= str(on)}
    for report in known["submissions"].values():
        report["progress"] = [e for e in report["progress"] if e.get("completed_on", report["period"]) <= str(on)]
        for table in ("staffing", "training"):
            if table in report and report[table]["as_of"] > str(on):
                del report[table]
    return known


def assert_same_rows(root: Path, folder: Folder, values: Values) -> None:
    before, after = twice(root, folder, values)
    assert before == after


def twice(root: Path, folder: Folder, values: Values) -> tuple[list[Row], list[Row]]:
    """The rows of a folder at all its cutoffs without their units' names, and those of other values."""
    first, second = (
        [row for on, closed in folder.cutoffs for row in without_names(rows(dataset, on, closed))]
        for dataset in (read(root, folder.values), read(root, values))
    )
    return first, second
