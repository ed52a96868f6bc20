"""The overview of an archive in a real browser, opened from disk: what is shown, sorted and reached, and what never runs."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

import pytest

from heartlint.output.archive import render
from heartlint.scale.overview import Group, Overview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason='needs: pip install -e ".[browser]"')
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("needs a Chromium on this machine", allow_module_level=True)

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
EVIL = '</script><script>window.pwned = 1</script><img src=x onerror="window.pwned = 1">'
LETTER = {
    "row": 1, "id": EVIL, "sender": EVIL, "campaign": EVIL, "sent": "2026-11-07", "subject": EVIL, "opening": EVIL,
    "score": 3.5, "findings": [("people/leads", EVIL)], "credits": [],
}  # fmt: skip
TOLD = Overview(
    name="scored.parquet",
    totals={"messages": 1_000_000, "scored": 900_000, "fail": 1000, "troubles": 2, "findings": 3, "credits": 1, "suppressed": 1},
    median=51.25,
    scores=(1, 2, 3, 4, 5, 6, 7, 8, 9, 0),
    unit="month",
    times=tuple(Group(f"2026-{month:02d}", 10, month, 40.0 + month, (1, 2, 3, 4)) for month in range(1, 13)),
    campaigns=(Group(EVIL, 30, 3, 60.0, (9, 9, 9, 3)), Group("spring", 20, 15, 20.5, (0, 0, 5, 15))),
    senders=(Group("Ana <ana@x.example>", 50, 18, None, (0, 0, 0, 0)),),
    more={"campaigns": 7, "senders": 0, "undated": 12},
    rules=(("people/leads", "People are called leads.", "error", 3, 2),),
    praise=(("heart/candour", "The copy owns up.", "info", 1, 1),),
    coldest=(LETTER,),
    warmest=({**LETTER, "score": 88.0, "findings": [], "credits": [("heart/candour", "we were wrong")]},),
    troubles=(("body is null", 2, 15),),
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of an overview that holds hostile names."""
    path: Path = tmp_path_factory.mktemp("page") / "overview.html"
    path.write_text(render(asdict(TOLD)), encoding="ascii")
    return path.as_uri()


def test_what_was_counted_is_shown_and_hostile_names_are_text(browser: Browser, address: str) -> None:
    """Numbers, groups, rules and letters stand on the page as text; nothing of them runs, nothing is complained of."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    text = page.inner_text("main")
    assert (
        "1,000,000 messages, 900,000 with a score (median 51.3), 1,000 that fail; 3 findings, 1 credit, 1 held back."
        in text
    )
    assert "2 messages with troubles, so this is no pass" in text
    assert "body is null: 2, the first in row 15" in text
    assert EVIL in text
    assert "And 7 more." in text
    assert page.evaluate("window.pwned === undefined")
    assert page.locator("img").count() == 0
    assert complaints == []
    page.close()


def test_campaigns_are_sorted_by_the_head_that_is_pressed(browser: Browser, address: str) -> None:
    """By number of messages first; by the coldest median when that is pressed, and the head says so."""
    page = browser.new_page()
    page.goto(address)
    section = page.locator("section", has=page.get_by_role("heading", name="By campaign"))
    assert section.locator("tbody tr td:first-child").all_inner_texts() == [EVIL, "spring"]
    section.get_by_role("button", name="Median heart").press("Enter")
    assert section.locator("tbody tr td:first-child").all_inner_texts() == ["spring", EVIL]
    assert section.locator("th[aria-sort=ascending]").inner_text().startswith("Median heart")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    """Everything is reachable and readable for keyboards and screen readers, as far as axe can tell."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = browser.new_page(bypass_csp=True, color_scheme=scheme)
    page.goto(address)
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()
