"""Matters under rectification, counted and put into words once; and what should be put under it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from zhifa_cli.finding import Result
from zhifa_cli.ledger.duty import Duty, Ledger
from zhifa_cli.ledger.rectification import Stage, Standing, covers, standings
from zhifa_cli.model.plan import Item
from zhifa_cli.model.rectification import Acceptance, Instrument, Step, Verdict
from zhifa_cli.model.roster import Unit
from zhifa_cli.rules.rectification import rectification_overdue
from zhifa_cli.rules.waivers import accused, excused, waiver_of
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.groups import clause_of, grouped
from zhifa_cli.views.wording import elapsed, of_year, shortfall


@dataclass(frozen=True)
class Register:
    """The matters of some units at a cutoff, the worst first. What is waived (豁免) counts as overdue nowhere."""

    ledger: Ledger
    matters: tuple[Standing, ...]
    waived: frozenset[str]
    """The files of which it is waived that they are overdue."""

    @classmethod
    def of(cls, ledger: Ledger, units: Collection[str] = (), measures: Collection[int | str] = ()) -> "Register":
        """Those of some units and measures; none named are all."""
        kept = [
            standing
            for standing in standings(ledger)
            if (not units or standing.unit.id in units)
            and (not measures or (standing.item and standing.item.measure in measures))
        ]
        rule = rectification_overdue
        late = (replace(found, rule=rule.code) for found in (rule.check(ledger) if ledger.dataset.waivers else ()))
        waived = frozenset(found.path for found in late if waiver_of(found, ledger))
        return cls(ledger, tuple(sorted(kept, key=_worst_first)), waived)

    def is_waived(self, standing: Standing) -> bool:
        return standing.overdue and standing.matter.path in self.waived

    @cached_property
    def overdue(self) -> tuple[Standing, ...]:
        """The longest first."""
        return tuple(standing for standing in self.matters if standing.overdue and not self.is_waived(standing))

    @cached_property
    def stages(self) -> Counter[Stage]:
        return Counter(standing.stage for standing in self.matters)

    @property
    def unanswered(self) -> int:
        """How many letters should have been answered."""
        return sum(len(standing.unanswered) for standing in self.matters)

    def covering(self, duties: Iterable[Duty]) -> tuple[Standing, ...]:
        """The matters that are not settled and that some late duties are part of."""
        keys = {duty.key for duty in duties}
        return tuple(s for s in self.matters if not s.settled and any(duty.key in keys for duty in s.duties))

    def stands(self, standing: Standing) -> str:
        """How far it has come, how late it is, and that this is waived."""
        return f"{stands(standing)}{'，已豁免' if self.is_waived(standing) else ''}"

    @property
    def lists(self) -> tuple[tuple[str, Columns[Standing]], ...]:
        """三张清单 and their columns."""
        state = Column("状态", self.stands)
        return ("问题清单", PROBLEMS), ("责任清单", RESPONSIBILITIES), ("整改清单", (*MEASURES, state))

    def of_unit(self, unit: Unit) -> "Register":
        return Register(self.ledger, tuple(s for s in self.matters if s.unit is unit), self.waived)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Those with the most overdue first, then with the most open."""
        own = grouped(self.matters, lambda standing: standing.unit.id)
        late = Counter(standing.unit.id for standing in self.overdue)
        ordered = sorted(own.items(), key=lambda kv: (-late[kv[0]], -sum(not s.settled for s in kv[1])))
        return tuple(matters[0].unit for _, matters in ordered)

    def happened(self, event: str, since: date) -> int:
        """How often one of ``EVENTS`` happened from a day on until the cutoff."""
        return sum(day >= since for standing in self.matters for day in EVENTS[event](standing))

    @property
    def tally(self) -> str:
        """``共 5 件：整改中 2、已销号 3；逾期 1 件，督办文书逾期未答复 1 份。``"""
        counts = "、".join(f"{stage.label} {self.stages[stage]}" for stage in Stage if self.stages[stage])
        waived = sum(map(self.is_waived, self.matters))
        more = [
            f"逾期 {len(self.overdue)} 件" if self.overdue else "没有逾期的",
            f"督办文书逾期未答复 {self.unanswered} 份" if self.unanswered else "",
            f"另有已豁免的 {waived} 件，不计" if waived else "",
        ]
        return f"共 {len(self.matters)} 件：{counts}；{'，'.join(filter(None, more))}。"


def _decided(standing: Standing, result: Verdict) -> list[date]:
    return [acceptance.on for _, acceptance, counts in standing.acceptances if counts and acceptance.result is result]


EVENTS: dict[str, Callable[[Standing], Iterable[date]]] = {
    "新立": lambda standing: [standing.written.found_on],
    "发出督办文书": lambda standing: [sent.issued_on for _, sent in standing.sent],
    "答复": lambda standing: [s.replied_on for _, s in standing.sent if s.replied_on and standing.answered(s)],
    "报结": lambda standing: [day for day in standing.written.claimed_on if day <= standing.day],
    "退回": lambda standing: _decided(standing, Verdict.RETURNED),
    "验收通过": lambda standing: _decided(standing, Verdict.PASSED),
    "销号": lambda standing: [standing.stage_since] if standing.stage is Stage.CLOSED else [],
}
"""What happens to matters, and the days on which it did."""


def _worst_first(standing: Standing) -> tuple[object, ...]:
    days = -1 if standing.days_overdue is None else standing.days_overdue
    return -days, standing.stage.rank, standing.due, standing.written.id


# ---- words ----------------------------------------------------------------------------------------------


def stands(standing: Standing) -> str:
    """``退回整改，逾期 31 天``."""
    late = (
        ""
        if standing.days_overdue is None
        else f"，逾期 {elapsed(standing.days_overdue)}"
        if standing.days_overdue
        else "，当日届满"
    )
    return f"{standing.stage.label}{late}"


def due(standing: Standing) -> str:
    """When it is to be mended, and until when more time was granted."""
    first = standing.written.due
    return f"{first}（延期至 {standing.extension.until}）" if standing.extension else f"{first}"


def about(standing: Standing) -> str:
    """The clause and the item, where there is one."""
    return f"{standing.item.source} {standing.item.id}" if standing.item else ""


def _answer(standing: Standing, sent: Instrument) -> str:
    if standing.answered(sent):
        return "迟答" if sent.reply_by and sent.replied_on and sent.replied_on > sent.reply_by else "已答复"
    if not sent.reply_by:
        return ""
    return "逾期未答复" if standing.lacks_answer(sent) else "尚未答复"


def letter(standing: Standing, sent: Instrument) -> str:
    """``督办函 洪司督〔2024〕3号（2024-07-03 发出，2024-07-09 答复）``."""
    answer = ""
    if standing.answered(sent):
        answer = f"，{sent.replied_on} 答复"
    elif sent.reply_by:
        answer = f"，{sent.reply_by} 前答复，{_answer(standing, sent)}"
    named = " ".join(filter(None, [sent.kind, sent.document_no]))
    return f"{named}（{sent.issued_on} 发出{answer}）"


def letters(standing: Standing) -> str:
    return "；".join(letter(standing, sent) for _, sent in standing.sent)


def accepted(standing: Standing) -> str:
    """Every acceptance by now, and of those that do not count that they do not."""
    return "；".join(_verdict(acceptance, counts=counts) for _, acceptance, counts in standing.acceptances)


def _verdict(acceptance: Acceptance, *, counts: bool) -> str:
    return f"{acceptance.on} {acceptance.by}{acceptance.result}{'' if counts else '（自己验收，不算数）'}"


def progress(standing: Standing) -> str:
    """What was done last."""
    return "".join(f"{step.on} {step.note}" for step in _last_step(standing))


def _last_step(standing: Standing) -> list[Step]:
    steps = [step for step in standing.written.progress if step.on <= standing.day]
    return [max(steps, key=lambda step: step.on)] if steps else []


def history(standing: Standing) -> list[str]:
    """What happened to it, day by day; of its progress what was done last."""
    day = standing.day
    told = [(sent.issued_on, letter(standing, sent)) for _, sent in standing.sent]
    told += [(step.on, f"{step.on} {step.note}") for step in _last_step(standing)]
    told += [(claim, f"{claim} 报结") for claim in standing.written.claimed_on if claim <= day]
    told += [(acceptance.on, _verdict(acceptance, counts=counts)) for _, acceptance, counts in standing.acceptances]
    told += [(standing.stage_since, f"{standing.stage_since} 销号")] if standing.stage is Stage.CLOSED else []
    return [text for _, text in sorted(told, key=lambda pair: pair[0])]


def numbered(texts: Sequence[str]) -> str:
    """Several measures in one cell."""
    return texts[0] if len(texts) == 1 else "；".join(f"{number}.{text}" for number, text in enumerate(texts, 1))


def _number(standing: Standing) -> str:
    return standing.written.id


def _unit(standing: Standing) -> str:
    return standing.unit.name


NUMBER, UNIT = Column("编号", _number), Column("整改单位", _unit)
PROBLEMS: Columns[Standing] = (
    NUMBER,
    UNIT,
    Column("存在问题", lambda s: s.written.problem),
    Column("对应条款", about),
    Column("问题来源", lambda s: s.written.source),
    Column("发现日期", lambda s: s.written.found_on),
)
"""问题清单."""
RESPONSIBILITIES: Columns[Standing] = (
    NUMBER,
    UNIT,
    Column("责任部门", lambda s: s.written.responsible),
    Column("整改目标", lambda s: s.written.goal),
    Column("整改时限", due),
)
"""责任清单."""
MEASURES: Columns[Standing] = (
    NUMBER,
    UNIT,
    Column("整改措施", lambda s: numbered(s.written.measures) if s.written.measures else None),
    Column("督办文书", letters),
    Column("最近进展", progress),
    Column("报结日期", lambda s: s.claimed_on),
    Column("验收", accepted),
    Column("销号日期", lambda s: s.stage_since if s.stage is Stage.CLOSED else None),
)
"""整改清单, but for how each stands."""


LETTERS: Columns[tuple[Standing, Instrument]] = (
    Column("文书", lambda row: row[1].kind),
    Column("文号", lambda row: row[1].document_no),
    Column("整改单位", lambda row: row[0].unit.name),
    Column("整改事项", lambda row: row[0].written.id),
    Column("发出日期", lambda row: row[1].issued_on),
    Column("答复期限", lambda row: row[1].reply_by),
    Column("答复日期", lambda row: row[1].replied_on if row[0].answered(row[1]) else None),
    Column("答复情况", lambda row: _answer(*row)),
)
"""督办文书: what was sent, to whom, and whether it was answered."""


# ---- what should be opened --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a unit has late of a clause, and nobody has put under rectification."""

    unit: Unit
    item: Item
    """The clause, or a milestone."""
    duties: tuple[Duty, ...]
    findings: tuple[str, ...]
    """The fingerprints of what was found."""

    @property
    def problem(self) -> str:
        return "；".join(map(_problem, self.duties))


def _problem(duty: Duty) -> str:
    told = [f"{duty.original_due} 到期" if duty.original_due else "", duty.status.label, shortfall(duty)]
    return f"{duty.item.title}{of_year(duty.cycle)}：{'，'.join(filter(None, told))}"


def proposals(ledger: Ledger, result: Result, duties: Iterable[Duty]) -> list[Proposal]:
    """One for each unit and clause of which anything is late; not of what is waived, or nobody's."""
    closed = {standing.matter.path for standing in standings(ledger) if standing.stage is Stage.CLOSED}
    opened = [matter for matter in ledger.dataset.rectifications if matter.path not in closed]
    freed = excused(result)
    late = [
        duty
        for duty in duties
        if duty.late and not duty.orphaned and duty.key not in freed and not any(covers(m, duty) for m in opened)
    ]
    found = grouped(((key, f.fingerprint) for f in result.findings for key in accused(f)), lambda pair: pair[0])
    items = ledger.dataset.plan.items
    return [
        Proposal(
            unit=own[0].unit,
            item=items[clause],
            duties=tuple(own),
            findings=tuple(dict.fromkeys(mark for duty in own for _, mark in found.get(duty.key, ()))),
        )
        for (_, clause), own in grouped(late, lambda duty: (duty.unit.id, clause_of(duty))).items()
    ]
