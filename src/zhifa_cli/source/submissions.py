"""One submission file -> a filing of a known unit, with every fault a finding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import parse_date
from zhifa_cli.model.submission import Department, Staffing, Submission, Training
from zhifa_cli.source.filing import ROWS, FiledEntry, Filing, Kind, Row, Table
from zhifa_cli.source.parsing import Sheet, parse_sheet_file
from zhifa_cli.source.references import Names
from zhifa_cli.source.tree import Value
from zhifa_cli.text.unseen import quoted


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gives: perhaps a filing, the unit that it names, and what is wrong with it."""

    filing: Filing | None
    unit: Unit | None
    faults: tuple[Finding, ...]

    @property
    def loses_something(self) -> bool:
        """Whether anything that the unit itself says in it could not be used."""
        rules = {fault.rule for fault in self.faults}
        return "ZF113" not in rules and (self.filing is None or bool(rules - {"ZF109"}))


def read_submission(root: Path, path: str, names: Names, today: date) -> Reading:
    """Read one file. Never fails: what is wrong with it is in the reading's faults."""
    faults = Listing()
    sheet = parse_sheet_file(root, path, Submission, _droppable, faults)
    values = sheet.values if sheet and isinstance(sheet.values, dict) else {}
    name = values.get("unit")
    unit = names.roster.unit(name) if isinstance(name, str) else None
    filing = None
    if sheet and (report := sheet.salvaged.model):
        if refusal := _refusal(path, report, unit, names, today):
            faults.append(refusal)
        entries = tuple(_entries(path, sheet, names, faults))
        if unit and not refusal:
            filing = Filing(path, unit, report, entries, tuple(_tables(path, unit, sheet, report, values, faults)))
    owned = (replace(fault, unit=unit.id) if unit else fault for fault in faults.findings)
    return Reading(filing, unit, tuple(owned))


def _refusal(path: str, report: Submission, unit: Unit | None, names: Names, today: date) -> Finding | None:
    """Why a sound report is not used: nobody knows whose it is, it may not speak for them, or it is not filed yet."""
    if unit is None:
        return names.unknown_unit(path, ("unit",), report.unit) if names.lacks_unit(report.unit) else None
    if not names.roster.may_speak(unit, path):
        message = f"这个文件不能代表{unit.name}报送（units.yaml 的 files 只认别的文件），没有采用；请由该单位在自己的文件里报送"
        return Finding(rule="ZF113", path=path, route=("unit",), message=message)
    if report.submitted_on > today:
        message = (
            f"报送日期 {report.submitted_on} 晚于 {today}（今天，或所检查的提交的日期），没有采用；请改成实际报送的日期"
        )
        return Finding(rule="ZF110", path=path, route=("submitted_on",), message=message)
    return None


def _entries(path: str, sheet: Sheet[Submission], names: Names, faults: Listing) -> Iterator[FiledEntry]:
    """The entries that say something of an item that somebody knows."""
    report = sheet.salvaged.model
    entries = report.progress if report else ()
    for index, entry in zip(sheet.salvaged.indices(("progress",), len(entries)), entries, strict=True):
        if entry.status is None:
            continue  # a scaffold's blank, which says nothing of any item
        filed = FiledEntry(("progress", index), entry)
        if names.lacks_item(entry.item):
            faults.add(Alike("ZF106", path), partial(names.unknown_item, path, (*filed.route, "item"), entry.item))
        elif item := names.item(entry.item):
            if item.recurring and entry.cycle is None:
                message = f"{item.id} 是每年事项，须写 cycle（届期的年份），如 cycle: 2024"
                faults.append(Finding(rule="ZF104", path=path, route=filed.route, message=message))
            else:
                yield filed


def _tables(  # noqa: PLR0913, PLR0917 - one file's parts, each by its name
    path: str, unit: Unit, sheet: Sheet[Submission], report: Submission, values: dict[str, Value], faults: Listing
) -> Iterator[Table]:
    """The tables that a file has, usable or not: an unusable one must not pass for none, nor an older one for it."""
    for kind in ("staffing", "training"):
        model: Staffing | Training | None = getattr(report, kind)
        written = values.get(kind)
        if model is None and written is None:
            continue
        as_of, year = (model.as_of, getattr(model, "year", None)) if model else _day_and_year(written)
        if kind == "training":
            year = year or (as_of or report.submitted_on).year
        rows = list(_rows(path, kind, sheet, model, faults)) if model else []
        count = len(getattr(model, ROWS[kind])) if model else 0
        left_out = sheet.salvaged.lost((kind, ROWS[kind])) or len(rows) < count
        if as_of and year and as_of < date(year, 1, 1):
            message = f"统计截止日 {as_of} 在 {year} 年以前，还没有这一年的学时，没有采用；请核对 year 和 as_of"
            faults.append(Finding(rule="ZF110", path=path, route=(kind, "as_of"), message=message))
            as_of, rows = None, []
        if as_of and as_of > report.submitted_on:
            as_of, rows = None, []  # rule ZF110 says so: nobody has counted yet
        yield Table(
            path=path,
            unit=unit,
            kind=kind,
            period=report.ranking_month,
            submitted_on=report.submitted_on,
            demo=report.demo,
            as_of=as_of or report.submitted_on,
            dated=as_of is not None,
            year=year,
            rows=tuple(rows),
            named=frozenset(_named(written, kind)) if as_of else frozenset(),
            faulty=left_out or not rows,
        )


def _named(written: Value, kind: Kind) -> Iterator[str]:
    rows = written.get(ROWS[kind]) if isinstance(written, dict) else None
    for row in rows if isinstance(rows, list) else ():
        name = row.get("name" if kind == "staffing" else "code") if isinstance(row, dict) else None
        if isinstance(name, str):
            yield name


def _day_and_year(written: Value) -> tuple[date | None, int | None]:
    """What can still be read of a table that is too faulty to be used."""
    table = written if isinstance(written, dict) else {}
    try:
        as_of: date | None = parse_date(table.get("as_of"))
    except ValueError:
        as_of = None
    year = table.get("year")
    return as_of, int(year) if isinstance(year, str) and re.fullmatch("[0-9]{4}", year) else None


def _rows(
    path: str, kind: Kind, sheet: Sheet[Submission], model: Staffing | Training, faults: Listing
) -> Iterator[tuple[int, Row]]:
    """A table's sound rows. Of two with one name the first counts, and the table is faulty."""
    rows: tuple[Row, ...] = model.departments if isinstance(model, Staffing) else model.officers
    seen: set[str] = set()
    for index, row in zip(sheet.salvaged.indices((kind, ROWS[kind]), len(rows)), rows, strict=True):
        name, what, key = (row.name, "部门", "name") if isinstance(row, Department) else (row.code, "人员代码", "code")
        if name in seen:
            message = f"{what}{quoted(name)}出现了两次，不知以哪一行为准；请合并或改正"
            faults.append(Finding(rule="ZF111", path=path, route=(kind, ROWS[kind], index, key), message=message))
            continue
        seen.add(name)
        if isinstance(row, Department) and row.ceased and row.ceased > model.as_of:
            message = (
                f"撤并日期 {row.ceased} 晚于统计截止日 {model.as_of}，那时还没有撤并，这一行没有采用；请填当时的人数"
            )
            faults.append(Finding(rule="ZF110", path=path, route=(kind, ROWS[kind], index, "ceased"), message=message))
            continue
        yield index, row


def _droppable(route: Route) -> Route | None:
    """An entry or a table's row goes by itself: the table is known to be faulty, and can be missed but not met."""
    match route:
        case ("progress", int() as index, *_):
            return ("progress", index)
        case ("staffing" | "training" as table, "departments" | "officers" as rows, int() as index, *_):
            return (table, rows, index)
        case ("progress" | "staffing" | "training" as part, *_):
            return (part,)
        case _:
            return None
