"""Chapters of a report that are about another force than its own."""

from __future__ import annotations

import pytest

from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.facts.forces import force_called, without_forces
from peel_qa.facts.read import read_facts
from peel_qa.records import Source

SOURCE = Source("region", "An inspection of a region", "HMICFRS", "report", "Northmoor Police", "2024-03", edition="Regional 2024")
TEXT = """Introduction
We inspected three forces of the region in September 2023.
Northmoor Police
Northmoor Police is good at tackling serious and organised crime.
It had five investigators.
Tarn Valley Police
Tarn Valley Police is inadequate at tackling serious and organised crime.
The force requires improvement at investigating crime.
It had two investigators.
Ironmoor Regional Organised Crime Unit
The unit is adequate at tackling serious and organised crime.
"""


@pytest.fixture(scope="module")
def facts():  # type: ignore[no-untyped-def]
    return read_facts([assemble(SOURCE, read_plain(TEXT, source=SOURCE))])


def test_each_chapter_of_another_force_is_told_with_its_grades(facts) -> None:  # type: ignore[no-untyped-def]
    found = {chapter.force: {(g.area, g.grade) for g in chapter.grades} for chapter in facts.neighbours}
    assert found.keys() == {"Tarn Valley Police", "Ironmoor Regional Organised Crime Unit"}
    assert ("organised", "inadequate") in found["Tarn Valley Police"]


def test_the_force_itself_gets_none_of_their_grades(facts) -> None:  # type: ignore[no-untyped-def]
    assert {(g.area, g.grade) for g in facts.grades} == {("organised", "good")}


@pytest.mark.parametrize(
    ("heading", "force"),
    [
        ("Tarn Valley Police", "Tarn Valley Police"),
        ("West Midlands Police", "West Midlands Police"),
        ("Northmoor", "Northmoor Police"),
        ("Ironmoor Regional Organised Crime Unit", "Ironmoor Regional Organised Crime Unit"),
        ("How Tarn Valley Police works with others", ""),
        ("Main findings", ""),
        ("Police and Crime Commissioner", ""),
    ],
)
def test_a_heading_that_is_a_name_and_nothing_more(heading: str, force: str) -> None:
    assert force_called(heading, "Northmoor Police") == force


def test_a_text_without_the_names_of_others() -> None:
    text = "How does Northmoor compare with Tarn Valley on fraud?"
    assert without_forces(text, ("Tarn Valley Police",)) == "How does Northmoor compare on fraud?"


@pytest.mark.parametrize(
    ("heading", "force"),
    [
        ("About Northmoor Police", "Northmoor Police"),
        ("Introducing Northmoor Police", "Northmoor Police"),
        ("About Tarn Valley Police", "Tarn Valley Police"),
        ("About the region", ""),
        ("About us", ""),
    ],
)
def test_a_heading_may_say_that_its_text_is_about_a_force(heading: str, force: str) -> None:
    assert force_called(heading, "Northmoor Police") == force
