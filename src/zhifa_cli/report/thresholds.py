"""The thresholds in a report: each unit's figures against each limit, now and when it first gave them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from zhifa_cli.ledger.duty import Assessment, Duty, Status
from zhifa_cli.ledger.figures import Course, FigureCourse, History, Span
from zhifa_cli.model.deadline import year_of
from zhifa_cli.model.threshold import OfTable, counted
from zhifa_cli.source.dataset import Table
from zhifa_cli.views import document as doc
from zhifa_cli.views import wording
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.figures import Snapshot
from zhifa_cli.views.groups import grouped

_PERSONS_SHOWN = 10
_NONE = "没有量化指标。"


def _measured(now: Snapshot) -> list[Duty]:
    """The threshold duties that a report covers, without cycles that have not begun."""
    return [
        duty
        for duty in now.duties
        if duty.item.threshold and not duty.before_issue and (not duty.cycle or year_of(duty.cycle) <= now.on.year)
    ]


def overview(now: Snapshot) -> doc.Block:
    """One row for each threshold and cycle: how many units meet it, miss it, or gave no figures."""
    groups = grouped(_measured(now), lambda duty: (duty.item.id, duty.cycle))
    columns: Columns[list[Duty]] = (
        Column("条款", lambda duties: duties[0].item.source),
        Column("指标", lambda duties: wording.titled(duties[0])),
        Column("完成时限", lambda duties: wording.due(duties[0])),
        Column("单位数", len),
        Column("达标", lambda duties: sum(found.met for found in _assessed(duties))),
        Column("未达标", lambda duties: sum(not found.met for found in _assessed(duties))),
        Column("没有数据", lambda duties: sum(map(_lacks_figures, duties))),
        Column("不适用或待核实", lambda duties: sum(not _assessed([d]) and not _lacks_figures(d) for d in duties)),
        Column("合计", lambda duties: _pooled(_assessed(duties))),
        Column("亮灯", now.worst_light),
    )
    return doc.table(columns, groups.values(), _NONE)


def _assessed(duties: Iterable[Duty]) -> list[Assessment]:
    return [duty.assessment for duty in duties if duty.assessment and duty.assessment.rows]


def _lacks_figures(duty: Duty) -> bool:
    """Whether there are none, though nothing excuses it."""
    excused = duty.completed_by or duty.status in {Status.NOT_APPLICABLE, Status.UNVERIFIED}
    return duty.assessment is None and not excused


def _pooled(judged: Sequence[Assessment]) -> str | None:
    """The figure of all together; it excuses nobody."""
    if not judged:
        return None
    if len(judged) == 1 and judged[0].threshold.of_unit:
        return judged[0].judged[0].shown
    rows, missed = sum(a.rows for a in judged), sum(len(a.misses) for a in judged)
    pools = [a.pooled for a in judged if a.pooled]
    parts, wholes = sum(p for p, _ in pools), sum(w for _, w in pools)
    share = f"，合计 {counted(parts, wholes, judged[0].threshold.limit)}" if pools else ""
    return f"{rows - missed}/{rows} {judged[0].threshold.noun}达标{share}"


class _Figure(NamedTuple):
    """One line of a unit's figures: of all together, or of a row of a table."""

    duty: Duty
    who: str | None
    figure: str | None
    verdict: str
    gap: str
    light: doc.Light


def of_unit(now: Snapshot) -> doc.Block:
    """Each row of a table, or the worst of persons, of one unit against each threshold."""
    columns: Columns[_Figure] = (
        Column("条款", lambda shown: shown.duty.item.source),
        Column("指标", lambda shown: wording.titled(shown.duty) + now.mark(shown.duty)),
        Column("完成时限", lambda shown: shown.duty.dated(shown.duty.due)),
        Column("对象", lambda shown: shown.who),
        Column("数据", lambda shown: shown.figure),
        Column("要求", lambda shown: wording.limit(shown.duty)),
        Column("结论", lambda shown: shown.verdict),
        Column("差额", lambda shown: shown.gap),
        Column("亮灯", lambda shown: shown.light),
    )
    return doc.table(columns, (figure for duty in _measured(now) for figure in _figures(now, duty)), _NONE)


def _figures(now: Snapshot, duty: Duty) -> Iterator[_Figure]:
    """That of all together, then every row judged, or the persons who lack most."""
    light, found = now.light(duty), duty.assessment
    if found is None or not found.rows:
        yield _Figure(duty, None, _without_figures(duty), duty.status.label, "", light)
        return
    of_unit = found.threshold.of_unit
    whole = f"{found.judged[0].who if of_unit else '合计'}（{found.table.as_of}）"
    yield _Figure(duty, whole, _pooled([found]), _verdict(duty), wording.shortfall(duty), light)
    missing = {miss.index for miss in found.misses}
    for row in () if of_unit else found.judged or found.misses[:_PERSONS_SHOWN]:
        if row.index in missing:
            yield _Figure(duty, row.who, row.shown, found.threshold.missed, found.threshold.short(row.gap), light)
        else:
            yield _Figure(duty, row.who, row.shown, "达到", "", doc.Light.GREEN)


def _without_figures(duty: Duty) -> str | None:
    """Why there is nothing to hold against the limit."""
    if duty.conflict:
        return "报送互相矛盾"
    found = duty.assessment
    if found and isinstance(found.threshold, OfTable):
        return "表中有错误" if found.table.faulty else found.lacking or f"没有重点{found.threshold.form.row}"
    if found:
        return found.lacking or "数字有误"
    return None if duty.status is Status.NOT_APPLICABLE else "没有数据"


def _verdict(duty: Duty) -> str:
    if duty.status in {Status.UNVERIFIED, Status.NONCOMPLIANT}:
        return duty.status.label
    if duty.assessment is None or not duty.assessment.met:
        return f"尚未达标（{duty.status.label}）"
    return "逾期后达标" if duty.status is Status.DONE_LATE else "达标"


class _Course(NamedTuple):
    """A unit's first figures for a threshold, and its newest."""

    duty: Duty
    first: Assessment
    last: Assessment


def first_and_last(now: Snapshot) -> doc.Block:
    """Each unit's first figures and its newest, side by side."""
    courses = (
        _Course(duty, _filed(now, duty, last).at(0), last) for duty in _measured(now) for last in _assessed([duty])
    )
    columns: Columns[_Course] = (
        Column("条款", lambda course: course.duty.item.source),
        Column("指标", lambda course: wording.titled(course.duty)),
        Column("单位", lambda course: now.label([course.duty])),
        Column("首次统计", lambda course: course.first.table.as_of),
        Column("首次", lambda course: _pooled([course.first] if course.first.rows else [])),
        Column("最近统计", lambda course: course.last.table.as_of),
        Column("最近", lambda course: _pooled([course.last])),
        Column("结论", lambda course: _verdict(course.duty)),
        Column("亮灯", lambda course: now.light(course.duty)),
    )
    return doc.table(columns, courses, "没有单位报送过量化指标的数据。")


def _filed(now: Snapshot, duty: Duty, last: Assessment) -> Course:
    """All figures of the kind (and, where each year has a table, of the year) that the newest are."""
    whose = {unit.id for unit in (duty.unit, *duty.predecessors)}
    filings = [filing for filing in now.ledger.dataset.filings if filing.unit.id in whose]
    if not isinstance(last.threshold, OfTable):
        figures = (figure for filing in filings for figure in filing.figures)
        in_cycles = now.ledger.dataset.plan.indicators_in_cycles
        return FigureCourse(last.threshold, figures, Span.of(duty, now.ledger.cutoff), in_cycles)
    tables = (table for filing in filings for table in filing.tables)
    alike = isinstance(last.table, Table) and (last.table.kind, last.table.cycle)
    return History(last.threshold, [table for table in tables if (table.kind, table.cycle) == alike])
