"""`heartlint init`: look at the repository, and write a short config for it."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import heartlint
from heartlint.cli import UsageError
from heartlint.cli.check import save
from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.config import NAMES, ConfigError, find_config
from heartlint.discover import discover
from heartlint.linter import default
from heartlint.output.terminal import inert, line, safe
from heartlint.read.formats import ASKED_FOR, files_pattern, format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.text import Document

_LOOKED_AT = 400
"""Files that are read to see which merge tags are in use."""

_EPILOG = """\
Nothing is ever written over. The pre-commit entry and the lines for CI are printed
to be copied.

exit status: 0 written (or shown), 2 there is a config already
"""


def main(argv: Sequence[str]) -> int:
    """Write heartlint.toml, and print what else there is to set up."""
    made = Parser(
        prog="heartlint init",
        description="Look at this repository, and write a short config for it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    given = made.parse_args(list(argv))
    path = Path(NAMES[0])
    there = _config_here()
    if there and not given.dry_run:
        raise UsageError(f"{there}: there is a config already; change it there (--dry-run shows what init would write)")
    content = "".join(f"{one}\n" for one in _config())
    if given.dry_run:
        write(inert(safe(content)))
    else:
        save(str(path), content)
        write(f"{path} is written.\n")
    write("".join(f"{one}\n" for one in _next()))
    return 0


def _config_here() -> str:
    """The config file of this folder, where it has one already."""
    try:
        found = find_config(Path.cwd())
    except ConfigError as error:
        raise UsageError(str(error)) from None
    return found.name if found is not None and found.parent == Path.cwd() else ""


def _config() -> Iterator[str]:
    """The lines of a config for what lies in this folder."""
    listed = discover(["."])
    formats = Counter(format_of(path) or "text" for path in listed.files)
    documents = _documents(listed.files[:_LOOKED_AT])
    kinds = Counter(str(document.kind) for document in documents if document.kind != "unknown")
    yield "# heartlint's settings for this repository. Every key: heartlint schema config"
    yield "# Which hold, and why: heartlint config"
    if not formats:
        yield "# No copy was found here; name the folders that hold it, or set include below."
    else:
        yield f"# Found: {_counted(formats)}."
    if kinds:
        yield f"# They look like: {_counted(kinds)}."
    tags = _tags(documents)
    if tags:
        yield f"# Merge tags: {', '.join(tags)}."
    yield from ("", "# What fails a run: error, warning, info or never; only findings that are sure.")
    yield 'fail-on = "warning"'
    others = Counter(path.suffix.lower() for path in listed.not_copy if format_of(path) in ASKED_FOR)
    yield from ("", "# Paths that hold copy although their names do not say so, as in a .gitignore.")
    if others:
        yield f"# Not read now: {_counted(others)}."
    yield '# include = ["data/mails.csv"]'
    yield from ("", "# Paths to leave out.", '# exclude = ["drafts/"]')
    yield from ("", "[words]", "# Names and terms of the house that are never reported.", "allow = []")
    yield from ("", "# What holds for some files only.", "# [[overrides]]", '# files = ["handbook/"]')
    yield '# audience = "internal"'


def _documents(files: Sequence[Path]) -> list[Document]:
    """What can be read of the files; what cannot is for `heartlint check` to say."""
    return [document for path in files for document in default().read_file(path, [])]


def _tags(documents: Sequence[Document]) -> list[str]:
    """The families of merge tags in use, the commonest first, each with one as it stands."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for document in documents:
        for slot in document.slots:
            if slot.kind == "token":
                counts[slot.family] += 1
                shown.setdefault(slot.family, slot.span.of(document.source))
    return [f"{name.replace('_', ' ')}, as in {line(shown[name])[:40]}" for name, _ in counts.most_common(6)]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {line(name)}" for name, count in counts.most_common())


def _next() -> Iterator[str]:
    """What else there is to set up, to be copied."""
    hooks = Path(".pre-commit-config.yaml")
    yield from ("", f"For pre-commit, {'add to' if hooks.exists() else 'in'} {hooks}:", "", *hook_entry(hooks.exists()))
    if Path(".gitlab-ci.yml").exists():
        yield from ("", "For GitLab, add to .gitlab-ci.yml:", "", *GITLAB.splitlines())
    else:
        yield from ("", "For GitHub, in .github/workflows/heartlint.yml:", "", *GITHUB.splitlines())
    yield from ("", "Look first:                          heartlint check")
    yield "Where there is more than one can mend today, write it down and fail only on what is new:"
    yield "                                     heartlint baseline"


def hook_entry(inside: bool = False) -> Iterator[str]:
    """The lines of a .pre-commit-config.yaml that run the heartlint that is installed."""
    if not inside:
        yield "repos:"
    yield "  - repo: local"
    yield "    hooks:"
    yield "      - id: heartlint"
    yield "        name: heartlint"
    yield "        entry: heartlint check --force-exclude"
    yield "        language: system"
    yield "        require_serial: true"
    yield "        types: [text]"
    yield f"        files: '{files_pattern()}'"


GITHUB = f"""\
name: heartlint
on: [pull_request]
permissions:
  contents: read
jobs:
  heartlint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install heartlint=={heartlint.__version__}
      - run: heartlint check --new-from-rev "origin/$BASE"
        env:
          BASE: ${{{{ github.base_ref }}}}
"""
"""A workflow that tells what a pull request adds."""

GITLAB = f"""\
heartlint:
  image: python:3.12
  variables:
    GIT_DEPTH: 0
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - python -m pip install heartlint=={heartlint.__version__}
    - heartlint check --new-from-rev "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
"""
"""A job that tells what a merge request adds."""
