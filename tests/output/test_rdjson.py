"""Reviewdog's format, as one object and line by line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from heartlint.output import renderer
from heartlint.output.text import Style
from heartlint.report import Run

if TYPE_CHECKING:
    from collections.abc import Callable

# the names in proto/rdf/reviewdog.proto
FIELDS: dict[str, dict[str, Any]] = {
    "DiagnosticResult": {"diagnostics": ["Diagnostic"], "source": "Source", "severity": str},
    "Diagnostic": {
        "message": str,
        "location": "Location",
        "severity": str,
        "source": "Source",
        "code": "Code",
        "suggestions": ["Suggestion"],
        "original_output": str,
    },
    "Location": {"path": str, "range": "Range"},
    "Range": {"start": "Position", "end": "Position"},
    "Position": {"line": int, "column": int},
    "Source": {"name": str, "url": str},
    "Code": {"value": str, "url": str},
    "Suggestion": {"range": "Range", "text": str},
}


def _fits(value: Any, kind: Any) -> None:
    if isinstance(kind, list):
        for one in value:
            _fits(one, kind[0])
    elif isinstance(kind, str):
        for name, inner in value.items():
            assert name in FIELDS[kind], f"{name} is no field of {kind}"
            _fits(inner, FIELDS[kind][name])
    else:
        assert type(value) is kind


def _told(run: Run) -> list[dict[str, Any]]:
    result = json.loads(renderer("rdjson").render(run, Style()))
    _fits(result, "DiagnosticResult")
    assert result["source"]["name"] == "heartlint"
    told: list[dict[str, Any]] = result["diagnostics"]
    return told


def test_it_has_the_fields_of_the_proto(hard: Run, broken: Run) -> None:
    """Every field has the name and type the proto gives it, and severities are of its list."""
    for run in (hard, broken, Run(())):
        for one in _told(run):
            assert one["severity"] in {"ERROR", "WARNING", "INFO"}
            assert one["message"]
            assert one["location"]["path"]
            assert "suggestions" not in one


def test_ranges_slice_the_source_in_bytes(hard: Run, cut: Callable[..., str], lines_of: Callable[..., str]) -> None:
    """Columns count bytes of UTF-8 and the end is exclusive; where only lines are known there are no columns."""
    told = iter(_told(hard))
    columns = []
    for report in hard.reports:
        for finding in report.findings:
            one = next(told)
            assert (one["code"], one["location"]["path"]) == ({"value": finding.rule}, report.name)
            start, end = one["location"]["range"]["start"], one["location"]["range"]["end"]
            slice_ = report.source[finding.start : finding.end]
            if finding.exact:
                places = (start["line"], start["column"]), (end["line"], end["column"])
                assert cut(report.source, *places, unit="bytes") == slice_
                columns.append(start["column"] - finding.column)
            else:
                assert set(start) == set(end) == {"line"}
                assert slice_.strip() in lines_of(report, start["line"], end["line"])
    assert max(columns) == 4  # an emoji has four bytes and a combining mark two, where code points count one each


def test_bytes_are_counted_right_far_into_a_long_line() -> None:
    """Columns in a line of many thousand characters, of one to four bytes each, are exact."""
    import heartlint

    words = "The caf\u00e9 by the harbour is open \U0001f525 for you and for all who come e\u0301. " * 60
    text = f"{words}Our leads wait. {words}Our leads."
    told = _told(Run((heartlint.check(text),)))
    row = text.encode()
    assert len(told) == 2
    for one in told:
        place = one["location"]["range"]
        assert row[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b"leads"


def test_a_line_stands_for_each_diagnostic(hard: Run, broken: Run) -> None:
    """Rdjsonl says the same as rdjson, each line with its source; where nothing was found it is empty."""
    for run in (hard, broken):
        lines = renderer("rdjsonl").render(run, Style()).splitlines()
        told = [json.loads(line) for line in lines]
        _fits(told, ["Diagnostic"])
        assert [one.pop("source") for one in told] == [{"name": "heartlint"}] * len(told)
        assert told == _told(run)
    assert renderer("rdjsonl").render(Run(()), Style()) == ""


def test_troubles_are_errors(broken: Run) -> None:
    """What could not be read is an error at its file, and at its line where that is known."""
    late, pack, rule = _told(broken)
    assert {one["severity"] for one in (late, pack, rule)} == {"ERROR"}
    assert late["location"] == {"path": "mails/late.html", "range": {"start": {"line": 3}}}
    assert rule["location"] == {"path": "mails/rule.md"}
    assert "there is no such folder" in pack["message"]
