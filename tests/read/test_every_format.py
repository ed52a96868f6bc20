"""What holds in every format: the same words, wherever they are kept, are found at their place in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import heartlint
from heartlint.text import decoded

if TYPE_CHECKING:
    from heartlint.report import Finding, Report

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = "Our leads are in the pipeline."

FORMATS = {
    "a.md": "{}\n",
    "a.txt": "{}\n",
    "a.html": "<p>{}</p>\n",
    "a.mjml": "<mjml><mj-body><mj-text>{}</mj-text></mj-body></mjml>\n",
    "a.html.erb": "<p><%= render 'head' %>{}</p>\n",
    "a.eml": "From: Maria <maria@example.org>\nSubject: Hello\n\n{}\n",
    "a.csv": "id,body\n1,{}\n",
    "a.tsx": "const A = (props: Props) => (\n  <p>\n    {}\n  </p>\n);\n",
    "a.mdx": "import B from 'b';\n\n<B>\n  {}\n</B>\n",
}
"""From file name to a file of its format that says {}."""


def _check(path: Path) -> tuple[Report, list[Finding]]:
    run = heartlint.check_paths([path])
    assert run.troubles == ()
    report = run.reports[0]
    for mark in (*report.findings, *report.credits):
        slices = [piece.source.of(report.source) for piece in mark.pieces]
        if mark.exact:
            texts = [decoded(raw, piece.how) for raw, piece in zip(slices, mark.pieces, strict=True)]
            assert "".join(texts) == mark.text
        line = report.source.replace("\r\n", "\n").replace("\r", "\n").split("\n")[mark.line - 1]
        first = report.source[mark.start : mark.end].replace("\r\n", "\n").replace("\r", "\n").split("\n")[0]
        assert line[mark.column - 1 :].startswith(first)
    return report, [one for one in report.findings if one.family == "people"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (WORDS, ["leads", "pipeline"]),
        ("\U0001f600 e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 " + WORDS, ["leads", "pipeline"]),
        ("\u200f\u05e9\u05dc\u05d5\u05dd\u200e " + WORDS, ["leads", "pipeline"]),
        ("Our le\u00adads are in the pipe\u200bline.", ["le\u00adads", "pipe\u200bline"]),
    ],
    ids=["plain", "emoji", "right-to-left", "soft hyphen"],
)
def test_the_same_words_are_found_in_every_format(tmp_path: Path, name: str, words: str, found: list[str]) -> None:
    """Emoji, combining marks, direction marks and soft hyphens before or in a finding do not move it."""
    path = tmp_path / name
    path.write_text(FORMATS[name].replace("{}", words), encoding="utf-8", newline="")
    _, people = _check(path)
    assert [one.text for one in people] == found


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        (name, encoding)
        for name in FORMATS
        for encoding in ("utf-8-sig", "utf-16", "utf-16-be")
        if not name.endswith(".eml") or encoding == "utf-8-sig"  # a mail is a stream of bytes, never UTF-16
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_line_ends_do_not_matter(tmp_path: Path, name: str, encoding: str, end: str) -> None:
    """Files saved on any system, with any line end, say the same, and lines count as editors count them."""
    path = tmp_path / name
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + FORMATS[name].replace("{}", WORDS).replace("\n", end)).encode(encoding))
    report, people = _check(path)
    assert [one.text for one in people] == ["leads", "pipeline"]
    assert not report.source.startswith("\ufeff")
    before = FORMATS[name].partition("{}")[0]
    assert people[0].line == before.count("\n") + 1


def test_a_page_in_latin_1_that_says_so_is_read(tmp_path: Path) -> None:
    """The charset that a page declares is the one it is read in."""
    path = tmp_path / "a.html"
    path.write_bytes(f'<meta charset="iso-8859-1"><p>Caf\xe9: {WORDS}</p>'.encode("latin-1"))
    report, people = _check(path)
    assert [one.text for one in people] == ["leads", "pipeline"]
    assert "Caf\xe9" in report.source


def test_a_soft_hyphen_as_an_entity_does_not_hide_a_word(tmp_path: Path) -> None:
    """`le&shy;ads` is a word with a place to break it, and the whole of it is marked."""
    path = tmp_path / "a.html"
    path.write_text("<p>Our le&shy;ads are in the pipeline.</p>", encoding="utf-8")
    report, people = _check(path)
    assert report.source[people[0].start : people[0].end] == "le&shy;ads"


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_of_a_megabyte_is_read_to_its_end(tmp_path: Path, name: str) -> None:
    """Nothing is given up on for its length: what stands behind a million letters is found."""
    path = tmp_path / name
    path.write_text(FORMATS[name].replace("{}", "The gate is open. " * 60_000 + WORDS), encoding="utf-8")
    _, people = _check(path)
    assert [one.text for one in people] == ["leads", "pipeline"]


def test_fifty_thousand_nested_elements_are_read(tmp_path: Path) -> None:
    """Deep nesting is read to the bottom."""
    path = tmp_path / "a.html"
    path.write_text("<div>" * 50_000 + WORDS + "</div>" * 50_000, encoding="utf-8")
    _, people = _check(path)
    assert [one.text for one in people] == ["leads", "pipeline"]


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_that_are_no_text_are_named(tmp_path: Path, name: str) -> None:
    """A file that cannot be decoded is one trouble that names it, and no report."""
    path = tmp_path / name
    path.write_bytes(FORMATS[name].replace("{}", "ok").encode() + b"\xff\xfe\xff")
    run = heartlint.check_paths([path])
    assert run.reports == ()
    (trouble,) = run.troubles
    assert path.name in trouble.where
    assert "UTF-8" in str(trouble)


def test_every_format_has_an_example() -> None:
    """Each format that is read has a whole file in examples/, so that one can see what it is read as."""
    from heartlint.read import READERS, format_of

    shown = {format_of(path) for path in (ROOT / "examples").rglob("*.*")}
    assert set(READERS) <= shown


def test_json_reports_of_all_formats_are_json(tmp_path: Path) -> None:
    """Whatever stands in a file, its report can be written and read again."""
    from heartlint.output.json import as_dict, dumps
    from heartlint.report import Run

    path = tmp_path / "a.md"
    path.write_text("\u202e\x07 " + WORDS, encoding="utf-8")
    run = heartlint.check_paths([path])
    assert json.loads(dumps(as_dict(Run(run.reports))))["files"][0]["findings"]
