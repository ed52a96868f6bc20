"""Apache Spark, local, with two worker processes: the rows of a batch, one linter a worker, and workers that die."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from heartlint.config import Settings
from heartlint.linter import Linter
from heartlint.scale import register, spark
from heartlint.scale.rows import COLUMNS, Judge
from heartlint.scale.sparks import Shipped, loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.scale.conftest import Rows

pytestmark = [
    pytest.mark.spark,
    # pyspark's own: sockets and its daemon are closed when the interpreter ends, and it warns of its own past
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
pyspark = pytest.importorskip("pyspark.sql", reason='needs: pip install -e ".[spark]"')
pa = pytest.importorskip("pyarrow", reason='needs: pip install -e ".[spark]"')
if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
    pytest.skip("needs Java 17", allow_module_level=True)

NAMED: dict[str, Any] = {
    "subject": "subject",
    "sender": "sender",
    "kind": "kind",
    "id": "id",
    "sent": "sent",
    "campaign": "campaign",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Spark's workers import from, too."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def session(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A local Spark of two worker processes that may try a task again; it listens on this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", str(site))
        patch.setenv("DAMAGE", str(site / "kills"))
        patch.setenv("TOLD", str(site / "told"))
        (site / "kills").mkdir()
        (site / "told").mkdir()
        made = (
            pyspark.SparkSession.builder.master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
            .config("spark.driver.memory", "1g")
            .getOrCreate()
        )
        made.sparkContext.setLogLevel("OFF")
        yield made
        made.stop()


def plain(value: Any) -> Any:
    """A value of Spark as plain lists and dicts."""
    if isinstance(value, pyspark.Row):
        return {name: plain(one) for name, one in value.asDict().items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def expected(made: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The results of these rows, by id."""
    judge = Judge(Linter())
    return {one["id"]: judge.row(None, {**one, "from": one["sender"]}) for one in made}


def test_spark_gives_the_rows_of_a_batch(session: Any, rows: Rows, tmp_path: Path) -> None:
    """Each row once, broken ones with their troubles, in the documented columns."""
    pq = pytest.importorskip("pyarrow.parquet")
    made = rows(60, broken=7, long=1000)
    pq.write_table(pa.Table.from_pylist(made), tmp_path / "in.parquet", row_group_size=15)
    out = spark(session.read.parquet(str(tmp_path / "in.parquet")).repartition(4), **NAMED)
    assert out.columns == list(COLUMNS)
    found = [plain(one) for one in out.collect()]
    assert len(found) == len(made)
    assert {one["id"]: one for one in found} == expected(made)


COUNTS = '''
from __future__ import annotations

import os
from pathlib import Path

from heartlint import language
from heartlint.rule import Match, Span, Tag, rule

_models = []
_load = language._load


def _counted(*given, **named):
    _models.append(1)
    return _load(*given, **named)


language._load = _counted


@rule(triggers="quokka", finds=["A «quokka» sits here."], passes=["Quokkas are none."], instead="Which one?")
def counts(matches: tuple[Match, ...], tags: tuple[Tag, ...]) -> list[Span]:
    """A quokka is named.

    It asks for the language model, and tells what its process has loaded so far.
    """
    from heartlint.scale.sparks import _made

    of_the_same = max(_made.count(one) for one in _made)
    Path(os.environ["TOLD"], f"{os.getpid()} {of_the_same} {len(_models)}").touch()
    return [match.span for match in matches]
'''


def test_each_worker_loads_rules_and_model_once(session: Any, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight partitions, and again eight: no process makes a second linter for the same rules, nor loads the model twice."""
    family = site / "counted" / "people"
    family.mkdir(parents=True)
    for folder in (family, family.parent):
        (folder / "__init__.py").touch()
    (family / "counts.py").write_text(COUNTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    linter = Linter(packs=["counted"])
    texts = [(f"{number}", "A quokka sits here.") for number in range(160)]
    df = session.createDataFrame(texts, "id string, body string").repartition(8)
    for _ in range(2):
        found = spark(df, id="id", linter=linter).collect()
        assert [[mark.rule for mark in one.findings] for one in found] == [["people/counts"]] * 160
        assert not any(one.troubles for one in found)
    told = [path.name.split() for path in (site / "told").iterdir()]
    assert {(linters, models) for _, linters, models in told} == {("1", "1")}
    assert 1 <= len(told) <= 2
    assert str(os.getpid()) not in {process for process, _, _ in told}
    assert loads() == 0


def test_a_worker_that_is_killed_is_tried_again(
    session: Any, site: Path, plant: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python worker that dies in the middle costs a second try, and no row."""
    plant(site)
    monkeypatch.syspath_prepend(str(site))
    (site / "kills" / "self").touch()
    texts = [(f"{number}", "A zyzzyva sits here." if number == 50 else "Bread and tea") for number in range(100)]
    df = session.createDataFrame(texts, "id string, body string").repartition(4)
    found = spark(df, id="id", linter=Linter(packs=["weevils"])).collect()
    assert not (site / "kills" / "self").exists()
    assert sorted(int(one["id"]) for one in found) == list(range(100))
    assert [one["id"] for one in found if one["findings"]] == ["50"]
    assert not any(one["troubles"] for one in found)


def test_a_row_that_takes_too_long_is_a_row_with_that_trouble(
    session: Any, site: Path, plant: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that hangs holds up no cluster: the time limit of the settings holds for a row of Spark, too."""
    plant(site)
    monkeypatch.syspath_prepend(str(site))
    (site / "kills" / "hang").touch()
    texts = [(f"{number}", "A zyzzyva sits here." if number == 5 else "Bread and tea") for number in range(10)]
    df = session.createDataFrame(texts, "id string, body string").coalesce(1)
    found = spark(df, id="id", linter=Linter(Settings(packs=("weevils",), max_seconds=0.5))).collect()
    troubles = {one["id"]: [trouble["what"] for trouble in one["troubles"]] for one in found if one["troubles"]}
    assert len(found) == 10
    assert list(troubles) == ["5"]
    assert "takes longer than 0.5 seconds" in troubles["5"][0]


def test_the_cards_of_a_folder_go_with_the_job(session: Any, tmp_path: Path) -> None:
    """A pack that is a folder on the driver's disk works where the workers cannot see it."""
    card = tmp_path / "ours" / "people" / "widgeteers.toml"
    card.parent.mkdir(parents=True)
    card.write_text(
        'title = "People are widgeteers."\nseverity = "error"\nconfidence = "sure"\nwhy = "Nobody is."\n'
        'instead = "Who are they?"\nphrases = ["our widgeteers"]\nfinds = ["Ask «our widgeteers»."]\n'
        'passes = ["The widgeteers\' ball."]\n'
    )
    linter = Linter(packs=[card.parent.parent])
    shipped = Shipped.of(linter)
    df = spark(session.createDataFrame([("Ask our widgeteers.",)], "body string"), linter=linter)
    card.unlink()
    assert [one["rule"] for one in df.collect()[0]["findings"]] == ["people/widgeteers"]
    assert [rule.id for rule in shipped.unpacked().active] == [rule.id for rule in linter.active]


def test_a_worker_with_other_rules_fails_the_job(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is installed on a worker makes other rules, no row is judged, and it is said."""
    monkeypatch.setattr("heartlint.scale.sparks.digest", lambda _: "other")
    df = spark(session.createDataFrame([("Bread",)], "body string"))
    with pytest.raises(Exception, match=r"the rules on this Spark worker are not the driver's"):
        df.collect()


def test_spark_sql_knows_the_function(session: Any) -> None:
    """A registered function judges a column in a query, nulls included."""
    register(session)
    session.createDataFrame(
        [("a", "Our leads are in the pipeline."), ("b", None)], "id string, body string"
    ).createOrReplaceTempView("mails")
    found = session.sql(
        "SELECT id, told.fails, size(told.findings) AS findings, try_element_at(told.troubles, 1).what AS what "
        "FROM (SELECT id, heartlint(body) AS told FROM mails) ORDER BY id"
    ).collect()
    assert [plain(one) for one in found] == [
        {"id": "a", "fails": True, "findings": 2, "what": None},
        {"id": "b", "fails": False, "findings": 0, "what": "is null: there is nothing to check"},
    ]


def test_the_function_takes_what_stands_beside_the_body(session: Any) -> None:
    """Subject, sender, preheader and kind by name: the message is judged whole, as a batch judges it."""
    register(session, "heart")
    row = {"body": "Bread is there.", "topic": "Our leads", "who": "Ana", "pre": "In the pipeline", "sort": "internal"}
    session.createDataFrame([row]).createOrReplaceTempView("whole")
    query = "SELECT heart(body, topic, kind => sort, preheader => pre, sender => who) AS told FROM whole"
    (found,) = session.sql(query).collect()
    parts = {
        "body": row["body"],
        "subject": row["topic"],
        "from": row["who"],
        "preheader": row["pre"],
        "kind": "internal",
    }
    assert plain(found.told) == Judge(Linter()).row(None, parts)
    assert found.told.findings[0].part == "subject"


def test_long_batches_are_judged_in_steps(session: Any) -> None:
    """More rows than are judged at once come out once each, also where the last step is a short one."""
    df = session.createDataFrame([(f"{number}", "Bread") for number in range(1203)], "id string, body string")
    assert sorted(int(one.id) for one in spark(df.coalesce(1), id="id").collect()) == list(range(1203))


def test_a_broken_pack_is_never_green(session: Any, tmp_path: Path) -> None:
    """A linter whose packs have troubles starts no job; neither does a column that is not there."""
    df = session.createDataFrame([("Bread",)], "body string")
    with pytest.raises(ValueError, match="no such folder"):
        spark(df, linter=Linter(packs=[tmp_path / "none"]))
    with pytest.raises(KeyError, match="no column 'text'"):
        spark(df, text="text")
