"""T24: a whole conversation by keyboard alone in a browser without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from chromium import CHROMIUM

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import Server


@pytest.mark.browser
def test_by_keyboard_and_without_scripts(small_qa: PeelQA, small_settings: Settings, running: Callable[..., Server]) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    api: Any = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    address = running(PeelQA(small_settings, small_qa.index, small_qa.embedder)).address
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(address)
        page.get_by_role("link", name="The plain page").click()

        def tab_to(selector: str) -> None:
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.locator(f"{selector}:focus").count():
                    return
            raise AssertionError(f"{selector} is not reached")

        for number, question in enumerate(("How was investigating crime graded?", "And supporting victims?"), start=1):
            tab_to("#question")
            page.keyboard.press("Control+A")
            page.keyboard.type(question)
            tab_to("#ask-button")
            page.keyboard.press("Enter")
            api.expect(page.locator(f"#turn-{number}")).to_be_visible()
        api.expect(page.locator("#answer")).to_contain_text("utstanding")
        page.locator("a.reference").first.focus()
        page.keyboard.press("Enter")
        api.expect(page.locator("mark#quote")).to_be_visible()
        browser.close()
