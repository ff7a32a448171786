"""What a check found, by unit and clause, the worst first; before that what is wrong with the data itself."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from zhifa_cli.finding import Issue, Result, Severity
from zhifa_cli.rules.registry import BY_CODE
from zhifa_cli.views.groups import by_unit_worst_first, grouped, longest_late

DATA_RULES = "ZF1"


@dataclass(frozen=True, slots=True)
class Problems:
    """What was found of a unit and a clause; or of all its clauses, or of several units."""

    labels: tuple[str, ...]
    findings: tuple[Issue, ...]
    """The severest first."""

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.source for finding in self.findings if finding.source))

    @property
    def days(self) -> int:
        return longest_late(self.findings)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def told(self) -> str:
        """The one thing that was found, or how many of which."""
        if len(self.labels) > 1:
            return "、".join(self.labels)
        if len(self.findings) == 1:
            return self.findings[0].message
        return "、".join(f"{BY_CODE[rule].title} {count}" for rule, count in _most(self.findings))

    @property
    def same(self) -> Hashable:
        return frozenset((finding.rule, finding.item, finding.cycle, finding.days_overdue) for finding in self.findings)

    def joined(self, others: Iterable["Problems"]) -> "Problems":
        lines = (self, *others)
        return Problems(
            tuple(label for line in lines for label in line.labels),
            tuple(finding for line in lines for finding in line.findings),
        )


def by_rule(result: Result) -> str:
    """How many findings of each rule, the most first; in words the errors, of which each must be mended."""
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    rest = [finding for finding in result.findings if finding.severity is not Severity.ERROR]
    told = "、".join(f"{rule} {BY_CODE[rule].title} {count}" for rule, count in _most(errors))
    more = "、".join(f"{rule} {count}" for rule, count in _most(rest))
    return "；".join(filter(None, [told and f"错误：{told}", more and f"警告和提示：{more}"])) + "。"


def _most(findings: Iterable[Issue]) -> list[tuple[str, int]]:
    return Counter(finding.rule for finding in findings).most_common()


def data_errors(result: Result) -> Sequence[Issue]:
    """What is to be mended in files before anything can be judged, in their order."""
    return [f for f in result.findings if f.rule.startswith(DATA_RULES) and f.severity is Severity.ERROR]


def by_unit(result: Result) -> list[tuple[Problems, Sequence[Problems]]]:
    """All else, of each unit in one line and in one for each clause, the worst first."""
    apart = {id(finding) for finding in data_errors(result)}
    found: list[tuple[Problems, Sequence[Problems]]] = []
    for unit, findings in by_unit_worst_first(result):
        if own := tuple(finding for finding in findings if id(finding) not in apart):
            clauses = grouped(own, _clause).values()
            found.append((Problems((unit,), own), [Problems((unit,), tuple(clause)) for clause in clauses]))
    return found


def _clause(finding: Issue) -> str | None:
    return finding.item and finding.item.partition("/")[0]
