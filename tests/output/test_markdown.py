"""The report as a comment under a change: short, folded, in a stable order, and nothing of the copy acts in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.output.markdown import ROOM, code, render
from heartlint.output.text import Style
from heartlint.report import Run, Trouble

MARKUP = (
    "<img src=x onerror=y> ![a](http://e.example/x.png) [b](http://e.example) @octocat `` ` <!-- # https://e.example"
    "</code></summary></details>\n\n<script>"
)
OURS = re.compile(r"<details>|</details>|<summary><code>[^<>]*</code>[^<>]*</summary>|\n")


def _summary(run: Run) -> str:
    return render(run, Style())


@given(st.lists(st.sampled_from(["`", "``", "\n", "\r\n", "\x1b", "\ud800", "@x"]) | st.text(max_size=4)).map("".join))
def test_code_cannot_be_left(copy: str) -> None:
    """Nothing in a code span ends it: its fence is longer than any run of backticks in it, and it is one line."""
    told = code(copy)
    fence = re.match("`+", told)
    assert fence is not None
    inner = told.removeprefix(fence.group()).removesuffix(fence.group())
    assert len(inner) == len(told) - 2 * len(fence.group()) > 0
    assert fence.group() not in inner
    assert not inner.startswith("`")
    assert not inner.endswith("`")
    assert "\n" not in told


def test_copy_is_no_markup() -> None:
    """Links, mentions, images and tags of copy, names and troubles stand in code; the only HTML is our own."""
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark")
    report = heartlint.check("Our leads wait.")
    finding = replace(report.findings[0], text=MARKUP, sentence=MARKUP, title=MARKUP, instead=MARKUP)
    report = replace(report, name=MARKUP, part=MARKUP, findings=(finding,), troubles=(Trouble(MARKUP, MARKUP),))
    kinds = set()
    for token in markdown.parse(_summary(Run((report,), (Trouble(MARKUP, MARKUP, MARKUP),)))):
        for one in (token, *(token.children or ())):
            kinds.add(one.type)
            if one.type == "text" and "octocat" not in one.content:
                assert not re.search(r"@|https?:|<|\[", one.content)
            if one.type == "html_block":
                assert OURS.sub("", one.content) == ""
    assert "code_inline" in kinds
    assert not kinds & {"link_open", "image", "html_inline", "fence", "code_block"}


def test_each_message_with_findings_is_folded_with_its_heart() -> None:
    """Messages stand in the order of the run, each with its score, its findings and what to ask; clean ones do not."""
    run = Run(
        (
            heartlint.check("Our leads are in the pipeline. " * 6, name="b.md"),
            heartlint.check("The gate is open.", name="clean.md"),
            heartlint.check("Dear valued customer,", name="a.md"),
        )
    )
    told = _summary(run)
    assert re.findall("<code>(.*?)</code>", told) == ["b.md", "a.md"]
    assert f"<code>b.md</code>: heart {run.reports[0].score.value:.1f}, cold; 12 findings</summary>" in told
    assert "<code>a.md</code>: no score; 1 finding</summary>" in told
    assert "- error `people/leads` `b.md:1`: `leads`" in told
    assert told == _summary(run)


def test_a_long_report_is_cut_and_says_so() -> None:
    """A hundred findings are listed and the rest counted."""
    told = _summary(Run((heartlint.check("Our leads wait. " * 120),)))
    assert told.count("`people/leads`") == 100
    assert told.endswith("And 20 more findings.\n")


def test_it_fits_into_one_comment() -> None:
    """However many messages there are and however long their names, a comment takes it, folded parts closed."""
    name = f"{'long/' * 60}mail.md"
    run = Run(tuple(heartlint.check("Our leads wait.", name=f"{i}{name}") for i in range(3000)))
    told = _summary(run)
    assert len(told) <= ROOM + 200
    assert told.count("<details>") == told.count("</details>")
    assert re.search(r"And \d+ more findings\.\n$", told)


def test_what_could_not_be_used_comes_first() -> None:
    """Troubles are told above all findings: the run is not a pass."""
    told = _summary(Run((heartlint.check("Our leads wait."),), (Trouble("a.md", "cannot be read", "check it"),)))
    assert told.index("1 trouble, so this run is not a pass") < told.index("people/leads")
    assert "- `a.md: cannot be read - check it`" in told
