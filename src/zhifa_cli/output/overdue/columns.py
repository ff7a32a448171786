"""The columns of ``zhifa overdue``: those of a table for spreadsheets, and those of a page."""

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.output import duties
from zhifa_cli.output.overdue import Row
from zhifa_cli.views.columns import Column
from zhifa_cli.views.wording import cited, lateness, standing, waiver


def _duty(row: Row) -> Duty:
    return row.duty


def _told(row: Row) -> str:
    return "，".join([standing(row.duty), *([waiver(row.waived)] if row.waived else [])])


SPREADSHEET: tuple[Column[Row], ...] = (
    Column("类别", lambda row: row.part),
    *(column.within(_duty) for column in duties.COLUMNS),
    Column("豁免", lambda row: waiver(row.waived) if row.waived else None),
)
PAGE: tuple[Column[Row], ...] = (
    Column("单位", lambda row: row.duty.body),
    Column("事项", lambda row: row.duty.item.title),
    Column("条款", lambda row: cited(row.duty)),
    Column("到期", lambda row: row.duty.original_due),
    Column("逾期", lambda row: lateness(row.duty)),
    Column("状态", _told),
)
