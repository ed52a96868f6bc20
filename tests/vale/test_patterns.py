"""Patterns written out: every text that a wording gets is one that the pattern matches, and none is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.vale.patterns import MOST_TEXTS, InexpressibleError, is_case_blind, merged, sample, texts, wording


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("utilize", ["utilize"]),
        ("cell ?phone", ["cellphone", "cell phone"]),
        ("(?:give|gave) rise to", ["give rise to", "gave rise to"]),
        ("ours?", ["our", "ours"]),
        ("un(check|select)(?:ed)?", ["uncheck", "unchecked", "unselect", "unselected"]),
        ("[Ee]-?mail", ["Email", "E-mail"]),
        (r"\b(?:am|are)\b\s*driven", ["am driven", "are driven"]),
        (r"life's\s+too", ["life's too"]),
        (r"\d+ days", ["\ue001 days"]),
        ("[a-c]1{2}", ["a11", "b11", "c11"]),
        ("x{1,2}y", ["xy", "xxy"]),
        ("(?i)OK", ["OK"]),
        ("(?<word>a|b)c", ["ac", "bc"]),
        ("blacklist(?:ed|)", ["blacklisted", "blacklist"]),
        (r"and\/or", ["and/or"]),
        ("[]x]y", ["xy"]),
    ],
)
def test_a_pattern_of_few_texts_is_written_out(pattern: str, expected: list[str]) -> None:
    """Choices, optional parts, small classes, repeats, word edges and white space become plain texts."""
    assert texts(pattern, whole=True) == expected


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"[\w]+ed", "open"), (".*foo", "open"), ("fo+", "open"), ("[^a]b", "open"), (r"\w", "open"),
        ("master(?! data)", "stands around it"), ("(?<=a)b", "stands around it"), ("(?<!a)b", "stands around it"),
        (r"(a)\1", "refers back"), ("^foo", "the start or the end"), ("foo$", "the start or the end"),
        ("[a-z]x", "large class"), ("[[:alpha:]]", "large class"), (r"\d\d", "counts digits"), (r"v\d", "counts digits"),
        (r"\p{L}", "escape"), ("(?>a)", "escape"), ("(a", "no valid pattern"), ("a)", "no valid pattern"), ("[a", "no valid pattern"),
        ("*a", "no valid pattern"), ("a\\", "no valid pattern"), (r"vs\.", "the edge of a word"), ("", "the edge of a word"),
        ("[ab][ab][ab][ab][ab][ab][ab][ab][ab]", "more than 256 texts"), ("a" * 1001, "longer than"), ("(" * 50 + "a" + ")" * 50, "nested"),
        ("a\ue000b", "signs"),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_written_out_says_why(pattern: str, why: str) -> None:
    """Each construct that stands for too much, or for something beside the text, is named."""
    with pytest.raises(InexpressibleError, match=why):
        texts(pattern, whole=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cell phone", "cell phone"), ("e-mail", "e-mail"), ("and/or", "and / or"), ("why?", "why ?"), ("we\u2019ve", "we've"),
        ("the lion's share", "the lion share"), ("\ue001 days", "# days"),
    ],
)  # fmt: skip
def test_a_text_becomes_a_wording(text: str, expected: str) -> None:
    """Words, hyphens, the marks that wordings know, and numbers; a possessive as the words of a message have it."""
    assert wording(text) == expected


@pytest.mark.parametrize("text", ["C++", "R&D", "(s)he", "a_b", "@you", "v\ue001", "\ue001th", "men's", "a~", "#"])
def test_a_text_with_other_signs_is_refused(text: str) -> None:
    """What would mean something else in a wording, or nothing, is never written into one."""
    with pytest.raises(InexpressibleError):
        wording(text)


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        " ",
        "-",
        r"\.",
        "(?:a|b)",
        "(a|bb|)",
        "[ab]",
        "a?",
        "(?:ab)?",
        r"\b",
        r"\s",
        r"\s+",
        " ?",
        "a{1,2}",
        "|",
        "'",
    ]
)


@given(st.lists(PIECES, max_size=9).map("".join), st.booleans())
def test_what_is_written_out_is_what_the_pattern_matches(pattern: str, whole: bool) -> None:
    """Python's own engine matches every text that comes out, from its first sign to its last."""
    try:
        found = texts(pattern, whole=whole)
    except InexpressibleError:
        return
    assert 0 < len(found) <= MOST_TEXTS
    # white space at the ends is not kept, and a run of it is one space
    spaced = pattern.replace(r"\s+", " ").replace(r"\s", " ").replace(" ", "(?: *)")
    engine = re.compile(f" *(?:{spaced}) *")
    for text in found:
        assert engine.fullmatch(sample(text)), (pattern, text)


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "c", "e-mail", "#", ","]), min_size=1, max_size=3).map(" ".join),
        max_size=12,
    )
)
def test_merged_wordings_are_the_same_wordings(rows: list[str]) -> None:
    """Written out again, the lines with `|` are just the lines that went in."""
    out = []
    for row in merged(rows):
        spelled = [""]
        for place in row.split():
            spelled = [f"{before} {choice}".strip() for before in spelled for choice in place.split("|")]
        out += spelled
    assert sorted(out) == sorted(set(rows))


def test_a_pattern_may_say_itself_that_case_does_not_matter() -> None:
    """`(?i)` at its start does, and `(?m)` does not."""
    assert is_case_blind("(?i)a")
    assert is_case_blind("(?mi)a")
    assert not is_case_blind("(?m)a")
