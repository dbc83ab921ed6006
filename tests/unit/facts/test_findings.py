from __future__ import annotations

from collections.abc import Callable

from peel_qa.facts.findings import read_findings
from peel_qa.facts.records import Finding
from peel_qa.records import Document

Read = Callable[..., Document]


def words(document: Document, finding: Finding) -> str:
    return document.text[finding.start : finding.end]


def listed(document: Document) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.area, words(document, finding)) for finding in read_findings(document)]


REPORT = """\
# PEEL 2023-25: an inspection of Northmoor Police

## Investigating crime {page=7}

Northmoor Police is adequate at investigating crime.

### Cause of concern

#### The force does not supervise its investigations well enough

Supervisors are few. They should be more.

### Recommendations

Within six months, Northmoor Police should:

- make sure that every investigation has a plan; and
- make sure that victims hear about progress.

### Areas for improvement

#### The force should retrieve digital evidence without delay

It takes too long.

#### The force needs to keep victims informed at each stage

It often does not.

## Managing offenders and suspects {page=9}

### Areas for improvement

- The force should arrest wanted people sooner.
- The force should visit registered sex offenders on time.

### Innovative practice

#### The force tracks wanted people with a new tool

It works.
"""


def test_findings_are_read_with_their_kind_area_and_words(report: Read) -> None:
    assert listed(report(REPORT, markdown=True)) == [
        ("cause of concern", "investigating", "The force does not supervise its investigations well enough"),
        ("recommendation", "investigating", "make sure that every investigation has a plan; and"),
        ("recommendation", "investigating", "make sure that victims hear about progress."),
        ("area for improvement", "investigating", "The force should retrieve digital evidence without delay"),
        ("area for improvement", "investigating", "The force needs to keep victims informed at each stage"),
        ("area for improvement", "offenders", "The force should arrest wanted people sooner."),
        ("area for improvement", "offenders", "The force should visit registered sex offenders on time."),
        ("innovative practice", "offenders", "The force tracks wanted people with a new tool"),
    ]


def test_a_recommendation_keeps_the_words_with_its_deadline(report: Read) -> None:
    found = read_findings(report(REPORT, markdown=True))
    assert {finding.lead for finding in found if finding.kind == "recommendation"} == {"Within six months, Northmoor Police should:"}
    assert {finding.lead for finding in found if finding.kind != "recommendation"} == {""}


def test_words_of_another_section_are_no_lead(report: Read) -> None:
    text = "# R\n\n## Investigating crime\n\nWe looked at:\n\n### Recommendations\n\n- The force should hire detectives by May 2025.\n"
    (found,) = read_findings(report(text, markdown=True))
    assert found.lead == ""


def test_a_cause_of_concern_without_a_heading_is_its_first_sentence(report: Read) -> None:
    text = (
        "How effective is the force at investigating crime?\nNorthmoor Police is good at investigating crime. It does it well.\n"
        "Cause of concern\nThe response to missing children is a cause of concern. Risks are missed.\n"
        "Recommendations\nTo address this the force should immediately take steps to ensure that:\n"
        "- staff understand the risk; and\n- supervisors check each case.\n"
    )
    document = report(text)
    assert listed(document) == [
        ("cause of concern", "investigating", "The response to missing children is a cause of concern."),
        ("recommendation", "investigating", "staff understand the risk; and"),
        ("recommendation", "investigating", "supervisors check each case."),
    ]
    assert read_findings(document)[1].lead == "To address this the force should immediately take steps to ensure that:"


def test_an_area_for_improvement_of_an_earlier_report_says_which(report: Read) -> None:
    heading = "Our 2019 report said that the force should train its supervisors. This remains an area for improvement."
    text = f"# R\n\n## Developing a positive workplace\n\n### Area for improvement\n\n#### {heading}\n\nSome were trained.\n"
    (found,) = read_findings(report(text, markdown=True))
    assert (found.area, found.repeated_from) == ("workforce", "2019")


def test_one_repeated_item_does_not_make_its_neighbours_repeated(report: Read) -> None:
    text = (
        "# R\n\n## Investigating crime\n\n### Areas for improvement\n\n- The force should hire detectives.\n"
        "- Our 2019 report said that the force should train supervisors. This remains an area for improvement.\n"
    )
    assert [finding.repeated_from for finding in read_findings(report(text, markdown=True))] == ["", "2019"]


def test_findings_in_paragraphs_are_read_too(report: Read) -> None:
    text = (
        "# R\n\n## Investigating crime\n\n### Recommendations\n\nBy 31 March 2025, Northmoor Police should give every victim a contact.\n\n"
        "This matters.\n\nBy 30 June 2025, Northmoor Police should train every supervisor.\n\n"
        "### Area for improvement\n\nThe force needs to answer letters. It has not done so.\n\nLetters went astray.\n"
    )
    assert listed(report(text, markdown=True)) == [
        ("recommendation", "investigating", "By 31 March 2025, Northmoor Police should give every victim a contact."),
        ("recommendation", "investigating", "By 30 June 2025, Northmoor Police should train every supervisor."),
        ("area for improvement", "investigating", "The force needs to answer letters."),
    ]


def test_a_recommendation_with_a_deadline_of_its_own_stands_beside_a_list(report: Read) -> None:
    text = (
        "# R\n\n## Investigating crime\n\n### Recommendations\n\nBy 31 March 2026, Northmoor Police should clear the backlog.\n\n"
        "By 31 May 2026, Northmoor Police should:\n\n- review its policy.\n\nStaff should not have had to wait.\n"
    )
    assert [said for _, _, said in listed(report(text, markdown=True))] == [
        "By 31 March 2026, Northmoor Police should clear the backlog.",
        "review its policy.",
    ]


def test_a_list_that_lost_its_marks_is_read(report: Read) -> None:
    text = (
        "# R\n\n## Investigating crime\n\n### Recommendations\n\nBy 30 September 2024, Northmoor Police should:\n\n"
        "make sure that calls are attended; and\n\nreview its policy.\n\nThis matters.\n"
    )
    document = report(text, markdown=True)
    assert [said for _, _, said in listed(document)] == ["make sure that calls are attended; and", "review its policy."]
    assert {finding.lead for finding in read_findings(document)} == {"By 30 September 2024, Northmoor Police should:"}


def test_a_list_that_is_a_chapter_of_its_own_is_read(report: Read) -> None:
    text = (
        "# Letter\n\n## Cause of concern\n\nThe control room is too slow.\n\n## Recommendations\n\n- The force should hire call takers.\n"
    )
    document = report(text, markdown=True)
    assert listed(document) == [
        ("cause of concern", "", "The control room is too slow."),
        ("recommendation", "", "The force should hire call takers."),
    ]


def test_a_cause_named_below_its_heading_in_a_plain_text(report: Read) -> None:
    text = (
        "Contents\nInvestigating crime\t3\nManaging offenders and suspects\t5\n"
        "Investigating crime\nAdequate\nNorthmoor Police is adequate at investigating crime.\n"
        "Area for improvement\nThe force should improve how it records the decisions of victims\nVictims withdrew in 10 of 35 cases.\n"
        "Managing offenders and suspects\nGood\nNorthmoor Police is good at managing offenders and suspects.\n"
    )
    assert listed(report(text)) == [
        ("area for improvement", "investigating", "The force should improve how it records the decisions of victims"),
    ]


def test_below_one_cause_of_concern_stands_one(report: Read) -> None:
    cause = "### Cause of concern\n\n#### Calls\n\nThe control room is too slow.\n\n#### Recommendations\n\n- Hire call takers.\n\n"
    reasons = "#### Reasons\n\nOne call in five is lost. It matters.\n\n"
    several = "### Causes of concern\n\n#### Calls\n\nThe control room is too slow.\n\n#### Files\n\nFiles are lost.\n\n"
    slow = "The control room is too slow."
    for text, expected in ((cause + reasons, [slow]), (cause + reasons + cause, [slow, slow]), (several, [slow, "Files are lost."])):
        found = listed(report(f"# R\n\n## Responding to the public\n\n{text}", markdown=True))
        assert [said for kind, _, said in found if kind == "cause of concern"] == expected


def test_prose_that_speaks_of_findings_is_none(report: Read, news: Read) -> None:
    text = (
        "# R\n\n## Investigating crime\n\nThere is an area for improvement here. We recommend more below.\n\n- The force should do more.\n"
    )
    assert read_findings(report(text, markdown=True)) == []
    assert read_findings(news("# N\n\n## Areas for improvement\n\n- The force should do more.\n", markdown=True)) == []


def test_a_list_below_an_area_within_a_pillar_is_of_that_area(report: Read) -> None:
    text = """\
# PEEL 2018/19: an inspection of Northmoor Police

## Legitimacy {page=7}

### Fair treatment of the public

Northmoor Police is good at treating the public fairly.

### Ethical and lawful workforce behaviour

Northmoor Police requires improvement.

### Areas for improvement

- The force should vet everybody by March.
"""
    assert [(area, said) for _, area, said in listed(report(text, markdown=True))] == [
        ("ethics", "The force should vet everybody by March.")
    ]


def test_what_a_paragraph_counts_in_its_sentences_is_one_finding_each(report: Read) -> None:
    text = (
        "Responding to the public\n\nAreas for improvement\n\nWe have identified two areas for improvement. "
        "The first is that the force should answer calls in time. "
        "The second is that call handlers should tell victims how to keep evidence safe.\n"
    )
    document = report(text)
    assert [words(document, finding) for finding in read_findings(document)] == [
        "the force should answer calls in time.",
        "call handlers should tell victims how to keep evidence safe.",
    ]
