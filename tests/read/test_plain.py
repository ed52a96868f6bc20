"""Plain text: mails with and without head lines, posts, quotes and signatures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read import read_source
from heartlint.read.plain import read
from heartlint.text import decoded


def _seen(source: str) -> list[tuple[str, str, str]]:
    return [(block.role, block.zone, block.text) for block in read("x.txt", source).blocks]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Hello\nthere\n\nBye", [("paragraph", "", "Hello\nthere"), ("paragraph", "", "Bye")]),
        (
            "From: Ana <a@x.example>\nSubject: The\n  boat\nX-Id: 7\n\nHi",
            [("from", "", "Ana <a@x.example>"), ("subject", "", "The\n  boat"), ("paragraph", "", "Hi")],
        ),
        ("Note: this is no head\n\nHi", [("paragraph", "", "Note: this is no head"), ("paragraph", "", "Hi")]),
        ("To buy:\n- milk\n- bread\n  and cake", [("paragraph", "", "To buy:"), ("item", "", "milk"), ("item", "", "bread\nand cake")]),
        (
            "Yes.\n\nOn Monday Ana wrote:\n> Shall we?\n> Soon?\nNo.",
            [("paragraph", "", "Yes."), ("quote", "quote", "On Monday Ana wrote:\n> Shall we?\n> Soon?"), ("paragraph", "", "No.")],
        ),
        (
            "Yes.\n\nOn Mon, 2 Jan 2023 at 10:00 Ana Silva <ana@x.example>\nwrote:\n\n> Shall we?",
            [
                ("paragraph", "", "Yes."),
                ("quote", "quote", "On Mon, 2 Jan 2023 at 10:00 Ana Silva <ana@x.example>\nwrote:"),
                ("quote", "quote", "> Shall we?"),
            ],
        ),
        ("On Saturday we met,\nand then Ana wrote:\nCome!", [("paragraph", "", "On Saturday we met,\nand then Ana wrote:\nCome!")]),
        ("one\rtwo\r\rthree", [("paragraph", "", "one\rtwo"), ("paragraph", "", "three")]),
        ("SALE NOW\n\nHi", [("paragraph", "", "SALE NOW"), ("paragraph", "", "Hi")]),
        ("Bye\n-- \nAna\nX Street", [("paragraph", "", "Bye"), ("footer", "", "Ana\nX Street")]),
        ("a\r\nb\r\r\n\r\nc", [("paragraph", "", "a\r\nb"), ("paragraph", "", "c")]),
        ("", []),
    ],
)  # fmt: skip
def test_plain_text_is_read_as_people_write_it(source: str, seen: list[tuple[str, str, str]]) -> None:
    """Head lines, paragraphs, items, quoted mail and signatures each have their role."""
    assert _seen(source) == seen


def test_head_lines_make_it_a_mail() -> None:
    """With a sender or a subject on top it is a mail, other head lines are set aside; without, nobody knows."""
    mail = read("x.txt", "Subject: The boat\nDate: today\n\nHi, see www.x.example or a@x.example")
    assert mail.kind == "email"
    assert mail.coverage.aside["head"] == len("today")
    assert [zone.name for zone in mail.blocks[-1].zones] == ["url", "address"]
    assert read("x.txt", "Hi").kind == "unknown"


def test_alternatives_are_apart() -> None:
    """What stands on both sides of an else is apart, in the head lines and in the body."""
    choice = "{% if x %}Hello {{ x }},{% else %}{% else %}Hello,{% endif %}"
    blocks = read("x.txt", f"Subject: {choice}\n\n{choice}").blocks
    assert [block.text for block in blocks] == ["Hello {{ x }},\nHello,"] * 2
    assert [piece.how for piece in blocks[1].pieces] == ["verbatim", "branch", "verbatim"]


@pytest.mark.parametrize("source", ["a\n", "- a\n", "> q\n", "{{a}}", "From: a\n", "On x wrote: ", "\t", "\r"])
def test_a_long_text_is_read_to_the_end(source: str) -> None:
    """A hundred thousand short lines, slots or tabs are read whole, in one go."""
    document = read("x.txt", source * 50_000 + "\n\nthe end")
    assert document.blocks[-1].text.endswith("the end")


@given(
    st.one_of(
        st.text(max_size=100),
        st.lists(
            st.sampled_from(
                ["From: a\n", "Subject: b\n", "\n", "> q\n", "- i\n", "x", " ", "{% else %}", "-- \n", "\r", "{{n}}"]
            ),
            max_size=20,
        ).map("".join),
    )
)
def test_any_text_maps_back(source: str) -> None:
    """Whatever the text, every piece of every block maps back to its slice."""
    for block in read("x.txt", source).blocks:
        raw = [decoded(source[piece.source.start : piece.source.end], piece.how) for piece in block.pieces]
        assert "".join(raw) == block.text


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("Our leads win. \u00a9 2026 Acme Leads Ltd. All rights reserved. Bye", ["\u00a9 2026 Acme Leads Ltd", "All rights reserved"]),
        ("Paid for by the Friends of the Gate", ["Paid for by the Friends of the Gate"]),
        ("Hello.\nRegistered office: 4 Mill Lane, Oldbrook\nBye", ["Registered office: 4 Mill Lane, Oldbrook"]),
        ("Company no. 123456 | Oldbrook", ["Company no. 123456"]),
        ("This message and its files are confidential", ["This message and its files are confidential"]),
        ("All rights reserved" + " word" * 100, ["All rights reserved"]),
        ("Copyright is a word, and so is reserved.", []),
        ("(c) ask for more", []),
    ],
)  # fmt: skip
def test_what_the_law_asks_for_is_set_aside(text: str, legal: list[str]) -> None:
    """Imprints, copyright lines and disclaimers are not the sender's voice; what stands beside them is judged."""
    (block,) = read("x", text).blocks
    assert [zone.span.of(block.text) for zone in block.zones if zone.name == "legal"] == legal


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"Quantity": 0, "Left": 0.37}', ['"Quantity": 0', '"Left": 0.37']),
        ("It prints {'status': 'PENDING', 'left': None} and ends.", ["'status': 'PENDING'", "'left': None"]),
        ('The hash is :state => 4, "last" => true, so', ['"last" => true']),
        ('"Sale": 50% off', []),
        ('"Status": {', ['"Status": {']),
        ('She asked: "Left": or right?', []),
        ('He said "hurry": only two are left.', []),
        ("Only 2 left: 'last' call", []),
    ],
)
def test_members_of_data_are_set_aside(text: str, data: list[str]) -> None:
    """A member of an object, as programs write it, is nobody's voice; quoted words before a colon are."""
    (block,) = read("x", text).blocks
    assert [zone.span.of(block.text) for zone in block.zones if zone.name == "code"] == data


@pytest.mark.parametrize("fields", [1, 3])
def test_words_in_place_of_an_empty_field_are_counted_once(fields: int) -> None:
    """They are judged by themselves, and counted with the tag they stand in: no more is read than there is."""
    source = 'Dear {{ name|default:"and all who could not come" }}. ' * fields
    document = read("a.txt", source)
    assert [block.text for block in document.blocks[1:]] == ["and all who could not come"] * fields
    assert document.coverage.read == len(source) - 1


def test_words_in_place_of_an_empty_field_are_set_aside_with_their_tag() -> None:
    """In another language, what was counted as read is counted as set aside, all of it and nothing twice."""
    source = 'Liebe {{ name|default:"und alle die nicht kommen konnten" }}, wir freuen uns auf euch und auf den See.\n'
    covered = read_source("a.txt", source, "text")[0].coverage
    assert (covered.read, covered.aside) == (0, {"language": len(source) - 1})
