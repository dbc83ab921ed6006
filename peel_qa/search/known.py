"""What the facts know about a question, as a ranking of passages: a grade is found by what it is, not by its words."""

from __future__ import annotations

from peel_qa.facts.records import Grade, Person
from peel_qa.index.reader import SearchIndex
from peel_qa.search.question import Question, affinity


def known_passages(question: Question, index: SearchIndex) -> list[str]:
    """Ids of the passages that hold a grade of an area asked about, or name the holder of an office; the edition asked for first."""
    facts: list[Grade | Person] = []
    if question.is_graded:
        facts += [g for g in index.facts.grades if g.area in question.areas or (not question.areas and g.grade in question.grades)]
    if question.role and question.intent.name == "who":
        facts += [person for person in index.facts.people if person.role == question.role]
    sources = index.sources
    facts.sort(key=lambda fact: (affinity(question, sources[fact.document]), sources[fact.document].published), reverse=True)
    return list(dict.fromkeys(index.passage_at(fact.document, fact.start).id for fact in facts))
