"""The JSON report, as programs read it."""

from __future__ import annotations

import json

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.output.json import as_dict, render
from heartlint.output.text import Style
from heartlint.report import Run, Trouble
from heartlint.schema import report_schema

SCHEMA = report_schema()


def test_it_follows_the_published_schema() -> None:
    """What is printed is what `heartlint schema report` promises, with and without a score."""
    reports = tuple(
        heartlint.check(text) for text in ("", "Our leads wait.", "Our leads wait. What did you bake? " * 9)
    )
    run = Run(reports, (Trouble("x", "y", "z"),), ("a.pdf",))
    told = json.loads(render(run, Style()))
    jsonschema.validate(told, SCHEMA)
    assert [file["score"]["value"] is None for file in told["files"]] == [True, True, False]
    assert told["summary"]["messages"] == 3
    assert told["troubles"] == [{"where": "x", "what": "y", "remedy": "z"}]


def test_offsets_slice_the_source() -> None:
    """Start, end and pieces are code points of the source, an emoji and a combining mark before them or not."""
    text = "\U0001f525 e\u0301 Our **leads** are in the pipeline."
    (file,) = as_dict(Run((heartlint.check(text),)))["files"]
    (lead, pipeline) = file["findings"]
    assert text[lead["start"] : lead["end"]] == lead["text"] == "leads"
    assert "".join(text[piece["start"] : piece["end"]] for piece in pipeline["pieces"]) == "pipeline"
    assert (lead["line"], lead["column"]) == (1, 12)


@given(st.text(max_size=80))
def test_any_report_is_valid_json(text: str) -> None:
    """Whatever the copy and its name, the report is one JSON object on the schema."""
    run = Run((heartlint.check(text + " our leads", name=text),))
    jsonschema.validate(json.loads(render(run, Style())), SCHEMA)
