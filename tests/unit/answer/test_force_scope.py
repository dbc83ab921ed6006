"""Which of the forces held a question is answered for."""

from __future__ import annotations

import pytest

from peel_qa.answer.force_scope import (
    force_scope,
    forces_of_people,
    held_forces,
    nothing_admitted,
    other_force,
    which_force,
    without_partners,
)
from peel_qa.facts.records import Person
from peel_qa.records import Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, understand

NORTHMOOR, TARN, HOME = "Northmoor Police", "Tarn Valley Police", "Northmoor Police"
BOTH = (NORTHMOOR, TARN)


def ask(text: str) -> Question:
    return understand(text, (), 500, BOTH)


def source(force: str, name: str = "d", kind: str = "report") -> Source:
    return Source(name, "Title", "HMICFRS", kind, force, "2024-01", edition="PEEL 2023-25")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "forces"),
    [
        ("How was Tarn Valley graded?", (TARN,)),
        ("How was Northmoor Police graded?", (NORTHMOOR,)),
        ("Compare Tarn Valley and Northmoor", (TARN, NORTHMOOR)),
        ("Compare Tarn Valley and Kent", (TARN,)),
        ("How was it graded?", (HOME,)),
    ],
)
def test_the_forces_named_else_the_home_force(text: str, forces: tuple[str, ...]) -> None:
    assert force_scope(ask(text), BOTH, HOME, ()).forces == forces


def test_an_assumed_force_is_said_and_a_named_one_is_not() -> None:
    (note,) = force_scope(ask("How was it graded?"), BOTH, HOME, ()).notes
    assert note.startswith("This is about Northmoor Police.")
    assert TARN in note
    assert force_scope(ask("How was Northmoor graded?"), BOTH, HOME, ()).notes == ()


def test_what_the_question_means_goes_before_the_home_force() -> None:
    scope = force_scope(ask("And investigating crime?"), BOTH, HOME, (TARN,))
    assert scope.forces == (TARN,)
    assert scope.notes[0].startswith("This is about Tarn Valley Police.")


def test_one_force_held_needs_no_note_whatever_the_home_force_is() -> None:
    scope = force_scope(ask("How was it graded?"), (TARN,), "West Mercia Police", ())
    assert (scope.forces, scope.notes) == ((TARN,), ())


def test_a_force_that_is_not_held_is_named_beside_one_that_is() -> None:
    (note,) = force_scope(ask("Is Tarn Valley better than Kent?"), BOTH, HOME, ()).notes
    assert "do not say anything about Kent Police" in note


def test_without_a_home_force_among_them_every_force_is_left_to_choose() -> None:
    scope = force_scope(ask("How was it graded?"), BOTH, "West Mercia Police", ())
    assert scope.forces == BOTH
    answer = which_force(ask("How was it graded?"), BOTH)
    assert answer.status == "clarify"
    assert all(force in answer.direct for force in BOTH)


@pytest.mark.parametrize(
    ("text", "forces"),
    [("Who is Ada Quill?", (NORTHMOOR,)), ("who is ada quill", (NORTHMOOR,)), ("What did Quill say?", ()), ("Who is Ada?", ())],
)
def test_a_person_named_in_full_means_their_force(text: str, forces: tuple[str, ...]) -> None:
    people = [Person("n", 0, 5, "Ada Quill", "chief_constable", "Chief Constable")]
    assert forces_of_people(ask(text), people, {"n": NORTHMOOR, "t": TARN}) == forces
    assert forces_of_people(ask(text), people, {"t": TARN}) == ()


def test_only_the_forces_that_the_filters_admit_are_held() -> None:
    sources = [source(TARN, "a"), source(NORTHMOOR, "b"), source(NORTHMOOR, "c", "news")]
    assert held_forces(sources, Filters()) == (NORTHMOOR, TARN)
    assert held_forces(sources, Filters(kind="news")) == (NORTHMOOR,)
    assert held_forces(sources, Filters(documents=("a",))) == (TARN,)
    assert held_forces(sources, Filters(edition="PEEL 2015")) == ()


def test_another_force_is_refused_with_its_door() -> None:
    answer = other_force(ask("How was Kent Police graded?"), BOTH)
    assert answer is not None
    assert answer.status == "other_force"
    assert "Kent Police" in answer.direct
    assert "https://hmicfrs.justiceinspectorates.gov.uk/" in answer.text


@pytest.mark.parametrize("text", ["How was it graded?", "How was Tarn Valley graded?", "Compare Kent and Tarn Valley"])
def test_a_force_that_is_held_or_not_named_is_no_other_force(text: str) -> None:
    assert other_force(ask(text), BOTH) is None


def test_where_no_document_passes_the_filters_this_is_said() -> None:
    answer = nothing_admitted(ask("How was it graded?"))
    assert answer.abstained
    assert "filters" in answer.direct


@pytest.mark.parametrize(
    ("text", "forces"),
    [
        ("What do they share with Tarn Valley Police?", ()),
        ("How many officers left for Tarn Valley?", ()),
        ("What does Northmoor Police run jointly with Tarn Valley?", (NORTHMOOR,)),
        ("What grade did Tarn Valley get?", (TARN,)),
        ("How does it compare with Tarn Valley?", (TARN,)),
    ],
)
def test_a_force_that_something_is_only_done_with_is_not_the_one_asked_about(text: str, forces: tuple[str, ...]) -> None:
    assert without_partners(ask(text), (NORTHMOOR,)).forces == forces
