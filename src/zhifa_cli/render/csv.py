"""Flat tables for Excel and WPS: UTF-8 with a BOM, so that they do not take it for GBK; CRLF, as RFC 4180 has it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.render.marks import DUTY_COLUMNS, OVERDUE_COLUMNS
from zhifa_cli.render.phrases import waiver
from zhifa_cli.render.report_document import Table
from zhifa_cli.render.wording import longest_first, shortfall
from zhifa_cli.text.unseen import visible

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet run a cell; Chinese ones take the full-width forms, too."""

_DUTY = (
    *DUTY_COLUMNS,
    "出处",
    "事项编号",
    "事项",
    "年度",
    "约束力",
    "原定时限",
    "延期至",
    "时限",
    "状态",
    "完成日期",
    "逾期天数",
    "差额",
)
_DATA = ("截至", "数据说明")


def status(ledger: Ledger, duties: Iterable[Duty]) -> str:
    """One row for each duty, in roster and document order."""
    return table((*_DUTY, *_DATA), ((*_duty(duty), *_data(ledger)) for duty in duties))


def overdue(ledger: Ledger, month: Month, late: Sequence[Duty], excused: Mapping[DutyKey, Waived]) -> str:
    """One row for each overdue or noncompliant duty, the longest overdue first within its kind."""
    rows = (
        (kind, *_duty(duty), waiver(excused[duty.key]) if duty.key in excused else None, *_data(ledger))
        for kind, duties in longest_first(late, month)
        for duty in duties
    )
    return table((*OVERDUE_COLUMNS, *_DUTY[len(DUTY_COLUMNS) :], "豁免", *_DATA), rows)


def annex(ledger: Ledger, shown: Table) -> str:
    """进展情况汇总表: a report's annex, one row for each duty."""
    return table((*shown.header, *_DATA), ((*row, *_data(ledger)) for row in shown.rows))


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole file; None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return _BOM + buffer.getvalue()


def _cell(value: object) -> str:
    """A text that no spreadsheet runs: a leading tab or CR is written out as all control characters are."""
    text = "" if value is None else visible(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _duty(duty: Duty) -> tuple[object, ...]:
    item = duty.item
    return (
        duty.body,
        duty.unit.id,
        item.measure,
        item.source,
        item.id,
        item.title,
        duty.cycle,
        item.binding,
        duty.original_due,
        duty.extension.grant.until if duty.extension else None,
        duty.due,
        duty.status.label,
        duty.completed_on,
        duty.days_overdue,
        shortfall(duty),
    )


def _data(ledger: Ledger) -> tuple[object, ...]:
    """On every row, because rows are sorted, filtered and pasted elsewhere."""
    return ledger.cutoff.on, "含演示数据" if ledger.dataset.demo else None
