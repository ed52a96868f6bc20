"""From bytes to text: encodings, and what is no text at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read.formats import UnreadableError, decode, format_of


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ("caf\u00e9".encode(), "text", "caf\u00e9"),
        ("caf\u00e9".encode("utf-8-sig"), "markdown", "caf\u00e9"),
        ("caf\u00e9\r\n".encode("utf-16"), "text", "caf\u00e9\r\n"),
        (b'<meta charset="latin-1"><p>caf\xe9', "html", '<meta charset="latin-1"><p>caf\u00e9'),
        (b'<meta http-equiv=Content-Type content="text/html; charset=windows-1252">\x93', "html",
         '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">\u201c'),
        # as browsers do: most pages that say Latin-1 are windows-1252, and one whose head can be read is not UTF-16
        (b'<meta charset="iso-8859-1">\x93', "html", '<meta charset="iso-8859-1">\u201c'),
        ('<meta charset="utf-16">caf\u00e9'.encode(), "html", '<meta charset="utf-16">caf\u00e9'),
        ('<!-- <meta charset="latin-1"> -->caf\u00e9'.encode(), "html", '<!-- <meta charset="latin-1"> -->caf\u00e9'),
        ('<meta charset="{{ charset }}">caf\u00e9'.encode(), "html", '<meta charset="{{ charset }}">caf\u00e9'),
    ],
)  # fmt: skip
def test_text_is_decoded_as_it_says(data: bytes, kind: str, text: str) -> None:
    """UTF-8, marks of byte order and declared charsets are minded; line ends stay as they are."""
    assert decode(data, kind) == text


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"a\nb\xff", "text", "line 2 (byte 3) is not UTF-8; save the file as UTF-8"),
        (b"a\0b", "text", "looks binary"),
        (b'<meta charset="klingon">', "html", "unknown charset 'klingon'"),
        (b"\xff\xfea", "text", "UTF-16"),
        (b'<meta charset="unicode_escape">\\n', "html", "unknown charset 'unicode_escape'"),
        (b'<meta charset="hex">', "html", "unknown charset 'hex'"),
        (b'<meta charset="us-ascii">\xe9', "html", "not ASCII; save the file as UTF-8, and declare that"),
    ],
)
def test_what_is_no_text_is_refused_with_place_and_remedy(data: bytes, kind: str, message: str) -> None:
    """Nothing is guessed and nothing is replaced: the message says which byte, and what to do."""
    with pytest.raises(UnreadableError) as caught:
        decode(data, kind)
    assert message in str(caught.value)
    assert "; " in str(caught.value)


@given(st.binary(max_size=60), st.sampled_from(["text", "html", "markdown"]))
def test_any_bytes_are_text_or_a_clear_refusal(data: bytes, kind: str) -> None:
    """No bytes crash the decoder."""
    try:
        decode(data, kind)
    except UnreadableError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right


@given(
    st.binary(max_size=30),
    st.sampled_from(["utf-7", "idna", "punycode", "undefined", "hex", "shift_jis", "x", "utf-16", "big5"]),
)
def test_any_declared_charset_is_followed_or_refused(data: bytes, charset: str) -> None:
    """No name of a charset crashes the decoder."""
    with contextlib.suppress(UnreadableError):
        decode(f"<meta charset={charset}>".encode() + data, "html")


@given(st.text(max_size=60).filter(lambda text: "\0" not in text and not text.startswith("\ufeff")))
def test_what_was_written_as_utf_8_comes_back(text: str) -> None:
    """Decoding undoes encoding."""
    assert decode(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()) == text.encode(
        "utf-8", "surrogatepass"
    ).decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", "markdown"), ("a.HTML", "html"), ("a.html.erb", "html"), ("a.txt.j2", "text"), ("a.liquid", "html"), ("a.mjml", "html"),
        ("a.py", None), ("a", None), ("a.json", "json"), ("a.json.erb", "json"), ("a.eml", "eml"), ("a.tsx", "jsx"), ("en.po", "po"), ("a.js", None), ("dir.md/a", None),
        ("nginx.conf.j2", None), ("x.PY.tmpl", None), ("order.confirmed.liquid", "html"), ("g.0.spt", "html"), ("a.ss", "html"), ("a.mjml.hbs", "html"),
    ],
)  # fmt: skip
def test_a_name_says_the_format(name: str, kind: str | None) -> None:
    """Template suffixes are stripped first; what holds no copy has no format."""
    assert format_of(name) == kind
