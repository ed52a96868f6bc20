"""Trade words piled on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Match, Sentence, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PILE = 4
_WITHIN = 22
"""How many words the pile may be wide."""


@rule(
    severity="info",
    confidence="likely",
    triggers=[
        "leverage|leveraging|leverages", "synergy|synergies|synergistic", "stakeholder|stakeholders",
        "deliverable|deliverables", "scalable|scalability", "robust", "holistic|holistically", "ecosystem|ecosystems",
        "actionable", "insights", "best-in-class", "world-class", "cutting-edge", "state-of-the-art", "end-to-end",
        "seamless|seamlessly", "optimize|optimise|optimizing|optimising|optimization|optimisation",
        "streamline|streamlines|streamlined|streamlining", "empower|empowers|empowering|empowered",
        "alignment", "kpi|kpis", "roi", "paradigm|paradigms", "value-add|value-added", "bandwidth",
        "mission-critical", "enterprise-grade", "next-generation|next-gen", "turnkey", "disruptive",
        "innovative|innovation", "transformative|transformational", "operationalize|operationalise", "ideate|ideation",
        "learnings", "go-to-market", "omnichannel", "data-driven", "cross-functional", "thought leadership",
        "core competency|competencies", "low-hanging fruit", "move the needle", "deep dive", "value proposition",
        "strategic|strategically", "verticals", "granular", "methodology|methodologies", "agile", "frictionless",
        "productivity", "solution|solutions", "capabilities", "workflows", "accelerate|accelerates|accelerating",
        "maximize|maximise|maximizing", "drive|drives|driving growth|value|results|innovation|impact|outcomes",
        "unlock|unlocks|unlocking", "digital transformation", "future-proof", "game-changing|game-changer",
    ],
    finds=[
        "Our «scalable end-to-end solutions empower» people to bake. Then there was soup.",
        "«Leverage actionable insights for seamless alignment».",
        "A «holistic, data-driven ecosystem that unlocks strategic» value, and also bread.",
    ],
    passes=[
        "The bridge is robust, and the rails are new.",
        "Stakeholders met on Tuesday. The methodology is in the annex.",
        "A salt solution of two per cent; the robust kind of bean.",
        "Insights from the lake: pike like cold water.",
    ],
    instead="What would this be called at a kitchen table? Say that, and see what is left to say.",
    evidence="Our own judgement, advice only: one such word is nobody's trouble, four in a row say nothing.",
    since="0.1.0",
)  # fmt: skip
def piled_jargon(document: Document, matches: Sequence[Match], sentences: Sequence[Sentence]) -> Iterator[Hit]:
    """Trade words are piled on each other.

    Whoever is not of the trade cannot see through them, and whoever is has read them a hundred times. What is
    really offered, and to whom, stays hidden behind them.
    """
    if document.kind == "catalog" or len(matches) < _PILE:
        return
    for sentence in sentences:
        inside = [match for match in matches if sentence.first <= match.first < sentence.last]
        if len(inside) < _PILE:
            continue
        apart = [
            one
            for one, after in zip(inside, [*inside[1:], None], strict=True)
            if after is None or after.first >= one.last
        ]
        if len({match.wording for match in apart}) < _PILE:
            continue
        for first, last in zip(apart, apart[_PILE - 1 :], strict=False):
            if last.last - first.first <= _WITHIN:
                span = Span(first.span.start, _end(apart, first, last))
                yield Hit(span)
                break


def _end(apart: Sequence[Match], first: Match, last: Match) -> int:
    """Where the pile ends that begins with `first`: the last of those within reach."""
    return max(
        match.span.end
        for match in apart
        if match.first >= first.first and match.last <= max(last.last, first.first + _WITHIN)
    )
