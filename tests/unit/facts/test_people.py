from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.facts.people import find_role, read_people, roles, roles_in
from peel_qa.records import Document, Source

Read = Callable[..., Document]


def people(document: Document) -> list[tuple[str, str]]:
    return [(person.name, person.role) for person in read_people(document)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chief Constable Ada Quill said that work had begun.", [("Ada Quill", "chief_constable")]),
        ("The force's chief constable Ada Quill said that work had begun.", [("Ada Quill", "chief_constable")]),
        ("Northmoor’s Chief Constable, Ada Quill, said that work had begun.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill, Chief Constable of Northmoor Police, said so.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill, the chief constable, said so.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill, who is the chief constable, said so.", [("Ada Quill", "chief_constable")]),
        ("Chief Constable of Northmoor Police Ada Quill said so.", [("Ada Quill", "chief_constable")]),
        ("The police and crime commissioner for Northmoor, Tom Vale, said so.", [("Tom Vale", "commissioner")]),
        ("The police and crime commissioner, Tom Vale (Independent), said so.", [("Tom Vale", "commissioner")]),
        ("Temporary Chief Constable Ada Quill said so.", [("Ada Quill", "chief_constable")]),
        ("Deputy Chief Constable Bo Lind said so.", [("Bo Lind", "deputy_chief_constable")]),
        ("Her next meeting with the chief constable, Northmoor Guildhall, 6.30pm.", []),
        ("Her next meeting with the chief constable, Market Hall, 7pm.", []),
        (
            "Assistant Chief Constable Bo Lind and ACC Cy Marsh said so.",
            [("Bo Lind", "assistant_chief_constable"), ("Cy Marsh", "assistant_chief_constable")],
        ),
        ("PCC Tom Vale said so.", [("Tom Vale", "commissioner")]),
        ("Deputy Police and Crime Commissioner Di Orme said so.", [("Di Orme", "deputy_commissioner")]),
        ("Conservative Police and Crime Commissioner Tom Vale said so.", [("Tom Vale", "commissioner")]),
        ("Police, Fire and Crime Commissioner Tom Vale said so.", [("Tom Vale", "commissioner")]),
        ("Commissioner Tom Vale said so.", [("Tom Vale", "commissioner")]),
        ("Metropolitan Police Commissioner Sir Mark Ashe said so.", [("Sir Mark Ashe", "chief_constable")]),
        ("Dame Una Reeve, HM Chief Inspector of Constabulary, said so.", [("Dame Una Reeve", "chief_inspector")]),
        (
            "HM Chief Inspector of Constabulary Guy Stone praised Chief Constable Ada Quill.",
            [("Guy Stone", "chief_inspector"), ("Ada Quill", "chief_constable")],
        ),
        ("His Majesty’s Inspector of Constabulary Ina Wold said so.", [("Ina Wold", "inspector")]),
        ("HM Inspector Ina Wold said so.", [("Ina Wold", "inspector")]),
        ("HMI Ina Wold said so.", [("Ina Wold", "inspector")]),
        ("Chief Constable Ada Quill and PCC Tom Vale welcomed it.", [("Ada Quill", "chief_constable"), ("Tom Vale", "commissioner")]),
        (
            "Ada Quill, chief constable, and Tom Vale, police and crime commissioner, welcomed it.",
            [("Ada Quill", "chief_constable"), ("Tom Vale", "commissioner")],
        ),
        ("Northmoor Police Federation chair Bo Lind said so.", [("Bo Lind", "federation")]),
        ("Bo Lind, chair of the Northmoor Police Federation, said so.", [("Bo Lind", "federation")]),
    ],
)
def test_a_title_beside_a_name(news: Read, sentence: str, expected: list[tuple[str, str]]) -> None:
    document = news(f"The report was published.\n{sentence}\n")
    assert people(document) == expected
    for person in read_people(document):
        held = document.text[person.start : person.end]
        assert person.name in held
        assert person.title in held


@pytest.mark.parametrize(
    "name",
    [
        "Mary-Ann Lyle", "Ada Quill-Marsh", "Sean O’Neill", "Sean O'Neill", "Iain McKay", "Iain MacDonald", "Siân Elis", "Zoë Brontë",
        "BJ Harrow", "John P. Holt", "Anna Maria Stone", "Jean de Vere", "Sir Jean de Vere", "D’Arcy Flint",
    ],
)  # fmt: skip
def test_names_are_taken_whole(news: Read, name: str) -> None:
    assert people(news(f"The report was published.\nChief Constable {name} said so.\n")) == [(name, "chief_constable")]
    assert people(news(f"The report was published.\nIt was Chief Constable {name}’s plan.\n")) == [(name, "chief_constable")]
    assert people(news(f"The report was published.\n{name}, the chief constable, said so.\n")) == [(name, "chief_constable")]


def test_a_signature_over_two_lines(report: Read) -> None:
    text = (
        "Contents\nHM Inspector’s observations\t2\nReducing crime\t4\n"
        "HM Inspector’s observations\nI am pleased with the performance of Northmoor Police.\n\nIna Wold\n\nHM Inspector of Constabulary\n"
        "Reducing crime\nThe force works with partners.\n"
    )
    document = report(text)
    assert people(document) == [("Ina Wold", "inspector")]
    (person,) = read_people(document)
    assert document.text[person.start : person.end] == "Ina Wold\n\nHM Inspector of Constabulary"


def test_a_row_of_a_table_names_the_holder(report: Read) -> None:
    document = report(
        "Force\tNorthmoor Police\nChief constable\tIna Wold\nPolice and crime commissioner\tOle Marsh\nThe visit was short.\n"
    )
    assert people(document) == [("Ina Wold", "chief_constable"), ("Ole Marsh", "commissioner")]


def test_a_person_is_named_once_for_each_office(news: Read) -> None:
    text = "Chief Constable Ada Quill said so.\nChief Constable Quill added more.\nAda Quill, the chief constable, left.\n"
    (person,) = read_people(news(text))
    assert person.name == "Ada Quill"


@pytest.mark.parametrize(
    "sentence",
    [
        "Northmoor Gazette, the chief constable said, had it wrong.",
        "It was in the Northmoor Gazette\nChief Constable Quill said so.",
        "In North Wales, Chief Constable Quill said so.",
        "Chief Constable Quill said so on Monday.",
        "The Chief Constable West Midlands appointed left.",
        "Former Chief Constable Ben Stone said so.",
        "The ex-chief constable Ben Stone said so.",
        "Labour’s candidate for Police and Crime Commissioner Lea Moss said so.",
        "The Police and Crime Commissioner, Northmoor Council and the press met.",
        "Police and Crime Commissioner elections are held.",
        "Her Majesty’s Inspectorate of Constabulary and Fire & Rescue Services wrote it.",
    ],
)
def test_who_is_nobody_in_office(news: Read, sentence: str) -> None:
    assert people(news(f"The report was published last week in full.\n{sentence}\n")) == []


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Who is the chief constable?", "chief_constable"),
        ("Who runs the force?", "chief_constable"),
        ("who is the top cop", "chief_constable"),
        ("Name the chief constable.", "chief_constable"),
        ("Who is the deputy chief constable?", "deputy_chief_constable"),
        ("Who is the PCC?", "commissioner"),
        ("Who is the police and crime commissioner?", "commissioner"),
        ("Who is the deputy PCC?", "deputy_commissioner"),
        ("Who was Her Majesty's Inspector?", "inspector"),
        ("Who is His Majesty’s Chief Inspector of Constabulary?", "chief_inspector"),
        ("Who leads the Police Federation?", "federation"),
        ("How many calls were answered?", ""),
        ("", ""),
    ],
)
def test_the_office_that_a_question_asks_for(question: str, role: str) -> None:
    assert find_role(question) == role


def test_a_force_by_its_name_is_a_force() -> None:
    assert find_role("who was running Northmoor Police back in 2019", ("Northmoor Police",)) == "chief_constable"
    assert find_role("was Northmoor Police running late", ("Northmoor Police",)) == ""


def test_every_office_can_be_found_by_its_own_name() -> None:
    assert {find_role(f"who is the {role.name}") for role in roles().values()} == set(roles())


_PIECES = st.sampled_from(
    ["Chief Constable", "PCC", "Police and Crime Commissioner", "HM Inspector of Constabulary", "Former", "Sir", "the", "said", "of", "and"]
) | st.sampled_from(["Ada Quill", "Quill", "O’Neill", "Northmoor Police", "Gazette", ", ", "\n", "’s", "."])


@given(st.lists(_PIECES, max_size=30))
def test_everybody_stands_where_it_says(pieces: list[str]) -> None:
    source = Source("x", "x", "Northmoor Gazette", "news", "Northmoor Police", "2024-01-01", about="PEEL 2023-25")
    document = assemble(source, read_plain(" ".join(pieces), source))
    for person in read_people(document):
        held = document.text[person.start : person.end]
        assert person.name in held
        assert person.title in held
        assert len(person.name.split()) >= 2
        assert person.role in roles()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ada Quill, who was elected Police, Fire and Crime Commissioner in May 2024, said so.", [("Ada Quill", "commissioner")]),
        ("Ada Quill became chief constable in June 2023.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill took over as chief constable in June 2023.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill was appointed as the force's chief constable.", [("Ada Quill", "chief_constable")]),
        ("The chief constable since June 2023, Dame Ada Quill, said so.", [("Dame Ada Quill", "chief_constable")]),
        ("Ada Quill succeeded Bo Lind as chief constable.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill, who replaced Bo Lind as chief constable, said so.", [("Ada Quill", "chief_constable")]),
        ("Ada Quill beat Bo Lind, who had stood twice, as police and crime commissioner.", [("Ada Quill", "commissioner")]),
        ("The chief constable is Sir Ivo Ashe, who came in May 2019.", [("Sir Ivo Ashe", "chief_constable")]),
        ("The elected police and crime commissioner is now Tom Vale.", [("Tom Vale", "commissioner")]),
        ("The PCC, Cllr Mary Ann Lyle, said so.", [("Mary Ann Lyle", "commissioner")]),
        ("The Federation's chair, Bo Lind, said so.", [("Bo Lind", "federation")]),
    ],
)
def test_how_somebody_came_into_an_office(news: Read, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert people(news(f"The report was published.\n{sentence}\n")) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Bo Lind, who was chief constable until May 2023, said so.",
        "Bo Lind, chief constable from 2019 to 2023, said so.",
        "Bo Lind stood down as chief constable in May.",
        "Ada Quill's predecessor as chief constable, Bo Lind, retired.",
        "Bo Lind, who stepped down as police and crime commissioner, said so.",
        "Bo Lind, who was chief constable at the time, said so.",
        "Bo Lind has been named as the next chief constable.",
        "Bo Lind has been appointed as the commissioner's deputy.",
        "Bo Lind is the police and crime commissioner candidate.",
        "Bo Lind, the chief constable's driver, said so.",
        "Bo Lind takes over as chief constable in May.",
        "Bo Lind, chief constable of Eastmoor Police, said so.",
        "Kent Police's chief constable, Bo Lind, said so.",
    ],
)
def test_who_holds_no_office_here(news: Read, sentence: str) -> None:
    assert people(news(f"The report was published.\n{sentence}\n")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Northmoor's new chief constable has told councillors that fewer people give up on 101.\n\n"
            "Ada Quill, who took over in October, was asked about it on Tuesday.",
            [("Ada Quill", "chief_constable")],
        ),
        (
            "The police and crime commissioner wants answers about the backlog.\n\nTom Vale, who was elected in May, spoke to us.",
            [("Tom Vale", "commissioner")],
        ),
        ("The chief constable of the force has been asked about the backlog of phones.\n\nAda Quill, who lost a phone, was not happy.", []),
        ("Councillors asked a lot of the force's chief constable about phones.\n\nAda Quill, who took over in May, sat there.", []),
    ],
)
def test_an_office_whose_holder_is_named_in_the_next_paragraph(news: Read, text: str, expected: list[tuple[str, str]]) -> None:
    assert people(news(f"The report was published.\n\n{text}\n")) == expected


def test_the_address_of_a_letter_names_its_people(report: Read) -> None:
    letter = report(
        "Progress letter\nFrom: Ina Wold\nHM Inspector of Constabulary\nTo: Ada Quill\nChief Constable\n\nThank you for your help.\n"
    )
    assert people(letter) == [("Ina Wold", "inspector"), ("Ada Quill", "chief_constable")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what the chief constable and the commissioner said", ["commissioner", "chief_constable"]),
        ("the deputy chief constable's words", ["deputy_chief_constable"]),
        ("the inspector, the PCC and the federation", ["commissioner", "federation", "inspector"]),
        ("nobody at all", []),
    ],
)
def test_all_offices_that_a_text_names(text: str, expected: list[str]) -> None:
    assert sorted(roles_in(text)) == sorted(expected)
