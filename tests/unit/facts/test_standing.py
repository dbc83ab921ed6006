from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.facts.grades import read_grades
from peel_qa.facts.standing import read_standing
from peel_qa.records import Document

Read = Callable[..., Document]


def kinds(document: Document) -> list[str]:
    return [fact.kind for fact in read_standing(document, read_grades(document))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Northmoor Police remains in Scan.", ["default monitoring"]),
        ("The force stays at our default level of monitoring.", ["default monitoring"]),
        ("The force has not been placed under closer monitoring.", ["default monitoring"]),
        ('The force isn\'t in "special measures".', ["default monitoring"]),
        ("The force was removed from Engage in May 2024.", ["default monitoring"]),
        ("The force has moved from Engage to Scan.", ["default monitoring"]),
        ("It has escaped special measures.", ["default monitoring"]),
        ("The force was in an enhanced form of monitoring known as Engage until April.", ["default monitoring"]),
        ("The oversight group agreed in April that the force should return from Engage to Scan.", ["default monitoring"]),
        ("A panel decided that Northmoor Police could move from the Engage phase of monitoring back to Scan.", ["default monitoring"]),
        ("Northmoor Police will remain in the Engage phase.", ["enhanced monitoring"]),
        ("We moved the force into our enhanced level of monitoring, called Engage.", ["enhanced monitoring"]),
        ("Northmoor Police was put in special measures in March.", ["enhanced monitoring"]),
        ("The force is still in the ‘Engage’ phase.", ["enhanced monitoring"]),
    ],
)
def test_the_level_of_monitoring_is_read(report: Read, news: Read, sentence: str, expected: list[str]) -> None:
    for read in (report, news):
        document = read(f"Next steps\n{sentence} It knows why.\n")
        (fact,) = read_standing(document, [])
        assert [fact.kind] == expected
        assert document.text[fact.start : fact.end] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The force could be placed in special measures.",
        "Mr Vale called for the force to be put into special measures.",
        "Five forces are in Engage.",
        "Scan is the default phase of monitoring for all forces.",
        "Eastmoor Police is in special measures.",
        "The force was in special measures in 2019.",
        "The force isn't in Scan any more.",
        "The force will be placed in Engage if it fails again.",
        "Witnesses are told about special measures in court.",
        "The force uses special measures to help witnesses.",
        "Officers engage with people and scan the streets.",
        "Officers are in the scan, analyse, respond and assess training.",
    ],
)
def test_sentences_that_tell_of_no_level(report: Read, sentence: str) -> None:
    assert kinds(report(f"Next steps\n{sentence}\n")) == []


def test_a_document_that_tells_of_two_levels_tells_of_none(report: Read) -> None:
    assert kinds(report("Next steps\nThe force is in Engage. The force stays in Scan.\n")) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "This inspection does not lead to a grade.",
        "It doesn't result in a graded judgment.",
        "We don't grade forces in this programme.",
        "This inspection is not graded.",
    ],
)
def test_an_inspection_that_leads_to_no_grade(report: Read, news: Read, sentence: str) -> None:
    assert kinds(report(f"About this inspection\n{sentence}\n")) == ["ungraded"]
    assert kinds(news(f"About this inspection\n{sentence}\n")) == []


def test_a_report_with_grades_is_graded(report: Read) -> None:
    text = (
        "Investigating crime\nNorthmoor Police is good at investigating crime.\nAbout\nThis inspection does not lead to a grade overall.\n"
    )
    assert kinds(report(text)) == []
    assert kinds(report("Investigating crime\nWe do not give a grade for this area.\n")) == []
