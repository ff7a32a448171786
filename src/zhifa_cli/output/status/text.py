"""``zhifa status`` at a terminal: a unit × measure matrix, then how much of each is done."""

from collections.abc import Iterable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.output import marks
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain, tally
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.status import TITLE
from zhifa_cli.text.width import cells
from zhifa_cli.views.figures import Snapshot
from zhifa_cli.views.standing import (
    ABSENT,
    MILESTONES,
    WORDS,
    Matrix,
    Measure,
    Share,
    matrix,
    named,
    shares,
    unit_shares,
)
from zhifa_cli.views.wording import counted

OWN = marks.text(TITLE)
_MARKS = {
    Status.OVERDUE: "逾",
    Status.NONCOMPLIANT: "差",
    Status.UNVERIFIED: "核",
    Status.DONE_LATE: "迟",
    Status.IN_PROGRESS: "推",
    Status.NOT_DUE: "未",
    Status.UNDATED: "无",
    Status.ONGOING: "长",
    Status.OPTIONAL: "励",
    Status.DONE: "完",
    Status.NOT_APPLICABLE: "免",
}
_WORD, _MARK = 7, 3
"""The width of a matrix column with the blank before it: a word of three characters, or one character."""

_FILLS = (
    ("█", "按期完成", "green"),
    ("▓", "逾期完成", "yellow"),
    ("?", "待核实", "magenta"),
    ("!", "逾期未完成或不达标", "bold red"),
    ("░", "未到期", "dim"),
)
_FIGURES = (("办结", 7), ("逾期", 4), ("不达标", 6), ("待核实", 6), ("未到期", 6), ("迟完成", 6))
_FIGURES_WIDTH = sum(width + 1 for _, width in _FIGURES)
_LEAST_BAR, _LONGEST_BAR = 12, 30
_LEAST_NAME = 8


def show(what: Snapshot, screen: Screen) -> str:
    """Tally, matrix, bars; what does not fit is named, and nothing is cut."""
    return draw(_parts(what, screen.width), screen)


def _parts(what: Snapshot, width: int) -> Iterator[RenderableType]:
    duties, plan = what.duties, what.ledger.dataset.plan
    yield headline(what.ledger, TITLE)
    yield Text()
    if not duties:
        yield Text("没有应办事项。")
        return
    yield Flow(_tally(duties))
    yield Text()
    yield from _matrix(matrix(duties), width)
    yield from _bars("各单位办结情况", ((share.name, share) for share in unit_shares(duties)), width)
    titles: dict[Measure, str] = {None: MILESTONES}
    titles |= {number: f"第{number}项 {title}" for number, title in plan.titles.items()}
    by_measure = shares(duties, lambda duty: duty.item.measure)
    yield from _bars("各举措办结情况", ((titles[share.of.item.measure], share) for share in by_measure), width)
    yield Flow(_bar_legend())


def _tally(duties: Sequence[Duty]) -> Text:
    units = len({duty.unit.id for duty in duties})
    return Text(f"{units} 个单位共 {counted(duties)}应办事项：").append_text(tally(duties)).append("。")


def _matrix(shown: Matrix, width: int) -> Iterable[RenderableType]:
    """Words where all columns have room for them, else one character each, explained below."""
    name_width = min(max(map(cells, shown.units.values())), max(_LEAST_NAME, width // 4))
    words = len(shown.measures) * _WORD <= width - name_width
    column = _WORD if words else _MARK
    measures = shown.worst(max(1, (width - name_width) // column))
    table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column("单位", width=name_width)
    for measure in measures:
        heading = named(measure) if words or measure is None else str(measure)
        table.add_column(Flow(Text(heading)), width=column - 1, justify="left" if words else "right")
    for unit, name in shown.units.items():
        row = (shown.cells.get((unit, measure)) for measure in measures)
        table.add_row(Flow(plain(name)), *(_cell(status, WORDS if words else _MARKS) for status in row))
    yield table
    yield Text()
    yield Flow(_legend(shown, words=words))
    if left_out := [measure for measure in shown.measures if measure not in measures]:
        listed = "、".join(map(named, left_out))
        advice = "用 --measure 选举措、--unit 选单位，或加宽终端。"
        yield Flow(Text(f"限于宽度，另有进展较好的 {len(left_out)} 列没有显示：{listed}。{advice}", "yellow"))


def _cell(status: Status | None, shown_as: dict[Status, str]) -> Text:
    return Text(ABSENT, "dim") if status is None else Text(shown_as[status], STATUS_STYLES.get(status, ""))


def _legend(shown: Matrix, *, words: bool) -> Text:
    """What the cells say; marks are spelt out, as far as they occur."""
    text = Text("每格是该单位在该项举措中最差的一项。", "dim")
    if not words:
        present = set(shown.cells.values())
        for index, status in enumerate(status for status in Status if status in present):
            text.append("、" if index else "")
            text.append(f"{_MARKS[status]} {status.label}", f"not dim {STATUS_STYLES.get(status, '')}")
        text.append("；")
    return text.append(f"{ABSENT} 不承担。")


def _bars(title: str, rows: Iterable[tuple[str, Share]], width: int) -> Iterable[RenderableType]:
    """Only what has a deadline is counted, so that no bar can be short for want of an end date."""
    dated = [(name, share) for name, share in rows if share.counts.total()]
    if not dated:
        return
    room = width - _FIGURES_WIDTH - 1
    name_width = max(_LEAST_NAME, min(max(cells(name) for name, _ in dated), room - _LEAST_BAR))
    bar_width = max(_LEAST_BAR, min(_LONGEST_BAR, room - name_width))
    table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column(title.removesuffix("办结情况").removeprefix("各"), width=name_width)
    table.add_column("进度", width=bar_width)
    for heading, figure_width in _FIGURES:
        table.add_column(heading, width=figure_width, justify="right")
    for name, share in dated:
        table.add_row(Flow(plain(name)), _bar(share, bar_width), *_figures(share))
    yield Flow(Text("\n" + title, "bold").append("（只计有时限的必须事项，不适用的除外；最差的在前）", "not bold dim"))
    yield table


def _figures(share: Share) -> Iterable[Text]:
    yield Text(f"{share.done}/{share.counts.total()}")
    counts = share.counts
    for status, count in (
        (Status.OVERDUE, counts[Status.OVERDUE]),
        (Status.NONCOMPLIANT, counts[Status.NONCOMPLIANT]),
        (Status.UNVERIFIED, counts[Status.UNVERIFIED]),
        (Status.NOT_DUE, share.open),
        (Status.DONE_LATE, counts[Status.DONE_LATE]),
    ):
        yield Text(str(count), STATUS_STYLES.get(status, "") if count else "dim")


def _bar(share: Share, width: int) -> Text:
    counts = share.counts
    sizes = (counts[Status.DONE], counts[Status.DONE_LATE], counts[Status.UNVERIFIED], share.failed, share.open)
    text = Text()
    for (fill, _, style), length in zip(_FILLS, _lengths(sizes, width), strict=True):
        text.append(fill * length, style)
    return text


def _lengths(sizes: Sequence[int], width: int) -> list[int]:
    """Shares of a bar in whole cells: nothing that exists is invisible, and the sum is the width."""
    lengths = [min(size, 1) for size in sizes]
    room, total = width - sum(lengths), sum(sizes)
    exact = [size * width / total for size in sizes]
    for _ in range(room):
        neediest = max(range(len(sizes)), key=lambda i: exact[i] - lengths[i])
        lengths[neediest] += 1
    return lengths


def _bar_legend() -> Text:
    text = Text("\n进度条：")
    for index, (fill, meaning, style) in enumerate(_FILLS):
        text.append("  " if index else "").append(fill, style).append(f" {meaning}")
    return text.append("。办结含逾期完成（迟完成）。")
