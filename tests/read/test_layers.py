"""Text inside text: what an inner reader finds is told at its place in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heartlint.read import html
from heartlint.read.layers import Layer
from heartlint.text import Span, Writer, decoded


def _layered(raw: str, how: str) -> tuple[Layer, Writer]:
    writer = Writer(raw)
    at = 0
    while at < len(raw):  # every escape a piece of its own, as readers of strings write them
        if raw[at] == "\\":
            writer.write(at, at + 6, how)
            at += 6
        else:
            writer.write(at, at + 1)
            at += 1
    return Layer(writer), writer


def test_markup_inside_an_escaped_string_is_read_at_its_place_in_the_file() -> None:
    r"""`<b>` in a JSON value is markup, `\\u2019` an apostrophe, and both keep their places."""
    raw = r"<p>Don\u2019t wait &amp; see</p>"
    layer, _ = _layered(raw, "string")
    blocks, _ = layer.lift(html.read("x", layer.text))
    assert [block.text for block in blocks] == ["Don\u2019t wait & see"]
    pieces = blocks[0].pieces
    assert "".join(decoded(piece.source.of(raw), piece.how) for piece in pieces) == blocks[0].text
    assert pieces[0].source.of(raw) == "Don"


def test_an_entity_cut_by_an_escape_still_decodes() -> None:
    """An entity whose ampersand is an escape itself is decoded in two steps, and says so."""
    raw = r"<p>salt \u0026amp; pepper</p>"
    layer, _ = _layered(raw, "string")
    blocks, _ = layer.lift(html.read("x", layer.text))
    assert blocks[0].text == "salt & pepper"
    assert [piece.how for piece in blocks[0].pieces] == ["verbatim", "string+entity", "verbatim"]


def test_a_merge_tag_inside_a_layer_keeps_its_place() -> None:
    """The span of a merge tag is of the file, also where something before it was escaped."""
    raw = r"<p>It\u2019s you, {{ first_name }}!</p>"
    layer, _ = _layered(raw, "string")
    blocks, slots = layer.lift(html.read("x", layer.text))
    assert [slot.span.of(raw) for slot in slots] == ["{{ first_name }}"]
    place = blocks[0].place(blocks[0].slots[0].span)
    assert place is not None
    assert place.of(blocks[0].text) == "{{ first_name }}"


def test_two_merge_tags_on_one_line_of_unknown_places_are_told_apart() -> None:
    """In a base64 part, where only the line is known, each merge tag still has a place of its own."""
    text = "Hi {{ first_name }} and {{ first_name }}, hello"
    raw = "SGkge3sgZmlyc3RfbmFtZSB9fSBhbmQge3sgZmlyc3RfbmFtZSB9fSwgaGVsbG8="
    writer = Writer(raw)
    writer.write(0, len(raw), "base64:utf-8", text=text)
    layer = Layer(writer)
    blocks, slots = layer.lift(html.read("x", layer.text))
    first, second = slots
    assert first.span.end <= second.span.start
    places = [blocks[0].place(slot.span) for slot in blocks[0].slots]
    assert [place.of(text) for place in places if place] == ["{{ first_name }}"] * 2
    cut = blocks[0].in_source(places[1])  # type: ignore[arg-type]
    assert [(piece.text, piece.exact) for piece in cut] == [("{{ first_name }}", False)]


def test_a_stretch_of_which_only_the_neighbourhood_is_known_stays_one() -> None:
    """What stands before and behind an encoded word of a head line is at its exact place, and the word is not."""
    raw = "by the lake =?utf-8?b?4oCT?= only 2 left"
    writer = Writer(raw)
    writer.write(0, 12)
    writer.write(12, 28, text=" \u2013 ")
    writer.write(28, len(raw))
    block = writer.block("subject")
    assert block is not None
    for pieces in (block.pieces, block.in_source(Span(0, len(block.text)))):
        assert [piece.exact for piece in pieces] == [True, False, True]
        assert [piece.source.of(raw) for piece in pieces if piece.exact] == ["by the lake ", " only 2 left"]
    writer.write(12, 28, text=" \u2013 ")
    alone = writer.block("subject")
    assert alone is not None
    assert [(piece.text, piece.source, piece.exact) for piece in alone.pieces] == [("\u2013", Span(12, 28), False)]


@given(st.text(alphabet="<p>b/&am; \\u{}x\n\u2019", max_size=60))
def test_whatever_is_lifted_decodes_to_what_is_shown(text: str) -> None:
    """For any text, every exact piece of a lifted block is what its slice of the file decodes to."""
    raw = "".join(f"\\u{ord(char):04x}" if char in "\\&\u2019" else char for char in text)
    layer, _ = _layered(raw, "string")
    assert layer.text == text
    blocks, _ = layer.lift(html.read("x", layer.text))
    for block in blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        for piece in block.pieces:
            if piece.exact:
                assert decoded(piece.source.of(raw), piece.how) == piece.text


def test_alternatives_inside_a_layer_are_apart() -> None:
    """The else of a template inside a JSON value parts what stands around it, at its place in the file."""
    raw = r"<p>Hello {% if x == \u0022\u0022 %}you{% else %}{{ x }}{% endif %}</p>"
    layer, _ = _layered(raw, "string")
    blocks, _ = layer.lift(html.read("x", layer.text))
    assert blocks[0].text == "Hello you\n{{ x }}"
    assert [piece.source.of(raw) for piece in blocks[0].pieces if piece.how == "branch"] == ["{% else %}"]
    assert [slot.guarded for slot in blocks[0].slots] == [True]
