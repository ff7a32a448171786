"""How units and measures stand, counted once for every format: the matrix and the bars."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zhifa_cli.ledger.duty import ORPHANED, Duty, Status
from zhifa_cli.views.groups import K, grouped, unit_of

Measure = int | str | None
"""A measure's number, or what a document has in its place; None stands for the milestones, which are outside the measures."""

WORDS = {
    Status.OVERDUE: "逾期",
    Status.NONCOMPLIANT: "不达标",
    Status.UNVERIFIED: "待核实",
    Status.DONE_LATE: "迟完成",
    Status.IN_PROGRESS: "推进",
    Status.NOT_DUE: "未到期",
    Status.UNDATED: "无时限",
    Status.ONGOING: "长期",
    Status.OPTIONAL: "鼓励",
    Status.DONE: "完成",
    Status.NOT_APPLICABLE: "不适用",
}
"""Each standing in at most three characters."""
ABSENT = "·"
"""Where a unit owes nothing."""
MILESTONES = "里程碑"


def named(measure: Measure) -> str:
    """A measure at the head of a column."""
    return MILESTONES if measure is None else f"第{measure}项" if isinstance(measure, int) else measure


@dataclass(frozen=True, slots=True)
class Matrix:
    """The worst standing of each unit in each measure: units worst first, measures in document order.

    An encouraged item that nobody reported says nothing of what is required, so it shows only where all is such.
    """

    units: dict[str, str]
    """The name of each id, with what must be known of it."""
    measures: tuple[Measure, ...]
    cells: dict[tuple[str, Measure], Status]

    def worst(self, count: int) -> tuple[Measure, ...]:
        """The measures that stand worst, as many as there is room for, still in document order."""
        columns: dict[Measure, Counter[Status]] = defaultdict(Counter)
        for (_, measure), status in self.cells.items():
            columns[measure][status] += 1
        chosen = set(sorted(self.measures, key=lambda m: [-columns[m][status] for status in Status])[:count])
        return tuple(measure for measure in self.measures if measure in chosen)


def matrix(duties: Sequence[Duty], in_order: Iterable[Measure]) -> Matrix:
    cells: dict[tuple[str, Measure], Status] = {}
    for duty in duties:
        key = duty.unit.id, duty.item.measure
        cells[key] = min(cells.get(key, duty.status), duty.status, key=lambda s: (s is Status.OPTIONAL, s.rank))
    measures = {duty.item.measure for duty in duties}
    numbered = [measure for measure in in_order if measure in measures]
    units = {share.of.unit.id: share.name for share in unit_shares(duties)}
    return Matrix(units, (*numbered, *({None} & measures)), cells)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what has a deadline is done: of one unit, or of one measure."""

    of: Duty
    """The first of the duties that are counted here: whose unit or measure it is."""
    counts: Counter[Status]
    orphaned: bool
    """Whether a body has ended and nobody has taken over what it left open."""
    beneath: bool

    @property
    def name(self) -> str:
        """Of a unit's share, the unit's, with what must be known of it."""
        name = self.of.body if self.beneath else self.of.unit.name
        return f"{name}（{ORPHANED}）" if self.orphaned else name

    @property
    def done(self) -> int:
        return self.counts[Status.DONE] + self.counts[Status.DONE_LATE]

    @property
    def open(self) -> int:
        return self.counts[Status.IN_PROGRESS] + self.counts[Status.NOT_DUE]

    @property
    def failed(self) -> int:
        return self.counts[Status.OVERDUE] + self.counts[Status.NONCOMPLIANT]


_STANDINGS = {
    "逾期": {Status.OVERDUE},
    "不达标": {Status.NONCOMPLIANT},
    "待核实": {Status.UNVERIFIED},
    "未到期": {Status.IN_PROGRESS, Status.NOT_DUE},
    "办结": {Status.DONE, Status.DONE_LATE},
    "其他": {Status.UNDATED, Status.ONGOING, Status.OPTIONAL, Status.NOT_APPLICABLE},
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How all the duties of a clause, or of an item, stand."""

    duties: tuple[Duty, ...]

    @property
    def of(self) -> Duty:
        return self.duties[0]

    @property
    def counts(self) -> dict[str, int]:
        """By a word of at most three characters, from the worst; the sum is all of them."""
        tally = Counter(duty.status for duty in self.duties)
        return {word: sum(tally[status] for status in own) for word, own in _STANDINGS.items()}

    @property
    def days(self) -> int:
        return max((duty.days_overdue or 0 for duty in self.duties if duty.late), default=0)

    @property
    def told(self) -> str:
        """What is late; else what is doubtful; else what falls due next, and when; else what it is all about."""
        for status in (Status.OVERDUE, Status.NONCOMPLIANT), (Status.UNVERIFIED,):
            if titles := dict.fromkeys(duty.item.title for duty in self.duties if duty.status in status):
                return "；".join(titles)
        ahead = [duty for duty in self.duties if duty.open and duty.due]
        titles = dict.fromkeys(duty.item.title for duty in self.duties)
        return min((f"{duty.due} 到期：{duty.item.title}" for duty in ahead), default="；".join(titles))


def standings(duties: Sequence[Duty], by: Callable[[Duty], K]) -> list[Standing]:
    """One for each key, the worst first and among equals in document order."""
    found = [Standing(tuple(own)) for own in grouped(duties, by).values()]
    return sorted(found, key=lambda own: [-count for count in own.counts.values()])


def shares(duties: Sequence[Duty], by: Callable[[Duty], K]) -> list[Share]:
    """One share for each key, the worst first and among equals in roster and document order."""
    return sorted(map(_share, grouped(duties, by).values()), key=_worst_first)


def together(shares: Iterable[Share]) -> Counter[Status]:
    """What several shares count."""
    return sum((share.counts for share in shares), Counter[Status]())


def unit_shares(duties: Sequence[Duty]) -> list[Share]:
    """The share of each unit; a body that ended with nobody to follow it is in no ranking, and stands last."""
    return sorted(shares(duties, unit_of), key=lambda share: share.orphaned)


def _share(duties: Sequence[Duty]) -> Share:
    counts = Counter(duty.status for duty in duties if counted(duty))
    return Share(duties[0], counts, any(d.orphaned for d in duties), all(d.binding.beneath for d in duties))


def counted(duty: Duty) -> bool:
    """Whether a duty has a share in what can be done in time: required, dated, applicable."""
    return duty.item.required and duty.original_due is not None and duty.status is not Status.NOT_APPLICABLE


def _worst_first(share: Share) -> tuple[int, ...]:
    counts = share.counts
    return -share.failed, -counts[Status.UNVERIFIED], -counts[Status.DONE_LATE], -share.open
