"""What sort of message a document is, told by evidence: what it is made of, where it lies, what it says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from heartlint.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heartlint.text import Document, Kind

_FOLDERS: Mapping[str, Kind] = {
    **dict.fromkeys("email emails mail mails mailer newsletter newsletters drip outreach".split(), "email"),
    **dict.fromkeys("social tweet tweets linkedin instagram facebook sms".split(), "post"),
    **dict.fromkeys("course courses lesson lessons elearning curriculum quiz quizzes".split(), "course"),
    **dict.fromkeys("internal handbook intranet wiki runbook runbooks sop sops".split(), "internal"),
    **dict.fromkeys("doc docs manual manuals readme changelog contributing reference".split(), "manual"),
    **dict.fromkeys("landing blog posts pages".split(), "page"),
}  # fmt: skip
"""From a word in a path to the kind of what lies there."""

_TOKENS = re.compile(r"[a-z]+")
_GREETS = Pattern(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b.{0,60}$", re.IGNORECASE)
_CLOSES = Pattern(
    r"(?:(?:best|kind|warm)? ?regards|best|cheers|sincerely|yours|thanks|thank you|warmly|love)\b[^.?]{0,60}$",
    re.IGNORECASE,
)
_UNSUBSCRIBE = Pattern(r"\bunsubscribe\b|\bopt[- ]out\b|\bview (?:this email )?in (?:your )?browser\b", re.IGNORECASE)
_HASHTAG = Pattern(r"(?<![\w&#])#[A-Za-z]\w{2,40}")
_LESSON = Pattern(
    r"\bin this (?:lesson|course|module|unit)\b|\blearning (?:objectives|outcomes|goals)\b"
    r"|\bby the end of this (?:lesson|course|module|unit)\b",
    re.IGNORECASE,
)
_INTERNAL = Pattern(r"\b(?:for )?internal use only\b|\bdo not (?:share|forward) outside\b", re.IGNORECASE)
_ROLES = {"subject": "a subject", "preheader": "a preheader", "from": "a sender", "reply-to": "a reply address"}
_HEAD = 4000
"""How far into a message's text its kind is looked for."""


def told(document: Document, kind: Kind | None = None) -> Document:
    """The document with its kind, and what told it; `kind` is the one that is known already, if any."""
    if kind is not None:
        return replace(document, kind=kind, because="the config says so")
    if document.kind == "catalog":
        return replace(document, because=f"it is a {document.format} catalog")
    for made, because in (_made(document), _lies(document), _says(document)):
        if because:
            return replace(document, kind=made, because=because)
    return replace(document, because="its markup is that of one" if document.kind != "unknown" else "nothing told it")


def _made(document: Document) -> tuple[Kind, str]:
    if document.format == "eml":
        return "email", "it is a mail file"
    for block in document.blocks:
        if block.role in _ROLES:
            return "email", f"it has {_ROLES[block.role]}"
    return ("email", "its markup is a mail's") if document.kind == "email" else ("unknown", "")


def _lies(document: Document) -> tuple[Kind, str]:
    """By the nearest of its folders, or its name, that says so."""
    if document.name.startswith("<"):
        return "unknown", ""
    for part in reversed(PurePath(document.name.lower()).parts[-4:]):
        for token in _TOKENS.findall(part):
            if token in _FOLDERS:
                return _FOLDERS[token], f"its path says {token!r}"
    return "unknown", ""


def _says(document: Document) -> tuple[Kind, str]:
    texts = [block.text for block in document.judged]
    text = "\n".join(texts)[:_HEAD]
    low = text.lower()
    if ("in this " in low or "learning " in low or "by the end" in low) and _LESSON.search(text):
        return "course", "it speaks of a lesson"
    if ("internal use" in low or "outside" in low) and _INTERNAL.search(text):
        return "internal", "it says that it is internal"
    greets = any(_GREETS.match(line.split("\n")[0].strip()) for line in texts[:3])
    closes = any(_CLOSES.match(line.split("\n")[0].strip()) for line in texts[-4:])
    if greets and (closes or _UNSUBSCRIBE.search("\n".join(texts)[-_HEAD:])):
        return "email", "it greets and closes as a mail does"
    if len(_HASHTAG.findall(text)) > 1 and len(text.split()) < 120:
        return "post", "it is short and has hashtags"
    code = document.coverage.aside.get("code", 0)
    if code > 100 and code * 5 > document.coverage.read:
        return "manual", "much of it is code"
    return "unknown", ""
