"""The numbers of the score, and nothing else. `just fit-score` prints them anew from rated messages.

Each weighs one mark per 100 words. At a total of 1, faults have taken (credits have given) 63 % of all they can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FAULTS: Mapping[str, float] = {"error": 0.667, "warning": 0.333, "info": 0.117}
"""What a sure finding weighs, by its severity."""

CREDIT = 0.5
"""What a sure credit weighs."""

LIKELY = 0.6
"""The share of its weight that a likely mark keeps."""
