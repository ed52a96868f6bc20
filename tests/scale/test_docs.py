"""What docs/BATCH.md and the README tell people to type does what it says."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heartlint
from heartlint.cli import main
from heartlint.scale.rows import COLUMNS

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "BATCH.md"
if not PAGE.is_file():
    pytest.skip("needs the source tree: docs/ is not here", allow_module_level=True)


def examples(page: Path) -> dict[str, str]:
    """The code of a page that is said to be tested, by its name."""
    text = page.read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- tested: (\w+) -->\n```\w+\n(.*?)```", text, re.DOTALL))


EXAMPLES = examples(PAGE)
README = examples(ROOT / "README.md")
MAILS = (
    "id,subject,body,campaign\n1,Bread,Our leads are in the pipeline and the gate is open on Saturday from ten to four "
    "for all of you who like bread.,spring\n2,,Tea,spring\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with some mails, and no config above it."""
    (tmp_path / "mails.csv").write_text(MAILS)
    (tmp_path / "heartlint.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(name: str) -> int:
    """What a command of the page comes to."""
    command = shlex.split(EXAMPLES[name])
    assert command[0] == "heartlint"
    return main(command[1:])


def printed(name: str) -> str:
    """What some Python of the page prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(EXAMPLES[name], {"__name__": "page"})  # noqa: S102 - our own page
    return out.getvalue()


def ran(program: str, code: str, folder: Path, *, status: int = 0) -> str:
    """What some lines print when they are pasted into a shell or a Python of their own, in an activated environment."""
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    call = {"python": [sys.executable, "-c", code], "sh": ["sh", "-ec", code]}[program]
    environment = {**os.environ, "PATH": here, "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout


def promised(code: str) -> list[str]:
    """What the lines of an example say that they print."""
    said = re.findall(r"^print\(.*\)  # (.+)$", code, re.MULTILINE)
    assert len(said) == code.count("print(")
    return said


def needs_spark() -> None:
    """Skip where there is no Spark."""
    pytest.importorskip("pyspark", reason='needs: pip install -e ".[spark]"')
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("needs Java 17")


def test_the_commands_of_the_page_write_what_they_say(folder: Path) -> None:
    """A batch with its report, the overview, and a question in SQL, one after the other."""
    pytest.importorskip("duckdb", reason='needs: pip install -e ".[batch]"')
    pytest.importorskip("pyarrow", reason='needs: pip install -e ".[batch]"')
    assert typed("batch") == 1
    (folder / "overview.html").unlink()
    assert typed("overview") == 0
    assert (folder / "overview.html").is_file()
    assert printed("sql").startswith("('spring', 2, ")
    assert typed("query") == 1
    assert (folder / "scored.jsonl").read_text().count("\n") == 1


def test_the_frame_of_the_page_prints_a_rule_and_a_trouble() -> None:
    """The finding and the trouble that stand in its comment-free lines."""
    pytest.importorskip("pandas", reason="needs pandas")
    assert printed("frame") == "people/leads is null: there is nothing to check\n"


@pytest.mark.spark
def test_the_spark_of_the_page_runs(tmp_path: Path) -> None:
    """A frame and a query, on a local Spark."""
    needs_spark()
    told = ran("python", EXAMPLES["spark"], tmp_path)
    assert "people/leads" in told
    assert "Row(id='a', fails=True)" in told


def test_the_readmes_batch_runs_as_it_stands(tmp_path: Path) -> None:
    """Pasted into a shell where the repository is, it writes the result and the page; rows of the example fail."""
    duckdb = pytest.importorskip("duckdb", reason='needs: pip install -e ".[batch]"')
    pytest.importorskip("pyarrow", reason='needs: pip install -e ".[batch]"')
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    told = ran("sh", README["batch"], tmp_path, status=1)
    assert told.startswith("scored.parquet: 2 messages, ")
    query = f"select count(*), count(*) filter (fails) from '{tmp_path}/scored.parquet'"  # noqa: S608 - a test's own
    rows, fail = duckdb.sql(query).fetchall()[0]
    assert (rows, 0 < fail < rows) == (2, True)
    assert (tmp_path / "overview.html").is_file()


def test_the_readmes_frame_prints_what_it_says(tmp_path: Path) -> None:
    """Each line that prints says behind a mark what it prints."""
    pytest.importorskip("pandas", reason="needs pandas")
    assert ran("python", README["frame"], tmp_path).splitlines() == promised(README["frame"])


@pytest.mark.spark
def test_the_readmes_spark_prints_what_it_says(tmp_path: Path) -> None:
    """Each line that prints says behind a mark what it prints, on a Spark that it starts itself."""
    needs_spark()
    assert ran("python", README["spark"], tmp_path).splitlines() == promised(README["spark"])


def test_every_column_stands_in_the_page() -> None:
    """No column without its line, and no line for a column that is not there; nested names too."""
    table = PAGE.read_text(encoding="utf-8").split("| column | type | is |")[1].split("\n\n")[0]
    named = [name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert named == list(COLUMNS)
    for name in ("parts", "findings", "troubles"):
        assert ", ".join(COLUMNS[name][0]) in table
    assert ", ".join(COLUMNS["coverage"]) in table


def test_the_page_passes_the_heart_check() -> None:
    """What we write to others holds nothing that would fail their build."""
    assert heartlint.check(PAGE).at_least("warning", "likely") == ()
