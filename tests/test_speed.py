"""Guards on what a run costs, told by what it imports and how often it calls, never by time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from heartlint.cli.check import _parse, _parser
from heartlint.linter import Linter
from steps import calls

if TYPE_CHECKING:
    from pathlib import Path

MAIL = """---
subject: The gate is open again
---

Hi {{ first_name }},

The gate is open on Saturday from ten to four, and there will be bread. We moved the **shed** to the other side of
the garden last week, so mind the path. See [the plan](https://x.example/plan) for more.

What did your beans do this year? Mine grew past the roof, and we ate them for a week.

- bring a cup
- bring a friend

Only 3 left: act now! Our leads are in the pipeline, and we will convert them this quarter. Maria looks after the pump,
and she asks for old curtains. If you have some, put them by the door, and she will pick them up.

Please do not reply to this email.

Best,
Jane
"""
CALLS = 4_350
"""Of Python functions, for the mail above: a fifth above what it took when this was last looked at (3,622)."""
MODULES = 113
"""Of all packages, for a plain call on a Markdown mail: a tenth above what it took (103)."""
NOT_NEEDED = frozenset(
    "argparse concurrent.futures difflib email hashlib html.entities html.parser importlib.metadata importlib.resources "
    "logging multiprocessing pathspec pydantic rich shutil socket spacy sqlite3 subprocess tempfile textwrap tomllib "
    "traceback wcwidth yaml heartlint.baseline heartlint.cli.parsers heartlint.crew heartlint.output.html "
    "heartlint.read.eml heartlint.read.html heartlint.results heartlint.revision heartlint.schema".split()
)


def test_a_plain_call_imports_what_it_uses(tmp_path: Path) -> None:
    """With compiled rules kept, a mail in Markdown is checked without what other formats, options and outputs need."""
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "mail.md").write_text("Dear valued customer, the gate is open.")
    imports = [sys.executable, "-X", "importtime", "-m", "heartlint", "mail.md"]
    environment = {"HEARTLINT_CACHE_DIR": str(tmp_path / "kept"), "PATH": ""}
    for _ in range(2):
        run = subprocess.run(
            imports, cwd=tmp_path / "mails", env=environment, capture_output=True, text=True, check=False
        )
    names = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    bare = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", ""], env=environment, capture_output=True, text=True, check=True
    )
    always = {line.rpartition("|")[2].strip() for line in bare.stderr.splitlines()}
    assert run.returncode == 1
    assert "heartlint.engine" in names
    assert not (names - always) & NOT_NEEDED
    assert len(names - always) <= MODULES, sorted(names - always)


def test_a_call_without_options_is_understood_as_the_parser_would() -> None:
    """What stands in for the parser, to save its time, says just what it says."""
    for words in ([], ["mails"], ["a.md", "-", "b.md"]):
        assert vars(_parse(words)) == vars(_parser().parse_args(words))


def test_a_message_costs_as_many_calls_as_it_did() -> None:
    """Work that is done twice, or by a detour, shows as calls; the same message always takes as many."""
    linter = Linter()
    counts = [calls(lambda: linter.check(MAIL)) for _ in range(3)]  # what is made once is made in the first
    assert len(linter.check(MAIL).findings) > 3
    assert abs(counts[1] - counts[2]) < 20, counts  # caches that others fill count a few
    assert counts[2] <= CALLS, counts


def test_a_text_twice_as_long_costs_twice_the_calls() -> None:
    """And not four times: nothing walks back over what it has read."""
    linter = Linter()

    body = MAIL.partition("Hi ")[2]
    linter.check(body)
    once, twice = calls(lambda: linter.check(body * 10)), calls(lambda: linter.check(body * 20))
    assert twice < 2.2 * once
