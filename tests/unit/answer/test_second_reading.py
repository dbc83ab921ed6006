"""What is read again, and what becomes of its marks; with a reader that likes certain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from peel_qa.answer import second_reading
from peel_qa.answer.second_reading import AT_FIRST, SENTENCES, read_again
from peel_qa.answer.sentences import Candidate
from peel_qa.reading.reader import Reading
from peel_qa.records import Hit, Passage, Source, Span
from peel_qa.search.question import understand

SOURCE = Source(id="report", title="A report", publisher="HMICFRS", kind="report", force="Eastmoor Police", published="2025-03-01")
"""Enough of one for a hit."""


class _Ends:
    """The answer lies with all its chance in one stretch."""

    def __init__(self, start: int, end: int) -> None:
        self._start, self._end = start, end

    def within(self, start: int, end: int) -> float:
        return float(start <= self._start and self._end <= end)


class _Likes:
    """Finds a word in what it is given; remembers what it was asked."""

    def __init__(self, word: str) -> None:
        self.word, self.asked, self.given = word, [], []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self.asked.append(question)
        self.given += passages
        return [self._one(text) for _, text in passages]

    def _one(self, text: str) -> Reading:
        at = text.find(self.word)
        chance = 0.9 if at >= 0 else 0.1
        return Reading(max(at, 0), max(at, 0) + 1, chance, chance, 0.8, chance, _Ends(max(at, 0), max(at, 0) + 1))  # type: ignore[arg-type]


def _candidates(*sentences: str) -> list[Candidate]:
    """Sentences of one passage, best first."""
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(sentence)))
    passage = Passage("p", "report", 0, len(text), text, text, ("Chapter", "Findings"), "", None, None, tuple(spans))
    hit = Hit(passage, SOURCE, 1.0)
    return [Candidate(hit, span, sentence, 10.0 - n, {}) for n, (span, sentence) in enumerate(zip(spans, sentences, strict=True))]


@pytest.fixture(autouse=True)
def _weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peel_qa.answer.sentences.ranking", lambda: {"judged": 20.0})


def test_what_the_reader_finds_comes_first() -> None:
    reader = _Likes("wanted")
    found = read_again(understand("Is it here?"), _candidates("One.", "Two.", "The wanted one."), reader)  # type: ignore[arg-type]
    assert [c.text for c in found] == ["The wanted one.", "One.", "Two."]
    assert found[0].marks["answers"] == 0.9
    assert found[0].marks["span"] == 0.9
    assert found[0].marks["contrary"] == 0.8
    assert reader.asked == ["Is it here?"]
    assert {heading for heading, _ in reader.given} == {"Findings"}


def test_a_sentence_that_leans_is_read_with_the_one_before_and_answers_only_by_itself() -> None:
    reader = _Likes("wanted")
    first, second = _candidates("The wanted mill stands.", "It made paper.")
    found = {c.text: c for c in read_again(understand("Is it?"), [second, first], reader)}  # type: ignore[arg-type]
    assert ("Findings", "The wanted mill stands. It made paper.") in reader.given
    assert found["It made paper."].marks["answers"] == 0.9
    assert found["It made paper."].marks["place"] == 0
    assert found["It made paper."].marks["contrary"] == 0


def test_only_the_best_are_read_and_nothing_is_lost() -> None:
    many = _candidates(*(f"Sentence {word}." for word in "abcdefghijklmnopqrstuvwxyz"))
    found = read_again(understand("Is it so?"), many, _Likes("wanted"))  # type: ignore[arg-type]
    assert sorted(c.text for c in found) == sorted(c.text for c in many)
    assert {c.text for c in found if "read" in c.marks} == {c.text for c in many[:SENTENCES]}


def test_where_a_value_is_wanted_sentences_that_hold_one_are_read_first() -> None:
    words = _candidates(*(f"Sentence {word}." for word in "abcdefghijklmnopqrstuvwxy"), "It has 14 cars.", "It has 15 cars.")
    found = read_again(understand("How many cars are there?"), words, _Likes("cars"))  # type: ignore[arg-type]
    assert [c.text for c in found if "read" in c.marks and "cars" in c.text] == ["It has 14 cars.", "It has 15 cars."]
    assert sum("read" in c.marks for c in found) == SENTENCES


def test_without_a_reader_nothing_changes() -> None:
    given = _candidates("One.", "Two.")
    assert read_again(understand("Is it?"), given, None) == given
    assert read_again(understand("Is it?"), [], _Likes("x")) == []  # type: ignore[arg-type]


def test_odds_run_from_nothing_to_one() -> None:
    odds = [second_reading._odds(chance) for chance in (0.0, 0.001, 0.25, 0.5, 0.75, 1.0)]
    assert odds[0] == odds[1] == 0
    assert odds[3] == pytest.approx(0.5)
    assert odds[-1] == pytest.approx(1.0)
    assert np.all(np.diff(odds) >= 0)


class _Sure(_Likes):
    """Is surer of what it finds."""

    def _one(self, text: str) -> Reading:
        found = super()._one(text)
        return replace(found, answerable=0.97, judged=0.97) if found.answerable > 0.5 else found


def test_the_others_are_read_only_where_none_of_the_first_surely_answers() -> None:
    sentences = [f"Sentence {n}." for n in range(AT_FIRST + 2)]
    sure, unsure = _Sure("Sentence 1."), _Sure("Sentence 9.")
    found = read_again(understand("Is it here?"), _candidates(*sentences), sure)  # type: ignore[arg-type]
    assert len(sure.given) == AT_FIRST
    assert next(c for c in found if c.text == "Sentence 1.").marks["answers"] == 0.97
    assert [c.text for c in found if "answers" not in c.marks] == sentences[AT_FIRST:]
    found = read_again(understand("Is it here?"), _candidates(*sentences), unsure)  # type: ignore[arg-type]
    assert len(unsure.given) == AT_FIRST + 2
    assert next(c for c in found if c.text == "Sentence 9.").marks["answers"] == 0.97
    reasons = _Sure("Sentence 1.")
    read_again(understand("Why is it here?"), _candidates(*sentences), reasons)  # type: ignore[arg-type]
    assert len(reasons.given) == AT_FIRST + 2
