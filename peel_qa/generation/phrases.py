"""Phrases that a model proposes to search for: words alone, and none that the question does not warrant."""

from __future__ import annotations

import re

from peel_qa.facts.forces import find_forces
from peel_qa.generation.form import misshapen
from peel_qa.generation.values import values
from peel_qa.stems import terms

_MOST = 3
_LONGEST = 100
"""Characters of a phrase."""
_NUMBERED = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")


def usable_phrases(reply: str, question: str) -> list[str]:
    """At most three phrases of a reply; without those that bring a value, a force or a capitalised name of their own."""
    found = dict.fromkeys(_NUMBERED.sub("", line).strip(" \"'“”.") for line in reply.splitlines())
    return [phrase for phrase in found if _is_usable(phrase, question)][:_MOST]


def _is_usable(phrase: str, question: str) -> bool:
    if not terms(phrase) or len(phrase) > _LONGEST or misshapen(phrase) or "NO ANSWER" in phrase:
        return False
    own = {value.key for value in values(question)}
    names = {word.lower() for word in re.findall(r"(?<!^)\b[A-Z]\w+", phrase)}
    return (
        {value.key for value in values(phrase)} <= own
        and set(find_forces(phrase)) <= set(find_forces(question))
        and all(name in question.lower() for name in names)
    )
