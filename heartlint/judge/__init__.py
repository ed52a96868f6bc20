"""Is a term meant of people as stock? A small learned judge reads the sentence around it.

Cards name the terms; each place where one stands is a candidate, and the judge says how likely a reader would feel
handled there. It is loaded when the first candidate asks, and needs numpy. docs/JUDGE.md says what it was trained on
and how far it can be trusted.
"""

from heartlint.judge.decide import MOST_REASONS, Judge, JudgeError, Lean, Verdict, load, read, weights

__all__ = ["MOST_REASONS", "Judge", "JudgeError", "Lean", "Verdict", "load", "read", "weights"]
