"""A folder of Vale rules is read: each `.yml` file is a rule, each folder of them a style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from heartlint.read.formats import UnreadableError, decode
from heartlint.whole import NotWholeError, read_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST_BYTES = 2_000_000
LEVELS = {"error": "error", "warning": "warning", "suggestion": "info"}


class StyleError(ValueError):
    """A rule's file that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class ValeRule:
    """One rule as its file says it, all values still texts."""

    style: str
    name: str
    keys: dict[str, Any]

    @property
    def title(self) -> str:
        """What Vale calls it: "Google.We"."""
        return f"{self.style}.{self.name}"

    def text(self, key: str, default: str = "") -> str:
        """A key that holds one text."""
        value = self.keys.get(key, default)
        return value if isinstance(value, str) else default

    def yes(self, key: str) -> bool:
        """A key that holds true or false."""
        return self.text(key).lower() in {"true", "yes", "on"}

    def texts(self, key: str) -> list[str]:
        """A key that holds texts, or one of them."""
        value = self.keys.get(key)
        if isinstance(value, str):
            return [value]
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def pairs(self, key: str) -> list[tuple[str, str]]:
        """A key that holds a table of texts."""
        value = self.keys.get(key)
        if not isinstance(value, dict):
            return []
        return [(one, other) for one, other in value.items() if isinstance(one, str) and isinstance(other, str)]


def files(folder: Path) -> list[tuple[str, list[Path]]]:
    """The styles in a folder and the files of their rules: the folder itself, or the folders in it."""
    own = sorted(path for path in folder.glob("*.yml") if path.is_file() and not path.name.startswith("."))
    if own:
        return [(folder.resolve().name, own)]
    below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    found = [(path.name, sorted(one for one in path.glob("*.yml") if one.is_file())) for path in below]
    return [(style, rules) for style, rules in found if rules]


def read(path: Path, style: str) -> ValeRule:
    """A rule from its file. Raises StyleError."""
    try:
        data = read_whole(path, MOST_BYTES)
        # BaseLoader: `yes`, `1.0` and `null` are the words a style looks for, not values
        keys = yaml.load(decode(data), Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts, lists and tables only
    except NotWholeError as error:
        raise StyleError(str(error.strerror)) from None
    except OSError as error:
        raise StyleError(f"cannot be read: {error.strerror or error}") from None
    except UnreadableError as error:
        raise StyleError(str(error)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f" (line {mark.line + 1})" if mark else ""
        raise StyleError(f"is not valid YAML{at}: {getattr(error, 'problem', None) or 'it cannot be read'}") from None
    except (RecursionError, ValueError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise StyleError(what) from None
    if not isinstance(keys, dict) or not isinstance(keys.get("extends"), str):
        raise StyleError("is no rule: it has no 'extends'")
    return ValeRule(style, path.stem, {key: value for key, value in keys.items() if isinstance(key, str)})


def one_of(words: Sequence[str]) -> str:
    """Words as a choice: "a", "b" or "c"."""
    quoted = [f"\u201c{word}\u201d" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)
