"""Make what is printed or published: the catalogue of rules, the JSON schemas, the reports in README and docs, hooks.

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
import tempfile
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint import packs, schema
from heartlint.cli import main as heartlint
from heartlint.linter import Linter
from heartlint.output import FORMATS, markdown
from heartlint.output.text import Style
from heartlint.read.formats import files_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
SHOWN = "examples/cold/receipt.html"
TOLD = "examples/formats/winback.html.liquid"
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
    if rule.misses:
        yield from ("Goes wrong yet (bold: should be found; else it should pass):", "", *_examples(rule.misses))
    if rule.evidence:
        yield from (f"*Evidence:* {rule.evidence}", "")
    if rule.aliases:
        yield from (f"*Known before as:* {', '.join(f'`{name}`' for name in rule.aliases)}", "")


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
    about = ("a suffix of copy", "a template that says no more", "catalogs in folders of texts for people")
    parts = [f"# {what}\n{part}" for what, part in zip(about, files_patterns(), strict=True)]
    pattern = "\n|\n".join(parts)
    return HOOKS.format(pattern="\n".join(f"    {line}" for line in f"(?x)\n{pattern}".splitlines()))


def outputs() -> str:
    """The page on output formats, with what each of them really prints."""
    text = (ROOT / "docs" / "OUTPUTS.md").read_text(encoding="utf-8")
    told = {name: _printed(["check", TOLD, "-o", name]).rstrip() for name in FORMATS}
    told["sarif"] = json.dumps(json.loads(told["sarif"])["runs"][0]["results"][0], indent=2, ensure_ascii=False)
    finding = json.loads(told["json"])["files"][0]["findings"][0]
    shown = ("rule", "severity", "confidence", "text", "start", "end", "line", "column", "end_line", "end_column")
    told["json"] = json.dumps({name: finding[name] for name in shown}, indent=2, ensure_ascii=False)
    told["github"] = "\n".join(line for line in told["github"].splitlines() if line.startswith("::"))
    told["summary"] = markdown.render(Linter().check_paths([TOLD]), Style()).rstrip()
    fences = {"sarif": "json", "gitlab": "json", "json": "json", "junit": "xml", "checkstyle": "xml"}
    for name in ("sarif", "github", "summary", "gitlab", "rdjsonl", "junit", "checkstyle", "json"):
        text = _filled(text, name, f"\n```{fences.get(name, '')}\n{told[name]}\n```\n")
    return text


LEADS = "<p>Our leads wrote this guide. {}</p>\n"
PLAIN = "The gate is open on Saturday from nine, and there is tea for whoever comes by bus or on foot that day."


def suppressing() -> str:
    """The page on suppressions, with what one that works and two that do not come to."""
    files = {
        "a.html": LEADS.format("<!-- heartlint: ignore[people/leads] -- leads of teams -->"),
        "b.html": LEADS.format("<!-- heartlint: ignore[people/leads] -->"),
        "c.html": LEADS.replace("leads", "cooks").format("<!-- heartlint: ignore[people/leads] -- leads of teams -->"),
    }
    text = (ROOT / "docs" / "SUPPRESSING.md").read_text(encoding="utf-8")
    return _filled(text, "suppressing", _session(files, ("check", {})))


def adopting() -> str:
    """The page on adopting, with a baseline on its way, and a config with its origins."""
    first = {"a.md": f"{PLAIN} Our leads are in the pipeline.\n"}
    moved = {"a.md": None, "mails/b.md": f"{PLAIN} Our leads are in the pipeline.\n\nOur prospects wait.\n"}
    mended = {"mails/b.md": f"{PLAIN}\n"}
    text = (ROOT / "docs" / "ADOPTING.md").read_text(encoding="utf-8")
    steps = (("baseline", {}), ("check -q", moved), ("check", mended), ("baseline --prune", {}))
    text = _filled(text, "baseline", _session(first, *steps))
    config = {"heartlint.toml": 'fail-on = "error"\n\n[words]\nallow = ["Lead Belly"]\n', "a.md": PLAIN}
    return _filled(text, "config", _session(config, ("config --min-score 40", {})))


def _session(files: dict[str, str], *steps: tuple[str, dict[str, str | None]]) -> str:
    """What commands print in a folder with these files; before each some are written, or taken away."""
    shown = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for command, changed in (("", dict(files)), *steps):
            for name, content in changed.items():
                path = Path(name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True) if content is None else path.write_text(content, encoding="utf-8")
            if command:
                told = _printed(command.split()).rstrip().replace(str(Path(folder).resolve()), "/work/mails")
                shown.append(f"$ heartlint {command}\n{told}")
    return "```\n" + "\n\n".join(shown) + "\n```"


def _filled(text: str, name: str, content: str) -> str:
    start, end = f"<!-- made by docs/make.py: {name} -->", "<!-- end -->"
    low = text.index(start) + len(start)
    return f"{text[:low]}\n{content}\n{text[text.index(end, low) :]}"


def _printed(arguments: list[str]) -> str:
    """What a command prints, at 80 columns."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
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
        ROOT / "docs" / "OUTPUTS.md": outputs(),
        ROOT / "docs" / "SUPPRESSING.md": suppressing(),
        ROOT / "docs" / "ADOPTING.md": adopting(),
    }
    schemas = {
        "card": schema.card_schema(),
        "config": schema.config_schema(),
        "report": schema.report_schema(),
        "batch": schema.batch_schema(),
    }
    for name, content in schemas.items():
        made[ROOT / "docs" / "schema" / f"{name}.json"] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return made


def main(argv: list[str]) -> int:
    """Write the pages, or with --check compare them."""
    os.chdir(ROOT)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY", "HEARTLINT_OUTPUT_FORMAT"):
        os.environ.pop(name, None)  # what is printed is the same here and in CI
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
