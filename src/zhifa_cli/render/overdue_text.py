"""``zhifa overdue`` at a terminal: what fell due this month, and what is carried over."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger import Duty, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.render.console import STATUS_STYLES, draw, headline, lines, plain


def render(ledger: Ledger, month: Month, late: Sequence[Duty], width: int, *, color: bool) -> str:
    """Two tables sorted by days overdue, or the plain word that there is nothing."""
    longest_first = sorted(late, key=lambda duty: -(duty.days_overdue or 0))
    due_now = [duty for duty in longest_first if not duty.carried_over(month)]
    carried = [duty for duty in longest_first if duty.carried_over(month)]
    parts: list[RenderableType] = [headline(ledger, f"{month} 逾期和不达标事项"), Text()]
    if not due_now and not carried:
        parts.append(Text("无逾期事项。", "bold green"))
    else:
        parts.extend(_section("本月到期", due_now))
        parts.extend(_section("往月结转", carried))
        units = len({duty.unit.id for duty in (*due_now, *carried)})
        parts.append(
            Text(f"共 {len(due_now) + len(carried)} 项,涉及 {units} 个单位。详情:zhifa show 单位 或 zhifa show 事项")
        )
    return draw(parts, width, color=color)


def _section(title: str, duties: Sequence[Duty]) -> Iterator[RenderableType]:
    yield Text(f"{title}({len(duties)} 项)", "bold")
    if not duties:
        yield Text("  无\n")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("单位", no_wrap=True)
    table.add_column("条款", overflow="fold")
    table.add_column("事项", overflow="fold", ratio=1)
    table.add_column("到期", no_wrap=True)
    table.add_column("逾期", no_wrap=True, justify="right")
    table.add_column("状态", no_wrap=True)
    for duty in duties:
        table.add_row(
            plain(duty.unit.name),
            lines(duty.item.source, duty.item.id),
            plain(duty.item.title + shortfall(duty)),
            str(duty.original_due),
            f"{duty.days_overdue} 天",
            Text(duty.status.label, STATUS_STYLES[duty.status]),
        )
    yield table


def shortfall(duty: Duty) -> str:
    """By how much a missed threshold is missed, in people or hours."""
    assessment, threshold = duty.assessment, duty.item.threshold
    if assessment is None or threshold is None or not assessment.misses:
        return ""
    total = sum(miss.shortfall for miss in assessment.misses)
    if threshold.share:
        return f"({len(assessment.misses)} 个部门共还差 {total} 人)"
    return f"(还差 {total:g} 学时,{len(assessment.misses)} 人)"
