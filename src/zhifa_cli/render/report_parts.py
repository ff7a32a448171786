"""The sections that several kinds of report share: figures -> paragraphs, tables and pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from zhifa_cli.finding import Result
from zhifa_cli.ledger import Duty, Flaw, Ledger, Status
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.submission import Department, Officer
from zhifa_cli.render import phrases, standing, wording
from zhifa_cli.render.report_document import (
    Bar,
    Block,
    Cell,
    Light,
    Matrix,
    Paragraph,
    Pie,
    Section,
    Slice,
    Table,
    Timeline,
)
from zhifa_cli.render.report_figures import (
    OUTCOMES,
    Fold,
    Material,
    Snapshot,
    fold,
    months_carried,
    share,
    shifted,
    tally,
)

NONE = "—"
SOON_DAYS = 60
_MISSES_SHOWN = 5
_CLAUSES_SHOWN = 6

OUTCOME_WORDS = {
    Status.DONE: "按期完成",
    Status.DONE_LATE: "逾期完成",
    Status.OVERDUE: "逾期未完成",
    Status.NONCOMPLIANT: "不达标",
    Status.UNVERIFIED: "待核实",
}
_COLORS = {
    Status.DONE: "#2e8b57",
    Status.DONE_LATE: "#e6b800",
    Status.OVERDUE: "#c0392b",
    Status.NONCOMPLIANT: "#7b241c",
    Status.UNVERIFIED: "#8e6bbf",
}
_FLAWS = {
    Flaw.NO_DATE: "没有完成日期",
    Flaw.NO_EVIDENCE: "没有佐证材料",
    Flaw.WRONG_RECIPIENT: "没有报给应报的机关",
    Flaw.WRONG_ACT: "办理方式与要求不符",
    Flaw.ONGOING_DONE: "长期坚持事项报为已完成",
    Flaw.UNEXPLAINED: "报为不适用，没有理由",
    Flaw.CONFLICT: "报送互相矛盾",
    Flaw.KEY_UNDETERMINED: "是否重点执法部门待认定",
}


def day(on: date) -> str:
    """A date as it is read out."""
    return f"{on.year}年{on.month}月{on.day}日"


def named(units: Sequence[Unit]) -> str:
    """The units, and how many where that is not seen at a glance."""
    names = "、".join(unit.name for unit in units)
    return f"{names}（{len(units)} 个单位）" if len(units) > 3 else names  # noqa: PLR2004 - three names are seen at once


def titles(line: Fold) -> str:
    """What a folded line is about, item by item."""
    cycle = f"（{line.first.cycle}年度）" if line.first.cycle else ""
    if len(line.items) == 1:
        return line.items[0] + cycle
    return f"{len(line.items)} 项{cycle}：{'；'.join(line.items)}"


def facts(of: Material) -> tuple[tuple[str, str], ...]:
    """What every report says of itself before it says anything else."""
    now, head = of.now, of.head
    closing = "日终" if now.cutoff.closed else "，当日到期的尚不算逾期"
    return (
        ("截至", f"{day(now.on)}{closing}"),
        ("依据", f"《{head.title}》（{day(head.issued_on)}印发），各责任单位截至当日的报送材料 {len(now.filings)} 份"),
        ("范围", of.scope),
        ("牵头单位", head.coordinator),
    )


def warnings(of: Material) -> tuple[str, ...]:
    """What a reader must know before the rest."""
    now, head = of.now, of.head
    found = []
    if now.ledger.dataset.demo:
        found.append("含演示数据：单位是真实的，进展和数字是示例，不是真实情况，不得作为通报依据。")
    if left_out := of.result.left_out:
        found.append(f"有 {left_out} 处数据有误，没有采用，结论可能因此有出入；运行 zhifa check 查看。")
    if now.on < head.issued_on:
        found.append(f"{day(now.on)}在文件印发（{day(head.issued_on)}）之前，还没有到期事项。")
    if now.on > head.ends_on:
        found.append(f"计划已于{day(head.ends_on)}终止，此后不再产生新的应办事项；下文是终止之后的情况。")
    return tuple(found)


# ---- how it stands on the whole ----------------------------------------------------------------------


def outcomes(counts: Counter[Status]) -> str:
    """The outcomes of what fell due, with shares, as a sentence reads them out."""
    total = counts.total()
    said = (
        f"{OUTCOME_WORDS[status]} {counts[status]} 项，占 {share(counts[status], total)}"
        for status in OUTCOMES
        if counts[status]
    )
    return "；".join(said)


def pending(now: Snapshot) -> str:
    """What did not fall due, in one sentence; with what did, it is every duty."""
    ahead, rest = tally(now.ahead), set(map(id, (*now.fell_due, *now.ahead)))
    open_words = {
        Status.IN_PROGRESS: "推进中",
        Status.NOT_DUE: "尚无进展报送",
        Status.DONE: "提前完成",
        Status.DONE_LATE: "已完成",
        Status.UNVERIFIED: "待核实",
    }
    parts = [f"尚未到期 {len(now.ahead)} 项"]
    if inner := "、".join(f"{word} {ahead[status]} 项" for status, word in open_words.items() if ahead[status]):
        parts[0] += f"（其中{inner}）"
    others = [duty for duty in now.duties if id(duty) not in rest]
    labels = Counter(_outside(duty) for duty in others)
    parts += [f"{label} {count} 项" for label, count in labels.items()]
    return f"另有{'；'.join(parts)}。"


def _outside(duty: Duty) -> str:
    """Why a duty has no share in what falls due."""
    if duty.before_issue:
        return "发文前已届期、不计"
    if duty.status is Status.NOT_APPLICABLE:
        return "经说明不适用"
    if not duty.item.required:
        return "鼓励事项已完成" if duty.status is Status.DONE else "鼓励事项未完成、不作逾期"
    return f"{'长期坚持' if duty.item.ongoing else '未规定时限'}事项"


def pie(title: str, counts: Counter[Status]) -> Iterator[Pie]:
    slices = [Slice(OUTCOME_WORDS[s], counts[s], _COLORS[s]) for s in OUTCOMES if counts[s]]
    if slices:
        yield Pie(title, tuple(sorted(slices, key=lambda part: -part.count)))


def rates_header(*lead: str) -> tuple[str, ...]:
    return (*lead, "到期", *(OUTCOME_WORDS[status] for status in OUTCOMES), "按期完成率", "亮灯")


def rates(now: Snapshot, duties: Sequence[Duty], *lead: Cell) -> tuple[Cell, ...]:
    """One row: what fell due of some duties, how it stands, and the share done on time."""
    fell_due = set(map(id, now.fell_due))
    counts = tally(duty for duty in duties if id(duty) in fell_due)
    numbers = (counts[status] for status in OUTCOMES)
    return *lead, counts.total(), *numbers, share(counts[Status.DONE], counts.total()), now.worst_light(duties)


_LIGHTS = {
    Status.DONE: Light.GREEN,
    Status.DONE_LATE: Light.YELLOW,
    Status.OVERDUE: Light.RED,
    Status.NONCOMPLIANT: Light.RED,
    Status.UNVERIFIED: Light.YELLOW,
}


def light_of(status: Status, count: int) -> Cell:
    """The light of so many duties of one outcome."""
    return _LIGHTS[status] if count else NONE


def standings(now: Snapshot) -> Table:
    """What fell due, by outcome."""
    counts = tally(now.fell_due)
    total = counts.total()
    rows = ((OUTCOME_WORDS[s], counts[s], share(counts[s], total), light_of(s, counts[s])) for s in OUTCOMES)
    return Table(("类别", "项数", "占比", "亮灯"), (("到期合计", total, share(total, total), NONE), *rows))


def item_name(duty: Duty) -> str:
    return duty.item.title + (f"（{duty.cycle}年度）" if duty.cycle else "")


def measure_name(ledger: Ledger, measure: int | None) -> str:
    plan = ledger.dataset.plan
    found = next((m for m in plan.measures if m.id == measure), None) if plan else None
    return f"{found.id} {found.title}" if found else "里程碑"


# ---- late --------------------------------------------------------------------------------------------

LATE_HEADER = ("条款", "事项", "到期", "逾期", "缺什么", "差额", "结转", "亮灯")


def late_rows(of: Material, duties: Sequence[Duty]) -> tuple[tuple[Cell, ...], ...]:
    """Late duties of one unit, the longest overdue first."""
    lines = fold(duties, lambda duty: _late_facts(of, duty), across_units=False)
    return tuple((line.first.item.source, titles(line), *line.cells, Light.RED) for line in lines)


def _late_facts(of: Material, duty: Duty) -> tuple[Cell, ...]:
    months = months_carried(duty, of.now.month)
    return (
        str(duty.original_due),
        wording.lateness(duty),
        missing(duty) + (f";{phrases.waiver(excuse)}" if (excuse := of.excuse(duty)) else ""),
        wording.shortfall(duty) or NONE,
        f"往月结转 {months} 个月" if months else "本月到期",
    )


def missing(duty: Duty) -> str:
    """What a late duty lacks: the report, the act, the figures."""
    threshold = duty.item.threshold
    parts = []
    if duty.status is Status.NONCOMPLIANT:
        parts.append(misses(duty))
    elif threshold:
        parts.append("没有报送人员配备表" if threshold.share else "没有报送该年度学时表")
    elif duty.claim:
        parts.append(f"报送的进展是“{duty.claim.entry.status}”")
    else:
        parts.append("没有报送完成情况")
    if duty.item.act:
        parts.append(f"应{duty.item.act}{f'（对象：{duty.item.recipient}）' if duty.item.recipient else ''}")
    if duty.extension:
        parts.append(wording.prolonged(duty))
    return "；".join(parts)


def misses(duty: Duty) -> str:
    """Which departments or officers miss a threshold, the figure and the limit of each."""
    assessment, threshold = duty.assessment, duty.item.threshold
    if assessment is None or threshold is None:
        return ""
    shown = []
    for miss in assessment.misses[:_MISSES_SHOWN]:
        if isinstance(miss.row, Department):
            part, whole = threshold.share_of([miss.row])
            shown.append(f"{miss.row.name} {part}/{whole}，要求 {threshold.limit_text}，还差 {miss.shortfall} 人")
        elif isinstance(miss.row, Officer):
            shown.append(f"{miss.row.code} {threshold.hours_of(miss.row):f} 学时，还差 {miss.shortfall} 学时")
    more = (
        f"等 {len(assessment.misses)} {'个部门' if threshold.share else '人'}"
        if len(assessment.misses) > _MISSES_SHOWN
        else ""
    )
    lead = "" if threshold.share else f"要求每人 {threshold.limit_text} 学时："
    return lead + "；".join(shown) + more


# ---- unverified, and what the data lacks --------------------------------------------------------------


def unverified(now: Snapshot, *, with_units: bool = True) -> Table | Paragraph:
    if not now.unverified:
        return Paragraph("没有待核实的事项。")
    lines = fold(now.unverified, lambda d: (_deadline(d), "；".join(_FLAWS[flaw] for flaw in d.flaws)))
    rows = ((named(line.units), line.first.item.source, titles(line), *line.cells, Light.YELLOW) for line in lines)
    header = ("单位", "条款", "事项", "完成时限", "待核实的原因", "亮灯")
    table = Table(header, tuple(rows))
    return table if with_units else table.without("单位")


_TOLD_ELSEWHERE = frozenset({"ZF201", "ZF202", "ZF203", "ZF204", "ZF301", "ZF302", "ZF303", "ZF305", "ZF306"})
_THRESHOLDS = frozenset({"ZF401", "ZF402", "ZF403"})


def data_quality(now: Snapshot, result: Result) -> Iterator[Block]:
    """What the check found in the data itself, which the other sections do not say."""
    silent = [unit for unit in now.units if unit.id not in now.heard]
    if silent:
        yield Paragraph(f"没有任何报送的单位 {len(silent)} 个：{'、'.join(unit.name for unit in silent)}。")
    told = _TOLD_ELSEWHERE | _THRESHOLDS
    doubted = {(d.unit.id, d.item.id) for d in now.unverified}
    findings = [
        f for f in result.findings if f.rule not in told and not (f.rule == "ZF304" and (f.unit, f.item) in doubted)
    ]
    if not findings:
        yield Paragraph("数据检查没有发现其他问题。")
        return
    yield Paragraph(f"数据检查另发现 {len(findings)} 处问题：")
    rows = (
        (
            result.unit_names.get(f.unit or "", NONE),
            f"{f.path}:{f.position.line}" if f.position else f.path,
            f"{f.severity.label} {f.rule}",
            f.message,
        )
        for f in findings
    )
    yield Table(("单位", "位置", "规则", "问题"), tuple(rows))


# ---- what comes next ---------------------------------------------------------------------------------

SOON_HEADER = ("完成时限", "剩余", "条款", "事项", "责任单位", "进展", "亮灯")


def soon(now: Snapshot, days: int, *, with_units: bool = True) -> Iterator[Block]:
    """What falls due within so many days: a table, and the same as a picture."""
    near = now.due_within(days)
    last = shifted(now.on, days)
    if near:
        yield from _near(now, near, last, with_units=with_units)
    else:
        yield Paragraph(f"{day(now.on)}以后 {days} 天内（至{day(last)}）没有到期事项。")
    later = [duty.due for duty in now.ahead if duty.open and duty.due and duty.due > last]
    if later:
        yield Paragraph(f"此后最近的到期日是{day(min(later))}，有 {later.count(min(later))} 项尚未完成。")


def _near(now: Snapshot, near: Sequence[Duty], last: date, *, with_units: bool) -> Iterator[Block]:
    units = len({duty.unit.id for duty in near})
    whom = f"，涉及 {units} 个单位" if with_units else ""
    yield Paragraph(f"{day(last)}以前到期、尚未完成的有 {len(near)} 项{whom}。")
    lines = fold(near, lambda d: (str(d.due), d.status.label, now.light(d)))
    table = Table(SOON_HEADER, tuple(_soon_row(now, line) for line in lines))
    yield table if with_units else table.without("责任单位")
    yield _timeline(now, near, last)


def _soon_row(now: Snapshot, line: Fold) -> tuple[Cell, ...]:
    due = line.first.due or now.on
    left = (due - now.on).days
    return (
        str(due),
        f"{left} 天" if left else "今日",
        line.first.item.source,
        titles(line),
        named(line.units),
        line.first.status.label,
        now.light(line.first),
    )


def _timeline(now: Snapshot, near: Sequence[Duty], last: date) -> Timeline:
    """One bar for each clause and date, however many items and units stand behind it."""
    bars: dict[tuple[date, str], list[Duty]] = {}
    for duty in near:
        bars.setdefault((duty.due or last, duty.item.source), []).append(duty)
    return Timeline(
        "近期到期事项",
        now.on,
        last,
        tuple(
            Bar(f"{due.year}年{due.month}月", f"{source} {len(group)} 项", due, now.light(group[0]) is Light.YELLOW)
            for (due, source), group in bars.items()
        ),
    )


# ---- annexes -----------------------------------------------------------------------------------------

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
            named(line.units),
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
        *(_FLAWS[flaw] for flaw in duty.flaws),
        f"不适用的理由：{entry.reason}" if entry and entry.reason else None,
    ]
    status = duty.status.label
    if duty.status in OUTCOME_WORDS and duty.days_overdue is not None:
        status += f"（{wording.lateness(duty)}）" if duty.days_overdue else "（当日届满）"
    return (
        _deadline(duty),
        status,
        str(duty.completed_on or NONE),
        evidence or _table_of(duty) or NONE,
        "；".join(filter(None, problems)) or NONE,
        (entry and entry.next_steps) or NONE,
        now.light(duty),
    )


def _deadline(duty: Duty) -> str:
    if duty.original_due is None:
        return "长期坚持" if duty.item.ongoing else "未规定"
    return str(duty.original_due) + (f"（延期至 {duty.extension.grant.until}）" if duty.extension else "")


def _evidence(title: str, document_no: str | None) -> str:
    return f"{title}（{document_no}）" if document_no else title


def _table_of(duty: Duty) -> str:
    """The table that a threshold was judged by is its evidence."""
    if duty.assessment is None:
        return ""
    table = duty.assessment.table
    return f"{'学时表' if table.of_training else '人员配备表'}（{table.as_of}）"


def matrix(now: Snapshot) -> Section:
    """Unit × measure, the worst light of each; units worst first."""
    table = standing.matrix(now.duties)
    lights: dict[tuple[str, int | None], list[Duty]] = {}
    for duty in now.duties:
        lights.setdefault((duty.unit.id, duty.item.measure), []).append(duty)
    rows = tuple(
        (
            unit.name,
            tuple(now.worst_light(lights[unit.id, m]) if (unit.id, m) in lights else None for m in table.measures),
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


def clauses_of(duties: Iterable[Duty]) -> str:
    """The clauses that duties cite, in the order given; where they are many, the first and their number."""
    clauses = list(dict.fromkeys(duty.item.source for duty in duties))
    more = f"等 {len(clauses)} 条" if len(clauses) > _CLAUSES_SHOWN else ""
    return "、".join(clauses[:_CLAUSES_SHOWN]) + more


def demands(
    now: Snapshot, late: Sequence[Duty], unverified: Sequence[Duty], near: Sequence[Duty]
) -> Iterator[tuple[str, str]]:
    """What one body has to do, drawn from its findings, the most pressing first: what about, and what."""
    overdue = [duty for duty in late if duty.status is Status.OVERDUE]
    missed = [duty for duty in late if duty.status is Status.NONCOMPLIANT]
    if overdue:
        longest = max(duty.days_overdue or 0 for duty in overdue)
        elapsed = f"最久逾期 {longest} 天" if longest else "当日届满"
        yield "逾期", f"立即办结逾期的 {len(overdue)} 项（{clauses_of(overdue)}；{elapsed}）"
    if missed:
        gaps = "；".join(f"{duty.item.source} {wording.shortfall(duty)}" for duty in missed)
        yield "不达标", f"补足不达标的 {len(missed)} 项指标（{gaps}）"
    if unverified:
        yield "待核实", f"对待核实的 {len(unverified)} 项补报佐证或更正（{clauses_of(unverified)}）"
    still = [duty for duty in near if duty.status is not Status.UNVERIFIED]
    if still:
        yield "近期到期", f"按期办结近期到期的 {len(still)} 项（{clauses_of(still)}；最早 {still[0].due}）"
    if late and late[0].unit.id not in now.heard:
        yield "报送", "从未报送，立即报送进展"


def progress_words(duties: Iterable[Duty]) -> str:
    counts = tally(duties)
    return "、".join(f"{status.label} {counts[status]}" for status in Status if counts[status])
