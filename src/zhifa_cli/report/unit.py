"""``zhifa report --kind unit`` and ``notice``: one body's page for its head, and a draft 督办函."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.model.roster import Unit
from zhifa_cli.report import ahead, annexes, findings, parts, thresholds
from zhifa_cli.views import wording
from zhifa_cli.views.document import Block, Document, Light, Paragraph, Points, Section, Table
from zhifa_cli.views.figures import Material, Snapshot, fold, shifted, tally

REPLY_DAYS = 10
"""A 督办函 asks for an answer so many days after its cutoff, where nothing else is said."""


def page(of: Material, unit: Unit) -> Document:
    """What a body owes, what is late, its figures against each threshold, its next dates."""
    now = of.now
    return Document(
        kind="unit",
        as_of=now.on,
        title=f"{unit.name}落实《{of.head.title}》情况",
        facts=(*parts.facts(of), *_about(now, unit)),
        warnings=parts.warnings(of),
        sections=(
            Section("一、总体情况", "overview", tuple(_overview(now))),
            Section("二、逾期和不达标事项", "late", (_late(of),)),
            Section("三、待核实事项和数据问题", "quality", tuple(_quality(of))),
            Section("四、量化指标", "thresholds", (thresholds.of_unit(now),)),
            Section("五、近期到期（60 天内）", "soon", tuple(ahead.soon(now, ahead.SOON_DAYS, with_units=False))),
            Section("六、此后的时限", "later", (_later(now),)),
            Section("七、要办的事", "next", tuple(_demands(now))),
            annexes.annex(now),
        ),
    )


def _about(now: Snapshot, unit: Unit) -> Iterator[tuple[str, str]]:
    if inferred := now.inferred(now.duties):
        yield "责任依据", f"其中 {inferred} 项的责任出自推定"
    if unit.full_name:
        yield "单位全称", unit.full_name
    key = {True: "是", False: "否", None: "未认定"}[unit.key]
    yield "重点执法部门", key
    if unit.id not in now.heard:
        yield "报送", "截至当日没有任何报送，下列到期事项因此按未完成列出；已经办结的，请补报"


def _overview(now: Snapshot) -> Iterator[Block]:
    if not now.duties:
        yield Paragraph("没有应办事项。")
        return
    if not now.fell_due:
        yield Paragraph(f"应办事项 {len(now.duties)} 项。截至{parts.day(now.on)}，没有到期事项。")
    else:
        counts = tally(now.fell_due)
        yield Paragraph(
            f"应办事项 {len(now.duties)} 项。截至{parts.day(now.on)}，到期 {wording.counted(now.fell_due)}：{parts.outcomes(counts)}。"
        )
        yield parts.standings(now)
        yield from parts.pie("到期事项完成情况", counts)
    yield Paragraph(parts.pending(now))


def _late(of: Material) -> Block:
    if not of.now.late:
        return Paragraph("没有逾期或不达标事项。")
    return Table(findings.LATE_HEADER, findings.late_rows(of, of.now.late))


def _quality(of: Material) -> Iterator[Block]:
    yield findings.unverified(of.now, with_units=False)
    yield from findings.data_quality(of.now, of.result)


def _later(now: Snapshot) -> Block:
    """The dates after the near ones, one line for each day and clause."""
    near = {id(duty) for duty in now.due_within(ahead.SOON_DAYS)}
    groups: dict[tuple[date, str], list[Duty]] = defaultdict(list)
    for duty in now.ahead:
        if duty.open and duty.due and id(duty) not in near:
            groups[duty.due, duty.item.source].append(duty)
    if not groups:
        return Paragraph("没有更远的时限。")
    ordered = sorted(groups.items(), key=lambda pair: pair[0][0])
    return Table(
        ("完成时限", "条款", "项数", "事项", "进展", "亮灯"),
        tuple(
            (
                str(due),
                source,
                len(duties),
                "；".join(duty.item.title for duty in duties),
                parts.progress_words(duties),
                now.worst_light(duties),
            )
            for (due, source), duties in ordered
        ),
    )


def _demands(now: Snapshot) -> Iterator[Block]:
    demands = findings.demands(now, now.late, now.unverified, now.due_within(ahead.SOON_DAYS))
    lines = tuple((topic, f"{what}。") for topic, what in demands)
    yield Points(lines) if lines else Paragraph("目前没有需要立即办理的事项。")


def notice(of: Material, unit: Unit, reply_by: date | None) -> Document | None:
    """A 督办函 draft about what is overdue or noncompliant and not excused; None where nothing is."""
    now = of.now
    late = list(of.accused)
    if not late:
        return None
    answer = reply_by or shifted(now.on, REPLY_DAYS)
    lines = fold(late, lambda duty: _accusation(duty, answer))
    rows = tuple(
        (number, line.first.item.source, parts.marked_titles(now, line), *line.cells)
        for number, line in enumerate(lines, 1)
    )
    header = ("序号", "条款", "事项", "完成时限", "逾期", "情况", "差额", "答复期限", "亮灯")
    name = unit.full_name or unit.name
    return Document(
        kind="notice",
        as_of=now.on,
        title="行政执法监督督办函（代拟稿）",
        facts=(),
        warnings=(*parts.warnings(of), *_before_it_is_sent(now, late)),
        opening=(
            Paragraph(f"{name}：", strong=True),
            Paragraph(
                f"根据《{of.head.title}》（{parts.day(of.head.issued_on)}印发，下同）和各单位报送材料，"
                f"截至{parts.day(now.on)}，你单位有 {wording.counted(late)}应办事项逾期未完成或不达标，现予督办："
            ),
            Table(header, rows),
            Paragraph(
                f"请逐项核查原因，落实责任，抓紧办结，并于{parts.day(answer)}前将办理结果和佐证材料书面答复{of.head.coordinator}。"
                "已经办结或情况有出入的，请一并说明并补报佐证材料；确有困难需要延期的，请按程序报批。"
            ),
        ),
        sections=(),
        closing=(of.head.coordinator, "    年  月  日"),
    )


def _before_it_is_sent(now: Snapshot, late: list[Duty]) -> Iterator[str]:
    """What the drafter must look into before a letter goes out."""
    if inferred := now.inferred(late):
        yield f"代拟人请注意：其中 {inferred} 项的责任出自推定，名册未经牵头单位确认，发函前请核对；发函时删去本段和表中的“推定”。"
    if beneath := [duty for duty in late if duty.binding.beneath]:
        yield f"代拟人请注意：其中 {len(beneath)} 项是对所属执法部门的要求，由该单位汇总；发函时删去本段。"


def _accusation(duty: Duty, answer: date) -> tuple[str | Light, ...]:
    condition = f"（附条件：{duty.item.condition}）" if duty.item.condition else ""
    return (
        f"{duty.original_due}{condition}",
        wording.lateness(duty),
        f"{duty.status.label}：{findings.missing(duty)}",
        wording.shortfall(duty) or parts.NONE,
        str(answer),
        Light.RED,
    )
