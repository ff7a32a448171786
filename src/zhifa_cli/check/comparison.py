"""Two checks held against one another: what is new, what got worse or better, what is settled. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhifa_cli.finding import Issue, Result

Pair = tuple[Issue, Issue]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one check to another, each part in the order of its check."""

    old: Result
    new: Result
    added: tuple[Issue, ...]
    worse: tuple[Pair, ...]
    """What somebody was told already and is graver now: a gap that grew, a warning that became an error."""
    eased: tuple[Pair, ...]
    settled: tuple[Issue, ...]
    unchanged: int

    @property
    def regressed(self) -> bool:
        return bool(self.added or self.worse)


def compare(old: Result, new: Result) -> Comparison:
    """Match findings by fingerprint; what is left by what it is about, since its rule may have changed."""
    before = {finding.fingerprint: finding for finding in old.findings}
    after = {finding.fingerprint: finding for finding in new.findings}
    pairs = [(before[key], finding) for key, finding in after.items() if key in before]
    same = len(pairs)
    left = [finding for key, finding in before.items() if key not in after]
    pairs += _changed(left, [finding for key, finding in after.items() if key not in before])
    worse = [pair for pair in pairs if _gravity(pair[1]) > _gravity(pair[0])]
    eased = [pair for pair in pairs if _gravity(pair[1]) < _gravity(pair[0])]
    told = {finding.fingerprint for pair in (*pairs[:same], *worse, *eased) for finding in pair}
    return Comparison(
        old,
        new,
        added=tuple(f for f in new.findings if f.fingerprint not in told),
        worse=tuple(worse),
        eased=tuple(eased),
        settled=tuple(f for f in old.findings if f.fingerprint not in told),
        unchanged=sum(_gravity(a) == _gravity(b) for a, b in pairs[:same]),
    )


def _changed(old: Iterable[Issue], new: Iterable[Issue]) -> Iterator[Pair]:
    """Pairs of findings about the same department (or officer) of one duty, the gravest with the gravest."""
    before, after = _by_subject(old), _by_subject(new)
    for subject in after:
        yield from zip(before.get(subject, ()), after[subject], strict=False)


def _by_subject(findings: Iterable[Issue]) -> dict[tuple[object, ...], list[Issue]]:
    found: dict[tuple[object, ...], list[Issue]] = defaultdict(list)
    for finding in sorted(findings, key=_gravity, reverse=True):
        if finding.item is not None:
            of = finding.measured.of if finding.measured else None
            found[finding.unit, finding.item, finding.cycle, of].append(finding)
    return found


def _gravity(finding: Issue) -> tuple[int, float]:
    """How grave a finding is, then by how much a figure falls short. Days that pass make nothing graver."""
    return -finding.severity.rank, finding.measured.shortfall if finding.measured else 0
