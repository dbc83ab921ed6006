"""The repository's own corpus, and the original texts where they are: read without a problem, and as a person reads them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from peel_qa.corpus.clean import without_markup
from peel_qa.corpus.load import Corpus, load_corpus
from peel_qa.records import Document
from peel_qa.text import fold, visible

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
ORIGINALS = SHARED / "corpus"
REPORT_2021 = "peel-2021-22-west-mercia"
REPORT_2015 = "peel-2015-effectiveness-west-mercia"
NEWS = ("news-2022-04-13-shropshire-star", "news-2024-05-14-kidderminster-shuttle", "news-2025-05-14-kidderminster-standard")

originals_needed = pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original texts (../shared/corpus) are not on this machine")


@pytest.fixture(scope="module")
def digests() -> Corpus:
    return load_corpus([ROOT / "corpus"])


@pytest.fixture(scope="module")
def originals() -> Corpus:
    return load_corpus([ORIGINALS])


def by_id(corpus: Corpus, name: str) -> Document:
    return next(document for document in corpus.documents if document.id == name)


def blocks(document: Document, kind: str = "", section: int | None = None) -> list[str]:
    chosen = (b for b in document.blocks if kind in ("", b.kind) and section in (None, b.section))
    return [document.text[block.start : block.end] for block in chosen]


def sections_with(document: Document, words: str) -> list[tuple[tuple[str, ...], str, int | None, int | None]]:
    return [(s.path, s.finding, s.page, s.page_last) for s in document.sections if words in document.text[s.start : s.end]]


def paths(document: Document) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(section.path for section in document.sections if section.path))


def test_the_digests_are_read_without_a_problem(digests: Corpus) -> None:
    assert digests.problems == ()
    assert sorted(document.id for document in digests.documents) == sorted([REPORT_2015, REPORT_2021, *NEWS])
    assert {document.source.text for document in digests.documents} == {"digest"}


@originals_needed
@pytest.mark.originals
class TestOriginals:
    def test_they_are_read_without_a_problem(self, originals: Corpus) -> None:
        assert originals.problems == ()
        assert len(originals.documents) == 5

    def test_no_sentence_is_lost_and_none_is_made_up(self, originals: Corpus) -> None:
        for document in originals.documents:
            told = fold(document.text).replace(" ", "")
            lost = [line for line in _lines(document) if fold(line).replace(" ", "") not in told]
            assert lost == [], document.id
            raw = fold(without_markup(visible((ORIGINALS / document.source.file).read_text(encoding="utf-8")))).replace(" ", "")
            raw = re.sub(r"\[([^\]]*)\]\(#\)", r"\1", raw.replace("\\", ""))
            made_up = [words for words in blocks(document) if fold(words).replace(" ", "") not in raw]
            assert made_up == [], document.id

    def test_no_sentence_stands_twice(self, originals: Corpus) -> None:
        for document in originals.documents:
            long = Counter(words for words in blocks(document) if len(words.split()) > 12)
            assert [words for words, times in long.items() if times > 1] == []

    def test_the_chapters_of_2021_22_are_those_of_its_contents_list(self, originals: Corpus) -> None:
        document = by_id(originals, REPORT_2021)
        listed = re.findall(r"^(.+)\t(\d+)$", (ORIGINALS / document.source.file).read_text(encoding="utf-8"), flags=re.MULTILINE)
        headed = [
            (document.text[block.start : block.end], str(document.sections[block.section].page))
            for block in document.blocks
            if block.kind == "heading" and len(document.sections[block.section].path) < 3
        ]
        assert [heading for heading in headed if heading[0] != "Data in this report"] == listed

    def test_findings_stand_under_their_chapter(self, originals: Corpus) -> None:
        document = by_id(originals, REPORT_2021)
        told = Counter((section.path[0], section.path[1]) for section in document.sections if section.finding and len(section.path) > 1)
        areas = {chapter: number for (chapter, heading), number in told.items() if heading.startswith("Area")}
        assert areas == {
            "Engaging with and treating the public with fairness and respect": 2,
            "Responding to the public": 4,
            "Investigating crime": 2,
            "Protecting vulnerable people": 2,
            "Managing offenders and suspects": 1,
            "Building, supporting and protecting the workforce": 3,
            "Strategic planning, organisational management and value for money": 2,
        }
        assert sum(number for (_, heading), number in told.items() if heading == "Main findings") == 36
        assert sum(number for (_, heading), number in told.items() if heading == "Victim service assessment") == 5
        repeated = [section.finding for section in document.sections if section.finding.startswith("Our 2019 report said")]
        assert len(repeated) == 3
        assert repeated[-1].endswith("This remains an area for improvement.")

    def test_a_column_decides_a_grade(self, originals: Corpus) -> None:
        (table,) = (block for block in by_id(originals, REPORT_2021).blocks if block.kind == "table")
        assert table.reading == (
            "Graded judgments, from best to worst: Outstanding: no area. Good: Preventing crime. Adequate: Treatment of the public, "
            "Protecting vulnerable people, Managing offenders, Developing a positive workplace. Requires improvement: Investigating crime, "
            "Responding to the public, Good use of resources. Inadequate: no area."
        )
        grades = [words for words in blocks(by_id(originals, REPORT_2021), "paragraph") if len(words.split()) <= 2]
        assert Counter(grades)["Requires improvement"] == 3
        assert Counter(grades)["Adequate"] == 4
        assert Counter(grades)["Good"] == 1

    def test_what_the_pages_broke_is_whole(self, originals: Corpus) -> None:
        text = by_id(originals, REPORT_2021).text
        for words in (
            "use of force forms throughout 2021, the recording of disability data remains poor",
            "we more clearly link our judgments to causes of concern",
            "at an early stage to decide whether victims require",
            "The number and type of plans varies",
            "doubled the frequency of meetings",
            "And some staff reported that chief officers only visited",
            "The force uses a domestic abuse, stalking and harassment (DASH) risk assessment model.",
            "regional organised crime units (ROCU).",
        ):
            assert words in text
        assert "](" not in text
        assert "\\" not in text

    def test_the_signature_the_caption_and_the_imprint_are_text_in_their_place(self, originals: Corpus) -> None:
        document = by_id(originals, REPORT_2021)
        observations = (("Overall summary", "HM Inspector's observations"), "", 2, 3)
        assert sections_with(document, "Wendy Williams") == [observations]
        assert sections_with(document, "HM Inspector of Constabulary") == [observations]
        assert {"Wendy Williams", "HM Inspector of Constabulary"} <= set(blocks(document, "paragraph"))
        assert any(words.endswith("year ending 31 March 2020") for words in blocks(document, "paragraph"))
        assert sections_with(document, "April 2022 | © HMICFRS 2022") == [((), "", None, None)]

    def test_a_page_is_given_with_a_finding(self, originals: Corpus) -> None:
        ((path, finding, page, last),) = sections_with(by_id(originals, REPORT_2021), "almost 20 percent of non-emergency calls")
        assert path == ("Responding to the public", "Main findings")
        assert finding == "The force isn't answering non-emergency calls swiftly enough and too many calls are abandoned"
        assert (page, last) == (16, 19)

    def test_the_questions_of_2015_are_its_chapters(self, originals: Corpus) -> None:
        document = by_id(originals, REPORT_2015)
        assert [path for path in paths(document) if len(path) == 1] == [
            (f"How effective is the force at {words}?",)
            for words in (
                "preventing crime and anti-social behaviour, and keeping people safe",
                "investigating crime and managing offenders",
                "protecting from harm those who are vulnerable, and supporting victims",
                "tackling serious and organised crime, including its arrangement for fulfilling its national policing responsibilities",
            )
        ]
        under = [path[1] for path in paths(document) if len(path) == 2]
        assert under[2:4] == ["Cause of concern", "Recommendations"]
        assert under[:2] == under[4:] == ["Areas for improvement", "Areas for improvement"]
        assert len(blocks(document, "item")) == 13

    @pytest.mark.parametrize("name", NEWS)
    def test_a_news_text_is_its_paragraphs_and_nothing_of_the_site(self, originals: Corpus, name: str) -> None:
        document = by_id(originals, name)
        assert {block.kind for block in document.blocks} == {"paragraph"}
        assert len(document.sections) == 1
        for words in ("Report this comment", "Our rules", "Last Updated", "date 2022"):
            assert words not in document.text

    def test_the_headings_of_a_digest_are_those_of_its_original(self, originals: Corpus, digests: Corpus) -> None:
        """In the same order; a digest may have headings of its own between them."""
        for name in (REPORT_2015, REPORT_2021):
            ours, theirs = (paths(by_id(corpus, name)) for corpus in (digests, originals))
            assert [path for path in ours if path in theirs] == theirs

    def test_the_pages_of_a_digest_are_those_of_its_original(self, originals: Corpus, digests: Corpus) -> None:
        pages = [{s.path: s.page for s in by_id(corpus, REPORT_2021).sections if s.path} for corpus in (originals, digests)]
        assert pages[0].items() <= pages[1].items()

    def test_the_evidence_of_the_sample_cases_is_found(self, originals: Corpus) -> None:
        lines = (SHARED / "evals" / "sample-cases.jsonl").read_text(encoding="utf-8").splitlines()
        cases = [json.loads(line) for line in lines]
        texts = {document.id: fold(document.text) for document in originals.documents}
        missing = [
            case["id"]
            for case in cases
            if case.get("evidence") and not any(fold(without_markup(case["evidence"])) in texts[name] for name in case["source"])
        ]
        assert len(cases) > 50
        assert missing == []


def _lines(document: Document) -> Iterator[str]:
    """The sentences of an original, line by line, but for its contents list and what a news site added."""
    raw = (ORIGINALS / document.source.file).read_text(encoding="utf-8")
    raw = re.split(r"^Comments: Our rules", visible(raw), flags=re.MULTILINE)[0]
    for line in raw.split("\n"):
        words = re.sub(r"^\s*(?:date \d{4}-\d\d-\d\d|- )\s*", "", without_markup(line.strip()))
        if words and words != "Contents" and not re.search(r"\t\d+$", words):
            yield words
