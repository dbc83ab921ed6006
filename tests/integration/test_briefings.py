"""Briefings over our digests and over the originals: exported, read back, and held against the sources."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import papers
import pytest

from peel_qa.briefing.brief import BriefRequest, brief
from peel_qa.briefing.records import LENGTHS, PAGES, Length, Paper
from peel_qa.briefing.render.files import ENDINGS, rendered, write_paper
from peel_qa.dates import spoken
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError

TODAY = date(2026, 11, 26)
EDITION = "PEEL 2021/22"
GRADED = {
    "Preventing crime and anti-social behaviour": "Good",
    "Treating the public fairly and with respect": "Adequate",
    "Responding to the public": "Requires improvement",
    "Investigating crime": "Requires improvement",
    "Protecting vulnerable people": "Adequate",
    "Managing offenders and suspects": "Adequate",
    "Building, supporting and protecting the workforce": "Adequate",
    "Leadership, strategic planning and use of resources": "Requires improvement",
}
"""Read by hand from the report."""
SURE = {"55", "1996", "56"}
"""Numbers of the statute."""


@pytest.fixture(scope="module", params=["digests", "originals"])
def engine(request: pytest.FixtureRequest) -> PeelQA:
    found: PeelQA = request.getfixturevalue("qa" if request.param == "digests" else "originals_qa")
    return found


@pytest.fixture(scope="module")
def paper_of(engine: PeelQA) -> Callable[..., Paper]:
    made: dict[Any, Paper] = {}

    def paper(length: Length = "full", edition: str = EDITION, **more: Any) -> Paper:
        key = (length, edition, *sorted(more.items()))
        if key not in made:
            made[key] = brief(engine, BriefRequest(editions=(edition,), length=length, today=TODAY, **more))
        return made[key]

    return paper


def read_back(paper: Paper, ending: str) -> str:
    content = rendered(paper, ending)
    if ending == ".docx":
        return "\n".join(papers.read_docx(content))
    if ending == ".pdf":
        return papers.read_pdf(content)[0]
    return papers.read_html(content) if ending == ".html" else papers.read_markdown(content)


def known_figures(paper: Paper, engine: PeelQA) -> set[str]:
    """Every number that a paper may hold outside of its quotes: dates and names of its sources, what its quotes hold, its own counts."""
    known = set(SURE) | papers.figures(spoken(TODAY.isoformat()))
    for source in (d.source for d in engine.documents):
        dates = f"{spoken(source.published)} {spoken(source.inspected)} {source.published}"
        known |= papers.figures(f"{source.title} {source.inspection} {dates}")
    for citation in paper.citations:
        known |= papers.figures(f"{citation.quote} {' '.join(citation.section)} {citation.page} {citation.page_last} {citation.finding}")
    known |= papers.figures("7 June 2022 13 July 2022 8 July 2025 13 April 2016")  # the clocks and the deadline, counted by hand
    findings = engine.index.facts.findings
    known |= {str(sum((f.kind, f.document) == (kind, d.id) for f in findings)) for kind in KINDS for d in engine.documents}
    known |= {f.repeated_from for f in findings}
    known |= {str(sum((f.kind, f.area) == (KINDS[0], area) for f in findings)) for area in {f.area for f in findings}}
    known |= {str(len(engine.documents)), "1", "2", "3"}  # recommendations are numbered
    known |= {str(section.left_out) for section in paper.sections}
    return known | {str(number) for number in range(1, len(paper.citations) + 1)}


KINDS = ("area for improvement", "recommendation", "cause of concern")


@pytest.mark.parametrize("ending", sorted(ENDINGS))
@pytest.mark.parametrize("length", LENGTHS)
def test_every_quote_and_figure_of_an_export_is_in_the_sources(
    engine: PeelQA, paper_of: Callable[..., Paper], length: Length, ending: str
) -> None:
    paper = paper_of(length)
    text = read_back(paper, ending)
    assert papers.strange_quotations(text, engine.documents) == []
    assert len(list(papers.quotations(text))) >= {"one-page": 8, "two-page": 20, "full": 60}[length], (
        "a paper without quotes proves nothing"
    )
    assert papers.figures_outside(text) - known_figures(paper, engine) == set()


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_the_full_length_holds_every_finding_and_every_grade(engine: PeelQA, paper_of: Callable[..., Paper], ending: str) -> None:
    text = papers.squashed(read_back(paper_of(), ending))
    findings = [f for f in engine.index.facts.findings if f.document == "peel-2021-22-west-mercia"]
    for kind, number in (("area for improvement", 16), ("recommendation", 2), ("cause of concern", 1), ("innovative practice", 1)):
        held = [f for f in findings if f.kind == kind]
        assert len(held) == number
        for finding in held:
            wording = engine.index.documents[finding.document].text[finding.start : finding.end]
            assert papers.squashed(re.sub(r"[;,]?(?: and)?$", "", wording)) in text
    for area, grade in GRADED.items():
        assert papers.squashed(f"{area}{grade}") in re.sub(r"\[[^\]]*\]|\|", "", text) or ending == ".md"
    if ending == ".md":
        rows = re.findall(r"^\| (.+?) \| (\w[\w ]*?)\[", read_back(paper_of(), ending), re.MULTILINE)
        assert GRADED.items() <= dict(rows).items()
    assert papers.squashed("within three months") in text.lower()


def test_every_quoted_line_rests_on_a_verified_citation_of_the_same_words(engine: PeelQA, paper_of: Callable[..., Paper]) -> None:
    for length in LENGTHS:
        paper = paper_of(length)
        for line in paper.lines():
            assert set(line.citations) <= set(range(1, len(paper.citations) + 1))
            if line.quote:
                citation = paper.citation(line.citations[0])
                assert citation.verified
                assert engine.index.documents[citation.document].text[citation.start : citation.end] == citation.quote
                assert papers.squashed(line.quote) == papers.squashed(citation.quote)
        assert [c.number for c in paper.citations] == list(range(1, len(paper.citations) + 1))
        assert {c.document for c in paper.citations} == {source.id for source in paper.sources}


def test_all_sections_stand_in_every_length(paper_of: Callable[..., Paper]) -> None:
    expected = [
        "purpose",
        "answer",
        "background",
        "grades",
        "praise",
        "concerns",
        "improvement",
        "numbers",
        "reactions",
        "gaps",
        "clock",
        "questions",
        "sources",
    ]
    for length in LENGTHS:
        paper = paper_of(length)
        assert [section.key for section in paper.sections] == expected
        assert all(section.lines or section.note or section.table for section in paper.sections), "what is not found is said"


@pytest.mark.parametrize("edition", [EDITION, "PEEL 2015", "PEEL 2023-25"])
@pytest.mark.parametrize("length", ["one-page", "two-page"])
def test_a_short_paper_fills_no_more_than_its_pages(paper_of: Callable[..., Paper], length: Length, edition: str) -> None:
    paper = paper_of(length, edition)
    assert papers.read_pdf(rendered(paper, ".pdf"))[1] <= PAGES[length]
    assert paper.scale >= 0.9, "smaller type could not be read"


@pytest.mark.slow
def test_word_files_open_in_libreoffice_on_as_many_pages(paper_of: Callable[..., Paper], tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("there is no LibreOffice on this machine")
    for length in LENGTHS:
        write_paper(paper_of(length), tmp_path / f"{length}.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.docx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for length, most in PAGES.items():
        assert papers.read_pdf((tmp_path / f"{length}.pdf").read_bytes())[1] <= most
    whole = papers.squashed(papers.read_pdf((tmp_path / "full.pdf").read_bytes())[0])
    assert papers.squashed("Statutory clock") in whole


def test_the_grades_of_the_cycle_before_stand_beside_with_the_caveat(paper_of: Callable[..., Paper]) -> None:
    section = paper_of().section("grades")
    assert section.table is not None
    assert [head.split(" (")[0] for head in section.table.head] == ["Area", "PEEL 2021/22", "PEEL 2015"]
    assert section.note is not None
    assert "not one scale" in section.note.words
    rows = {row[0].words: [cell.words for cell in row[1:]] for row in section.table.rows}
    assert rows["Investigating crime"] == ["Requires improvement", "Good"]
    assert rows["Responding to the public"] == ["Requires improvement", "No grade held"]
    assert rows["Providing a service to the victims of crime"][0] == "Not graded by design"


def test_findings_raised_before_are_marked_and_counted(paper_of: Callable[..., Paper]) -> None:
    section = paper_of().section("improvement")
    assert [line.tag for line in section.lines].count("repeated since 2019") == 3
    assert [line.tag for line in section.lines].count("new") == 13
    assert section.note is not None
    assert section.note.words.startswith("16 areas for improvement; three of them raised before.")


def test_neighbouring_figures_stand_in_whole_sentences_with_what_they_lean_on(originals_qa: PeelQA) -> None:
    paper = brief(originals_qa, BriefRequest(editions=(EDITION,), today=TODAY))
    lines = [line.quote for line in paper.section("numbers").lines]
    for one, other in (("94.1", "92.7"), ("5.2 times", "4.0 times"), ("43 percent", "32 percent"), ("10 out of 35", "18 out of 70")):
        assert any(one in line and other in line for line in lines)
    assert not any(line.startswith(("This is", "This was", "It ")) for line in lines)


def test_a_briefing_on_an_inspection_that_only_news_tells_of_says_so(paper_of: Callable[..., Paper]) -> None:
    paper = paper_of("full", "PEEL 2023-25")
    said = " ".join(line.words for line in paper.lines())
    assert "The report on PEEL 2023-25 is not among the documents held" in said
    assert "good in one" in said
    assert "requires improvement in four" in said
    clock = " ".join(line.words for line in paper.section("clock").lines)
    assert "8 July 2025" in clock
    assert "The report is not held" in clock
    assert any(line.label == "Richard Cooper, chief constable" for line in paper.section("reactions").lines)


def test_the_reader_may_know_the_day_of_publication_better(paper_of: Callable[..., Paper]) -> None:
    paper = paper_of("full", "PEEL 2023-25", published=date(2026, 11, 20))
    (line,) = [line for line in paper.section("clock").lines if "day 56" in line.words]
    assert "Published on 20 November 2026, as given for this paper: day 56, the last day, is 14 January 2027." in line.words
    assert line.tag == "Due: today is day 7, 50 days left, today counted"


def test_a_topic_in_own_words_keeps_to_what_speaks_of_it(engine: PeelQA, paper_of: Callable[..., Paper]) -> None:
    paper = paper_of("full", topic="stop and search")
    table = paper.section("grades").table
    assert table is not None
    assert [row[0].words for row in table.rows] == ["Treating the public fairly and with respect"]
    topic = paper.section("topic")
    assert all(re.search(r"stop|search|force|data", line.quote, re.IGNORECASE) for line in topic.lines)
    assert any("94.1" in line.quote for line in paper.section("numbers").lines)
    assert all(line.label == "Treating the public fairly and with respect" for line in paper.section("improvement").lines)
    calls = paper_of("full", topic="101 calls")
    assert any("non-emergency" in line.quote for line in calls.section("topic").lines)
    assert not any("knife" in line.quote for line in calls.lines())


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"force": "Kent"}, "No document held is about 'Kent'. Forces held: West Mercia Police"),
        ({"editions": ("2019",)}, "No inspection '2019' of West Mercia Police is held. Inspections held: PEEL 2023-25"),
        ({"editions": ("2023",)}, "fits several inspections"),
        ({"areas": ("parking",)}, "'parking' names no area of policing. Areas: preventing crime"),
        (
            {"topic": "helicopters", "editions": (EDITION,)},
            "say nothing about 'helicopters'. Use other words or another inspection. They cover",
        ),
        ({"length": "epic"}, "There is no length 'epic'. Use one of: one-page, two-page, full"),
        ({"audience": "cats"}, "There is no audience 'cats'"),
    ],
)
def test_what_cannot_be_made_is_refused_with_what_there_is(qa: PeelQA, request_: dict[str, Any], told: str) -> None:
    with pytest.raises(BriefingError) as refused:
        brief(qa, BriefRequest(**request_))
    assert told in str(refused.value)


def test_an_empty_topic_is_no_topic(qa: PeelQA) -> None:
    assert "topic" not in [s.key for s in brief(qa, BriefRequest(editions=(EDITION,), topic="  ", today=TODAY)).sections]
