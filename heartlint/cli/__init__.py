"""The command line: one file per command, imported when it is called. `check` is the default command."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "check messages (the default command)",
    "read": "show messages as their reader sees them, and how they were understood",
    "rules": "list the rules, with where each comes from",
    "explain": "say what a rule finds, why, and what to ask instead",
    "config": "print the settings that hold here, and where each came from",
    "init": "look at this repository, and write a short config for it",
    "baseline": "write down what is old, so that only what is new fails",
    "batch": "judge an archive of messages: Parquet, CSV, JSON lines, mbox, Maildir, DuckDB",
    "overview": "write the overview of a batch's result as one HTML page",
    "new-rule": "begin a rule of your own: a card, or a module",
    "prove": "run every example of a pack of rules",
    "clean": "remove what is kept between runs",
    "import-vale": "turn the word lists of a Vale style into cards",
    "schema": "print the JSON schema of a card, a config, a report or a batch's row",
}
"""From command to what it does; each lives in a module of its name, with _ for -."""

USAGE = """\
usage: heartlint [check] [PATHS... | -] [options]
       heartlint COMMAND ...

A heart check for outbound copy: it finds where a message stops talking to a
person, credits where somebody is really there, and scores both.

commands:
{commands}

  heartlint emails/            check a folder
  heartlint check - < mail.md  check standard input
  heartlint COMMAND --help     say what a command takes

exit status: 0 nothing that fails, 1 findings, 2 something could not be used
"""


class UsageError(Exception):
    """Something about the call is wrong; the message is one line that says what and what to do."""


def hush() -> None:
    """Send what is still to be printed nowhere, at exit too: nobody reads standard output any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    """Print a few lines of our own, without a traceback where nobody reads them."""
    try:
        print(text, flush=True)  # noqa: T201
    except BrokenPipeError:
        hush()


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status: 0 nothing that fails, 1 findings, 2 something could not be used."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        width = max(map(len, COMMANDS))
        listed = "\n".join(f"  {name:<{width}}  {what}" for name, what in COMMANDS.items())
        _say(USAGE.format(commands=listed).rstrip())
        return 0
    if arguments[:1] in (["-V"], ["--version"]):
        from heartlint import __version__  # noqa: PLC0415 - and nothing else

        _say(f"heartlint {__version__}")
        return 0
    command = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "check"
    try:
        status: int = import_module(f"heartlint.cli.{command.replace('-', '_')}").main(arguments)
    except UsageError as error:
        from heartlint.output.terminal import line  # noqa: PLC0415 - only where there is something to say

        print(f"heartlint: {line(str(error))}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        hush()
        return 2  # standard output closing is met where it is written; whatever else broke off here is no pass
    except SystemExit as stop:  # argparse, after its own message
        return stop.code if isinstance(stop.code, int) else 2
    except Exception as error:  # noqa: BLE001 - a crash of ours must never read as "findings", which is 1
        return _crashed(error, verbose=not {"-v", "--verbose"}.isdisjoint(arguments))
    return status


def _crashed(error: Exception, *, verbose: bool) -> int:
    """Say in one line that heartlint itself broke, with the traceback where it was asked for; the exit status."""
    from heartlint.output.terminal import inert, line, safe  # noqa: PLC0415 - only where there is something to say

    what = line(f"{type(error).__name__}: {error}")
    remedy = "please report it with what -v prints"
    print(f"heartlint: broke, and this is a fault of its own: {what}; {remedy}", file=sys.stderr)  # noqa: T201
    if verbose:
        import traceback  # noqa: PLC0415

        print(inert(safe("".join(traceback.format_exception(error)))), file=sys.stderr)  # noqa: T201
    return 2


def run() -> NoReturn:
    """The console script."""
    # a run makes much and drops little of it in circles: looking for those less often saves a tenth of its time
    gc.set_threshold(50_000, 20, 20)
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads it any more; said where it matters
        sys.exit(status)
    # nothing is left to be done, and taking everything apart first would take as long as checking a few mails
    os._exit(status)
