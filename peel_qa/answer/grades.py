"""Questions about grades, answered from the grades table: one area or all, one edition or every one, compared or counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.grade_editions import (
    answer_edition,
    answer_extreme,
    answer_overall,
    answer_own_area,
    answer_progress,
    asks_for_progress,
    not_an_area,
)
from peel_qa.answer.grade_parts import answer_part
from peel_qa.answer.grade_times import ANY_TIME, denied_move, last_graded, told_before, told_claims, told_of_years
from peel_qa.answer.gradebook import (
    ABOUT_GRADES,
    COMPARISON_CAVEAT,
    GRADE_WORDS,
    GradeBook,
    asks_somebodys_words,
    asks_why,
    inspection_name,
    names_inspection,
    names_own_area,
    of_time_asked,
    spans_cycles,
    years_of,
    yes_or_no,
)
from peel_qa.answer.no_grade import not_graded, only_held
from peel_qa.facts.areas import area_terms, areas, areas_with
from peel_qa.facts.records import Grade, ToldGrade, Ungraded
from peel_qa.records import Answer, Claim
from peel_qa.search.intent import Intent, asks_how_done
from peel_qa.search.question import NEWEST, Question, affinity, content_terms, inspected
from peel_qa.search.years import years_named
from peel_qa.stems import terms
from peel_qa.text import opening

_OVERALL = re.compile(r"\b(?:overall|as a whole|in general|general(?:ly)?|altogether|total)\b", re.IGNORECASE)
_HOW_MANY_AREAS = re.compile(
    r"\bhow many (?:\w+ ){0,2}(?:areas?|things|categories|grades|judg\w+|outstandings?|goods?|inadequates?|adequates?)\b"
    r"|\b(?:number|count|total|tally) of (?:the )?\W?(?:areas?|outstandings?|goods?|adequates?|inadequates?|requir\w+ improvement)\b",
    re.IGNORECASE,
)
_WHICH_GRADE = re.compile(r"\b(?:which|what|whats|how)\b.{0,30}\b(?:grade|rating|graded|rated|judg\w+)\b", re.IGNORECASE)
_GIVEN_GRADE = re.compile(
    r"\b(?:the|an?|its|their|that|such an?) (?:outstanding|good|adequate|requir\w+ improvement|inadequate) "
    r"(?:grade|rating|mark|judg\w+|score|verdict)\b",
    re.IGNORECASE,
)
"""A grade that a question takes for granted: "what earned it the good grade for investigating crime"."""
_BEFORE = re.compile(
    r"\b(?:before (?:that|then|this|it)|beforehand|previous(?:ly)?|earlier|last time|the (?:one|time|inspection|report|year) before)\b",
    re.IGNORECASE,
)
"""Follow-ups for what was judged before."""
_COMPARED = Intent("compare", "")
_NO_GRADES = ("attribution", "percentage", "amount", "money", "duration", "frequency", "who", "definition", "scale", "when")
"""Intents of questions that name a grade or an area and ask for something else."""
_STRAY_SUBJECT = 1
_STRAY_BESIDE_GRADE = 2
"""Words about something else that a question may hold which names a grade."""
_SAYS_GRADE = re.compile(
    r"\b(?:grad(?:e|es|ed|ing|ings)|rat(?:ed|ing|ings)|judg(?:e|ed|ment|ments|ement)|marks?|marked|scored?|outstanding|adequate|inadequate"
    r"|requir\w+ improvement|need(?:s|ed)? improvement)\b",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(r",? (?:like|such as|for example|e\.?g\.?|say) [\w’' -]{3,50}(?=\W*$)", re.IGNORECASE)
"""Examples behind the area asked about, which are no further subject: "people at risk, like kids and battered wives"."""
_GRADED = re.compile(r"\b(?:grad(?:e|es|ed|ing|ings)|rat(?:ed|ing|ings))\b", re.IGNORECASE)
_THAN_IN = re.compile(r"\b(?:than|as|since|from) (?:in |at )?(?:the )?(?:PEEL )?(?:19|20)\d\d", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^\W*(?:and |so |but )?(?:what|how) about\b", re.IGNORECASE)
"""Asks of an area whatever there is to say, with nothing before it: its grades."""
_VALUE = re.compile(r"\b(?:figures?|numbers?|rates?|percent\w*|shares?|proportion|totals?|costs?|budget)\b|%", re.IGNORECASE)  # no grades
_GIVEN_FOR = re.compile(r"\b(?:is|was|were|are|been) .{0,30}\bgiven for\b|\bwhat did .{2,40}\b(?:get|score) (?:in|at)\b", re.IGNORECASE)
"""A way of asking for the grade of an area that is named."""
_FILLING = frozenset(terms(GRADE_WORDS["filling"]))
_OVER_TIME = frozenset(terms(GRADE_WORDS["over_time"]))


def answer_grades(question: Question, book: GradeBook) -> Answer | None:
    """The answer to a question about grades; None where the question turns out to be about something else."""
    if asks_somebodys_words(question) or _is_of_ungraded(question, book):
        return None
    if _is_bare_area(question) and any(map(book.of, question.areas)):
        question = replace(question, is_graded=True)
    if question.areas and asks_for_progress(question):
        question = replace(question, intent=_COMPARED, is_graded=True, years=(), year_groups=())
    progress = answer_progress(question, book, Evidence(book.library)) or answer_extreme(question, book, Evidence(book.library))
    if progress is not None or not (question.is_graded or (question.areas and _is_area_over_time(question))):
        return progress
    if question.intent.name == "when" and question.areas and (dated := last_graded(question, book)):
        return dated
    if question.intent.name in _NO_GRADES:
        return None
    if question.areas and _asks_for_more(question, book):
        return None
    if question.intent.name == "count" and not _HOW_MANY_AREAS.search(question.full):
        return None
    evidence = Evidence(book.library)
    if (named := names_own_area(question, book.own, book.library.index.sources)) and not asks_why(question):
        return answer_own_area(question, named, book, evidence)
    if question.areas:
        return answer_part(question, book, evidence) or _answer_areas(question, book, evidence)
    if _OVERALL.search(question.full):
        return answer_overall(question, book, evidence)
    timeless = content_terms(NEWEST.sub(" ", question.full))  # "this time round" names nothing
    subject = [term for term in question.subject if term not in ABOUT_GRADES and term in timeless]
    if several := areas_with(subject):
        return _answer_areas(replace(question, areas=several), book, evidence)
    if subject and question.intent.name not in ("list", "count", "yesno", "compare", "timeline"):
        return not_an_area(question, book, evidence)
    if len(subject) > (0 if question.intent.name == "yesno" else _STRAY_SUBJECT):
        return None
    return answer_edition(question, book, evidence)


def _is_of_ungraded(question: Question, book: GradeBook) -> bool:
    """Whether a question asks if an inspection other than PEEL's gave a grade, and that has none: what it says of that is the answer."""
    named = {s.id for s in book.library.index.sources.values() if s.is_official and names_inspection(question, s)}
    return bool(named) and question.intent.name == "yesno" and named.isdisjoint(grade.document for grade in (*book.grades, *book.own))


def _is_bare_area(question: Question) -> bool:
    """Whether a question names an area and nothing more, with nothing before it: "what about investigating crime?"."""
    is_whole = _WHAT_ABOUT.match(question.own) is not None and not question.is_follow_up and _VALUE.search(question.own) is None
    return is_whole and bool(question.areas) and not question.stray(area_terms(question.areas))


def _asks_for_more(question: Question, book: GradeBook) -> bool:
    """Whether more is asked for than the grade of an area: words stand in the question that name neither an area nor a grade.

    Where no grade is named, one such word is enough: "how does it stand against the country on stopping black people".
    """
    if question.is_area_guessed:
        return False
    labels = frozenset(terms(" ".join(grade.label for grade in book.grades)))
    question = replace(question, own=_EXAMPLES.sub("", question.own))
    stray = question.stray(area_terms(question.areas) | labels | ABOUT_GRADES | _OVER_TIME | _FILLING)
    if question.intent.name == "timeline" and not _GRADED.search(question.own):
        return bool(stray)
    return len(stray) > (_STRAY_BESIDE_GRADE if _SAYS_GRADE.search(question.full) or _asks_without_word(question) else 0)


def _asks_without_word(question: Question) -> bool:
    return asks_how_done(question.own) or _GIVEN_FOR.search(question.own) is not None


def asks_for_unnamed_area(question: Question) -> bool:
    """Whether a question asks for a grade, by that word, of something that it calls by no name of an area."""
    return _has_unnamed_subject(question) and (_SAYS_GRADE.search(question.own) is not None or _asks_without_word(question))


def may_ask_for_area(question: Question) -> bool:
    """Whether "good" may be a grade of something that a question calls by no name of an area: "crime solving in 2022, was it good"."""
    return _has_unnamed_subject(question) and bool(question.grades)


def _has_unnamed_subject(question: Question) -> bool:
    is_about_something = any(term not in ABOUT_GRADES for term in question.own_subject)
    return question.is_graded and not question.areas and not question.role and is_about_something


def _is_area_over_time(question: Question) -> bool:
    """Whether a question asks how an area went over the inspections and names nothing else: "how has investigating crime changed"."""
    names = frozenset(terms(" ".join(name for area in question.areas for name in areas()[area].names)))
    is_over_time = question.intent.name in ("timeline", "compare") and not _VALUE.search(question.own)
    return is_over_time and set(question.subject) <= names | _OVER_TIME


def _answer_areas(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    is_over_time = question.intent.name in ("timeline", "compare") or not question.years
    claims: list[Claim] = []
    missing: list[str] = []
    for area in question.areas:
        held = book.of(area)
        is_set_against = question.intent.name == "compare" and len(question.year_groups) == 1 and _THAN_IN.search(question.own) is not None
        chosen = (
            held
            if is_set_against or (is_over_time and len(question.years) < 2)
            else [g for g in held if affinity(question, book.source(g)) >= 1.0]
        )
        chosen = chosen or ([g for g in held if affinity(question, book.source(g)) > 0] if question.years else [])
        if question.intent.name == "timeline":
            chosen = held
        if question.is_follow_up and question.intent.name != "compare" and _BEFORE.search(question.own):
            chosen = _before(question, held, book)
            if held and not chosen:
                before = told_claims(area, book.told_of(area, _first_known(question, held, book))[:1], book, evidence)
                if before:
                    return compose(question.text, before, evidence.citations, confidence=0.9)
                return _none_before(question, area, held, book, evidence)
        if chosen:
            told = told_before(question, area, chosen, book)
            claims.append(_area_claim(question, area, chosen, told, book, evidence))
            claims += told_claims(area, told, book, evidence)
        elif told := told_of_years(question, area, book):
            (claim,) = told_claims(area, told[:1], book, evidence)
            claims.append(replace(claim, text=yes_or_no(question, told) + claim.text))
        else:
            missing.append(area)
    unheld = [group for group in question.year_groups if not any(_covers(book, area, group) for area in question.areas)]
    if unheld and claims and len(question.year_groups) > 1 and question.intent.name != "timeline":
        return _missing_year(question, unheld[0], claims, evidence)
    if claims and (denial := denied_move(question, book)):
        first = replace(claims[0], text=denial + claims[0].text)
        return compose(question.text, [first, *claims[1:]], evidence.citations, "false_premise", confidence=0.9)
    if question.grades and claims and (contradiction := _contradict(question, book)):
        return _false_premise(question, contradiction, book, claims, evidence)
    if not claims or (missing and len(question.areas) == 1):
        return not_graded(question, missing or list(question.areas), book, evidence)
    if asks_why(question):
        return None
    if question.intent.name == "timeline" or (question.intent.name in ("compare", "general", "list", "yesno") and is_over_time):
        claims += _gaps(question, book, evidence)
    if question.intent.name == "timeline":
        for area in question.areas:
            claims += told_claims(area, book.told_of(area, ANY_TIME), book, evidence)
    caveats = [COMPARISON_CAVEAT] if spans_cycles(evidence) else []
    return compose(question.text, claims, evidence.citations, caveats=caveats, confidence=0.95)


def _first_known(question: Question, held: list[Grade], book: GradeBook) -> str:
    """The inspection before which a follow-up asks for a grade: the one that it goes on from, the newest where it names none."""
    known = [inspected(book.source(g)) for g in held if not question.years or affinity(question, book.source(g)) >= 1.0]
    return min(known, default="") if question.years else max(known, default="")


def _before(question: Question, held: list[Grade], book: GradeBook) -> list[Grade]:
    """The grades from before the inspection that a follow-up goes on from, newest first; before the newest where it names none."""
    first = _first_known(question, held, book)
    return [g for g in held if inspected(book.source(g)) < first]


def _none_before(question: Question, area: str, held: list[Grade], book: GradeBook, evidence: Evidence) -> Answer:
    name = areas()[area].name
    first = f"The documents held do not say: they hold no earlier grade for {name}."
    return only_held(question, first, "other_edition", name, held, book, evidence)


def _covers(book: GradeBook, area: str, years: tuple[int, ...]) -> bool:
    """Whether an inspection of those years says something about an area's grade, be it that it gives none."""
    facts: list[Grade | Ungraded] = [*book.of(area), *(u for u in book.ungraded if u.area == area)]
    return any(not set(years).isdisjoint(years_of(book.source(fact))) for fact in facts)


def _missing_year(question: Question, years: tuple[int, ...], claims: list[Claim], evidence: Evidence) -> Answer:
    first = Claim(f"The documents held do not say: no inspection of {years_named(years)} is among them, so that comparison cannot be made.")
    return compose(question.text, [first, *claims], evidence.citations, "other_edition", [COMPARISON_CAVEAT], confidence=0.9)


def _area_claim(
    question: Question, area: str, chosen: list[Grade], told: Sequence[ToldGrade], book: GradeBook, evidence: Evidence
) -> Claim:
    """The grades chosen, behind a yes or no that those told of earlier inspections count for too."""
    if question.intent.name in ("timeline", "compare") and len(chosen) > 1:
        chosen = list(reversed(chosen))
    names = [book.name(grade) for grade in chosen]
    name = areas()[area].name if areas()[area].name in names else names[0]
    called = [f", as {other}" if other != name else "" for other in names]
    said = [f"{grade.grade} in {inspection_name(book.source(grade))}{what}" for grade, what in zip(chosen, called, strict=True)]
    said = [said[0], *(opening(words) for words in said[1:])]
    numbers = evidence.add_all((g.document, g.start, g.end) for g in chosen)
    line = f"{opening(name)}: {'. '.join(said)}."
    return Claim(yes_or_no(question, [*chosen, *told]) + line, numbers)


def _contradict(question: Question, book: GradeBook) -> str:
    """The grade that a question takes for granted although no inspection asked about gave it; "" where there is none."""
    if question.intent.name in ("list", "yesno", "compare", "timeline"):
        return ""
    if _WHICH_GRADE.search(question.full) and not _GIVEN_GRADE.search(question.full):
        return ""
    held = [g for area in question.areas for g in of_time_asked(question, book.of(area), book)]
    return next((grade for grade in question.grades if held and grade not in {g.grade for g in held}), "")


def _false_premise(question: Question, grade: str, book: GradeBook, claims: list[Claim], evidence: Evidence) -> Answer:
    is_known = any(g.grade == grade for area in question.areas for g in book.of(area))
    denied = f"the newest inspection held doesn't grade it {grade}" if is_known else f"no document held grades it {grade}"
    first = Claim(f"It wasn't: {denied}. {claims[0].text}", claims[0].citations)
    return compose(question.text, [first, *claims[1:]], evidence.citations, "false_premise", confidence=0.9)


def _gaps(question: Question, book: GradeBook, evidence: Evidence) -> list[Claim]:
    """Editions that cover the area without grading it, for a question over time."""
    found = []
    for fact in book.ungraded:
        if fact.area in question.areas:
            numbers = evidence.add_all([(fact.document, fact.start, fact.end)])
            found.append(Claim(f"{inspection_name(book.source(fact))}: no grade for {areas()[fact.area].name}.", numbers))
    return found
