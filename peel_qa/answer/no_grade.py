"""What is said where an area has no grade: not graded, graded elsewhere, of another edition, or not in the documents held."""

from __future__ import annotations

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import BE_GRADED, GradeBook, asks_why, inspection_name
from peel_qa.facts.areas import areas
from peel_qa.facts.records import Grade, Ungraded
from peel_qa.records import Answer, Claim, Status
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.text import opening


def not_graded(question: Question, missing: list[str], book: GradeBook, evidence: Evidence) -> Answer:
    """An area without a grade in the edition asked for: not graded, graded elsewhere, or not in the documents held."""
    area = missing[0]
    name = areas()[area].name
    fitting = [u for u in book.ungraded if u.area == area and (not question.years or affinity(question, book.source(u)) > 0)]
    if fitting:
        return _ungraded(question, fitting[0], name, book, evidence)
    named = ", ".join(str(year) for year in question.years) if len(question.years) < 2 else f"{question.years[0]} to {question.years[-1]}"
    other = book.of(area)
    status: Status
    graded_then = [g for g in book.grades if question.years and affinity(question, book.source(g)) > 0]
    if graded_then:
        source = book.source(graded_then[0])
        text = f"The documents held give no grade for {name} in {inspection_name(source)}."
        status = "not_graded"
    elif question.years:
        text, status = f"The documents held do not say: they hold no inspection of {named} that gives a grade for {name}.", "other_edition"
    else:
        text, status = f"The documents held do not say: they give no grade for {name}.", "not_graded"
    return only_held(question, text, status, name, other, book, evidence)


def _ungraded(question: Question, fact: Ungraded, name: str, book: GradeBook, evidence: Evidence) -> Answer:
    source = book.source(fact)
    reasons = {
        "elsewhere": f"{inspection_name(source)} gives no grade for {name}: it is inspected and graded separately.",
        "never": f"{inspection_name(source)} gives no grade for {name}: this area is described, not graded.",
        "narrative": f"{inspection_name(source)} does not state a grade for {name}; the text only describes what inspectors found.",
    }
    text = reasons[fact.reason]
    status: Status = "answered"
    is_whether = question.intent.name == "yesno" and BE_GRADED.search(question.full) is not None
    is_asked_why = asks_why(question) or is_whether or (question.intent.name == "yesno" and not fact.is_pending)
    lead = "No. " if is_whether else ""
    later = [g for g in book.of(fact.area) if inspected(book.source(g)) > inspected(source)]
    more = [
        Claim(f"A later one: {g.grade} in {inspection_name(book.source(g))}.", evidence.add_all([(g.document, g.start, g.end)]))
        for g in later[:1]
    ]
    if is_asked_why:
        place = _told_why(fact, book)
        words = " ".join(book.library.text(*place).split())
        is_supposed = bool(question.grades) and asks_why(question)
        first = Claim(f"{'It wasn’t: ' if is_supposed else lead}{opening(text)} “{words}”", evidence.add_all([place]))
        status = "false_premise" if is_supposed else "answered"
        return compose(question.text, [first, *more], evidence.citations, status, confidence=0.9)
    nearest = [c for c in [evidence.library_citation(fact.document, fact.start, fact.end)] if c]
    lines = [Claim(f"The documents held do not say: {text}"), *more]
    status = "not_yet_published" if fact.is_pending else "not_graded"
    return compose(question.text, lines, evidence.citations, status, nearest=nearest, confidence=0.9)


def _told_why(fact: Ungraded, book: GradeBook) -> tuple[str, int, int]:
    """Where a report says why it gives no grade: that sentence and the one before it in its passage."""
    before = [span for span in book.library.passage_at(fact.document, fact.start).sentences if span.end <= fact.start]
    return fact.document, before[-1].start if before else fact.start, fact.end


def only_held(question: Question, first: str, status: Status, name: str, held: list[Grade], book: GradeBook, evidence: Evidence) -> Answer:
    """A refusal for an area of that name, with the grades of it that are held for other inspections."""
    nearest = [c for g in held[:2] if (c := evidence.library_citation(g.document, g.start, g.end))]
    known = "; ".join(f"{g.grade} in {inspection_name(book.source(g))}" for g in held)
    lines = [Claim(first)] + ([Claim(f"Grades held for {name}: {known}.")] if known else [])
    return compose(question.text, lines, [], status, nearest=nearest, confidence=0.9)
