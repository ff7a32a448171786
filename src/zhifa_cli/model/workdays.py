"""Which days are worked on, by what the State Council arranges each year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import FullDate, Text, Year


class UnknownYear(LookupError):
    """The working days of a year are asked for that no calendar has."""

    def __init__(self, year: int) -> None:
        self.year = year


@dataclass(frozen=True)
class Workdays:
    """Which days are worked on, by what the State Council arranges each year."""

    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
    """Of each year that was arranged, the working days of the week that are free."""
    makeup: frozenset[date] = frozenset()
    """Saturdays and Sundays that are worked on."""

    def __contains__(self, year: int) -> bool:
        return year in self.holidays

    def after(self, start: date, count: int) -> date:
        """The last of so many working days after a day."""
        day = start
        while count:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def is_workday(self, day: date) -> bool:
        if day.year not in self:
            raise UnknownYear(day.year)
        free = day.weekday() >= 5 or day in self.holidays[day.year]  # noqa: PLR2004 - Saturday
        return day in self.makeup or not free


NO_CALENDAR = Workdays()


class ArrangedYear(Record, title="一年的节假日安排"):
    """One year's arrangement, and the document that makes it."""

    document: Annotated[Text | None, Field(title="文件名称")] = None
    document_no: Annotated[Text, Field(title="文号", description="如 国办发明电〔2023〕7号")]
    holidays: Annotated[tuple[FullDate, ...], Field(title="放假的日子", description="周末可以不写")]
    workdays: Annotated[tuple[FullDate, ...], Field(title="调休上班的周末")] = ()


class Calendar(RootModel[dict[Year, ArrangedYear]]):
    """data/calendar.yaml: the arrangement of each year."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    @cached_property
    def workdays(self) -> Workdays:
        holidays = {year: frozenset(arranged.holidays) for year, arranged in self.root.items()}
        return Workdays(holidays, frozenset(day for year in self.root.values() for day in year.workdays))
