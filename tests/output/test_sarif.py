"""SARIF, as GitHub's code scanning and editors read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import pytest

from heartlint.linter import Linter
from heartlint.output.sarif import line_hashes, render
from heartlint.output.text import Style
from heartlint.report import Run

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))


def _log(run: Run) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(run, Style()))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    return log


def _results(run: Run) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = _log(run)["runs"][0]["results"]
    return results


def test_it_follows_the_official_schema(hard: Run, broken: Run, held: Run) -> None:
    """Logs of findings, of troubles, of suppressions and of nothing at all are valid SARIF 2.1.0."""
    for run in (hard, broken, held, Run(())):
        log = _log(run)
        assert log["version"] == "2.1.0"
        assert log["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_it_has_what_github_asks_for(hard: Run) -> None:
    """Each result has a rule that is described, a message, one location with a relative path and four region fields."""
    (run,) = _log(hard)["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "heartlint"
    for rule in driver["rules"]:
        assert rule["name"].isalnum()
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert rule["properties"]["precision"] in {"high", "medium"}
        assert rule["id"].partition("/")[0] in rule["properties"]["tags"]
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert rule["help"]["markdown"]
    assert len(run["results"]) == sum(len(report.findings) for report in hard.reports) > 5
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert not place["artifactLocation"]["uri"].startswith(("/", "."))
        assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert result["partialFingerprints"]["primaryLocationLineHash"].count(":") == 1


def test_regions_slice_the_source(hard: Run, cut: Callable[..., str], lines_of: Callable[..., str]) -> None:
    """Regions name the finding's slice in code points, or its whole lines where only they are known."""
    results = iter(_results(hard))
    for report in hard.reports:
        for finding in report.findings:
            region = next(results)["locations"][0]["physicalLocation"]["region"]
            start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
            told = cut(report.source, start, end)
            if finding.exact:
                assert told == report.source[finding.start : finding.end]
            else:
                assert told == lines_of(report, finding.line, region["endLine"])
                assert report.source[finding.start : finding.end].strip() in told


def test_a_place_has_the_name_it_has_in_its_file(hard: Run) -> None:
    """A finding in a table says which row and column it stands in."""
    rows = [one for one in _results(hard) if "rows.csv" in str(one["locations"])]
    names = [one["locations"][0]["logicalLocations"][0]["name"] for one in rows]
    assert names == ["row 2, body", "row 3, body"]


def test_paths_are_uris_from_the_root_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces, percent signs, colons and foreign letters are escaped; what CI checked out is the root; names go back."""
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    name = "a b/c:100% \u00e9\U0001f525#?.md"
    (result,) = _results(Run((Linter().check("Our leads.", name=name),)))
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert not set(uri) & set(" :#?")
    assert unquote(uri) == f"sub/{name}"
    (result,) = _results(Run((Linter().check("Our leads.", name="/elsewhere/x y.md"),)))
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///elsewhere/x%20y.md"}


# what `hash` of github/codeql-action gives for these texts, from its own tests
GITHUB = [
    ("", ["c129715d7a2bc9a3:1"]),
    (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
    (
        " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        [
            "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
        ],
    ),
    (
        "Lorem ipsum dolor sit amet.\n" * 10,
        [
            *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)), "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hashes"), GITHUB)
def test_line_hashes_are_githubs(text: str, hashes: list[str]) -> None:
    """The fingerprints are those that GitHub computes itself, so that it never sees one finding as two."""
    wanted = range(1, len(hashes) + 1)
    assert line_hashes(text, wanted) == dict(zip(wanted, hashes, strict=True))
    assert line_hashes(text, [len(hashes)]) == {len(hashes): hashes[-1]}


def test_line_hashes_count_utf_16_as_github_does() -> None:
    """A hundred code units are looked at, an emoji being two of them: what comes after changes nothing."""
    half = "\U0001f525" * 50
    assert line_hashes(half + "a", [1]) == line_hashes(half + "b", [1])
    assert line_hashes(half[:-1] + "a", [1]) != line_hashes(half[:-1] + "b", [1])


def test_a_fingerprint_stays_when_lines_above_move() -> None:
    """Text that is put in above a finding changes its line and not its fingerprint."""
    prints = [
        _results(Run((Linter().check(f"{above}Our leads wait.\n", name="a.md"),)))[0]["partialFingerprints"]
        for above in ("", "A new paragraph.\n\nAnd one more.\n\n")
    ]
    assert prints[0] == prints[1]


def test_troubles_say_that_the_run_did_not_succeed(broken: Run, hard: Run) -> None:
    """What could not be read is a notification with its file and line, and the run was no success."""
    (invocation,) = _log(broken)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    late, pack, rule = invocation["toolExecutionNotifications"]
    assert {one["level"] for one in (late, pack, rule)} == {"error"}
    assert "save the file as UTF-8" in late["message"]["text"]
    place = late["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("mails/late.html", {"startLine": 3})
    assert "locations" not in pack
    assert rule["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "mails/rule.md"
    (invocation,) = _log(hard)["runs"][0]["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_suppressed_findings_are_there_and_say_so(held: Run) -> None:
    """Each has a suppression with its reason, inside the source or outside; baselines are told as SARIF does."""
    results = _results(held)
    assert [one["suppressions"] for one in results] == [
        [{"kind": "inSource", "status": "accepted", "justification": "comment: because of comment"}],
        [{"kind": "external", "status": "accepted", "justification": "config: because of config"}],
        [{"kind": "external", "status": "accepted", "justification": "baseline: because of baseline"}],
        [{"kind": "external", "status": "accepted", "justification": "revision: because of revision"}],
        [],
    ]
    assert [one.get("baselineState") for one in results] == [None, None, "unchanged", "unchanged", "new"]


def test_without_a_baseline_nothing_is_called_new(hard: Run) -> None:
    """`baselineState` is only there where there is something to compare with."""
    assert not any("baselineState" in one for one in _results(hard))


def test_credits_are_left_out() -> None:
    """What is good is no alert."""
    report = Linter().check("What did your beans do this year? Our leads wait.")
    assert report.credits
    assert [one["ruleId"] for one in _results(Run((report,)))] == ["people/leads"]


def test_a_message_cannot_hold_a_link(hard: Run) -> None:
    """SARIF reads `[words](1)` in a message as a link; no message of ours has one, whatever a rule says."""
    from dataclasses import replace

    report = hard.reports[0]
    finding = replace(report.findings[0], title="See [here](1)", why="")
    (result,) = _results(Run((replace(report, findings=(finding,)),)))
    assert "](" not in result["message"]["text"]
