"""Twice the copy takes twice the work, counted in Python's own steps: never in time, which a busy machine stretches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartlint.engine import RuleSet
from heartlint.linter import Linter
from heartlint.output import FORMATS, renderer
from heartlint.output.text import Style
from heartlint.packs import read_card
from heartlint.read import READERS, UnreadableError, decode, read_source
from heartlint.report import Run
from heartlint.rule import RuleError
from steps import calls, grows

LINTER = Linter()


_FEW = 5_000


@pytest.mark.parametrize(
    "unit",
    [
        "Our leads wait. ",
        "Our Leads Wait and ",  # a sentence without an end, in capitals that may be names
        "Hello {{ first_name }}, our leads wait. ",
        "Hello {{ first_name, {% if a <% x [% ",
        "{% if leads %}our leads{% endif %} ",
        '"our leads" (we call them leads) ',
        "not our leads, never leads, ",
        "<!-- heartlint: ignore[people/leads] -- no --> leads ",
        "<!-- heartlint: disable[people/leads] -- no --> leads ",
        "I I'm we us our my ",
        "you? you! you; you: you, ",
        "[FirstName] [ADD NAME] XXX ",
        "1 lead, 2 leads; 3,000 leads ",
    ],
)
def test_a_check_grows_as_its_copy(unit: str) -> None:
    """A sentence, a merge tag, a comment said a hundred times over costs a hundred times one, in a check of all rules."""

    def check(size: int) -> None:
        for document in LINTER.read("mail", unit * size + "\n", "markdown"):
            LINTER.judge(document)

    # what the judge reads around a term of an endless sentence grows until its window is full
    assert grows(check, 200 if "-->" in unit else 60) < 2.4


@pytest.mark.parametrize("format_", sorted(READERS))
@pytest.mark.parametrize(
    "unit",
    ["<a ", "<!--", "{{", "{%", "`", "[a](", "> ", "*a **", "&lt", '"', "{a: [", "---\n", "--b\n\n", "=?utf-8?q?a?=",
     'msgid "a"\nmsgstr "b"\n\n', "{/* ", "${", '{"body": "a {{ b }} c"}\n'],
)  # fmt: skip
def test_a_reader_grows_as_its_file(format_: str, unit: str) -> None:
    """What opens and never closes, said over and over, is not looked through again from each place, in any format."""
    head = {"eml": "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n", "table": "id,body\n"}

    def read(size: int) -> None:
        try:
            read_source("mail", decode((head.get(format_, "") + unit * size).encode(), format_), format_)
        except UnreadableError:
            return

    assert grows(read, 50) < 2.6


@pytest.mark.parametrize("name", FORMATS)
def test_an_output_grows_as_what_it_tells(name: str) -> None:
    """Twice as many findings and credits are written in twice the steps: none is looked for among all the others."""
    render = renderer(name).render
    counts = []
    for size in (1, 200, 400):
        run = Run((LINTER.check("Our leads wait, Maria. What did your beans do? " * size),))
        render(run, Style())  # whatever is imported for the first time
        counts.append(calls(lambda run=run: render(run, Style())))  # type: ignore[misc]
    none, once, twice = counts
    assert (twice - none) / max(once - none, _FEW) < 2.4


_PARTS = ("our|your", "leads", "convert~", "(the)", "(of your inbox)", "<people>", "<..people>", "#", "*", "..", "^", "$",
          ",", "<slot>")  # fmt: skip
_COPY = "our your leads converted the of your inbox readers anxious new guest 12 dozens , {{ x }} . ! word".split()


@settings(max_examples=12)
@given(
    st.lists(st.sampled_from(_PARTS), min_size=1, max_size=7),
    st.lists(st.sampled_from(_PARTS), min_size=0, max_size=4),
    st.lists(st.sampled_from(_COPY), min_size=1, max_size=6),
)
def test_a_card_grows_as_the_copy_whatever_it_says(wording: list[str], near: list[str], copy: list[str]) -> None:
    """No wording that a pack's card may hold takes more than linear time on any copy, neighbours and all."""
    text = (
        f'title = "A."\nwhy = "b"\ninstead = "c"\nphrases = ["leads {" ".join(wording)}"]\n'
        f'unless = ["{" ".join(near) or "inbox"}"]\nnear = ["leads", "inbox"]\nunless_near = ["guest"]\n'
        'finds = ["See «leads» now."]\npasses = ["See the leads."]\n[lists]\npeople = ["reader", "guest"]\n'
    )
    try:
        rules = RuleSet([read_card(text.encode(), "card", "a", "b", "pack", {})])
    except RuleError:
        return

    def check(size: int) -> None:
        for document in LINTER.read("mail", " ".join([*copy, "leads"] * size), "text"):
            rules.run(document)

    assert grows(check, 50) < 2.4
