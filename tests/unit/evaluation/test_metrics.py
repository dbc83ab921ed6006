from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.evaluation.cases import Case
from peel_qa.evaluation.evidence import Gold, Place
from peel_qa.evaluation.metrics import METRICS, is_voice, judge, numbers_in, retrieval_scores
from peel_qa.records import Answer, Block, Citation, Claim, Document, Source, Status

TEXT = "Opening words.\n\nWe found that 14 of 66 cases were badly supervised. The force knows. Fourteen is too many."
QUOTE = "We found that 14 of 66 cases were badly supervised."
START = TEXT.index(QUOTE)
SOURCE = Source("report", "PEEL 2021/22", "HMICFRS", "report", "Northmoor Police", "2022-04-13", edition="PEEL 2021/22")
DOCUMENTS = {"report": Document(SOURCE, TEXT, (), (Block("paragraph", 0, 14, 0), Block("paragraph", START, len(TEXT), 0)))}
PLACE = Place("report", TEXT.index("14 of 66"), TEXT.index(" cases"))
GOLD = Gold(((PLACE,),), ())


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "c", "question": "How many?", "asker": "public", "type": "number",
        "must": (("14",), ("66", "sixty-six")), "must_not": (r"\b18\b",),
        "source": ("report",), "evidence": "14 of 66", "answerable": True, "edition": "PEEL 2021/22", "voice": "inspectorate",
    }  # fmt: skip
    return Case(**(values | changes))


def citation(quote: str = QUOTE, **changes: Any) -> Citation:
    start = TEXT.index(quote)
    made = Citation(
        number=1, document="report", title="PEEL 2021/22", publisher="HMICFRS", kind="report", edition="PEEL 2021/22",
        published="2022-04-13", section=("Investigating crime",), page=21, url="", quote=quote, start=start, end=start + len(quote),
        voice="inspectorate", verified=True,
    )  # fmt: skip
    return replace(made, **changes)


def answer(text: str = "14 of 66 (PEEL 2021/22, published April 2022). [1]", status: Status = "answered", *citations: Citation) -> Answer:
    cited = citations or ((citation(),) if status == "answered" else ())
    return Answer("How many?", text, status, (Claim(text, tuple(c.number for c in cited)),), cited)


def scores(wanted: Case, given_: Answer, gold: Gold = GOLD, found: tuple[Place, ...] = ()) -> dict[str, float | None]:
    return judge(wanted, given_, found, gold, DOCUMENTS).scores


def test_a_right_answer_scores_one_in_everything() -> None:
    found = (Place("report", START, len(TEXT)),)
    outcome = judge(case(status="answered"), answer(), found, GOLD, DOCUMENTS)
    assert outcome.is_correct
    assert outcome.rank == 1
    unscored = {"unanswerable_answered": None, "refusal_status": None}
    assert outcome.scores == dict.fromkeys(METRICS, 1.0) | unscored | {"answerable_refused": 0.0}


@pytest.mark.parametrize(
    ("wanted", "given_", "told"),
    [
        (case(), answer("14 in all."), "no match for: 66 | sixty-six"),
        (case(), answer("18 of 70, or 14 of 66."), r"the first line matches: \b18\b"),
        (case(), answer("14 of 66 are not said.", "not_in_corpus"), "refused (not_in_corpus), but the documents answer it"),
        (case(answerable=False), answer(), "answered, but the documents do not answer it"),
        (case(answerable=False), answer("14 or 66?", "clarify"), "answered, but the documents do not answer it"),
    ],
)
def test_what_makes_an_answer_wrong(wanted: Case, given_: Answer, told: str) -> None:
    outcome = judge(wanted, given_, (), GOLD, DOCUMENTS)
    assert not outcome.is_correct
    assert outcome.reasons == (told,)
    assert outcome.scores["correct"] == 0.0


def test_facts_may_stand_anywhere_but_wrong_ones_only_below_the_first_line() -> None:
    assert scores(case(), answer("A few.\n14 of 66, not\n18 of 70."))["correct"] == 1.0


@pytest.mark.parametrize("status", ["not_in_corpus", "false_premise", "other_force"])
def test_an_unanswerable_case_is_right_when_it_is_refused_in_the_right_words(status: Status) -> None:
    found = scores(case(answerable=False, status="not_in_corpus"), answer("They do not say; 14, 66.", status))
    assert (found["correct"], found["unanswerable_answered"], found["answerable_refused"]) == (1.0, 0.0, None)
    assert found["status"] == found["refusal_status"] == float(status == "not_in_corpus")


def test_the_two_errors_of_answering_and_refusing_are_told_apart() -> None:
    answered = scores(case(answerable=False, status="not_in_corpus"), answer())
    assert (answered["unanswerable_answered"], answered["answerable_refused"], answered["refusal_status"]) == (1.0, None, 0.0)
    refused = scores(case(status="answered"), answer("No.", "not_in_corpus"))
    assert (refused["unanswerable_answered"], refused["answerable_refused"], refused["refusal_status"]) == (None, 1.0, None)


@pytest.mark.parametrize("changes", [{"type": "ambiguous"}, {"status": "clarify"}])
def test_asking_back_declines_where_the_question_is_open(changes: dict[str, Any]) -> None:
    found = scores(case(answerable=False, **changes), answer("14 or 66?", "clarify"))
    assert (found["correct"], found["unanswerable_answered"]) == (1.0, 0.0)


def test_figures_that_a_case_says_nothing_about_are_unscored() -> None:
    found = scores(case(edition="", voice="", evidence=""), answer(), Gold((), ()))
    unscored = {metric for metric, value in found.items() if value is None}
    assert unscored == {
        "unanswerable_answered", "status", "refusal_status", "recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10",
        "citation_recall", "citation_precision", "quote_recall", "edition", "voice", "evidence_located",
    }  # fmt: skip


def test_a_refusal_has_no_edition_voice_or_numbers_to_judge() -> None:
    found = scores(case(), answer("They do not say.", "not_in_corpus"))
    assert (found["edition"], found["voice"], found["numbers_faithful"], found["quote_fidelity"]) == (None, None, None, None)
    assert found["citation_recall"] == 0.0


def test_evidence_that_is_missing_from_the_documents_is_told_and_not_scored() -> None:
    found = scores(case(), answer(), Gold((), ("15 of 66",)))
    assert (found["evidence_located"], found["recall@5"], found["citation_recall"]) == (0.0, None, None)


def test_retrieval_by_the_rank_of_each_piece() -> None:
    gold = Gold(((PLACE,), (Place("report", 0, 14),)), ())
    elsewhere = [Place("other", n, n + 1) for n in range(4)]
    found = [elsewhere[0], Place("report", START, len(TEXT)), *elsewhere[1:], Place("report", 0, 14)]
    figures = retrieval_scores(gold, found)
    assert figures["recall@1"] == 0.0
    assert figures["recall@5"] == 0.5
    assert figures["recall@10"] == 1.0
    assert figures["mrr@10"] == pytest.approx((1 / 2 + 1 / 6) / 2)
    assert figures["ndcg@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(7)) / 2)
    assert set(retrieval_scores(gold, []).values()) == {0.0}


@given(st.integers(min_value=1, max_value=14))
def test_one_piece_at_a_rank_is_scored_by_the_textbook(rank: int) -> None:
    found = [Place("other", n, n + 1) for n in range(rank - 1)] + [PLACE]
    figures = retrieval_scores(GOLD, found)
    inside = rank <= 10
    assert figures["recall@5"] == float(rank <= 5)
    assert figures["mrr@10"] == pytest.approx(inside / rank)
    assert figures["ndcg@10"] == pytest.approx(inside / math.log2(rank + 1))


def test_a_citation_beside_the_evidence_holds_it_by_its_paragraph_but_not_by_its_quote() -> None:
    found = scores(case(), answer("14 of 66. [1]", "answered", citation("The force knows.")))
    assert (found["citation_recall"], found["quote_recall"]) == (1.0, 0.0)
    found = scores(case(), answer("14 of 66. [1]", "answered", citation("Opening words.")))
    assert (found["citation_recall"], found["quote_recall"]) == (0.0, 0.0)


def test_citation_precision_is_the_share_of_citations_that_hold_evidence() -> None:
    beside, elsewhere = replace(citation("The force knows."), number=2), replace(citation("Opening words."), number=3)
    found = scores(case(), answer("14 of 66. [1]", "answered", citation(), beside, elsewhere))
    assert (found["citation_recall"], found["citation_precision"]) == (1.0, pytest.approx(2 / 3))
    assert scores(case(), answer("14 of 66.", "not_in_corpus"))["citation_precision"] is None


def test_a_case_is_told_by_the_kind_of_text_it_is_about() -> None:
    digest = Document(replace(SOURCE, id="news", text="digest"), "14 of 66", (), ())
    held = {**DOCUMENTS, "news": digest}
    assert judge(case(), answer(), (), GOLD, held).texts == ("original",)
    assert judge(case(source=("news",)), answer(), (), GOLD, held).texts == ("digest",)
    assert judge(case(source=()), answer(), (), GOLD, held).texts == ("digest", "original")


def test_an_edition_may_go_by_several_names() -> None:
    wanted = case(edition="Regional inspection | PEEL 2021/22")
    assert scores(wanted, answer())["edition"] == 1.0
    assert scores(case(edition="Regional inspection | PEEL 2015"), answer())["edition"] == 0.0


def test_a_quote_that_is_not_at_its_place_is_unfaithful() -> None:
    shifted = replace(citation(), start=START + 1, end=START + 1 + len(QUOTE))
    assert scores(case(), answer("14 of 66.", "answered", citation(), shifted))["quote_fidelity"] == 0.5
    unknown = replace(citation(), document="nowhere")
    assert scores(case(), answer("14 of 66.", "answered", unknown))["quote_fidelity"] == 0.0
    nearest = replace(answer("No.", "not_in_corpus"), nearest=(shifted,))
    assert scores(case(), nearest)["quote_fidelity"] == 0.0


def test_edition_and_voice_are_those_of_the_leading_citation() -> None:
    older = replace(citation(), number=2, edition="PEEL 2015", voice="Pippa Mills")
    leading = Answer("q", "14 of 66. [2]", "answered", (Claim("14 of 66.", (2,)),), (citation(), older))
    found = scores(case(), leading)
    assert (found["edition"], found["voice"]) == (0.0, 0.0)
    found = scores(case(edition="PEEL 2015", voice="Mills"), leading)
    assert (found["edition"], found["voice"]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("voice", "publisher", "wanted", "is_right"),
    [
        ("inspectorate", "HMICFRS", "inspectorate", True),
        ("newspaper", "Shropshire Star", "Shropshire Star", True),
        ("newspaper", "Shropshire Star", "newspaper", True),
        ("Pippa Mills", "Shropshire Star", "Shropshire Star", False),
        ("Chief Constable Pippa Mills", "Shropshire Star", "pippa mills", True),
        ("inspectorate", "HMICFRS", "Wendy Williams", False),
    ],
)
def test_voices(voice: str, publisher: str, wanted: str, is_right: bool) -> None:
    assert is_voice(citation(voice=voice, publisher=publisher), wanted) == is_right


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("14 of 66. [1][3]", 1.0),
        ("(1) 14; (2) 66", 1.0),
        ("14 of 66 (PEEL 2021/22, published 13 April 2022, p. 21)", 1.0),
        ("In 2021 it was 14", 1.0),
        ("15 of 66", 0.0),
        ("14 of 66, or 21.2%", 0.0),
        ("No figure", 1.0),
    ],
)
def test_numbers_of_the_first_line_stand_in_quotes_or_in_what_a_citation_says_of_itself(line: str, value: float) -> None:
    assert scores(case(), answer(f"{line}\n99 more"))["numbers_faithful"] == value


def test_a_number_may_be_spelt_in_the_quote() -> None:
    assert scores(case(), answer("14.", "answered", citation("Fourteen is too many.")))["numbers_faithful"] == 1.0


def test_numbers_have_one_form() -> None:
    assert numbers_in("1,530 in 2021/22, 94.1%, on 04-05, 0.5, 100") == ["1530", "2021/22", "94.1", "4", "5", "0.5", "100"]
