from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.facts.terms import long_form, read_terms
from peel_qa.records import Document

Read = Callable[..., Document]


def terms(document: Document) -> dict[str, str]:
    return {term.short: term.long for term in read_terms(document)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It tackles child sexual exploitation (CSE) well.", {"CSE": "child sexual exploitation"}),
        ("It works with regional organised crime units (ROCUs) well.", {"ROCU": "regional organised crime units"}),
        ("It tackles serious and organised crime (SOC) well.", {"SOC": "serious and organised crime"}),
        ("It tackles violence against women and girls (VAWG) well.", {"VAWG": "violence against women and girls"}),
        ("The multi-agency risk assessment conference (MARAC) meets weekly.", {"MARAC": "multi-agency risk assessment conference"}),
        ("It uses management of risk in law enforcement (MoRiLE) scores.", {"MoRiLE": "management of risk in law enforcement"}),
        (
            "His Majesty’s Inspectorate of Constabulary and Fire and Rescue Services (HMICFRS) wrote it.",
            {"HMICFRS": "His Majesty’s Inspectorate of Constabulary and Fire and Rescue Services"},
        ),
        ("Officers wear body-worn video (BWV) cameras.", {"BWV": "body-worn video"}),
        ("It uses ‘released under investigation’ (RUI) too often.", {"RUI": "released under investigation"}),
        ("It uses SARA (scan, analyse, respond, assess) to solve problems.", {"SARA": "scan, analyse, respond, assess"}),
        ("Each AFI (area for improvement) is listed.", {"AFI": "area for improvement"}),
        ("HMIC (Her Majesty’s Inspectorate of Constabulary) wrote it.", {"HMIC": "Her Majesty’s Inspectorate of Constabulary"}),
        ("Two VSAs (victim service assessments) were made.", {"VSA": "victim service assessments"}),
        ("The control room (OCC) and the domestic abuse (DA) team work.", {"DA": "domestic abuse"}),
    ],
)
def test_an_abbreviation_and_what_it_stands_for(report: Read, sentence: str, expected: dict[str, str]) -> None:
    document = report(f"Overview\nThe force works well. {sentence}\n")
    assert terms(document) == expected
    for term in read_terms(document):
        assert document.text[term.start : term.end] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "It works with a force in the region (Birmingham) too.",
        "It was graded for the year (2019) too.",
        "It rose by a fifth (20 percent) there.",
        "It works with others (for example, councils) too.",
        "It has a centre in Leeds (UK) too.",
        "Detectives work at pace (see page 4) there.",
        "The CID (which is understaffed) works hard.",
        "The PCC (John Holt) agreed.",
        "There was an interval (CI) of four points (+/- 3.9).",
    ],
)
def test_a_bracket_that_is_no_abbreviation(report: Read, sentence: str) -> None:
    assert terms(report(f"Overview\nThe force works well. {sentence}\n")) == {}


def test_the_first_explanation_counts(report: Read) -> None:
    text = "Overview\nIt uses body-worn video (BWV) cameras.\nAll body worn video (BWV) is kept.\n"
    assert terms(report(text)) == {"BWV": "body-worn video"}


@given(st.text("ABCabc", min_size=2, max_size=6), st.text("abcABC -’", max_size=60))
def test_a_long_form_ends_the_words_before_and_begins_with_the_first_letter(short: str, before: str) -> None:
    found = long_form(short, before)
    assert found == "" or (found[0].lower() == short[0].lower() and found in " ".join(before.split()))
