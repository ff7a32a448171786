"""What every form that a unit fills in, as YAML or as a workbook, asks and says of what it owes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zhifa_cli.ledger.claims import accepted_recipients
from zhifa_cli.ledger.duty import JOINT, Duty, Ledger, inherited
from zhifa_cli.ledger.figures import Span
from zhifa_cli.ledger.judge import items_supported
from zhifa_cli.model.deadline import period
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.threshold import Change, Indicator
from zhifa_cli.source.dataset import FiledFigure
from zhifa_cli.views.wording import later_cycles, supported, year_before


def open_duties(ledger: Ledger, unit: Unit, month: Month) -> tuple[Duty, ...]:
    """What the unit owes and has not completed at the month's end; no cycles that are not yet running."""
    owed = (duty for duty in ledger.duties if duty.unit.id == unit.id and not duty.complete)
    return tuple(duty for duty in owed if duty.begun_by(month.last_day))


HELPED = "配合事项（可以报送，不承担责任，不算逾期）"


def helped(ledger: Ledger, unit: Unit) -> Iterator[str]:
    """What a unit only helps with (配合) and others have not completed, a line each."""
    for item in items_supported(ledger, unit):
        open_ = [duty for duty in ledger.duties if duty.item.id == item.id and not duty.complete]
        due = min((str(duty.dated(duty.due)) for duty in open_ if duty.due), default=None)
        if open_:
            yield f"{item.id} {item.title}（责任单位：{'、'.join(item.responsible)}{f'；{due} 到期' if due else ''}）"


class AskedFigure(NamedTuple):
    """A number that a unit has to report: of which indicator and cycle, for which items, and what it said last."""

    indicator: Indicator
    cycle: str | None
    items: tuple[str, ...]
    last: FiledFigure | None


def asked_figures(ledger: Ledger, duties: Iterable[Duty]) -> Iterator[AskedFigure]:
    """The numbers on which a unit's duties rest, each once; of a cycle before only what it has not reported."""
    own: dict[tuple[Indicator, str | None], list[Duty]] = defaultdict(list)
    before: dict[tuple[Indicator, str | None], list[Duty]] = defaultdict(list)
    for duty in duties:
        for indicator in duty.item.indicators:
            own[indicator, duty.cycle].append(duty)
            if isinstance(duty.item.threshold, Change):
                before[indicator, Span.of(duty, ledger.cutoff).before].append(duty)
    for (indicator, cycle), resting in (before | own).items():
        units = {unit.id for duty in resting for unit in (duty.unit, *duty.predecessors)}
        filed = (f for filing in ledger.dataset.filings if filing.unit.id in units for f in filing.figures)
        known = (f for f in filed if (f.indicator, f.cycle) == (indicator.id, cycle) and not f.faulty)
        last = max(known, key=lambda figure: figure.standing, default=None)
        if last is None or (indicator, cycle) in own:
            yield AskedFigure(indicator, cycle, tuple(dict.fromkeys(duty.item.id for duty in resting)), last)


def terms(duty: Duty) -> Iterator[str]:
    """What the unit must know before it answers, beyond what the duty is, when it is due and to whom it goes."""
    item = duty.item
    if item.condition:
        yield f"附条件：{item.condition}（条件没有出现的，写“不适用”和理由）"
    if item.once:
        yield f"办成一次即可，{later_cycles([duty])}不必再办"
    if item.jointly:
        yield f"{JOINT}：{'、'.join(item.responsible)}共办，一家办成都算办成"
    if helping := supported(item):
        yield helping
    if item.within:
        yield f"本句只对{'、'.join(item.responsible)}"
    if duty.binding.beneath:
        yield "由所属执法部门承担"
    if duty.predecessors:
        yield inherited(duty.predecessors)


def year(duty: Duty) -> str:
    """Of a report on the year (or quarter, or month) before, when it is due and which it is about."""
    before = year_before(duty.item, duty.cycle)
    if not before or not duty.cycle:
        return ""
    return f"届期年份 {duty.cycle}{before} 的情况" if duty.cycle.isdecimal() else f"{period(duty.cycle)}{before}的情况"


def recipient(roster: Roster, duty: Duty) -> str | None:
    """To whom it goes, in the document's words; and which body that is for this unit, where something says so."""
    word = duty.item.recipient
    if word is None:
        return None
    names = [name for name in accepted_recipients(roster, duty.unit, word) if name != word]
    return f"{word}（{' 或 '.join(names)}）" if names else word


def may_be_excused(duty: Duty) -> bool:
    """Whether 不适用 can be an answer: figures judge a threshold, unless it is conditional or only encouraged."""
    return not duty.item.threshold or bool(duty.item.condition) or not duty.item.required
