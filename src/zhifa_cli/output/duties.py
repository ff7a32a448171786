"""A duty as a row: of a JSON document, and of a table for spreadsheets."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhifa_cli.ledger.duty import Duty, Ledger
from zhifa_cli.text import csv
from zhifa_cli.views.columns import Column, Columns, R, headings, rows
from zhifa_cli.views.wording import CYCLE, cycle_heading, data_columns, settled, shortfall

_SUPPORTING, _SETTLED = "配合单位", "时限原文（核定）"

COLUMNS: tuple[Column[Duty], ...] = (
    Column("单位", lambda duty: duty.body),
    Column("单位编号", lambda duty: duty.unit.id),
    Column("举措", lambda duty: duty.item.measure),
    Column("出处", lambda duty: duty.item.source),
    Column("事项编号", lambda duty: duty.item.id),
    Column("事项", lambda duty: duty.item.title),
    Column(CYCLE, lambda duty: duty.cycle),
    Column("约束力", lambda duty: duty.item.binding),
    Column("原定时限", lambda duty: duty.original_due),
    Column("延期至", lambda duty: duty.extension.grant.until if duty.extension else None),
    Column("时限", lambda duty: duty.due),
    Column(_SETTLED, settled),
    Column("状态", lambda duty: duty.status.label),
    Column("完成日期", lambda duty: duty.completed_on),
    Column("首次报送", lambda duty: duty.reported_on),
    Column("迟报", lambda duty: "迟报" if duty.late_news else None),
    Column("逾期天数", lambda duty: duty.days_overdue),
    Column("差额", shortfall),
    Column(_SUPPORTING, lambda duty: "、".join(duty.item.supporting)),
)


def table(columns: Columns[R], things: Iterable[R], ledger: Ledger) -> str:
    """A table for spreadsheets; who supports, or which dates were settled, is told only where there are any."""
    unused = {
        *(() if any(duty.item.supporting for duty in ledger.duties) else (_SUPPORTING,)),
        *(() if any(map(settled, ledger.duties)) else (_SETTLED,)),
    }
    all_columns: Columns[R] = (*columns, *data_columns(ledger))
    all_columns = [column for column in all_columns if column.heading not in unused]
    own = cycle_heading(ledger.duties)
    return csv.table([own if name == CYCLE else name for name in headings(all_columns)], rows(all_columns, things))


def head(schema: str, ledger: Ledger) -> dict[str, Any]:
    """What every JSON document of duties says of the data behind it."""
    return {
        "schema": schema,
        "plan": ledger.dataset.title,
        "as_of": ledger.cutoff.on.isoformat(),
        **({"known_on": _day(known_on)} if (known_on := ledger.dataset.known_on) else {}),
        "demo": ledger.dataset.demo,
    }


def row(duty: Duty) -> dict[str, Any]:
    """A duty as the contracts ``zhifa.status``, ``zhifa.overdue`` and ``zhifa.calendar`` have it."""
    return {
        "unit": duty.unit.id,
        "unit_name": duty.body,
        "item": duty.item.id,
        "measure": duty.item.measure,
        "cycle": duty.cycle,
        "due": _day(duty.due),
        "original_due": _day(duty.original_due),
        "status": duty.status.value,
        "completed_on": _day(duty.completed_on),
        "reported_on": _day(duty.reported_on),
        "days_overdue": duty.days_overdue,
        "deadline": duty.item.deadline.text if duty.item.deadline else None,
        "binding": duty.item.binding,
        "supporting": list(duty.item.supporting),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
