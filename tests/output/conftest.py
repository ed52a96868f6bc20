"""What the tests of all formats share: a run that is hard to tell, and how places are read back from a source."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from heartlint.linter import Linter
from heartlint.report import Report, Run, Suppressed, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

MARKDOWN = (
    "\U0001f525 e\u0301 Our **leads** are in the pipe**line**.\r\n\r\n"
    "We watch the customer\r\npipeline, and our leads.\r\n"
)
TABLE = 'id,body\r\n1,"\U0001f525 e\u0301 Our leads are ""here"""\r\n2,Our leads wait\r\n'
HEAD = "From: Ann <ann@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n"
QUOTED = f"{HEAD}Content-Transfer-Encoding: quoted-printable\r\n\r\n=F0=9F=94=A5 Our lea=\r\nds wait.\r\n"
BASE64 = f"Subject: =?utf-8?q?Our_leads?=\r\n{HEAD}Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
    b"Hello Maria, here is the news of the harbour. Our leads are in the pipeline, and we follow them."
).decode().replace("\n", "\r\n")

TROUBLES = (
    Trouble("mails/late.html:3", "byte 4 is not UTF-8", "save the file as UTF-8"),
    Trouble("pack ./ours", "there is no such folder", "check the path"),
)


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the CI that runs these tests is seen by what they test."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def hard() -> Run:
    """Emoji and combining marks before findings, CRLF, two lines, table rows, mail parts exact and not."""
    linter = Linter()
    reports = [
        *linter.check_all(MARKDOWN.encode(), name="mails/a b.md"),
        *linter.check_all(TABLE.encode(), name="mails/rows.csv"),
        *linter.check_all(QUOTED.encode(), name="mails/quoted.eml"),
        *linter.check_all(BASE64.encode(), name="mails/base64.eml"),
        linter.check("The gate is open on Saturday.", name="mails/clean.md"),
    ]
    found = [finding for report in reports for finding in report.findings]
    assert {finding.exact for finding in found} == {True, False}
    assert any(finding.line != finding.end_line for finding in found)
    return Run(tuple(reports))


@pytest.fixture
def broken() -> Run:
    """A run that could not read a file and use a pack, and a message on which a rule broke; nothing was found."""
    clean = Linter().check("The gate is open on Saturday.", name="mails/rule.md")
    trouble = Trouble("rule house/x (pack ours) on mails/rule.md", "KeyError: 'x'", "tell its author")
    return Run((replace(clean, troubles=(trouble,)),), TROUBLES)


@pytest.fixture
def held() -> Run:
    """Findings that are held back by a comment, in the config, by a baseline and by a revision, and one that is not."""
    report = Linter().check("Our leads. " * 5, name="mails/held.md")
    assert len(report.findings) == 5
    comment, config, baseline, revision, _ = report.findings
    suppressed = (
        Suppressed(comment, "comment", "because of comment"),
        Suppressed(config, "config", "because of config"),
        Suppressed(baseline, "baseline", "because of baseline"),
        Suppressed(revision, "revision", "because of revision"),
    )
    return Run((replace(report, findings=report.findings[4:], suppressed=suppressed),))


@pytest.fixture(scope="session")
def cut() -> Callable[..., str]:
    """The slice of a source from line and column to line and column, columns in code points or in bytes of UTF-8."""

    def slice_of(source: str, start: tuple[int, int], end: tuple[int, int], *, unit: str = "code points") -> str:
        rows = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)

        def offset(place: tuple[int, int]) -> int:
            line, column = place
            row = rows[line - 1]
            if unit == "bytes":
                column = len(row.encode()[: column - 1].decode()) + 1
            return sum(map(len, rows[: line - 1])) + column - 1

        return source[offset(start) : offset(end)]

    return slice_of


@pytest.fixture(scope="session")
def lines_of() -> Callable[[Report, int, int], str]:
    """The lines of a report's source, from one to another, without the end of the last."""

    def lines(report: Report, first: int, last: int) -> str:
        rows = re.split(r"(?<=\n)", report.source)[first - 1 : last]
        return "".join(rows).rstrip("\r\n")

    return lines
