"""``zhifa report``: the monthly 通报 of the whole, read out in a meeting."""

from collections import Counter
from collections.abc import Iterator

from zhifa_cli.ledger.duty import Status
from zhifa_cli.report import ahead, annexes, findings, opening, ranking, rectification, thresholds
from zhifa_cli.report.outcomes import how_many, on_time, overview, sentence, signed, standings, with_share
from zhifa_cli.report.said import NO_DEMANDS, Said, numbered
from zhifa_cli.views.columns import Column
from zhifa_cli.views.document import Block, Document, Paragraph, Section
from zhifa_cli.views.figures import Material, keys
from zhifa_cli.views.wording import day


def document(of: Material) -> Document:
    """Three pages at most; what else there is to say stands in the annexes."""
    now, annexed = of.now, tuple(_annexes(Said(of)))
    said = Said(of, tuple(annex.anchor for annex in annexed))
    return opening.document(
        of,
        "monthly",
        f"关于{of.head.called}落实情况的通报（{now.month.year}年{now.month.month}月）",
        Section("一、总体情况", "overview", (*_situation(said), *rectification.told(of))),
        Section("二、存在的主要问题", "problems", problems(said)),
        Section("三、近期到期事项", "soon", (Paragraph(said.ahead()),)),
        Section("四、下一步工作要求", "next", tuple(asked(said))),
        annexes=annexed,
    )


def _annexes(said: Said) -> Iterator[Section]:
    of, now = said.of, said.now
    measured = Section("量化指标达标情况", "thresholds", (thresholds.overview(now),))
    yield Section("完成情况统计", "figures", tuple(overview(of, _development(said))), (measured, annexes.trend(of)))
    yield ranking.late(said)
    yield Section("待核实事项和数据问题", "quality", tuple(findings.doubtful(now, of.result)))
    soon = Section("近期到期事项", "due-soon", (Paragraph(said.ahead()), *ahead.soon(now)))
    yield Section("各单位要办的事和近期到期事项", "demands", tuple(ranking.demands(said)), (soon,))
    yield annexes.annex(now)
    yield annexes.matrix(now)
    yield from rectification.annex(of)


def _situation(said: Said) -> Iterator[Paragraph]:
    yield Paragraph(said.situation() + said.month())
    if change := said.change():
        yield Paragraph(change)


def problems(said: Said) -> tuple[Paragraph, ...]:
    """Who is worst and why, what is new, what recurs, what is doubtful."""
    why = said.clauses() + said.causes() if said.lines else ""
    late = said.late() + said.worst() + said.apart()
    return numbered(
        ("逾期未完成和不达标", late),
        ("集中的条款和原因", why),
        ("屡次逾期", said.repeated()),
        ("待核实", said.unverified()),
    )


def asked(said: Said) -> Iterator[Paragraph]:
    demands = [demand for demand in said.demands() if demand.text]
    if not demands:
        yield Paragraph(NO_DEMANDS)
        return
    yield Paragraph(
        f"请各有关单位对照{said.see('demands', '')}，于{day(said.of.answer_by)}前办理下列事项，"
        f"并将办理结果和佐证材料书面报{said.of.head.coordinator}。"
    )
    yield from numbered(*((demand.what, demand.text) for demand in demands))


# ---- the first annex ----------------------------------------------------------------------------------


def _development(said: Said) -> Iterator[Block]:
    """What fell due in this month, and how it all compares with the month before."""
    of = said.of
    counts, before, month = map(of.tally, (of.now.fell_due, of.before.fell_due, said.this_month))
    if month:
        yield Paragraph(f"其中本月到期 {month.total()} 项，{sentence(month)}。")
    else:
        yield Paragraph("本月没有到期事项。")
    yield Paragraph(_change(said, counts, before))
    change = Counter(counts)
    change.subtract(before)
    yield standings(
        "合计",
        counts,
        *with_share("本月到期", month),
        *with_share("累计到期", counts),
        how_many(f"上月末（{of.before.on}）", before),
        Column("增减", lambda row: signed(change[row] if row else change.total())),
    )


def _change(said: Said, counts: Counter[Status], before: Counter[Status]) -> str:
    """Against the month before: how much more fell due, what was settled, what is newly late."""
    of, late = said.of, keys(said.of.accused)
    was_due, is_due, was_late = keys(of.before.fell_due), keys(of.now.fell_due), said.was_late
    difference = len(late) - len(was_late)
    trend = f"{'增加' if difference > 0 else '减少'} {abs(difference)} 项" if difference else "持平"
    gone = f"，改为不适用或延期 {len(was_due - is_due)} 项" if was_due - is_due else ""
    return (
        f"与上月末（{day(of.before.on)}）相比，累计到期由 {before.total()} 项变为 {counts.total()} 项"
        f"（新到期 {len(is_due - was_due)} 项{gone}）；"
        f"逾期未完成和不达标由 {len(was_late)} 项变为 {len(late)} 项，{trend}"
        f"（了结 {len(was_late - late)} 项，新增 {len(late - was_late)} 项）；"
        f"按期完成率由 {on_time(before)} 变为 {on_time(counts)}。"
    )
