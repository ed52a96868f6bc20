"""What docs/BATCH.md tells people to type does what it says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

import heartlint
from heartlint.cli import main
from heartlint.scale.rows import COLUMNS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "BATCH.md"
if not PAGE.is_file():
    pytest.skip("needs the source tree: docs/ is not here", allow_module_level=True)
EXAMPLES = dict(re.findall(r"<!-- tested: (\w+) -->\n```\w+\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
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
@pytest.mark.filterwarnings("ignore")
def test_the_spark_of_the_page_runs() -> None:
    """A frame and a query, on a local Spark."""
    pytest.importorskip("pyspark", reason='needs: pip install -e ".[spark]"')
    if shutil.which("java") is None:
        pytest.skip("needs Java 17")
    told = printed("spark")
    assert "people/leads" in told
    assert "Row(id='a', fails=True)" in told


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
