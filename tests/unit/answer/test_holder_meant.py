"""Whom "he" means behind a question for the holder of an office."""

from __future__ import annotations

import pytest

from peel_qa.answer.holder_meant import with_holder
from peel_qa.facts.records import Person
from peel_qa.records import Source

SOURCES = {
    name: Source(name, name, "Gazette", "news", force, published)
    for name, force, published in (
        ("old", "Kestrelshire Constabulary", "2022-06-16"),
        ("new", "Kestrelshire Constabulary", "2026-02-06"),
        ("other", "Northmoor Police", "2026-05-01"),
    )
}
PEOPLE = [
    Person("old", 0, 1, "Ruth Achterberg", "chief_constable", ""),
    Person("new", 0, 1, "Callum Wray", "chief_constable", ""),
    Person("other", 0, 1, "Ada Quill", "chief_constable", ""),
]
WHO = ["Who is the chief constable now?"]


def _meant(text: str, history: list[str] = WHO, force: str = "Kestrelshire Constabulary") -> str:
    return with_holder(text, history, PEOPLE, SOURCES, force)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("When did he start?", "When did Callum Wray start?"),
        ("what was his last job", "what was Callum Wray’s last job"),
        ("Who appointed her?", "Who appointed Callum Wray?"),
    ],
)
def test_the_newest_holder_is_named(asked: str, meant: str) -> None:
    assert _meant(asked) == meant


def test_of_the_force_that_the_conversation_is_about() -> None:
    assert _meant("When did she start?", force="Northmoor Police") == "When did Ada Quill start?"


@pytest.mark.parametrize(
    ("asked", "history"),
    [
        ("When did he start?", []),
        ("When did he start?", ["How many officers are there?"]),
        ("When did he start?", ["Who is the federation's chair?"]),  # of whom nothing is held
        ("What did he say about it?", WHO),  # whoever spoke in the answer before
        ("When did it start?", WHO),
        ("When did he start?", ["What did the chief constable think of it?"]),
        ("When does she start?", ["Who is going to be the new chief constable?"]),
    ],
)
def test_elsewhere_the_question_stays_as_it_is(asked: str, history: list[str]) -> None:
    assert _meant(asked, history) == asked
