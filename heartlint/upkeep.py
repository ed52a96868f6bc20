"""What heartlint finds in its own marks: comments that hold nothing back, scores that fell below the baseline.

These look like rules, so that they can be listed, explained, left out and weighed as rules are. They find nothing in
copy: the passes that read the marks say where each of them holds. They take nothing from a score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.report import Finding
from heartlint.rule import Rule
from heartlint.text import Piece, Span

if TYPE_CHECKING:
    from heartlint.text import Lines

ORIGIN = "upkeep"
"""What these name as their pack."""

_EXAMPLE = "<!-- heartlint: ignore[people/leads] -- quoted from a talk -->"


def _rule(id_: str, title: str, why: str, instead: str, finds: str, passes: str) -> Rule:  # noqa: PLR0913 - a card
    return Rule(
        id=id_,
        side="finding",
        severity="warning",
        confidence="sure",
        title=title,
        why=why,
        instead=instead,
        finds=(finds,),
        passes=(passes,),
        origin=ORIGIN,
    )


UNUSED = _rule(
    "suppression/unused",
    "This suppression holds nothing back.",
    "No finding of these rules stands where it looks: the copy was mended, or it stands in another place. "
    "Left in, it would hide the next fault without anybody deciding so.",
    "Take the comment (or the rule in it) out; or move it: ignore looks at its own line, ignore-next at the text that "
    "follows.",
    "All is well. <!-- «heartlint: ignore[people/leads] -- it was once needed» -->",
    f"Our leads grow. {_EXAMPLE}",
)
UNCLOSED = _rule(
    "suppression/unclosed",
    "This disable has no enable.",
    "A stretch that does not end would hold back whatever is written below it from now on, so it holds back nothing.",
    "Where does the stretch end? Write enable with the same rules there, or ignore-file if it is the whole file.",
    "<!-- «heartlint: disable[people/leads] -- a chapter on soldering» -->\n\nThe leads are soldered.",
    "<!-- heartlint: disable[people/leads] -- a chapter on soldering -->\n\nOur leads.\n\n"
    "<!-- heartlint: enable[people/leads] -->",
)
UNKNOWN = _rule(
    "suppression/unknown-rule",
    "This comment names a rule that is not there.",
    "A name that no rule has holds back nothing: it is mistyped, or its pack is not installed here.",
    "Which rule was meant? heartlint rules lists them all.",
    "Our leads grow. <!-- «heartlint: ignore[people/leeds] -- the metal» -->",
    f"Our leads grow. {_EXAMPLE}",
)
NO_REASON = _rule(
    "suppression/no-reason",
    "This comment gives no reason.",
    "Whoever comes next cannot tell whether it still holds, so it holds back nothing (require-reason = false lifts "
    "that).",
    "Why is it right here? Write it after two dashes: -- reason.",
    "Our leads grow. <!-- «heartlint: ignore[people/leads]» -->",
    f"Our leads grow. {_EXAMPLE}",
)
MALFORMED = _rule(
    "suppression/malformed",
    "This comment cannot be read.",
    "It speaks to heartlint and says nothing that it knows, so it holds back nothing.",
    "Write it as heartlint: ignore[people/leads] -- reason; ignore-next, ignore-file, disable, enable alike.",
    "Our leads grow. <!-- «heartlint: ignore» -->",
    f"Our leads grow. {_EXAMPLE}",
)
LOWER = _rule(
    "baseline/lower-score",
    "This message scores lower than it did.",
    "The baseline holds what it scored when it was written down; from there scores only go up.",
    "What was lost since then? Where the loss is meant, heartlint baseline --update --accept-new writes it down.",
    "«A message that scored 61.0 in the baseline» and scores 48.5 now.",
    "A message that scored 48.5 in the baseline and scores 61.0 now.",
)
RULES: tuple[Rule, ...] = (LOWER, MALFORMED, NO_REASON, UNCLOSED, UNKNOWN, UNUSED)


def first_line(source: str) -> Span:
    """The first line of a source that holds anything, for what is said of a message as a whole."""
    low = len(source) - len(source.lstrip())
    line = source[low : low + 200].split("\n", 1)[0].split("\r", 1)[0].rstrip()
    return Span(low, low + len(line))


def finding(rule: Rule, span: Span, source: str, lines: Lines, why: str = "") -> Finding:
    """What is said of a stretch of the source itself, whether or not anybody who gets the message sees it."""
    line, column = lines.at(span.start)
    end_line, end_column = lines.at(span.end)
    text = span.of(source)
    return Finding(
        rule=rule.id,
        title=rule.title,
        why=why or rule.why,
        instead=rule.instead,
        start=span.start,
        end=span.end,
        pieces=(Piece(text, span),),
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        text=text,
        sentence=" ".join(text.split()),
        role="other",
        severity=rule.severity,
        confidence=rule.confidence,
    )
