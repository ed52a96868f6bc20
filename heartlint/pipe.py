"""heartlint in a spaCy pipeline: `nlp.add_pipe("heartlint")`.

spaCy finds it through the entry-point group `spacy_factories`; heartlint itself never imports this module. Where no
pipeline does (a Doc is taken from disk, say), `import heartlint.pipe` makes `doc._.heartlint` known to spaCy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.language import EXTRA, without

try:
    from spacy.language import Language
    from spacy.tokens import Doc
except ModuleNotFoundError as error:
    raise ImportError(f"heartlint.pipe: {without(error)}; install it with: {EXTRA}") from error

from heartlint.linter import Linter
from heartlint.output.json import as_dict
from heartlint.report import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "heartlint"
"""What the component, its extension of a Doc and its group of spans are called."""

if not Doc.has_extension(NAME):
    Doc.set_extension(NAME, default=None)


class Pipe:
    """A pipeline component that checks each Doc and leaves what it found on it.

    `doc._.heartlint` is the report as plain values, as a file's entry in the JSON report (`heartlint schema report`),
    so that it goes where the Doc goes: to bytes, to disk, to another process. `doc.spans["heartlint"]` are its
    findings in the same order, each labelled with its rule, widened to whole tokens.
    """

    def __init__(self, linter: Linter) -> None:
        self.linter = linter

    def __call__(self, doc: Doc) -> Doc:
        """Check the Doc; its own tags, parse and entities are used where it has them."""
        report = self.linter.check(doc)
        (told,) = as_dict(Run((report,)))["files"]
        doc._.set(NAME, told)
        places = ((one.start, one.end, one.rule) for one in report.findings)
        spans = (doc.char_span(start, end, label=rule, alignment_mode="expand") for start, end, rule in places)
        doc.spans[NAME] = [span for span in spans if span is not None]
        return doc


@Language.factory(
    NAME, assigns=[f"doc._.{NAME}", "doc.spans"], default_config={"select": [], "ignore": [], "packs": []}
)
def make(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001
    select: Sequence[str],
    ignore: Sequence[str],
    packs: Sequence[str],
) -> Pipe:
    """The component, with the rule selection of its config."""
    return Pipe(Linter(select=select, ignore=ignore, packs=packs))
