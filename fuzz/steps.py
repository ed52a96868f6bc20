"""How work grows with its input, counted in Python's own steps: never in time, which a busy machine stretches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_FEW = 5_000


def steps(call: Callable[[], object]) -> int:
    """How many of Python's instructions a call takes."""
    count = 0

    def trace(frame: Any, event: str, _: object) -> Any:  # noqa: ANN401 - as sys.settrace has it
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def calls(call: Callable[[], object]) -> int:
    """How many calls of Python's own functions a call takes, each step of a generator among them: quicker to count."""
    count = 0

    def trace(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(trace)
    try:
        call()
    finally:
        sys.setprofile(before)
    return count


def grows(call: Callable[[int], object], size: int) -> float:
    """How many times the steps of a size the steps of twice that size are, what any size takes left out."""
    call(size)  # whatever is imported or kept for the next time
    none, once, twice = (steps(lambda at=at: call(at)) for at in (1, size, 2 * size))  # type: ignore[misc]
    return (twice - none) / max(once - none, _FEW)  # what is refused at once takes few, more or less
