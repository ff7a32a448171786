"""How far long work is: a bar on stderr, for people, once it takes more than a second."""

import atexit
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds of work that need no bar."""


class Bar:
    """Called with the files done and in all; each new total begins another bar."""

    def __init__(self, work: str = "检查") -> None:
        self._work = work
        self._started = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._shown is None:
            if not sys.stderr.isatty() or time.monotonic() - self._started < _PATIENCE or done >= total:
                return
            self._shown = self._open(self._work, done, total)
        progress, task = self._shown
        progress.update(task, completed=done, total=total)
        if done >= total:
            progress.stop()
            atexit.unregister(_close)
            self._shown = None

    @staticmethod
    def _open(work: str, done: int, total: int) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = TextColumn(work), BarColumn(), MofNCompleteColumn(), TextColumn("剩余"), TimeRemainingColumn()
        progress = Progress(*columns, console=Console(file=sys.__stderr__), transient=True)
        atexit.register(_close, progress)  # Ctrl-C must leave neither the bar nor a hidden cursor
        task = progress.add_task("", completed=done, total=total)
        progress.start()
        return progress, task


def _close(progress: "Progress") -> None:
    with suppress(IndexError):  # of a bar that was interrupted while it opened, a part is there
        progress.stop()
    progress.console.show_cursor()
