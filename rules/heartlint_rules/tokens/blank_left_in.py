"""A blank that somebody forgot to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Pattern, Sentence, Slot, Word, rule
from heartlint_rules.parts import is_about_messages, is_message
from heartlint_rules.tokens.notation import about_tokens, is_notation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_PENDING = ("tbd", "todo", "tk", "fixme", "lorem")
_LOREM = "lorem ipsum"
_NEXT = frozenset("dolor dolar dolore sit amet consectetur".split())
_NEAR = 60
_MOST = "Most of this message is placeholder text: the page was laid out, and nobody has written to anybody yet."
_OWNED = frozenset(
    "name company business brand product service organization organisation website title role city phone email".split()
)
"""What a blank in the head of a subject is of: "[Your Company]"; other brackets there are the label of a list."""
_OPTION = Pattern(r"(?:^|\s)--?\w[\w-]{0,40}[ =]\Z")
_REFERENCE = frozenset(("manual", "catalog", "internal", "course"))
_ASIDES = frozenset("location price product school state street time total year month number weekday date".split())
"""Single words that somebody may have set in brackets to explain: "in [that] year"."""
_OF_OTHERS = ("their ", "his ", "her ", "the ")
"""So begins what a reporter sets in brackets into the words of another."""
_MONEY = frozenset("$\u20ac\u00a3")
_COUNTED = frozenset("people percent per children men women".split())
_LISTS = frozenset("file files list lists item items app apps comment comments section entry entries tracker".split())
"""Behind these words of a TODO nothing was left undone: a TODO list."""
_OPTION = Pattern(r"(?:\A|[\s(\[`'\"])--?\w[\w-]{0,30}[ =]\Z")
"""An option of a command, whose value a blank stands for: "--origin <name>"."""
_AROUND = 40
_NUMERALS = frozenset(
    "bowl king pope louis part volume article title section chapter olympiad games war century centuries chromosome "
    "chromosomes congress edition annex appendix army corps size sizes".split()
)
"""Words beside which XX is a Roman number, or a chromosome."""


@rule(
    triggers="@slot",
    severity="error",
    finds=[
        "Hi «[Name]»,\n\nthe garden opens on Sunday.",
        "All of us at «[Your Company]» wish you a good week.",
        "Dear «{{UNKNOWN}}»,\n\nthe garden opens on Sunday.",
        "The class starts on «[insert date]» in the hall.",
        "«[Describe the problem your product solves]»",
        "You grew by «XX»% in a year.",
        "We bake for «[Product/Service]» people.",
        "Dear «[Hiring Manager]»,\n\nI bake with «[Skill 1]» at «[Previous Employer]».",
        "# Spring at the boat house\n\n«Lorem ipsum» dolor sit amet, consectetur adipiscing elit.",
        "If it was not you who asked for «[type_of_action]», delete this.",
    ],
    passes=[
        'She wrote that it was "definately [sic] over".',
        "Read [our guide](https://example.com/guide) before Sunday.",
        "Name: ____________________",
        "- [ ] buy milk\n- [x] call Ann",
        "[EXTERNAL] The garden opens on Sunday.",
        "Replace the variables: [First Name], [Company Name].",
        "Put your name where it says `[Name]`.",
        "The XX century wing is open, and Super Bowl XX is on.",
        "[View in browser]",
        "See you on Sunday,\nAnn XX",
        "Set submodule.<name>.update in the file.",
        "Look into the TODO list.",
        "Give it another name with --origin <name> here.",
        "Run it with --origin <name> and wait.",
        "Subject: [Your invoice] The boat is mended\n\nHi Ann,\n\nthe bill is inside.",
        "Lorem ipsum is what typesetters fill a page with.",
        "He said [laughs] that the [old] hall was his.",
    ],
    instead="Who was meant to stand here? Fill it in, or write the line so that it needs no filling.",
    evidence="Readers of real messages marked it; a blank in sight is proof of a form letter.",
    since="0.1.0",
)
def blank_left_in(
    block: Block, words: Sequence[Word], sentences: Sequence[Sentence], document: Document
) -> Iterator[Hit]:
    """A blank was left in.

    Somebody was to be thought of here and was forgotten. The reader sees the form letter, and the empty place
    in it that was meant for them.
    """
    slots = {
        place.start: slot
        for slot in block.slots
        if slot.kind == "blank" and (place := block.place(slot.span)) is not None
    }
    if not slots:
        return
    guide = (document.kind in _REFERENCE and document.kind != "course") or is_about_messages(document)
    about: set[int] = set()
    for sentence in sentences:
        if about_tokens(words[sentence.first : sentence.last]):
            about.update(range(sentence.first, sentence.last))
    lorem = False
    for index, word in enumerate(words):
        slot = slots.get(word.start) if word.kind == "slot" else None
        if slot is None or index in about:
            continue
        shown = slot.text.strip("[]{}<>() _").lower()
        if shown == _LOREM:
            if document.kind not in _REFERENCE and not lorem and _fills(words, index):
                lorem = True
                aside = document.coverage.aside.get("placeholder", 0)
                most = 2 * (aside + len(block.text)) > document.coverage.read + aside
                yield Hit(
                    word.span,
                    confidence="likely",
                    severity="error" if most else "warning",
                    why=_MOST if most else "",
                )
            continue
        if slot.family == "angle_single" and (
            _glued(block.text, word)
            or _OPTION.search(block.text, max(word.start - _NEAR, 0), word.start)
            or is_notation(document, slot)
        ):
            continue
        if block.role == "subject" and not index and len(words) > 1 and _is_label(slot, shown):
            continue
        noted = shown in {"todo", "fixme"} or (
            shown == "xxx" and [word.key for word in words[index + 1 : index + 2]] == [":"]
        )
        if noted and slot.family != "square_single" and not is_message(document):
            continue  # a note of a programmer's, in a page of theirs
        if shown.startswith("lorem") and document.format == "text" and not is_message(document):
            continue  # a page that shows what a filled page looks like
        if slot.family == "angle_single" and _OPTION.search(block.text, max(word.start - _AROUND, 0), word.start):
            continue
        if shown.startswith("todo") and index + 1 < len(words) and words[index + 1].key in _LISTS:
            continue
        if not shown:  # a line to write on, in a form
            continue
        if shown in {"tbd", "tba"}:  # "Speaker: TBD" says plainly what is not known yet
            yield Hit(word.span, confidence="likely", severity="info")
            continue
        crosses = set(shown) == {"x"} and slot.family != "square_single"
        if crosses and (document.kind in _REFERENCE or _counts_nothing(words, index)):
            continue
        unsure = (
            guide
            or document.kind in _REFERENCE
            or shown.startswith(_PENDING)
            or shown in _ASIDES
            or ("_" in shown and slot.family == "square_single" and slot.role == "unknown")
            or shown.startswith(_OF_OTHERS)
            or (slot.role == "unknown" and slot.family == "square_single" and not _says_so(shown))
            or (crosses and not _counted(block.text, words, index))
        )
        pending = shown.startswith(_PENDING)
        yield Hit(
            word.span,
            confidence="likely" if unsure else "sure",
            severity="info" if guide else "warning" if pending else None,
        )


def _fills(words: Sequence[Word], index: int) -> bool:
    """Whether "Lorem ipsum" fills a place, and is not spoken of: "Lorem ipsum is what typesetters use"."""
    after = words[index + 1] if index + 1 < len(words) else None
    if after is None or after.kind != "word":
        return not index or words[index - 1].kind != "word"
    return after.key in _NEXT


def _is_label(slot: Slot, shown: str) -> bool:
    """Whether a bracket at the head of a subject is a label, as lists and help desks put there."""
    return slot.family == "square_single" and _OWNED.isdisjoint(shown.split()[-1:])


def _says_so(shown: str) -> bool:
    """Whether a blank whose field no list knows says itself that it is one: "event name", "describe the problem"."""
    return shown.endswith(("name", "hiring manager")) or shown.startswith(("x", "#")) or len(shown.split()) > 3


def _glued(text: str, word: Word) -> bool:
    """Whether something technical stands against a blank: a path, an option, a back tick."""
    before, after = text[word.start - 1 : word.start], text[word.end : word.end + 2]
    return (
        before.isalnum()
        or before in set("_.-/=*`\\:<")
        or after[:1].isalnum()
        or after[:1] in set("_-/=*`\\[<")
        or (after[:1] == "." and after[1:].isalnum())
    )


def _counts_nothing(words: Sequence[Word], index: int) -> bool:
    """Whether XX is a Roman number ("Super Bowl XX"), or two kisses at the end of a letter."""
    around = [words[at].key for at in (index - 1, index + 1) if 0 <= at < len(words)]
    kisses = index + 1 == len(words) and index > 0 and words[index - 1].kind == "word"
    return kisses or not _NUMERALS.isdisjoint(around)


def _counted(text: str, words: Sequence[Word], index: int) -> bool:
    """Whether XX stands for a number that is missing, and is no size, no part of a name and no redaction mark."""
    word = words[index]
    if text[word.start - 1 : word.start] in _MONEY or text[word.end : word.end + 1] == "%":
        return True
    after = [other for other in words[index + 1 : index + 3] if other.kind == "word"]
    return any(other.key.endswith("s") or other.key in _COUNTED for other in after)
