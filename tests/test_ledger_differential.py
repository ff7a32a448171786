"""The ledger against its naive twin, and against itself after changes that must not matter.

By hand, for as many folders as you like: ``python tests/test_ledger_differential.py 100000 [seed]``.
"""

import copy
import json
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import naive_ledger
from naive_ledger import Row, Values
from strategies import Folder, RandomDice, as_json, folders, make_folder, steady, write_folder
from zhifa_cli.ledger.duty import Cutoff, Status
from zhifa_cli.ledger.judge import build
from zhifa_cli.output import json as render
from zhifa_cli.source.dataset import Dataset, load

RAM = Path("/dev/shm")  # noqa: S108 - only a parent for a private temporary folder


fewer = settings(steady, max_examples=40)


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A folder in memory where the machine has one; every example replaces its content."""
    with scratch() as folder:
        yield Path(folder)


def scratch() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None)


def rows(dataset: Dataset, on: date, closed: bool) -> list[Row]:
    ledger = build(dataset, Cutoff(on, closed))
    found: list[Row] = json.loads(render.status(ledger, ledger.duties))["duties"]
    return found


def read(root: Path, values: Values) -> Dataset:
    write_folder(root, values)
    return load(root, naive_ledger.TODAY)


def without_names(found: list[Row]) -> list[Row]:
    return [{key: value for key, value in row.items() if key != "unit_name"} for row in found]


def key(row: Row) -> tuple[Any, ...]:
    return row["unit"], row["item"], row["cycle"]


def test_both_ledgers_agree_on_folders_of_every_kind() -> None:
    """What hypothesis tries is small and plain, so that it can say what is wrong; dice throw everything at once."""
    assert compare_many(500, seed=0) == 0


@steady
@given(folder=folders())
def test_both_ledgers_agree(root: Path, folder: Folder) -> None:
    dataset = read(root, folder.values)
    for on, closed in folder.cutoffs:
        assert without_names(rows(dataset, on, closed)) == naive_ledger.status_rows(folder.values, on, closed)


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
    assert [row | {"unit": renamed[row["unit"]]} for row in before] == after


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


def compare_many(count: int, seed: int, processes: int = 1) -> int:
    """Compare a great many folders, print how it goes, and stop at the first that disagrees."""
    size = max(1, min(1000, count // 20))
    parts = [(seed, range(start, min(start + size, count))) for start in range(0, count, size)]
    if processes == 1:
        return report(map(compare, parts), count)
    with multiprocessing.Pool(processes) as pool:
        return report(pool.imap_unordered(compare, parts), count)


def report(compared: Iterator[tuple[int, Counter[str], str]], count: int) -> int:
    done = 0
    statuses: Counter[str] = Counter()
    for folders_, found, difference_ in compared:
        if difference_:
            print(difference_)  # noqa: T201 - a script
            return 1
        done += folders_
        statuses += found
        print(f"{done} folders, {statuses.total()} duties", flush=True)  # noqa: T201 - a script
    print(f"{count} folders, {count * 3} ledgers, no difference: {dict(statuses.most_common())}")  # noqa: T201 - a script
    return 0


def compare(part: tuple[int, range]) -> tuple[int, Counter[str], str]:
    """How many folders were compared, the statuses of their duties, and the first difference."""
    seed, numbers = part
    statuses: Counter[str] = Counter()
    with scratch() as folder:
        root = Path(folder)
        for number in numbers:
            made = make_folder(RandomDice((seed, number)))
            write_folder(root, made.values, as_json)
            dataset = load(root, naive_ledger.TODAY)
            for on, closed in made.cutoffs:
                ours = without_names(rows(dataset, on, closed))
                theirs = naive_ledger.status_rows(made.values, on, closed)
                statuses.update(row["status"] for row in ours)
                if ours != theirs:
                    where = f"folder {number} of seed {seed} at {Cutoff(on, closed)}"
                    return len(numbers), statuses, f"{as_json(made.values)}\n{where}\n{difference(ours, theirs)}"
    return len(numbers), statuses, ""


def difference(ours: list[Row], theirs: list[Row]) -> str:
    """The rows that are not the same in both ledgers."""
    one, other = ({key(row): row for row in found} for found in (ours, theirs))
    keys = [k for k in {**one, **other} if one.get(k) != other.get(k)]
    return "\n".join(f"ledger: {one.get(k)}\nnaive:  {other.get(k)}" for k in keys) or "only the order differs"


if __name__ == "__main__":
    how_many, from_seed = [*map(int, sys.argv[1:]), *(10_000, 0)[len(sys.argv) - 1 :]]
    sys.exit(compare_many(how_many, from_seed, processes=os.cpu_count() or 1))
