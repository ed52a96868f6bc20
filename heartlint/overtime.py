"""Work that takes no longer than it may: what hangs is interrupted where it hangs.

The interruption is the system's alarm, raised as `Overtime` in whatever Python runs, again and again until it has come
through. Code in C is interrupted when it looks for signals, as regular expressions do, or when it returns. Where it
never does, and where there is no alarm (Windows), only the end of the process helps: see `crew`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Overtime(BaseException):
    """Work took longer than it may. No Exception: what hangs may well catch those."""

    rule: Any = None
    """The rule it was in, where it was in one."""

    def __init__(self, seconds: float) -> None:
        super().__init__(told(seconds))


def told(seconds: float) -> str:
    """What is said of work that takes longer."""
    return f"takes longer than {seconds:g} seconds"


REMEDY = "leave it out, or set max-seconds"


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Overtime in what is done here where that takes longer; 0 lets it take its time.

    Only in the main thread, where alarms are heard; and not where an alarm is set already: it is somebody else's.
    """
    signal = _signals() if seconds else None
    if signal is None or signal.getsignal(signal.SIGALRM) not in {signal.SIG_DFL, signal.SIG_IGN}:
        yield
        return
    before = signal.getsignal(signal.SIGALRM)
    running = True

    def ring(_number: int, _frame: object) -> None:
        if running:
            raise Overtime(seconds)

    try:
        signal.signal(signal.SIGALRM, ring)
    except ValueError:  # another thread
        yield
        return
    try:  # twice, for an alarm may ring in the first `finally`
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
            yield
        finally:
            running = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _signals() -> Any:  # noqa: ANN401 - a module
    """What sets alarms; None where there are none."""
    try:
        import _signal as signal  # type: ignore[import-not-found]  # noqa: PLC0415 - of `signal`, all but its names
    except ImportError:
        import signal  # noqa: PLC0415 - the slow way
    return signal if hasattr(signal, "setitimer") else None
