"""Which comments speak to heartlint, in every host's syntax, and which only look like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.read import read_source
from heartlint.read.directives import find_directives
from heartlint.text import Block, Directive, Document, Piece, Span

if TYPE_CHECKING:
    from pathlib import Path

SAID = "heartlint: ignore[people/leads] -- why so"


def _read(source: str, format_: str) -> tuple[Directive, ...]:
    """The comments, by the format's reader; of scripts and catalogs as if nothing of the source were seen."""
    if format_ in {"markdown", "html", "text", "eml", "table", "jsonl"}:
        return read_source("mail", source, format_)[0].directives
    return find_directives(Document("mail", source, (), format=format_), source)


@pytest.mark.parametrize(
    ("format_", "comment"),
    [
        ("markdown", f"<!-- {SAID} -->"),
        ("markdown", f"<!--{SAID}-->"),
        ("markdown", f"Hi. {{# {SAID} #}}"),
        ("html", f"<!-- {SAID} -->"),
        ("html", f"{{% comment %}} {SAID} {{% endcomment %}}"),
        ("html", f"{{%- comment -%}}{SAID}{{%- endcomment -%}}"),
        ("html", f"{{% # {SAID} %}}"),
        ("html", f"{{# {SAID} #}}"),
        ("html", f"{{#- {SAID} -#}}"),
        ("html", f"{{{{!-- {SAID} --}}}}"),
        ("html", f"{{{{~!-- {SAID} --~}}}}"),
        ("html", f"{{{{! {SAID} }}}}"),
        ("html", f"{{{{/* {SAID} */}}}}"),
        ("html", f"<%# {SAID} %>"),
        ("html", f"<%# {SAID} -%>"),
        ("html", f"<%-- {SAID} --%>"),
        ("html", f"<% /* {SAID} */ %>"),
        ("text", f"{{# {SAID} #}}"),
        ("jsx", f"{{/* {SAID} */}}"),
        ("jsx", f"// {SAID}"),
        ("mdx", f"{{/* {SAID} */}}"),
        ("yaml", f"# {SAID}"),
        ("yaml", f"en: # {SAID}"),
        ("po", f"# {SAID}"),
        ("properties", f"# {SAID}"),
        ("properties", f"! {SAID}"),
        ("properties", f"/* {SAID} */"),
    ],
)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\U0001f525 e\u0301\r\n", "\r\nBye."), ("Hi.\n", "\nBye.\n")])
def test_each_host_has_its_comments(format_: str, comment: str, before: str, after: str) -> None:
    """The words after "heartlint:" are read from the host's own comment, at their exact place, up to the file's end."""
    source = before + comment + after
    (found,) = _read(source, format_)
    assert found.words.of(source) == SAID
    assert (found.verb, found.rules, found.reason, found.fault) == ("ignore", ("people/leads",), "why so", "")
    assert found.span.covers(found.words)
    assert found.span.of(source).rstrip() in comment


@pytest.mark.parametrize(
    ("format_", "source"),
    [
        ("markdown", f"Write `<!-- {SAID} -->` there."),
        ("markdown", f"Write `{{# {SAID} #}}` there."),
        ("markdown", f"```\n<!-- {SAID} -->\n```\n"),
        ("markdown", f"~~~jinja\n{{# {SAID} #}}\n~~~\n"),
        ("markdown", f"Hi.\n\n    <!-- {SAID} -->\n"),
        ("markdown", f"Say {SAID}, then."),
        ("markdown", f"# {SAID}\n"),
        ("markdown", f"<!-- Note: {SAID} -->"),
        ("html", f"<p title='<!-- {SAID} -->'>Hi.</p>"),
        ("html", f"<script>let a = '<!-- {SAID} -->'</script>"),
        ("html", f"<p>&lt;!-- {SAID} --&gt;</p>"),
        ("html", f"<p>// {SAID}</p>"),
        ("html", f"<!-- {SAID}"),
        ("text", f"<!-- {SAID} -->\n# {SAID}\n// {SAID}"),
        ("jsx", f"const a = `\n{{/* {SAID} */}}\n`"),
        ("jsx", f"const a = '{{/* {SAID} */}}'"),
        ("jsx", f"const a = `// {SAID}`"),
        ("yaml", f'en: "# {SAID}"'),
        ("yaml", f'en: "See # {SAID}"'),
        ("yaml", f"en: a#{SAID}"),
        ("properties", f'"key" = "See // {SAID}";'),
        ("properties", f"key = # {SAID}"),
        ("jsonl", f'{{"text": "<!-- {SAID} -->"}}\n'),
        ("eml", f"Subject: Hi\n\n<!-- {SAID} -->\n"),
        ("table", f"subject,body\nHi,<!-- {SAID} -->\n"),
    ],
)
def test_what_only_looks_like_a_comment_is_text(format_: str, source: str) -> None:
    """In code, strings, attributes, mails and the comments of another host, the same words hold nothing back."""
    assert _read(source, format_) == ()


CATALOGS = {
    "en.yml": (
        "en:\n  # heartlint: ignore-next[people/leads] -- one\n  a: 'Our leads grow.'\n"
        "  b: Our leads grow. # heartlint: ignore[people/leads] -- two\n"
        "  c: 'Our leads grow. # heartlint: ignore[people/leads] -- no'\n"
        "  d: |\n    Our leads grow.\n    # heartlint: ignore-file[people/leads] -- no\n"
    ),
    "en.po": (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '# heartlint: ignore-next[people/leads] -- one\nmsgid "a"\nmsgstr "Our leads grow."\n\n'
        'msgid "b # heartlint: ignore-file[people/leads] -- no"\nmsgstr "Our leads grow."\n'
    ),
    "en.properties": (
        "# heartlint: ignore-next[people/leads] -- one\na = Our leads grow.\n"
        "b = Our leads grow. # heartlint: ignore[people/leads] -- no\n"
        "c = Our leads grow. // heartlint: ignore[people/leads] -- no\n"
    ),
    "en.strings": (
        '/* heartlint: ignore-next[people/leads] -- one */\n"a" = "Our leads grow.";\n'
        '"b" = "Our leads grow."; // heartlint: ignore[people/leads] -- two\n'
        '"c" = "Our leads grow. // heartlint: ignore[people/leads] -- no";\n'
    ),
}


@pytest.mark.parametrize("name", CATALOGS)
def test_in_a_catalog_the_texts_are_no_comments(tmp_path: Path, name: str) -> None:
    """The catalog's own comments hold back the text they stand at; what a text says holds back nothing."""
    path = tmp_path / name
    path.write_text(CATALOGS[name], encoding="utf-8")
    run = heartlint.check_paths([path])
    assert run.troubles == ()
    (report,) = run.reports
    reasons = [one.reason for one in report.suppressed]
    assert reasons == ["one", "two"][: CATALOGS[name].count("-- one") + CATALOGS[name].count("-- two")]
    assert {finding.rule for finding in report.findings} == {"people/leads"}


def test_what_stands_in_a_blocks_text_is_no_comment() -> None:
    """A reader that shows the words to somebody decides against them, whatever they look like."""
    source = f"// {SAID}"
    block = Block("paragraph", source, (Piece(source, Span(0, len(source))),))
    assert find_directives(Document("mail", source, (block,), format="jsx"), source) == ()


@pytest.mark.parametrize(
    ("said", "verb", "rules", "reason", "fault"),
    [
        ("ignore-next[people, force/x ] -- a -- b", "ignore-next", ("people", "force/x"), "a -- b", ""),
        ("disable[a/b]--c", "disable", ("a/b",), "c", ""),
        ("enable[a/b]", "enable", ("a/b",), "", ""),
        ("ignore-file[a/b] --", "ignore-file", ("a/b",), "", ""),
        ("ignore[a/b,\n  c/d]\n  -- over\n  lines", "ignore", ("a/b", "c/d"), "over lines", ""),
        ("ignore", "ignore", (), "", "names no rule"),
        ("ignore[]", "ignore", (), "", "names no rule"),
        ("ignroe[a/b] -- x", "ignroe", ("a/b",), "x", "none of"),
        ("", "", (), "", "none of"),
        ("ignore[a/b] as it is", "ignore", ("a/b",), "", "two dashes"),
    ],
)
def test_what_a_comment_says_is_taken_apart(
    said: str, verb: str, rules: tuple[str, ...], reason: str, fault: str
) -> None:
    """Verb, rules and reason; what cannot be read says why."""
    (found,) = _read(f"<p>Hi.</p><!-- heartlint: {said} -->", "html")
    assert (found.verb, found.rules, found.reason) == (verb, rules, reason)
    assert fault in found.fault
    assert bool(fault) == bool(found.fault)


PARTS = st.sampled_from(
    ["<!--", "-->", "heartlint:", " ignore[a/b]", "--", "{#", "#}", "{{!", "}}", "{/*", "*/", "//", "#", "`", "'", '"', "\n",
     "\r\n", "Hi", "<p", ">", "=", "{% comment %}", "{% endcomment %}", "\U0001f525", "\\", "---\n", "<script>"]
)  # fmt: skip


@given(
    st.lists(PARTS, max_size=25).map("".join),
    st.sampled_from(["markdown", "html", "text", "jsx", "yaml", "properties"]),
)
def test_comments_stand_apart_and_in_order(source: str, format_: str) -> None:
    """Whatever the source, nothing crashes, and comments lie inside it, in order, none in another."""
    end = 0
    for found in _read(source, format_):
        assert end <= found.span.start <= found.words.start < found.words.end <= found.span.end <= len(source)
        end = found.span.end
