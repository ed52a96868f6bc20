"""The one way through: bytes or text in, judged reports out; files on one or many processes.

paths -> discover -> files -> Checker -> Reports in a Run
"""

from __future__ import annotations

import os
from collections import Counter, deque
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from heartlint import packs as packs_
from heartlint import upkeep
from heartlint.checker import Checker, lines_of
from heartlint.config import Settings
from heartlint.discover import discover
from heartlint.engine import RuleSet
from heartlint.overtime import REMEDY, Overtime, at_most, told
from heartlint.read import UnreadableError, decode
from heartlint.report import Report, Run, Trouble
from heartlint.suppress import idle_in
from heartlint.whole import NotWholeError, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from heartlint.results import Results, Shelf
    from heartlint.rule import Rule
    from heartlint.text import Block, Document

STRING = "<text>"
"""The name a message from a string goes by."""


class Interrupted(KeyboardInterrupt):
    """A run that was stopped: `run` is what was done of it, `files` how many there were to do."""

    def __init__(self, run: Run, files: int) -> None:
        super().__init__()
        self.run = run
        self.files = files


class _Input(NamedTuple):
    """What comes from no file: what it is called, and what it holds."""

    name: str
    data: bytes


class _Told(NamedTuple):
    """What is told of a file: the text of its reports, its source, and troubles that belong to none of them.

    `key` is what the text is kept by; empty where it is not to be kept.
    """

    key: bytes
    text: str
    source: str
    troubles: tuple[Trouble, ...]


_WORTH_ASKING = 20
"""Files from which on kept reports are looked for: opening the database takes as long as checking a few."""
_WORTH_SHARING = 400_000
"""Bytes of copy for each process: starting one takes as long as checking some forty thousand."""
Given = TypeVar("Given", bound="Path | _Input")

_OFTEN = 3
"""Files that a rule may hang on before it is not asked any more: all the others would wait for it, one by one."""
_WORTH_SHELVING = 3_000
"""Files from which on reports are kept small while a run goes on."""
_PLAIN = Settings()
_NOT_IN_REPORTS = (
    "include", "exclude", "force_exclude", "fail_on", "fail_confidence", "min_score", "max_warnings", "baseline",
    "cache_dir", "max_seconds",
)  # fmt: skip
"""Settings that choose files, or what a run is worth, and change no report."""


class Linter(Checker):
    """Settings and rules, ready to check many messages. Safe to share by threads; pickles as its settings.

    `select` and `ignore` hold rule ids, families or prefixes ("people", "people/leads"); `packs` names
    packages or folders beside the installed ones. `settings`, where given, is what the other arguments
    change. Raises UnknownRuleError (a ValueError) for a selection that names no rule.
    """

    def check(self, message: Any, *, name: str | None = None, format: str = "markdown") -> Report:  # noqa: A002, ANN401
        """The heart check of one message.

        A `str` is always copy, never a path; it is read as Markdown unless `format` ("markdown", "html",
        "text") says otherwise. A `Path` is a file that holds one message: ValueError when it cannot be read
        or holds several. A spaCy `Doc` is read as plain text, and its own tags and parse are used.
        """
        if isinstance(message, Path):
            run = self.check_paths([message])
            if len(run.reports) != 1:
                troubles = "; ".join(str(trouble) for trouble in run.troubles)
                raise ValueError(troubles or f"{message}: holds {len(run.reports)} messages, not one; use check_paths")
            return run.reports[0]
        doc = None
        if not isinstance(message, str):
            if not hasattr(message, "has_annotation"):
                raise TypeError(f"a message is a str, a Path or a spaCy Doc, not {type(message).__name__}")
            doc, message, format = message, message.text, "text"  # noqa: A001
        documents = self.read(name or STRING, message, format)
        if len(documents) != 1:
            raise ValueError(f"{name or STRING}: holds {len(documents)} messages, not one")
        return self.judge(documents[0], doc)

    def check_bytes(self, data: bytes, *, name: str, format: str | None = None) -> Report:  # noqa: A002
        """The heart check of one message as bytes, its format taken from its name where none is given.

        Raises UnreadableError (a ValueError) with one line that names place and remedy.
        """
        reports = self.check_all(data, name=name, format=format)
        if len(reports) != 1:
            raise ValueError(f"{name}: holds {len(reports)} messages, not one; use check_all")
        return reports[0]

    def check_all(self, data: bytes, *, name: str, format: str | None = None) -> list[Report]:  # noqa: A002
        """The heart checks of all messages that some bytes hold: the rows of a table, say. Errors as `check_bytes`."""
        chosen = format or self.format_of(name) or "markdown"
        return [self.judge(document) for document in self.read(name, decode(data, chosen), chosen)]

    def check_many(self, messages: Iterable[str | Path], *, jobs: int = 1) -> Iterator[Report]:
        """The heart checks of many messages, lazily and in order, with `jobs` processes.

        At most a few messages per process are in memory at once. Errors are those of `check`.
        """
        if jobs <= 1:
            yield from (self.check(message) for message in messages)
            return
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - only where it is asked for

        with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(self,)) as pool:
            waiting: deque[Any] = deque()
            for message in messages:
                waiting.append(pool.submit(_check_in_worker, message))
                if len(waiting) >= 4 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def check_paths(
        self,
        paths: Sequence[str | Path],
        *,
        root: Path | None = None,
        jobs: int = 1,
        progress: Callable[[int, int], object] | None = None,
        timed: bool = False,
    ) -> Run:
        """The heart check of files and folders: a report for each message, a trouble for each thing unread.

        `jobs` processes share the work where there is enough of it; 0 stands for as many as pay, up to the number of
        cores. The run is the same with any number: in the order of the files. `progress` is called now and then with
        how many of how many files are done. On a KeyboardInterrupt, Interrupted is raised, with what was done so far.

        Where it is `timed`, a file that takes longer than `max_seconds` of the settings is given up and a trouble. That
        takes the process's alarm (SIGALRM) and, where packs of others hold modules, a process of its own.
        """
        found = discover(
            paths,
            include=self.settings.include,
            exclude=self.settings.exclude,
            force_exclude=self.settings.force_exclude,
            only_copy=self.settings.only_copy,
            format_of=self.format_of,
            root=root,
        )
        reports: list[Report] = []
        shelf = self._shelf(len(found.files))
        put = reports.extend if shelf is None else shelf.add
        troubles: list[Trouble] = [*self.troubles, *found.troubles]
        try:
            with closing(self._each(found.files, troubles, jobs, timed=timed)) as each:
                for number, told in enumerate(each, 1):
                    put(told)
                    if progress is not None:
                        progress(number, len(found.files))
        except KeyboardInterrupt:
            raise Interrupted(Run(_so_far(reports, shelf), tuple(troubles)), len(found.files)) from None
        self._say_idle(reports, all_=any(_holds_all(path, self.settings.root) for path in paths))
        return Run(_so_far(reports, shelf), tuple(troubles), tuple(str(path) for path in found.not_copy))

    def check_input(self, name: str, data: bytes, troubles: list[Trouble]) -> list[Report]:
        """The reports of what standard input holds, in the time that a file may take; errors as `check_file`."""
        seconds = self.settings.max_seconds
        if not (seconds and self._strange):
            return self._check(_Input(name, data), troubles, seconds)
        ((_, made),) = self._made([_Input(name, data)], 1, seconds)
        return self._reports(_Input(name, data), made, troubles)

    def check_file(self, path: Path, troubles: list[Trouble]) -> list[Report]:
        """The reports of one file; where it cannot be read, none, and a trouble in `troubles`."""
        return [self.judge(document) for document in self.read_file(path, troubles)]

    def read_file(self, path: Path, troubles: list[Trouble], *, format: str | None = None) -> list[Document]:  # noqa: A002
        """The messages of one file; where it cannot be read, none, and a trouble in `troubles`."""
        data = self._bytes(path, troubles)
        return [] if data is None else self.read_bytes(data, path.as_posix(), troubles, format=format)

    def _bytes(self, path: Path, troubles: list[Trouble]) -> bytes | None:
        try:
            return read_whole(path, self.settings.max_file_size)
        except NotWholeError as error:
            what, remedy = str(error.strerror), error.remedy
        except OSError as error:
            what, remedy = f"cannot be read: {error.strerror or error}", "check that it is there and readable"
        name = path.as_posix()
        troubles.append(Trouble(name, what, remedy, file=name))
        return None

    def _check(self, given: Path | _Input, troubles: list[Trouble], seconds: float) -> list[Report]:
        """The reports of a file; where it cannot be read, or takes longer than it may, none, and a trouble."""
        try:
            with at_most(seconds):
                if isinstance(given, Path):
                    return self.check_file(given, troubles)
                return [self.judge(document) for document in self.read_bytes(given.data, given.name, troubles)]
        except Overtime as stop:
            name = _name(given)
            what, remedy = str(stop), REMEDY
            if stop.rule is not None:
                what += f", in rule {stop.rule.id} (pack {stop.rule.origin or 'unknown'})"
                remedy = "leave one of them out, or set max-seconds"
            import traceback  # noqa: PLC0415 - only where something hung

            file = "" if name.startswith("<") else name
            troubles.append(Trouble(name, what, remedy, traceback.format_exc(), file))
            if stop.rule is not None:
                self._hangs(stop.rule, troubles)
        return []

    @cached_property
    def _hung(self) -> Counter[str]:
        """On how many files each rule took too long."""
        return Counter()

    @cached_property
    def _dropped(self) -> list[Trouble]:
        """What is said of rules that are not asked any more."""
        return []

    def _hangs(self, rule: Rule, troubles: list[Trouble]) -> None:
        """Ask a rule no more that was hanging on several files."""
        self._hung[rule.id] += 1
        if self._hung[rule.id] == _OFTEN:
            rules = [one for one in self._ruleset.rules if one.id != rule.id]
            self._ruleset = RuleSet(rules, judged=self.settings.judge)
            self._active = frozenset(one.id for one in rules)
            where = f"rule {rule.id} (pack {rule.origin or 'unknown'})"
            what = f"is not asked any more: {_OFTEN} files took too long in it"
            self._dropped.append(Trouble(where, what, "leave it out with --ignore, and tell its author"))
            troubles.append(self._dropped[-1])

    def _each(
        self, files: Sequence[Path], troubles: list[Trouble], jobs: int, *, timed: bool
    ) -> Generator[list[Report], None, None]:
        """The reports of each file, in order; from those that were kept, from other processes, or made here."""
        results = self._results(len(files))
        jobs = _paying(files, jobs)
        seconds = self.settings.max_seconds if timed else 0
        if results is None and jobs == 1 and not (seconds and self._strange):
            for path in files:
                yield self._check(path, troubles, seconds)
            return
        # what is to be made is handed on a few files ahead of what is told, in the same order
        kept: deque[tuple[Path, _Told | None]] = deque()
        try:
            made = self._made((path for path in files if self._lacks(path, results, kept)), jobs, seconds)
            for path, told in made:
                while kept and kept[0][1] is not None:
                    yield self._reports(*kept.popleft(), troubles)
                kept.popleft()
                yield self._reports(path, told, troubles, results)
            while kept:
                yield self._reports(*kept.popleft(), troubles)
        finally:
            if results is not None:
                results.close()

    def _made(self, files: Iterable[Given], jobs: int, seconds: float) -> Iterator[tuple[Given, _Told]]:
        """What is told of each file, made here or by other processes, in order."""
        if jobs == 1 and not (seconds and self._strange):
            for path in files:
                yield path, self._tell(path, seconds)
            return
        from heartlint.crew import Died, in_order  # noqa: PLC0415 - only where there is enough to share

        work = packs_.Elsewhere(partial(self._tell, seconds=seconds), seconds)
        for given, made in in_order(work, files, jobs, seconds=seconds):
            if isinstance(made, Died):
                name = _name(given)
                what = "ended the process that checked it"
                remedy = "leave it out, and please report it to heartlint's authors"
                if made.late:
                    what, remedy = f"{told(seconds)}, and the process that checked it was ended", REMEDY
                trouble = Trouble(name, what, remedy, file="" if name.startswith("<") else name)
                yield given, _Told(b"", "[]", "", (trouble,))
            else:
                yield given, made

    @cached_property
    def _strange(self) -> bool:
        """Whether there are modules of others, which may hang where no alarm is heard."""
        return any(rule.find is not None for pack in self.packs if pack.module != packs_.OURS for rule in pack.rules)

    def _tell(self, given: Path | _Input, seconds: float) -> _Told:
        """A file's reports as what crosses between processes, and is kept."""
        from heartlint.results import dumps  # noqa: PLC0415 - as above

        troubles: list[Trouble] = []
        data = given.data if isinstance(given, _Input) else self._bytes(given, troubles)
        if data is None:
            return _Told(b"", "[]", "", tuple(troubles))
        name = _name(given)
        reports = self._check(_Input(name, data), troubles, seconds)
        spoilt = troubles or not reports or any(report.troubles for report in reports)
        key = b"" if spoilt or self._dropped or not self.settings.cache_dir else self._key(name, data)
        return _Told(key, dumps(reports, self._by_id), reports[0].source if reports else "", tuple(troubles))

    def _reports(
        self, given: Path | _Input, made: _Told | None, troubles: list[Trouble], results: Results | None = None
    ) -> list[Report]:
        """The reports that were told of a file, which are kept where there is a place for them."""
        from heartlint.results import loads  # noqa: PLC0415 - as above

        assert made is not None  # noqa: S101 - it was kept, or made
        name, source = _name(given), made.source
        if results is not None and made.key:
            results.put(made.key, made.text)
        troubles.extend(made.troubles)

        try:
            return loads(made.text, name, source, self._by_id, self._blocks_of(name, source))
        except ValueError:  # somebody wrote to the database
            return self._check(given, troubles, 0)

    def _results(self, count: int) -> Results | None:
        """The kept reports, where there are enough files for asking to pay, and what they say depends on them alone."""
        few = count < _WORTH_ASKING
        keys = [pack.key for pack in self.packs]
        if few or not self.settings.cache_dir or not all(keys) or self.settings.new_from_rev is not None:
            return None
        from heartlint.results import Results  # noqa: PLC0415 - only where there is enough to look up

        return Results(Path(self.settings.cache_dir))

    @cached_property
    def _basis(self) -> bytes:
        """All but a file's bytes and name that its reports depend on."""
        settings = replace(self.settings, **{name: getattr(_PLAIN, name) for name in _NOT_IN_REPORTS})
        installed_ = packs_.installed_stamps()
        return repr((installed_, [pack.key for pack in self.packs], settings)).encode("utf-8", "surrogatepass")

    def _key(self, name: str, data: bytes) -> bytes:
        from hashlib import sha256  # noqa: PLC0415 - as above

        asked = self._overrides or self._ignores or self._quoted
        named = f"{name}\0{self._relative(name)}" if asked else name
        digest = sha256(self._basis)
        digest.update(f"\0{len(named)}\0{named}\0".encode("utf-8", "surrogatepass"))
        digest.update(data)
        return digest.digest()

    def _lacks(self, path: Path, results: Results | None, kept: deque[tuple[Path, _Told | None]]) -> bool:
        """Whether no report of a file is kept; into `kept` goes what is, or a place for what is still to be made."""
        told: _Told | None = None
        if results is not None:
            with suppress(OSError, UnreadableError):
                data = read_whole(path, self.settings.max_file_size)
                key = self._key(path.as_posix(), data)
                text = results.get(key)
                if text is not None:
                    told = _Told(key, text, decode(data, self._chosen_format(path.as_posix())), ())
        kept.append((path, told))
        return told is None

    def _shelf(self, count: int) -> Shelf | None:
        """A place for the reports of so many files, where they are too many to be held as they are."""
        if count < _WORTH_SHELVING or self._quoted:  # what the config holds back is counted over all of them
            return None
        from heartlint.results import Shelf  # noqa: PLC0415 - only where there are very many

        return Shelf(self._by_id, self._blocks_of)

    def _blocks_of(self, name: str, source: str) -> Callable[[], Sequence[Sequence[Block]]]:
        """What reads the blocks of a file's messages, once, when it is asked."""

        @cache
        def blocks() -> list[tuple[Block, ...]]:
            return [document.blocks for document in self.read(name, source, self._chosen_format(name))]

        return blocks

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def _say_idle(self, reports: list[Report], *, all_: bool) -> None:
        """Add to the reports what the config's own entries do not hold back any more."""
        rule = self._upkeep.get(upkeep.UNUSED.id)
        if rule is None or not self._quoted or self.settings.confidence != "likely":
            return
        ran = [one for one in self._quoted if one.rules <= self._active]
        for number, one in idle_in(reports, ran, self._relative, all_=all_):
            report = reports[number]
            what = ", ".join(sorted(one.rules))
            why = f"The config holds back {what} in {one.text!r} here, and nothing of that is found."
            said = upkeep.finding(rule, upkeep.first_line(report.source), report.source, lines_of(report.source), why)
            reports[number] = replace(report, findings=(*report.findings, said))


def _so_far(reports: Sequence[Report], shelf: Shelf | None) -> Sequence[Report]:
    return tuple(reports) if shelf is None else shelf


def _name(given: Path | _Input) -> str:
    return given.name if isinstance(given, _Input) else given.as_posix()


def cores() -> int:
    """How many processes may run at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _paying(files: Sequence[Path], jobs: int) -> int:
    """How many processes to check the files with: those asked for, or (0) as many as there is work and room for."""
    if jobs:
        return max(min(jobs, len(files)), 1)
    most = min(cores(), len(files))
    size = 0
    for path in files if most > 1 else ():
        with suppress(OSError):
            size += path.stat().st_size
        if size >= most * _WORTH_SHARING:
            return most
    return max(min(most, size // _WORTH_SHARING), 1)


def _holds_all(path: str | Path, root: str) -> bool:
    """Whether a path is the folder that the settings' patterns count from, or one above it."""
    return Path(root or ".").resolve().is_relative_to(Path(path).resolve())


_worker: list[Linter] = []


def _start_worker(linter: Linter) -> None:
    _worker[:] = [linter]


def _check_in_worker(message: str | Path) -> Report:
    return _worker[0].check(message)


@cache
def default() -> Linter:
    """The linter with default settings, made once per process."""
    return Linter()
