"""What is kept between runs, in the user's own cache folder: data only, never code.

An entry is JSON behind a sum of its bytes, named by what it was made from, so that it cannot be stale. One that is
broken, was cut short or is not the user's own is as good as none; nothing that is read here is ever executed. Not being
able to write costs time, not results.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from binascii import crc32
from pathlib import Path
from typing import Any, NamedTuple

from heartlint.whole import sweep

_ENTRY = ".json"
_MOST = 12
"""Entries of one kind."""
_LARGEST = 100_000_000
"""Bytes of an entry."""

RESULTS = "results.sqlite3"
"""The database of kept reports, in the same folder."""


class Cache(NamedTuple):
    """A folder of entries. `folder` None keeps nothing."""

    folder: Path | None

    def get(self, key: str) -> Any:  # noqa: ANN401 - what was put there
        """The value that was put under this key; None where there is none that can be trusted."""
        if self.folder is None:
            return None
        try:
            # O_NONBLOCK: a pipe that somebody put there keeps nobody waiting
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            with open(os.open(self.folder / f"{key}{_ENTRY}", flags), "rb") as stream:  # noqa: PTH123 - the quickest way
                found = os.fstat(stream.fileno())
                if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST or not own(found):
                    return None
                told = stream.read()
            data = told[9:]
            return json.loads(data) if told[:9] == b"%08x\n" % crc32(data) else None
        except (OSError, ValueError, RecursionError):
            return None

    def put(self, key: str, value: object) -> None:
        """Keep a value, whole or not at all; other processes may do the same at the same time."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not own(self.folder.stat()):
                return
            # pid and address make the name this process's own; a leftover of one that died is no entry
            temporary = self.folder / f".{key}.{os.getpid()}.{id(value):x}.tmp"
            data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            temporary.write_bytes(b"%08x\n" % crc32(data) + data)
            temporary.replace(self.folder / f"{key}{_ENTRY}")
            self._prune(key.partition("-")[0])
            sweep(self.folder, ".")
        except OSError:
            return

    def _prune(self, kind: str) -> None:
        """Keep the newest few of a kind: each change to a pack leaves one behind that nobody asks for again."""
        assert self.folder is not None  # noqa: S101 - something was just put there
        entries = sorted(self.folder.glob(f"{kind}-*{_ENTRY}"), key=lambda path: path.stat().st_mtime_ns)
        for path in entries[:-_MOST]:
            path.unlink(missing_ok=True)

    def clear(self) -> int:
        """Remove all that is kept; how many files that were. Raises OSError where one cannot be removed."""
        removed = 0
        for pattern in (f"*{_ENTRY}", f"{RESULTS}*", ".*.tmp") if self.folder is not None else ():
            assert self.folder is not None  # noqa: S101 - asked above
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def own(found: os.stat_result) -> bool:
    """Whether a file or folder is this user's and nobody else may write it."""
    if os.name != "posix":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def folder() -> Path:
    """Where entries are kept: HEARTLINT_CACHE_DIR, or a folder of ours in the user's cache folder."""
    named = os.environ.get("HEARTLINT_CACHE_DIR")
    if named:
        return Path(named)
    if sys.platform == "win32":
        above = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        above = str(Path.home() / "Library" / "Caches")
    else:
        given = os.environ.get("XDG_CACHE_HOME", "")
        above = given if given.startswith("/") else str(Path.home() / ".cache")
    return Path(above) / "heartlint"
