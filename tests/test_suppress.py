"""Arguing with a finding: what a comment or the config holds back, and what is said of those that hold nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint import upkeep
from heartlint.checker import UnknownRuleError
from heartlint.config import ConfigError, Settings, Suppress, load_config
from heartlint.linter import Linter, default

if TYPE_CHECKING:
    from pathlib import Path

    from heartlint.rule import Rule

LEADS = "Our leads grow."


def _found(report: heartlint.Report) -> list[tuple[str, int]]:
    return [(finding.rule, finding.line) for finding in report.findings]


def _held(report: heartlint.Report) -> list[tuple[str, int, str, str]]:
    return [(one.finding.rule, one.finding.line, one.by, one.reason) for one in report.suppressed]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("source", "found", "held"),
    [
        (f"{LEADS} <!-- heartlint: ignore[people/leads] -- old -->", [], [1]),
        (f"{LEADS} \U0001f525 <!-- heartlint: ignore[people] -- old -->\n\n{LEADS}", [3], [1]),
        (f"<!-- heartlint: ignore-next[people/leads] -- old -->\n\n{LEADS}\n{LEADS}\n\n{LEADS}", [6], [3, 4]),
        (f"{LEADS} {{# heartlint: ignore-next[people/leads] -- old #}} {LEADS}\n{LEADS}", [1], [1, 2]),
        (f"{LEADS} <!-- heartlint: ignore-next[people/leads] -- old -->\n\n> {LEADS}\n\nAh. {LEADS}", [1], [3, 5]),
        (
            (
                f"{LEADS}\n\n<!-- heartlint: disable[people/leads] -- old -->\n\n{LEADS}\n\n# {LEADS}\n\n"
                f"<!-- heartlint: enable[people/leads] -->\n\n{LEADS}"
            ),
            [1, 11],
            [5, 7],
        ),
        (f"{LEADS}\n\n# {LEADS}\n\n<!-- heartlint: ignore-file[people/leads] -- old -->", [], [1, 3]),
    ],
)
def test_a_comment_holds_back_what_it_looks_at(newline: str, source: str, found: list[int], held: list[int]) -> None:
    """Its line, what follows, a stretch, or the file: there and nowhere else, whatever ends a line."""
    if "> " in source:
        source, held = source.replace("> ", ""), [3]
        found = [1, 5]
    report = heartlint.check(source.replace("\n", newline))
    assert _found(report) == [("people/leads", line) for line in found]
    assert _held(report) == [("people/leads", line, "comment", "old") for line in held]


def test_several_rules_and_several_comments_share_a_line() -> None:
    """Each holds back its own; a third rule on the line is told."""
    source = (
        "Our leads are in the pipeline, our prospects wait, buy now! "
        "<!-- heartlint: ignore[people/leads, people/pipeline] -- one --> <!-- heartlint: ignore[people/prospects] -- two -->"
    )
    bare = {finding.rule for finding in heartlint.check(source.partition("<!--")[0]).findings}
    assert bare >= {"people/leads", "people/pipeline", "people/prospects"}
    report = heartlint.check(source)
    assert {(one.finding.rule, one.reason) for one in report.suppressed} == {
        ("people/leads", "one"),
        ("people/pipeline", "one"),
        ("people/prospects", "two"),
    }
    assert {rule for rule, _ in _found(report)} == bare - {"people/leads", "people/pipeline", "people/prospects"}


@pytest.mark.parametrize(
    ("comment", "rule", "part"),
    [
        ("heartlint: ignore[people/leads]", "suppression/no-reason", "no reason"),
        ("heartlint: ignore[people/leads] --", "suppression/no-reason", "no reason"),
        ("heartlint: ignore[people/leeds] -- old", "suppression/unknown-rule", "did you mean 'people/leads'"),
        ("heartlint: ignore[p] -- old", "suppression/unknown-rule", "unknown rule 'p'"),
        ("heartlint: ignore[all] -- old", "suppression/unknown-rule", "unknown rule 'all'"),
        ("heartlint: ignore -- old", "suppression/malformed", "names no rule"),
        ("heartlint: disable[people/leads] -- old", "suppression/unclosed", "no enable[people/leads]"),
        ("heartlint: enable[people/leads]", "suppression/unused", "not disabled above"),
        ("heartlint: ignore-next[people/leads] -- old", "suppression/unused", "No text follows"),
        ("heartlint: ignore[force] -- old", "suppression/unused", "where it looks"),
    ],
)
def test_a_comment_that_cannot_be_used_holds_back_nothing_and_is_found(comment: str, rule: str, part: str) -> None:
    """No reason, no such rule, no rule at all, no end, nothing there: said at its place, and the finding stays."""
    source = f"{LEADS} <!-- {comment} -->"
    report = heartlint.check(source)
    assert report.suppressed == ()
    finding, said = report.findings
    assert (finding.rule, said.rule, said.severity, said.confidence) == ("people/leads", rule, "warning", "sure")
    assert source[said.start : said.end] == said.text == comment.rstrip("- ")
    assert part in said.title + said.why


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("disable[people, force] -- a", "enable[people, force]", [("suppression/unused", 1)]),
        ("disable[people, force] -- a", "enable[people]", [("suppression/unclosed", 1), ("suppression/unused", 1)]),
        ("disable[people, force] -- a", "", [("suppression/unclosed", 1)]),
        ("disable[people/leeds] -- a", "enable[people/leeds]", [("suppression/unknown-rule", 1)]),
        ("disable[people]", "enable[people]", [("suppression/no-reason", 1)]),
        ("disable[people]", "enable[people, force]", [("suppression/no-reason", 1), ("suppression/unused", 5)]),
    ],
)
def test_one_mistake_in_a_stretch_is_said_once(before: str, after: str, found: list[tuple[str, int]]) -> None:
    """However many rules it names, and though its other end is of no use either."""
    end = f"<!-- heartlint: {after} -->" if after else ""
    assert _found(heartlint.check(f"<!-- heartlint: {before} -->\n\nHello.\n\n{end}")) == found


def test_of_several_rules_in_a_comment_the_idle_one_is_named() -> None:
    """A comment half used says which half."""
    report = heartlint.check(f"{LEADS} <!-- heartlint: ignore[people/leads, people/funnel] -- old -->")
    assert len(report.suppressed) == 1
    (said,) = report.findings
    assert (said.rule, said.why) == (
        "suppression/unused",
        "No finding of people/funnel stands where it looks.",
    )


def test_the_second_of_two_comments_for_one_finding_is_unused() -> None:
    """One is enough; the one that looks at the least is it."""
    source = f"<!-- heartlint: ignore-file[people] -- a -->\n\n{LEADS} <!-- heartlint: ignore[people/leads] -- b -->"
    report = heartlint.check(source)
    assert _held(report) == [("people/leads", 3, "comment", "b")]
    assert _found(report) == [("suppression/unused", 1)]


def test_of_rules_that_did_not_run_nothing_is_said() -> None:
    """Whether a comment is needed cannot be known where its rule is left out."""
    source = "All is well. <!-- heartlint: ignore[people/leads] -- old -->"
    assert _found(Linter(select=["door"]).check(source)) == []
    assert _found(Linter(ignore=["people/leads"]).check(source)) == []
    assert _found(Linter(select=["people"]).check(source)) == [("suppression/unused", 1)]
    likely = "We made it for our most loyal members. <!-- heartlint: ignore[pretence] -- old -->"
    assert heartlint.check(likely).suppressed
    assert _found(Linter(confidence="sure").check(likely)) == []


def test_reasons_can_be_left_off_where_the_config_says_so() -> None:
    """require-reason = false lets a bare comment work."""
    linter = Linter(Settings(require_reason=False))
    assert _held(linter.check(f"{LEADS} <!-- heartlint: ignore[people/leads] -->")) == [
        ("people/leads", 1, "comment", "")
    ]


def test_what_is_said_of_comments_is_left_out_weighed_and_listed_as_rules_are() -> None:
    """suppression/unused can be ignored, made an error, and stands among the rules."""
    source = "All is well. <!-- heartlint: ignore[people/leads] -- old -->"
    assert _found(Linter(ignore=["suppression"]).check(source)) == []
    linter = Linter(Settings(severity=(("suppression", "error"),)))
    assert [finding.severity for finding in linter.check(source).findings] == ["error"]
    assert {rule.id for rule in upkeep.RULES} <= {rule.id for rule in default().rules}


def test_what_was_argued_with_takes_nothing_from_the_score() -> None:
    """With the comment, a message scores as if the fault were not there; a comment that is no use costs nothing."""
    text = "The gate is open on Saturday from nine, and there is tea for whoever comes by bus or on foot that day. "
    clean = heartlint.check(text + "Our dogs grow.")
    faulty = heartlint.check(text + LEADS)
    argued = heartlint.check(text + LEADS + " <!-- heartlint: ignore[people/leads] -- old -->")
    useless = heartlint.check(text + "Our dogs grow. <!-- heartlint: ignore[people/leads] -- old -->")
    assert clean.score.value is not None
    assert faulty.score.value is not None
    assert faulty.score.value < clean.score.value
    assert argued.score == clean.score
    assert useless.score == clean.score


@pytest.mark.parametrize(
    "rule", [rule for rule in upkeep.RULES if rule.family == "suppression"], ids=lambda rule: rule.id
)
def test_the_examples_of_these_rules_hold(rule: Rule) -> None:
    """What explain shows of them is what happens."""
    (example,) = rule.finds
    source = example.replace("«", "").replace("»", "")
    found = [finding.text for finding in heartlint.check(source).findings if finding.rule == rule.id]
    assert found == [example[example.index("«") + 1 : example.index("»")]]
    (passes,) = rule.passes
    assert all(finding.family != "suppression" for finding in heartlint.check(passes).findings)


def _quoted(text: str, rule: str = "people/leads", files: str = "*.csv") -> Linter:
    return Linter(Settings(suppress=(Suppress((files,), rule, text, "a quotation"),)))


@pytest.mark.parametrize("text", ["leads", "Our  LEADS grow", "our leads"])
def test_the_config_argues_by_file_rule_and_words(tmp_path: Path, text: str) -> None:
    """Where a format has no comments, the words found, or more of their sentence, are quoted in the config."""
    path = tmp_path / "posts.csv"
    path.write_text("subject,body\nHello,Our leads grow.\nHello,Their gates open.\n", encoding="utf-8")
    (first, _) = _quoted(text).check_paths([path]).reports
    assert (first.findings, [(one.by, one.reason) for one in first.suppressed]) == ((), [("config", "a quotation")])


@pytest.mark.parametrize(
    "linter",
    [_quoted("leads", files="*.md"), _quoted("leads", rule="people/funnel"), _quoted("Our leads shrink")],
    ids=["file", "rule", "words"],
)
def test_the_config_holds_back_nothing_else(tmp_path: Path, linter: Linter) -> None:
    """Another file, rule or sentence is told as ever."""
    path = tmp_path / "posts.csv"
    path.write_text("subject,body\nHello,Our leads grow.\n", encoding="utf-8")
    (report,) = linter.check_paths([path]).reports
    assert (len(report.findings), report.suppressed) == (1, ())


@pytest.mark.parametrize(
    ("files", "paths", "said"),
    [
        (("posts.csv",), ["posts.csv"], ["posts.csv"]),
        (("posts.csv", "gone.csv"), ["."], []),  # where the second lies, nobody looked
        (("*.csv",), ["posts.csv"], []),  # and there may be others
        (("*.csv",), ["."], ["more.csv"]),
        (("posts.csv",), ["more.csv"], []),
    ],
)
def test_what_the_config_holds_back_no_more_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...], paths: list[str], said: list[str]
) -> None:
    """In the first file it is for, once all of those were checked; where it still holds something, nothing is said."""
    monkeypatch.chdir(tmp_path)
    for name in ("posts.csv", "more.csv"):
        (tmp_path / name).write_text("subject,body\nHello,Their gates open.\nHello,Come in.\n", encoding="utf-8")
    entry = Suppress(files, "people/leads", "leads", "a quotation")
    linter = Linter(Settings(suppress=(entry,), include=("*.csv",)))
    found = [(report.name, one.rule) for report in linter.check_paths(paths).reports for one in report.findings]
    assert found == [(name, "suppression/unused") for name in said]
    assert not any(report.findings for report in Linter(linter.settings, select=["door"]).check_paths(paths).reports)
    (tmp_path / "posts.csv").write_text("subject,body\nHello,Our leads grow.\n", encoding="utf-8")
    assert not any(report.findings for report in linter.check_paths(paths).reports)


def test_the_config_gives_reasons_too(tmp_path: Path) -> None:
    """Without one it cannot be used, unless the config, or the one that it extends, asks for none."""
    entry = Suppress(("*.csv",), "people/leads", "leads")
    with pytest.raises(ValueError, match="has no reason; give one"):
        Linter(Settings(suppress=(entry,)))
    assert Linter(Settings(suppress=(entry,), require_reason=False)).settings.suppress == (entry,)
    (tmp_path / "base.toml").write_text("require-reason = false\n", encoding="utf-8")
    own = tmp_path / "heartlint.toml"
    text = "[[suppress]]\nfiles = ['*.csv']\nrule = 'people/leads'\ntext = 'leads'\n"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"heartlint\.toml:1: suppress: people/leads in \*\.csv has no reason"):
        load_config(own)
    own.write_text(f"extend = 'base.toml'\n{text}", encoding="utf-8")
    assert load_config(own).suppress == (entry,)


def test_a_config_that_argues_with_an_unknown_rule_says_so() -> None:
    """The nearest name is given, as everywhere."""
    with pytest.raises(UnknownRuleError, match="did you mean 'people/leads'"):
        _quoted("leads", rule="people/leeds")


PARTS = st.sampled_from(
    [LEADS, "Our prospects wait.", "\n\n", "\n", "# ", "Hello.", "<!-- heartlint: ignore[people/leads] -- a -->",
     "<!-- heartlint: ignore-next[people] -- b -->", "<!-- heartlint: disable[people/leads] -- c -->",
     "<!-- heartlint: enable[people/leads] -->", "{# heartlint: ignore-file[people/leads] -- d #}", "\U0001f525"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=12).map(" ".join))
def test_findings_are_held_back_or_told_and_never_lost(text: str) -> None:
    """Told and held back, together, are what stands there when every comment is taken for another's."""
    report = heartlint.check(text)
    foreign = heartlint.check(text.replace("heartlint:", "otherlint:"))
    told = [(one.rule, one.start) for one in report.findings if one.family != "suppression"]
    held = [(one.finding.rule, one.finding.start) for one in report.suppressed]
    assert sorted([*told, *held]) == sorted((one.rule, one.start) for one in foreign.findings)
