"""What is read aloud: the sentences of a report's body. Each of their numbers stands in an annex, too.

A sentence names the worst, as many as there is room for, and counts them all: a body is as long for a hundred bodies
as for three.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from zhifa_cli.ledger.duty import Duty, DutyKey
from zhifa_cli.report.findings import cause, doubt
from zhifa_cli.text.percent import share
from zhifa_cli.views.board import Board, Line, Numbers
from zhifa_cli.views.document import Paragraph
from zhifa_cli.views.figures import Material, Snapshot, keys
from zhifa_cli.views.groups import by_unit, grouped
from zhifa_cli.views.wording import day, shortfall

REPEATED = 2
"""Late at so many month-ends in a row makes a repeat offender (屡次)."""
_NAMED = 30
"""Characters for names in a sentence."""
_REASONS = 32
_WORST = 3
_WORST_ROOM = 150
NO_DEMANDS = "没有需要提出的要求。"


def listed(names: Sequence[str], noun: str = "个单位", room: int = _NAMED) -> str:
    """The first names, as many as there is room for, and how many there are."""
    told = [*fitting(names, room)]
    return "、".join(told) + (f"等{len(names)}{noun}" if len(told) < len(names) else "")


def fitting(texts: Iterable[str], room: int) -> Iterator[str]:
    """The first texts within so many characters, and at least one."""
    for number, text in enumerate(texts):
        room -= len(text)
        if number and room < 0:
            return
        yield text


def counted(duties: Iterable[Duty], reason: Callable[[Duty], str]) -> Iterator[str]:
    """How many there are for which reason, the most first: as many reasons as there is room for."""
    found = sorted(grouped(duties, reason).items(), key=lambda reason: -len(reason[1]))
    told = [*fitting((f"{why}的{len(own)}项" for why, own in found), _REASONS)]
    yield from told if len(told) == len(found) else [*told[:-1], f"{told[-1]}等"]


class Demand(NamedTuple):
    """What is asked of some bodies, and by when."""

    what: str
    text: str
    """Empty where the body has said it."""
    duties: Sequence[Duty]
    until: date


@dataclass(frozen=True)
class Said:
    of: Material
    annexes: tuple[str, ...] = ()
    """The anchors of the annexes, in their order."""

    def see(self, anchor: str, said: str = "，见") -> str:
        """Where the whole of it stands, if the report has such an annex."""
        return f"{said}附件{self.annexes.index(anchor) + 1}" if anchor in self.annexes else ""

    @property
    def now(self) -> Snapshot:
        return self.of.now

    @cached_property
    def board(self) -> Board:
        return Board(self.of.now, self.of.excused)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What each unit has late, the worst first; without bodies that ended with nobody to follow them."""
        return tuple(line for line in self.board.by_unit if not any(duty.orphaned for duty in line.duties))

    @cached_property
    def this_month(self) -> tuple[Duty, ...]:
        """What fell due in the month of the cutoff."""
        first = self.now.month.first_day
        return tuple(duty for duty in self.now.fell_due if duty.due and duty.due >= first)

    @cached_property
    def was_late(self) -> set[DutyKey]:
        """What was held against somebody at the end of the month before."""
        return keys(self.of.accused_at(self.of.before))

    @cached_property
    def new(self) -> list[Duty]:
        """What was not late then."""
        return [duty for duty in self.of.accused if duty.key not in self.was_late]

    @cached_property
    def carried(self) -> list[Duty]:
        return [duty for duty in self.of.accused if duty.carried_over(self.now.month)]

    # ---- how it stands

    def situation(self) -> str:
        numbers = self.board.numbers
        if not numbers.due:
            return f"截至{day(self.now.on)}，没有到期事项。"
        units = len(by_unit(self.now.fell_due))
        rate = share(numbers.done - numbers.done_late, numbers.due)
        return f"累计有{numbers.due}项应办事项到期，涉及{units}个单位。其中{outcomes(numbers)}；按期完成率为{rate}。"

    def month(self) -> str:
        month = Numbers.of(Snapshot(self.now.ledger, self.this_month), self.of.excused)
        return f"本月到期{month.due}项，办结{month.done}项。" if month.due else "本月没有到期事项。"

    def change(self) -> str:
        """Against the month before: how much more is late, and of what."""
        if not self.of.before.fell_due:
            return ""
        settled = len(self.was_late) - len(self.of.accused) + len(self.new)
        new = f"本月新增{len(self.new)}项，主要是{self.matters(most_first(self.new))}；" if self.new else ""
        return f"与上月末相比，逾期未完成和不达标{self.moved}。{new}了结{settled}项。"

    @property
    def moved(self) -> str:
        """From what to what it has moved, and the share done on time."""
        before, late = len(self.was_late), len(self.of.accused)
        was, now = Numbers.of(self.of.before, self.of.excused), self.board.numbers
        (a, b), (c, d) = ((n.done - n.done_late, n.due) for n in (was, now))
        rate = f"，按期完成率{_moved(a * d - c * b, share(a, b), share(c, d))}" if b and d else ""
        return _moved(before - late, f"{before}项", f"{late}项", ("增", "减")) + rate

    # ---- what is wrong

    def late(self) -> str:
        if not self.lines:
            return "没有逾期未完成或者不达标的事项。"
        return f"{len(self.lines)}个单位有{len(self.of.accused)}项应办事项逾期未完成或者不达标。"

    def apart(self) -> str:
        """What is late and counted against nobody."""
        orphaned = sum(duty.orphaned and duty.key not in self.of.excused for duty in self.now.late)
        excused = sum(duty.key in self.of.excused for duty in self.now.late)
        parts = [
            f"已撤并单位待承继的{orphaned}项" if orphaned else "",
            f"经批准豁免的{excused}项" if excused else "",
        ]
        told = "、".join(filter(None, parts))
        return f"另有{told}，不计在内。" if told else ""

    def worst(self) -> str:
        """Who, how much, how long, and why."""
        if not self.lines:
            return ""
        told = [*fitting(map(self._worst, self.lines[:_WORST]), _WORST_ROOM)]
        rest = len(self.lines) - len(told)
        return (
            f"问题突出的是：{'；'.join(told)}" + (f"；其余{rest}个单位{self.see('late', '见')}" if rest else "") + "。"
        )

    def _worst(self, line: Line) -> str:
        days = f"，最久逾期{line.days}天" if line.days else ""
        gaps = list(dict.fromkeys(filter(None, map(shortfall, line.duties))))
        lacks = f"，{listed([gap.replace(' ', '') for gap in gaps], '处', 16)}" if gaps else ""
        why = "，没有报送任何材料" if line.silent else f"，主要是{self.matters(line.duties, 24)}{lacks}"
        return f"{line.labels[0]}{len(line.duties)}项{days}{why}"

    def matters(self, duties: Iterable[Duty], room: int = _NAMED) -> str:
        """The clauses that some duties are of and what these are about, in the order given."""
        titles = self.now.ledger.dataset.plan.titles
        items = (duty.item for duty in duties)
        named = (i.title if i.measure is None else f"{i.source}（{titles[i.measure]}）" for i in items)
        return listed(list(dict.fromkeys(named)), "条", room)

    def clauses(self) -> str:
        """Where it is worst: the clauses with most that is late."""
        worst = [line for line in self.board.by_clause if not all(duty.orphaned for duty in line.duties)]
        told = fitting((f"{self.matters(line.duties[:1])}{len(line.duties)}项" for line in worst[:_WORST]), 54)
        return f"从条款看，集中在{'、'.join(told)}。"

    def causes(self) -> str:
        return f"从原因看，{'，'.join(counted(self.of.accused, partial(cause, self.now)))}{self.see('late')}。"

    def repeated(self) -> str:
        """Who has been late at several month-ends in a row, and what is dragged along."""
        carried = f"往月结转至今的有{len(self.carried)}项。"
        if not self.again:
            return carried if self.carried else ""
        months, longest = self.longest
        late, many = "有逾期未完成或者不达标事项", len(longest) < len(self.again)
        told = f"{len(self.again)}个单位连续两个月末以上{late}，最长的是{listed(longest, room=20)}，连续{months}个月。"
        alike = f"{listed(longest, room=20)}连续{months}个月{late}。"
        return (told if many else alike) + (carried if self.carried else "")

    @property
    def longest(self) -> tuple[int, list[str]]:
        """For how many months the worst of these have been late, and who they are."""
        months = {line.labels[0]: self.of.months_late[line.duties[0].unit.id] for line in self.again}
        most = max(months.values())
        return most, [label for label, number in months.items() if number == most]

    @cached_property
    def again(self) -> list[Line]:
        """Who has been late at several month-ends in a row, the longest first."""
        months = self.of.months_late
        again = (line for line in self.lines if months[line.duties[0].unit.id] >= REPEATED)
        return sorted(again, key=lambda line: -months[line.duties[0].unit.id])

    def unverified(self) -> str:
        doubtful = self.now.unverified
        if not doubtful:
            return ""
        early = sum(not self.now.has_fallen_due(duty) for duty in doubtful)
        return (
            f"{len(by_unit(doubtful))}个单位有{len(doubtful)}项待核实{f'（含未到期的{early}项）' if early else ''}，"
            f"其中{'，'.join(counted(doubtful, doubt))}{self.see('quality')}。"
        )

    # ---- what comes, and what is asked

    @cached_property
    def coming(self) -> tuple[date, list[Duty]]:
        """What is open and falls due by the end of the next month."""
        try:
            last = self.now.on + relativedelta(months=1, day=31)
        except ValueError:  # the calendar ends
            last = date.max
        return last, [d for d in self.now.ahead if d.open and d.due and d.due <= last]

    @property
    def soon(self) -> str:
        last, on = self.coming[0], self.now.on
        whole = on == self.now.month.last_day and on.month != last.month
        return f"下月（{last.month}月）" if whole else f"至{day(last)}"

    def ahead(self) -> str:
        near, when = self.coming[1], self.soon
        if near:
            return f"{when}到期、尚未完成的有{len(near)}项，涉及{len(by_unit(near))}个单位，主要是{self.matters(most_first(near))}，请按期办结。"
        later = [duty.due for duty in self.now.ahead if duty.open and duty.due]
        if not later:
            return f"{when}没有到期事项。"
        return f"{when}没有到期事项，此后最近的到期日是{day(min(later))}，有{later.count(min(later))}项尚未完成。"

    def demands(self) -> Iterator[Demand]:
        """What is asked of whom, and by when."""
        late, doubtful, until = self.of.accused, self.now.unverified, self.of.answer_by
        if late:
            again = f"；其中屡次逾期的{len(self.again)}个单位，要书面说明原因" if self.again else ""
            who, text = f"逾期未完成、不达标的{len(by_unit(late))}个单位", "要逐项查明原因、立即办结，不达标的尽快达标"
            yield Demand("抓紧办结", f"{who}，{text}{again}。", late, until)
        if silent := [line for line in self.lines if line.silent]:
            names = listed([line.labels[0] for line in silent], room=12)
            duties = [duty for line in silent for duty in line.duties]
            yield Demand("补报材料", f"没有报送任何材料的{names}，要报送全部应办事项的进展。", duties, until)
        if doubtful:
            text = f"有待核实事项的{len(by_unit(doubtful))}个单位，要补报佐证、更正或者答复是否适用。"
            yield Demand("补证核实", text, doubtful, until)
        last, near = self.coming
        if near:
            yield Demand("按期完成", "", near, last)


def outcomes(numbers: Numbers) -> str:
    """How what fell due stands, as it is read out; of what is rare only what there is."""
    late = f"（含逾期完成{numbers.done_late}项）" if numbers.done_late else ""
    rare = {"不达标": numbers.noncompliant, "待核实": numbers.unverified, "经批准豁免": numbers.excused}
    parts = [f"办结{numbers.done}项{late}", f"逾期未完成{numbers.overdue}项"]
    return "，".join([*parts, *(f"{label}{count}项" for label, count in rare.items() if count)])


def _moved(fell: int, was: str, now: str, words: tuple[str, str] = ("升", "降")) -> str:
    """From what to what."""
    rose, sank = words
    return f"由{was}{sank if fell > 0 else rose}至{now}" if fell else f"仍为{now}"


def most_first(duties: Sequence[Duty]) -> list[Duty]:
    """Those of the clause of which there are most come first."""
    count = Counter(duty.item.source for duty in duties)
    return sorted(duties, key=lambda duty: -count[duty.item.source])


def numbered(*paragraphs: tuple[str, str]) -> tuple[Paragraph, ...]:
    """``（一）总体进展。…`` of each heading and what is said of it, without those of which nothing is."""
    told = [(heading, text) for heading, text in paragraphs if text]
    leads = [f"（{'一二三四五六七八九'[number]}）{heading}。" for number, (heading, _) in enumerate(told)]
    return tuple(Paragraph(lead + text, lead=lead) for lead, (_, text) in zip(leads, told, strict=True))
