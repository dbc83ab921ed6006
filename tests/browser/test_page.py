"""The page as people use it: a real server, a real browser, nothing from any other host."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from peel_qa.engine import PeelQA
from peel_qa.web.server import create_app, listen, make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
expect = sync_api.expect

NUMBER = "What percentage of 101 calls are abandoned?"
FOLLOW_UP = "And in 2024?"
NONSENSE = "Which bakery sells the best apple pie?"
RING = "(style => style.outline + style.boxShadow)(getComputedStyle(document.activeElement))"
YELLOW = "rgb(255, 221, 0)"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(scope="module")
def address(qa: PeelQA) -> Iterator[str]:
    """The page over the repository's corpus, on a free port."""
    with listen("127.0.0.1", 0) as listener:
        server = make_server(create_app(qa), listener)
        worker = threading.Thread(target=server.run, args=([listener],))
        worker.start()
        assert server.ready.wait(60)
        yield server.address
        server.should_exit = True
        worker.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """`visit(path, **context options)` opens the page; the test fails if anything was wrong or foreign meanwhile."""
    faults: list[str] = []
    contexts: list[Any] = []

    def open_(path: str = "", **options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if is_own(request.url) else faults.append(f"foreign: {request.url}"))
        page.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
        page.goto(f"{address}{path}")
        return page

    def is_own(url: str) -> bool:
        return url.startswith((address, "data:", "blob:"))

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(visit: Callable[..., Any]) -> Any:
    return visit(viewport={"width": 1280, "height": 900})


def ask(page: Any, question: str) -> Any:
    """Type a question, press Enter, wait for its whole answer."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    return answered(page, question)


def answered(page: Any, question: str) -> Any:
    turn = page.locator("#answer .turn.complete", has=page.locator(".asked", has_text=question))
    expect(turn).to_be_visible()
    return turn


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_question_gets_its_cited_answer_with_the_quotes_marked(page: Any, qa: PeelQA) -> None:
    turn = ask(page, NUMBER)
    answer = qa.ask(NUMBER)
    assert answer.citations
    expect(turn.locator(".status")).to_have_text("Answered from the documents")
    assert squeezed(turn.locator(".lead").inner_text()).startswith(squeezed(answer.claims[0].text)[:40])
    for citation in answer.citations:
        marks = turn.locator(f"mark.quote-{citation.number}").all_inner_texts()
        assert squeezed("".join(marks)) == squeezed(citation.quote.replace(" | ", ""))
    card = turn.locator(".source").first
    for words in (answer.citations[0].title, answer.citations[0].publisher, "Published", "Read the original"):
        expect(card).to_contain_text(words)
    original = card.get_by_role("link", name="opens in a new tab")
    assert original.get_attribute("href") == answer.citations[0].url
    assert "noopener" in original.get_attribute("rel")
    expect(page.get_by_label("Your question")).to_have_value("")


def test_a_number_in_the_text_leads_to_its_source_and_back(page: Any) -> None:
    turn = ask(page, NUMBER)
    turn.locator("a.reference").last.click()
    card = turn.locator(".source.is-target")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark.is-target")).not_to_have_count(0)
    assert page.evaluate("document.activeElement.className") == "number"
    card.get_by_role("link", name="Back to the answer").click()
    assert page.evaluate("document.activeElement.id") == turn.get_attribute("id")
    assert "#" not in page.url


def test_sources_stand_beside_the_answer_on_a_wide_screen_and_below_it_on_a_phone(page: Any) -> None:
    turn = ask(page, NUMBER)
    answer, sources = (turn.locator(name) for name in (".turn-answer", ".sources"))
    assert sources.bounding_box()["x"] >= answer.bounding_box()["x"] + answer.bounding_box()["width"]
    page.set_viewport_size({"width": 390, "height": 844})
    assert sources.bounding_box()["y"] >= answer.bounding_box()["y"] + answer.bounding_box()["height"]


def test_a_follow_up_is_read_in_the_light_of_what_was_asked(page: Any, qa: PeelQA) -> None:
    ask(page, NUMBER)
    turn = ask(page, FOLLOW_UP)
    expected = qa.ask(FOLLOW_UP, [NUMBER])
    assert expected.direct != qa.ask(FOLLOW_UP).direct, "this follow-up proves nothing"
    assert squeezed(turn.locator(".lead").inner_text()).startswith(squeezed(expected.claims[0].text)[:40])
    earlier = page.locator("#earlier details", has_text=NUMBER)
    expect(earlier.locator(".lead")).to_be_hidden()
    earlier.locator("summary").first.click()
    expect(earlier.locator(".lead")).to_be_visible()


def test_a_new_conversation_begins_empty(page: Any) -> None:
    ask(page, NUMBER)
    ask(page, FOLLOW_UP)
    expect(page.locator("#examples")).to_have_count(0)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#examples")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    assert ask(page, NUMBER).get_attribute("id") == "turn-1"


def test_a_refusal_says_so_in_words_and_looks_otherwise(page: Any, qa: PeelQA) -> None:
    assert qa.ask(NONSENSE).abstained
    turn = ask(page, NONSENSE)
    expect(turn.locator(".status")).to_contain_text("No answer")
    expect(turn.locator("a.reference")).to_have_count(0)
    for card in turn.locator(".source").all():
        expect(card).to_contain_text("Not an answer")
    ground = turn.locator(".turn-answer").evaluate("e => getComputedStyle(e).backgroundColor")
    answered_ground = ask(page, NUMBER).locator(".turn-answer").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground != answered_ground


def test_a_question_that_cannot_be_taken_is_told_so_and_kept(page: Any, qa: PeelQA) -> None:
    box = page.get_by_label("Your question")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The question is empty. Write a question.")
    expect(box).to_have_attribute("aria-invalid", "true")
    long = "why " * 200
    box.fill(long)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(str(qa.settings.question_characters))
    expect(box).to_have_value(long)
    ask(page, NUMBER)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(box).to_have_attribute("aria-invalid", "false")


def test_an_example_is_asked_with_one_press(page: Any) -> None:
    example = page.locator("#examples").get_by_role("button").first
    question = example.inner_text()
    example.click()
    answered(page, question)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(visit: Callable[..., Any], width: int) -> None:
    page = visit(viewport={"width": width, "height": 844})
    expect(page.locator("#examples")).to_be_visible()
    assert page.evaluate(FITS)
    for question in ("Which areas required improvement in the 2024 inspection?", NONSENSE, "w" * 400):
        ask(page, question)
        assert page.evaluate(FITS), question
    page.locator("details.documents summary").click()
    assert page.evaluate(FITS)


def test_it_can_be_used_with_the_keyboard_alone_and_the_focus_is_seen(page: Any) -> None:
    expect(page.locator("#examples")).to_be_visible()
    box = page.get_by_label("Your question")
    for _ in range(10):
        page.keyboard.press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            break
    expect(box).to_be_focused()
    assert YELLOW in page.evaluate(RING)
    page.keyboard.type(NUMBER)
    page.keyboard.press("Enter")
    turn = answered(page, NUMBER)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('reference')"):
            break
    assert YELLOW in page.evaluate(RING)
    page.keyboard.press("Enter")
    expect(turn.locator(".source.is-target")).to_be_in_viewport()


def test_an_answer_is_read_out_and_brought_into_view(visit: Callable[..., Any]) -> None:
    page = visit(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    live = page.locator("body > [role=status][aria-live=polite]")
    expect(live).to_be_empty()
    turn = ask(page, NUMBER)
    expect(live).to_contain_text("Answered from the documents")
    expect(live).to_contain_text(turn.locator(".lead").inner_text().split("(")[0].strip()[:40])
    expect(turn.locator(".lead")).to_be_in_viewport()


def test_hostile_text_is_shown_as_text(page: Any) -> None:
    hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> [a](javascript:alert(1)) **b** $$x$$'
    turn = ask(page, hostile)
    assert hostile in turn.locator(".asked").inner_text()
    expect(turn.locator("img, script, a[href^=javascript], b, .katex")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_two_visitors_do_not_see_each_other(visit: Callable[..., Any]) -> None:
    one, other = visit(), visit()
    ask(one, NUMBER)
    turn = ask(other, FOLLOW_UP)
    assert turn.get_attribute("id") == "turn-1"
    expect(other.locator("#earlier details")).to_have_count(0)


def test_it_follows_the_system_into_the_dark(visit: Callable[..., Any]) -> None:
    ground = "getComputedStyle(document.querySelector('gradio-app')).backgroundColor"
    pages = [visit(color_scheme=scheme) for scheme in ("light", "dark")]
    for page in pages:
        expect(page.locator("#examples")).to_be_visible()
    assert [page.evaluate(ground) for page in pages] == ["rgb(246, 247, 245)", "rgb(16, 23, 29)"]


def test_without_scripts_the_plain_page_answers(visit: Callable[..., Any]) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.get_by_role("link", name="The plain page").click()
    for number, question in enumerate((FOLLOW_UP, NUMBER), start=1):
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(f"#turn-{number} .asked")).to_contain_text(question)
    page.locator("a.reference").first.click()
    assert "#turn-2-source-1" in page.url
    expect(page.locator("mark").first).to_be_in_viewport()
