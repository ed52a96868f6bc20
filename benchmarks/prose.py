"""Plain prose that is no marketing, gathered at run time from what this machine has.

Three sorts: documentation (of installed Python packages and under /usr/share/doc), Debian's fortunes where they are
installed, and whatever text lies in folders that are named, public-domain books say. Nothing is installed or fetched.
The sample is the same each time on the same machine: pages in an order drawn with a fixed seed, up to a number of
words for each sort, of which no one source (a package, a book, a file of fortunes) gives more than an eighth.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
import sysconfig
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORTUNES = Path("/usr/share/games/fortunes")
SYSTEM = Path("/usr/share/doc")
PAGE = 2000
"""Words of a page: longer files are cut at a blank line, so that a few long ones do not make up the sample."""

_SUFFIXES = frozenset({".md", ".rst", ".txt"})
_NO_PROSE = re.compile(
    r"copyright|licen[cs]e|copying|notice|authors|requirements|constraints|top_level|entry_points|sources|namespace"
    r"|installer|dependency_links|vendor|cmakelists|robots|changelog|thirdparty|third_party",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


class Page(NamedTuple):
    """Some text to check: where it is from, its format, its words, and the source that it shares with others."""

    name: str
    format: str
    text: str
    source: str


def gathered(folders: Sequence[Path], words: int) -> dict[str, list[Page]]:
    """The sample: up to `words` words of each sort; `folders` are those of further texts."""
    sorts = {
        "documentation": _documents([*_packages(), SYSTEM], documentation=True),
        "fortunes": _fortunes(FORTUNES),
        "books": _documents(folders, documentation=False),
    }
    return {name: sample(pages, words) for name, pages in sorts.items()}


def sample(pages: Iterator[Page], words: int) -> list[Page]:
    """Pages drawn in an order of a fixed seed, up to so many words; no text twice, no source most of it."""
    seen: set[bytes] = set()
    unique = []
    for page in pages:
        key = hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).digest()
        if key not in seen:
            seen.add(key)
            unique.append(page)
    unique.sort()
    random.Random(7).shuffle(unique)  # noqa: S311 - no secret
    chosen = []
    left = words
    taken: Counter[str] = Counter()
    for page in unique:
        count = len(page.text.split())
        if count > left or taken[page.source] + count > max(words / 8, PAGE):
            continue
        left -= count
        taken[page.source] += count
        chosen.append(page)
    return chosen


def cut(name: str, format: str, text: str, source: str) -> Iterator[Page]:  # noqa: A002 - the users' word for it
    """A text in pages of about `PAGE` words, each ending with a paragraph."""
    rest: list[str] = []
    count = 0
    for paragraph in _PARAGRAPH.split(text):
        rest.append(paragraph)
        count += len(paragraph.split())
        if count >= PAGE:
            yield Page(name, format, "\n\n".join(rest), source)
            rest, count = [], 0
    if count:
        yield Page(name, format, "\n\n".join(rest), source)


def _packages() -> list[Path]:
    """Where packages are installed: in this environment, and in the Python it was made from."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sys.base_prefix) / "lib" / version / "site-packages"
    return list(dict.fromkeys([Path(sysconfig.get_path("purelib")), base]))


def _documents(folders: Sequence[Path], *, documentation: bool) -> Iterator[Page]:
    """The text files below some folders; of documentation, those whose name says that they are for reading."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            readme = path.name.lower().startswith("readme") and path.suffix.lower() in {"", *_SUFFIXES}
            if not (readme or path.suffix.lower() in _SUFFIXES) or not path.is_file():
                continue
            inside = path.relative_to(folder).parts
            if documentation and any(_NO_PROSE.search(part) for part in (inside[-1], *inside[1:-1])):
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            format_ = "markdown" if path.suffix.lower() == ".md" else "text"
            source = inside[0] if documentation else path.as_posix()
            yield from cut(path.as_posix(), format_, text.replace("\r\n", "\n"), source)


def _fortunes(folder: Path) -> Iterator[Page]:
    """The sayings of Debian's fortunes: each is a text of its own."""
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix or not path.is_file():
            continue
        for saying in path.read_text(encoding="utf-8", errors="replace").split("\n%\n"):
            if saying.strip():
                yield Page(path.as_posix(), "text", saying.strip("\n"), path.name)
