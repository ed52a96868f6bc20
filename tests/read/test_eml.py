"""Mail files: what their reader sees, once, and where in the file it stands."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read import UnreadableError, decode, read_source
from heartlint.text import Document, decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = "Hi {{first_name}},\n\nIt\u2019s März, and only 3 seats are left for our leads.\n\nMaria\n"
PAGE = "<p>Hi {{first_name}},</p><p>It\u2019s März, and only 3 seats &amp; more are left for our leads.</p>"
HEAD = "From: Maria <maria@example.org>\nSubject: Hello\n"


def _read(source: str) -> Document:
    (document,) = read_source("mail.eml", source, "eml")
    for block in document.blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        for piece in block.pieces:
            if piece.exact:
                assert decoded(piece.source.of(source), piece.how) == piece.text
        for slot in block.slots:
            place = block.place(slot.span)
            assert place is not None
            assert place.of(block.text) == slot.text
    return document


def _texts(document: Document, *roles: str) -> list[str]:
    return [block.text for block in document.blocks if not roles or block.role in roles]


def _mail(encoding: str, subject: str = "Hello") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Maria López <maria@example.org>"
    mail["Subject"] = subject
    mail.set_content(TEXT, cte=encoding)
    mail.add_alternative(PAGE, subtype="html", cte=encoding)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="prices.pdf")
    return mail


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("how", [policy.SMTP, policy.default])
def test_the_twin_of_a_part_is_read_once_whatever_the_encoding(encoding: str, how: policy.Policy) -> None:
    """The HTML part is read, the text part is its twin, and both are counted; so is the attachment, by its name."""
    document = _read(decode(_mail(encoding).as_bytes(policy=how), "eml"))
    assert _texts(document, "paragraph") == [
        "Hi {{first_name}},",
        "It\u2019s März, and only 3 seats & more are left for our leads.",
    ]
    assert set(document.coverage.aside) == {"attachment", "head", "twin"}
    assert any("prices.pdf" in note for note in document.coverage.notes)


def test_quoted_printable_keeps_every_place() -> None:
    """A finding after `=E2=80=99` and across a soft line end is at its exact place in the file."""
    source = f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    source += "It=E2=80=99s for our le=\nads, M=C3=A4=\n=C3=A4rz.  \nBye\n"
    document = _read(source)
    (block,) = document.having("paragraph")
    assert block.text == "It\u2019s for our leads, Määrz.\nBye"
    assert all(piece.exact for piece in block.pieces)
    report = _findings(source)
    assert [(text, source[start:end]) for text, start, end in report] == [("leads", "le=\nads")]


def _findings(source: str) -> list[tuple[str, int, int]]:
    import heartlint

    report = heartlint.check(source, format="eml", name="mail.eml")
    return [(one.text, one.start, one.end) for one in report.findings]


def test_of_base64_only_the_line_is_known_and_that_is_said() -> None:
    """A finding in a base64 part names its words, its line in the file, and that the place is not exact."""
    import heartlint

    source = _mail("base64").as_string(policy=policy.default)
    report = heartlint.check(source, format="eml", name="mail.eml")
    found = next(one for one in report.findings if one.rule == "people/leads")
    assert (found.text, found.exact) == ("leads", False)
    assert "leads" not in source[found.start : found.end]
    assert found.line == source.count("\n", 0, found.start) + 1
    assert any("base64" in note for note in report.coverage.notes)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Subject: =?utf-8?Q?It=E2=80=99s_M=C3=A4rz?= now", "It\u2019s März now"),
        ("Subject: =?utf-8?B?SXTigJlzIE3DpHJ6?=", "It\u2019s März"),
        ("Subject: =?iso-8859-1?q?M=E4rz?=\n =?iso-8859-1?q?_now?=", "März now"),
        ("Subject: a long one that was folded\n over two lines", "a long one that was folded over two lines"),
        ("Subject: =?klingon?q?qapla?=", "=?klingon?q?qapla?="),
        ("Subject: =?utf-8?B?4?=", "=?utf-8?B?4?="),
    ],
)  # fmt: skip
def test_head_lines_are_read_as_their_reader_sees_them(line: str, text: str) -> None:
    """Encoded words are decoded, folded lines joined, and what cannot be decoded stands as it is."""
    document = _read(f"From: a@b.example\n{line}\n\nHello\n")
    assert _texts(document, "subject") == [text]


def test_rules_can_ask_for_the_head_lines() -> None:
    """Reply-To, List-Unsubscribe and In-Reply-To are there for rules, by their names in lower case."""
    document = _read(
        f"{HEAD}In-Reply-To: <1@x>\nList-Unsubscribe: <mailto:x@y.example>\nReply-To: no-reply@x.example\n\nHi\n"
    )
    expected: Mapping[str, str] = {
        "in-reply-to": "<1@x>", "list-unsubscribe": "<mailto:x@y.example>", "reply-to": "no-reply@x.example",
    }  # fmt: skip
    assert expected.items() <= document.headers.items()
    assert document.kind == "email"


def test_a_true_reply_is_told_from_a_faked_one() -> None:
    """`Re:` with In-Reply-To answers a mail; without it, nothing was asked."""
    import heartlint

    body = "\nHello Jo,\n\nthe shed is painted. Shall we look at it together on Friday?\n\nMaria\n"
    true = f"From: maria@example.org\nSubject: Re: the shed\nIn-Reply-To: <1@x>\n{body}"
    faked = f"From: maria@example.org\nSubject: Re: the shed\n{body}"
    rules = [
        [one.rule for one in heartlint.check(source, format="eml").findings if one.family == "pretence"]
        for source in (true, faked)
    ]
    assert rules == [[], ["pretence/fake-reply"]]


def test_what_is_quoted_below_a_reply_is_not_the_senders_voice() -> None:
    """Lines behind `>` and the line that says who wrote them are set aside."""
    source = f"{HEAD}\nThanks, I will come.\n\nOn Monday, Jo wrote:\n> Only 3 seats left for our leads!\n"
    assert _findings(source) == []


@pytest.mark.parametrize("source", ["Just a letter.\n\nBye\n", "", "no colon here\nSubject: x\n"])
def test_what_is_no_mail_is_said_to_be_none(source: str) -> None:
    """A file without head lines is named with what to do."""
    with pytest.raises(UnreadableError, match="does not begin with the head lines of a mail"):
        read_source("mail.eml", source, "eml")


def test_an_image_alone_lets_the_text_part_speak() -> None:
    """Where the HTML part says nothing, its reader sees the text part, and so does the tool."""
    source = (
        f"{HEAD}Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nHello there\n"
        '--x\nContent-Type: text/html\n\n<img src="a.png">\n--x--\n'
    )
    assert _texts(_read(source), "paragraph") == ["Hello there"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_parts_head_from_body(end: str) -> None:
    """Mails are saved with any of the three line ends."""
    source = (HEAD + "\nHello there\n\nBye\n").replace("\n", end)
    assert _texts(_read(source), "subject", "paragraph") == ["Hello", "Hello there", "Bye"]


def test_a_tree_of_two_hundred_parts_is_walked() -> None:
    """Parts within parts, each with a boundary of its own, are all met; the text at the bottom is read."""
    depth = 200
    head = HEAD
    lines = []
    for level in range(depth):
        head += f"Content-Type: multipart/mixed; boundary=b{level}\n"
        lines.append(f"{head}\n--b{level}\n")
        head = ""
    source = "".join(lines) + "Content-Type: text/plain\n\nHello from below\n"
    source += "".join(f"--b{level}--\n" for level in reversed(range(depth)))
    assert _texts(_read(source), "paragraph") == ["Hello from below"]


def test_a_wide_tree_reads_each_part_once() -> None:
    """Two hundred parts side by side are two hundred paragraphs."""
    parts = "".join(f"--b\nContent-Type: text/plain\n\nPart {number}\n" for number in range(200))
    source = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    assert _texts(_read(source), "paragraph") == [f"Part {number}" for number in range(200)]


def test_mails_inside_a_mail_are_attachments() -> None:
    """Forwarded mails and the mails of a digest are others' voices: counted, not read."""
    source = (
        f"{HEAD}Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\nOur leads\n"
        "--b\nContent-Type: message/rfc822\n\nSubject: y\n\nOur leads\n--b--\n"
    )
    document = _read(source)
    assert _texts(document) == ["Maria <maria@example.org>", "Hello"]
    assert "2 attachments not read (message/rfc822)" in document.coverage.notes


def test_a_charset_in_its_long_form_is_understood() -> None:
    """RFC 2231 lets a charset be written with a charset and a language of its own."""
    source = f"{HEAD}Content-Type: text/plain; charset*=us-ascii'en'utf-8\n\nHello\n"
    assert _texts(_read(source), "paragraph") == ["Hello"]


def test_a_charset_that_nobody_knows_is_named() -> None:
    """A part that cannot be decoded is counted as not understood, never read as something else."""
    source = f"{HEAD}Content-Type: text/plain; charset=klingon\n\nHello\n"
    document = _read(source)
    assert _texts(document, "paragraph") == []
    assert "not understood" in document.coverage.aside
    assert any("klingon" in note for note in document.coverage.notes)


def test_bytes_in_a_declared_charset_are_decoded_by_it() -> None:
    """An 8bit mail in Latin-1 that says so is read; one that says nothing and is not UTF-8 is named."""
    source = f"{HEAD}Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nMärz\n"
    assert "März" in decode(source.encode("latin-1"), "eml")
    with pytest.raises(UnreadableError, match="line 4"):
        decode(f"{HEAD}\nMärz\n".encode("latin-1"), "eml")


@given(
    st.text(alphabet="ab=_.,& \n\u00e9\u00df\u2019\U0001f600\u0301", max_size=300),
    st.sampled_from(["quoted-printable", "base64", "8bit"]),
    st.sampled_from(["utf-8", "utf-16", "koi8-r"]),
)
def test_a_part_says_what_the_standard_library_says(text: str, encoding: str, charset: str) -> None:
    """For any text, encoding and charset, the words read are those that Python's own mail parser gives."""
    mail = EmailMessage()
    mail["From"] = "maria@example.org"
    if charset == "koi8-r":
        text = text.encode("ascii", "ignore").decode() + "\u0434\u0430"
    if charset != "utf-8" and encoding == "8bit":
        encoding = "base64"
    mail.set_content(text, cte=encoding, charset=charset)
    document = _read(mail.as_bytes(policy=policy.default).decode("utf-8"))
    if any("not read" in note for note in document.coverage.notes):
        assert (charset, encoding) == ("utf-16", "quoted-printable")
        return
    said = "".join("".join(block.text.split()) for block in document.blocks if block.role != "from")
    assert said == "".join(mail.get_content().split())


@given(st.text(alphabet='ab:-=?\n\r QB/8utf;"<>pCont\t{}', max_size=120))
def test_whatever_stands_in_a_mail_it_is_read_or_named(text: str) -> None:
    """Arbitrary text below a head line never breaks the reader, keeps its places, and reads the same twice."""
    for head in ("", 'Content-Type: multipart/mixed; boundary="a"\n', "Content-Transfer-Encoding: base64\n",
                 "Content-Transfer-Encoding: quoted-printable\n"):  # fmt: skip
        source = f"Subject: x\n{head}{text}"
        try:
            document = _read(source)
        except UnreadableError:
            continue
        assert document == _read(source)


def test_an_alternative_that_is_not_understood_is_counted_once() -> None:
    """It is not understood, and not a twin as well: what is counted is never more than there is."""
    html = "<p>The lake is frozen, and the stove is lit.</p>\n"
    mail = (
        "Subject: The lake\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        f"The lake is frozen.\n--b\nContent-Type: text/html; charset=of-our-own\n\n{html}--b--\n"
    )
    document = _read(mail)
    assert _texts(document, "paragraph") == ["The lake is frozen."]
    assert document.coverage.aside["not understood"] == len(html) - 1
    assert "twin" not in document.coverage.aside
