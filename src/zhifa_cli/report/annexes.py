"""The annexes of a report: 进展情况汇总表 and the matrix of lights."""

from collections.abc import Callable, Iterable

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.model.deadline import of_years
from zhifa_cli.report import lines, outcomes
from zhifa_cli.report.findings import flaws, misses
from zhifa_cli.report.lines import Joined, Line
from zhifa_cli.views import standing, wording
from zhifa_cli.views.columns import Column, Value, headings, rows
from zhifa_cli.views.document import Block, Matrix, Paragraph, Section, Table
from zhifa_cli.views.figures import Material, Snapshot
from zhifa_cli.views.groups import by_unit, grouped

OPENS_WITH = ("序号", "举措", "条款", "主要任务")
"""The first headings of 进展情况汇总表, by which a file that holds it is known."""


def annex(now: Snapshot) -> Section:
    """进展情况汇总表 as a reader wants it: lines that say the same are one."""
    shown = _shown(now)
    table = _table(now, lines.folded(shown, _columns(now)))
    yearly = of_years(duty.cycle for duty in now.duties)
    later = "以后年度、尚无报送的每年事项" if yearly else "以后各期、尚无报送的定期事项"
    note = Paragraph(f"本表列 {len(shown)} 项应办事项；各栏完全相同的合为一行。{later}和发文前已届期的事项不列。")
    return Section("进展情况汇总表", "annex", (note, table))


def by_duty(now: Snapshot) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    """进展情况汇总表 for a spreadsheet, header and rows: a line for each duty."""
    table, more = _table(now, [(duty,) for duty in _shown(now)]), wording.data_columns(now.ledger)
    return (*table.header, *headings(more)), [
        (*row, *told) for row, told in zip(table.rows, rows(more, table.rows), strict=True)
    ]


def _table(now: Snapshot, shown: Iterable[Line]) -> Table:
    """The lines in document order."""
    order = now.ledger.dataset.plan.order
    ordered = sorted(shown, key=lambda line: (order(line[0].item.id), line[0].cycle or ""))
    return Table.of(lines.of_lines(_columns(now)), ordered, numbered=True, annex=True)


def _shown(now: Snapshot) -> list[Duty]:
    """The duties that have come up."""

    def later(duty: Duty) -> bool:
        return not duty.begun_by(now.on) and duty.status is Status.NOT_DUE

    return [duty for duty in now.duties if not duty.before_issue and not later(duty)]


def _columns(now: Snapshot) -> lines.Columns:
    return (
        Joined("举措", lambda line: wording.measure_titled(now.ledger, line[0].item.measure)),
        lines.CLAUSE,
        lines.what(now, "主要任务", with_units=True),
        lines.whose(now, "责任单位"),
        Column("完成时限", wording.deadline),
        Column("完成情况", _standing),
        Column("完成日期", lambda duty: duty.completed_on),
        Column("佐证材料", _evidence),
        Column("存在问题", _problems),
        Column("下一步措施", lambda duty: duty.claim.entry.next_steps if duty.claim else None),
        lines.light(now),
    )


def _standing(duty: Duty) -> str:
    late = duty.status in outcomes.OUTCOMES and duty.days_overdue is not None
    return wording.state(duty) + (f"（{wording.lateness(duty)}）" if late else "")


def _evidence(duty: Duty) -> str:
    """What shows it; of a threshold, the table that it was judged by."""
    shown = duty.claim.entry.evidence if duty.claim else ()
    named = "、".join(f"{e.title}（{e.document_no}）" if e.document_no else e.title for e in shown)
    if named or duty.assessment is None:
        return named
    table = duty.assessment.table
    late = "，年后统计" if table.as_of > table.counts_from else ""
    return f"{duty.assessment.threshold.table_title}（{table.as_of}{late}）"


def _problems(duty: Duty) -> str:
    entry = duty.claim.entry if duty.claim else None
    reason = f"不适用的理由：{entry.reason}" if entry and entry.reason else None
    problems = entry.problems if entry else None
    return "；".join(filter(None, [problems, misses(duty), flaws(duty), reason]))


def _plain(_key: object, name: str) -> str:
    return name


def matrix(
    now: Snapshot,
    of_unit: Callable[[str, str], str] = _plain,
    of_measure: Callable[[int | str | None, str], str] = _plain,
) -> Section:
    """Unit × measure, the worst light of each; units worst first. What each is called may lead somewhere."""
    table = standing.matrix(now.duties, now.ledger.dataset.plan.titles)
    owed, lights = by_unit(now.duties), grouped(now.duties, lambda duty: (duty.unit.id, duty.item.measure))
    rows = tuple(
        (
            of_unit(unit, now.label(owed[unit])),
            tuple(now.worst_light(lights[unit, m]) if (unit, m) in lights else None for m in table.measures),
        )
        for unit in table.units
    )
    columns = tuple(of_measure(m, "里程碑" if m is None else str(m)) for m in table.measures)
    note = Paragraph(
        "横为举措序号，竖为单位，最差的在前。红：逾期未完成或不达标；黄：逾期完成、待核实或 30 天内到期；"
        "绿：已完成或按序推进；“·”：不承担。"
    )
    blocks: tuple[Block, ...] = (note, Matrix("单位", columns, rows)) if rows else (Paragraph("没有应办事项。"),)
    return Section("亮灯矩阵", "matrix", blocks)


def trend(of: Material) -> Section:
    """How the rates changed from month to month."""
    note = Paragraph(
        "每个月末累计到期事项的情况，按现在掌握的报送判断；现在经批准豁免的，各月都不算逾期；已撤并单位的，也计在内。"
    )
    return Section("逐月变化", "trend", (note, outcomes.trend(of)))
