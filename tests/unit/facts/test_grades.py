from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.structure import Part, assemble
from peel_qa.facts.grades import GRADES, normal_grade, read_grades
from peel_qa.facts.own_areas import read_own_areas
from peel_qa.facts.ungraded import read_ungraded
from peel_qa.records import Document, Source

Read = Callable[..., Document]


def grades(document: Document) -> dict[str, str]:
    return {grade.area: grade.grade for grade in read_grades(document)}


# Formulaic sentences of reports


@pytest.mark.parametrize(
    ("sentence", "area", "grade"),
    [
        ("Northmoor Police is outstanding at preventing crime and anti-social behaviour.", "preventing", "outstanding"),
        ("Northmoor Police is good at investigating crime.", "investigating", "good"),
        ("Northmoor Police is adequate at responding to the public.", "responding", "adequate"),
        ("Northmoor Police requires improvement at protecting vulnerable people.", "vulnerable", "requires improvement"),
        ("Northmoor Police requires improvement in tackling serious and organised crime.", "organised", "requires improvement"),
        ("Northmoor Police is inadequate at managing offenders and suspects.", "offenders", "inadequate"),
        ("The constabulary is good at treating people fairly and with respect.", "treatment", "good"),
        ("The constabulary requires improvement at building and developing its workforce.", "workforce", "requires improvement"),
        ("The force is adequate at operating efficiently.", "leadership", "adequate"),
        ("The service is good at recording crime.", "recording", "good"),
        ("Northmoor Police’s approach to investigating crime and managing offenders is good.", "investigating", "good"),
        ("Northmoor Police's approach to preventing crime requires improvement.", "preventing", "requires improvement"),
        ("The force’s response to serious and organised crime is inadequate.", "organised", "inadequate"),
        ("Northmoor Police has been assessed as good in respect of protecting vulnerable people.", "vulnerable", "good"),
        ("Northmoor Police is judged to be good in the way it manages offenders.", "offenders", "good"),
        ("Northmoor Police is judged to require improvement at investigating crime.", "investigating", "requires improvement"),
        ("Northmoor Police has been graded as inadequate at responding to the public.", "responding", "inadequate"),
        ("Northmoor Police is good in respect of its effectiveness at keeping people safe and reducing crime.", "effectiveness", "good"),
        (
            "Northmoor Police has been assessed as outstanding in respect of the efficiency with which it keeps people safe and "
            "reduces crime.",
            "efficiency",
            "outstanding",
        ),
        ("The extent to which the force is effective at keeping people safe and reducing crime is good.", "effectiveness", "good"),
        (
            "The extent to which the constabulary is legitimate at keeping people safe and reducing crime requires improvement.",
            "legitimacy",
            "requires improvement",
        ),
        ("Northmoor Police’s leadership and management is adequate.", "leadership", "adequate"),
        ("Northmoor Police's leadership and management requires improvement.", "leadership", "requires improvement"),
        ("In 2024 HMICFRS graded Northmoor Police good at preventing crime.", "preventing", "good"),
        ("We graded Northmoor Police inadequate at managing offenders.", "offenders", "inadequate"),
    ],
)
def test_a_formulaic_sentence_is_a_grade_and_its_own_evidence(report: Read, sentence: str, area: str, grade: str) -> None:
    document = report(f"Overview\n{sentence} It has more to do.\n")
    (found,) = read_grades(document)
    assert (found.area, found.grade) == (area, grade)
    assert document.text[found.start : found.end] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Officers are good at preventing crime.",
        "We found that officers are good at investigating crime.",
        "We judged that its officers are good at responding to the public.",
        "Inspectors found supervisors to be good at managing offenders.",
        "Its control room service is good at responding to the public.",
        "The force is good at engaging with its communities.",
        "Supervision of investigations is good.",
        "Northmoor Police’s supervision of investigations is good.",
        "The force’s use of drones in rural areas is good.",
        "There is good evidence of work in preventing crime.",
        "In our 2019 inspection, we judged the force to be good at investigating crime.",
        "In HMIC’s 2014 crime inspection, we judged the force to be good at preventing crime.",
        "In 2021/22 Northmoor Police was good at investigating crime.",
        "This is consistent with our last inspection, which assessed the force as good at investigating crime.",
        "In our previous inspection, we graded the force inadequate at responding to the public.",
        "Eastvale Constabulary is good at investigating crime.",
        "The force is not good at investigating crime.",
        "The force should be outstanding at investigating crime.",
        "The force is good at managing the offenders whom it meets under its new multi-agency arrangements in rural places.",
    ],
)
def test_what_only_looks_like_a_grade_is_none(report: Read, sentence: str) -> None:
    assert grades(report(f"Overview\n{sentence} More text follows here.\n")) == {}


def test_an_older_judgment_beside_the_new_one_does_not_replace_it(report: Read) -> None:
    text = (
        "How effective is the force at investigating crime?\n"
        "In our 2019 inspection, we judged the force to be good at investigating crime. "
        "Northmoor Police requires improvement at investigating crime.\n"
    )
    assert grades(report(text)) == {"investigating": "requires improvement"}


# Tables

HEAD = "Outstanding\tGood\tAdequate\tRequires improvement\tInadequate"


def test_in_a_flattened_table_the_column_decides(report: Read) -> None:
    table = f"{HEAD}\n\tPreventing crime\tTreatment of the public\tInvestigating crime\n\tRecording data about crime\tManaging offenders"
    document = report(f"Our judgments\nOur inspection gave these grades.\n{table}\nIt was a long inspection.\n")
    assert grades(document) == {
        "preventing": "good",
        "treatment": "adequate",
        "investigating": "requires improvement",
        "offenders": "adequate",
        "recording": "good",
    }
    place = {grade.area: document.text[grade.start : grade.end] for grade in read_grades(document)}
    assert place["offenders"] == table  # only the whole table shows the column


def test_a_grade_that_is_broken_over_two_lines_is_put_together(report: Read) -> None:
    head = "Outstanding\tGood\tAdequate\tRequires\nimprovement\tInadequate"
    text = f"Our judgments\nWe graded it.\n{head}\n\tPreventing crime\t\tInvestigating crime\t\n"
    assert grades(report(text)) == {"preventing": "good", "investigating": "requires improvement"}


TABLE = "# A report\n\n## Our judgments\n\n| Area | Grade |\n| --- | --- |\n"


def test_a_table_of_areas_and_grades_is_read_by_rows(report: Read) -> None:
    document = report(f"{TABLE}| Preventing crime | Good |\n| Good use of resources | Requires improvement |\n", markdown=True)
    assert grades(document) == {"preventing": "good", "leadership": "requires improvement"}
    place = {grade.area: document.text[grade.start : grade.end] for grade in read_grades(document)}
    assert place == {"preventing": "Preventing crime | Good", "leadership": "Good use of resources | Requires improvement"}


def test_an_area_named_within_another_row_keeps_its_own_row(report: Read) -> None:
    document = report(f"{TABLE}| Investigating crime | Good |\n| Recording crime | Inadequate |\n| Crime | Adequate |\n", markdown=True)
    place = {grade.area: document.text[grade.start : grade.end] for grade in read_grades(document)}
    assert place == {"investigating": "Investigating crime | Good", "recording": "Recording crime | Inadequate"}


def test_a_cell_that_says_ungraded_is_no_grade(report: Read) -> None:
    document = report(
        f"{TABLE}| Preventing crime | Good |\n| Investigating crime | Not graded |\n| Leadership | Ungraded |\n", markdown=True
    )
    assert grades(document) == {"preventing": "good"}
    found = {u.area: (u.reason, document.text[u.start : u.end]) for u in read_ungraded(document, read_grades(document))}
    assert found == {
        "investigating": ("narrative", "Investigating crime | Not graded"),
        "leadership": ("narrative", "Leadership | Ungraded"),
    }


def test_a_sentence_goes_before_a_cell(report: Read) -> None:
    text = f"{TABLE}| Preventing crime | Good |\n\n## Preventing crime\n\nNorthmoor Police is good at prevention and deterrence.\n"
    (found,) = read_grades(report(text, markdown=True))
    assert found.form == "sentence"


def test_a_grade_line_below_a_heading_is_that_headings_grade(report: Read) -> None:
    text = (
        "Contents\nInvestigating crime\t3\nManaging offenders and suspects\t5\n"
        "Investigating crime\nRequires improvement\nThe force has too few detectives.\n"
        "Managing offenders and suspects\nGood\nThe force manages offenders well.\n"
    )
    document = report(text)
    assert grades(document) == {"investigating": "requires improvement", "offenders": "good"}
    place = {grade.area: document.text[grade.start : grade.end] for grade in read_grades(document)}
    assert place["investigating"] == "Investigating crime\n\nRequires improvement"


@pytest.mark.parametrize(
    "line",
    [
        "Investigating crime – requires improvement",
        "Investigating crime: Requires improvement",
        "Investigating crime - Requires improvement.",
    ],
)
def test_an_area_with_its_grade_in_one_line_is_a_grade(report: Read, news: Read, line: str) -> None:
    for read in (report, news):
        document = read(f"# Police judged\n\nThese are the grades.\n\n- {line}\n- Preventing crime: Good\n", markdown=True)
        assert grades(document) == {"investigating": "requires improvement", "preventing": "good"}


# Lists in the press


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The report’s gradings found Northmoor Police to be ‘good’ in recording data about crime, ‘adequate’ in police powers and "
            "public treatment, preventing and investigating crime, and managing offenders.",
            {"recording": "good", "treatment": "adequate", "preventing": "adequate", "investigating": "adequate", "offenders": "adequate"},
        ),
        (
            "Inspectors rated the force 'good' in one area: preventing crime, 'adequate' in three areas: responding to the public, "
            "investigating crime, and managing offenders, and 'inadequate' in one area: protecting vulnerable people.",
            {
                "preventing": "good",
                "responding": "adequate",
                "investigating": "adequate",
                "offenders": "adequate",
                "vulnerable": "inadequate",
            },
        ),
        ("The force was rated ‘requiring improvement’ in responding to the public.", {"responding": "requires improvement"}),
        ("Northmoor Police was rated 'inadequate' for its response to serious and organised crime.", {"organised": "inadequate"}),
        (
            "Northmoor Police has been told it 'requires improvement' at responding to the public and protecting vulnerable people.",
            {"responding": "requires improvement", "vulnerable": "requires improvement"},
        ),
        ("It was given an “inadequate” rating for its response to serious and organised crime.", {"organised": "inadequate"}),
        ("The force was found to be inadequate at responding to the public.", {"responding": "inadequate"}),
        ("Its work in investigating crime was rated ‘inadequate’.", {"investigating": "inadequate"}),
        ("Preventing crime and managing offenders were both rated good.", {"preventing": "good", "offenders": "good"}),
        (
            "Preventing crime was rated good and responding to the public was rated inadequate.",
            {"preventing": "good", "responding": "inadequate"},
        ),
        (
            "While protecting vulnerable people was praised, its work in investigating crime was rated inadequate.",
            {"investigating": "inadequate"},
        ),
        (
            "Northmoor Police, criticised for responding to the public slowly, was rated ‘good’ in investigating crime.",
            {"investigating": "good"},
        ),
        (
            "The force narrowly missed out on an ‘outstanding’ rating in preventing crime but was rated ‘good’ in investigating crime.",
            {"investigating": "good"},
        ),
        (
            "It was graded ‘good’ in investigating crime, up from ‘inadequate’ in its previous inspection.",
            {"investigating": "good"},
        ),
        (
            "The force was graded good in preventing crime, and no area was rated outstanding.",
            {"preventing": "good"},
        ),
        (
            "Northmoor Police was graded ‘good’ for effectiveness, ‘outstanding’ for efficiency and ‘requires improvement’ for legitimacy.",
            {"effectiveness": "good", "efficiency": "outstanding", "legitimacy": "requires improvement"},
        ),
        (
            "Northmoor Police was rated good in investigating crime, while Eastvale Constabulary was rated inadequate in preventing crime.",
            {"investigating": "good"},
        ),
        (
            "Eastvale Constabulary was rated outstanding in preventing crime; Northmoor Police was rated adequate in managing offenders.",
            {"offenders": "adequate"},
        ),
    ],
)
def test_a_list_in_a_news_text_gives_grades(news: Read, sentence: str, expected: dict[str, str]) -> None:
    document = news(f"The inspectorate has published its report on the force.\n{sentence}\n")
    assert grades(document) == expected
    for grade in read_grades(document):
        assert document.text[grade.start : grade.end] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Northmoor Police has missed out on an ‘outstanding’ rating in preventing crime.",
        "Northmoor Police has missed out on an Outstanding rating after inspectors published their findings.",
        "The force fell short of a ‘good’ rating for responding to the public.",
        "The force was not rated ‘good’ in investigating crime.",
        "No area was graded outstanding and none was graded inadequate.",
        "The force was graded ‘good’ in one area, ‘adequate’ in four areas and ‘requires improvement’ in three.",
        "In its previous inspection, the force was rated ‘good’ in investigating crime.",
        "The force was rated ‘good’ in investigating crime in its previous inspection.",
        "In 2019 the force was rated ‘inadequate’ for investigating crime.",
        "Eastvale Constabulary was rated ‘inadequate’ for its response to the public.",
        "Staffordshire Police was graded good at preventing crime.",
        "Inspectors found officers were good at responding to the public.",
        "Officers are good at managing offenders, inspectors said.",
        "The force was last inspected in 2021, when it was rated ‘good’ at investigating crime.",
        "The force was told it must be good at investigating crime.",
        "She rated the canteen good for lunch.",
        "The chief constable said the force would be ‘outstanding’ at preventing crime.",
    ],
)
def test_a_news_text_that_gives_no_grade(news: Read, sentence: str) -> None:
    assert grades(news(f"The inspectorate has published its report on the force.\n{sentence}\n")) == {}


def test_grades_come_in_the_order_of_the_areas_and_once_each(news: Read) -> None:
    offenders = "The force was rated good in managing offenders."
    text = f"{offenders}\nIt was rated good in preventing crime.\n{offenders}\n"
    assert [grade.area for grade in read_grades(news(text))] == ["preventing", "offenders"]


# Areas without a grade


def test_ungraded_areas_say_why_and_where(report: Read) -> None:
    text = (
        "# A report\n\n## Investigating crime\n\nNorthmoor Police is good at investigating crime.\n\n"
        "## Providing a service to the victims of crime\n\nThis is about victims. This assessment is ungraded.\n\n"
        "## Disrupting serious organised crime\n\nGangs cross borders. We now inspect serious and organised crime on a regional basis.\n\n"
        "## Protecting vulnerable people\n\nThe force protects vulnerable people. It does so with partners.\n\n"
        "## Vetting and counter corruption\n\nThis inspection hasn’t yet been completed. We now grade forces’ performance separately.\n"
    )
    document = report(text, markdown=True)
    found = {u.area: u for u in read_ungraded(document, read_grades(document))}
    said = {area: (u.reason, document.text[u.start : u.end], u.is_pending) for area, u in found.items()}
    assert said == {
        "victims": ("never", "This assessment is ungraded.", False),
        "organised": ("elsewhere", "We now inspect serious and organised crime on a regional basis.", False),
        "vulnerable": ("narrative", "The force protects vulnerable people.", False),
        "corruption": ("elsewhere", "This inspection hasn’t yet been completed.", True),
    }


def test_a_news_text_leaves_no_area_ungraded(news: Read) -> None:
    assert read_ungraded(news("# News\n\n## Investigating crime\n\nNothing was graded.\n", markdown=True), []) == []


# Everything


@pytest.mark.parametrize("words", ["requires improvement", "Requires Improvement", "requiring improvement", "require improvement"])
def test_the_forms_of_requires_improvement_are_one(words: str) -> None:
    assert normal_grade(words) == "requires improvement"


_PIECES = st.sampled_from(
    [
        "Northmoor Police",
        "The force",
        "is",
        "was",
        "rated",
        "good",
        "‘inadequate’",
        "requires improvement",
        "at",
        "in",
        "for",
        "not",
        "no",
        "and",
    ]
) | st.sampled_from(
    ["preventing crime", "investigating crime", ", ", ".", "\n", "2019", "Area", "Grade", "\t", "Good\tAdequate\tInadequate", ";", ":"]
)


@given(st.lists(_PIECES, max_size=40), st.sampled_from(["report", "news"]))
def test_whatever_is_read_a_grade_is_one_and_stands_where_it_says(pieces: list[str], kind: str) -> None:
    source = Source("x", "x", "x", kind, "Northmoor Police", "2024-01-01", edition="PEEL 2023-25")  # type: ignore[arg-type]
    from peel_qa.corpus.plain import read_plain

    document = assemble(source, read_plain(" ".join(pieces), source))
    found = read_grades(document)
    assert len({grade.area for grade in found}) == len(found)
    for grade in found:
        assert grade.grade in GRADES
        assert grade.grade.split()[0].removesuffix("s") in document.text[grade.start : grade.end].lower()


def test_an_empty_document_holds_no_grades() -> None:
    source = Source("x", "x", "x", "report", "Northmoor Police", "2024-01-01")
    assert read_grades(assemble(source, [Part("heading", "Investigating crime", level=2)])) == []


ORIGINALS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"


@pytest.mark.originals
@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="needs the original texts in ../shared")
def test_the_original_texts_hold_exactly_their_grades() -> None:
    from peel_qa.corpus.load import load_corpus

    documents = {document.id: document for document in load_corpus([ORIGINALS]).documents}
    found = {name: grades(document) for name, document in documents.items()}
    assert found["peel-2021-22-west-mercia"] == {
        "preventing": "good",
        "treatment": "adequate",
        "responding": "requires improvement",
        "investigating": "requires improvement",
        "vulnerable": "adequate",
        "offenders": "adequate",
        "workforce": "adequate",
        "leadership": "requires improvement",
    }
    assert found["peel-2015-effectiveness-west-mercia"] == {
        "preventing": "good",
        "investigating": "good",
        "organised": "requires improvement",
    }
    assert found["news-2025-05-14-kidderminster-standard"] == {
        "preventing": "adequate",
        "treatment": "adequate",
        "responding": "requires improvement",
        "investigating": "adequate",
        "vulnerable": "requires improvement",
        "offenders": "adequate",
        "workforce": "requires improvement",
        "leadership": "requires improvement",
        "recording": "good",
    }
    assert found["news-2024-05-14-kidderminster-shuttle"] == {"organised": "inadequate"}
    assert found["news-2022-04-13-shropshire-star"] == {}
    ungraded = {u.area for u in read_ungraded(documents["peel-2021-22-west-mercia"], read_grades(documents["peel-2021-22-west-mercia"]))}
    assert ungraded == {"victims", "organised", "corruption"}


def test_every_digest_gives_the_same_grades_as_its_original() -> None:
    from peel_qa.corpus.load import load_corpus

    if not ORIGINALS.is_dir():
        pytest.skip("needs the original texts in ../shared")
    originals = {document.id: grades(document) for document in load_corpus([ORIGINALS]).documents}
    digests = {document.id: grades(document) for document in load_corpus([Path(__file__).resolve().parents[3] / "corpus"]).documents}
    assert digests == originals


def test_the_grade_of_a_whole_inspection_is_that_of_the_area_in_its_title(report: Read) -> None:
    text = "# R\n\n## Overall judgment\n\nRequires improvement\n\nIt leaves crimes out.\n"
    (grade,) = read_grades(report(text, markdown=True, title="Crime data integrity 2018"))
    assert (grade.area, grade.grade) == ("recording", "requires improvement")
    assert read_grades(report(text, markdown=True)) == []


QUESTIONS = """\
# Crime data integrity 2019

## Our judgments

| Question | 2017 | 2019 |
| --- | --- | --- |
| Overall | Inadequate | Requires improvement |
| How well does it demonstrate the leadership needed? | Requires improvement | Good |
"""


def test_of_a_table_with_the_grades_of_earlier_inspections_the_newest_counts(report: Read) -> None:
    text = "# R\n\n## Grades\n\n| Area | 2019 | 2021/22 |\n| --- | --- | --- |\n| Investigating crime | Inadequate | Good |\n"
    (grade,) = read_grades(report(text, markdown=True))
    assert (grade.area, grade.grade) == ("investigating", "good")


def test_the_questions_of_a_report_on_one_matter_are_no_areas_of_others(report: Read) -> None:
    (grade,) = read_grades(report(QUESTIONS, markdown=True, title="Crime data integrity 2019"))
    assert (grade.area, grade.grade, grade.label) == ("recording", "requires improvement", "Overall")
    (own,) = read_own_areas(report(QUESTIONS, markdown=True, title="Crime data integrity 2019"))
    assert (own.label, own.grade) == ("How well does it demonstrate the leadership needed?", "good")


def test_the_question_of_a_pillar_grades_the_pillar_and_none_of_its_areas(report: Read) -> None:
    document = report(
        """
| Question | Judgment |
| --- | --- |
| How effectively does the force reduce crime and keep people safe? | Requires improvement |
| Preventing crime and tackling anti-social behaviour | Good |
| How efficiently does the force operate and how sustainable are its services? | Good |
| Meeting current demands and using resources | Requires improvement |
| How legitimately does the force treat the public and its workforce? | Good |
| Treating the public fairly | Adequate |
""",
        markdown=True,
    )
    assert grades(document) == {
        "effectiveness": "requires improvement",
        "preventing": "good",
        "efficiency": "good",
        "leadership": "requires improvement",
        "legitimacy": "good",
        "treatment": "adequate",
    }
