"""HTML as its reader sees it, and where every word of it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.read.html import read, read_blocks
from heartlint.read.templates import find_templates
from heartlint.read.zones import find_zones
from heartlint.text import Block, decoded


def _seen(source: str) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in _blocks(source)]


def _blocks(source: str) -> tuple[Block, ...]:
    document = read("x.html", source)
    for block in document.blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        raw = [decoded(source[piece.source.start : piece.source.end], piece.how) for piece in block.pieces]
        assert "".join(raw) == block.text
        places = [at for piece in block.pieces for at in (piece.source.start, piece.source.end)]
        assert places == sorted(places)
        assert all(zone.span.end <= len(block.text) for zone in block.zones)
    return document.blocks


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<p>One <b>bold</b> and <a href=x>a link</a>.</p>", [("paragraph", "One bold and a link.")]),
        ("<p>Tom &amp; Jerry&#39;s &lt;3 &copy2</p>", [("paragraph", "Tom & Jerry's <3 \u00a92")]),
        ("<p>a\n   wide\t space</p>", [("paragraph", "a wide space")]),
        ("<p>one<br>two<br/>three</p>", [("paragraph", "one\ntwo\nthree")]),
        ("<p>one<br><br>two</p>", [("paragraph", "one"), ("paragraph", "two")]),
        ("<h2>Head</h2>text<p>more", [("heading", "Head"), ("paragraph", "text"), ("paragraph", "more")]),
        ("<ul><li>a<li>b</ul>", [("item", "a"), ("item", "b")]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", [("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c")]),
        ("<title>T &amp; U</title><body>x", [("title", "T & U"), ("paragraph", "x")]),
        ("<script>var a = '<p>no</p>';</script><style>p{}</style><p>yes", [("paragraph", "yes")]),
        ("a<!-- no --><!--[if mso]><p>no</p><![endif]-->b", [("paragraph", "ab")]),
        ("<!--[if !mso]><!--><p>yes</p><!--<![endif]-->", [("paragraph", "yes")]),
        ('<img src=a alt="A boat &amp; a bird">', [("alt", "A boat & a bird")]),
        ("<a class='btn btn-big' href=x>Go</a> on", [("button", "Go"), ("paragraph", "on")]),
        ("<p><a href=x>Only a link</a></p>", [("link", "Only a link")]),
        ("<input type=submit value='Send it'>", [("button", "Send it")]),
        ("<div style='display:none'>Psst</div><p>Hi", [("preheader", "Psst"), ("paragraph", "Hi")]),
        ("<p>Hi</p><div style='DISPLAY : none'>gone</div><p>there", [("paragraph", "Hi"), ("paragraph", "there")]),
        ("<div style='max-height:0px;overflow:hidden'>Psst&zwnj;&nbsp;&#847;&zwnj;</div>x", [("preheader", "Psst"), ("paragraph", "x")]),
        ("<mjml><mj-head><mj-preview>Psst</mj-preview></mj-head><mj-text>Hi</mj-text></mjml>", [("preheader", "Psst"), ("paragraph", "Hi")]),
        ("<mj-button href='x'>Go</mj-button>", [("button", "Go")]),
        ("<blockquote>they said</blockquote>", [("quote", "they said")]),
        ("<div style='white-space: pre-wrap'>one\ntwo\n\nthree</div>", [("paragraph", "one\ntwo"), ("paragraph", "three")]),
        ("<P>loud</P stray></b></p>end", [("paragraph", "loud"), ("paragraph", "end")]),
        ("1 < 2 and <3 you", [("paragraph", "1 < 2 and <3 you")]),
        ("<p title=x>unclosed <b tag", [("paragraph", "unclosed")]),
        ("ok<a href='never closed>gone", [("paragraph", "ok")]),
        ("ok<!-- never closed", [("paragraph", "ok")]),
        ("<svg><text>no</text></svg><template><p>no</p></template>yes", [("paragraph", "yes")]),
        ("<svg width=1 /><p>yes", [("paragraph", "yes")]),
        ("a<svg><circle><p>b", [("paragraph", "a"), ("paragraph", "b")]),
        ("<![CDATA[ no ]]>a <?php echo '>'; ?>b <!doctype x>c", [("paragraph", "a b c")]),
        ("a\0b &#0; &#13;\n c", [("paragraph", "ab \ufffd c")]),
        ("I </3 no > you </> too", [("paragraph", "I you too")]),
        ("<h1>Head</h2>text", [("heading", "Head"), ("paragraph", "text")]),
        ("<p>a<br>&nbsp;<br>b", [("paragraph", "a"), ("paragraph", "b")]),
        ("<textarea>Dear\n\n&amp; <b></textarea>x", [("paragraph", "Dear"), ("paragraph", "& <b>"), ("paragraph", "x")]),
        ("<td>a</td><td><div>b</td>c", [("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c")]),
        ("<span><div>one</span>two</div>three", [("paragraph", "onetwo"), ("paragraph", "three")]),
        ("<p>see <a>one<a>two</a> three</p>", [("paragraph", "see onetwo three")]),
        ("<div style='white-space:pre'>a\nb<p style='white-space:normal'>c\nd", [("paragraph", "a\nb"), ("paragraph", "c d")]),
        ("<a role=button>Go</a><a style='background:#00f;padding:9px'>Do</a>", [("button", "Go"), ("button", "Do")]),
        ("<table class=btn><tr><td><a href=x>Go</a></table>", [("button", "Go")]),
        ("<footer><table><tr><td>Bye", [("footer", "Bye")]),
        ("<div class=templateFooter><ul><li>Bye</ul></div>Hi", [("footer", "Bye"), ("paragraph", "Hi")]),
        ("<body class=has-footer>Hi", [("paragraph", "Hi")]),
        ("<img alt='&copy 1 &copy=2 &copying &amp; R&D'>", [("alt", "\u00a9 1 &copy=2 &copying & R&D")]),
        ("<abbr title='no'>a</abbr><input placeholder=no value=no><input type=image alt=Buy>", [("paragraph", "a"), ("button", "Buy")]),
        ("<mj-image alt='A boat' /><mj-text>b<br/>c</mj-text>", [("alt", "A boat"), ("paragraph", "b\nc")]),
        ("<p>&zwnj;&nbsp;</p>a", [("paragraph", "a")]),
        ("<IMG ALT=one alt=two SRC=x>", [("alt", "one")]),
        ("<div>Psst&nbsp;&zwnj;&nbsp;&zwnj;</div><h2>a\u200bb&#8203;</h2>", [("paragraph", "Psst"), ("heading", "a\u200bb")]),
        ("<table><thead><tr><th>Who<th>When<tbody><tr><td>Ann", [("cell", "Who"), ("cell", "When"), ("paragraph", "Ann")]),
        ("<table><tr><th class=columns><table><tr><th><p>Dear Ann</th><th class=expander></th></table></th></table>", [("paragraph", "Dear Ann")]),
        ("<div class=card-footer>Go on</div><div class=email-footer>Bye</div>", [("paragraph", "Go on"), ("footer", "Bye")]),
        ("<details><summary>More</summary><p>Words</details><noscript><p>No script</noscript>", [("paragraph", "More"), ("paragraph", "Words"), ("paragraph", "No script")]),
        ("<picture><source srcset=x><img alt='A boat'></picture><p aria-hidden=true>seen", [("alt", "A boat"), ("paragraph", "seen")]),
        ("<![if !mso]><p>yes</p><![endif]><!--[if !mso]><p>no</p><![endif]-->", [("paragraph", "yes")]),
    ],
)  # fmt: skip
def test_a_page_is_read_as_browsers_show_it(source: str, seen: list[tuple[str, str]]) -> None:
    """Markup, entities, hidden text, comments and broken tags: the words and roles are those a reader sees."""
    assert _seen(source) == seen


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<mj-navbar><mj-navbar-link href=x>One</mj-navbar-link><mj-navbar-link>Two</mj-navbar-link></mj-navbar>", [("link", "One"), ("link", "Two")]),
        ("<mj-social-element name=x alt='On X'>Share</mj-social-element>", [("alt", "On X"), ("link", "Share")]),
        ("<mj-image src=x alt='A boat' title='Ours' />", [("alt", "A boat"), ("alt", "Ours")]),
        ("<mj-button title='Soon'>Go <b>now</b></mj-button>", [("alt", "Soon"), ("button", "Go now")]),
        ("<mj-hero><mj-text>Hi</mj-text></mj-hero><mj-raw><p>raw</p></mj-raw>", [("paragraph", "Hi"), ("paragraph", "raw")]),
        ("<mj-table><tr><th>A</th><td>b</td></tr></mj-table>", [("cell", "A"), ("cell", "b")]),
        ("<mj-accordion-title>Why?</mj-accordion-title><mj-accordion-text>So</mj-accordion-text>", [("paragraph", "Why?"), ("paragraph", "So")]),
        ("<mj-head><mj-title>T</mj-title><mj-style>.x{}</mj-style><mj-attributes><mj-text a=b /></mj-attributes></mj-head>", [("title", "T")]),
        ("<mj-text mj-class='footer'>Bye</mj-text><mj-text css-class='preheader'>Psst</mj-text>", [("footer", "Bye"), ("preheader", "Psst")]),
        ("<mj-style>.no{display:none}</mj-style>Hi<mj-text css-class='no'>gone</mj-text>", [("paragraph", "Hi")]),
        ("<mj-list><mj-li>one</mj-li></mj-list>", [("item", "one")]),
    ],
)  # fmt: skip
def test_mjml_is_read_as_what_it_renders_to(source: str, seen: list[tuple[str, str]]) -> None:
    """The parts of an MJML mail are what they become: buttons, links, cells, a preheader, a footer."""
    assert _seen(source) == seen


def test_what_an_mjml_mail_includes_is_said_not_to_be_read() -> None:
    """A part that stands in another file is named; a style sheet that does is not missed."""
    document = read(
        "x.mjml", "<mj-include path='./head.mjml' /><mj-include path='./x.css' type='css' /><mj-text>a</mj-text>"
    )
    assert document.coverage.notes == ("what mj-include would bring in is not read (./head.mjml)",)


@pytest.mark.parametrize(
    ("sheet", "hidden"),
    [
        (".no{display:none}", True),
        ("#me { DISPLAY : None !important }", True),
        ("p.no, h1 > b {color: red; display: none;}", True),
        ("@import 'x.css'; /* } */ .no{display:none}", True),
        ("@media (max-width: 9px){.other{color:red}} .no{display:none}", True),
        (".no{display:none} @media print{.no{display:block}}", True),
        (".no{display:none} @media (min-width: 9px){.no{display:block}}", False),
        (".no{display:none} #me{display:block}", False),
        (".no{display:none} .no{display:block}", False),
        ("@media (max-width: 9px){.no{display:none}}", False),
        ("div .no, .no:hover, .no.way, .nothing{display:none}", False),
        ("/* .no{display:none} */ /* .no{display:none}", False),
        ("}}} .no{display:none", False),
    ],
)
def test_a_style_sheet_hides_what_it_names(sheet: str, hidden: bool) -> None:
    """Rules of one element, class or id hide text from everybody, unless a wide enough screen shows it again."""
    seen = _seen(f"<style>{sheet}</style><p>Hi</p><p class='a no' id=me>Psst</p>")
    assert seen == [("paragraph", "Hi"), *([] if hidden else [("paragraph", "Psst")])]


def test_an_element_overrules_the_style_sheet() -> None:
    """What an element says of itself counts, and a style sheet for print says nothing of the screen."""
    assert _seen("<style>p{display:none}</style><p style='display:block'>Hi") == [("paragraph", "Hi")]
    assert _seen("<style media=print>p{display:none}</style><p>Hi") == [("paragraph", "Hi")]


@pytest.mark.parametrize(
    ("source", "seen", "hidden"),
    [
        ("<td style='font-size:0px'><div style='font-size:13px'>Hi</div>no</td>", [("paragraph", "Hi")], 2),
        ("<td style='font-size:0'><b style='font-size:100%'>Psst</b><img alt='A boat'></td>", [("preheader", "Psst"), ("alt", "A boat")], 0),
        ("Hi<div style='visibility:hidden'>no<b style='visibility:visible'>yes", [("paragraph", "Hi"), ("paragraph", "yes")], 2),
        ("Hi<div style='display:none'><b style='display:block'>no", [("paragraph", "Hi")], 2),
        ("Hi<i style='opacity:0.5'> there</i>", [("paragraph", "Hi there")], 0),
        ("Hi<i style='overflow:hidden;height:0'>no</i><i style='mso-hide:all'>no</i>", [("paragraph", "Hi")], 4),
        ("<div hidden><p>One</p><p>Two<br>Three</div>Hi", [("preheader", "One Two Three"), ("paragraph", "Hi")], 0),
        ("<div hidden>Psst</div><div hidden>no</div>Hi", [("preheader", "Psst"), ("paragraph", "Hi")], 2),
        ("<div hidden>&zwnj;&nbsp;</div><div hidden>Psst</div>", [("preheader", "Psst")], 1),
        ("<td class=preheader>Psst&zwnj;&nbsp;</td><td>Hi", [("preheader", "Psst"), ("paragraph", "Hi")], 1),
        ("<div hidden><textarea>One</textarea>Two</div>", [("preheader", "One Two")], 0),
        ("<style>.pre{display:none}</style><div class=pre>Psst</div>Hi", [("preheader", "Psst"), ("paragraph", "Hi")], 0),
        ("<style>.no{display:none}</style>Hi<img class=no alt=no>", [("paragraph", "Hi")], 0),
        ("<div style='font-size:1px;color:#fff'>Psst</div><div style='font-size:12px'>Hi", [("preheader", "Psst"), ("paragraph", "Hi")], 0),
        ("<nav>Go</nav><div hidden>no</div>Hi", [("paragraph", "Go"), ("paragraph", "Hi")], 2),
        ("<div hidden>no</div><form>Hi</form>", [("paragraph", "Hi")], 2),
        ("<img style='display:none' alt=no><p hidden><img alt=no></p>Hi", [("paragraph", "Hi")], 0),
    ],
)  # fmt: skip
def test_hidden_text_is_the_preheader_or_is_counted(source: str, seen: list[tuple[str, str]], hidden: int) -> None:
    """The first hidden text is the preheader; other hidden text is judged by nobody, and said to be there."""
    assert _seen(source) == seen
    assert read("x.html", source).coverage.aside.get("hidden", 0) == hidden


def test_hidden_text_in_the_middle_of_another_format_is_no_preheader() -> None:
    """A hidden element inside a Markdown message hides its text and does not open the message."""
    source = "Dear Ann,\n\n<div hidden>no</div><p>yes</p>"
    blocks = read_blocks(source, find_templates(source), 11, len(source))
    assert [(block.role, block.text) for block in blocks] == [("paragraph", "yes")]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<p>Hello", "page"),
        ("<div hidden>Psst</div>", "email"),
        ("<!--[if mso]>x<![endif]-->", "email"),
        ("<!-- [if gte mso 9]>x<![endif]-->", "email"),
        ("<mjml></mjml>", "email"),
        ("<p>{{ unsubscribe_url }}", "email"),
        ("<p>Bye <a href=x>Unsubscribe</a>", "email"),
        ("<p>How to <b>unsubscribe</b> from a list", "page"),
        ("<nav>x</nav><p><a href=x>Unsubscribe</a>", "page"),
        ("<div hidden>Psst</div><script>x</script>", "page"),
        ("<div hidden>Psst</div><script type='application/ld+json'>x</script>", "email"),
        ("<mj-text>x</mj-text>", "email"),
        ("<p style='mso-line-height-rule:exactly'>x", "email"),
        ("<table width=600 cellpadding=0 role=presentation><tr><td>x", "email"),
        ("<table cellpadding=0><tr><td>x</table><form><input></form>", "page"),
        ("<table><tr><td>x", "page"),
    ],
)
def test_a_mail_is_told_from_a_page(source: str, kind: str) -> None:
    """What only mails have (a preheader, Outlook's comments, a link to unsubscribe, MJML) makes it one."""
    assert read("x.html", source).kind == kind


_PLACE = "<td>Acme Inc, 12 Main Street, Springfield, IL 62704</td>"
_LEAVE = "<td><a href=x>Unsubscribe</a> | <a href=y>Privacy</a></td>"


@pytest.mark.parametrize(
    ("end", "roles"),
    [
        (_PLACE + _LEAVE, ["footer", "footer"]),
        (_LEAVE + "<p>Acme</p>" + _PLACE, ["footer", "footer", "footer"]),
        ("<td>You receive this mail as a member.</td>" + _PLACE + _LEAVE, ["footer", "footer", "footer"]),
        ("<td>{{ company_address }}</td><a href=x>Manage preferences</a>", ["footer", "footer"]),
        ("<p>We shall be at the harbour all week, and would be glad to see you there.</p>" + _PLACE + _LEAVE, ["paragraph", "footer", "footer"]),
        ("<p>Best,<br>Ann</p>" + _PLACE + _LEAVE, ["paragraph", "footer", "footer"]),
        (_PLACE, ["paragraph"]),
        (_LEAVE, ["paragraph"]),
        (_PLACE + _LEAVE + "<p>There is more to say, and it is said here, in a longer paragraph.</p>", ["paragraph", "paragraph", "paragraph"]),
    ],
)  # fmt: skip
def test_the_address_and_the_way_out_are_the_footer(end: str, roles: list[str]) -> None:
    """The sender's address and a way to leave, together at the end of a mail, are its footer."""
    assert [role for role, _ in _seen(f"<p>Dear Ann,</p><table><tr>{end}")] == ["paragraph", *roles]


@pytest.mark.parametrize(
    ("source", "aside"),
    [
        ("<figure><blockquote>She helped.</blockquote><figcaption>Ann</figcaption></figure>", ["She helped."]),
        (
            "<div class=testimonial><p>She helped.</p><p>Ann, Oslo</p><a class=btn>Read on</a></div>",
            ["She helped.", "Ann, Oslo"],
        ),
        ("<div class='testimonials'><h2>They say</h2><div class='testimonial-card'>Good</div></div>", ["Good"]),
        ("<div itemprop=reviewBody>Good</div><div class=testimonial-form>Say it", ["Good"]),
        ("<p class=my-testimonials>We asked them", []),
    ],
)
def test_what_somebody_else_said_is_set_aside(source: str, aside: list[str]) -> None:
    """A quotation, or a customer's words in a box of their own, is read and not judged; our headline is."""
    assert [block.text for block in _blocks(source) if block.zone == "quote"] == aside


def test_a_quotation_inside_a_sentence_is_set_aside() -> None:
    """A quotation that names its source is somebody else's; the sentence around it is ours."""
    first, second = _blocks("<p>She said <q cite=x>we care</q>, twice.</p><p>The <q>best</q> one")
    assert [(zone.name, zone.span.of(first.text)) for zone in first.zones] == [("quote", "we care")]
    assert not second.zones


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/b_(c). Or (www.b.example), now", ["https://a.example/b_(c)", "www.b.example"]),
        ("at hello.coop/join or x.com, and/or 24/7, e.g./i.e.", ["hello.coop/join", "x.com"]),
        ("write to a.b@c.example or mailto:x", ["a.b@c.example", "mailto:x"]),
        ("http://localhost:3000 is 3.5/5", ["http://localhost:3000"]),
        ("No address. Nor here", []),
    ],
)
def test_addresses_are_found_in_text(text: str, found: list[str]) -> None:
    """URLs and mail addresses are found without the marks of the sentence around them."""
    assert [text[start:end] for start, end, _ in find_zones(text)] == found


def test_a_merge_tag_that_looks_like_an_address_is_none() -> None:
    """`{{ contact.info }}` stays a merge tag; a URL that holds a merge tag stays a URL."""
    first, second = _blocks("<p>Hi {{ contact.info }}</p><p>https://x.example/{{contact.id}}</p>")
    assert (first.zones, len(first.slots)) == ((), 1)
    assert [zone.name for zone in second.zones] == ["url"]


def test_code_and_addresses_inside_a_sentence_are_set_aside() -> None:
    """Code and URLs stay in the sentence and are zones that nobody judges."""
    (block,) = _blocks("<p>Run <code>leads()</code> at https://x.example/leads, or write a@x.example.</p>")
    assert [(zone.name, zone.span.of(block.text)) for zone in block.zones] == [
        ("code", "leads()"), ("url", "https://x.example/leads"), ("address", "a@x.example"),
    ]  # fmt: skip


def test_merge_tags_stand_in_the_text_and_logic_does_not() -> None:
    """A merge tag is a slot of its block, with its exact words; template logic is shown to nobody."""
    (block,) = _blocks("<p>Hi {% if x %}dear{% endif %} {{ user.first_name }}!</p>")
    assert block.text == "Hi dear {{ user.first_name }}!"
    assert [slot.text for slot in block.slots] == ["{{ user.first_name }}"]


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 50_000 + "deep",
        "<p>" * 50_000 + "deep",
        "<b><table><td>" * 10_000 + "deep",
        "<a " * 100_000,
        "<!--" * 100_000,
        "<![" * 100_000,
        "&" * 100_000,
        "<" * 100_000,
        "</b>" * 100_000,
        "<a b='" * 100_001,
        "x" * 1_000_000,
        "<!--[if " * 30_000,
        "<a href=x " * 100_000,
        "<!--" + "-" * 300_000,
        "<code>x</code> a.example/b " * 20_000,
        "<img alt=x>" * 20_000 + "<p hidden>y</p>" * 20_000,
        "<p hidden>" + "&zwnj;" * 100_000,
        "&#" + "1" * 5_000 + ";",
        "<title>x</title>" * 20_000,
        "<p style='" + "a:b;" * 100_000 + "'>x",
        "<style>" + "/*" * 300_000,
        "<style>" + "a{" * 200_000,
        "<style>" + "a{display:none}" * 50_000 + "</style>" + "<p class='a b c'>x" * 20_000,
        "<p>1 Main 1 Main " * 50_000,
        "<mj-include path=x />" * 30_000,
    ],
)
def test_hostile_pages_are_read_to_the_end(source: str) -> None:
    """Deep nesting, unclosed constructs and endless lines neither crash nor hang."""
    read("x.html", source)


def test_alternatives_are_apart() -> None:
    """What stands on both sides of an else is apart, between tags, in lines that are kept and in attributes."""
    choice = "{% if x %}Hello {{ x }},{% else %}Hello,{% endif %}"
    for source in (f"<p>{choice}</p>", f"<pre>{choice}</pre>", f'<img alt="{choice}">', f"<p hidden>{choice}</p>"):
        assert _blocks(source)[0].text == "Hello {{ x }},\nHello,"
    assert _blocks("<p>{% if x %}<b>Hello</b> \n{% else %}\n <i>Bye</i>{% endif %}</p>")[0].text == "Hello \nBye"
    assert [block.text for block in _blocks("{% if x %}<p>A</p>{% else %}<p>B</p>{% endif %}")] == ["A", "B"]


TAGS = st.sampled_from(
    ["{% else %}", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<br>", "<table>", "<td>", "</table>", "<li>", "<a href='x'>", "</a>", "<pre>",
     "</pre>", "<svg>", "</svg>", "<textarea>", "<p style='font-size:0'>", "<b style='font-size:1px'>", "<td class='btn'>", "</3", "&#13;", "\0", "<!--", "-->", "<script>", "</script>", "<div style='display:none'>", "&amp;", "&nbsp;", "&", "<", ">", " ", "\n", "\n\n",
     "word", "{{name}}", "{% if %}", "<title>", "</title>", "<img alt='x y'>", "<h1>", "<blockquote>", "'", '"', "https://a.b/c"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=100), st.lists(TAGS, max_size=25).map("".join)))
def test_any_soup_of_tags_maps_back(source: str) -> None:
    """Whatever the markup, reading does not crash, is the same each time, and every piece maps back."""
    assert _blocks(source) == _blocks(source)
