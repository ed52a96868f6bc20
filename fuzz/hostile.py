"""Hostile inputs, and what becomes of each in every output: `just hostile` prints the table, a test holds it.

An input is a folder of files: copy with something in it that acts somewhere, in a place that a report repeats (the
words found, a subject, a column's name, a key, a path, a reason, a card's own words). It is checked as a user checks
it, in every format at once, and each report is read as its consumers read it (see `inert.py`).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.cli import main as heartlint
from heartlint.output import FORMATS
from inert import acts, acts_on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAYLOADS: Mapping[str, str] = {
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "c1 control": "\x9b31m\x90q\x9c",
    "bidi": "\u202eevil\u202c\u2066x\u2069\u200f",
    "backspace": "ok\x08\x08no\x7f",
    "github command": "\n::error file=a.py,line=1::owned\n ::add-mask::x\n",
    "github end": "x%0A::set-output name=a::b,title=c::d",
    "log command": "\n##[error]owned ##vso[task.setvariable variable=a]b ##teamcity[x]\n",
    "script": "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "style": "</style><style>*{background:url(//x.example)}</style><!--",
    "attribute": '" onmouseover=\'alert(1)\' style="x:y"',
    "xml": "]]><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;<?x?>",
    "markdown": "`` ` [a](https://x.example) ![b](https://x.example/b.png) @everyone #1 <img src=x> ```",
    "formula": "=cmd|'/c calc'!A1\t+1-1\t@SUM(1)",
    "line ends": "a\rb\u2028c\u2029d\x85e\x0bf\x0cg",
    "odd characters": "\ufeff\ufffe\uffff\U0001f468\u200d\U0001f469 e\u0301\u0301\u0301",
    "percent": "%s %n {0} {x!r} ${HOME} $(id) `id` %25%0D%0A",
}
"""What acts somewhere, by where."""


@dataclass(frozen=True, slots=True)
class Input:
    """A folder to check: file names and bytes, the arguments beside it."""

    name: str
    files: Mapping[bytes, bytes]
    status: int
    """The exit status that is right; -1 where it is 1 or 2: a table's delimiter is guessed, and may be the payload's."""
    arguments: Sequence[str] = ()
    paths: Sequence[str] = (".",)
    links: Mapping[bytes, bytes] = field(default_factory=dict)


def inputs() -> Iterator[Input]:
    """All of them."""
    for name, payload in PAYLOADS.items():
        yield from _carried(name, payload)
    yield from _named()
    yield from _others()


def _carried(name: str, payload: str) -> Iterator[Input]:
    """A payload in each place that a report repeats."""
    plain = " ".join(payload.split())
    literal = json.dumps(payload, ensure_ascii=False)

    def of(place: str, file: str, text: str, status: int = 1, *arguments: str, **more: bytes) -> Input:
        files = {
            file.encode(): text.encode("utf-8", "surrogatepass"),
            **{key.encode(): one for key, one in more.items()},
        }
        return Input(f"{name} in {place}", files, status, arguments)

    yield of("a sentence", "mail.md", f"Our leads are in the pipeline {payload}, and our leads {payload} wait.\n")
    yield of("a page", "mail.html", f"<p>Our leads are in the pipeline {payload.replace('<', '&lt;')}.</p>\n")
    yield of("a merge tag", "mail.txt", f"Hello {{{{ {plain} | fallback: '{plain}' }}}}, our leads wait.\n")
    # a key that speaks of style is none of copy
    yield of("a JSON key", "include/a.json", f'{{{literal}: "Our leads wait in the pipeline, and you will love it."}}', 0 if name == "style" else 1,
             "--include", "include/")  # fmt: skip
    column = payload.replace('"', '""')
    yield of("a column", "include/a.csv", f'id,"{column}",body\r\n1,"{column}","Our leads {column} wait in the pipeline."\r\n', -1,
             "--include", "include/", "--columns", "body")  # fmt: skip
    yield of(
        "a reason",
        "mail.md",
        f"Our leads wait. <!-- heartlint: ignore[people/leads] -- {plain.replace('--', '')} -->\n\nOur leads.\n",
    )
    yield of("broken JSON", "include/a.json", f'{{"a": {plain}', 2, "--include", "include/")
    yield of("an attachment", "mail.eml", (
        "From: a@example.org\nSubject: Our leads\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        f"Content-Type: application/x; name={literal}\n\nx\n--b\nContent-Type: text/plain; charset={plain!r}\n\nhi\n--b--\n"
    ))  # fmt: skip


def quoted(text: str) -> str:
    """A text as JSON and TOML write it."""
    return json.dumps(text, ensure_ascii=True)


def _named() -> Iterator[Input]:
    """Files whose names act."""
    copy = b"Our leads are in the pipeline.\n"
    for what, name in {
        "a line end": b"a\n::error::owned.md", "a command": b"::warning file=x::y.md", "an escape": b"a\x1b[31mb.md",
        "a direction": "a\u202egpj.md".encode(), "no UTF-8": b"caf\xe9\xff.md", "markup": b"<img src=x onerror=a()>.md",
        "a table's end": b"a|b`c`](x).md", "a formula": b"=1+1,@x.md", "a log command": b"##[group]x.md",
        "a mention": b"@everyone #1.md", "a percent sign": b"a%0A%25,b:c.md", "quotes": b"a\"b'c.md",
        "a leading dash": b"--exit-zero.md", "a rule's name": b"rule x (pack y) on z.md", "a line number": b"a.md:7.md",
        "250 bytes": b"a" * 247 + b".md", "an entity": b"&lt;&#x3c;.md", "a trailing quote": b"a'.md",
    }.items():  # fmt: skip
        yield Input(f"a name with {what}", {name: copy}, 1)
        yield Input(f"an unreadable file's name with {what}", {name: b"caf\xe9 \xff"}, 2)
    for what, word in {
        "an escape": b"\x1b[2J",
        "a line end": b"a\n::error::x",
        "a command": b"::error::x",
        "a direction": "\u202e".encode(),
    }.items():
        # a folder with such a name is a family, and a rule's id begins with it
        yield Input(
            f"a family with {what}", {b"mail.md": copy, b"ours/" + word + b"/x.toml": _CARD}, 1, ("--pack", "./ours")
        )
    yield Input("two names that differ in case", {b"Mail.md": copy, b"mail.md": copy}, 1)
    deep = b"/".join([b"d" * 200] * 12) + b"/mail.md"
    yield Input("a path of 2,400 bytes", {deep: copy}, 1)


_CARD = """title = "Cats."
why = "Counted."
instead = "Who?"
phrases = ["our leads"]
finds = ["See «our leads» now."]
passes = ["See our lead now, leads aside."]
""".encode()


def _others() -> Iterator[Input]:
    """Configs, packs and formats that act, nest or never end."""
    copy = b"Our leads are in the pipeline.\n"
    card = (
        'title = "Cats. {0}"\nwhy = "Why {0}"\ninstead = "Instead {0}"\nphrases = ["our leads"]\n'
        'finds = ["See «our leads» now. {0}"]\npasses = ["See our lead now, leads aside. {0}"]\nevidence = "{0}"\n'
    )
    for name, payload in PAYLOADS.items():
        shown = "".join(
            char if char.isascii() and char.isprintable() and char not in '"\\' else _toml_escape(char)
            for char in payload
        )
        text = card.replace("{0}", shown).encode()
        yield Input(
            f"{name} in a card's words", {b"mail.md": copy, b"ours/cats/cats.toml": text}, 1, ("--pack", "./ours")
        )
    broken = b'title = "x"\n\x1b[2J = 1\n'
    yield Input("an escape in a broken card", {b"mail.md": copy, b"ours/a/b.toml": broken}, 2, ("--pack", "./ours"))
    yield Input(
        "a module in a folder", {b"mail.md": copy, b"ours/a/b.py": b"import os; os._exit(7)"}, 2, ("--pack", "./ours")
    )
    yield Input("a name of a pack that acts", {b"mail.md": copy}, 2, ("--pack", "./\x1b[2J\n::error::x"))
    yield Input(
        "a baseline of brackets", {b"mail.md": copy, b"old.json": b"[" * 200_000}, 2, ("--baseline", "old.json")
    )
    yield Input("a config of brackets", {b"mail.md": copy, b"heartlint.toml": b"a = " + b"[" * 100_000}, 2)
    yield Input(
        "a key that acts in a config", {b"mail.md": copy, b"heartlint.toml": b'"\\u001b[2J\\n::error::" = 1\n'}, 2
    )
    bomb = b"a: &a [x, x, x, x, x, x, x, x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 8)) for n in range(20)
    )
    yield Input("an anchor bomb", {b"locales/en.yaml": bomb}, 0)
    entities = (
        b"<!DOCTYPE a [" + b"".join(b'<!ENTITY e%d "&e%d;&e%d;">' % (n, n - 1, n - 1) for n in range(1, 60)) + b"]>"
    )
    yield Input("an entity bomb", {b"mail.html": entities + b"<p>&e59; Our leads wait.</p>"}, 1)
    yield Input(
        "YAML that names Python",
        {b"locales/en.yaml": b"a: !!python/object/apply:os.system ['exit 7']\nb: Our leads wait in the pipeline.\n"},
        1,
    )
    yield Input("50,000 elements deep", {b"mail.html": b"<div>" * 50_000 + b"Our leads wait."}, 1)
    yield Input("50,000 quotes deep", {b"mail.md": b">" * 50_000 + b" Our leads wait.\n"}, 1)
    yield Input("50,000 brackets deep", {b"locales/en.json": b"[" * 50_000 + b'"Our leads wait."' + b"]" * 50_000}, 1)
    yield Input("50,000 braces of YAML deep", {b"locales/en.yaml": b"[" * 50_000}, 2)
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
    yield Input(
        "MIME in MIME, 3,000 deep", {b"mail.eml": b"From: a@example.org\nSubject: Our leads\n" + nested + b"\nhi\n"}, 1
    )
    yield Input(
        "20,000 parts",
        {b"mail.eml": b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhi\n" * 20_000},
        2,
    )
    yield Input("4,000 merge tags", {b"mail.md": b"Hello {{ first_name }}, our leads wait. " * 4_000}, 1)
    yield Input("12,000 tags never closed", {b"mail.md": b"Hello {{ first_name, {% if a <% x [% " * 3_000 + copy}, 1)
    yield Input("a line of 1 MB", {b"mail.md": b"The gate is open. " * 58_000 + copy}, 1)
    yield Input("zero bytes", {b"mail.md": copy + b"\0\0"}, 2)
    yield Input("nothing but zero-width marks", {b"mail.md": "\u200b\u200d\ufeff".encode() * 500}, 0)
    yield Input("a link out of the folder", {b"in/mail.md": b"The gate is open.\n", b"secret.md": copy}, 0,
                paths=("in",), links={b"in/out.md": b"../secret.md"})  # fmt: skip
    yield Input("a link that leads to itself", {b"in/mail.md": b"The gate is open.\n"}, 0, paths=("in",),
                links={b"in/self.md": b"self.md"})  # fmt: skip
    yield Input("a device by its name", {}, 2, paths=("/dev/zero",))
    yield Input("an empty path", {b"mail.md": copy}, 2, paths=("",))
    yield Input("a path that acts and is not there", {}, 2, paths=("\x1b[2J\n::error::x\u202e.md",))
    yield Input("a rule that acts and is none", {b"mail.md": copy}, 2, ("--select", "\x1b[2J\n::error::x"))


def _toml_escape(char: str) -> str:
    return f"\\{char}" if char in '"\\' else f"\\U{ord(char):08x}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: the exit status, each report, what was printed, and what of it acts."""

    input: Input
    status: int
    reports: Mapping[str, str]
    printed: str
    acting: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether nothing acts and the exit status is the right one."""
        wanted = {1, 2} if self.input.status < 0 else {self.input.status}
        return not self.acting and self.status in wanted


def run(one: Input) -> Outcome:
    """Check an input in a folder of its own, in every format at once."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="heartlint-hostile-") as there:
        root, outside = Path(there, "copy"), Path(there, "reports")
        root.mkdir()
        outside.mkdir()
        os.chdir(root)
        try:
            for name, data in one.files.items():
                _write(name, data)
            for name, target in one.links.items():
                os.symlink(target, name)  # noqa: PTH211 - names of bytes
            outputs = [flag for form in FORMATS for flag in ("-o", f"{form}:{outside / form}")]
            arguments = ["check", *one.arguments, "-o", "github", *outputs, "--", *one.paths]
            printed, told = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
                status = heartlint(arguments)
            reports = {
                form: (outside / form).read_text(encoding="utf-8") for form in FORMATS if (outside / form).exists()
            }
        finally:
            os.chdir(before)
    acting = [f"{form}: {found}" for form, text in reports.items() if (found := acts(form, text))]
    acting += [f"stdout: {found}" for found in acts_on_terminal(printed.getvalue(), commands=True)]
    acting += [f"stderr: {found}" for found in acts_on_terminal(told.getvalue())]
    return Outcome(one, status, reports, printed.getvalue() + told.getvalue(), tuple(acting))


def _write(name: bytes, data: bytes) -> None:
    """Write a file, however long its path is."""
    here = os.open(".", os.O_RDONLY)
    try:
        *folders, last = name.split(b"/")
        for folder in folders:
            with contextlib.suppress(FileExistsError):
                os.mkdir(folder, dir_fd=here)
            below = os.open(folder, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        with os.fdopen(os.open(last, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=here), "wb") as stream:
            stream.write(data)
    finally:
        os.close(here)


def rows() -> Iterator[tuple[Outcome, str]]:
    """Each outcome with its row of the table."""
    for one in inputs():
        outcome = run(one)
        went_in = repr(b" ".join([*one.files.keys(), *one.files.values()])[:50])[2:-1]
        wrong = "" if outcome.right or outcome.acting else f" (expected {one.status})"
        came = "; ".join(outcome.acting) or (
            "inert in all formats and streams" if outcome.reports else "no report; inert on both streams"
        )
        yield (
            outcome,
            f"| {one.name} | `{went_in.replace('|', '/').replace('`', ' ')}` | {outcome.status}{wrong} | {came} |",
        )


def main() -> int:
    """Print the table, and how many of it act or end otherwise than they should."""
    print("| input | begins | exit | outputs |\n|---|---|---|---|")
    count = wrong = 0
    for outcome, row in rows():
        print(row)
        count += 1
        wrong += not outcome.right
    print(f"\n{count} inputs, each in {len(FORMATS)} formats and on both streams; {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
