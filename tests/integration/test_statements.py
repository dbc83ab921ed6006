"""What somebody said of an inspection as a whole is told whole, from the newest document about it; what they said of a matter is not."""

from __future__ import annotations

import pytest

from peel_qa.engine import PeelQA


@pytest.mark.parametrize(
    ("question", "earlier", "document", "speaker"),
    [
        ("What did the commissioner say about the report?", (), "news-2025-05-14-kidderminster-standard", "John Campion"),
        ("What did John Campion say about the latest inspection?", (), "news-2025-05-14-kidderminster-standard", "John Campion"),
        ("What did the PCC say about the organised crime report?", (), "news-2024-05-14-kidderminster-shuttle", "John Campion"),
        ("How did the chief constable respond in 2022?", (), "news-2022-04-13-shropshire-star", "Pippa Mills"),
        (
            "and the commissioner?",
            ("What did the chief constable say about the results?",),
            "news-2025-05-14-kidderminster-standard",
            "John Campion",
        ),
    ],
)
def test_all_that_somebody_is_quoted_with(qa: PeelQA, question: str, earlier: tuple[str, ...], document: str, speaker: str) -> None:
    answer = qa.ask(question, earlier)
    assert answer.status == "answered"
    assert f"{speaker}, " in answer.claims[0].text
    assert "is quoted in the" in answer.claims[0].text
    assert len(answer.citations) > 1
    assert answer.citations[0].document == document
    assert all(citation.voice.startswith(speaker) for citation in answer.citations if citation.document == document)


def test_over_the_years_every_document_is_told_oldest_first(qa: PeelQA) -> None:
    answer = qa.ask("What has Campion said about the reports over the years?")
    assert list(dict.fromkeys(citation.document for citation in answer.citations)) == [
        "news-2022-04-13-shropshire-star",
        "news-2024-05-14-kidderminster-shuttle",
        "news-2025-05-14-kidderminster-standard",
    ]


@pytest.mark.parametrize("question", ["What did Campion say about 999 calls?", "What did the survey of the federation say about drones?"])
def test_a_matter_that_nobody_spoke_of_gets_no_list(qa: PeelQA, question: str) -> None:
    assert "is quoted in" not in qa.ask(question).text


def test_what_two_people_said_of_one_report_is_told_side_by_side(qa: PeelQA) -> None:
    answer = qa.ask("How did the chief constable's and the commissioner's responses to the 2022 report differ?")
    assert answer.status == "answered"
    quoted = [claim.text for claim in answer.claims if "is quoted in the" in claim.text]
    assert [name for text in quoted for name in ("Pippa Mills", "John Campion") if name in text] == ["Pippa Mills", "John Campion"]
    assert {citation.document for citation in answer.citations} == {"news-2022-04-13-shropshire-star"}


def test_what_somebody_said_needs_sorting_is_no_list_of_the_report(qa: PeelQA) -> None:
    earlier = "What did Pippa Mills say about how emergency calls are answered?"
    answer = qa.ask("and what did she say still needs sorting for victims?", [earlier])
    assert answer.citations
    assert {citation.document for citation in answer.citations} == {"news-2022-04-13-shropshire-star"}


def test_nobody_is_named_for_what_nobody_said(qa: PeelQA) -> None:
    answer = qa.ask("And who said sorry for it?", ["How was responding to the public graded?"])
    assert answer.status == "not_in_corpus"


def test_the_party_of_somebody_is_not_told_by_the_name(qa: PeelQA) -> None:
    assert "Conservative" in qa.ask("which party is the police commissioner from").direct


def test_statements_on_earlier_inspections_follow_where_none_is_named(qa: PeelQA) -> None:
    answer = qa.ask("How did the chief constable react to the inspection?")
    quoted = [claim.text for claim in answer.claims if "is quoted in the" in claim.text]
    assert [name for text in quoted for name in ("Richard Cooper", "Pippa Mills") if name in text] == ["Richard Cooper", "Pippa Mills"]
    assert len({citation.document for citation in qa.ask("What did the commissioner say about the latest report?").citations}) == 1
