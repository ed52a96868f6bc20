"""One row in, one row out: places in the columns themselves, and what a row that cannot be judged says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from heartlint.config import Override, Settings, Suppress
from heartlint.linter import Linter
from heartlint.read import columns, plain
from heartlint.scale.rows import COLUMNS, Bad, Judge, packed
from heartlint.schema import RowModel, batch_schema

if TYPE_CHECKING:
    from pathlib import Path

    from heartlint.text import Document

LINTER = Linter()
BODY = "Hello Ana,\r\n\r\nthe gate is open on Saturday, and <b>our leads</b> wait. \U0001f525 Bring bread, &amp; a friend of yours."


def judged(values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The result of one row."""
    return Judge(LINTER, **changes).row(1, values)


def test_a_finding_names_its_column_and_its_place_there() -> None:
    """Offsets, line and column count in the subject or body they were found in, not in what was made of them."""
    values = {"from": "no-reply@x.example", "subject": "Re: \U0001f525\r\nour leads\r", "body": f"\n{BODY}"}
    out = judged(values)
    found = {(one["rule"], one["part"]): one for one in out["findings"]}
    body, subject = found["people/leads", "body"], found["people/leads", "subject"]
    assert values["body"][body["start"] : body["end"]] == body["text"] == "leads"
    assert (body["line"], body["column"]) == (4, len("the gate is open on Saturday, and <b>our ") + 1)
    assert values["subject"][subject["start"] : subject["end"]] == "leads"
    assert (subject["line"], subject["column"]) == (2, 5)
    sender = next(one for one in out["findings"] if one["part"] == "from")
    assert values["from"][sender["start"] : sender["end"]] == sender["text"]


PIECES = st.lists(
    st.sampled_from(["our leads", "\r\n", "\n", "\r", "<p>", "</p>", "&amp;", " ", "é", "\U0001f525", "{{ first_name }}", "Re: ", "the gate is open", "\u2028"]),
    max_size=12,
).map("".join)  # fmt: skip


@given(PIECES, PIECES, PIECES, st.sampled_from(["auto", "text", "html", "markdown"]))
def test_places_slice_the_column_whatever_stands_in_the_others(
    sender: str, subject: str, body: str, format_: str
) -> None:
    """What is found in a column is the same slice of it, on the line and column where it stands in it alone."""
    values = {"from": sender, "subject": subject, "body": body}
    for one in judged(values, format=format_)["findings"]:
        text = values[one["part"]]
        assert 0 <= one["start"] <= one["end"] <= len(text)
        before = text[: one["start"]].replace("\r\n", "\n").replace("\r", "\n")
        assert one["line"] == before.count("\n") + 1
        if one["rule"] == "people/leads":
            assert text[one["start"] : one["end"]] == "leads"


@given(
    st.sampled_from(["Bread", "{{ first_name }}, bread", "{{ first", "{% if a", "our [", "*|FNAME|*"]),
    st.one_of(PIECES, st.sampled_from(["_name }} bread", "%} bread {% endif %}", "bread] and tea"])),
)
def test_a_body_reads_the_same_whatever_the_subject_is(subject: str, body: str) -> None:
    """Its blocks, what they are and their merge tags are those of the body alone, at their places behind the subject."""
    assume(body.strip())
    joined = columns.join({"subject": subject, "body": body})
    beside, alone = columns.read("x", joined, "text"), plain.read_body("x", body)
    begins = joined.starts["body"]

    def told(document: Document, first: int) -> list[tuple[object, ...]]:
        return [
            (block.role, block.text, block.zone, block.zones, [slot.text for slot in block.slots],
             [(piece.text, piece.source.start - first, piece.source.end - first) for piece in block.pieces])
            for block in document.blocks if block.role != "subject"
        ]  # fmt: skip

    assert told(beside, begins) == told(alone, 0)
    places = [slot.span for slot in beside.slots]
    assert len(set(places)) == len(places)
    assert [place.start - begins for place in places if place.start >= begins] == [
        one.span.start for one in alone.slots
    ]


def test_a_body_alone_is_judged_as_the_library_judges_it() -> None:
    """A row with nothing but a text has the findings and the score of `Linter.check`."""
    text = "Our leads are in the pipeline. The gate is open on Saturday from ten to four, and there will be bread for all of you."
    report, out = LINTER.check(text, format="text"), judged({"body": text})
    assert out["score"] == report.score.value
    assert [(one["rule"], one["start"], one["end"], one["line"], one["column"]) for one in out["findings"]] == [
        (one.rule, one.start, one.end, one.line, one.column) for one in report.findings
    ]
    assert [one["points"] for one in out["parts"]] == [one.points for one in report.score.parts]


def test_html_is_told_from_plain_text_row_by_row() -> None:
    """With "auto", markup is none of the words of a body that holds tags, and `<` stays where none are."""
    assert judged({"body": "<p>Bread on <b>Saturday</b></p>"})["opening"] == "Bread on Saturday"
    assert judged({"body": "Bread < 3 crowns"})["opening"] == "Bread < 3 crowns"


@pytest.mark.parametrize(
    ("values", "where", "what"),
    [
        ({"body": None}, "body", "is null"),
        ({"body": float("nan")}, "body", "is null"),
        ({}, "body", "is null"),
        ({"body": " \r\n"}, "body", "is empty"),
        ({"body": b"caf\xe9"}, "body", "UTF-8"),
        ({"body": b"a\0b"}, "body", "binary"),
        ({"body": "half \ud83d"}, "body", "half a character (U+D83D) at 5"),
        ({"body": 17}, "body", "type number"),
        ({"body": ["a"]}, "body", "type list"),
        ({"body": {"a": 1}}, "body", "type object"),
        ({"body": "Bread " * 400}, "body", "2400 characters long, 2000"),
        ({"body": b"Bread " * 4000}, "body", "24000 bytes long, 2000"),
        ({"body": Bad("is cut off", "look")}, "body", "is cut off"),
        ({"body": "Bread", "subject": 17}, "subject", "type number"),
        ({"body": "Bread", "from": b"\xff"}, "from", "UTF-8"),
        ({"body": "Bread", "kind": "banana"}, "kind", "'banana'"),
    ],
)
def test_a_row_that_cannot_be_judged_says_so_and_has_no_score(values: dict[str, Any], where: str, what: str) -> None:
    """Nulls, bytes that are no text, other types, bodies too long: the trouble names column and fault, nothing is half judged."""
    out = judged(values, most=2000)
    assert [one["where"] for one in out["troubles"]] == [where]
    assert what in out["troubles"][0]["what"]
    assert out["score"] is None
    assert out["findings"] == []
    assert not out["fails"]


def test_the_kind_of_a_row_counts() -> None:
    """What the input says of a row's kind goes before what its words would tell."""
    text = "Our funnel holds four hundred leads this week, and the pipeline is full of prospects, so we look at both again."
    known, guessed = judged({"body": text, "kind": " Internal "}), judged({"body": text})
    assert known["kind"] == "internal"
    assert {one["severity"] for one in known["findings"]} < {one["severity"] for one in guessed["findings"]} | {
        "info",
        "warning",
    }
    assert known["findings"][0]["severity"] != guessed["findings"][0]["severity"]


def test_a_whole_mail_tells_its_own_columns() -> None:
    """Of a mail, id, date, sender, subject and campaign are read from its head lines."""
    mail = b"From: Ana <ana@x.example>\r\nSubject: =?utf-8?q?Br=C3=B6tchen?=\r\nDate: Sat, 7 Nov 2026 10:00:00 +0100\r\nMessage-ID: <7@x.example>\r\nX-Campaign: bread\r\n\r\nOur leads wait at the gate.\r\n"
    out = judged({"body": mail}, format="eml")
    told = {name: out[name] for name in ("id", "sent", "campaign", "sender", "subject", "kind")}
    assert told == {
        "id": "<7@x.example>",
        "sent": "2026-11-07T10:00:00+01:00",
        "campaign": "bread",
        "sender": "Ana <ana@x.example>",
        "subject": "Brötchen",
        "kind": "email",
    }
    (leads,) = (one for one in out["findings"] if one["rule"] == "people/leads")
    assert (leads["part"], leads["line"]) == ("mail", 7)
    assert mail.decode()[leads["start"] : leads["end"]] == "leads"


def test_a_row_fails_as_a_message_fails_a_build() -> None:
    """`fails` follows --fail-on, --fail-confidence and --min-score."""
    text = (
        "Please do not reply to this email, for the gate is open on Saturday from ten to four, and there will be bread."
    )
    strict, lax = Linter(), Linter()
    lax.settings = type(lax.settings)(fail_on="error")
    low = Linter()
    low.settings = type(low.settings)(fail_on="never", min_score=99.0)
    assert [Judge(one).row(1, {"body": text})["fails"] for one in (strict, lax, low)] == [True, False, True]


def test_what_the_settings_say_of_paths_holds_for_no_row() -> None:
    """A pattern that matches any file leaves rows alone: they have no path."""
    everywhere = Settings(
        per_file_ignores=(("*", ("people",)),),
        overrides=(Override(("**",), kind="internal"),),
        suppress=(Suppress(("*",), "people/leads", "leads", "ours"),),
        columns=("x",),
    )
    out = Judge(Linter(everywhere)).row(1, {"body": "Our leads wait at the gate."})
    assert [one["rule"] for one in out["findings"]] == ["people/leads"]
    assert out["kind"] == "unknown"


def test_a_row_of_too_many_merge_tags_is_a_trouble() -> None:
    """The limit of the settings holds for rows, be the body alone or beside a subject; one within it is judged."""
    judge = Judge(Linter(Settings(max_tokens=5)))
    many, few = "Hi {{name}}, " * 6, "Hi {{name}}, " * 5
    for more in ({}, {"subject": "Bread"}):
        (trouble,) = judge.row(1, {"body": many, **more})["troubles"]
        assert trouble["what"] == "has 6 merge tags, more than 5"
        assert trouble["remedy"] == "leave it out, or set max-tokens"
        assert judge.row(1, {"body": few, **more})["troubles"] == []


def test_the_cards_that_go_elsewhere_are_those_that_a_pack_may_hold(tmp_path: Path) -> None:
    """A link out of a pack's folder does not send what it leads to along with a job."""
    (tmp_path / "secret.toml").write_text("secret")
    (tmp_path / "ours" / "a").mkdir(parents=True)
    (tmp_path / "ours" / "a" / "plain.toml").write_text("plain")
    (tmp_path / "ours" / "lists.toml").write_text("")
    (tmp_path / "ours" / "a" / "leads.toml").symlink_to(tmp_path / "secret.toml")
    linter = Linter(packs=[tmp_path / "ours"])
    assert dict(packed(linter)) == {"0/a/plain.toml": b"plain", "0/lists.toml": b""}


def test_a_rule_that_breaks_is_a_trouble_of_its_row() -> None:
    """A crash of ours or of a pack is named in its row, and the next row is judged."""
    judge = Judge(Linter())
    judge.linter.judge = None  # type: ignore[method-assign, assignment]
    (trouble,) = judge.row(1, {"body": "Bread"})["troubles"]
    assert "TypeError" in trouble["what"]
    assert "report" in trouble["remedy"]


@given(PIECES, st.one_of(PIECES, st.none(), st.integers(), st.binary(max_size=20), st.text(max_size=20)))
def test_every_row_follows_the_published_schema(subject: str, body: Any) -> None:
    """Whatever a row holds, its result has the columns that are documented, in their order, and can be written as JSON."""
    out = judged({"id": "x", "subject": subject, "body": body})
    assert tuple(out) == tuple(COLUMNS) == tuple(RowModel.model_fields)
    RowModel.model_validate(json.loads(json.dumps(out).encode()))


def test_the_published_schema_and_the_columns_name_the_same_fields() -> None:
    """`heartlint schema batch` and the Parquet columns cannot drift apart, nested ones included."""
    definitions = batch_schema()["$defs"]
    mark = COLUMNS["findings"][0]
    assert list(mark) == list(definitions["RowMarkModel"]["properties"])
    assert list(COLUMNS["coverage"]) == list(definitions["RowCoverageModel"]["properties"])
    assert list(COLUMNS["coverage"]["aside"][0]) == list(definitions["AsideModel"]["properties"])
    assert list(COLUMNS["parts"][0]) == list(definitions["PartModel"]["properties"])
    assert list(COLUMNS["troubles"][0]) == list(definitions["TroubleModel"]["properties"])
