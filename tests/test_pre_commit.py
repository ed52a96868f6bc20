"""The hook under the real pre-commit, in a scratch repository: installed, failing, passing, and offline."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from heartlint.read import READERS

ROOT = Path(__file__).resolve().parent.parent
COLD = "Our leads are in the pipeline.\n"
WARM = "The gate is open on Saturday.\n"

pytestmark = [
    pytest.mark.install,
    pytest.mark.skipif(not (ROOT / ".pre-commit-hooks.yaml").is_file(), reason="needs the source tree"),
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
]


class Repository:
    """A git repository, and the commands that its people call in it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        folder.mkdir(parents=True)
        self.run("git", "init", "--quiet", "--initial-branch=main")

    def run(self, *command: str, status: int | None = 0) -> str:
        """What a command prints, on both streams; it must exit as `status` says, unless that is None."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL_ENV", "GIT_", "PRE_COMMIT", "HEARTLINT", "SKIP"))
        }
        who = {f"GIT_{role}_{what}": "t@e.st" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        clean = {**kept, **who, "GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_HOME": str(self.home), "NO_COLOR": "1"}
        # pre-commit as it is called in a shell where the environment of these tests is active
        clean["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), clean["PATH"]))
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=clean,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert status is None or done.returncode == status, f"{command} exited {done.returncode}:\n{done.stdout}"
        return done.stdout

    def write(self, name: str, text: str) -> None:
        """Write a file and stage it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.run("git", "add", "--", name)

    def commit(self, status: int = 0) -> str:
        """Commit what is staged, and give what git and its hooks print."""
        return self.run("git", "commit", "-m", "a change", status=status)


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Our own tree as a repository with a release, as pre-commit takes hooks from."""
    base = tmp_path_factory.mktemp("upstream")
    made = Repository(base / "heartlint", base / "home")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("needs a git checkout of the source tree")
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (made.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, made.folder / name)
    made.run("git", "add", "--all")
    made.run("git", "commit", "--quiet", "-m", "a release")
    made.run("git", "tag", "v0.1.0")
    return made


@pytest.fixture(scope="module")
def scratch(upstream: Repository, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository that uses the hooks, which are installed in it once for all of these tests."""
    made = Repository(tmp_path_factory.mktemp("scratch") / "repository", upstream.home)
    made.write(
        ".pre-commit-config.yaml",
        f"repos:\n  - repo: {upstream.folder.as_uri()}\n    rev: v0.1.0\n"
        "    hooks:\n      - id: heartlint\n      - id: heartlint-by-config\n        stages: [manual]\n",
    )
    made.commit()
    told = made.run("pre-commit", "install", "--install-hooks")
    assert "pre-commit installed at" in told
    return made


@pytest.fixture
def fresh(scratch: Repository) -> Repository:
    """That repository, with nothing in it but what is committed."""
    scratch.run("git", "reset", "--quiet", "--hard")
    scratch.run("git", "clean", "--quiet", "-fdx")
    return scratch


def test_the_manifest_is_one_that_pre_commit_takes(upstream: Repository) -> None:
    """pre-commit's own check of `.pre-commit-hooks.yaml` finds nothing."""
    upstream.run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")


def test_it_can_be_tried_before_it_is_adopted(upstream: Repository, tmp_path: Path) -> None:
    """`pre-commit try-repo` runs the hook on all files, tells what it found, and fails."""
    curious = Repository(tmp_path / "curious", upstream.home)
    curious.write("mail.md", COLD)
    curious.write("script.py", "leads = pipeline = 0\n")
    told = curious.run("pre-commit", "try-repo", str(upstream.folder), "heartlint", "--all-files", status=1)
    assert "people/leads" in told
    assert "1 message: " in told


def test_a_cold_message_stops_the_commit_and_a_mended_one_does_not(fresh: Repository) -> None:
    """The commit fails and says where and why; after the fix it passes; a name with spaces is a name like any."""
    fresh.write("mails/spring news.html", "<p>Our le<b>ads</b> are in the pipeline.</p>\n")
    told = fresh.commit(status=1)
    assert "mails/spring news.html" in told
    assert "1:8" in told
    assert "people/leads" in told
    assert "exit code: 1" in told
    fresh.write("mails/spring news.html", "<p>The gate is open on Saturday.</p>\n")
    assert "Passed" in fresh.commit()


def test_what_is_no_copy_is_not_passed(fresh: Repository) -> None:
    """Code and data do not wake the hook."""
    fresh.write("leads.py", f"# {COLD}")
    fresh.write("package.json", f'{{"description": "{COLD.strip()}"}}\n')
    assert "(no files to check)Skipped" in fresh.commit()


def test_a_pattern_of_ones_own_may_pass_more_than_copy(fresh: Repository) -> None:
    """Where a repository says `files: ^mails/`, scripts there are passed over, and messages are checked."""
    config = (fresh.folder / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    fresh.write(
        ".pre-commit-config.yaml", config.replace("id: heartlint\n", "id: heartlint\n        files: ^mails/\n", 1)
    )
    fresh.write("mails/build.py", f"# {COLD}")
    assert "Passed" in fresh.run("pre-commit", "run", "heartlint")
    fresh.write("mails/a.md", COLD)
    assert "1 message: " in fresh.run("pre-commit", "run", "heartlint", status=1)


def test_the_second_hook_reads_what_the_config_names(fresh: Repository) -> None:
    """What `include` names and what imports react-email is read from all the files of a change, and no other."""
    fresh.write("heartlint.toml", 'include = ["content/*.json"]\n')
    fresh.write("content/a.json", f'{{"body": "{COLD.strip()}"}}\n')
    fresh.write("package.json", f'{{"description": "{COLD.strip()}"}}\n')
    if "jsx" in READERS:
        mail = (
            'import { Text } from "@react-email/components";\nexport default () => <Text>Our leads are hot.</Text>;\n'
        )
        fresh.write("src/mail.tsx", mail)
    fresh.write("src/page.tsx", "export default () => <p>Our leads are in the pipeline.</p>;\n")
    told = fresh.run("pre-commit", "run", "heartlint-by-config", "--hook-stage", "manual", status=1)
    assert "content/a.json" in told
    assert ("src/mail.tsx" in told) == ("jsx" in READERS)
    assert "package.json" not in told
    assert "src/page.tsx" not in told


def test_a_deleted_file_and_a_link_are_no_trouble(fresh: Repository) -> None:
    """A message that a commit deletes is not missed, in a commit and over all files; a link is not read twice."""
    fresh.write("old.md", WARM)
    fresh.write("kept.md", WARM)
    fresh.commit()
    (fresh.folder / "linked.md").symlink_to("kept.md")
    (fresh.folder / "nowhere.md").symlink_to("nothing.md")
    fresh.run("git", "rm", "--quiet", "old.md")
    fresh.run("git", "add", "linked.md", "nowhere.md")
    assert "Failed" not in fresh.commit()
    (fresh.folder / "kept.md").unlink()  # gone, and nobody told git
    fresh.write("other.md", WARM)
    assert "Passed" in fresh.run("pre-commit", "run", "--all-files")


def test_five_hundred_files_are_one_report(fresh: Repository) -> None:
    """All files of a large commit are checked by one process, and its last line counts them all."""
    for number in range(500):
        (fresh.folder / "mails").mkdir(exist_ok=True)
        (fresh.folder / "mails" / f"mail {number}.md").write_text(COLD if number == 250 else WARM, encoding="utf-8")
    fresh.run("git", "add", "mails")
    told = fresh.commit(status=1)
    assert "500 messages: " in told
    assert told.count("people/leads") == 1


def test_nothing_is_fetched_once_it_is_installed(fresh: Repository) -> None:
    """Without any network the installed hook still stops a cold commit and lets a warm one go."""
    cut = ("unshare", "--net")
    if shutil.which("unshare") is None or subprocess.run([*cut, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs to be allowed to run a process without network (unshare --net, as root)")
    fresh.write("mail.md", COLD)
    assert "people/leads" in fresh.run(*cut, "git", "commit", "-m", "a change", status=1)
    fresh.write("mail.md", WARM)
    assert "Passed" in fresh.run(*cut, "git", "commit", "-m", "a change")
