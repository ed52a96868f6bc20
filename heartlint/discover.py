"""From paths to the files that hold copy.

Named files are always read. Folders are walked in a fixed order, honour .gitignore, and yield the files whose
names say that they hold copy; all others are counted as not copy. Nothing is passed over in silence.
"""

from __future__ import annotations

import difflib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartlint.read.formats import LATER, format_of
from heartlint.report import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SKIPPED = frozenset(
    ".git .hg .svn .tox .nox .venv venv node_modules __pycache__ .mypy_cache .ruff_cache .pytest_cache "
    ".hypothesis .idea .vscode site-packages bower_components".split()
)
"""Folders that hold no copy of anybody's."""

_MAGIC = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """What paths led to: files to read, files met that hold no copy, and what could not be found."""

    files: tuple[Path, ...]
    not_copy: tuple[Path, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def discover(
    paths: Sequence[str | Path],
    *,
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    root: Path | None = None,
) -> Found:
    """The files that hold copy, each once: in the order named, sorted inside folders.

    `exclude` holds patterns as in a .gitignore, counted from `root` (the current folder where None); named
    files are read all the same unless `force_exclude` is set. This never raises: see `Found.troubles`.
    """
    files: dict[Path, None] = {}
    not_copy: dict[Path, None] = {}
    troubles: list[Trouble] = []
    walk = _Walk(exclude, root or Path())
    for given in paths:
        for path in _expand(given, troubles):
            if path.is_dir():
                before = len(files)
                found = 0
                for file in walk.files(path, troubles):
                    found += 1
                    (files if format_of(file) else not_copy)[file] = None
                if len(files) == before and not any(_inside(file, path) for file in files):
                    what = f"no copy found among {found} files" if found else "no files found"
                    remedy = "name a folder with .md, .html, .txt or template files, or name the file itself"
                    troubles.append(Trouble(_name(path), what, remedy))
            elif force_exclude and walk.excluded(path):
                continue
            elif path.suffix.lower() in LATER:
                what = f"{path.suffix} is not read yet"
                troubles.append(Trouble(_name(path), what, "export it as .md, .html or .txt, or leave it out"))
            elif not _regular(path):
                troubles.append(Trouble(_name(path), "is not a regular file", "name a file"))
            else:
                files[path] = None
    return Found(tuple(files), tuple(not_copy), tuple(troubles))


def _name(path: Path) -> str:
    return path.as_posix()


def _inside(file: Path, folder: Path) -> bool:
    return folder == Path() or folder in file.parents


def _regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _expand(given: str | Path, troubles: list[Trouble]) -> Iterator[Path]:
    """The paths that one argument stands for: itself, or what its glob matches."""
    path = Path(given)
    try:
        there = path.exists() or path.is_symlink()
    except (OSError, ValueError) as error:
        troubles.append(Trouble(str(given), f"is not a usable path ({error})", "check the spelling"))
        return
    if there:
        yield path
        return
    if _MAGIC & set(str(given)):
        base = Path(path.anchor) if path.is_absolute() else Path()
        pattern = str(path.relative_to(base)) if path.is_absolute() else str(path)
        try:
            matched = sorted(match for match in base.glob(pattern) if match.is_file())
        except (ValueError, NotImplementedError, OSError) as error:
            troubles.append(Trouble(str(given), f"is not a usable pattern ({error})", "check the pattern"))
            return
        if matched:
            yield from matched
            return
        troubles.append(Trouble(str(given), "matches no file", "check the pattern"))
        return
    troubles.append(Trouble(str(given), "there is no such file or folder", _nearest(path)))


def _nearest(path: Path) -> str:
    try:
        near = difflib.get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], 1)
    except OSError:
        near = []
    return f"did you mean {(path.parent / near[0]).as_posix()}?" if near else "check the path; it counts from here"


class _Walk:
    """Walks folders, minding .gitignore files and the excluded patterns."""

    def __init__(self, exclude: Sequence[str], root: Path) -> None:
        self._root = root.absolute()
        self._exclude = path_spec(exclude) if exclude else None

    def excluded(self, path: Path, mark: str = "") -> bool:
        """Whether a path, or a folder it lies in, matches one of the excluded patterns."""
        if self._exclude is None:
            return False
        try:
            relative = path.absolute().relative_to(self._root).as_posix()
        except ValueError:
            return False
        return bool(self._exclude.match_file(relative + mark))

    def files(self, folder: Path, troubles: list[Trouble]) -> Iterator[Path]:
        """The regular files below a folder that nothing ignores, sorted."""
        specs = [*self._above(folder)]
        todo: list[tuple[Path, list[tuple[Path, Any]]]] = [(folder, specs)]
        while todo:
            here, known = todo.pop()
            try:
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError as error:
                reason = error.strerror or str(error)
                troubles.append(Trouble(_name(here), f"cannot be opened: {reason}", "check its permissions"))
                continue
            if any(entry.name == ".gitignore" and entry.is_file() for entry in entries):
                known = [*known, (here.absolute(), _ignore_file(here / ".gitignore"))]
            folders = []
            for entry in entries:
                path = here / entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if (is_folder and entry.name in SKIPPED) or self._ignored(path, known, is_folder):
                    continue
                if is_folder:
                    folders.append(path)
                elif self._readable(entry, folder):
                    yield path
            todo.extend((path, known) for path in reversed(folders))

    def _above(self, folder: Path) -> Iterator[tuple[Path, Any]]:
        """The .gitignore files between the folder and the top of its git checkout."""
        chain = []
        for parent in folder.absolute().parents:
            chain.append(parent)
            if (parent / ".git").exists():
                break
        else:
            return
        if (folder / ".git").exists():
            return
        for parent in reversed(chain):
            if (parent / ".gitignore").is_file():
                yield parent, _ignore_file(parent / ".gitignore")

    def _ignored(self, path: Path, known: Sequence[tuple[Path, Any]], is_folder: bool) -> bool:
        mark = "/" if is_folder else ""
        absolute = path.absolute()
        if self._exclude is not None and self.excluded(path, mark):
            return True
        for base, spec in reversed(known):
            result = spec.check_file(absolute.relative_to(base).as_posix() + mark).include
            if result is not None:
                return bool(result)
        return False

    @staticmethod
    def _readable(entry: os.DirEntry[str], folder: Path) -> bool:
        """Whether an entry is a regular file; a link counts where it stays inside the walked folder."""
        if entry.is_file(follow_symlinks=False):
            return True
        if not entry.is_symlink() or not entry.is_file():
            return False
        return Path(entry.path).resolve().is_relative_to(folder.resolve())


def _ignore_file(path: Path) -> Any:  # noqa: ANN401 - a pathspec.GitIgnoreSpec
    try:
        return path_spec(path.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return path_spec(())


def path_spec(lines: Sequence[str]) -> Any:  # noqa: ANN401 - a pathspec.GitIgnoreSpec
    """Patterns as in a .gitignore, ready for `match_file`."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where something is ignored

    return GitIgnoreSpec.from_lines(lines)
