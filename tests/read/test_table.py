"""Tables: every row a message, at its exact place, and what was read is said."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.read import UnreadableError, read_source
from heartlint.text import Document, decoded

TABLE = 'id,subject,body,email\n1,"Re: the ""gate""","Our leads\nare here",a@b.example\n2,Hello,"Hi {{name}}, you",c@d.example\n'


def _read(source: str, name: str = "mails.csv", columns: tuple[str, ...] = ()) -> list[Document]:
    documents = read_source(name, source, "table", columns=columns)
    for document in documents:
        for block in document.blocks:
            assert "".join(piece.text for piece in block.pieces) == block.text
            for piece in block.pieces:
                assert piece.exact
                assert decoded(piece.source.of(source), piece.how) == piece.text
    return documents


def _texts(documents: list[Document]) -> list[list[str]]:
    return [[block.text for block in document.blocks] for document in documents]


def test_every_row_is_a_message_and_its_columns_are_told() -> None:
    """The header says which columns hold copy; each block knows its column, each message its row."""
    first, second = _read(TABLE)
    assert _texts([first, second]) == [['Re: the "gate"', "Our leads\nare here"], ["Hello", "Hi {{name}}, you"]]
    assert [(block.role, block.key) for block in first.blocks] == [("subject", "subject"), ("paragraph", "body")]
    assert (first.part, second.part, first.kind) == ("row 2", "row 3", "email")
    assert first.coverage.notes == ("columns read: subject, body (guessed by header); not read: id, email",)
    assert second.coverage.notes == ()


def test_a_finding_in_a_table_names_row_column_and_place(tmp_path: object) -> None:
    """Row and column are told beside line and column of the file, and the slice is the text."""
    (tmp_path / "mails.csv").write_text(TABLE, encoding="utf-8")  # type: ignore[operator]
    run = heartlint.check_paths([tmp_path / "mails.csv"])  # type: ignore[operator]
    found = next(one for one in run.reports[0].findings if one.rule == "people/leads")
    assert (run.reports[0].part, found.key, found.line, found.text) == ("row 2", "body", 2, "leads")
    assert TABLE[found.start : found.end] == "leads"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("subject;body\nHello;Our gate, too\n", "a.csv"),
        ("subject\tbody\nHello\tOur gate, too\n", "a.tsv"),
        ("subject|body\r\nHello|Our gate, too\r\n", "a.csv"),
        ("sep=;\nsubject;body\nHello;Our gate, too\n", "a.csv"),
        ('"subject","body"\r"Hello","Our gate, too"', "a.csv"),
    ],
)
def test_delimiters_and_line_ends_are_those_of_the_file(source: str, name: str) -> None:
    """Semicolons, tabs, bars, Excel's first line and any line end are read alike."""
    assert _texts(_read(source, name)) == [["Hello", "Our gate, too"]]


def test_columns_can_be_named_or_counted() -> None:
    """--columns takes names in any case, or numbers; a name that is not there is named with those that are."""
    assert _texts(_read(TABLE, columns=("BODY",))) == [["Our leads\nare here"], ["Hi {{name}}, you"]]
    assert _texts(_read(TABLE, columns=("2",))) == [['Re: the "gate"'], ["Hello"]]
    with pytest.raises(UnreadableError, match=r"has no column 'text'; its columns are id, subject, body, email"):
        _read(TABLE, columns=("text",))


def test_without_a_telling_header_prose_is_found() -> None:
    """Where no header names copy, the columns that hold sentences are read, and that is said."""
    (document,) = _read("a1,Our gate is open from nine on,12\n")
    assert [block.text for block in document.blocks] == ["Our gate is open from nine on"]
    assert "column 2 (guessed by what they hold)" in document.coverage.notes[0]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("id,price\n1,2\n", "no column is known to hold copy"),
        ('subject\n"Hello\nall of you\n', "begins with a quote at line 2 never ends"),
        ("\n\n", "holds no rows"),
        ("subject,body\n", "hold no copy"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(source: str, said: str) -> None:
    """Each is one line with what to do, and never an empty report."""
    with pytest.raises(UnreadableError, match=said):
        _read(source)


def test_what_is_left_out_is_counted() -> None:
    """Rows without copy and rows of another width are said."""
    documents = _read("subject,body\nHello,there\n,\nBye,now,extra\n")
    assert len(documents) == 2
    assert "1 of its rows hold no copy in these columns" in documents[0].coverage.notes
    assert "1 of its rows have more or fewer cells than the header" in documents[0].coverage.notes


@given(
    st.lists(st.lists(st.text(alphabet='ab,"\n;\u00e9 ', max_size=12), min_size=2, max_size=2), min_size=1, max_size=6)
)
def test_cells_say_what_the_standard_library_says(rows: list[list[str]]) -> None:
    """For any cells, written as Python's csv module writes them, the same text is read."""
    out = io.StringIO()
    csv.writer(out).writerows([["subject", "body"], *rows])
    try:
        documents = _read(out.getvalue())
    except UnreadableError:  # no cell holds anything
        documents = []
    said = ["".join("".join(block.text.split()) for block in document.blocks) for document in documents]
    wanted = ["".join("".join(row).split()) for row in rows]
    assert said == [text for text in wanted if text]


@given(st.text(alphabet='ab ,;"\n\r\t|{}=sep', max_size=80))
def test_whatever_stands_in_a_table_it_is_read_or_named(text: str) -> None:
    """Arbitrary text never breaks the reader, keeps its places, and reads the same twice."""
    try:
        documents = _read(text)
    except UnreadableError:
        return
    assert documents == _read(text)
