"""Duties and findings in groups, and the worst of them first."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from zhifa_cli.finding import Issue, Result, Severity
from zhifa_cli.ledger.duty import Duty

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The things of each key, in the order of the first of each; of a key that nothing has, none."""
    found: dict[K, list[T]] = defaultdict(list)
    for thing in things:
        found[key(thing)].append(thing)
    return found


def unit_of(duty: Duty) -> str:
    return duty.unit.id


def clause_of(duty: Duty) -> str:
    """Of a milestone, which has no clause, itself."""
    return duty.item.clause or duty.item.id


def by_unit(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    return grouped(duties, unit_of)


def longest(duties: Iterable[Duty]) -> int:
    """For how many days the longest overdue of them is."""
    return max(duty.days_overdue or 0 for duty in duties)


def worst_first(late: Iterable[Duty], by: Callable[[Duty], Hashable] = unit_of) -> list[list[Duty]]:
    """What each unit (or clause …) has late: the most first, then the longest overdue, then as given."""
    return sorted(grouped(late, by).values(), key=lambda own: (-len(own), -longest(own)))


def severest_first(finding: Issue) -> tuple[int, int]:
    """Errors before warnings before notes, and the longest overdue first."""
    return finding.severity.rank, -(finding.days_overdue or 0)


def is_late(finding: Issue) -> bool:
    """Whether what it says is overdue, or was, and not only doubtful."""
    return finding.accuses or finding.completed_on is not None


def longest_late(findings: Iterable[Issue]) -> int:
    """The most days that any of them is overdue."""
    return max((finding.days_overdue or 0 for finding in findings if is_late(finding)), default=0)


def by_unit_worst_first(result: Result) -> list[tuple[str, list[Issue]]]:
    """The findings of each unit by its name, the worst unit and finding first; before all what is no unit's."""
    found = grouped(sorted(result.findings, key=severest_first), lambda finding: finding.unit)
    ordered = sorted(found.items(), key=lambda group: _badness(group[1]))
    return [("数据文件" if unit is None else result.unit_names[unit], findings) for unit, findings in ordered]


def _badness(findings: list[Issue]) -> tuple[int, ...]:
    numbers = (-sum(f.severity is severity for f in findings) for severity in Severity)
    return findings[0].unit is not None, *numbers, -longest_late(findings)
