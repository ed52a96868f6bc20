"""Checkstyle's XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from heartlint.output.checkstyle import render
from heartlint.output.text import Style

if TYPE_CHECKING:
    from heartlint.report import Run


def _files(run: Run) -> dict[str, list[dict[str, str]]]:
    root = ET.fromstring(render(run, Style()).encode())  # noqa: S314 - our own
    assert root.tag == "checkstyle"
    assert root.get("version")
    assert {child.tag for child in root} <= {"file"}
    return {file.get("name", ""): [dict(error.attrib) for error in file.iter("error")] for file in root}


def test_each_finding_is_an_error_of_its_file(hard: Run) -> None:
    """Line, column, severity, message and source are there; no column where only the line is known."""
    files = _files(hard)
    told: dict[str, list[dict[str, str]]] = {}
    for report in hard.reports:
        rows = told.setdefault(report.name, [])
        for finding in report.findings:
            row = {"line": str(finding.line), "severity": finding.severity}
            row |= {"column": str(finding.column)} if finding.exact else {}
            rows.append({**row, "source": f"heartlint.{finding.rule.replace('/', '.')}"})
    assert {
        name: [{key: value for key, value in row.items() if key != "message"} for row in rows]
        for name, rows in files.items()
    } == told
    assert '"leads": ' in files["mails/a b.md"][0]["message"]
    assert files["mails/clean.md"] == []


def test_troubles_are_errors(broken: Run) -> None:
    """What could not be read is an error of its file, at its line where that is known."""
    files = _files(broken)
    (late,) = files["mails/late.html"]
    assert (late["severity"], late["line"], late["source"]) == ("error", "3", "heartlint.trouble")
    assert "save the file as UTF-8" in late["message"]
    assert [error["severity"] for error in files["pack ./ours"] + files["mails/rule.md"]] == ["error", "error"]
