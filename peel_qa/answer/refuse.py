"""When not to answer, and how to say so."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Answer, Citation, Claim
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity

_NEAREST = 2
_DOOR = Claim("For what the reports do not hold, ask the police force, its police and crime commissioner, or HMICFRS.")
_KINDS = {
    "percentage": "percentage",
    "amount": "amount",
    "count": "number",
    "money": "sum of money",
    "duration": "length of time",
    "date": "date",
    "frequency": "frequency",
    "names": "names",
}


def refuse(question: Question, candidates: Sequence[Candidate], library: Library, filters: Filters, confidence: float) -> Answer:
    """The refusal for a question that nothing held answers: what is missing, and the nearest passages, marked as no answer."""
    nearest = _nearest(candidates, library)
    is_held = _has_edition(question, library, filters)
    lines = [Claim(_missing(question, is_held))]
    lines.append(_DOOR)
    status = "other_edition" if question.years and not is_held else "not_in_corpus"
    return compose(question.text, lines, [], status, nearest=nearest, confidence=confidence)  # type: ignore[arg-type]


def never_mentioned(question: Question, names: Sequence[str], candidates: Sequence[Candidate], library: Library) -> Answer:
    """The refusal for a question about a name that no document holds."""
    first = Claim(f"The documents held do not say: none of them mentions {' or '.join(names)}.")
    return compose(question.text, [first, _DOOR], [], "not_in_corpus", nearest=_nearest(candidates, library), confidence=0.9)


def none_behind(question: Question) -> Answer:
    """No answer, because no inspection behind the one told of before is held."""
    first = Claim("The documents held do not say: no later inspection than that one is among them.")
    return compose(question.text, [first], [], "other_edition", confidence=0.9)


def _nearest(candidates: Sequence[Candidate], library: Library) -> list[Citation]:
    evidence = Evidence(library)
    places = [(c.hit.passage.document, c.span.start, c.span.end) for c in candidates[:_NEAREST]]
    return [citation for place in places if (citation := evidence.library_citation(*place))]


def _has_edition(question: Question, library: Library, filters: Filters) -> bool:
    sources = (document.source for document in library.index.documents.values())
    return any(affinity(question, source) > 0 for source in sources if filters.admit(source))


def _missing(question: Question, is_held: bool) -> str:
    kind = "reason" if question.intent.name == "why" else _KINDS.get(question.intent.expects, "")
    if question.years and not is_held:
        years = "/".join(str(year) for year in question.years)
        return f"The documents held do not say: no inspection of {years} is among them, and the others do not answer this about {years}."
    if kind:
        return f"The documents held do not say: they give no {kind} for this."
    return "The documents held do not say: none of their passages answers this question."
