from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.text import count_tokens, fold, sentences, visible, words

SENTENCES = [
    "We saw No. 5 and no. 7 of the teams. | They met.",
    "Some orders, e.g. notices, were rare. | Others, i.e. bail, were not.",
    "Supt. Jane Smith spoke. | Insp. Lee and Sgt. Brown agreed.",
    "DCC. Evans left. | ACC Lee stayed.",
    "Ch. Supt. Lee and Det. Insp. Ray met them. | They agreed.",
    "See p. 16. | It says more.",
    "See pp. 16-18 and para. 4.2 for detail. | It is long.",
    "The force (see Fig. 2) is slow. | Fig. 3 shows more.",
    "It was in ch. 4 and vol. 2, art. 6, ed. 3. | It is gone.",
    "St. George was there. | He left.",
    "The victim advice line (VAL). | It is well placed.",
    "Teams use the line (VAL.) | It is well placed.",
    "The Code (Victims’ Code). | There is more.",
    "She said: “We agree. | We will act.” | He left.",
    'She said: "We agree. | We will act." | He left.',
    "He called it 'poor.' | She agreed.",
    "“It is improving.” | The force said so.",
    "It is improving.’ | The force said so.",
    "“Is it good?” he asked. | It was.",
    "She said: “We agree.” | (See p. 4.) | He left.",
    "An estimate of 94.1 percent (with a confidence interval of +/- 3.9 percent) was reasonable. | This is higher.",
    "It was found in 2021/22. | It remains.",
    "It met its target in 2020–21. | Plans for 2021–22 are in place.",
    "It cost £1.5m. | It rose to £2.75m in 2021.",
    "In the year ending 31 March 2021, 43 percent were female. | In 2018 it was 32 percent.",
    "J. Campion said so. | A. B. Cooke disagreed.",
    "PC. Smith and D.C. Brown came. | D.I. Green left.",
    "HMI. Wendy Williams said so. | It was printed.",
    "It was written by the HMI. | The force replied.",
    "She reports to the DCC. | Officers agreed.",
    "The answer was no. | The force disagreed.",
    "Did it? | No. | It did not.",
    "The U.K. forces met. | The others did not.",
    "Police, fire, etc. | The rest went.",
    "The work etc. was cited by Lt. Col. West. | It was read.",
    "Mr. Smith, Dr. Jones, Mrs. Brown and Prof. Green met. | They agreed.",
    "The Rt. Hon. Priti Patel spoke. | She left.",
    "It rose by approx. 5 percent. | It then fell.",
    "Reduced by 18 per cent. | The team was praised.",
    "At 9 a.m. the call came. | It ended at 5 p.m. | The force replied.",
    "On 5 Oct. it closed. | It reopened.",
    "It applies to 14 out of 66 cases. | 10 out of 35 had none.",
    "The force has 43 (43.5) officers. | 67 staff are trained.",
    "Visit hmicfrs.justiceinspectorates.gov.uk/ to view the report. | It is free.",
    "How effective is it at this? | West Mercia Police is good.",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_a_reader_sees_them_end(marked: str) -> None:
    expected = marked.split(" | ")
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_line_break_ends_a_sentence_and_blank_lines_are_none() -> None:
    text = "Outstanding\tGood\n\n  \nPreventing crime"
    assert [text[start:end] for start, end in sentences(text)] == ["Outstanding\tGood", "Preventing crime"]


TYPED = st.text(alphabet=st.sampled_from("aAbB .!?\"'”’()\n\t0159%£-–…eg,"), max_size=200)


@given(st.one_of(TYPED, st.text(max_size=200)))
def test_sentences_are_in_order_apart_and_together_hold_all_that_is_not_blank(text: str) -> None:
    spans = list(sentences(text))
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end].strip()
        assert "\n" not in text[start:end]
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("a\r\nb\rc\u2028d\x0be\x0cf\x85g", "a\nb\nc\nd\ne\nf\ng"),
        ("in\u00advisible\u200b \ufeffmarks\u2060", "invisible marks"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("heart\u2764\ufe0f", "heart\u2764"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("nul\x00 bell\x07 escape\x1b[0m", "nul bell escape[0m"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("cells\tstay", "cells\tstay"),
        ("“Curly” – kept: £, é, ½, ŵ", "“Curly” – kept: £, é, ½, ŵ"),
    ],
)
def test_visible_text_has_only_what_a_reader_sees(typed: str, seen: str) -> None:
    assert visible(typed) == seen


@given(st.text())
def test_visible_text_stays_as_it_is(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert not [c for c in once if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not [c for c in once if unicodedata.category(c) == "Cf" and not _is_drawn(c)]
    once.encode("utf-8")


def _is_drawn(character: str) -> bool:
    """Format characters of other scripts that show as a sign."""
    return unicodedata.bidirectional(character) in ("AN", "AL") or ord(character) in (0x110BD, 0x110CD, *range(0x13430, 0x13440))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HMICFRS’s “report” – 2021", 'hmicfrs\'s "report" - 2021'),
        ("Café  au\nlait", "cafe au lait"),
        ("wait…", "wait..."),
        ("co‑ordinate", "co-ordinate"),
        ("ﬁnding", "finding"),
    ],
)
def test_folding_levels_what_is_the_same_to_a_reader(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folded_text_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Almost 20% of 1,530 calls", ["almost", "20%", "of", "1,530", "calls"]),
        ("94.1 percent in 2021/22.", ["94.1", "percent", "in", "2021/22"]),
        ("The force’s £41m", ["the", "force's", "41m"]),
        ("anti-social (VAL)", ["anti", "social", "val"]),
        ("1. 2, 3", ["1", "2", "3"]),
        ("", []),
    ],
)
def test_numbers_stay_whole_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_tokens_are_counted_offline_and_special_ones_are_text() -> None:
    assert count_tokens("") == 0
    assert count_tokens("Police") == 1
    assert count_tokens("<|endoftext|>") > 1
    assert count_tokens("\ud800") > 0


HOSTILE = {
    "no spaces": "a" * 200_000,
    "full stops": "." * 100_000,
    "stops and spaces": ". " * 50_000,
    "initials": "A. " * 30_000,
    "quotes": '"' * 100_000,
    "brackets": "(" * 50_000 + ")" * 50_000,
    "numbers": "1." * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read(name: str) -> None:
    text = HOSTILE[name]
    assert list(sentences(text))[-1][1] <= len(text)
    assert count_tokens(text) > 0
    assert fold(text)
    words(text)


def test_where_the_splitter_gives_up_what_is_left_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tired:
        def span_tokenize(self, line: str) -> Iterator[tuple[int, int]]:
            yield 0, line.index(".") + 1
            raise TimeoutError

    monkeypatch.setattr("peel_qa.text._punkt", Tired)
    text = "One is read. Two is not. Nor is three. "
    assert [text[start:end] for start, end in sentences(text)] == ["One is read.", "Two is not. Nor is three."]


@pytest.mark.parametrize("first", ["", "import nltk; "])
@pytest.mark.parametrize("other", [{}, {"NLTK_DATA": os.devnull}])
def test_sentences_and_tokens_need_no_network_and_no_files_of_the_user(other: dict[str, str], first: str) -> None:
    """In a fresh process with an empty home, also after another user of nltk: all data comes with the installed packages."""
    code = f"{first}from peel_qa.text import *; print(len(list(sentences('It is. It was.'))), count_tokens('Police'))"
    kept = {name: value for name, value in os.environ.items() if name not in ("NLTK_DATA", "TIKTOKEN_CACHE_DIR", "HOME")}
    told = subprocess.run(
        [sys.executable, "-c", code], env={**kept, **other, "HOME": os.devnull}, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["2", "1"]


def test_sentences_load_nothing_of_nltk_but_its_tokenizers_and_leave_it_whole_for_others() -> None:
    code = (
        "import sys; from peel_qa.text import sentences; print(len(list(sentences('It is. It was.'))), 'scipy' in sys.modules);"
        "import nltk; print(nltk.sent_tokenize('It is. It was.'), hasattr(nltk, 'corpus'))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == ["2 False", "['It is.', 'It was.'] True"]
