"""Refusals say what is missing and show what stands nearest, marked as no answer; names that nothing mentions; dates of documents."""

from __future__ import annotations

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.holdings import answer_holdings, asks_when_said, dated
from peel_qa.answer.refuse import never_mentioned, refuse
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.unknown import unknown_names
from peel_qa.records import Hit, Status
from peel_qa.search.filters import Filters
from peel_qa.search.question import understand

TEXTS = ["Northmoor Police began Harbour Watch in Saltby.", "Chief Constable Ada Quill spoke to the Gazette."]


@pytest.fixture
def candidates(library: Library) -> list[Candidate]:
    return [
        Candidate(Hit(passage, library.source(passage.document), 1.0), span, "", 1.0, {"meaning": 0.5, "words": 0.5})
        for passage in library.index.passages
        for span in passage.sentences
    ]


@pytest.mark.parametrize(
    ("text", "filters", "status", "says"),
    [
        ("How many horses are there?", Filters(), "not_in_corpus", "they give no number"),
        ("What percentage of horses are brown?", Filters(), "not_in_corpus", "they give no percentage"),
        ("How much does a horse cost?", Filters(), "not_in_corpus", "they give no sum of money"),
        ("Are there horses?", Filters(), "not_in_corpus", "none of their passages"),
        ("Were there horses in 2018?", Filters(), "other_edition", "no inspection of 2018"),
        ("Were there horses in 2024?", Filters(), "not_in_corpus", "none of their passages"),
        ("Were there horses in 2024?", Filters(published_to="2020"), "other_edition", "no inspection of 2024"),
    ],
)
def test_a_refusal_says_what_is_missing(
    library: Library, candidates: list[Candidate], text: str, filters: Filters, status: Status, says: str
) -> None:
    answer = refuse(understand(text), candidates, library, filters, 0.2)
    assert answer.status == status
    assert says in answer.direct
    assert answer.abstained
    assert answer.citations == ()
    assert 0 < len(answer.nearest) <= 2
    assert all(citation.verified for citation in answer.nearest)


def test_a_refusal_without_anything_near_shows_nothing(library: Library) -> None:
    assert refuse(understand("Are there horses?"), [], library, Filters(), 0.0).nearest == ()


def test_a_name_that_nothing_mentions_is_named(library: Library, candidates: list[Candidate]) -> None:
    answer = never_mentioned(understand("What is the capital of France?"), ["France"], candidates, library)
    assert answer.direct.endswith("none of them mentions France.")
    assert answer.status == "not_in_corpus"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What is the capital of France?", ["France"]),
        ("What did Boris Johnson say?", ["Boris", "Johnson"]),
        ("When did Harbour Watch begin in Saltby?", []),
        ("When did Harbor Wach begin in Saltbey?", []),
        ("What did the Chief Constable say?", []),
        ("How was Kent graded?", []),
        ("Was it better in July than on a Monday?", []),
        ("What Is The Capital Of France?", []),
        ("France is where?", []),
        ("what is the capital of france", []),
    ],
)
def test_names_that_stand_nowhere(text: str, names: list[str]) -> None:
    assert unknown_names(understand(text), TEXTS) == names


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "When was the report published?",
            ["PEEL 2023-25 on Northmoor Police was published on 18 July 2024; the inspection was in March 2024."],
        ),
        (
            "When did inspectors visit?",
            ["PEEL 2023-25 on Northmoor Police was published on 18 July 2024; the inspection was in March 2024."],
        ),
        (
            "Which documents do you have?",
            [
                "PEEL 2023-25 on Northmoor Police was published on 18 July 2024; the inspection was in March 2024.",
                "The Northmoor Gazette wrote about PEEL 2023-25 on 19 July 2024.",
            ],
        ),
    ],
)
def test_what_is_held_and_when_it_was_published(library: Library, text: str, lines: list[str]) -> None:
    answer = answer_holdings(understand(text), library, Filters())
    assert answer is not None
    assert [claim.text for claim in answer.claims] == lines
    assert len(answer.citations) == len(lines)


@pytest.mark.parametrize("text", ["When did it answer calls in time?", "Which areas are there?", "When was the 2018 report published?"])
def test_other_questions_are_not_about_the_documents(library: Library, text: str) -> None:
    assert answer_holdings(understand(text), library, Filters()) is None


def test_what_is_held_obeys_the_filters(library: Library) -> None:
    answer = answer_holdings(understand("Which documents do you have?"), library, Filters(kind="news"))
    assert answer is not None
    assert [citation.kind for citation in answer.citations] == ["news"]


def test_when_that_was_is_the_date_of_the_answer_before(library: Library) -> None:
    question = understand("When was that?", ["Which documents do you have?"])
    assert asks_when_said(question)
    assert not asks_when_said(understand("When was the chief constable appointed?", ["Which documents do you have?"]))
    earlier = answer_holdings(understand("Which documents do you have?"), library, Filters())
    assert earlier is not None
    answer = dated(question, earlier)
    assert answer is not None
    assert answer.direct.startswith("Published on 18 July 2024, in PEEL 2023-25")
    assert dated(question, refuse(question, [], library, Filters(), 0.0)) is None
