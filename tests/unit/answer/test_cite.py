"""Citations: a quote counts only where it stands in the stored document, character for character; dates and places in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.answer.cite import cite, edition_label, place, reference, verify
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.records import Citation, Span

REPORT, NEWS = "peel-2024-northmoor", "news-2024-northmoor"
SENTENCE = "The force answers 93.7 percent of its emergency calls in time."


@pytest.fixture
def citation(library: Library) -> Citation:
    at = library.index.documents[REPORT].text.index(SENTENCE)
    return cite(1, library.source(REPORT), library.passage_at(REPORT, at), Span(at, at + len(SENTENCE)))


def test_a_true_quote_is_kept_and_marked(citation: Citation, library: Library) -> None:
    assert not citation.verified
    assert verify([citation], library.index.documents) == [replace(citation, verified=True)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "The force answers 39.7 percent of its emergency calls in time."},
        {"quote": "The force answers 93.7 percent of its emergency calls in time. "},
        {"quote": SENTENCE.lower()},
        {"quote": ""},
        {"start": 0},
        {"end": 3},
        {"document": NEWS},
        {"document": "not-held"},
    ],
)
def test_a_wrong_quote_is_dropped(citation: Citation, library: Library, wrong: dict[str, object]) -> None:
    assert verify([replace(citation, **wrong)], library.index.documents) == []  # type: ignore[arg-type]


def test_an_empty_stretch_is_no_quote(citation: Citation, library: Library) -> None:
    assert verify([replace(citation, quote="", start=citation.start, end=citation.start)], library.index.documents) == []


@given(shift=st.integers(-40, 40).filter(bool))
def test_a_quote_in_a_place_beside_its_own_is_dropped(library: Library, shift: int) -> None:
    at = library.index.documents[REPORT].text.index(SENTENCE)
    made = cite(1, library.source(REPORT), library.passage_at(REPORT, at), Span(at, at + len(SENTENCE)))
    assert verify([replace(made, start=made.start + shift, end=made.end + shift)], library.index.documents) == []


def test_evidence_holds_only_what_stands_in_a_document(library: Library) -> None:
    evidence = Evidence(library)
    length = len(library.index.documents[REPORT].text)
    assert evidence.add(REPORT, length, length + 5) == 0
    assert evidence.add(REPORT, 5, 5) == 0
    assert evidence.citations == []


def test_evidence_numbers_each_place_once_in_the_order_of_use(library: Library) -> None:
    evidence = Evidence(library)
    text = library.index.documents[REPORT].text
    first = text.index(SENTENCE)
    second = text.index(SENTENCE, first + 1)
    assert [evidence.add(REPORT, second, second + len(SENTENCE)), evidence.add(REPORT, first, first + len(SENTENCE))] == [1, 2]
    assert evidence.add(REPORT, first + 4, first + 9) == 2, "a part of a stretch is that stretch"
    assert [c.number for c in evidence.citations] == [1, 2]
    assert evidence.add_all([(REPORT, first, first + 3), (REPORT, 0, 0), (REPORT, second, second + 3)]) == (2, 1)
    assert all(c.verified and text[c.start : c.end] == c.quote for c in evidence.citations)


def test_equal_sentences_in_two_places_stay_two_citations(library: Library) -> None:
    evidence = Evidence(library)
    text = library.index.documents[REPORT].text
    places = [text.index(SENTENCE), text.rindex(SENTENCE)]
    assert evidence.add_all([(REPORT, at, at + len(SENTENCE)) for at in places]) == (1, 2)
    assert evidence.citations[0].start != evidence.citations[1].start


def test_a_citation_outside_the_numbering_leaves_it_alone(library: Library) -> None:
    evidence = Evidence(library)
    made = evidence.library_citation(REPORT, 0, 3)
    assert made is not None
    assert made.verified
    assert evidence.citations == []


@pytest.mark.parametrize(
    ("document", "words", "voice"),
    [
        (REPORT, SENTENCE, "inspectorate"),
        (NEWS, "Northmoor Police was inspected in March.", "newspaper"),
        (NEWS, "I am sorry for every delay.", "Ada Quill, chief constable"),
    ],
)
def test_each_quote_has_its_voice(library: Library, document: str, words: str, voice: str) -> None:
    at = library.index.documents[document].text.index(words)
    made = Evidence(library).library_citation(document, at, at + len(words))
    assert made is not None
    assert made.voice == voice


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "PEEL 2023-25, published 18 July 2024"),
        ({"published_sure": False}, "PEEL 2023-25, published July 2024"),
        ({"published": "2024-07"}, "PEEL 2023-25, published July 2024"),
        ({"published": "2024"}, "PEEL 2023-25, published 2024"),
        ({"kind": "news", "publisher": "Northmoor Gazette"}, "Northmoor Gazette, 18 July 2024, on PEEL 2023-25"),
    ],
)
def test_the_label_says_edition_and_date_as_exactly_as_known(citation: Citation, changes: dict[str, object], label: str) -> None:
    assert edition_label(replace(citation, **changes)) == label  # type: ignore[arg-type]


def test_a_source_and_its_citation_have_one_label(citation: Citation, library: Library) -> None:
    assert edition_label(citation) == edition_label(library.source(REPORT))


@pytest.mark.parametrize(
    ("page", "last", "said"),
    [
        (16, None, "Main findings, from p. 16"),
        (16, 18, "Main findings, from p. 16"),
        (16, 16, "Main findings, p. 16"),
        (None, None, "Main findings"),
    ],
)
def test_a_page_is_claimed_only_as_far_as_it_is_known(citation: Citation, page: int | None, last: int | None, said: str) -> None:
    assert place(replace(citation, section=("Main findings",), page=page, page_last=last)) == said


def test_the_reference_says_who_what_where_when(citation: Citation) -> None:
    line = reference(citation)
    for part in (
        "HMICFRS (found by the inspectorate)",
        "PEEL 2023-25: an inspection of Northmoor Police",
        "Responding to the public › Main findings, from p. 17",
        "inspected March 2024, published 18 July 2024",
        "https://northmoor.example/peel/",
    ):
        assert part in line
    assert "digest" not in line
    assert "digest in our own words" in reference(replace(citation, text="digest"))
    assert "said by Ada Quill, chief constable" in reference(replace(citation, voice="Ada Quill, chief constable"))


def test_the_reference_leaves_out_what_is_not_known(citation: Citation) -> None:
    line = reference(replace(citation, inspected="", url="", section=(), page=None))
    assert "inspected" not in line
    assert " ·  · " not in line
    assert not line.endswith("· ")
