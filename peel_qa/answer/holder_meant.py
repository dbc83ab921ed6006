"""Follow-ups about "him" or "her" behind a question for the holder of an office: the person is named in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from peel_qa.facts.people import find_role
from peel_qa.facts.records import Person
from peel_qa.records import Source
from peel_qa.search.intent import find_intent

_PRONOUN = re.compile(r"\b(?:(?P<owner>his|her)(?= [a-z])|(?:he|she|him|her))\b", re.IGNORECASE)
_REMARK = re.compile(r"\b(?:said|says?|quoted?|words?|comments?|statement)\b", re.IGNORECASE)


def with_holder(text: str, history: Sequence[str], people: Iterable[Person], sources: Mapping[str, Source], force: str) -> str:
    """The question with the newest holder's name for the pronoun, where the question before it asked for one; else as it is.

    What somebody said is left alone: it is asked of whoever spoke in the answer before.
    """
    role = find_role(history[-1]) if history else ""
    match = _PRONOUN.search(text)
    if not role or match is None or _REMARK.search(text) or find_intent(history[-1]).name != "who":
        return text
    held = [p for p in people if p.role == role and (not force or sources[p.document].force == force)]
    if not held:
        return text
    name = max(held, key=lambda p: (sources[p.document].published, sources[p.document].is_official)).name
    return f"{text[: match.start()]}{name}{'’s' if match['owner'] else ''}{text[match.end() :]}"
