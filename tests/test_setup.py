"""Setting up: which settings hold and why, and a first config for a repository."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from heartlint.cli import main
from heartlint.cli.init import GITHUB, GITLAB, hook_entry
from heartlint.config import load_config
from heartlint.read.formats import ASKED_FOR, CODE, SUFFIXES, TEMPLATE_SUFFIXES, files_pattern, format_of

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = """\
extend = "base.toml"
select = ["people"]
ignore = ["people/leads"]
baseline = "old.json"
min-score = 40

[rules."people/funnel"]
severity = "info"
[rules."people/pipeline"]
enabled = false

[per-file-ignores]
"a \\"b\\".md" = ["force"]

[words]
allow = ["Lead Belly"]

[[overrides]]
files = ["handbook/"]
audience = "internal"
severity = { all = "info" }

[[suppress]]
files = ["data.csv"]
rule = "people/leads"
text = "leads"
reason = "a quotation"
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file below the current folder, which is otherwise empty."""
    monkeypatch.chdir(tmp_path)
    for name in ("HEARTLINT_CONFIG", "HEARTLINT_OUTPUT_FORMAT", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def make(name: str, content: str = "") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    return make


def test_the_settings_are_printed_as_a_config_that_means_the_same(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """What `heartlint config` prints, read as a config, gives the settings that it was printed for."""
    write("base.toml", "confidence = 'sure'\nexclude = ['drafts/']\n")
    path = write("heartlint.toml", ALL)
    assert main(["config"]) == 0
    printed = capsys.readouterr().out
    assert "\u201c" not in printed
    again = load_config(write("again.toml", printed))
    assert replace(again, root="") == replace(load_config(path), root="")


def test_each_setting_says_where_it_came_from(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file and line, a flag beside or instead of it, the environment, or the default."""
    write("conf/base.toml", "\nconfidence = 'sure'\nexclude = ['drafts/']\nmin-score = 9\n")
    write("conf/mine.toml", ALL)
    monkeypatch.setenv("HEARTLINT_CONFIG", "conf/mine.toml")
    monkeypatch.setenv("HEARTLINT_OUTPUT_FORMAT", "json")
    assert main(["config", "--json", "--fail-on", "error", "--ignore", "door", "--min-score", "3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["config"] == "conf/mine.toml"
    origins = {row["key"]: row["origin"] for row in told["settings"]}
    base = next(origin for key, origin in origins.items() if key == "confidence")
    assert re.fullmatch(r".*base\.toml:2", base)
    assert {key: value for key, value in origins.items() if key not in {"confidence", "exclude"}} == {
        **dict.fromkeys(
            ["extend-select", "packs", "include", "force-exclude", "fail-confidence", "max-warnings", "min-words"],
            "default",
        ),
        **dict.fromkeys(["score-catalogs", "columns", "require-reason", "judge"], "default"),
        **dict.fromkeys(["max-file-size", "max-tokens", "max-parts", "max-seconds"], "default"),
        "select": "conf/mine.toml:2",
        "ignore": "conf/mine.toml:3, conf/mine.toml:10, --ignore",
        "baseline": "conf/mine.toml:4",
        "min-score": "--min-score",
        "fail-on": "--fail-on",
        "words.allow": "conf/mine.toml:16",
        'per-file-ignores.a "b".md': "conf/mine.toml:13",
        "rules.people/funnel.severity": "conf/mine.toml:8",
        "overrides": "conf/mine.toml:18",
        "suppress": "conf/mine.toml:23",
        "output-format": "HEARTLINT_OUTPUT_FORMAT",
    }
    assert main(["config"]) == 0
    assert "# conf/mine.toml (HEARTLINT_CONFIG)\n" in capsys.readouterr().out
    assert main(["config", "--isolated"]) == 0
    assert "no config file" in capsys.readouterr().out


def test_a_config_that_cannot_be_used_is_not_printed(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 and the one line that check gives, too."""
    write("heartlint.toml", "selct = []\n")
    assert main(["config"]) == 2
    assert "did you mean 'select'?" in capsys.readouterr().err


def test_init_looks_at_the_repository(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Formats, kinds and merge tags that are there stand in the config's comments; it can be used as it is."""
    write(
        "mails/a.mjml",
        "<mjml><mj-body><mj-text>Hello {{ customer.name | default: 'you' }}, come in.</mj-text></mj-body></mjml>",
    )
    write("mails/b.liquid", "<p>Hello {{ customer.name | default: 'you' }}, come in.</p>")
    write("data/list.csv", "subject,body\n")
    assert main(["init", "--dry-run"]) == 0
    assert not Path("heartlint.toml").exists()
    shown = capsys.readouterr().out
    assert main(["init"]) == 0
    printed = capsys.readouterr().out
    text = Path("heartlint.toml").read_text(encoding="utf-8")
    assert shown.startswith(text)
    for part in ("# Found: 2 html.", "double curly, as in {{ customer.name | default: ", "# Not read now: 1 .csv."):
        assert part in text
    assert tomllib.loads(text) == {"fail-on": "warning", "words": {"allow": []}}
    assert main(["check", "-q"]) == 0
    assert "".join(f"{one}\n" for one in hook_entry()) in printed
    assert GITHUB in printed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("heartlint.toml", ""),
        (".heartlint.toml", ""),
        ("pyproject.toml", "[tool.heartlint]\n"),
        ("heartlint.toml", "("),
    ],
)
def test_init_writes_over_nothing(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    """Whatever config is there, usable or not, stays as it is: exit 2."""
    write("a.md", "All is well.")
    path = write(name, content)
    assert main(["init"]) == 2
    assert name in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == content
    assert sorted(one.name for one in Path().iterdir()) == sorted(["a.md", name])


def test_init_fits_what_is_there(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Another tool's pyproject.toml is no config; hooks are added to those that are there; GitLab gets its own lines."""
    write("pyproject.toml", "[project]\nname = 'x'\n")
    write(".pre-commit-config.yaml", "repos:\n")
    write(".gitlab-ci.yml", "x: {}\n")
    assert main(["init"]) == 0
    printed = capsys.readouterr().out
    assert "No copy was found here" in Path("heartlint.toml").read_text(encoding="utf-8")
    assert "add to .pre-commit-config.yaml:\n\n  - repo: local" in printed
    assert GITLAB in printed
    assert GITHUB not in printed


def test_what_init_prints_is_yaml() -> None:
    """The hook, the workflow and the job can be copied as they stand."""
    (repo,) = yaml.safe_load("\n".join(hook_entry()))["repos"]
    (hook,) = repo["hooks"]
    assert hook["files"] == files_pattern()
    assert yaml.safe_load(GITHUB)["jobs"]["heartlint"]["steps"][0]["with"] == {"fetch-depth": 0}
    assert yaml.safe_load(GITLAB)["heartlint"]["script"]


ANY_SUFFIX = st.sampled_from(sorted({*SUFFIXES, *TEMPLATE_SUFFIXES, *CODE, ".en", ".MD", ".bak"}))


@given(st.sampled_from(["a", "mails/a b", "x.y/z", "\u00fc"]), st.lists(ANY_SUFFIX, max_size=3))
def test_the_hooks_pattern_is_what_folders_yield(stem: str, suffixes: list[str]) -> None:
    """A path goes to the hook exactly where its name alone makes it one that is read in a folder."""
    path = stem + "".join(suffixes)
    read = format_of(path) is not None and format_of(path) not in ASKED_FOR
    assert bool(re.search(files_pattern(), path)) == read
