"""Answers as HTML: whatever is in a question or a document stays text, and every quote is marked where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.load import load_corpus
from peel_qa.engine import PeelQA
from peel_qa.records import Answer, Block, Citation, Claim, Document, Passage, Section, Source, Status
from peel_qa.service.request import Request
from peel_qa.web.ask_parts import examples, heading_html
from peel_qa.web.documents_view import documents_page
from peel_qa.web.frame import footer_html, header_html
from peel_qa.web.marks import Context, contexts, passage_html, plain
from peel_qa.web.render import STATUS_WORDS, answer_html, earlier_html, message_html, waiting_html
from peel_qa.web.sources import original_link

TAGS = set(
    re.findall(
        r"\w+",
        "a article blockquote br dd details div dl dt h1 h2 h3 h4 li mark ol p section span strong summary sup table tbody td th tr ul",
    )
)
ATTRIBUTES = {"class", "href", "id", "rel", "role", "tabindex", "target"}
ADDRESS = re.compile(r"https?://|#|(?:answer|documents/[\w%.-]+)\?|(?:\./|grades|documents|about|plain)(?:#\w+)?$")
"""Where a link may lead."""
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="x\' </p></div> [a](javascript:alert(1)) **b** $$x$$ &amp;'


class Reading(HTMLParser):
    """What a browser would make of a piece of HTML: its tags and attributes, its text, and the text in `<mark>`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.marks: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "br":
            return
        self._open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "sup" in self._open:
            return
        self.text += data
        if "mark" in self._open:
            self.marks[-1] += data

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


def read_safely(html: str) -> Reading:
    """A reading of HTML that holds nothing that could run, load or lead anywhere unnamed."""
    reading = Reading(html)
    assert reading.tags <= TAGS
    assert {name for name, _ in reading.attributes} <= ATTRIBUTES
    assert [address for address in reading.values("href") if not ADDRESS.match(address)] == []
    assert "\n" not in html, "an empty line would end the HTML block that the page is made of"
    targets = [address[1:] for address in reading.values("href") if address.startswith("#")]
    assert set(targets) <= set(reading.values("id")), "a number leads nowhere"
    assert len(reading.values("id")) == len(set(reading.values("id")))
    return reading


def document_of(stored: str, **source: Any) -> Document:
    """A report of one paragraph."""
    values = {"publisher": "HMICFRS", "kind": "report", "force": "Northmoor Police", "published": "2023-06-01", **source}
    return Document(
        Source(id="one", title="A report", **values),
        stored,
        (Section(("Findings",), "", 0, len(stored)),),
        (Block("paragraph", 0, len(stored), 0),),
    )


def index_of(documents: Sequence[Document], passages: Sequence[Passage] = ()) -> Any:
    """The part of an opened index that the page reads."""
    return SimpleNamespace(
        documents={document.id: document for document in documents},
        passages=list(passages),
        numbers={passage.id: number for number, passage in enumerate(passages)},
        manifest=SimpleNamespace(corpus_fingerprint="0123456789abcdef"),
    )


def shown(answer: Answer, index: Any, turn: int, is_complete: bool = True) -> str:
    """An answer as HTML, asked without history or filters."""
    return answer_html(answer, Request(answer.question), index, turn, is_complete)


def citation_of(document: Document, quote: str, number: int = 1, **values: Any) -> Citation:
    start = document.text.index(quote)
    source = document.source
    defaults: dict[str, Any] = {
        "title": source.title,
        "publisher": source.publisher,
        "kind": source.kind,
        "edition": source.inspection or "PEEL 2023",
        "published": source.published,
        "section": ("Findings",),
        "page": 7,
        "url": source.url or "https://example.org/report",
        "voice": "inspectorate" if source.is_official else "newspaper",
        "verified": True,
        "text": source.text,
    }
    return Citation(number=number, document=document.id, quote=quote, start=start, end=start + len(quote), **{**defaults, **values})


def answer_of(citations: Sequence[Citation], text: str = "Twenty percent.", **values: Any) -> Answer:
    claims = (Claim(text, tuple(citation.number for citation in citations)),)
    return Answer("How many?", text, **{"status": "answered", "claims": claims, "citations": tuple(citations), **values})


@pytest.fixture
def library(small_corpus: Path) -> Any:
    """The small corpus's documents as an index holds them."""
    return index_of(load_corpus((small_corpus,)).documents)


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("<>&\"'\n|\t[]1 "), min_size=1, max_size=60)


@st.composite
def quoted_texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text, and up to three stretches of it that may overlap."""
    text = draw(ANY_TEXT)
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda s: s[0] < s[1]), max_size=3))
    return text, spans


@given(quoted_texts())
def test_a_passage_reads_as_its_text_and_marks_its_quotes_alone(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    document = document_of(text)
    cited = tuple(
        replace(citation_of(document, text[start:end], number), start=start, end=end) for number, (start, end) in enumerate(spans, start=1)
    )
    reading = read_safely(passage_html(Context(document, 0, len(text), cited)))
    assert reading.text == re.sub(r"[\n\x1c-\x1e\x85\u2028\u2029]", " ", text)
    quoted = {place for start, end in spans for place in range(start, end)}
    assert sum(map(len, reading.marks)) == len(quoted)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_nothing_in_a_question_or_an_answer_becomes_markup(question: str, claim: str, caveat: str) -> None:
    document = document_of(f"{claim} and more")
    citation = citation_of(document, claim, publisher=caveat, voice=claim, section=(caveat,), edition=claim, url=f"https://x.org/{caveat}")
    answer = Answer(question, claim, "answered", (Claim(claim, (1,)),), (citation,), (caveat,))
    reading = read_safely(shown(answer, index_of([document]), 1))
    assert plain(question) in shown(answer, index_of([document]), 1)
    assert reading.marks


@pytest.mark.parametrize(
    "write", [message_html, lambda text: waiting_html(Request(text), 1), lambda text: earlier_html([(text, "<p>a</p>")])]
)
def test_hostile_text_stays_text_wherever_it_is_shown(write: Any) -> None:
    reading = read_safely(write(HOSTILE))
    assert HOSTILE in reading.text


def test_hostile_metadata_of_a_document_stays_text() -> None:
    document = document_of("Text.", publisher=HOSTILE, force=HOSTILE, licence=HOSTILE, edition=HOSTILE, url=f"https://x.org/{HOSTILE}")
    for html in (documents_page([document], index_of([document])), heading_html([document])):
        assert "<script>alert" not in html
        assert plain(HOSTILE.split("[")[0].strip()) in html


def test_the_quote_is_marked_within_its_paragraph(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    quote = "Only 26 of the 40 had an investigation plan."
    html = shown(answer_of([citation_of(report, quote)]), library, 1)
    reading = read_safely(html)
    assert reading.marks == [quote]
    assert "We reviewed 40 investigations. Only 26 of the 40" in reading.text
    assert "supervisors review every plan." in reading.text


def test_the_passage_of_a_citation_is_what_is_shown_round_its_quote(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    quote = "Only 26 of the 40 had an investigation plan."
    start = report.text.index("Only 26")
    passage = Passage("p1", report.id, start, start + len(quote), quote, quote, ("Investigating crime",), "", 7, 7, ())
    shown = contexts([citation_of(report, quote, passage="p1")], index_of([report], [passage]))
    assert [(context.start, context.end) for context in shown] == [(passage.start, passage.end)]
    reading = read_safely(passage_html(shown[0]))
    assert reading.text == f"… {quote} …"


def test_a_row_of_a_table_is_marked_in_a_table(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    reading = read_safely(shown(answer_of([citation_of(report, "Investigating crime | Requires improvement")]), library, 1))
    assert reading.marks == ["Investigating crime", "Requires improvement"]
    assert {"table", "th", "td"} <= reading.tags


def test_quotes_of_one_passage_share_a_card_and_keep_their_numbers(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    quotes = ["We reviewed 40 investigations.", "Only 26 of the 40 had an investigation plan."]
    html = shown(answer_of([citation_of(report, quote, number) for number, quote in enumerate(quotes, 1)]), library, 3)
    assert html.count('class="source official"') == 1
    assert read_safely(html).marks == quotes
    assert {"turn-3-source-1", "turn-3-source-2"} <= set(Reading(html).values("id"))


def test_a_number_within_a_sentence_leads_to_its_source_and_an_unknown_one_stays_text(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    citation = citation_of(report, "We reviewed 40 investigations.")
    html = shown(answer_of([citation], "Forty [1], says one; not [7]."), library, 1)
    assert html.count('class="reference open-quote" href="documents/') == 1 + html.count("<blockquote>")
    assert "not [7]." in read_safely(html).text


def test_a_citation_of_a_document_that_is_not_held_is_not_shown(library: Any) -> None:
    stranger = document_of("We reviewed 40 investigations.")
    html = shown(answer_of([citation_of(stranger, "We reviewed 40 investigations.")]), library, 1)
    assert "reference" not in html
    assert "source" not in read_safely(html).text


def test_a_source_says_who_what_where_and_when() -> None:
    document = document_of("It is good.", url="https://www.example.org/a", text="digest", inspected="2023-02")
    citation = citation_of(document, "It is good.", inspected="2023-02", page_last=9, published_sure=False)
    text = read_safely(shown(answer_of([citation]), index_of([document]), 1)).text
    expected = ["Official report", "Digest in our own words", "HMICFRS, found by the inspectorate", "A report", "Findings", "from 7"]
    expected += ["February 2023", "June 2023", "example.org (opens in a new tab)"]
    assert [words for words in expected if words not in text] == []
    assert "1 June 2023" not in text


def test_a_press_report_says_so_and_names_each_speaker() -> None:
    document = document_of("One. Two.", publisher="Northmoor Gazette", kind="news")
    citations = [citation_of(document, "One.", 1), citation_of(document, "Two.", 2, voice="Ada Quill, chief constable")]
    text = read_safely(shown(answer_of(citations), index_of([document]), 1)).text
    assert "Press report" in text
    assert "1 reported by the newspaper; 2 said by Ada Quill, chief constable" in text
    assert "Digest" not in text


def test_a_refusal_looks_unlike_an_answer_and_marks_its_nearest_passages(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    nearest = (citation_of(report, "We reviewed 40 investigations.", 0),)
    refusal = answer_of([], "The documents do not say.", status="not_in_corpus", nearest=nearest)
    html = shown(refusal, library, 1)
    text = read_safely(html).text
    assert "No answer: the documents do not say" in text
    assert "They do not answer the question." in text
    assert html.count("Not an answer") == html.count('class="source no-answer"') == 1
    assert "reference" not in html
    assert 'class="turn refused' in html
    assert "feedback" not in html
    assert 'class="turn given' in shown(answer_of([citation_of(report, "We reviewed 40 investigations.")]), library, 1)


def test_somebody_in_danger_gets_the_number_first_and_can_press_it(library: Any) -> None:
    html = shown(answer_of([], "Call 999 now if you are in danger.", status="out_of_scope"), library, 1)
    assert 'class="turn urgent' in html
    assert '<a href="tel:999">Call 999</a>' in html
    assert "tel:" not in shown(answer_of([], "Ask the council.", status="out_of_scope"), library, 1)


def test_every_status_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(get_args(Status))
    assert len(set(STATUS_WORDS.values())) == len(STATUS_WORDS)


def test_the_first_sight_of_an_answer_is_its_first_line_alone(library: Any) -> None:
    report = library.documents["peel-2023-northmoor"]
    answer = answer_of([citation_of(report, "We reviewed 40 investigations.")], "Forty.\nAnd more.", caveats=("Old.",))
    text = Reading(shown(answer, library, 1, is_complete=False)).text
    assert "Forty." in text
    assert "And more." not in text
    assert "Old." not in text


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("Good (PEEL 2021/22, published April 2022).", "(PEEL 2021/22, published April 2022)."),
        ("Twenty percent of calls (101). (PEEL 2021/22)", ""),
        ("Almost 20% (abandoned calls). (PEEL 2021/22)", "(PEEL 2021/22)"),
        ("Good (2015), then adequate (2024).", ""),
        ("Good.", ""),
    ],
)
def test_the_edition_behind_a_direct_answer_is_set_quieter(library: Any, text: str, quiet: str) -> None:
    html = shown(answer_of([], text), library, 1)
    assert re.findall(r'class="provenance">(.*?)</span>', html) == ([quiet] if quiet else [])
    assert text in read_safely(html).text


def test_lists_and_tables_of_an_answer_are_lists_and_tables(library: Any) -> None:
    html = shown(answer_of([], "Two:\n- one\n- two\nArea | Grade\nFirst | good\nPlain."), library, 1)
    assert {"ul", "li", "table", "th", "td"} <= read_safely(html).tags
    assert "- one" not in html[: html.index('class="copy-text"')]


def test_only_official_addresses_of_a_sentence_become_links(library: Any) -> None:
    text = "See https://hmicfrs.justiceinspectorates.gov.uk/ or https://www.evil.uk/x or https://x.gov.uk.evil.example/."
    links = read_safely(shown(answer_of([], text), library, 1)).values("href")
    assert [link for link in links if "://" in link] == ["https://hmicfrs.justiceinspectorates.gov.uk/"]


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "data:text/html,x", "ftp://x.org/", "https://", "http://[", "//x.org"])
def test_only_an_address_of_the_web_becomes_a_link(address: str) -> None:
    assert original_link(address, "A report") == ""


def test_what_stands_round_the_answers_is_said(qa: PeelQA) -> None:
    heading, footer = header_html(""), footer_html()
    assert "call 999" in heading
    assert "call 101" in heading
    assert "Open Government Licence v3.0" in footer
    documents = documents_page(qa.documents, qa.index)
    assert all(plain(document.source.title) in documents for document in qa.documents)


def test_every_example_question_is_answered_or_refused_safely(qa: PeelQA) -> None:
    for turn, question in enumerate((text for _, text in examples()), start=1):
        answer = qa.ask(question)
        reading = read_safely(answer_html(answer, Request(question), qa.index, turn))
        marked = "".join("".join(reading.marks).split())
        for citation in answer.citations:
            cells = re.split(r" \| |\s", citation.quote)
            assert all(cell in marked for cell in cells), (question, citation.quote)


def test_lines_with_tabs_between_their_cells_are_a_table(library: Any) -> None:
    html = shown(answer_of([], "By district:\nDistrict\t2022/23\t2023/24\nHollow\t71\t76\nCastle\t66\t58"), library, 1)
    assert html.count("<th>") == 3
    assert html.count("<td>") == 6
