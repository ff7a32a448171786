"""``zhifa overdue``: what is late, as all of its formats show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.views.wording import counted

TITLE = "逾期和不达标事项"
NOTHING = "无逾期事项。"


@dataclass(frozen=True, slots=True)
class Row:
    """A late duty, the part of the list in which it stands, and what excuses it."""

    part: str
    duty: Duty
    waived: Waived | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue or noncompliant, in roster and document order."""

    ledger: Ledger
    month: Month
    duties: tuple[Duty, ...]
    excused: Mapping[DutyKey, Waived]

    @property
    def parts(self) -> Iterator[tuple[str, list[Row]]]:
        """What fell due this month and what is carried over, each the longest overdue first."""
        longest_first = sorted(self.duties, key=lambda duty: -(duty.days_overdue or 0))
        for part, carried_over in (("本月到期", False), ("往月结转", True)):
            duties = [duty for duty in longest_first if duty.carried_over(self.month) is carried_over]
            yield part, [Row(part, duty, self.excused.get(duty.key)) for duty in duties]

    @property
    def tally(self) -> str:
        """How much is late, of how many units; what is waived does not count."""
        left = [duty for duty in self.duties if duty.key not in self.excused]
        waived = len(self.duties) - len(left)
        apart = f"；另有已豁免的 {waived} 项，不计" if waived else ""
        return f"共 {counted(left)}，涉及 {len({duty.unit.id for duty in left})} 个单位{apart}。"
