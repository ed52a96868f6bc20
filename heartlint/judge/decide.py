"""From a term in its sentence to a verdict: the weights, what was judged before, and the thresholds."""

from __future__ import annotations

import json
import threading
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from heartlint.judge.pieces import Pieces, Vocabulary, pieces_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heartlint.judge.encoder import Encoder
    from heartlint.language import Reading

VERSION = 1
"""Of the weights file's form: one that says another is refused."""

_MOST_KEPT = 50_000
"""Sentence-and-term pairs whose verdict is kept in a process."""

REMEDY = "reinstall it with: python -m pip install --force-reinstall heartlint; or set judge = false"

MOST_REASONS = 3
"""Words that are named as reasons."""

_REACH = 16
"""Words to each side of a term that are looked at for reasons."""

Lean = Literal["bold", "even", "wary"]
"""How ready a card is to find: one step of the threshold down, none, one up."""

_STEPS: Mapping[Lean, float] = {"bold": -0.1, "even": 0.0, "wary": 0.1}


class JudgeError(RuntimeError):
    """The judge cannot be used; the message is one line that says why and what to do."""


class Verdict(NamedTuple):
    """How likely a reader would call the term dehumanizing, borderline or fine: to two decimals, about 1 in all."""

    dehumanizes: float
    borderline: float
    fine: float


class Judge:
    """Reads a sentence around a marked term. Safe to share by threads, and by processes that begin as copies.

    `version` names the weights; `sure` and `likely` are the least probabilities of `dehumanizes` for a finding of that
    confidence. They end in 5 at the third decimal, where no probability of two decimals can stand.
    """

    def __init__(self, encoder: Encoder, vocabulary: Vocabulary, version: str, sure: float, likely: float) -> None:
        self._encoder = encoder
        self.vocabulary = vocabulary
        self.version = version
        self.sure = sure
        self.likely = likely
        self._kept: dict[Pieces, Verdict] = {}

    def __call__(self, reading: Reading, first: int, last: int) -> Verdict:
        """The verdict on words `first` to `last` (half-open) of a reading, in their sentence."""
        return self.of(pieces_of(self.vocabulary, reading, first, last))

    def of(self, pieces: Pieces) -> Verdict:
        """The verdict on a sentence that was cut into pieces."""
        verdict = self._kept.get(pieces)
        if verdict is None:
            verdict = Verdict(*(round(float(share), 2) for share in self._encoder.labels(pieces)))
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[pieces] = verdict
        return verdict

    def confidence(self, verdict: Verdict, lean: Lean = "even") -> Literal["sure", "likely"] | None:
        """What a finding with this verdict would be; None where it is silent."""
        if verdict.dehumanizes > self.sure + _STEPS[lean]:
            return "sure"
        return "likely" if verdict.dehumanizes > self.bound(lean) else None

    def bound(self, lean: Lean = "even") -> float:
        """The probability above which a term is shown."""
        return self.likely + _STEPS[lean]

    def reasons(self, reading: Reading, first: int, last: int, lean: Lean = "even") -> tuple[int, ...]:
        """The words that decided: without them there would be no finding on words `first` to `last` (half-open).

        Gives indices of the reading's words, the weightiest first, at most `MOST_REASONS`; fewer where those suffice.
        One after the other, the word is blanked whose loss takes most from the probability. This runs the encoder some
        dozens of times and is for one finding at a time.
        """
        sentence = reading.sentence_of(first)
        near = range(max(sentence.first, first - _REACH), min(sentence.last, last + _REACH))
        left = [index for index in near if reading.words[index].kind != "mark"]
        blank: list[int] = []
        while left and len(blank) < MOST_REASONS:
            told = [
                (self.of(pieces_of(self.vocabulary, reading, first, last, {*blank, one})), one)
                for one in left
            ]  # fmt: skip
            verdict, word = min(told, key=lambda pair: (pair[0].dehumanizes, pair[1]))
            blank.append(word)
            left.remove(word)
            if self.confidence(verdict, lean) is None:
                break
        return tuple(blank)


_lock = threading.Lock()
_loaded: list[Judge] = []


def weights() -> Path:
    """Where the weights lie."""
    return Path(str(resources.files("heartlint.judge") / "weights.npz"))


def load() -> Judge:
    """The judge that comes with heartlint, loaded once per process. Raises JudgeError where it cannot be used."""
    with _lock:
        if not _loaded:
            _loaded.append(read(weights()))
        return _loaded[0]


def read(path: Path) -> Judge:
    """The judge of a weights file. Raises JudgeError, in one line that says why and what to do."""
    try:
        import numpy as np  # noqa: PLC0415 - a tenth of a second that a run without candidates does not need

        from heartlint.judge.encoder import Encoder  # noqa: PLC0415 - the same
    except ImportError as error:
        raise JudgeError(f"judge: numpy cannot be imported ({error}); {REMEDY}") from error
    if not path.is_file():
        raise JudgeError(f"judge: {path.name} is missing; {REMEDY}")
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            about = json.loads(bytes(arrays["about"]).decode("utf-8"))
            if about["form"] != VERSION:
                raise JudgeError(f"judge: {path.name} is of form {about['form']}, not {VERSION}; {REMEDY}")
            pieces = bytes(arrays["pieces"]).decode("utf-8").split("\n")
            encoder = Encoder({name: arrays[name] for name in arrays.files if name not in {"about", "pieces"}})
        return Judge(encoder, Vocabulary(pieces), about["version"], about["sure"], about["likely"])
    except JudgeError:
        raise
    except Exception as error:  # whatever a damaged file raises
        raise JudgeError(f"judge: {path.name} is damaged ({type(error).__name__}); {REMEDY}") from error
