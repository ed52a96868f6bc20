"""What several rooms' tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from heartlint.language import Reading
from heartlint.text import Block, Piece, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# machines are shared and slow by turns: no deadline, and the same examples each time
settings.register_profile(
    "heartlint",
    deadline=None,
    derandomize=True,
    print_blob=True,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("heartlint")


@pytest.fixture
def reading() -> Callable[[str], Reading]:
    """A plain paragraph, as rules read it."""
    return lambda text: Reading(Block("paragraph", text, (Piece(text, Span(0, len(text))),)))


@pytest.fixture(autouse=True, scope="session")
def _kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that the tests run keep nothing in the user's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLINT_CACHE_DIR", str(tmp_path_factory.mktemp("kept")))
        yield
