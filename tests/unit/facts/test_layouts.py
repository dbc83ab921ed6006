"""Facts of reports whose chapters, boxes, tables and signatures are set in other ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.corpus.figure_tables import figure_tables
from peel_qa.facts.findings import read_findings
from peel_qa.facts.grades import read_grades
from peel_qa.facts.people import read_people
from peel_qa.records import Document

Read = Callable[..., Document]

CAPITALS = """\
PEEL 2023-25: an inspection of Northmoor Police

CONTEXT

Residents: 948,000
Calls for every 1,000 residents: 151 (England and Wales: 160)
Net budget 2024/25: £171.2 million

1. RESPONDING TO THE PUBLIC

Good

1.1 People like the force.

1.2 Attendance within an hour, in percent:

District        2022/23   2023/24
Hollow            71        76
Castle Green      66        58
Whole force       69        70

1.3 The force answers quickly.

1.4 Area for improvement. Trainees carry cases that are too hard for them.

1.5 94 percent of calls were answered.

2. INVESTIGATING CRIME

Requires improvement

2.1 Files lack plans.
"""


def test_numbered_chapters_in_capitals_are_chapters_and_figures_head_nothing(report: Read) -> None:
    document = report(CAPITALS)
    headings = [document.text[b.start : b.end] for b in document.blocks if b.kind in ("heading", "finding")]
    assert headings == ["CONTEXT", "1. RESPONDING TO THE PUBLIC", "2. INVESTIGATING CRIME"]
    assert [(grade.area, grade.grade) for grade in read_grades(document)] == [
        ("responding", "good"),
        ("investigating", "requires improvement"),
    ]
    assert "\n94 percent of calls were answered." in document.text
    (finding,) = read_findings(document)
    assert (finding.kind, finding.area) == ("area for improvement", "responding")


def test_columns_with_blanks_between_them_are_a_table_of_figures(report: Read) -> None:
    document = report(CAPITALS)
    (table,) = figure_tables(document)
    assert table.caption == "Attendance within an hour, in percent:"
    assert (table.about, table.columns) == ("District", ("2022/23", "2023/24"))
    assert [(row.label, row.cells) for row in table.rows] == [
        ("Hollow", ("71", "76")),
        ("Castle Green", ("66", "58")),
        ("Whole force", ("69", "70")),
    ]
    assert document.text[table.rows[1].span.start : table.rows[1].span.end] == "Castle Green\t66\t58"
    assert table.told(table.rows[1]) == "Castle Green: 66 (2022/23); 58 (2023/24)"
    assert table.only([1]).with_caption(table.only([1]).rows[:2]) == (
        "Attendance within an hour, in percent: Hollow: 76 (2023/24). Castle Green: 58 (2023/24)"
    )


@pytest.mark.parametrize(
    "lines",
    [
        "Dear reader,  we came in May.\nIt was  a visit.\nWe saw  much.",
        "Hollow            71        76\nCastle Green      66        58",
        "Chief constable   Ada Quill\nDeputy            Tom Vale\nInspector         Mo Fenn",
    ],
)
def test_other_lines_with_blanks_in_them_are_no_table(report: Read, lines: str) -> None:
    document = report(f"PEEL 2023-25: an inspection of Northmoor Police\nIntroduction\nWe came in May.\n{lines}\nIt went well.\n")
    assert not figure_tables(document)


MARKDOWN = """\
# PEEL 2018/19: an inspection of Northmoor Police

## Effectiveness

Rosa Venn
HM Inspector of Constabulary

- Preventing crime and tackling anti-social behaviour: Good (not inspected in 2018/19; this is the grade of 2017)

#### Question 1. How well does the force investigate crime? Requires improvement

> **Area for improvement 1**
> The force should supervise its files.

> CAUSE OF CONCERN
>
> The force isn't keeping victims informed.
>
> RECOMMENDATIONS
>
> 1. By 31 October 2022, it should tell every victim.
> 2. Within three months, it should hire staff.

We found supervision in 38 of 90 files.

Recommendation A. By 31 December 2025, fill detective posts. It is late.

Recommendation B. Within six months, open the hub for longer. **Met.**
"""


def test_boxes_and_signatures_of_a_markdown_report(report: Read) -> None:
    document = report(MARKDOWN, markdown=True, edition="PEEL 2018/19", inspected="2018-10", published="2019-05-02")
    assert [(f.kind, f.area, document.text[f.start : f.end]) for f in read_findings(document)] == [
        ("area for improvement", "investigating", "The force should supervise its files."),
        ("cause of concern", "investigating", "The force isn't keeping victims informed."),
        ("recommendation", "investigating", "By 31 October 2022, it should tell every victim."),
        ("recommendation", "investigating", "Within three months, it should hire staff."),
        ("recommendation", "investigating", "By 31 December 2025, fill detective posts."),
    ]
    assert [(person.name, person.role) for person in read_people(document)] == [("Rosa Venn", "inspector")]
    assert ("preventing", "good") in [(grade.area, grade.grade) for grade in read_grades(document)]
    after = next(b for b in document.blocks if document.text[b.start : b.end].startswith("We found"))
    assert document.sections[after.section].path[-1].startswith("Question 1.")


def test_paragraphs_with_numbers_lose_them_where_a_text_numbers_them(report: Read) -> None:
    numbered = "# Report\n\n## Crime\n\n" + "\n\n".join(f"4.{n} The {n} patrols help." for n in range(1, 6))
    assert "4.1" not in report(f"{numbered}\n\n4.6 93 percent are kept.", markdown=True).text
    assert "93 percent are kept." in report(f"{numbered}\n\n4.6 93 percent are kept.", markdown=True).text
    assert "4.6 93 percent" in report("# Report\n\n## Crime\n\n4.6 93 percent are kept.", markdown=True).text
