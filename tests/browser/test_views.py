"""The other views: grades, documents, about, the plain page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peel_qa.engine import PeelQA
from peel_qa.service.timeline import entries, timeline

FORCE = "West Mercia Police"


def test_every_grade_of_the_board_opens_its_sentence_and_the_table_says_the_same(
    visit: Callable[..., Any], qa: PeelQA, expect: Any
) -> None:
    page = visit("grades")
    graded = [entry for entry in entries([timeline(qa.index, FORCE)]) if entry["grade"]]
    tiles = page.locator(".board .tile a.grade")
    assert sorted(word.strip().lower() for word in tiles.locator(".tile-word").all_inner_texts()) == sorted(str(e["grade"]) for e in graded)
    words = page.locator(".grade-table tbody a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert sorted(words) == sorted(page.locator(".board .tile a").evaluate_all("all => all.map(a => a.getAttribute('href'))"))
    for shape in tiles.locator("svg.shape").all():
        expect(shape).to_be_visible()
    row = page.locator(".lane", has_text="Investigating crime")
    row.get_by_role("link", name="Requires improvement").click()
    expect(page.get_by_role("dialog").locator("mark#quote")).to_have_text("West Mercia Police requires improvement at investigating crime.")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_cycles_that_cannot_be_compared_are_marked_and_said(visit: Callable[..., Any], expect: Any) -> None:
    page = visit("grades")
    expect(page.locator(".not-one-scale")).to_contain_text("not one scale")
    assert [name.split("\n")[0] for name in page.locator(".board-head.broken").all_inner_texts()] == [
        "PEEL 2021/22",
        "PEEL 2023-25",
        "Regional SOC 2023",
    ]
    expect(page.locator(".grade-table tfoot td").nth(1)).to_contain_text("not comparable")
    expect(page.locator(".reading-notes")).to_contain_text("five grades instead of four")


def test_every_document_is_listed_with_its_age_and_read_in_full(visit: Callable[..., Any], qa: PeelQA, expect: Any) -> None:
    page = visit("documents")
    for document in qa.documents:
        expect(page.get_by_role("link", name=document.source.title, exact=True)).to_be_visible()
    expect(page.locator(".holding", has_text="PEEL 2021/22: an inspection")).to_contain_text("A newer inspection exists: PEEL 2023-25")
    page.get_by_role("link", name="PEEL 2021/22: an inspection of West Mercia Police", exact=True).click()
    stored = qa.index.documents["peel-2021-22-west-mercia"]
    shown = "".join("".join(page.locator(".reader-body").inner_text().split()).split("|"))
    body = [block for block in stored.blocks if block.kind in ("paragraph", "item")]
    assert all("".join(stored.text[b.start : b.end].split()) in shown for b in body)
    page.locator(".contents").get_by_role("link", name="Investigating crime").click()
    assert page.url.endswith("#investigating-crime")
    expect(page.locator("section#investigating-crime h2")).to_be_in_viewport()


def test_a_place_that_is_not_there_is_said(visit: Callable[..., Any], faults: list[str], expect: Any) -> None:
    for place in ("9-3", "0-99999999", "x", "5"):
        page = visit(f"documents/peel-2015-effectiveness-west-mercia?quote={place}")
        expect(page.get_by_role("alert")).to_contain_text("not in the document")
    expect(visit("documents/nothing").get_by_role("heading", level=1)).to_have_text("There is no such document")
    assert len(faults) == 2, "the one missing page, as the console and the network tell it"
    faults.clear()


def test_about_tells_what_it_is_and_how_often_it_is_right(visit: Callable[..., Any], expect: Any) -> None:
    page = visit("about")
    for words in ("not the police", "Open Government Licence v3.0", "2.2 at level AA", "desk@example.org", "No cookies"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("#figures td").first).to_contain_text("%")
    assert page.context.cookies() == []


def test_without_scripts_the_plain_page_answers(visit: Callable[..., Any], expect: Any) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.get_by_role("link", name="The plain page").click()
    for number, question in enumerate(("And in 2024?", "What percentage of 101 calls are abandoned?"), start=1):
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(f"#turn-{number} .asked")).to_contain_text(question)
    page.locator("a.reference").first.click()
    expect(page.locator("mark#quote")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="Link to this answer").click()
    expect(page.locator(".corpus-note")).to_contain_text("the same")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Send feedback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_the_plain_page_narrows_too(visit: Callable[..., Any], expect: Any) -> None:
    page = visit("plain", java_script_enabled=False)
    page.get_by_text("Narrow the search").click()
    page.get_by_label("Press reports").check()
    page.get_by_label("Your question").fill("How was investigating crime graded?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".narrowed")).to_contain_text("press reports")
    expect(page.locator(".source .badge.official")).to_have_count(0)
    assert page.locator(".source .badge.press").count() > 0
