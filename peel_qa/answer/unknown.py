"""Names in a question that no document mentions: what is asked about them cannot be answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from peel_qa.answer.figures import DAYS
from peel_qa.facts.people import roles
from peel_qa.index.reader import SearchIndex
from peel_qa.search.filters import Filters
from peel_qa.search.plain import written_out
from peel_qa.search.question import Question, frame
from peel_qa.search.vocabulary import is_named
from peel_qa.stems import term_set, terms
from peel_qa.text import words

_NAME = re.compile(r"(?<=[a-z,;'’\"] )[A-Z][a-z]{2,}\b")
_TITLE_CASE = 0.5
"""Share of a question's words that may be capitalised before capitals stop meaning names."""
_TYPO = 0.8
"""Likeness (Ratcliff/Obershelp, 0 to 1) above which a name is taken for a slip of the keyboard."""
_SAME = 0.9
"""The same for a place in any letters: "stafford" is no slip for "staffed"."""
_LIVES_IN = re.compile(
    r"\b(?:lives?|living|lived|moved|moving|works?|working|based|from) (?:over |up |down |out )?(?:in|to|near|from|at|round)? ?"
    r"(?P<place>[a-z][a-z-]{3,})\b.*\b(?:police|officers?|cops?|coppers|force|bobbies|they) (?:\w+ )?"
    r"(?:over|up|down|round|out) (?:there|that way)\b",
    re.IGNORECASE,
)
_DAYS = frozenset(terms(" ".join((*DAYS, "Christmas", "Easter"))))


def names_in(question: Question) -> list[str]:
    """The proper names of a question, word by word: no force, office, day, nor word that frames any question."""
    asked = re.findall(r"[A-Za-z]+", question.text)
    written = set(re.findall(r"\w+", written_out(question.text)))  # "Dec 2024" is read as December, and names nobody
    names = [name for name in dict.fromkeys(_NAME.findall(question.text)) if name in written]
    if not names or sum(word[0].isupper() for word in asked[1:]) > _TITLE_CASE * len(asked):
        return []
    of_forces = term_set(" ".join(question.forces))
    of_role = term_set(" ".join(roles()[question.role].words)) if question.role else frozenset[str]()
    return [name for name in names if (own := term_set(name)) and not own & (frame() | of_forces | of_role | _DAYS)]


def place_meant(question: Question) -> list[str]:
    """The place that "over there" means, in any letters: "my sister lives in stafford, how do the police over there do"."""
    match = _LIVES_IN.search(question.text)
    return [match["place"]] if match else []


def unknown_names(question: Question, texts: Iterable[str]) -> list[str]:
    """The names in a question that none of the texts holds, nor anything like them."""
    places = place_meant(question)
    strange = list(dict.fromkeys([*names_in(question), *places]))
    if not strange:
        return []
    held = [*texts]
    stems, spelt = frozenset[str]().union(*map(term_set, held)), {word for text in held for word in words(text)}
    return [name for name in strange if not _is_known(name, question, stems, spelt, _SAME if name in places else _TYPO)]


def _is_known(name: str, question: Question, stems: frozenset[str], spelt: set[str], likeness: float) -> bool:
    term = terms(name)[0]
    return is_named(term, question.synonyms, stems) or bool(get_close_matches(name.lower(), spelt, 1, likeness))


def texts_of(index: SearchIndex, filters: Filters) -> Iterator[str]:
    """Everything in which a name may stand: titles, publishers, headings and passages of the documents that pass the filters."""
    for source in index.sources.values():
        if filters.admit(source):
            yield f"{source.title} {source.publisher} {source.force} {source.inspection}"
    for passage in index.passages:
        if filters.admit(index.sources[passage.document]):
            yield f"{passage.reading} {' '.join(passage.section)} {passage.finding}"
