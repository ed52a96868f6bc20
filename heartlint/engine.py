"""A document and rules in, marks out. The engine knows no rule.

One pass over the words of the message finds every trigger word of every card. Each candidate is then
judged by its neighbours, within its sentence and within a bounded number of words. Functions of module rules
are called only for blocks that hold their triggers, with just the facts they ask for.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from heartlint.judgement import excused
from heartlint.language import ModelError, Reading, Source
from heartlint.overtime import Overtime
from heartlint.packs import contained
from heartlint.report import Credit, Finding, Trouble
from heartlint.rule import Hit, Match, Rule, RuleError
from heartlint.text import ADDRESS_LINES, Span
from heartlint.wording import triggers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from heartlint.rule import Band, Confidence, Severity
    from heartlint.text import Document, Lines
    from heartlint.wording import Wording

_WINDOW = 14
_NEAR = 40
"""How many words to each side `unless` and `near` look: a bound, so that one endless sentence stays cheap."""

_EXCERPT = 240


class Mark(NamedTuple):
    """A finding or credit before it is judged for overlap and suppression: a rule and a place."""

    rule: Rule
    block: int
    reading: Reading
    span: Span
    confidence: Confidence
    severity: Severity
    why: str = ""
    probability: float | None = None
    """How likely the judge finds it that a reader would feel handled; None where a wording decided."""


class _Candidate(NamedTuple):
    """A wording that a trigger word may be part of; the words that must stand beside that, and farther off."""

    beside: Sequence[tuple[int, frozenset[str]]]
    needs: tuple[frozenset[str], ...]
    rule: Rule
    rule_index: int
    wording: Wording
    band: Band | None


class _Term(NamedTuple):
    """A term where it stands: its block, its first and last word (half-open), and whose it is."""

    block: int
    first: int
    last: int
    rule: Rule
    reading: Reading
    span: Span


MOST_JUDGED = 2000
"""Places of terms that are judged in one message: a bound, so that hostile input ends. The rest is said."""

_FEW = 24
"""How many words may stand next to a trigger for it to be looked up by them."""


class _Candidates(NamedTuple):
    """What one trigger word may be part of: by the word after it, by the word before it, and all else."""

    after: dict[str, list[_Candidate]]
    before: dict[str, list[_Candidate]]
    others: list[_Candidate]


class RuleSet:
    """Rules made ready to run together: one table of all their trigger words. Safe to share by threads."""

    def __init__(self, rules: Iterable[Rule], *, judged: bool = True) -> None:
        self.judged = judged
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self._wordings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._by_mark: dict[str, list[int]] = defaultdict(list)
        self._by_role: dict[str, list[int]] = defaultdict(list)
        self._by_slot: list[int] = []
        self._by_block: list[int] = []
        self._by_message: list[int] = []
        for index, rule in enumerate(self.rules):
            for number, words in triggers_of(rule.wordings):
                for word in words:
                    self._wordings[word].append((index, number))
            if rule.find is not None:
                self._register(index, rule)
        self._ready: dict[str, _Candidates] = {}
        self._arounds: dict[int, _Around] = {}
        self._matchers: dict[int, Any] = {}
        self._lock = threading.Lock()

    def _register(self, index: int, rule: Rule) -> None:
        for trigger in rule.triggers:
            if trigger == "@message":
                self._by_message.append(index)
            elif trigger == "@block":
                self._by_block.append(index)
            elif trigger == "@slot":
                self._by_slot.append(index)
            elif trigger.startswith("@"):
                self._by_role[trigger[1:]].append(index)
            elif not any(char.isalnum() for char in trigger):
                self._by_mark[trigger].append(index)

    def run(
        self,
        document: Document,
        doc: Any = None,  # noqa: ANN401
        notes: list[str] | None = None,
    ) -> tuple[list[Mark], list[Trouble]]:
        """Every mark of every rule on this document, in no particular order, and what went wrong.

        A rule that raises loses its marks on this document and nothing else. `doc` is a spaCy Doc of the text,
        where the caller has one. What was not judged is added to `notes`.
        """
        troubles: list[Trouble] = []
        source = Source(doc)
        readings = {
            index: Reading(block, source)
            for index, block in enumerate(document.blocks)
            if not block.zone
        }  # fmt: skip
        marks: list[Mark] = []
        terms: list[_Term] = []
        broken: set[int] = set()
        matched = self._matches(document, readings)
        calls: dict[tuple[int, int], list[Match]] = {}
        for (rule_index, block_index), found in matched.items():
            rule = self.rules[rule_index]
            if rule.find is not None:
                calls[rule_index, block_index] = found
            elif rule.token_patterns:
                continue
            else:
                reading = readings[block_index]
                for match in found:
                    if match.confidence == "judged":
                        terms.append(_Term(block_index, match.first, match.last, rule, reading, match.span))
                    elif match.confidence is not None:
                        marks.append(Mark(rule, block_index, reading, match.span, match.confidence, rule.severity))
        said = [] if notes is None else notes
        if terms and self.judged:
            self._ask(terms, document, marks, troubles, said)
        elif terms:
            said.append(f"{len(terms):,} terms: not judged (judge = false)")
        self._wake(document, readings, calls)
        for (rule_index, block_index), found in calls.items():
            if rule_index not in broken:
                if len(found) > 1:
                    found.sort(key=lambda match: match.first)
                message = _Message(document, readings, block_index, found)
                self._call(rule_index, message, marks, troubles, broken)
        for rule_index in self._by_message:
            if document.blocks and rule_index not in broken:
                self._call(rule_index, _Message(document, readings, None, ()), marks, troubles, broken)
        self._patterns(matched, document, readings, marks, troubles, broken)
        if broken:
            gone = {self.rules[index].id for index in broken}
            marks = [mark for mark in marks if mark.rule.id not in gone]
        return marks, troubles

    # ------------------------------------------------------------------------------------------------ wordings

    def _matches(self, document: Document, readings: Mapping[int, Reading]) -> dict[tuple[int, int], list[Match]]:
        """All wordings met, judged by their neighbours: from (rule, block) to the matches."""
        found: dict[tuple[int, int], list[Match]] = defaultdict(list)
        wordings, ready = self._wordings, self._ready
        for block_index, reading in readings.items():
            block = document.blocks[block_index]
            there = reading.vocabulary
            if wordings.keys().isdisjoint(there):
                continue
            keys = reading.keys
            count = len(keys)
            for word, key in enumerate(keys):
                if key not in wordings or (key == "and" and block.text[reading.words[word].start] == "&"):
                    continue
                after, before, others = ready.get(key) or self._make_ready(key)
                candidates = others
                if after and word + 1 < count and keys[word + 1] in after:
                    candidates = [*candidates, *after[keys[word + 1]]]
                if before and word and keys[word - 1] in before:
                    candidates = [*candidates, *before[keys[word - 1]]]
                for candidate in candidates:
                    for offset, allowed in candidate.beside:
                        if not 0 <= word + offset < count or keys[word + offset] not in allowed:
                            break
                    else:
                        if candidate.needs and any(map(there.isdisjoint, candidate.needs)):
                            continue
                        if _looks_at(candidate.rule, block.role):
                            match = self._judge(candidate, reading, word)
                            if match is not None:
                                found[candidate.rule_index, block_index].append(match)
        return found

    def _make_ready(self, word: str) -> _Candidates:
        """The wordings that a trigger word may be part of; made when the word is first met."""
        ready = _Candidates(defaultdict(list), defaultdict(list), [])
        for rule_index, number in self._wordings[word]:
            rule = self.rules[rule_index]
            wording = rule.wordings[number]
            band = rule.bands[number] if number < len(rule.bands) else None
            beside = dict(wording.beside())
            next_to = next((at for at in (1, -1) if at in beside and len(beside[at]) <= _FEW), 0)
            allowed = beside.pop(next_to, frozenset())
            candidate = _Candidate(tuple(beside.items()), wording.needs(), rule, rule_index, wording, band)
            if not next_to:
                ready.others.append(candidate)
            for key in allowed:
                (ready.after if next_to > 0 else ready.before)[key].append(candidate)
        self._ready[word] = ready
        return ready

    def _judge(self, candidate: _Candidate, reading: Reading, word: int) -> Match | None:
        _, _, rule, rule_index, wording, band = candidate
        at = wording.match(reading, word)
        if at is None:
            return None
        first, last, whole_first, whole_last = at
        if rule_index not in self._arounds:
            self._arounds[rule_index] = _Around(rule)
        if not self._arounds[rule_index].allow(reading, first, last):
            return None
        if rule.excuse and band != "judged" and excused(reading, whole_first, whole_last):
            return None
        words = reading.words
        return Match(
            Span(words[first].start, words[last - 1].end),
            Span(words[whole_first].start, words[whole_last - 1].end),
            whole_first,
            whole_last,
            wording.text,
            band,
        )

    # --------------------------------------------------------------------------------------------------- terms

    def terms(self, document: Document) -> list[tuple[Reading, Span]]:
        """Where terms stand that a judge would be asked about, in reading order."""
        readings = {index: Reading(block) for index, block in enumerate(document.blocks) if not block.zone}
        return [
            (readings[block_index], match.span)
            for (_, block_index), found in sorted(self._matches(document, readings).items(), key=lambda one: one[0][1])
            for match in found
            if match.confidence == "judged"
        ]

    @staticmethod
    def _ask(
        terms: list[_Term], document: Document, marks: list[Mark], troubles: list[Trouble], notes: list[str]
    ) -> None:
        """Have the judge read the sentence of every term, in reading order and up to a bound."""
        from heartlint.judge import JudgeError, load  # noqa: PLC0415 - only where a candidate asks for it

        try:
            judge = load()
        except JudgeError as error:
            what, _, remedy = str(error).partition("; ")
            troubles.append(Trouble(document.name, what, remedy, file=document.name))
            return
        terms.sort(key=lambda term: term[:3])
        asked: set[tuple[int, int, int]] = set()
        for number, (block, first, last, rule, reading, span) in enumerate(terms):
            asked.add((block, first, last))
            if len(asked) > MOST_JUDGED:
                notes.append(f"{len(terms) - number:,} terms beyond the first {MOST_JUDGED:,}: not judged")
                break
            verdict = judge(reading, first, last)
            confidence = judge.confidence(verdict, rule.lean)
            if confidence is not None:
                marks.append(Mark(rule, block, reading, span, confidence, rule.severity, "", verdict.dehumanizes))

    # ----------------------------------------------------------------------------------------------- functions

    def _wake(
        self,
        document: Document,
        readings: Mapping[int, Reading],
        calls: dict[tuple[int, int], list[Match]],
    ) -> None:
        """Add the calls that punctuation, roles and merge tags ask for."""
        for block_index in readings:
            block = document.blocks[block_index]
            wanted = list(self._by_block)
            wanted.extend(self._by_role.get(block.role, ()))
            if block.slots:
                wanted.extend(self._by_slot)
            for mark, rules in self._by_mark.items():
                if mark in block.text:
                    wanted.extend(rules)
            for rule_index in wanted:
                rule = self.rules[rule_index]
                if _looks_at(rule, block.role) or f"@{block.role}" in rule.triggers:
                    calls.setdefault((rule_index, block_index), [])

    def _call(
        self, rule_index: int, message: _Message, marks: list[Mark], troubles: list[Trouble], broken: set[int]
    ) -> None:
        rule = self.rules[rule_index]
        assert rule.find is not None  # noqa: S101 - only rules with a function are registered
        try:
            for hit in rule.find(**message.facts(rule.needs)):
                marks.extend(_mark(rule, hit, message.document, message.readings, message.block_index))
        except Overtime as stop:
            stop.rule = rule
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - contained, as everything a pack may raise
            _contain(rule, message.document.name, error, troubles)
            broken.add(rule_index)

    # ------------------------------------------------------------------------------------------ token patterns

    def _patterns(  # noqa: PLR0913
        self,
        matched: Mapping[tuple[int, int], Sequence[Match]],
        document: Document,
        readings: Mapping[int, Reading],
        marks: list[Mark],
        troubles: list[Trouble],
        broken: set[int],
    ) -> None:
        """Run the spaCy token patterns of cards, on the sentences that hold one of their trigger words."""
        for (rule_index, block_index), found in matched.items():
            rule = self.rules[rule_index]
            if not rule.token_patterns or rule_index in broken:
                continue
            try:
                reading = readings[block_index]
                doc = reading.doc  # asked for first: where there is no spaCy, this says so
                matcher = self._matcher(rule_index, rule, doc.vocab)
                done = set()
                for match in found:
                    sentence = reading.sentence_of(match.first)
                    if sentence in done:
                        continue
                    done.add(sentence)
                    part = doc.char_span(sentence.span.start, sentence.span.end, alignment_mode="expand")
                    for _, start, end in () if part is None else matcher(part):
                        tokens = part[start:end]
                        span = Span(tokens.start_char, tokens.end_char)
                        marks.extend(_mark(rule, span, document, readings, block_index))
            except Overtime as stop:
                stop.rule = rule
                raise
            except (Exception, SystemExit) as error:  # noqa: BLE001 - contained, as everything a pack may raise
                _contain(rule, document.name, error, troubles)
                broken.add(rule_index)

    def _matcher(self, rule_index: int, rule: Rule, vocab: Any) -> Any:  # noqa: ANN401 - a spaCy Matcher
        with self._lock:
            matcher = self._matchers.get(rule_index)
            if matcher is None or matcher.vocab is not vocab:  # a caller's Doc has a vocabulary of its own
                from spacy.matcher import Matcher  # noqa: PLC0415 - only where a candidate asks for it

                matcher = Matcher(vocab, validate=True)
                matcher.add(rule.id, [list(pattern) for pattern in rule.token_patterns], greedy="LONGEST")
                self._matchers[rule_index] = matcher
            return matcher


def _looks_at(rule: Rule, role: str) -> bool:
    return role in rule.roles if rule.roles else role not in ADDRESS_LINES


def _contain(rule: Rule, name: str, error: BaseException, troubles: list[Trouble]) -> None:
    """Tell what a rule raised, with its pack and the file; a missing language model is said in its own words."""
    where = f"rule {rule.id} (pack {rule.origin or 'unknown'}) on {name}"
    if isinstance(error, ModelError):
        what, _, remedy = str(error).rpartition("; ")
        troubles.append(Trouble(where, what, remedy))
        return
    with contained(where, troubles.append, "leave it out with --ignore, and tell its author"):
        raise error


class _Message(NamedTuple):
    """What a rule is called for: a message, or one block of it with the trigger wordings that were met there."""

    document: Document
    readings: Mapping[int, Reading]
    block_index: int | None
    matches: Sequence[Match]

    def facts(self, names: Iterable[str]) -> dict[str, object]:
        """The facts that a rule's function asks for. Raises RuleError for one that a whole message has not."""
        asked: dict[str, object] = {}
        reading = None if self.block_index is None else self.readings[self.block_index]
        for name in names:
            if name == "document":
                asked[name] = self.document
            elif name == "readings":
                asked[name] = tuple(self.readings.values())
            elif reading is None:
                raise RuleError(
                    f"a rule for the whole message asks for {name!r}; it may ask for 'document' and 'readings' only"
                )
            elif name == "block":
                asked[name] = reading.block
            elif name == "matches":
                asked[name] = tuple(self.matches)
            elif name == "slots":
                asked[name] = reading.block.slots
            else:
                asked[name] = getattr(reading, name)
        return asked


def _mark(
    rule: Rule,
    hit: Span | Hit,
    document: Document,
    readings: Mapping[int, Reading],
    block_index: int | None,
) -> Iterator[Mark]:
    """The mark of a hit, unless it is excused, or stands where nothing is judged."""
    if isinstance(hit, Span):
        hit = Hit(hit)
    if not isinstance(hit, Hit):
        raise TypeError(f"a rule yields Span or Hit, not {type(hit).__name__}")
    if hit.block is not None:
        block_index = document.answer(_places).get(id(hit.block))
    if block_index is None:
        raise ValueError("a rule for the whole message yields Hit(span, block=...), with a block of the document")
    block = document.blocks[block_index]
    if not len(hit.span) or hit.span.end > len(block.text):
        raise ValueError(f"span {hit.span.start}..{hit.span.end} is not inside a block of {len(block.text)}")
    if block.zone or block.in_zone(hit.span):
        return
    reading = readings[block_index]
    if rule.excuse and rule.find is None and excused(reading, *reading.word_range(hit.span)):
        return
    yield Mark(
        rule,
        block_index,
        reading,
        hit.span,
        hit.confidence or rule.confidence,
        hit.severity or rule.severity,
        hit.why,
    )


def _places(document: Document) -> dict[int, int]:
    return {id(block): index for index, block in enumerate(document.blocks)}


class _Around:
    """The neighbours of one rule's wordings, found by their own trigger words within a bounded window."""

    __slots__ = ("_near", "_unless", "_unless_near")

    def __init__(self, rule: Rule) -> None:
        self._unless = _by_word(rule.neighbours.unless)
        self._near = _by_word(rule.neighbours.near)
        self._unless_near = _by_word(rule.neighbours.unless_near)

    def allow(self, reading: Reading, first: int, last: int) -> bool:
        """Whether the neighbours let a match of words `first` to `last` (half-open) stand."""
        low, high = max(first - _WINDOW, 0), min(last + _WINDOW, len(reading.words))
        for start, end in self._met(self._unless, reading, low, high):
            if start < last and first < end:
                return False
        if not self._near and not self._unless_near:
            return True
        sentence = reading.sentence_of(first)
        low, high = max(first - _NEAR, sentence.first), min(last + _NEAR, sentence.last)
        if any(not (s < last and first < e) for s, e in self._met(self._unless_near, reading, low, high)):
            return False
        if not self._near:
            return True
        return any(not (s < last and first < e) for s, e in self._met(self._near, reading, low, high))

    @staticmethod
    def _met(
        wordings: Mapping[str, Sequence[Wording]], reading: Reading, low: int, high: int
    ) -> Iterator[tuple[int, int]]:
        if not wordings or wordings.keys().isdisjoint(reading.vocabulary):
            return
        for index, key in enumerate(reading.keys[low:high], low):
            for wording in wordings.get(key, ()):
                at = wording.match(reading, index)
                if at is not None:
                    yield at[2], at[3]


def _by_word(wordings: Iterable[Wording]) -> dict[str, list[Wording]]:
    found: dict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        for word in wording.triggers:
            found[word].append(wording)
    return dict(found)


def describe(mark: Mark, lines: Lines) -> Finding:
    """The finding or credit of a mark: its words, its place in the source, and what its rule says."""
    block = mark.reading.block
    pieces = block.in_source(mark.span)
    start = min(piece.source.start for piece in pieces)
    end = max(piece.source.end for piece in pieces)
    line, column = lines.at(start)
    end_line, end_column = lines.at(end)
    make: Callable[..., Finding] = Credit if mark.rule.side == "credit" else Finding
    rule = mark.rule
    return make(
        rule=rule.id,
        title=rule.title,
        why=mark.why or rule.why,
        instead=rule.instead,
        start=start,
        end=end,
        pieces=pieces,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        text="".join(piece.text for piece in pieces),
        sentence=_excerpt(mark.reading, mark.span),
        role=block.role,
        severity=mark.severity,
        confidence=mark.confidence,
        exact=all(piece.exact for piece in pieces),
        probability=mark.probability,
        key=block.key,
        block=mark.block,
        place=mark.span,
    )


def _excerpt(reading: Reading, span: Span) -> str:
    """The sentence around a place, cut where it is very long, its white space made plain."""
    first, last = reading.word_range(span)
    text = reading.block.text
    if first >= len(reading.words):
        return " ".join(span.of(text).split())
    low = min(reading.sentence_of(first).span.start, span.start)
    high = max(reading.sentence_of(max(last - 1, first)).span.end, span.end)
    low, high = max(low, span.start - _EXCERPT), min(high, span.end + _EXCERPT)
    return " ".join(text[low:high].split())
