"""How things stood at the end of each month: what had fallen due, and how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from zhifa_cli.ledger.duty import Status

MONTHS_BACK = 60
"""How far back a trend goes at most."""


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The end of a month, or the cutoff within the last one."""

    on: date
    counts: Counter[Status]
    """How what had fallen due by then stood; what is excused now (豁免) as what does not apply."""
    late: frozenset[str]
    """The ids of the units of which anything overdue or noncompliant is held against them: not what is excused now."""

    @property
    def fell_due(self) -> int:
        return self.counts.total()

    @property
    def on_time(self) -> int:
        return self.counts[Status.DONE]

    @property
    def failed(self) -> int:
        """Overdue or noncompliant."""
        return self.counts[Status.OVERDUE] + self.counts[Status.NONCOMPLIANT]


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last days of the months from one day to another, the last month's only as far as it goes."""
    if last < first:
        return
    start = max(first, last - relativedelta(months=MONTHS_BACK)).replace(day=1)
    months = (last.year - start.year) * 12 + last.month - start.month
    for number in range(months + 1):
        yield min(start + relativedelta(months=number, day=31), last)


def months_late(trend: tuple[MonthEnd, ...]) -> Counter[str]:
    """For each unit that is late in the end, at how many month-ends without a gap it has been."""
    months = Counter[str]()
    running = trend[-1].late if trend else frozenset[str]()
    for then in reversed(trend):
        running &= then.late
        months.update(running)
    return months
