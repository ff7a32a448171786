"""Compare the two ledgers on made-up folders: ``python tests/tools/differential.py 100000 [seed]``."""

import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import naive_ledger
from naive_ledger import Row, Values
from strategies import RandomDice, as_json, make_folder, write_folder
from zhifa_cli.ledger.duty import Cutoff, Ledger
from zhifa_cli.ledger.judge import Ledgers, build
from zhifa_cli.output.duties import row
from zhifa_cli.source.dataset import Dataset
from zhifa_cli.source.folder import load

RAM = Path("/dev/shm")  # noqa: S108 - only a parent for a private temporary folder


def scratch() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None)


def rows(dataset: Dataset, on: date, closed: bool) -> list[Row]:
    return rows_of(build(dataset, Cutoff(on, closed)))


def rows_of(ledger: Ledger) -> list[Row]:
    return [row(duty) for duty in ledger.duties]


def read(root: Path, values: Values) -> Dataset:
    write_folder(root, values)
    return load(root, naive_ledger.TODAY)


def without_names(found: list[Row]) -> list[Row]:
    """The rows without what the naive ledger does not work out: what a unit is called, when a completion was reported."""
    return [
        {key: value for key, value in row.items() if key not in {"unit_name", "reported_on", "deadline"}}
        for row in found
    ]


def key(row: Row) -> tuple[Any, ...]:
    return row["unit"], row["item"], row["cycle"]


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
            print(difference_)
            return 1
        done += folders_
        statuses += found
        print(f"{done} folders, {statuses.total()} duties", flush=True)
    print(f"{count} folders, {count * 3} ledgers, no difference: {dict(statuses.most_common())}")
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
            ledgers = Ledgers(dataset)
            for on, closed in made.cutoffs:
                ours = without_names(rows_of(ledgers.at(Cutoff(on, closed))))
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
