"""What a heart check says: findings, credits, a score with its parts, and whatever went wrong on the way.

Everything here is a frozen dataclass or a named tuple of plain values: it pickles, compares and turns into JSON as it
is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from heartlint.rule import CONFIDENCES, SEVERITIES
from heartlint.text import Span
from heartlint.value import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from heartlint.rule import Confidence, Severity
    from heartlint.text import Block, Kind, Piece

SCHEMA_VERSION = "1"
"""Version of the JSON a `Run` is written as; raised when a field changes its meaning or goes."""

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Finding(Value):
    """A place where the copy stops talking to a person.

    `start` and `end` slice the source in code points; `pieces` do so without the markup in between, and
    their texts, joined, are `text`, the words as the reader of the message sees them. `line` and `column`
    (and `end_line`, `end_column`, which is exclusive) count from 1, columns in code points. `exact` is false
    where only the line is known. `sentence` is the whole sentence as the reader sees it. `key` is what the place
    is called in its file, where it has a name: the key of a catalog's value, the column of a table. `block` is the
    index of its block in the report's `blocks`, and `place` the stretch of that block's text. `probability` is how
    likely the judge finds it that a reader would feel handled, to two decimals; None where a wording decided.
    """

    rule: str
    title: str
    why: str
    instead: str
    start: int
    end: int
    pieces: tuple[Piece, ...]
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    sentence: str
    role: str
    severity: Severity
    confidence: Confidence
    exact: bool = True
    key: str = ""
    block: int = -1
    place: Span = _NOWHERE
    probability: float | None = None

    @property
    def family(self) -> str:
        """The part of the rule's id before the slash."""
        return self.rule.partition("/")[0]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Credit(Finding):
    """A place where somebody is really there. The same fields as a finding; severity is always "info"."""


class Part(NamedTuple):
    """One summand of a score: `points` (tenths at the finest) and the rule or reason that made it.

    `mark` is the index of the finding or credit in the report's own list (`side` says which); None for the
    base and for what is held back.
    """

    name: str
    points: float
    side: str = ""
    mark: int | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Score(Value):
    """0 to 100 and the sum that makes it, or no number and the reason.

    `value` is the sum of the parts' points, to the tenth. `band` is one of `heartlint.score.BANDS`.
    """

    value: float | None
    band: str
    parts: tuple[Part, ...] = ()
    reason: str = ""
    version: int = 1


class Trouble(NamedTuple):
    """Something of ours, of a pack or of the input that could not be used. Never the writer's fault.

    `where` is the file, pack or rule, with line and column where they are known; `what` one clear sentence;
    `remedy` what to do about it; `detail` a traceback or the like, shown with -v.
    """

    where: str
    what: str
    remedy: str = ""
    detail: str = ""
    file: str = ""
    """The file it is about, where it is about one and `where` is no more than its name."""

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}"
        return f"{line} - {self.remedy}" if self.remedy else line


By = Literal["comment", "config", "baseline", "revision"]
"""What holds a finding back: a comment in the copy, its words in the config, being old, standing on old lines."""


class Suppressed(NamedTuple):
    """A finding that is held back: it fails nothing. By what, and the reason that was given.

    What a comment or the config holds back was argued with, and takes nothing from the score. What is only old
    ("baseline", "revision") does.
    """

    finding: Finding
    by: By
    reason: str = ""


class Covered(NamedTuple):
    """What was read of a source, in code points: judged, set aside per zone, and the source's length."""

    read: int
    aside: Mapping[str, int]
    source: int
    words: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Report(Value):
    """The heart check of one message; `part` tells those of one file apart ("row 3").

    `blocks` are the message as its reader sees it, in reading order.
    """

    name: str
    kind: Kind
    format: str
    findings: tuple[Finding, ...]
    credits: tuple[Credit, ...]
    score: Score
    coverage: Covered
    suppressed: tuple[Suppressed, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    source: str = field(default="", repr=False, compare=False)
    part: str = ""
    blocks: Sequence[Block] = field(default=(), repr=False, compare=False)

    def holding(self, indices: Collection[int], by: By, reason: str = "") -> Report:
        """The report with those of its findings held back; what they take from the score stays in its parts."""
        held = set(indices)
        kept = [index for index in range(len(self.findings)) if index not in held]
        place = {old: new for new, old in enumerate(kept)}
        parts = tuple(
            part._replace(mark=place.get(part.mark)) if part.side == "finding" and part.mark is not None else part
            for part in self.score.parts
        )
        return replace(
            self,
            findings=tuple(self.findings[index] for index in kept),
            suppressed=(*self.suppressed, *(Suppressed(self.findings[index], by, reason) for index in sorted(held))),
            score=replace(self.score, parts=parts),
        )

    def at_least(self, severity: Severity, confidence: Confidence = "likely") -> tuple[Finding, ...]:
        """The findings of this severity or worse and this confidence or surer."""
        worst = SEVERITIES.index(severity)
        return tuple(
            finding
            for finding in self.findings
            if SEVERITIES.index(finding.severity) <= worst and (confidence == "likely" or finding.confidence == "sure")
        )


class Tally:
    """What some reports come to, counted as they are added: by severity and confidence, by rule, by what holds back.

    `scores` are in the order of the reports; those without a score are left out.
    """

    __slots__ = ("credits", "held", "marks", "messages", "rules", "scores", "troubles")

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        self.messages = 0
        self.marks: Counter[tuple[Severity, Confidence]] = Counter()
        self.rules: Counter[str] = Counter()
        self.credits = 0
        self.held: Counter[By] = Counter()
        self.scores: list[float] = []
        self.troubles: list[Trouble] = []
        for report in reports:
            self.add(report)

    def add(self, report: Report) -> None:
        """Count one more."""
        self.messages += 1
        for finding in report.findings:
            self.marks[finding.severity, finding.confidence] += 1
            self.rules[finding.rule] += 1
        self.credits += len(report.credits)
        self.held.update(one.by for one in report.suppressed)
        if report.score.value is not None:
            self.scores.append(report.score.value)
        self.troubles += report.troubles

    def at_least(self, severity: Severity, confidence: Confidence = "likely") -> int:
        """How many findings are of this severity or worse and this confidence or surer."""
        worst = SEVERITIES.index(severity)
        return sum(
            count
            for (level, sure), count in self.marks.items()
            if SEVERITIES.index(level) <= worst and (confidence == "likely" or sure == "sure")
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Run(Value):
    """The heart check of many messages.

    `not_copy` names the files met in folders that hold no copy. Where there are very many
    reports they are a sequence that is made anew each time it is walked through.
    """

    reports: Sequence[Report]
    troubles: tuple[Trouble, ...] = ()
    not_copy: tuple[str, ...] = ()

    @property
    def all_troubles(self) -> tuple[Trouble, ...]:
        """The run's own troubles and those of its reports, in order."""
        return (*self.troubles, *self.tally.troubles)

    @property
    def tally(self) -> Tally:
        """What the reports come to."""
        kept = getattr(self.reports, "tally", None)
        return kept if isinstance(kept, Tally) else Tally(self.reports)

    @property
    def summary(self) -> dict[str, object]:
        """Totals over all reports, as they stand in the JSON."""
        tally = self.tally
        scores = sorted(tally.scores)
        return {
            "messages": tally.messages,
            "findings": tally.marks.total(),
            "by_severity": {
                severity: sum(tally.marks[severity, confidence] for confidence in CONFIDENCES)
                for severity in SEVERITIES
            },
            "by_confidence": {
                confidence: sum(tally.marks[severity, confidence] for severity in SEVERITIES)
                for confidence in CONFIDENCES
            },
            "by_rule": dict(sorted(tally.rules.items())),
            "credits": tally.credits,
            "suppressed": tally.held.total(),
            "scored": len(scores),
            "median_score": scores[len(scores) // 2] if scores else None,
            "troubles": len(self.troubles) + len(tally.troubles),
            "not_copy": len(self.not_copy),
        }
