"""Processes of our own that judge rows, each with one linter that it makes when it starts.

A worker is a Python of its own that takes work from its standard input and answers on its standard output: it ends
when whoever started it is gone, however that ended. A worker that dies is started anew and does its work again; a row
that takes its worker with it twice is a row with that trouble.
"""

from __future__ import annotations

import gc
import os
import pickle  # only between our own processes
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from heartlint.linter import Linter
from heartlint.overtime import at_most
from heartlint.scale.parts import Tally, write_part
from heartlint.scale.rows import Judge, broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from heartlint.config import Settings

_LOST = "broke the process that judged it, twice"
_REMEDY = "please report this message to heartlint's authors"
_STARTS = 3
"""How often a worker may end before it is ready."""


class WorkerError(RuntimeError):
    """Workers that cannot be started, or that cannot do their work; the message is one line."""


@dataclass(frozen=True, slots=True)
class Job:
    """What workers do all day: the linter's settings, what bodies are read as, how long one may be."""

    settings: Settings
    format: str
    most: int


@dataclass(frozen=True, slots=True)
class Work:
    """A chunk of rows: its number, the number of its first row (None where rows have none), and their values.

    The results go to the file `target`, or come back where it is empty.
    """

    number: int
    first: int | None
    rows: list[Mapping[str, Any]] = field(repr=False)
    target: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk that was judged: how many rows, and their results where they went to no file."""

    number: int
    tally: Tally
    results: list[dict[str, Any]] = field(default_factory=list, repr=False)


def judge_chunk(judge: Judge, work: Work, lost: Iterable[int] = (), at: Any = None) -> Done:  # noqa: ANN401 - a call
    """Judge a chunk; `lost` are rows of it that must not be tried again, `at` is told before each is tried."""
    results = []
    given_up = set(lost)
    for index, values in enumerate(work.rows):
        number = None if work.first is None else work.first + index
        if index in given_up:
            results.append(broken(number, values, _LOST, _REMEDY))
            continue
        if at is not None:
            at(index)
        with at_most(judge.linter.settings.max_seconds):
            results.append(judge.row(number, values))
    tally = Tally.of(results)
    if not work.target:
        return Done(work.number, tally, results)
    write_part(Path(work.target), results, tally)
    return Done(work.number, tally)


class Workers:
    """Some workers: `judged` gives them chunks and yields what is done, in order. Use it with `with`."""

    def __init__(self, job: Job, count: int) -> None:
        self._job = job
        self._waiting: queue.Queue[Work | None] = queue.Queue()
        self._answers: queue.Queue[Done | Exception] = queue.Queue()
        self._stop = threading.Event()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads = [threading.Thread(target=self._drive, daemon=True) for _ in range(count)]
        self.count = count

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers: in peace where all went well, at once where it did not."""
        if error is not None:
            self._stop.set()
            for process in list(self._processes):
                process.kill()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def judged(self, chunks: Iterable[Work]) -> Iterator[Done]:
        """What is done, in the order of the chunks, lazily: a few chunks per worker are in memory at once.

        Raises WorkerError, and whatever `chunks` raises.
        """
        ready: dict[int, Done] = {}
        order: list[int] = []
        for work in chunks:
            self._waiting.put(work)
            order.append(work.number)
            while len(order) >= 3 * self.count:
                yield self._next(order, ready)
        while order:
            yield self._next(order, ready)

    def _next(self, order: list[int], ready: dict[int, Done]) -> Done:
        wanted = order.pop(0)
        while wanted not in ready:
            answer = self._answers.get()
            if isinstance(answer, Exception):
                raise answer
            ready[answer.number] = answer
        return ready.pop(wanted)

    def _drive(self) -> None:
        """Give one worker its work, and start it anew when it dies."""
        process: subprocess.Popen[bytes] | None = None
        try:
            while (work := self._waiting.get()) is not None and not self._stop.is_set():
                careful = False
                lost: list[int] = []  # rows that broke their worker twice
                tries: dict[int, int] = {}  # how often each row did, and -1 what no row can be blamed for
                while True:
                    process = process or self._start()
                    done, reached = self._ask(process, (work, careful, tuple(lost)))
                    if done is not None:
                        self._answers.put(done)
                        break
                    self._end(process)
                    process = None
                    if self._stop.is_set():
                        return
                    if careful and reached is not None:
                        tries[reached] = tries.get(reached, 0) + 1
                        if tries[reached] == 2:
                            lost.append(reached)
                    elif careful and not lost and tries.get(-1, 0) >= _STARTS:
                        raise WorkerError(f"workers die before they judge the rows of chunk {work.number}; see above")
                    else:
                        tries[-1] = tries.get(-1, 0) + 1
                    careful = True
        except Exception as error:  # noqa: BLE001 - whoever waits for an answer is told
            self._answers.put(error)
        finally:
            if process is not None:
                self._end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        for _ in range(_STARTS):
            process = subprocess.Popen(
                [sys.executable, "-c", "from heartlint.scale.workers import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
            self._processes.append(process)
            if self._stop.is_set():
                process.kill()
            if self._ask(process, self._job)[0] is not None:
                return process
            self._end(process)
        raise WorkerError("worker processes end as soon as they start; see above for why, or use --jobs 1")

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was still to be sent has nobody to read it
                    continue
        process.wait()
        self._processes.remove(process)

    def _ask(self, process: subprocess.Popen[bytes], what: object) -> tuple[Any, int | None]:
        """A worker's answer, None where it died; and the row it had begun, where it told."""
        assert process.stdin is not None  # noqa: S101 - it was opened so
        assert process.stdout is not None  # noqa: S101
        reached: int | None = None
        try:
            pickle.dump(what, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            while True:
                answer = pickle.load(process.stdout)  # noqa: S301 - our own worker
                if isinstance(answer, int):
                    reached = answer
                elif isinstance(answer, WorkerError):
                    raise answer
                else:
                    return answer, reached
        except (OSError, EOFError, pickle.UnpicklingError):
            return None, reached


def serve() -> None:
    """What a worker does: make a linter, then judge what it is given until nobody gives it any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it, who then ends it
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a rule prints is no answer
    job: Job = _take(asked)
    if job is None:
        return
    judge = Judge(Linter(job.settings), job.format, job.most)
    gc.freeze()  # the rules stay as long as the worker does
    gc.set_threshold(50_000, 20, 20)  # as the command line does, and why it does
    _give(answers, "ready")
    while (given := _take(asked)) is not None:
        work, careful, lost = given
        try:
            done: object = judge_chunk(judge, work, lost, (lambda index: _give(answers, index)) if careful else None)
        except OSError as error:  # a full disk, most likely
            done = WorkerError(f"{work.target}: cannot be written ({error.strerror or error}); free some space")
        _give(answers, done)


def _take(stream: BinaryIO) -> Any:  # noqa: ANN401 - whatever is given
    try:
        return pickle.load(stream)  # noqa: S301 - from the process that started this one
    except (EOFError, pickle.UnpicklingError):  # it is gone
        return None


def _give(stream: BinaryIO, answer: object) -> None:
    try:
        pickle.dump(answer, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()
    except OSError:  # nobody waits for it any more
        os._exit(0)
