"""``zhifa evaluate``: what each body scores by the owner's indicators, every deduction with its reason, rank and grade."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from zhifa_cli.finding import Route
from zhifa_cli.ledger.evaluation import Outcome, Score, Year, band_faults, weight_faults
from zhifa_cli.output import duties, layout, marks, page
from zhifa_cli.output.console import Flow, draw, headline, plain
from zhifa_cli.output.formats import SCREEN, Screen, drawn
from zhifa_cli.output.layout import HEADINGS, Layout
from zhifa_cli.text import csv as spreadsheet
from zhifa_cli.text.markdown import escape
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views import evaluation as words
from zhifa_cli.views.columns import Column, Columns, headings, rows
from zhifa_cli.views.evaluation import UNKNOWN, Deduction
from zhifa_cli.views.folding import fitting
from zhifa_cli.views.wording import data_columns

_TITLE = "年行政执法评议"
_AROUND = 8
"""Lines of a screen that are not of the table."""


@dataclass(frozen=True)
class Evaluation:
    """A year's evaluation, of all bodies or of some."""

    of: Year
    units: tuple[str, ...]
    place: Callable[[str, Route], str]
    """Where something stands, for a reader who wants to open it."""
    explained: bool
    whole: bool

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return words.ranked(self.of, self.units)

    @property
    def title(self) -> str:
        return f"{self.of.year} {_TITLE}"

    @property
    def remarks(self) -> Iterator[str]:
        """What must be known before any score is used."""
        table = self.of.table
        if table is None:
            return
        yield f"{table.title}（满分 {words.points(table.most)} 分）"
        if table.example:
            yield words.EXAMPLE
        if self.demo and not self.of.ledger.dataset.demo:
            yield "含演示数据"
        if faults := [message for _, message in (*band_faults(table), *weight_faults(table))]:
            yield "；".join(faults)
        if not table.bands:
            yield "没有写等次（bands），不评等次"

    @property
    def demo(self) -> bool:
        return any(outcome.filed.written.demo for outcome in self.outcomes if outcome.filed)

    def rank(self, outcome: Outcome) -> int | None:
        return self.of.ranks.get(outcome.unit.id)

    def where(self, score: Score) -> str:
        return self.place(*score.place)


def grade(outcome: Outcome) -> str:
    return outcome.band.grade if outcome.band else ""


def told(outcome: Outcome) -> str:
    """What was deducted, or what is not known, in one line."""
    if outcome.total is None:
        return words.missing(outcome)
    lost = [f"{d.score.item.title} {_minus(d)}" for d in words.deductions(outcome)]
    return "、".join(lost) or "没有扣分"


def _minus(deduction: Deduction) -> str:
    veto = "一票否决" if deduction.score.vetoes else ""
    return veto or f"−{words.points(deduction.lost)}".replace("−≈", "≈−")


def _summary(what: Evaluation) -> tuple[Column[Outcome], ...]:
    return (
        Column("名次", what.rank),
        Column("单位", lambda outcome: outcome.unit.name),
        Column("得分", words.total),
        Column("等次", grade),
        Column("扣分，或还不知道的", told),
    )


def _lines(what: Evaluation) -> tuple[Column[tuple[Outcome, Score]], ...]:
    """A line for each body and item."""
    return (
        Column("单位", lambda line: line[0].unit.name),
        Column("单位编号", lambda line: line[0].unit.id),
        Column("一级指标", lambda line: line[1].group.title),
        Column("指标编号", lambda line: line[1].item.id),
        Column("指标", lambda line: line[1].item.title),
        Column("分值", lambda line: words.points(line[1].most) if line[1].most else None),
        Column("得分", lambda line: UNKNOWN if line[1].score is None else words.in_full(line[1].score)),
        Column("计入总分", lambda line: _known(line[0].counted(line[1]))),
        Column("怎么算", lambda line: words.arithmetic(line[1])),
        Column("理由", lambda line: words.reasons(line[1])),
        Column("在哪里", lambda line: what.where(line[1])),
        Column("总分", lambda line: words.total(line[0])),
        Column("名次", lambda line: what.rank(line[0])),
        Column("等次", lambda line: grade(line[0])),
    )


def _known(number: Fraction | None) -> str:
    return UNKNOWN if number is None else words.in_full(number)


@drawn(marks.contract("evaluate"))
def json(what: Evaluation, _screen: Screen) -> str:
    """``zhifa.evaluate/1``: scores are exact texts, ``260/3`` where no decimals can say it; null is 未定."""
    table = what.of.table
    return json_text(
        {
            **duties.head("zhifa.evaluate/1", what.of.ledger),
            "year": what.of.year,
            "title": table.title if table else None,
            "example": bool(table and table.example),
            "demo": what.demo or what.of.ledger.dataset.demo,
            "full": _exact(table.most) if table else None,
            "units": [_unit(what, outcome) for outcome in what.outcomes],
        }
    )


def _unit(what: Evaluation, outcome: Outcome) -> dict[str, Any]:
    return {
        "unit": outcome.unit.id,
        "unit_name": outcome.unit.name,
        "score": _exact(outcome.total),
        "rank": what.rank(outcome),
        "grade": outcome.band.grade if outcome.band else None,
        "missing": [{"item": score.item.id, "why": score.measure.missing} for score in outcome.missing],
        "items": [
            {
                "group": score.group.id,
                "item": score.item.id,
                "title": score.item.title,
                "points": _exact(score.most),
                "weight": _exact(score.weight),
                "source": score.item.source,
                "measured": _exact(score.measure.value),
                "score": _exact(score.score),
                "counted": _exact(outcome.counted(score)),
                "deducted": _exact(score.lost),
                "veto": score.item.veto if score.vetoes else None,
                "arithmetic": words.arithmetic(score),
                "reasons": [line.reason for _, line in score.lines if line.reason],
                "places": [what.place(score.path or "", route) for route, _ in score.lines] or [what.where(score)],
            }
            for score in outcome.scores
        ],
    }


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else words.exact(number)


@drawn(marks.table(("单位", "单位编号", "一级指标")))
def csv(what: Evaluation, _screen: Screen) -> str:
    columns: Columns[tuple[Outcome, Score]] = (
        *_lines(what),
        Column("年度", lambda _: what.of.year),
        *data_columns(what.of.ledger),
    )
    return spreadsheet.table(headings(columns), rows(columns, _each(what)))


def _each(what: Evaluation) -> Iterator[tuple[Outcome, Score]]:
    return ((outcome, score) for outcome in what.outcomes for score in outcome.scores)


@drawn(marks.page(_TITLE))
def markdown(what: Evaluation, _screen: Screen) -> str:
    parts = [page.headline(what.of.ledger, what.title), *map(escape, what.remarks)]
    parts.append(page.table(_summary(what), what.outcomes))
    lost = [(outcome, one) for outcome in what.outcomes for one in words.deductions(outcome)]
    if lost and not what.explained:
        parts += ["## 扣分", page.table(_deducted(what), lost)]
    for outcome in what.outcomes if what.explained else ():
        lines = [(outcome, score) for score in outcome.scores]
        parts += [f"## {escape(outcome.unit.name)}", page.table(_lines(what)[2:11], lines)]
        parts += map(escape, words.summed_up(outcome))
    return page.page(parts)


def _deducted(what: Evaluation) -> Columns[tuple[Outcome, Deduction]]:
    return (
        Column("单位", lambda line: line[0].unit.name),
        Column("指标", lambda line: line[1].score.item.title),
        Column("扣分", lambda line: _minus(line[1])),
        Column("为什么", lambda line: line[1].why),
        Column("在哪里", lambda line: what.where(line[1].score)),
    )


@drawn(marks.text(_TITLE))
def text(what: Evaluation, screen: Screen) -> str:
    """Who ranks where; of one body, and where it is asked for, what was deducted and how that was worked out."""
    parts: list[RenderableType] = [headline(what.of.ledger, what.title), Text()]
    parts += [Flow(plain(remark, "bold")) for remark in what.remarks]
    parts.append(Text())
    if what.explained or len(what.outcomes) == 1:
        for outcome in what.outcomes:
            parts += [*_one(what, outcome), Text()]
    else:
        parts += _ranking(what, screen)
    first = what.outcomes[0].unit.name if what.outcomes else "单位"
    parts.append(Flow(plain(f"逐行算式：zhifa evaluate --year {what.of.year} --unit {first} --explain")))
    return draw(parts, screen)


def _ranking(what: Evaluation, screen: Screen) -> Iterator[RenderableType]:
    known = [outcome for outcome in what.outcomes if outcome.total is not None]
    unknown = [outcome for outcome in what.outcomes if outcome.total is None]
    columns = [
        layout.Column[Outcome]("名次", lambda outcome: what.rank(outcome) or "", 4, right=True),
        layout.Column[Outcome]("单位", lambda outcome: outcome.unit.name, max(8, screen.width // 4)),
        layout.Column[Outcome]("得分", words.total, 12, right=True),
        layout.Column[Outcome]("等次", grade, 10),
    ]
    made = Layout(columns, layout.Column("扣分，或还不知道的", told), what.outcomes, screen.width)
    room = SCREEN - _AROUND - len(list(what.remarks)) - HEADINGS
    shown = what.outcomes if what.whole else [*fitting(what.outcomes, room, made.height)]
    yield made.table(shown)
    left = len(what.outcomes) - len(shown)
    counts = f"已有得分 {len(known)} 个，{UNKNOWN} {len(unknown)} 个"
    yield Flow(Text(f"{counts}；另有 {left} 个没有列出，列出请加 --all" if left else counts))


def _one(what: Evaluation, outcome: Outcome) -> Iterator[RenderableType]:
    rank = what.rank(outcome)
    facts = [f"{words.total(outcome)}{'' if outcome.total is None else ' 分'}", *([f"第 {rank} 名"] if rank else [])]
    facts += [outcome.band.grade] if outcome.band else []
    yield Flow(plain(f"{outcome.unit.name}  {' · '.join(facts)}", "bold"))
    if outcome.missing:
        yield Flow(plain(f"  还不知道的：{words.missing(outcome)}", "magenta"))
    if not what.explained:
        for one in words.deductions(outcome):
            yield _line(f"{_minus(one)}  {one.score.item.title}：{one.why}", what.where(one.score))
        return
    for group in outcome.table.indicators:
        own = outcome.of_group(group)
        yield Flow(plain(f"  {group.title}  {_known(own)}"))
        for score in outcome.scores:
            if score.group is group:
                reason = f"（{reasons}）" if (reasons := words.reasons(score)) else ""
                share = f"；{weighted}" if (weighted := words.weighted(outcome, score)) else ""
                yield _line(f"{score.item.title}  {words.arithmetic(score)}{share}{reason}", what.where(score), 4)
    for line in words.summed_up(outcome):
        yield Padding(Flow(plain(line, "bold")), (0, 0, 0, 2))


def _line(told: str, where: str, indent: int = 2) -> RenderableType:
    return Padding(Flow(plain(told).append_text(plain(f"  {where}", "dim"))), (0, 0, 0, indent))
