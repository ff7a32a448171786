"""Yearly statistics a second time, from the words of the declaration, with nothing of ours: plain loops over plain YAML.

A blank is not known. A sum is of what is known. Growth is that of the bodies that have a number in both years.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

_AS_TEXT = yaml.BaseLoader  # 0.1 stays the text that it is


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_AS_TEXT)  # noqa: S506 - makes nothing but texts


def _of(folder: Path, year: int) -> dict[str, Any]:
    files = sorted((folder / str(year)).glob("*.yaml"))
    return {report["unit"]: report for report in map(_read, files)}


def sums(folder: Path, year: int) -> dict[tuple[str, str], tuple[Fraction | None, Fraction | None, int]]:
    """By table and column: the sum, the growth, and how many bodies left it blank."""
    now, before, found = _of(folder, year), _of(folder, year - 1), {}
    for table in _read(folder / "tables.yaml")["tables"]:
        for column in table["columns"]:
            told = {u: (r.get(table["id"]) or {}).get(column["id"]) for u, r in now.items()}
            older = {u: (r.get(table["id"]) or {}).get(column["id"]) for u, r in before.items()}
            known = {u: Fraction(n) for u, n in told.items() if n}
            earlier = {u: Fraction(n) for u, n in older.items() if n}
            both = [(known[u], earlier[u]) for u in known if u in earlier]
            base = sum(b for _, b in both)
            grown = Fraction(sum(a for a, _ in both) - base, base) if base else None
            total = sum(known.values(), Fraction(0)) if known else None
            found[table["id"], column["id"]] = total, grown, len(told) - len(known)
    return found


def wrong(folder: Path, year: int) -> set[tuple[str, str, str]]:
    """Body, table and column of each total that is not its parts' sum, and of each number beyond its bound."""
    found = set()
    for table in _read(folder / "tables.yaml")["tables"]:
        for column in table["columns"]:
            for unit, report in _of(folder, year).items():
                numbers = {name: Fraction(n) for name, n in (report.get(table["id"]) or {}).items() if n}
                own, parts = numbers.get(column["id"]), column.get("sum_of", [])
                bad_sum = parts and own is not None and all(p in numbers for p in parts)
                bad_sum = bad_sum and own != sum(numbers[p] for p in parts)
                bound = numbers.get(column.get("within"))
                if bad_sum or (own is not None and bound is not None and own > bound):
                    found.add((unit, table["id"], column["id"]))
    return found
