"""`heartlint schema`: print the JSON schema of a card, a config or a report."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from heartlint import schema
from heartlint.cli.options import write

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Print a schema."""
    made = argparse.ArgumentParser(prog="heartlint schema", description="Print a JSON schema, for editors.")
    made.add_argument("what", choices=("card", "config", "report"))
    given = made.parse_args(list(argv))
    schemas = {"card": schema.card_schema, "config": schema.config_schema, "report": schema.report_schema}
    write(json.dumps(schemas[given.what](), indent=2, ensure_ascii=False) + "\n")
    return 0
