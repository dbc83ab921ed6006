"""How long a visitor waits, in a real browser: until the page can be used, and from Enter to the first line of an answer.

    python -m benchmarks.measure_page

Every question of questions.txt up to the 20th is asked in a fresh conversation, on this machine, with nothing else running.
"""

from __future__ import annotations

import shutil
import statistics
import threading
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.common import QUESTIONS
from benchmarks.machine import describe
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import create_app, listen, make_server

ASKED = 20
FIRST_LINE = """question => new Promise(done => {
  const box = document.querySelector('#question textarea');
  const began = performance.now();
  const look = () => { if (document.querySelector('#answer .turn .lead')) { watcher.disconnect(); done(performance.now() - began); } };
  const watcher = new MutationObserver(look);
  watcher.observe(document.body, {childList: true, subtree: true});
  box.dispatchEvent(new KeyboardEvent('keypress', {key: 'Enter', bubbles: true}));
})"""


def interactive(page: Page, address: str) -> float:
    """Seconds from the request until the examples can be pressed."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("#examples")
    return time.perf_counter() - began


def first_line(page: Page, question: str) -> float:
    """Milliseconds from Enter to the first line of the answer."""
    page.locator("#question textarea").fill(question)
    milliseconds: float = page.evaluate(FIRST_LINE, question)
    page.wait_for_selector("#answer .turn.complete.equipped")
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_selector("#examples")
    return milliseconds


def main() -> None:
    """Print both."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines()[:ASKED]
    with PeelQA.open(Settings(questions_per_minute=0)) as engine, listen("127.0.0.1", 0) as listener:
        engine.warm_up()
        server = make_server(create_app(engine), listener)
        worker = threading.Thread(target=server.run, args=([listener],))
        worker.start()
        server.ready.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            opened = [interactive(browser.new_page(), server.address) for _ in range(5)]
            page = browser.new_page(reduced_motion="reduce")
            interactive(page, server.address)
            waited = [first_line(page, question) for question in questions]
            browser.close()
        server.should_exit = True
        worker.join()
    print(f"Page can be used after {min(opened):.2f} / {statistics.median(opened):.2f} / {max(opened):.2f} s (5 times)")
    print(f"First line after {min(waited):.0f} / {statistics.median(waited):.0f} / {max(waited):.0f} ms ({len(waited)} questions)")
    print(describe())


if __name__ == "__main__":
    main()
