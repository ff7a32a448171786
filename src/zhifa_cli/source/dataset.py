"""A data folder -> a dataset: plan, roster and submissions, with every fault a finding."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import RootModel

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model.approval import Exemption, Exemptions, Extension, Extensions, Waiver, Waivers
from zhifa_cli.model.plan import NO_PLAN, Plan, PlanHead
from zhifa_cli.model.roster import NO_ROSTER, Roster, Unit
from zhifa_cli.source import references
from zhifa_cli.source.files import leaves
from zhifa_cli.source.filing import Filing
from zhifa_cli.source.parsing import parse_file, parse_sheet_file
from zhifa_cli.source.references import Names
from zhifa_cli.source.schema import Salvaged, salvage
from zhifa_cli.source.submissions import Reading, read_submission
from zhifa_cli.source.tree import Value

MEASURES = "measures.yaml"
UNITS = "units.yaml"
SUBMISSIONS = "submissions"
EXTENSIONS = "extensions.yaml"
WAIVERS = "waivers.yaml"

EXEMPTIONS = "exemptions.yaml"

G = TypeVar("G", Extension, Exemption, Waiver)

Progress = Callable[[int, int], None]
"""Called with the files read and the files in all."""


@dataclass(frozen=True, slots=True)
class Granted(Generic[G]):
    """An extension, an exemption or a waiver, whose it is, and where it stands."""

    path: str
    route: Route
    unit: Unit
    grant: G


@dataclass(frozen=True)
class Dataset:
    """All that could be used of a data folder, and a finding for all that could not."""

    names: Names
    filings: tuple[Filing, ...]
    unread: frozenset[str]
    """The ids of units of whose reports one could not be used: they were not silent."""
    extensions: tuple[Granted[Extension], ...]
    exemptions: tuple[Granted[Exemption], ...]
    waivers: tuple[Granted[Waiver], ...]
    faults: tuple[Finding, ...]
    """Everything that could not be used, or (personal data) should not be there."""

    @property
    def plan(self) -> Plan:
        """``NO_PLAN`` where it cannot be used."""
        return self.names.plan

    @property
    def head(self) -> PlanHead | None:
        """None where it cannot be used: then nothing falls due."""
        return self.plan.plan

    @property
    def title(self) -> str:
        """The plan's title; empty where it cannot be used."""
        return self.head.title if self.head else ""

    @property
    def roster(self) -> Roster:
        return self.names.roster

    @property
    def item_routes(self) -> dict[str, Route]:
        """Where each item stands in measures.yaml."""
        return self.names.items

    @property
    def unit_routes(self) -> dict[str, Route]:
        """Where each unit stands in units.yaml."""
        return self.names.units

    @property
    def demo(self) -> bool:
        """Whether any figure here is illustrative (演示数据)."""
        return any(filing.submission.demo for filing in self.filings)

    def faults_of(self, rule: str) -> tuple[Finding, ...]:
        return tuple(fault for fault in self.faults if fault.rule == rule)


def _silent(done: int, total: int) -> None:
    """Report no progress."""
    del done, total


def load(root: Path, today: date = date.max, progress: Progress = _silent) -> Dataset:
    """Read a whole data folder. Faults become findings; only what they touch is left out.

    Reports dated after ``today`` are not used.
    """
    faults = Listing()
    measures = parse_sheet_file(root, MEASURES, Plan, _droppable, faults)
    units = parse_sheet_file(root, UNITS, Roster, _droppable, faults)
    names = Names(
        plan=(measures and measures.salvaged.model) or NO_PLAN,
        roster=(units and units.salvaged.model) or NO_ROSTER,
        items=references.item_routes(measures.values) if measures else {},
        units=references.unit_routes(units.values) if units else {},
    )
    if measures:
        faults.extend(_head_faults(measures.values, faults.findings))
        references.find_plan_faults(MEASURES, measures.values, names, faults)
    if units:
        references.find_roster_faults(UNITS, units.values, names, faults)
    extensions = tuple(_granted(root, EXTENSIONS, Extensions, names, faults))
    exemptions = tuple(_granted(root, EXEMPTIONS, Exemptions, names, faults))
    waivers = tuple(_granted(root, WAIVERS, Waivers, names, faults))
    faults.extend(_misnamed(root))
    paths = _submission_paths(root, faults)
    readings: list[Reading] = []
    for path in paths:
        readings.append(read_submission(root, path, names, today))
        progress(len(readings), len(paths))
    faults.extend(fault for reading in readings for fault in reading.faults)
    return Dataset(
        names=names,
        filings=tuple(reading.filing for reading in readings if reading.filing),
        unread=frozenset(reading.unit.id for reading in readings if reading.unit and reading.loses_something),
        extensions=extensions,
        exemptions=exemptions,
        waivers=waivers,
        faults=tuple(replace(finding, left_out=finding.rule != "ZF109") for finding in faults.findings),
    )


def _misnamed(root: Path) -> Iterator[Finding]:
    """Files that would be read under their right name: an approval that nobody reads accuses somebody."""
    right = {Path(name).stem: name for name in (MEASURES, UNITS, EXTENSIONS, EXEMPTIONS, WAIVERS)}
    for file in sorted(root.glob("*.[Yy]*[Ll]")):
        name = right.get(file.stem.lower(), file.name)
        if file.name != name and file.suffix.lower() in {".yaml", ".yml"} and not (root / name).exists():
            yield Finding(rule="ZF102", path=file.name, message=f"没有读取这个文件；请改名为 {name}")


def _droppable(route: Route) -> Route | None:
    """The nearest record around a fault in the plan or the roster; of the plan's head, what is not its dates."""
    lists = {"measures", "clauses", "requirements", "milestones", "units", "groups"}
    for end in range(len(route) - 1, 0, -1):
        if isinstance(route[end], int) and route[end - 1] in lists and not (route[end - 1] == "groups" and end > 1):
            return route[: end + 1]
    match route:
        case ("plan", key, *_) if key not in {"issued_on", "ends_on"}:
            return ("plan", key)
        case ("plan", *_):
            return ("plan",)
        case _:
            return None


def _head_faults(measures: Value, known: Sequence[Finding]) -> Iterator[Finding]:
    """What the plan's head must say and does not; the model lets it pass, so that all else is judged."""
    head = measures.get("plan") if isinstance(measures, dict) else None
    missing: list[tuple[Route, str]] = []
    if isinstance(head, dict):
        names = {"title": "文件名称", "coordinator": "牵头单位"}
        missing = [(("plan", key), f"{key}（{name}）") for key, name in names.items() if head.get(key) is None]
    elif head is None:
        missing = [(("plan",), "plan（文件名称和起止日期）")]
    for route, what in missing:
        if not any(finding.path == MEASURES and finding.route == route for finding in known):
            yield Finding(rule="ZF104", path=MEASURES, route=route, message=f"缺少必填项 {what}")


def _submission_paths(root: Path, faults: Listing) -> Sequence[str]:
    """Every YAML file below submissions/, sorted; links to folders are not followed, and hidden ones are not read."""
    found: list[str] = []

    def refuse(path: str, message: str) -> None:
        faults.append(Finding(rule="ZF102", path=path, message=message))

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # before anybody has reported, there is no such folder
            refuse(
                Path(error.filename).relative_to(root).as_posix(), "打不开这个文件夹，里面的文件没有读取；请检查权限"
            )

    if (root / SUBMISSIONS).is_symlink() and leaves(root, str(root / SUBMISSIONS)):
        refuse(SUBMISSIONS, "这是指向数据文件夹之外的链接，没有跟随；请放真正的文件夹")
        return []
    for folder, folders, files in os.walk(root / SUBMISSIONS, onerror=unreadable):
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


def _granted(
    root: Path, path: str, model: type[RootModel[tuple[G, ...]]], names: Names, faults: Listing
) -> Iterator[Granted[G]]:
    """The extensions, exemptions or waivers of an optional file: a list, or a mapping that holds it under the file's name."""
    if not (root / path).exists() and not (root / path).is_symlink():
        return
    parsed = parse_file(root, path, faults)
    if parsed is None:
        return
    key = Path(path).stem
    prefix: Route = (key,) if isinstance(parsed.values, dict) and list(parsed.values) == [key] else ()
    values = parsed.values[key] if prefix and isinstance(parsed.values, dict) else parsed.values
    refused = (route[len(prefix) :] for route in parsed.refused)
    salvaged: Salvaged[RootModel[tuple[G, ...]]] = salvage(
        model, path, values, lambda route: route[:1] or None, refused
    )
    faults.extend(replace(misfit, route=prefix + misfit.route) for misfit in salvaged.findings)
    grants = salvaged.model.root if salvaged.model else ()
    for index, grant in zip(salvaged.indices((), len(grants)), grants, strict=True):
        route: Route = (*prefix, index)
        if names.lacks_unit(grant.unit):
            faults.add(Alike("ZF105", path), partial(names.unknown_unit, path, (*route, "unit"), grant.unit))
        if lacking := grant.item is not None and names.lacks_item(grant.item):
            faults.add(Alike("ZF106", path), partial(names.unknown_item, path, (*route, "item"), grant.item))
        unit = names.roster.unit(grant.unit)
        if unit and not lacking:
            yield Granted(path, route, unit, grant)
