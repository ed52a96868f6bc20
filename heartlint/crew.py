"""The same work on many things by several processes, in order, with few of them under way at a time.

A process that dies takes no other work with it: what it may have been at is done again, one thing at a time, and what
kills a process then is given back as `Died`. Nobody is left behind, however the work ends.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

Thing = TypeVar("Thing")
Result = TypeVar("Result")

_AHEAD = 3
"""How many parts are under way for each process."""


class Died(NamedTuple):
    """What was being worked on when a process died, and was alone in it; `late` where it was ended for its time."""

    thing: Any
    late: bool = False


def in_order(
    work: Callable[[Thing], Result], things: Iterable[Thing], jobs: int, part: int = 8, *, seconds: float = 0
) -> Iterator[tuple[Thing, Result | Died]]:
    """Each thing with what the work made of it, in the order of the things, `part` of them at a time in a process.

    The work must not raise; it and what it makes must pickle. A process that is at one thing for well over `seconds` is
    ended, whatever it is at; 0 lets it take its time.
    """
    crew = _Crew(work, jobs, seconds + min(seconds, _GRACE))
    left = iter(things)
    waiting: deque[tuple[list[Thing], Future[list[Result]]]] = deque()
    done = False
    try:
        while waiting or not done:
            while not done and len(waiting) < _AHEAD * jobs:
                several = list(islice(left, part))
                done = not several
                if several:
                    waiting.append((several, crew.start(several)))
            if waiting:
                several, future = waiting.popleft()
                yield from zip(several, crew.results(several, future), strict=True)
        crew.stop()
    finally:
        crew.kill()


class _Crew(Generic[Thing, Result]):
    """Processes that all do the same work."""

    def __init__(self, work: Callable[[Thing], Result], jobs: int, seconds: float) -> None:
        self._work = work
        self._jobs = jobs
        self._seconds = seconds
        self._pool = self._made(jobs)
        self._alone: ProcessPoolExecutor | None = None

    def _made(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(self._work, self._seconds))

    def start(self, things: Sequence[Thing]) -> Future[list[Result]]:
        """Have the work begun, by new processes where one of those there were has died."""
        try:
            return self._pool.submit(_do, things)
        except BrokenProcessPool:
            self._pool = self._made(self._jobs)
            return self._pool.submit(_do, things)

    def results(self, things: Sequence[Thing], future: Future[list[Result]]) -> Iterator[Result | Died]:
        """What was made of the things, as soon as it is there."""
        try:
            yield from future.result()
        except BrokenProcessPool:
            yield from self._one_by_one(things)

    def _one_by_one(self, things: Sequence[Thing]) -> Iterator[Result | Died]:
        """What was made of the things, each alone in a process, so that it shows which of them kills it."""
        for thing in things:
            self._alone = self._alone or self._made(1)
            began = time.monotonic()
            try:
                yield self._alone.submit(_do, [thing]).result()[0]
            except BrokenProcessPool:
                self._alone = None
                yield Died(thing, late=0 < self._seconds <= time.monotonic() - began)

    def stop(self) -> None:
        """Let the processes end."""
        for pool in (self._pool, self._alone):
            if pool is not None:
                pool.shutdown()

    def kill(self) -> None:
        """End the processes, whatever they are at."""
        for pool in (self._pool, self._alone):
            if pool is not None:
                # public from Python 3.14 on, as terminate_workers; without it they would finish, or wait for ever
                processes = list((getattr(pool, "_processes", None) or {}).values())
                for process in processes:
                    process.terminate()
                pool.shutdown(wait=False, cancel_futures=True)
                for process in processes:  # one that was only just begun may not have heard it
                    process.join(_PATIENCE)
                    if process.is_alive():
                        process.kill()


_PATIENCE = 2.0
"""Seconds that a process may take to end when it is asked to."""

_GRACE = 10.0
"""Seconds over its time that work has, to end by itself and say how far it came."""

_work: list[Callable[[Any], Any]] = []


def _begin(work: Callable[[Any], Any], seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is told as well, and ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work[:] = [_Watched(work, seconds) if seconds else work]


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended: nobody else would give it work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(things: Sequence[Any]) -> list[Any]:
    return [_work[0](thing) for thing in things]


class _Watched:
    """Work whose process ends where it takes too long, even in code in C that listens to nobody."""

    def __init__(self, work: Callable[[Any], Any], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._nowhere = Path(os.devnull).open("wb")  # noqa: SIM115 - for as long as the process lives

    def __call__(self, thing: Any) -> Any:  # noqa: ANN401 - the work's own
        # of all that watches a process from within, the one that does not wait for Python's lock
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._nowhere)
        try:
            return self._work(thing)
        finally:
            faulthandler.cancel_dump_traceback_later()
