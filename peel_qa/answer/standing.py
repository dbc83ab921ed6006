"""Questions for the inspection or the force as a whole: was it graded at all, is the force in special measures."""

from __future__ import annotations

import re

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.gradebook import inspection_name, names_inspection
from peel_qa.facts.records import Standing
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.text import opening

_MONITORING = re.compile(
    r"\bspecial measures\b|\b(?:enhanced|closer|intensive|advanced|default|level of|phase of) monitoring\b"
    r"|\bmonitoring (?:level|phase|stage)\b|\bmonitored more closely\b|\bclosely monitored\b"
    r"|\b(?:in|into|to|from|under|out of) (?:the )?[‘'\"“]?(?:(?-i:Engage|Scan)\b|(?:engage|scan)(?:$|\?| (?:phase|level|process|stage)))",
    re.IGNORECASE,
)
_OF_THE_FORCE = re.compile(
    r"\b(?:it|they|we|force|constabulary|police)\b.*"
    r"\b(?:in|into|out of|under|still in) (?:special measures|(?:enhanced|closer) monitoring)\b",
    re.IGNORECASE,
)
_LEVELS = {
    "default monitoring": "the force is at the default level of monitoring, not at the enhanced one that newspapers call special measures",
    "enhanced monitoring": "the force is at the enhanced level of monitoring, which newspapers call special measures",
}
_DEFAULT = re.compile(r"\bscan\b|\bdefault\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:ever|was|were|had|when|history|years?)\b", re.IGNORECASE)
_ASKED = ("yesno", "general", "definition", "list")


def answer_standing(question: Question, library: Library, filters: Filters) -> Answer | None:
    """That an inspection gave no grade at all, or how closely the force is monitored; None where something else is asked."""
    held = [fact for fact in library.index.facts.standing if filters.admit(library.source(fact.document))]
    held = [fact for fact in held if not question.years or affinity(question, library.source(fact.document)) > 0]
    if _MONITORING.search(question.own):
        levels = [fact for fact in held if fact.kind in _LEVELS]
        if not levels:
            return _unknown_level(question) if _OF_THE_FORCE.search(question.own) else None
        if question.intent.name not in _ASKED:
            return None
        return _level(question, sorted(levels, key=lambda fact: _order(library.source(fact.document))), library)
    if not question.is_graded:
        return None
    named = [fact for fact in held if fact.kind == "ungraded" and names_inspection(question, library.source(fact.document))]
    return _no_grade(question, named[0], library) if named else None


def _unknown_level(question: Question) -> Answer:
    """That nothing is held on it: the special measures of sentences are those for victims in court."""
    lines = [
        Claim("The documents held do not say how closely the inspectorate monitors the force."),
        Claim("HMICFRS names the forces at its enhanced level of monitoring on its website."),
    ]
    return compose(question.text, lines, [], "not_in_corpus", confidence=0.9)


def _order(source: Source) -> tuple[str, bool]:
    return source.published or inspected(source), source.is_official


def _level(question: Question, levels: list[Standing], library: Library) -> Answer | None:
    """What the newest documents say, by the inspectorate's own where it says so, and behind it the newest that says otherwise."""
    if question.intent.name == "yesno" and _PAST.search(question.own):
        return None
    others = [fact for fact in levels if fact.kind != levels[-1].kind]
    since = levels[levels.index(others[-1]) + 1 :] if others else levels
    newest = next((fact for fact in reversed(since) if library.source(fact.document).is_official), since[-1])
    is_yes = (newest.kind == "default monitoring") == (_DEFAULT.search(question.own) is not None)
    lead = ("Yes. " if is_yes else "No. ") if question.intent.name == "yesno" else ""
    evidence = Evidence(library)
    claims = [_claim(lead, newest, "says", library, evidence)]
    claims += [_claim("Before that, ", other, "said", library, evidence) for other in others[-1:]]
    return compose(question.text, claims, evidence.citations, confidence=0.9)


def _claim(lead: str, fact: Standing, verb: str, library: Library, evidence: Evidence) -> Claim:
    said = f"{inspection_name(library.source(fact.document))} {verb}: {_LEVELS[fact.kind]}."
    return Claim(lead + (said if lead.endswith(", ") else opening(said)), evidence.add_all([(fact.document, fact.start, fact.end)]))


def _no_grade(question: Question, fact: Standing, library: Library) -> Answer:
    said = f"{inspection_name(library.source(fact.document))} gives the force no grade."
    evidence = Evidence(library)
    nearest = [c for c in [evidence.library_citation(fact.document, fact.start, fact.end)] if c]
    return compose(question.text, [Claim(f"The documents held do not say: {said}")], [], "not_graded", nearest=nearest, confidence=0.9)
