"""Catalogs (JSON, YAML, gettext, .properties, .strings): every text at its exact place, and nothing lost."""

from __future__ import annotations

import json
from typing import Any

import polib
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.read import UnreadableError, read_source
from heartlint.read.locales import locale_of
from heartlint.read.values import is_copy
from heartlint.text import Document, decoded

FORMATS = ["json", "jsonl", "yaml", "po", "properties"]


def _read(source: str, format: str, name: str = "a.json") -> Document:  # noqa: A002
    documents = read_source(name, source, format)
    for document in documents:
        for block in document.blocks:
            assert "".join(piece.text for piece in block.pieces) == block.text
            for piece in block.pieces:
                if piece.exact:
                    assert decoded(piece.source.of(source), piece.how) == piece.text
            for slot in block.slots:
                place = block.place(slot.span)
                assert place is not None
                assert place.of(block.text) == slot.text
    return documents[0]


def _texts(document: Document) -> list[tuple[str, str]]:
    return [(block.key, block.text) for block in document.blocks]


# ------------------------------------------------------------------------------------------------------- json


def test_the_values_of_json_are_read_with_their_paths() -> None:
    """Keys lead to each value and say what it is; escapes are decoded, markup is read as markup."""
    source = r'{"mail": {"subject": "Hi {name}", "items": ["It\u2019s here", "<p>Salt &amp; pepper</p>"], "n": 3}, "x": null}'
    document = _read(source, "json")
    assert _texts(document) == [
        ("mail.subject", "Hi {name}"),
        ("mail.items[0]", "It\u2019s here"),
        ("mail.items[1]", "Salt & pepper"),
    ]
    assert [block.role for block in document.blocks] == ["subject", "paragraph", "paragraph"]
    assert [slot.text for slot in document.slots] == ["{name}"]
    assert document.kind == "catalog"


def test_a_finding_in_json_is_at_its_place() -> None:
    """Through escapes, the slice of the file is the word."""
    source = r'{"body": "It\u2019s \"big\": our leads\nare here"}'
    report = heartlint.check(source, format="json")
    assert [(one.text, source[one.start : one.end], one.key) for one in report.findings] == [("leads", "leads", "body")]
    assert "a catalog holds many texts" in report.score.reason


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{", "line 1, column 2 has the end of the file, with a bracket still open"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6 has '2' where a colon should stand"),
        ('{"a": "x" "b"}', "where a comma should stand"),
        ("[1, 2}", "a } that closes nothing"),
        ("[1] 2", "where nothing should stand"),
        ('{"a": "x}', "something that is not JSON"),
        ("{1: :}", "a colon where a value should stand"),
        ("", "no value"),
    ],
)
def test_json_that_is_none_is_named_with_line_and_column(source: str, said: str) -> None:
    """One line says where it breaks, and what stands there."""
    with pytest.raises(UnreadableError) as error:
        _read(source, "json")
    assert said in str(error.value)
    assert "mend it there" in str(error.value)


def test_json_may_have_comments_and_a_last_comma() -> None:
    """As editors allow them in settings."""
    assert _texts(_read('{// note\n"a": "Hello there", /* x */ "b": ["Good day",],}', "json")) == [
        ("a", "Hello there"), ("b[0]", "Good day"),
    ]  # fmt: skip


def test_json_of_any_depth_is_walked() -> None:
    """A hundred thousand brackets are a hundred thousand steps."""
    source = "[" * 100_000 + '"Hello there"' + "]" * 100_000
    assert [block.text for block in _read(source, "json").blocks] == ["Hello there"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


def _leaves(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return []


@given(JSON, st.booleans(), st.sampled_from([None, 2]))
def test_json_says_what_the_standard_library_says(value: Any, ascii_only: bool, indent: int | None) -> None:
    """For any value, the strings that are walked are those that Python's own parser gives."""
    from heartlint.read.json import values, write
    from heartlint.text import Writer

    source = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    if "{{" in source or "{%" in source or "<%" in source:
        return
    said = []
    for one in values(source):
        writer = Writer(source)
        write(writer, one.start, one.end)
        said.append(writer.text)
    assert said == [leaf.replace("\ud800", "\ufffd") for leaf in _leaves(json.loads(source))]


# ------------------------------------------------------------------------------------------------------- yaml


def test_every_way_to_write_a_text_in_yaml_keeps_its_places() -> None:
    """Plain, quoted, folded and literal texts, over several lines, are read as YAML says, at exact places."""
    source = (
        "plain: Hello there,\n  all of you\n"
        "single: 'It''s here,\n\n  at last'\n"
        'double: "It\\u2019s \\\n  here \\"now\\""\n'
        "folded: >\n  One line\n  and another.\n\n  A new one.\n"
        "literal: |\n  One line\n  and another.\n"
        "stripped: >-\n    Deep line\n    goes on\n"
        "merged: {{ first_name }}, welcome\n"
    )
    document = _read(source, "yaml")
    assert _texts(document) == [
        ("plain", "Hello there, all of you"),
        ("single", "It's here,\nat last"),
        ("double", 'It\u2019s here "now"'),
        ("folded", "One line and another.\nA new one."),
        ("literal", "One line\nand another."),
        ("stripped", "Deep line goes on"),
        ("merged", "{{ first_name }}, welcome"),
    ]
    assert all(piece.exact for block in document.blocks for piece in block.pieces)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a: [1, 2", "line 1"),
        ("a: b: c", "line 1, column 5"),
        ("a: 'x", "line 1"),
        ("\tb: x", "line 1, column 1"),
        ("a: \x01", "is not valid YAML"),
        ("[" * 5000, "is nested more than 1000 deep"),
    ],
)
def test_yaml_that_is_none_is_named_with_its_place(source: str, said: str) -> None:
    """One line says where it breaks."""
    with pytest.raises(UnreadableError) as error:
        _read(source, "yaml")
    assert said in str(error.value)


def test_an_alias_is_not_read_twice() -> None:
    """What an anchor names is read where it stands; a thousand references to it do not multiply it."""
    document = _read("a: &x Hello there\nb: [*x, *x]\n", "yaml")
    assert [block.text for block in document.blocks] == ["Hello there"]
    assert "2 aliases: read where they are defined" in document.coverage.notes


TEXTS = st.text(alphabet="ab \u00e9\U0001f600'\"\n:#-,", min_size=1, max_size=40)


@given(st.dictionaries(st.sampled_from(["body", "intro", "text"]), TEXTS, min_size=1),
       st.sampled_from([None, '"', "'", ">", "|"]), st.integers(10, 80))  # fmt: skip
def test_yaml_says_what_its_parser_says(value: dict[str, str], style: str, width: int) -> None:
    """For any texts in any style, the words read are those that PyYAML gives."""
    source = yaml.safe_dump(value, default_style=style, width=width, allow_unicode=True)
    document = _read(source, "yaml")
    loaded = yaml.safe_load(source)
    for key, text in loaded.items():
        said = "".join("".join(block.text.split()) for block in document.blocks if block.key == key)
        items = any(block.role in {"item", "footer", "quote"} for block in document.blocks if block.key == key)
        if is_copy(text, (key,)) and not items:
            assert said == "".join(text.split())


# ---------------------------------------------------------------------------------------------------- gettext

PO = """\
msgid ""
msgstr ""
"Language: {}\\n"

#: a.py:1
msgctxt "subject"
msgid "Welcome, %(name)s"
msgstr "Bienvenue, %(name)s, et merci d\u2019avoir choisi notre maison pour vos vacances"

msgid "One book is due"
msgid_plural "%(n)d books are due"
msgstr[0] ""
msgstr[1] ""

#, fuzzy
msgid "Old words"
msgstr "Older words"

#~ msgid "gone"
#~ msgstr "long gone"
"""


def test_a_translation_is_read_and_where_there_is_none_the_message() -> None:
    """Contexts are keys, plural forms are each read, what is fuzzy or obsolete is set aside and counted."""
    document = _read(PO.format("en"), "po", "a.po")
    judged = [(block.key, block.text) for block in document.judged]
    assert judged[-2:] == [("", "One book is due"), ("", "%(n)d books are due")]
    assert ("subject", "Bienvenue, %(name)s, et merci d\u2019avoir choisi notre maison pour vos vacances") in _texts(
        document
    )
    assert "1 translations are marked as fuzzy: not judged" in document.coverage.notes
    assert {"head", "not in use"} <= set(document.coverage.aside)


def test_a_catalog_in_another_language_is_not_judged() -> None:
    """The header names the language; what is in it is set aside, and that is said."""
    document = _read(PO.format("fr"), "po", "a.po")
    assert document.judged == ()
    assert "texts in another language (fr): not judged" in document.coverage.notes
    assert "another language" in document.not_judged


def test_what_is_no_gettext_catalog_is_named() -> None:
    """One line says which line is none."""
    with pytest.raises(UnreadableError, match="line 2 is no string in quotes"):
        _read('msgid "x"\nnothing\n', "po")


@given(st.lists(st.text(alphabet='ab \u00e9"\\\n\t%', min_size=1, max_size=30), min_size=1, max_size=4, unique=True))
def test_gettext_says_what_polib_says(texts: list[str]) -> None:
    """For any messages, the words read are those that polib wrote."""
    catalog = polib.POFile(wrapwidth=20)
    for text in texts:
        catalog.append(polib.POEntry(msgid=f"id {text}", msgstr=f"Say {text}"))
    document = _read(str(catalog), "po", "a.po")
    said = "".join("".join(block.text.split()) for block in document.blocks)
    assert said == "".join("".join(f"Say {text}".split()) for text in texts if is_copy(f"Say {text}", ()))


# ------------------------------------------------------------------------------------------------- properties


def test_properties_are_read_as_java_reads_them() -> None:
    """Any separator, carried lines, escapes, comments."""
    source = "# note\na.title = Hello \\\n   there\nb:Good\\u0020day\nc d to you\n! x\ne=\n"
    assert _texts(_read(source, "properties", "a.properties")) == [
        ("a.title", "Hello there"), ("b", "Good day"), ("c", "d to you"),
    ]  # fmt: skip


def test_strings_are_read_as_apple_reads_them() -> None:
    """Quoted keys and values, comments of both sorts, escapes."""
    source = '/* a\n b */ "k.title" = "It\\U2019s \\"here\\"";\n// note\nplain = "Good day";'
    assert _texts(_read(source, "properties", "a.strings")) == [("k.title", 'It\u2019s "here"'), ("plain", "Good day")]


def test_strings_that_are_none_are_named() -> None:
    """One line says where an entry is missing, and how one is written."""
    with pytest.raises(UnreadableError, match='line 2, column 1 has no entry; write it as "key" = "value"'):
        _read('"a" = "Hello";\n"b" "x"', "properties", "a.strings")


# -------------------------------------------------------------------------------------------------------- all


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://x.example/a", ()), ("#ff0000", ()), ("arrow-right", ()), ("btn_primary", ()), ("camelCase", ()),
        ("12.5px", ()), ("a@b.example", ()), ("en", ()), ("true", ()), ("MAX_SIZE", ()), ("emails.welcome.title", ()),
        ("./path/to/file", ()), ("Hello there", ("icon",)), ("Hello there", ("x", "hrefUrl")), ("const x = 1;", ()),
        ("aGVsbG8gdGhlcmUgaGVsbG8gdGhlcmUgaGVsbG8gdGhlcmU=", ()), ("2026-11-24", ()), ("", ()),
    ],
)  # fmt: skip
def test_what_is_no_copy_is_left_alone(text: str, path: tuple[str, ...]) -> None:
    """Addresses, colours, names in code and numbers are not read as copy, whatever they spell."""
    assert not is_copy(text, path)


@pytest.mark.parametrize(
    "text", ["Continue", "Skip", "Hello there", "Don't wait!", "Welcome, {name}", "OK, got it", "Prix: 12", "Check-in"]
)
def test_what_is_said_to_a_person_is_copy(text: str) -> None:
    """A single word on a button is copy, too."""
    assert is_copy(text, ("cta",))


def test_plural_forms_are_each_read() -> None:
    """Every branch of an ICU message is a text of its own, nested ones too, and what stands around them."""
    source = json.dumps(
        {
            "a": "You have {n, plural, =0 {no leads} one {# lead and {g, select, f {her book} other {a book}}} other {# leads}} today"
        }
    )
    texts = [block.text for block in _read(source, "json").blocks]
    assert texts == ["You have  today", "no leads", "# lead and", "her book", "a book", "# leads"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("locales/de.json", "de"), ("locales/de/common.json", "de"), ("de/LC_MESSAGES/app.po", "de"),
        ("de.lproj/Localizable.strings", "de"), ("messages_de.properties", "de"), ("messages_pt_BR.properties", "pt"),
        ("locales/pt-BR.yml", "pt"), ("config/locales/devise.en.yml", "en"), ("en.json", "en"),
        ("how-to.json", ""), ("content/no/x.json", ""), ("app.json", ""), ("messages.properties", ""),
    ],
)  # fmt: skip
def test_a_path_says_its_language(path: str, language: str) -> None:
    """By the habits of Rails, gettext, Java, Apple and i18next; a word that only looks like a code does not count."""
    assert locale_of(path) == language


def test_a_tree_by_locale_is_judged_in_its_english_part() -> None:
    """Rails keeps several languages in one file; keys that are also words do not make a tree."""
    source = "en:\n  title: Our leads are here\nde:\n  title: Unsere Leads sind da\n"
    document = _read(source, "yaml")
    assert [block.text for block in document.judged] == ["Our leads are here"]
    assert "texts in another language (de): not judged" in document.coverage.notes
    words = _read("no: No thank you\nto: To all of you\nyou: Hello there\n", "yaml")
    assert len(words.judged) == 3


def test_placeholders_are_not_words() -> None:
    """A placeholder that is no merge tag anywhere else is not read as words of the copy."""
    (block,) = _read('{"note": "Only {left} left, {name}"}', "json").blocks
    assert [(zone.name, zone.span.of(block.text)) for zone in block.zones] == [("placeholder", "{left}")]


def test_lines_of_json_are_messages() -> None:
    """Each line is one; which keys were read is said."""
    source = '{"id": 1, "text": "Hello there"}\n\n{"id": 2, "meta": {"subject": "Good day"}, "x": "no"}\n'
    documents = read_source("a.jsonl", source, "jsonl")
    assert [(one.part, [block.text for block in one.blocks]) for one in documents] == [
        ("row 1", ["Hello there"]), ("row 2", ["Good day"]),
    ]  # fmt: skip
    assert documents[0].coverage.notes == ("keys read: text, subject (guessed); not read: x",)
    with pytest.raises(UnreadableError, match="line 2, column"):
        read_source("a.jsonl", '{"text": "a b"}\n{"text"\n', "jsonl")
    with pytest.raises(UnreadableError, match="has no key 'body'"):
        read_source("a.jsonl", source, "jsonl", columns=["body"])


@pytest.mark.parametrize("format", FORMATS)
@given(text=st.text(alphabet='ab{}[]":,\\\n\r\t #=;|>&*!%-/u0', max_size=80))
def test_whatever_stands_in_a_catalog_it_is_read_or_named(format: str, text: str) -> None:  # noqa: A002
    """Arbitrary text never breaks a reader, keeps its places, and reads the same twice."""
    try:
        document = _read(text, format)
    except UnreadableError:
        return
    assert document == _read(text, format)


def test_choices_in_choices_without_end_are_read_to_some_depth() -> None:
    """Thousands of plural forms in one another neither break the reader nor lose their words."""
    deep = "so {n, plural, one {" * 3000 + "leads" + "}}" * 3000
    document = _read(json.dumps({"body": deep}), "json")
    assert sum(block.text.count("so") for block in document.blocks) == 3000
    assert any("leads" in block.text for block in document.blocks)
