"""Merge tags and template logic: what is found, whose it is, and what is left alone."""

from __future__ import annotations

import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartlint.read import html, markdown, plain
from heartlint.read.templates import Templates, find_templates
from heartlint.text import Slot, Span

GIVEN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "tokens.toml").read_text("utf-8"))
CONTEXTS = (
    "{} is what we wrote to you about.",
    "We thought of {} again this morning.",
    "This is all that we know about {}.",
    "Hi {}, how have you been?",
    "They said “{}”: nothing more!",
)


def _only(source: str) -> Slot:
    """The one slot of a source."""
    slots = find_templates(source).slots
    assert len(slots) == 1, slots
    return slots[0]


def _shown(source: str) -> list[str]:
    """What a reader is shown of a source, slots in angle quotes, a bar where alternatives are apart."""
    shown = find_templates(source).shown(0, len(source))
    as_seen = {"text": "{}", "slot": "‹{}›", "branch": "|"}
    return [as_seen[what].replace("{}", source[low:high]) for low, high, what in shown]


@pytest.mark.parametrize("family", sorted(GIVEN["tokens"]))
def test_tags_are_found_with_their_owner_and_fallback(family: str) -> None:
    """Every tag of a family is found whole, anywhere in a sentence, with its field, role and fallback."""
    wrong = []
    for text, (role, field, *fallback) in GIVEN["tokens"][family].items():
        expected = (text, family, role, field, fallback[0] if fallback else None)
        for context in CONTEXTS:
            slots = find_templates(context.replace("{}", text)).slots
            found = [(slot.text, slot.family, slot.role, slot.field, slot.fallback) for slot in slots]
            if found != [expected]:
                wrong.append((context, expected, found))
    assert not wrong


@pytest.mark.parametrize("text", GIVEN["logic"])
def test_logic_is_no_readers_field(text: str) -> None:
    """Conditions, loops, spintax and code are never taken for copy, nor for a field of the reader's."""
    source = f"And so\n{text}\nit goes on."
    found = find_templates(source)
    left = [source[low:high] for low, high, what in found.shown(7, 7 + len(text)) if what == "text"]
    assert not "".join(left).strip()
    assert [slot for slot in found.slots if slot.role == "personal"] == []


@pytest.mark.parametrize("text", GIVEN["near_misses"])
def test_ordinary_text_holds_no_tags(text: str) -> None:
    """Links, code, prices, hashtags and bracketed asides are left alone."""
    assert find_templates(text) == Templates(text)


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("{% if customer.first_name %}{{ customer.first_name }}{% endif %}", [True]),
        ("{% if name %}Hi {{ name }}{% else %}{{ name }}{% endif %} {{ name }}", [True, False, False]),
        ("{% if not name %}{{ name }}{% else %}{{ name }}{% endif %} {{ name }}", [False, True, False]),
        ("{% if name == '' %}{{ name }}{% elif city %}{{ name }}{{ city }}{% endif %}", [False, True, True]),
        ("{% if name is none %}{{ name }}{% else %}{{ name }}{% endif %}", [False, True]),
        ("{% if name is not none %}{{ name }}{% else %}{{ name }}{% endif %}", [True, False]),
        ("{% if not a %}x{% elif not b %}{{ a }}{{ b }}{% else %}{{ a }}{{ b }}{% endif %}", [True, False, True, True]),
        ("{% if a and not b %}{{ a }}{{ b }}{% else %}{{ a }}{{ b }}{% endif %}", [True, False, False, True]),
        ("{% if city %}{% if not name %}x{% else %}{{ name }}{% endif %}{{ name }}{% endif %}", [True, False]),
        ("{% unless name == blank %}{{ name }}{% endunless %}", [True]),
        ("{% unless name %}{{ name }}{% else %}{{ name }}{% endunless %}", [False, True]),
        ("{% case tier %}{% when 'gold' %}{{ tier }}{% else %}{{ tier }}{% endcase %}{{ tier }}", [True, True, False]),
        ("{{^name}}{{name}}{{/name}}", [False]),
        ("{{#if name}}x{{^}}{{name}}{{/if}}", [False]),
        ("{{#unless name}}{{name}}{{else}}{{name}}{{/unless}}", [False, True]),
        ("{{ if not .Name }}{{ .Name }}{{ else }}{{ .Name }}{{ end }}", [False, True]),
        ('{{ if eq .Name "" }}{{ .Name }}{{ else }}{{ .Name }}{{ end }}', [False, True]),
        ("*|IFNOT:FNAME|**|FNAME|**|ELSE:|**|FNAME|**|END:IF|*", [False, True]),
        ("%%[ IF EMPTY(@name) THEN ]%%%%=v(@name)=%%%%[ ELSE ]%%%%=v(@name)=%%%%[ ENDIF ]%%", [False, True]),
        ("<% if user.name.blank? %><%= user.name %><% else %><%= user.name %><% end %>", [False, True]),
        ("<% unless user.name %><%= user.name %><% else %><%= user.name %><% end %>", [False, True]),
        ("<% if (!user.name) { %><%= user.name %><% } else { %><%= user.name %><% } %>", [False, True]),
        ("%IF !$FIRSTNAME%%FIRSTNAME%%ELSE%%FIRSTNAME%%/IF%", [False, True]),
        ("<#if !NAME??>${NAME}<#else>${NAME}</#if>", [False, True]),
        ("#if(!$lead.FirstName) ${lead.FirstName} #else ${lead.FirstName} #end", [False, True]),
        ("[% UNLESS name %][% name %][% ELSE %][% name %][% END %]", [False, True]),
        ("{if !$name}{$name}{else}{$name}{/if}", [False, True]),
        ("{% if a %}x{% elsif name %}{{ name }}{% endif %}", [True]),
        ("{% if city %}{% if name %}x{% endif %}{{ city }}{{ name }}{% endif %}", [True, False]),
        ("{% if person|lookup:'City' %}{{ person|lookup:'City' }}{% endif %}", [True]),
        ("{% if UserAttribute['City'] %}{{UserAttribute['City']}}{% endif %}", [True]),
        ("{{#if first_name}}Hi {{first_name}}{{else}}Hi{{/if}} {{first_name}}", [True, False]),
        ("{{#unless name}}x{{else}}{{name}}{{/unless}}", [True]),
        ("{{#name}}{{name}}{{/name}}{{name}}", [True, False]),
        ("{{#if first_name}}{{first_name}}{{#else}}there{{#endif}}{{first_name}}", [True, False]),
        ("{{ if .Subscriber.Name }}{{ .Subscriber.Name }}{{ end }}{{ .Subscriber.Name }}", [True, False]),
        ("*|IF:FNAME|**|FNAME|**|ELSE:|*you*|END:IF|* *|FNAME|*", [True, False]),
        ("%%[ IF NOT EMPTY(@name) THEN ]%%%%=v(@name)=%%%%[ ENDIF ]%% %%=v(@name)=%%", [True, False]),
        ("<% if @user.name.present? %><%= @user.name %><% end %><%= @user.name %>", [True, False]),
        ("<% if (user.name) { %><%= user.name %><% } else { %>you<% } %><%= user.name %>", [True, False]),
        ("%IF $FIRSTNAME%%FIRSTNAME%%ELSE%there%/IF%, %FIRSTNAME%", [True, False]),
        ("<#if NAME?has_content>${NAME}<#else>you</#if> ${NAME}", [True, False]),
        ("#if($lead.FirstName) ${lead.FirstName} #else you #end ${lead.FirstName}", [True, False]),
        ("[% IF name %][% name %][% END %][% name %]", [True, False]),
        ("{if $name}{$name}{else}you{/if}{$name}", [True, False]),
        ("[if:city=Paris][city]you[else]you[endif] [city]", [True, False]),
        ('<t t-if="object.name"><t t-out="object.name"/></t><t t-out="object.name"/>', [True, False]),
        ("{% if contact.city %}{{ contact.firstname }}{% endif %}", [False]),
        ("{% if shop.name %}{{ customer.name }}{% endif %}", [False]),
        ("{% endif %}{{ name }}{% if name %}", [False]),
    ],
)
def test_a_condition_on_the_same_field_guards_a_tag(source: str, guarded: list[bool]) -> None:
    """A tag is guarded inside a condition on its own field, whatever the dialect, and nowhere else."""
    assert [slot.guarded for slot in find_templates(source).slots] == guarded


@pytest.mark.parametrize(
    ("source", "text", "field"),
    [
        ("Hi {{first_name},", "{{first_name}", "first_name"),
        ("Hi {first_name}},", "{first_name}}", "first_name"),
        ("Hi {{first_name, hello", "{{first_name", "first_name"),
        ("Hi {{{first_name}},", "{{{first_name}}", "first_name"),
        ("Hi *|FNAME*,", "*|FNAME*", "FNAME"),
        ("Hi %%first_name%,", "%%first_name%", "first_name"),
        ("Hi [[first_name],", "[[first_name]", "first_name"),
        ("Hi _|FNAME|_!", "_|FNAME|_", "FNAME"),
        ("Hi &#123;&#123;first_name&#125;&#125;,", "&#123;&#123;first_name&#125;&#125;", "first_name"),
        ("https://x.example/?n=%7B%7Bfirst_name%7D%7D", "%7B%7Bfirst_name%7D%7D", "first_name"),
        ("Hi \\{\\{first_name\\}\\},", "\\{\\{first_name\\}\\}", "first_name"),
        ("{{ name | default: “there” }}", "{{ name | default: “there” }}", "name"),
        ("{{ name | default: 'there }}", "{{ name | default: 'there }}", "name"),
        ("{{<b>name</b>}}", "{{<b>name</b>}}", "name"),
    ],
)
def test_a_tag_that_no_platform_renders_says_so(source: str, text: str, field: str) -> None:
    """A broken, escaped or curly-quoted tag is still found, and says what is wrong with it."""
    slot = _only(source)
    assert (slot.text, slot.field) == (text, field)
    assert slot.syntax_fault


@pytest.mark.parametrize(
    "source",
    [
        "{{ name | default: 'don’t go' }}",
        '{{ name | default: "there" }}',
        "[Recipient’s Name]",
        "{{ name | default: &quot;there&quot; }}",
        "{{ first\\_name }}",
    ],
)
def test_a_sound_tag_has_no_fault(source: str) -> None:
    """Typographic apostrophes in a text, entities and Markdown's escapes are no faults of a tag."""
    assert not _only(source).syntax_fault


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("{{ first_name }}", "token"),
        ("[firstname]", "token"),
        ("[FIRST_NAME]", "token"),
        ("[Name] [Email,fallback=x]", "token"),
        ("[Name]", "blank"),
        ("[First Name]", "blank"),
        ("[INSERT PAIN POINT HERE]", "blank"),
        ("[your company]", "blank"),
        ("<first name>", "blank"),
        ("{{Your Name}}", "blank"),
        ("{{UNKNOWN}}", "blank"),
        ("{{insert a warm line about their last post}}", "blank"),
        ("Only [X] seats", "blank"),
        ("We will call XX soon", "blank"),
        ("Name: ____", "blank"),
        ("{Hi|Hello|Hey}", "spintax"),
        ("{Hi {there|friend}|Hello}", "spintax"),
        ("{{I noticed|I saw that}}", "spintax"),
        ("{{RANDOM | Hi {{firstName}} | Hello}}", "spintax"),
        ("{{icebreaker}}", "icebreaker"),
        ("{{ personalized_line }}", "icebreaker"),
        ("[icebreaker]", "icebreaker"),
    ],
)
def test_blanks_spintax_and_icebreakers_are_told_apart(source: str, kind: str) -> None:
    """A merge tag, a blank left in, spintax and a slot for machine-made attention are different things."""
    assert find_templates(source).slots[0].kind == kind


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("{% blocktrans with name=hall.title %}{{ name }}{% endblocktrans %}", ["hall.title unknown"]),
        ("{% blocktrans with user.first_name as name %}{{ name }}{% endblocktrans %}", ["user.firstname personal"]),
        ("{% trans name=user.nickname, day='x' %}{{ name }}{% endtrans %}{{ name }}", ["user.nickname personal", "name personal"]),
        ("{% with who=guest %}{{ who.first_name }}{% endwith %}", ["guest.firstname personal"]),
        ("{% set name = event.title %}{{ name }}", ["event.title plumbing"]),
        ("{% with a=user %}{% with b=a.city %}{{ b }}{% endwith %}{% endwith %}", ["user.city personal"]),
        ("{% for user in users %}{{ user.first_name }}{% endfor %}{{ user.first_name }}",
         ["each.user.firstname unknown", "user.firstname personal"]),
        ("{{#each halls}}{{name}}{{/each}}{{name}}", ["each.name unknown", "name personal"]),
        ("{{range .Halls}}{{.Name}}{{end}}{{.Name}}", ["each.name unknown", "name personal"]),
        ("{% with name='Ann' %}{{ name }}{% endwith %}", ["ann plumbing"]),
        ("{% include 'x' with name=hall.title %}{{ name }}", ["name personal"]),
    ],
)  # fmt: skip
def test_a_tag_above_says_what_a_name_stands_for(source: str, fields: list[str]) -> None:
    """A name that a tag binds is the field it is bound to, up to the end of that tag and no further."""
    found = [f"{slot.path} {slot.role}" for slot in find_templates(source).slots]
    assert found == fields


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("{% if a.nick %}{% blocktrans with name=a.nick %}{{ name }}{% endblocktrans %}{% endif %}", True),
        ("{% if a.hat %}{% blocktrans with name=a.nick %}{{ name }}{% endblocktrans %}{% endif %}", False),
        ('{% blocktrans with name=a.nick|default:"friend" %}{{ name }}{% endblocktrans %}', True),
        ('{% blocktrans with name=a.nick|default:"" %}{{ name }}{% endblocktrans %}', False),
    ],
)
def test_a_field_is_guarded_under_the_name_it_is_given(source: str, guarded: bool) -> None:
    """A condition on a field, or a fallback where it is given a name, guards the name as well."""
    assert _only(source).guarded is guarded


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{% csrf_token %} {{ form|crispy }}", "token"),
        ("{% csrf_token %} {{ page.form | as_p | tidy }}", "token"),
        ("{{ form|crispy }}", "spintax"),
        ("{% if a %}{{ Hi there|Good day }}{% endif %}", "spintax"),
    ],
)
def test_a_bar_in_a_django_template_stands_before_a_filter(text: str, kind: str) -> None:
    """Where tags of Django or Jinja stand, single words behind a bar are filters and no alternatives."""
    assert find_templates(text).slots[-1].kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "fallback"),
    [
        ("{{first_name|Friend}}", "token", "Friend"),
        ("{{company | upper}}", "token", None),
        ("{{ first_name | strip | default: 'you' | title }}", "token", "you"),
        ("{{great|good|fine}}", "spintax", None),
        ("{first_name|there}", "token", "there"),
        ("{{ user.name if user.name else 'you' }}", "token", "you"),
        ("{name ? name : 'you'}", "token", "you"),
        ('#{@user&.handle || "there"}', "token", "there"),
        ('{{ event.date | date: "%B %d" }}', "token", None),
    ],
)
def test_what_follows_a_pipe_is_a_filter_a_fallback_or_spintax(text: str, kind: str, fallback: str | None) -> None:
    """Text for an empty field is told from filters, and both from alternatives."""
    slot = _only(f"We wrote to {text} today.")
    assert (slot.text, slot.kind, slot.fallback) == (text, kind, fallback)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("{{ user.first_name }}", "personal"),
        ("{!User.FirstName}", "sender"),
        ("{{ my.first_name }}", "sender"),
        ("{{ my.Event Date }}", "plumbing"),
        ("{{ company.name }}", "personal"),
        ("~Company.Name~", "sender"),
        ("{{ order.customer.first_name }}", "personal"),
        ("{{ contact.owner.first_name }}", "sender"),
        ("{{ product.title }}", "plumbing"),
        ("{{ article.title }}", "unknown"),
        ("{{ params.first_name }}", "personal"),
        ("{{ params.name }}", "plumbing"),
        ("{{ contact.favourite_tea }}", "unknown"),
        ("{{ account_manager_email }}", "contact_detail"),
        ("{{ renewal_date }}", "plumbing"),
        ("{{ log.user.first_name }}", "unknown"),
        ("{{ event.creator.full_name }}", "personal"),
        ("{{ letter.created_by_user.full_name }}", "unknown"),
        ("{{ hall.room.full_name }}", "unknown"),
        ("{{ inviterFirstName }}", "unknown"),
        ("{{ invitedByUsername }}", "unknown"),
        ("{{ invited_first_name }}", "personal"),
        ("{{ customerFirstName }}", "personal"),
    ],
)
def test_the_namespace_decides_whose_a_field_is(text: str, role: str) -> None:
    """The same name is the reader's, the sender's or nobody's by what stands before it."""
    assert _only(text).role == role


def test_lines_of_logic_are_masked_as_blank_lines() -> None:
    """A line that holds only logic is blank to Markdown; logic beside text and values become filler."""
    source = "a\n{% if x %} {# why #}\r\n- {{ x }}{% endif %}\n{% if\ny %}\n"
    assert find_templates(source).masked == "a\n" + " " * 20 + "\r\n- " + "x" * 18 + "\n     \n    \n"


def test_the_mask_does_not_depend_on_the_characters_of_the_source() -> None:
    """Private-use characters in the copy stay what they are."""
    assert find_templates("\ue000{% if x %}\ue000").masked == "\ue000xxxxxxxxxx\ue000"


def test_logic_is_hidden_and_values_are_shown() -> None:
    """What the reader is shown: text and values in order, without the logic between them."""
    assert _shown("Hi {% if n %}{{ n }}{% endif %}, bye") == ["Hi ", "‹{{ n }}›", ", bye"]


@pytest.mark.parametrize("text", GIVEN["branches"])
def test_alternatives_are_apart(text: str) -> None:
    """What stands before and behind an else, in any dialect, is never read as one: A, B and C are three."""
    shown = _shown(f"So {text} on.")
    assert "".join(shown) == ("So A|B|C on." if "C" in text else "So A|B on.")


@pytest.mark.parametrize("text", GIVEN["no_branches"])
def test_what_follows_a_condition_belongs_to_its_sentence(text: str) -> None:
    """The beginning and end of a condition, and code that shows nothing, part no sentence."""
    assert "".join(_shown(text)) == "So A on."


def test_only_whole_branches_are_given() -> None:
    """A stretch that cuts a branch in two shows nothing of it."""
    found = find_templates("A{% else %}B")
    assert [what for _, _, what in found.shown(0, 12)] == ["text", "branch", "text"]
    assert [what for _, _, what in found.shown(0, 5)] == ["text"]
    assert [what for _, _, what in found.shown(5, 12)] == ["text"]
    assert (found.parted(0, 12), found.parted(0, 5), found.parted(5, 12)) == (True, False, False)


def test_a_stretch_is_shown_from_its_first_to_its_last_character() -> None:
    """Only what lies inside the stretch asked for is given, slots cut to it."""
    found = find_templates("ab {{ n }} cd")
    assert list(found.shown(5, 12)) == [(5, 10, "slot"), (10, 12, "text")]
    assert list(found.shown(1, 2)) == [(1, 2, "text")]
    assert list(found.shown(5, 5)) == []


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{% trans "Write to us." %}', ["Write to us."]),
        ("{{ _('Write to us.') }}", ["Write to us."]),
        ('<%= link_to "Settings", settings_url %>', ["Settings"]),
        ('<%= header_section("Your last week") %>', ["Your last week"]),
        ("{% comment %} not {{ this }} {% endcomment %}this", ["this"]),
        ("{{!-- not {{ this }} --}}this", ["this"]),
        ("{# not this #}this", ["this"]),
        ("<%# not this %>this", ["this"]),
        ("{/* not this */}this", ["this"]),
        ("%%[ set @x = 1\n\nset @y = 2 ]%%this", ["this"]),
        ("{% raw %}{{ this }}{% endraw %}", ["{{ this }}"]),
        ('{{< figure src="a.png" >}}this', ["this"]),
    ],
)
def test_copy_inside_tags_is_shown_and_comments_are_not(source: str, shown: list[str]) -> None:
    """Sentences that stand inside a tag to be translated are copy; comments and code are not."""
    assert _shown(source) == shown


@pytest.mark.parametrize(("source", "shown"), GIVEN["copy"].items())
def test_words_given_to_a_helper_are_copy(source: str, shown: str) -> None:
    """What a tag translates, shows or hands on is read; the keys, paths, classes and dates beside it are not."""
    assert "".join(_shown(source)) == shown


@pytest.mark.parametrize("source", GIVEN["no_copy"])
def test_strings_that_nobody_is_shown_are_no_copy(source: str) -> None:
    """File names, classes, keys, formats and what is compared are passed over, though they hold two words."""
    found = find_templates(source)
    assert "".join(_shown(source)).strip("|") == ""
    assert not found.slots
    assert not found.asides


@pytest.mark.parametrize(("source", "asides"), GIVEN["asides"].items())
def test_sentences_that_stand_in_for_a_field_are_kept(source: str, asides: list[str]) -> None:
    """A fallback of two words is copy too; one word, a date's format or a column's name is not."""
    found = find_templates(f"See {source} now")
    assert [span.of(f"See {source} now") for span in found.asides] == asides
    assert "".join(_shown(f"See {source} now")) == f"See ‹{source}› now"


def test_a_sentence_in_place_of_a_field_is_a_block_of_its_own() -> None:
    """It follows the block that holds its slot; where the slot is shown as code, it is nobody's."""
    source = 'Hi {{ x | default: "dear friend" }} {{ y | default: "old one https://a.example/b" }}\n\nBye `{{ z or "you all" }}`'
    for reader in (html, markdown, plain):
        blocks = reader.read("x", source).blocks
        asides = [block.text for block in blocks if block.role == "other"]
        assert asides[:2] == ["dear friend", "old one https://a.example/b"]
        assert blocks[1].role == "other"
    blocks = markdown.read("x", source).blocks
    assert [block.role for block in blocks] == ["paragraph", "other", "other", "paragraph"]
    assert [zone.name for zone in blocks[2].zones] == ["url"]
    assert [piece.source.of(source) for piece in blocks[1].pieces] == ["dear friend"]


def test_a_tag_ends_within_its_paragraph() -> None:
    """An unclosed brace does not swallow the rest of a message."""
    assert find_templates("Hi {{ you\n\nBye }} now").slots == ()
    assert find_templates("Hi {{ " + "you " * 200 + "}} now").slots == ()
    assert find_templates("Hi %%=v(@" + "you" * 300 + ")=%% now").slots == ()


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<% oops <%= name %>", ["<% oops ", "‹<%= name %>›"]),
        ("{% oops {% if x %}", ["{% oops "]),
        ("{{ oops {{ name }}", ["{{ oops ", "‹{{ name }}›"]),
        ("%%[ oops %%[ set @x = 1 ]%%", ["%%[ oops "]),
        ('{{ "a b }} c" | d', ['{{ "a b }} c" | d']),
    ],
)
def test_an_unclosed_tag_does_not_swallow_the_next(source: str, shown: list[str]) -> None:
    """A tag that was never closed stays text, and the one after it is still found."""
    assert _shown(source) == shown


HOSTILE = (
    "{{", "{{ a", "{{a}}", "{{{", "{", "{a|", "{% if ", "{% if a %}", "{%", "[[", "[a", "[name] ", "%%",
    "%a", "%a%", "%%[", "%%=", "*|", "*|A", "<%", "<% a", "<a ", "<name>", "<#if ",
    "<script runat=server>", "$", "${a", "#a", "@A", "~~A", "::a", "((a", "__A", "-a", "&#123;", "\\{\\{",
    "{{#if a}}", "{{#a}}{{/b}}", "{% else %}", "{% elif not a %}", "{% when a %}", "{{^a}}{{/a}}", "{if a}",
    '{{ _("', '{{ _("a b") }}', "{{ a | b: 'c d' }}", '<%= t "a b"', "<?php ", "<?= $a ?>", "<@a b='c d'/>", '{% a "b c" %}',
    "%%[ SET @a = 'b c' ]%%", '("', "{l s='a b'}", "{{!--", "{% comment %}", "{#", "{/*", "XX ",
    "{% with a=b %}", "{% set a=a.b %}{{ a.c }}", "{% for a in b %}{{ a }}", "{{#each a}}{{b}}", "{% trans a=b %}{% endtrans %}",
    "{% with a='b' c=\"d %}", "{{ a|b }}{% c %}",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_length_of_the_source(unit: str) -> None:
    """Twice the delimiters make twice the work, not four times: a hostile message cannot stall a run."""

    def work(source: str) -> int:
        calls = 0

        def count(*_event: object) -> None:
            nonlocal calls
            calls += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            find_templates(source)
        finally:
            sys.setprofile(before)
        return calls

    find_templates(unit * 2000)  # what is remembered between runs is remembered now
    assert work(unit * 2000) <= 2.2 * work(unit * 1000) + 200


class _Watched(str):
    """A source that counts how many of its characters are searched."""

    __slots__ = ("searched",)
    searched: int

    def find(self, *sought: Any) -> int:
        """As str.find; what it looks at is counted."""
        at = super().find(*sought)
        self.searched += (len(self) if at == -1 else at) - sought[1]
        return at


@pytest.mark.parametrize(
    "unit",
    ["{% if ", "<% a ", "%%[ ", "%%= ", "{{!-- ", "{{/* ", "{# ", "{% comment %}", "<script runat=server>", "<?php "],
)
def test_what_is_never_closed_is_searched_for_once(unit: str) -> None:
    """A thousand unclosed tags do not each look for their end through all that follows."""
    source = _Watched(unit * 1000)
    source.searched = 0
    find_templates(source)
    assert source.searched <= 4 * len(source)


def test_plain_copy_is_handed_back_as_it_is() -> None:
    """A message without delimiters is not even copied."""
    source = "Thank you for coming on Friday, it was good to see you. " * 20
    assert find_templates(source).masked is source


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *HOSTILE, "first_name", " ", "\n", "\n\n", "\r\n", "}", "}}", "%}", "%>", "]", "]]", "|*", "*",
            "|", "'", '"', "“", ":", 'default: "x"', "if ", "else", "end", "{% endif %}", "{{/if}}",
            "{% endcomment %}", "</t>", "--}}", "*/}", "#}", "=%%", "]%%", ">", "»", "«", ")", "_", "é",
            "\ue000", "name", "Hi ", ".", "&#125;", '_("a b")', "link_to ",
        ],
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(FRAGMENTS, st.text(max_size=200)), st.integers(0, 200), st.integers(0, 200))
def test_any_text_is_taken_apart_without_loss(source: str, start: int, length: int) -> None:
    """Whatever the text, finding never fails: positions are exact, ordered and disjoint, and lines stay."""
    found = find_templates(source)
    assert found == find_templates(source)
    assert len(found.masked) == len(source)
    assert [(at, c) for at, c in enumerate(source) if c in "\r\n"] == [
        (at, c) for at, c in enumerate(found.masked) if c in "\r\n"
    ]
    assert list(found.slots) == sorted(found.slots, key=lambda slot: slot.span)
    assert list(found.hidden) == sorted(found.hidden)
    owners = [slot.span for slot in found.slots]
    assert all(any(owner.covers(span) for owner in owners) for span in found.asides)
    spans = sorted([*(slot.span for slot in found.slots), *found.hidden])
    assert set(found.branches) <= set(found.hidden)
    assert all(len(span) and span.end <= len(source) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(slot.text == slot.span.of(source) for slot in found.slots)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(found.masked[at] == c for at, c in enumerate(source) if at not in covered)
    start, end = min(start, len(source)), min(start + length, len(source))
    seen = [at for low, high, what in found.shown(start, end) if what != "branch" for at in range(low, high)]
    hidden = {at for span in found.hidden for at in range(span.start, span.end)}
    assert seen == [at for at in range(start, end) if at not in hidden]


def test_tags_side_by_side_are_apart() -> None:
    """Two tags without a space between them are two."""
    spans = [slot.span for slot in find_templates("*|FNAME|**|LNAME|*").slots]
    assert spans == [Span(0, 9), Span(9, 18)]
    assert [slot.text for slot in find_templates("%FIRSTNAME%%LASTNAME%").slots] == ["%FIRSTNAME%", "%LASTNAME%"]
