"""How what fell due stands: in a sentence, in a table, as a picture; and what did not fall due."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Self, TypeAlias

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.text.percent import share
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Light, Paragraph, Pie, Series, Slice, Table, Trend, table
from zhifa_cli.views.figures import Material, Snapshot, keys, tally
from zhifa_cli.views.groups import by_unit
from zhifa_cli.views.trend import MonthEnd
from zhifa_cli.views.wording import counted, day


class _Outcome(NamedTuple):
    """How reports show it that a duty which fell due stands so."""

    word: str
    light: Light
    color: str


OUTCOMES = {
    Status.DONE: _Outcome("按期完成", Light.GREEN, "#2e8b57"),
    Status.DONE_LATE: _Outcome("逾期完成", Light.YELLOW, "#e6b800"),
    Status.OVERDUE: _Outcome("逾期未完成", Light.RED, "#c0392b"),
    Status.NONCOMPLIANT: _Outcome("不达标", Light.RED, "#7b241c"),
    Status.UNVERIFIED: _Outcome("待核实", Light.YELLOW, "#8e6bbf"),
    Status.NOT_APPLICABLE: _Outcome("已豁免", Light.GREEN, "#8a949b"),
}
"""How a duty that fell due can stand, in the order in which reports say it."""
_RARE = {Status.NOT_APPLICABLE}
"""Told only where there is any."""
_AHEAD = {
    Status.IN_PROGRESS: "推进中",
    Status.NOT_DUE: "尚无进展报送",
    Status.DONE: "提前完成",
    Status.DONE_LATE: "已完成",
    Status.UNVERIFIED: "待核实",
}


def overview(of: Material, details: Iterable[Block] | None = None, *, one_unit: bool = False) -> Iterator[Block]:
    """What fell due, how it stands (with a kind's own ``details``), and what did not fall due."""
    now = of.now
    until = f"{f'应办事项 {len(now.duties)} 项。' if one_unit else ''}截至{day(now.on)}，"
    if now.fell_due:
        counts = of.tally(now.fell_due)
        fell_due = f"到期 {counted(now.fell_due)}"
        if not one_unit:
            fell_due = f"累计{fell_due}，涉及 {len(by_unit(now.fell_due))} 个单位"
        yield Paragraph(f"{until}{fell_due}，{sentence(counts)}。")
        yield from details or [standings("到期合计", counts, *with_share("项数", counts))]
        slices = [Slice(outcome.word, counts[s], outcome.color) for s, outcome in OUTCOMES.items() if counts[s]]
        if slices:
            yield Pie("到期事项完成情况", tuple(sorted(slices, key=lambda part: -part.count)))
    else:
        yield Paragraph(f"{until}没有到期事项。")
    yield Paragraph(_pending(now))


def sentence(counts: Counter[Status]) -> str:
    """The outcomes of what fell due, with shares, as a sentence reads them out."""
    total, done = counts.total(), counts[Status.DONE] + counts[Status.DONE_LATE]
    return f"办结 {done} 项：" + "；".join(
        f"{outcome.word} {counts[status]} 项，占 {share(counts[status], total)}"
        for status, outcome in OUTCOMES.items()
        if counts[status]
    )


def signed(change: int) -> str:
    return f"{change:+d}" if change else "0"


Row: TypeAlias = Status | None
"""A row of the table of outcomes: one of them, or their total."""


def standings(total: str, counts: Counter[Status], *columns: Column[Row]) -> Table:
    """What fell due by outcome, below its total."""
    word = Column[Row]("类别", lambda row: OUTCOMES[row].word if row else total)
    light = Column[Row]("亮灯", lambda row: OUTCOMES[row].light if row and counts[row] else None)
    return Table.of((word, *columns, light), (None, *(row for row in OUTCOMES if counts[row] or row not in _RARE)))


def how_many(heading: str, counts: Counter[Status]) -> Column[Row]:
    return Column(heading, lambda row: counts[row] if row else counts.total())


def with_share(heading: str, counts: Counter[Status]) -> tuple[Column[Row], Column[Row]]:
    """How many, and what share of all."""
    total = counts.total()
    return how_many(heading, counts), Column("占比", lambda row: share(counts[row] if row else total, total))


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that are counted together under a name, and how those that fell due stand."""

    name: str
    duties: Sequence[Duty]
    counts: Counter[Status]

    @classmethod
    def of(cls, of: Material, name: str, duties: Sequence[Duty]) -> Self:
        return cls(name, duties, of.tally(duty for duty in duties if of.now.has_fallen_due(duty)))


def rates(of: Material, groups: Sequence[Group], *lead: Column[Group], empty: str = "没有应办事项。") -> Block:
    """A row for each group: what fell due of it, how it stands, and the share done on time."""

    def outcome(status: Status) -> Column[Group]:
        return Column(OUTCOMES[status].word, lambda group: group.counts[status])

    columns: Columns[Group] = (
        *lead,
        Column("到期", lambda group: group.counts.total()),
        *(outcome(s) for s in OUTCOMES if s not in _RARE or any(group.counts[s] for group in groups)),
        Column(_ON_TIME, lambda group: on_time(group.counts)),
        Column("亮灯", lambda group: of.now.worst_light(group.duties)),
    )
    return table(columns, groups, empty)


_ON_TIME, _FAILED = "按期完成率", "逾期和不达标率"


def on_time(counts: Counter[Status]) -> str:
    return share(counts[Status.DONE], counts.total())


def trend(of: Material) -> Trend | Paragraph:
    """The rates at each month-end since the plan was issued."""

    def outcome(status: Status) -> Column[MonthEnd]:
        return Column(OUTCOMES[status].word, lambda end: end.counts[status])

    def series(label: str, tone: Light, count: Callable[[MonthEnd], int]) -> Series:
        rates = (Fraction(count(end), end.fell_due) if end.fell_due else None for end in of.trend)
        return Series(label, tone, tuple(rates))

    columns: Columns[MonthEnd] = (
        Column("截至", lambda end: end.on),
        Column("累计到期", lambda end: end.fell_due),
        *(outcome(s) for s in OUTCOMES if s not in _RARE or any(end.counts[s] for end in of.trend)),
        Column(_ON_TIME, lambda end: share(end.on_time, end.fell_due)),
        Column(_FAILED, lambda end: share(end.failed, end.fell_due)),
    )
    if not of.now.fell_due:
        return Paragraph("还没有到期事项。")
    return Trend(
        "逐月按期完成率、逾期和不达标率",
        tuple(end.on for end in of.trend),
        (
            series(_ON_TIME, Light.GREEN, lambda end: end.on_time),
            series(_FAILED, Light.RED, lambda end: end.failed),
        ),
        Table.of(columns, of.trend),
    )


def _pending(now: Snapshot) -> str:
    """What did not fall due, in one sentence; with what did, it is every duty."""
    ahead = tally(now.ahead)
    inner = "、".join(f"{word} {ahead[status]} 项" for status, word in _AHEAD.items() if ahead[status])
    told = keys((*now.fell_due, *now.ahead))
    others = Counter(_outside(duty) for duty in now.duties if duty.key not in told)
    parts = [
        f"尚未到期 {len(now.ahead)} 项{f'（其中{inner}）' if inner else ''}",
        *(f"{label} {count} 项" for label, count in others.items()),
    ]
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
