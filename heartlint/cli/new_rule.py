"""`heartlint new-rule FAMILY/NAME`: begin a rule, with blanks that keep it unproved until they are filled."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint import packs
from heartlint.cli import UsageError
from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.config import ConfigError, find_config, load_config
from heartlint.output.terminal import line

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

NEW_PACK = "our-rules"
"""The folder of cards that is begun where there is no pack yet."""

CARD = '''\
# {id}. Fill in every blank; `heartlint prove` names the first that is left.

# what hurts (or warms), in one short sentence
title = ""
# error: a reader would wince; warning: a nudge; info: advice
severity = "warning"
# sure: right nine times in ten in natural text; likely: shown, fails no build
confidence = "sure"
# two or three plain sentences: what it does to the person who reads it
why = """"""
# a question or a direction that hands the pen back; never a canned sentence
instead = ""
# what to look for: words, a|b, word~ (its inflections), (may be there), # (a number), .. (a few words)
phrases = []
# longer wordings that are fine
unless = []
# lines it finds, with « and » around exactly what must be reported
finds = []
# near misses: lines that share a word with what it finds, and must pass
passes = []
'''

MODULE = '''\
"""{id}. Fill in every blank; `heartlint prove` names the first that is left."""

from __future__ import annotations

from collections.abc import Iterator

from heartlint.rule import Match, Span, rule


@rule(
    # the wordings to be called for, as in a card; or "?", "@slot", "@subject", "@block", "@message"
    triggers="",
    # lines it finds, with « and » around exactly what must be reported
    finds=[],
    # near misses: lines that share a word with what it finds, and must pass
    passes=[],
    # a question or a direction that hands the pen back; never a canned sentence
    instead="",
)
def {function}(matches: tuple[Match, ...]) -> Iterator[Span]:
    """"""  # the title in one short line, an empty line, and the why: what it does to the person who reads it
    # ask by name for what you need: block, matches, sentences, words, slots, document
    for match in matches:
        yield match.span
'''

FAMILY = '"""{family}: say in a sentence what its rules are about."""\n'


def main(argv: Sequence[str]) -> int:
    """Write a card or a module and say what comes next; 0, or 2 where it cannot be written."""
    made = Parser(
        prog="heartlint new-rule",
        description="Begin a rule: a card, or with --module a function. Nothing is ever overwritten.",
    )
    made.add_argument(
        "id", metavar="FAMILY/NAME", help="as in people/full-houses: what is found, so that one may allow it"
    )
    made.add_argument("--module", action="store_true", help="a function, for a rule that has to think")
    made.add_argument(
        "--pack", metavar="FOLDER", help=f"the pack it goes into (default: the one of this project, else {NEW_PACK})"
    )
    given = made.parse_args(list(argv))
    _check(given.id)
    root = _package_in(Path(given.pack)) if given.pack else _default()
    path = _place(given.id, root, module=given.module)
    about = {"id": given.id, "function": path.stem}
    _write(path, (MODULE if given.module else CARD).format(**about))
    told = [f"written: {path.as_posix()}"]
    package = (root / "__init__.py").is_file()
    beside = path.parent / "__init__.py"
    if package and not beside.exists():
        _write(beside, FAMILY.format(family=path.parent.name))
        told.append(f"written: {beside.as_posix()}")
    blanks = (
        "triggers, finds, passes, instead and the docstring"
        if given.module
        else "title, why, instead, phrases, finds and passes"
    )
    name = root.name if package else root.as_posix() if len(root.parts) > 1 else f"./{root.as_posix()}"
    use = (
        "python -m pip install -e .   once; then heartlint check uses the pack"
        if package
        else f'packs = ["{name}"]   in heartlint.toml, and heartlint check uses it'
    )
    told += ["", "next:", f"  1. fill in {blanks}", f"  2. heartlint prove {shlex.quote(name)}", f"  3. {use}"]
    write("".join(f"{line(one)}\n" for one in told))
    return 0


def _check(rule: str) -> None:
    if not _ID.fullmatch(rule):
        raise UsageError(f"{rule}: is no rule id; write family/name in small letters and hyphens, as in people/leads")
    if rule.partition("/")[2].startswith("no-"):
        raise UsageError(f"{rule}: name what is found, not its absence: one says 'allow {rule.replace('/no-', '/')}'")
    taken = next((pack for pack in packs.installed() if any(one.id == rule for one in pack.rules)), None)
    if taken is not None:
        raise UsageError(f"{rule}: pack {taken.name} has a rule of this name already; choose another")


def _default() -> Path:
    """The pack of the project in this folder, or the first folder of cards that the config names."""
    here = _package_in(Path())
    if here != Path():
        return here
    try:
        found = find_config(Path.cwd())
        named = load_config(found).packs if found else ()
    except ConfigError as error:
        raise UsageError(str(error)) from None
    folder = next((Path(pack) for pack in named if Path(pack).is_dir()), None)
    if folder is None:
        return Path(NEW_PACK)
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _package_in(folder: Path) -> Path:
    """Where the rules are: the folder itself, or the package that a project in it offers as its pack."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
        modules = list(project.get("entry-points", {}).get(packs.GROUP, {}).values())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError):
        return folder
    places = [folder / below / str(module).replace(".", "/") for module in modules for below in ("", "src", "rules")]
    return next((place for place in places if (place / "__init__.py").is_file()), folder)


def _place(rule: str, root: Path, *, module: bool) -> Path:
    """Where the file of a rule goes. Raises UsageError where there is one, or where it would not be read."""
    family, _, name = rule.partition("/")
    package = (root / "__init__.py").is_file()
    if module and not package:
        what = f"{root.as_posix()}: is no package, and a plain folder of cards never runs code"
        raise UsageError(f"{what}; write a card, or begin with a copy of examples/pack-template")
    # a package's folders are imported, so their names hold no hyphen
    folder = root / (family.replace("-", "_") if package else family)
    for old in (
        folder / f"{name}.toml",
        folder / f"{name.replace('-', '_')}.toml",
        folder / f"{name.replace('-', '_')}.py",
    ):
        if old.exists() or old.is_symlink():
            raise UsageError(f"{old.as_posix()}: is there already; choose another name")
    return folder / (f"{name.replace('-', '_')}.py" if module else f"{name}.toml")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(
            f"{path.as_posix()}: cannot be written ({error.strerror or error}); check the folder"
        ) from None
