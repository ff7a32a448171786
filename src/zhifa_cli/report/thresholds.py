"""The thresholds in a report: each unit's figures against each limit, now and when it first gave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhifa_cli.ledger.duty import Assessment, Duty, Status
from zhifa_cli.ledger.figures import History
from zhifa_cli.model.submission import Department, Officer
from zhifa_cli.model.threshold import Threshold
from zhifa_cli.report.parts import NONE, item_name
from zhifa_cli.source.filing import Table
from zhifa_cli.views import document as doc
from zhifa_cli.views import wording
from zhifa_cli.views.figures import Snapshot

_OFFICERS_SHOWN = 10


def measured(now: Snapshot) -> list[tuple[Duty, Threshold]]:
    """The threshold duties that a report covers, without cycles that have not begun."""
    return [
        (duty, duty.item.threshold)
        for duty in now.duties
        if duty.item.threshold and not duty.before_issue and (duty.cycle or 0) <= now.on.year
    ]


def overview(now: Snapshot) -> doc.Block:
    """One row for each threshold and cycle: how many units meet it, miss it, or gave no figures."""
    groups: dict[tuple[str, int | None], list[Duty]] = defaultdict(list)
    thresholds: dict[str, Threshold] = {}
    for duty, threshold in measured(now):
        groups[duty.item.id, duty.cycle].append(duty)
        thresholds[duty.item.id] = threshold
    if not groups:
        return doc.Paragraph("没有量化指标。")
    header = ("条款", "指标", "完成时限", "单位数", "达标", "未达标", "没有数据", "不适用或待核实", "合计", "亮灯")
    rows = (_overview_row(now, group, thresholds[item]) for (item, _), group in groups.items())
    return doc.Table(header, tuple(rows))


def _overview_row(now: Snapshot, duties: Sequence[Duty], threshold: Threshold) -> tuple[doc.Cell, ...]:
    judged = [d.assessment for d in duties if d.assessment and d.assessment.rows]
    settled = [d for d in duties if d.assessment is None and d.status in {Status.NOT_APPLICABLE, Status.UNVERIFIED}]
    met = sum(assessment.met for assessment in judged)
    without = sum(duty.assessment is None for duty in duties) - len(settled)
    return (
        duties[0].item.source,
        item_name(duties[0]),
        str(duties[0].original_due or NONE),
        len(duties),
        met,
        len(judged) - met,
        without,
        len(duties) - len(judged) - without,
        _pooled(threshold, judged),
        now.worst_light(duties),
    )


def _pooled(threshold: Threshold, judged: Sequence[Assessment]) -> str:
    """The figure of all together; it excuses nobody."""
    if not any(assessment.rows for assessment in judged):
        return NONE
    rows, missed = sum(a.rows for a in judged), sum(len(a.misses) for a in judged)
    who = "个部门" if threshold.share else "人"
    parts = f"{rows - missed}/{rows} {who}达标"
    pools = [a.pooled for a in judged if a.pooled]
    if threshold.share and pools:
        parts += f"，合计 {percent(sum(p for p, _ in pools), sum(w for _, w in pools))}"
    return parts


def percent(part: int, whole: int) -> str:
    """A share beside its exact counts, cut and never rounded, so that a miss cannot look like a pass."""
    if not whole:
        return f"{part}/{whole}"
    hundredths = part * 10_000 // whole
    return f"{part}/{whole}（{hundredths // 100}.{hundredths % 100:02}%）"


def of_unit(now: Snapshot) -> doc.Block:
    """Each department, or the worst officers, of one unit against each threshold."""
    rows = [row for duty, threshold in measured(now) for row in _unit_rows(now, duty, threshold)]
    if not rows:
        return doc.Paragraph("没有量化指标。")
    header = ("条款", "指标", "完成时限", "对象", "数据", "要求", "结论", "差额", "亮灯")
    return doc.Table(header, tuple(rows))


def _unit_rows(now: Snapshot, duty: Duty, threshold: Threshold) -> Iterator[tuple[doc.Cell, ...]]:
    lead = duty.item.source, item_name(duty) + now.mark(duty), str(duty.due or NONE)
    light = now.light(duty)
    assessment = duty.assessment
    if assessment is None or not assessment.rows:
        yield *lead, NONE, _without_figures(duty), threshold.limit_text, duty.status.label, NONE, light
        return
    whole = f"合计（{assessment.table.as_of}）"
    yield (
        *lead,
        whole,
        _pooled(threshold, [assessment]),
        threshold.limit_text,
        _verdict(duty),
        wording.shortfall(duty) or NONE,
        light,
    )
    for who, figure, gap in _rows(threshold, assessment):
        met = doc.Light.GREEN if not gap else light
        yield *lead, who, figure, threshold.limit_text, "不足" if gap else "达到", gap or NONE, met


def _without_figures(duty: Duty) -> str:
    """Why there is nothing to hold against the limit."""
    if duty.conflict:
        return "报送互相矛盾"
    if duty.assessment is not None:
        return "表中有错误" if duty.assessment.table.faulty else "没有重点部门"
    return NONE if duty.status is Status.NOT_APPLICABLE else "没有数据"


def _verdict(duty: Duty) -> str:
    if duty.status in {Status.UNVERIFIED, Status.NONCOMPLIANT}:
        return duty.status.label
    if duty.assessment is None or not duty.assessment.met:
        return f"尚未达标（{duty.status.label}）"
    return "逾期后达标" if duty.status is Status.DONE_LATE else "达标"


def _rows(threshold: Threshold, assessment: Assessment) -> Iterator[tuple[str, str, str]]:
    """Who, the figure, and what is lacking: every department judged, or the officers who lack most."""
    lacking = {miss.index: miss.shortfall for miss in assessment.misses}
    for index, row in assessment.table.rows:
        if not isinstance(row, Department) or row.ceased is not None:
            continue
        if threshold.of == "every_key_department" and not assessment.table.key(row):
            continue
        gap = f"还差 {lacking[index]} 人" if index in lacking else ""
        yield row.name, percent(*threshold.share_of([row])), gap
    for miss in assessment.misses[:_OFFICERS_SHOWN]:
        if isinstance(miss.row, Officer):
            yield miss.row.code, f"{threshold.hours_of(miss.row):f} 学时", f"还差 {miss.shortfall} 学时"


def first_and_last(now: Snapshot) -> doc.Block:
    """Each unit's first figures and its newest, side by side."""
    rows = []
    for duty, threshold in measured(now):
        last = duty.assessment
        if last is None or not last.rows:
            continue
        first = History(threshold, _tables_like(now, duty, last)).at(0)
        rows.append(
            (
                duty.item.source,
                item_name(duty),
                now.label([duty]),
                str(first.table.as_of),
                _pooled(threshold, [first]),
                str(last.table.as_of),
                _pooled(threshold, [last]),
                _verdict(duty),
                now.light(duty),
            )
        )
    if not rows:
        return doc.Paragraph("没有单位报送过量化指标的数据。")
    header = ("条款", "指标", "单位", "首次统计", "首次", "最近统计", "最近", "结论", "亮灯")
    return doc.Table(header, tuple(rows))


def _tables_like(now: Snapshot, duty: Duty, last: Assessment) -> list[Table]:
    """The tables of the kind (and, for training, of the year) that the newest is."""
    whose = {unit.id for unit in (duty.unit, *duty.predecessors)}
    filings = (filing for filing in now.ledger.dataset.filings if filing.unit.id in whose)
    kind, year = last.table.kind, last.table.year
    return [table for filing in filings for table in filing.tables if (table.kind, table.year) == (kind, year)]
