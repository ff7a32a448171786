"""``zhifa status`` at a terminal: a unit × measure matrix, the worst first."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger import Duty, Ledger, Status
from zhifa_cli.render.console import STATUS_STYLES, draw, headline, plain

_SHORT = {
    Status.OVERDUE: "逾期",
    Status.NONCOMPLIANT: "不达标",
    Status.UNVERIFIED: "待核实",
    Status.DONE_LATE: "迟完成",
    Status.IN_PROGRESS: "推进",
    Status.NOT_DUE: "未到期",
    Status.UNDATED: "无时限",
    Status.ONGOING: "长期",
    Status.OPTIONAL: "鼓励",
    Status.DONE: "完成",
    Status.NOT_APPLICABLE: "不适用",
}
_CELL = 7
"""Six cells for three characters and one between columns."""
_MILESTONES = "里程碑"

Cells = dict[tuple[str, int | None], Status]


def render(ledger: Ledger, duties: Sequence[Duty], width: int, *, color: bool) -> str:
    """The worst standing of each unit in each measure; columns that do not fit are named below."""
    parts: list[RenderableType] = [headline(ledger, "各单位各举措进展"), Text()]
    if not duties:
        return draw([*parts, Text("没有应办事项。")], width, color=color)
    cells = _cells(duties)
    units = _worst_first(cells, [duty.unit.id for duty in duties], 0)
    measures = _worst_first(cells, [duty.item.measure for duty in duties], 1)
    names = {duty.unit.id: duty.unit.name for duty in duties}
    name_width = max(plain(name).cell_len for name in names.values())
    fitting = max(1, (width - name_width - 1) // _CELL)
    shown = measures[:fitting]
    parts += [_matrix(cells, units, shown, names), _tally(duties)]
    if left_out := measures[fitting:]:
        listed = "、".join(_heading(m) for m in left_out)
        parts.append(
            plain(
                f"另有 {len(left_out)} 列没有显示:{listed}。用 --measure 选举措、--unit 选单位,或加宽终端。", "yellow"
            )
        )
    return draw(parts, width, color=color)


def _cells(duties: Sequence[Duty]) -> Cells:
    found: Cells = {}
    for duty in duties:
        key = duty.unit.id, duty.item.measure
        found[key] = min(found.get(key, duty.status), duty.status, key=lambda status: status.rank)
    return found


def _worst_first(cells: Cells, keys: Sequence[object], axis: int) -> list[object]:
    """Rows or columns by how many of their cells stand at each status, the worst status first."""
    counts: dict[object, Counter[Status]] = defaultdict(Counter)
    for key, status in cells.items():
        counts[key[axis]][status] += 1
    return sorted(dict.fromkeys(keys), key=lambda key: [-counts[key][status] for status in Status])


def _matrix(cells: Cells, units: Sequence[object], measures: Sequence[object], names: dict[str, str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("单位", no_wrap=True)
    for measure in measures:
        table.add_column(_heading(measure), no_wrap=True, min_width=_CELL - 1)
    for unit in units:
        row = [cells.get((str(unit), measure if isinstance(measure, int) else None)) for measure in measures]
        table.add_row(plain(names[str(unit)]), *(_cell(status) for status in row))
    return table


def _heading(measure: object) -> str:
    return f"第{measure}项" if isinstance(measure, int) else _MILESTONES


def _cell(status: Status | None) -> Text:
    return Text("·", "dim") if status is None else Text(_SHORT[status], STATUS_STYLES.get(status, ""))


def _tally(duties: Sequence[Duty]) -> Text:
    counts = Counter(duty.status for duty in duties)
    text = Text(f"\n共 {len(duties)} 项应办事项:")
    for index, (status, count) in enumerate((s, counts[s]) for s in Status if counts[s]):
        text.append("、" if index else "").append(f"{status.label} {count}", STATUS_STYLES.get(status, ""))
    return text.append("。“·”表示该单位不承担。")
