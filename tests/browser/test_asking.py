"""Asking as people do: a question, its sources, follow-ups, refusals, links, feedback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from peel_qa.engine import PeelQA
from peel_qa.search.filters import Filters
from peel_qa.service.feedback import FeedbackBook

NUMBER = "What percentage of 101 calls are abandoned?"
FOLLOW_UP = "And in 2024?"
NONSENSE = "Which bakery sells the best apple pie?"
DANGER = "Someone is breaking into my house"


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_question_gets_its_cited_answer_with_the_quotes_marked(page: Any, qa: PeelQA, ask: Any, expect: Any) -> None:
    turn = ask(page, NUMBER)
    answer = qa.ask(NUMBER)
    assert answer.citations
    expect(turn.locator(".status")).to_have_text("Answered from the documents")
    assert squeezed(turn.locator(".lead").inner_text()).startswith(squeezed(answer.claims[0].text)[:40])
    for citation in answer.citations:
        marks = turn.locator(f"mark.quote-{citation.number}").all_inner_texts()
        assert squeezed("".join(marks)) == squeezed(citation.quote.replace(" | ", ""))
    card = turn.locator(".source").first
    for words in (answer.citations[0].title, answer.citations[0].publisher, "Published", "Read the original", "A newer inspection exists"):
        expect(card).to_contain_text(words)
    original = card.get_by_role("link", name="opens in a new tab")
    assert original.get_attribute("href") == answer.citations[0].url
    assert "noopener" in original.get_attribute("rel")
    expect(page.get_by_label("Ask a follow-up question")).to_have_value("")


def test_a_number_opens_the_document_at_the_quote_and_closing_leads_back(page: Any, qa: PeelQA, ask: Any, expect: Any) -> None:
    turn = ask(page, NUMBER)
    citation = qa.ask(NUMBER).citations[0]
    number = turn.locator("a.reference").first
    number.click()
    reader = page.get_by_role("dialog")
    expect(reader.locator("h1")).to_have_text(citation.title)
    quote = reader.locator("mark#quote")
    expect(quote).to_be_in_viewport()
    expect(quote).to_be_focused()
    assert squeezed("".join(reader.locator("mark").all_inner_texts())) == squeezed(citation.quote)
    for words in (*citation.section, "September 2021", "April 2022", "found by the inspectorate", "A newer inspection exists"):
        expect(reader.locator(".reader-top")).to_contain_text(words)
    assert len(reader.locator("section").all()) == len({b.section for b in qa.index.documents[citation.document].blocks})
    page.keyboard.press("Escape")
    expect(reader).to_have_count(0)
    expect(number).to_be_focused()
    expect(turn).to_be_visible()


def test_the_link_of_a_number_leads_to_the_same_place_by_itself(page: Any, visit: Callable[..., Any], ask: Any, expect: Any) -> None:
    href = ask(page, NUMBER).locator("a.reference").first.get_attribute("href")
    other = visit(href, java_script_enabled=False)
    expect(other.locator("mark#quote")).to_be_in_viewport()
    expect(other.locator(".quote-bar")).to_contain_text("found by the inspectorate")


def test_sources_stand_beside_the_answer_on_a_wide_screen_and_below_it_on_a_phone(page: Any, ask: Any) -> None:
    turn = ask(page, NUMBER)
    answer, sources = (turn.locator(name) for name in (".turn-answer", ".sources"))
    assert sources.bounding_box()["x"] >= answer.bounding_box()["x"] + answer.bounding_box()["width"]
    page.set_viewport_size({"width": 390, "height": 844})
    assert sources.bounding_box()["y"] >= answer.bounding_box()["y"] + answer.bounding_box()["height"]


def test_a_conversation_goes_on_survives_another_view_and_begins_afresh(
    page: Any, qa: PeelQA, ask: Any, answered: Any, expect: Any
) -> None:
    ask(page, NUMBER)
    turn = ask(page, FOLLOW_UP)
    expected = qa.ask(FOLLOW_UP, [NUMBER])
    assert expected.direct != qa.ask(FOLLOW_UP).direct, "this follow-up proves nothing"
    assert squeezed(turn.locator(".lead").inner_text()).startswith(squeezed(expected.claims[0].text)[:40])
    earlier = page.locator("#earlier details", has_text=NUMBER)
    expect(earlier.locator(".lead")).to_be_hidden()
    page.get_by_role("link", name="Grades", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grades")
    page.go_back()
    answered(page, FOLLOW_UP)
    page.locator("#earlier summary").first.click()
    expect(page.locator("#earlier .lead")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#examples")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    assert "?" not in page.url
    assert ask(page, NUMBER).get_attribute("id") == "turn-1"


def test_a_refusal_says_so_in_words_and_looks_otherwise(page: Any, qa: PeelQA, ask: Any, expect: Any) -> None:
    assert qa.ask(NONSENSE).abstained
    turn = ask(page, NONSENSE)
    expect(turn.locator(".status")).to_contain_text("No answer")
    expect(turn.locator("a.reference")).to_have_count(0)
    for card in turn.locator(".source").all():
        expect(card).to_contain_text("Not an answer")
    ground = turn.locator(".turn-answer").evaluate("e => getComputedStyle(e).backgroundColor")
    answered_ground = ask(page, NUMBER).locator(".turn-answer").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground != answered_ground


def test_somebody_in_danger_reads_999_first(visit: Callable[..., Any], ask: Any, expect: Any) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    expect(page.locator("body").get_by_text("In an emergency call 999").first).to_be_in_viewport()
    turn = ask(page, DANGER)
    assert turn.locator(".lead").inner_text().startswith("Call 999 now")
    expect(turn.locator(".lead")).to_be_in_viewport()
    assert "urgent" in turn.get_attribute("class")


def test_a_question_that_cannot_be_taken_is_told_so_and_kept(page: Any, qa: PeelQA, ask: Any, expect: Any) -> None:
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
    expect(page.locator("#question textarea")).to_have_attribute("aria-invalid", "false")


def test_an_example_is_asked_with_one_press(page: Any, answered: Any) -> None:
    example = page.locator("#examples").get_by_role("button").first
    question = example.inner_text()
    example.click()
    answered(page, question)


def test_filters_narrow_the_answer_and_are_said(page: Any, qa: PeelQA, ask: Any, answered: Any, expect: Any) -> None:
    page.get_by_role("button", name="Narrow the search").click()
    page.get_by_label("PEEL 2015").check()
    page.get_by_label("Official reports").check()
    question = "How was investigating crime graded?"
    turn = ask(page, question)
    expect(turn.locator(".narrowed")).to_contain_text("PEEL 2015 · official reports")
    expected = qa.ask(question, (), Filters(edition="PEEL 2015", kind="report"))
    assert squeezed(turn.locator(".lead").inner_text()).startswith(squeezed(expected.claims[0].text)[:40])
    expect(turn.locator(".source .badge.press")).to_have_count(0)
    query = parse_qs(urlsplit(turn.locator("a.permalink").get_attribute("href")).query)
    assert (query["edition"], query["kind"]) == (["PEEL 2015"], ["report"])
    page.reload()
    answered(page, question)
    page.get_by_role("button", name="Narrow the search").click()
    expect(page.get_by_label("PEEL 2015")).to_be_checked()
    expect(page.get_by_label("Official reports")).to_be_checked()


def test_a_link_gives_the_same_answer_again_and_says_when_the_documents_changed(
    page: Any, visit: Callable[..., Any], ask: Any, answered: Any, expect: Any
) -> None:
    ask(page, NUMBER)
    turn = ask(page, FOLLOW_UP)
    link, lead = turn.locator("a.permalink").get_attribute("href"), turn.locator(".lead").inner_text()
    kept = visit(link)
    expect(kept.locator(".corpus-note")).to_contain_text("the same as when this link was made")
    expect(kept.locator(".turn .lead")).to_have_text(lead)
    expect(visit(re.sub("corpus=.*", "corpus=0123456789ab", link)).locator(".corpus-note")).to_contain_text("have changed")
    kept.get_by_role("link", name="Go on with a follow-up question").click()
    assert answered(kept, FOLLOW_UP).locator(".lead").inner_text() == lead
    expect(kept.locator("#earlier details")).to_have_count(1)


def test_an_answer_is_copied_as_text_with_its_citations(page: Any, qa: PeelQA, address: str, ask: Any, expect: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    turn = ask(page, NUMBER)
    turn.get_by_role("button", name="Copy as text with citations").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    answer = qa.ask(NUMBER)
    assert copied.startswith(f"{NUMBER}\n\n{answer.claims[0].text}")
    for citation in answer.citations:
        assert f"[{citation.number}] “{citation.quote}”" in copied
        assert citation.url in copied
    assert copied.rstrip().rsplit("\n", 1)[1].startswith(f"{address}answer?q=")


def test_feedback_is_kept_without_the_question_unless_agreed(page: Any, feedback_file: Path, ask: Any, expect: Any) -> None:
    for number, has_consent in enumerate((False, True)):
        turn = ask(page, NUMBER)
        form = turn.locator("form.feedback")
        expect(form.get_by_role("textbox")).to_be_hidden()
        form.get_by_label("No").check()
        form.get_by_role("textbox").fill(f"It misses something ({number})")
        form.get_by_label("Keep my question").set_checked(has_consent)
        form.get_by_role("button", name="Send feedback").click()
        expect(form.locator(".thanks")).to_contain_text("Thank you")
        entry = list(FeedbackBook(feedback_file).entries())[-1]
        assert (entry.verdict, entry.status, entry.comment) == ("down", "answered", f"It misses something ({number})")
        assert entry.question == (NUMBER if has_consent else "")
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".turn")).to_have_count(0)


def test_hostile_text_is_shown_as_text(page: Any, visit: Callable[..., Any], ask: Any, expect: Any) -> None:
    hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> [a](javascript:alert(1)) **b** $$x$$'
    turn = ask(page, hostile)
    for where in (turn, visit(turn.locator("a.permalink").get_attribute("href")).locator(".turn")):
        assert hostile in where.locator(".asked").inner_text()
        expect(where.locator("img, script, a[href^=javascript], b, .katex")).to_have_count(0)
        assert where.page.evaluate("window.hacked") is None


def test_two_visitors_do_not_see_each_other(visit: Callable[..., Any], ask: Any, expect: Any) -> None:
    one, other = visit(), visit()
    ask(one, NUMBER)
    assert ask(other, FOLLOW_UP).get_attribute("id") == "turn-1"
    expect(other.locator("#earlier details")).to_have_count(0)


def test_on_paper_the_answer_and_its_sources_are_left_in_black(visit: Callable[..., Any], ask: Any, expect: Any) -> None:
    page = visit(color_scheme="dark")
    turn = ask(page, NUMBER)
    page.emulate_media(media="print")
    for name in ("#ask", "header nav", ".tools", "form.feedback", ".emergency-line"):
        expect(page.locator(name).first).to_be_hidden()
    expect(turn.locator(".lead")).to_be_visible()
    expect(turn.locator(".source mark").first).to_be_visible()
    for name in (".lead", ".passage p", "blockquote p", "h4"):
        assert turn.locator(name).first.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)", name
