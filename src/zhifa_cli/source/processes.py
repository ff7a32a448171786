"""Work on many items in several processes, in order, with a word on how far it is."""

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

I = TypeVar("I")  # noqa: E741 - an item
O = TypeVar("O")  # noqa: E741 - an outcome

Progress = Callable[[int, int], None]
"""Called with the items done and the items in all."""

_SHARES = 8
"""Chunks for each process, so that none waits long for another's last."""
_SMALL, _LARGE = 16, 256
_MOST_WORKERS = 61
"""Windows waits for no more."""


def in_chunks(  # noqa: PLR0913 - how to work is all named where it is given
    work: Callable[[Sequence[I]], list[O]],
    items: Sequence[I],
    workers: int,
    progress: Progress,
    *,
    worth_it: int,
    setup: Callable[..., None] | None = None,
    setup_args: tuple[Any, ...] = (),
) -> Iterator[O]:
    """``work`` applied to chunks of ``items``, the outcomes in the order of the items.

    Fewer items than ``worth_it`` are worked on here: starting processes would cost more than it saves.
    ``setup`` gives each process what all its chunks need.
    """
    size = max(_SMALL, min(_LARGE, len(items) // (workers * _SHARES)))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    workers = min(workers, len(chunks), _MOST_WORKERS)
    if workers < 2 or len(items) < worth_it:  # noqa: PLR2004 - one worker is this process
        if setup:
            setup(*setup_args)
        yield from _counted(map(work, chunks), len(items), progress)
        return
    pool = ProcessPoolExecutor(workers, initializer=_start, initargs=(setup, setup_args))
    try:
        with _ctrl_c_put_off():
            outcomes = pool.map(work, chunks)
        yield from _counted(outcomes, len(items), progress)
    finally:
        pool.shutdown(cancel_futures=True)  # said once: leaving a ``with`` says it again and takes this back


def _counted(outcomes: Iterator[list[O]], total: int, progress: Progress) -> Iterator[O]:
    done = 0
    for outcome in outcomes:
        done += len(outcome)
        progress(done, total)
        yield from outcome


@contextmanager
def _ctrl_c_put_off() -> Iterator[None]:
    """A pool that is interrupted while it starts can be neither used nor shut down."""
    asked: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if asked:
        signal.raise_signal(signal.SIGINT)


def _start(setup: Callable[..., None] | None, setup_args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, which ends us; two tracebacks help nobody
    gc.disable()  # values are trees; looking for cycles among them costs a fifth of the reading
    if setup:
        setup(*setup_args)
