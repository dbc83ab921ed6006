"""Questions that fit several things: the ways to read them are shown instead of a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.expected import counted_heads
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.figures import asks_total, counts_plainly, largest_plain
from peel_qa.answer.grade_editions import answer_edition
from peel_qa.answer.gradebook import GradeBook, inspection_name
from peel_qa.answer.sentences import Candidate
from peel_qa.data import any_of, read_table
from peel_qa.facts.areas import areas
from peel_qa.facts.people import roles
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, content_terms, inspected
from peel_qa.stems import terms

_BARE_WORDS = 1
_POINTS_NOWHERE = re.compile(
    r"\b(?:it|that|this|those|these|he|she|his|her|(?<!are )(?<!is )(?<!were )(?<!was )there|then)\b"
    r"(?! (?:a|the|any|some|true|there)\b)",
    re.IGNORECASE,
)
_AS_A_WHOLE = re.compile(
    r"^\W*(?:so |and |well )?(?:how (?:is|are|was|were)|how[’']?s|is|are) (?:the |my |our |your |their )?(?:local |own )?"
    r"(?:[a-z-]+ ){0,2}?(?:police(?: force| service)?|force|constabulary|cops|coppers|officers)(?: force)? (?:been )?"
    r"(?:doing|getting on|performing|faring|any good|good|okay?|alright|up to (?:scratch|much))"
    r"(?: (?:these days|nowadays|now|today|currently|at the moment|round here|around here|here|in my area|near me|at all|lately|then))*"
    r"\W*$",
    re.IGNORECASE,
)
"""Questions for how a force is doing, as its public asks them."""
_AGAINST_OTHERS = re.compile(
    r"\b(?:better|worse|safer|good|bad|different|compare[sd]?|rank(?:ed|s)?|stack up) (?:than|as|from|to|with|against|among) "
    r"(?:most |all |any |the |our )*(?:other |neighbouring |similar )?(?:police )?"
    r"(?:forces|constabularies|average(?: force)?|rest(?: of (?:the country|england(?: and wales)?))?|elsewhere|others|most|country)\W*$",
    re.IGNORECASE,
)
"""Questions that set something against other forces: of a whole force no inspector says so."""
_WORDS = read_table("peel_qa.answer", "vague.toml")
_PROGRESS, _MEASURES, _GENERAL = (frozenset(terms(_WORDS[name])) for name in ("progress", "measures", "general"))
_WAITING = frozenset(terms("wait waits waited waiting longest shortest average"))
"""Words for a time that is waited, and not for what."""
_NAMED = any_of([_WORDS["named"]])
_OF_NOTHING = re.compile(
    r"(?:and |so |but |ok )*(?:is|was|are|were|has|have|had|did|does|do|will|can|should) (?:that|this|those|these|such)\b"
    r"(?! (?:force|report|inspection|year)\b)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_OF_SOMEBODY = re.compile(
    r"(?:and |so |but |ok )*(?:(?:what|how|why|when|where|which)(?: \w+)?(?:[’']s)? )?"
    r"(?:did|does|do|has|had|have|is|was|will|would|can|could|should)(?:n[’']?t)? (?:he|she)\b",
    re.IGNORECASE,
)
"""Begins with somebody who was not named: "what did he say about it"."""
_SHORT = 5
"""Terms up to which a question with a pronoun goes on from the one before it, if there is one (search/question.py)."""
_PEOPLE = 8
"""People who are named where a question does not say whom it means."""
_FEW_TERMS = 1
_OPTIONS = 3
_HELD = 0.4
"""Share of the question's words that the best sentence must hold for it to be what may be meant."""
_FEWER_WORDS = 0.25
"""How much less of the question's words than the best a sentence may hold to be what is meant."""
_FAR_ABOVE = 3
"""How many times a number must be another that counts the same thing, to be that of all of it."""
_AHEAD = 1.5
"""How far the best sentence must score above the best of another section to be the only thing meant (log-odds)."""


def clarify(question: Question, book: GradeBook, library: Library) -> Answer | None:
    """The question back, with what it may mean; None where the question says what it is about."""
    is_bare = len(question.text.split()) <= _BARE_WORDS
    is_open = says_no_subject(question)
    is_whole = _AS_A_WHOLE.match(question.own) is not None or _is_force_against_others(question)
    has_subject = set(question.subject) - _PROGRESS and not is_open and not is_bare and not is_whole
    if has_subject or question.areas or question.role or question.is_follow_up:
        return None
    if points_nowhere(question) and _PERSON.search(question.own):
        return _whom(question, library)
    if is_open:
        return _points_back(question)
    if question.intent.name in ("who", "when", "attribution", "scale", "definition"):
        return _points_back(question) if points_nowhere(question) else None
    evidence = Evidence(library)
    if question.years:
        return _of_edition(question, book, evidence)
    graded = list(dict.fromkeys(grade.area for grade in book.grades))
    names = " · ".join(areas()[key].name for key in graded)
    editions = ", ".join(dict.fromkeys(inspection_name(library.source(name)) for name in book.inspections()))
    lines = [
        Claim("Do you mean the force as a whole, or an area of its work? Inspectors give no overall grade."),
        Claim(f"Areas: {names}."),
        Claim(f"Inspections held: {editions}."),
    ]
    return compose(question.text, lines if graded else lines[:1], evidence.citations, "clarify", confidence=0.6)


def _whom(question: Question, library: Library) -> Answer:
    """The question back where it speaks of somebody who was not named, with those whom the documents name in offices, the newest first."""
    newest_first = sorted(library.index.facts.people, key=lambda person: library.source(person.document).published, reverse=True)
    named = list(dict.fromkeys(f"{person.name} ({roles()[person.role].name})" for person in newest_first))[:_PEOPLE]
    lines = [Claim("Whom do you mean? The question speaks of somebody, and names nobody.")]
    lines += [Claim(f"The documents name: {' · '.join(named)}.")] if named else []
    return compose(question.text, lines, [], "clarify", confidence=0.6)


def _is_force_against_others(question: Question) -> bool:
    """Whether a force as a whole is set against others: "is West Mercia better than other forces"."""
    match = _AGAINST_OTHERS.search(question.own)
    before = content_terms(question.own[: match.start()], question.forces) if match else ["any"]
    return not set(before) - _PROGRESS - {"forc", "polic", "constabulari"}


def says_no_subject(question: Question) -> bool:
    """Whether a question has words of its own, and none that says what it is about: "what were the results", "did they hit the target"."""
    words = set(question.own_subject)
    is_general = bool(words - _PROGRESS) and words <= _PROGRESS | _MEASURES | _GENERAL
    return is_general and question.intent.name != "attribution" and not question.years and _NAMED.search(question.own) is None


def asks_of_nothing(question: Question, library: Library) -> Answer | None:
    """The question back where it opens with a "that" or a "she" which nothing stands before: "is that still outstanding?"."""
    is_short = len(terms(question.own)) <= _SHORT  # a longer one may stand in a conversation that names somebody
    if is_short and not (question.is_follow_up or question.role) and _OF_SOMEBODY.match(question.own):
        return _whom(question, library)
    return _points_back(question) if _OF_NOTHING.match(question.own) and points_nowhere(question) else None


def _points_back(question: Question) -> Answer:
    """The question back where it points at something that was not said, or does not say what it is about: "when was that?"."""
    why = "points at something before it, but it is the first" if _POINTS_NOWHERE.search(question.own) else "does not say what it is about"
    first = Claim(f"What do you mean? The question {why}, so there is nothing to say to it.")
    more = Claim("Name the report, the person or the subject, and it will be answered with quotations.")
    return compose(question.text, [first, more], [], "clarify", confidence=0.6)


def _of_edition(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """A year alone: the grades of its inspection, since they are what is asked for most."""
    answer = answer_edition(question, book, evidence)
    if answer is None or answer.abstained:
        return answer
    first = Claim("Do you mean the grades of that inspection, or something that it says? These are the grades.")
    return compose(question.text, [first, *answer.claims], answer.citations, "clarify", answer.caveats, confidence=0.6)


def points_nowhere(question: Question) -> bool:
    """Whether a question without an earlier one is about an "it" or a "that" and names hardly anything: "how much was it"."""
    is_bare = len(question.own_subject) <= _FEW_TERMS and not question.areas and not question.role and not question.forces
    return not question.is_follow_up and is_bare and _POINTS_NOWHERE.search(question.own) is not None


def _is_total(whole: Sequence[Candidate], best: Candidate, heads: set[str]) -> bool:
    """Whether the best of some plain counts of a thing is that of all of them: a number far above those of the same inspection, if any."""
    most, when = largest_plain(best.text, heads), inspected(best.hit.source)
    others = [largest_plain(c.text, heads) for c in whole if c is not best and inspected(c.hit.source) >= when]
    return any(candidate is best for candidate in whole) and all(number * _FAR_ABOVE <= most for number in others)


def which_of(question: Question, able: Sequence[Candidate], library: Library) -> Answer | None:
    """The question back, with the things that it may mean, where one word or none says what it is about; None where one thing stands out.

    "How many are waiting?" may mean devices, referrals or callers.
    """
    empty = _MEASURES | _WAITING if question.intent.expects == "duration" else _MEASURES
    subject = [term for term in question.own_subject if term not in empty]
    is_bare = bool(question.intent.expects) and len(subject) <= _FEW_TERMS and not (question.areas or question.role)
    is_across = question.intent.name in ("compare", "timeline")
    if question.is_follow_up or is_across or (question.years and asks_total(question.own)) or not (is_bare or points_nowhere(question)):
        return None
    able = [candidate for candidate in able if candidate.words >= _HELD or not subject]
    if question.wants_newest:
        newest = max((inspected(candidate.hit.source) for candidate in able), default="")
        able = [candidate for candidate in able if inspected(candidate.hit.source) == newest]
    options: dict[tuple[str, ...], Candidate] = {}
    for candidate in able:
        if subject and candidate.words < able[0].words - _FEWER_WORDS:
            continue
        options.setdefault((candidate.hit.source.id, *candidate.hit.passage.section, candidate.hit.passage.finding), candidate)
    best = list(options.values())[:_OPTIONS]
    places = {c.hit.passage.section[:1] or (c.hit.source.id,) for c in best}
    if len(best) < 2:
        return None
    heads = counted_heads(question)
    whole = [candidate for candidate in best if counts_plainly(candidate.text, heads)]
    is_ahead = bool(subject) and best[0].score - best[1].score > _AHEAD
    is_told = len(places) < 2 or is_ahead or _is_total(whole, best[0], heads)
    if is_told and not points_nowhere(question):
        return None
    evidence = Evidence(library)
    claims = [Claim("What do you mean? The documents hold several things that the question may be about. Do you mean one of these?")]
    for candidate in best:
        number = evidence.add(candidate.hit.passage.document, candidate.span.start, candidate.span.end)
        if number:
            where = candidate.hit.passage.section[0] if candidate.hit.passage.section else candidate.hit.source.title
            claims.append(Claim(f"- {where}: {as_sentence(candidate.text)}", (number,)))
    return compose(question.text, claims, evidence.citations, "clarify", confidence=0.5) if len(claims) > 2 else None
