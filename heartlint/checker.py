"""One message: the rules that the settings choose, a source read, a document judged.

source -> read -> Document -> engine(rules) -> marks -> passes -> score -> Report
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from heartlint import packs as packs_
from heartlint import upkeep
from heartlint.cache import Cache
from heartlint.config import Override, Settings
from heartlint.discover import path_spec
from heartlint.engine import RuleSet, describe
from heartlint.passes import overheard, settle, without_house_words
from heartlint.read import UnreadableError, decode, format_of, read_parts, read_source
from heartlint.report import Covered, Credit, Report, Suppressed, Trouble
from heartlint.score import no_score, score
from heartlint.suppress import Quoted, hold_back
from heartlint.text import Lines, Span
from heartlint.wording import WordingError, parse_wordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.engine import Mark
    from heartlint.language import Reading
    from heartlint.packs import Pack
    from heartlint.read.columns import Joined
    from heartlint.report import By, Finding
    from heartlint.revision import Changes
    from heartlint.rule import Rule, Severity
    from heartlint.suppress import Outcome
    from heartlint.text import Block, Document, Kind

_NOTHING = Override(())


class UnknownRuleError(ValueError):
    """A rule id, family or prefix that names nothing; the message suggests the nearest, `name` is what was asked."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class Checker:
    """Settings and the rules they choose: reads one source, judges one document. `Linter` is what users hold."""

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
        self._ruleset = RuleSet(self._chosen(), judged=self.settings.judge)
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

    def __reduce__(self) -> tuple[type[Self], tuple[Settings]]:
        return (type(self), (self.settings,))

    def only(self, rule: Rule) -> Self:
        """The same checker with this rule and no other, be it one of its own or not."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.settings = replace(self.settings, select=(rule.id,))
        made._ruleset = RuleSet([rule], judged=self.settings.judge)
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

    def terms(self, document: Document) -> list[tuple[Reading, Span]]:
        """Where terms stand that a judge would be asked about, in reading order."""
        return self._ruleset.terms(document)

    def upkeep_rule(self, id_: str) -> Rule | None:
        """One of the rules for our own marks, as the settings weigh it; None where it is left out."""
        return self._upkeep.get(id_)

    @property
    def active(self) -> tuple[Rule, ...]:
        """The rules that are selected."""
        return self._ruleset.rules

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
                if format is None and not name.startswith("<") and self.format_of(name) is None:
                    from heartlint.read.table import noted  # noqa: PLC0415 - only where nothing says what a file is

                    what = "read as plain text, for its name tells no format; [[overrides]] in the config can"
                    documents = noted(documents, [what])
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
        notes: list[str] = []
        marks, troubles = self._ruleset.run(document, doc, notes)
        ignored = self._ignored_in(document.name)
        if ignored:
            marks = [mark for mark in marks if mark.rule.id not in ignored]
        marks = without_house_words(marks, self._house)
        marks = overheard(marks, document.kind, dict(self.settings.severity))
        severities = self._override(document.name).severity
        if severities:
            marks = [self._weighed(mark, severities) for mark in marks]
        lines = lines_of(document.source)
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
            coverage=Covered(coverage.read, coverage.aside, len(document.source), words, (*coverage.notes, *notes)),
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


@lru_cache(maxsize=1)
def lines_of(source: str) -> Lines:
    """The lines of a source; the messages of a table are many and share one."""
    return Lines(source)


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
