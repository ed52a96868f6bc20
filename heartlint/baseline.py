"""What is old in a repository: findings and scores of a day, written down so that only what is new fails.

A finding is known by its content: the rule, the words and their sentence, hashed. Where it stands does not matter,
so that text keeps its place in the baseline when it moves, within its file or, from a file that is gone or was checked
too, into another. It goes one way: findings only go down, scores only up. Nothing of the copy is written down.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartlint import upkeep
from heartlint.score import VERSION as SCORE_VERSION
from heartlint.suppress import folded
from heartlint.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from heartlint.report import Finding, Report, Run
    from heartlint.rule import Rule

FORMAT_VERSION = 1

Entries = dict[tuple[str, str, str], int]
"""From (file, rule, key) to how often."""


class BaselineError(ValueError):
    """A baseline that cannot be used: one line that names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings and scores that are old; files count from the folder that the baseline lies in."""

    entries: Mapping[tuple[str, str, str], int]
    """From (file, rule, key) to how often; `key_of` makes the key."""
    scores: Mapping[tuple[str, str], float]
    """From (file, part) to the score."""
    score_version: int = SCORE_VERSION


@dataclass(frozen=True, slots=True)
class Held:
    """A run with what is old held back.

    `stale` are the entries, and how many of each, that nothing was found for; `old` the messages, by name and part,
    that score no lower than they did; `kept` is the baseline without what is stale and with scores that rose;
    `grown` is `kept` with all that is new.
    """

    run: Run
    stale: Entries
    old: frozenset[tuple[str, str]]
    kept: Baseline
    grown: Baseline
    added: int
    """How many findings `grown` has and `kept` has not."""


def key_of(finding: Finding) -> str:
    """What a finding is known by, wherever it stands: 80 bits of its rule, words and sentence."""
    content = "\0".join((finding.rule, folded(finding.text), folded(finding.sentence)))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:20]


# ------------------------------------------------------------------------------------------------------ reading


def loads(data: bytes, name: str) -> Baseline:
    """A baseline from the bytes of its file. Raises BaselineError for anything else."""
    try:
        table = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        place = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BaselineError(f"{name}{place}: is no whole JSON file; take it back from git, or write it anew") from None
    version = table.get("baseline_version") if isinstance(table, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise BaselineError(f"{name}: is no baseline of heartlint; name another file")
    if version > FORMAT_VERSION:
        raise BaselineError(f"{name}: was written by a newer heartlint (baseline version {version}); upgrade heartlint")
    try:
        entries: Counter[tuple[str, str, str]] = Counter()
        for one in table["findings"]:
            entries[_text(one, "file"), _text(one, "rule"), _text(one, "key")] += _count(one["count"])
        scores = {(_text(one, "file"), _text(one, "part")): _score(one["score"]) for one in table["scores"]}
        return Baseline(dict(entries), scores, _count(table["score_version"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BaselineError(f"{name}: an entry cannot be read; take the file back from git, or write it anew") from None


def _text(entry: Any, key: str) -> str:  # noqa: ANN401 - whatever stands in the file
    value = entry[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError(value)
    return value


def _score(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 100:
        raise TypeError(value)
    return float(value)


def check_version(baseline: Baseline, name: str) -> None:
    """Raise BaselineError where its scores cannot be compared with those of today."""
    if baseline.score_version != SCORE_VERSION:
        what = f"holds scores of version {baseline.score_version}, and scores are of version {SCORE_VERSION} now"
        raise BaselineError(f"{name}: {what}; write them down anew with: heartlint baseline --update")


def dumps(baseline: Baseline) -> str:
    """A baseline as it is kept: sorted, an entry a line, so that a change of it is read as one."""
    findings = [
        {"file": file, "rule": rule, "key": key, "count": count}
        for (file, rule, key), count in sorted(baseline.entries.items())
    ]
    scores = [{"file": file, "part": part, "score": value} for (file, part), value in sorted(baseline.scores.items())]

    def listed(entries: list[dict[str, Any]]) -> str:
        return ",".join(f"\n    {json.dumps(one, ensure_ascii=True)}" for one in entries) + ("\n  " if entries else "")

    return (
        f'{{\n  "baseline_version": {FORMAT_VERSION},\n  "score_version": {baseline.score_version},\n'
        f'  "findings": [{listed(findings)}],\n  "scores": [{listed(scores)}]\n}}\n'
    )


# ----------------------------------------------------------------------------------------------------- applying


def hold(
    run: Run,
    baseline: Baseline,
    folder: Path,
    *,
    unjudged: frozenset[str] = frozenset(),
    lower: Rule | None = upkeep.LOWER,
) -> Held:
    """The run with what is old held back, and what has become of the baseline.

    `folder` is the one that the baseline's files count from. `unjudged` are the ids of the rules that did not look:
    of their entries, and of files that are there and were not checked, nothing is known, so they stay. `lower` is how
    a score that fell is told; None where it is not.
    """
    names = [_file(report, folder) for report in run.reports]
    checked = {name for name in names if name}
    unused = Counter(dict(baseline.entries))
    pending: list[tuple[int, int]] = []
    old: dict[int, set[int]] = {}
    kept: Counter[tuple[str, str, str]] = Counter()
    for number, (report, name) in enumerate(zip(run.reports, names, strict=True)):
        for index, finding in enumerate(report.findings):
            entry = (name, finding.rule, key_of(finding))
            if unused[entry] > 0:
                unused[entry] -= 1
                kept[entry] += 1
                old.setdefault(number, set()).add(index)
            else:
                pending.append((number, index))
        for one in report.suppressed:  # held back for standing on old lines only: it is there all the same
            entry = (name, one.finding.rule, key_of(one.finding))
            if one.by == "revision" and unused[entry] > 0:
                unused[entry] -= 1
                kept[entry] += 1
    free: Counter[tuple[str, str]] = Counter()
    homes: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    gone = {file: not (folder / file).is_file() for file in {file for file, _, _ in unused} - checked}
    for entry in sorted(+unused):
        if entry[0] in checked or gone[entry[0]]:
            free[entry[1:]] += unused[entry]
            homes.setdefault(entry[1:], []).append(entry)
    new: Counter[tuple[str, str, str]] = Counter()
    for number, index in pending:
        finding = run.reports[number].findings[index]
        entry = (names[number], finding.rule, key_of(finding))
        if free[entry[1:]] > 0:
            free[entry[1:]] -= 1
            home = homes[entry[1:]][-1]
            unused[home] -= 1
            if unused[home] == 0:
                homes[entry[1:]].pop()
            kept[entry] += 1
            old.setdefault(number, set()).add(index)
        else:
            new[entry] += 1
    stale: Entries = {}
    for entry, count in sorted((+unused).items()):
        if entry[1] not in unjudged and (entry[0] in checked or gone[entry[0]]):
            stale[entry] = count
        else:
            kept[entry] += count
    reports = [
        report.holding(old[number], "baseline") if number in old else report
        for number, report in enumerate(run.reports)
    ]
    return _scored(replace(run, reports=tuple(reports)), names, baseline, folder, stale, kept, new, lower)


def _scored(  # noqa: PLR0913 - the second half of `hold`
    run: Run,
    names: list[str],
    baseline: Baseline,
    folder: Path,
    stale: Entries,
    kept: Counter[tuple[str, str, str]],
    new: Counter[tuple[str, str, str]],
    lower: Rule | None,
) -> Held:
    """The run held to the scores of the baseline, too, and the baseline as it goes on."""
    comparable = baseline.score_version == SCORE_VERSION
    before = baseline.scores if comparable else {}
    checked = set(names)
    rising: dict[tuple[str, str], float] = {
        at: value for at, value in before.items() if at[0] not in checked and (folder / at[0]).is_file()
    }
    now = dict(rising)
    old: set[tuple[str, str]] = set()
    reports: list[Report] = []
    for report, name in zip(run.reports, names, strict=True):
        at, value = (name, report.part), report.score.value
        recorded = before.get(at)
        if name and value is not None:
            now[at] = value
            if recorded is not None or not comparable:
                rising[at] = value if recorded is None else max(value, recorded)
        if recorded is not None and value is not None:
            if value >= recorded:
                old.add((report.name, report.part))
            elif lower is not None and not report.findings:  # a new finding says by itself why the score fell
                told = replace(report, findings=(_fell(lower, report, value, recorded),))
                reports.append(told)
                continue
        reports.append(report)
    new = Counter({entry: count for entry, count in new.items() if entry[0]})
    return Held(
        replace(run, reports=tuple(reports)),
        stale,
        frozenset(old),
        Baseline(dict(+kept), rising),
        Baseline(dict(kept + new), now),
        new.total(),
    )


def _fell(rule: Rule, report: Report, value: float, recorded: float) -> Finding:
    """What is said of a message that scores lower than it did, at its first line."""
    why = f"It scored {recorded:.1f} when the baseline was written, and {value:.1f} now; from there scores only go up."
    span = upkeep.first_line(report.source)
    return upkeep.finding(rule, span, report.source, Lines(report.source), why)


def _file(report: Report, folder: Path) -> str:
    """The path of a message's file as the baseline counts it; empty for one that came from no file."""
    if report.name.startswith("<"):
        return ""
    try:
        return Path(os.path.relpath(os.path.abspath(report.name), folder)).as_posix()  # noqa: PTH100 - `..` taken out
    except ValueError:  # on another drive
        return Path(report.name).as_posix()


def empty() -> Baseline:
    """A baseline of nothing: all is new."""
    return Baseline({}, {})


def count(entries: Iterable[int]) -> str:
    """How many findings some entries hold, as it is said."""
    number = sum(entries)
    return "1 finding" if number == 1 else f"{number} findings"
