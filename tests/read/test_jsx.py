"""Components (JSX, TSX) as their reader sees them, and where every word of it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.read import read_source
from heartlint.text import Document, decoded


def read(source: str, format: str = "jsx") -> Document:  # noqa: A002 - the users' word for it
    """The document of a source, after a look at whether everything maps back."""
    (document,) = read_source(f"a.{format}", source, format)
    for block in document.blocks:
        assert "".join(piece.text for piece in block.pieces) == block.text
        for piece in block.pieces:
            assert not piece.exact or decoded(piece.source.of(source), piece.how) == piece.text
        assert all(zone.span.end <= len(block.text) for zone in block.zones)
        for slot in block.slots:
            place = block.place(slot.span)
            assert place is not None
            assert place.of(block.text) == slot.text
    spans = [slot.span for slot in document.slots]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    return document


def seen(source: str) -> list[tuple[str, str]]:
    """Roles and texts of what a component's element shows."""
    return [(block.role, block.text) for block in read(f"const Mail = (props) => ({source});\n").blocks]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<Text>\n  We set the table\n    at six.\n</Text>", [("paragraph", "We set the table at six.")]),
        ("<Text>one{' '}\n  <b>two</b>\n  <i>three</i> four</Text>", [("paragraph", "one twothree four")]),
        ("<p>one <b>two</b>\n  three</p>", [("paragraph", "one twothree")]),
        ("<p>Tom &amp; Jerry&apos;s &#60;3 &nope; {'<3'}</p>", [("paragraph", "Tom & Jerry's <3 &nope; <3")]),
        (r"<p>{'It\'s \u2019 \x41\n b'} {`two\nlines`}</p>", [("paragraph", "It's \u2019 A b two lines")]),
        ("<p>a&nbsp;b</p>", [("paragraph", "a\xa0b")]),
        ("<p>one<br />two</p>", [("paragraph", "one\ntwo")]),
        ('<p>It\'s 5 > 3, "really" // no comment</p>', [("paragraph", 'It\'s 5 > 3, "really" // no comment')]),
        ("<p>{/* our leads */}yes{/* no */}</p>", [("paragraph", "yes")]),
        ("<p style={{ color: 'red', content: 'our leads' }}>yes</p>", [("paragraph", "yes")]),
        ("<p>{2026} {null}{undefined}{true}{props.children}{children}</p>", [("paragraph", "2026")]),
        ("<><style>{`p { color: red }`}</style><script>{'var x'}</script><p>yes</p></>", [("paragraph", "yes")]),
        ("<p>{css`color: our leads`}yes</p>", [("paragraph", "yes")]),
        ("<Foo<string> text='Two words'>yes</Foo>", [("paragraph", "Two words"), ("paragraph", "yes")]),
        ("<p {...props.rest} hidden={props.off}>yes</p>", [("paragraph", "yes")]),
        ("<p hidden>no</p>", []),
        ("<p>{(('yes') as string)!}</p>", [("paragraph", "yes")]),
    ],
)
def test_text_is_read_as_react_shows_it(source: str, shown: list[tuple[str, str]]) -> None:
    """Lines are joined, entities and escapes decoded, comments, code and styles left out."""
    assert seen(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<Html><Preview>Psst</Preview><Text>Hi</Text></Html>", [("preheader", "Psst"), ("paragraph", "Hi")]),
        ("<Heading as='h3'>Head</Heading>", [("heading", "Head")]),
        ("<Button href='x'>Go</Button>", [("button", "Go")]),
        ("<PrimaryButton>Go</PrimaryButton>", [("button", "Go")]),
        ("<Text>See <Link href='x'>the <b>gate</b></Link>.</Text>", [("paragraph", "See the gate.")]),
        ("<Section><Link href='x'>Only a link</Link></Section>", [("link", "Only a link")]),
        ("<Link className='bg-black px-5 py-3'>Go</Link>", [("button", "Go")]),
        ("<Section><Link>One</Link>\n<Link>Two</Link></Section>", [("link", "One"), ("link", "Two")]),
        ("<ul><li>a</li><Item>b</Item></ul>", [("item", "a"), ("item", "b")]),
        ("<MailFooter><Text>Bye</Text></MailFooter>", [("footer", "Bye")]),
        ("<blockquote>they said</blockquote>", [("quote", "they said")]),
        (
            "<Mjml><MjmlPreview>Psst</MjmlPreview><MjmlText>Hi</MjmlText></Mjml>",
            [("preheader", "Psst"), ("paragraph", "Hi")],
        ),
        ("<Head><title>T &amp; U</title></Head>", [("title", "T & U")]),
        ("<div style={{ display: 'none' }}>Psst</div>", []),
        ("<p>See <Unknown>this</Unknown> now</p>", [("paragraph", "See this now")]),
        ("<Box><Unknown>this</Unknown><Unknown>that</Unknown></Box>", [("paragraph", "this"), ("paragraph", "that")]),
        (
            "<Markdown>{`# Head\\n\\nSome *text* here`}</Markdown>",
            [("heading", "Head"), ("paragraph", "Some text here")],
        ),
        ("<div dangerouslySetInnerHTML={{ __html: '<p>Salt &amp; pepper</p>' }} />", [("paragraph", "Salt & pepper")]),
    ],
)
def test_an_elements_name_says_what_its_text_is(source: str, shown: list[tuple[str, str]]) -> None:
    """Elements of HTML, react-email and others by their names; unknown ones by what stands beside them."""
    assert seen(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<Img alt="A boat &amp; a bird" src="our-leads.png" />', [("alt", "A boat & a bird")]),
        ("<Img alt={`The garden of ${props.town}`} />", [("alt", "The garden of ${props.town}")]),
        ("<Img alt={props.alt} title='' />", []),
        ("<Card heading='Two chairs' variant='big one' id='our leads' />", [("heading", "Two chairs")]),
        ("<Card subtitle={props.on ? 'By day' : 'By night'} />", [("paragraph", "By day\nBy night")]),
        ("<Card className='our leads' onClick={() => say('our leads')} data-x='our leads' />", []),
        ("<Aside heading='CART' default='left' placeholder='name' />", [("heading", "CART"), ("other", "name")]),
        ("<div><label>Name</label>\n<input />\n<label>Town</label></div>", [("paragraph", "Name"), ("paragraph", "Town")]),
        ("<Layout preview='A word before'><Text>Hi</Text></Layout>", [("preheader", "A word before"), ("paragraph", "Hi")]),
        ("<Footer note='You asked for this letter.' />", [("paragraph", "You asked for this letter.")]),
        ("<Card footer={<Text>At the foot</Text>}>Inside</Card>", [("paragraph", "At the foot"), ("paragraph", "Inside")]),
        ("<Faq items={[{ question: 'May I come?', answer: 'You may.', slug: 'may-i come' }]} />",
         [("heading", "May I come?"), ("paragraph", "You may.")]),
        ("<meta content='width=device-width, our leads' /> ", []),
    ],
)  # fmt: skip
def test_attributes_that_a_reader_sees_are_read(source: str, shown: list[tuple[str, str]]) -> None:
    """Alt texts, titles and what a component is given to say; never classes, handlers and the like."""
    assert seen(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<p>{on && 'Come in'}</p>", [("paragraph", "Come in")]),
        ("<p>Well, {on ? 'come in' : `stay out`}.</p>", [("paragraph", "Well, come in\nstay out.")]),
        ("<>{a ? <p>One</p> : b ? <p>Two</p> : <p>Three</p>}</>", [("paragraph", "One"), ("paragraph", "Two"), ("paragraph", "Three")]),
        ("<p>{'One ' + 'and two'}</p>", [("paragraph", "One and two")]),
        ("<p>{t('Write to us')}{t('mail.key')} {format(day, 'MMMM dd')}</p>",
         [("paragraph", "Write to us{t('mail.key')} {format(day, 'MMMM dd')}")]),
        ("<ul>{props.list.map((one) => <li key={one.id}>Take {one.name}</li>)}</ul>", [("item", "Take {one.name}")]),
        ("<ul>{list.map((one) => { return <li>{one}</li>; })}</ul>", [("item", "{one}")]),
        ("<p>{kind === 'our leads' ? 'yes' : 'no way'}</p>", [("paragraph", "yes\nno way")]),
        ("<p>{name || <em>friend</em>}</p>", [("paragraph", "name\nfriend")]),
    ],
)  # fmt: skip
def test_what_an_expression_shows_is_read(source: str, shown: list[tuple[str, str]]) -> None:
    """Every side of a condition, strings and elements in calls; what is compared or a key is not."""
    assert seen(source) == shown


def slot_of(source: str) -> tuple[str, str, str | None, bool]:
    """Field, role, fallback and guard of the only slot that an element shows."""
    (slot,) = (slot for block in read(f"const Mail = (props) => ({source});").blocks for slot in block.slots)
    return slot.field, slot.role, slot.fallback, slot.guarded


@pytest.mark.parametrize(
    ("source", "slot"),
    [
        ("<p>Hi {firstName},</p>", ("firstName", "personal", None, False)),
        ("<p>{`Hi ${user.firstName},`}</p>", ("firstName", "personal", None, False)),
        ("<p>Hi {props.firstName || 'friend'},</p>", ("firstName", "personal", "friend", False)),
        ("<p>Hi {user?.firstName ?? `there`},</p>", ("firstName", "personal", "there", False)),
        ("<p>{firstName && <b>Hi {firstName}</b>}</p>", ("firstName", "personal", None, True)),
        ("<p>{firstName ? `Hi ${firstName}` : 'Hi there'}</p>", ("firstName", "personal", None, True)),
        ("<p>{!firstName ? 'Hi there' : `Hi ${firstName}`}</p>", ("firstName", "personal", None, True)),
        ("<p>{other && <b>Hi {firstName}</b>}</p>", ("firstName", "personal", None, False)),
        ("<h3>A card: {title}</h3>", ("title", "unknown", None, False)),
        ("<p>Code {orderNumber}</p>", ("orderNumber", "plumbing", None, False)),
        ("<p>{users.map((user) => <b>for {user.firstName}</b>)}</p>", ("firstName", "plumbing", None, False)),
        ("<p>Hi {'{{first_name}}'},</p>", ("first_name", "personal", None, False)),
        ("<p>{pad(firstName, '{name}')}</p>", ("firstName", "personal", None, False)),
        ("<p>Hi *|FNAME|*,</p>", ("FNAME", "personal", None, False)),
    ],
)
def test_an_expression_that_shows_a_field_is_a_slot(source: str, slot: tuple[str, str, str | None, bool]) -> None:
    """Whose it is, what stands in for it, and whether a condition makes sure of it; tokens of mailers are found too."""
    assert slot_of(source) == slot


def test_a_default_of_a_parameter_is_a_fallback() -> None:
    """`({ firstName = "friend" })` greets a friend where no name is given."""
    (block,) = read("export const Mail = ({ firstName = 'friend' }: Props) => <p>Hi {firstName},</p>;").blocks
    assert [(slot.field, slot.fallback) for slot in block.slots] == [("firstName", "friend")]


def test_a_property_that_its_type_requires_is_guarded() -> None:
    """`firstName: string` is always given, `lastName?: string` may be missing."""
    source = "type P = { firstName: string; lastName?: string };\nconst A = ({ firstName, lastName }: P) => <p>{firstName} {lastName}</p>;"
    (block,) = read(source).blocks
    assert [(slot.field, slot.guarded) for slot in block.slots] == [("firstName", True), ("lastName", False)]


def test_a_sentence_that_stands_in_for_a_field_is_read() -> None:
    """What is shown to whoever has nothing in the field is read by itself."""
    texts = [block.text for block in read("const A = <p>So {user.firstLine || 'we are glad you came.'}</p>").blocks]
    assert texts[1:] == ["we are glad you came."]


def test_constants_are_read_where_they_are_shown() -> None:
    """A constant that is all of an element is that element's text, at its own place and once."""
    source = """
    const previewText = `A chair, and ${what}`;
    const steps = [{ title: "Open the gate", icon: "gate-icon" }, { title: "Sit down", icon: "chair-icon" }];
    const tips = ["Bring a coat", "Wear boots"];
    export const A = () => <Html><Preview>{previewText}</Preview><b>{previewText}</b>
      {steps.map((step) => <Heading key={step.title}>{step.title}</Heading>)}
      <ul>{tips.map((tip) => <li>{tip}</li>)}</ul></Html>;
    """
    document = read(source)
    assert [(block.role, block.text) for block in document.blocks] == [
        ("preheader", "A chair, and ${what}"),
        ("heading", "Open the gate"),
        ("heading", "Sit down"),
        ("item", "Bring a coat"),
        ("item", "Wear boots"),
    ]
    assert source[document.blocks[1].pieces[0].source.start :].startswith("Open the gate")


def test_what_its_name_says_is_copy_is_read_and_sample_data_is_not() -> None:
    """`subject` is a subject wherever it is set; what a preview is tried with is sent to nobody."""
    source = """
    export const subject = "A chair is kept";
    const className = "our leads"; const error = "our leads are here";
    Mail.subject = `For ${name}`;
    Mail.PreviewProps = { subject: "our leads", firstName: "Our Leads" } satisfies Props;
    Mail.defaultProps = { subject: "our leads" };
    type Kind = { subject: "our leads" | "their leads" };
    send({ subject: "Sent to you", to: "our leads" });
    """
    assert [(block.role, block.text) for block in read(source).blocks] == [
        ("subject", "A chair is kept"),
        ("subject", "For ${name}"),
        ("subject", "Sent to you"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "const a = <T,>(value: T): T => value;",
        "const a = <T extends object>(value: T) => value;",
        "type Maker = <T>(value: T) => Array<T>;",
        "const [a, b] = useState<Map<string, Our>>(null as unknown as Leads);",
        "if (a < our && leads > b) { f(a<our, leads>(c)); }",
        "const a = /<p>our leads<\\/p>[\"'`/]/g.test(b) ? 1 / 2 / 3 : 4;",
        "const a = `our <p>leads</p> ${`<p>our</p>`} leads`;",
        "const a = 'our <p>leads</p>'; // <p>our leads</p>",
        "/* <p>our leads</p> */ class A extends B<Props> { state = { a: 1 } }",
        "const a = 'never closed <p>our leads</p>",
    ],
)
def test_types_comparisons_and_strings_are_no_elements(code: str) -> None:
    """What is no markup to a compiler is none here, and what follows is still read."""
    assert [block.text for block in read(f"{code}\nexport const B = () => <p>yes</p>;\n").blocks] == ["yes"]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("const A = () => { return (<div><p>One</p><p>Two\n  );\n};\nconst our = 'leads';\nconst B = <p>Three</p>;", ["One", "Two", "Three"]),
        ("const A = <div><p>One</div>;\nconst B = <p>Two</p>;", ["One", "Two"]),
        ("const A = <p>One</b> more</p>;", ["One more"]),
        ("const A = <p>{on && (<b>One</p>;\nconst B = <p>Two</p>;", ["One", "Two"]),
        ("const A = <p>One<br>two</p>;", ["One\ntwo"]),
        ("const A = <p className='x>One</p>;", []),
        ("const A = <div <p>One</p></div>;", ["One"]),
        ("const A = <p>One\n\nexport default A;\n", ["One"]),
    ],
)  # fmt: skip
def test_a_broken_file_is_read_as_well_as_it_can_be(source: str, texts: list[str]) -> None:
    """The words are read, the code behind what never closes is not, and the report says that something is broken."""
    document = read(source)
    assert [block.text for block in document.blocks] == texts
    if texts and "<br>" not in source:
        assert "as they should" in " ".join(document.coverage.notes)


def test_a_mail_is_told_by_what_it_imports() -> None:
    """A component that imports react-email, or has a preheader, is a mail; another is not."""
    assert read("import { Html } from 'react-email';\nconst A = <p>Hi</p>;").kind == "email"
    assert read("const A = <p>Hi</p>;").kind == "unknown"
    assert read("const A = <main><p>Hi</p></main>;").kind == "page"


def test_a_finding_in_a_component_is_at_its_place() -> None:
    """Through emoji, entities and joined lines, the slice of the file is the word."""
    source = "const A = <p>\U0001f600 e\u0301 &mdash; Our{' '}\n  le&shy;ads are in\n  the pipeline.</p>;"
    report = heartlint.check(source, format="jsx")
    assert [source[one.start : one.end] for one in report.findings] == ["le&shy;ads", "pipeline"]


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("<div>", "</div>"),
        ("{on && ", "}"),
        ("{list.map((one) => <b>", "</b>)}"),
        ("{`a ${", "}`}"),
        ("<A b={", "}/>"),
        ("<div>", ""),
        ("{", ""),
    ],
)
def test_deep_nesting_is_read_and_said(opened: str, closed: str) -> None:
    """Fifty thousand of anything in each other are no trouble: the report says that their structure is not read."""
    document = read(f"const A = <p>{opened * 50_000}'Here'{closed * 50_000}</p>")
    assert "deep" in " ".join(document.coverage.notes)


def test_text_at_the_bottom_of_fifty_thousand_elements_is_read() -> None:
    """However deep it stands."""
    assert [block.text for block in read("const A = " + "<div>" * 50_000 + "Here" + "</div>" * 50_000).blocks] == [
        "Here"
    ]


def test_constants_that_name_each_other_are_no_trouble() -> None:
    """Neither in a ring nor in a long row."""
    row = "".join(f"const a{index} = `${{a{index + 1}}}`;" for index in range(2000))
    assert read(f"{row} const a = `${{b}}`; const b = `${{a}}`; const A = <p>{{a0}}{{a}}</p>;").kind == "unknown"


PARTS = st.sampled_from(
    "<p> </p> <Text> </Text> <> </> <br/> <a href='x'> </a> { } {' '} {name} ( ) [ ] ` ${ ' \" \\ \\u2019 &amp; &nbsp; // /* */ "
    "=> ? : && || ?? + = ; , . < > / const subject return function map import {{first_name}} {% *|FNAME|* style={{ alt=' "
    "className=\" <style> <Markdown> <Preview> dangerouslySetInnerHTML={{__html:' \n \r\n \t word words \u00e9 \U0001f600 "
    "\u2028 \0 <!-- <Img as t('a b') !".split(" ")
)


@given(
    st.one_of(
        st.text(max_size=80), st.lists(PARTS, max_size=30).map("".join), st.lists(PARTS, max_size=30).map(" ".join)
    )
)
def test_any_text_is_read_and_maps_back(source: str) -> None:
    """Nothing breaks the reader, every slice is what it says, and the same source is read the same way twice."""
    for whole in (source, f"const A = <p>{source}</p>"):
        assert read(whole) == read(whole)


@given(st.lists(PARTS, max_size=30).map(" ".join))
def test_any_mdx_is_read_and_maps_back(source: str) -> None:
    """The same for MDX."""
    for whole in (source, f"# Head\n\n{source}\n\n- item"):
        assert read(whole, "mdx") == read(whole, "mdx")
