"""Mails made from seeded parts, as like real ones as need be to measure speed on: none is anybody's.

Their words, merge tags, links and faults are about as frequent as in the mails that heartlint was measured on; no two
are the same. Same seed, same mails.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = (
    "Ana Bram Carla Dinis Edda Femi Greta Hugo Ines Jonas Kofi Lena Malik Nora Otto Petra Rui Sofia Tomas Vera".split()
)
_LAST = "Adler Borges Costa Diallo Evers Falk Gomes Hartmann Ito Jansen Keller Lopes Moreira Nunes Okafor Prins".split()
_THINGS = (
    "garden choir library workshop bakery course archive bridge orchard kitchen studio harbour school trail".split()
)
_OBJECTS = "shed roof pump fence piano catalogue oven boat gate lamp stove lesson chart bench curtain shelf".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January March April May June September October November".split()
_TAGS = (
    "{{ first_name }}", "{{first_name}}", "*|FNAME|*", "%%first_name%%", "{{ contact.firstname | default: 'friend' }}",
    "{{ subscriber.first_name }}", "[[first_name]]", "${first_name}", "{first_name}", "%recipient.first_name%",
)  # fmt: skip
_PLAIN = (
    "The {thing} is open on {day} from ten to four, and there will be bread.",
    "We moved the {object} to the other side of the {thing} last week, so mind the path.",
    "It took {number} days longer than we said, and that was our mistake.",
    "{name} {last} has looked after the {object} for {number} years and knows every screw of it.",
    "If you have an old {object} that you no longer use, bring it along on {day}.",
    "You can read the whole plan on [our page](https://{thing}.example/plans/{number}), with all the figures.",
    "In {month} we counted {number} visitors in a week, more than in any year before.",
    "The new {object} cost {number} euros, and most of it came from the people on this list.",
    "Nothing changes for you: the price stays what it was when you joined.",
    "There are two ways to take part, and neither of them takes longer than an afternoon.",
    "The doors of the {thing} close at six, since the neighbours asked us to be quiet after that.",
    "We wrote down what went wrong with the {object}, and you can find it below.",
    "Lunch is at one, and there is soup for whoever wants it; please say if you eat no meat.",
    "On {day} {name} will show how the {object} is taken apart and put together again.",
    "The recording of the last evening is online, {number} minutes long, with subtitles.",
    "Some of you asked whether the {thing} will be open in {month}, and the answer is yes.",
    "Your order of the {object} left our house on {day} and should be with you within {number} days.",
    "Please bring shoes that may get wet, for the path by the {thing} is still flooded.",
    "We have changed the way that invoices are numbered; the old ones stay as they are.",
    "The **{object}** in the photo was made by hand, and no two of them are alike.",
    "A short film about the {thing} was shown at the town hall, and the room was full.",
    "The library of the {thing} has grown to {number} books, all of them given.",
    "Version {number} adds an export for the {object} and mends the search.",
    "You will find the minutes of the meeting in the folder, next to those of {month}.",
)
_WARM = (
    "What did your {object} look like after the storm?",
    "Just reply to this email, and {name} will read it.",
    "Thank you for the {number} hours that you gave to the {thing}.",
    "How did it go on {day}? I would like to hear it.",
    "I was wrong about the {object}, and {name} told me so.",
)
_COLD = (
    "Our leads are in the pipeline, and we will convert them this quarter.",
    "Only {number} left: act now!",
    "Don't miss out on this exclusive offer before it is gone for ever.",
    "Just bumping this to the top of your inbox.",
    "Please do not reply to this email.",
    "We target high-value users and squeeze more revenue out of every customer.",
    "I noticed that you have not opened our last {number} emails.",
    "As per my last email, kindly advise.",
    "This is your last chance to claim your spot!",
    "Hope this finds you well.",
    "Our platform leverages cutting-edge synergies to unlock your full potential.",
)


def _said(chance: random.Random, text: str) -> str:
    return text.format(
        name=chance.choice(_NAMES), last=chance.choice(_LAST), thing=chance.choice(_THINGS),
        object=chance.choice(_OBJECTS), day=chance.choice(_DAYS), month=chance.choice(_MONTHS),
        number=chance.randint(2, 90),
    )  # fmt: skip


def _sentence(chance: random.Random) -> str:
    among = chance.choices((_PLAIN, _WARM, _COLD), (80, 10, 10))[0]
    return _said(chance, chance.choice(among))


def _paragraphs(chance: random.Random, words: int) -> list[str]:
    made: list[str] = []
    while sum(len(one.split()) for one in made) < words:
        if chance.random() < 0.12:
            made.append("\n".join(f"- {_sentence(chance)}" for _ in range(3)))
        else:
            made.append(" ".join(_sentence(chance) for _ in range(chance.randint(2, 4))))
    return made


def markdown(chance: random.Random, words: int = 115) -> str:
    """A mail in Markdown, of about 150 words in all with its greeting and its close."""
    parts = []
    if chance.random() < 0.4:
        parts.append(f"---\nsubject: {_said(chance, 'News from the {thing}')}\npreheader: {_sentence(chance)}\n---")
    parts.append(_said(chance, "# The {object} of the {thing}"))
    parts.append(f"Hi {chance.choice(_TAGS) if chance.random() < 0.7 else chance.choice(_NAMES)},")
    parts += _paragraphs(chance, words)
    close = chance.choice(("Best,", "Warmly,", "Thanks,", "See you soon,"))
    sender = f"{chance.choice(_NAMES)} {chance.choice(_LAST)}" if chance.random() < 0.6 else "The Team"
    parts.append(f"{close}\n{sender}")
    parts.append("[Unsubscribe]({{ unsubscribe_url }}) | 12 Harbour Street, 1200 Lisbon")
    return "\n\n".join(parts) + "\n"


_STYLE = """<style type="text/css">
  body, table, td, a { -webkit-text-size-adjust: 100%; -ms-text-size-adjust: 100%; }
  table, td { mso-table-lspace: 0pt; mso-table-rspace: 0pt; }
  img { -ms-interpolation-mode: bicubic; border: 0; height: auto; line-height: 100%; outline: none; }
  @media screen and (max-width: 600px) { .wide { width: 100% !important; } .gone { display: none !important; } }
</style>"""
_CELL = (
    'align="left" valign="top" style="padding: 12px 24px 12px 24px; font-family: Helvetica, Arial, sans-serif; '
    'font-size: 16px; line-height: 24px; color: #333333; mso-line-height-rule: exactly;"'
)
_TABLE = (
    '<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%" class="wide" '
    'style="max-width: 600px; border-collapse: collapse; background-color: #ffffff;">'
)


def html(chance: random.Random, size: int = 30_000) -> str:
    """A template mail of tables, inline styles, a hidden preheader and merge tags, of about so many characters."""
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        f"<title>{_said(chance, 'News from the {thing}')}</title>\n{_STYLE}\n</head>\n",
        '<body style="margin: 0; padding: 0; background-color: #f4f4f4;">\n',
        f'<div style="display: none; max-height: 0; overflow: hidden;">{_sentence(chance)}&#8203;&nbsp;&zwnj;</div>\n',
        "<!--[if mso]><table width='600'><tr><td><![endif]-->\n",
        f"{_TABLE}\n<tr><td {_CELL}>Hi {chance.choice(_TAGS)},</td></tr>\n</table>\n",
    ]
    length = sum(map(len, parts))
    while length < size:
        text = " ".join(_sentence(chance) for _ in range(chance.randint(1, 3))).replace("&", "&amp;")
        row = f'{_TABLE}\n  <tr>\n    <td {_CELL}>\n      <p style="margin: 0 0 16px 0;">{text}</p>\n    </td>\n'
        if chance.random() < 0.3:
            link = f"https://{chance.choice(_THINGS)}.example/{chance.randint(1, 9999)}?utm_source=mail"
            row += f'    <td {_CELL}><a href="{link}" class="button" style="color: #0a58ca;">See the plan</a></td>\n'
        if chance.random() < 0.2:
            row += (
                f'    <td {_CELL}><img src="https://x.example/{chance.randint(1, 999)}.png" alt="" width="280"></td>\n'
            )
        parts.append(f"{row}  </tr>\n</table>\n")
        length += len(parts[-1])
    parts.append(f'{_TABLE}<tr><td {_CELL}><a href="{{{{ unsubscribe_url }}}}">Unsubscribe</a></td></tr></table>\n')
    parts.append("<!--[if mso]></td></tr></table><![endif]-->\n</body>\n</html>\n")
    return "".join(parts)


def write(folder: Path, kind: str, count: int, seed: int) -> Path:
    """Write so many mails of a kind ("markdown" or "html") to a folder, which is given back."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    made, suffix = (html, "html") if kind == "html" else (markdown, "md")
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"mail-{number:05}.{suffix}").write_text(made(chance), encoding="utf-8")
    return folder


def long(size: int, seed: int) -> str:
    """One Markdown text of about so many characters: chapters, not one mail over and over."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    parts: list[str] = []
    length = 0
    while length < size:
        chapter = [_said(chance, "## The {object} of the {thing}"), *_paragraphs(chance, 120)]
        length += sum(len(part) + 2 for part in chapter)
        parts += chapter
    return "\n\n".join(parts) + "\n"
