"""A data folder -> a dataset: plan, roster and submissions, with every fault a finding."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Generic, Self, TypeVar

from pydantic import RootModel

from zhifa_cli.finding import Finding, Route
from zhifa_cli.model.approval import Extension, Extensions, Waiver, Waivers
from zhifa_cli.model.plan import Plan, PlanHead
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.source import references
from zhifa_cli.source.files import Unreadable, leaves, read_bytes
from zhifa_cli.source.filing import Filing
from zhifa_cli.source.parsing import parse_file, parse_sheet_file
from zhifa_cli.source.reading import Reader
from zhifa_cli.source.references import Names
from zhifa_cli.source.schema import Salvaged, salvage
from zhifa_cli.source.submissions import Reading, digest_of, open_filing
from zhifa_cli.source.tree import Value

MEASURES = "measures.yaml"
UNITS = "units.yaml"
SUBMISSIONS = "submissions"
EXTENSIONS = "extensions.yaml"
WAIVERS = "waivers.yaml"

G = TypeVar("G", Extension, Waiver)


@dataclass(frozen=True, slots=True)
class Granted(Generic[G]):
    """An extension or a waiver, whose it is, and where it stands."""

    path: str
    route: Route
    unit: Unit
    grant: G


@dataclass(frozen=True)
class Dataset:
    """All that could be used of a data folder, and a finding for all that could not.

    Submissions stay packed until somebody asks for them, so that a run over very many files can take the
    units one by one (``of``).
    """

    names: Names
    readings: tuple[Reading, ...]
    extensions: tuple[Granted[Extension], ...]
    waivers: tuple[Granted[Waiver], ...]
    file_faults: tuple[Finding, ...]
    """What is wrong with the files by themselves; what they name wrongly is known once they are opened."""
    common: str
    """A hash of the files that every unit is judged by, from before they were read: it is never newer than they."""

    @property
    def plan(self) -> Plan | None:
        return self.names.plan

    @property
    def head(self) -> PlanHead | None:
        return self.plan.plan if self.plan else None

    @property
    def roster(self) -> Roster:
        return self.names.roster or Roster(units=())

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
        return any(reading.demo and reading.content is not None for reading in self.readings)

    @property
    def filings(self) -> tuple[Filing, ...]:
        return self._opened[0]

    @cached_property
    def faults(self) -> tuple[Finding, ...]:
        """Everything that could not be used, or (personal data) should not be there."""
        found = (*self.file_faults, *self._opened[1])
        return tuple(replace(finding, left_out=finding.rule != "ZF109") for finding in found)

    def faults_of(self, rule: str) -> tuple[Finding, ...]:
        return tuple(fault for fault in self.faults if fault.rule == rule)

    @cached_property
    def _opened(self) -> tuple[tuple[Filing, ...], tuple[Finding, ...]]:
        filings: list[Filing] = []
        faults: list[Finding] = []
        for reading in self.readings:
            filing, named_wrongly = open_filing(reading, self.names)
            faults.extend(named_wrongly)
            if filing:
                filings.append(filing)
        return tuple(filings), tuple(faults)

    @cached_property
    def _by_unit(self) -> dict[str, list[Reading]]:
        found: dict[str, list[Reading]] = defaultdict(list)
        for reading in self.readings:
            if reading.unit and (unit := self.roster.unit(reading.unit)):
                found[unit.id].append(reading)
        return found

    def of(self, unit: Unit) -> Self:
        """The same plan and roster with what one unit filed and was granted, and none of the files' faults."""
        return replace(
            self,
            readings=self.readings_of(unit),
            extensions=tuple(granted for granted in self.extensions if granted.unit.id == unit.id),
            waivers=tuple(granted for granted in self.waivers if granted.unit.id == unit.id),
            file_faults=(),
        )

    def of_nobody(self) -> Self:
        """What ``of`` leaves out for every unit: the files' faults, and submissions of bodies that nobody knows."""
        strangers = tuple(reading for reading in self.readings if not self._is_known(reading))
        return replace(self, readings=strangers, extensions=(), waivers=())

    def readings_of(self, unit: Unit) -> tuple[Reading, ...]:
        return tuple(self._by_unit.get(unit.id, ()))

    def _is_known(self, reading: Reading) -> bool:
        return reading.unit is not None and self.roster.unit(reading.unit) is not None


def load(root: Path, reader: Reader | None = None) -> Dataset:
    """Read a whole data folder. Faults become findings; only what they touch is left out."""
    common = _digest_of_common(root)
    faults: list[Finding] = []
    measures = parse_sheet_file(root, MEASURES, Plan, _droppable, faults)
    units = parse_sheet_file(root, UNITS, Roster, _droppable, faults)
    plan = measures.salvaged.model if measures else None
    names = Names(
        plan=plan,
        roster=units.salvaged.model if units else None,
        items=references.item_routes(measures.values) if measures else {},
        units=references.unit_routes(units.values) if units else {},
    )
    if measures:
        faults.extend(_head_faults(measures.values, faults))
        faults.extend(references.plan_faults(MEASURES, measures.values, names))
    if units:
        faults.extend(references.roster_faults(UNITS, units.values, names))
    extensions = tuple(_granted(root, EXTENSIONS, Extensions, names, faults))
    waivers = tuple(_granted(root, WAIVERS, Waivers, names, faults))
    faults.extend(_misnamed(root))
    readings = (reader or Reader()).read(root, _submission_paths(root, faults))
    faults.extend(_reading_faults(readings, names))
    return Dataset(
        names=names,
        readings=tuple(readings),
        extensions=extensions,
        waivers=waivers,
        file_faults=tuple(faults),
        common=common,
    )


def _digest_of_common(root: Path) -> str:
    digests: list[str] = []
    for path in (MEASURES, UNITS, EXTENSIONS, WAIVERS):
        try:
            digests.append(digest_of(read_bytes(root, path)))
        except Unreadable:
            digests.append("")
    return " ".join(digests)


def _misnamed(root: Path) -> Iterator[Finding]:
    """Files that would be read under their right name: an approval that nobody reads accuses somebody."""
    right = {Path(name).stem: name for name in (MEASURES, UNITS, EXTENSIONS, WAIVERS)}
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


def _reading_faults(readings: Iterable[Reading], names: Names) -> Iterator[Finding]:
    """The faults of the files, each with the unit whose file it is, and the units that nobody knows."""
    for reading in readings:
        unit = names.roster.unit(reading.unit) if names.roster and reading.unit else None
        yield from (replace(fault, unit=unit.id) if unit else fault for fault in reading.faults)
        if reading.content is not None and reading.unit is not None:
            unknown = names.unit_fault(reading.path, ("unit",), reading.unit)
            yield from [unknown] if unknown else []


def _submission_paths(root: Path, faults: list[Finding]) -> Sequence[str]:
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
    root: Path, path: str, model: type[RootModel[tuple[G, ...]]], names: Names, faults: list[Finding]
) -> Iterator[Granted[G]]:
    """The extensions or waivers of an optional file: a list, or a mapping that holds it under the file's name."""
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
    faults += [replace(misfit, route=prefix + misfit.route) for misfit in salvaged.findings]
    grants = salvaged.model.root if salvaged.model else ()
    for index, grant in zip(salvaged.indices((), len(grants)), grants, strict=True):
        route: Route = (*prefix, index)
        unit_fault = names.unit_fault(path, (*route, "unit"), grant.unit)
        item_fault = names.item_fault(path, (*route, "item"), grant.item) if grant.item else None
        faults.extend(fault for fault in (unit_fault, item_fault) if fault)
        unit = names.roster.unit(grant.unit) if names.roster else None
        if unit and not item_fault:
            yield Granted(path, route, unit, grant)
