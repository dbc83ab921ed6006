"""Findings in the layouts of different years and publishers: boxes, numbered recommendations, letters, custody, vetting, web copies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.facts.findings import read_findings
from peel_qa.records import Document

Read = Callable[..., Document]


def listed(document: Document) -> list[tuple[str, str, str]]:
    """Kind, area and wording of every finding."""
    return [(f.kind, f.area, document.text[f.start : f.end]) for f in read_findings(document)]


def timed(document: Document) -> list[tuple[str, str]]:
    """Lead and wording of every recommendation."""
    return [(f.lead, document.text[f.start : f.end]) for f in read_findings(document) if f.kind == "recommendation"]


NUMBERED = """\
PEEL 2023-25: an inspection of Northmoor Police
Contents
1 What troubles us most
2 Investigating crime
3 Managing offenders and suspects
1 What troubles us most
Cause of concern 1: lost calls
1.1 Northmoor Police loses one call in five. It can't say why.
Recommendation 1. With immediate effect, the force should ring back everybody whose call was lost.
Recommendation 2. By 30 June 2025, it should lose no more than one call in twenty.
2 Investigating crime
Grade: requires improvement
2.1 Case files are thin. Supervisors rarely look at them.
2.2 Eleven detectives' posts are vacant.
Box 1. Area for improvement: plans
Every investigation should have a plan. Nine in thirty had none.
2.3 Victims of burglary are told of outcomes by letter.
Innovative practice A: Paper Round
Newsagents pass on what they hear about handlers of stolen goods.
2.4 Nobody else does so.
3 Managing offenders and suspects
Grade: good
3.1 Visits take place on time.
"""


def test_labels_in_front_of_boxes_and_recommendations_are_read(report: Read) -> None:
    document = report(NUMBERED)
    assert listed(document) == [
        ("cause of concern", "", "Northmoor Police loses one call in five."),
        ("recommendation", "", "With immediate effect, the force should ring back everybody whose call was lost."),
        ("recommendation", "", "By 30 June 2025, it should lose no more than one call in twenty."),
        ("area for improvement", "investigating", "Every investigation should have a plan."),
        ("innovative practice", "investigating", "Paper Round"),
    ]
    after_box = next(s for s in document.sections if s.start <= document.text.index("Victims of burglary") < s.end)
    assert (after_box.path, after_box.finding) == (("2 Investigating crime",), "")
    assert not document.text.count("2.3")


CAPITALS = """\
PEEL 2023-25
An inspection of Northmoor Police
RESPONDING TO THE PUBLIC
Adequate
Calls are answered
The force answers 91 percent of its calls in time.
Fewer callers hang up
Six in a hundred hang up.
Areas for improvement
A. Attendance: The force isn't quick enough in the north. It needs to move two cars there.
B. Feedback: Callers don't hear what became of their call.
MANAGING OFFENDERS AND SUSPECTS
Requires improvement
Cause of concern
Northmoor Police has lost sight of its wanted people. Nobody owns the list.
We recommend that:
• by 30 June 2025 the force names an owner;
• within six months the force halves the list.
Visits are overdue
Forty visits were late.
Area for improvement
The force has too few vans
Three vans stand still.
Officers are content
We asked ninety of them.
WHAT HAPPENS NEXT
We will return.
"""


def test_headings_in_capitals_are_the_chapters(report: Read) -> None:
    document = report(CAPITALS)
    assert listed(document) == [
        (
            "area for improvement",
            "responding",
            "Attendance: The force isn't quick enough in the north. It needs to move two cars there.",
        ),
        ("area for improvement", "responding", "Feedback: Callers don't hear what became of their call."),
        ("cause of concern", "offenders", "Northmoor Police has lost sight of its wanted people."),
        ("recommendation", "offenders", "by 30 June 2025 the force names an owner;"),
        ("recommendation", "offenders", "within six months the force halves the list."),
        ("area for improvement", "offenders", "The force has too few vans"),
    ]
    assert {lead for lead, _ in timed(document)} == {"We recommend that:"}
    paths = [section.path for section in document.sections if section.finding == "Visits are overdue"]
    assert paths == [("MANAGING OFFENDERS AND SUSPECTS",)]


def test_a_time_that_heads_recommendations_introduces_them(report: Read) -> None:
    text = (
        "National child protection inspection\nNorthmoor Police\nWhat we saw\nChildren wait too long in cells.\n"
        "Recommendations\nWe make three. Each runs from today.\n"
        "Immediately\n1. The force should stop holding children overnight.\n"
        "Within three months\n2. The force should talk to both councils.\n3. It should train its custody staff.\n"
        "By the end of March 2026\n4. It should count every night.\n"
        "How we know\nWe read forty files.\n"
    )
    assert timed(report(text)) == [
        ("Immediately", "The force should stop holding children overnight."),
        ("Within three months", "The force should talk to both councils."),
        ("Within three months", "It should train its custody staff."),
        ("By the end of March 2026", "It should count every night."),
    ]


def test_recommendations_with_dates_of_an_early_report(report: Read) -> None:
    text = (
        "Police integrity\nWhat has the force done about gifts?\nLittle has been done.\n"
        "Recommendations\nBy 31 March 2016, the force should print its register of gifts.\n"
        "Immediately, the force should stop lending keys.\n"
        "Recommendations for the Home Office\nThe Home Office should write new rules.\nNext steps\nThe force should tell us of its plans.\n"
    )
    assert [said for _, said in timed(report(text))] == [
        "By 31 March 2016, the force should print its register of gifts.",
        "Immediately, the force should stop lending keys.",
    ]


def test_a_custody_report_names_causes_below_their_headings(report: Read) -> None:
    text = (
        "Unannounced inspection of custody in Northmoor\nCause of concern\nOversight of force\n"
        "The force doesn't know how often its staff use force. Records are missing.\n"
        "Recommendations\nThe force should immediately:\n• record each use of force; and\n• watch a sample of recordings.\n"
        "Cause of concern\nHooks in cells\nThere are hooks in all three suites.\n"
        "Recommendation\nWithin one month the force should take the hooks away.\n"
        "Areas for improvement\nBooking in\n1. Staff should ask about medicines.\nRelease\n2. Staff should ask how people get home.\n"
        "Good practice\nA nurse sits in each suite.\n"
    )
    assert [(kind, said) for kind, _, said in listed(report(text))] == [
        ("cause of concern", "The force doesn't know how often its staff use force."),
        ("recommendation", "record each use of force; and"),
        ("recommendation", "watch a sample of recordings."),
        ("cause of concern", "There are hooks in all three suites."),
        ("recommendation", "Within one month the force should take the hooks away."),
        ("area for improvement", "Staff should ask about medicines."),
        ("area for improvement", "Staff should ask how people get home."),
        ("innovative practice", "A nurse sits in each suite."),
    ]


def test_numbered_headings_of_lists(report: Read) -> None:
    text = (
        "An inspection of vetting in Northmoor Police\nVetting: requires improvement\nVetting is slow.\n"
        "Area for improvement 1\nThe force should vet its people on time.\n"
        "Cause of concern 1\nThe force can't see who copies its files.\n"
        "Recommendation 1\nBy 31 October 2024, the force should buy software.\nWhat happens next\nWe will visit.\n"
    )
    document = report(text, title="An inspection of vetting in Northmoor Police")
    assert listed(document) == [
        ("area for improvement", "corruption", "The force should vet its people on time."),
        ("cause of concern", "corruption", "The force can't see who copies its files."),
        ("recommendation", "corruption", "By 31 October 2024, the force should buy software."),
    ]


def test_a_web_copy_without_marks_knows_the_area_before_its_headings(report: Read) -> None:
    text = (
        "PEEL 2023-25: an inspection of Northmoor Police\nResponding to the public\nAdequate\n"
        "Far fewer calls lost\nThree in a hundred are.\n"
        "Area for improvement: the switchboard\nStaff should pick up within one minute.\n"
        "Promising practice – Call Buddies\nVolunteers ring callers back.\nWhat happens next\nWe will visit.\n"
    )
    assert listed(report(text)) == [
        ("area for improvement", "responding", "Staff should pick up within one minute."),
        ("promising practice", "responding", "Call Buddies"),
    ]


def test_a_singular_heading_heads_one_entry_where_nothing_closes_it(report: Read) -> None:
    text = (
        "PEEL 2023-25: an inspection of Northmoor Police\nResponding to the public\nGood\nNorthmoor Police is good at it.\n"
        "Innovative practice\nThe force texts callers\nIt helps.\nThe force attends in time\nNine in ten are.\n"
        "Areas for improvement\nThe force isn't keeping its maps up to date\nThey are old.\n"
        "The force has poor radio cover\nThere are gaps.\nAbout the data\nIt is ours.\n"
    )
    assert [said for _, _, said in listed(report(text))] == [
        "The force texts callers",
        "The force isn't keeping its maps up to date",
        "The force has poor radio cover",
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "Area for improvement: a part of the work that a force should do better.",
        "Cause of concern: closed",
        "Area for improvement 2 – closed.",
        "Recommendation 3: fully met.",
        "Recommendation 4: The force should hire staff. This recommendation has now been met.",
        "Recommendation 5 from our last report should be read again.",
        "Recommendation 6: training",
        "Recommendation 6: training\nThe force has trained everybody.",
        "Recommendation 7: cars\nThe force should do a little more. This recommendation is not yet met.",
        "Areas for improvement\nWe did not find any areas for improvement here.",
        "Areas for improvement\nThere are no areas for improvement.",
        "Recommendations\nWe make five. They are in the annex.",
        "Areas for improvement\nArea for improvement 2 of our last report, about cars, is closed.",
        "Recommendations\nEastmoor Police should lend its neighbour a van.",
    ],
)
def test_what_names_no_finding(report: Read, entry: str) -> None:
    document = report(f"PEEL 2023-25: an inspection of Northmoor Police\nIntroduction\nWe came in May.\n{entry}\nAnnex\nIt has figures.\n")
    assert listed(document) == []


def test_findings_of_another_force_are_left_to_it(report: Read) -> None:
    asked = "Areas for improvement\n{} should map its gangs\nIt maps few.\n"
    parts = [f"{force}\n{force} was visited in May.\n{asked.format(force)}" for force in ("Northmoor Police", "Eastmoor Police")]
    title = "How the region tackles serious and organised crime"
    assert listed(report("\n".join([title, "Introduction\nWe went to both.", *parts]), title=title)) == [
        ("area for improvement", "organised", "Northmoor Police should map its gangs")
    ]
