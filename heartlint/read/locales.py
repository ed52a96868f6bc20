"""Which language a catalog is in, where its name, its folder or its own keys say so."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""ISO 639-1."""
_CODE = re.compile(r"([a-z]{2})(?:[-_](?:[A-Z][a-z]{3}|[A-Z]{2}|[a-z]{2}|\d{3})){0,2}")
_IN_NAME = re.compile(r"(?:^|[._-])([a-z]{2}(?:[-_](?:[A-Z][a-z]{3}|[A-Z]{2}|\d{3})){0,2})$")
_FOLDERS = frozenset("locale locales lang langs i18n l10n translations messages".split())


def code_of(text: str) -> str:
    """The language of a locale code ("pt" of "pt-BR"); empty for what is none."""
    match = _CODE.fullmatch(text)
    return match.group(1) if match and match.group(1) in _LANGUAGES else ""


def locale_of(path: str) -> str:
    """The language that a catalog's path names; empty where it names none.

    `locales/de.json`, `de/LC_MESSAGES/app.po`, `de.lproj/Localizable.strings`, `messages_de.properties`.
    """
    parts = PurePath(path).parts
    if not parts:
        return ""
    stem = parts[-1].partition(".")[0] if not _IN_NAME.search(PurePath(path).stem) else PurePath(path).stem
    if code := code_of(stem):
        return code
    if match := _IN_NAME.search(stem):
        found = code_of(match.group(1))
        # "how-to" ends like Tongan: a bare code behind a hyphen is told from a word by the locales around it
        if found and (any(part.lower() in _FOLDERS for part in parts[:-1]) or "_" in stem or stem.count(".")):
            return found
    for index, part in reversed(list(enumerate(parts[:-1]))):
        if part.endswith(".lproj"):
            return code_of(part.removesuffix(".lproj"))
        above = parts[index - 1].lower() if index else ""
        below = parts[index + 1].lower()
        if (above in _FOLDERS or below == "lc_messages") and (code := code_of(part)):
            return code
    return ""


def tree_of(keys: Collection[str]) -> bool:
    """Whether these are the top keys of a tree by locale: all of them are locale codes."""
    return bool(keys) and all(code_of(key) for key in keys)
