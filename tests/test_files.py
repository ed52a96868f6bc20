"""Files that are no plain files, that are too large, that change, vanish, or were put there by somebody else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import heartlint
from heartlint.cache import Cache
from heartlint.cli import main
from heartlint.config import Settings
from heartlint.linter import Linter
from heartlint.packs import load
from heartlint.whole import NotWholeError, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and modes of POSIX systems")
COPY = "Our leads are in the pipeline.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@posix
@pytest.mark.usefixtures("here")
def test_a_pipe_keeps_nobody_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that nobody writes to is named, wherever it lies: as copy, config, baseline, card, .gitignore or cache."""
    Path("mail.md").write_text(COPY)
    os.mkfifo("pipe.md")
    os.mkfifo(".gitignore")
    Path("ours/a").mkdir(parents=True)
    os.mkfifo("ours/a/b.toml")
    assert main(["check", "pipe.md"]) == 2
    assert "is not a regular file" in capsys.readouterr().out
    assert main(["check", "."]) == 1
    assert main(["check", "mail.md", "--config", "pipe.md"]) == 2
    assert main(["check", "mail.md", "--baseline", "pipe.md"]) == 2
    assert main(["check", "mail.md", "--pack", "./ours"]) == 2
    assert "is not a regular file" in capsys.readouterr().out
    Path("kept").mkdir(0o700)
    os.mkfifo("kept/rules-x.json")
    assert Cache(Path("kept")).get("rules-x") is None


@posix
def test_a_file_that_becomes_a_pipe_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between being found and being opened a file may become anything: what is opened is what is looked at."""
    os.mkfifo(here / "mail.md")
    monkeypatch.setattr("heartlint.discover._regular", lambda _: True)
    run = heartlint.check_paths(["mail.md"])
    assert [trouble.what for trouble in run.troubles] == ["is not a regular file"]


@posix
@pytest.mark.usefixtures("here")
def test_a_device_without_an_end_is_not_read() -> None:
    """/dev/zero is refused where it is opened, not read until memory ends."""
    with pytest.raises(NotWholeError, match="not a regular file"):
        read_whole("/dev/zero")


def test_a_file_that_vanishes_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is gone when its turn comes is a trouble; the others are checked."""
    (here / "a.md").write_text(COPY)
    (here / "b.md").write_text(COPY)
    real = Linter.read_file

    def gone(self: Linter, path: Path, *rest: object, **more: object) -> object:
        Path("a.md").unlink(missing_ok=True)
        return real(self, path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Linter, "read_file", gone)
    run = heartlint.check_paths(["."])
    assert [report.name for report in run.reports] == ["b.md"]
    assert [(trouble.file, trouble.what[:14]) for trouble in run.troubles] == [("a.md", "cannot be read")]


def test_a_file_that_changes_while_it_is_read_is_not_half_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written in the middle of reading is neither the old nor the new: the file is named."""
    path = here / "mail.md"
    path.write_text(COPY)
    real, calls = os.fstat, []

    def fstat(number: int) -> os.stat_result:
        found = real(number)
        calls.append(number)
        if len(calls) == 1:
            with path.open("a") as stream:
                stream.write("More.")
        return found

    monkeypatch.setattr("heartlint.whole.os.fstat", fstat)
    run = heartlint.check_paths(["mail.md"])
    assert run.reports == ()
    assert [trouble.what for trouble in run.troubles] == ["changed while it was read"]


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_named(here: Path) -> None:
    """A file one may not read is a trouble that names it."""
    (here / "mail.md").write_text(COPY)
    (here / "mail.md").chmod(0)
    assert main(["check", "mail.md"]) == 2


@pytest.mark.parametrize(
    ("setting", "file", "data", "what"),
    [
        ("max-file-size = 100", "mail.md", "a" * 101, "is larger than 100 bytes - leave it out, or set max-file-size"),
        ("max-tokens = 3", "mail.md", "Hello {{ a }} {{ b }} {{ c }} {{ d }}", "has 4 merge tags, more than 3"),
        ("max-parts = 2", "mail.eml", "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
         + "--b\n\nhi\n" * 3, "holds more than 2 parts"),
    ],
)  # fmt: skip
def test_a_limit_is_named_with_the_setting_that_lifts_it(  # noqa: PLR0913 - what is given, and what is said
    setting: str, file: str, data: str, what: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is over a limit is a trouble that says so and how to lift it; other files are checked, and the exit is 2."""
    (here / file).write_text(data)
    (here / "other.md").write_text(COPY)
    assert main(["check", "."]) in {0, 1}
    capsys.readouterr()
    (here / "heartlint.toml").write_text(f"{setting}\n")
    assert main(["check", ".", "--exit-zero"]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert what in told
    assert setting.partition(" ")[0] in told
    assert "people/leads" in told


def test_a_file_of_just_the_largest_size_is_read(here: Path) -> None:
    """A limit is what may be, not what may not."""
    (here / "mail.md").write_bytes(COPY.encode())
    assert read_whole("mail.md", len(COPY)) == COPY.encode()
    with pytest.raises(NotWholeError, match="larger"):
        read_whole("mail.md", len(COPY) - 1)


def test_standard_input_has_the_same_limit(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stream without an end is given up on, in one line."""
    import io
    from types import SimpleNamespace

    (here / "heartlint.toml").write_text("max-file-size = 100\n")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"a" * 101)))
    assert main(["check", "-"]) == 2
    assert "standard input is larger than 100 bytes" in capsys.readouterr().err


@posix
def test_a_card_is_never_read_from_outside_its_pack(here: Path) -> None:
    """A link in a pack to somebody's file is named and not opened: what a card says is shown."""
    secret = here / "secret.toml"
    secret.write_text('title = "the secret"\n')
    (here / "ours/a").mkdir(parents=True)
    (here / "ours/a/b.toml").symlink_to(secret)
    found = load(Path("ours"))
    assert [trouble.what for trouble in found.troubles] == ["is a link that leads out of the pack"]
    assert "secret" not in str(found.rules)


@posix
def test_a_pack_that_was_kept_is_not_believed_once_a_card_leads_elsewhere(here: Path) -> None:
    """A card that becomes a link out of its pack, a pipe or nothing is named, whatever was compiled before."""
    secret = here / "secret.toml"
    Path("ours/a").mkdir(parents=True)
    card = Path("ours/a/b.toml")
    secret.write_text(
        'title = "Cats."\nwhy = "a"\ninstead = "b"\nphrases = ["our cats"]\n'
        'finds = ["See «our cats» now."]\npasses = ["See our cat now, cats."]\n'
    )
    card.write_bytes(secret.read_bytes())
    old = 1_000_000_000
    os.utime(card, (old, old))
    store = Cache(here / "kept")
    assert [rule.id for rule in load("./ours", store).rules] == ["a/b"]

    def spoilt(by: Callable[[], object]) -> str:
        card.unlink()
        by()
        pack = load("./ours", store)
        assert pack.rules == ()
        assert pack.key == ""
        return pack.troubles[0].what

    assert spoilt(lambda: card.symlink_to(secret)) == "is a link that leads out of the pack"
    assert spoilt(lambda: card.symlink_to(here / "nowhere.toml")) == "is a link that leads out of the pack"
    assert spoilt(lambda: card.symlink_to("c.toml")).startswith("FileNotFoundError")
    assert spoilt(lambda: os.mkfifo(card)).endswith("is not a regular file")
    card.unlink()
    card.write_bytes(secret.read_bytes())
    assert load("./ours", store).troubles == ()
    os.mkfifo("ours/lists.toml")
    assert len(load("./ours", store).troubles) == 1


@posix
def test_kept_reports_are_looked_up_by_files_that_are_read_whole(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many files one that becomes a pipe, or outgrows the limit, is named, though its report was kept."""
    names = [f"{number:02}.md" for number in range(25)]
    for name in names:
        (here / name).write_text(COPY)

    def troubles(**more: int) -> list[tuple[str, str]]:
        run = Linter(Settings(cache_dir=str(here / "kept"), **more)).check_paths([*names])  # type: ignore[arg-type]
        return [(trouble.file, trouble.what) for trouble in run.troubles]

    assert troubles() == []
    (here / "03.md").write_text(COPY * 9)
    assert troubles() == []
    assert troubles(max_file_size=len(COPY)) == [("03.md", f"is larger than {len(COPY)} bytes")]
    monkeypatch.setattr("heartlint.discover._regular", lambda _: True)
    (here / "04.md").unlink()
    os.mkfifo(here / "04.md")
    assert troubles() == [("04.md", "is not a regular file")]


def test_what_a_killed_writer_left_is_swept_away(here: Path) -> None:
    """Its temporary file goes, beside the report and in the cache, when an hour has passed; a new one stays."""
    kept = Cache(here / "kept")
    kept.put("rules-x", 1)
    (here / "mail.md").write_text("Hello.\n")
    old = [here / ".report.json.0a1b2c3d.tmp", here / "kept/.rules-y.1.a.tmp"]
    new = [here / ".report.json.ffffffff.tmp", here / "kept/.rules-y.2.a.tmp", here / ".other.json.1.tmp"]
    for path in (*old, *new):
        path.write_text("half")
    for path in (*old, new[-1]):
        os.utime(path, (0, 0))
    kept.put("rules-x", 2)
    assert main(["check", "mail.md", "-o", "json:report.json"]) == 0
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in new)


def test_a_cache_entry_with_any_byte_changed_is_none(tmp_path: Path) -> None:
    """Bits that rotted, or a write that was cut short, are noticed before anything is made of them."""
    kept = Cache(tmp_path / "kept")
    value = {"rules": [["# heads", 0, [[1, 0, 1]]], "x" * 50]}
    kept.put("rules-x", value)
    (entry,) = (tmp_path / "kept").glob("*.json")
    data = entry.read_bytes()
    assert kept.get("rules-x") == value
    for at in range(len(data)):
        entry.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert kept.get("rules-x") is None
        entry.write_bytes(data[:at])
        assert kept.get("rules-x") is None


@posix
def test_a_cache_that_others_may_write_is_not_believed(tmp_path: Path) -> None:
    """An entry that somebody else could have planted is as good as none."""
    kept = Cache(tmp_path / "kept")
    kept.put("rules-x", [1])
    (entry,) = (tmp_path / "kept").glob("*.json")
    entry.chmod(0o666)
    assert kept.get("rules-x") is None


@pytest.mark.usefixtures("here")
def test_a_cache_of_nonsense_changes_no_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the entries hold, the next run finds the same, and writes them anew."""
    monkeypatch.setenv("HEARTLINT_CACHE_DIR", "kept")
    Path("mail.md").write_text(COPY)
    assert main(["check", "mail.md", "--isolated"]) == 1
    told = capsys.readouterr().out
    for nonsense in (b"", b"{}", b"[" * 10_000, b"\xff", json.dumps({"rules": [{}], "sets": []}).encode()):
        for entry in Path("kept").glob("*.json"):
            entry.write_bytes(nonsense)
        assert main(["check", "mail.md", "--isolated"]) == 1
        assert capsys.readouterr().out == told


@posix
def test_a_report_is_not_written_through_a_link_out_of_the_folder(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A checkout may hold a link with the report's name: what it leads to is not written over."""
    (here / "in").mkdir()
    (here / "in/mail.md").write_text(COPY)
    (here / "secret").write_text("mine")
    (here / "in/report.json").symlink_to(here / "secret")
    import contextlib

    with contextlib.chdir(here / "in"):
        assert main(["check", "mail.md", "-o", "json:report.json"]) == 2
    assert (here / "secret").read_text() == "mine"
    assert "leads out of its folder" in capsys.readouterr().err


def _failing_write(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("here")
def test_a_report_that_cannot_be_written_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle of writing costs the new report, never the old."""
    Path("mail.md").write_text(COPY)
    Path("report.json").write_text("the old one")
    write: Callable[..., object] = _failing_write
    monkeypatch.setattr("heartlint.cli.check.Path.replace", write)
    assert main(["check", "mail.md", "-o", "json:report.json"]) == 2
    assert Path("report.json").read_text() == "the old one"
    assert sorted(path.name for path in Path().iterdir()) == ["mail.md", "report.json"]
