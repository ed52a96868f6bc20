"""The hooks that pre-commit reads: which files they are given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read.formats import ASKED_FOR, CODE, IN_LOCALES, SUFFIXES, TEMPLATE_SUFFIXES, format_of, in_locale_folder

HOOKS = Path(__file__).resolve().parent.parent / ".pre-commit-hooks.yaml"

pytestmark = pytest.mark.skipif(not HOOKS.is_file(), reason="needs the source tree: .pre-commit-hooks.yaml is not here")


def _passed(path: str) -> bool:
    """Whether the first hook is given a file, as pre-commit decides it."""
    hook = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))[0]
    return re.search(hook["files"], path) is not None


def _read_unopened(path: Path) -> bool:
    """Whether a folder's walk reads a file for its name and place."""
    name = format_of(path)
    return (name in IN_LOCALES and in_locale_folder(path)) if name in ASKED_FOR else name is not None


NAMES = st.lists(
    st.sampled_from(
        [
            *sorted(SUFFIXES),
            *sorted(TEMPLATE_SUFFIXES),
            *sorted(CODE),
            ".MD",
            ".Html",
            ".",
            "..",
            "a",
            "Mail 2",
            "-",
            ".x",
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)
FOLDERS = st.lists(st.sampled_from(["locales", "I18N", "en.lproj", ".lproj", "mails", "a.md", "x.json"]), max_size=3)


@given(FOLDERS, NAMES)
def test_the_pattern_passes_what_a_folder_would_yield(folders: list[str], name: str) -> None:
    """A file is passed to the hook just where `heartlint check FOLDER` reads it without having to open it."""
    path = "/".join([*folders, name])
    assert _passed(path) == _read_unopened(Path(path)), path


@pytest.mark.parametrize(
    ("path", "passed"),
    [
        ("mails/welcome mail.html.erb", True),
        ("mails/win\u00e9back.mjml", True),
        ("app/locales/en.yml", True),
        ("config/settings.yml", False),
        ("package.json", False),
        ("deploy/nginx.conf.j2", False),
        ("emails/invite.liquid", True),
        ("heartlint/read/html.py", False),
        ("locales/en.py", False),
        ("notes.md.bak", False),
        ("x.md/readme", False),
    ],
)
def test_the_pattern_takes_copy_and_no_code(path: str, passed: bool) -> None:
    """Mails, pages and catalogs go in; settings, data and code do not."""
    assert _passed(path) is passed


def test_both_hooks_keep_to_one_process_and_to_text() -> None:
    """One report is printed for a commit, and nothing binary is passed."""
    for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8")):
        assert hook["language"] == "python"
        assert hook["require_serial"] is True
        assert hook["types"] == ["text"]
        assert hook["entry"].startswith("heartlint check ")
