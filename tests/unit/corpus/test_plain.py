from __future__ import annotations

from typing import Any

import pytest

from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.records import Document, Source


def source(**changes: Any) -> Source:
    values = {"kind": "report", "title": "PEEL 2021/22: an inspection of Northmoor Police", "edition": "PEEL 2021/22", **changes}
    return Source(id="doc", publisher="HMICFRS", force="Northmoor Police", published="2022", **values)


def read(text: str, **changes: Any) -> Document:
    described = source(**changes)
    return assemble(described, read_plain(text, described))


def outline(document: Document) -> list[tuple[str, ...]]:
    """Path and finding of each section."""
    return [(*section.path, *([section.finding] if section.finding else [])) for section in document.sections]


def blocks(document: Document, kind: str) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind == kind]


def path_of(document: Document, words: str) -> tuple[str, ...]:
    at = document.text.index(words)
    return next(section.path for section in document.sections if section.start <= at < section.end)


REPORT = """\
PEEL 2021/22
Police effectiveness, efficiency and legitimacy
An inspection of Northmoor Police
Contents
Overall summary\t1
Our judgments\t1
HM Inspector's observations\t2
Responding to the public\t5
Areas for improvement\t5
Main findings\t6
Investigating crime\t9
Cause of concern\t9
Main findings\t11
Overall summary
Our judgments
We make graded judgments as follows:
Outstanding\tGood\tAdequate\tRequires improvement\tInadequate
\tResponding to the public\t\tInvestigating crime
Data in this report
For more, see [our website](#).
HM Inspector's observations
I am satisfied with some of it.
Wendy Williams
HM Inspector of Constabulary
Responding to the public
Good
Northmoor Police is good at responding to the public.
Areas for improvement
The force should answer calls. It should do so quickly
It takes too long.
Our 2019 report said that the force should train its staff. This remains an area for improvement.
It has not trained them.
Main findings
In this section we set out our main findings.
The force isn't answering non-emergency calls swiftly enough and too many calls are abandoned
Almost 20 percent are abandoned.
Calls answered in time, by forces: rates for the year ending 31 March 2020
Some of them wait for the
operator to come back.
Investigating crime
Requires
improvement
Northmoor Police requires improvement at investigating crime.
Cause of concern
Supervision
The force needs to supervise.
Recommendations
The force should, within three months:
- supervise; and
- check its
records.
The last words before a chapter have no full stop
Main findings
The force investigates.
April 2022 | © HMICFRS 2022
www.justiceinspectorates.gov.uk/hmicfrs
"""


def test_a_report_is_cut_by_its_contents_list() -> None:
    document = read(REPORT)
    responding, investigating = ("Responding to the public",), ("Investigating crime",)
    assert outline(document) == [
        (),
        ("Overall summary",),
        ("Overall summary", "Our judgments"),
        ("Overall summary", "Data in this report"),
        ("Overall summary", "HM Inspector's observations"),
        responding,
        (*responding, "Areas for improvement"),
        (*responding, "Areas for improvement", "The force should answer calls. It should do so quickly"),
        (
            *responding,
            "Areas for improvement",
            "Our 2019 report said that the force should train its staff. This remains an area for improvement.",
        ),
        (*responding, "Main findings"),
        (
            *responding,
            "Main findings",
            "The force isn't answering non-emergency calls swiftly enough and too many calls are abandoned",
        ),
        investigating,
        (*investigating, "Cause of concern"),
        (*investigating, "Cause of concern", "Supervision"),
        (*investigating, "Cause of concern", "Recommendations"),
        (*investigating, "Main findings"),
        (),
    ]


def test_each_section_knows_its_pages() -> None:
    document = read(REPORT)
    pages = {section.path[-1]: (section.page, section.page_last) for section in document.sections if section.path and not section.finding}
    assert pages["Overall summary"] == (1, 1)
    assert pages["Our judgments"] == pages["Data in this report"] == (1, 2)
    assert pages["Responding to the public"] == (5, 5)
    assert pages["Areas for improvement"] == (5, 6)
    assert pages["Recommendations"] == (9, 11)
    assert pages["Main findings"] == (11, None)
    finding = next(section for section in document.sections if section.finding.startswith("The force isn't"))
    assert (finding.page, finding.page_last) == (6, 9)
    assert document.sections[-1].page is None


def test_a_signature_stands_in_the_text_before_it() -> None:
    document = read(REPORT)
    assert (
        path_of(document, "Wendy Williams")
        == path_of(document, "HM Inspector of Constabulary")
        == ("Overall summary", "HM Inspector's observations")
    )
    assert {"Wendy Williams", "HM Inspector of Constabulary"} <= set(blocks(document, "paragraph"))


def test_captions_and_lines_that_head_nothing_are_text() -> None:
    texts = blocks(read(REPORT), "paragraph")
    assert "Calls answered in time, by forces: rates for the year ending 31 March 2020" in texts
    assert "The last words before a chapter have no full stop" in texts


def test_what_page_ends_broke_is_whole() -> None:
    document = read(REPORT)
    assert "Some of them wait for the operator to come back." in blocks(document, "paragraph")
    assert "Requires improvement" in blocks(document, "paragraph")
    assert blocks(document, "item") == ["supervise; and", "check its records."]


def test_the_cover_is_the_title_and_the_imprint_stands_under_no_heading() -> None:
    document = read(REPORT)
    assert blocks(document, "title") == [
        "PEEL 2021/22",
        "Police effectiveness, efficiency and legitimacy",
        "An inspection of Northmoor Police",
    ]
    assert path_of(document, "© HMICFRS") == ()
    assert "Contents" not in document.text


def test_pages_leave_no_trace() -> None:
    head = "PEEL 2021/22 – An inspection of Northmoor Police"
    broken = REPORT.replace(
        "Almost 20 percent are abandoned.", f"The share of calls that are never answered is almost\n\n12\n\f{head}\n\n20 percent."
    )
    broken = broken.replace(
        "I am satisfied with some of it.", f"I am satisfied with some of it.\n\nPage 3 of 40\n\f{head}\n\nI am not with the rest."
    )
    document = read(broken)
    assert "The share of calls that are never answered is almost 20 percent." in blocks(document, "paragraph")
    assert head not in document.text
    assert "Page 3" not in document.text
    assert "12" not in document.text.split()
    assert outline(document) == outline(read(REPORT))


WEB = """\
PEEL 2021/22: an inspection of Northmoor Police
Print this document
Our judgments
We make graded judgments as follows:
Outstanding
Good
Responding to the public
Adequate
Requires improvement
Investigating crime
Inadequate
We also inspected other things.
Responding to the public
Good
Northmoor Police is good at responding to the public.
Areas for improvement
The force needs to answer calls faster
It takes too long.
Main findings
The force has enough call handlers
There are 43 of them.
Back to top
Investigating crime
Requires improvement
Northmoor Police requires improvement at investigating crime.
Cause of concern
Supervision
The force does not supervise.
Recommendations
By June 2024, the force should:
• supervise; and
• check.
"""


@pytest.mark.parametrize("contents", ["", "Contents\nOur judgments\nResponding to the public\nInvestigating crime\n"])
def test_a_web_page_without_page_numbers_has_the_same_sections(contents: str) -> None:
    document = read(WEB.replace("Print this document\n", contents))
    paths = [line[:2] for line in outline(document) if line]
    assert paths == [
        ("Our judgments",),
        ("Responding to the public",),
        ("Responding to the public", "Areas for improvement"),
        ("Responding to the public", "Areas for improvement"),
        ("Responding to the public", "Main findings"),
        ("Responding to the public", "Main findings"),
        ("Investigating crime",),
        ("Investigating crime", "Cause of concern"),
        ("Investigating crime", "Cause of concern"),
        ("Investigating crime", "Recommendations"),
    ]
    assert blocks(document, "finding") == ["The force needs to answer calls faster", "The force has enough call handlers"]
    (table,) = (block for block in document.blocks if block.kind == "table")
    assert "Good: Responding to the public." in table.reading
    assert "Back to top" not in document.text


def test_questions_head_the_chapters_of_older_reports() -> None:
    text = """\
Northmoor PEEL 2015
Effectiveness
Northmoor PEEL 2015
Effectiveness
How effective is the force at investigating crime?
Northmoor Police's approach is good.
This inspection only considered how well prepared the force is.
This inspection only considered how well prepared the force is.
Areas for improvement
- The force should improve.
How effective is the force at protecting people?
It is.
"""
    document = read(text)
    assert blocks(document, "title") == ["Northmoor PEEL 2015", "Effectiveness"]
    assert outline(document)[1:] == [
        ("How effective is the force at investigating crime?",),
        ("How effective is the force at investigating crime?", "Areas for improvement"),
        ("How effective is the force at protecting people?",),
    ]
    assert document.text.count("This inspection only") == 1


NEWS = """\
 date 2022-04-13 Police force criticised by watchdog
Police force criticised by watchdog
By Jane Smith
Chief Constable Pippa Mills
Inspectors said: "It is poor."
What happens next
"We will act." she said.
“We agree
- and so do they.
Comments: Our rules
We want our comments to be lively.
Report this comment Cancel
"""


def test_a_news_text_loses_the_site_and_heads_little() -> None:
    document = read(NEWS, kind="news", edition="", about="PEEL 2021/22", title="Another title")
    assert blocks(document, "heading") == ["What happens next"]
    assert document.text.count("Police force criticised by watchdog") == 1
    assert "Report this comment" not in document.text
    assert "date 2022" not in document.text
    assert "- and so do they." in document.text


def test_a_news_text_has_lists_where_they_are_introduced_or_have_several_items() -> None:
    text = (
        "A title\n\nThe panel agreed to:\n\n- shut the desk; and\n\n- open a door.\n\nIt went on.\n\n- and so do they.\n\nThe end came.\n"
    )
    document = read(text, kind="news", edition="", about="PEEL 2021/22", title="Another title")
    assert blocks(document, "item") == ["shut the desk; and", "open a door."]
    assert "- and so do they." in blocks(document, "paragraph")


def test_a_text_broken_at_the_margin_reads_like_one_that_is_not() -> None:
    long = [f"Sentence {n} says that the force answers its calls within the time that it has set for itself." for n in range(40)]
    paragraphs = [" ".join(long[n : n + 5]) for n in range(0, 40, 5)]
    whole = REPORT.replace("I am satisfied with some of it.", "\n".join(paragraphs))
    wrapped = "\n\n".join(_wrap(line) if " " in line and "\t" not in line else line for line in whole.split("\n"))
    assert blocks(read(wrapped), "paragraph") == blocks(read(whole), "paragraph")
    assert outline(read(wrapped)) == outline(read(whole))


def _wrap(text: str, width: int = 90) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def test_markers_and_paragraph_numbers_with_a_tab_behind_them_make_no_table() -> None:
    document = read("It should:\n•\tfirst; and\n\t-\tsecond.\n1.2\tThe force is large.\n\tIndented text of it.\n")
    assert blocks(document, "table") == []
    assert blocks(document, "item") == ["first; and", "second."]
    assert blocks(document, "paragraph") == ["It should:", "1.2 The force is large.", "Indented text of it."]


@pytest.mark.parametrize("text", ["", "\n\n", "\u200b\n\ufeff", " \t \n"])
def test_nothing_readable_gives_no_parts(text: str) -> None:
    assert read_plain(text, source()) == []


def test_one_line_is_a_paragraph() -> None:
    assert [(part.kind, part.text) for part in read_plain("Just this", source())] == [("paragraph", "Just this")]


def test_rows_of_figures_and_numbers_of_paragraphs_head_nothing() -> None:
    document = read(
        "Child protection inspection\nWhat we read\nWe read forty files.\nKinds of case\nMissing children: 2 / 6 / 7\nOnline abuse: 3 / 7\n"
        "Question one. Are children heard?\nThey are, but rarely.\n"
    )
    assert outline(document)[-1] == ("Question one. Are children heard?",)
    assert path_of(document, "Missing children: 2 / 6 / 7") == ("Kinds of case",)


def test_the_numbers_of_paragraphs_are_no_part_of_them() -> None:
    lines = [f"1.{number} Sentence {number} says that the force is large." for number in range(1, 7)]
    told = blocks(
        read("\n".join(["Report", "1 The force", *lines, "6.5 percent of its people are new.", "1.7 metres is a hedge."])), "paragraph"
    )
    assert told[0] == "Sentence 1 says that the force is large."
    assert told[-2:] == ["6.5 percent of its people are new.", "1.7 metres is a hedge."]
    assert blocks(read("Report\nThe force\n1.2 Million people live here.\n"), "paragraph") == ["1.2 Million people live here."]


def test_recommendations_by_when_they_are_due_are_a_chapter_of_the_whole_report() -> None:
    text = (
        "Children in custody\n\nChildren wait too long. The force knows.\n\nRecommendations\n\nImmediately\n\n1. The force should act.\n\n"
        "Within three months\n\n2. The force should review its cells.\n"
    )
    document = read(text)
    assert path_of(document, "The force should act") == ("Recommendations", "Immediately")
    assert path_of(document, "review its cells") == ("Recommendations", "Within three months")


def test_a_row_whose_label_ends_with_a_year_keeps_its_first_figure() -> None:
    rows = "\tNorthmoor\tEngland and Wales\nOfficers per 1,000 people, 31 March 2019\t2.0\t2.1\nCost a day\t52p\t57p\n"
    (table,) = (block for block in read(f"A report\n\nThe force in figures\n\n{rows}").blocks if block.kind == "table")
    assert table.rows[1] == ("Officers per 1,000 people, 31 March 2019", "2.0", "2.1")


def test_what_is_set_in_bold_is_a_finding_where_chapters_are_not() -> None:
    text = (
        "An inspection\n\nResponding to the public\n\nNorthmoor Police is good at it.\n\n"
        "**Calls come late and dear to the force**\n\nThey wait.\n\n"
        "**Victims who live far out wait longer**\n\nSome gave up.\n\n**Online contact works well**\n\nIt is quick.\n\n"
        "Area for improvement\n\nThe force should answer in time\n\nInvestigating crime\n\nIt is adequate.\n\n"
        "Area for improvement\n\nThe force should find out why victims withdraw\n"
    )
    document = read(text)
    assert [section.finding for section in document.sections if section.path == ("Responding to the public",)][1:] == [
        "Calls come late and dear to the force",
        "Victims who live far out wait longer",
        "Online contact works well",
    ]
    assert path_of(document, "should answer in time") == ("Responding to the public", "Area for improvement")
    assert path_of(document, "why victims withdraw") == ("Investigating crime", "Area for improvement")  # the last line of all
    headed = "An inspection\n\n**Investigating crime**\n\nIt is good.\n\n**Main findings**\n\nThey are many.\n"
    assert ("Investigating crime",) in outline(read(headed))
