"""One file of rectifications/ -> a matter of a known unit, with every fault a finding."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from zhifa_cli.finding import Finding, Listing, Route
from zhifa_cli.model.rectification import Rectification
from zhifa_cli.source.dataset import Matter
from zhifa_cli.source.memory import Known
from zhifa_cli.source.names import Names
from zhifa_cli.source.outline import text_at
from zhifa_cli.source.salvage import read_values, salvage
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import quoted

_REQUIRED = frozenset(name for name, field in Rectification.model_fields.items() if field.is_required())


def read_rectifications(  # noqa: PLR0913, PLR0917 - where they are, and by what they are judged
    root: Path, paths: list[str], names: Names, today: date, known: Known, faults: Listing
) -> Iterator[Matter]:
    """Read all files, in this order. Of two with one number the first counts."""
    first: dict[str, str] = {}
    for path in paths:
        told = Listing()
        values, matter = _read(root, path, names, today, known, told)
        unit = names.roster.unit(text_at(values, "unit") or "")
        if (number := text_at(values, "id")) and first.setdefault(number, path) != path:
            message = f"编号{quoted(number)}已经用在 {first[number]}，没有采用；请改成别的编号"
            told.append(Finding(rule="ZF104", path=path, route=("id",), message=message))
        elif number and number in names.items:
            message = f"编号{quoted(number)}是 measures.yaml 里一个事项的编号，没有采用；请改成 2024-001 的样子"
            told.append(Finding(rule="ZF104", path=path, route=("id",), message=message))
        elif matter:
            yield matter
        faults.extend(replace(fault, unit=unit.id) if unit else fault for fault in told.findings)


def _read(  # noqa: PLR0913, PLR0917 - as above
    root: Path, path: str, names: Names, today: date, known: Known, faults: Listing
) -> tuple[Value, Matter | None]:
    found = read_values(root, path, faults, known)
    if found is None:
        return None, None
    values, refused = found
    sheet = salvage(Rectification, path, values, refused, _droppable, faults)
    if sheet.model and (lost := set(_lost(path, sheet.model, sheet.dropped.original, names, today, faults))):
        if any(_droppable(route) is None for route in lost):
            return values, None
        sheet = salvage(Rectification, path, values, {*sheet.dropped.parts, *lost}, _droppable, faults)
    unit = names.roster.unit(sheet.model.unit) if sheet.model else None
    return values, Matter(path, unit, sheet.model, sheet.dropped) if sheet.model and unit else None


def _droppable(route: Route) -> Route | None:
    """An instrument, a step or a piece of evidence goes by itself; one acceptance that is lost could hide a 退回."""
    match route:
        case ("instruments" | "progress" | "evidence", int(), *_):
            return route[:2]
        case (str() as key, *_) if key not in _REQUIRED:
            return (key,)
        case _:
            return None


def _lost(  # noqa: PLR0913, PLR0917 - as above
    path: str, written: Rectification, original: Callable[[Route], Route], names: Names, today: date, faults: Listing
) -> Iterator[Route]:
    """The places of names that nobody knows and of what has not happened yet; each is told."""
    if names.lacks_unit(written.unit):
        faults.append(names.unknown_unit(path, ("unit",), written.unit))
        yield ("unit",)
    if written.item is not None and names.lacks_item(written.item):
        faults.append(names.unknown_item(path, ("item",), written.item))
        yield ("item",)
    for route, day in written.dates():
        if day > today:
            message = (
                f"日期 {day} 晚于 {today}（今天，或所检查的提交的日期），没有采用；请改成实际的日期，还没有发生的不写"
            )
            faults.append(Finding(rule="ZF110", path=path, route=original(route), message=message))
            yield original(route)
