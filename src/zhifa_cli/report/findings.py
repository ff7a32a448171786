"""What a report says of what is late, doubtful or faulty, and what it asks each body to do about it."""

from collections.abc import Iterable, Iterator, Sequence

from zhifa_cli.finding import Issue, Of, Result
from zhifa_cli.ledger.duty import Duty, Flaw, Status
from zhifa_cli.model.deadline import of_years
from zhifa_cli.model.threshold import OfTable, Threshold
from zhifa_cli.report import lines
from zhifa_cli.text.personal import masked
from zhifa_cli.views import wording
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Light, Paragraph, Table, table
from zhifa_cli.views.figures import Material, Snapshot, keys, months_carried
from zhifa_cli.views.groups import by_unit, grouped, longest

NONE_LATE = "没有逾期或不达标事项。"
_MISSES_SHOWN = 5
_CLAUSES_SHOWN = 6
_FLAWS = {
    Flaw.NO_DATE: "没有完成日期",
    Flaw.NO_EVIDENCE: "没有佐证材料",
    Flaw.WRONG_RECIPIENT: "没有报给应报的机关",
    Flaw.WRONG_ACT: "办理方式与要求不符",
    Flaw.ONGOING_DONE: "长期坚持事项报为已完成",
    Flaw.AFTER_SUBMISSION: "完成日期晚于报送日期",
    Flaw.EARLIER_CYCLE: "完成日期属于上一年度",
    Flaw.UNEXPLAINED: "报为不适用但没有理由",
    Flaw.UNDECIDED: "报为不适用但没有免除决定",
    Flaw.UNANSWERED: "附条件的事项没有答复",
    Flaw.CONFLICT: "报送互相矛盾",
    Flaw.KEY_UNDETERMINED: "是否{mark}待认定",
    Flaw.FAULTY_TABLE: "表中有错误",
    Flaw.SHRUNK: "表中缺少以前报过的{row}",
    Flaw.STALE: "数据太旧",
    Flaw.MID_YEAR: "年内新来的{row}还没有达到要求，待核定",
    Flaw.MISSING_FIGURE: "缺少计算所需的数字",
    Flaw.ZERO_BASE: "分母或上一期的数字是 0",
}


def flaws(duty: Duty) -> str:
    """Why it is doubtful."""
    told = _FLAWS if of_years([duty.cycle]) else {**_FLAWS, Flaw.EARLIER_CYCLE: "完成日期属于以前各期"}
    threshold, words = duty.item.threshold, dict[str, str]()
    if isinstance(threshold, OfTable):
        form = threshold.form
        words = {"mark": form.marked or "重点", "row": form.row}
    return "；".join(told[flaw].format(**words) for flaw in duty.flaws)


def doubt(duty: Duty) -> str:
    """The first reason, by which doubtful duties are counted."""
    return flaws(duty).partition("；")[0] or "其他"


def cause(now: Snapshot, duty: Duty) -> str:
    """Why a late duty is late, in a word by which they are counted."""
    if duty.unit.id not in now.heard:
        return "单位没有报送任何材料"
    if duty.status is Status.NONCOMPLIANT:
        return "已报送数据但不达标"
    if duty.flaws:
        return "报为已完成但过期没有补证"
    if duty.item.threshold:
        return "没有报送数据"
    return "已报送进展但没有办结" if duty.claim else "有报送但没有报送该事项"


def late(of: Material, duties: Sequence[Duty]) -> Table | Paragraph:
    """Late duties, the longest overdue first, of units that are not put together."""

    def lacks(duty: Duty) -> str:
        excuse = of.excuse(duty)
        return missing(duty) + (f"；{wording.waiver(excuse)}" if excuse else "")

    def carried(duty: Duty) -> str:
        if duty.missed_early(of.now.month):
            return wording.MISSED_EARLY
        months = months_carried(duty, of.now.month)
        return f"往月结转 {months} 个月" if months else "本月到期"

    columns: lines.Columns = (
        lines.CLAUSE,
        lines.what(of.now),
        Column("到期", wording.due),
        Column("逾期", wording.lateness),
        Column("缺什么", lacks),
        Column("差额", wording.shortfall),
        Column("结转", carried),
        lines.RED,
    )
    return lines.table(duties, columns, NONE_LATE, across_units=False)


def missing(duty: Duty) -> str:
    """What a late duty lacks: the report, the act, the figures."""
    threshold = duty.item.threshold
    parts = []
    if duty.status is Status.NONCOMPLIANT:
        parts.append(misses(duty))
    elif duty.flaws:
        parts.append(f"报为已完成，补证期限已过：{flaws(duty)}")
    elif threshold:
        parts.append(f"没有报送{_of_cycle(threshold)}{threshold.table_title}")
    elif duty.claim:
        parts.append(f"报送的进展是“{duty.claim.entry.status}”")
    else:
        parts.append("没有报送完成情况")
    if duty.item.act:
        parts.append(f"应{duty.item.act}{f'（对象：{duty.item.recipient}）' if duty.item.recipient else ''}")
    if duty.extension:
        parts.append(wording.prolonged(duty))
    return "；".join(parts)


def _of_cycle(threshold: Threshold) -> str:
    yearly = isinstance(threshold, OfTable) and threshold.form.cycle == "year"
    return "该年度" if yearly else "该期" if threshold.yearly else ""


def misses(duty: Duty) -> str:
    """Which departments or officers miss a threshold, the figure and the limit of each."""
    if duty.assessment is None:
        return ""
    threshold, found = duty.assessment.threshold, duty.assessment.misses
    told = "；".join(map(threshold.told, found[:_MISSES_SHOWN]))
    return threshold.lead + told + (f"等 {len(found)} {threshold.noun}" if len(found) > _MISSES_SHOWN else "")


def unverified(now: Snapshot, *, with_units: bool = True) -> Block:
    columns: lines.Columns = (
        *((lines.whose(now),) if with_units else ()),
        lines.CLAUSE,
        lines.what(now, with_units=with_units),
        Column("完成时限", wording.deadline),
        Column("已过时限", wording.lateness),
        Column("待核实的原因", flaws),
        Column("亮灯", lambda _: Light.YELLOW),
    )
    return lines.table(now.unverified, columns, "没有待核实的事项。")


def doubtful(now: Snapshot, result: Result) -> Iterator[Block]:
    """What is to be verified, counted by its reason and one by one; and what is wrong with the data."""
    if now.unverified:
        early = sum(not now.has_fallen_due(duty) for duty in now.unverified)
        yield Paragraph(
            f"待核实事项 {len(now.unverified)} 项，涉及 {len(by_unit(now.unverified))} 个单位，其中未到期的 {early} 项："
        )
        columns: Columns[Sequence[Duty]] = (
            Column("待核实的原因", lambda duties: doubt(duties[0])),
            Column("项数", len),
            Column("单位数", lambda duties: len(by_unit(duties))),
        )
        yield Table.of(columns, sorted(grouped(now.unverified, doubt).values(), key=lambda duties: -len(duties)))
    yield unverified(now)
    yield from data_quality(now, result)


def data_quality(now: Snapshot, result: Result) -> Iterator[Block]:
    """What the check found in the data itself, which the other sections do not say."""
    silent = [unit for unit in now.units if unit.id not in now.heard and unit.active_on(now.on)]
    if silent:
        owed = by_unit(now.duties)
        names = "、".join(now.label(owed[unit.id]) for unit in silent)
        yield Paragraph(f"没有任何报送的单位 {len(silent)} 个：{names}。")
    doubted = keys(now.unverified)
    findings = [
        f
        for f in result.findings
        if f.of not in {Of.DUTY, Of.RECTIFICATION} and (f.unit, f.item, f.cycle) not in doubted
    ]
    if findings:
        yield Paragraph(f"数据检查另发现 {len(findings)} 处问题：")
    columns: Columns[Issue] = (
        Column("单位", lambda f: result.unit_names.get(f.unit or "")),
        Column("位置", lambda f: masked(f"{f.path}:{f.line}")),
        Column("规则", lambda f: f"{f.severity.label} {f.rule}"),
        Column("问题", lambda f: f.message),
    )
    yield table(columns, findings, "数据检查没有发现其他问题。")


def demands(
    now: Snapshot, late: Sequence[Duty], unverified: Sequence[Duty], near: Sequence[Duty]
) -> Iterator[tuple[str, str]]:
    """What one body has to do, drawn from its findings, the most pressing first: what about, and what."""
    overdue = [duty for duty in late if duty.status is Status.OVERDUE]
    missed = [duty for duty in late if duty.status is Status.NONCOMPLIANT]
    if overdue:
        days = longest(overdue)
        elapsed = ("最久逾期 " if days else "") + wording.elapsed(days)
        yield "逾期", f"立即办结逾期的 {len(overdue)} 项（{_clauses(overdue)}；{elapsed}）"
    passed = [duty for duty in missed if duty.item.threshold and duty.item.threshold.ceiling]
    if short := [duty for duty in missed if duty not in passed]:
        yield "不达标", f"补足不达标的 {len(short)} 项指标（{_gaps(short)}）"
    if passed:
        yield "不达标", f"压减超出上限的 {len(passed)} 项指标，不能压减的说明原因，不得再超（{_gaps(passed)}）"
    if unverified:
        yield "待核实", f"对待核实的 {len(unverified)} 项补报佐证或更正（{_clauses(unverified)}）"
    still = [duty for duty in near if duty.status is not Status.UNVERIFIED]
    if still:
        yield (
            "近期到期",
            f"按期办结近期到期的 {len(still)} 项（{_clauses(still)}；最早 {still[0].dated(still[0].due)}）",
        )
    if late and late[0].unit.id not in now.heard:
        yield "报送", "从未报送，立即报送进展"


def _gaps(missed: Iterable[Duty]) -> str:
    return "；".join(f"{duty.item.source} {wording.shortfall(duty)}" for duty in missed)


def _clauses(duties: Iterable[Duty]) -> str:
    """The clauses that duties cite, in the order given; where they are many, the first and their number."""
    clauses = list(dict.fromkeys(duty.item.source for duty in duties))
    more = f"等 {len(clauses)} 条" if len(clauses) > _CLAUSES_SHOWN else ""
    return "、".join(clauses[:_CLAUSES_SHOWN]) + more
