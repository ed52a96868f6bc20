"""Markdown as its reader sees it, and where every word of it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read.markdown import read
from heartlint.text import DECODERS, Block


def _blocks(source: str) -> tuple[Block, ...]:
    document = read("x.md", source)
    for block in document.blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        raw = [DECODERS[piece.how](source[piece.source.start : piece.source.end]) for piece in block.pieces]
        assert "".join(raw) == block.text
    return document.blocks


def _seen(source: str) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in _blocks(source)]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("One **bold** and *soft* and ~~gone~~.", [("paragraph", "One bold and soft and gone.")]),
        ('See [our page](https://x.example "t") now', [("paragraph", "See our page now")]),
        ("See [our page][ex] and [ex] and [y].\n\n[ex]: https://x.example", [("paragraph", "See our page and ex and [y].")]),
        ("[Only a link](https://x.example)", [("link", "Only a link")]),
        ("Look: ![a boat](b.png) here", [("paragraph", "Look:  here"), ("alt", "a boat")]),
        ("# Head ##\n\nSub\n---\n", [("heading", "Head"), ("heading", "Sub")]),
        ("- one\n  goes on\n- two\n\n1. three", [("item", "one\ngoes on"), ("item", "two"), ("item", "three")]),
        ("> they *said*\n> this\n\nwe", [("quote", "they said\nthis"), ("paragraph", "we")]),
        ("| a | b |\n|---|---|\n| *c* | d |", [("cell", "a"), ("cell", "b"), ("cell", "c"), ("cell", "d")]),
        ("hard  \nbreak\\\nagain", [("paragraph", "hard\nbreak\nagain")]),
        ("Tom &amp; \\*Jerry\\* &copy;", [("paragraph", "Tom & *Jerry* \u00a9")]),
        ("a<br>b <b>c</b> <!-- no -->d", [("paragraph", "a\nb c d")]),
        ("<div>\n<p>in &amp; out</p>\n</div>\n\nout", [("paragraph", "in & out"), ("paragraph", "out")]),
        ("```\ncode\n```\n\n    more", [("code", "code"), ("code", "more")]),
        ("we pay $5 or **$10** or $15", [("paragraph", "we pay $5 or $10 or $15")]),
        ("Jo\u00e3o \u2014 **\u201cS\u00ed\u201d** \U0001f525!", [("paragraph", "Jo\u00e3o \u2014 \u201cS\u00ed\u201d \U0001f525!")]),
        ("one\r\ntwo\r\n\r\nthree", [("paragraph", "one\r\ntwo"), ("paragraph", "three")]),
        ("***\n\nx", [("paragraph", "x")]),
        ("a\n   b", [("paragraph", "a\nb")]),
        ("{% if a %}\nHi\n{% endif %}\nthere", [("paragraph", "Hi"), ("paragraph", "there")]),
        ("*|FNAME|*, hello *|LNAME|*", [("paragraph", "*|FNAME|*, hello *|LNAME|*")]),
    ],
)  # fmt: skip
def test_a_page_is_read_as_it_renders(source: str, seen: list[tuple[str, str]]) -> None:
    """Emphasis, links, lists, tables, quotes, HTML and prices: the words and roles are those a reader sees."""
    assert _seen(source) == seen


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("---\ntitle: Our day\nlayout: x\nSubject: 'It''s on'\n---\nHi", [("title", "Our day"), ("subject", "It's on"), ("paragraph", "Hi")]),
        ('---\npreheader: "A \\"day\\""  \nfrom: Ana <a@x.example>\n---\nHi', [("preheader", 'A "day"'), ("from", "Ana <a@x.example>"), ("paragraph", "Hi")]),
        ("---\ndescription: >\n  two\n  lines\ntags: no\n---\nHi", [("description", "two lines"), ("paragraph", "Hi")]),
        ('+++\ntitle = "Our day"\n+++\nHi', [("title", "Our day"), ("paragraph", "Hi")]),
    ],
)  # fmt: skip
def test_front_matter_that_is_copy_is_read(source: str, seen: list[tuple[str, str]]) -> None:
    """Title, subject, preheader, description and sender are copy; other keys are set aside."""
    assert _seen(source) == seen
    assert read("x.md", source).coverage.aside["front matter"] > 0


def test_code_and_addresses_inside_a_sentence_are_set_aside() -> None:
    """Code spans, autolinks and bare URLs stay in the sentence and are zones that nobody judges."""
    (block,) = _blocks("Run `leads`, see <https://x.example> or www.x.example/leads.")
    assert [(zone.name, zone.span.of(block.text)) for zone in block.zones] == [
        ("code", "leads"), ("url", "https://x.example"), ("url", "www.x.example/leads"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        ">" * 10_000 + " deep",
        "- " * 5_000 + "deep",
        "[" * 50_000,
        "*a" * 30_000,
        "*" * 50_000,
        "`a" * 50_000,
        "![" * 20_000,
        "<a" * 50_000,
        "_a_" * 20_000,
        "&" * 100_000,
        "word " * 200_000,
        "a\n" * 50_000,
    ],
)
def test_hostile_markdown_is_read_to_the_end(source: str) -> None:
    """Deep nesting, runs of markup and endless lines neither crash nor hang, and nothing visible is lost."""
    document = read("x.md", source)
    assert document.blocks


PARTS = st.sampled_from(
    ["word", " ", "\n", "\n\n", "**", "*", "_", "`", "```\n", "[", "](x)", "][y]", "![", "> ", "- ", "1. ", "# ", "|", "---\n", "<b>", "<br>",
     "<div>\n", "&amp;", "\\", "{{name}}", "{% if x %}", "    ", "\u2019", "\u00e9", "\U0001f525", "$", "~~", "https://a.b", "\r\n", "\t", "[y]: z\n"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=100), st.lists(PARTS, max_size=25).map("".join)))
def test_any_soup_of_markdown_maps_back(source: str) -> None:
    """Whatever the markup, reading does not crash, is the same each time, and every piece maps back."""
    assert _blocks(source) == _blocks(source)
