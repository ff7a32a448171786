"""The parts of the plan and the roster as written, sound or not: plain values, no models.

So a shell that asks for names at a TAB does not wait for models.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from zhifa_cli.finding import Route
from zhifa_cli.source.tree import Value


class Part(NamedTuple):
    """A measure, clause, requirement or milestone, as written."""

    route: Route
    id: str | None
    """As reports cite it (``5/report``); None where it has none."""
    values: dict[str, Value]

    @property
    def is_item(self) -> bool:
        """Whether reports can be about it: a measure is only the sum of its clauses."""
        return self.route[0] in {"milestones", "amendments"} or "clauses" in self.route

    @property
    def about(self) -> str:
        """Its title, or where a clause stands in the document."""
        return str(self.values.get("source" if self.route[-2] == "clauses" else "title") or "")


def walk(measures: Value) -> Iterator[Part]:
    """All parts of the plan, sound or not, in document order; milestones last."""
    for i, measure in records(measures, "measures"):
        yield Part(("measures", i), text_at(measure, "id"), measure)
        for j, clause in records(measure, "clauses"):
            route, clause_id = ("measures", i, "clauses", j), text_at(clause, "id")
            yield Part(route, clause_id, clause)
            for k, requirement in records(clause, "requirements"):
                own_id = text_at(requirement, "id")
                full_id = f"{clause_id}/{own_id}" if clause_id and own_id else None
                yield Part((*route, "requirements", k), full_id, requirement)
    for i, milestone in records(measures, "milestones"):
        yield Part(("milestones", i), text_at(milestone, "id"), milestone)


def records(parent: Value, key: str) -> Iterator[tuple[int, dict[str, Value]]]:
    """The mappings of the list under a key, each with its index."""
    children = parent.get(key) if isinstance(parent, dict) else None
    for index, child in enumerate(children if isinstance(children, list) else ()):
        if isinstance(child, dict):
            yield index, child


def amended(measures: Value) -> Iterator[Part]:
    """What the amendments of a plan say of its items, sound or not."""
    for i, amendment in records(measures, "amendments"):
        items = amendment.get("items")
        for item, change in items.items() if isinstance(items, dict) else ():
            yield Part(("amendments", i, "items", item), item, change if isinstance(change, dict) else {})


def text_at(parent: Value, key: str) -> str | None:
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, str) else None


def is_later(parent: Value, key: str, day: date | None) -> bool:
    """Whether a record says that it came after a day. One whose own day cannot be read is not known to have."""
    with suppress(ValueError):
        return day is not None and date.fromisoformat(text_at(parent, key) or "") > day
    return False


def listed(parent: Value, route: Route, key: str) -> Iterator[tuple[Route, str]]:
    """The names in the list under a key, and where each stands."""
    names = parent.get(key) if isinstance(parent, dict) else None
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str):
            yield (*route, key, index), name


def names_of(record: dict[str, Value], route: Route) -> Iterator[tuple[Route, str]]:
    """What a body is called, and where that is written."""
    for key in ("id", "name", "full_name"):
        if (name := text_at(record, key)) is not None:
            yield (*route, key), name
    yield from listed(record, route, "aliases")


def item_routes(measures: Value) -> dict[str, Route]:
    """Where each item stands in measures.yaml; the first of equal ids."""
    found: dict[str, Route] = {}
    for part in walk(measures):
        if part.is_item and part.id:
            found.setdefault(part.id, part.route)
    return found


def indicator_ids(measures: Value) -> frozenset[str]:
    """The ids of all indicators that the plan declares."""
    return frozenset(filter(None, (text_at(indicator, "id") for _, indicator in records(measures, "indicators"))))


def table_columns(measures: Value) -> dict[str, frozenset[str]]:
    """The ids of all tables that the plan declares, and of the columns of each."""
    ids = {text_at(table, "id") or "": records(table, "columns") for _, table in records(measures, "tables")}
    return {table: frozenset(text_at(column, "id") or "" for _, column in columns) for table, columns in ids.items()}


def unit_routes(units: Value) -> dict[str, Route]:
    """Where each unit stands in units.yaml, by every name it has; the first of equal names."""
    found: dict[str, Route] = {}
    for i, unit in records(units, "units"):
        for _, name in names_of(unit, ("units", i)):
            found.setdefault(name, ("units", i))
    return found
