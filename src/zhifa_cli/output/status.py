"""``zhifa status``: how each unit stands, in a bar, the worst first; and the matrix of units and measures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.output import duties, marks, page
from zhifa_cli.output.board import numbers
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain, tally
from zhifa_cli.output.formats import SCREEN, By, Screen, array, drawn
from zhifa_cli.text.markdown import table as page_table
from zhifa_cli.text.unseen import json_text, visible
from zhifa_cli.text.width import breaks, cells, cut
from zhifa_cli.views.board import Board
from zhifa_cli.views.columns import headings
from zhifa_cli.views.groups import clause_of, unit_of
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
    together,
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
    ("█", "按期完成", ""),
    ("▓", "逾期完成", ""),
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
_HEADING = 4
"""Lines above the first bar."""
_ABOUT = "（只计有时限的必须事项，不适用的除外；最差的在前）"


@dataclass(frozen=True, slots=True)
class Progress:
    """How all that is owed stands, and how much of it a screen shows."""

    board: Board
    command: Callable[..., str]
    """Makes the command line that asks something else of the same data."""
    by: By | None = None
    whole: bool = False

    @property
    def ledger(self) -> Ledger:
        return self.board.snapshot.ledger

    @property
    def duties(self) -> tuple[Duty, ...]:
        return self.board.snapshot.duties


@drawn(marks.contract("status"), joined=array)
def json(what: Progress, _screen: Screen) -> str:
    """``zhifa.status/2``: one row for each leaf item × unit × cycle."""
    return json_text({**duties.head("zhifa.status/2", what.ledger), "duties": [*map(duties.row, what.duties)]})


@drawn(marks.table(headings(duties.COLUMNS[:3])))
def csv(what: Progress, _screen: Screen) -> str:
    """One row for each duty, in roster and document order."""
    return duties.table(duties.COLUMNS, what.duties, what.ledger)


@drawn(marks.page(_TITLE), joined="\n".join)
def markdown(what: Progress, _screen: Screen) -> str:
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
def text(what: Progress, screen: Screen) -> str:
    """The numbers and a bar for each unit, as far as a screen goes; matrix and all bars where they fit, too."""
    title = headline(what.ledger, _TITLE)
    if not what.duties:
        return draw([title, Text(), Text(_NOTHING)], screen)
    head = draw([title, Text(), *numbers(what.board), Flow(_tally(what.duties))], screen)
    next_ = _next(what)
    if what.by is None and (what.whole or _may_fit(what)):
        whole = f"{head}\n{draw(_whole(what, screen.width), screen)}\n{next_}"
        if what.whole or whole.count("\n") <= SCREEN:
            return whole
    foot = "" if what.whole else f"全部：{what.command('status', *_by(what.by), '--all')}\n"
    foot = f"{draw([Flow(_bar_legend())], screen)}\n{foot}{next_}"
    room = None if what.whole else SCREEN - f"{head}{foot}".count("\n")
    return head + draw(_bars(*_rows(what), screen.width, room), screen) + foot


def _may_fit(what: Progress) -> bool:
    units, measures = ({key(duty) for duty in what.duties} for key in (unit_of, _measure_of))
    return 2 * len(units) + len(measures) <= SCREEN


def _by(by: By | None) -> tuple[str, ...]:
    return ("--by", by) if by else ()


def _next(what: Progress) -> str:
    worst = unit_shares(what.duties)[0]
    if worst.failed:
        return f"下一步，看最差的单位：{what.command('show', unit=worst.of.unit)}\n"
    return f"下一步，看近期到期的：{what.command('calendar')}\n"


def _measure_of(duty: Duty) -> Measure:
    return duty.item.measure


def _rows(what: Progress) -> tuple[str, list[tuple[str, Share]]]:
    """What has a bar of its own, the worst first."""
    items = what.ledger.dataset.plan.items
    match what.by:
        case By.CLAUSE:
            by_clause = shares(what.duties, clause_of)
            clauses = ((items[clause_of(share.of)], share) for share in by_clause)
            return "条款", [(f"{clause.source} {clause.title}", share) for clause, share in clauses]
        case By.ITEM:
            by_item = shares(what.duties, lambda duty: duty.item.id)
            return "事项", [(f"{share.of.item.id} {share.of.item.title}", share) for share in by_item]
        case _:
            return "单位", [(share.name, share) for share in unit_shares(what.duties)]


def _whole(what: Progress, width: int) -> Iterator[RenderableType]:
    """Matrix and bars; what does not fit the width is named, and nothing is cut."""
    yield from _matrix(matrix(what.duties, what.ledger.dataset.plan.titles), width)
    yield from _bars("单位", ((share.name, share) for share in unit_shares(what.duties)), width)
    titles: dict[Measure, str] = {None: MILESTONES}
    titles |= {number: f"{named(number)} {title}" for number, title in what.ledger.dataset.plan.titles.items()}
    by_measure = shares(what.duties, _measure_of)
    yield from _bars("举措", ((titles[share.of.item.measure], share) for share in by_measure), width)
    yield Flow(_bar_legend())


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
        yield Flow(Text(f"限于宽度，另有进展较好的 {len(left_out)} 列没有显示：{listed}。{advice}", "bold"))


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


def _bars(of: str, rows: Iterable[tuple[str, Share]], width: int, lines: int | None = None) -> Iterable[RenderableType]:
    """Only what has a deadline is counted, so that no bar can be short for want of an end date.

    Where lines are limited, names are cut, and the last rows counted.
    """
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
    title = Text(f"\n各{of}办结情况", "bold").append(_ABOUT, "not bold dim")
    most = len(dated) if lines is None else lines - _HEADING - len(breaks(title.plain, width))
    shown = dated if len(dated) <= most else dated[: max(0, most - 1)]
    for name, share in shown:
        told = plain(name) if lines is None else Text(cut(visible(name), name_width))
        table.add_row(Flow(told), _bar(share, bar_width), *_figures(share))
    yield Flow(title)
    yield table
    if rest := together(share for _, share in dated[len(shown) :]):
        failed = rest[Status.OVERDUE] + rest[Status.NONCOMPLIANT]
        left = f"另有 {len(dated) - len(shown)} 个{of}没有列出：{rest.total()} 项，其中逾期或不达标 {failed} 项。"
        yield Flow(Text(left, "bold"))


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
