"""Make what is printed or published: the catalogue of rules, the JSON schemas, the README's reports, the hooks.

python docs/make.py            write the files
python docs/make.py --check    exit 1, naming them, where any is not fresh
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint import packs, schema
from heartlint.cli import main as heartlint
from heartlint.read.formats import ASKED_FOR, CODE, IN_LOCALES, LOCALES, SUFFIXES, TEMPLATE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heartlint.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
SHOWN = "examples/cold/receipt.html"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def catalogue() -> str:
    """The rules of our own pack as a page: what each finds, why, and what to ask instead."""
    core = next(pack for pack in packs.installed() if pack.name == "core")
    about = dict(core.families)
    out = [
        "# The rules",
        "",
        "Made from the rules themselves by `python docs/make.py`; `heartlint explain RULE` prints the same in a",
        "terminal. In the examples, what is reported stands in bold.",
        "",
    ]
    for side, heading in (("finding", "Findings"), ("credit", "Credits")):
        rules = [rule for rule in core.rules if rule.side == side]
        out += [f"## {heading}", ""]
        for family, group in groupby(rules, key=lambda rule: rule.family):
            out += [f"### {family}", "", *([about[family], ""] if about.get(family) else [])]
            for rule in group:
                out += _entry(rule)
    return "\n".join(out).rstrip() + "\n"


def _entry(rule: Rule) -> Iterator[str]:
    facts = [] if rule.side == "credit" else [rule.severity]
    facts.append(" or ".join(sorted({rule.confidence, *rule.bands}, reverse=True)))
    if rule.since:
        facts.append(f"since {rule.since}")
    yield from (f"#### `{rule.id}`", "", f"**{rule.title}** ({', '.join(facts)})", "", rule.why, "")
    yield from (f"*{'What makes it count' if rule.side == 'credit' else 'Instead'}:* {rule.instead}", "")
    yield from ("Found:", "", *_examples(rule.finds), "Passes:", "", *_examples(rule.passes))
    if rule.evidence:
        yield from (f"*Evidence:* {rule.evidence}", "")


def _examples(examples: tuple[str, ...]) -> Iterator[str]:
    for example in examples:
        lines = [_MARKUP.sub(r"\\\1", line) for line in example.strip().splitlines()]
        shown = "  \n> ".join(line.replace("«", "**").replace("»", "**") for line in lines)
        yield from (f"> {shown}", "")


def readme() -> str:
    """The README with the real message, the real report and the real output of its Python lines."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    message = (ROOT / SHOWN).read_text(encoding="utf-8").strip()
    told = _printed(["check", SHOWN]).rstrip()
    report = (
        f"A message, `{SHOWN}`:\n\n```html\n{message}\n```\n\n`heartlint check {SHOWN}` prints:\n\n```\n{told}\n```"
    )
    text = _filled(text, "report", report)
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    if code is None:
        raise SystemExit("README.md: the Python lines are gone")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code.group(1), {})  # noqa: S102 - the README's own lines
    return _filled(text, "python", f"It prints:\n\n```\n{out.getvalue().rstrip()}\n```")


def reading() -> str:
    """The page on reading, with a message as `heartlint read` shows it."""
    text = (ROOT / "docs" / "READING.md").read_text(encoding="utf-8")
    told = _printed(["read", "examples/formats/reminder.txt"]).rstrip()
    return _filled(text, "read", f"It prints:\n\n```\n{told}\n```")


HOOKS = """\
# Made by python docs/make.py: the pattern is that of heartlint/read/formats.py. docs/CI.md says how to use the hooks.
- id: heartlint
  name: heartlint
  description: a heart check of the copy that is committed, found by its name
  entry: heartlint check --force-exclude
  language: python
  types: [text]
  files: |
{pattern}
  # one process sees all files, so that one report is printed
  require_serial: true

- id: heartlint-by-config
  name: heartlint (files chosen by the config)
  description: a heart check of the files that `heartlint check .` would read, by include and by what they import
  entry: heartlint check --only-copy
  language: python
  types: [text]
  require_serial: true
"""


def hooks() -> str:
    """The file that pre-commit reads, with the pattern of the files that hold copy by their names."""
    return HOOKS.format(pattern="\n".join(f"    {line}" for line in pattern().splitlines()))


def pattern() -> str:
    """A regular expression, as pre-commit takes one, of the paths that a folder's walk reads without opening them."""
    copy = {suffix for suffix, format_ in SUFFIXES.items() if format_ not in ASKED_FOR}
    asked = SUFFIXES.keys() - copy
    catalogs = {suffix for suffix, format_ in SUFFIXES.items() if format_ in IN_LOCALES}
    template = f"(?i:{_one_of(TEMPLATE_SUFFIXES)})"
    return f"""\
(?x)
# a suffix of copy, and perhaps those of templates behind it
[^/.][^/]*(?i:{_one_of(copy)}){template}*\\Z
# a template that says nothing else of itself, or at least not that it makes code
|^(?!.*[^/.][^/]*(?i:{_one_of(CODE | asked)}){template}+\\Z).*[^/.][^/]*{template}\\Z
# catalogs in folders of texts for people
|(?:^|/)(?:(?i:{"|".join(sorted(LOCALES))})|[^/]*\\.lproj)/(?:.*/)?\\.*[^/.][^/]*(?i:{_one_of(catalogs)}){template}*\\Z"""


def _one_of(suffixes: Iterable[str]) -> str:
    return rf"\.(?:{'|'.join(sorted(suffix.removeprefix('.') for suffix in suffixes))})"


def _filled(text: str, name: str, content: str) -> str:
    start, end = f"<!-- made by docs/make.py: {name} -->", "<!-- end -->"
    low = text.index(start) + len(start)
    return f"{text[:low]}\n{content}\n{text[text.index(end, low) :]}"


def _printed(arguments: list[str]) -> str:
    """What a command prints, at 80 columns."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        heartlint(arguments)
        out.flush()
        return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def pages() -> dict[Path, str]:
    """Every made file and what must stand in it."""
    made = {
        ROOT / "rules" / "README.md": catalogue(),
        ROOT / "README.md": readme(),
        ROOT / "docs" / "READING.md": reading(),
        ROOT / ".pre-commit-hooks.yaml": hooks(),
    }
    schemas = {"card": schema.card_schema(), "config": schema.config_schema(), "report": schema.report_schema()}
    for name, content in schemas.items():
        made[ROOT / "docs" / "schema" / f"{name}.json"] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return made


def main(argv: list[str]) -> int:
    """Write the pages, or with --check compare them."""
    os.chdir(ROOT)
    check = "--check" in argv
    stale = []
    for path, text in pages().items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'not fresh; run: python docs/make.py' if check else 'written'}")  # noqa: T201
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
