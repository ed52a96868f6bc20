"""heartlint in a spaCy pipeline: `nlp.add_pipe("heartlint")`, then `doc._.heartlint` is the Report.

spaCy finds it through the entry-point group `spacy_factories`; heartlint itself never imports this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from heartlint.linter import Linter

if TYPE_CHECKING:
    from collections.abc import Sequence


class Pipe:
    """A pipeline component that checks each Doc and leaves its Report at `doc._.heartlint`."""

    def __init__(self, linter: Linter) -> None:
        self.linter = linter
        if not Doc.has_extension("heartlint"):
            Doc.set_extension("heartlint", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Check the Doc; its own tags, parse and entities are used where it has them."""
        doc._.heartlint = self.linter.check(doc)
        return doc


@Language.factory("heartlint", default_config={"select": [], "ignore": [], "packs": []})
def make(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001
    select: Sequence[str],
    ignore: Sequence[str],
    packs: Sequence[str],
) -> Pipe:
    """The component, with the rule selection of its config."""
    return Pipe(Linter(select=select, ignore=ignore, packs=packs))
