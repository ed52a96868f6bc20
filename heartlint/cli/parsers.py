"""How a command line with options is read: argparse, with help and complaints as we print them."""

from __future__ import annotations

import argparse
from typing import NoReturn

from heartlint.cli.options import columns


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal; one is made for each option, and asking with `shutil` imports four compressors."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns() - 2)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are safe to print: what was typed (or globbed) may hold escape sequences."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the complaint, and exit 2."""
        from heartlint.output.terminal import line  # noqa: PLC0415 - only where there is something to say

        super().error(line(message))
