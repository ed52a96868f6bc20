"""MDX: Markdown and components, each read as what it is."""

from __future__ import annotations

import pytest

import heartlint
from heartlint.read import read_source
from heartlint.text import Document, decoded


def read(source: str) -> Document:
    """The document of a source, after a look at whether everything maps back."""
    (document,) = read_source("a.mdx", source, "mdx")
    for block in document.blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        assert all(decoded(piece.source.of(source), piece.how) == piece.text for piece in block.pieces if piece.exact)
    return document


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import { Note } from './our-leads';\n\n# Head\n\nText", [("heading", "Head"), ("paragraph", "Text")]),
        ("export const our = {\n  leads: 'our leads',\n\n  b: 2,\n};\n\nText", [("paragraph", "Text")]),
        ("import things\nfrom the shed.", [("paragraph", "import things\nfrom the shed.")]),
        ("We export\nimport { a } from the shed.", [("paragraph", "We export\nimport { a } from the shed.")]),
        (
            "<Note title='Before you send'>\n  Read it **aloud**.\n</Note>",
            [("heading", "Before you send"), ("paragraph", "Read it aloud.")],
        ),
        ("<Note>\n\n## Head\n\n- one\n- two\n\n</Note>", [("heading", "Head"), ("item", "one"), ("item", "two")]),
        ("<A>\n    <B>\n        Deep in **it**\n    </B>\n</A>", [("paragraph", "Deep in it")]),
        ("A <b>bold</b> and <Em>loud</Em> word", [("paragraph", "A bold and loud word")]),
        ("{/* our leads */}\n\nText {/* our leads */}here", [("paragraph", "Text here")]),
        ("It is {'a'} {`b`}day", [("paragraph", "It is a day"), ("paragraph", "b")]),
        ("{on && <p>Come in</p>}", [("paragraph", "Come in")]),
        ("<Button href='/our-leads'>Join us</Button>", [("button", "Join us")]),
        ("<Quote>They *said* it.</Quote>", [("quote", "They said it.")]),
        ("<Footer>\n\nBye\n\n</Footer>\n\nHi", [("footer", "Bye"), ("paragraph", "Hi")]),
        ("<style>{`\n  p { color: red }\n`}</style>\n\nText", [("paragraph", "Text")]),
        (
            "```mdx\n<Note title='our leads' />\n{on && <p>our leads</p>}\n```",
            [("code", "<Note title='our leads' />\n{on && <p>our leads</p>}")],
        ),
        ("Write `{name}` and `<Note title='our leads'>`", [("paragraph", "Write {name} and <Note title='our leads'>")]),
        ("One \\{brace} and \\<tag>", [("paragraph", "One {brace} and <tag>")]),
        ("1 < 2, and <3, and {never closed", [("paragraph", "1 < 2, and <3, and {never closed")]),
        ("<ul><li>One</li><li>Two</li></ul>", [("item", "One\nTwo")]),
        ("![A boat](boat.png) <Img alt='A bird' />", [("alt", "A boat"), ("alt", "A bird")]),
    ],
)
def test_markdown_and_components_are_each_read(source: str, shown: list[tuple[str, str]]) -> None:
    """Markdown inside components is Markdown; scripts and comments are nothing; code stays code."""
    assert [(block.role, block.text) for block in read(source).blocks] == shown


def test_front_matter_is_read_as_in_markdown() -> None:
    """Its title and description are copy."""
    document = read("---\ntitle: Our house\ndate: 2026\n---\nimport A from 'a';\n\n<A />\n\nHi")
    assert [(block.role, block.text) for block in document.blocks] == [("title", "Our house"), ("paragraph", "Hi")]


def test_an_expression_is_a_slot() -> None:
    """With its field, its fallback and whose it is; what the page itself sets is nobody's."""
    document = read("export const year = 2026;\n\nHi {props.firstName || 'friend'}, it is {year}.")
    slots = [(slot.field, slot.role, slot.fallback) for block in document.blocks for slot in block.slots]
    assert slots == [("firstName", "personal", "friend"), ("year", "plumbing", None)]


def test_what_never_closes_is_read_and_said() -> None:
    """No word is lost behind it."""
    document = read("<Note>\n\nOne\n\n{on && (\n\nTwo\n\n</Box>\n\nThree")
    texts = " ".join(block.text for block in document.blocks)
    assert [word for word in ("One", "Two", "Three") if word in texts] == ["One", "Two", "Three"]
    assert "as they should" in " ".join(document.coverage.notes)


def test_a_finding_in_mdx_is_at_its_place() -> None:
    """Inside a component, behind an emoji."""
    source = "import A from 'a';\n\n<A>\n  \U0001f600 Our **leads** are here.\n</A>\n"
    (finding,) = (one for one in heartlint.check(source, format="mdx").findings if one.family == "people")
    assert source[finding.start : finding.end] == "leads"
    assert (finding.line, finding.column) == (4, 11)


def test_thousands_of_tags_that_never_close_are_no_trouble() -> None:
    """Nor of braces."""
    assert read("<A {" * 20_000).blocks
    assert read("<Note>\n\n" * 5_000 + "Here").blocks[-1].text == "Here"


def test_what_stands_behind_an_expression_with_a_merge_tag_is_at_its_place() -> None:
    """A merge tag inside an expression is blotted out once, so that every later place of the file is right."""
    source = "Hello {x + '{{ first_name }}'} there.\n\nOur leads are in the pipeline.\n"
    report = heartlint.check(source, format="mdx")
    assert {finding.text for finding in report.findings} >= {"leads", "pipeline"}
    for finding in report.findings:
        assert "".join(piece.source.of(source) for piece in finding.pieces) == finding.text


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            "Come in <Door\n  label={`Hello ${name}`}\n  open/> and sit down.\n",
            ["Come in", "Hello ${name}", "and sit down."],
        ),
        ("Hello {on &&\n  `dear ${name}`\n} and welcome.\n", ["Hello", "dear ${name}", "and welcome."]),
    ],
)
def test_code_over_several_lines_with_a_merge_tag_in_it_is_not_shown(source: str, shown: list[str]) -> None:
    """What stands behind the merge tag, on the tag's or expression's own lines, is no text, and nothing is read twice."""
    document = read(source)
    assert [block.text for block in document.blocks] == shown
    assert document.coverage.read == sum(map(len, shown))
