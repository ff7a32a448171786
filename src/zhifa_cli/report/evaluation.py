"""``zhifa report --kind evaluation``: who scores what by the owner's indicators, and what of it the summary says."""

from collections.abc import Iterator
from datetime import date

from zhifa_cli.ledger.evaluation import Outcome, Year, band_faults, weight_faults
from zhifa_cli.report import opening
from zhifa_cli.views import evaluation as words
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Document, Paragraph, Section, Table
from zhifa_cli.views.evaluation import UNKNOWN, Deduction
from zhifa_cli.views.figures import Material


def of_year(of: Material) -> Year | None:
    """The newest year that was filled in by the cutoff, as the ledger stood at its end; None where there is none."""
    filed, on = of.now.ledger.dataset.evaluation.filed, of.now.on
    years = [one.year for one in filed if one.written.submitted_on <= on and one.year < on.year]
    return Year(of.at(date(max(years), 12, 31)).ledger, max(years)) if years else None


def document(of: Material) -> Document:
    year = of_year(of)
    title = f"{year.year if year else of.now.on.year - 1}年度行政执法评议情况"
    if year is None:
        nothing = Paragraph("没有填写的年度评议（evaluations）。")
        return opening.document(of, "evaluation", title, Section("一、总体情况", "overview", (nothing,)))
    outcomes = _outcomes(of, year)
    lost = [(outcome, one) for outcome in outcomes for one in words.deductions(outcome)]
    unknown = [outcome for outcome in outcomes if outcome.total is None]
    return opening.document(
        of,
        "evaluation",
        title,
        Section("一、总体情况", "overview", tuple(_overview(year, outcomes))),
        Section("二、得分、名次和等次", "ranks", (Table.of(_ranks(year), outcomes),)),
        annexes=(
            Section("扣分", "deductions", (Table.of(_LOST, lost, annex=True),)),
            Section("还不知道的", "unknown", (Table.of(_UNKNOWN, unknown, annex=True),)),
        ),
    )


def told(of: Material) -> Iterator[Section]:
    """年度评议 for the annexes of another report, where anything was filled in."""
    if year := of_year(of):
        outcomes = _outcomes(of, year)
        known = [outcome for outcome in outcomes if outcome.total is not None]
        blocks: list[Block] = [*_overview(year, outcomes), *([Table.of(_ranks(year), known)] if known else [])]
        yield Section(f"{year.year}年度评议", "evaluation", tuple(blocks))


def _outcomes(of: Material, year: Year) -> list[Outcome]:
    return words.ranked(year, tuple(unit.id for unit in of.units))


def _overview(year: Year, outcomes: list[Outcome]) -> Iterator[Block]:
    table = year.table
    if table is None:
        return
    if table.example:
        yield Paragraph(f"{words.EXAMPLE}。", strong=True)
    known = sum(outcome.total is not None for outcome in outcomes)
    demo = any(outcome.filed.written.demo for outcome in outcomes if outcome.filed)
    demo = demo and not year.ledger.dataset.demo  # which each document says at its head
    yield Paragraph(
        f"按{table.title}评议{len(outcomes)}个单位，已有得分{known}个，{UNKNOWN}{len(outcomes) - known}个。"
        f"取自台账的，截至{year.year}年底。{'含演示数据。' if demo else ''}"
    )
    for _, message in (*band_faults(table), *weight_faults(table)):
        yield Paragraph(f"{message}。", strong=True)


def _ranks(year: Year) -> Columns[Outcome]:
    return (
        Column("名次", lambda outcome: year.ranks.get(outcome.unit.id)),
        Column("单位", lambda outcome: outcome.unit.name),
        Column("得分", words.total),
        Column("等次", lambda outcome: outcome.band.grade if outcome.band else None),
    )


_LOST: Columns[tuple[Outcome, Deduction]] = (
    Column("单位", lambda line: line[0].unit.name),
    Column("指标", lambda line: line[1].score.item.title),
    Column("扣分", lambda line: words.points(line[1].lost)),
    Column("为什么", lambda line: line[1].why),
)
_UNKNOWN: Columns[Outcome] = (
    Column("单位", lambda outcome: outcome.unit.name),
    Column("缺什么", words.missing),
)
