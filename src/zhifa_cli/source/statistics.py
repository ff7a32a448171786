"""The files below statistics/: the tables that are asked for, and what each body reported of a year."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from zhifa_cli.finding import Finding, Listing, Route
from zhifa_cli.model.statistics import StatTables
from zhifa_cli.source.dataset import FiledYear, Statistics
from zhifa_cli.source.names import Names
from zhifa_cli.source.outline import is_later, text_at
from zhifa_cli.source.salvage import read
from zhifa_cli.source.submissions import Until

TABLES = "statistics/tables.yaml"


def read_statistics(root: Path, paths: Sequence[str], names: Names, until: Until, faults: Listing) -> Statistics:
    """All of it; without tables there is nothing to report in."""
    others = [path for path in paths if path != TABLES]
    if TABLES not in paths:
        for path in others:
            cure = f"没有读取：还没有 {TABLES}，不知道是什么表；请先写好表式"
            faults.append(Finding(rule="ZF102", path=path, message=cure))
        return Statistics()
    sheet = read(root, TABLES, StatTables, _of_tables, faults)
    if sheet is None or sheet.model is None:
        return Statistics()
    forms = sheet.model
    told = Listing()
    for index, name in enumerate(forms.responsible):
        names.expect_unit(TABLES, ("responsible", index), name, told, groups=True)
    if forms.item is not None and names.lacks_item(forms.item):
        told.append(names.unknown_item(TABLES, ("item",), forms.item))
        forms = forms.model_copy(update={"item": None})
    faults.extend(told.findings)
    return Statistics(forms, tuple(_filed(root, others, forms, names, until, faults)))


def _of_tables(route: Route) -> Route | None:
    return route[:2] if route[:1] == ("tables",) and len(route) > 1 else route[:1] or None


def _filed(  # noqa: PLR0913, PLR0917 - where they are, and by what they are judged
    root: Path, paths: Sequence[str], forms: StatTables, names: Names, until: Until, faults: Listing
) -> Iterator[FiledYear]:
    """The sound parts of each body's file; of two of one body and year the first counts."""
    first: dict[tuple[str, int], str] = {}
    for path in paths:
        told = Listing()
        sheet = read(root, path, forms.report(), lambda route: route[:2] if len(route) > 1 else None, told)
        if sheet and is_later(sheet.values, "submitted_on", until.known_on):
            continue
        name = text_at(sheet.values, "unit") if sheet else None
        unit = names.roster.unit(name) if name else None
        report = sheet.model if sheet else None
        if report and (message := _refusal(path, report.year, report.submitted_on, until)):
            route, text = message
            told.append(Finding(rule="ZF110", path=path, route=(route,), message=text))
        elif report and unit is None and names.lacks_unit(report.unit):
            told.append(names.unknown_unit(path, ("unit",), report.unit))
        elif report and unit and not names.roster.may_speak(unit, path):
            message_ = f"这个文件不能代表{unit.name}填报（units.yaml 的 files 只认别的文件），没有采用"
            told.append(Finding(rule="ZF113", path=path, route=("unit",), message=message_))
        elif report and unit and first.setdefault((unit.id, report.year), path) != path:
            message_ = f"{unit.name} {report.year} 年的统计已在 {first[unit.id, report.year]}，没有采用；请只留一份"
            told.append(Finding(rule="ZF111", path=path, route=("unit",), message=message_))
        elif report and unit:
            yield FiledYear(path, unit, report)
        faults.extend(replace(fault, unit=unit.id) if unit else fault for fault in told.findings)


def _refusal(path: str, year: int, submitted_on: date, until: Until) -> tuple[str, str] | None:
    """Why a report of a year is not used: where it says so, and what is wrong."""
    folder = PurePosixPath(path).parts[1]
    if folder != str(year) and folder.isdecimal():
        return "year", f"统计年度 {year} 与所在的文件夹 {folder} 不一致，没有采用；请改正，或移到 {year} 文件夹"
    if submitted_on > until.today:
        return "submitted_on", f"报送日期 {submitted_on} 晚于 {until.today}，没有采用；请改成实际报送的日期"
    if submitted_on <= date(year, 12, 31):
        return "submitted_on", f"报送日期 {submitted_on} 时 {year} 年还没有结束，没有采用；请核对年度和日期"
    return None
