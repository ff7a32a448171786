"""evaluation.yaml and evaluations/: by what bodies are evaluated, and what was found of each in a year by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from zhifa_cli.finding import Finding, Listing, Route
from zhifa_cli.model.evaluation import EvaluationLine, EvaluationTable, Gives, ScoredItem, YearEvaluation
from zhifa_cli.source.dataset import EVALUATION, Evaluation, FiledEvaluation
from zhifa_cli.source.names import Names
from zhifa_cli.source.outline import is_later, records, text_at
from zhifa_cli.source.salvage import Salvaged, read
from zhifa_cli.source.submissions import Until
from zhifa_cli.text.percent import plain
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import quoted


def read_evaluation(  # noqa: PLR0913, PLR0917 - where it is, and by what it is judged
    root: Path, declared: bool, paths: Sequence[str], names: Names, until: Until, faults: Listing
) -> Evaluation:
    """All of it; without indicators there is nothing to be filled in."""
    if not declared:
        for path in paths:
            cure = f"没有读取：还没有 {EVALUATION}，不知道是什么指标；请先写好指标"
            faults.append(Finding(rule="ZF102", path=path, message=cure))
        return Evaluation()
    sheet = read(root, EVALUATION, EvaluationTable, _of_table, faults)
    table = sheet.model if sheet else None
    if table is None:
        return Evaluation()
    told = Listing()
    for index, name in enumerate(table.units):
        names.expect_unit(EVALUATION, ("units", index), name, told, groups=True)
    faults.extend(told.findings)
    return Evaluation(table, tuple(_filed(root, paths, table, names, until, faults)))


def _of_table(route: Route) -> Route | None:
    """A table without one of its indicators is another one: only the grades, and who is evaluated, go by themselves."""
    return route[:1] if route[:1] in {("bands",), ("units",), ("document",), ("example",)} else None


def _filed(  # noqa: PLR0913, PLR0917 - as above
    root: Path, paths: Sequence[str], table: EvaluationTable, names: Names, until: Until, faults: Listing
) -> Iterator[FiledEvaluation]:
    """The sound lines of each file; of two of one body and year the first counts."""
    first: dict[tuple[str, int], str] = {}
    for path in paths:
        told = Listing()
        sheet = read(root, path, YearEvaluation, lambda route: route[:2] if len(route) > 1 else None, told)
        if sheet and is_later(sheet.values, "submitted_on", until.known_on):
            continue
        written = sheet.model if sheet else None
        unit = names.roster.unit(text_at(sheet.values, "unit") or "") if sheet else None
        if sheet and written and (refused := _refusal(path, written, until)):
            route, text = refused
            told.append(Finding(rule="ZF110", path=path, route=(route,), message=text))
        elif written and unit is None and names.lacks_unit(written.unit):
            told.append(names.unknown_unit(path, ("unit",), written.unit))
        elif written and unit and first.setdefault((unit.id, written.year), path) != path:
            message = f"{unit.name} {written.year} 年的评议已在 {first[unit.id, written.year]}，没有采用；请只留一份"
            told.append(Finding(rule="ZF111", path=path, route=("unit",), message=message))
        elif sheet and written and unit:
            yield FiledEvaluation(path, unit, written, tuple(_lines(path, sheet, table, told)))
        faults.extend(replace(fault, unit=unit.id) if unit else fault for fault in told.findings)


def _refusal(path: str, written: YearEvaluation, until: Until) -> tuple[str, str] | None:
    """Why an evaluation of a year is not used: where it says so, and what is wrong."""
    folder = PurePosixPath(path).parts[1]
    if folder != str(written.year) and folder.isdecimal():
        message = (
            f"评议年度 {written.year} 与所在的文件夹 {folder} 不一致，没有采用；请改正，或移到 {written.year} 文件夹"
        )
        return "year", message
    if written.submitted_on > until.today:
        return "submitted_on", f"填写日期 {written.submitted_on} 晚于 {until.today}，没有采用；请改成实际填写的日期"
    return None


def _lines(
    path: str, sheet: Salvaged[YearEvaluation], table: EvaluationTable, faults: Listing
) -> Iterator[tuple[Route, EvaluationLine]]:
    """The lines that say something of an indicator that is given by hand; occurrences may have a line each.

    Of an item one of whose lines cannot be used none is: a number that lacks some of it would pass for all.
    """
    by_id = {item.id: item for _, _, item in table.items}
    lines = sheet.model.lines if sheet.model else ()
    seen, used = set[str](), list[tuple[Route, EvaluationLine]]()
    lost = {text_at(line, "item") for i, line in records(sheet.values, "lines") if ("lines", i) in sheet.dropped.parts}
    for index, line in zip(sheet.dropped.indices(("lines",), len(lines)), lines, strict=True):
        route: Route = ("lines", index)
        item = by_id.get(line.item)
        if item is None:
            cure = hint(nearest(line.item, by_id), f"请照 {EVALUATION} 写一项指标的编号")
            message = f"没有编号为{quoted(line.item)}的指标；{cure}"
            faults.append(Finding(rule="ZF104", path=path, route=(*route, "item"), message=message))
        elif line.gives and (wrong := _misfit(item, line, table, again=line.item in seen)):
            key, message = wrong
            faults.append(Finding(rule="ZF104", path=path, route=(*route, key), message=message))
            lost.add(line.item)
        elif line.gives:
            seen.add(line.item)
            used.append((route, line))
    yield from ((route, line) for route, line in used if line.item not in lost)


def _misfit(item: ScoredItem, line: EvaluationLine, table: EvaluationTable, *, again: bool) -> tuple[str, str] | None:
    """Why a line cannot be used: at which key, and what is wrong."""
    gives = line.gives or item.gives
    if item.source:
        return "item", f"{quoted(item.title)}取自台账（{item.source.label}），不由人填；请删去这一行"
    if gives is not item.gives:
        return gives.value, f"{quoted(item.title)}按{item.gives.label}填：请写 {item.gives.value}，不写 {gives.value}"
    if again and gives is not Gives.COUNT:
        return "item", f"{quoted(item.title)}前面已经填过，没有采用；请只留一行（按次数填的可以分几行）"
    if gives is Gives.POINTS and line.value > (best := item.best(table.most)):
        shown = plain(item.bonus.cap if item.bonus else item.points or table.full)
        return (
            "points",
            f"{quoted(item.title)}得分 {plain(line.points or table.full)} 大于最高的 {shown if best else 0} 分",
        )
    return None
