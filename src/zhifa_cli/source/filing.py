"""A submission as filed: its sound parts, given their types only when somebody looks.

Most entries are superseded by newer ones and most tables are never judged, so a filing keeps plain values
and makes models of the few that decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhifa_cli.finding import Route
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import Month, parse_month
from zhifa_cli.model.submission import Entry, Progress, Staffing, Training
from zhifa_cli.source.tree import Value

Mapping = dict[str, Value]


_STATUSES = {status.value: status for status in Progress}


class FiledEntry:
    """One entry, validated before, and where it stood in its file."""

    __slots__ = ("_entry", "completed_on", "cycle", "item", "route", "status", "values")

    def __init__(self, route: Route, values: Mapping) -> None:
        self.route = route
        self.values = values
        self.item = str(values["item"])
        self.cycle = int(str(values["cycle"])) if values.get("cycle") else None
        self.status = _STATUSES[str(values["status"])]
        self.completed_on = _day(values.get("completed_on"))
        self._entry: Entry | None = None

    @property
    def entry(self) -> Entry:
        if self._entry is None:
            self._entry = Entry.model_validate(self.values)
        return self._entry


@dataclass(frozen=True)
class Filing:
    """One unit's report for one month, and those of its entries that could be used."""

    path: str
    unit: Unit
    values: Mapping
    entries: tuple[FiledEntry, ...]

    @cached_property
    def period(self) -> Month:
        return parse_month(self.values["period"])

    @cached_property
    def submitted_on(self) -> date:
        return date.fromisoformat(str(self.values["submitted_on"]))

    @property
    def demo(self) -> bool:
        return self.values.get("demo") == "true"

    @cached_property
    def staffing_as_of(self) -> date | None:
        return _as_of(self.values.get("staffing"))

    @cached_property
    def training_as_of(self) -> date | None:
        return _as_of(self.values.get("training"))

    @property
    def training_year(self) -> int | None:
        table = self.values.get("training")
        return int(str(table["year"])) if isinstance(table, dict) else None

    @cached_property
    def staffing(self) -> Staffing | None:
        table = self.values.get("staffing")
        return None if table is None else Staffing.model_validate(table)

    @cached_property
    def training(self) -> Training | None:
        table = self.values.get("training")
        return None if table is None else Training.model_validate(table)

    def dates(self) -> Iterator[tuple[Route, date]]:
        """Every date on which something is said to have happened, and where it is written."""
        for filed in self.entries:
            if filed.completed_on:
                yield (*filed.route, "completed_on"), filed.completed_on
            evidence = filed.values.get("evidence")
            for index, shown in enumerate(evidence if isinstance(evidence, list) else ()):
                if isinstance(shown, dict) and (dated := _day(shown.get("dated"))):
                    yield (*filed.route, "evidence", index, "dated"), dated
        if self.staffing_as_of:
            yield ("staffing", "as_of"), self.staffing_as_of
        if self.training_as_of:
            yield ("training", "as_of"), self.training_as_of


def _as_of(table: Value) -> date | None:
    return _day(table.get("as_of")) if isinstance(table, dict) else None


def _day(text: Value) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
