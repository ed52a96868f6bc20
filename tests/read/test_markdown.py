"""Markdown as its reader sees it, and where every word of it stands."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read.markdown import read
from heartlint.text import Block, decoded


def _blocks(source: str) -> tuple[Block, ...]:
    document = read("x.md", source)
    for block in document.blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        raw = [decoded(source[piece.source.start : piece.source.end], piece.how) for piece in block.pieces]
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
        ("***all* of** it, **a*b*** and **not closed", [("paragraph", "all of it, ab and **not closed")]),
        ("[a [b](c) d](e) and [f](<g h> (i)) [j](k l)", [("paragraph", "[a b d](e) and f [j](k l)")]),
        ("![a *b* [c](d)](e)", [("alt", "a b c")]),
        ("[![logo](a.png)](b)\n" * 12, [("alt", "logo")] * 12),
        ("`` a ` b `` and `c\\` d` &nope; &#65; a\\b", [("paragraph", "a ` b and c\\ d` &nope; A a\\b")]),
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
        ("5$ off\n\n5\u201d of pipe\n\n1\u2026 two", [("paragraph", "5$ off"), ("paragraph", "5\u201d of pipe"), ("paragraph", "1\u2026 two")]),
        ("Hi <\u00e9t\u00e9> and \\\u201cyou\\\u201d", [("paragraph", "Hi <\u00e9t\u00e9> and \\\u201cyou\\\u201d")]),
        ("{% if a %}\nHi\n{% endif %}\nthere", [("paragraph", "Hi"), ("paragraph", "there")]),
        ("*|FNAME|*, hello *|LNAME|*", [("paragraph", "*|FNAME|*, hello *|LNAME|*")]),
        ("one\rtwo\r\r# three", [("paragraph", "one\rtwo"), ("heading", "three")]),
        ("> <p>they</p>\n\nwe", [("quote", "they"), ("paragraph", "we")]),
        ("> ```\n> a\n> b\n> ```", [("code", "a\nb")]),
        ("Nice[^1].\n\n[^1]: Ana said so.", [("paragraph", "Nice."), ("paragraph", "Ana said so.")]),
        ("Nice[^1].\n\n[^1]: Ana", [("paragraph", "Nice."), ("paragraph", "Ana")]),
        ("Nice [^1]", [("paragraph", "Nice [^1]")]),
        ("x_64 and b_64, _in 2021_, 8_8", [("paragraph", "x_64 and b_64, in 2021, 8_8")]),
        ("[a b]:\nSome plain words\n\nend", [("paragraph", "[a b]:\nSome plain words"), ("paragraph", "end")]),
        ("Sign: " + "_" * 150 + " and *here*", [("paragraph", "Sign: " + "_" * 150 + " and here")]),
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
        ('---\ntitle: "two\n  lines\\nthree" # why\nfrom:\n  name: x\n---\nHi', [("title", "two lines\nthree"), ("paragraph", "Hi")]),
        ("---\ntitle: two\n  lines\nsubject: |\n  a\n  b\npreview: {{ p }}\n---\nHi", [("title", "two lines"), ("subject", "a\nb"), ("preheader", "{{ p }}"), ("paragraph", "Hi")]),
        ("---\ntitle: [a, b]\ndescription: null\nsubject: Hi # why\n---\nHi", [("subject", "Hi"), ("paragraph", "Hi")]),
        ("+++\ntitle = '''a 'b''''\nsubject = 'c\\d'\ndescription = 7\n+++\nHi", [("title", "a 'b'"), ("subject", "c\\d"), ("paragraph", "Hi")]),
        ('+++\ntitle = "Our day"\n+++\nHi', [("title", "Our day"), ("paragraph", "Hi")]),
    ],
)  # fmt: skip
def test_front_matter_that_is_copy_is_read(source: str, seen: list[tuple[str, str]]) -> None:
    """Title, subject, preheader, description and sender are copy; other keys are set aside."""
    assert _seen(source) == seen
    assert read("x.md", source).coverage.aside["front matter"] > 0


def test_a_subject_makes_it_a_mail() -> None:
    """Front matter with a subject, preheader or sender is a mail's; a title alone is anybody's."""
    assert read("x.md", "---\nsubject: Hi\n---\nHi").kind == "email"
    assert read("x.md", "---\ntitle: Hi\n---\nHi").kind == "unknown"


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
        # short ones, on which a careless pattern tries every way to cut them
        "[" * 59 + " x",
        "[a" * 50,
        "*a_b*" * 30,
        "![_" * 60,
        ("-" + " " * 3) * 59 + "x",
        # long ones, on which the grammar runs out of stack, memory or time
        "[x](" * 20_000,
        "**a " * 20_000,
        "[a]((((" * 10_000,
        "*x\n" * 20_000,
        "![a](b)" * 5_000,
        "> *x*\n" * 10_000,
        "x" + " " * 100_000 + "y",
        '---\ntitle: "a' + " " * 50_000 + 'b"\n---\nx',
    ],
)
def test_hostile_markdown_is_read_to_the_end(source: str) -> None:
    """Deep nesting, runs of markup and endless lines neither crash nor hang, and nothing visible is lost."""
    document = read("x.md", source)
    assert document.blocks


@pytest.mark.parametrize(
    "source",
    [
        "1. " * 300 + "end",
        "> " * 300 + "end",
        "- > " * 200 + "end",
        "".join("  " * at + "- a\n" for at in range(400)) + "\nend",
    ],
)
def test_nesting_too_deep_for_the_grammar_is_said_and_read_as_text(source: str) -> None:
    """Where containers are nested deeper than can be read, the words are still there, and the report says so."""
    document = read("x.md", source)
    assert "".join(block.text for block in document.blocks).count("a") == source.count("a")
    assert document.blocks[-1].text.endswith("end")
    assert document.coverage.notes == ("nested more than 100 deep: read as plain text",)


def test_a_long_paragraph_is_read_like_a_short_one() -> None:
    """Hundreds of links in one paragraph, or brackets that are never closed: nothing is lost and nothing guessed."""
    link = "see [our **two** words](https://x.example/a_b 'a title') and `some code`, "
    document = read("x.md", link * 400)
    assert document.blocks[0].text == ("see our two words and some code, " * 400).strip()
    assert document.coverage.notes == ()
    never = "[never *closed " * 2_000
    assert read("x.md", never).blocks[0].text == never.strip()


def test_a_thread_with_a_small_stack_reads_hostile_markdown() -> None:
    """A worker thread has far less stack than the main one; the grammar is not let run out of it."""
    before = threading.stack_size(256 * 1024)
    try:
        worker = threading.Thread(target=read, args=("x.md", "[x](" * 50_000))
        worker.start()
        worker.join()
    finally:
        threading.stack_size(before)


def test_alternatives_are_apart() -> None:
    """What stands on both sides of an else is apart: in headings, emphasis, links and the front matter."""
    choice = "{% if x %}Hello {{ x }},{% else %}Hello,{% endif %}"
    for source in (choice, f"# {choice}", f"*{choice}*", f"[{choice}](x)", f"---\nsubject: '{choice}'\n---\n"):
        assert _blocks(source)[0].text == "Hello {{ x }},\nHello,"


PARTS = st.sampled_from(
    ["{% else %}", "word", " ", "\n", "\n\n", "**", "*", "_", "`", "```\n", "[", "](x)", "][y]", "![", "> ", "- ", "1. ", "# ", "|", "---\n", "<b>", "<br>",
     "<div>\n", "&amp;", "\\", "{{name}}", "{% if x %}", "    ", "\u2019", "\u00e9", "\U0001f525", "$", "~~", "https://a.b", "\r\n", "\t", "[y]: z\n"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=100), st.lists(PARTS, max_size=25).map("".join)))
def test_any_soup_of_markdown_maps_back(source: str) -> None:
    """Whatever the markup, reading does not crash, is the same each time, and every piece maps back."""
    assert _blocks(source) == _blocks(source)
