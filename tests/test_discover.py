"""Which files are checked: named ones, folders, globs, and what .gitignore says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heartlint.discover import Found, discover

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make files below the current folder."""
    monkeypatch.chdir(tmp_path)

    def make(*names: str, **contents: str) -> None:
        for name in names:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text("x", encoding="utf-8")
        for name, text in contents.items():
            path = Path(name.replace("__", "/").replace("ignore", ".gitignore"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return make


def _names(found: Found) -> list[str]:
    return [path.as_posix() for path in found.files]


def test_a_folder_yields_the_files_that_hold_copy_in_order(tree: Callable[..., None]) -> None:
    """Markdown, HTML, MJML, text and their template suffixes, sorted; other files are counted as not copy."""
    tree("b/z.md", "b/a.html.erb", "b/a.MJML", "b/c.txt", "b/d.liquid", "a.markdown", "x.py", "b/y.json", "b/z.html.j2")
    found = discover(["."])
    assert _names(found) == ["a.markdown", "b/a.MJML", "b/a.html.erb", "b/c.txt", "b/d.liquid", "b/z.html.j2", "b/z.md"]
    assert [path.as_posix() for path in found.not_copy] == ["x.py", "b/y.json"]
    assert found.troubles == ()


def test_gitignore_is_honoured_in_folders_and_not_for_named_files(tree: Callable[..., None]) -> None:
    """Nested .gitignore files hide files and folders; a file that is named is read all the same."""
    tree(
        "a.md", "out/b.md", "mails/c.md", "mails/d.draft.md", "mails/keep.draft.md", "mails/tmp/e.md", "node_modules/f.md",
        ".git/g.md", ignore="out/\n", mails__ignore="*.draft.md\n!keep.draft.md\n/tmp\n",
    )  # fmt: skip
    assert _names(discover(["."])) == ["a.md", "mails/c.md", "mails/keep.draft.md"]
    assert _names(discover(["out/b.md", "mails"])) == ["out/b.md", "mails/c.md", "mails/keep.draft.md"]


def test_globs_are_expanded_and_every_file_comes_once(tree: Callable[..., None]) -> None:
    """`**` goes through folders; a file reached twice is read once, where it was first named."""
    tree("m/a.md", "m/n/b.md", "m/n/c.html")
    assert _names(discover(["m/n/b.md", "m/**/*.md", "m"])) == ["m/n/b.md", "m/a.md", "m/n/c.html"]


def test_a_file_named_in_several_ways_is_read_once(tree: Callable[..., None], tmp_path: Path) -> None:
    """`a.md`, its absolute path and a path over `..` are one file, told under the name it was first given."""
    tree("a.md", "m/b.md")
    assert _names(discover(["./a.md", tmp_path / "a.md", "m/../a.md", "m/b.md", tmp_path])) == ["a.md", "m/b.md"]


def test_globs_pass_by_what_folders_pass_by(tree: Callable[..., None]) -> None:
    """`**/*.md` brings no copy of others along, unless it names their folder; `mails/**` is the folder."""
    tree("mails/a.md", "mails/b/c.html", "mails/x.py", "node_modules/d.md", ".git/e.md")
    assert _names(discover(["**/*.md"])) == ["mails/a.md"]
    assert _names(discover(["node_modules/*.md"])) == ["node_modules/d.md"]
    assert _names(discover(["mails/**"])) == _names(discover(["mai*"])) == ["mails/a.md", "mails/b/c.html"]


def test_excluded_paths_are_left_out_in_folders_and_when_forced(tree: Callable[..., None]) -> None:
    """`exclude` speaks as .gitignore does; named files go only with force_exclude."""
    tree("a.md", "x/d.md", "old/b.md", "old/deep/c.md")
    assert _names(discover(["."], exclude=["old/"])) == ["a.md", "x/d.md"]
    assert _names(discover(["old/b.md"], exclude=["old/"])) == ["old/b.md"]
    assert _names(discover(["old/b.md", "a.md"], exclude=["old/"], force_exclude=True)) == ["a.md"]
    assert _names(discover(["x/../old/b.md", "old", "a.md"], exclude=["old/"], force_exclude=True)) == ["a.md"]
    assert discover(["old", "a.md"], exclude=["old/"], force_exclude=True).troubles == ()


def test_whoever_names_all_files_of_a_change_means_those_that_hold_copy(tree: Callable[..., None]) -> None:
    """With force_exclude a named file that no name says is copy is counted, and is neither read nor a trouble."""
    tree("a.md", "x.py", "Makefile", "data/b.json", "notes.rst")
    found = discover(["a.md", "x.py", "Makefile", "data/b.json", "notes.rst"], include=["*.rst"], force_exclude=True)
    assert _names(found) == ["a.md", "data/b.json", "notes.rst"]
    assert [path.as_posix() for path in found.not_copy] == ["x.py", "Makefile"]
    assert found.troubles == ()
    assert _names(discover(["x.py"])) == ["x.py"]


def test_named_files_may_be_chosen_as_a_folders_are(tree: Callable[..., None], tmp_path: Path) -> None:
    """With only_copy the files named are read that a walk of their folder would read, and those of no other."""
    tree(
        "a.md", "old/c.md", "x.py", "b.json", "locales/en.json", "in.json", "node_modules/d.md", "page.tsx", "rows.csv"
    )
    Path("mail.tsx").write_text('import { Html } from "@react-email/components";', encoding="utf-8")
    every = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    named = discover(every, include=["in.*"], exclude=["old"], only_copy=True)
    walked = discover(["."], include=["in.*"], exclude=["old"])
    assert sorted(_names(named)) == sorted(_names(walked)) == ["a.md", "in.json", "locales/en.json", "mail.tsx"]
    assert sorted(named.not_copy) == sorted(walked.not_copy)
    assert named.troubles == ()


def test_patterns_that_are_none_take_nothing_with_them(tree: Callable[..., None]) -> None:
    """In a .gitignore they are passed by, as git does, and so is a byte order mark; excluded ones are a trouble."""
    tree("a.md", "b.md", "c.md", ignore="\ufeffa.md\n!\n/\n")
    found = discover(["."], exclude=["!", "b.md"])
    assert _names(found) == ["c.md"]
    assert [str(trouble) for trouble in found.troubles] == [
        "exclude '!': is no pattern as in a .gitignore - mend it, or take it out"
    ]


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid"), reason="needs permissions as POSIX has them")
@pytest.mark.parametrize("how", ["too large", "no permission"])
def test_a_gitignore_that_cannot_be_read_is_said(how: str, tree: Callable[..., None]) -> None:
    """Its files are read rather than passed over, and the run does not pass without a word."""
    tree("m/a.md", m__ignore="a.md\n" + "# much too long\n" * 70_000 if how == "too large" else "a.md\n")
    if how == "no permission":
        if os.geteuid() == 0:
            pytest.skip("root may read anything")
        Path("m/.gitignore").chmod(0)
    found = discover(["m"])
    assert _names(found) == ["m/a.md"]
    (trouble,) = found.troubles
    assert trouble.where == "m/.gitignore"
    assert trouble.what.endswith("so nothing that it names is left out")


def test_names_with_spaces_and_odd_characters_are_files(tree: Callable[..., None]) -> None:
    """Spaces, brackets and accents in names are nothing special."""
    tree("a b/[x] caf\u00e9 $1.md")
    assert _names(discover(["a b"])) == _names(discover(["a b/[x] caf\u00e9 $1.md"])) == ["a b/[x] caf\u00e9 $1.md"]


def test_links_never_lead_out_of_the_folder(tree: Callable[..., None]) -> None:
    """Linked folders are not followed, loops do no harm, and a linked file counts only inside the folder."""
    tree("out/secret.md", "in/a.md")
    Path("in/loop").symlink_to(".", target_is_directory=True)
    Path("in/out.md").symlink_to("../out/secret.md")
    Path("in/same.md").symlink_to("a.md")
    Path("in/broken.md").symlink_to("nowhere.md")
    Path("in/itself.md").symlink_to("itself.md")
    assert _names(discover(["in"])) == ["in/a.md", "in/same.md"]


def test_pipes_and_devices_are_never_read(tree: Callable[..., None]) -> None:
    """A FIFO in a folder is passed by; a named one is a trouble, and nothing waits for it."""
    tree("a.md")
    os.mkfifo("pipe.md")
    assert _names(discover(["."])) == ["a.md"]
    assert discover(["pipe.md", "/dev/null"]).files == ()
    assert len(discover(["pipe.md", "/dev/null"]).troubles) == 2


@pytest.mark.parametrize(
    ("given", "what", "remedy"),
    [
        ("nope.md", "no such file", "check the path"),
        ("al.md", "no such file", "did you mean a.md?"),
        ("*.xyz", "matches no file", "check the pattern"),
        ("py", "no copy found", "name a folder with .md"),
        ("hollow", "no files found", "name a folder with .md"),
        ("py/gone", "leads nowhere", "mend the link"),
        ("", "is an empty path", "name a file or a folder"),
    ],
)
def test_what_is_not_there_is_said_with_a_remedy(tree: Callable[..., None], given: str, what: str, remedy: str) -> None:
    """A missing path and an empty folder are each one trouble, and never silence."""
    tree("a.md", "py/x.py")
    Path("hollow").mkdir()
    Path("py/gone").symlink_to("nowhere")
    (trouble,) = discover([given]).troubles
    assert what in trouble.what
    assert remedy in trouble.remedy


@pytest.mark.parametrize("given", ["a\0.md", "a" * 5000, "[", "a" * 5000 + "*", "**/" * 40 + "x", "\udcff.md"])
def test_no_argument_is_too_odd_to_be_answered(tree: Callable[..., None], given: str) -> None:
    """Whatever is typed gives one trouble in one line, and the other arguments are read."""
    tree("a.md")
    found = discover([given, "a.md"])
    assert _names(found) == ["a.md"]
    (trouble,) = found.troubles
    assert "\n" not in str(trouble)
    assert trouble.remedy
