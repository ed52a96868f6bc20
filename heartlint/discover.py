"""From paths to the files that hold copy.

Named files are always read. Folders are walked in a fixed order, honour .gitignore, and yield the files whose
names say that they hold copy; all others are counted as not copy. Nothing is passed over in silence.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from heartlint.read.formats import ASKED_FOR, IN_LOCALES, format_of, imports_react_email, in_locale_folder
from heartlint.report import Trouble
from heartlint.whole import NotWholeError, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SKIPPED = frozenset(
    ".git .hg .svn .tox .nox .venv venv node_modules __pycache__ .mypy_cache .ruff_cache .pytest_cache "
    ".hypothesis .idea .vscode site-packages bower_components".split()
)
"""Folders that hold no copy of anybody's."""

_IGNORES = 2**20
"""Bytes of a .gitignore: one that is longer was made by something that went wrong."""
_IMPORTS = 20_000
"""Bytes at the top of a component among which its imports are looked for."""

_MAGIC = frozenset("*?[")


class Found(NamedTuple):
    """What paths led to: files to read, files met that hold no copy, and what could not be found."""

    files: tuple[Path, ...]
    not_copy: tuple[Path, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def discover(  # noqa: PLR0913 - what the settings say of paths, by name
    paths: Sequence[str | Path],
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    only_copy: bool = False,
    format_of: Callable[[Path], str | None] = format_of,
    root: Path | None = None,
) -> Found:
    """The files that hold copy, each once: in the order named, sorted inside folders.

    `include` and `exclude` hold patterns as in a .gitignore, counted from `root` (the current folder where None):
    files in folders that hold copy although their names do not say so, and paths to leave out; named files are
    read all the same unless `force_exclude` is set. Then a named file is not copy either where `format_of` does not
    know its name: whoever calls with all files of a change, as pre-commit does, means those that hold copy. With
    `only_copy` named files are taken as those met in a folder are, in every way. This never raises: see
    `Found.troubles`.
    """
    # by absolute path: the same file named in two ways is one
    files: dict[Path, Path] = {}
    not_copy: dict[Path, Path] = {}
    troubles: list[Trouble] = []
    walk = _Walk(_usable(include, troubles, "include"), _usable(exclude, troubles, "exclude"), root or Path())
    for given in paths:
        for path in _expand(given, troubles):
            if (force_exclude or only_copy) and walk.excluded(path, "/" if path.is_dir() else ""):
                continue
            if path.is_dir():
                before = len(files)
                found = 0
                for file in walk.files(path, troubles):
                    found += 1
                    (files if walk.holds_copy(file) else not_copy).setdefault(_absolute(file), file)
                if len(files) == before and not any(file.is_relative_to(_absolute(path)) for file in files):
                    number = f"{found} files" if found > 1 else "1 file"
                    what = f"no copy found among {number}" if found else "no files found"
                    remedy = (
                        "name a folder with .md, .html, .txt, .eml or templates, name the file itself, or set include"
                    )
                    troubles.append(Trouble(_name(path), what, remedy, file=_name(path)))
            elif not _regular(path):
                dangles = path.is_symlink() and not _exists(path)
                what = "is a link that leads nowhere" if dangles else "is not a regular file"
                remedy = "mend the link, or name a file" if dangles else "name a file"
                troubles.append(Trouble(_name(path), what, remedy, file=_name(path)))
            elif only_copy and walk.in_skipped(path):
                continue
            else:
                copy = walk.holds_copy(path) if only_copy else walk.included(path) or format_of(path) is not None
                (files if copy or not (only_copy or force_exclude) else not_copy).setdefault(_absolute(path), path)
    return Found(tuple(files.values()), tuple(not_copy.values()), tuple(troubles))


def _name(path: Path) -> str:
    return path.as_posix()


def _absolute(path: Path) -> Path:
    """The path from the top, `..` taken out, links left as they are: patterns count from what is written."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`, and resolve follows links


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, RuntimeError):  # a link that leads to itself; RuntimeError is Python 3.12's and older
        return False


def _regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _expand(given: str | Path, troubles: list[Trouble]) -> Iterator[Path]:
    """The paths that one argument stands for: itself, or what its glob matches."""
    path = Path(given)
    if not str(given):  # an unset variable, most likely: it does not mean the current folder
        troubles.append(Trouble("''", "is an empty path", "name a file or a folder; . is this folder"))
        return
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
            matched = _matches(base, Path(pattern))
        except (ValueError, NotImplementedError, OSError) as error:
            troubles.append(Trouble(str(given), f"is not a usable pattern ({error})", "check the pattern"))
            return
        if matched:
            yield from matched
            return
        troubles.append(Trouble(str(given), "matches no file", "check the pattern"))
        return
    troubles.append(Trouble(str(given), "there is no such file or folder", _nearest(path), file=str(given)))


def _matches(base: Path, pattern: Path) -> list[Path]:
    """The files a glob matches, or the folders where it matches no file; what SKIPPED holds only where it says so."""
    while pattern.name == "**":  # "mails/**" is the folder and all below it, which is what walking it gives
        pattern = pattern.parent
    found = sorted(base.glob(str(pattern))) if _MAGIC & set(str(pattern)) else [base / pattern]
    skipped = SKIPPED.difference(pattern.parts, base.parts)
    found = [match for match in found if skipped.isdisjoint(match.parts)]
    return [match for match in found if match.is_file()] or [match for match in found if match.is_dir()]


def _nearest(path: Path) -> str:
    import difflib  # noqa: PLC0415 - only where a path is wrong

    try:
        near = difflib.get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], 1)
    except OSError:
        near = []
    return f"did you mean {(path.parent / near[0]).as_posix()}?" if near else "check the path; it counts from here"


class _Walk:
    """Walks folders, minding .gitignore files and the excluded patterns."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str], root: Path) -> None:
        self._root = _absolute(root)
        self._include = path_spec(include) if include else None
        self._exclude = path_spec(exclude) if exclude else None

    def excluded(self, path: Path, mark: str = "") -> bool:
        """Whether a path, or a folder it lies in, matches one of the excluded patterns."""
        return self._matches(self._exclude, path, mark)

    def holds_copy(self, path: Path) -> bool:
        """Whether a file in a folder holds copy, by its name, by where it lies, or by what it imports."""
        if self.included(path):
            return True
        format_ = format_of(path)
        if format_ not in ASKED_FOR:
            return format_ is not None
        if format_ == "jsx":
            return _imports_react_email(path)
        return format_ in IN_LOCALES and in_locale_folder(path)

    def in_skipped(self, path: Path) -> bool:
        """Whether a path lies in a folder, below `root`, that no walk goes into."""
        absolute = _absolute(path)
        inside = absolute.relative_to(self._root) if absolute.is_relative_to(self._root) else path
        return not SKIPPED.isdisjoint(inside.parts[:-1])

    def included(self, path: Path) -> bool:
        """Whether the settings say that a file holds copy although its name does not."""
        return self._matches(self._include, path)

    def _matches(self, spec: Any, path: Path, mark: str = "") -> bool:  # noqa: ANN401 - a pathspec.GitIgnoreSpec
        if spec is None:
            return False
        try:
            relative = _absolute(path).relative_to(self._root).as_posix()
        except ValueError:
            return False
        return bool(spec.match_file(relative + mark))

    def files(self, folder: Path, troubles: list[Trouble]) -> Iterator[Path]:
        """The regular files below a folder that nothing ignores, sorted."""
        specs = [*self._above(folder, troubles)]
        todo: list[tuple[Path, list[tuple[Path, Any]]]] = [(folder, specs)]
        while todo:
            here, known = todo.pop()
            try:
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError as error:
                reason = error.strerror or str(error)
                what = f"cannot be opened: {reason}"
                troubles.append(Trouble(_name(here), what, "check its permissions", file=_name(here)))
                continue
            if any(entry.name == ".gitignore" and entry.is_file() for entry in entries):
                known = [*known, (_absolute(here), _ignore_file(here / ".gitignore", troubles))]
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

    def _above(self, folder: Path, troubles: list[Trouble]) -> Iterator[tuple[Path, Any]]:
        """The .gitignore files between the folder and the top of its git checkout."""
        chain = []
        for parent in _absolute(folder).parents:
            chain.append(parent)
            if (parent / ".git").exists():
                break
        else:
            return
        if (folder / ".git").exists():
            return
        for parent in reversed(chain):
            if (parent / ".gitignore").is_file():
                yield parent, _ignore_file(parent / ".gitignore", troubles)

    def _ignored(self, path: Path, known: Sequence[tuple[Path, Any]], is_folder: bool) -> bool:
        mark = "/" if is_folder else ""
        absolute = _absolute(path)
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
        try:
            return entry.is_file() and Path(entry.path).resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError):  # a link that leads to itself; RuntimeError is Python 3.12's and older
            return False


def _imports_react_email(path: Path) -> bool:
    """Whether a component is a mail: imports stand at its top. One that cannot be opened is read, and says so."""
    try:
        with path.open("rb") as stream:
            return imports_react_email(stream.read(_IMPORTS).decode("utf-8", "replace"))
    except OSError:
        return True


def _ignore_file(path: Path, troubles: list[Trouble]) -> Any:  # noqa: ANN401 - a pathspec.GitIgnoreSpec
    """What a .gitignore says; where it cannot be read it says nothing, and that is a trouble."""
    try:
        lines = read_whole(path, _IGNORES).decode("utf-8-sig", "replace").splitlines()
    except OSError as error:
        what, remedy = f"cannot be read: {error.strerror or error}", "check its permissions"
        if isinstance(error, NotWholeError):
            what, remedy = str(error.strerror), error.remedy
        troubles.append(Trouble(_name(path), f"{what}, so nothing that it names is left out", remedy, file=_name(path)))
        lines = []
    return path_spec(_usable(lines, [], ".gitignore"))


def _usable(patterns: Sequence[str], troubles: list[Trouble], what: str) -> Sequence[str]:
    """The patterns that are some, as git takes them; the others are troubles."""
    try:
        if patterns:
            path_spec(patterns)
    except ValueError:  # one of them is none; which one is asked only now
        pass
    else:
        return patterns
    usable = []
    for pattern in patterns:
        try:
            path_spec((pattern,))
        except ValueError:
            troubles.append(
                Trouble(f"{what} {pattern!r}", "is no pattern as in a .gitignore", "mend it, or take it out")
            )
        else:
            usable.append(pattern)
    return usable


def path_spec(lines: Sequence[str]) -> Any:  # noqa: ANN401 - a pathspec.GitIgnoreSpec
    """Patterns as in a .gitignore, ready for `match_file`."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where something is ignored

    return GitIgnoreSpec.from_lines(lines)
