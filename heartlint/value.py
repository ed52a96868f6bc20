"""What our frozen dataclasses have in common, written once.

The dataclass decorator writes and compiles a comparison, a hash and a repr for each class. Twenty classes are made
before the first mail is read, and theirs together took as long as checking it.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any


class Value:
    """Compares, hashes and shows itself by its fields, as `@dataclass` would have made it: see `fields` for which.

    For classes with `@dataclass(frozen=True, slots=True, eq=False, repr=False)`.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _compared(self) == _compared(other)

    def __hash__(self) -> int:
        return hash(_compared(self))

    def __repr__(self) -> str:
        shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)  # type: ignore[arg-type]
        return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _compared(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a dataclass
    return tuple(getattr(value, one.name) for one in fields(value) if one.compare)
