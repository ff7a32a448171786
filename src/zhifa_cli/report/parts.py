"""The words and the tallies that all kinds of report share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.views.document import Cell, Light, Pie, Slice, Table
from zhifa_cli.views.figures import OUTCOMES, Fold, Material, Snapshot, by_unit, share, tally

NONE = "—"
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


def day(on: date) -> str:
    """A date as it is read out."""
    return f"{on.year}年{on.month}月{on.day}日"


def named(now: Snapshot, duties: Iterable[Duty]) -> str:
    """The units of some duties, and how many where that is not seen at a glance."""
    names = [now.label(own) for own in by_unit(duties).values()]
    told = "、".join(names)
    return f"{told}（{len(names)} 个单位）" if len(names) > 3 else told  # noqa: PLR2004 - three names are seen at once


def titles(line: Fold) -> str:
    """What a folded line is about, item by item."""
    return _titles(line, "")


def marked_titles(now: Snapshot, line: Fold) -> str:
    """The same where no name stands beside it, with what must be known of who has it."""
    return _titles(line, now.mark(line.first))


def _titles(line: Fold, mark: str) -> str:
    told = (f"（{line.first.cycle}年度）" if line.first.cycle else "") + mark
    if len(line.items) == 1:
        return line.items[0] + told
    return f"{len(line.items)} 项{told}：{'；'.join(line.items)}"


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
    if now.unconfirmed:
        told = "标“推定”的单位和事项，责任出自推断，通报前须核对。" if now.inferred(now.duties) else ""
        found.append("名册未经牵头单位确认。" + told)
    if left_out := of.result.left_out:
        found.append(f"有 {left_out} 处数据有误，没有采用，结论可能因此有出入；运行 zhifa check 查看。")
    if now.on < head.issued_on:
        found.append(f"{day(now.on)}在文件印发（{day(head.issued_on)}）之前，还没有到期事项。")
    if now.on > head.ends_on:
        found.append(f"计划已于{day(head.ends_on)}终止，此后不再产生新的应办事项；下文是终止之后的情况。")
    return tuple(found)


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
        return "不适用（经说明或免除）"
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


def deadline(duty: Duty) -> str:
    if duty.original_due is None:
        return "长期坚持" if duty.item.ongoing else "未规定"
    condition = f"（附条件：{duty.item.condition}）" if duty.item.condition else ""
    return str(duty.original_due) + (f"（延期至 {duty.extension.grant.until}）" if duty.extension else "") + condition


def progress_words(duties: Iterable[Duty]) -> str:
    counts = tally(duties)
    return "、".join(f"{status.label} {counts[status]}" for status in Status if counts[status])
