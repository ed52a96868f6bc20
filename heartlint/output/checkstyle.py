"""Checkstyle's XML, for the many tools that read it: a file, and an error for each finding in it.

Columns are from 1, in code points. What could not be read or used is an error as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.output.places import region, troubles
from heartlint.output.told import with_words
from heartlint.output.xml import Element, add, document

if TYPE_CHECKING:
    from heartlint.output.text import Style
    from heartlint.report import Run


def render(run: Run, style: Style) -> str:
    """The run as one `checkstyle`; a file without findings stands there empty."""
    root = Element("checkstyle", {"version": "4.3"})
    files: dict[str, Element] = {}

    def file(name: str) -> Element:
        if name not in files:
            files[name] = add(root, "file", name=name)
        return files[name]

    for trouble, name, at in troubles(run):
        told = {"severity": "error", "message": trouble, "source": "heartlint.trouble"}
        add(file(name or trouble.where), "error", line=at or 1, **told)
    for report in run.reports:
        within = file(report.name)
        for finding in report.findings:
            place = region(finding, report.source)
            column = {"column": place.column} if finding.exact else {}
            source = f"heartlint.{finding.rule.replace('/', '.')}"
            told = {"severity": finding.severity, "message": with_words(finding), "source": source}
            add(within, "error", line=place.line, **column, **told)
    return document(root, style)
