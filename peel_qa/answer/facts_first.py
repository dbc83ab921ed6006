"""What the facts read at index time say to a question, before any sentence is searched for: the first answerer that has an answer."""

from __future__ import annotations

from peel_qa.answer.appraisal import answer_appraisal
from peel_qa.answer.area_summary import answer_area_summary
from peel_qa.answer.concern_history import answer_concern_history
from peel_qa.answer.evidence import Library
from peel_qa.answer.findings import answer_findings
from peel_qa.answer.grade_origin import answer_grade_origin
from peel_qa.answer.grade_reasons import answer_grade_reasons
from peel_qa.answer.gradebook import GradeBook
from peel_qa.answer.grades import answer_grades
from peel_qa.answer.holdings import answer_holdings
from peel_qa.answer.pending import answer_pending
from peel_qa.answer.people import answer_people
from peel_qa.answer.recommendation_states import answer_recommendation_states
from peel_qa.answer.region import no_grade_of_region
from peel_qa.answer.scale import answer_scale
from peel_qa.answer.standing import answer_standing
from peel_qa.answer.statements import answer_statements
from peel_qa.answer.vague import asks_of_nothing, clarify
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question


def answer_facts(question: Question, library: Library, filters: Filters) -> Answer | None:
    """The answer from grades, findings, people and the like, or the question back where it is too vague; None where they have none."""
    book = GradeBook.open(library, filters)
    return (
        asks_of_nothing(question, library)
        or no_grade_of_region(question, library, filters)
        or answer_scale(question, library, filters)
        or answer_holdings(question, library, filters)
        or answer_concern_history(question, library, filters)
        or answer_recommendation_states(question, library, filters)
        or answer_findings(question, library, filters)
        or answer_standing(question, library, filters)
        or answer_pending(question, book)
        or answer_area_summary(question, book)
        or answer_grade_origin(question, book)
        or answer_grade_reasons(question, book)
        or answer_grades(question, book)
        or answer_people(question, library, filters)
        or answer_statements(question, library, filters)
        or answer_appraisal(question, library, filters)
        or clarify(question, book, library)
    )
