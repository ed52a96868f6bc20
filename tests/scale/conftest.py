"""What the tests of many messages share: rows, good and broken, and a pack that does damage once."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = [
    "Hi {{ first_name }},", "The gate is open on Saturday from ten to four, and there will be bread.",
    "Our leads are in the pipeline.", "We moved the shed to the other side of the garden last week.",
    "What did your beans do this year?", "Only 3 left: act now!", "<p>Please do not reply to this email.</p>",
    "Maria leads the team that mends the pump, and she asks for old curtains. Thank you for the curtains you brought.",
]  # fmt: skip


class Rows(Protocol):
    """What makes rows of an archive; every `broken`-th is broken, in one of seven ways by turns."""

    def __call__(self, count: int, *, broken: int = 0, long: int = 1_000_100) -> list[dict[str, Any]]:
        """So many rows; `long` is how many bytes the longest has."""


@pytest.fixture(scope="session")
def rows() -> Rows:
    """Makes rows of an archive."""
    return _rows


def _rows(count: int, *, broken: int = 0, long: int = 1_000_100) -> list[dict[str, Any]]:
    chance = random.Random(5)  # noqa: S311 - no secret
    made = [
        {
            "id": f"m{index}",
            "sender": chance.choice(["Ana at the garden <ana@garden.example>", "no-reply@garden.example", None]),
            "subject": chance.choice(["Bread on Saturday", "Re: our leads", None]),
            "body": "\n\n".join(" ".join(chance.choices(PARTS, k=2)) for _ in range(3)).encode(),
            "kind": chance.choice(["email", None]),
            "campaign": f"c{index % 5}",
            "sent": f"2026-{index % 12 + 1:02d}-05",
        }
        for index in range(count)
    ]
    bad: list[dict[str, Any]] = [
        {"body": None}, {"body": b"\xff\xfe\xfa latin \xe9"}, {"body": b"bread and tea " * (long // 14 + 1)},
        {"body": b"   \n"}, {"kind": "17"}, {"body": b"a \0 zero"}, {"body": b"caf\xe9 on Saturday"},
    ]  # fmt: skip
    for number, index in enumerate(range(broken - 1, count, broken) if broken else ()):
        made[index] |= bad[number % len(bad)]
    return made


DAMAGE = '''
from __future__ import annotations

import os
import signal
from pathlib import Path

from heartlint.rule import Match, Span, rule


@rule(triggers="zyzzyva", finds=["A «zyzzyva» sits here."], passes=["A zyzzyvas is none."], instead="Which one?")
def damage(matches: tuple[Match, ...]) -> list[Span]:
    """A weevil is named.

    It kills a process, as often as its folder says, or hangs.
    """
    for name in sorted(os.listdir(os.environ.get("DAMAGE", "/nowhere")) if "DAMAGE" in os.environ else []):
        try:
            Path(os.environ["DAMAGE"], name).unlink()
        except FileNotFoundError:
            continue
        if name == "interrupt":
            os.killpg(0, signal.SIGINT)
            continue
        if name == "hang":
            while True:
                pass
        os.kill(os.getppid() if name.startswith("parent") else os.getpid(), signal.SIGKILL)
        if name.startswith("parent"):
            os._exit(1)
    return [match.span for match in matches]
'''


@pytest.fixture
def plant() -> Callable[[Path], None]:
    """Puts the pack `weevils` into a folder that is imported from."""
    return _plant


def _plant(site: Path) -> None:
    family = site / "weevils" / "people"
    family.mkdir(parents=True, exist_ok=True)
    (family.parent / "__init__.py").touch()
    (family / "__init__.py").touch()
    (family / "damage.py").write_text(DAMAGE, encoding="utf-8")


@pytest.fixture
def damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder: each file in it is one kill of the worker (or of its "parent") that meets the word zyzzyva, "interrupt" or "hang".

    The pack that does it is called `weevils`.
    """
    _plant(tmp_path / "site")
    folder = tmp_path / "kills"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.setenv("DAMAGE", str(folder))
    return folder
