"""Who is late with what, the worst first, as far as a screen goes; of a ``Board``."""

from collections.abc import Iterator, Sequence
from functools import partial

from rich.console import RenderableType
from rich.text import Text

from zhifa_cli.ledger.duty import Status
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw
from zhifa_cli.output.formats import By, Screen
from zhifa_cli.output.layout import HEADINGS, Column, Layout
from zhifa_cli.views.board import Board, Line, told, where, who
from zhifa_cli.views.folding import above_rest, fitting, within
from zhifa_cli.views.groups import unit_of
from zhifa_cli.views.wording import counted, elapsed

_SHORT = {Status.OVERDUE: "逾期", Status.NONCOMPLIANT: "不达标"}


def numbers(board: Board) -> Iterator[RenderableType]:
    """How what fell due stands, and against the end of the month before."""
    told = Text(str(board.numbers), "bold")
    for status in _SHORT:
        told.highlight_regex(f"{status.label} [0-9]+", STATUS_STYLES[status])
    yield Flow(told)
    if change := board.change:
        yield Flow(Text(change))


def draw_lines(board: Board, by: By | None, room: int | None, screen: Screen) -> str:
    """A table of as many lines as there is room for, and how much is late that none of them shows."""
    every = {By.UNIT: board.by_unit, By.CLAUSE: board.by_clause}.get(by or By.ITEM, board.every)
    layout = _layout(board, every, by, screen.width)

    def chosen(room: int) -> Sequence[Line]:
        return within(board.units, room, layout.height) if by is None else [*fitting(every, room, layout.height)]

    lines = every if room is None else above_rest(chosen, partial(_rest, board), room - HEADINGS)
    rest = _rest(board, lines)
    return draw([layout.table(lines), *([Flow(Text(rest, "bold"))] if rest else [])], screen)


def _layout(board: Board, lines: Sequence[Line], by: By | None, width: int) -> Layout[Line]:
    def count(status: Status) -> Column[Line]:
        return Column(_SHORT[status], lambda line: line.counts[status] or "·", 6, STATUS_STYLES[status], right=True)

    unit = Column[Line]("单位", who, max(8, width * 3 // 10))
    clause = Column[Line]("条款", where, max(10, width // 6))
    columns = [
        *([clause, unit] if by is By.CLAUSE else [unit, clause]),
        *(count(status) for status in _SHORT if any(duty.status is status for duty in board.late)),
        Column[Line]("最久", lambda line: elapsed(line.days), 8),
    ]
    return Layout(
        columns, Column("还差什么", told), lines, width, whole=lambda line: by is None and len(line.labels) > 1
    )


def _rest(board: Board, lines: Sequence[Line]) -> str:
    listed = {duty.key for line in lines for duty in line.duties}
    left = [duty for duty in board.late if duty.key not in listed]
    return f"另有 {len(set(map(unit_of, left)))} 个单位的 {counted(left)}没有列出。" if left else ""
