"""How sure it is: one model for answers that the reader has read, another for those without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer import confidence
from peel_qa.answer.confidence import FEATURES, calibration, confidence_of
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand

QUESTION = understand("How are calls from the public dealt with by the control room at night?")
MARKS = {"meaning": 0.7, "words": 0.5, "window": 0.5, "context": 0.6}
READ = {**MARKS, "read": 1.0, "answers": 0.01, "answers_odds": 0.1}


@pytest.fixture
def candidate(library: Library) -> Candidate:
    passage = library.index.passages[0]
    return Candidate(Hit(passage, library.source(passage.document), 1.0), passage.sentences[0], "It does.", 1.0, MARKS)


def test_both_models_weigh_every_feature() -> None:
    assert set(calibration()["weights"]) == set(FEATURES) == set(calibration()["unread"]["weights"])


def test_nothing_that_only_the_reader_tells_weighs_without_it() -> None:
    weights = calibration()["unread"]["weights"]
    told = ("answers", "span", "contrary", "reads_best", "place", "answers_odds", "span_odds", "agrees", "rival")
    assert [name for name in told if weights[name]] == []


def test_an_answer_that_was_not_read_is_judged_by_the_model_without_the_reader(
    candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = {"weights": {}, "intercept": -20.0, "threshold": 0.5, "unread": {"weights": {}, "intercept": 20.0}}
    monkeypatch.setattr(confidence, "calibration", lambda: nothing)
    assert confidence_of(QUESTION, [candidate]) > 0.99
    assert confidence_of(QUESTION, [replace(candidate, marks=READ), candidate]) < 0.01
    assert confidence_of(QUESTION, []) == 0.0


@pytest.mark.parametrize(
    ("text", "supposes"),
    [
        ("Why did it close the desk?", True),
        ("How come they were slow?", True),
        ("Did it close the desk?", False),
        ("Why was it not on time?", False),
    ],
)
def test_a_denial_weighs_where_a_question_takes_something_for_granted(candidate: Candidate, text: str, supposes: bool) -> None:
    denying = replace(candidate, marks={**READ, "contrary": 0.8, "answers": 0.9})
    told = confidence.features(understand(text), [candidate, denying])
    assert told["denied"] == 0.0
    assert (told["denied_elsewhere"] > 0.7) is supposes
    assert (confidence.features(understand(text), [denying])["denied"] > 0.7) is supposes
    assert calibration()["weights"]["denied_elsewhere"] < 0
