"""The annexes of a report: 进展情况汇总表 and the matrix of lights."""

from __future__ import annotations

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.report.findings import FLAWS, misses
from zhifa_cli.report.parts import NONE, OUTCOME_WORDS, deadline, measure_name, named, titles
from zhifa_cli.views import standing, wording
from zhifa_cli.views.document import Block, Cell, Matrix, Paragraph, Section, Table
from zhifa_cli.views.figures import Fold, Snapshot, by_unit, fold

ANNEX_HEADER = (
    "序号",
    "举措",
    "条款",
    "主要任务",
    "责任单位",
    "完成时限",
    "完成情况",
    "完成日期",
    "佐证材料",
    "存在问题",
    "下一步措施",
    "亮灯",
)


def annex(now: Snapshot) -> Section:
    """进展情况汇总表 as a reader wants it: lines that say the same are one."""
    shown = _annexed(now)
    lines = fold(shown, lambda duty: _progress(now, duty))
    note = Paragraph(
        f"本表列 {len(shown)} 项应办事项；各栏完全相同的合为一行。以后年度、尚无报送的每年事项和发文前已届期的事项不列。"
    )
    return Section("附件：进展情况汇总表", "annex", (note, _annex(now, lines)))


def annex_by_duty(now: Snapshot) -> Table:
    """进展情况汇总表 for a spreadsheet: a line for each duty."""
    return _annex(now, [Fold((duty.unit,), (duty,), _progress(now, duty)) for duty in _annexed(now)])


def _annexed(now: Snapshot) -> list[Duty]:
    return [duty for duty in now.duties if _has_come_up(now, duty)]


def _annex(now: Snapshot, lines: list[Fold]) -> Table:
    """The lines in document order."""
    if plan := now.ledger.dataset.plan:
        lines.sort(key=lambda line: (plan.order(line.first.item.id), line.first.cycle or 0))
    rows = (
        (
            number,
            measure_name(now.ledger, line.first.item.measure),
            line.first.item.source,
            titles(line),
            named(now, line.duties),
            *line.cells,
        )
        for number, line in enumerate(lines, 1)
    )
    return Table(ANNEX_HEADER, tuple(rows), annex=True)


def _has_come_up(now: Snapshot, duty: Duty) -> bool:
    later = duty.cycle is not None and duty.cycle > now.on.year
    return not duty.before_issue and not (later and duty.status is Status.NOT_DUE)


def _progress(now: Snapshot, duty: Duty) -> tuple[Cell, ...]:
    """The cells of the annex from 完成时限 on."""
    entry = duty.claim.entry if duty.claim else None
    evidence = "、".join(_evidence(e.title, e.document_no) for e in entry.evidence) if entry else ""
    problems = [
        entry.problems if entry else None,
        misses(duty),
        *(FLAWS[flaw] for flaw in duty.flaws),
        f"不适用的理由：{entry.reason}" if entry and entry.reason else None,
    ]
    status = duty.status.label
    if duty.status in OUTCOME_WORDS and duty.days_overdue is not None:
        status += f"（{wording.lateness(duty)}）"
    return (
        deadline(duty),
        status,
        str(duty.completed_on or NONE),
        evidence or _table_of(duty) or NONE,
        "；".join(filter(None, problems)) or NONE,
        (entry and entry.next_steps) or NONE,
        now.light(duty),
    )


def _evidence(title: str, document_no: str | None) -> str:
    return f"{title}（{document_no}）" if document_no else title


def _table_of(duty: Duty) -> str:
    """The table that a threshold was judged by is its evidence."""
    if duty.assessment is None:
        return ""
    table = duty.assessment.table
    late = "，年后统计" if table.as_of > table.counts_from else ""
    return f"{'学时表' if table.kind == 'training' else '人员配备表'}（{table.as_of}{late}）"


def matrix(now: Snapshot) -> Section:
    """Unit × measure, the worst light of each; units worst first."""
    table = standing.matrix(now.duties)
    lights: dict[tuple[str, int | None], list[Duty]] = {}
    for duty in now.duties:
        lights.setdefault((duty.unit.id, duty.item.measure), []).append(duty)
    owed = by_unit(now.duties)
    rows = tuple(
        (
            now.label(owed[unit]),
            tuple(now.worst_light(lights[unit, m]) if (unit, m) in lights else None for m in table.measures),
        )
        for unit in table.units
    )
    columns = tuple("里程碑" if measure is None else str(measure) for measure in table.measures)
    note = Paragraph(
        "横为举措序号，竖为单位，最差的在前。红：逾期未完成或不达标；黄：逾期完成、待核实或 30 天内到期；"
        "绿：已完成或按序推进；“·”：不承担。"
    )
    blocks: tuple[Block, ...] = (note, Matrix("单位", columns, rows)) if rows else (Paragraph("没有应办事项。"),)
    return Section("附件：亮灯矩阵", "matrix", blocks)
