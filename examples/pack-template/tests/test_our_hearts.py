"""Every example of every rule holds."""

from heartlint.testing import prove


def test_our_rules() -> None:
    """What the rules find is found, and what they let pass passes."""
    prove("our_hearts").check()
