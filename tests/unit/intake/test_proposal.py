from __future__ import annotations

from pathlib import Path

import documents
import pytest

from peel_qa.corpus.readers.pdf import read_pdf
from peel_qa.corpus.readers.reading import Reading
from peel_qa.corpus.readers.texts import read_lines
from peel_qa.corpus.readers.web import read_web_page
from peel_qa.corpus.readers.word import read_word
from peel_qa.corpus.structure import Part
from peel_qa.intake.evidence import Proposal
from peel_qa.intake.naming import id_of, slug
from peel_qa.intake.proposal import propose
from peel_qa.intake.subject import edition_name
from peel_qa.intake.when import date_of, dates_in

HMICFRS = "https://hmicfrs.justiceinspectorates.gov.uk"


def told(proposals: dict[str, Proposal]) -> dict[str, tuple[str, str]]:
    return {key: (proposal.value, proposal.sure) for key, proposal in proposals.items()}


def of_lines(*lines: str, url: str = "", name: str = "file", form: str = "text", **own: str) -> dict[str, Proposal]:
    return propose(Reading(form, tuple(Part("paragraph", line) for line in lines), own=own), name, url, {})


def test_a_report_as_pdf(tmp_path: Path) -> None:
    proposals = propose(read_pdf(documents.write_pdf(tmp_path / "a.pdf")), "a", "", {})
    assert told(proposals) == {
        "title": (documents.TITLE, "sure"),
        "kind": ("report", "likely"),
        "published": ("2024-03", "likely"),
        "publisher": ("HMICFRS", "likely"),
        "force": (documents.FORCE, "sure"),
        "edition": ("PEEL 2023-25", "sure"),
        "inspected": ("2023-10", "likely"),
        "signed": (f"{documents.INSPECTOR}, {documents.OFFICE}", "likely"),
        "licence": ("Open Government Licence v3.0, (c) HMICFRS 2024", "likely"),
    }


def test_a_report_as_web_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(documents.PAGE, encoding="utf-8")
    proposals = told(propose(read_web_page(tmp_path / "a.html"), "a", "", {}))
    assert proposals["title"] == (documents.TITLE, "sure")
    assert proposals["kind"] == ("report", "sure")
    assert proposals["published"] == ("2024-03-07", "sure")
    assert proposals["url"] == (f"{HMICFRS}/peel-reports/fenmarch-2023-25/", "sure")
    assert proposals["force"] == (documents.FORCE, "sure")


def test_a_news_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(documents.NEWS, encoding="utf-8")
    proposals = told(propose(read_web_page(tmp_path / "a.html"), "a", "", {}))
    assert proposals["title"] == ("Fenmarch police told to supervise better", "sure")
    assert proposals["kind"] == ("news", "likely")
    assert proposals["publisher"] == ("Fenmarch Gazette", "likely")
    assert proposals["published"] == ("2024-03-08", "likely")
    assert proposals["force"] == (documents.FORCE, "guess")  # named once only
    assert proposals["about"] == ("PEEL 2023-25", "likely")
    assert proposals["signed"] == ("Nell Harker", "likely")
    assert proposals["licence"] == ("copyright of the publisher: short quotations with a link only", "likely")
    assert "edition" not in proposals


def test_a_word_file_and_a_text(tmp_path: Path) -> None:
    word = told(propose(read_word(documents.write_word(tmp_path / "a.docx")), "a", "", {}))
    assert (word["edition"], word["published"], word["kind"]) == (("PEEL 2021/22", "sure"), ("2022-05-12", "sure"), ("report", "sure"))
    (tmp_path / "a.txt").write_text(documents.TEXT, encoding="utf-8")
    text = told(propose(read_lines(tmp_path / "a.txt"), "a", "", {}))
    assert (text["kind"], text["publisher"], text["force"]) == (("report", "sure"), ("HMICFRS", "sure"), (documents.FORCE, "likely"))


def test_what_is_given_and_what_front_matter_says_come_first(tmp_path: Path) -> None:
    reading = Reading("markdown", (Part("title", "A title", level=1),), front={"title": "Front", "force": "Front Police", "id": "front"})
    proposals = propose(reading, "a", "", {"force": "Given Police"})
    assert (proposals["title"].value, proposals["title"].origin) == ("Front", "front matter")
    assert (proposals["force"].value, proposals["force"].sure) == ("Given Police", "sure")
    assert proposals["id"].value == "front"


def test_an_address_names_force_edition_kind_and_date() -> None:
    found = told(of_lines("Overall summary", "Some text about policing.", url=f"{HMICFRS}/peel-reports/west-mercia-2021-22/"))
    assert found["force"] == ("West Mercia Police", "sure")
    assert found["edition"] == ("PEEL 2021/22", "sure")
    assert found["kind"] == ("report", "sure")
    older = told(of_lines("Effectiveness", url=f"{HMICFRS}/peel-assessments/peel-2015/dyfed-powys/effectiveness/"))
    assert (older["force"][0], older["edition"][0]) == ("Dyfed-Powys Police", "PEEL 2015")
    news = told(of_lines("A headline", url="https://www.shropshirestar.com/news/crime/2022/04/13/police-force/"))
    assert (news["published"], news["publisher"], news["kind"]) == (("2022-04-13", "likely"), ("Shropshire Star", "sure"), ("news", "sure"))


def test_the_newspaper_is_never_taken_for_the_inspectorate() -> None:
    found = of_lines("HMICFRS criticises force", 'The chief said: "We will do better," and HMICFRS agreed.', "Kent Police was inspected.")
    assert found["kind"].value == "news"


def test_the_force_named_most_is_likely_and_one_of_many_a_guess() -> None:
    clear = of_lines("Kent Police did this.", "Kent Police did that.", "Kent did more.", "Essex Police helped.")
    assert (clear["force"].value, clear["force"].sure) == ("Kent Police", "likely")
    split = of_lines("Kent Police did this.", "Essex Police did that.", "Kent did more.", "Essex Police helped.")
    assert split["force"].sure == "guess"


@pytest.mark.parametrize(
    "sentence",
    [
        "The National Police said so.",
        "While Local Police helped, nothing changed.",
        "The Police and Crime Commissioner spoke.",
        "Chief Police spoke.",
    ],
)
def test_words_in_front_of_police_are_not_always_a_force(sentence: str) -> None:
    assert "force" not in of_lines(sentence, sentence)


def test_the_day_a_file_was_made_is_only_a_guess() -> None:
    found = of_lines("Kent Police was inspected.", created="2024-05-02")
    assert (found["published"].value, found["published"].sure) == ("2024-05", "guess")


def test_an_older_inspection_that_is_mentioned_is_not_when_inspectors_were_there() -> None:
    found = of_lines("Published on 7 March 2024", "Our 2019 inspection took place in May 2019.", "Inspectors visited in June 2023.")
    assert found["inspected"].value == "2023-06"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("13 April 2022", "2022-04-13"),
        ("13th April 2022", "2022-04-13"),
        ("1st of Sept 2021", "2021-09-01"),
        ("April 13, 2022", "2022-04-13"),
        ("13/04/2022", "2022-04-13"),
        ("2022-04-13", "2022-04-13"),
        ("April 2022", "2022-04"),
        ("May 2022", "2022-05"),
        ("31 February 2022", ""),
        ("13 April 2999", ""),
        ("13 April 1822", ""),
        ("2022/23", ""),
    ],
)
def test_dates_as_they_are_written(written: str, iso: str) -> None:
    assert date_of(written) == iso
    assert [found for _, _, found in dates_in(f"It was ({written}) then.")] == ([iso] if iso else [])


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("2015", "", "PEEL 2015"), ("2021", "22", "PEEL 2021/22"), ("2023", "25", "PEEL 2023-25"), ("2018", "2019", "PEEL 2018/19")],
)
def test_editions_are_named_as_the_inspectorate_names_them(first: str, last: str, name: str) -> None:
    assert edition_name(first, last) == name


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (
            {"kind": "report", "edition": "PEEL 2021/22", "force": "West Mercia Police", "title": "An inspection of West Mercia Police"},
            "peel-2021-22-west-mercia",
        ),
        (
            {"kind": "report", "edition": "PEEL 2015", "force": "West Mercia Police", "title": "West Mercia PEEL 2015: effectiveness"},
            "peel-2015-effectiveness-west-mercia",
        ),
        (
            {"kind": "report", "edition": "PEEL 2021/22", "force": "West Mercia Police", "published": "2023-10-31", "title": "A revisit"},
            "report-2023-10-31-a-revisit",
        ),
        ({"kind": "news", "published": "2022-04-13", "publisher": "Shropshire Star"}, "news-2022-04-13-shropshire-star"),
        (
            {"kind": "report", "edition": "PEEL 2023-25", "force": "Fenmarch Constabulary", "title": "An inspection of Fenmarch"},
            "peel-2023-25-fenmarch",
        ),
    ],
)  # fmt: skip
def test_ids_say_what_a_document_is(values: dict[str, str], name: str) -> None:
    assert id_of(values) == name


def test_a_slug_is_short_and_plain() -> None:
    assert slug("The Chief's Café: £5 & more") == "the-chiefs-cafe-5-more"
    assert len(slug("word " * 50)) <= 60
