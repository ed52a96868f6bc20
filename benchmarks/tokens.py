"""How well merge tags are found: against the reference of dialects and against tags seen in the wild.

    python benchmarks/tokens.py [REFERENCE_FOLDER [EVAL_FOLDER]]

Every example and every near miss is read on its own in five contexts, and again inside Markdown, the text of an
HTML page, one of its attributes, and a value of a JSON catalog. The folders default to ../shared/reference and
../shared/eval beside the repository. Prints a table and, below it, every line that went wrong. Exit status 2 when a
folder is missing.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import heartlint
from heartlint.read.fields import fold
from heartlint.read.templates import find_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from heartlint.text import Slot

CONTEXTS = (
    "{} is what we wrote to you about.",
    "We thought of {} again this morning.",
    "This is all that we know about {}.",
    "Hi {}, how have you been?",
    'They said "{}" (or {}): nothing more!',
)
"""Where a tag stands in a sentence: first, within, last, after a greeting, against punctuation."""


def exact(text: str, example: dict[str, Any]) -> list[str]:
    """What is wrong with how an example is found in its five contexts."""
    wrong = []
    for context in CONTEXTS:
        source = context.replace("{}", text)
        slots = find_templates(source).slots
        found = [slot for slot in slots if slot.text == text]
        if len(found) != context.count("{}") or len(slots) != len(found):
            wrong.append(f"found {[slot.text for slot in slots]} in {source!r}")
            continue
        wrong += differs(found[0], example)
    return list(dict.fromkeys(wrong))


def differs(slot: Slot, example: dict[str, Any]) -> list[str]:
    """Where a slot's field, role or fallback is not the example's."""
    wrong = []
    field = str(example["field"])
    if fold(slot.field) not in {fold(field), fold(field.rpartition(".")[2])}:
        wrong.append(f"field {slot.field!r}, not {field!r}")
    if slot.role != example["role"]:
        wrong.append(f"role {slot.role}, not {example['role']}")
    if slot.fallback != example["fallback"]:
        wrong.append(f"fallback {slot.fallback!r}, not {example['fallback']!r}")
    return wrong


def uncovered(text: str) -> str:
    """What is wrong with how a piece of logic is found, on its own line and in a sentence; "" for nothing."""
    for source, start in ((text, 0), (f"And so\n{text}\nit goes on.", 7)):
        found = find_templates(source)
        left = [source[low:high] for low, high, what in found.shown(start, start + len(text)) if what == "text"]
        if "".join(left).strip():
            return f"shown: {left}"
        if any(slot.role == "personal" for slot in found.slots):
            return "taken for the reader's field"
    return ""


REFERENCE = ("examples", "logic", "near misses", "fallback lines", "rendered tokens")
"""What is counted of the reference by what is found; beside these, what the rules tell of whole renders."""

FORMATS: dict[str, tuple[str, Callable[[str], str]]] = {
    "markdown": ("mail.md", lambda text: f"# Hello\n\nWe thought of {text} again.\n"),
    "html text": ("mail.html", lambda text: f"<html><body><p>We thought of {text} again.</p></body></html>"),
    "html attribute": ("mail.html", lambda text: f"<html><body><p>Hello</p><img alt={_quoted(text)}></body></html>"),
    "json value": ("locales/en.json", lambda text: json.dumps({"hello": f"We thought of {text} again."}) + "\n"),
}
"""How an example stands in a file of each sort."""


def _quoted(text: str) -> str:
    words = f"We thought of {text} again."
    return f"'{words}'" if '"' in words else f'"{words}"'


def inside(data: dict[str, Any], rows: list[tuple[str, int, int]], notes: list[str]) -> None:
    """Each example once more inside files: the very same slot, at its place; each near miss: none."""
    from heartlint.read import format_of, read_source

    tags = [example["text"] for dialect in data["dialects"] for example in dialect["examples"]]
    misses = [text for dialect in data["dialects"] for text in dialect["near_misses"]] + data["near_misses_global"]
    for name, (file, made) in FORMATS.items():
        form = format_of(Path(file)) or ""
        right = silent = tried = kept = 0
        for text in dict.fromkeys(tags):
            if name == "html attribute" and ("'" in text and '"' in text):
                continue  # no author can write it there
            tried += 1
            alone = find_templates(f"We thought of {text} again.").slots
            told = [slot for one in read_source(file, made(text), form) for slot in one.slots]
            same = [(slot.text, slot.field, slot.role, slot.fallback) for slot in told] == [
                (slot.text, slot.field, slot.role, slot.fallback) for slot in alone
            ]
            right += same
            if not same:
                notes.append(f"{name}: {text!r}: {[(slot.text, slot.role, slot.fallback) for slot in told]}")
        for text in dict.fromkeys(misses):
            if name == "html attribute" and ("'" in text and '"' in text):
                continue
            kept += 1
            told = [slot for one in read_source(file, made(text), form) for slot in one.slots]
            silent += not told
            if told:
                notes.append(f"{name}: near miss {text!r}: {[slot.text for slot in told]}")
        rows.append((f"{name}: examples", right, tried))
        rows.append((f"{name}: near misses silent", silent, kept))


def reference(folder: Path, rows: list[tuple[str, int, int]], notes: list[str]) -> None:
    """Measure against merge-tags.yaml."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load((folder / "merge-tags.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    right = dict.fromkeys((*REFERENCE, "broken renders told", "innocent renders"), 0)
    total = dict(right)

    def count(name: str, where: str, text: str, wrong: list[str]) -> None:
        total[name] += 1
        right[name] += not wrong
        notes.extend(f"{name}: {where}: {text!r}: {one}" for one in wrong)

    for dialect in data["dialects"]:
        name = dialect["name"]
        for example in dialect["examples"]:
            count("examples", name, example["text"], exact(example["text"], example))
        for text in dialect["control_examples"]:
            count("logic", name, text, [fault] if (fault := uncovered(text)) else [])
        for text in dialect["near_misses"]:
            count("near misses", name, text, missed(text))
        if dialect["fallback_example"]:
            text = dialect["fallback_example"]
            personal = [slot for slot in find_templates(text).slots if slot.role == "personal"]
            bare = [slot.text for slot in personal if slot.fallback is None and not slot.guarded]
            wrong = [f"bare: {bare}"] if bare else []
            count("fallback lines", name, text, wrong)
    for text in data["near_misses_global"]:
        count("near misses", "global", text, missed(text))
    for row in data["rendered_broken"]:
        if row["kind"] in {"literal_token", "literal_token_mangled", "malformed_token", "escaped_token", "printf"}:
            slots = find_templates(row["text"]).slots
            faulty = row["kind"] not in {"literal_token", "printf"}
            fine = len(slots) == 1 and (bool(slots[0].syntax_fault) or not faulty)
            count("rendered tokens", row["kind"], row["text"], [] if fine else [f"{slots}"])
        elif row["kind"] == "ordinary":
            count("near misses", "ordinary", row["text"], missed(row["text"]))
        told = [one.rule for one in heartlint.check(row["text"], format="text").findings if one.family == "tokens"]
        if row["must_match"]:
            count("broken renders told", row["kind"], row["text"], [] if told else ["nothing is told"])
        else:
            count("innocent renders", row["kind"], row["text"], told)
    rows += [(name, right[name], total[name]) for name in total]
    inside(data, rows, notes)


def missed(text: str) -> list[str]:
    """What is found where nothing may be found."""
    found = find_templates(text)
    texts = [slot.text for slot in found.slots] + [span.of(text) for span in found.hidden]
    return [f"found {texts}"] if texts else []


def wild(folder: Path, rows: list[tuple[str, int, int]], notes: list[str]) -> None:
    """Measure against tags and look-alikes seen in public templates."""
    lines = (folder / "tokens-dev.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    found = roles = people = quiet = alike = fallbacks = values = accused = 0
    for case in cases:
        token = case["token"]
        source = f"We thought of {token} again."
        templates = find_templates(source)
        touched = bool(templates.slots or templates.hidden)
        if not case["is_token"]:
            alike += 1
            quiet += not touched
            told = [one for one in heartlint.check(source).findings if one.family == "tokens"]
            accused += bool(told)
            if told:
                notes.append(f"look-alike reported: {token!r}: {[one.rule for one in told]}")
            if touched:
                notes.append(f"look-alike: {case['dialect']}: {missed(source)}")
            continue
        left = [source[low:high] for low, high, what in templates.shown(14, 14 + len(token)) if what == "text"]
        whole = not "".join(left).strip() or (touched and "translated" in case.get("note", ""))
        found += whole or touched
        if not (whole or touched):
            notes.append(f"in the wild: {case['dialect']}: {token!r}: not found ({case.get('note')})")
        if case["kind"] == "personal":
            people += 1
            theirs = any(slot.role in {"personal", "contact_detail", "sender"} for slot in templates.slots)
            roles += theirs or any(span.of(source) for span in templates.hidden)
            if not theirs and not templates.hidden:
                notes.append(f"in the wild: {token!r}: role {[slot.role for slot in templates.slots]}: {case['note']}")
        if not templates.slots:
            continue  # a condition shows nothing by itself, and has no text for an empty field
        values += 1
        same = any(slot.fallback is not None for slot in templates.slots) == case["has_fallback"]
        fallbacks += same
        if not same:
            seen = [slot.fallback for slot in templates.slots]
            notes.append(
                f"in the wild: {token!r}: fallback {seen}, labelled {case['has_fallback']}: {case.get('note')}"
            )
    rows += [
        ("wild: found", found, len(cases) - alike),
        ("wild: a person's", roles, people),
        ("wild: look-alikes left alone", quiet, alike),
        ("wild: look-alikes not reported", alike - accused, alike),
        ("wild: fallback seen", fallbacks, values),
    ]


def speed() -> list[str]:
    """Microseconds for a mail without tags and one with, and growth on hostile input."""
    plain = ("Thank you for coming on Friday, it was good to see you again. Your notes are on the table. " * 9)[:850]
    tagged = "Hi {{ first_name | default: 'there' }},\n\n" + plain + "\n{% if x %}Bye{% endif %} *|UNSUB|*"
    lines = []
    for name, text in (("a plain mail of 150 words", plain), ("the same with four tags", tagged)):
        find_templates(text)
        begun = time.perf_counter()
        for _ in range(2000):
            find_templates(text)
        lines.append(f"{name}: {(time.perf_counter() - begun) / 2000 * 1e6:.1f} µs")
    for unit in HOSTILE:
        times = []
        for count in (25_000, 50_000, 100_000):
            text = unit * count
            begun = time.perf_counter()
            find_templates(text)
            times.append(time.perf_counter() - begun)
        flag = "  GROWS" if times[2] > 3 * times[1] and times[2] > 0.2 else ""
        lines.append(f"{unit!r:>28} x 25k/50k/100k: {' '.join(f'{spent:.3f}' for spent in times)} s{flag}")
    return lines


HOSTILE = (
    '{% if ("("("("("("("("("("( %}',
    "{{ ${             } }}",
    "{{ a | ' ' ' ' ' ' }}",
    "<span class=eloquaemail class=eloquaemail ",
    "%%[ IF IF IF THEN ",
    "{{a: default=}} : : : ",
    "{/*",
    "{{",
    "{{ ",
    "{",
    "{{{",
    "}}",
    "{{a",
    "{{ a | b ",
    "{a|b",
    "{%",
    "{% if ",
    "{%if a%}",
    "{#",
    "{!a",
    "{$a",
    "[[",
    "[",
    "[a",
    "[[a ",
    "%%",
    "%%a ",
    "%a",
    "%a%",
    "%%[",
    "%%=",
    "%%if(",
    "*|",
    "*|A",
    "*|A|",
    "<%",
    "<% a",
    "<",
    "<a ",
    "<<a",
    "<#if ",
    "<script runat=server ",
    "<script runat=server>",
    "<span class=",
    "<name>",
    "[name] ",
    "[name]:\n",
    "$",
    "$a ",
    "${",
    "${a",
    "$[A",
    "#a",
    "#if(",
    "##a",
    "@A",
    "@@A",
    "~A.",
    "~~A",
    "::a",
    "((a",
    "__A",
    "__A_",
    "_",
    "-a",
    "--a",
    "!fname",
    "&#123;",
    "\\{\\{",
    "XX ",
    "TODO ",
    "{{#if a}}",
    "{{/if}}",
    "{{#a}}{{^b}}",
    "«a",
    "{{!--",
    "{{/*",
    "{% comment %}",
    "{% raw %}",
    "{{a}}",
    "{{first_name|x}} ",
    "{% if a %}{{a}}",
    "\n\n{{",
    "a\n",
    "{{\n",
    "|ABCDE",
    "%7B%7B",
    "{ {",
    "{{}",
    "{\n\n",
)


def main(arguments: list[str]) -> int:
    """Run; the exit status."""
    shared = Path(__file__).resolve().parents[2] / "shared"
    folders = [Path(argument) for argument in arguments] + [shared / "reference", shared / "eval"][len(arguments) :]
    for folder, name in zip(folders, ("merge-tags.yaml", "tokens-dev.jsonl"), strict=False):
        if not (folder / name).is_file():
            print(
                f"tokens.py: {folder / name} is not there; give the folders of the reference and the eval sets",
                file=sys.stderr,
            )
            return 2
    rows: list[tuple[str, int, int]] = []
    notes: list[str] = []
    reference(folders[0], rows, notes)
    wild(folders[1], rows, notes)
    for name, right, total in rows:
        print(f"{name:30} {right:4} of {total:4}  {right / total:6.1%}")
    print()
    print("\n".join(notes) or "nothing went wrong")
    print()
    print("\n".join(speed()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
