"""A real server and a real browser; whatever was wrong or foreign while a page was open fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM, FLAGS
from page_server import serving

from peel_qa.engine import PeelQA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def sync_api() -> Any:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    return pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")


@pytest.fixture(scope="session")
def expect(sync_api: Any) -> Any:
    return sync_api.expect


@pytest.fixture(scope="session")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite"


@pytest.fixture(scope="session")
def address(sync_api: Any, qa: PeelQA, feedback_file: Path) -> Iterator[str]:
    """The page over the repository's corpus, on a free port."""
    settings = qa.settings.model_copy(update={"questions_per_minute": 0, "feedback": feedback_file, "contact": "desk@example.org"})
    with serving(PeelQA(settings, qa.index, qa.embedder)) as server:
        yield server.address


@pytest.fixture(scope="module")
def browser(sync_api: Any) -> Iterator[Any]:
    """A Chromium; a module's own, since Playwright keeps an event loop running in which no other test can start one."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the browser so far; a test that provokes something clears it."""
    return []


@pytest.fixture
def visit(browser: Any, address: str, faults: list[str]) -> Iterator[Callable[..., Any]]:
    """`visit(path, **context options)` opens a page; the test fails if anything was wrong or foreign meanwhile."""
    contexts: list[Any] = []

    def is_own(url: str) -> bool:
        return url.startswith((address, "data:", "blob:"))

    def open_(path: str = "", **options: Any) -> Any:
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}))
        page = contexts[-1].new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if is_own(request.url) else faults.append(f"foreign: {request.url}"))
        page.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
        page.goto(f"{address}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(visit: Callable[..., Any]) -> Any:
    return visit()


@pytest.fixture(scope="session")
def answered(expect: Any) -> Callable[[Any, str], Any]:
    """`answered(page, question)` waits for the whole answer to a question."""

    def wait(page: Any, question: str) -> Any:
        turn = page.locator("#answer .turn.complete.equipped", has=page.locator(".asked", has_text=question))
        expect(turn).to_be_visible()
        return turn

    return wait


@pytest.fixture(scope="session")
def ask(answered: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """`ask(page, question)` types a question, presses Enter, and waits for its whole answer."""

    def ask_(page: Any, question: str) -> Any:
        box = page.locator("#question textarea, textarea#question")
        box.fill(question)
        box.press("Enter")
        return answered(page, question)

    return ask_
