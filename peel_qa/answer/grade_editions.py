"""The grades of whole inspections: all of them, those areas that have a certain grade, and why there is no overall one."""

from __future__ import annotations

import re
from dataclasses import replace

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import COMPARISON_CAVEAT, GradeBook, asks_why, inspection_name, names_inspection, spans_cycles, yes_or_no
from peel_qa.facts.areas import area_terms, areas
from peel_qa.facts.grades import GRADES
from peel_qa.facts.records import Grade
from peel_qa.records import Answer, Claim, Status
from peel_qa.search.intent import Intent
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.search.years import years_named
from peel_qa.stems import terms
from peel_qa.text import opening

_LOW = ("requires improvement", "inadequate")
_FULL = 4
"""Grades that a document needs to be taken for a whole inspection, so that a grade which it does not name was given to no area."""
_PROGRESS = re.compile(
    r"\b(?:improv(?:ed|ing)|(?:got|gotten|getting|become|becoming|any|gone) (?:better|worse)|better or worse|deteriorat\w+"
    r"|made (?:any )?progress|(?:go|gone|went|going|moved?|risen|fallen|dropp?ed) (?:up|down)? ?(?:a|any|by a)? ?(?:grades?|ratings?)"
    r"|(?:(?:go|gone|went|going) (?:up|down)|drop(?:ped)?|slip(?:ped)?|fall(?:en)?|fell|declined?|rise|risen|rose)"
    r"(?= (?:between|since|from|after)\b)|get (?:any )?(?:better|worse)(?= (?:between|since|from|after) (?:19|20)\d\d| (?:at|in|with) )"
    r"|improve(?= (?:at|in) )"
    r"|(?:grades?|ratings?|marks?)\b.{0,30}\b(?:go|gone|went|going) (?:up|down)"
    r"|(?:change|rise|fall|drop)s? (?:in|of) (?:the |its |any )?(?:grades?|ratings?|marks?))\b",
    re.IGNORECASE,
)
_PROGRESS_WORDS = frozenset(
    terms(
        "getting gotten improved better worse deteriorating made progress any anything over since area areas overall gone become became "
        "go went going up down move moved risen rise fall fallen fell drop dropped slip slipped "
        "decline declined get got change changes changed grade grades rating ratings mark "
        "marks between report reports inspection inspections"
    )
)
_SET_AGAINST = re.compile(r"\b(?:than|since|from|against|compared|between)\b", re.IGNORECASE)
_GRADE_WORDS = frozenset(terms("grade graded grades rating rated judged good adequate inadequate outstanding requires improvement"))
_EXTREME = re.compile(
    r"\b(?:(?P<best>best|strongest|top|highest) |(?:worst|weakest|poorest|lowest) )(?:areas?|parts?|grades?|ratings?|marks?|at\b)"
    r"|\b(?:which|what) (?:area|part|bit|one)s? (?:is|was|are|were|got|came|comes|did|does)(?: out)? (?:the )?"
    r"(?:(?P<top>best|strongest|top|highest)|worst|weakest|poorest|lowest|bottom)\b"
    r"|\b(?:do(?:es|ne)?|did|perform\w*) (?:(?P<well>best)|worst)\b|\b(?:(?P<most>strongest)|weakest)\b",
    re.IGNORECASE,
)
_EXTREME_WORDS = frozenset(
    terms(
        "best strongest top highest bottom bit bits came comes out worst weakest poorest lowest area areas part parts grade grades "
        "rating ratings mark marks at do does "
        "did done perform performs performed get got have has what which where force police"
    )
)
_PEEL = re.compile(r"\bPEEL\b", re.IGNORECASE)
_SAYS_GRADE = re.compile(r"\b(?:grad(?:e|es|ed|ing|ings)|rat(?:ed|ing|ings)|judg(?:ed|ment|ments|ement)|marks?|scored?)\b", re.IGNORECASE)
_WHICH_AREAS = re.compile(r"\b(?:which|what) (?:areas?|ones?|grades?)\b", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:all|every|everything|each|entire(?:ly)?|only)\b", re.IGNORECASE)


def answer_edition(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """All grades of an inspection, or those areas that have a certain grade."""
    if asks_why(question):
        return None
    fitting = _fitting(question, book, 1.0) or _fitting(question, book)
    if not fitting:
        return _no_inspection(question, book) if question.years else None
    chosen = _chosen(question, fitting, book)
    claims = [claim for name in chosen if (claim := _edition_claim(question, name, book, evidence)) is not None]
    if not claims:
        return None
    caveats = [COMPARISON_CAVEAT] if spans_cycles(evidence) else []
    if _is_vague(question):
        first = Claim("Inspectors give no overall grade; it depends on the area. Do you mean a particular area, or the force as a whole?")
        return compose(question.text, [first, *claims], evidence.citations, "clarify", caveats, confidence=0.8)
    claims[0] = Claim(_opening(question, chosen[0], book) + claims[0].text, claims[0].citations)
    return compose(question.text, claims, evidence.citations, caveats=caveats, confidence=0.95)


def answer_overall(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """There is no overall grade; the grades by area are shown instead. That of an inspection of a single subject is its judgment."""
    fitting = _fitting(question, book)
    if not fitting:
        return answer_edition(question, book, evidence)
    of_subject = [name for name in fitting if names_inspection(question, book.library.source(name))]
    if of_subject and len({grade.area for name in of_subject for grade in _grades_of(name, book)}) == 1:
        return answer_edition(question, book, evidence)
    plain = [_edition_claim(question, name, book, evidence) for name in _best_report(fitting, book)]
    first = Claim("No overall grade is given: inspectors grade each area by itself.")
    return compose(question.text, [first, *(claim for claim in plain if claim)], evidence.citations, "not_graded", confidence=0.9)


def answer_extreme(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """What the force is best or worst at, by the grades of the newest inspection asked about; None where that is not asked."""
    match = _EXTREME.search(question.own)
    if match is None or question.areas or set(question.own_subject) - _EXTREME_WORDS or asks_why(question):
        return None
    fitting = [name for name in _fitting(question, book) if len(_grades_of(name, book)) >= _FULL]
    if not fitting:
        return None
    order = [grade for grade in GRADES if any(g.grade == grade for name in fitting[:1] for g in _grades_of(name, book))]
    wanted = order[0] if match["best"] or match["top"] or match["well"] or match["most"] else order[-1]
    claim = _edition_claim(replace(question, grades=(wanted,)), fitting[0], book, evidence)
    return compose(question.text, [claim], evidence.citations, confidence=0.9) if claim else None


def asks_for_progress(question: Question) -> bool:
    """Whether a question asks if the force got better at an area that it names, or as a whole, and nothing else."""
    is_asked = _PROGRESS.search(question.own) is not None and question.intent.name in ("yesno", "timeline", "compare")
    return is_asked and (not question.years or _SET_AGAINST.search(question.own) is not None) and _is_progress_alone(question)


def _is_progress_alone(question: Question) -> bool:
    """Whether nothing but an area stands beside the words for progress, in what a follow-up goes on from too: "is that better?"."""
    if not question.is_graded and any(set(terms(part)) <= set(question.terms) for area in question.areas for part in areas()[area].parts):
        return False
    subject = question.subject if question.is_follow_up else question.own_subject
    return not set(subject) - _PROGRESS_WORDS - _GRADE_WORDS - area_terms(question.areas)


def answer_progress(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """Whether the force got better as a whole: no inspection says so, so the grades of each are shown. None where it is not asked."""
    if question.areas or not _PROGRESS.search(question.own) or not _is_progress_alone(question):
        return None
    if question.intent.name not in ("yesno", "timeline", "compare") and not _WHICH_AREAS.search(question.own):
        return None
    full = [name for name in book.inspections() if len(_grades_of(name, book)) >= _FULL]
    claims = [claim for name in full if (claim := _edition_claim(question, name, book, evidence)) is not None]
    if len(claims) < 2:
        return None
    said = "The documents held give no judgment of the force's progress as a whole. Do you mean an area of its work? These are the grades."
    is_open = not question.is_graded and question.intent.name in ("yesno", "timeline") and not _WHICH_AREAS.search(question.own)
    status: Status = "clarify" if is_open else "partly_answered"
    return compose(question.text, [Claim(said), *claims], evidence.citations, status, [COMPARISON_CAVEAT], confidence=0.8)


def not_an_area(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """A grade is asked for something that is no area of policing: no grade is given, the areas that have one are shown."""
    fitting = _fitting(question, book)
    if not fitting or asks_why(question) or not _SAYS_GRADE.search(question.own):
        return None
    first = Claim("The documents held give no grade for that: inspectors grade these areas.")
    plain = [_edition_claim(question, name, book, evidence) for name in _best_report(fitting, book)]
    return compose(question.text, [first, *(claim for claim in plain if claim)], evidence.citations, "not_graded", confidence=0.8)


def answer_own_area(question: Question, named: list[Grade], book: GradeBook, evidence: Evidence) -> Answer:
    """The grades of an area that only its report names; a refusal with those held where the year asked for gave none."""
    fitting = [grade for grade in named if not question.years or affinity(question, book.source(grade)) >= 1.0]
    lines = []
    for grade in fitting or named:
        line = f"{opening(grade.label)}: {grade.grade} in {inspection_name(book.source(grade))}."
        lines.append(Claim(line, evidence.add_all([(grade.document, grade.start, grade.end)])))
    if fitting:
        lines[0] = Claim(yes_or_no(question, fitting) + lines[0].text, lines[0].citations)
        return compose(question.text, lines, evidence.citations, confidence=0.9)
    first = Claim(f"The documents held do not say: they give no grade for {grade.label.lower()} in {years_named(question.years)}.")
    return compose(question.text, [first, *lines], evidence.citations, "other_edition", confidence=0.9)


def _fitting(question: Question, book: GradeBook, least: float = 0.1) -> list[str]:
    """The inspections of the years asked for, PEEL's alone where PEEL is named; all where none is asked for."""
    documents = book.inspections()
    if not question.years:
        return documents
    sources = {name: book.library.source(name) for name in documents}
    is_peel = _PEEL.search(question.full) is not None
    return [
        name
        for name, source in sources.items()
        if affinity(question, source) >= least and (not is_peel or _PEEL.search(f"{source.inspection} {source.title}"))
    ]


def _no_inspection(question: Question, book: GradeBook) -> Answer:
    named = "/".join(str(year) for year in question.years)
    held = ", ".join(dict.fromkeys(inspection_name(book.library.source(name)) for name in book.inspections()))
    first = Claim(f"The documents held do not say: no inspection of {named} is among them.")
    more = [Claim(f"They hold grades from {held}.")] if held else []
    return compose(question.text, [first, *more], [], "other_edition", confidence=0.9)


def _is_vague(question: Question) -> bool:
    """Whether a question asks for a grade without saying of what: "is it any good"."""
    if question.intent.name == "yesno" and not question.grades:
        return True
    is_bare = not question.own_subject and not question.years and not question.is_follow_up
    return is_bare and question.intent.name not in ("list", "count", "timeline", "compare")


def _chosen(question: Question, fitting: list[str], book: GradeBook) -> list[str]:
    """One inspection, or each of those that a question compares, or that may have the grade it asks for."""
    if question.intent.name in ("compare", "timeline"):
        every = [name for name in book.inspections() if len(_grades_of(name, book)) >= _FULL]
        return fitting if len(question.year_groups) > 1 else every or fitting
    return fitting if question.grades and not (question.years or question.wants_newest) else _best_report(fitting, book)


def _best_report(fitting: list[str], book: GradeBook) -> list[str]:
    """For one inspection the document that gives most of its grades; an inspection of a single subject does not stand for the force."""
    counts = {name: len(_grades_of(name, book)) for name in fitting}
    newest = {name: inspected(book.library.source(name)) for name in fitting}
    full = [name for name in fitting if counts[name] > 1] or fitting
    top = max(newest[name] for name in full)
    return [max((name for name in full if newest[name] == top), key=lambda name: counts[name])]


def _grades_of(name: str, book: GradeBook) -> list[Grade]:
    return [grade for grade in (*book.grades, *book.own) if grade.document == name]


def _edition_claim(question: Question, name: str, book: GradeBook, evidence: Evidence) -> Claim | None:
    """The areas of an inspection by grade, or those of the grades asked for; None where there is nothing to tell."""
    held = _grades_of(name, book)
    wanted = [grade for grade in held if not question.grades or grade.grade in question.grades]
    label = inspection_name(book.library.source(name))
    if not wanted:
        return _none_such(question, held, label, evidence)
    by_grade = {grade: [book.name(g) for g in wanted if g.grade == grade] for grade in GRADES}
    said = "; ".join(f"{grade} ({len(names)}): {', '.join(names)}" for grade, names in by_grade.items() if names)
    numbers = evidence.add_all((g.document, g.start, g.end) for g in wanted)
    return Claim(f"{opening(label)}: {said}.", numbers)


def low_since(question: Question, book: GradeBook, since: str, evidence: Evidence) -> Claim | None:
    """The areas that the newest inspection after a date graded below adequate; None where none is held that did."""
    newer = [name for name in book.inspections() if inspected(book.library.source(name)) > since and len(_grades_of(name, book)) > 1]
    low = replace(question, grades=_LOW, intent=Intent("general"))
    return _edition_claim(low, newer[0], book, evidence) if newer else None


def _none_such(question: Question, held: list[Grade], label: str, evidence: Evidence) -> Claim | None:
    """That no area has the grade asked for, said of a whole inspection only."""
    if question.intent.name not in ("yesno", "list", "count") or len(held) < _FULL:
        return None
    numbers = evidence.add_all((g.document, g.start, g.end) for g in held[:1])
    return Claim(f"No area was graded {' or '.join(question.grades)} in {label}.", numbers)


def _opening(question: Question, name: str, book: GradeBook) -> str:
    """Yes or no, of the newest inspection that the answer tells of."""
    if question.intent.name != "yesno" or not question.grades:
        return ""
    has = [grade.grade in question.grades for grade in _grades_of(name, book)]
    holds = all(has) if _OF_ALL.search(question.full) else any(has)
    return "Yes. " if holds else "No. "
