"""Labelled sentences: what we wrote, and real ones that are found again by repository, path, offsets and hash."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartlint.judge.pieces import Pieces, Vocabulary, pieces_of
from heartlint.language import Reading
from heartlint.read.plain import read
from heartlint.text import Block, Piece, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
LABELS = ("dehumanizes", "borderline", "fine")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence with one marked term, and what it was labelled: shares of `LABELS` that add up to 1."""

    text: str
    start: int
    end: int
    target: tuple[float, float, float]
    repo: str
    """owner/name; empty for what was written for the purpose."""
    term: str
    name: str

    @property
    def real(self) -> bool:
        """Whether it was found and not written for the purpose."""
        return bool(self.repo)

    @property
    def group(self) -> str:
        """What must not stand on both sides of a split: the owner, or the sentence."""
        return self.repo.partition("/")[0].lower() if self.repo else hash_of(self.text)

    @property
    def label(self) -> str:
        """What both readers said; borderline where they differ."""
        return LABELS[self.target.index(1.0)] if 1.0 in self.target else "borderline"


def hash_of(text: str) -> str:
    """The name of a sentence: its hash, white space and case aside."""
    return hashlib.sha256(" ".join(text.split()).lower().encode()).hexdigest()[:16]


def reading_of(text: str) -> Reading:
    """A sentence as the engine reads it, merge tags and all."""
    blocks = read("sentence", text).blocks
    if len(blocks) == 1 and blocks[0].text == text and not blocks[0].zone:
        return Reading(blocks[0])
    return Reading(Block("paragraph", text, (Piece(text, Span(0, len(text)), "verbatim"),)))


def encode(vocabulary: Vocabulary, row: Row) -> Pieces:
    """The sentence of a row as the judge reads it."""
    reading = reading_of(row.text)
    first, last = reading.word_range(Span(row.start, row.end))
    if first >= len(reading.words):
        first, last = len(reading.words) - 1, len(reading.words)
    return pieces_of(vocabulary, reading, first, max(last, first + 1))


_SHARES = {"dehumanizes": (1.0, 0.0, 0.0), "borderline": (0.0, 1.0, 0.0), "fine": (0.0, 0.0, 1.0)}


def _target(said: list[str]) -> tuple[float, float, float]:
    shares = [_SHARES[label] for label in said]
    return tuple(sum(column) / len(shares) for column in zip(*shares, strict=True))  # type: ignore[return-value]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def written(folder: Path = HERE / "written") -> list[Row]:
    """The sentences that were written for the purpose."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(_lines(path)):
            text = line["text"]
            if "span_start" in line:
                start, end = line["span_start"], line["span_start"] + len(line["span_text"])
            else:
                start = text.index("\u00ab")
                end = text.index("\u00bb") - 1
                text = text.replace("\u00ab", "", 1).replace("\u00bb", "", 1)
            rows.append(Row(text, start, end, _SHARES[line["label"]], "", line["term"], f"{path.stem}:{number}"))
    return rows


def _stand(line: dict[str, Any]) -> int:
    """Where the marked term of a sentence begins."""
    if "start" in line:
        return int(line["start"])
    return max(str(line["text"]).find(str(line["match"])), 0)


class RefusedError(ValueError):
    """A repository or sentence that is kept apart for measuring, or that is not what its hash says."""


def reserved() -> Any:  # noqa: ANN401 - a module
    """The list of what is kept apart; None where it is not at hand."""
    path = SHARED / "train" / "reserved.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("reserved", path)
    assert spec is not None and spec.loader is not None  # noqa: PT018 - it is a file
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shared() -> list[Row]:
    """The real sentences of ../shared that two readers labelled, each by what both said."""
    rows = []
    for name in ("eval/senses-dev", "eval/natural-dev", "train/natural-c"):
        for line in _lines(SHARED / f"{name}.jsonl"):
            start = _stand(line)
            target = _target(line["readers"])
            rows.append(Row(line["text"], start, start + len(line["match"]), target, line["repo"],
                            str(line.get("term", line["match"])).lower(), f"{name}:{line['id']}"))  # fmt: skip
    return rows


def labelled(mirrors: Path, labels: Path = HERE / "labels.jsonl") -> list[Row]:
    """The real sentences that we had labelled, found again by repository, commit, path, offsets and hash.

    Those of the pool are looked for in ../shared by their hash, the others in `mirrors`, a folder with a bare git
    repository `owner+name` for each. What is not at hand is left out. Raises RefusedError for what is kept apart.
    """
    kept_apart = reserved()
    pool = {hash_of(line["text"]): str(line["text"]) for line in _lines(SHARED / "train" / "pool.jsonl")}
    rows = []
    for line in _lines(labels):
        repo = line["repo"]
        if kept_apart is not None and kept_apart.repository(repo):
            raise RefusedError(f"{repo} is kept apart for measuring; take its lines out of {labels.name}")
        text = pool.get(line["hash"]) if "commit" not in line else _found(mirrors, line)
        if text is None:
            continue
        if hash_of(text) != line["hash"]:
            raise RefusedError(f"{repo} {line['path']}: the text at {line['at']} is not what was labelled")
        if kept_apart is not None and kept_apart.sentence(text):
            raise RefusedError(f"{repo} {line['path']}: the sentence at {line['at']} is kept apart for measuring")
        start, end = line["start"], line["end"]
        said = [_LETTERS[letter] for letter in line["readers"]]
        rows.append(Row(text, start, end, _target(said), repo, text[start:end].lower(), f"labels:{line['hash']}"))
    return rows


_LETTERS = {"d": "dehumanizes", "b": "borderline", "f": "fine"}


def _found(mirrors: Path, line: dict[str, Any]) -> str | None:
    folder = mirrors / line["repo"].replace("/", "+")
    git = next((one for one in (folder / "repo", folder) if (one / "HEAD").is_file()), None)
    if git is None:
        return None
    told = subprocess.run(  # noqa: S603 - a path of our own list
        ["git", "--git-dir", str(git), "show", f"{line['commit']}:{line['path']}"],  # noqa: S607
        capture_output=True, check=False,
    )  # fmt: skip
    if told.returncode:
        return None
    raw = told.stdout.decode("utf-8")[line["at"] : line["to"]]
    return " ".join(INLINE.sub(lambda tag: " " * len(tag[0]), raw).split())


INLINE = re.compile(r"</?(?:b|i|em|strong|a|span|u|font|small|mark|code)\b[^<>]{0,400}>", re.IGNORECASE)
"""Tags that stand within a sentence."""
