from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.stems import find_phrase, phrase, stopwords, term_set, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The force's officers", ["forc", "offic"]),
        ("The force’s officers’ calls", ["forc", "offic", "call"]),
        ("investigating, investigated, investigations", ["investig"] * 3),
        ("20% of 1,530 calls", ["20", "1530", "call"]),
        ("94.1 percent in 2021/22", ["94.1", "percent", "2021/22"]),
        ("body-worn video", ["bodi", "worn", "video"]),
        ("What is it?", []),
        ("IT", ["technolog"]),
        ("lost, losing, leaves and left", ["lose", "lose", "leav", "leav"]),
        ("a child of the children, two knives", ["child", "child", "two", "knife"]),
        ("detectives detect", ["detective", "detect"]),
        ("not more than 5", ["not", "more", "5"]),
        ("café", ["cafe"]),
        ("", []),
    ],
)
def test_the_terms_of_a_text(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text(max_size=80))
def test_case_and_kinds_of_quotes_make_no_difference(text: str) -> None:
    assert terms(text.replace("'", "’")) == terms(text)
    assert term_set(text) == frozenset(terms(text))
    assert phrase(text) == tuple(terms(text))


@given(st.sampled_from(sorted(stopwords())))
def test_a_stop_word_is_no_term(word: str) -> None:
    assert terms(word) == terms(word.title()) == []
    assert terms(word.upper()) == ([] if word != "it" else ["technolog"])


def test_a_phrase_is_found_where_its_terms_stand_together() -> None:
    sequence = ["a", "b", "a", "b", "c"]
    assert find_phrase(sequence, ("a", "b")) == 0
    assert find_phrase(sequence, ("a", "b"), 1) == 2
    assert find_phrase(sequence, ("a", "b", "c")) == 2
    assert find_phrase(sequence, ("a", "c")) == -1
    assert find_phrase(sequence, ()) == -1
    assert find_phrase([], ("a",)) == -1


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), min_size=1, max_size=3), st.integers(0, 12))
def test_the_first_place_from_a_start_is_found(sequence: list[str], wanted: list[str], start: int) -> None:
    at = find_phrase(sequence, tuple(wanted), start)
    places = [place for place in range(start, len(sequence)) if sequence[place : place + len(wanted)] == wanted]
    assert at == (places[0] if places else -1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Its IT systems are old", True), ("IT is old", True), ("it is old", False), ("IT WAS OLD", False), ("THAT IT IS OLD", False)],
)
def test_it_in_capitals_is_technology_unless_all_is_in_capitals(text: str, expected: bool) -> None:
    assert ("technolog" in terms(text)) is expected
