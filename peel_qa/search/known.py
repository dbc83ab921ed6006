"""What is known about a question, as a ranking of passages: a grade is found by what it is, a number by what it counts, not by words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peel_qa.facts.records import Grade, Person
from peel_qa.index.reader import SearchIndex
from peel_qa.search.question import Question, affinity
from peel_qa.stems import terms

_COUNTED = re.compile(
    r"\bhow many (?:other |more )?(?P<thing>(?:[\w’'-]+ ){0,2}?[\w’'-]+)"
    r"(?= (?:is|are|was|were|do|does|did|has|have|had|there|can|in|at|on|it|they|the)\b|\W*$)",
    re.IGNORECASE,
)
"""Asks for the number of something, and for nothing more."""
_LOOKED_AT = 600
"""Passages with the word for a counted thing in which its number is looked for."""
_MOST_COUNTS = 5


def known_passages(question: Question, index: SearchIndex, most: int) -> list[str]:
    """Ids of the passages that hold a grade of an area asked about, name the holder of an office, or say how many of a thing there are.

    The edition asked for comes first.

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
    return list(found) or list(_counting(question, index))


def _counting(question: Question, index: SearchIndex) -> Iterator[str]:
    """The passages in which a number stands before the thing that a question counts, where it asks for nothing more.

    The largest number comes first: what a force has of something is more than any part of it.
    """
    asked = _COUNTED.search(question.own)
    if asked is None or not (stems := terms(asked["thing"])) or not set(question.own_subject) <= set(stems):
        return
    word = asked["thing"].split()[-1]
    number = re.compile(rf"\b(?P<number>\d[\d,]*\d) (?:[\w’'-]+ ){{0,4}}?\(?{re.escape(word.removesuffix('s'))}s?\b", re.IGNORECASE)
    counts: dict[int, int] = {}
    for place in index.keyword.best({stems[-1]: 1.0}, _LOOKED_AT):
        told = [int(match["number"].replace(",", "")) for match in number.finditer(index.passages[place].text)]
        counts |= {place: max(told)} if told else {}
    for place in sorted(counts, key=lambda place: -counts[place])[:_MOST_COUNTS]:
        yield index.passages[place].id
