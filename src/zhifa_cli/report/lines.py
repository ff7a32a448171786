"""Tables of duties: those of which a table would say the same share a line, with their items and units together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.views import document
from zhifa_cli.views.columns import Column
from zhifa_cli.views.document import Light, Paragraph, Table
from zhifa_cli.views.figures import Snapshot
from zhifa_cli.views.groups import by_unit
from zhifa_cli.views.wording import of_year, supported

CLAUSE = Column[Duty]("条款", lambda duty: duty.item.source)
RED = Column[Duty]("亮灯", lambda _: Light.RED)


Line: TypeAlias = Sequence[Duty]
"""Duties of which a table says the same, those of the first unit first."""


class Joined(Column[Line]):
    """A column of what the duties of a line need not have in common: their items, or their units."""


Columns: TypeAlias = Sequence[Column[Duty] | Joined]


def table(
    duties: Iterable[Duty], columns: Columns, empty: str, *, across_units: bool = True, numbered: bool = False
) -> Table | Paragraph:
    """Duties that differ in nothing that the columns show are one line, in the order of the first of each."""
    lines = folded(duties, columns, across_units=across_units)
    return document.table(of_lines(columns), lines, empty, numbered=numbered)


def folded(duties: Iterable[Duty], columns: Columns, *, across_units: bool = True) -> list[Line]:
    shown = [column for column in columns if not isinstance(column, Joined)]
    groups: dict[tuple[object, ...], list[Duty]] = defaultdict(list)
    for duty in duties:
        known = duty.caveats, duty.binding.inferred
        cells = tuple(column.value(duty) for column in shown)
        groups[duty.unit.id, known, duty.item.source, duty.cycle, cells].append(duty)
    lines: dict[tuple[object, ...], list[Duty]] = defaultdict(list)
    for (unit, _, *key), group in groups.items():
        items = tuple(sorted(duty.item.id for duty in group))
        lines[None if across_units else unit, *key, items] += group
    return list(lines.values())


def of_lines(columns: Columns) -> list[Column[Line]]:
    return [column if isinstance(column, Joined) else _of_first(column) for column in columns]


def _of_first(column: Column[Duty]) -> Column[Line]:
    return Column(column.heading, lambda line: column.value(line[0]))


def whose(now: Snapshot, heading: str = "单位") -> Joined:
    """The units of a line."""
    return Joined(heading, lambda line: named(now, line))


def named(now: Snapshot, duties: Iterable[Duty]) -> str:
    """The units of some duties, and how many where that is not seen at a glance."""
    names = [now.label(own) for own in by_unit(duties).values()]
    told = "、".join(names)
    return f"{told}（{len(names)} 个单位）" if len(names) > 3 else told  # noqa: PLR2004 - three names are seen at once


def what(now: Snapshot, heading: str = "事项", *, with_units: bool = False) -> Joined:
    """The items of a line; where no unit is named beside them, with what must be known of who has them."""

    def titles(line: Line) -> str:
        told = of_year(line[0].cycle) + ("" if with_units else now.mark(line[0]))
        helped = ((duty.item.title, supported(duty.item)) for duty in line)
        items = list(dict.fromkeys(f"{title}（{by}）" if by else title for title, by in helped))
        return items[0] + told if len(items) == 1 else f"{len(items)} 项{told}：{'；'.join(items)}"

    return Joined(heading, titles)


def light(now: Snapshot) -> Column[Duty]:
    return Column("亮灯", now.light)
