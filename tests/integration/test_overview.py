"""All that is said about a topic: several sentences, newest inspection first, and never another topic's."""

from __future__ import annotations

import pytest

from peel_qa.answer.overview import topic_of
from peel_qa.engine import PeelQA
from peel_qa.search.question import understand

pytestmark = pytest.mark.untraced


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what did the inspectors find about digital forensics?", "digital forensics"),
        ("wot did the inspecters find out about digital forensics", "digital forensics"),
        ("What is said about the ethics committee in PEEL 2021/22?", "the ethics committee"),
        ("tell me about taser pls", "taser"),
        ("Summary of missing children", "missing children"),
        ("what's going on with stop and search", "stop and search"),
        ("how are the police doing on rural crime?", "rural crime"),
        ("anything about volunteers in the reports?", "volunteers"),
        ("what did the report say about it", ""),
        ("tell me about the latest report", ""),
        ("how are they doing with the chief constable?", ""),
        ("How many officers have been trained?", ""),
    ],
)
def test_the_topic_is_what_the_question_asks_to_be_told_about(question: str, topic: str) -> None:
    assert topic_of(understand(question)) == topic


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what did the inspectors find about digital forensics?", ["invested substantially", "backlogs", "prioritise"]),
        ("Tell me about the ethics committee", ["independent chair", "limited"]),
        ("anything about taser?", ["refreshed", "professional standards"]),
        ("what's going on with officer wellbeing", ["wellbeing plan"]),
        ("Summary of missing children", ["2,822", "1,530", "PEEL 2015"]),
    ],
)
def test_a_topic_is_told_over_several_sentences_each_cited(qa: PeelQA, question: str, said: list[str]) -> None:
    answer = qa.ask(question)
    assert answer.status == "answered"
    assert len(answer.claims) > 1
    assert all(claim.citations for claim in answer.claims)
    told = " ".join(claim.text for claim in answer.claims)
    assert [words for words in said if words not in told] == []


def test_what_stands_nowhere_is_not_told(qa: PeelQA) -> None:
    assert qa.ask("What do the reports say about rural crime?").abstained
