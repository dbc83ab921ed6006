"""Follow-ups about "him" or "her" behind a question for the holder of an office: the person is named in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from peel_qa.facts.people import find_role, office_words, office_written
from peel_qa.facts.records import Person
from peel_qa.records import Source
from peel_qa.search.intent import find_intent
from peel_qa.search.question import content_terms

_PRONOUN = re.compile(r"\b(?:(?P<owner>his|her)(?= [a-z])|(?:he|she|him|her))\b", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:going to be|will be|next|incoming|tak(?:e|es|ing) over|replac\w+|succe\w+)\b", re.IGNORECASE)
_WHOLE = 3
"""Words for a subject from which on a question is whole but for the person that its pronoun means."""
_REMARK = re.compile(r"\b(?:said|says?|quoted?|words?|comments?|statement)\b", re.IGNORECASE)


def with_holder(text: str, history: Sequence[str], people: Iterable[Person], sources: Mapping[str, Source], force: str) -> str:
    """The question with the newest holder's name for the pronoun, where the question before it asked for one; else as it is.

    What somebody said is left alone: it is asked of whoever spoke in the answer before. So is who is to come: that is no holder yet.
    """
    role = find_role(history[-1]) if history else ""
    match = _PRONOUN.search(text)
    if not role or match is None or _REMARK.search(text) or find_intent(history[-1]).name != "who" or _TO_COME.search(history[-1]):
        return text
    held = [p for p in people if p.role == role and (not force or sources[p.document].force == force)]
    if not held:
        return text
    name = max(held, key=lambda p: (sources[p.document].published, sources[p.document].is_official)).name
    return _with_name(text, match, name)


def with_person(text: str, history: Sequence[str], people: Iterable[Person]) -> str:
    """A question with words for a subject, with the person for its pronoun whom the conversation named last; as it is where it named none.

    That is one by name, or the one holder of an office: "three chief constables" are nobody whom "he" means.
    """
    match = _PRONOUN.search(text)
    if match is None or not history or len(content_terms(text)) < _WHOLE:
        return text
    names = {person.name for person in people}
    for earlier in reversed(history):
        named = [name for name in names if re.search(rf"\b{re.escape(name.split()[-1])}\b", earlier, re.IGNORECASE)]
        office = office_words(earlier)
        is_one = office != "" and not re.search(rf"{office_written(office)}s\b", earlier, re.IGNORECASE)
        if meant := named[0] if len(named) == 1 else f"the {office.removeprefix('the ')}" if is_one else "":
            return _with_name(text, match, meant)
    return text


def _with_name(text: str, pronoun: re.Match[str], name: str) -> str:
    """A text with a name for one of its pronouns: "his" is "Ada Quill’s"."""
    return f"{text[: pronoun.start()]}{name}{'’s' if pronoun['owner'] else ''}{text[pronoun.end() :]}"
