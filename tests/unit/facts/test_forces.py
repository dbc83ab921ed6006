from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.facts.forces import find_forces, forces, is_about, mentioned_forces, name_before_police

WM, WMID, KENT, MET = "West Mercia Police", "West Midlands Police", "Kent Police", "Metropolitan Police Service"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How did West Mercia do?", [WM]),
        ("how did west mercia police do", [WM]),
        ("WEST MERCIA", [WM]),
        ("West Mercia's officers", [WM]),
        ("West Mercia’s officers", [WM]),
        ("How did West  Mercia do?", [WM]),
        ("westmercia", [WM]),
        ("How is Mercia doing?", [WM]),
        ("How did West Midlands Police do?", [WMID]),
        ("How did the West Midlands do?", [WMID]),
        ("the West Midlands region", []),
        ("the West Midlands regional response", []),
        ("the West Midlands’ regional organised crime unit", []),
        ("West Mercia or West Midlands Police?", [WM, WMID]),
        ("West Midlands Police or West Mercia?", [WMID, WM]),
        ("How did Kent do?", [KENT]),
        ("Kent", [KENT]),
        ("Compare Kent with Essex", [KENT, "Essex Police"]),
        ("Does Kent do better?", [KENT]),
        ("how did kent do", [KENT]),
        ("What did Steve Kent say?", []),
        ("Mr Kent spoke", []),
        ("Is Kent better than Steve Kent says?", [KENT]),
        ("Kentish Town", []),
        ("the Met", [MET]),
        ("Has the Met improved?", [MET]),
        ("How often are the targets met?", []),
        ("Metropolitan Police", [MET]),
        ("Hampshire", ["Hampshire and Isle of Wight Constabulary"]),
        ("Hampshire and Isle of Wight Constabulary", ["Hampshire and Isle of Wight Constabulary"]),
        ("Devon & Cornwall", ["Devon and Cornwall Police"]),
        ("Dyfed–Powys and Dyfed Powys", ["Dyfed-Powys Police"]),
        ("South Yorkshire, not West Yorkshire", ["South Yorkshire Police", "West Yorkshire Police"]),
        ("Police Scotland", ["Police Scotland"]),
        ("the PSNI", ["Police Service of Northern Ireland"]),
        ("How many calls are answered?", []),
        ("", []),
    ],
)
def test_forces_named_in_a_text(text: str, expected: list[str]) -> None:
    assert find_forces(text) == expected


@pytest.mark.parametrize("text", ["How did Northmoor do?", "how did northmoor police do", "Northmoor Police’s calls", "NORTHMOOR"])
def test_a_force_of_the_corpus_that_the_list_does_not_know(text: str) -> None:
    assert find_forces(text) == []
    assert find_forces(text, ("Northmoor Police",)) == ["Northmoor Police"]


def test_every_force_is_found_by_its_name_its_short_name_and_every_other_name() -> None:
    for force in forces():
        for name in (force.name, force.short, *force.names):
            assert find_forces(f"how is {name} doing") == [force.name], name
            assert find_forces(f"how is {name.lower()} doing") == [force.name], name


def test_the_list_of_forces_is_whole_and_without_repeats() -> None:
    assert sum(force.peel for force in forces()) == 43
    assert len({force.name for force in forces()}) == len(forces())
    slugs = [force.slug for force in forces() if force.peel]
    assert len(set(slugs)) == 43
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)*", slug) for slug in slugs)
    assert {force.head for force in forces()} == {"chief constable", "commissioner"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Northmoor Police was praised", True),
        ("Northmoor was praised", True),
        ("the force was praised", True),
        ("", True),
        ("Eastvale Constabulary was praised", False),
        ("Northmoor Police lost to Eastvale Constabulary", False),
        ("Eastvale Constabulary lost to Northmoor Police", True),
        ("Kent was praised", False),
        ("The Police and Crime Commissioner was praised", True),
        ("His Majesty’s Inspectorate of Constabulary wrote it", True),
    ],
)
def test_whether_a_text_is_about_a_force(text: str, expected: bool) -> None:
    assert is_about(text, "Northmoor Police") is expected


@given(st.text(max_size=80), st.sampled_from([force.name for force in forces()]))
def test_a_name_is_found_whatever_stands_around_it(noise: str, name: str) -> None:
    found = find_forces(f"{noise}\n. {name.upper()} . {noise}")
    assert name in found
    assert len(found) == len(set(found))


def test_forces_that_texts_only_name_are_known() -> None:
    texts = ["It works with Northmere Police, as Kent Police does.", "In Haleport, the force has a panel. Haleport Police is no force."]
    assert mentioned_forces(texts, ("Ridgeway Constabulary",)) == ("Northmere Police",)
    assert mentioned_forces(["Dogs are shared with Northmere Police and Wester Vale Police."], ()) == (
        "Northmere Police",
        "Wester Vale Police",
    )
    assert find_forces("did northmere do better?", ("Northmere Police",)) == ["Northmere Police"]
    assert (
        mentioned_forces(
            ["Ridgeway Police is good. The Special Constabulary helps. The National Police Chiefs meet."], ("Ridgeway Constabulary",)
        )
        == ()
    )


def test_a_word_before_police_may_be_a_name() -> None:
    assert name_before_police("did northmere police get a good grade") == "northmere"
    assert name_before_police("What does Holm Valley Constabulary do?") == "valley"
    assert [name_before_police(text) for text in ("are the police good", "do local police come", "how good is it")] == ["", "", ""]
