"""What falls due next: a table, and the same as a picture."""

from collections.abc import Iterator, Sequence
from datetime import date

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.report import lines
from zhifa_cli.views.columns import Column
from zhifa_cli.views.document import Bar, Block, Light, Paragraph, Timeline
from zhifa_cli.views.figures import Snapshot, shifted
from zhifa_cli.views.groups import grouped
from zhifa_cli.views.wording import day

SOON_DAYS = 60


def soon(now: Snapshot, days: int = SOON_DAYS, *, with_units: bool = True) -> Iterator[Block]:
    """What falls due within so many days."""
    near, last = now.due_within(days), shifted(now.on, days)
    if near:
        whom = f"，涉及 {len({duty.unit.id for duty in near})} 个单位" if with_units else ""
        yield Paragraph(f"{day(last)}以前到期、尚未完成的有 {len(near)} 项{whom}。")
    columns: lines.Columns = (
        Column("完成时限", lambda duty: duty.dated(duty.due)),
        Column("剩余", lambda duty: _left(now, duty)),
        lines.CLAUSE,
        lines.what(now, with_units=with_units),
        *((lines.whose(now, "责任单位"),) if with_units else ()),
        Column("进展", lambda duty: duty.status.label),
        lines.light(now),
    )
    yield lines.table(near, columns, f"{day(now.on)}以后 {days} 天内（至{day(last)}）没有到期事项。")
    if near:
        yield _timeline(now, near, last)
    later = [duty.due for duty in now.ahead if duty.open and duty.due and duty.due > last]
    if later:
        yield Paragraph(f"此后最近的到期日是{day(min(later))}，有 {later.count(min(later))} 项尚未完成。")


def _left(now: Snapshot, duty: Duty) -> str:
    days = ((duty.due or now.on) - now.on).days
    return f"{days} 天" if days else "今日"


def _timeline(now: Snapshot, near: Sequence[Duty], last: date) -> Timeline:
    """One bar for each clause and date, however many items and units stand behind it."""
    groups = grouped(near, lambda duty: (duty.due or last, duty.item.source))
    bars = (
        Bar(f"{due.year}年{due.month}月", source, len(group), due, now.light(group[0]) is Light.YELLOW)
        for (due, source), group in groups.items()
    )
    return Timeline("近期到期事项", now.on, last, tuple(bars))
