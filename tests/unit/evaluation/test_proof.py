from __future__ import annotations

from typing import Any

import pytest

from peel_qa.evaluation.cases import Case, Evidence
from peel_qa.evaluation.proof import Documents, Proof, prove
from peel_qa.records import Document, Source, TextKind

ORIGINAL = "The force reviewed 66 cases. Only 14 of 66 were well supervised. Later, 10 of 35 were."
DIGEST = "Of 66 cases reviewed, fourteen were well supervised. Ten of 35 were later."


def document(text: str, kind: TextKind, name: str = "report") -> Document:
    return Document(Source(name, name, "HMICFRS", "report", "Northmoor Police", "2023", edition="PEEL 2023", text=kind), text, (), ())


def case(name: str = "c1", **changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": name, "question": f"How many, {name}?", "asker": "public", "type": "number", "must": (("14|fourteen",),),
        "must_not": (r"\b10\b",), "source": ("report",), "evidence": "14 of 66 were well supervised", "answerable": True,
        "status": "answered", "edition": "PEEL 2023", "digest": "fourteen were well supervised", "ideal": "14 of 66.",
        "wrong": "10 of 35.", "file": "a.jsonl", "line": 3,
    }  # fmt: skip
    return Case(**(values | changes))


DIGESTS: Documents = {"report": document(DIGEST, "digest")}
ORIGINALS: Documents = {"report": document(ORIGINAL, "original")}


def proof(*cases: Case, corpora: tuple[Documents, ...] = (DIGESTS, ORIGINALS)) -> Proof:
    return prove(cases, corpora)


def test_a_case_that_is_right_is_proved_by_digest_and_original() -> None:
    assert proof(case()) == Proof(1, (), ())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"evidence": "15 of 66 were"}, "its excerpt is not in the original: '15 of 66 were'"),
        ({"digest": "fifteen were"}, "its excerpt is not in the digest: 'fifteen were'"),
        ({"evidence_more": (Evidence("report", "11 of 35"),)}, "its excerpt is not in the original: '11 of 35'"),
        ({"ideal": "15 of 66."}, "its `ideal` is not accepted: no match for: 14|fourteen"),
        ({"ideal": "Not 10 but 14."}, r"its `ideal` is not accepted: the first line matches: \b10\b"),
        ({"wrong": "14 of 70."}, "its `wrong` answer is accepted"),
        ({"source": ("report", "elsewhere")}, "its source 'elsewhere' is not among the documents"),
        ({"edition": "PEEL 2015"}, "its edition is 'PEEL 2015', but its sources are of PEEL 2023"),
        ({"status": "not_in_corpus"}, "is answerable, but its status is 'not_in_corpus'"),
        ({"answerable": False}, "is not answerable, but its status is 'answered'"),
        ({"type": "unanswerable"}, "is of type 'unanswerable', but answerable"),
        ({"type": "followup"}, "is a follow-up without history"),
        ({"evidence": "", "digest": ""}, "is answerable, but has no evidence"),
    ],
)
def test_what_is_wrong_with_a_case_is_told_with_file_and_line(changes: dict[str, Any], told: str) -> None:
    assert f"a.jsonl:3: c1: {told}" in proof(case(**changes)).problems


def test_a_case_may_ask_back_whether_it_is_answerable_or_not() -> None:
    assert proof(case(status="clarify")).problems == ()
    assert proof(case(status="clarify", answerable=False, type="ambiguous")).problems == ()


def test_an_edition_may_go_by_another_name_in_another_corpus() -> None:
    assert proof(case(edition="Regional inspection | PEEL 2023")).problems == ()


def test_a_fact_of_the_test_split_is_none_of_the_dev_split() -> None:
    told = proof(case(), case("c2", split="test")).problems
    assert told == ("a.jsonl:3: c2: its fact is also that of c1 in the dev split",)
    other = case("c2", split="test", evidence="10 of 35 were", digest="Ten of 35 were")
    assert proof(case(), other).problems == ()
    assert proof(case(), case("c2")).problems == ()


def test_cases_that_were_not_written_for_the_splits_are_left_out() -> None:
    assert proof(case(ideal="", wrong=""), case("c2", split="test")).problems == ()


def test_a_question_stands_once_in_the_same_conversation() -> None:
    again = case("c2", question="how many c1")
    assert proof(case(), again).problems == ("a.jsonl:3: c2: asks the same as c1",)
    assert proof(case(), case("c2", question="how many c1", history=("Before?",))).problems == ()


def test_what_could_not_be_proved_is_counted() -> None:
    bare = case("c2", ideal="", wrong="", digest="")
    assert proof(case(), bare, corpora=(DIGESTS,)).unproved == (
        "1 without an `ideal` answer",
        "1 without a `wrong` answer",
        "1 without a `digest` excerpt",
        "2 without an original here to hold the evidence",
    )
