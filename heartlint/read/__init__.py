"""From source to documents: one file per format.

A reader is a module with `FORMAT` and `read(name, source)`, which gives the one `Document` of a source, or a list
of them where a source may hold several messages. It is imported when a source of its format is met.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from heartlint.read.formats import UnreadableError, decode, format_of

if TYPE_CHECKING:
    from heartlint.text import Document

__all__ = ["READERS", "UnreadableError", "decode", "format_of", "read_source"]

READERS = {
    "markdown": "heartlint.read.markdown",
    "html": "heartlint.read.html",
    "text": "heartlint.read.plain",
}
"""From format to the module that reads it."""


def read_source(name: str, source: str, format: str) -> list[Document]:  # noqa: A002 - the users' word for it
    """The messages of a source. Raises ValueError for a format that has no reader."""
    if format not in READERS:
        raise ValueError(f"there is no format {format!r}; formats are {', '.join(READERS)}")
    reader = import_module(READERS[format])
    found: Document | list[Document] = reader.read(name, source)
    return found if isinstance(found, list) else [found]
