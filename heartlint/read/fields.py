"""What stands inside a merge tag: which field, whose it is, and what is printed when it is empty.

`templates` finds where a tag begins and ends; this module reads what is between its delimiters. A field
belongs to somebody: to the reader (personal, contact_detail), to the sender, or to nobody (plumbing: order
numbers, dates, links). Its namespace decides first ("sender.name" is never the reader's), then the lists
below, then the shape of the name. What none of them knows stays "unknown".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from heartlint.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heartlint.text import SlotKind, SlotRole


# ---------------------------------------------------------------------------------------------------------
# The vocabulary. Names are compared as `fold` makes them, with and without underscores.

PERSONAL: Final = """
    account_name acct_name achternaam address_block age alma_mater anniversary anrede apellido apellidos azienda
    birth_date birth_month birthdate birthday business business_name citta city ciudad cognome company
    company_name company_size competitor compliment compliment_line contact_person country country_name
    custom_compliment custom_intro custom_line custom_opener custom_opening custom_sentence date_of_birth
    dateofbirth department display_name dob efternamn employer empresa entreprise etternavn familia family_name
    favorite_category favorite_color favourite_color firma firmenname first first_line first_name first_sentence
    firstname fname formal_name fornavn full_name fullname funding gender given_name greeting_line handle
    headcount hobby home_city ice_breaker icebreaker icebreaker_line imie imya industry interests intro_line
    intro_sentence job_title jobtitle kids_names language last last_activity last_item last_login last_name
    last_order last_product last_purchase last_seen last_viewed_product lastname lead_score lead_status
    lifecycle_stage linkedin_post lname location loyalty_points loyalty_tier marital_status middle_name mname
    most_recent_location mutual_connection nachname name names nazwisko neighborhood niche nickname nom nombre
    nombre_completo nome observation observation_line opener opening_line opening_sentence organization_name
    pain_point painpoint personal_line personalisation personalised_line personalised_opening personalization
    personalized_intro personalized_line personalized_message personalized_opener personalized_opening
    personalized_sentence personalized_snippet pet_name plan plan_type points position postal_code
    preferred_name prenom pronouns province purchased_item recent_news recent_post region revenue role
    salutation school seniority signup_date sobrenome spouse_first_name stadt state surname team_size tech_stack
    tier timezone title town trigger_event u_fn u_ln university username vertical ville vip_status vokativ
    voornaam vorname zip zip_code zipcode
    город имя компания фамилия
"""

CONTACT_DETAIL: Final = """
    address address1 address2 address_1 address_2 cell e_mail email email_address email_to emailaddr
    facebook fax instagram ip_address linkedin linkedin_url mail mobile mobile_number phone phone1
    phone_number recipient sms street street_address to twitter website
"""

SENDER: Final = """
    account_owner account_signature agent_name booking_link brand_name calendly_link catalog_name
    company_address contact_address contact_information deal_owner from_email from_name
    html_can_spam_address_block html_signature lead_owner lead_owner_first_name mailing_address meeting_link
    member_busname my_name organization_address our_sales_contact owner owner_name physical_address
    postal_address rep_name reply_to sales_rep sender sender_email sender_first_name sender_info
    sender_info_singleline sender_name sender_signature shop_name signature site_name site_title
    store_name support_email support_phone workspace_name your_company your_email your_name your_phone
    your_position your_title your_website
"""

PLUMBING: Final = """
    account_id action_url ad_tracking amount archive archive_url booking_reference campaign_id campaign_name
    campaign_uid cart_url case_number change checkout_url confirmation_url confirmationurl contact_id
    coupon coupon_code cta curdate currency current_date current_day_number current_month current_year
    current_year_yyyy currentyear customer_id date deadline discount due_date email_id
    email_preference_center email_title entered event_date event_name expiry_date footer guid headline id
    invoice_number journey_name link link_browser list_id list_name listname login_link login_name
    manage_url message_id message_url mirror now now_weekday offer opt_in optin_url opt_out optout_url order
    order_date order_id order_items_table order_number order_total otp password permalink prefcenter
    preference_center preferences preheader price product product_name product_url profile_center_url
    promo_code purl1 quantity reconsent remove remove_web reset_link responder resubscribe shipping_method
    show_in_browser signdate sku sub_pref subject subscriber_id subtotal time today topic total
    track_view tracking tracking_image tracking_number tracking_url trackingimage uid unique_id unsub
    unsub_link memberidguid unsubscribe unsubscribe_link unsubscribe_url unsubscribelink unsubscribeurl update
    update_preferences update_profile updatelink url user_id user_track uuid verification_link
    view_as_page_url view_email_url view_in_browser view_online viewbrowser viewinbrowser voucher
    web_version webinar_title weblink webversion webview_text webview_url xtyear
"""

WEAK: Final = """
    account_name age business city company country department first funding gender hobby industry interests
    language last location name names neighborhood niche plan plan_type points position province region
    revenue role salutation school seniority state tier timezone title town username vertical zip
"""
"""Names of the reader only where the namespace is the reader's: `product.title` is not a person's."""

ICEBREAKERS: Final = """
    compliment compliment_line custom_compliment custom_intro custom_line custom_opener custom_opening
    custom_sentence first_line first_sentence ice_breaker icebreaker icebreaker_line intro_line intro_sentence
    observation observation_line opener opening_line opening_sentence personal_line personalisation
    personalised_line personalised_opening personalization personalized_intro personalized_line
    personalized_message personalized_opener personalized_opening personalized_sentence personalized_snippet
"""
"""Slots for a whole line of machine-made attention."""

FILTERS: Final = """
    abbreviate append at_least at_most cap_first capfirst capitalise capitalize ceil cgi_escape date
    date_format default_errors downcase e escape escape_once first first_word floatformat floor fn format
    format_date html humanize intcomma join json last length linebreaks linebreaksbr ljust localize lower
    lowercase lstrip money money_with_currency newline_to_br number number_format pluralize prepend proper
    propercase raw remove replace reverse round rstrip safe size slice slugify split strip strip_html
    striptags t time title titlecase titleize to_s translate trim truncate truncatechars truncatewords uc
    ucfirst ucwords unescape unsafe upcase upper uppercase url url_encode urlencode urlize word_count
    wordwrap
"""
"""What may follow a pipe without being the text for an empty field."""

METHODS: Final = frozenset(
    """capitalize capitalized downcase html_safe humanize presence present size split squish strftime strip
    titleize titlecase to_s to_string trim upcase tolowercase touppercase
    any blank empty exists isempty nil""".split(),
)
"""Trailing calls that change how a field looks or ask whether it is there, not which field it is."""

RECIPIENTS: Final = frozenset(
    """account accounts attendee attributes attribs billing_address buyer candidate cf client company contact
    contact_field contactfield contacts creator custom custom_attribute customer data_customer donor
    employee field guest invitee lead leadfield leads learner member mentor object partner patient person
    profile prospect reader receiver recipient shipping_address student subscriber target_data userattribute
    user_attribute user volunteer companyfield ud billing shipping""".split(),
)
SENDERS: Final = frozenset(
    """agent brand organization organisation our_sales_contact owner ownerfield sender shop site
    site_settings store workspace rep""".split(),
)
PLUMBERS: Final = frozenset(
    """campaign cart case content coupon deal invoice item journey li line list mc message newsman
    optin order page post product productset program social system tax_line transaction visit date""".split(),
)
COURIERS: Final = frozenset(
    """context custom_data data data_feed event event_attribute event_properties eventattribute params
    trigger tx transactional""".split(),
)
"""Namespaces that carry whatever was sent along: mostly order data, now and then a first name."""

OTHERS: Final = frozenset(
    """approver assignee attachment author blocked_room blocked_rooms comment commenter committer document each editor
    file host instructor inviter log log_entry logentry maintainer organiser organizer project projects repository
    review reviewer room rooms seller session speaker submitter teacher translator uploader venue""".split(),
)
"""Namespaces of things, and of people who are spoken of: whoever stands in them is not the reader."""
OTHERS_BY: Final = re.compile(
    r"(?:approved|assigned|changed|created|deleted|invited|modified|posted|referred|rejected|requested|reviewed|sent"
    r"|shared|submitted|updated|uploaded)_?by(?:_|\Z)"
)
"""Who did something: `created_by_user`, `invitedByUsername`."""

PREFIXES: Final = (
    "contact_", "customer_", "recipient_", "recipients_", "subscriber_", "member_", "lead_", "prospect_",
    "prospects_", "billing_", "shipping_", "merge_", "c_", "m_", "user_", "custom_", "client_", "person_",
    "partner_", "partner_user_", "receiver_", "buyer_", "donor_", "guest_", "patient_", "student_",
    "employee_", "learner_", "attendee_", "reader_", "mentor_", "new_", "their_", "target_",
    "insert_recipient_", "insert_", "ai_", "gpt_",
)  # fmt: skip
GLUED: Final = ("user", "contact", "customer", "recipient", "subscriber", "member", "merge")
SENDER_PREFIXES: Final = (
    "your_", "sender_", "sig_", "my_", "our_", "owner_", "rep_", "agent_", "from_", "support_", "assigned_",
    "assigned_person_", "organizer_", "main_organizer_", "lead_owner_", "account_owner_", "sales_rep_",
    "workspace_", "shop_", "store_", "site_", "brand_", "csm_", "author_", "sales_",
)  # fmt: skip
PLUMBING_PREFIXES: Final = ("event_", "order_", "invoice_", "product_", "now_", "current_", "list_", "campaign_")
PLUMBING_SUFFIXES: Final = (
    "_url", "_link", "_id", "_ids", "_date", "_number", "_at", "_count", "_total", "_code", "_price", "_amount",
    "_days", "_time", "_text", "_token", "_pixel", "_title", "_description", "_percent", "_length", "_html",
)  # fmt: skip
NAME_SUFFIXES: Final = (
    "_first_name", "_last_name", "_firstname", "_lastname", "_full_name", "_nickname", "_handle", "_username",
)  # fmt: skip


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """A field name as it is compared: `firstName`, `First Name` and `FIRST-NAME` become `first_name`."""
    if not name.isascii():
        import unicodedata  # noqa: PLC0415 - most names are ASCII

        apart = unicodedata.normalize("NFKD", name)
        name = "".join(char for char in apart if not unicodedata.combining(char))
    name = re.sub(r"[’']s\b", "", name)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^\w]+|_+", "_", name).strip("_").replace("__", "_").lower()


def _names(text: str) -> frozenset[str]:
    # nearly all are written folded; to fold them anew at every start takes longer than to read a mail
    return frozenset(
        name if name.islower() and name.isidentifier() and name == name.strip("_") else fold(name)
        for name in text.split()
    )


def _both(text: str) -> Iterator[str]:
    for name in _names(text):
        yield name
        yield name.replace("_", "")


ROLES: Final[dict[str, SlotRole]] = {
    **dict.fromkeys(_both(PERSONAL), "personal"),
    **dict.fromkeys(_both(CONTACT_DETAIL), "contact_detail"),
    **dict.fromkeys(_both(PLUMBING), "plumbing"),
    **dict.fromkeys(_both(SENDER), "sender"),
}
_EMARSYS: Final[dict[str, SlotRole]] = {"1": "personal", "2": "personal", "3": "contact_detail"}
_WEAK: Final = _names(WEAK)
_ICEBREAKERS: Final = frozenset(_both(ICEBREAKERS))
_FILTERS: Final = frozenset(_both(FILTERS)) | {"titlecase"}


@lru_cache(maxsize=8192)
def listed(name: str) -> tuple[str, SlotRole] | None:
    """The listed name that `name` is a spelling of, and its role; None when no list knows it."""
    key = fold(name)
    if key not in ROLES:  # CURDATE+10, First_Name___Copy_1, custom_2
        key = re.sub(r"_\d+$", "", fold(re.sub(r"[+-]\d+$|___.*$", "", name)))
    for form in _forms(key):
        role = ROLES.get(form) or ROLES.get(form.replace("_", ""))
        if role:
            return form, role
    for prefix in SENDER_PREFIXES:
        if key.startswith(prefix) and len(key) > len(prefix):
            rest = ROLES.get(key[len(prefix) :]) or ROLES.get(key[len(prefix) :].replace("_", ""))
            if rest:
                return key, "plumbing" if rest == "plumbing" else "sender"
    return None


def _forms(key: str) -> Iterator[str]:
    """The name itself, then without the prefixes and suffixes that platforms put on."""
    yield key
    for suffix in ("_fix", "_c", "_here"):
        if key.endswith(suffix):
            key = key.removesuffix(suffix)
            yield key
    for prefix in PREFIXES:
        if key.startswith(prefix) and len(key) > len(prefix):
            yield key[len(prefix) :]
    if key.startswith("custom_"):
        yield from _forms(key.removeprefix("custom_"))
    for glued in GLUED:
        if key.startswith(glued) and len(key) >= len(glued) + 4:
            yield key[len(glued) :]


def shaped(name: str) -> SlotRole:
    """The role that the ending or beginning of an unlisted name gives away, else "unknown"."""
    key = fold(name)
    if key.endswith(NAME_SUFFIXES):
        return "unknown" if _of_others(key) else "personal"
    if key.endswith(("_email", "_phone", "_mobile", "_email_address")):
        return "sender" if key.startswith(SENDER_PREFIXES) else "contact_detail"
    if key.endswith(("url", *PLUMBING_SUFFIXES)) or key.startswith(PLUMBING_PREFIXES):
        return "plumbing"
    return "unknown"


def _of_others(key: str) -> bool:
    """Whether a folded name is that of a thing or of somebody spoken of, or begins with it."""
    return key in OTHERS or key.partition("_")[0] in OTHERS or OTHERS_BY.match(key) is not None


def role_of(field: str, names: tuple[str, ...] = (), family: str = "") -> SlotRole:
    """Whose a field is. `names` are its namespaces, outermost first, as written."""
    role = _role_of(field, names, family)
    if role == "personal" and names and any(_of_others(fold(name)) for name in names):
        return "unknown"
    return role


def _role_of(field: str, names: tuple[str, ...], family: str) -> SlotRole:
    found = listed(field)
    form, role = found or (fold(field), shaped(field))
    if family == "percent_percent" and fold(field).startswith("user_") and role != "plumbing":
        return "sender"
    if found and role == "sender":
        return role
    for name in reversed(names):
        space = fold(name)
        if space == "my":  # a campaign's constant, or the salesperson's own name
            return "sender" if found and role != "plumbing" else "plumbing"
        if space in SENDERS or (space == "user" and family in {"bang_curly", "star_pipe"}):
            return "sender"
        if space.rstrip("_0123456789") == "user" and family == "tilde":
            return "sender"
        if space == "company" and family == "tilde":
            return "sender"
        if space == "list" and form in {"company", "address", "phone", "email", "address_line"}:
            return "sender"
        if space in PLUMBERS:
            return "plumbing"
        if space in COURIERS:
            known = found and (role != "personal" or form not in _WEAK)
            return role if known else "plumbing"
        if space in RECIPIENTS or space.replace("_", "") in RECIPIENTS:
            if space == "contact" and field.isdecimal():
                return _EMARSYS.get(field, "unknown")
            return role
    if names and role == "personal" and form in _WEAK and fold(names[-1]) not in {"this", "model", "attributes"}:
        return "unknown"
    return role


_PEOPLE: Final = frozenset(
    """recipient customer client prospect lead member subscriber contact reader friend person guest user donor
    patient student employee candidate attendee partner colleague spouse child kid pet company business""".split(),
)


_TASKS: Final = frozenset("describe include mention reference briefly explain state".split())
_TASKS_HERE: Final = frozenset("add enter write type paste put share list".split())
_TASKED: Final = frozenset(
    "a an the your their one two specific relevant personal brief briefly explain how what why something any".split(),
)
"""How a note to whoever was to fill in the blank begins: [Describe the problem], [Add a story here]."""
_ABOUT_THEM: Final = frozenset(
    """accomplishment accomplishments achievement achievements announcement article award detail details example event
    experience industry initiative launch metric milestone news pain post project role skill skills statistic topic
    work""".split(),
)
_BLANKS: Final = frozenset(
    """product_service product_or_service city_state city_and_state month_year company_x key_benefit main_benefit
    value_proposition job_role company_website calendar_link hiring_manager competitor_name their_industry
    month_and_year area_of_expertise field_of_work number_of_years""".split(),
)
"""Blanks in use that name no field."""


def read_blank(text: str) -> SlotRole | None:
    """The role of a blank in a person's words: [Recipient's Name], [your company], [insert link].

    None for anything a reader could be meant to see: [sic], [Acme], [laughs].
    """
    if not re.fullmatch(r"[^\W\d][\w'’ /&,.:-]*", text):
        return None
    if " " in text and re.search("[a-z][A-Z]", text):  # [PLATFORM platformName] is how a manual writes options
        return None
    words = fold(text).split("_")
    here = words[-1] == "here"
    if here:
        words.pop()
    if not words or len(words) > 12:
        return None
    first, rest = words[0], "_".join(words[1:])
    if len(words) > 2 and (first in _TASKS or (here and first in _TASKS_HERE)) and (here or words[1] in _TASKED):
        return "unknown"
    if len(words) > 8:
        return None
    if "_".join(words) in _BLANKS or (first in {"recent", "relevant"} and len(words) > 1 and words[1] in _ABOUT_THEM):
        return "unknown"
    if first in {"insert", "enter", "add", "mention"} and rest:
        known = listed(rest)
        if known:
            return known[1]
        if rest.startswith(("your_", "my_", "our_")):
            return "sender"
        guess = shaped("_" + rest)
        return guess if first == "insert" or guess != "unknown" else None
    if first in {"specific", "personalized", "personalised"} and rest:
        return "personal"
    known = listed(text)
    if known:
        return known[1]
    if first == "your" and rest and len(words) <= 5:
        return "sender"
    if words[-1] == "name" and 1 < len(words) <= 6 and first not in {"the", "a", "an", "his", "her", "its", "no"}:
        return "personal" if not _PEOPLE.isdisjoint(words[:-1]) else "unknown"
    return None


# ---------------------------------------------------------------------------------------------------------
# Reading an expression.


class Inside(NamedTuple):
    """What a tag says. `names` are the namespaces before the field; `known` is true for a listed field."""

    field: str
    role: SlotRole
    names: tuple[str, ...] = ()
    fallback: str | None = None
    kind: SlotKind = "token"
    fault: str = ""
    known: bool = False


QUOTED: Final = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)"""
_QUOTED: Final = Pattern(QUOTED)
_TOP: Final = Pattern(
    r"""(?P<quote>"(?:[^"\\]|\\.)*"|(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|`[^`]*`)|(?P<open>[([{])|(?P<close>[)\]}])"""
    r"""|(?P<mark>\|\||\?\?|\?:|&&|\||,|\?(?!\.)|(?<=\s)or(?=\s))""",
)
_CURLY: Final = Pattern(r"[“”„]|(?<!\w)[‘’]|[‘’](?!\w)")
_STRAIGHT: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})
_PATH: Final = Pattern(r"[@$.&=:~\\-]*(?:\[[^\[\]]{1,60}\]|[\w])[^(){}<>|;,\"*?!^%+=]{0,79}\Z")
_CALL: Final = Pattern(r"([A-Za-z_][\w.]*)\s*\((.*)\)\Z", re.DOTALL)
_OBJECT: Final = Pattern(r"""\.\.\.|\w["']?\s*:\s|\w\s*:\s*["'\d{]|;|=>|\A["'{]|\A\w+:\w+,""")
_DOLLARED: Final = Pattern(r"\$\{([^{}]*)\}")
_FIELD: Final = Pattern(r"\.?\bField\s*[(\[]\s*([^()\[\]]*)[)\]]")
CURLY_FAULT: Final = "curly quotes, where its platform reads only straight ones"


def clean(text: str) -> str:
    """The inside of a tag without what an editor or a converter put in: entities, escapes, odd spaces."""
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - two thousand names, where there is one

        text = unescape(text)
    if "\\_" in text:
        text = text.replace("\\_", "_")
    if not text.isascii():
        text = re.sub("[\u200b-\u200d\u2060\ufeff\u00ad]", "", text).replace("\xa0", " ")
    return text.strip()


def unquote(text: str) -> str:
    """A literal without its quotes, other text as it stands."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        return text[1:-1]
    return text


def split_top(text: str) -> list[tuple[str, int, int]]:
    """The operators of an expression that stand outside quotes and brackets, as (mark, start, end)."""
    depth = 0
    found = []
    for match in _TOP.finditer(text):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "mark" and not depth:
            found.append((match.group(), match.start(), match.end()))
    return found


def split_path(head: str) -> tuple[tuple[str, ...], str]:
    """Namespaces and field of a head: `contact.first_name`, `User['First Name']`, `Field(C_City)`."""
    head = head.strip().lstrip("@$.&=~-").strip()
    for _ in range(4):  # calls at the end say how it looks
        shorter = re.sub(r"(?:\[\s*-?\d+\s*\]|\.\d+|\([^()]*\))\Z", "", head)
        name, dot, tail = shorter.rpartition(".")
        if dot and tail.rstrip("?").lower() in METHODS:
            shorter = name
        if shorter == head or not shorter or re.fullmatch(r"[Cc]ontact\.\d+", head):
            break
        head = shorter
    head = re.sub(r"""\[\s*:?\s*["']?([^\[\]"']*)["']?\s*\]""", r"‖\1", head)
    head = head.replace("&.", ".").replace("?.", ".").replace("->", ".")
    parts = [part.strip() for part in re.split(r"[.‖:=]+", head.strip("[]")) if part.strip()]
    while len(parts) > 1 and parts[0].lower() in {"this", "self"}:
        del parts[0]
    if not parts:
        return (), head
    return tuple(parts[:-1]), parts[-1]


def is_path(head: str) -> bool:
    """Whether a head can be the name of a field: an identifier, a dotted path, a column heading."""
    head = head.strip()
    return bool(_PATH.match(head)) and len(head.split()) <= 6


def is_filter(word: str) -> bool:
    """Whether a word after a pipe changes a value's looks, rather than standing in for it."""
    return fold(word) in _FILTERS or word.lower() in _FILTERS


def looks_named(head: str) -> bool:
    """Whether a bare head is a name only a program would use: `first_name`, `orderId`, `SNIPPET_1`, `a.b`."""
    return bool(
        re.fullmatch(r"[@$.]*[A-Za-z_]\w*(?:[.\[][\w.\[\]'\"]+)+|\w+_\w+|[a-z]+(?:[A-Z][a-z0-9]+)+", head.strip()),
    )


def make(field: str, names: Iterable[str] = (), family: str = "", fallback: str | None = None) -> Inside:
    """An `Inside` for a field, its role and kind worked out."""
    path = tuple(names)
    known = listed(field)
    role = role_of(field, path, family)
    kind: SlotKind = "icebreaker" if known and known[0] in _ICEBREAKERS and role == "personal" else "token"
    return Inside(field, role, path, fallback, kind, known=known is not None)


def read_head(head: str, family: str, fallback: str | None = None) -> Inside | None:
    """Read what stands before the pipes; None when it cannot be a field."""
    head = head.strip()
    call = _CALL.match(head)
    if call and not _ends_in_method(call[1]):
        return _read_call(call[1], call[2], family, fallback)
    if found := re.match(rf"(defaultIfEmpty|insert|fallback|\$def)\s+(.+?)\s+({QUOTED})\Z", head):
        names, field = split_path(found[2])
        return make(field, names, family, unquote(found[3]).removeprefix("default="))
    if found := re.match(rf"(?:index\s+\S+|formatDate|json|print|html|safe|urlize)\s+({QUOTED}|\S+)", head):
        names, field = split_path(unquote(found[1]))
        return make(field, names, family, fallback)
    if not is_path(head):
        return None
    names, field = split_path(head)
    return make(field, names, family, fallback)


def _ends_in_method(path: str) -> bool:
    return "." in path and path.rpartition(".")[2].lower() in METHODS


_FALLING: Final = frozenset(
    {"personalization_token", "nullvalue", "blankvalue", "iif", "if", "coalesce", "empty", "default", "ifnull"},
)


def _read_call(name: str, inner: str, family: str, fallback: str | None) -> Inside:
    """A function call around a field: `v(@x)`, `IIF(EMPTY(x), "there", x)`, `personalization_token('a','b')`."""
    low = name.lower()
    if low in {"redirectto", "t", "url_for", "render", "link_to", "image_tag", "clickthrough", "url", "path"}:
        names, field = split_path(inner) if low == "redirectto" else ((), f"{name}()")
        return Inside(field, "plumbing", names)
    quoted = [unquote(match.group()) for match in _QUOTED.finditer(inner)]
    bare = re.findall(r"@?[A-Za-z_][\w.]*(?!\s*\()\b(?!\s*\()", _QUOTED.sub("", inner))
    bare = [word for word in bare if word.lower() not in {"empty", "isblank", "isnull", "not", "lookup", "is"}]
    text = fallback
    if bare:
        if low in _FALLING and quoted and text is None:
            text = quoted[0]
        head = bare[0]
    elif quoted:
        if low in _FALLING and len(quoted) > 1 and text is None:
            text = quoted[1]
        head = quoted[0]
    else:
        head = f"{name}()"
        return Inside(head, shaped(name) if not listed(name) else role_of(name), (), text)
    names, field = split_path(head)
    inside = make(field, names, family, text)
    if low.endswith(("_url", "_path")):
        return Inside(f"{name}()", "plumbing", (), text)
    return inside


@lru_cache(maxsize=4096)
def read_inside(text: str, family: str) -> Inside | None:
    """Read the expression between a tag's delimiters; None when it is no expression of any dialect.

    Knows field paths, function calls, pipes (filters and fallbacks), `||`, `??`, `or`, a comma, a ternary.
    Spintax comes back as an `Inside` of kind "spintax" without a field.
    """
    text = clean(text)
    if "${" in text:  # Braze: {{ ${first_name} }}
        text = _DOLLARED.sub(r"\1", text)
    if "Field" in text:  # Eloqua: {{Contact.Field(C_FirstName)}}
        text = _FIELD.sub(r".\1", text).lstrip(".")
    fault = ""
    if not text.isascii() and _CURLY.search(_QUOTED.sub("", text)):
        straight = text.translate(_STRAIGHT)
        if _QUOTED.search(straight):
            fault = CURLY_FAULT
            text = straight
    inside = _read(text, family)
    if inside is not None and fault and not inside.fault and inside.kind != "spintax":
        return Inside(
            inside.field, inside.role, inside.names, inside.fallback, inside.kind, fault, inside.known,
        )  # fmt: skip
    return inside


def _read(text: str, family: str) -> Inside | None:
    if not text:
        return None
    if found := re.match(r"(.{1,80}?)\s*:\s*default\s*=(.*)\Z", text, re.DOTALL):
        return read_head(found[1], family, found[2].strip())
    if found := re.match(r"fallback\s*\|\s*\{\{(.*?)\}\}\s*\|(.*)\Z", text, re.DOTALL):
        return read_head(found[1], family, unquote(found[2]))
    if found := re.match(rf"([\w.]+)\s*,?\s*({QUOTED})\Z", text):
        names, field = split_path(found[1])
        return make(field, names, family, unquote(found[2]))
    if found := re.match(r"([\w.\[\]'\"]+)\s+if\s.+?\selse\s(.*)\Z", text, re.DOTALL):  # Jinja, on one line
        return read_head(found[1], family, unquote(found[2]))
    marks = split_top(text)
    if not marks:
        if family == "double_curly" and (found := re.match(r"([A-Za-z]\w*):([A-Za-z][^:\n]*)\Z", text)):
            known = listed(found[1])
            if known and known[1] == "personal":
                return make(found[1], (), family, found[2])
        if _OBJECT.search(text):
            return None
        if re.match(r"\w+\?\S", text):
            return Inside(text.partition("?")[0], "unknown")
        return read_head(text, family)
    mark, start, end = marks[0]
    head, rest = text[:start].strip(), text[end:].strip()
    if mark == ",":
        if not re.match(r"[\w .@$\[\]']+\Z", head) or _OBJECT.search(text):
            return None
        return read_head(head, family, unquote(rest.removeprefix("fallback=")))
    if mark == "?":
        return _ternary(head, rest, family)
    if mark == "&&":
        inside = read_head(re.sub(r"\s*(?:!==?|===?|[<>]=?).*", "", head).lstrip("!"), family)
        return inside and _with(inside, fallback="")
    if mark in {"||", "??", "?:", "or"}:
        last = text[marks[-1][2] :]
        return read_head(head, family, unquote(last))
    return _pipes(text, head, marks, family)


def _with(inside: Inside, *, fallback: str | None) -> Inside:
    return Inside(inside.field, inside.role, inside.names, fallback, inside.kind, inside.fault, inside.known)


def _ternary(head: str, rest: str, family: str) -> Inside | None:
    if not re.search(r"\s:\s?|:\s|[\"']:", rest):  # UniOne's {{Field?text}} prints the text when it is set
        return Inside(head, "unknown") if re.fullmatch(r"[A-Za-z_]\w*", head) else None
    literal = _QUOTED.findall(rest)
    head = re.sub(r"\s*(?:!==?|===?|[<>]=?).*", "", head).lstrip("!( ")
    return read_head(head, family, unquote(literal[-1]) if literal else None)


def _pipes(text: str, head: str, marks: list[tuple[str, int, int]], family: str) -> Inside | None:
    """`head | segment | segment`: filters, a fallback, or spintax."""
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    segments = [text[end:until].strip() for (mark, _, end), until in zip(marks, ends, strict=True) if mark != ","]
    fallback: str | None = None
    field = ""
    fault = ""
    bare: list[str] = []
    for segment in segments:
        word = re.match(r"[\w$]+", segment)
        name = word[0].lower() if word else ""
        rest = segment[len(name) :].strip() if word else segment
        if name == "lookup" and (quoted := _QUOTED.search(rest)):
            field = unquote(quoted.group())
        elif name in {"default", "default_if_none", "default_if_empty", "fallback", "if_empty", "or"} and (
            rest[:1] in {":", "(", "=", '"', "'"} or (not rest and name == "default")
        ):
            argument = rest.lstrip(":(= ").strip()
            if argument[:1] in {'"', "'"} and not _QUOTED.match(argument):
                fault = "a quote that is opened and not closed"
                argument = argument[1:]
            elif argument[-1:] in {'"', "'"} and argument.count(argument[-1]) == 1 and argument[0].isalpha():
                fault = "a quote that is closed and not opened"
                argument = argument[:-1]
            literal = _QUOTED.match(argument)
            fallback = unquote(literal.group()) if literal else argument.removesuffix(")").strip()
        elif _QUOTED.fullmatch(segment):
            fallback = unquote(segment)
        elif name and (is_filter(name) and (not rest or rest[0] in ":(\"'")):
            continue
        elif name and rest and rest[0] in ":(" and re.match(r":\s*[\"'\d]|\([^)]*\)\Z", rest):
            continue  # a filter that no list knows, with its arguments
        else:
            bare.append(segment)
    known = listed(split_path(head)[1]) if is_path(head) else None
    if bare:
        named = known is not None or looks_named(head)
        if not named or len(bare) > 2 or len(head.split()) > 3:
            return Inside("", "unknown", kind="spintax") if _is_prose(head, bare) else None
        fallback = next((segment for segment in bare if segment), "")
    if _QUOTED.fullmatch(head):  # {{ "now" | date: "%Y" }}
        return Inside(unquote(head), "plumbing")
    if field:
        inside: Inside | None = make(field, (*split_path(head)[0], split_path(head)[1]), family, fallback)
    else:
        inside = read_head(head, family, fallback)
    if inside is not None and fault:
        return Inside(
            inside.field, inside.role, inside.names, inside.fallback, inside.kind, fault, inside.known,
        )  # fmt: skip
    return inside


def _is_prose(head: str, segments: list[str]) -> bool:
    """Whether all alternatives are words a reader could be shown."""
    every = [head, *segments]
    if not any(re.search(r"[^\W\d_]", part) for part in every):
        return False
    return not any(re.search(r"[<>=;\\^~\[]|\w\(|\w\s*:=", _INNER_TAGS.sub("", part)) for part in every)


_INNER_TAGS: Final = Pattern(r"\{\{.*?\}\}|\{[^{}]*\}", re.DOTALL)


_JOINED: Final = Pattern(QUOTED + r"|(?P<joint>\s(?:and|or)\s|&&|\|\|)", re.IGNORECASE)
_NOT: Final = Pattern(r"[\s(}]*(?:else\b)?\s*(?:if\b)?[\s(]*(?:not\b|!(?!=))", re.IGNORECASE)
_NOTHING: Final = r"(?:\"\s*\"|'\s*'|(?:blank|empty|nil|null|none|undefined|false|0)\b)"
_EMPTY: Final = Pattern(
    rf"""(?<![!<>])={{1,3}}\s*{_NOTHING}|\b(?:eq|is)\s+{_NOTHING}|\beq\b[^"']*(?:""|'')"""
    r"""|\b(?:is_?)?(?:empty|blank|null|nil)\s*\(|\.(?:is_?)?(?:empty|blank|nil)\b""",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def condition_sides(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of a condition: those not empty where it holds, and those not empty where it does not."""
    present: set[str] = set()
    absent: set[str] = set()
    straight = clean(text).translate(_STRAIGHT)
    at = 0
    for start, end in [*(one.span() for one in _JOINED.finditer(straight) if one["joint"]), (len(straight),) * 2]:
        term = straight[at:start]
        at = end
        side = absent if bool(_NOT.match(term)) != bool(_EMPTY.search(term)) else present
        side.update(condition_fields(term))
    return frozenset(present), frozenset(absent)


@lru_cache(maxsize=4096)
def condition_fields(text: str) -> frozenset[str]:
    """The fields a condition asks about, folded: whole paths, as `path_key` makes them."""
    text = clean(text).translate(_STRAIGHT)
    found: set[str] = set()
    for match in re.finditer(rf"(?:\[\s*:?|lookup:\s*|\(\s*)({QUOTED})", text):
        found.add(path_key((), unquote(match[1])))
    bare = _QUOTED.sub(" ", re.sub(r"\[\s*:?\s*[\"']?[^\[\]]*[\"']?\s*\]", "", text))
    bare = _DOLLARED.sub(r"\1", bare)
    for word in re.findall(r"[^\W\d]\w*(?:&?\.\??[\w]+)*", bare):
        names, field = split_path(word)
        if field.lower() not in _LOGIC:
            found.add(path_key(names, field))
    for one in re.findall(r"\.(\w+)\?", bare):  # Ruby's name.present? was cut at the question mark
        found.discard(one)
    if re.fullmatch(r"[\w]+(?: [\w]+){1,2}", text.strip()):
        found.add(path_key((), text))
    return frozenset(found)


_LOGIC: Final = frozenset(
    """if unless elsif elif else elseif and or not then is empty blank null nil none true false eq ne gt lt
    contains in present any exists isnull isblank length size let set var end do has_content""".split(),
)


def path_key(names: Iterable[str], field: str) -> str:
    """A field with its namespaces as conditions are compared: folded, joined by dots, no underscores."""
    return ".".join(fold(part).replace("_", "") for part in (*names, field))
