"""Who followed whom, and in which office."""

from __future__ import annotations

import pytest

from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.structure import assemble
from peel_qa.facts.read import read_facts
from peel_qa.facts.records import Person
from peel_qa.facts.successions import with_offices
from peel_qa.records import Document, Source

OLD = "# An inspection\n\nChief Constable Ruth Achterberg took up her post in May. The commissioner, Ada Quill, had appointed her.\n"


def _document(name: str, text: str) -> Document:
    source = Source(
        name, "Out of special measures", "Harnley Gazette", "news", "Kestrelshire Constabulary", "2026-02-06", about="PEEL 2023-25"
    )
    return assemble(source, read_markdown(text))


def _people(*texts: str) -> list[Person]:
    documents = [_document(f"d{number}", text) for number, text in enumerate(texts)]
    return with_offices(person for document in documents for person in read_facts([document]).people)


def _holders(role: str, *texts: str) -> list[str]:
    return [person.name for person in _people(*texts) if person.role == role]


@pytest.mark.parametrize(
    "text",
    [
        "Ruth Achterberg left on 31 October. She was followed on 3 November, a Monday, by her deputy, Callum Wray.\n",
        "Ruth Achterberg has been succeeded by Callum Wray.\n",
        "Last week Ruth Achterberg was replaced by her deputy Callum Wray, 51.\n",
    ],
)
def test_who_follows_a_holder_holds_the_office(text: str) -> None:
    assert _holders("chief_constable", OLD, text) == ["Ruth Achterberg", "Callum Wray"]
    assert _holders("commissioner", OLD, text) == ["Ada Quill"]


@pytest.mark.parametrize(
    "text",
    [
        "Ruth Achterberg will be followed by Callum Wray.\n",  # not yet
        "Ruth Achterberg left.\n\nShe was followed by Callum Wray.\n",  # of whom the second paragraph speaks is not sure
        "Tom Reed was followed by Callum Wray.\n",  # in which office?
        "The speech was followed by Callum Wray.\n",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert _holders("chief_constable", OLD, text) == ["Ruth Achterberg"]
    assert all(person.role for person in _people(OLD, text))


def test_a_name_with_its_title_is_not_told_twice() -> None:
    text = "Ruth Achterberg has been succeeded by Callum Wray. Chief Constable Callum Wray said that he was glad.\n"
    assert _holders("chief_constable", OLD, text) == ["Ruth Achterberg", "Callum Wray"]


@pytest.mark.parametrize(
    "text",
    [
        "Callum Wray, who took over on 4 May, met Ada Quill on Monday.\n\nHe succeeds Ruth Achterberg, who retired in April.\n",
        "Callum Wray was welcomed by Commissioner Ada Quill. Mr Wray has replaced Ruth Achterberg.\n",
        "Last month Callum Wray took over from Ruth Achterberg.\n",
    ],
)
def test_who_succeeds_a_holder_holds_the_office(text: str) -> None:
    assert "Callum Wray" in _holders("chief_constable", OLD, text)


def test_a_pronoun_without_a_name_before_it_means_nobody() -> None:
    assert _holders("chief_constable", OLD, "He succeeds Ruth Achterberg.\n") == ["Ruth Achterberg"]


def _followed(*texts: str) -> dict[str, str]:
    return {person.name: person.after for person in _people(*texts) if person.after}


def test_whom_somebody_followed_is_told_even_if_nothing_else_names_that_person() -> None:
    text = "The chief constable, Callum Wray, who took over from Philip Dunne in March 2023, knew the system.\n"
    assert _followed(OLD, text) == {"Callum Wray": "Philip Dunne"}
    assert _holders("chief_constable", OLD, text) == ["Ruth Achterberg", "Callum Wray"]


def test_so_is_whom_a_chair_of_the_federation_followed() -> None:
    text = "Moira Tunn, who took over from Len Scobie as chair of the Kestrelshire Police Federation last April, said that it was late.\n"
    assert _followed(text) == {"Moira Tunn": "Len Scobie"}
    assert _holders("federation", text) == ["Moira Tunn"]
