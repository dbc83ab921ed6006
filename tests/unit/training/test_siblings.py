"""Questions beside other passages of their document, and behind another question."""

from __future__ import annotations

import random

import numpy as np

from training.records import Example
from training.siblings import going_on, groups, negatives, siblings


class Lengths:
    """Embeds a text as its length's direction, so that texts of like length are near."""

    def embed(self, texts: list[str]) -> np.ndarray:
        angles = np.array([len(text) for text in texts]) / 200
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _example(question: str, passage: str, group: str = "a", answerable: bool = True, source: str = "document") -> Example:
    return Example(source, question, "Heading", passage, answerable, ((0, 1),) if answerable else (), group, contradicts=False)


EXAMPLES = [
    _example("q1", "one"),
    _example("q2", "passage two"),
    _example("q3", "passage three, which is a good deal longer than the others"),
    _example("q4", "of another document", group="b"),
    _example("q5", "one", answerable=False),
    _example("q6", "alone", source="domain"),
]


def test_the_nearest_other_passages_of_the_same_document_are_found() -> None:
    found = siblings(EXAMPLES, Lengths(), nearest=1)  # type: ignore[arg-type]
    assert found == {
        0: [("Heading", "passage two")],
        1: [("Heading", "one")],
        2: [("Heading", "one")],
        3: [],
        4: [("Heading", "passage two")],
    }


def test_a_question_beside_another_passage_has_no_answer() -> None:
    near = siblings(EXAMPLES, Lengths())  # type: ignore[arg-type]
    made = negatives(EXAMPLES, near, 1.0, random.Random(1))
    assert {example.question for example in made} == {"q1", "q2", "q3"}
    for example in made:
        own = next(other for other in EXAMPLES if other.question == example.question)
        assert example.passage != own.passage
        assert (example.answerable, example.spans, example.contradicts) == (False, (), None)
    assert negatives(EXAMPLES, near, 0.0, random.Random(1)) == []


def test_a_question_that_goes_on_keeps_passage_and_answer() -> None:
    made = going_on(EXAMPLES, 1.0, random.Random(1))
    assert [example.question for example in made] == ["q5 q1", "q2", "q3", "q4", "q1 q5", "q6"]
    assert [(e.passage, e.spans) for e in made] == [(e.passage, e.spans) for e in EXAMPLES]
    assert going_on(EXAMPLES, 0.0, random.Random(1)) == EXAMPLES


def test_a_question_stands_in_a_group_with_its_own_passage_first_and_others_that_do_not_answer() -> None:
    near = siblings(EXAMPLES, Lengths())  # type: ignore[arg-type]
    made = groups(EXAMPLES, near, 2, (1.0, 1.0), random.Random(1))
    assert [[e.question for e in group] for group in made] == [["q1"] * 3, ["q2"] * 3, ["q3"] * 3, ["q4"], ["q5"] * 2]
    for group in made:
        own, *others = group
        assert own in EXAMPLES
        assert all(not e.answerable and not e.spans and e.passage != own.passage for e in others)
    assert groups(EXAMPLES, near, 2, (0.0, 1.0), random.Random(1)) == [made[-1]]
