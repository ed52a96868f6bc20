"""`heartlint import-vale STYLE_FOLDER`: a team's word lists come along as cards."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint import packs
from heartlint.cli import UsageError
from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.output.terminal import inert, line
from heartlint.testing import prove
from heartlint.vale import cards, notes, styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.vale.cards import Carried

_EPILOG = """\
The folder is a Vale style (a folder of .yml rules), or holds several of them.
exit status: 0 the cards and the list of what they cannot say are written,
2 no style there, a file that cannot be read, or a folder that is not empty.
"""


def main(argv: Sequence[str]) -> int:
    """Write the cards of the styles in a folder, tell what was left out and why, and give the exit status."""
    made = Parser(
        prog="heartlint import-vale",
        description="Turn the existence and substitution rules of a Vale style into cards, and list the rest.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("folder", metavar="STYLE_FOLDER", help="as in styles/Google")
    made.add_argument(
        "--output", metavar="FOLDER", default="vale-rules", help="where the cards go (default: vale-rules)"
    )
    given = made.parse_args(list(argv))
    source, output = Path(given.folder), Path(given.output)
    if not source.is_dir():
        raise UsageError(f"{given.folder}: there is no such folder; name one with the .yml rules of a Vale style")
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        raise UsageError(f"{given.output}: is there already; name another folder with --output, or delete it")
    found = styles.files(source)
    if not found:
        raise UsageError(f"{given.folder}: holds no style; name a folder with the .yml rules of a Vale style")
    done: list[Carried] = []
    broken: list[tuple[str, str]] = []
    made_cards: dict[Path, str] = {}
    known = {rule.family for pack in packs.installed() for rule in pack.rules}
    for style, files in found:
        family = cards.slug(style)
        family = f"vale-{family}" if family in known else family
        taken: set[str] = set()
        for file in files:
            try:
                rule = styles.read(file, style)
            except styles.StyleError as error:
                broken.append((f"{style}/{file.name}", str(error)))
                continue
            one = cards.carry(rule, family, taken)
            done.append(one)
            made_cards |= {output / family / f"{name}.toml": text for name, text in one.cards.items()}
    try:
        for path, text in made_cards.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        output.mkdir(parents=True, exist_ok=True)
        (output / notes.NAME).write_text(notes.markdown(done, broken), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{given.output}: cannot be written ({error.strerror or error}); check the folder") from None
    return _tell(output, done, broken, bool(made_cards))


def _tell(output: Path, done: Sequence[Carried], broken: Sequence[tuple[str, str]], any_card: bool) -> int:
    for name, why in broken:
        print("trouble", line(f"{name}: {why}"), file=sys.stderr)  # noqa: T201
    write(inert("".join(f"{line(one)}\n" for one in notes.lines(done))))
    told = ["", *notes.total(done).splitlines()]
    left = [item for one in done for item in one.left]
    if left:
        told += ["not carried over, by reason:", *(f"  {number:>5}  {why}" for why, number in notes.reasons(left))]
    told.append(f"the list: {(output / notes.NAME).as_posix()}")
    status = 2 if broken else 0
    if any_card:
        name = output.as_posix() if output.is_absolute() else f"./{output.as_posix()}"
        proof = prove(name)
        told += [proof.total, "", f'next: packs = ["{name}"] in heartlint.toml, or heartlint check --pack {name} ...']
        if not proof.holds:  # a fault of ours: each card was tried before it was written
            print(inert(line(str(proof))), file=sys.stderr)  # noqa: T201
            status = 2
    write(inert("".join(f"{line(one)}\n" for one in told)))
    return status
