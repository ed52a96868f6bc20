"""The shapes of merge tags and template logic, by delimiter. None looks further than a bounded way ahead."""

from __future__ import annotations

import re
from typing import Final

from heartlint.pattern import Pattern
from heartlint.read.fields import QUOTED

LONGEST: Final = 600
"""The longest value tag, in code points."""
LONGEST_LOGIC: Final = 4000
"""The longest logic tag, in code points: `{% liquid %}` blocks and translated sentences are long."""

OPENER: Final = re.compile(
    r"""\{|\[(?=[\w%\[\#])|%(?=[%A-Za-z{(/@\d])|\*(?=\||&)|\|(?=[A-Z_]{4,40}\|\*)"""
    r"""|<(?=%|\?(?:php\b|=)|/?\#|/?@[a-z]|<|t\s+t-|/t>|script\b|ctrl:|span\s|(?:unsubscribe|webversion|preferences)>"""
    r"""|[A-Za-z][A-Za-z'’ _]{1,40}>)"""
    r"""|«|\$(?=[\[{!A-Za-z$])|@(?=[@A-Zfsle])|~(?=[~A-Z])|\#(?=[\#{A-Za-z])|:(?=:[A-Za-z])|\((?=\([A-Za-z])"""
    r"""|_(?=\||_[A-Z_])|-(?=-?[A-Za-z])|!(?=[fl](?:irst|ast)?name\b)|&(?=\#|l)|\\(?=\{\\?\{)"""
    r"""|X(?=X)|T(?=ODO\b|BD\b|KTK\b)|F(?=IXME\b)|L(?=orem\ [iI]psum)""",
)

BLANK_LINE: Final = Pattern(r"\n[ \t\r]*\n|\r[ \t]*\r")
BRACES: Final = Pattern(r"[{}]|\n[ \t\r]*\n|\r[ \t]*\r")

TAG: Final = Pattern(r"\{%[-+~]?\s{0,20}([#/]?)\s{0,20}([A-Za-z_][\w.]*)")
_VALUE: Final = rf"(?:{QUOTED}|[A-Za-z_(\[])(?:{QUOTED}|[^\s,\"'`])*"
BINDING: Final = Pattern(
    rf"(?<![\w.|])(?P<name>[A-Za-z_]\w{{0,60}})\s{{0,4}}=\s{{0,4}}(?P<value>{_VALUE})"
    r"|(?<![\w.|])(?P<what>[A-Za-z_][\w.]{0,120}(?:\|[^\s,]{1,80})?)\s{1,4}as\s{1,4}(?P<as>[A-Za-z_]\w{0,60})"
)
"""A name and the field it stands for, in a tag: `name=user.first_name`, `user.first_name as name`."""
FILTERED: Final = Pattern(r"[A-Za-z_][\w.]*(?:\s?\|\s?[a-z_]\w*)+")
"""A value and its filters as Django and Jinja write them: `form|crispy`."""
LOOP: Final = Pattern(r"\s{1,9}([A-Za-z_]\w{0,60})\s{1,9}in\s")
ALTERNATIVES: Final = frozenset({"else", "elif", "elsif", "elseif", "when", "empty", "plural"})
TAG_VALUE: Final = Pattern(r"\{%=([^%{}]{1,300})%\}")
SWALLOW: Final = frozenset({"comment", "schema", "javascript", "stylesheet", "doc"})
ENDS: Final = {
    word: Pattern(r"\{%[-+]?\s{0,20}end" + word + r"\s{0,20}[-+]?%\}") for word in (*SWALLOW, "raw", "verbatim")
}
TAG_PLUMBING: Final = (
    "unsubscribe", "manage_preferences", "cio_link", "coupon_code", "view", "web_view", "now", "url", "static",
    "catalog", "cycle", "csrf_token", "lorem",
)  # fmt: skip
TRANS: Final = Pattern(rf"\{{%[-+~]?\s*(?:trans|translate)\s+({QUOTED})")
SAYS: Final = Pattern(
    r"(?:content_for|provide|title|subject|include|render|partial|_e|_ex|esc_html_e|esc_attr_e|printf|t)\b\s*[(:\"'`]"
    r"|t\s+[\w.]+\s+[\"']",
)
"""Code that shows, or keeps to be shown, what is given to it."""
PRINTED_CALL: Final = Pattern(
    r"(t|translate|I18n\.t|render|yield|image_tag|url_for|csrf_meta_tags|stylesheet_\w+|link_to|\w+_(?:url|path))\b"
    r"(?!\s*[.=])",
)
LOGIC_WORD: Final = Pattern(
    r"(else|elseif|elsif|endif|end|if|range|with|block|define|template|partial|set|let|assign)\b",
    re.IGNORECASE,
)
STAR: Final = Pattern(
    r"\*\|([A-Za-z][A-Za-z0-9_\\]{0,60}(?:[:=\[ ][^|\n*]{0,200})?)(?:\|([^|\n*]{0,200}))?\|\*",
)
STAR_BROKEN: Final = Pattern(r"\*\|([A-Z_]{2,40})(?:\*|\|(?![*|A-Za-z]))")
STAR_ESCAPED: Final = Pattern(r"\*&\#124;(\w{1,40})&\#124;\*")
STAR_MANGLED: Final = Pattern(r"_\|([A-Z][A-Z0-9_]{0,40}(?::[A-Z0-9_]{1,40})?)\|_")
STAR_SHAPES: Final = {"title", "lower", "upper", "text", "html", "url", "phone"}
AMPSCRIPT: Final = Pattern(r"\b(IF|ELSEIF|ELSE|ENDIF)\b(?:(.{0,300}?)\bTHEN\b)?", re.IGNORECASE | re.DOTALL)
PERCENT_IF: Final = Pattern(
    r"%%if\(\s*%%([\w.]{1,60})%%\s+is empty\s*,\s*\"([^\"\n]{0,100})\"[^)\n]{0,200}\)%%",
)
PERCENT_BRACE: Final = Pattern(r"%%\{([^{}\n]{1,200})\}%%")
PERCENT_DOUBLE: Final = Pattern(r"%%(!?[A-Za-z_][\w .:]{0,60}?)%%(?!%(?!%))")
PERCENT_BROKEN: Final = Pattern(r"%%([A-Za-z_]{3,30})%(?!%)")
PERCENT_LOGIC: Final = Pattern(r"%(/?)(IF|ELSEIF|ELSE)(?:\s([^%\n]{0,200}))?%")
PERCENT: Final = Pattern(r"%([A-Za-z][\w\-]{0,60}(?:\.\w{1,60})?)(?:\|([^%\n]{0,40}))?%")
PERCENT_NEXT: Final = Pattern(r"%[A-Za-z/][^%\n]{0,60}%")
PERCENT_URL: Final = Pattern(r"%7B%7B(?:%20)*([\w.]{1,60})(?:%20)*%7D%7D", re.IGNORECASE)
PRINTF: Final = Pattern(r"%(?:\((\w{1,60})\)s|\d\$s|[sd@])(?![\w%])")
SIGIL: Final = Pattern(r"[%#]\{([^{}\n]{1,200})\}")
DOLLAR_SQUARE: Final = Pattern(r"\$\[([A-Z]{1,40}(?::[A-Z_]{1,60})?)(?:\|([^\]\n]{0,100}))?\]\$")
DOLLAR_CURLY: Final = Pattern(r"\$!?\{([^{}\n]{1,200})\}\$?")
DOLLAR_GET: Final = Pattern(r"\$!?data\.get\('([^'\n]{1,60})'\)")
DOLLAR_COND: Final = Pattern(r"\$cond\([^$\n]{0,300}\)\$")
DOLLAR_LOOKUP: Final = Pattern(r"\$[Ll]ookup\((\w{1,60})\)\$")
DOLLAR_SUBSCRIBER: Final = Pattern(r"\$SUBSCRIBER\.([A-Z_]{1,60})\$")
DOLLAR_DOUBLE: Final = Pattern(r"\$\$([A-Za-z]\w{0,60})\$\$(?!\w)")
DOLLAR: Final = Pattern(r"\$([A-Za-z]\w{0,60}(?: [A-Z]\w{0,30}){0,2})\$(?![\w$])")
DOLLAR_WORD: Final = Pattern(r"\$(NAME|FIRST_?NAME|LAST_?NAME|FULL_?NAME|COMPANY)\b(?!\.\w)")
FREEMARKER_FIELD: Final = Pattern(rf"([\w.]+)!({QUOTED})?\Z")
BANG_CURLY: Final = Pattern(r"\{!\s?([A-Za-z][^{}\n]{0,120}?)\s?\}(?!\})")
SQUARE_SPACED: Final = Pattern(
    r"(subscriber|user|contact|recipient|newsletter|date|link):([a-z][\w-]{0,40})"
    r"(?:\s?\|\s?default:\s?([^\[\]|]{0,60}))?\Z"
)
PHRASE_NAME: Final = Pattern(r"[a-z]{2,20}_(?:of|the|your|their)_[a-z]{2,20}(?:_[a-z]{1,20}){0,3}\Z")
"""A name that is a phrase, as people make them up: type_of_action."""
SQUARE_PERCENT: Final = Pattern(r"\[%-?\s{0,9}([A-Za-z_][\w.:# ]{0,120}?)\s{0,9}-?%\]")
SQUARE_DOUBLE: Final = Pattern(r"\[\[([^\[\]\n]{1,120})\]\](?![(\w])")
SQUARE_DOUBLE_LOGIC: Final = Pattern(r"\[\[\s?(?:(IF|ELSEIF)\s?:\s?(\w{1,60})|(ELSE|ENDIF))\s?\]\]")
SQUARE_BROKEN: Final = Pattern(r"\[\[([A-Za-z]\w{3,40})\](?!\])")
SQUARE: Final = Pattern(r"\[([^\[\]\n]{1,90})\](?![(\[\]:])")
SQUARE_LOGIC: Final = Pattern(r"\[(?:(ifmemberof|if|elseif):([^\[\]\n]{1,80})|(endif|else))\]")
SQUARE_ATTRIBUTES: Final = Pattern(
    r"([A-Za-z][\w.]*)(?:(?:\s+(?:fallback|mode)=\"[^\"]*\")+|\s+OR\s+\"[^\"]*\")\Z",
)
DEFINITION: Final = Pattern(r"^[ ]{0,3}\[([^\[\]\n]{1,200})\]:", re.MULTILINE)
GUILLEMETS: Final = Pattern(r"«([^«»\n]{1,50})»")
ANGLE_DOUBLE: Final = Pattern(r"<<\s?([A-Za-z][\w .]{0,40}?)\s?>>(?!>)")
ANGLE: Final = Pattern(r"<([A-Za-z][A-Za-z'’ _]{1,40})>")
CLOSING: Final = Pattern(r"</([A-Za-z][\w' -]{0,40})>")
SCRIPT: Final = Pattern(r"<script[^<>]{0,300}runat=[\"']?server[\"']?[^<>]{0,300}>", re.IGNORECASE)
CTRL: Final = Pattern(r"<ctrl:\w{1,40}[^<>]{0,300}>")
ELOQUA: Final = Pattern(r"<span[^<>]{0,200}class=\"?eloquaemail\"?[^<>]{0,200}>([^<>]{1,120})</span>")
QWEB: Final = Pattern(r"<t\s{1,20}t-(out|esc|if|elif|else|foreach)=\"([^\"\n]{0,200})\"\s{0,20}(/?)>")
TAG_LINK: Final = Pattern(r"<(unsubscribe|webversion|preferences)>[^<>\n]{0,200}</\1>")
MACRO: Final = Pattern(r"</?@[a-z][\w.]{0,60}\b[^<>]{0,600}>")
PHP: Final = Pattern(r"<\?(?:php\b|=)")
PHP_VALUE: Final = Pattern(r"\$\w+(?:->\w+|\[['\"][\w ]{1,60}['\"]\])*")
FREEMARKER: Final = Pattern(r"<(/?)#(/?)([a-z]+)\b([^<>]{0,300})>")
VELOCITY: Final = Pattern(r"#(if|elseif|foreach|set)\s?\(([^)\n]{0,200})\)|#(?:(else|end)\b|\{(else|end)\})")
HASH: Final = Pattern(r"(##?)([A-Za-z][\w:\-]{0,60})(?:\|([^#\n]{0,40}))?\1(?![\w#])")
AT_CLEVERTAP: Final = Pattern(r"@Profile\s?-\s?([A-Za-z_ ]{1,40}?)\s?\|\s?default:\s?([\w']+)")
AT: Final = Pattern(r"(@@?)([A-Z][A-Z0-9_]{0,60})\1(?![\w@])")
AT_WORD: Final = Pattern(r"@(firstname|lastname|fullname|surname|email)\b(?![.\-]?\w)")
TILDE: Final = Pattern(r"~([A-Z][A-Za-z0-9_]{0,60})\.([A-Za-z0-9_]{1,60})~(?![\w~])")
TILDES: Final = Pattern(r"~~([A-Z][A-Z0-9]{0,40}(?:[+-]\d{1,4})?)~~(?![\w~])")
COLONS: Final = Pattern(r"::([a-zA-Z][\w.]{0,80}(?:::[^:\n]{1,30})?)::(?![\w:])")
PARENS: Final = Pattern(r"\(\(([A-Za-z]\w{0,60})\)\)")
DUNDER: Final = Pattern(r"__([A-Z][A-Z_]{0,60}[A-Z])__(?!\w)")
DASHES: Final = Pattern(
    r"--([A-Za-z][A-Za-z_]{0,60}(?: [A-Z][a-z]{1,30})?)--(?![\w\-])|-([A-Za-z][A-Za-z_]{0,60})-(?![\w\-])",
)
BANG_WORD: Final = Pattern(r"!(fname|lname|firstname|lastname)\b")
ESCAPED: Final = Pattern(
    r"(?:&(?:\#123|\#x7b|lbrace|lcub);){2}\s{0,9}(\w[\w. |:'\"-]{0,60}?)\s{0,9}(?:&(?:\#125|\#x7d|rbrace|rcub);){2}",
    re.IGNORECASE,
)
BACKSLASHED: Final = Pattern(r"\\\{\\\{\s?(\w[\w. ]{0,60}?)\s?\\?\}\\?\}")
SMARTY: Final = Pattern(r"\{(?:/if\}|else(?:\}|\s?if )|if [!($\w]|\$[a-z])")
MERGEFIELD: Final = Pattern(r"\s*MERGEFIELD\s+\"?([\w ]{1,60}?)\"?(?:\s+\\.*)?\s*\Z")
EXES: Final = Pattern(r"XXX?(?![\w-])")
UNDERLINE: Final = Pattern(r"_{4,200}(?!\w)")
IMPORT: Final = Pattern(r"(?:import|export|const|let|var|type)\s+\Z")
TYPES: Final = Pattern(
    r"[<>=]|(?:^|\|)\s*(?:string|number|boolean|bool|null|undefined|integer|int|float|bigint|symbol|object|Object|Function"
    r"|Buffer|Array|Error|None|str|any)\s*(?:\||$)",
)
HELPER: Final = Pattern(r"[\"'`(]|([A-Za-z_$][\w.$-]*)(?:\s*\(|\s+(?=[\"'`]|[\w-]{1,40}=[\"'`]))")
KEY_CALL: Final = Pattern(r"((?:[A-Za-z]\w{0,30}\.)?(?:_|__|t|T|tr|trans|translate|gettext))(?:\s*\(\s*|\s+)[\"'`]")
"""A translation by its key: the words stand elsewhere."""
FALLING: Final = frozenset(
    """personalization_token defaultifempty insert fallback index formatdate print json html safe urlize coalesce
    nullvalue blankvalue iif if empty default ifnull v""".split(),
)
"""Calls that show a field, and a text where it is empty."""
MARKUP: Final = Pattern(r"</?[A-Za-z][^<>]{0,200}>")

FAULT_ESCAPED: Final = "its delimiters are escaped, so nothing fills it in"
FAULT_UNCLOSED: Final = "a brace is missing"
FAULT_MANGLED: Final = "its asterisks were lost"
FAULT_BROKEN: Final = "its delimiters do not match"
FAULT_DOUBLED: Final = "its braces are doubled"
FAULT_MARKED_UP: Final = "there is markup inside its braces"

HTML: Final = frozenset(
    """a abbr acronym address applet area article aside audio base bdi bdo big blockquote body br button canvas
    caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
    fieldset figcaption figure font footer form frame frameset head header hgroup hr html iframe img input
    ins kbd label legend li link main map mark marquee menu meta meter nav nobr noscript object ol optgroup
    option output param picture pre progress rp rt ruby samp script search section select slot small source
    span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title
    tr track tt ul var video wbr mjml container row column columns block""".split(),
)
NOT_IN_SQUARES: Final = frozenset(
    """update change order offer archive now today remove tracking mirror opt_in opt_out to cell mail age
    first last names plan points school business language location role subject product price total time
    link url state street email_id mobile sms view_in_browser view_online view_email_in_browser web_version
    show_in_browser""".split(),
)
"""Listed names that a bare bracket is more often a label or an aside with."""

LACKED: Final = frozenset("location price product school state street time total year month number weekday".split())
LACKING: Final = frozenset("on at in since by near from until of for".split())
"""Words of which one lacks another, where a blank stands in its place."""

GREETED: Final = Pattern(r"\b(?:[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey) \Z")
GREETED_BLANK: Final = Pattern(
    r"(?!(?:Redacted|Removed|Deleted|Withheld|Omitted|Censored|Hidden|External|Edited|Name Withheld|Illegible)\b)"
    r"[A-Z][a-z]{2,20}(?:[ /](?:[A-Z][a-z]{1,20}|or|of|the)){0,3}\Z"
)
"""Behind a greeting, capitals in brackets are whom it was to greet: Dear [Client]."""

SURE_BLANK: Final = Pattern(
    r"\[(?:(?:[Yy]our|YOUR|[Ii]nsert|INSERT) [A-Za-z][\w' /-]{0,60}|(?:(?:[Ff]irst|[Ff]ull|[Cc]ompany|[Cc]lient"
    r"|[Pp]roduct|[Rr]ecipient(?:['\u2019]s)?|[Hh]iring [Mm]anager(?:['\u2019]s)?) )?(?:Name|name)"
    r"|(?:FIRST|COMPANY|CLIENT|PRODUCT) NAME|[Hh]iring [Mm]anager|[Jj]ob [Tt]itle)\](?![(\[:])"
)
"""A blank that can be nothing else: where one stands, others stand too."""
BLANK_BESIDE: Final = Pattern(
    r"(?!(?:Image|Photo|Picture|Logo|Button|Link|Video|Map|Note|Editor|See|Read|View|Click|Learn|Book|Schedule|Download"
    r"|Get|Start|Join|Register|Sign|Shop|Buy|Watch|Open|Redacted|External|Chorus|Edit|Update)\b)"
    r"[A-Z][\w'\u2019]{1,20}(?:[ /&-]{1,3}[\w'\u2019]{1,20}){0,4}\Z"
)
"""What is a blank beside others, in the middle of a sentence: [Skill 1], [Target Amount], [TOPIC]."""

WRITTEN: Final = frozenset("amount cta date deadline discount event_name headline price product time topic".split())
"""Plumbing that people leave blanks for, too."""
TECHNICAL: Final = frozenset("email emailaddr emailaddress firstname fname fullname lastname lname".split())
GREETING: Final = frozenset(
    "hi hey hello dear greetings howdy morning afternoon evening welcome hola hallo".split(),
)
BLANK_WORDS: Final = frozenset("unknown placeholder blank tbd todo xx xxx xxxx missing".split())


SQUARE_SPACES: Final = frozenset(
    """contact event order cart product account customer company model custom subscriber user recipient person
    lead data""".split(),
)
