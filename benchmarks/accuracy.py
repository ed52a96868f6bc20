"""How right the rules are, on labelled copy: `just accuracy`.

    python benchmarks/accuracy.py [--eval ../shared/eval] [--worst 10]

Counting rules are those of the evaluation folder's README. Every figure has a bootstrap 95 % interval, for the
positives are few. The bare word list stands beside it as the reference. Measuring only: nothing is written.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import heartlint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = ("people", "force", "relation")


class Case(NamedTuple):
    """One judged thing: whether it should be found, whether it was, sure or shown, and its words."""

    wanted: bool
    sure: bool
    shown: bool
    text: str
    term: str = ""


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def sentences(folder: Path, name: str) -> list[Case]:
    """Sentences whose one term is labelled: only findings that overlap the term count, borderline is left out."""
    cases = []
    for row in rows(folder / f"{name}.jsonl"):
        if row["label"] == "borderline" or len(set(row.get("readers", [row["label"]]))) > 1:
            continue
        term = row.get("span_text") or row["match"]
        start = row.get("span_start", row.get("start"))
        if start is None:
            start = row["text"].find(term)
        report = heartlint.check(row["text"], format="text")
        hits = [f for f in report.findings if f.start < start + len(term) and start < f.end]
        cases.append(
            Case(
                row["label"] == "dehumanizes",
                any(hit.confidence == "sure" for hit in hits),
                bool(hits),
                f"[{row.get('id', '')}] {row['text'][max(start - 70, 0) : start + len(term) + 50]}",
                row["term"],
            )
        )
    return cases


def shop(folder: Path) -> dict[str, list[Case]]:
    """Short shop texts, by what sort of pressure they are."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for row in rows(folder / "shop-pressure-dev.jsonl"):
        if row["expect"] == "other":
            continue
        report = heartlint.check(row["text"], format="text")
        found = [f for f in report.findings if f.family == "pressure"]
        case = Case(row["expect"] == "pressure", any(f.confidence == "sure" for f in found), bool(found), row["text"])
        name = {"Misdirection": "shaming", "Urgency": "countdown, limited time", "Scarcity": "stock counts"}
        groups[name.get(row["category"], "ordinary") if case.wanted else "ordinary"].append(case)
    return groups


def whole(folder: Path) -> dict[str, Any]:
    """Whole messages: hits are findings that overlap a span the readers marked and share its family."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    wrong: list[str] = []
    missed: list[str] = []
    for row in rows(folder / "gold" / "gold-dev.jsonl"):
        path = folder / "gold" / row["file"]
        text = path.read_bytes().decode("utf-8", errors="replace")
        kind = heartlint_format(path)
        if kind is None:
            continue
        report = heartlint.check(text, format=kind, name=path.name)
        for side, marks, key in (("finding", report.findings, "family"), ("credit", report.credits, "kind")):
            spans = row["findings" if side == "finding" else "credits"]
            labels = [
                (("tokens" if span[key] == "token" else span[key]), squeeze(span["span"]), span) for span in spans
            ]
            for mark in marks:
                group = mark.family if side == "finding" else mark.rule.partition("/")[2]
                words = squeeze(mark.text)
                near = squeeze(mark.sentence)
                hit = any(
                    label == group and (span in near and (words in span or span in words or overlap(words, span)))
                    for label, span, _ in labels
                ) or any(label == group and words and words in span for label, span, _ in labels)
                counts[f"{side} {group}"]["right" if hit else "wrong"] += 1
                counts[f"{side} all"]["right" if hit else "wrong"] += 1
                if not hit:
                    wrong.append(f"{row['id']} {mark.rule}: {mark.text[:70]!r} in {mark.sentence[:110]!r}")
            for label, span, raw in labels:
                if len(raw["by"]) < 2:
                    continue
                got = any(
                    (mark.family if side == "finding" else mark.rule.partition("/")[2]) == label
                    and (squeeze(mark.text) in span or span in squeeze(mark.sentence))
                    for mark in marks
                )
                counts[f"{side} all"]["found" if got else "missed"] += 1
                counts[f"{side} {label}"]["found" if got else "missed"] += 1
                if raw.get("severity") == "major":
                    counts["finding major"]["found" if got else "missed"] += 1
                if not got:
                    missed.append(f"{row['id']} {label}: {raw['span'][:90]!r}")
    return {"counts": counts, "wrong": wrong, "missed": missed}


def heartlint_format(path: Path) -> str | None:
    """The format of a gold message, None where it is not read yet."""
    from heartlint.read import READERS, format_of

    found = format_of(path)
    return found if found in READERS else None


def squeeze(text: str) -> str:
    """Text without white space and markup, lower case: readers marked what they saw, line ends and all."""
    return re.sub(r"[\s*_`]+", "", text).lower().replace("\u2019", "'")


def overlap(one: str, other: str) -> bool:
    """Whether two squeezed texts share a run of a dozen characters."""
    size = min(12, len(one), len(other))
    return size > 3 and any(one[i : i + size] in other for i in range(len(one) - size + 1))


def interval(hits: Sequence[bool]) -> str:
    """The share of true values with its bootstrap 95 % interval."""
    if not hits:
        return "   -"
    chance = random.Random(7)  # noqa: S311 - no secret
    shares = sorted(sum(chance.choices(hits, k=len(hits))) / len(hits) for _ in range(400))
    return f"{sum(hits) / len(hits):.3f} [{shares[10]:.2f}-{shares[389]:.2f}] n={len(hits)}"


def told(name: str, cases: Iterable[Case]) -> None:
    """Print precision and recall of sure and of shown findings."""
    cases = list(cases)
    for band in ("sure", "shown"):
        got = [case for case in cases if getattr(case, band)]
        precision = interval([case.wanted for case in got])
        recall = interval([getattr(case, band) for case in cases if case.wanted])
        print(f"{name:24} {band:6} precision {precision:32} recall {recall}")
    bare = interval([case.wanted for case in cases])
    print(f"{name:24} bare word list: precision {bare}, recall 1")


def main() -> int:
    """Print one table over all sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval", help="the evaluation folder")
    parser.add_argument("--worst", type=int, default=0, help="print so many disagreements of each sort")
    given = parser.parse_args()
    if not given.eval.is_dir():
        print(f"{given.eval}: no evaluation folder there; name it with --eval", file=sys.stderr)
        return 2
    sets = {name: sentences(given.eval, name) for name in ("challenge-dev", "senses-dev", "natural-dev")}
    for name, cases in sets.items():
        told(name, cases)
    told("senses + natural", [*sets["senses-dev"], *sets["natural-dev"]])
    for name, cases in sorted(shop(given.eval).items()):
        shown = interval([case.shown for case in cases])
        print(f"shop: {name:24} found {shown}")
        for case in [case for case in cases if case.shown != case.wanted][: given.worst]:
            print(f"    {'missed' if case.wanted else 'wrong'}: {case.text[:100]!r}")
    gold = whole(given.eval)
    for group, count in sorted(gold["counts"].items()):
        precision = interval([True] * count["right"] + [False] * count["wrong"])
        recall = interval([True] * count["found"] + [False] * count["missed"])
        print(f"gold: {group:26} precision {precision:32} recall (both readers) {recall}")
    if given.worst:
        for name, cases in sets.items():
            for kind, some in (
                ("wrong", [case for case in cases if case.shown and not case.wanted]),
                ("missed", [case for case in cases if case.wanted and not case.shown]),
            ):
                for case in some[: given.worst]:
                    print(f"{name} {kind} ({case.term}{', sure' if case.sure else ''}): {case.text}")
        for kind in ("wrong", "missed"):
            for line in gold[kind][: given.worst * 3]:
                print(f"gold {kind}: {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
