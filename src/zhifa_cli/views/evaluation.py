"""The yearly evaluation in words: a score as it is, what was deducted and why, and the arithmetic line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhifa_cli.ledger.evaluation import Outcome, Score, Year
from zhifa_cli.model.evaluation import EvaluationTable, Gives
from zhifa_cli.text.percent import percent
from zhifa_cli.text.percent import plain as digits

UNKNOWN = "未定"
EXAMPLE = "指标是示例，请换成本地的指标和等次"
_PLACES = 4
"""Decimals that an exact number may have before it is rounded."""
_VETOED = {"item": "本项得 0 分", "indicator": "所在的一级指标得 0 分", "all": "总分为 0 分"}


def exact(number: Fraction) -> str:
    """In decimals where they can say it, else as a fraction."""
    told = points(number)
    return str(number) if told.startswith("≈") else told


def points(number: Fraction, *limits: Fraction) -> str:
    """Exactly, where decimals can say it; else rounded, marked, and never onto or across a limit."""
    scaled = number * 10**_PLACES
    if scaled.denominator == 1:
        return digits(Decimal(scaled.numerator).scaleb(-_PLACES))
    places = 2
    while any(
        (_rounded(number, places) > at) - (_rounded(number, places) < at) != (number > at) - (number < at)
        for at in limits
    ):
        places += 1
    return f"≈{digits(_decimal(_rounded(number, places)))}"


def _rounded(number: Fraction, places: int) -> Fraction:
    """Half up."""
    scale = 10**places
    return Fraction((2 * number.numerator * scale + number.denominator) // (2 * number.denominator), scale)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def in_full(number: Fraction, *limits: Fraction) -> str:
    """The same, with the fraction itself where it was rounded."""
    told = points(number, *limits)
    return f"{told}（{number}）" if told.startswith("≈") else told


def measured(score: Score) -> str:
    """What an item was scored by."""
    value, parts = score.measure.value, score.measure.parts
    if value is None:
        return score.measure.missing
    if score.item.gives is Gives.COUNT:
        return f"{value} 次" if score.item.source is None else f"{value} 项"
    if score.item.gives is Gives.POINTS:
        return f"{points(value)} 分"
    deduct = score.item.deduct
    limits = [at for at in ((deduct.below, deduct.above) if deduct else ()) if at is not None]
    shown = percent(value, *limits, *(step.bound.at for step in score.item.steps))
    return f"{parts[0]}/{parts[1]}（{shown}）" if parts else shown


def arithmetic(score: Score) -> str:
    """How its own score comes about."""
    item, own, most = score.item, score.score, points(score.most)
    if own is None:
        return f"{UNKNOWN}：{score.measure.missing}"
    if score.measure.value is None:
        return f"{score.measure.missing}，按表得 {points(own)}"
    if item.veto and not score.most and not score.vetoes:
        return f"{measured(score)}，没有否决"
    if score.vetoes:
        return f"{measured(score)}，达到 {item.veto_from} 次即一票否决：{_VETOED[item.veto or 'item']}"
    return f"{measured(score)}：{_formula(score, most)} = {in_full(own)}"


def _formula(score: Score, most: str) -> str:
    item, value = score.item, score.measure.value or Fraction()
    if item.deduct and item.deduct.per_percent is None:
        return _bounded(score, f"{most} − {value} × {digits(item.deduct.points)}")
    if item.deduct:
        side, bound = ("低于", item.deduct.below) if item.deduct.below is not None else ("高于", item.deduct.above)
        per, whole = digits(item.deduct.per_percent or Decimal(1)), "满" if item.deduct.steps == "full" else "不足也算"
        step = (
            f"{side} {_percent(bound or Fraction())} 每 {per} 个百分点为一档，{whole}一档，共 {score.steps_missed} 档"
        )
        return f"{_bounded(score, f'{most} − {score.steps_missed} × {digits(item.deduct.points)}')}（{step}）"
    if item.scale:
        return _bounded(score, f"{most} × {value}")
    if item.steps and score.step:
        start = score.step.bound
        shown = _percent(start.at) if start.is_share else str(start.at)
        return f"{'超过' if score.step.more_than else '达到'} {shown} 得 {digits(score.step.points)}"
    if item.steps:
        return "一档也够不上"
    if item.bonus:
        earned = points(value) if item.bonus.points is None else f"{value} × {digits(item.bonus.points)}"
        return f"加 {earned}，最多 {digits(item.bonus.cap)}"
    return "没有达到否决的次数，得满分" if item.veto else "评分"


def _percent(share: Fraction) -> str:
    """A share that somebody wrote, as it was written."""
    return f"{digits(_decimal(share * 100))}%"


def _bounded(score: Score, told: str) -> str:
    """With the bounds that the table sets."""
    deduct = score.item.deduct
    most = f"，最多扣 {digits(deduct.cap)}" if deduct and deduct.cap is not None else ""
    least = f"，最低 {digits(score.item.floor)}" if score.item.floor else ""
    return f"{told}{most}{least}"


def reasons(score: Score) -> str:
    """Those given by hand."""
    return "；".join(line.reason for _, line in score.lines if line.reason)


@dataclass(frozen=True, slots=True)
class Deduction:
    """What a body lost by an item: how much of the total, and why."""

    score: Score
    lost: Fraction

    @property
    def why(self) -> str:
        """The reasons given by hand, else what the ledger tells."""
        told = arithmetic(self.score) if self.score.vetoes else measured(self.score)
        return f"{told}；{given}" if (given := reasons(self.score)) else told


def deductions(outcome: Outcome) -> Iterator[Deduction]:
    """The largest first; what vetoes is told though it has no points of its own."""
    found = [Deduction(s, s.lost * s.weight) for s in outcome.scores if s.deducts]
    return iter(sorted(found, key=lambda one: (not one.score.vetoes, -one.lost)))


def limits(table: EvaluationTable) -> list[Fraction]:
    """Numbers onto which no score is rounded."""
    bounds = [bound for band in table.bands for bound in (band.start, band.end) if bound]
    return [bound.at for bound in bounds] + [table.most]


def total(outcome: Outcome) -> str:
    return UNKNOWN if outcome.total is None else points(outcome.total, *limits(outcome.table))


def missing(outcome: Outcome) -> str:
    """What is not known, in few words."""
    by_hand = [score.item.title for score in outcome.missing if not score.item.source]
    told = [f"{score.item.title}：{score.measure.missing}" for score in outcome.missing if score.item.source]
    return "；".join([*([f"没有填 {len(by_hand)} 项（{'、'.join(by_hand)}）"] if by_hand else []), *told])


def summed_up(outcome: Outcome) -> Iterator[str]:
    """How the total comes about of its groups."""
    if outcome.veto_of_all:
        yield f"“{outcome.veto_of_all.item.title}”一票否决，总分为 0 分"
        return
    parts = []
    for group in outcome.table.indicators:
        own = outcome.of_group(group)
        parts.append(f"{group.title} {UNKNOWN if own is None else points(own)}")
    told = UNKNOWN if outcome.total is None else in_full(outcome.total, *limits(outcome.table))
    yield f"合计 {' + '.join(parts)} = {told}"


def weighted(outcome: Outcome, score: Score) -> str:
    """What an item brings to the total, where that is not just its own score."""
    counted = outcome.counted(score)
    if counted is None or counted == score.score:
        return ""
    if counted == 0 and score.score and score.weight:
        return "被一票否决，计 0"
    shares = "".join(f" × {_percent(share)}" for share in (score.item.share, score.group.share) if share != 1)
    return f"{points(score.score or Fraction())}{shares} = {in_full(counted)}"


def ranked(year: Year, units: Sequence[str] = ()) -> list[Outcome]:
    """The best first; then, in roster order, those that have no score yet."""
    chosen = [outcome for outcome in year.outcomes if not units or outcome.unit.id in units]
    return sorted(chosen, key=lambda one: year.ranks.get(one.unit.id, len(year.outcomes) + 1))
