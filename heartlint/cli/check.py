"""`heartlint check`: check messages, print the report, and say by the exit status whether anything fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from heartlint.cli import UsageError
from heartlint.cli.options import (
    Given,
    add_choices,
    baseline_file,
    held,
    linter,
    load_baseline,
    parser,
    progress,
    root_of,
    settings,
    sliced,
    standard_input,
    style,
    write,
)
from heartlint.output import FORMATS, rendered, renderer
from heartlint.packs import guarded
from heartlint.read.formats import SUFFIXES
from heartlint.report import Run
from heartlint.whole import sweep

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from heartlint.baseline import Baseline, Entries
    from heartlint.config import Settings
    from heartlint.linter import Linter
    from heartlint.output.text import Style

_EPILOG = """\
exit status: 0 nothing that fails, 1 findings that fail (or too low a score),
2 something could not be used; --exit-zero turns 1 into 0, never 2.

examples:
  heartlint check emails/ landing.html
  heartlint check 'mails/**/*.md' --fail-on error
  heartlint check - --stdin-filename mail.html < mail.html
  heartlint check emails/ -o text -o json:report.json
  heartlint check emails/ -o github -o sarif:heartlint.sarif
"""


_NOTHING_ASKED: Mapping[str, Any] = {
    **dict.fromkeys(
        "config cache_dir output_format output_file select extend_select ignore per_file_ignores include columns "
        "exclude confidence fail_on fail_confidence min_score baseline max_seconds max_warnings new_from_rev "
        "stdin_filename".split()
    ),
    **dict.fromkeys(
        "isolated no_cache force_exclude exit_zero statistics show_blocks show_files only_copy quiet verbose".split(),
        False,
    ),
    "pack": [],
    "color": "auto",
    "jobs": 0,
}
"""What a call without options asks for, as the parser would say it; making that takes as long as checking a mail."""


def _parse(argv: Sequence[str]) -> Given:
    if all(not word.startswith("-") or word == "-" for word in argv):
        return SimpleNamespace(paths=list(argv), **_NOTHING_ASKED)
    return _parser().parse_args(list(argv))


def _parser() -> argparse.ArgumentParser:
    made = parser("check", "Check messages: files, folders, globs, or - for standard input.", _EPILOG)
    add = made.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders or globs; - is standard input (default: this folder)")
    add("-o", "--output-format", action="append", metavar="FORMAT[:FILE]", help=f"{', '.join(FORMATS)}; repeatable")
    add("--output-file", metavar="FILE", help="write the report there")
    add_choices(made)
    add("--new-from-rev", metavar="REV", help="only what is new since this git revision: origin/main, say")
    add("-j", "--jobs", type=_jobs, default=0, metavar="N", help="processes to check with (default: as many as pay)")
    add("--stdin-filename", metavar="NAME", help="the name, and by its suffix the format, of standard input")
    add("--exit-zero", action="store_true", help="exit 0 when there are findings")
    add("--statistics", action="store_true", help="count the findings of each rule")
    add("--show-blocks", action="store_true", help="show the messages as their reader sees them, and judge none")
    add("--show-files", action="store_true", help="list the files that would be checked, and check none")
    add("-q", "--quiet", action="store_true", help="only what was found")
    add("-v", "--verbose", action="store_true", help="every why and instead, and the details of troubles")
    return made


def _jobs(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


_jobs.__name__ = "number of processes"  # argparse names it in its messages


def main(argv: Sequence[str]) -> int:
    """Check, print, and give the exit status."""
    given = _parse(argv)
    outputs = _outputs(given)
    origins: dict[str, str] = {}
    found = settings(given, origins)
    if given.show_blocks:
        from heartlint.cli.read import show  # noqa: PLC0415 - the other command, under the name people look for here

        return show(given)
    if given.show_files:
        return _show_files(given, found)
    checker = linter(found, origins)
    stopped = False
    try:
        with guarded():
            run = _run(given.paths or ["."], checker, given)
    except KeyboardInterrupt as stop:
        run = _so_far(stop)
        stopped = True
    old: frozenset[tuple[str, str]] = frozenset()
    path, named = baseline_file(given, found)
    if found.baseline != "" and not stopped and (named or path.is_file()):
        before = load_baseline(path)
        _check_version(before, path)
        kept = held(run, checker, before, path)
        run, old = kept.run, kept.old
        if kept.stale and not given.quiet:
            _tell_stale(kept.stale, path)
    if found.new_from_rev is not None:
        old |= {(report.name, report.part) for report in run.reports if checker.untouched(report.name)}
    for name, file in outputs:
        if file is None:
            write(rendered(name, run, style(given)))
        else:
            save(file, rendered(name, run, style(given)._replace(colour=False, unicode=True, encoding="utf-8")))
    if any(name == "github" for name, _ in outputs):
        _summarize(run, style(given))
    if all(name not in {"text", "github"} for name, file in outputs if file is None):
        _tell_troubles(run, style(given, sys.stderr))
    _tell_low(run, found.min_score, old)
    if stopped:
        return 130
    return status(run, found, exit_zero=given.exit_zero, old=old)


def _check_version(before: Baseline, path: Path) -> None:
    from heartlint.baseline import BaselineError, check_version  # noqa: PLC0415 - only where there is one

    try:
        check_version(before, path.name)
    except BaselineError as error:
        raise UsageError(str(error)) from None


def _tell_stale(stale: Entries, path: Path) -> None:
    """Say which entries of the baseline nothing was found for: what they held back is mended, or gone."""
    from heartlint.baseline import count  # noqa: PLC0415 - only where there is one
    from heartlint.output.terminal import inert, line  # noqa: PLC0415

    number = count(stale.values())
    what = (
        f"{number} in it {'is' if number.startswith('1 ') else 'are'} gone; take out with: heartlint baseline --prune"
    )
    print(inert(f"{line(path.name)}: {what}"), file=sys.stderr)  # noqa: T201
    for (file, rule, _), times in list(stale.items())[:10]:
        print(inert(f"  {line(file)}: {rule}{f' ({times} times)' if times > 1 else ''}"), file=sys.stderr)  # noqa: T201
    if len(stale) > 10:
        print(f"  and {len(stale) - 10} more", file=sys.stderr)  # noqa: T201


def status(run: Run, found: Settings, *, exit_zero: bool = False, old: frozenset[tuple[str, str]] = frozenset()) -> int:
    """0 nothing that fails, 1 findings or a score that fail, 2 whatever could not be used.

    `old` names messages, by name and part, whose low score is in the baseline, or that no change has touched.
    """
    tally = run.tally
    if run.troubles or tally.troubles:
        return 2
    failing = 0
    if found.fail_on != "never":
        failing = tally.at_least(found.fail_on, found.fail_confidence)
    fails = failing > (found.max_warnings or 0)
    if found.max_warnings and tally.at_least("error", found.fail_confidence):
        fails = found.fail_on != "never"
    if found.min_score is not None:
        fails = fails or any(
            report.score.value is not None
            and report.score.value < found.min_score
            and (report.name, report.part) not in old
            for report in run.reports
        )
    return 1 if fails and not exit_zero else 0


def _outputs(given: Given) -> list[tuple[str, str | None]]:
    """From `-o FORMAT[:FILE]` and --output-file to formats and where they go."""
    wanted = given.output_format or [os.environ.get("HEARTLINT_OUTPUT_FORMAT") or "text"]
    outputs: list[tuple[str, str | None]] = []
    for one in wanted:
        name, _, file = one.partition(":")
        if name not in FORMATS:
            raise UsageError(f"there is no output format {name!r}; formats are {', '.join(FORMATS)}")
        outputs.append((name, file or None))
    if given.output_file:
        if len(outputs) != 1 or outputs[0][1]:
            raise UsageError("--output-file goes with one format; name files as in -o text -o json:report.json")
        outputs = [(outputs[0][0], given.output_file)]
    if sum(file is None for _, file in outputs) > 1:
        raise UsageError("only one report can go to standard output; name a file as in -o json:report.json")
    for _, file in outputs:
        if file is not None and not Path(file).absolute().parent.is_dir():
            raise UsageError(f"{file}: there is no folder {Path(file).absolute().parent}; make it first")
        if file is not None and Path(file).is_dir():
            raise UsageError(f"{file}: is a folder; name a file in it")
    return outputs


def _run(paths: Sequence[str], checker: Linter, given: Given) -> Run:
    """Check the paths, and standard input where one of them is "-"."""
    named = [path for path in paths if path != "-"]
    run = Run((), checker.troubles)
    if named:
        with progress(given) as told:
            run = checker.check_paths(named, root=root_of(checker), jobs=given.jobs, progress=told, timed=True)
    if len(named) == len(paths):
        return run
    if given.stdin_filename and checker.format_of(given.stdin_filename) is None:
        known = ", ".join(sorted(SUFFIXES))
        what = "its suffix names no format that is read"
        raise UsageError(f"--stdin-filename {given.stdin_filename}: {what}; known are {known}")
    name, data = standard_input(given, checker.settings.max_file_size)
    troubles = list(run.troubles)
    reports = checker.check_input(name, data, troubles)
    return Run((*run.reports, *reports), tuple(troubles), run.not_copy)


def _so_far(stop: KeyboardInterrupt) -> Run:
    """What was checked before somebody stopped it; raised again where that is nothing."""
    from heartlint.linter import Interrupted  # noqa: PLC0415 - the checks import it themselves

    if not isinstance(stop, Interrupted) or not stop.run.reports:
        raise stop
    done = len({report.name for report in stop.run.reports})
    print(f"heartlint: stopped; this is of {done} of {stop.files} files", file=sys.stderr)  # noqa: T201
    return stop.run


def _show_files(given: Given, found: Settings) -> int:
    from heartlint.discover import discover  # noqa: PLC0415 - the checks import it themselves

    root = Path(found.root) if found.root else None
    listed = discover(
        [path for path in given.paths or ["."] if path != "-"],
        include=found.include,
        exclude=found.exclude,
        force_exclude=found.force_exclude,
        only_copy=found.only_copy,
        format_of=linter(found).format_of,
        root=root,
    )
    from heartlint.output.terminal import inert, line  # noqa: PLC0415 - the report imports it itself

    write(inert("".join(f"{line(path.as_posix())}\n" for path in listed.files)))
    _tell_troubles(Run((), listed.troubles), style(given, sys.stderr))
    return 2 if listed.troubles else 0


def _tell_troubles(run: Run, look: Style) -> None:
    from heartlint.output.terminal import line  # noqa: PLC0415 - only where there is something to say

    for trouble in run.all_troubles:
        print(look.paint("trouble", "error"), line(str(trouble)), file=sys.stderr)  # noqa: T201


def _tell_low(run: Run, least: float | None, old: frozenset[tuple[str, str]]) -> None:
    """Name the messages that score too low: nothing may have been found in them, and -q leaves them out."""
    from heartlint.output.terminal import inert, line  # noqa: PLC0415 - only where there is something to say

    if least is None:
        return
    for report in run.reports:
        if (report.name, report.part) in old:
            continue
        if report.score.value is not None and report.score.value < least:
            told = f"{line(report.name)}: heart {report.score.value:.1f} is below the least score, {least:g}"
            print(inert(told), file=sys.stderr)  # noqa: T201


def _summarize(run: Run, look: Style) -> None:
    """Append the summary of a GitHub step, where it asks for one. Raises UsageError where it cannot be written."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    try:
        with Path(file).open("ab") as stream:
            stream.write(renderer("markdown").render(run, look).encode("utf-8", "backslashreplace"))
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise UsageError(f"GITHUB_STEP_SUMMARY={file}: {what}; unset it, or check the folder") from None


def save(file: str, text: str | Iterable[str]) -> None:
    """Write a file of a text, or of its pieces, whole or not at all; a pipe or device is written to, never replaced.

    A link stays a link where it leads below its own folder or this one; UsageError for one that leads elsewhere.
    """
    path = Path(file)
    pieces = sliced((text,) if isinstance(text, str) else text)
    data = (piece.encode("utf-8", "backslashreplace") for piece in pieces)
    if path.is_symlink() and path.is_file():  # in a checkout of somebody's, a report's name may lead anywhere
        target = path.resolve()
        if not any(target.is_relative_to(folder.resolve()) for folder in (path.parent, Path())):
            raise UsageError(f"{file}: is a link that leads out of its folder; name the file itself")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                stream.writelines(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror or error}); check the folder") from None


def _replace(path: Path, data: Iterable[bytes]) -> None:
    """Put a file in place whole, with the mode of the one it replaces, or the usual mode of a new file."""
    beginning = f".{path.name[:100]}."
    sweep(path.parent, beginning)
    temporary = path.with_name(f"{beginning}{os.urandom(4).hex()}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as stream:
            stream.writelines(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
