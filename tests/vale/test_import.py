"""`heartlint import-vale`: what of a style becomes cards, what is listed, and that the cards prove."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heartlint
from heartlint.cli import main
from heartlint.testing import prove
from heartlint.vale.cards import carry
from heartlint.vale.styles import ValeRule

if TYPE_CHECKING:
    from collections.abc import Callable

# written to the form that Vale documents, in the manner of the styles that people share
PLAIN = """
extends: existence
message: "'%s' says little. Say what it does."
link: https://house.example/style#plain
level: warning
ignorecase: true
tokens:
  - synergy
  - (?:low|high)[- ]hanging fruit
  - at the end of the day
  - '[\\w]+ize'
"""
SWAPS = """
extends: substitution
message: "Use '%s' instead of '%s'."
level: error
ignorecase: true
action:
  name: replace
swap:
  utili[sz]e: use
  make use of: use
  cell ?phone: phone|mobile phone
  in order to: to
  check box: check-box
  very: ''
  within the (\\w+) folder: in $1
"""


@pytest.fixture
def style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a style of rules, by name, in the current folder."""
    monkeypatch.chdir(tmp_path)

    def make(folder: str = "styles/House", **rules: str | bytes) -> Path:
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        for name, text in rules.items():
            (path / f"{name}.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def _card(name: str) -> dict[str, Any]:
    return tomllib.loads(Path("vale-rules", f"{name}.toml").read_text(encoding="utf-8"))


def _found(text: str) -> list[str]:
    report = heartlint.Linter(select=["house"], packs=["./vale-rules"]).check(text)
    return [finding.text for finding in report.findings]


def test_the_tokens_of_an_existence_rule_are_a_card(style: Callable[..., Path]) -> None:
    """Its words are found, whole and in any case; message, level and link have their places; it proves."""
    assert main(["import-vale", str(style(PlainWords=PLAIN))]) == 0
    prove("./vale-rules").check()
    card = _card("house/plain-words")
    assert card["title"] == "This says little."
    assert card["why"] == "Say what it does. Carried over from Vale's rule House.PlainWords."
    assert (card["severity"], card["confidence"]) == ("warning", "likely")
    assert card["evidence"].endswith("https://house.example/style#plain")
    assert _found("Synergy is low-hanging fruit. High hanging fruit, at the end of the day, is not photosynergy.") == [
        "Synergy", "low-hanging fruit", "High hanging fruit", "at the end of the day",
    ]  # fmt: skip


def test_each_replacement_of_a_substitution_rule_is_a_card(style: Callable[..., Path]) -> None:
    """It asks whether that word would say it; what is right already passes; errors stay what fails a build."""
    assert main(["import-vale", str(style(Words=SWAPS))]) == 0
    prove("./vale-rules").check()
    assert {path.stem for path in Path("vale-rules/house").iterdir()} == {
        "words-use", "words-phone", "words-to", "words-nothing",
    }  # fmt: skip
    card = _card("house/words-use")
    assert card["title"] == "Use \u201cuse\u201d instead of this."
    assert card["instead"] == "Would \u201cuse\u201d say it?"
    assert (card["severity"], card["confidence"]) == ("error", "sure")
    assert _card("house/words-phone")["instead"] == "Would \u201cphone\u201d or \u201cmobile phone\u201d say it?"
    assert _card("house/words-nothing")["instead"] == "What is lost when it is left out?"
    assert _found("Utilise the cell phone in order to make use of it. Use a mobile phone.") == [
        "Utilise", "cell phone", "in order to", "make use of",
    ]  # fmt: skip


def test_what_is_left_out_is_listed_with_its_reason(
    style: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """On the terminal and in NOT-CARRIED-OVER.md: each token and each rule, and the numbers by reason."""
    kinds = "extends: {}\nmessage: x\n"
    style(Plain=PLAIN, Words=SWAPS, Long=kinds.format("occurrence"), Caps=kinds.format("capitalization"))
    assert main(["import-vale", "styles"]) == 0
    told = capsys.readouterr().out
    page = Path("vale-rules/NOT-CARRIED-OVER.md").read_text(encoding="utf-8")
    for rule, part, why in (
        ("House.Plain", r"[\w]+ize", "is open"),
        ("House.Words", "check box", "cannot be told from its own replacement"),
        ("House.Words", r"within the (\w+) folder", "is open"),
        ("House.Long", "the rule", "is of the kind 'occurrence'"),
        ("House.Caps", "the rule", "is of the kind 'capitalization'"),
    ):
        assert f"{rule}: {part}: {why}" in told
        assert f"### `{rule}`" in page
        assert part in page
    assert "4 rules: 0 carried over whole, 2 in part, 2 not; 5 cards" in told
    assert "11 tokens of existence and substitution rules: 8 carried over, 3 not" in told
    assert re.search(r"^ +2  is open", told, re.MULTILINE)
    assert "./vale-rules: 5 rules".removeprefix("./") in told
    assert 'packs = ["./vale-rules"]' in told


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ("tokens: [we]", "too common a word"),
        ("tokens: [OK]\nignorecase: false", "capitals only"),
        ("tokens: [R&D]", "signs that wordings do not know"),
        ("tokens: [foo]\nscope: raw", "the scope 'raw'"),
        ("tokens: [foo]\nexceptions: ['foo.*']", "has the exception 'foo.*', which is open"),
        ("tokens: [[foo]]", "has no tokens that are texts"),
        ("tokens: [we, [foo]]", "(a token): is no text"),
        ("tokens: []", "has no tokens"),
        ("message: nothing to find", "has no tokens"),
    ],
)
def test_a_rule_that_no_card_can_say_leaves_none(
    style: Callable[..., Path], capsys: pytest.CaptureFixture[str], keys: str, why: str
) -> None:
    """It is listed, the exit status is 0, and there is no card that says something else."""
    ignore = "" if "ignorecase" in keys else "ignorecase: true\n"
    message = "" if "message" in keys else "message: x\n"
    assert main(["import-vale", str(style(One=f"extends: existence\n{message}{ignore}{keys}\n"))]) == 0
    assert why in capsys.readouterr().out
    assert [path.name for path in Path("vale-rules").rglob("*")] == ["NOT-CARRIED-OVER.md"]


def test_raw_scope_exceptions_and_actions_are_carried_over(style: Callable[..., Path]) -> None:
    """`raw` stands before each token, a heading's rule looks at headings, exceptions pass, an action is a question."""
    style(
        Passive="extends: existence\nmessage: x\nignorecase: true\nraw: ['\\b(?:was|were)\\b\\s*']\ntokens: [broken, taken]\n",
        Title="extends: existence\nmessage: x\nignorecase: true\nscope: heading\ntokens: [overview]\naction: {name: remove}\n",
        Master="extends: existence\nmessage: x\nignorecase: true\ntokens: [master]\nexceptions: [master data]\n"
        "action: {name: replace, params: [main]}\n",
    )
    assert main(["import-vale", "styles/House"]) == 0
    prove("./vale-rules").check()
    assert _found("# Overview\n\nAn overview was broken by the master, were taken. Master data is taken.") == [
        "Overview", "was broken", "master", "were taken",
    ]  # fmt: skip
    assert _card("house/title")["instead"] == "What is lost when it is left out?"
    assert _card("house/master")["instead"] == "Would \u201cmain\u201d say it?"


def test_words_that_yaml_takes_for_values_stay_words(style: Callable[..., Path]) -> None:
    """`yes`, `null` and `1.0` are what a style looks for."""
    assert (
        main(["import-vale", str(style(One="extends: existence\nmessage: x\nignorecase: true\ntokens: [yes, null]\n"))])
        == 0
    )
    assert _found("Yes and null.") == ["Yes", "null"]


def test_a_denied_word_is_found_as_vale_finds_it(style: Callable[..., Path]) -> None:
    """A word list of the house is meant wherever the word stands: no denial excuses it."""
    main(["import-vale", str(style(Plain=PLAIN))])
    assert _found("There is no synergy here.") == ["synergy"]


def test_many_replacements_are_one_card(style: Callable[..., Path]) -> None:
    """A table of hundreds of spellings is no folder of hundreds of files; that it names no word is listed."""
    words = [f"{one}{two}{three}" for one in "bdfglmnprst" for two in "aeiou" for three in ("dor", "tor", "vor", "lor")]
    swap = "".join(f"  {word}: {word[:-2]}our\n" for word in words)
    assert len(words) > 150
    assert (
        main(
            ["import-vale", str(style(Spelling=f"extends: substitution\nmessage: x\nignorecase: true\nswap:\n{swap}"))]
        )
        == 0
    )
    assert [path.name for path in Path("vale-rules/house").iterdir()] == ["spelling.toml"]
    assert len(_card("house/spelling")["phrases"]) == len(words)
    assert "not which" in Path("vale-rules/NOT-CARRIED-OVER.md").read_text(encoding="utf-8")


def test_no_card_takes_the_place_of_another(style: Callable[..., Path]) -> None:
    """Names that come out alike get numbers, and a style named as one of our families another name."""
    swap = "extends: substitution\nmessage: x\nignorecase: true\nswap:\n  foo: 'a b'\n  goo: 'a-b'\n"
    style("styles/People", Word=swap, Word_a="extends: substitution\nmessage: x\nignorecase: true\nswap: {zoo: b}\n")
    style("styles/People", wordAB="extends: existence\nmessage: x\nignorecase: true\ntokens: [boo]\n")
    assert main(["import-vale", "styles"]) == 0
    assert prove("./vale-rules").rules == 4
    assert {path.name for path in Path("vale-rules").iterdir() if path.is_dir()} == {"vale-people"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["none"], "no such folder"),
        (["hollow"], "holds no style"),
        (["styles", "--output", "full"], "is there already"),
        (["styles", "--output", "styles/House/One.yml"], "is there already"),
    ],
)
def test_without_a_style_or_a_place_nothing_is_written(
    style: Callable[..., Path], capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    """Exit 2, one line with the remedy, and no file is touched."""
    style(One=PLAIN)
    style("hollow/below")
    style("full", Mine=b"mine")
    before = sorted(Path().rglob("*"))
    assert main(["import-vale", *arguments]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1
    assert sorted(Path().rglob("*")) == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"extends: [", "not valid YAML (line"),
        (b"\xff\xfe\xff", "UTF"),
        (b"tokens: [a]", "has no 'extends'"),
        (b"", "has no 'extends'"),
        (b"extends: existence\nx: &a [*a]\ntokens: [foo]\nmessage: y", "recursive"),
        (b"[" * 100_000, "YAML|nested"),
        (b"a" * 2_000_001, "larger than"),
    ],
    ids=range(7),
)
def test_a_file_that_is_no_rule_is_told_and_takes_no_other_with_it(
    style: Callable[..., Path], capsys: pytest.CaptureFixture[str], content: bytes, why: str
) -> None:
    """It is named on standard error and in the list, the exit status is 2, and the others' cards are written."""
    style(Plain=PLAIN, Odd=content)
    assert main(["import-vale", "styles"]) == 2
    assert re.search(f"House/Odd.yml: .*(?:{why.replace('(', '[(]')})", capsys.readouterr().err)
    assert "House/Odd.yml" in Path("vale-rules/NOT-CARRIED-OVER.md").read_text(encoding="utf-8")
    assert "plain" in {path.stem for path in Path("vale-rules/house").iterdir()}


def test_hostile_texts_of_a_style_act_on_nothing(
    style: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences, quotes, line ends and Markdown in messages and tokens stay texts, here, in cards and the list."""
    style(
        "styles/Ho\x1b[31muse",
        One='extends: existence\nmessage: "a\\"b\\\\ \\e[31m \\u202e %s \\n[x] = 1"\nlink: "\\x7f"\nignorecase: true\n'
        'tokens: [foo, "`` # *x*\\n## y", "\\e]0;x"]\n',
    )
    assert main(["import-vale", "styles"]) == 0
    told = capsys.readouterr()
    assert not {"\x1b", "\u202e"} & set(told.out + told.err)
    (path,) = Path("vale-rules").glob("*/*.toml")
    assert "]" in tomllib.loads(path.read_text(encoding="utf-8"))["title"]
    page = Path("vale-rules/NOT-CARRIED-OVER.md").read_text(encoding="utf-8")
    assert "\n## y" not in page
    assert "``` `` # *x* ## y ```" in page


TOKENS = st.lists(
    st.one_of(
        st.sampled_from(
            ["foo", "foo ?bar", "(?:a|b)c", "x-y", "the lion's share", "not", "e\\.g\\.", "and/or", "\\d+ days", "OK"]
        ),
        st.text("ab '-.|?()[]\\d", max_size=8),
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(TOKENS, st.sampled_from(["true", "false"]), st.sampled_from(["existence", "substitution"]), st.booleans())
def test_whatever_a_style_holds_its_cards_prove(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[str], ignore: str, kind: str, nonword: bool
) -> None:
    """No card goes out that `prove` would fail, and each token is in a card or in the list."""
    keys: dict[str, object] = {"extends": kind, "message": "%s", "ignorecase": ignore, "nonword": str(nonword)}
    keys |= {"tokens": tokens} if kind == "existence" else {"swap": dict.fromkeys(tokens, "thing")}
    done = carry(ValeRule("House", "One", keys), "house", set())
    folder = tmp_path_factory.mktemp("cards") / "house"
    folder.mkdir()
    for name, text in done.cards.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    if done.cards:
        prove(folder.parent).check()
        assert len(done.left) < done.tokens
    else:
        assert done.left
