"""The fuzz targets on what they begin with and on what once broke them; `just fuzz` looks for more."""

from __future__ import annotations

import pytest

import targets

SLOW = {"reports", "linear", "vale"}  # a report in every format, steps that are counted, cards that are tried
CRASHES = [(name, path.name) for name in targets.TARGETS for path in targets.crashes(name)]


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_holds_on_its_seeds(name: str) -> None:
    """What a fuzz run begins with keeps every promise: a target that fails here would find nothing."""
    seeds = list(targets.seeds(name))
    assert seeds
    for seed in seeds:
        targets.TARGETS[name](seed)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_holds_on_cut_and_doubled_seeds(name: str) -> None:
    """Seeds cut short at any tenth, and said twice, keep every promise too."""
    for seed in list(targets.seeds(name))[:6]:
        for tenth in range(1, 10):
            cut = seed[: len(seed) * tenth // 10]
            targets.TARGETS[name](cut)
            targets.TARGETS[name](seed[len(cut) :] + cut)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_holds_on_varied_seeds(name: str) -> None:
    """A short fuzz run, the same at each call: seeds with stretches cut, doubled, swapped and words put in."""
    made = list(targets.varied(name, 300 if name not in SLOW else 30))
    assert made == list(targets.varied(name, len(made)))
    for one in made:
        targets.TARGETS[name](one)


@pytest.mark.parametrize(("name", "crash"), CRASHES)
def test_what_once_broke_is_mended(name: str, crash: str) -> None:
    """Each input that fuzzing found is read without breaking anything, for good."""
    targets.TARGETS[name]((targets.HERE / "crashes" / name / crash).read_bytes())


def test_a_target_fails_where_a_promise_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that gave a wrong place, or raised, would be noticed."""
    from dataclasses import replace

    document = targets.read_source("a.md", "Our leads wait.\n", "markdown")[0]
    block = document.blocks[0]
    moved = replace(block, pieces=(replace(block.pieces[0], source=targets.Span(1, 16)),))
    with pytest.raises(AssertionError, match="slice"):
        targets.check_document(replace(document, blocks=(moved,)))
    with pytest.raises(AssertionError, match="said to be read"):
        targets.check_document(replace(document, coverage=replace(document.coverage, read=3)))
    with pytest.raises(AssertionError, match="more is counted"):
        targets.check_document(replace(document, coverage=replace(document.coverage, aside={"hidden": 9})))
    monkeypatch.setattr(targets, "find_templates", lambda _: targets.find_between("ab", "ab"))
    with pytest.raises(AssertionError):
        targets.TARGETS["tokens"](b"abc")
    monkeypatch.setattr(targets, "read_source", lambda _, source, __: [one for one in source for _ in source])
    with pytest.raises(AssertionError, match="times the steps"):
        targets.TARGETS["linear"](b"\x01<a ")
