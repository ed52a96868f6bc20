"""The list of what could not be carried over, and why: for the terminal, and as Markdown beside the cards."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.vale.cards import Carried, Left

NAME = "NOT-CARRIED-OVER.md"


def total(done: Sequence[Carried]) -> str:
    """The numbers in two lines."""
    cards = sum(len(one.cards) for one in done)
    whole = sum(bool(one.cards) and not one.left for one in done)
    part = sum(bool(one.cards) and bool(one.left) for one in done)
    tokens = sum(one.tokens for one in done)
    left = sum(
        min(one.tokens, len([item for item in one.left if item.part]) if one.cards else one.tokens) for one in done
    )
    return (
        f"{_count(len(done), 'rule')}: {whole} carried over whole, {part} in part, {len(done) - whole - part} not; "
        f"{_count(cards, 'card')}\n"
        f"{_count(tokens, 'token')} of existence and substitution rules: {tokens - left} carried over, {left} not"
    )


def reasons(left: Sequence[Left]) -> list[tuple[str, int]]:
    """Each reason and how often it was given, the commonest first; what differs by rule is counted together."""
    counted = Counter(re.sub(r"('[^']*'|\"[^\"]*\")", "\u2026", item.why) for item in left)
    return counted.most_common()


def markdown(done: Sequence[Carried], broken: Sequence[tuple[str, str]]) -> str:
    """The whole list as a page."""
    left = [item for one in done for item in one.left]
    out = ["# Not carried over", "", *total(done).splitlines(), ""]
    if broken:
        out += ["## Files that could not be read", "", *(f"- {_code(name)} {_plain(why)}" for name, why in broken), ""]
    if left:
        out += ["## By reason", "", *(f"- {number}: {_plain(why)}" for why, number in reasons(left)), ""]
        out += ["## By rule", ""]
        for one in done:
            if one.left:
                out += [f"### {_code(one.rule)}", ""]
                out += [f"- {_code(item.part) if item.part else 'the rule'} {_plain(item.why)}" for item in one.left]
                out.append("")
    noted = [one for one in done if one.notes]
    if noted:
        out += ["## Carried over, and not quite the same", ""]
        out += [f"- {_code(one.rule)} {', '.join(one.notes)}" for one in noted]
        out.append("")
    return "\n".join(out)


def lines(done: Sequence[Carried]) -> list[str]:
    """The list for a terminal, a line for each thing."""
    return [f"{item.rule}: {item.part or 'the rule'}: {item.why}" for one in done for item in one.left]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _code(text: str) -> str:
    """A text in a code span, where no sign of it means anything."""
    flat = " ".join(text.split())
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
