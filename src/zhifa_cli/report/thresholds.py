"""The thresholds in a report: each unit's figures against each limit, now and when it first gave them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhifa_cli.ledger.duty import Assessment, Duty, Status
from zhifa_cli.ledger.figures import History
from zhifa_cli.model.deadline import year_of
from zhifa_cli.model.threshold import Threshold, percent
from zhifa_cli.source.dataset import Table
from zhifa_cli.views import document as doc
from zhifa_cli.views import wording
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.figures import Snapshot

_OFFICERS_SHOWN = 10
_NONE = "没有量化指标。"


def measured(now: Snapshot) -> list[tuple[Duty, Threshold]]:
    """The threshold duties that a report covers, without cycles that have not begun."""
    return [
        (duty, duty.item.threshold)
        for duty in now.duties
        if duty.item.threshold and not duty.before_issue and (not duty.cycle or year_of(duty.cycle) <= now.on.year)
    ]


def overview(now: Snapshot) -> doc.Block:
    """One row for each threshold and cycle: how many units meet it, miss it, or gave no figures."""
    groups: dict[tuple[str, str | None], _Judged] = {}
    for duty, threshold in measured(now):
        groups.setdefault((duty.item.id, duty.cycle), _Judged(threshold, [])).duties.append(duty)
    columns: Columns[_Judged] = (
        Column("条款", lambda own: own.first.item.source),
        Column("指标", lambda own: wording.titled(own.first)),
        Column("完成时限", lambda own: own.first.original_due),
        Column("单位数", lambda own: len(own.duties)),
        Column("达标", lambda own: own.met),
        Column("未达标", lambda own: len(own.assessments) - own.met),
        Column("没有数据", lambda own: own.without),
        Column("不适用或待核实", lambda own: len(own.duties) - len(own.assessments) - own.without),
        Column("合计", lambda own: _pooled(own.threshold, own.assessments)),
        Column("亮灯", lambda own: now.worst_light(own.duties)),
    )
    return doc.table(columns, groups.values(), _NONE)


@dataclass(frozen=True)
class _Judged:
    """The duties of one threshold and cycle, and their figures."""

    threshold: Threshold
    duties: list[Duty]

    @property
    def first(self) -> Duty:
        return self.duties[0]

    @cached_property
    def assessments(self) -> list[Assessment]:
        return [d.assessment for d in self.duties if d.assessment and d.assessment.rows]

    @property
    def met(self) -> int:
        return sum(assessment.met for assessment in self.assessments)

    @property
    def without(self) -> int:
        """How many have no figures, though nothing excuses them."""
        return sum(
            d.assessment is None and d.status not in {Status.NOT_APPLICABLE, Status.UNVERIFIED} for d in self.duties
        )


def _pooled(threshold: Threshold, judged: Sequence[Assessment]) -> str | None:
    """The figure of all together; it excuses nobody."""
    if not any(assessment.rows for assessment in judged):
        return None
    rows, missed = sum(a.rows for a in judged), sum(len(a.misses) for a in judged)
    parts = f"{rows - missed}/{rows} {threshold.noun}达标"
    pools = [a.pooled for a in judged if a.pooled]
    if pools:
        parts += f"，合计 {percent(sum(p for p, _ in pools), sum(w for _, w in pools))}"
    return parts


@dataclass(frozen=True, slots=True)
class _Figure:
    """One line of a unit's figures: of all together, of a department, or of an officer."""

    duty: Duty
    threshold: Threshold
    who: str | None
    figure: str | None
    verdict: str
    gap: str
    light: doc.Light


def of_unit(now: Snapshot) -> doc.Block:
    """Each department, or the worst officers, of one unit against each threshold."""
    figures = [figure for duty, threshold in measured(now) for figure in _figures(now, duty, threshold)]
    columns: Columns[_Figure] = (
        Column("条款", lambda shown: shown.duty.item.source),
        Column("指标", lambda shown: wording.titled(shown.duty) + now.mark(shown.duty)),
        Column("完成时限", lambda shown: shown.duty.due),
        Column("对象", lambda shown: shown.who),
        Column("数据", lambda shown: shown.figure),
        Column("要求", lambda shown: shown.threshold.limit_text),
        Column("结论", lambda shown: shown.verdict),
        Column("差额", lambda shown: shown.gap),
        Column("亮灯", lambda shown: shown.light),
    )
    return doc.table(columns, figures, _NONE)


def _figures(now: Snapshot, duty: Duty, threshold: Threshold) -> Iterator[_Figure]:
    light, assessment = now.light(duty), duty.assessment
    if assessment is None or not assessment.rows:
        yield _Figure(duty, threshold, None, _without_figures(duty), duty.status.label, "", light)
        return
    whole, pooled = f"合计（{assessment.table.as_of}）", _pooled(threshold, [assessment])
    yield _Figure(duty, threshold, whole, pooled, _verdict(duty), wording.shortfall(duty), light)
    for who, figure, gap in _rows(threshold, assessment):
        verdict, of_row = ("不足", light) if gap else ("达到", doc.Light.GREEN)
        yield _Figure(duty, threshold, who, figure, verdict, gap, of_row)


def _without_figures(duty: Duty) -> str | None:
    """Why there is nothing to hold against the limit."""
    if duty.conflict:
        return "报送互相矛盾"
    if duty.assessment is not None:
        return "表中有错误" if duty.assessment.table.faulty else "没有重点部门"
    return None if duty.status is Status.NOT_APPLICABLE else "没有数据"


def _verdict(duty: Duty) -> str:
    if duty.status in {Status.UNVERIFIED, Status.NONCOMPLIANT}:
        return duty.status.label
    if duty.assessment is None or not duty.assessment.met:
        return f"尚未达标（{duty.status.label}）"
    return "逾期后达标" if duty.status is Status.DONE_LATE else "达标"


def _rows(threshold: Threshold, assessment: Assessment) -> Iterator[tuple[str, str, str]]:
    """Who, the figure, and what is lacking: every department judged, or the officers who lack most."""
    missing = {miss.index for miss in assessment.misses}
    for figure in assessment.judged or assessment.misses[:_OFFICERS_SHOWN]:
        yield figure.who, figure.shown, threshold.short(figure.gap) if figure.index in missing else ""


@dataclass(frozen=True, slots=True)
class _Course:
    """A unit's first figures for a threshold, and its newest."""

    duty: Duty
    threshold: Threshold
    first: Assessment
    last: Assessment


def first_and_last(now: Snapshot) -> doc.Block:
    """Each unit's first figures and its newest, side by side."""
    courses = [
        _Course(duty, threshold, History(threshold, _tables_like(now, duty, last)).at(0), last)
        for duty, threshold in measured(now)
        if (last := duty.assessment) and last.rows
    ]
    columns: Columns[_Course] = (
        Column("条款", lambda course: course.duty.item.source),
        Column("指标", lambda course: wording.titled(course.duty)),
        Column("单位", lambda course: now.label([course.duty])),
        Column("首次统计", lambda course: course.first.table.as_of),
        Column("首次", lambda course: _pooled(course.threshold, [course.first])),
        Column("最近统计", lambda course: course.last.table.as_of),
        Column("最近", lambda course: _pooled(course.threshold, [course.last])),
        Column("结论", lambda course: _verdict(course.duty)),
        Column("亮灯", lambda course: now.light(course.duty)),
    )
    return doc.table(columns, courses, "没有单位报送过量化指标的数据。")


def _tables_like(now: Snapshot, duty: Duty, last: Assessment) -> list[Table]:
    """The tables of the kind (and, for training, of the year) that the newest is."""
    whose = {unit.id for unit in (duty.unit, *duty.predecessors)}
    filings = (filing for filing in now.ledger.dataset.filings if filing.unit.id in whose)
    kind, year = last.table.kind, last.table.year
    return [table for filing in filings for table in filing.tables if (table.kind, table.year) == (kind, year)]
