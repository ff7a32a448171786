"""What falls due next: a table, and the same as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.report.parts import day, marked_titles, named, titles
from zhifa_cli.views.document import Bar, Block, Cell, Light, Paragraph, Table, Timeline
from zhifa_cli.views.figures import Fold, Snapshot, fold, shifted

SOON_DAYS = 60
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
    table = Table(SOON_HEADER, tuple(_soon_row(now, line, with_units=with_units) for line in lines))
    yield table if with_units else table.without("责任单位")
    yield _timeline(now, near, last)


def _soon_row(now: Snapshot, line: Fold, *, with_units: bool) -> tuple[Cell, ...]:
    due = line.first.due or now.on
    left = (due - now.on).days
    return (
        str(due),
        f"{left} 天" if left else "今日",
        line.first.item.source,
        titles(line) if with_units else marked_titles(now, line),
        named(now, line.duties),
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
