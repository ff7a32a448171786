"""``zhifa calendar -f ics``: RFC 5545, for a phone or Outlook.

Written here and not with a library: what we need of RFC 5545 is escaping and folding, which is less than a
screen, and a runtime dependency would be a burden to everybody for it. The tests read it with ``icalendar``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from itertools import groupby

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.model.deadline import of_years
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.agenda import Agenda, bodies
from zhifa_cli.views.groups import clause_of
from zhifa_cli.views.standing import named
from zhifa_cli.views.wording import of_year, prolonged, settled, supported, tallied

_PRODUCT = "-//zhifa-cli//zhifa calendar//"
_OWN = re.compile(rf"\ABEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:{_PRODUCT}")
_OCTETS = 75
_REMINDER = "-P6DT15H"
"""Nine in the morning a week before: an all-day event starts at midnight."""


@drawn(_OWN)
def ics(what: Agenda, _screen: Screen) -> str:
    """One all-day event for each clause and due date that is still open.

    A phone shows a day's requirements best as one event for each clause.
    """
    dataset = what.ledger.dataset
    units = "、".join(unit.name for unit in dataset.roster.units if unit.id in what.audience)
    name = f"{units or dataset.title}应办事项{'（含演示数据）' if dataset.demo else ''}"
    # When it was last revised: the cutoff says that without a clock, and lets a newer file win over an older one.
    stamp = f"DTSTAMP:{_day(what.ledger.cutoff.on)}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    events: dict[tuple[object, ...], list[Duty]] = defaultdict(list)
    for duty in what.duties:
        if duty.open:
            # Extended duties make an event of their own: their clause may be due at the original date, too.
            events[duty.due, clause_of(duty), duty.cycle, duty.original_due].append(duty)
    for duties in events.values():
        lines += _event(what, duties, stamp)
    return "".join(folded + "\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line))


def _event(what: Agenda, duties: Sequence[Duty], stamp: str) -> Iterator[str]:
    first, due = duties[0], duties[0].due
    if due is None:
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(what, first)}"
    yield stamp
    yield f"DTSTART;VALUE=DATE:{_day(due)}"
    if due < date.max:
        yield f"DTEND;VALUE=DATE:{_day(due + timedelta(days=1))}"
    summary = _text(_summary(what, duties))
    yield f"SUMMARY:{summary}"
    yield "DESCRIPTION:" + "\\n".join(map(_text, _description(what, duties)))
    yield f"CATEGORIES:{_text(named(first.item.measure))}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_REMINDER}", f"DESCRIPTION:{summary}", "END:VALARM")
    yield "END:VEVENT"


def _uid(what: Agenda, duty: Duty) -> str:
    """The same for the same duties whenever and wherever the calendar is made."""
    extended = [str(duty.due)] if duty.due != duty.original_due else []
    named = [clause_of(duty), str(duty.cycle), str(duty.original_due), *extended]
    identity = "\0".join([what.ledger.dataset.title, ",".join(what.audience), *named])
    return f"{blake2b(identity.encode(), digest_size=16).hexdigest()}@zhifa"


def _summary(what: Agenda, duties: Sequence[Duty]) -> str:
    item = duties[0].item
    items = {duty.item.id for duty in duties}
    title = item.title
    if len(items) > 1:
        title = f"{what.ledger.dataset.plan.titles[item.measure or 0]}（{len(items)} 项）"
    units = len({duty.unit.id for duty in duties})
    cycle = "" if of_years([duties[0].cycle]) else of_year(duties[0].cycle)
    return f"到期：{item.source} {title}{cycle}{f'，{units} 个单位' if units > 1 else ''}"


def _description(what: Agenda, duties: Sequence[Duty]) -> Iterator[str]:
    """What must be done and how it stands, who must, and on what authority."""
    dataset = what.ledger.dataset
    for _, group in groupby(duties, key=lambda duty: duty.item.id):
        of_item = list(group)
        standing = tallied(of_item) if len(of_item) > 1 else of_item[0].status.label
        yield f"{of_item[0].item.id} {of_item[0].item.title}（{standing}）"
    yield f"责任单位：{'、'.join(bodies(duties))}"
    yield from dict.fromkeys(helping for duty in duties if (helping := supported(duty.item)))
    yield from dict.fromkeys(f"时限：{words}" for duty in duties if (words := settled(duty)))
    if duties[0].due != duties[0].original_due:
        yield prolonged(duties[0])
    yield f"依据：《{dataset.title}》{duties[0].item.source}"
    yield f"进展截至 {what.ledger.cutoff.on}{'，含演示数据' if dataset.demo else ''}"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A TEXT value: backslash, semicolon and comma escaped; control characters are written out before."""
    return visible(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """A content line as lines of at most 75 octets, never cut inside a character."""
    folded, used = "", 0
    for char in line:
        size = len(char.encode())
        if used + size > _OCTETS:
            yield folded
            folded, used = " ", 1
        folded += char
        used += size
    yield folded
