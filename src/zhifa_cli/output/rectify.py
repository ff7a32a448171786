"""``zhifa rectify list``: 问题清单、责任清单、整改清单, and how each matter stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.rectification import Stage, Standing
from zhifa_cli.model.record import Record
from zhifa_cli.output import duties, marks, page
from zhifa_cli.output.console import Flow, draw, headline, lines, plain
from zhifa_cli.output.formats import SCREEN, Screen, drawn
from zhifa_cli.text import csv as csv_text
from zhifa_cli.text.unseen import json_text
from zhifa_cli.text.width import cells
from zhifa_cli.views import rectification
from zhifa_cli.views.columns import Column, headings, rows
from zhifa_cli.views.document import NONE
from zhifa_cli.views.rectification import Register
from zhifa_cli.views.wording import as_of, data_columns

_TITLE = "督办整改清单"
_NOTHING = "没有整改事项。"
_LEAST_NAME = 8
_STYLES = {Stage.RETURNED: "magenta"}


@dataclass(frozen=True, slots=True)
class Listed:
    """The matters that are shown, and all of which the numbers are."""

    register: Register
    shown: Sequence[Standing]
    shown_path: Callable[[str], str]
    only_overdue: bool = False
    whole: bool = False

    @property
    def title(self) -> str:
        return f"{_TITLE}（只列逾期的）" if self.only_overdue else _TITLE

    @property
    def tally(self) -> str:
        return self.register.tally if self.register.matters else _NOTHING


def _flat(what: Listed) -> tuple[Column[Standing], ...]:
    """All columns of the three lists, each once, and the state with what is waived."""
    columns = {column.heading: column for _, of_list in what.register.lists for column in of_list}
    columns["状态"] = Column("状态", lambda standing: standing.stage.label)
    more = (
        Column[Standing]("逾期天数", lambda standing: standing.days_overdue),
        Column[Standing]("豁免", lambda standing: "已豁免" if what.register.is_waived(standing) else None),
        Column[Standing]("文件", lambda standing: what.shown_path(standing.matter.path)),
    )
    return (*columns.values(), *more, *data_columns(what.register.ledger))


@drawn(marks.contract("rectify"))
def json(what: Listed, _screen: Screen) -> str:
    """``zhifa.rectify/1``: one row for each matter, and the numbers of all."""
    register = what.register
    summary = {
        "total": len(register.matters),
        **{stage.value: register.stages[stage] for stage in Stage},
        "overdue": len(register.overdue),
        "replies_overdue": register.unanswered,
    }
    head = duties.head("zhifa.rectify/1", register.ledger)
    return json_text({**head, "summary": summary, "rectifications": [_row(what, standing) for standing in what.shown]})


def _row(what: Listed, standing: Standing) -> dict[str, Any]:
    """A matter as it is written, and how it stands."""
    written = {key: _plain(getattr(standing.written, key)) for key in type(standing.written).model_fields}
    late = {index for index, _ in standing.unanswered}
    for index, sent in enumerate(written["instruments"]):
        sent["reply_overdue"] = index in late
    return {
        **written,
        "unit": standing.unit.id,
        "unit_name": standing.unit.name,
        "measure": standing.item.measure if standing.item else None,
        "stage": standing.stage.value,
        "stage_since": standing.stage_since.isoformat(),
        "original_due": standing.written.due.isoformat(),
        "due": standing.due.isoformat(),
        "overdue": standing.overdue,
        "days_overdue": standing.days_overdue,
        "waived": what.register.is_waived(standing),
        "path": what.shown_path(standing.matter.path),
    }


def _plain(value: object) -> Any:
    if isinstance(value, Record):
        return {key: _plain(getattr(value, key)) for key in type(value).model_fields}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@drawn(marks.table(headings(rectification.PROBLEMS)))
def csv(what: Listed, _screen: Screen) -> str:
    """One row for each matter, with all that the three lists say of it."""
    columns = _flat(what)
    return csv_text.table(headings(columns), rows(columns, what.shown))


@drawn(marks.page(_TITLE))
def markdown(what: Listed, _screen: Screen) -> str:
    parts = [page.headline(what.register.ledger, _TITLE), what.tally]
    for title, columns in what.register.lists if what.shown else ():
        parts += [f"## {title}（{len(what.shown)} 件）", page.table([*map(_filled, columns)], what.shown)]
    return page.page(parts)


WORKBOOK = marks.word("zhifa", "rectify")
"""How a workbook of ours is known again."""


def workbook(what: Listed) -> bytes:
    """A sheet for each of the three lists, and one with all of them in a row for each matter. Needs the ``xlsx`` extra."""
    from zhifa_cli.text import xlsx  # noqa: PLC0415 - openpyxl is an extra

    ledger = what.register.ledger
    facts = [ledger.dataset.title, as_of(ledger.cutoff.on, ledger.dataset.known_on, closed=ledger.cutoff.closed)]
    facts += ["含演示数据"] if ledger.dataset.demo else []
    told = f"{' · '.join(facts)}。{what.tally}"
    lists = (*what.register.lists, ("全部", _flat(what)))
    grids = [xlsx.Grid(title, told, headings(columns), [*rows(columns, what.shown)]) for title, columns in lists]
    return xlsx.tables(grids, ledger.cutoff.on, f"zhifa rectify {ledger.cutoff.on}")


def _filled(column: Column[Standing]) -> Column[Standing]:
    return Column(column.heading, lambda standing: column.value(standing) or NONE)


@drawn(marks.text(_TITLE))
def text(what: Listed, screen: Screen) -> str:
    """The numbers, and as many matters as a screen holds, the worst first."""
    register = what.register
    head = draw([headline(register.ledger, _TITLE), Text(), Flow(plain(what.tally, "bold")), Text()], screen)
    if not what.shown:
        return head
    foot = draw([Text("三张清单：zhifa rectify list -f markdown，或 -f xlsx -o 文件", "dim")], screen)
    count = len(what.shown) if what.whole else min(len(what.shown), SCREEN // 2)
    body = draw([_table(what, count, screen.width)], screen)
    while not what.whole and count > 1 and (head + body + foot).count("\n") + 2 > SCREEN:
        count -= 1
        body = draw([_table(what, count, screen.width)], screen)
    left = len(what.shown) - count
    more = draw([Text(f"另有 {left} 件没有列出；全部列出请加 --all")], screen) if left else ""
    return f"{head}{body}\n{more}{foot}"


def _table(what: Listed, count: int, width: int) -> Table:
    shown = what.shown[:count]
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    states = max(cells(part) for standing in shown for part in _state(what, standing))
    names = max(cells(name) for s in shown for name in (s.unit.name, s.written.responsible or ""))
    table.add_column("编号和状态", width=min(states, max(14, width // 5)))
    table.add_column("单位和责任", width=min(names, max(_LEAST_NAME, width // 5)))
    table.add_column("问题、措施和进展", ratio=1)
    for standing in shown:
        number, *state = _state(what, standing)
        style = "bold red" if standing in what.register.overdue else _STYLES.get(standing.stage, "")
        table.add_row(
            Flow(Text("\n").join([plain(number), *(plain(part, style) for part in state)])),
            Flow(lines(*filter(None, [standing.unit.name, standing.written.responsible]))),
            Flow(_told(standing)),
        )
    return table


def _state(what: Listed, standing: Standing) -> list[str]:
    return [standing.written.id, *what.register.stands(standing).split("，")]


def _told(standing: Standing) -> Text:
    """The problem and its clause; until when, and what is to be done; what was sent, and what was done last."""
    written = standing.written
    measures = f"；{rectification.numbered(written.measures)}" if written.measures else ""
    history = rectification.history(standing)
    return Text("\n").join(
        [
            plain(written.problem).append_text(plain(f"  {rectification.about(standing)}".rstrip(), "dim")),
            plain(f"{rectification.due(standing)} 前整改{measures}"),
            *([plain("；".join(history), "dim")] if history else []),
        ]
    )
