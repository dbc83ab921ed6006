"""What a sentence must hold that answers a question for somebody: a name, an agent, the office of whom is asked for."""

from __future__ import annotations

import re

from peel_qa.answer.evidence import Library
from peel_qa.answer.leaning import lead_of
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.answer.speakers import signer_of, voice_of
from peel_qa.data import pattern_of
from peel_qa.facts.people import NAME, find_role, full_name
from peel_qa.facts.records import Person
from peel_qa.search.question import Question, content_terms
from peel_qa.stems import term_set, terms
from peel_qa.text import fold, without_quotations

_NAMED_FOR = 0.35
"""Share of the question's words, by weight, that a sentence needs whose name is to be that of whom the question describes."""
_READ_FOR, _SURELY_READ = 0.2, 0.8
"""The same where the reader is so sure that the sentence answers."""
_HEADS = re.compile(
    r"\b(?:(?:heads?|director|leads?|manager|chief|in charge|chair) (?:of|for)"
    r"|(?:headed|chair(?:s|ed)|leads?|led|heads?(?: up)?|runs?|ran)(?: of| for)?) "
    r"(?:the |its |their |force[’']s )*"
    r"(?P<what>[a-z][^?,.;]{3,40})",
    re.IGNORECASE,
)
"""Somebody with what they are at the head of."""
_OF_BEFORE = re.compile(r"\W*(?:its|their) \w+\b", re.IGNORECASE)
"""A sentence about somebody or something that belongs to what the one before it speaks of: "Its chair, Winifred Amoako, …"."""
_WHO_VERB = re.compile(r"^(?:and |so |but )?who(?:'s| is| are| was| were| has| had| will)? (?:\w+ly )?(?P<verb>[a-z]{4,})\b", re.IGNORECASE)


def _pattern(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "demands.toml", name)


def has_agent(question: Question, candidate: Candidate) -> bool:
    """Whether somebody stands in the sentence who is not named in the question already, and not as its mere object."""
    if question.intent.name != "who":
        return True
    asked = set(terms(question.full))
    if _pattern("asks_person").search(question.own):
        words = candidate.marks.get("window", 0.0) if _OF_BEFORE.match(candidate.text) else candidate.words
        fewest = _READ_FOR if candidate.marks.get("answers", 0.0) >= _SURELY_READ else _NAMED_FOR
        return words >= fewest and any(not set(terms(name)) <= asked for name in people_in(candidate))
    if question.role:
        return True
    agents = [m for m in _pattern("agents").finditer(candidate.text) if not set(terms(m[0])) <= asked]
    by_verb = _done(question, candidate.text)
    if by_verb is not None:
        return by_verb
    has_name = re.search(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+", candidate.text) is not None
    return bool(agents or has_name)


def people_in(candidate: Candidate) -> list[str]:
    """The full names of people in a sentence."""
    return [name for match in re.finditer(NAME, candidate.text) if (name := full_name(match[0], candidate.hit.source))]


def is_of_office(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence speaks of what the person asked for heads: the head of one department is not that of another."""
    match = _HEADS.search(without_quotations(question.own)) if question.intent.name == "who" else None
    wanted = content_terms(match["what"], question.forces) if match else []
    if not wanted:
        return True
    of_before = f"{words_before(candidate)} " if _OF_BEFORE.match(candidate.text) else ""
    said = (of_before or lead_of(words_before(candidate), candidate.text)) + candidate.text
    title = candidate.hit.source.title if candidate.hit.source.is_official else ""
    held = term_set(f"{said} {candidate.hit.passage.finding} {title}")
    is_named = bool(people_in(candidate)) or _pattern("headed").search(candidate.text) is not None
    return is_named and sum(question.mentions(term, held) for term in wanted) >= len(wanted) / 2


def doer_of(question: Question, library: Library) -> Person | None:
    """The person of the documents whom a question supposes to have done something: "why did Imogen Hallworth end the scheme"."""
    match = _pattern("doer").search(question.own) if question.intent.name != "who" else None  # "who took over when she left"
    return _known_person(match["who"], library) if match else None


def is_of_doer(doer: Person | None, candidate: Candidate, library: Library) -> bool:
    """Whether a sentence tells of the person who is supposed to have done something; True where nobody is.

    The person or the office has to stand there, before it or above it, or it has to be that person's words. What happened before anybody
    of that name was heard of is not told as theirs.
    """
    if doer is None or doer.name in candidate.text:
        return True
    hit, surname = candidate.hit, doer.name.split()[-1]
    if not any(p.document == hit.passage.document and p.name.split()[-1] == surname for p in library.index.facts.people):
        return False
    voice = voice_of(candidate, library)
    said = f"{words_before(candidate)} {candidate.text} {hit.passage.finding} {voice.speaker if voice else ''}"
    return surname in said or find_role(fold(said)) == doer.role or signer_of(candidate, library) is not None


def _known_person(words: str, library: Library) -> Person | None:
    """The person of the documents whose name, with a first name or an office before it, some words begin with."""
    names = {p.name: p for p in library.index.facts.people if p.role}
    titled = _pattern("titled").match(words)
    bare = words[titled.end() :] if titled else words

    def is_meant(name: str) -> bool:
        surname = rf"|{re.escape(name.split()[-1])}" if titled else ""
        return re.match(rf"(?:{re.escape(name)}{surname})\b", bare, re.IGNORECASE) is not None

    return next((person for name, person in names.items() if is_meant(name)), None)


def _done(question: Question, sentence: str) -> bool | None:
    """Whether a passive sentence says by whom the thing asked about is done; None where it says nothing of the kind.

    "The group is independently chaired and attended by officers" does not say who chairs it.
    """
    match = _WHO_VERB.search(question.own)
    wanted = set(terms(match["verb"])) if match else set()
    for word in re.finditer(r"\b(?:is|are|was|were|be|been|being|also|\w+ly),? (?P<word>[a-z]+ed)\b(?P<behind>(?: \w+){0,2})", sentence):
        if wanted & set(terms(word["word"])):
            return re.match(r" (?:\w+ )?by\b", word["behind"]) is not None
    return None
