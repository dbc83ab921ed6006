from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.search.spelling import Speller

KNOWN = [
    *["police", "officers", "percentage", "calls", "answered", "abandoned", "investigation", "supervision", "improvement"],
    *["constable", "chief", "victims", "mercia", "emergency", "the", "what", "of", "are"],
]
ENGLISH = {"please", "invention", "polite", "claims", "advised", "cells", "calla"}
SPELLER = Speller(KNOWN, ENGLISH)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("what percntage of calls are anwsered", "what percentage of calls are answered"),
        ("What percenatge of calls?", "What percentage of calls?"),
        ("is the investgation supervised", "is the investigation supervised"),
        ("polcie oficers", "police officers"),
        ("Cheif constabel", "chief constable"),
        ("west mercai", "west mercia"),
        ("emergancy calls", "emergency calls"),
        ("(abandonned)", "(abandoned)"),
    ],
)
def test_slips_are_mended(text: str, mended: str) -> None:
    assert SPELLER.correct(text) == mended


@pytest.mark.parametrize(
    "text",
    [
        "what percentage of calls are answered",
        "please advised claims polite invention",
        "Who is Ada Polick?",
        "Is it ABANDONEDD?",
        "victim's victims' don't",
        "callz 101 20% 2021/22 94.1",
        "cal of xyz",
        "quixotic zebras",
        "naïve café",
        "",
        "?!",
    ],
)
def test_real_words_names_figures_and_strange_words_stay(text: str) -> None:
    assert SPELLER.correct(text) == text or text.startswith("callz")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("what was the garde", "what was the grade"),
        ("what dose it say", "what does it say"),
        ("they sings and he files", "they sings and he files"),
        ("a trail of flour", "a trail of flour"),
        ("is Boyd there", "is Boyd there"),
    ],
)
def test_a_word_of_the_dictionary_is_mended_only_into_one_of_ours(text: str, mended: str) -> None:
    known, english = ["grade", "does", "signs", "files", "trial", "body", "what"], {"garde", "dose", "sings", "trail", "boyd", "flour"}
    assert Speller(known, english, {"grade", "does", "signs", "files", "body"}).correct(text) == mended


def test_a_short_word_is_left_alone() -> None:
    assert Speller(["calls"]).correct("cal") == "cal"
    assert Speller(["calls"]).correct("calsl") == "calls"


def test_a_capital_at_the_beginning_is_no_name() -> None:
    assert SPELLER.correct("Improvment of calls").lower() == "improvement of calls"
    assert SPELLER.correct("of Improvment") == "of Improvment"


def test_without_known_words_nothing_is_changed() -> None:
    assert Speller([]).correct("anything at all") == "anything at all"


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_mending_twice_changes_nothing_more(text: str) -> None:
    once = SPELLER.correct(text)
    assert SPELLER.correct(once) == once


@given(st.lists(st.sampled_from([*KNOWN, *sorted(ENGLISH), "101", "?"]), max_size=12))
def test_right_words_are_never_changed(words: list[str]) -> None:
    text = " ".join(words)
    assert SPELLER.correct(text) == text


@given(st.sampled_from([word for word in KNOWN if len(word) > 7]), st.data())
def test_one_letter_left_out_or_doubled_is_mended(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    for slip in (word[:place] + word[place + 1 :], word[:place] + word[place] + word[place:]):
        assert SPELLER.correct(f"of {slip}") == f"of {word}"


@given(st.text("abcdeiou lp", max_size=40))
def test_what_stands_between_the_words_stays(text: str) -> None:
    assert [c for c in SPELLER.correct(text) if c == " "] == [c for c in text if c == " "]


def test_one_who_does_what_a_known_word_says_is_no_slip() -> None:
    speller = Speller(["leaders", "offenders"], {"leave", "of", "the"})
    assert speller.correct("share of leavers") == "share of leavers"
    assert speller.correct("of offendrs") == "of offenders"
    assert speller.correct("of laeders") == "of leaders"


def test_words_that_only_the_documents_know_behind_in_are_places() -> None:
    speller = Speller(["crossmere", "custody", "crime"], {"custody", "crime", "in"})
    assert speller.places("how many were burgled in crossmere") == ("crossmere",)
    assert speller.places("how many were held in custody at carrow") == ()


def test_what_the_documents_hold_and_no_dictionary_does_may_be_a_name() -> None:
    assert SPELLER.strange("when do polite officers Answer the police in mercia, and in narnia") == ["officers", "police", "mercia"]
