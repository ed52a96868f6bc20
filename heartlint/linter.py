"""The one way through: bytes or text in, judged report out.

paths -> discover -> read -> Document -> engine(rules) -> marks -> passes -> score -> Report in a Run
"""

from __future__ import annotations

import os
from collections import Counter, deque
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from heartlint import packs as packs_
from heartlint import upkeep
from heartlint.cache import Cache
from heartlint.config import Override, Settings
from heartlint.discover import discover, path_spec
from heartlint.engine import RuleSet, describe
from heartlint.overtime import REMEDY, Overtime, at_most, told
from heartlint.passes import overheard, settle, without_house_words
from heartlint.read import UnreadableError, decode, format_of, read_parts, read_source
from heartlint.report import Covered, Credit, Report, Run, Suppressed, Trouble
from heartlint.score import no_score, score
from heartlint.suppress import Quoted, hold_back, idle_in
from heartlint.text import Lines, Span
from heartlint.whole import NotWholeError, read_whole
from heartlint.wording import WordingError, parse_wordings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from heartlint.engine import Mark
    from heartlint.packs import Pack
    from heartlint.read.columns import Joined
    from heartlint.report import By, Finding
    from heartlint.results import Results, Shelf
    from heartlint.revision import Changes
    from heartlint.rule import Rule, Severity
    from heartlint.suppress import Outcome
    from heartlint.text import Block, Document, Kind

_NOTHING = Override(())

STRING = "<text>"
"""The name a message from a string goes by."""


class UnknownRuleError(ValueError):
    """A rule id, family or prefix that names nothing; the message suggests the nearest, `name` is what was asked."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


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


class Linter:
    """Settings and rules, ready to check many messages. Safe to share by threads; pickles as its settings.

    `select` and `ignore` hold rule ids, families or prefixes ("people", "people/leads"); `packs` names
    packages or folders beside the installed ones. `settings`, where given, is what the other arguments
    change. Raises UnknownRuleError (a ValueError) for a selection that names no rule.
    """

    def __init__(  # noqa: PLR0913 - the settings people change most, by name
        self,
        settings: Settings | None = None,
        *,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        extend_select: Sequence[str] | None = None,
        packs: Sequence[str | Path] | None = None,
        confidence: str | None = None,
        min_words: int | None = None,
    ) -> None:
        given = {
            "select": select,
            "ignore": ignore,
            "extend_select": extend_select,
            "packs": None if packs is None else tuple(str(pack) for pack in packs),
            "confidence": confidence,
            "min_words": min_words,
        }
        changes: dict[str, Any] = {
            name: tuple(value) if isinstance(value, (list, tuple)) else value
            for name, value in given.items()
            if value is not None
        }
        for name in ("select", "ignore", "extend_select"):
            if isinstance(changes.get(name), str):
                msg = f"{name} takes a list of rules, families or prefixes, not one string: [{changes[name]!r}]"
                raise TypeError(msg)
        if changes.get("confidence") not in {None, "sure", "likely"}:
            raise ValueError(f"confidence is 'sure' or 'likely', not {changes['confidence']!r}")
        self.settings = replace(settings or Settings(), **changes)
        store = Cache(Path(self.settings.cache_dir) if self.settings.cache_dir else None)
        installed = packs_.installed(store)
        named = [packs_.find(pack, store) for pack in dict.fromkeys(self.settings.packs)]
        # a pack that is installed may be named as well, and is one all the same
        self.packs: tuple[Pack, ...] = (
            *installed,
            *(pack for pack in named if not any(pack is one for one in installed)),
        )
        self.troubles: tuple[Trouble, ...] = tuple(trouble for pack in self.packs for trouble in pack.troubles)
        self.rules = self._gather()
        self._ruleset = RuleSet(self._chosen())
        try:
            self._house = tuple(one for words in self.settings.words_allow for one in parse_wordings(words))
        except WordingError as error:
            raise ValueError(f"words.allow: {error}") from None
        self._overrides = [(path_spec(one.files), one) for one in self.settings.overrides]
        self._weights = {
            name: None if name == "all" else self.named(name)
            for one in self.settings.overrides
            for name, _ in one.severity
        }
        self._ignores = [
            (path_spec((pattern,)), self.matching(*ids)) for pattern, ids in self.settings.per_file_ignores
        ]
        for argued in self.settings.suppress:
            if self.settings.require_reason and not argued.reason.strip():
                raise ValueError(f"suppress: {argued.rule} in {', '.join(argued.files)} has no reason; give one")
        self._quoted = [
            Quoted(
                one.files,
                (path_spec(one.files), *(path_spec((pattern,)) for pattern in one.files)),
                self.named(one.rule),
                one.text,
                one.reason,
            )
            for one in self.settings.suppress
        ]
        self._changes: Changes | None = None
        if self.settings.new_from_rev is not None:
            from heartlint.revision import changes_since  # noqa: PLC0415 - git, only where it is asked

            self._changes = changes_since(self.settings.new_from_rev, Path())
        self._active = frozenset(rule.id for rule in self._ruleset.rules)
        self._upkeep = {rule.id: rule for rule in self._ruleset.rules if rule.origin == upkeep.ORIGIN}
        self._hung: Counter[str] = Counter()
        self._dropped: list[Trouble] = []

    def __reduce__(self) -> tuple[type[Linter], tuple[Settings]]:
        return (type(self), (self.settings,))

    def only(self, rule: Rule) -> Linter:
        """The same linter with this rule and no other, be it one of its own or not."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.settings = replace(self.settings, select=(rule.id,))
        made._ruleset = RuleSet([rule])
        return made

    def _gather(self) -> tuple[Rule, ...]:
        """All rules of all packs, by id; of two with one id the first stays and the other is a trouble."""
        rules: dict[str, Rule] = {rule.id: rule for rule in upkeep.RULES}
        for pack in self.packs:
            for rule in pack.rules:
                first = rules.setdefault(rule.id, rule)
                if first is not rule and first != rule:
                    where = f"rule {rule.id} (pack {rule.origin})"
                    what = f"pack {first.origin} already has a rule of this name; this one is not used"
                    self.troubles = (*self.troubles, Trouble(where, what, "rename one of the two"))
        return tuple(rules[key] for key in sorted(rules))

    def _chosen(self) -> list[Rule]:
        settings = self.settings
        select = [pattern for pattern in settings.select if pattern.lower() != "all"]
        everything = len(select) < len(settings.select) or not settings.select
        wanted = self.matching(*select, *settings.extend_select)
        unwanted = self.matching(*settings.ignore)
        severities = dict(settings.severity)
        weights: dict[str, Severity] = {}
        for name in sorted(severities, key=lambda name: "/" in name):  # what is said of one rule goes over its family
            weights |= dict.fromkeys(self.named(name), severities[name])
        chosen = []
        for rule in self.rules:
            # what is said of our own marks goes with any selection: a comment that does not work must say so
            chosen_too = everything or rule.id in wanted or rule.origin == upkeep.ORIGIN
            if chosen_too and rule.id not in unwanted:
                weighed = rule.id in weights and rule.side == "finding"
                chosen.append(replace(rule, severity=weights[rule.id]) if weighed else rule)
        return chosen

    def matching(self, *patterns: str) -> frozenset[str]:
        """The ids of the rules that these ids, old ids, families or prefixes name.

        Raises UnknownRuleError, with the nearest name, for one that names nothing.
        """
        found: set[str] = set()
        for pattern in patterns:
            wanted = pattern.strip().rstrip("*")
            ids = {
                rule.id
                for rule in self.rules
                if rule.id.startswith(wanted) or rule.family == wanted or wanted in rule.aliases
            }
            if not ids or not wanted:
                raise UnknownRuleError(_unknown(pattern, self.rules), pattern)
            found |= ids
        return frozenset(found)

    def named(self, name: str) -> frozenset[str]:
        """The ids of the rules that this id, old id or family names in a comment; no prefixes, which say too much.

        Raises UnknownRuleError, with the nearest name, where there is none.
        """
        found = frozenset(
            rule.id for rule in self.rules if name in {rule.id, rule.family, *rule.aliases}
        )  # fmt: skip
        if not found:
            raise UnknownRuleError(_unknown(name, self.rules), name)
        return found

    def _ignored_in(self, name: str) -> set[str]:
        """The rules that per-file-ignores leave out in a file."""
        ignored: set[str] = set()
        if self._ignores:
            relative = self._relative(name)
            for spec, ids in self._ignores:
                if spec.match_file(relative):
                    ignored |= ids
        return ignored

    def _override(self, name: str) -> Override:
        """What the settings say of a file alone; of two that match, the later holds."""
        merged = _NOTHING
        if self._overrides:
            relative = self._relative(name)
            for spec, one in self._overrides:
                if spec.match_file(relative):
                    merged = Override(
                        (),
                        one.kind or merged.kind,
                        one.format or merged.format,
                        one.audience or merged.audience,
                        (*merged.severity, *one.severity),
                    )
        return merged

    def _weighed(self, mark: Mark, severities: Sequence[tuple[str, Severity]]) -> Mark:
        """A mark with the severity that the settings give it in its file; the last that names its rule holds."""
        for name, severity in reversed(severities):
            ids = self._weights[name]
            if mark.rule.side == "finding" and (ids is None or mark.rule.id in ids):
                return mark._replace(severity=severity)
        return mark

    def _relative(self, name: str) -> str:
        """A path as the patterns of the settings count it."""
        path = Path(name).absolute()
        root = Path(self.settings.root or ".").absolute()
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    def read(
        self,
        name: str,
        source: str | Joined,
        format: str,  # noqa: A002 - the users' word for it
        *,
        kind: Kind | None = None,
    ) -> list[Document]:
        """The messages of a source as the rules will see them. Raises as `heartlint.read.read_source` does.

        A message of more merge tags than the settings allow is an UnreadableError as well. A source of parts that
        stand apart is one message. `kind` is what sort of messages they are, where whoever calls knows; what the
        settings say of the name goes before it.
        """
        own = self._override(name)
        kind = own.kind or ("internal" if own.audience == "internal" else None) or kind
        if isinstance(source, str):
            settings = self.settings
            documents = read_source(
                name, source, format, kind=kind, columns=settings.columns, most_parts=settings.max_parts
            )
        else:
            documents = [read_parts(name, source, format, kind=kind)]
        self._within(documents)
        if own.audience == "public" and kind is None:
            because = "the config says that it is public"
            return [
                replace(one, kind="unknown", because=because) if one.kind in {"internal", "manual"} else one
                for one in documents
            ]
        return documents

    def format_of(self, name: str | Path) -> str | None:
        """What a file of this name is read as: as the settings say, and by its suffix where they do not."""
        return self._override(str(name)).format or format_of(name)

    def upkeep_rule(self, id_: str) -> Rule | None:
        """One of the rules for our own marks, as the settings weigh it; None where it is left out."""
        return self._upkeep.get(id_)

    @property
    def active(self) -> tuple[Rule, ...]:
        """The rules that are selected."""
        return self._ruleset.rules

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

    def check_input(self, name: str, data: bytes, troubles: list[Trouble]) -> list[Report]:
        """The reports of what standard input holds, in the time that a file may take; errors as `check_file`."""
        seconds = self.settings.max_seconds
        if not (seconds and self._strange):
            return self._check(_Input(name, data), troubles, seconds)
        ((_, made),) = self._made([_Input(name, data)], 1, seconds)
        return self._reports(_Input(name, data), made, troubles)

    @cached_property
    def _strange(self) -> bool:
        """Whether there are modules of others, which may hang where no alarm is heard."""
        return any(rule.find is not None for pack in self.packs if pack.module != packs_.OURS for rule in pack.rules)

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

    def _hangs(self, rule: Rule, troubles: list[Trouble]) -> None:
        """Ask a rule no more that was hanging on several files."""
        self._hung[rule.id] += 1
        if self._hung[rule.id] == _OFTEN:
            rules = [one for one in self._ruleset.rules if one.id != rule.id]
            self._ruleset = RuleSet(rules)
            self._active = frozenset(one.id for one in rules)
            where = f"rule {rule.id} (pack {rule.origin or 'unknown'})"
            what = f"is not asked any more: {_OFTEN} files took too long in it"
            self._dropped.append(Trouble(where, what, "leave it out with --ignore, and tell its author"))
            troubles.append(self._dropped[-1])

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

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
            said = upkeep.finding(rule, upkeep.first_line(report.source), report.source, _lines(report.source), why)
            reports[number] = replace(report, findings=(*report.findings, said))

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

    def _chosen_format(self, name: str) -> str:
        """What a file is read as."""
        return self.format_of(name) or ("markdown" if name.startswith("<") else "text")

    def read_bytes(
        self,
        data: bytes,
        name: str,
        troubles: list[Trouble],
        *,
        format: str | None = None,  # noqa: A002 - the users' word for it
    ) -> list[Document]:
        """The messages that some bytes hold; where they cannot be read, none, and a trouble in `troubles`."""
        if not data.strip():
            troubles.append(Trouble(name, "is empty: there is nothing to check", "write the message, or leave it out"))
            return []
        documents: list[Document] = []
        # a reader of ours that breaks on one file must not take the others with it
        with packs_.contained(name, troubles.append, "please report this file to heartlint's authors"):
            try:
                chosen = format or self._chosen_format(name)
                documents = self.read(name, decode(data, chosen), chosen)
            except UnreadableError as error:
                what, _, remedy = str(error).rpartition("; ")
                file = "" if name.startswith("<") else name
                troubles.append(Trouble(name, what or remedy, remedy if what else "", file=file))
                documents = []
        return documents

    def _within(self, documents: Sequence[Document]) -> None:
        """Raise UnreadableError where a message has more merge tags than the settings allow."""
        most = self.settings.max_tokens
        for document in documents:
            if len(document.slots) > most:
                what = f"has {len(document.slots):,} merge tags, more than {most:,}"
                raise UnreadableError(f"{what}; leave it out, or set max-tokens")

    def judge(self, document: Document, doc: Any = None) -> Report:  # noqa: ANN401 - a spaCy Doc
        """The report of a document that was read already."""
        marks, troubles = self._ruleset.run(document, doc)
        ignored = self._ignored_in(document.name)
        if ignored:
            marks = [mark for mark in marks if mark.rule.id not in ignored]
        marks = without_house_words(marks, self._house)
        marks = overheard(marks, document.kind, dict(self.settings.severity))
        severities = self._override(document.name).severity
        if severities:
            marks = [self._weighed(mark, severities) for mark in marks]
        lines = _lines(document.source)
        outcome = hold_back(
            marks,
            document,
            lines,
            self._quoted_for(document.name),
            self.named,
            self._active - ignored,
            require_reason=self.settings.require_reason,
        )
        suppressed = tuple(
            Suppressed(describe(mark, lines), by, reason) for mark, by, reason in self._held(outcome.held)
        )
        findings: list[Finding] = []
        places: list[Span] = []  # of the findings; of one about the whole message, the block it is anchored on
        credits_: list[Credit] = []
        for mark in self._settled(outcome):
            told = describe(mark, lines)
            if isinstance(told, Credit):
                credits_.append(told)
            else:
                findings.append(told)
                wide = "@message" in mark.rule.triggers
                places.append(_extent(mark.reading.block) if wide else Span(told.start, told.end))
        words = count_words(document)
        least = self.settings.min_words
        if document.not_judged:
            value = no_score(document.not_judged)
        elif document.coverage.aside.get("language", 0) > document.coverage.read:
            value = no_score("most of it is in another language, and what is left is not the message")
        elif document.kind == "catalog" and not self.settings.score_catalogs:
            value = no_score(
                "a catalog holds many texts, not one message (score-catalogs = true scores it all the same)"
            )
        else:
            value = score(findings, credits_, words) if least is None else score(findings, credits_, words, least)
        # after the score, and after all that it counts by their place: they are no fault of the copy's
        findings += [
            replace(said, severity=self._upkeep[said.rule].severity)
            for said in outcome.said
            if said.rule in self._upkeep and said.rule not in ignored
        ]
        places += [Span(said.start, said.end) for said in findings[len(places) :]]
        coverage = document.coverage
        report = Report(
            name=document.name,
            kind=document.kind,
            format=document.format,
            findings=tuple(findings),
            credits=tuple(credits_),
            score=value,
            coverage=Covered(coverage.read, coverage.aside, len(document.source), words, coverage.notes),
            suppressed=suppressed,
            troubles=tuple(troubles),
            source=document.source,
            part=document.part,
            blocks=document.blocks,
        )
        return report if self._changes is None else self._new_in(report, places)

    def _settled(self, outcome: Outcome) -> list[Mark]:
        """The marks worth telling. Words whose finding was argued with are not told again by a milder rule."""
        settled = settle(outcome.kept, self.settings.confidence)
        if not outcome.held:
            return settled
        held = [mark for mark, _, _ in outcome.held]
        standing = {id(mark) for mark in settle([*outcome.kept, *held], self.settings.confidence)}
        return [mark for mark in settled if mark.rule.side == "credit" or id(mark) in standing]

    def untouched(self, name: str) -> bool:
        """Whether a file has no line that is new since the revision that was asked for, if any was."""
        return self._changes is not None and self._changes.of(name) == ()

    def _new_in(self, report: Report, places: Sequence[Span]) -> Report:
        """The report with what stands on lines that are not new held back."""
        from heartlint.revision import LineEnds, touched  # noqa: PLC0415 - only where git was asked

        assert self._changes is not None  # noqa: S101 - asked before
        added = self._changes.of(report.name)
        if added is None:
            return report
        lines = LineEnds(report.source)
        old = [
            index
            for index, place in enumerate(places)
            if not touched(added, lines.at(place.start), lines.at(max(place.end - 1, place.start)))
        ]
        return report.holding(old, "revision", f"not new since {self._changes.rev}")

    def _quoted_for(self, name: str) -> list[Quoted]:
        """The entries of the config that hold findings back in a file."""
        if not self._quoted:
            return []
        relative = self._relative(name)
        return [one for one in self._quoted if one.is_for(relative)]

    def _held(self, held: Sequence[tuple[Mark, By, str]]) -> Iterator[tuple[Mark, By, str]]:
        """Of what is held back, what would have been told: of marks that share words, one."""
        how = {id(mark): (by, reason) for mark, by, reason in held}
        for mark in settle([mark for mark, _, _ in held], self.settings.confidence):
            yield mark, *how[id(mark)]


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


@lru_cache(maxsize=1)
def _lines(source: str) -> Lines:
    """The lines of a source; the messages of a table are many and share one."""
    return Lines(source)


def _holds_all(path: str | Path, root: str) -> bool:
    """Whether a path is the folder that the settings' patterns count from, or one above it."""
    return Path(root or ".").resolve().is_relative_to(Path(path).resolve())


def _extent(block: Block) -> Span:
    """From where a block's text begins in the source to where it ends."""
    return Span(min(piece.source.start for piece in block.pieces), max(piece.source.end for piece in block.pieces))


def count_words(document: Document) -> int:
    """How many words of a document are judged: white-space separated, zones left out."""
    total = 0
    for block in document.judged:
        total += len(block.text.split())
        total -= sum(len(zone.span.of(block.text).split()) for zone in block.zones)
    return max(total, 0)


def _unknown(pattern: str, rules: Sequence[Rule]) -> str:
    known = sorted({rule.id for rule in rules} | {rule.family for rule in rules})
    import difflib  # noqa: PLC0415 - only where a name is wrong

    near = difflib.get_close_matches(pattern, known, 1) or difflib.get_close_matches(
        pattern.rpartition("/")[2], [key.rpartition("/")[2] for key in known], 1
    )
    best = next((key for key in known if near and key.rpartition("/")[2] == near[0].rpartition("/")[2]), "")
    hint = f"did you mean {best!r}?" if best else "see them all with: heartlint rules"
    return f"unknown rule {pattern!r}; {hint}"


_worker: list[Linter] = []


def _start_worker(linter: Linter) -> None:
    _worker[:] = [linter]


def _check_in_worker(message: str | Path) -> Report:
    return _worker[0].check(message)


@cache
def default() -> Linter:
    """The linter with default settings, made once per process."""
    return Linter()
