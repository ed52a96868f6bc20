"""Text that remembers where it came from: spans, pieces, blocks, lines and the writer that makes them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.text import Block, Coverage, Document, Lines, Piece, Slot, Span, Writer, Zone, decoded


def test_a_span_runs_forward_and_is_half_open() -> None:
    """A span that is none is refused; its end is the first place behind it."""
    assert (len(Span(2, 5)), Span(2, 5).of("abcdefg")) == (3, "cde")
    for start, end in ((-1, 2), (3, 2)):
        with pytest.raises(ValueError, match=f"^a span runs forward from 0 on, not from {start} to {end}$"):
            Span(start, end)
    assert len(Span(0, 0)) == 0


@pytest.mark.parametrize(
    ("one", "other", "overlaps", "covers"),
    [
        ((2, 5), (5, 7), False, False), ((2, 5), (4, 7), True, False), ((2, 5), (2, 5), True, True),
        ((2, 5), (3, 4), True, True), ((2, 5), (0, 2), False, False), ((2, 5), (0, 3), True, False),
        ((2, 5), (1, 5), True, False), ((2, 5), (2, 6), True, False),
    ],
)  # fmt: skip
def test_spans_share_what_both_hold(one: tuple[int, int], other: tuple[int, int], overlaps: bool, covers: bool) -> None:
    """Touching is not overlapping, and covering is holding all of it."""
    assert Span(*one).overlaps(Span(*other)) is overlaps
    assert Span(*one).covers(Span(*other)) is covers


@pytest.mark.parametrize(
    ("raw", "how", "shown"),
    [
        ("a<b", "verbatim", "a<b"), ("&amp;", "entity", "&"), ("\\*", "escape", "*"), (" \n ", "space", " "),
        ("<br>", "break", "\n"), ("{% else %}", "branch", "\n"), (r"\n", "string", "\n"), (r"\t", "string", "\t"),
        (r"\u00e9", "string", "é"), (r"\ud83d\udd25", "string", "\U0001f525"), (r"\u{1F525}", "string", "\U0001f525"),
        (r"\x41", "string", "A"), (r"\101", "string", "A"), (r"\q", "string", "q"), (r"\U0001F525", "string", "\U0001f525"),
        (r"\ud800", "string", "\ufffd"), (r"\U00110000", "string", "\ufffd"), (r"\udfff", "string", "\ufffd"),
        (r"\U0010ffff", "string", "\U0010ffff"), (r"\e", "yaml", "\x1b"), (r"\N", "yaml", "\x85"), (r"\_", "yaml", "\xa0"),
        (r"\L", "yaml", "\u2028"), (r"\P", "yaml", "\u2029"), ("\\\n", "string", ""), (r"\r", "string", "\r"),
        (r"\b\f\v\a", "string", "\b\f\v\a"), (r"\uD83D\uDC4D", "string", "\U0001f44d"), (r"\udbff\udfff", "string", "\U0010ffff"),
        ("=C3=A9", "quoted-printable:utf-8", "é"), ("=E9", "quoted-printable:cp1252", "é"), ("w6k=", "base64:utf-8", "é"),
        ("=FF", "quoted-printable:utf-8", "\ufffd"), ("=C3=A9", "quoted-printable:", "é"), ("w6k=", "base64:", "é"),
        ("&amp;lt;", "entity+entity", "<"), ("&amp;", "verbatim+entity", "&"), ("\\\r", "string", ""), (r"\ue000", "string", "\ue000"),
        ("w6k=\u00e9", "base64:utf-8", "é"), ("/w==", "base64:utf-8", "\ufffd"), (r"\u0026amp;", "string+entity", "&"), ("\\\r\n", "string", ""),
    ],
)  # fmt: skip
def test_a_slice_says_what_its_reader_sees(raw: str, how: str, shown: str) -> None:
    """Each way of writing is undone as its format has it."""
    assert decoded(raw, how) == shown


def test_a_way_of_decoding_that_is_none_is_refused() -> None:
    """A mistyped decoder is no decoder."""
    with pytest.raises(KeyError):
        decoded("a", "entty")


SOURCE = "ab&amp;cd  ef"


def _block() -> Block:
    """`ab&cd ef`, of a verbatim piece, an entity, a verbatim piece, a run of spaces and a verbatim piece."""
    writer = Writer(SOURCE)
    writer.write(0, 2)
    writer.write(2, 7, "entity")
    writer.write(7, 9)
    writer.write(9, 11, "space")
    writer.write(11, 13)
    block = writer.block("paragraph")
    assert block is not None
    return block


def test_a_writer_makes_the_text_and_knows_where_it_stands() -> None:
    """What is written piece by piece is one text, each letter of it at its place."""
    block = _block()
    assert block.text == "ab&cd ef"
    assert [(piece.text, piece.source, piece.how) for piece in block.pieces] == [
        ("ab", Span(0, 2), "verbatim"), ("&", Span(2, 7), "entity"), ("cd", Span(7, 9), "verbatim"),
        (" ", Span(9, 11), "space"), ("ef", Span(11, 13), "verbatim"),
    ]  # fmt: skip
    assert [block.piece_at(index)[0] for index in range(8)] == [0, 0, 2, 3, 3, 5, 6, 6]
    assert block.piece_at(3)[1].text == "cd"


@given(st.integers(0, 8), st.integers(0, 8))
def test_any_stretch_of_a_block_is_found_in_its_source(one: int, other: int) -> None:
    """The pieces of a stretch, decoded and joined, are the stretch, and none is wider than it need be."""
    block = _block()
    span = Span(min(one, other), max(one, other))
    pieces = block.in_source(span)
    assert "".join(piece.text for piece in pieces) == span.of(block.text)
    assert "".join(decoded(piece.source.of(SOURCE), piece.how) for piece in pieces) == span.of(block.text)
    assert all(piece.exact and piece.text for piece in pieces)


def test_a_stretch_past_the_end_is_refused() -> None:
    """A span that does not lie in the text is a fault of whoever asks."""
    assert _block().in_source(Span(7, 8))
    with pytest.raises(ValueError, match=r"^span 7\.\.9 reaches past the end of a block of 8$"):
        _block().in_source(Span(7, 9))


def test_half_of_a_wide_piece_is_told_as_not_exact() -> None:
    """Of a piece that shows more than one letter for its slice a part cannot be told apart in the source."""
    block = Block("paragraph", "fjx", (Piece("fj", Span(0, 7), "entity"), Piece("x", Span(7, 8))))
    assert block.in_source(Span(0, 2)) == (Piece("fj", Span(0, 7), "entity"),)
    assert block.in_source(Span(1, 3)) == (Piece("j", Span(0, 7), "entity", exact=False), Piece("x", Span(7, 8)))
    assert block.in_source(Span(0, 1)) == (Piece("f", Span(0, 7), "entity", exact=False),)
    last = Block("paragraph", "xfj", (Piece("x", Span(0, 1)), Piece("fj", Span(1, 8), "entity")))
    assert last.in_source(Span(0, 2)) == (Piece("x", Span(0, 1)), Piece("f", Span(1, 8), "entity", exact=False))
    assert last.in_source(Span(3, 3)) == ()


def test_neighbours_that_touch_in_the_source_are_joined() -> None:
    """Two verbatim pieces without markup between them are one slice; with markup between them they are two."""
    touching = Block("paragraph", "abcd", (Piece("ab", Span(0, 2)), Piece("cd", Span(2, 4))))
    apart = Block("paragraph", "abcd", (Piece("ab", Span(0, 2)), Piece("cd", Span(4, 6))))
    loose = Block("paragraph", "abcd", (Piece("ab", Span(0, 2), exact=False), Piece("cd", Span(2, 4))))
    assert touching.in_source(Span(1, 3)) == (Piece("bc", Span(1, 3)),)
    assert apart.in_source(Span(1, 3)) == (Piece("b", Span(1, 2)), Piece("c", Span(4, 5)))
    assert [piece.exact for piece in loose.in_source(Span(0, 4))] == [False, True]


def test_a_place_in_the_source_is_found_in_the_text() -> None:
    """A stretch of the source is where its letters are; markup that shows nothing is nowhere."""
    block = _block()
    assert block.place(Span(1, 8)) == Span(1, 4)
    assert block.place(Span(2, 7)) == Span(2, 3)
    assert block.place(Span(3, 4)) == Span(2, 3)
    assert block.place(Span(0, 13)) == Span(0, 8)
    assert block.place(Span(11, 12)) == Span(6, 7)
    assert block.place(Span(12, 13)) == Span(7, 8)
    apart = Block("paragraph", "abcd", (Piece("ab", Span(0, 2)), Piece("cd", Span(4, 6))))
    assert apart.place(Span(2, 4)) is None
    assert apart.place(Span(1, 5)) == Span(1, 3)
    behind = Block("paragraph", "ab cd", (Piece("ab ", Span(3, 6)), Piece("cd", Span(6, 8))))
    assert behind.place(Span(0, 5)) == Span(0, 2)
    assert behind.place(Span(0, 3)) is None
    known = Block("paragraph", "abcd", (Piece("abcd", Span(0, 9), exact=False),), placed={Span(3, 5): Span(1, 2)})
    assert known.place(Span(3, 5)) == Span(1, 2)
    assert known.place(Span(3, 6)) == Span(0, 4)


def test_zones_hold_what_touches_them() -> None:
    """A stretch is in a zone where it shares a letter with one, before, inside or behind."""
    block = Block("paragraph", "abcdefghij", (Piece("abcdefghij", Span(0, 10)),), zones=(Zone(Span(2, 4), "code"), Zone(Span(6, 8), "code")))  # fmt: skip
    inside = [start for start in range(9) if block.in_zone(Span(start, start + 2))]
    assert inside == [1, 2, 3, 5, 6, 7]
    assert not Block("paragraph", "ab", (Piece("ab", Span(0, 2)),)).in_zone(Span(0, 2))
    assert block.in_zone(Span(0, 10))


def test_branches_are_where_one_side_ends() -> None:
    """An else between two texts is a line end of its own kind; two in a row are one, and none begins a text."""
    source = "{if}aa{else}{else}bb\ncc"
    writer = Writer(source)
    writer.part(0, 4)
    writer.write(4, 6)
    writer.part(6, 12)
    writer.part(12, 18)
    writer.write(18, 23)
    block = writer.block("paragraph")
    assert block is not None
    assert block.text == "aa\nbb\ncc"
    assert block.branches == (Span(2, 3),)
    for start, end in ((4, 6), (6, 12), (18, 20), (12, 18), (21, 23)):
        if source[start] == "{":
            writer.part(start, end)
        else:
            writer.write(start, end)
    three = writer.block("paragraph")
    assert three is not None
    assert (three.text, three.branches) == ("aa\nbb\ncc", (Span(2, 3), Span(5, 6)))
    assert Block("paragraph", "ab", (Piece("ab", Span(0, 2)),)).branches == ()


def test_a_writer_joins_what_touches_and_tells_what_it_holds() -> None:
    """Runs that touch are one piece; nothing is written for nothing; its tail and its length are those of the text."""
    writer = Writer("ab cd<b>ef")
    assert writer.ends_in_space
    assert (writer.tail, len(writer), writer.text, writer.pieces) == ("", 0, "", ())
    writer.write(0, 2)
    writer.write(2, 3)
    assert writer.ends_in_space
    assert writer.pieces == (Piece("ab ", Span(0, 3)),)
    writer.write(3, 5)
    writer.write(4, 4)
    writer.write(4, 4, "space")
    writer.write(9, 8)
    assert not writer.ends_in_space
    writer.write(8, 10)
    assert (writer.tail, len(writer), writer.text) == ("ef", 7, "ab cdef")
    assert writer.pieces == (Piece("ab cd", Span(0, 5)), Piece("ef", Span(8, 10)))
    writer.write(5, 8, text="x")
    writer.write(8, 10)
    assert [(piece.text, piece.exact) for piece in writer.pieces[2:]] == [("x", False), ("ef", True)]


def test_a_block_has_no_white_space_at_its_ends_and_its_zones_move_along() -> None:
    """Ends are cut, in the source too; zones and slots stay on their words; the writer begins anew."""
    source = "  x {{a}} `co` de  "
    writer = Writer(source)
    writer.write(0, 10)
    writer.write(11, 13, zone="code")
    writer.write(13, 14, "space", zone="code")
    writer.write(15, 19)
    slot = Slot(Span(4, 9), "{{a}}", "double_curly", "a", "unknown")
    beside = Slot(Span(40, 45), "{{b}}", "double_curly", "b", "unknown")
    block = writer.block("heading", [slot, beside], level=2, key="k")
    assert block is not None
    assert (block.text, block.level, block.key, block.zone) == ("x {{a}} co de", 2, "k", "")
    assert block.slots == (slot,)
    assert block.place(slot.span) == Span(2, 7)
    assert block.pieces[0].source == Span(2, 10)
    assert block.pieces[-1].source == Span(15, 17)
    assert block.zones == (Zone(Span(8, 11), "code"),)
    assert (len(writer), writer.text) == (0, "")
    assert writer.block("paragraph") is None
    writer.write(0, 2)
    assert writer.block("paragraph") is None
    writer.write(0, 2, "space")
    writer.write(2, 3)
    writer.write(3, 4, "space")
    again = writer.block("paragraph", zone="quote")
    assert again is not None
    assert (again.text, again.zone, again.pieces) == ("x", "quote", (Piece("x", Span(2, 3)),))


def test_zones_and_merge_tags_in_what_is_cut_or_hidden_go_with_it() -> None:
    """Of white space at the ends nothing is left, nor is a merge tag the block's where its text does not show it."""
    source = "  \n co {{a}}de \t"
    writer = Writer(source)
    writer.write(0, 2, "space", zone="pad")
    writer.write(2, 3, zone="pad")
    writer.write(3, 4, "space", zone="pad")
    writer.write(4, 7, zone="code")
    writer.write(12, 14)
    writer.write(14, 16, "space", zone="pad")
    hidden = Slot(Span(7, 12), "{{a}}", "double_curly", "a", "unknown")
    block = writer.block("paragraph", [hidden])
    assert block is not None
    assert (block.text, block.slots, block.level) == ("co de", (), 0)
    assert block.zones == (Zone(Span(0, 3), "code"),)


def test_what_is_made_by_hand_says_no_more_than_it_was_told() -> None:
    """A document of a sentence alone: of an unknown kind, Markdown, nothing counted; a merge tag is a plain one."""
    block = Block("paragraph", "ab", (Piece("ab", Span(0, 2)),))
    document = Document("a.md", "ab", (block,))
    assert (document.kind, document.format, document.part, document.not_judged) == ("unknown", "markdown", "", "")
    assert document.coverage == Coverage(0, {}, 0, ())
    assert (block.level, block.key, block.zone) == (0, "", "")
    slot = Slot(Span(0, 1), "a", "double_curly", "a", "unknown")
    assert (slot.kind, slot.guarded, slot.fallback, slot.syntax_fault) == ("token", False, None, "")
    placed = Block("paragraph", "ab", block.pieces, placed={Span(0, 1): Span(1, 2)})
    assert placed == block
    assert repr(placed) == repr(block)
    assert "_starts" not in repr(block)
    assert "_sources" not in repr(block)


def test_what_is_set_aside_whole_is_not_judged() -> None:
    """Rules see the blocks of the roles they ask for, and none that is read and not judged."""
    text = Block("paragraph", "ab", (Piece("ab", Span(0, 2)),))
    head, quote = replace(text, role="heading"), replace(text, role="quote", zone="quote")
    document = Document("a.md", "ab", (head, text, quote))
    assert document.judged == (head, text)
    assert document.having("heading") == (head,)
    assert document.having("quote") == ()
    assert document.having("quote", "paragraph", "heading") == (head, text)


def test_zones_of_two_names_or_apart_stay_two() -> None:
    """Only zones of one name that touch are one."""
    writer = Writer("abcdef")
    writer.write(0, 1, zone="code")
    writer.write(1, 2, zone="url")
    writer.write(2, 3)
    writer.write(3, 4, zone="url")
    block = writer.block("paragraph")
    assert block is not None
    assert block.zones == (Zone(Span(0, 1), "code"), Zone(Span(1, 2), "url"), Zone(Span(3, 4), "url"))


@given(st.lists(st.sampled_from(["a", "\n", "\r\n", "\r", "\U0001f525", " "]), max_size=12))
def test_lines_count_as_editors_count_them(bits: list[str]) -> None:
    """Every offset has the line and column that counting by hand gives, and each line starts where it does."""
    source = "".join(bits)
    lines = Lines(source)
    line = column = 1
    starts = [0]
    for at, char in enumerate(source):
        assert lines.at(at) == (line, column)
        if char == "\n" or (char == "\r" and source[at + 1 : at + 2] != "\n"):
            line, column = line + 1, 1
            starts.append(at + 1)
        else:
            column += 1
    assert lines.at(len(source)) == (line, column)
    assert [lines.start(number) for number in range(1, len(lines) + 1)] == starts
