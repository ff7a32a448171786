"""``zhifa status``: how each unit and each measure stands; of a ``Snapshot``."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.output import duties, marks, page
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain, tally
from zhifa_cli.output.formats import Screen, array, drawn
from zhifa_cli.text.markdown import table as page_table
from zhifa_cli.text.unseen import json_text
from zhifa_cli.text.width import cells
from zhifa_cli.views.columns import headings
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
from zhifa_cli.views.wording import counted, tallied

_TITLE = "各单位各举措进展"
_NOTHING = "没有应办事项。"
_WORST = "每格是该单位在该项举措中最差的一项"
_MARKS = dict(zip(Status, "逾差核迟推未无长励完免", strict=True))
"""One character for each status, where there is no room for a word."""
_WORD, _MARK = 7, 3
"""The width of a matrix column with the blank before it: a word of three characters, or one character."""

_FILLS = (
    ("█", "按期完成", "green"),
    ("▓", "逾期完成", "yellow"),
    ("?", "待核实", "magenta"),
    ("!", "逾期未完成或不达标", "bold red"),
    ("░", "未到期", "dim"),
)
_FIGURES = (
    ("逾期", 4, Status.OVERDUE),
    ("不达标", 6, Status.NONCOMPLIANT),
    ("待核实", 6, Status.UNVERIFIED),
    ("未到期", 6, Status.NOT_DUE),
    ("迟完成", 6, Status.DONE_LATE),
)
_DONE_WIDTH = 7
_FIGURES_WIDTH = _DONE_WIDTH + 1 + sum(width + 1 for _, width, _ in _FIGURES)
_LEAST_BAR, _LONGEST_BAR = 12, 30
_LEAST_NAME = 8


@drawn(marks.contract("status"), joined=array)
def json(what: Snapshot, _screen: Screen) -> str:
    """``zhifa.status/2``: one row for each leaf item × unit × cycle."""
    return json_text({**duties.head("zhifa.status/2", what.ledger), "duties": [*map(duties.row, what.duties)]})


@drawn(marks.table(headings(duties.COLUMNS[:3])))
def csv(what: Snapshot, _screen: Screen) -> str:
    """One row for each duty, in roster and document order."""
    return duties.table(duties.COLUMNS, what.duties, what.ledger)


@drawn(marks.page(_TITLE), joined="\n".join)
def markdown(what: Snapshot, _screen: Screen) -> str:
    """The tally, and the worst standing of each unit in each measure."""
    head = page.headline(what.ledger, _TITLE)
    if not what.duties:
        return page.page([head, _NOTHING])
    shown = matrix(what.duties, what.ledger.dataset.plan.titles)
    rows = (
        [name, *(WORDS[cell] if (cell := shown.cells.get((unit, measure))) else ABSENT for measure in shown.measures)]
        for unit, name in shown.units.items()
    )
    tally = f"{len(shown.units)} 个单位共 {counted(what.duties)}应办事项：{tallied(what.duties)}。"
    return page.page(
        [head, tally, page_table(["单位", *map(named, shown.measures)], rows), f"{_WORST}；{ABSENT} 不承担。"]
    )


@drawn(marks.text(_TITLE), joined="\n".join)
def text(what: Snapshot, screen: Screen) -> str:
    """Tally, matrix, bars; what does not fit is named, and nothing is cut."""
    parts: list[RenderableType] = [headline(what.ledger, _TITLE), Text()]
    if not what.duties:
        return draw([*parts, Text(_NOTHING)], screen)
    parts += [
        Flow(_tally(what.duties)),
        Text(),
        *_matrix(matrix(what.duties, what.ledger.dataset.plan.titles), screen.width),
    ]
    parts += _bars("单位", ((share.name, share) for share in unit_shares(what.duties)), screen.width)
    titles: dict[Measure, str] = {None: MILESTONES}
    titles |= {number: f"{named(number)} {title}" for number, title in what.ledger.dataset.plan.titles.items()}
    by_measure = shares(what.duties, lambda duty: duty.item.measure)
    parts += _bars("举措", ((titles[share.of.item.measure], share) for share in by_measure), screen.width)
    return draw([*parts, Flow(_bar_legend())], screen)


def _tally(owed: Sequence[Duty]) -> Text:
    units = len({duty.unit.id for duty in owed})
    return Text(f"{units} 个单位共 {counted(owed)}应办事项：").append_text(tally(owed)).append("。")


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
    told = Text(f"{_WORST}。", "dim")
    if not words:
        present = set(shown.cells.values())
        for index, status in enumerate(status for status in Status if status in present):
            told.append("、" if index else "")
            told.append(f"{_MARKS[status]} {status.label}", f"not dim {STATUS_STYLES.get(status, '')}")
        told.append("；")
    return told.append(f"{ABSENT} 不承担。")


def _bars(of: str, rows: Iterable[tuple[str, Share]], width: int) -> Iterable[RenderableType]:
    """Only what has a deadline is counted, so that no bar can be short for want of an end date."""
    dated = [(name, share) for name, share in rows if share.counts.total()]
    if not dated:
        return
    room = width - _FIGURES_WIDTH - 1
    name_width = max(_LEAST_NAME, min(max(cells(name) for name, _ in dated), room - _LEAST_BAR))
    bar_width = max(_LEAST_BAR, min(_LONGEST_BAR, room - name_width))
    table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column(of, width=name_width)
    table.add_column("进度", width=bar_width)
    table.add_column("办结", width=_DONE_WIDTH, justify="right")
    for heading, figure_width, _ in _FIGURES:
        table.add_column(heading, width=figure_width, justify="right")
    for name, share in dated:
        table.add_row(Flow(plain(name)), _bar(share, bar_width), *_figures(share))
    yield Flow(
        Text(f"\n各{of}办结情况", "bold").append("（只计有时限的必须事项，不适用的除外；最差的在前）", "not bold dim")
    )
    yield table


def _figures(share: Share) -> Iterable[Text]:
    yield Text(f"{share.done}/{share.counts.total()}")
    for _, _, status in _FIGURES:
        count = share.open if status is Status.NOT_DUE else share.counts[status]
        yield Text(str(count), STATUS_STYLES.get(status, "") if count else "dim")


def _bar(share: Share, width: int) -> Text:
    counts = share.counts
    sizes = (counts[Status.DONE], counts[Status.DONE_LATE], counts[Status.UNVERIFIED], share.failed, share.open)
    lengths = zip(_FILLS, _lengths(sizes, width), strict=True)
    return Text().join(Text(fill * length, style) for (fill, _, style), length in lengths)


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
    fills = (Text.assemble((fill, style), f" {meaning}") for fill, meaning, style in _FILLS)
    return Text("\n进度条：").append_text(Text("  ").join(fills)).append("。办结含逾期完成（迟完成）。")
