"""The text of an answer is made from its parts: direct answer first, quotes with their references, nearest passages, notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.compose import DIGEST_CAVEAT, claim_line, compose, joined, with_notes
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.records import Answer, Citation, Claim, Status

REPORT, NEWS = "peel-2024-northmoor", "news-2024-northmoor"


def quotes(library: Library, document: str, *places: tuple[int, int]) -> list[Citation]:
    evidence = Evidence(library)
    evidence.add_all((document, *place) for place in places)
    return evidence.citations


def test_the_direct_answer_is_the_first_line(library: Library) -> None:
    answer = compose("How many?", [Claim("93.7 percent.", (1,)), Claim("More.")], quotes(library, REPORT, (0, 10)))
    assert answer.direct == "93.7 percent. [1]"
    assert answer.text.splitlines()[1] == "More."


def test_every_quote_stands_whole_in_the_text_with_its_reference(library: Library) -> None:
    citations = quotes(library, REPORT, (0, 10), (12, 30))
    text = compose("?", [Claim("Yes.", (1, 2))], citations).text
    assert "Yes. [1][2]" in text
    for citation in citations:
        assert f'[{citation.number}] "{citation.quote}"' in text
    assert text.count("HMICFRS (found by the inspectorate)") == 2


def test_nearest_passages_are_marked_as_no_answer(library: Library) -> None:
    nearest = quotes(library, REPORT, (0, 10))
    answer = compose("?", [Claim("The documents held do not say.")], [], "not_in_corpus", nearest=nearest)
    assert "The nearest passages held (they do not answer the question):" in answer.text
    assert answer.abstained
    assert answer.citations == ()
    assert answer.nearest == tuple(nearest)


def test_no_heading_without_nearest_passages(library: Library) -> None:
    assert "nearest" not in compose("?", [Claim("No.")], [], "not_in_corpus").text


@pytest.mark.parametrize("as_nearest", [False, True])
def test_quotes_of_a_digest_say_so_once(library: Library, as_nearest: bool) -> None:
    of_digest = quotes(library, NEWS, (0, 5), (6, 12))
    answer = compose("?", [Claim("Yes.")], *([[]] if as_nearest else [of_digest]), nearest=of_digest if as_nearest else ())
    assert answer.caveats == (DIGEST_CAVEAT,)
    assert answer.text.count(DIGEST_CAVEAT) == 1


def test_quotes_of_an_original_say_nothing_of_digests(library: Library) -> None:
    assert compose("?", [Claim("Yes.", (1,))], quotes(library, REPORT, (0, 5))).caveats == ()


def test_a_claim_without_citations_ends_without_a_blank() -> None:
    assert claim_line(Claim("No.")) == "No."


def test_notes_come_before_the_caveats_and_keep_the_rest(library: Library) -> None:
    answer = compose("?", [Claim("Yes.", (1,))], quotes(library, NEWS, (0, 5)), caveats=["Old."], confidence=0.7)
    noted = with_notes(answer, ["About Northmoor."])
    assert noted.caveats == ("About Northmoor.", "Old.", DIGEST_CAVEAT)
    assert noted.text.count("Note: ") == 3
    assert (noted.claims, noted.citations, noted.status, noted.confidence) == (answer.claims, answer.citations, "answered", 0.7)
    assert with_notes(answer, [], "partly_answered").status == "partly_answered"


def test_without_notes_an_answer_stays_as_it_is(library: Library) -> None:
    answer = compose("?", [Claim("Yes.", (1,))], quotes(library, NEWS, (0, 5)), caveats=["Old."], confidence=0.7)
    assert with_notes(answer, []) == answer


def part(library: Library, said: str, status: Status = "answered", *places: tuple[int, int]) -> Answer:
    citations = quotes(library, REPORT, *places)
    return compose("?", [Claim(said, tuple(c.number for c in citations))], citations, status, ["Same."], confidence=0.8)


def test_answers_about_two_forces_become_one_with_numbers_that_fit(library: Library) -> None:
    both = joined(
        {"Northmoor Police": part(library, "A.", "answered", (0, 5), (6, 9)), "Tarn Police": part(library, "B.", "answered", (3, 8))}
    )
    assert [claim.text for claim in both.claims] == ["Northmoor Police: A.", "Tarn Police: B."]
    assert [claim.citations for claim in both.claims] == [(1, 2), (3,)]
    assert [citation.number for citation in both.citations] == [1, 2, 3]
    assert both.caveats == ("Same.",)
    assert both.status == "answered"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("answered", "not_in_corpus", "partly_answered"),
        ("not_graded", "answered", "partly_answered"),
        ("not_in_corpus", "not_in_corpus", "not_in_corpus"),
        ("not_graded", "not_in_corpus", "not_graded"),
        ("clarify", "clarify", "clarify"),
    ],
)
def test_two_forces_are_partly_answered_where_one_is(library: Library, first: Status, second: Status, status: Status) -> None:
    assert joined({"A": part(library, "x", first), "B": part(library, "y", second)}).status == status


def test_the_numbers_in_the_text_are_those_of_the_citations(library: Library) -> None:
    gap = replace(part(library, "A.", "answered", (0, 5), (6, 9)), claims=(Claim("A.", (2,)),))
    both = joined({"A": gap, "B": part(library, "B.", "answered", (3, 8))})
    assert both.claims[0].citations == (2,)
    assert both.claims[1].citations == (3,)
