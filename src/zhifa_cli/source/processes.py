"""Work on many items in several processes, in order, with a word on how far it is."""

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

I = TypeVar("I")  # noqa: E741 - an item
O = TypeVar("O")  # noqa: E741 - an outcome

Progress = Callable[[int, int], None]
"""Called with the items done and the items in all."""

_CHUNK = 16
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
    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    workers = min(workers, len(chunks), _MOST_WORKERS)
    if workers < 2 or len(items) < worth_it:  # noqa: PLR2004 - one worker is this process
        if setup:
            setup(*setup_args)
        yield from _counted(map(work, chunks), len(items), progress)
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(setup, setup_args)) as pool:
        try:
            yield from _counted(pool.map(work, chunks), len(items), progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _counted(outcomes: Iterator[list[O]], total: int, progress: Progress) -> Iterator[O]:
    done = 0
    for outcome in outcomes:
        done += len(outcome)
        progress(done, total)
        yield from outcome


def _start(setup: Callable[..., None] | None, setup_args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, which ends us; two tracebacks help nobody
    gc.disable()  # values are trees; looking for cycles among them costs a fifth of the reading
    if setup:
        setup(*setup_args)
