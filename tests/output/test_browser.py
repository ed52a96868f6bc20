"""The HTML report in a real browser, opened from disk: what can be looked at, reached and sorted, and what never runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

import heartlint
from heartlint.output.html import render
from heartlint.output.text import Style
from heartlint.report import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason='needs: pip install -e ".[browser]"')
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("needs a Chromium on this machine", allow_module_level=True)

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
HOSTILE = (
    '<p>Our leads &lt;script&gt;window.pwned = 1&lt;/script&gt; &lt;/style&gt; "&gt;&lt;img src=x '
    'onerror="window.pwned = 1"&gt; {{first_name}} {{7*7}} &lt;/script&gt;&lt;script&gt;window.pwned = 1&lt;/script&gt;</p>'
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; whatever its scripts complain of fails the test."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the report on our examples."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    run = heartlint.check_paths([EXAMPLES / "cold", EXAMPLES / "warm"])
    path.write_text(render(run, Style()), encoding="ascii")
    return path.as_uri()


def test_hostile_copy_is_text_and_runs_nothing(page: Page, tmp_path: Path) -> None:
    """Scripts, closing tags, handlers and template tokens in a message show as they were written, and do nothing."""
    report = heartlint.check(HOSTILE, format="html", name="<img src=x onerror=window.pwned=1>.html")
    path = tmp_path / "report.html"
    path.write_text(render(Run((report, report)), Style()), encoding="ascii")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in (path.as_uri(), f"{path.as_uri()}#m1"):
        page.goto("about:blank")
        page.goto(address)
        assert page.evaluate("window.pwned") is None
    assert [url for url in asked if url.startswith("http")] == []
    shown = page.inner_text(".letter")
    assert "<script>window.pwned = 1</script> </style>" in shown
    assert "{{first_name}} {{7*7}}" in shown
    assert page.inner_text("h1") == "<img src=x onerror=window.pwned=1>.html"


def test_the_policy_stops_a_script_that_got_in(browser: Browser, tmp_path: Path) -> None:
    """Were a script to get into the page all the same, the browser would refuse to run it."""
    path = tmp_path / "report.html"
    text = render(Run((heartlint.check("Hello."),)), Style())
    path.write_text(text.replace("</body>", "<script>window.pwned = 1</script></body>"), encoding="ascii")
    refused: list[str] = []
    other = browser.new_page()
    other.on("console", lambda message: refused.append(message.text))
    other.goto(path.as_uri())
    assert other.evaluate("window.pwned") is None
    other.close()
    assert any("Content Security Policy" in text for text in refused)


def test_messages_are_sorted_by_the_head_that_is_pressed(page: Page, examples: str) -> None:
    """The coldest message comes first; pressing a head sorts by it, and pressing it again turns the order."""
    page.goto(examples)
    hearts = page.locator("table.messages tbody td:nth-child(3)").all_inner_texts()
    assert [float(heart) for heart in hearts] == sorted(float(heart) for heart in hearts)
    head = page.get_by_role("button", name="Credits")
    head.click()
    head.click()
    counts = [int(text or 0) for text in page.locator("table.messages tbody td:nth-child(7)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text() == "Credits"


def test_filters_narrow_what_is_counted_and_marked(page: Page, examples: str) -> None:
    """A family, a severity or the likely ones may be left out, in the overview and in a message, and stay so."""
    page.goto(examples)
    before = page.locator("table.messages tbody tr:visible").count()
    page.select_option("select", "people")
    assert 0 < page.locator("table.messages tbody tr:visible").count() < before
    page.locator("table.messages a:visible").first.click()
    assert {rule.split(" \u00b7 ")[1].split("/")[0] for rule in page.locator(".notes .place").all_inner_texts()} == {
        "people"
    }
    page.select_option("select", "")
    page.get_by_label("warnings").uncheck()
    assert page.locator("mark.warning").count() == 0
    assert page.locator(".notes li.warning").count() == 0


def test_a_mark_says_why_to_pointer_and_keyboard_alike(page: Page, examples: str) -> None:
    """Hover and focus both show why and what to ask instead, light up the note, and Escape takes it away."""
    page.goto(f"{examples}#m0")
    mark = page.locator("mark[tabindex]").first
    tip = page.locator(".tip")
    assert tip.is_hidden()
    for way in (mark.hover, mark.focus):
        page.mouse.move(0, 0)
        way()
        assert tip.is_visible()
        note = page.locator(".notes li.here")
        assert note.count() == 1
        assert note.locator(".ask").inner_text() in tip.inner_text()
        page.keyboard.press("Escape")
        assert tip.is_hidden()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.id").startswith("note-")


def test_dark_mode_follows_the_system_and_the_button(page: Page, examples: str) -> None:
    """The page is light or dark as the system is, and the button turns it."""
    page.emulate_media(color_scheme="dark")
    page.goto(examples)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.get_by_role("button", name="Light").click()
    light = page.evaluate(paper)
    assert dark != light
    page.emulate_media(color_scheme="light")
    page.reload()
    assert page.evaluate(paper) == light


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("at", ["", "#m0", "#m12"])
def test_axe_finds_no_fault(browser: Browser, examples: str, scheme: Literal["light", "dark"], at: str) -> None:
    """Everything is reachable and readable for keyboards and screen readers, as far as axe can tell."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    opened = browser.new_page(bypass_csp=True, color_scheme=scheme)
    opened.goto(examples + at)
    if at:
        opened.locator("summary").first.click()
    found = axe.Axe().run(opened)
    opened.close()
    assert found.violations_count == 0, found.generate_report()


def test_two_thousand_messages_are_sorted_and_filtered(page: Page, tmp_path: Path) -> None:
    """A large run opens, sorts and filters; every message is a line."""
    reports = heartlint.check_paths([EXAMPLES / "cold"]).reports
    path = tmp_path / "report.html"
    path.write_text(render(Run(tuple(reports[i % len(reports)] for i in range(2000))), Style()), encoding="ascii")
    page.goto(path.as_uri())
    page.get_by_role("button", name="Errors").click()
    page.select_option("select", "watching")
    assert page.locator("table.messages tbody tr").count() == 2000
    assert 0 < page.locator("table.messages tbody tr:not([hidden])").count() < 2000
