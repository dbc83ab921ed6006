"""What a follow-up adds, which reading of it is answered, and what is asked for beside the answer before."""

from __future__ import annotations

import pytest

from peel_qa.answer.beside import asks_beside
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Library
from peel_qa.answer.going_on import adds_to_before, fuller, is_said_again
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Answer, Claim, Hit, Status
from peel_qa.search.question import may_stand_alone, understand

BEFORE = "How many 999 calls are there?"


def answer(text: str, status: Status = "answered", confidence: float = 0.9) -> Answer:
    return compose("?", [Claim(text)], [], status, confidence=confidence)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("do they wear body cameras", True),
        ("how many of them work nights", False),
        ("and do they wear body cameras", False),
        ("do they", False),
        ("what about the night shift", False),
    ],
)
def test_a_follow_up_may_be_a_question_of_its_own(text: str, may: bool) -> None:
    assert may_stand_alone(understand(text, [BEFORE])) is may


def test_the_reading_that_holds_more_of_the_question_is_answered() -> None:
    alone = understand("do they wear body cameras")
    of_before, of_it, none = answer("There are 400 calls."), answer("Officers wear body cameras."), answer("No.", "not_in_corpus", 0.2)
    assert fuller(alone, of_before, of_it) is of_it
    assert fuller(alone, of_it, of_before) is of_it
    assert fuller(alone, none, of_it) is of_it
    assert fuller(alone, of_before, none) is of_before
    assert fuller(alone, answer("Call 999.", "out_of_scope"), of_it).status == "out_of_scope"


def test_what_points_to_something_told_before_is_answered_alone_only_where_nothing_else_is_and_surely() -> None:
    alone = understand("who looks at it when a Taser is used")
    sure, unsure = answer("A panel looks at each Taser use."), answer("A panel looks at each Taser use.", confidence=0.6)
    refused = answer("No.", "not_in_corpus", 0.2)
    assert fuller(alone, refused, sure) is sure
    assert fuller(alone, refused, unsure) is refused
    assert fuller(alone, answer("There are 400 calls."), sure).text.startswith("There are")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Is that good?", True),
        ("is that a lot compared to other forces", True),
        ("are these high figures?", True),
        ("had they been told before?", True),
        ("is it a new problem", True),
        ("And at the inspection before?", True),
        ("how come it's got so much worse?", True),
        ("why is that", True),
        ("why is that officer away", False),
        ("is that good practice shared", False),
        ("was it told by the force that callers waited", False),
    ],
)
def test_what_stands_beside_the_answer_before(text: str, asks: bool) -> None:
    assert asks_beside(understand(text, [BEFORE])) is asks
    assert not asks_beside(understand(text))


@pytest.mark.parametrize(
    ("text", "marks", "is_again"),
    [
        ("and who found that out", {"said": 1.0}, False),
        ("which streets were they on", {"said": 1.0}, True),
        ("which streets were they on", {"said": 1.0, "own_words": 0.5}, False),
        ("which streets were they on", {}, False),
        ("over what period was that, and in which towns", {"said": 1.0}, True),
        ("why did they wait", {"said": 1.0}, False),
        ("is there still a queue", {"said": 1.0}, False),
        ("how many of the streets", {"said": 1.0}, False),
        ("and when was that", {"said": 1.0}, False),
    ],
)
def test_the_answer_before_is_none_to_what_it_says_nothing_of(library: Library, text: str, marks: dict[str, float], is_again: bool) -> None:
    passage = library.index.passages[0]
    candidate = Candidate(Hit(passage, library.source(passage.document), 1.0), passage.sentences[0], "There are 400 calls.", 1.0, marks)
    assert is_said_again(understand(text, [BEFORE]), candidate) is is_again


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("what about rape cases?", False),
        ("what about burglary?", True),
        ("what about the night shift?", True),
        ("how are they run?", True),
    ],
)
def test_another_kind_of_crime_is_spoken_of_where_it_is_named(library: Library, text: str, adds: bool) -> None:
    passage = library.index.passages[0]
    hit = Hit(passage, library.source(passage.document), 1.0)
    candidate = Candidate(hit, passage.sentences[0], "Burglary investigations are well managed.", 1.0, {})
    assert adds_to_before(understand(text, ["How good are investigations of serious crime?"]), candidate) is adds


@pytest.mark.parametrize(
    ("said", "sentence", "adds"),
    [(1.0, "In 9 of 47 cases it was.", True), (1.0, "Not all are.", False), (0.0, "In 9 of 47 cases it was.", False)],
)
def test_how_many_that_was_is_told_by_the_sentence_of_before(library: Library, said: float, sentence: str, adds: bool) -> None:
    passage = library.index.passages[0]
    candidate = Candidate(Hit(passage, library.source(passage.document), 1.0), passage.sentences[0], sentence, 1.0, {"said": said})
    assert adds_to_before(understand("how many was that", ["Are all reports recorded?"]), candidate) is adds
