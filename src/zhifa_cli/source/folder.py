"""A data folder -> a dataset. Every fault becomes a finding, and only what it touches is left out."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model.approval import Exemptions, Extensions, Waivers
from zhifa_cli.model.plan import NO_PLAN, Plan
from zhifa_cli.model.roster import NO_ROSTER, Roster
from zhifa_cli.model.style import NO_STYLE, Style
from zhifa_cli.model.workdays import NO_CALENDAR, Calendar, Workdays
from zhifa_cli.source.bytes import leaves
from zhifa_cli.source.dataset import (
    CALENDAR,
    EVALUATION,
    EVALUATIONS,
    EXEMPTIONS,
    EXTENSIONS,
    MEASURES,
    RECTIFICATIONS,
    STATISTICS,
    STYLE,
    SUBMISSIONS,
    UNITS,
    WAIVERS,
    Dataset,
    Granted,
)
from zhifa_cli.source.evaluation import read_evaluation
from zhifa_cli.source.evidence import look_at
from zhifa_cli.source.memory import Known, Memory
from zhifa_cli.source.names import Names, find_deadline_faults, find_plan_faults, find_roster_faults
from zhifa_cli.source.outline import indicator_ids, is_later, item_routes, records, table_columns, unit_routes
from zhifa_cli.source.rectifications import read_rectifications
from zhifa_cli.source.salvage import Salvaged, read, read_values, salvage
from zhifa_cli.source.statistics import read_statistics
from zhifa_cli.source.submissions import Reading, Until, read_submission
from zhifa_cli.source.tree import Value, parse

Progress = Callable[[int, int], None]
"""Called with the files read and the files in all."""


def _silent(done: int, total: int) -> None:
    """Report no progress."""
    del done, total


def load(
    root: Path,
    today: date = date.max,
    progress: Progress = _silent,
    memory: Memory | None = None,
    known_on: date | None = None,
) -> Dataset:
    """Read a whole data folder. Reports dated after ``today`` are not used.

    What was submitted, approved or granted after ``known_on`` is left out as if it were not there.
    """
    now, today = today, min(today, known_on or today)
    faults = Listing()
    names = _names(root, today, faults)
    known = Known(memory, os.path.realpath(root))
    matters = tuple(read_rectifications(root, _paths(root, RECTIFICATIONS, faults), names, now, known, faults))
    numbers = frozenset(matter.written.id for matter in matters)
    extensions, exemptions, waivers = (
        tuple(_granted(root, file, names, faults, known_on, numbers))
        for file in ((EXTENSIONS, Extensions), (EXEMPTIONS, Exemptions), (WAIVERS, Waivers))
    )
    style = _style(root, faults)
    statistics = read_statistics(root, _paths(root, STATISTICS, faults), names, Until(today, known_on), faults)
    evaluation = read_evaluation(
        root, _stands(root / EVALUATION), _paths(root, EVALUATIONS, faults), names, Until(today, known_on), faults
    )
    faults.extend(_misnamed(root))
    paths = _paths(root, SUBMISSIONS, faults)
    readings: list[Reading] = []
    for path in paths:
        readings.append(read_submission(root, path, names, Until(today, known_on), known))
        progress(len(readings), len(paths))
    known.keep()
    faults.extend(fault for reading in readings for fault in reading.faults)
    dataset = Dataset(
        names=names,
        filings=tuple(reading.filing for reading in readings if reading.filing),
        unread=frozenset(reading.unit.id for reading in readings if reading.unit and reading.loses_something),
        lost=frozenset(lost for reading in readings for lost in reading.lost),
        extensions=tuple(granted for granted in extensions if granted.grant.item not in numbers),
        exemptions=exemptions,
        waivers=waivers,
        faults=tuple(replace(finding, left_out=finding.rule != "ZF109") for finding in faults.findings),
        style=style,
        known_on=known_on,
        rectifications=matters,
        statistics=statistics,
        evaluation=evaluation,
        postponements=tuple(granted for granted in extensions if granted.grant.item in numbers),
    )
    return replace(dataset, evidence=look_at(root, (evidence for _, _, evidence in dataset.shown())))


def plan_of(root: Path) -> Plan | None:
    """The plan of a folder by itself; None where it cannot be used."""
    measures = read(root, MEASURES, Plan, _droppable, Listing())
    return measures.model if measures else None


def plan_in(text: str) -> Plan | None:
    """The plan that a text of measures.yaml has; None where it cannot be used."""
    values, _, refused = parse(MEASURES, text)
    return salvage(Plan, MEASURES, values, refused, _droppable, Listing()).model


def _names(root: Path, today: date, faults: Listing) -> Names:
    """The plan and the roster, and what they call their parts."""
    measures = read(root, MEASURES, Plan, _droppable, faults)
    units = read(root, UNITS, Roster, _droppable, faults)
    workdays = _workdays(root, faults)
    names = Names(
        plan=measures.model.with_workdays(workdays) if measures and measures.model else NO_PLAN,
        roster=(units and units.model) or NO_ROSTER,
        items=item_routes(measures.values) if measures else {},
        units=unit_routes(units.values) if units else {},
        indicators=indicator_ids(measures.values) if measures else frozenset(),
        tables=table_columns(measures.values) if measures else {},
        amendments=_amendments(measures) if measures else (),
    )
    if measures:
        faults.extend(_head_faults(measures.values, faults.findings))
        find_plan_faults(MEASURES, measures.values, names, faults)
        find_deadline_faults(MEASURES, names, workdays, today, faults)
    if units:
        find_roster_faults(UNITS, units.values, names, faults)
    return names


def _amendments(measures: Salvaged[Plan]) -> tuple[Route, ...]:
    """Where each amendment stands that could be used."""
    count = len(measures.model.amendments) if measures.model else 0
    return tuple(("amendments", index) for index in measures.dropped.indices(("amendments",), count))


def _stands(file: Path) -> bool:
    """Whether an optional file is there; a link that leads nowhere is, and its reading says so."""
    return file.exists() or file.is_symlink()


def _workdays(root: Path, faults: Listing) -> Workdays:
    """The years that calendar.yaml arranges; a faulty one is left out whole."""
    if not _stands(root / CALENDAR):
        return NO_CALENDAR
    calendar = read(root, CALENDAR, Calendar, lambda route: route[:1] or None, faults)
    return calendar.model.workdays if calendar and calendar.model else NO_CALENDAR


def _style(root: Path, faults: Listing) -> Style:
    """What style.yaml says; of what is faulty the standard holds."""
    style = read(root, STYLE, Style, lambda route: route[:2] or None, faults) if _stands(root / STYLE) else None
    return style.model if style and style.model else NO_STYLE


def _droppable(route: Route) -> Route | None:
    """The nearest record around a fault in the plan or the roster; of the plan's head, what is not its dates."""
    match route:
        case ("measures", int(), "clauses", int(), "requirements", int(), *_):
            return route[:6]
        case ("measures", int(), "clauses", int(), *_):
            return route[:4]
        case ("amendments", int(), "items", str(), *_):
            return route[:4]
        case ("measures" | "milestones" | "indicators" | "tables" | "amendments" | "units" | "groups", int(), *_):
            return route[:2]
        case ("plan", "issued_on" | "ends_on", *_):
            return route[:1]
        case ("plan", *_):
            return route[:2]
        case _:
            return None


def _head_faults(measures: Value, known: Sequence[Finding]) -> Iterator[Finding]:
    """What the plan's head must say and does not; the model lets it pass, so that all else is judged."""
    head = measures.get("plan") if isinstance(measures, dict) else None
    missing: dict[Route, str] = {}
    if isinstance(head, dict):
        keys = {"title": "文件名称", "coordinator": "牵头单位"}
        missing = {("plan", key): f"{key}（{name}）" for key, name in keys.items() if head.get(key) is None}
    elif head is None:
        missing = {("plan",): "plan（文件名称和起止日期）"}
    for route, what in missing.items():
        if not any(finding.path == MEASURES and finding.route == route for finding in known):
            yield Finding(rule="ZF104", path=MEASURES, route=route, message=f"缺少必填项 {what}")


def _granted(  # noqa: PLR0913, PLR0917 - a file, and what it may name
    root: Path,
    file: tuple[str, type[Extensions | Exemptions | Waivers]],
    names: Names,
    faults: Listing,
    known_on: date | None,
    matters: frozenset[str],
) -> Iterator[Granted[Any]]:
    """What an optional file grants: a list, or a mapping that holds the list under the file's name.

    Instead of an item an extension or a waiver may name one of some matters under rectification.
    """
    path, model = file
    if not _stands(root / path):
        return
    found = read_values(root, path, faults)
    if found is None:
        return
    values, refused = found
    key = Path(path).stem
    bare = not isinstance(values, dict) or not (values.get(key) or any(isinstance(v, list) for v in values.values()))
    above: Route = (key,) if bare else ()
    told = Listing()
    values = {key: values} if bare else values
    salvaged = salvage(
        model,
        path,
        values,
        {(*above, *route) for route in refused},
        lambda route: route[:2] if len(route) > 1 else None,
        told,
    )
    unknown = {(key, index) for index, grant in records(values, key) if is_later(grant, "approved_on", known_on)}
    faults.extend(replace(f, route=f.route[len(above) :]) for f in told.findings if f.route[:2] not in unknown)
    grants = getattr(salvaged.model, key, ())
    for index, grant in zip(salvaged.dropped.indices((key,), len(grants)), grants, strict=True):
        if (key, index) in unknown:
            continue
        route: Route = (index,) if bare else (key, index)
        names.expect_unit(path, (*route, "unit"), grant.unit, faults)
        lacking = (
            grant.item is not None
            and (grant.item not in matters or path == EXEMPTIONS)
            and names.lacks_item(grant.item)
        )
        if lacking:
            faults.add(Alike("ZF106", path), partial(names.unknown_item, path, (*route, "item"), grant.item))
        unit = names.roster.unit(grant.unit)
        if unit and not lacking:
            yield Granted(path, route, unit, _as_known(grant, known_on))


def _as_known(grant: Any, known_on: date | None) -> Any:
    """A grant as it stood on a day: not yet revoked, where that came later."""
    revoked_on = getattr(grant, "revoked_on", None)
    return (
        grant.model_copy(update={"revoked_on": None}) if revoked_on and revoked_on > (known_on or date.max) else grant
    )


def _misnamed(root: Path) -> Iterator[Finding]:
    """Files that would be read under their right name: an approval that nobody reads accuses somebody."""
    right = {
        Path(name).stem: name
        for name in (MEASURES, UNITS, EXTENSIONS, EXEMPTIONS, WAIVERS, CALENDAR, STYLE, EVALUATION)
    }
    for file in sorted(root.glob("*.[Yy]*[Ll]")):
        name = right.get(file.stem.lower(), file.name)
        if file.name == name or file.suffix.lower() not in {".yaml", ".yml"}:
            continue
        if not (root / name).exists():
            yield Finding(rule="ZF102", path=file.name, message=f"没有读取这个文件；请改名为 {name}")
        elif not file.exists() or not file.samefile(root / name):  # where case makes no difference, it is the same
            cure = f"请把内容并入 {name}，再删去这个文件"
            yield Finding(rule="ZF102", path=file.name, message=f"没有读取这个文件，只读取 {name}；{cure}")


def _paths(root: Path, below: str, faults: Listing) -> list[str]:
    """Every YAML file below a folder, sorted; links to folders are not followed, and hidden ones are not read."""
    found: list[str] = []

    def refuse(path: str, message: str) -> None:
        faults.append(Finding(rule="ZF102", path=path, message=message))

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # before anything is filed, there is no such folder
            path = Path(error.filename).relative_to(root).as_posix()
            refuse(path, "打不开这个文件夹，里面的文件没有读取；请检查权限")

    if (root / below).is_symlink() and leaves(root, str(root / below)):
        refuse(below, "这是指向数据文件夹之外的链接，没有跟随；请放真正的文件夹")
        return []
    for folder, folders, files in os.walk(root / below, onerror=unreadable):
        here = Path(folder).relative_to(root).as_posix()
        folders[:] = sorted(name for name in folders if not name.startswith("."))  # where tools keep old versions
        for name in folders:
            if os.path.islink(os.path.join(folder, name)):  # noqa: PTH114, PTH118 - Path costs ten times as much here
                refuse(f"{here}/{name}", "这是指向文件夹的链接，没有跟随；请放真正的文件夹")
            elif _is_yaml(name):
                refuse(f"{here}/{name}", "这是文件夹，不是 YAML 文件；请把里面的文件移出来，或给文件夹改名")
        found.extend(f"{here}/{name}" for name in files if _is_yaml(name))
    return sorted(found)


def _is_yaml(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith((".yaml", ".yml"))
