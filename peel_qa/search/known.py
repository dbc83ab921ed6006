"""What the facts know about a question, as a ranking of passages: a grade is found by what it is, not by its words."""

from __future__ import annotations

from peel_qa.facts.records import Grade, Person
from peel_qa.index.reader import SearchIndex
from peel_qa.search.question import Question, affinity


def known_passages(question: Question, index: SearchIndex, most: int) -> list[str]:
    """Ids of the passages that hold a grade of an area asked about, or name the holder of an office; the edition asked for first.

    At most `most`: of a corpus of thousands of reports, all their grades are no answer.
    """
    facts: list[Grade | Person] = []
    if question.is_graded:
        facts += [g for g in index.facts.grades if g.area in question.areas or (not question.areas and g.grade in question.grades)]
    if question.role and question.intent.name == "who":
        facts += [person for person in index.facts.people if person.role == question.role]
    order = {
        name: (affinity(question, source), source.published) for name in {f.document for f in facts} if (source := index.sources[name])
    }
    facts.sort(key=lambda fact: order[fact.document], reverse=True)
    found: dict[str, None] = {}
    for fact in facts:
        found.setdefault(index.passage_at(fact.document, fact.start).id)
        if len(found) == most:
            break
    return list(found)
