"""Which findings and duties somebody asked for."""

from dataclasses import dataclass

from zhifa_cli.finding import Finding
from zhifa_cli.ledger.duty import Duty
from zhifa_cli.source.dataset import FILED


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings to keep; an empty part keeps all.

    Unusable data of no unit in particular always stays, whatever is selected: no verdict is sound without it.
    """

    units: frozenset[str] = frozenset()
    measures: frozenset[int | str] = frozenset()
    rules: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    """Files or folders within the data folder."""

    def keeps(self, finding: Finding) -> bool:
        unit = not self.units or finding.unit is None or finding.unit in self.units
        measure = not self.measures or finding.measure is None or finding.measure in self.measures
        rule = not self.rules or finding.rule in self.rules or finding.left_out
        return unit and measure and rule and (self.holds(finding.path) or _is_common(finding))

    def keeps_duty(self, duty: Duty) -> bool:
        unit = not self.units or duty.unit.id in self.units
        return unit and (not self.measures or duty.item.measure in self.measures)

    def holds(self, path: str) -> bool:
        """Whether a data file is among the paths."""
        within = path.split("/")
        return not self.paths or any("/".join(within[:end]) in self.paths for end in range(len(within) + 1))


def _is_common(finding: Finding) -> bool:
    """Whether it is unusable data that every submission rests on: the plan, the roster, the approvals."""
    return finding.left_out and not finding.path.startswith(FILED)
