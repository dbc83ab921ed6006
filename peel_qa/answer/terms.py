"""Questions for what an abbreviation stands for or what a thing is, answered where a document spells it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.sentences import Candidate
from peel_qa.facts.records import Term
from peel_qa.records import Answer, Claim
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question
from peel_qa.stems import terms

_ASKS = re.compile(
    r"\b(?:stand(?:s)? for|mean(?:s|ing)?|what(?:'s|’s| is| are| does| do| was)|define|definition|explain|"
    r"abbreviation|acronym|short for)\b",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"\b(?:(?i:what (?:does|do|did) (?:the (?:letters|abbreviation|acronym) )?)(?=[A-Z&-]+s? (?:stands? for|means?)\b)"
    r"|(?i:meaning|definition) of )(?P<term>[A-Z][A-Z&-]*[A-Z]s?)\b"
)
"""Questions for what an abbreviation in capitals means, and nothing else."""
_MOST_TERMS = 4
_ABOUT_TERMS = frozenset(terms("stand stands for mean means meaning define definition explain abbreviation acronym short letters initials"))
_MORE = 2


def answer_terms(question: Question, library: Library, filters: Filters, candidates: Sequence[Candidate]) -> Answer | None:
    """The answer to "what is a ROCU"; None where no abbreviation that is spelt out is asked for."""
    if not _ASKS.search(question.full) or len(question.terms) > _MOST_TERMS or question.is_graded:
        return None
    held = [term for term in library.index.facts.terms if filters.admit(library.source(term.document))]
    asked = _asked(question, held)
    if asked is None or _asks_for_more(question, asked):
        return None
    evidence = Evidence(library)
    number = evidence.add(asked.document, asked.start, asked.end)
    if not number:
        return None
    word = asked.short.casefold()
    more = [c for c in candidates if word in c.text.casefold() or asked.long.casefold() in c.text.casefold() or _follows(c, asked)]
    for candidate in more[:_MORE]:
        evidence.add(candidate.hit.passage.document, candidate.span.start, candidate.span.end)
    first = f"{asked.short} stands for {asked.long} ({edition_label(library.source(asked.document))})."
    return compose(question.text, [Claim(first, (number,))], evidence.citations, confidence=0.9)


def unheld_term(question: Question, library: Library, filters: Filters, candidates: Sequence[Candidate]) -> Answer | None:
    """The refusal to say what an abbreviation means that no document uses; None where one does, or something else is asked."""
    asked = _MEANING.search(question.text)
    if asked is None:
        return None
    word = asked["term"]
    is_used = re.compile(rf"\b{re.escape(word.rstrip('s'))}s?\b", re.IGNORECASE)
    documents = (d for d in library.index.documents.values() if filters.admit(d.source))
    if any(is_used.search(document.text) for document in documents):
        return None
    evidence = Evidence(library)
    nearest = [c for one in candidates[:_MORE] if (c := evidence.library_citation(one.hit.passage.document, one.span.start, one.span.end))]
    first = Claim(f"The documents held do not say what {word} means: they do not use it.")
    return compose(question.text, [first], [], "not_in_corpus", nearest=nearest, confidence=0.9)


def _asks_for_more(question: Question, asked: Term) -> bool:
    """Whether a question is about more than the term: "what does the corporate plan say about LPAs"."""
    own = set(terms(f"{asked.short} {asked.long}")) | _ABOUT_TERMS
    return any(term not in own and term.rstrip("s") not in own for term in question.own_subject)


def _asked(question: Question, held: list[Term]) -> Term | None:
    """The term that the question names, by its short form or by its whole long form; official documents first, newest first."""
    words = {word.rstrip("s").casefold() for word in re.findall(r"[A-Za-z][\w&-]+", question.text)}
    fitting = [term for term in held if term.short.rstrip("s").casefold() in words]
    fitting.sort(key=lambda term: len(term.short), reverse=True)
    return fitting[0] if fitting else None


def _follows(candidate: Candidate, term: Term) -> bool:
    """Whether a sentence stands right behind the one that spells the term out: it often says what the thing does."""
    return candidate.hit.passage.document == term.document and 0 <= candidate.span.start - term.end <= 3
