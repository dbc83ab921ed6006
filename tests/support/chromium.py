"""How tests and measurements start Chromium: nothing that it sends by itself, and no sandbox of its own within a container."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""The program; None where there is none."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def watched_page(address: str, foreign: list[str]) -> Iterator[Any]:
    """A page of a real browser; every request to another host than the address's, every dialog and new window goes to `foreign`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context().new_page()
        page.on("request", lambda request: None if request.url.startswith((address, "data:", "blob:")) else foreign.append(request.url))
        page.on("dialog", lambda dialog: (foreign.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: foreign.append(f"popup {popup.url}"))
        yield page
        browser.close()


def answer_shown(page: Any, address: str, question: str) -> str:
    """The markup of the answer on the Ask view, as the browser holds it."""
    page.goto(address)
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    page.locator("#answer .turn.complete").first.wait_for(timeout=60_000)
    return str(page.locator("#answer").inner_html())
