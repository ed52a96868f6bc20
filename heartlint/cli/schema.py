"""`heartlint schema`: print the JSON schema of a card, a config, a report or a batch's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint import schema
from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.output.json import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Print a schema."""
    made = Parser(prog="heartlint schema", description="Print a JSON schema, for editors.")
    made.add_argument("what", choices=("card", "config", "report", "batch"))
    given = made.parse_args(list(argv))
    schemas = {
        "card": schema.card_schema,
        "config": schema.config_schema,
        "report": schema.report_schema,
        "batch": schema.batch_schema,
    }
    write(dumps(schemas[given.what]()))
    return 0
