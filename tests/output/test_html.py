"""The page for people without git: one file, nothing of the copy acts, everything is where it was."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.output.html import render
from heartlint.output.text import Style
from heartlint.report import Run, Trouble
from heartlint.score import BANDS

HOSTILE = [
    "<script>window.pwned = 1</script>", "</script><script>alert(1)</script>", "</style><b>", "<!-- -->", "]]>",
    '"><img src=x onerror="window.pwned = 1">', "{{first_name}}", "\u2028", "\U0001f600", "e\u0301", "&lt;b&gt;",
]  # fmt: skip


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [name for name, _ in attrs]


def _page(*messages: str, name: str = "<b>a</b>.txt", format: str = "text") -> str:  # noqa: A002
    run = Run(tuple(heartlint.check(message, name=name, format=format) for message in messages))
    return render(run, Style())


def _data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="run">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1))
    return data


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), max_size=6))
def test_nothing_of_the_copy_becomes_an_element(parts: list[str]) -> None:
    """Whatever a message or its name holds, the page has the elements of an empty one and no attribute of theirs."""
    hostile, tame = _Elements(), _Elements()
    hostile.feed(_page("".join(parts), name="".join(parts) or "x"))
    tame.feed(_page("x", name="x"))
    assert hostile.names == tame.names
    assert hostile.attributes == tame.attributes


def test_the_page_lets_in_only_its_own_script_and_style() -> None:
    """The content-security policy names the hashes of what stands in the page, and allows nothing else."""
    page = _page("Our leads are here.")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy.group(1).startswith("default-src 'none';")
    assert "unsafe" not in policy.group(1)
    for element in ("style", "script"):
        inside = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside.group(1).encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy.group(1)


def test_the_page_asks_nothing_of_the_network() -> None:
    """It names no address to load from, and is plain ASCII, so that no server's charset can garble it."""
    page = _page("See https://example.com/x. Our leads \u2019 are here.")
    outside = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)=["']?https?:|@import|url\(""", outside)
    assert page.isascii()


@given(st.text(alphabet="a \u00e9\U0001f600\u0301", max_size=12))
def test_every_mark_is_at_its_words(before: str) -> None:
    """Block and place of each mark cut its words out of the text that is shown, in code points."""
    report = heartlint.check(f"{before} our leads are here. Dear valued customer, hello.", format="text")
    data = _data(render(Run((report,)), Style()))["messages"][0]
    assert [mark[1] for mark in data["marks"]][: len(report.findings)] == [one.rule for one in report.findings]
    for mark, finding in zip(data["marks"], (*report.findings, *report.credits), strict=True):
        block, start, end = mark[4:7]
        assert data["blocks"][block][3][start:end] == finding.text


def test_the_parts_of_the_score_point_to_their_marks() -> None:
    """A part that a finding or a credit made leads to that mark, though both are counted in one list."""
    text = "Our leads are in the funnel and we thank Maria Lopez for the soup. Could you call me at noon? " * 3
    report = heartlint.check(text, format="text")
    assert report.findings
    assert report.credits
    data = _data(render(Run((report,)), Style()))["messages"][0]
    assert [[name, points] for name, points, _ in data["parts"]] == [[p.name, p.points] for p in report.score.parts]
    for name, _, number in data["parts"]:
        if number is not None:
            assert data["marks"][number][1] == name


def test_what_could_not_be_used_is_on_the_page() -> None:
    """Troubles of the run and of a message are told, so that no page looks clean that is not."""
    run = Run((), (Trouble("a.md", "cannot be read", "check it"),))
    assert _data(render(run, Style()))["troubles"] == ["a.md: cannot be read - check it"]


def test_a_browser_without_scripts_still_shows_the_scores() -> None:
    """Where scripts may not run (a mail, a CI server's own policy), a table names each message, escaped."""
    page = _page("Our leads are in the funnel. " * 8)
    table = page.split("<table>")[1].split("</table>")[0]
    assert "&lt;b&gt;a&lt;/b&gt;.txt" in table
    assert "<td>16</td>" in table


def test_the_bands_are_those_of_the_score() -> None:
    """The page colours a score by the bands that the report names."""
    assert _data(_page("x"))["bands"] == [list(band) for band in BANDS]
