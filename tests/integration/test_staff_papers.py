"""What changed, press against report, and the tracker, over real corpora: the digests, and two invented forces."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import openpyxl
import papers
import pytest

from peel_qa.briefing.changes import changes
from peel_qa.briefing.inspections import find_inspection
from peel_qa.briefing.papers import changes_paper, press_paper
from peel_qa.briefing.press import Checked, check_document, check_text, conflicts
from peel_qa.briefing.render.files import ENDINGS, rendered
from peel_qa.briefing.render.sheets import csv_text, safe, xlsx
from peel_qa.briefing.tracker import COLUMNS, tracker
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError

TODAY = date(2026, 11, 26)
ARTICLE = """West Mercia Police has been rated adequate overall by inspectors.

The force was rated 'good' in two areas and 'adequate' in four areas. It was graded 'outstanding' for preventing crime and 'adequate' for
managing offenders.

The report has one cause of concern and 12 areas for improvement. The force has bought 300 drones.

HM Inspector of Constabulary Jane Doe said: "I have never seen anything like it."

Chief Constable Pippa Mills said: "We will do better."
"""


@pytest.fixture(scope="module")
def eastmoor(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("eastmoor")


def verdicts(results: tuple[Checked, ...], part: str) -> list[tuple[str, str]]:
    return [(one.verdict, one.reason) for one in results if part in one.claim.text]


def test_the_caveat_comes_first_and_no_grade_is_called_higher_or_lower(qa: PeelQA) -> None:
    found = changes(qa, "", "2015", "2021/22")
    assert "not one scale" in found.caveat
    assert {change.move for change in found.grades} == {""}
    paper = changes_paper(qa, found, TODAY)
    assert paper.sections[0].key == "caveat"
    moved = {change.area: [cell and (cell.grade or cell.gap) for cell in (change.older, change.newer)] for change in found.grades}
    assert moved["investigating"] == ["good", "requires improvement"]
    assert moved["organised"] == ["requires improvement", "elsewhere"]
    assert moved["responding"] == [None, "requires improvement"]


def test_editions_may_be_named_in_either_order(qa: PeelQA) -> None:
    assert changes(qa, "", "2021/22", "2015") == changes(qa, "", "2015", "2021/22")


def test_findings_are_told_apart_and_a_missing_report_is_said(qa: PeelQA) -> None:
    fates = [(change.fate, (change.newer or change.older).kind) for change in changes(qa, "", "2015", "2021/22").findings]  # type: ignore[union-attr]
    assert fates.count(("new", "area for improvement")) == 16
    assert fates.count(("no longer mentioned", "area for improvement")) == 10
    without = changes(qa, "", "2021/22", "2023-25")
    assert without.findings == ()
    assert "The report on PEEL 2023-25 is not held" in without.gaps[0]


@pytest.mark.untraced
def test_figures_stand_side_by_side_only_where_both_sentences_say_what_they_measure(eastmoor: PeelQA) -> None:
    pairs = [(pair.older.text, pair.newer.text) for pair in changes(eastmoor, "", "2018/19", "2023-25").figures]
    both = " ".join(older + newer for older, newer in pairs)
    assert any("14.6 percent of 101 calls" in older and "27.3 percent of 101 calls" in newer for older, newer in pairs)
    assert any("3.6 times" in older and "3.1 times" in newer for older, newer in pairs)
    assert "For England and Wales it was" not in both
    assert "The force's goal is 90 percent" not in both


def test_what_the_newer_documents_say_of_the_time_before_has_the_older_passage_beside_it(qa: PeelQA, eastmoor: PeelQA) -> None:
    told = changes(eastmoor, "", "2018/19", "2023-25").told
    (outcomes,) = [one for one in told if "better grip on its outcomes" in one.newer[-1].text]
    assert outcomes.older is not None
    assert "outcomes of its investigations" in outcomes.older.text
    said = " ".join(one.newer[-1].text for one in changes(qa, "", "2021/22", "2023-25").told)
    assert "previous" in said or "last inspection" in said or "2021/22" in said


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_a_comparison_quotes_both_documents_word_for_word(qa: PeelQA, ending: str) -> None:
    paper = changes_paper(qa, changes(qa, "", "2015", "2021/22"), TODAY)
    content = rendered(paper, ending)
    if ending == ".pdf":
        return  # columns of a table are read line by line there, so their sentences come out mixed
    text = {".docx": lambda: "\n".join(papers.read_docx(content)), ".html": lambda: papers.read_html(content)}.get(
        ending, lambda: papers.read_markdown(content)
    )()
    labels = [cell.label for change in changes(qa, "", "2015", "2021/22").grades for cell in (change.older, change.newer) if cell]
    assert papers.strange_quotations(text, qa.documents, labels) == []


@pytest.mark.parametrize(
    ("older", "newer", "told"),
    [
        ("2015", "2015", "Both editions are PEEL 2015 of West Mercia Police. Inspections that PEEL 2015 can be set beside: PEEL 2023-25"),
        ("2015", "Regional SOC 2023", "PEEL 2015 and Regional SOC 2023 cannot be compared: they are different kinds of inspection"),
        ("1999", "2015", "No inspection '1999' of West Mercia Police is held"),
    ],
)
def test_editions_that_cannot_be_compared_are_refused_with_those_that_can(qa: PeelQA, older: str, newer: str, told: str) -> None:
    with pytest.raises(BriefingError) as refused:
        changes(qa, "", older, newer)
    assert told in str(refused.value)


def test_claims_of_an_article_are_checked_one_by_one(qa: PeelQA) -> None:
    results = check_text(qa, ARTICLE, find_inspection(qa.index, "West Mercia Police", "2021/22"))
    assert verdicts(results, "adequate overall") == [("differs", "The report gives no overall grade; it grades eight areas one by one")]
    assert verdicts(results, "'good' in two areas") == [
        ("differs", "The text says two; the report has one area graded good"),
        ("agrees", "The report has four areas graded adequate"),
    ]
    assert set(verdicts(results, "'outstanding'")) == {
        ("differs", "The text says outstanding for preventing crime and anti-social behaviour; the report: graded good"),
        ("agrees", "Graded adequate for managing offenders and suspects"),
    }
    assert set(verdicts(results, "12 areas for improvement")) == {
        ("agrees", "The report has one cause of concern"),
        ("differs", "The text says 12; the report has 16 areas for improvement"),
    }
    assert verdicts(results, "drones") == [("not in the report", "300 was not found in the report")]
    assert ("differs", "The text names Jane Doe as inspector; the report is signed by Wendy Williams") in verdicts(results, "Jane Doe")
    assert any(verdict == "not in the report" for verdict, _ in verdicts(results, "never seen"))
    assert verdicts(results, "We will do better") == [("reaction", "Said by Pippa Mills, chief constable")]


@pytest.mark.parametrize(
    "harmless",
    [
        "Inspectors gave no overall grade to West Mercia Police.",
        "The force was previously rated inadequate overall.",
        "West Mercia Police was rated good at preventing crime.",
    ],
)
def test_no_overall_grade_is_seen_where_none_is_claimed(qa: PeelQA, harmless: str) -> None:
    results = check_text(qa, harmless, find_inspection(qa.index, "West Mercia Police", "2021/22"))
    assert not any("overall" in one.reason for one in results)


def test_the_news_held_agrees_with_the_report(qa: PeelQA) -> None:
    inspection = find_inspection(qa.index, "West Mercia Police", "2021/22")
    assert conflicts(qa, inspection) == []
    results = check_document(qa, qa.index.documents["news-2022-04-13-shropshire-star"], inspection)
    paper = press_paper(qa, results, inspection, "Shropshire Star", TODAY)
    assert any(one.verdict == "agrees" for one in results)
    assert "differs" not in [section.key for section in paper.sections]


def test_nothing_is_checked_against_a_report_that_is_not_held_or_without_a_text(qa: PeelQA) -> None:
    with pytest.raises(BriefingError, match="is not held, so nothing can be checked"):
        check_text(qa, ARTICLE, find_inspection(qa.index, "West Mercia Police", "2023-25"))
    with pytest.raises(BriefingError, match="The news text is empty"):
        check_text(qa, " \n", find_inspection(qa.index, "West Mercia Police", "2021/22"))


def test_the_tracker_has_every_finding_with_time_and_status(qa: PeelQA, eastmoor: PeelQA) -> None:
    rows = tracker(qa)
    listed = [f for f in qa.index.facts.findings if f.kind != "innovative practice"]
    assert len(rows) == len(listed) == 33
    repeated = [row for row in rows if row.is_repeated]
    assert {(row.first_seen, row.status) for row in repeated} == {("2019", "remains from 2019")}
    investigating = tracker(qa, editions=["2021/22"], area_words=["investigating crime"])
    assert {row.deadline.lower() for row in investigating if row.kind == "recommendation"} == {"within three months"}
    (cause,) = [row for row in tracker(eastmoor, editions=["2023-25"]) if row.kind == "cause of concern"]
    assert cause.status == "remains"
    assert cause.status_citation is not None
    assert cause.status_citation.document == "news-2025-03-20-carrow-post"


def test_the_tables_are_read_back_as_they_were_and_hold_no_formula(qa: PeelQA) -> None:
    rows = tracker(qa, editions=["2021/22"])
    expected = [[safe(cell) for cell in row.cells()] for row in rows]
    raw = csv_text(rows)
    assert raw.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert (read[0], read[1:]) == (list(COLUMNS), expected)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(rows, "Tracker", TODAY.isoformat()))).active
    assert sheet is not None
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert (cells[0], cells[1:]) == (list(COLUMNS), expected)
    assert all(cell.data_type == "s" for row in sheet.iter_rows(min_row=2) for cell in row if cell.value)
    assert sheet.freeze_panes == "G2"
    assert [safe(text) for text in ("=1+1", "@a", "-b", "+c", "plain")] == ["'=1+1", "'@a", "'-b", "'+c", "plain"]


def test_a_tracker_of_what_is_not_held_is_refused(qa: PeelQA) -> None:
    with pytest.raises(BriefingError, match="No report held on PEEL 2023-25 of West Mercia Police lists a finding"):
        tracker(qa, editions=["2023-25"])
