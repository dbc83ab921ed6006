"""Why something is so that a report sets out as a cause of concern, or as an area for improvement: the paragraph that says it."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.demands import is_mere_demand
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.grade_reasons import TO_PUT_RIGHT
from peel_qa.answer.sentences import Candidate
from peel_qa.facts.labels import kind_named
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, fits_years

_PREMISES = 3
"""Sentences, the best first, of which one has to say what a question asks the reason of."""
_READ, _WORDS = 0.8, 0.25
"""How sure the reader must be of it, and what share of the question's words it needs."""
_LONGEST = 1200
"""Characters of the longest paragraph that is told."""


def paragraph_set_out(question: Question, candidates: Sequence[Candidate], library: Library) -> Answer | None:
    """The paragraph of a finding that says what a question asks the reason of; None where none surely does.

    What stands there beside it is how the report accounts for it, though no word may say "because".
    """
    if question.intent.name != "why":
        return None
    evidence = Evidence(library)
    for premise in candidates[:_PREMISES]:
        if not _is_told(question, premise, library):
            continue
        document = library.index.documents[premise.hit.passage.document]
        block = document.blocks[document.block_at(premise.span.start)]
        if (
            block.kind == "paragraph"
            and block.end - block.start <= _LONGEST
            and (number := evidence.add(document.id, block.start, block.end))
        ):
            said = " ".join(document.text[block.start : block.end].split())
            claim = Claim(f"{said} ({edition_label(evidence.citations[0])})", (number,))
            return compose(question.text, [claim], evidence.citations, confidence=0.6)
    return None


def _is_told(question: Question, premise: Candidate, library: Library) -> bool:
    """Whether a sentence of a finding surely says what a question asks the reason of, of its years, and as no demand alone."""
    is_said = premise.found >= _READ and premise.words >= _WORDS
    is_of_then = is_said and _is_of_finding(premise) and fits_years(question, premise.hit.source, premise.text)
    return is_of_then and not is_mere_demand(question, premise, library)


def _is_of_finding(candidate: Candidate) -> bool:
    """Whether a sentence stands below the heading of a cause of concern or of areas for improvement."""
    passage = candidate.hit.passage
    return any(kind_named(heading) in TO_PUT_RIGHT for heading in (*passage.section, passage.finding) if heading)
