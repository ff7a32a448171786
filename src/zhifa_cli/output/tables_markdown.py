"""``zhifa status`` and ``zhifa overdue`` as Markdown, to paste into a document or an issue."""

from collections import Counter
from collections.abc import Mapping, Sequence

from zhifa_cli.finding import Waived
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger, Status
from zhifa_cli.model.scalars import Month
from zhifa_cli.output.marks import OVERDUE, STATUS
from zhifa_cli.text.markdown import escape, table
from zhifa_cli.views.phrases import waiver
from zhifa_cli.views.standing import WORDS, matrix
from zhifa_cli.views.wording import NONE_OVERDUE, cited, counted, lateness, longest_first, standing, tally_late


def status(ledger: Ledger, duties: Sequence[Duty]) -> str:
    """The tally, and the worst standing of each unit in each measure."""
    parts = _head(ledger, STATUS)
    if not duties:
        return _document([*parts, "没有应办事项。"])
    counts = Counter(duty.status for duty in duties)
    tally = "、".join(f"{status.label} {counts[status]}" for status in Status if counts[status])
    shown = matrix(duties)
    parts.append(f"{len(shown.units)} 个单位共 {counted(duties)}应办事项：{tally}。")
    header = ["单位", *("里程碑" if measure is None else f"第{measure}项" for measure in shown.measures)]
    cells = ((shown.cells.get((unit, measure)) for measure in shown.measures) for unit in shown.units)
    rows = (
        [name, *("·" if status is None else WORDS[status] for status in row)]
        for name, row in zip(shown.units.values(), cells, strict=True)
    )
    return _document([*parts, table(header, rows), "每格是该单位在该项举措中最差的一项；· 不承担。"])


def overdue(ledger: Ledger, month: Month, late: Sequence[Duty], excused: Mapping[DutyKey, Waived]) -> str:
    """What fell due this month and what is carried over, the longest overdue first."""
    parts = _head(ledger, f"{month} {OVERDUE}")
    if not late:
        return _document([*parts, NONE_OVERDUE])
    parts.append(tally_late(late, excused))
    header = ("单位", "事项", "条款", "到期", "逾期", "状态")
    for title, duties in longest_first(late, month):
        parts.append(f"## {title}（{len(duties)} 项）")
        rows = (_late(duty, excused.get(duty.key)) for duty in duties)
        parts.append(table(header, rows) if duties else "无。")
    return _document(parts)


def _late(duty: Duty, waived: Waived | None) -> Sequence[object]:
    told = standing(duty) + (f"，{waiver(waived)}" if waived else "")
    return duty.body, duty.item.title, cited(duty), duty.original_due, lateness(duty), told


def _head(ledger: Ledger, title: str) -> list[str]:
    cutoff = ledger.cutoff
    plan = ledger.dataset.title or "（计划信息有误，未能判定任何事项）"
    when = f"截至 {cutoff.on}{'' if cutoff.closed else '（今天，当日到期的尚不算逾期）'}"
    return [f"# {escape(title)}", f"{escape(plan)} · {when}{' · **含演示数据**' if ledger.dataset.demo else ''}"]


def _document(parts: Sequence[str]) -> str:
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
