"""What a change adds, by git: the lines that are new since a revision, and the files that git does not know.

The change is counted from where it left the revision (the merge base), so that what others added there since then
does not count as its own. Renames are followed.
"""

from __future__ import annotations

import os
import re
import subprocess
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_MARKS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
# whatever a user's own settings say of colours, prefixes, context and helpers
_DIFF = (
    "diff --unified=0 --inter-hunk-context=0 --find-renames --text --no-color --no-ext-diff --no-textconv "
    "--no-relative --ignore-submodules --src-prefix=a/ --dst-prefix=b/"
).split()


class RevisionError(ValueError):
    """A revision that nothing can be compared with: one line that says why and what to do."""


class LineEnds:
    r"""Line numbers as git counts them: from 1, and only `\n` ends a line."""

    __slots__ = ("_ends",)

    def __init__(self, source: str) -> None:
        self._ends = [match.end() for match in re.finditer("\n", source)]

    def at(self, offset: int) -> int:
        """The line of a code point."""
        return bisect_right(self._ends, offset) + 1


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since a revision.

    `added` has, for every changed file, its added lines as half-open ranges in order; `tracked` names the files that
    git knows. Both count from `root`.
    """

    rev: str
    root: Path
    added: Mapping[str, tuple[tuple[int, int], ...]]
    tracked: frozenset[str]

    def of(self, name: str) -> tuple[tuple[int, int], ...] | None:
        """The added lines of a file; None where all of it is new: git does not know it, or not in that revision."""
        if name.startswith("<"):
            return None
        path = Path(os.path.realpath(name))
        if not path.is_relative_to(self.root):
            return None
        relative = path.relative_to(self.root).as_posix()
        return self.added.get(relative, ()) if relative in self.tracked else None


def touched(added: tuple[tuple[int, int], ...], first: int, last: int) -> bool:
    """Whether one of the lines `first` to `last` is among the added ones."""
    index = bisect_right(added, (last, 1 << 62)) - 1
    return index >= 0 and added[index][1] > first


def changes_since(rev: str, folder: Path) -> Changes:
    """What is new in the checkout around a folder since a revision. Raises RevisionError."""
    if not rev or rev.startswith("-") or not rev.isprintable():
        raise RevisionError(f"--new-from-rev {rev!r}: is no revision; name a branch, a tag or a commit")
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top is None:
        raise RevisionError("--new-from-rev: this folder is in no git checkout; leave the flag out, or go to one")
    root = Path(os.path.realpath(os.fsdecode(top.removesuffix(b"\n"))))
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
    shallow = (_git(root, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"
    fetch = "fetch it all with: git fetch --unshallow (in CI: fetch-depth: 0)"
    if commit is None:
        if shallow:
            raise RevisionError(f"--new-from-rev {rev}: is not in this shallow clone; {fetch}")
        raise RevisionError(f"--new-from-rev {rev}: git knows no such revision; check the name, or fetch it")
    base = _git(root, "merge-base", commit.strip().decode(), "HEAD")
    if base is None and shallow:
        raise RevisionError(f"--new-from-rev {rev}: this shallow clone does not reach back to it; {fetch}")
    start = (base or commit).split()[0].decode()
    diff = _git(root, *_DIFF, start, "--")
    tracked = _git(root, "ls-files", "-z")
    if diff is None or tracked is None:
        raise RevisionError(f"--new-from-rev {rev}: git could not compare with it; see what git diff {rev} says")
    names = frozenset(os.fsdecode(name) for name in tracked.split(b"\0") if name)
    added, whole = _added(diff)
    return Changes(rev, root, added, names - whole)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it fails."""
    command = ["git", "-c", "core.quotepath=off", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and what users give cannot be an option
            command,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
        )
    except OSError as error:
        raise RevisionError(f"--new-from-rev: git cannot be run ({error.strerror or error}); install it") from None
    return done.stdout if done.returncode == 0 else None


def _added(diff: bytes) -> tuple[dict[str, tuple[tuple[int, int], ...]], frozenset[str]]:
    """From file to its added lines, and the files that are new, by a diff without context."""
    added: dict[str, list[tuple[int, int]]] = {}
    whole: set[str] = set()
    name: str | None = None
    head = fresh = False
    for line in diff.split(b"\n"):
        if line.startswith(b"diff --git "):
            head, fresh, name = True, False, None
        elif head and line.startswith(b"--- "):
            fresh = line.rstrip() == b"--- /dev/null"
        elif head and line.startswith(b"+++ "):
            name = _name(line[4:])
            if name is not None and fresh:
                whole.add(name)
        elif line.startswith(b"@@ "):
            head = False
            hunk = _HUNK.match(line)
            if hunk and name is not None:
                start, count = int(hunk[1]), 1 if hunk[2] is None else int(hunk[2])
                if count:
                    added.setdefault(name, []).append((start, start + count))
    return {file: tuple(ranges) for file, ranges in added.items()}, frozenset(whole)


def _name(written: bytes) -> str | None:
    """The path in a diff's header, whose odd characters git quotes; None for a file that is gone."""
    written = written.removesuffix(b"\t")
    if written.startswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written[1 : written.rindex(b'"')])
    return None if written == b"/dev/null" else os.fsdecode(written.removeprefix(b"b/"))


def _unescaped(match: re.Match[bytes]) -> bytes:
    mark = match.group(1)
    return bytes((int(mark, 8) & 255,)) if len(mark) == 3 else _MARKS.get(mark, mark)
