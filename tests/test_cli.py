"""The command line, as its users call it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import heartlint
from heartlint.cli import COMMANDS, main
from heartlint.cli.check import status

if TYPE_CHECKING:
    from collections.abc import Callable

COLD = "Our leads are in the pipeline.\n"
LIKELY = "We made it for our most loyal members.\n"
WARM = "The gate is open on Saturday.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and no settings from around it."""
    for name in ("NO_COLOR", "FORCE_COLOR", "HEARTLINT_CONFIG", "HEARTLINT_OUTPUT_FORMAT", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(here: Path) -> Callable[..., Path]:
    """Write a file below the current folder."""

    def make(name: str, content: str | bytes = COLD) -> Path:
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.mark.parametrize(
    ("content", "flags", "status"),
    [
        (WARM, [], 0),
        (COLD, [], 1),
        (COLD, ["--exit-zero"], 0),
        (COLD, ["--fail-on", "never"], 0),
        (COLD, ["--ignore", "people"], 0),
        (COLD, ["--select", "door"], 0),
        (COLD, ["--select", "people/leads"], 1),
        (COLD, ["--max-warnings", "9", "--fail-on", "info"], 1),
        (LIKELY, [], 0),
        (LIKELY, ["--fail-confidence", "likely", "--fail-on", "info"], 1),
        (LIKELY, ["--confidence", "sure", "--fail-confidence", "likely", "--fail-on", "info"], 0),
        ("We are so very glad. " * 9 + COLD, ["--fail-on", "never", "--min-score", "99"], 1),
        (WARM, ["--min-score", "99"], 0),
    ],
)
def test_the_exit_status_says_whether_anything_fails(
    write: Callable[..., Path], content: str, flags: list[str], status: int
) -> None:
    """0 where nothing fails, 1 for findings (or a score too low) at the chosen severity and confidence."""
    write("mail.md", content)
    assert main(["check", "mail.md", *flags]) == status


def test_a_rule_that_broke_on_one_message_is_no_pass() -> None:
    """A trouble of a single report makes the whole run exit 2, --exit-zero or not."""
    report = replace(heartlint.check("All is well."), troubles=(heartlint.Trouble("rule x/y on mail.md", "KeyError"),))
    assert status(heartlint.Run((report,)), heartlint.Settings()) == 2
    assert status(heartlint.Run((report,)), heartlint.Settings(), exit_zero=True) == 2


def test_a_crash_of_our_own_is_never_taken_for_findings(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever breaks inside, the run exits 2 with one line, and with -v the traceback; never 1."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of\x1b[31m luck")

    write("mail.md")
    monkeypatch.setattr("heartlint.linter.Linter.check_paths", broken)
    assert main(["check", "mail.md", "--exit-zero"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "RuntimeError: out of\\x1b[31m luck" in told
    assert main(["check", "mail.md", "-v"]) == 2
    assert "Traceback" in capsys.readouterr().err


def _named(told: str, *parts: str) -> None:
    lines = [line for line in told.splitlines() if parts[0] in line]
    assert any(all(part in line for part in parts) for line in lines), told


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("empty.md", b"", ("empty.md", "is empty")),
        ("blank.txt", b" \n\n", ("blank.txt", "is empty")),
        ("latin.md", b"caf\xe9\nOur leads\n", ("latin.md", "line 1", "UTF-8")),
        ("late.html", b"<p>ok</p>\n<p>\xff</p>", ("late.html", "line 2", "UTF-8")),
        ("binary.txt", b"a\0b", ("binary.txt", "binary")),
        ("mail.eml", b"just a line\n\nx", ("mail.eml", "does not begin with the head lines")),
    ],
)
def test_input_that_cannot_be_read_is_named_and_never_a_pass(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], name: str, content: bytes, parts: tuple[str, ...]
) -> None:
    """One line names file, place and remedy; the exit status is 2, with --exit-zero too; other files are told."""
    write(name, content)
    write("good.md")
    assert main(["check", name, "good.md", "--exit-zero", "-o", "json:out.json"]) == 2
    _named(capsys.readouterr().err, *parts)
    told = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in told["files"]] == ["good.md"]
    assert len(told["files"][0]["findings"]) == 2
    assert len(told["troubles"]) == 1


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["nothing.md"], ("nothing.md", "no such file")),
        (["mail.m"], ("mail.m", "did you mean mail.md?")),
        (["*.nope"], ("*.nope", "matches no file")),
        (["hollow"], ("hollow", "no files found")),
        (["mail.md", "--select", "people/leeds"], ("people/leeds", "did you mean 'people/leads'?")),
        (["mail.md", "--ignore", "peple"], ("peple", "did you mean 'people'?")),
        (["mail.md", "-o", "sarf"], ("sarf", "text, json")),
        (["mail.md", "-o", "json:nowhere/x.json"], ("nowhere/x.json", "make it first")),
        (["mail.md", "-o", "json", "-o", "text"], ("standard output", "name a file")),
        (["mail.md", "--config", "none.toml"], ("none.toml", "check the path")),
        (["mail.md", "--pack", "./none"], ("none", "no such folder")),
        (["mail.md", "--min-score", "101"], ("--min-score",)),
        (["mail.md", "--nope"], ("--nope",)),
        (["-", "--stdin-filename", "x.pdf"], ("x.pdf", "names no format")),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_in_one_line(
    write: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    parts: tuple[str, ...],
) -> None:
    """Missing paths, unknown rules, formats and flags: exit 2 and a line with the remedy."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x"), encoding="utf-8"))
    write("mail.md", WARM)
    Path("hollow").mkdir()
    assert main(["check", *arguments]) == 2
    told = capsys.readouterr()
    _named(told.err + told.out.replace("\n  ", " "), *parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("select = 3\n", ("heartlint.toml:1", "select")),
        ("confidence = 'sure'\nselct = []\n", ("heartlint.toml:2", "did you mean 'select'?")),
        ("[rules.'people/leads']\nseverty = 'info'\n", ("heartlint.toml:2", "did you mean 'severity'?")),
        ("select = [\n", ("heartlint.toml", "TOML")),
        ("fail-on = 'fatal'\n", ("heartlint.toml:1", "fail-on")),
        ("extend = 'none.toml'\n", ("none.toml", "counts from this file")),
        ("extend = 'heartlint.toml'\n", ("heartlint.toml", "circle")),
        (b"x = '\xff'", ("heartlint.toml", "UTF-8")),
        ("select = ['people/leeds']\n", ("people/leeds", "did you mean")),
    ],
)
def test_a_config_that_cannot_be_used_is_named_with_its_line(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], text: str | bytes, parts: tuple[str, ...]
) -> None:
    """A config mistake is one line with file, line, key and the nearest name; exit 2."""
    write("mail.md")
    write("heartlint.toml", text)
    assert main(["check", "mail.md"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    _named(err, *parts)


def test_a_config_is_found_upward_and_its_paths_count_from_it(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest config above the current folder holds, packs and excludes counting from its own folder."""
    write("pyproject.toml", "[tool.heartlint]\nselect = ['house']\npacks = ['./ours']\nexclude = ['mails/old']\n")
    write(
        "ours/house/sprocket.toml",
        'title = "A sprocket."\nwhy = "Nobody knows what it is."\ninstead = "What is it?"\nphrases = ["sprocket"]\n'
        'finds = ["A «sprocket»."]\npasses = ["Sprocketed."]\n',
    )
    write("mails/new/mail.md", "A sprocket. " + COLD)
    write("mails/old/mail.md", "A sprocket.")
    monkeypatch.chdir("mails")
    assert main(["check", ".", "-o", "json:../out.json"]) == 1
    told = json.loads(Path("../out.json").read_text(encoding="utf-8"))
    assert [(file["name"], [f["rule"] for f in file["findings"]]) for file in told["files"]] == [
        ("new/mail.md", ["house/sprocket"])
    ]


def test_a_config_leaves_out_rules_by_path_changes_severity_and_knows_house_words(write: Callable[..., Path]) -> None:
    """per-file-ignores, a rule's severity and house words do what their names say."""
    write(
        "heartlint.toml",
        '[per-file-ignores]\n"old/" = ["people"]\n[rules."people/leads"]\nseverity = "info"\n'
        '[words]\nallow = ["Acme Pipeline"]\n',
    )
    write("old/a.md")
    write("new/b.md", "Our leads wait in the pipeline. Our leads wait in the Acme Pipeline.")
    assert main(["check", ".", "-o", "json:out.json"]) == 1
    told = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert {
        file["name"]: [(f["rule"], f["severity"], f["text"]) for f in file["findings"]] for file in told["files"]
    } == {
        "new/b.md": [
            ("people/leads", "info", "leads"),
            ("people/pipeline", "error", "pipeline"),
            ("people/leads", "info", "leads"),
        ],
        "old/a.md": [],
    }


def test_check_is_the_default_command(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """`heartlint emails/` is `heartlint check emails/`, and no path at all is the current folder."""
    write("emails/mail.md")
    assert main(["emails"]) == main(["check", "emails"]) == main([]) == 1
    assert capsys.readouterr().out.count("people/leads") == 3


def test_standard_input_is_a_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    """`-` reads standard input, in the format of --stdin-filename, under that name."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"<p>Our le<b>ads</b> wait</p>"), encoding="utf-8"))
    assert main(["check", "-", "--stdin-filename", "emails/x.html", "-o", "json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["name"], file["format"], [f["text"] for f in file["findings"]]) == ("emails/x.html", "html", ["leads"])
    assert not list(here.iterdir())


def test_several_reports_can_be_written_at_once(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The report is printed and, as asked, written to files as well."""
    write("mail.md")
    assert main(["check", "mail.md", "-o", "text", "-o", "json:a.json", "-o", "text:b.txt"]) == 1
    assert "people/leads" in capsys.readouterr().out
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["summary"]["findings"] == 2
    assert "people/leads" in Path("b.txt").read_text(encoding="utf-8")


def test_show_files_lists_and_checks_nothing(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """--show-files prints what would be checked."""
    write("a b.md")
    write("notes.pdf")
    assert main(["check", ".", "--show-files"]) == 0
    assert capsys.readouterr().out == "a b.md\n"


def test_rules_lists_every_rule_with_its_pack(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    """`heartlint rules` prints a line for each rule; as JSON it is an array."""
    assert main(["rules"]) == 0
    text = capsys.readouterr().out
    assert main(["rules", "--output-format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) == len(text.splitlines()) >= 25
    assert {rule["pack"] for rule in listed} == {"core", "upkeep"}
    assert here.exists()


def test_explain_prints_the_page_of_a_rule(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    """`heartlint explain` tells title, why, instead, what is found and what passes; a mistyped id is corrected."""
    assert main(["explain", "people/leads"]) == 0
    page = capsys.readouterr().out
    for part in ("people/leads", "Instead:", "Found:", "«leads»", "Passes:", "Maria leads our team."):
        assert part in page
    assert main(["explain", "people/leds"]) == 2
    assert "did you mean 'people/leads'?" in capsys.readouterr().err
    assert here.exists()


@pytest.mark.parametrize("columns", [40, 80])
def test_the_page_of_a_rule_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """No line is wider than the terminal, and each example begins with a dash, so that one sees where the next is."""
    assert here.exists()
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["explain", "door/noreply-sender", "clarity/long-sentence", "--color", "never"]) == 0
    page = capsys.readouterr().out
    assert max(map(len, page.splitlines())) <= columns
    assert page.count("\n- From: ") == 3


def test_what_an_example_marks_stays_bold_over_the_end_of_a_line(
    capsys: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found words that a narrow terminal breaks in two are bold on both lines, and no guillemet is left standing."""
    assert here.exists()
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["explain", "clarity/piled-jargon", "--color", "always"]) == 0
    page = capsys.readouterr().out
    assert "\x1b[1mLeverage actionable insights for\x1b[0m\n  \x1b[1mseamless alignment\x1b[0m." in page
    assert not set("«»") & set(page)


def test_prove_runs_a_packs_examples(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """`heartlint prove` exits 0 where all examples hold, 1 and names those that do not."""
    card = (
        'title = "A sprocket."\nwhy = "Nobody knows what it is."\ninstead = "What is it?"\nphrases = ["sprocket"]\n'
        'finds = ["A «sprocket»."]\npasses = ["%s"]\n'
    )
    write("good/house/sprocket.toml", card % "Sprocketed.")
    write("bad/house/sprocket.toml", card % "One sprocket.")
    assert main(["prove", "./good"]) == 0
    assert "good: 1 rule, 2 examples: all hold" in capsys.readouterr().out
    assert main(["prove", "./bad"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "house/sprocket passes One sprocket. found 'sprocket'; it should pass" in told
    assert "bad: 1 rule, 2 examples: 1 failed" in told


@pytest.mark.parametrize("what", ["card", "config", "report"])
def test_schema_prints_a_json_schema(capsys: pytest.CaptureFixture[str], what: str) -> None:
    """`heartlint schema` prints valid JSON Schema."""
    import jsonschema

    assert main(["schema", what]) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """`heartlint COMMAND --help` says how it is called and exits 0."""
    assert main([command, "--help"]) == 0
    assert f"usage: heartlint {command}" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert command in capsys.readouterr().out


def _python(*arguments: str, **options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": options.pop("encoding", "utf-8")}
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-m", "heartlint", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        encoding="utf-8",
        **options,  # type: ignore[call-overload]
    )
    return done


def test_a_real_process_exits_and_prints(write: Callable[..., Path], here: Path) -> None:
    """`python -m heartlint` exits with the status and prints to the right streams, on an ASCII stream too."""
    write("mail.md", "\u2019Our leads \U0001f525 are in the pipeline.")
    done = _python("mail.md", cwd=str(here), encoding="ascii")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "people/leads" in done.stdout
    assert _python("--version", cwd=str(here)).stdout.startswith("heartlint ")


def test_a_closed_pipe_is_quiet(write: Callable[..., Path], here: Path) -> None:
    """`heartlint ... | head` ends without a traceback."""
    for number in range(40):
        write(f"mail{number}.md", COLD * 40)
    with subprocess.Popen(
        [sys.executable, "-m", "heartlint", "."], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_no_heavy_module_is_imported_by_a_check_that_needs_none(write: Callable[..., Path], here: Path) -> None:
    """The import list of a check that meets no term holds no spaCy, thinc, numpy or textstat."""
    write("mail.md", "Dear valued customer, hello.")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "heartlint", "check", "mail.md"],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "heartlint" in imported
    assert not imported & {"spacy", "thinc", "numpy", "textstat"}


@pytest.mark.parametrize(
    ("config", "flags", "expected"),
    [
        ("max-warnings = 9\n[rules.people]\nseverity = 'warning'\n", ["--max-warnings", "0"], 1),
        ("min-score = 99\nfail-on = 'never'\n", ["--min-score", "0"], 0),
    ],
)
def test_a_flag_of_zero_overrides_the_config(
    write: Callable[..., Path], config: str, flags: list[str], expected: int
) -> None:
    """`--max-warnings 0` and `--min-score 0` are settings like any other, not the absence of one."""
    write("heartlint.toml", config)
    write("mail.md", "We are so very glad. " * 9 + COLD)
    assert main(["check", "mail.md"]) != expected
    assert main(["check", "mail.md", *flags]) == expected


def test_a_score_that_is_too_low_is_told(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """A message that fails only by its score is named with it, even where -q has nothing to print of it."""
    write("mail.md", "The gate opens on Saturday at nine. " * 12)
    assert main(["check", "mail.md", "-q", "--min-score", "99"]) == 1
    assert capsys.readouterr().err == "mail.md: heart 50.0 is below the least score, 99\n"


def test_a_report_file_has_the_usual_mode(write: Callable[..., Path], here: Path) -> None:
    """A new report can be read by whom the umask allows, and one that is replaced keeps its mode."""
    write("mail.md")
    write("old.json", "old").chmod(0o640)
    mask = os.umask(0o022)
    try:
        main(["check", "mail.md", "-o", "json:new.json", "-o", "json:old.json"])
    finally:
        os.umask(mask)
    assert [(here / name).stat().st_mode & 0o777 for name in ("new.json", "old.json")] == [0o644, 0o640]


def test_a_report_is_written_through_a_link(write: Callable[..., Path], here: Path) -> None:
    """Where the report's name is a link, what it points to is written and the link stays."""
    write("mail.md")
    write("real/report.json", "old")
    (here / "link.json").symlink_to("real/report.json")
    main(["check", "mail.md", "-o", "json:link.json"])
    assert (here / "link.json").is_symlink()
    assert json.loads((here / "real/report.json").read_text(encoding="utf-8"))["summary"]["findings"] == 2


def test_a_report_goes_into_a_named_pipe(write: Callable[..., Path], here: Path) -> None:
    """A pipe or device named as report file is written to and stays what it is."""
    write("mail.md")
    os.mkfifo(here / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=here, stdout=subprocess.PIPE) as reader:
        try:
            # in a process of its own: opening a pipe waits for its reader
            assert _python("mail.md", "-o", "json:pipe", cwd=str(here)).returncode == 1
            assert (here / "pipe").is_fifo()
            assert reader.stdout is not None
            assert json.loads(reader.stdout.read())["summary"]["findings"] == 2
        finally:
            reader.kill()


def test_a_report_that_cannot_be_written_leaves_nothing_behind(
    write: Callable[..., Path], here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder as report file is refused, a write that fails is told in one line, and no scrap of it stays."""
    write("mail.md")
    (here / "folder").mkdir()
    assert main(["check", "mail.md", "-o", "json:folder"]) == 2
    assert "folder: is a folder; name a file in it" in capsys.readouterr().err

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["check", "mail.md", "-o", "json:out.json"]) == 2
    assert "out.json: cannot be written (No space left on device)" in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir()) == ["folder", "mail.md"]


@pytest.mark.parametrize(("broken", "expected"), [(False, 1), (True, 2)])
def test_a_closed_pipe_changes_no_status_and_no_report_file(
    write: Callable[..., Path], here: Path, broken: bool, expected: int
) -> None:
    """`heartlint ... -o json:report.json | head` still exits 1 or 2 and still writes the report."""
    for number in range(20):
        write(f"mail{number}.md", COLD * 40)
    if broken:
        write("empty.md", b"")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-m", "heartlint", ".", "-v", "-o", "text", "-o", "json:report.json"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == expected
    assert json.loads((here / "report.json").read_text(encoding="utf-8"))["summary"]["messages"] == 20


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_into_a_closed_pipe_is_quiet(here: Path, flag: str) -> None:
    """`heartlint --help | true` prints no traceback and is no failure."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "heartlint", flag], cwd=here, stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_names_and_flags_reach_the_terminal_as_visible_escapes(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """--show-files, a mistyped flag, and JSON lists print no control or direction mark of a name or a pack."""
    write("mails/a\x1b[31m\u202eb.md")
    assert main(["check", "mails", "--show-files"]) == 0
    assert capsys.readouterr().out == "mails/a\\x1b[31m<U+202E>b.md\n"
    assert main(["check", "--n\x1b[31mope"]) == 2
    assert "--n\\x1b[31mope" in capsys.readouterr().err
    write(
        "ours/house/sprocket.toml",
        'title = "A \\u202Esprocket\\u009b31m."\nwhy = "Nobody knows."\ninstead = "What?"\nphrases = ["sprocket"]\n'
        'finds = ["A «sprocket»."]\npasses = ["Sprocketed."]\n',
    )
    assert main(["rules", "--pack", "./ours", "--output-format", "json"]) == 0
    out = capsys.readouterr().out
    assert not {"\x9b", "\u202e"} & set(out)
    assert "A \u202esprocket\x9b31m." in [rule["title"] for rule in json.loads(out)]


def test_rules_keeps_whole_titles_where_no_terminal_cuts_them(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    """`heartlint rules | grep` finds every word of every title."""
    assert main(["rules", "--output-format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert main(["rules"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert all(row.endswith(rule["title"]) for row, rule in zip(rows, listed, strict=True))
    assert here.exists()


def test_explain_tells_of_a_pack_that_broke(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that cannot be used is named, and exits 2, though the page asked for is printed."""
    write("bad/house/sprocket.toml", "title = 1\n")
    assert main(["explain", "people/leads", "--pack", "./bad"]) == 2
    told = capsys.readouterr()
    assert "people/leads" in told.out
    assert "sprocket.toml" in told.err


def test_read_shows_a_message_as_its_reader_sees_it(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Blocks with place, role and key, merge tags with what was understood, zones, kind and coverage; no judgement."""
    write(
        "a.eml",
        "From: Maria <maria@example.org>\nSubject: Hello\nContent-Type: text/html\n\n"
        '<h1>The gate</h1><p>Hi {{ first_name | default: "you" }}, see www.gate.example</p><code>x</code>',
    )
    assert main(["read", "a.eml"]) == 0
    out = capsys.readouterr().out
    assert "kind: email (it is a mail file)" in out
    assert "1:7      from         Maria <maria@example.org>" in out
    assert "5:5      heading 1    The gate" in out
    assert "personal, field first_name, fallback 'you']" in " ".join(out.split())
    assert "[set aside: url www.gate.example]" in out
    assert "judged" in out
    assert "error" not in out


def test_show_blocks_is_the_same_command(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """`check --show-blocks` prints what `read` prints, and fails nothing."""
    write("a.md")
    assert main(["read", "a.md"]) == 0
    read = capsys.readouterr().out
    assert main(["check", "--show-blocks", "a.md"]) == 0
    assert capsys.readouterr().out == read


def test_read_names_what_it_cannot_read(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read is one line on standard error, the rest is shown, and the exit status is 2."""
    write("a.eml", "no head\n")
    write("b.md")
    assert main(["read", "a.eml", "b.md"]) == 2
    told = capsys.readouterr()
    assert "Our leads" in told.out
    _named(told.err, "a.eml", "does not begin with the head lines of a mail", "name it .txt")


def test_read_takes_standard_input_and_a_format(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`heartlint read - --format html` reads what is piped in as that."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"<p>Hello &amp; good day</p>")))
    assert main(["read", "-", "--format", "html"]) == 0
    assert "paragraph    Hello & good day" in capsys.readouterr().out


def test_hostile_copy_shown_by_read_cannot_act_on_the_terminal(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences in copy, keys and merge tags are shown, never sent."""
    write("a.csv", "subject\x1b[31m,body\nx,Hi {{ na\x1b[2Jme }} \u202e\x07 there\n")
    main(["read", "a.csv", "--columns", "body"])
    told = capsys.readouterr()
    assert not {"\x1b", "\x07", "\u202e"} & set(told.out + told.err)


def test_tables_are_read_where_they_are_included(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder's tables are not copy until --include (or the config) says so; a named one is always read."""
    write("mails/a.csv", "id,body\n1,Our leads are here\n")
    write("mails/b.md", WARM)
    assert main(["check", "mails"]) == 0
    assert "1 file passed over" in capsys.readouterr().out
    assert main(["check", "mails", "--include", "*.csv"]) == 1
    assert main(["check", "mails/a.csv"]) == 1
    write("heartlint.toml", 'include = ["mails/*.csv"]\ncolumns = ["body"]\n')
    assert main(["check", "mails"]) == 1


def test_the_config_tells_kind_and_format_by_path(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """[[overrides]] names files, and what they are; the later of two holds."""
    write(
        "heartlint.toml",
        '[[overrides]]\nfiles = ["*.tpl"]\nformat = "text"\nkind = "post"\n\n'
        '[[overrides]]\nfiles = ["b.*"]\nkind = "internal"\n',
    )
    write("a.tpl", "<b>Hello</b> there")
    write("b.tpl", "Hello")
    assert main(["read", "a.tpl", "b.tpl"]) == 0
    out = capsys.readouterr().out
    assert "read as text; kind: post (the config says so)" in out
    assert "read as text; kind: internal (the config says so)" in out
    assert "<b>Hello</b> there" in out


def test_a_format_that_does_not_exist_is_named_in_the_config(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped format or kind in [[overrides]] is one line with file, line and the nearest name."""
    write("heartlint.toml", '[[overrides]]\nfiles = ["a"]\nformat = "htm"\n')
    assert main(["check"]) == 2
    _named(capsys.readouterr().err, "heartlint.toml:3", "there is no format 'htm'", "did you mean 'html'?")
