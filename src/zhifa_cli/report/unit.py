"""``zhifa report --kind unit`` and ``notice``: one body's page for its head, and a draft 督办函."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.model.plan import PlanHead
from zhifa_cli.model.roster import Unit
from zhifa_cli.report import ahead, annexes, findings, lines, opening, rectification, thresholds
from zhifa_cli.report.outcomes import overview
from zhifa_cli.report.said import Said, fitting, numbered
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Document, Paragraph, Points, Section, table
from zhifa_cli.views.figures import Material, Snapshot, keys
from zhifa_cli.views.groups import grouped, longest
from zhifa_cli.views.wording import condition, counted, day, due, lateness, settled, shortfall, tallied

_TITLE, _KIND = "行政执法监督督办函", "督办函"
_CLAUSES_TOLD = 6
_MISSING = 60
"""Characters for what is missing of a clause."""


def document(of: Material) -> Document:
    """What a body owes, what is late, its figures against each threshold, its next dates."""
    now, unit = of.now, of.unit
    return opening.document(
        of,
        "unit",
        f"{unit.name}落实{of.head.called}情况",
        Section("一、总体情况", "overview", (*_overview(of), *rectification.told(of))),
        Section("二、逾期和不达标情况", "problems", _told(of, of.accused) or (Paragraph(findings.NONE_LATE),)),
        Section("三、要办的事", "next", tuple(_demands(now))),
        annexes=(
            Section("逾期和不达标事项", "late", (findings.late(of, now.late),)),
            Section("待核实事项和数据问题", "quality", tuple(_quality(of))),
            Section("量化指标", "thresholds", (thresholds.of_unit(now),)),
            Section("近期到期（60 天内）", "soon", tuple(ahead.soon(now, with_units=False))),
            Section("此后的时限", "later", (_later(now),)),
            annexes.annex(now),
            *rectification.lists(of),
        ),
        facts=tuple(_about(now, unit)),
    )


def _about(now: Snapshot, unit: Unit) -> Iterator[tuple[str, str]]:
    if inferred := now.inferred(now.duties):
        yield "责任依据", f"其中 {inferred} 项的责任出自推定"
    if unit.full_name:
        yield "单位全称", unit.full_name
    yield "重点执法部门", {True: "是", False: "否", None: "未认定"}[unit.key]
    if unit.id not in now.heard:
        yield "报送", "截至当日没有任何报送，下列到期事项因此按未完成列出；已经办结的，请补报"


def _overview(of: Material) -> Iterator[Block]:
    if of.now.duties:
        yield from overview(of, one_unit=True)
    else:
        yield Paragraph("没有应办事项。")


def _quality(of: Material) -> Iterator[Block]:
    yield findings.unverified(of.now, with_units=False)
    yield from findings.data_quality(of.now, of.result)


def _later(now: Snapshot) -> Block:
    """The dates after the near ones, one line for each day and clause."""
    near = keys(now.due_within(ahead.SOON_DAYS))
    later = [duty for duty in now.ahead if duty.open and duty.key not in near]
    groups = grouped(later, lambda duty: (duty.due or date.max, duty.item.source))
    columns: Columns[list[Duty]] = (
        Column("完成时限", lambda duties: duties[0].dated(duties[0].due)),
        Column("条款", lambda duties: duties[0].item.source),
        Column("项数", len),
        Column("事项", lambda duties: "；".join(duty.item.title for duty in duties)),
        Column("进展", tallied),
        Column("亮灯", now.worst_light),
    )
    ordered = [groups[key] for key in sorted(groups, key=lambda key: key[0])]
    return table(columns, ordered, "没有更远的时限。")


def _demands(now: Snapshot) -> Iterator[Block]:
    demands = findings.demands(now, now.late, now.unverified, now.due_within(ahead.SOON_DAYS))
    lines = tuple((topic, f"{what}。") for topic, what in demands)
    yield Points(lines) if lines else Paragraph("目前没有需要立即办理的事项。")


def kind_of_letter(of: Material) -> str:
    """What a letter is called where it is entered as sent."""
    return of.head.notice_title or _KIND


def notice(of: Material) -> Document | None:
    """A 督办函 draft about what is overdue or noncompliant and not excused; None where nothing is."""
    now, unit, late = of.now, of.unit, of.accused
    if not late:
        return None
    answer = of.answer_by
    columns: lines.Columns = (
        lines.CLAUSE,
        lines.what(now),
        Column("完成时限", lambda duty: f"{due(duty)}{condition(duty)}"),
        Column("逾期", lateness),
        Column("情况", lambda duty: f"{duty.status.label}：{findings.missing(duty)}"),
        Column("差额", shortfall),
        Column("答复期限", lambda _: answer),
        lines.RED,
    )
    letter = Document(
        kind="notice",
        as_of=now.on,
        title=f"{of.head.notice_title or _TITLE}（代拟稿）",
        facts=(),
        warnings=(*opening.warnings(of, "unit"), *_before_it_is_sent(now, late)),
        opening=(
            Paragraph(
                f"根据《{of.head.title}》（{day(of.head.issued_on)}印发，{_from_here_on(of.head)}）和各单位报送材料，"
                f"截至{day(now.on)}，你单位有 {counted(late)}应办事项逾期未完成或不达标，现予督办。"
            ),
        ),
        sections=(
            Section("一、督办事项", "facts", (*_told(of, late), *rectification.sent_before(of, unit))),
            Section(
                "二、办理要求",
                "demands",
                (
                    Paragraph(
                        f"请对照附件逐项核查原因，落实责任，抓紧办结，并于{day(answer)}前将办理结果和佐证材料书面答复"
                        f"{of.head.coordinator}。已经办结或情况有出入的，请一并说明并补报佐证材料；"
                        "确有困难需要延期的，请按程序报批。"
                    ),
                ),
            ),
        ),
        annexes=(Section("逾期和不达标事项清单", "list", (lines.table(late, columns, "", numbered=True),)),),
    )
    return opening.letter(of, letter, unit.full_name or unit.name)


def _told(of: Material, late: Sequence[Duty]) -> tuple[Paragraph, ...]:
    """The facts, clause by clause with its basis: how much, since when, what is missing."""
    clauses = list(grouped(late, lambda duty: duty.item.source).values())
    facts = []
    for own in clauses[:_CLAUSES_TOLD]:
        days = f"，{'最久' if len(own) > 1 else ''}已逾期{longest(own)}天" if longest(own) else ""
        known = dict.fromkeys(part for duty in own for part in findings.missing(duty).split("；"))
        told = [*fitting(known, _MISSING)]
        lacks = "；".join(told) + ("等" if len(told) < len(known) else "")
        marks, mark = _marks(of.now, own), "（核定）" if settled(own[0]) else ""
        facts.append(
            (
                Said(of).matters(own),
                f"{len(own)}项{marks}，{day(own[0].original_due or of.now.on)}{mark}到期{days}：{lacks}。",
            )
        )
    rest = len(clauses) - _CLAUSES_TOLD
    more = (Paragraph(f"以上是逾期最久的{_CLAUSES_TOLD}条，其余{rest}条见附件。"),) if rest > 0 else ()
    return (*numbered(*facts), *more)


def _marks(now: Snapshot, own: Sequence[Duty]) -> str:
    """What must be known of whose these are; of some of them, of how many."""
    marks = Counter(map(now.mark, own))
    if len(marks) == 1:
        return next(iter(marks))
    return f"（其中{'、'.join(f'{count}项{mark[1:-1]}' for mark, count in marks.items() if mark)}）"


def _from_here_on(head: PlanHead) -> str:
    return f"以下简称{head.short_name}" if head.short_name else "下同"


def _before_it_is_sent(now: Snapshot, late: Sequence[Duty]) -> Iterator[str]:
    """What the drafter must look into before a letter goes out."""
    if inferred := now.inferred(late):
        yield f"代拟人请注意：其中 {inferred} 项的责任出自推定，名册未经牵头单位确认，发函前请核对；发函时删去本段和表中的“推定”。"
    if beneath := [duty for duty in late if duty.binding.beneath]:
        yield f"代拟人请注意：其中 {len(beneath)} 项是对所属执法部门的要求，由该单位汇总；发函时删去本段。"
