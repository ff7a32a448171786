"""``zhifa status`` and ``zhifa overdue`` as flat tables for Excel and WPS."""

from collections.abc import Iterable, Mapping, Sequence

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.output.marks import DUTY_COLUMNS, OVERDUE_COLUMNS
from zhifa_cli.text.csv import table
from zhifa_cli.views.phrases import waiver
from zhifa_cli.views.wording import DATA_COLUMNS, data_cells, longest_first, shortfall

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


def status(ledger: Ledger, duties: Iterable[Duty]) -> str:
    """One row for each duty, in roster and document order."""
    return table((*_DUTY, *DATA_COLUMNS), ((*_duty(duty), *data_cells(ledger)) for duty in duties))


def overdue(ledger: Ledger, month: Month, late: Sequence[Duty], excused: Mapping[DutyKey, Waived]) -> str:
    """One row for each overdue or noncompliant duty, the longest overdue first within its kind."""
    rows = (
        (kind, *_duty(duty), waiver(excused[duty.key]) if duty.key in excused else None, *data_cells(ledger))
        for kind, duties in longest_first(late, month)
        for duty in duties
    )
    return table((*OVERDUE_COLUMNS, *_DUTY[len(DUTY_COLUMNS) :], "豁免", *DATA_COLUMNS), rows)


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
