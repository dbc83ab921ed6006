"""Understanding a question: what is asked, of which force, area, office and years, in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from peel_qa.data import any_of, read_table, without_comments
from peel_qa.errors import QuestionError
from peel_qa.facts.areas import find_areas
from peel_qa.facts.forces import asked_forces, find_forces
from peel_qa.facts.people import find_role
from peel_qa.records import Source
from peel_qa.search.intent import Intent, asks_for_grades, find_intent, grades_in
from peel_qa.search.moving_on import corrected, moved, of_another_office, topic_first, why_not, without_newest
from peel_qa.search.plain import written_out
from peel_qa.search.vocabulary import Synonym, expansions, is_named, synonyms
from peel_qa.search.years import YEARS, year_groups, years_in
from peel_qa.stems import terms
from peel_qa.text import visible

_FOLLOW_UPS = read_table("peel_qa.search", "follow_ups.toml")
_GOES_ON = any_of([*_FOLLOW_UPS["begins"], *(entry["asks"] for entry in read_table("peel_qa.search", "beside.toml")["beside"])])
_CONDITIONAL, _WHY_NOT = (any_of(_FOLLOW_UPS[name]) for name in ("conditional", "why_not"))
_POINTS_BACK = re.compile(
    r"\b(?:that|those|these|this one|them|he|she|his|her|it|they|their|there|then|the \w+ ones?"
    r"|(?:was|is|gets?|got|ha(?:ve|s|d)|use[ds]?|needs?|given|without) one(?! of))\b",
    re.IGNORECASE,
)
_OF_THE_FORCE = re.compile(r"\b(?:do|does|doing|done) (?:it|that|so)\W*$|\b(?:they|their|there)\b", re.IGNORECASE)
"""What points back and may as well mean the police."""
_OF_THOSE = re.compile(r"\b(?:of|for|about|to|by|from) (?:them|those|these|that|this|him|her)\b|\bthe \w+ ones?\b|\bthen\b", re.IGNORECASE)
"""What points back to something told before, and to nothing else."""
_HOW_GOOD = re.compile(r"\bhow (?:good|adequate|inadequate|outstanding)\b", re.IGNORECASE)
"""A way of asking which grade it is."""
_SUPPOSED = any_of(_FOLLOW_UPS["supposed"])
_FEW_TERMS = 2
_REMEMBERED = 4
"""Earlier questions of a conversation that a follow-up may lean on."""
_ENOUGH_TERMS = 4
_SINCE = re.compile(r"\bsince (?:the )?(?:[A-Z]\w+ ){0,2}(?=(?:19|20)\d\d)")
"""Words before a year that a question counts from."""
_LONG_SPAN = 3
_RANGE = re.compile(r"\b(?:(?<!in )between|from|since|over|trend|timeline)\b", re.IGNORECASE)
"""Words that make a span of years a stretch of time and not an edition."""
_EXCLUDED = re.compile(
    r",? (?:as (?:distinct from|opposed to)|rather than|instead of|other than|apart from|excl(?:uding|\.)?|not counting|leaving out)"
    r" [^,;?.)]+",
    re.IGNORECASE,
)
_WHICH_THING = re.compile(r"\W*(?:and |so |but )?(?:which|what) (?!about\b|(?:is|was|did|does|else)\b)[a-z]+", re.IGNORECASE)
"""Asks for some thing, and not who says what the question before asked of: "which plan does he mean"."""
_ASKS_ITSELF = re.compile(
    r"^(?:who|why|when|how)\b"
    r"|^(?:and |so |but )?(?:which|what|whose) (?:firm|company|supplier|contractor|body|agency|charity|university|council|town|station)\b"
    r"|^(?:and |so |but )?what (?:does|do|did|would|will|has|have) .*"
    r"\b(?:lead|led|mean|cause|result|happen|affect|say|said|show|shown|involve|include|require|recommend|follow|come of|respond|react"
    r"|do (?:about|in (?:answer|response|return|reaction)))\b",
    re.IGNORECASE,
)
"""A question that goes on from another and asks for something of its own: "and what does that lead to for victims"."""
NEWEST = re.compile(
    r"\b(?:in |of )?(?:the |its |their )?(?:latest|newest|most recent|last|current(?:ly)?)(?: (?:report|inspection|one|PEEL|edition)\b)?"
    r"|\b(?:now|today|nowadays|these days|at the moment|this (?:year|time(?: a?round)?))\b",
    re.IGNORECASE,
)
"""Words for the newest inspection."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and what was understood of it.

    `full` is the question with text-speak written out and, for a follow-up, with what it goes on from; `years` are
    the years that it names, in order; `areas`, `role` are keys of areas.toml and roles.toml, and `is_area_guessed`
    says that the area was found by meaning. `earlier` is what a follow-up goes on from. `near` holds, for its stems, the stems of
    the corpus that mean something like it, each with its similarity, and `restated` is the question in words that the corpus knows;
    both are known once an index is open (`Retriever.widen`). So are `places`, words that seem to name one of the documents' places.
    """

    text: str
    own: str
    full: str
    terms: tuple[str, ...]
    expansions: tuple[str, ...]
    synonyms: tuple[Synonym, ...]
    years: tuple[int, ...]
    intent: Intent
    is_graded: bool = False
    grades: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    is_area_guessed: bool = False
    role: str = ""
    forces: tuple[str, ...] = ()
    is_follow_up: bool = False
    earlier: str = ""
    wants_newest: bool = False
    year_groups: tuple[tuple[int, ...], ...] = ()
    near: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)
    restated: str = ""
    places: tuple[str, ...] = ()

    @property
    def search_text(self) -> str:
        """What is embedded."""
        return self.restated or self.full

    @property
    def subject(self) -> list[str]:
        """The terms that name what it is about; the force's name is none of them."""
        return content_terms(self.full, self.forces)

    @property
    def own_subject(self) -> list[str]:
        """The terms of the question itself, without an earlier one, that name what it is about."""
        return content_terms(self.own, self.forces)

    def mentions(self, term: str, held: Set[str]) -> bool:
        """Whether a term of the question is among some stems, by itself, by a synonym or by one that means something like it."""
        return is_named(term, self.synonyms, held) or not held.isdisjoint(self.near.get(term, ()))

    def stray(self, known: Set[str]) -> list[str]:
        """The terms of its own subject that are neither known nor numbers: they say that it is about something more."""
        return [term for term in self.own_subject if term not in known and not term[0].isdigit()]


def understand(text: str, history: Sequence[str] = (), limit: int = 500, known_forces: tuple[str, ...] = ()) -> Question:
    """Read a question in the light of the earlier questions of its conversation (oldest first).

    Raises:
        QuestionError: if it is empty, or longer than `limit` characters.
    """
    clean = " ".join(visible(text).split())
    if not clean:
        raise QuestionError("The question is empty", "Write a question")
    if len(clean) > limit:
        raise QuestionError(f"The question has {len(clean)} characters, more than the {limit} allowed", "Shorten it")
    own = topic_first(written_out(clean))
    before = [written_out(" ".join(visible(question).split())[:limit]) for question in history[-_REMEMBERED:]]
    earlier = _as_one(before)
    if whole := of_another_office(earlier, own) or (why_not(earlier) if _WHY_NOT.match(own) else ""):
        own, earlier = whole, ""
    own = corrected(earlier, own)
    goes_on = bool(earlier) and is_follow_up(own)
    if goes_on:
        earlier, own = moved(earlier, own)
    full = _merge(earlier, own) if goes_on else own
    if find_intent(own).name == "attribution":
        full = _SUPPOSED.sub("", full)
    found = terms(full)
    same = synonyms(found)
    intent = find_intent(own)
    asks_itself = _ASKS_ITSELF.search(own) is not None or (bool(find_areas(own)) and asks_for_grades(own, has_area=True))
    if goes_on and ((intent.name in ("general", "list") and not asks_itself) or _CONDITIONAL.match(own)):
        of_earlier = find_intent(earlier)
        intent = intent if of_earlier.name == "attribution" and _WHICH_THING.match(own) else of_earlier
    return Question(
        text=clean,
        own=own,
        full=full,
        terms=tuple(found),
        expansions=tuple(expansions(found, same)),
        synonyms=tuple(same),
        years=years_in(full),
        intent=intent,
        is_graded=asks_for_grades(full, bool(find_areas(full))),
        grades=grades_in(_HOW_GOOD.sub("how", own)) or (grades_in(_HOW_GOOD.sub("how", earlier)) if goes_on else ()),
        areas=tuple(find_areas(own) or ((find_areas(before[-1]) or find_areas(earlier)) if goes_on else [])),
        role=find_role(own, known_forces) or (find_role(earlier, known_forces) if goes_on else ""),
        forces=tuple(asked_forces(own, known_forces) or (_spoken_of(before, known_forces) if goes_on or _asks_for_holder(own) else [])),
        is_follow_up=goes_on,
        earlier=earlier if goes_on else "",
        wants_newest=NEWEST.search(own) is not None,
        year_groups=year_groups(full),
    )


def _spoken_of(questions: Sequence[str], known_forces: tuple[str, ...]) -> list[str]:
    """The forces that a conversation named last."""
    return next((found for question in reversed(questions) if (found := find_forces(question, known_forces))), [])


def is_follow_up(text: str) -> bool:
    """Whether a question leans on the one before it: it begins as one that goes on, holds hardly a word of its own, or points back.

    "Who is the PCC?" is whole, short as it is.
    """
    own = terms(text)
    points_back = _POINTS_BACK.search(text) is not None
    if _GOES_ON.match(text) or (len(own) <= 5 and points_back):
        return True
    return len(own) <= _FEW_TERMS and not _asks_for_holder(text)


def may_stand_alone(question: Question) -> bool:
    """Whether a follow-up may be a question of its own after all: it has words for a subject, and points back by a pronoun alone."""
    is_whole = question.is_follow_up and not _GOES_ON.match(question.own) and len(question.own_subject) >= _FEW_TERMS
    return is_whole and _POINTS_BACK.search(question.own) is not None and _OF_THOSE.search(question.own) is None


def points_to_force_alone(question: Question) -> bool:
    """Whether all that a question points back to may be the police: "do they answer 999 calls in time"."""
    return _POINTS_BACK.search(_OF_THE_FORCE.sub(" ", question.own)) is None


def _asks_for_holder(text: str) -> bool:
    return find_role(text) != "" and find_intent(text).name == "who"


def _as_one(questions: Sequence[str]) -> str:
    """The questions of a conversation as its last one means them: each that leans on the one before it is joined to it."""
    said = ""
    for own in questions:
        said = _merge(said, own) if said and is_follow_up(own) else own
    return said


def _merge(earlier: str, own: str) -> str:
    """The earlier question with what the follow-up replaces taken out: its years, areas and forces give way to new ones.

    A follow-up with enough words of its own takes over only the years.
    """
    if len(content_terms(own)) >= _ENOUGH_TERMS:
        years = "" if years_in(own) else " ".join(match[0] for match in YEARS.finditer(earlier))
        return " ".join(f"{own} {years}".split())
    if years_in(own):
        earlier = without_newest(YEARS.sub(" ", earlier))
    if find_areas(own) and find_areas(earlier) and asks_for_grades(earlier):
        earlier = " ".join(["grade", *(match[0] for match in YEARS.finditer(earlier))])
    return " ".join(f"{earlier} {own}".split())


def content_terms(text: str, names: Sequence[str] = ()) -> list[str]:
    """The terms of a text that name its subject: no years, none of the words that frame any question (frame.txt), and none of `names`."""
    return list(_content_terms(text, tuple(names)))


@lru_cache(maxsize=4096)
def _content_terms(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    framing = frame().union(*(terms(name) for name in names))
    return tuple(term for term in terms(YEARS.sub(" ", text)) if term not in framing)


@cache
def frame() -> frozenset[str]:
    """Stems of the words that frame a question about inspections without saying what it is about."""
    return frozenset(term for line in without_comments("peel_qa.search", "frame.txt") for term in terms(line))


def without_excluded(text: str) -> str:
    """A question without what it says it does not mean: "the rate for use of force, as distinct from stop and search"."""
    return _EXCLUDED.sub(" ", text)


def affinity(question: Question, source: Source) -> float:
    """How well a source's edition fits the years asked for: 1 edition or inspection, 0.8 publication, 0 none of them.

    A span that names an edition ("PEEL 2025-27", or any of three years) is another one than "2023-25", though they share a year.
    """
    if not question.years:
        return 0.0
    inspected = set(years_in(f"{source.inspection} {source.inspected}"))
    published = set(years_in(source.published))
    fits = 0.0
    for group in question.year_groups or (question.years,):
        if _names_edition(question.full, group):
            is_it = bool(inspected) and (set(group) <= inspected or inspected <= set(group))
            fits = max(fits, float(is_it))
        else:
            fits = max(fits, *(1.0 if year in inspected else 0.8 if year in published else 0.0 for year in group))
    return fits


def affinity_from_then(question: Question, source: Source) -> float:
    """The same, where the later inspections of a question that counts from a year fit as well: "has it improved since 2021/22"."""
    is_later = bool(question.years) and inspected(source)[:4] > str(max(question.years))
    return 1.0 if is_later and len(question.year_groups) < 2 and _SINCE.search(question.own) else affinity(question, source)


def _names_edition(text: str, years: tuple[int, ...]) -> bool:
    if len(years) < _LONG_SPAN:
        return len(years) > 1 and re.search(rf"\bPEEL\W{{0,3}}{years[0]}", text, re.IGNORECASE) is not None
    return _RANGE.search(text) is None


def inspected(source: Source) -> str:
    """When a source's inspection was, as exactly as known, for ordering."""
    if source.inspected:
        return source.inspected
    years = years_in(source.inspection)
    return str(years[0]) if years else source.published


def fits_years(question: Question, source: Source, text: str) -> bool:
    """Whether a sentence of a source can be about the years asked for: its edition is, or it names one of them itself."""
    if not question.years or affinity_from_then(question, source) > 0:
        return True
    return not set(question.years).isdisjoint(years_in(text))
