"""A file, read whole or not at all: never a pipe that hangs, a device without an end, or half of one that changes."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NotWholeError(OSError):
    """A file that is there and cannot be read whole; `strerror` says why, `remedy` what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(0, what)
        self.remedy = remedy


def read_whole(path: str | Path, most: int | None = None) -> bytes:
    """The bytes of a regular file of at most `most` bytes.

    Raises OSError where it cannot be opened; NotWholeError, an OSError, where it is no regular file, is larger, or
    changes while it is read. What is opened is what is looked at: nothing can be put in its place in between, and
    opening a pipe does not wait for somebody to write.
    """
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as stream:  # noqa: PTH123
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise NotWholeError("is not a regular file", "name a file")
        if most is not None and before.st_size > most:
            raise too_large(most)
        data = stream.read() if most is None else stream.read(most + 1)
        after = os.fstat(stream.fileno())
    if most is not None and len(data) > most:
        raise too_large(most)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise NotWholeError("changed while it was read", "run again when it is written")
    return data


def sweep(folder: Path, beginning: str) -> None:
    """Remove what writers that were killed have left: files of this beginning that end in .tmp, older than an hour."""
    old = time.time() - _LEFT
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(beginning) and entry.name.endswith(".tmp"):
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < old:
                        os.unlink(entry.path)  # noqa: PTH108 - a path it is not


_LEFT = 3600
"""Seconds after which nobody is writing any more."""


def too_large(most: int) -> NotWholeError:
    """What is said of a file of more than `most` bytes."""
    return NotWholeError(f"is larger than {most:,} bytes", "leave it out, or set max-file-size")
