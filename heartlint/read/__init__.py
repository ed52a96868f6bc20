"""From source to documents: one file per format.

A reader is a module with `FORMAT` and `read(name, source)`, which gives the one `Document` of a source, or a list
of them where a source may hold several messages. It is imported when a source of its format is met.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from heartlint.read.formats import UnreadableError, decode, format_of
from heartlint.read.judgeable import set_aside
from heartlint.read.kinds import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.read.columns import Joined
    from heartlint.text import Document, Kind

__all__ = ["READERS", "UnreadableError", "decode", "format_of", "read_parts", "read_source"]

READERS = {
    "markdown": "heartlint.read.markdown",
    "html": "heartlint.read.html",
    "text": "heartlint.read.plain",
    "eml": "heartlint.read.eml",
    "table": "heartlint.read.table",
    "json": "heartlint.read.json",
    "yaml": "heartlint.read.yaml",
    "po": "heartlint.read.gettext",
    "properties": "heartlint.read.properties",
    "jsonl": "heartlint.read.jsonl",
    "jsx": "heartlint.read.jsx",
    "mdx": "heartlint.read.mdx",
}
"""From format to the module that reads it."""

MOST_PARTS = 10_000
"""Parts of a mail, where nothing else is said."""

COLUMNS = frozenset({"table", "jsonl"})
"""Formats whose readers are told which columns hold copy."""


def read_source(  # noqa: PLR0913 - what the settings say of reading, by name
    name: str,
    source: str,
    format: str,  # noqa: A002 - the users' word for it
    *,
    kind: Kind | None = None,
    columns: Sequence[str] = (),
    most_parts: int = MOST_PARTS,
) -> list[Document]:
    """The messages of a source, with what cannot be judged set aside.

    `kind` is what sort of message they are, where that is known and need not be guessed; `columns` names those
    columns of a table that hold copy; `most_parts` is how many parts a mail may have.
    Raises UnreadableError, a ValueError, for a source that is not what its
    format says, and ValueError for a format that has no reader.
    """
    if format not in READERS:
        raise ValueError(f"there is no format {format!r}; formats are {', '.join(READERS)}")
    reader = import_module(READERS[format])
    more = (columns,) if format in COLUMNS else (most_parts,) if format == "eml" else ()
    found: Document | list[Document] = reader.read(name, source, *more)
    return _finished(found if isinstance(found, list) else [found], source, kind)


def read_parts(name: str, joined: Joined, format: str, *, kind: Kind | None = None) -> Document:  # noqa: A002 - as above
    """The message whose parts stand apart (see `heartlint.read.columns`), with what cannot be judged set aside.

    Raises as `read_source` does.
    """
    from heartlint.read import columns  # noqa: PLC0415 - only for the rows of an archive

    return _finished([columns.read(name, joined, format)], joined.source, kind)[0]


def _finished(documents: list[Document], source: str, kind: Kind | None) -> list[Document]:
    documents = [told(set_aside(document), kind) for document in documents]
    if "heartlint:" in source:
        from heartlint.read.directives import with_directives  # noqa: PLC0415 - only where a comment may speak to us

        return with_directives(documents, source)
    return documents
