"""How right the rules are, on labelled copy: `just accuracy`.

    python benchmarks/accuracy.py [--eval ../shared/eval] [--extra FILE_OR_FOLDER] [--prose FOLDER] [--only gold]
                                  [--worst 10]

One table over all sets, per family and band (`sure`; `shown` is sure and likely). Counting rules are those of the
evaluation folder's README and stand in `counting.py`; every figure has a bootstrap 95 % interval, for the positives
are few. The bare word list stands beside it as the reference. `--worst` prints the disagreements, for reading.
Measuring only: nothing is written, and what is read stays where it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counting import (
    Case,
    Figure,
    Found,
    Judged,
    Label,
    Pages,
    figure,
    found_of,
    judge,
    occurrences,
    overlap,
    settled,
    share,
)
from heartlint.linter import Linter
from heartlint.read import READERS, format_of
from heartlint.text import Span
from prose import gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from heartlint.report import Finding, Trouble

ROOT = Path(__file__).resolve().parent.parent
BANDS = ("sure", "shown")
WIDTH = 20
SHOP = {"Misdirection": "shaming", "Urgency": "countdown, limited time", "Scarcity": "stock counts"}
PEOPLE = frozenset({"people", "force", "relation"})
PUSHING = (
    "hurry", "limited", "only", "left", "last", "ends", "ending", "sale", "now", "today", "stock", "selling fast",
    "going fast", "no thanks", "don't miss", "deal", "offer", "save",
)  # fmt: skip
"""What a word list would look for in shops: the reference there."""

LEGEND = """\
Precision and recall with their bootstrap 95 % intervals and what they are shares of; findings per 1,000 words are
all in the texts, at the labelled term or not. Bootstrap units are sentences, and whole messages in gold. Where all
or none hit, the open bound is the rule of three. Sentences carry no family: a family's recall is there its part in
finding all that is to be found. `bare` is the bare word list: each labelled term, each time.
"""


@dataclass
class Table:
    """The printed table."""

    worst: int
    lines: list[str] = field(default_factory=list)

    def head(self, name: str, note: str = "") -> None:
        """A set begins."""
        print(f"\n{name}{'  (' + note + ')' if note else ''}")
        columns = ("precision", "recall", "per 1,000 words")
        print(
            f"  {'':24}"
            + "".join(
                f"{f'{band}: {column}' if column == 'precision' else column:<{WIDTH}}"
                for band in BANDS
                for column in columns
            ).rstrip()
        )

    def row(self, name: str, *figures: Figure | None) -> None:
        """One line: precision, recall and rate of the sure, then of the shown."""
        print(f"  {name[:23]:24}" + "".join(f"{told(one):<{WIDTH}}" for one in figures).rstrip())

    def bar(self, name: str, value: Figure, bound: float, *, most: bool = False) -> None:
        """What the issue asks, and whether it is reached."""
        if value.value is None:
            return
        reached = value.value <= bound if most else value.value >= bound
        sign = "<=" if most else ">="
        verdict = "reached" if reached else f"NOT reached, {abs(value.value - bound):.3f} short"
        self.lines.append(f"{name:56} {sign} {bound:<5} {told(value):24} {verdict}")


def told(one: Figure | None) -> str:
    """A figure with its interval and n; "-" for none."""
    if one is None:
        return ""
    if one.value is None:
        return "-"
    if one.per != 1:
        digits = 1 if one.high >= 10 else 2
        return f"{one.value:.{digits}f} [{one.low:.{digits}f}-{one.high:.{digits}f}]"
    low, high = (f"{bound:.2f}".removeprefix("0") for bound in (one.low, one.high))
    return f"{one.value:.3f}".removeprefix("0") + f" [{low}-{high}] {one.n:.0f}"


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


# ---- sentences and short texts


def case_of(
    linter: Linter,
    row: Mapping[str, Any],
    wanted: bool,
    places: tuple[Span, ...],
    only: str = "",
    **more: Any,
) -> Case:
    """A labelled text, checked: findings that overlap `places`, of the family `only` where it is given, count."""
    report = linter.check(row["text"], format="text")
    at = [
        mark for mark in report.findings if overlap((Span(mark.start, mark.end),), places) and only in {"", mark.family}
    ]
    families: dict[str, bool] = {}
    for mark in at:
        families[mark.family] = families.get(mark.family, False) or mark.confidence == "sure"
    return Case(
        str(row.get("id", "")),
        wanted,
        row["text"],
        places,
        families,
        tuple(f"{mark.rule} ({mark.confidence})" for mark in at),
        tuple((mark.family, mark.confidence == "sure") for mark in report.findings),
        len(row["text"].split()),
        **more,
    )


def sentences(linter: Linter, path: Path) -> list[Case]:
    """Sentences whose one term is labelled; borderline ones, and those the readers differ on, are left out."""
    cases = []
    for row in rows(path):
        if not settled(row):
            continue
        term = row.get("span_text") or row["match"]
        places = occurrences(row["text"], term, row.get("span_start", row.get("start")))
        more = {
            "term": row["term"],
            "source": row.get("repo", ""),
            "around": (row.get("prev") or "", row.get("next") or ""),
            "note": row.get("why") or row.get("note") or "",
        }
        cases.append(case_of(linter, row, row["label"] == "dehumanizes", places, **more))
    return cases


def precision(cases: Iterable[Case], band: str, family: str = "") -> Figure:
    """Of the texts found, those that should be."""
    return figure((float(case.wanted), 1) for case in cases if case.found(band, family))


def recall(cases: Iterable[Case], band: str, family: str = "") -> Figure:
    """Of the texts that should be found, those that are."""
    return figure((float(case.found(band, family)), 1) for case in cases if case.wanted)


def density(cases: Iterable[Case], band: str, family: str = "") -> Figure:
    """Findings in a thousand words, wherever they are."""
    units = []
    for case in cases:
        some = [sure for name, sure in case.findings if name == family or not family]
        units.append((sum(some) if band == "sure" else len(some), case.words))
    return figure(units, per=1000)


def line(table: Table, name: str, cases: Sequence[Case], family: str = "") -> None:
    """The row of a set, or of one family in it."""
    table.row(name, *(ask(cases, band, family) for band in BANDS for ask in (precision, recall, density)))


def show_sentences(table: Table, name: str, cases: Sequence[Case]) -> None:
    """Print a set of sentences: all, the word list, and each family."""
    table.head(name, f"{len(cases)} sentences, {sum(case.wanted for case in cases)} to be found")
    line(table, "all", cases)
    bare = figure((float(case.wanted), 1) for case in cases)
    table.row("bare", bare, Figure(1, 1, 1, sum(case.wanted for case in cases)))
    for family in sorted({family for case in cases for family in case.families}):
        line(table, f"  {family}", cases, family)


def show_sources(table: Table, name: str, cases: Sequence[Case]) -> None:
    """Print a set by where its sentences are from, and without the largest source. The rules are fitted to none."""
    sources = Counter(case.source for case in cases if case.wanted)
    if len(sources) < 2:
        return
    table.head(f"{name} by source", "those with a sentence to be found")
    for source, _ in sources.most_common():
        line(table, source.rpartition("/")[2][:25], [case for case in cases if case.source == source])
    for source, _ in sources.most_common():
        line(table, f"without {source.rpartition('/')[2]}"[:25], [case for case in cases if case.source != source])


def worst_sentences(name: str, cases: Sequence[Case], most: int) -> None:
    """Print the disagreements of a set, sure ones first, each with what stands around it."""
    wrong = sorted(
        (case for case in cases if case.found("shown") and not case.wanted), key=lambda c: not c.found("sure")
    )
    missed = [case for case in cases if case.wanted and not case.found("shown")]
    for what, some in (("wrong", wrong), ("missed", missed)):
        print(f"\n{name}: {what} ({min(most, len(some))} of {len(some)})" if some else f"\n{name}: none {what}")
        for case in some[:most]:
            print(f"  {case.name} {case.term} {case.source} {', '.join(case.rules)}".rstrip())
            for line in (case.around[0], marked(case.text, case.places), case.around[1]):
                if line:
                    print(f"      {line[:300]}")
            if case.note:
                print(f"      label: {case.note}")


def marked(text: str, places: Sequence[Span]) -> str:
    """A text with some stretches in guillemets."""
    for place in sorted(places, reverse=True):
        text = f"{text[: place.start]}«{place.of(text)}»{text[place.end :]}"
    return text


def shop(linter: Linter, path: Path) -> dict[str, list[Case]]:
    """Short shop texts by sort. In pressing ones only findings of pressure count, in ordinary ones all."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for number, row in enumerate(rows(path), 1):
        sort = "ordinary" if row["expect"] == "none" else "neither for nor against"
        if row["expect"] == "pressure":
            sort = SHOP.get(row["category"], "other pressure")
        wanted = row["expect"] == "pressure"
        places = (Span(0, len(row["text"])),)
        only = "pressure" if wanted else ""
        groups[sort].append(case_of(linter, {"id": f"line {number}", **row}, wanted, places, only, term=sort))
    return groups


def show_shop(table: Table, name: str, groups: Mapping[str, list[Case]]) -> None:
    """Print how much of each sort of pressure is found, and how much of ordinary text is flagged."""
    judged = [case for sort, cases in groups.items() if sort != "neither for nor against" for case in cases]
    table.head(name, f"{len(judged)} short texts; found: pressure, in ordinary ones anything")
    line(table, "all", judged)
    words = [case for case in judged if any(word in case.text.lower() for word in PUSHING)]
    pressing = [case for case in judged if case.wanted]
    table.row("bare", share(case.wanted for case in words), share(case in words for case in pressing))
    for sort in sorted(groups):
        if groups[sort][0].wanted:
            some = [recall(groups[sort], band) for band in BANDS]
            table.row(f"  {sort}", None, some[0], None, None, some[1])
            table.bar(f"{name}: {sort}, recall", some[1], 0.85 if sort == "stock counts" else 0.9)
    for sort in ("ordinary", "neither for nor against"):
        flagged = [share(case.found(band) for case in groups.get(sort, [])) for band in BANDS]
        print(f"    {sort + ', flagged:':34} sure {told(flagged[0])}   shown {told(flagged[1])}")
    flagged = [share(case.found("shown") for case in groups.get("ordinary", []))]
    table.bar(f"{name}: ordinary text flagged", flagged[0], 0.02, most=True)


# ---- whole messages


@dataclass(frozen=True)
class Message:
    """A whole message: its marks and labels, counted, how many words it has, and why it is not judged, if so."""

    row: Mapping[str, Any]
    sides: Mapping[str, Judged]
    words: int
    bare: tuple[tuple[int, int], tuple[int, int]]
    lost: tuple[Label, ...]
    silent: str


@dataclass
class Gold:
    """A set of whole messages; `skipped` says of each that could not be read why."""

    messages: list[Message]
    skipped: list[str]
    readers: int


def whole(linter: Linter, path: Path, terms: frozenset[str]) -> Gold:
    """Whole messages, with everything marked in them against everything found."""
    labelled = rows(path)
    readers = len(
        {reader for row in labelled for side in ("findings", "credits") for s in row[side] for reader in s["by"]}
    )
    gold = Gold([], [], readers)
    for row in labelled:
        place = path.parent / row["file"]
        chosen = format_of(place.name)
        if chosen not in READERS:
            gold.skipped.append(f"{row['id']} ({place.suffix}): no reader for {chosen or 'this name'}")
            continue
        troubles: list[Trouble] = []
        documents = linter.read_file(place, troubles)
        reports = [linter.judge(document) for document in documents]
        troubles += [trouble for report in reports for trouble in report.troubles]
        if not documents or troubles:
            gold.skipped.append(f"{row['id']} ({place.suffix}): {'; '.join(map(str, troubles))}")
            if not documents:
                continue
        silent = "; ".join(dict.fromkeys(one.not_judged for one in documents if one.not_judged))
        pages = Pages(documents)
        sides: dict[str, Judged] = {}
        lost: list[Label] = []
        for side, key in (("finding", "family"), ("credit", "kind")):
            labels = [pages.label(one, one[key]) for one in row[f"{side}s"]]
            marks = [mark for report in reports for mark in (report.findings if side == "finding" else report.credits)]
            sides[side] = judge((found_of(mark, side) for mark in marks), labels, readers)
            lost += [label for label in labels if not label.places]
            if side == "finding":
                bare = bare_words(pages, terms, labels, readers)
        gold.messages.append(
            Message(row, sides, sum(report.coverage.words for report in reports), bare, tuple(lost), silent)
        )
    return gold


def bare_words(
    pages: Pages, terms: frozenset[str], labels: Sequence[Label], readers: int
) -> tuple[tuple[int, int], tuple[int, int]]:
    """How often a bare word list of the terms is right in a message, and how much of what all marked it finds."""
    wanted = [label for label in labels if label.families & PEOPLE]
    places = [place for term in terms for place in pages.places(term)]
    right = [any(overlap((place,), label.places) for label in wanted) for place in places]
    agreed = [overlap(places, label.places) for label in wanted if len(label.by) >= readers]
    return (sum(right), len(right)), (sum(agreed), len(agreed))


def gold_precision(gold: Gold, side: str, family: str, band: str) -> Figure:
    """Of what was found, what a reader marked; a unit is a message."""
    units = []
    for message in gold.messages:
        some = [
            good
            for one, good in message.sides[side].right
            if (not family or one.family == family) and (one.sure or band == "shown")
        ]
        units.append((float(sum(some)), float(len(some))))
    return figure(units)


def gold_recall(gold: Gold, side: str, family: str, band: str, severity: str = "") -> Figure:
    """Of what all readers marked, what was found; a unit is a message."""
    units = []
    for message in gold.messages:
        some = [
            shown if band == "shown" else sure
            for label, sure, shown in message.sides[side].labels
            if (not family or label.family == family) and (not severity or label.severity == severity)
        ]
        units.append((float(sum(some)), float(len(some))))
    return figure(units)


def gold_density(gold: Gold, side: str, family: str, band: str) -> Figure:
    """Findings or credits in a thousand words; a unit is a message."""
    units = []
    for message in gold.messages:
        some = [
            one
            for one, _ in message.sides[side].right
            if (not family or one.family == family) and (one.sure or band == "shown")
        ]
        units.append((float(len(some)), float(message.words)))
    return figure(units, per=1000)


def show_gold(table: Table, name: str, gold: Gold) -> None:
    """Print findings and credits of whole messages, each family, and what could not be read or located."""
    both = f"what all {gold.readers} readers marked" if gold.readers > 1 else "what the reader marked"
    for side, credits_ in (("finding", False), ("credit", True)):
        title = f"{name}: {side}s"
        table.head(title, f"{len(gold.messages)} messages; precision against any reader, recall of {both}")

        asked = (gold_precision, gold_recall, gold_density)
        table.row("all", *(ask(gold, side, "", band) for band in BANDS for ask in asked))
        if not credits_:
            for severity in ("major", "minor"):
                some = [gold_recall(gold, side, "", band, severity) for band in BANDS]
                table.row(f"  {severity}", None, some[0], None, None, some[1])
            right, found = (figure(message.bare[which] for message in gold.messages) for which in (0, 1))
            table.row("bare, people families", right, found)
        families = {one.family for m in gold.messages for one, _ in m.sides[side].right}
        families |= {label.family for m in gold.messages for label, _, _ in m.sides[side].labels}
        for family in sorted(families):
            table.row(f"  {family}", *(ask(gold, side, family, band) for band in BANDS for ask in asked))
        table.bar(f"{title}, shown precision", gold_precision(gold, side, "", "shown"), 0.75 if credits_ else 0.8)
        severity = "" if credits_ else "major"
        what = f"{title}, shown recall{' of major spans' if severity else ''}"
        table.bar(what, gold_recall(gold, side, "", "shown", severity), 0.65 if credits_ else 0.8)
    wrong = [good for message in gold.messages for _, good in message.sides["finding"].right if not good]
    beside = sum(len(message.sides["finding"].beside) for message in gold.messages)
    print(f"  {beside} of the {len(wrong)} findings that are wrong stand where a reader marked another family")
    for message in gold.messages:
        if message.silent:
            print(f"  {message.row['id']} is not judged: {message.silent}")
    labels = sum(len(message.row["findings"]) + len(message.row["credits"]) for message in gold.messages)
    lost = [(message, label) for message in gold.messages for label in message.lost]
    print(f"  {len(lost)} of {labels} labelled spans could not be located (they count as missed where all marked them)")
    for message, label in lost:
        print(f"    {message.row['id']} {label.family}: {label.text[:90]!r}")
    if gold.skipped:
        print(f"  {len(gold.skipped)} messages not read, or with trouble:")
        print("\n".join(f"    {line[:150]}" for line in gold.skipped))


def worst_gold(name: str, gold: Gold, most: int) -> None:
    """Print what was found and not marked, sure first, and what was marked and not found, major first."""
    for side in ("finding", "credit"):
        wrong = [(m, one) for m in gold.messages for one, good in m.sides[side].right if not good]
        missed = [(m, label) for m in gold.messages for label, _, shown in m.sides[side].labels if not shown]
        wrong.sort(key=lambda pair: not pair[1].sure)
        missed.sort(key=lambda pair: pair[1].severity != "major")
        print(f"\n{name}: {side}s wrong ({min(most, len(wrong))} of {len(wrong)})")
        for message, one in wrong[:most]:
            print(told_wrong(message, one))
        print(f"\n{name}: {side}s missed ({min(most, len(missed))} of {len(missed)})")
        for message, label in missed[:most]:
            by = "".join(sorted(label.by))
            also = f" (or {label.also})" if label.also else ""
            print(f"  {message.row['id']} {label.family}{also} {label.severity} by {by}: {label.text[:200]!r}")


def told_wrong(message: Message, one: Found) -> str:
    """One finding that no reader marked, in its sentence."""
    band = "sure" if one.sure else "likely"
    at = one.sentence.find(one.text)
    sentence = marked(one.sentence, [Span(at, at + len(one.text))] if at >= 0 else [])
    low = max(at - 120, 0)
    beside = message.sides["finding"].beside.get(one)
    marked_as = f" (marked: {', '.join(sorted(beside))})" if beside else ""
    return f"  {message.row['id']} {one.rule} {one.severity} {band}{marked_as}: {sentence[low : low + 260]!r}"


# ---- plain prose


def show_prose(table: Table, linter: Linter, folders: Sequence[Path], words: int) -> None:
    """Print how often text that is no marketing is flagged, and by which rules."""
    print("\nplain prose that is no marketing: findings per 1,000 words")
    total: list[tuple[float, float]] = []
    for name, pages in gathered(folders, words).items():
        if not pages:
            print(f"  {name:22} none on this machine{' (name a folder with --prose)' if name == 'books' else ''}")
            continue
        units: dict[str, list[tuple[float, float]]] = {band: [] for band in BANDS}
        rules: Counter[str] = Counter()
        seen: list[tuple[str, Finding]] = []
        for page in pages:
            report = linter.check(page.text, name=page.name, format=page.format)
            count = float(report.coverage.words)
            units["sure"].append((float(sum(mark.confidence == "sure" for mark in report.findings)), count))
            units["shown"].append((float(len(report.findings)), count))
            rules.update(mark.rule for mark in report.findings)
            seen += [(page.name, mark) for mark in report.findings]
        figures = {band: figure(units[band], per=1000) for band in BANDS}
        told_ = "   ".join(f"{band} {one.value:.3f} [{one.low:.3f}-{one.high:.3f}]" for band, one in figures.items())
        print(f"  {name:22} {told_}   {figures['shown'].n:,.0f} words in {len(pages)} pages")
        print(f"    {', '.join(f'{rule} {count}' for rule, count in rules.most_common(12)) or 'nothing found'}")
        table.bar(f"plain prose: {name}, shown per 1,000 words", figures["shown"], 0.1, most=True)
        total += units["shown"]
        for where, mark in spread(seen)[: table.worst]:
            short = "/".join(Path(where).parts[-2:])
            print(f"      {short}: {mark.rule} {mark.severity} {mark.confidence}: {context(mark)!r}")
    if total:
        table.bar("plain prose: all, shown per 1,000 words", figure(total, per=1000), 0.1, most=True)


def spread(seen: Sequence[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """Findings in an order that shows each rule once before any a second time."""
    order: Counter[str] = Counter()
    ranked = []
    for where, mark in seen:
        order[mark.rule] += 1
        ranked.append((order[mark.rule], mark.rule, where, mark))
    ranked.sort(key=lambda one: one[:2])
    return [(where, mark) for _, _, where, mark in ranked]


def context(mark: Finding) -> str:
    """The words of a finding with some of their sentence."""
    at = max(mark.sentence.find(mark.text), 0)
    return mark.sentence[max(at - 90, 0) : at + len(mark.text) + 60]


def show_tokens(folder: Path) -> None:
    """One line about merge tags: the table is that of `just tokens`."""
    import tokens

    reference = folder.parent / "reference"
    counted: list[tuple[str, int, int]] = []
    if (reference / "merge-tags.yaml").is_file():
        tokens.reference(reference, counted, [])
    if (folder / "tokens-dev.jsonl").is_file():
        tokens.wild(folder, counted, [])
    print("\nmerge tags (just tokens): " + "; ".join(f"{name} {right} of {total}" for name, right, total in counted))


def sort_of(path: Path) -> str:
    """What sort of set a JSONL file is, by the fields of its first row."""
    first = next(iter(rows(path)), {})
    if "file" in first and "findings" in first:
        return "gold"
    if "expect" in first:
        return "shop"
    if "label" in first and ("span_text" in first or "match" in first):
        return "sentences"
    return ""


def files_of(extra: Sequence[Path]) -> list[Path]:
    """The sets that `--extra` names: files, and the JSONL files below folders."""
    return [file for path in extra for file in (sorted(path.rglob("*.jsonl")) if path.is_dir() else [path])]


BARS = {
    "challenge": (("shown", 0.97, 0.95),),
    "senses-dev + natural-dev": (("sure", 0.92, None), ("shown", 0.88, 0.8)),
}
"""Per sort of set, by how its name begins: a band, with the least precision and recall that the issue asks."""


def bars(table: Table, name: str, cases: Sequence[Case]) -> None:
    """Note whether a set of sentences reaches what the issue asks."""
    for band, least, most in next((asked for start, asked in BARS.items() if name.startswith(start)), ()):
        table.bar(f"{name}: {band} precision", precision(cases, band), least)
        if most is not None:
            table.bar(f"{name}: {band} recall", recall(cases, band), most)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one table over all sets; the exit status."""
    given = options(arguments)
    if not given.eval.is_dir():
        print(f"{given.eval}: no evaluation folder there; name it with --eval", file=sys.stderr)
        return 2
    linter = Linter()
    table = Table(given.worst)
    extra = files_of(given.extra)
    later: list[Callable[[int], None]] = []
    names = [given.eval / f"{name}.jsonl" for name in ("challenge-dev", "senses-dev", "natural-dev")]
    names += [given.eval / "shop-pressure-dev.jsonl", given.eval / "gold" / "gold-dev.jsonl"]
    measured: dict[str, list[Case]] = {}
    terms = words_of(names[:3])

    def wanted(name: str) -> bool:
        return not given.only or any(part in name for part in given.only)

    print(LEGEND.rstrip())
    for path in [path for path in names if path.is_file()] + extra:
        name, sort = path.stem, sort_of(path)
        if not wanted(name):
            continue
        if sort == "sentences":
            measured[name] = cases = sentences(linter, path)
            show_sentences(table, name, cases)
            bars(table, name, cases)
            if name == "natural-dev":
                show_both(table, measured)
                show_sources(table, name, cases)
            later.append(partial(worst_sentences, name, cases))
        elif sort == "shop":
            groups = shop(linter, path)
            show_shop(table, name, groups)
            judged = [case for sort_, some in groups.items() if "neither" not in sort_ for case in some]
            later.append(partial(worst_sentences, name, judged))
        elif sort == "gold":
            gold = whole(linter, path, terms)
            show_gold(table, name, gold)
            later.append(partial(worst_gold, name, gold))
        else:
            print(f"{path}: not a set of this sort; a row has text, term and label, or expect, or file and findings")
            return 2
    if wanted("tokens"):
        show_tokens(given.eval)
    if wanted("prose"):
        show_prose(table, linter, given.prose, given.words)
    print("\nwhat the issue asks")
    print("\n".join(f"  {line}" for line in table.lines))
    if given.worst:
        for show in later:
            show(given.worst)
    return 0


def show_both(table: Table, measured: Mapping[str, list[Case]]) -> None:
    """Print the two sets of real sentences as one."""
    both = [case for name in ("senses-dev", "natural-dev") for case in measured.get(name, [])]
    if "senses-dev" in measured:
        show_sentences(table, "senses-dev + natural-dev", both)
        bars(table, "senses-dev + natural-dev", both)


def words_of(sets: Iterable[Path]) -> frozenset[str]:
    """The bare word list: every term that is labelled in a set of sentences, as it is written there."""
    return frozenset(
        (row.get("span_text") or row["match"]).lower() for path in sets if path.is_file() for row in rows(path)
    )


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval", help="the evaluation folder")
    parser.add_argument("--worst", type=int, default=0, help="print so many disagreements of each sort")
    parser.add_argument("--only", action="append", default=[], help="only sets whose name holds this (prose, tokens)")
    parser.add_argument("--extra", type=Path, action="append", default=[], help="a further set: JSONL, or a folder")
    parser.add_argument("--prose", type=Path, action="append", default=[], help="a folder of plain prose")
    parser.add_argument("--words", type=int, default=300_000, help="so many words of each sort of plain prose")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
