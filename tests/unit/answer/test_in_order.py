"""A question over time told by sentences: a line for each time, in the order of the times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.in_order import is_series, told_in_order, told_when
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit, Span
from peel_qa.search.question import understand

ASKED = "Trace the queue from issue to sign-off."


def _of(library: Library, kind: str, text: str, score: float) -> Candidate:
    passage = next(p for p in library.index.passages if library.source(p.document).kind == kind)
    hit = Hit(passage, library.source(passage.document), 1.0)
    return Candidate(hit, passage.sentences[0], text, score, {"meaning": 0.5, "words": 0.5})


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("On 12 March 2024 it was closed.", "2024-03"),
        ("In 2021 there were 40, and 50 in May 2022.", "2022-05"),
        ("There were 29, a fall from the 33 of 2021.", "2024-03"),
        ("The queue grew in 2019.", "2019"),
        ("There is a queue.", "2024-03"),
    ],
)
def test_a_sentence_tells_of_a_time(library: Library, text: str, when: str) -> None:
    assert told_when(_of(library, "report", text, 1.0)) == when


def test_each_time_has_a_line_in_its_order(library: Library) -> None:
    later, first = _of(library, "news", "It was closed in May 2024.", 6.0), _of(library, "report", "The queue grew in 2019.", 5.5)
    undated, far = _of(library, "report", "There is a queue.", 5.0), _of(library, "report", "A queue was seen in 2015.", 2.0)
    answer = told_in_order(understand(ASKED), [later, first, undated, far], library, 0.9)
    assert answer is not None
    assert [claim.text.partition(" (")[0] for claim in answer.claims] == ["The queue grew in 2019.", "It was closed in May 2024."]
    assert [len(claim.citations) for claim in answer.claims] == [1, 1]


def test_nothing_is_set_in_order_where_one_time_is_told_or_none_is_asked_for(library: Library) -> None:
    one, other = _of(library, "news", "It was closed in May 2024.", 6.0), _of(library, "report", "The queue grew in 2019.", 5.5)
    assert told_in_order(understand(ASKED), [one], library, 0.9) is None
    assert told_in_order(understand("Was there a queue?"), [one, other], library, 0.9) is None
    assert told_in_order(understand(ASKED), [one, other], library, 0.1) is None
    assert told_in_order(understand(ASKED), [one, replace(other, score=1.0)], library, 0.9) is None


SERIES = (
    "In the summer of 2022 there were 407 offences.",
    "The council and the force agreed on a plan.",
    "In the summer of 2023 the number fell to 318, and in that of 2024 to 251.",
)


def test_a_series_is_told_by_the_sentences_beside_the_best(library: Library) -> None:
    model = _of(library, "report", "x", 1.0).hit
    spans, start = [], 0
    for text in SERIES:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 1
    hit = Hit(replace(model.passage, start=0, end=start, text=" ".join(SERIES), sentences=tuple(spans)), model.source, 1.0)
    best = Candidate(hit, spans[2], SERIES[2], 5.0)
    assert is_series(best)
    assert not is_series(replace(best, span=spans[1], text=SERIES[1]))
    assert not is_series(_of(library, "report", "In 2023 there were 318 offences.", 5.0))
