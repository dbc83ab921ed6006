from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.facts.areas import area_of, areas, areas_with, find_areas, find_pillars, is_named_anew, name_of, stray_terms
from peel_qa.stems import phrase


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("investigating crime and managing offenders", ["investigating"]),
        ("investigating crime, and then managing offenders and suspects", ["investigating", "offenders"]),
        ("managing offenders and investigating crime", ["offenders", "investigating"]),
        ("serious and organised crime", ["organised"]),
        ("crime data integrity", ["recording"]),
        ("INVESTIGATING CRIME", ["investigating"]),
        ("How well does it investigate crimes?", ["investigating"]),
        ("effectiveness, efficiency and legitimacy", ["effectiveness", "efficiency", "legitimacy"]),
        ("Is it effective at preventing crime?", ["preventing"]),
        ("the weather", []),
        ("", []),
    ],
)
def test_the_longest_name_wins(text: str, expected: list[str]) -> None:
    assert find_areas(text) == expected


@pytest.mark.parametrize(
    ("key", "names"),
    [
        # label of 2021/22, heading, ending of the grade sentence, heading of 2023-25, words of 2015
        ("preventing", ["Preventing crime", "Preventing crime and anti-social behaviour", "prevention and deterrence"]),
        ("preventing", ["Preventing and deterring crime and antisocial behaviour, and reducing vulnerability"]),
        ("preventing", ["preventing crime and anti-social behaviour, and keeping people safe"]),
        ("treatment", ["Treatment of the public", "Engaging with and treating the public with fairness and respect"]),
        ("treatment", ["treating people fairly and with respect", "Police powers and treating the public fairly and respectfully"]),
        ("treatment", ["police powers and public treatment"]),
        ("responding", ["Responding to the public"]),
        ("investigating", ["Investigating crime", "investigating crime and reducing re-offending"]),
        ("vulnerable", ["Protecting vulnerable people", "protecting from harm those who are vulnerable, and supporting victims"]),
        ("offenders", ["Managing offenders", "Managing offenders and suspects"]),
        ("workforce", ["Developing a positive workplace", "Building, supporting and protecting the workforce"]),
        ("workforce", ["building and developing its workforce"]),
        ("leadership", ["Good use of resources", "Strategic planning, organisational management and value for money"]),
        ("leadership", ["operating efficiently", "Leadership and force management"]),
        ("recording", ["Recording data about crime", "Crime data integrity", "recording crime"]),
        ("victims", ["Providing a service to the victims of crime"]),
        ("organised", ["Disrupting serious organised crime", "tackling serious and organised crime"]),
        ("corruption", ["Vetting and counter corruption"]),
    ],
)
def test_the_names_of_all_cycles_lead_to_one_area(key: str, names: list[str]) -> None:
    for name in names:
        assert find_areas(name) == [key], name
        assert area_of(f"How good is the force at {name}?") == key
        assert stray_terms(name) == 0


def test_a_pillar_is_found_by_its_own_word_only() -> None:
    assert find_pillars("effective, efficient and legitimate") == []
    assert find_pillars("What is its efficiency?") == ["efficiency"]
    assert find_areas("efficiency") == ["efficiency"]
    assert find_areas("the efficiency with which it keeps people safe and reduces crime") == ["efficiency"]


def test_the_list_of_areas_is_in_order() -> None:
    for key, area in areas().items():
        assert area.graded in ("here", "elsewhere", "never")
        assert area.name == area.name.strip().lower()
        assert key.isalpha()
        for name in (area.name, *area.names):
            assert phrase(name), name


def test_every_name_leads_to_its_own_area() -> None:
    for area in areas().values():
        for name in (area.name, *area.names):
            assert area.key in find_areas(name), (area.key, name)


def test_no_name_stands_in_two_areas() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for area in areas().values():
        for name in area.names:
            if len(phrase(name)) > area.pillar:
                owners.setdefault(phrase(name), set()).add(area.key)
    assert {words: keys for words, keys in owners.items() if len(keys) > 1} == {}


@given(st.lists(st.sampled_from([name for area in areas().values() for name in area.names] + ["the force", "of"]), max_size=6))
def test_areas_come_once_each_and_no_word_counts_twice(names: list[str]) -> None:
    text = " ".join(names)
    found = find_areas(text)
    assert len(found) == len(set(found))
    assert set(found) <= areas().keys()
    assert 0 <= stray_terms(text) <= len(text.split())


def test_an_area_bears_the_name_that_its_cycle_gave_it() -> None:
    assert name_of("leadership", 2021) == "strategic planning, organisational management and value for money"
    assert name_of("leadership", 2024) == name_of("leadership") == "leadership, strategic planning and use of resources"


@pytest.mark.parametrize(
    ("text", "is_new"),
    [("How was leadership graded?", True), ("How was strategic planning graded?", False), ("leadership and use of resources", False)],
)
def test_a_name_that_earlier_cycles_did_not_grade_by_is_known(text: str, is_new: bool) -> None:
    assert is_named_anew(text, "leadership") is is_new


def test_a_word_of_several_areas_means_all_of_them() -> None:
    assert set(areas_with(["crime"])) >= {"preventing", "investigating", "recording"}
    assert areas_with(["offend"]) == areas_with([]) == areas_with(["drone"]) == ()


def test_an_adjective_means_a_pillar_only_beside_that_word() -> None:
    assert find_areas("the efficient use of what it has, the whole pillar") == ["efficiency"]
    assert "efficiency" not in find_areas("is it efficient")


def test_looking_after_people_at_risk_is_no_looking_after_staff() -> None:
    assert find_areas("what did they get for looking after people at risk") == ["vulnerable"]
