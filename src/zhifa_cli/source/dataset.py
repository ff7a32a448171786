"""A data folder -> a dataset: plan, roster and submissions, with every fault a finding."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, RootModel

from zhifa_cli.finding import Finding, Position, Route
from zhifa_cli.model.approval import Extension, Extensions, Waiver, Waivers
from zhifa_cli.model.plan import Plan, PlanHead
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.submission import Entry, Submission
from zhifa_cli.source import references, tree
from zhifa_cli.source.files import Unreadable, read_text
from zhifa_cli.source.references import Names
from zhifa_cli.source.schema import Salvaged, salvage

MEASURES = "measures.yaml"
UNITS = "units.yaml"
SUBMISSIONS = "submissions"
EXTENSIONS = "extensions.yaml"
WAIVERS = "waivers.yaml"

M = TypeVar("M", bound=BaseModel)
G = TypeVar("G", Extension, Waiver)


@dataclass(frozen=True, slots=True)
class Filing:
    """One submission as filed: whose it is, and those of its entries that could be used."""

    path: str
    unit: Unit
    submission: Submission
    entries: tuple[tuple[Route, Entry], ...]


@dataclass(frozen=True, slots=True)
class Granted(Generic[G]):
    """An extension or a waiver, whose it is, and where it stands."""

    path: str
    route: Route
    unit: Unit
    grant: G


@dataclass(frozen=True, slots=True)
class Dataset:
    """All that could be used of a data folder, and a finding for all that could not."""

    head: PlanHead | None
    plan: Plan | None
    roster: Roster
    filings: tuple[Filing, ...]
    extensions: tuple[Granted[Extension], ...]
    waivers: tuple[Granted[Waiver], ...]
    item_routes: dict[str, Route]
    unit_routes: dict[str, Route]
    faults: tuple[Finding, ...]

    @property
    def demo(self) -> bool:
        """Whether any figure here is illustrative (演示数据)."""
        return any(filing.submission.demo for filing in self.filings)

    def faults_of(self, rule: str) -> tuple[Finding, ...]:
        return tuple(fault for fault in self.faults if fault.rule == rule)


@dataclass(frozen=True, slots=True)
class _Sheet(Generic[M]):
    """One file, read: its plain values, and the model made of its sound parts."""

    values: tree.Value
    salvaged: Salvaged[M]


def load(root: Path) -> Dataset:
    """Read a whole data folder. Faults become findings; only what they touch is left out."""
    faults: list[Finding] = []
    measures = _read(root, MEASURES, Plan, _droppable_in_lists, faults)
    units = _read(root, UNITS, Roster, _droppable_in_lists, faults)
    plan = measures.salvaged.model if measures else None
    roster = units.salvaged.model if units else None
    names = Names(
        plan=plan,
        roster=roster,
        items=references.item_routes(measures.values) if measures else {},
        units=references.unit_routes(units.values) if units else {},
    )
    if plan and plan.plan is None and not any(f.path == MEASURES and f.route[:1] == ("plan",) for f in faults):
        faults.append(
            Finding(rule="ZF104", path=MEASURES, route=("plan",), message="缺少必填项 plan(文件名称和起止日期)")
        )
    if measures:
        faults.extend(references.plan_faults(MEASURES, measures.values, names))
    if units:
        faults.extend(references.roster_faults(UNITS, units.values, names))
    filings = list(_filings(root, names, faults))
    return Dataset(
        head=plan.plan if plan else None,
        plan=plan,
        roster=roster or Roster(units=()),
        filings=tuple(filings),
        extensions=tuple(_granted(root, EXTENSIONS, Extensions, names, faults)),
        waivers=tuple(_granted(root, WAIVERS, Waivers, names, faults)),
        item_routes=names.items,
        unit_routes=names.units,
        faults=tuple(replace(finding, left_out=finding.rule != "ZF109") for finding in faults),
    )


@dataclass(frozen=True, slots=True)
class _Parsed:
    values: tree.Value
    refused: tuple[Route, ...]


def _parse(root: Path, path: str, faults: list[Finding]) -> _Parsed | None:
    try:
        text, leaks = read_text(root, path)
        faults.extend(leaks)
        values, refused = tree.parse(path, text)
    except (Unreadable, tree.Malformed) as error:
        faults.append(error.finding)
        return None
    faults.extend(refused)
    if values is None:
        faults.append(
            Finding(rule="ZF104", path=path, message="文件是空的;请填写内容或删去文件", position=Position(1, 1))
        )
        return None
    return _Parsed(values, tuple(finding.route for finding in refused))


def _read(
    root: Path, path: str, model: type[M], droppable: Callable[[Route], Route | None], faults: list[Finding]
) -> _Sheet[M] | None:
    parsed = _parse(root, path, faults)
    if parsed is None:
        return None
    salvaged = salvage(model, path, parsed.values, droppable, parsed.refused)
    faults.extend(salvaged.findings)
    return _Sheet(parsed.values, salvaged)


def _droppable_in_lists(route: Route) -> Route | None:
    """The nearest record around a fault in the plan, the roster or the approvals; an unknown key by itself."""
    lists = {"measures", "clauses", "requirements", "milestones", "units", "groups", "extensions", "waivers"}
    for end in range(len(route) - 1, 0, -1):
        if isinstance(route[end], int) and route[end - 1] in lists and not (route[end - 1] == "groups" and end > 1):
            return route[: end + 1]
    return ("plan",) if route[:1] == ("plan",) else None


def _droppable_in_submission(route: Route) -> Route | None:
    """An entry goes by itself; a table goes whole, since a table without its faulty row could pass."""
    match route:
        case ("progress", int() as index, *_):
            return ("progress", index)
        case ("progress" | "staffing" | "training" as part, *_):
            return (part,)
        case _:
            return None


def _filings(root: Path, names: Names, faults: list[Finding]) -> Iterator[Filing]:
    for path in _submission_paths(root, faults):
        own: list[Finding] = []
        sheet = _read(root, path, Submission, _droppable_in_submission, own)
        filing = _filing(path, sheet, names, own) if sheet else None
        unit = _unit_of(sheet, names)
        faults.extend(replace(finding, unit=unit.id) if unit else finding for finding in own)
        if filing:
            yield filing


def _unit_of(sheet: _Sheet[Submission] | None, names: Names) -> Unit | None:
    """Whose file it is, even where the file is too faulty to be used."""
    if sheet is None or names.roster is None or not isinstance(sheet.values, dict):
        return None
    name = sheet.values.get("unit")
    return names.roster.unit(name) if isinstance(name, str) else None


def _filing(path: str, sheet: _Sheet[Submission], names: Names, faults: list[Finding]) -> Filing | None:
    submission = sheet.salvaged.model
    if submission is None:
        return None
    unknown = names.unit_fault(path, ("unit",), submission.unit)
    if unknown:
        faults.append(unknown)
    entries: list[tuple[Route, Entry]] = []
    indices = sheet.salvaged.indices(("progress",), len(submission.progress))
    for index, entry in zip(indices, submission.progress, strict=True):
        route: Route = ("progress", index)
        if unmatched := names.entry_fault(path, route, entry):
            faults.append(unmatched)
        elif names.item(entry.item):
            entries.append((route, entry))
    unit = names.roster.unit(submission.unit) if names.roster else None
    return Filing(path, unit, submission, tuple(entries)) if unit else None


def _submission_paths(root: Path, faults: list[Finding]) -> list[str]:
    """Every YAML file below submissions/, sorted; links that leave the data folder are not followed."""
    found: list[str] = []
    inside = root.resolve()
    for folder, folders, files in os.walk(root / SUBMISSIONS):
        here = Path(folder)
        for name in sorted(f for f in folders if (here / f).is_symlink()):
            path = (here / name).relative_to(root).as_posix()
            faults.append(Finding(rule="ZF102", path=path, message="这是指向文件夹的链接,没有跟随;请放真正的文件夹"))
        for name in files:
            if name.startswith(".") or Path(name).suffix.lower() not in {".yaml", ".yml"}:
                continue
            file = here / name
            path = file.relative_to(root).as_posix()
            if file.is_symlink() and not file.resolve().is_relative_to(inside):
                message = "这是指向数据文件夹之外的链接,没有读取;请放真正的文件"
                faults.append(Finding(rule="ZF102", path=path, message=message))
            else:
                found.append(path)
    return sorted(found)


def _granted(
    root: Path, path: str, model: type[RootModel[tuple[G, ...]]], names: Names, faults: list[Finding]
) -> Iterator[Granted[G]]:
    """The extensions or waivers of an optional file: a list, or a mapping that holds it under the file's name."""
    if not (root / path).exists() and not (root / path).is_symlink():
        return
    parsed = _parse(root, path, faults)
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
