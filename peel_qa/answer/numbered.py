"""Things that documents tell from others of their kind by a number or a letter: "recommendation 3", "AFI B"."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.cite import paragraph_at
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.data import pattern_of
from peel_qa.search.question import Question


def of_the_number(question: Question, candidates: Sequence[Candidate], library: Library) -> Sequence[Candidate]:
    """Of a question about a numbered thing ("recommendation 3") the sentences of the paragraphs that name it; all where none does."""
    asked = numbered_in(question.full)
    found = [c for c in candidates if asked & _numbered_beside(c, library)] if asked else []
    return found or candidates


def _numbered_beside(candidate: Candidate, library: Library) -> set[tuple[str, str]]:
    """The numbered things that the paragraph of a sentence names, each as its kind and its number."""
    return numbered_in(paragraph_at(library.index.documents[candidate.hit.passage.document], candidate.span.start) or candidate.text)


def numbered_in(text: str) -> set[tuple[str, str]]:
    """The things that a text names by their number, each as kind and number: "recommendation 3", "AFI B"."""
    return {(m["kind"].lower(), m["number"].lower()) for m in pattern_of("peel_qa.answer", "demands.toml", "numbered").finditer(text)}
