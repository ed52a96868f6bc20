"""What holds for every format a run can be written in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.cli import main
from heartlint.output import FORMATS, renderer
from heartlint.output.places import Region, byte_region, region
from heartlint.output.text import Style
from heartlint.report import Run, Suppressed, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

XML = ("junit", "checkstyle")
JSON = ("json", "sarif", "gitlab", "rdjson")
SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
# with lone halves of pairs, control characters, direction marks and what XML cannot hold
anything = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\x1b\ud800\ufffe\uffff\u2028\r\n&<>\"'"))


def _parsed(name: str, told: str) -> None:
    """Read a report as its format's consumers do; raises where it cannot be read."""
    if name in JSON:
        value = json.loads(told)
        if name == "sarif":
            jsonschema.Draft4Validator(SARIF).validate(value)
    elif name == "rdjsonl":
        for line in told.splitlines():
            json.loads(line)
    elif name in XML:
        ET.fromstring(told.encode())  # noqa: S314 - our own


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@given(anything, anything, st.booleans())
def test_any_copy_gives_a_well_formed_report(encoding: str, copy: str, name: str, exact: bool) -> None:
    """Whatever the copy, its file's name and what went wrong, each format can be read back, on an ASCII stream too."""
    source = f"{copy} our leads {copy}"
    start = source.index("leads", len(copy))
    real = heartlint.check("Our leads wait.").findings[0]
    finding = replace(real, start=start, end=start + 5, text=copy, sentence=copy, key=copy, why=copy, exact=exact)
    report = replace(
        heartlint.check("Our leads wait."),
        name=name,
        part=copy,
        source=source,
        findings=(finding,),
        suppressed=(Suppressed(finding, "comment", copy),),
        troubles=(Trouble(copy, copy, copy, copy),),
    )
    run = Run((report, heartlint.check(source, name=name)), (Trouble(name, copy),))
    for form in FORMATS:
        told = renderer(form).render(run, Style(encoding=encoding))
        told.encode(encoding if form not in {"text", "github", "markdown"} else "utf-8")
        assert told.endswith("\n")
        _parsed(form, told)


@given(
    st.lists(st.sampled_from(["our leads ", "\U0001f525", "e\u0301", "\r\n", "\n", "\r", "\n\n", "\t", "caf\u00e9 "]))
)
def test_regions_are_the_findings_own(bits: list[str]) -> None:
    """In code points and in bytes, a region slices the source exactly as the finding's offsets do."""
    report = heartlint.check("Our leads wait. " + "".join(bits) + " our leads", format="text")
    for finding in report.findings:
        told = region(finding, report.source)
        assert (told.line, told.column, told.end_line, told.end_column) == (
            finding.line, finding.column, finding.end_line, finding.end_column,
        )  # fmt: skip
        counted = byte_region(finding, report.source)
        for offset, column in ((finding.start, counted.column), (finding.end, counted.end_column)):
            before = report.source[:offset]
            line = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
            assert column == len(line.encode()) + 1


@pytest.mark.parametrize(("start", "end"), [(4, 9), (4, 14), (4, 11), (3, 10)])
def test_where_only_lines_are_known_they_are_named_whole(start: int, end: int) -> None:
    """A place that is not exact is told as its lines, without the end of the last, wherever in them it was."""
    report = heartlint.check("Our leads wait.")
    source = "e\u0301\r\nour lead\r\n\U0001f525 wait\r\n"
    assert source.index("our") == 4
    finding = replace(report.findings[0], start=start, end=end, exact=False)
    last = 3 if end > 14 else 2
    assert region(finding, source) == Region(1 if start < 4 else 2, 1, last, 9)
    assert byte_region(finding, source).end_column == 9


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\x85", "\ud800", "\ufffe", "\uffff", "]]>", "\t"])
@pytest.mark.parametrize("name", XML)
def test_no_character_breaks_xml(name: str, char: str) -> None:
    """What XML 1.0 cannot hold is shown as an escape, in copy, names and troubles."""
    report = heartlint.check("Our leads wait.", name=f"a{char}b.md")
    finding = replace(report.findings[0], text=f"x{char}y", why=char)
    told = renderer(name).render(Run((replace(report, findings=(finding,)),), (Trouble(char, char),)), Style())
    assert not set(told) & {"\x00", "\x0b", "\x1b", "\x85", "\ud800", "\ufffe", "\uffff"}
    _parsed(name, told)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_calls_clean_what_was_not_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be read is named in the report of every format, with the remedy, and the exit status is 2."""
    monkeypatch.chdir(tmp_path)
    Path("good.md").write_text("The gate is open on Saturday.\n")
    Path("latin.md").write_bytes(b"caf\xe9\n")
    assert main(["check", ".", "-o", f"{name}:report", "--exit-zero"]) == 2
    told = Path("report").read_text(encoding="utf-8")
    assert "latin.md" in told
    assert "UTF-8" in told
    _parsed(name, told)
    capsys.readouterr()


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"text", "json"}])
def test_a_rule_that_broke_is_told_in_every_format(name: str, broken: Run) -> None:
    """A run in which nothing was found but a rule or a pack broke says so wherever it is read."""
    told = renderer(name).render(broken, Style(columns=400))
    for part in ("house/x", "KeyError", "there is no such folder"):
        assert part in told


def test_all_formats_can_be_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One run, a file for each format, and the report on the screen."""
    monkeypatch.chdir(tmp_path)
    Path("mail.md").write_text("Our leads are in the pipeline \U0001f525.\n")
    flags = [flag for name in FORMATS for flag in ("-o", f"{name}:out.{name}")]
    assert main(["check", "mail.md", "-o", "text", *flags]) == 1
    assert "people/leads" in capsys.readouterr().out
    for name in FORMATS:
        told = Path(f"out.{name}").read_bytes()
        assert not told.startswith(b"\xef\xbb\xbf")
        _parsed(name, told.decode())
        assert b"people" in told


def _doubled(render: Callable[[Run], object], make: Callable[[int], Run]) -> tuple[int, int]:
    """How many steps of Python a run takes, and one of twice the size."""
    import sys

    counts = []
    for size in (1, 2):
        run, steps = make(size), 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1

        sys.setprofile(count)
        try:
            render(run)
        finally:
            sys.setprofile(None)
        counts.append(steps)
    return counts[0], counts[1]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"text", "json"}])
def test_twice_the_findings_take_twice_the_work(name: str) -> None:
    """A table of twice as many rows takes twice the steps to tell: nothing is looked for again in each row."""
    from heartlint.linter import Linter

    linter = Linter()

    def make(size: int) -> Run:
        data = "id,body\n" + "1,Our leads wait\n" * (150 * size)
        return Run(tuple(linter.check_all(data.encode(), name="a.csv")))

    once, twice = _doubled(lambda run: renderer(name).render(run, Style()), make)
    assert twice < once * 2.5
