"""What is said of cards that cannot be used, and what the published schemas hold."""

from __future__ import annotations

import copy
import json
import tomllib
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.output.json import as_dict
from heartlint.report import Run
from heartlint.rule import RuleError
from heartlint.schema import card_from_toml, card_schema, config_schema, key_lines, report_schema, validate_report

CARD = """\
title = "A sprocket."
why = "Nobody knows what it is."
instead = "What is it?"
phrases = ["sprocket"]
finds = ["A «sprocket»."]
passes = ["Sprocketed."]
"""


def test_a_card_is_read_with_its_defaults() -> None:
    """The least card is a finding, a warning and sure; a byte order mark does no harm."""
    card = card_from_toml("\ufeff" + CARD, "house/sprocket.toml")
    assert (card.title, card.side, card.severity, card.confidence) == ("A sprocket.", "finding", "warning", "sure")
    assert (card.phrases, card.likely, card.excuse, card.lists) == (["sprocket"], [], True, {})


@pytest.mark.parametrize(
    ("card", "parts"),
    [
        ("", (":1: ", "is missing; add it")),
        (CARD.replace("instead", "insted"), (":3: ", "'insted'", "did you mean 'instead'?")),
        (CARD + "unles = []\n", (":7: ", "did you mean 'unless'?")),
        (CARD + "qqq = []\n", (":7: ", "known keys: aliases, confidence")),
        (CARD.replace('"What is it?"', '"""\nunles = 1\n"""') + "unles = 2\n", (":9: ", "did you mean 'unless'?")),
        (CARD.replace('"A sprocket."', '"  "'), (":1: title", "is empty")),
        (CARD.replace('["sprocket"]', '"sprocket"'), (":4: phrases", "put it in brackets")),
        (CARD.replace('["sprocket"]', '["sprocket", ""]'), (":4: phrases", "is empty")),
        (CARD.replace('["sprocket"]', "[\n  3,\n]"), (":4: phrases", "put it in quotes")),
        (CARD + 'severity = "fatal"\n', (":7: severity", "'error', 'warning' or 'info'")),
        (CARD + 'confidence = "quite"\n', (":7: confidence", "'sure' or 'likely'")),
        (CARD + 'side = "praise"\n', (":7: side", "'finding' or 'credit'")),
        (CARD + 'excuse = "no"\n', (":7: excuse", "true nor false")),
        (CARD + "since = 0.1\n", (":7: since", "put it in quotes")),
        (CARD + 'roles = ["sbject"]\n', (":7: roles", "did you mean 'subject'?")),
        (CARD + '[lists]\n\npeople = "buyer"\n', (":9: lists.people", "put it in brackets")),
        (CARD + "x = [\n", (":7: ", "not valid TOML", "mend it")),
        (CARD + "x = " + "[" * 5000, ("nested too deeply",)),
    ],
)
def test_a_mistake_in_a_card_is_one_line_with_file_line_key_and_remedy(card: str, parts: tuple[str, ...]) -> None:
    """An author reads which card, which line, which key, and what to do."""
    with pytest.raises(RuleError) as caught:
        card_from_toml(card, "house/sprocket.toml")
    message = str(caught.value)
    assert message.startswith("house/sprocket.toml:")
    assert "\n" not in message
    assert [part for part in parts if part not in message] == []


_words = st.text("ab=[]{}#,\"'\\\n. ", max_size=8)
_values = st.recursive(
    st.one_of(
        _words.map(json.dumps),
        st.text('ab=[]{}#,"\n. ', max_size=8).map(lambda text: f"'''{text}'''"),
        st.text('ab=[]{}#,"\n. ', max_size=8).map(lambda text: '"""' + text.replace('"', '\\"') + '"""'),
        st.sampled_from(["1", "-2.5", "true", "1979-05-27T07:32:00Z", "nan", "''''a'''", '""""b"""']),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: "[\n" + ",\n  # a = ]\n".join(values) + "\n]"),
        st.lists(inner, max_size=3).map(
            lambda values: "{" + ", ".join(f"k{number}.x = {value}" for number, value in enumerate(values)) + "}"
        ),
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.booleans(), _values), max_size=6))
def test_the_line_of_a_key_is_its_own_whatever_the_values_hold(entries: list[tuple[bool, str]]) -> None:
    """Brackets, quotes, comments and line breaks inside values never move the line that a mistake is told at."""
    text = ""
    table: tuple[str, ...] = ()
    wanted: dict[tuple[str, ...], int] = {}
    for number, (heads, value) in enumerate(entries):
        if heads:
            table = (f"t{number}", "a/b")
            text += f'[t{number} . "a/b"]  # [x]\n'
            wanted[table] = text.count("\n")
        text += f"'key {number}'.sub = {value}\n"
        wanted[*table, f"key {number}", "sub"] = text.count("\n") - value.count("\n")
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # an inline table over two lines: TOML 1.0 has none
        return
    lines = key_lines(text)
    assert {key: lines.get(key) for key in wanted} == wanted


@pytest.mark.parametrize("schema", [card_schema(), config_schema(), report_schema()])
def test_the_published_schemas_are_valid_and_closed(schema: dict[str, Any]) -> None:
    """Each says its dialect, title and description, and allows no key that is not ours."""
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"].startswith("heartlint ")
    assert schema["description"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("schema", [card_schema(), config_schema()])
def test_editors_can_show_what_each_key_means(schema: dict[str, Any]) -> None:
    """Every key of a card and of a config has a description, also in the tables below them."""
    for part in (schema, *schema.get("$defs", {}).values()):
        keys = part["properties"].items()
        assert [name for name, key in keys if not key.get("description") and "$ref" not in key] == []
        assert part["description"]


def test_a_schema_and_the_reader_agree_on_a_card() -> None:
    """What an editor accepts by the schema, heartlint reads; a mistyped key both refuse."""
    schema = card_schema()
    jsonschema.validate(tomllib.loads(CARD), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(CARD + "unles = []\n"), schema)


def test_a_report_is_checked_and_a_wrong_one_is_placed() -> None:
    """The JSON report passes; what was taken out or put in is named with its place."""
    report = json.loads(json.dumps(as_dict(Run((heartlint.check("Our leads are in the pipeline."),)))))
    validate_report(report)
    less, more = copy.deepcopy(report), copy.deepcopy(report)
    del less["files"][0]["score"]["band"]
    more["files"][0]["findings"][0]["colour"] = "red"
    for wrong, place in (
        (less, "files[0].score.band"),
        (more, "files[0].findings[0].colour"),
        ({}, "schema_version"),
        ([], "report"),
    ):
        with pytest.raises(ValueError, match="^" + place.replace("[", r"\[") + ": ") as caught:
            validate_report(wrong)
        assert "\n" not in str(caught.value)
