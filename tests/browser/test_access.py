"""For everybody: every view by axe-core, at every width, by keyboard alone, in the dark, read out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
NUMBER = "What percentage of 101 calls are abandoned?"
NONSENSE = "Which bakery sells the best apple pie?"
DANGER = "Someone is breaking into my house"
DOCUMENT = "documents/news-2025-05-14-kidderminster-standard?quote=300-420"
STAFF = ("briefings?make=1&edition=PEEL+2021%2F22", "changes?make=1&from=PEEL+2015&to=PEEL+2021%2F22", "press", "tracker")
VIEWS = ("", "plain", "grades", "documents", DOCUMENT, "about", *STAFF, "answer?q=Who+is+the+chief+constable%3F")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RING = "(style => style.outline + style.boxShadow)(getComputedStyle(document.activeElement))"
YELLOW = "rgb(255, 221, 0)"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('button, summary, input, textarea, nav a, a.reference, .tile a, .tools a')]
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden') && !e.classList.contains('skip'))
  .map(e => [(e.closest('label') || e).getBoundingClientRect(), e])
  .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([box, e]) => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --prefix .tools --no-save axe-core")
    return AXE.read_text(encoding="utf-8")


def offences(page: Any, axe: str) -> list[str]:
    """What axe-core finds on a page; every rule of WCAG 2.2 AA and of good practice, of any weight."""
    page.evaluate(axe)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)["violations"]
    return [f"{each['impact']} {each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_any_view(
    visit: Callable[..., Any], ask: Any, expect: Any, axe: str, address: str, scheme: str, width: int
) -> None:
    found: dict[str, list[str]] = {}
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    expect(page.locator("#examples")).to_be_visible()
    page.get_by_role("button", name="Narrow the search").click()
    found["ask"] = offences(page, axe)
    for question in (NONSENSE, DANGER, NUMBER):
        ask(page, question)
        found[question] = offences(page, axe)
    page.locator("a.reference").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["reader"] = offences(page, axe)
    for view in VIEWS[1:]:
        page.goto(f"{address}{view}")
        found[view] = offences(page, axe)
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen_and_targets_are_large(visit: Callable[..., Any], ask: Any, expect: Any, width: int) -> None:
    """320 pixels are also what a window of 1280 has at 400% zoom."""
    page = visit(viewport={"width": width, "height": 844})
    address = page.url
    expect(page.locator("#examples")).to_be_visible()
    page.get_by_role("button", name="Narrow the search").click()
    assert page.evaluate(FITS)
    assert page.evaluate(SMALL_TARGETS) == []
    for question in (NONSENSE, "w" * 400, "Which areas required improvement in the 2024 inspection?"):
        ask(page, question)
        assert page.evaluate(FITS), question
    assert page.evaluate(SMALL_TARGETS) == []
    page.locator("a.reference").first.click()
    expect(page.locator("mark#quote")).to_be_in_viewport()
    assert page.evaluate(FITS)
    for view in VIEWS[1:]:
        page.goto(f"{address}{view}")
        assert page.evaluate(FITS), view
        assert page.evaluate(SMALL_TARGETS) == [], view


def test_it_can_be_used_with_the_keyboard_alone_and_the_focus_is_seen(page: Any, answered: Any, expect: Any) -> None:
    expect(page.locator("#examples")).to_be_visible()

    def tab_to(condition: str, presses: int = 14) -> None:
        for _ in range(presses):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches('{condition}')"):
                break
        assert page.evaluate(f"document.activeElement.matches('{condition}')"), condition
        assert YELLOW in page.evaluate(RING)

    tab_to(".skip")
    page.keyboard.press("Enter")
    tab_to("#question textarea")
    page.keyboard.type(NUMBER)
    page.keyboard.press("Enter")
    answered(page, NUMBER)
    tab_to("a.reference")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("mark#quote")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.reference')")
    tab_to("a.permalink")
    page.keyboard.press("Enter")
    expect(page.locator(".corpus-note")).to_be_visible()


def test_an_answer_is_read_out_and_brought_into_view(visit: Callable[..., Any], ask: Any, expect: Any) -> None:
    page = visit(viewport={"width": 390, "height": 700})
    live = page.locator("body > [role=status][aria-live=polite]")
    expect(live).to_be_empty()
    turn = ask(page, NUMBER)
    expect(live).to_contain_text("Answered from the documents")
    expect(live).to_contain_text(turn.locator(".lead").inner_text().split("(")[0].strip()[:40])
    expect(turn.locator(".lead")).to_be_in_viewport()


def test_it_follows_the_system_into_the_dark(visit: Callable[..., Any], expect: Any) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme)
        expect(page.locator("#examples")).to_be_visible()
        grounds.append(page.evaluate("getComputedStyle(document.querySelector('gradio-app')).backgroundColor"))
    assert grounds == ["rgb(245, 246, 243)", "rgb(15, 22, 28)"]


def test_it_uses_no_list_that_drops_down(page: Any, expect: Any) -> None:
    expect(page.locator("#examples")).to_be_visible()
    expect(page.locator("select, [role=combobox], [role=listbox]")).to_have_count(0)
