"""Kestrelshire, an invented force whose people and state change between its documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peel_qa.engine import PeelQA

CORPUS = Path(__file__).resolve().parents[1] / "data" / "forces" / "kestrelshire" / "corpus"


@pytest.fixture(scope="module")
def kestrelshire(open_corpus: Callable[[Path], PeelQA]) -> PeelQA:
    return open_corpus(CORPUS)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("HMI for PEEL 2021/22?", "Jocelyn Tarrow"),
        ("Police Federation chair, March 2025?", "Neil Stannard"),
        ("who is the chief constable now", "Callum Wray"),
        ("PVP grade, PEEL 2023-25?", "inadequate"),
        ("Overall legitimacy judgment, 2017?", "good"),
        ("how many coppers has kestrelshire actually got", "1,962"),
        ("AFIs on PVP in PEEL 2023-25 (not the CoC)?", "two areas for improvement"),
    ],
)
def test_the_first_line_holds_what_was_asked_for(kestrelshire: PeelQA, question: str, said: str) -> None:
    answer = kestrelshire.ask(question)
    assert answer.status == "answered"
    assert said in answer.direct


def test_whether_the_force_is_in_special_measures_is_told_by_the_newest_document(kestrelshire: PeelQA) -> None:
    answer = kestrelshire.ask("is kestrelshire police still in special measures")
    assert answer.direct.startswith("No. ")
    assert "Before that, PEEL 2023-25 (published 13 March 2025) said" in answer.text
    assert [citation.kind for citation in answer.citations] == ["news", "report"]


def test_he_is_the_newest_holder_of_the_office_asked_for(kestrelshire: PeelQA) -> None:
    answer = kestrelshire.ask("when did he start", ["who is the chief constable now"])
    assert answer.question == "when did he start"
    assert "Achterberg took up" not in answer.direct


def test_the_country_s_figure_is_not_the_force_s(kestrelshire: PeelQA) -> None:
    assert kestrelshire.ask("101 abandonment rate, E&W, YE 30 Jun 2024?").status == "not_in_corpus"
