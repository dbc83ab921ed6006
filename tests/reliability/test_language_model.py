"""T17 and T18 with a language model's server that lies, obeys the documents, stalls, breaks; `make reliability` watches a browser too."""

from __future__ import annotations

import pytest

from benchmarks.reliability import language_model

WAYS = (
    *("honest", "429", "401", "closed", "garbage", "half", "stalled", "endless"),
    *("refusal", "leak", "obedient", "beacon", "invented", "prompt_html", "grade", "link"),
)
"""One of each kind; all stand in the long form."""


@pytest.mark.slow
def test_t17_t18_whatever_a_models_server_does() -> None:
    outcome = language_model.measure(1, 20_261_126, is_watched=False, ways=WAYS)
    assert outcome.reasons == ()
    assert outcome.tried >= len(WAYS) * len(language_model.QUESTIONS)
    assert outcome.figures["quotes compared"]
    ended = {name.removeprefix("model's part ended as ") for name in outcome.figures}
    assert {"reworded", "unsupported", "late", "overloaded", "unreachable", "key", "refused", "not asked"} <= ended


def test_the_check_itself_sees_an_address_that_the_model_brought() -> None:
    assert language_model._unquoted("see evil.example", []) == "see evil.example"
    assert language_model._unquoted('"see evil.example" [1]', [{"quote": "see evil.example"}]) == '"" [1]'
