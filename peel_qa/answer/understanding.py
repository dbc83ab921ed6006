"""Questions understood by the documents that are held: slips mended, neighbouring forces, places, and areas in words of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from peel_qa.answer.finding_kinds import kind_asked
from peel_qa.answer.force_scope import without_partners
from peel_qa.answer.grade_reasons import asks_why_bad
from peel_qa.answer.gradebook import names_own_area
from peel_qa.answer.grades import asks_for_unnamed_area, may_ask_for_area
from peel_qa.answer.scope import graded_part, without_story
from peel_qa.facts.areas import find_areas
from peel_qa.facts.forces import mentioned_forces, name_before_police
from peel_qa.search.acronyms import acronyms_in, written_out_in
from peel_qa.search.intent import asks_for_chapter, find_intent
from peel_qa.search.nearest_area import AreaSense, area_of_chapter, without_frame
from peel_qa.search.question import Question, affinity, inspected, understand
from peel_qa.search.retrieve import Retriever
from peel_qa.search.spelling import Speller
from peel_qa.search.vocabulary import defined_synonyms, expansions, own_words
from peel_qa.search.years import year_groups, years_in
from peel_qa.stems import Phrase, phrase, terms

_CHAPTERS = 5
"""Passages found whose chapters decide which area a matter is reported in."""
_LOOKED_AT = 200
"""Passages with a word that are looked at to see whether it is the name of a force."""
_IN_BETWEEN = re.compile(
    r"\b(?:the )?(?:one|ones|inspection|report|time|edition)?,? ?(?:that came |which came )?in[ -]between(?: (?:them|those|these|the two))?"
    r"(?=\W*$)",
    re.IGNORECASE,
)
_TWO = 2
_LOOKED_THROUGH = 20_000
"""Passages that are looked through for the words that an abbreviation stands for, at most."""
_REMEMBERED = 256
"""Abbreviations whose words are kept."""
_NAMED_IN = 5
"""Passages with a word in which it is looked whether it is a name."""
_AGAINST = re.compile(
    r"\b(?:compar\w+|than|against|versus|vs|v|since|from|(?:and|or|to) (?:now|today|(?:in )?the (?:latest|newest|most recent)))\b",
    re.IGNORECASE,
)
_HORIZON = re.compile(
    r"\b(?:by|to|until|till|up to|before|through|for)\b (?:the )?(?:end of |start of )?(?:[a-z]+ )?\W*(?:19|20)\d\d\b"
    r"(?! (?:PEEL |follow-up )?(?:reports?|inspections?|editions?|findings|grades|one)\b)",
    re.IGNORECASE,
)
"""A year up to which something is to be done or reckoned."""
_CAPITALS = re.compile(
    r"(?<![A-Za-z])(?!(?:And|What|How|Who|When|Where|Which|Why|Is|Are|Was|Were|Did|Does|Do)\b)[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*"
)
"""Names, and other words written with a capital."""
_SET_AGAINST = r"\b(?:than|with|against|versus|vs|v|or)\b (?:\w+ ){0,2}"
"""Before a name without "police" with which something is only compared: the documents may tell it themselves."""
_FOR_MENDING = 100
"""Characters that a question may grow by when its slips are mended."""


@dataclass(frozen=True)
class Understanding:
    """Reads questions of at most `limit` characters over one opened index.

    `forces` are those of which anything is held, `neighbours` those with a chapter in another's report.
    """

    retriever: Retriever
    limit: int
    forces: tuple[str, ...]
    neighbours: tuple[str, ...] = ()

    @cached_property
    def speller(self) -> Speller:
        """Words of the documents, of the model's own vocabulary, and of our phrases."""
        return Speller(self.retriever.index.words, self.retriever.embedder.vocabulary, own_words())

    @cached_property
    def area_sense(self) -> AreaSense:
        """Areas by their meaning."""
        return AreaSense(self.retriever.embedder.embed)

    @cached_property
    def defined(self) -> tuple[tuple[Phrase, Phrase], ...]:
        """The abbreviations that the documents define, each with what it stands for, stemmed."""
        pairs = ((phrase(term.short), phrase(term.long)) for term in self.retriever.index.facts.terms)
        return tuple(dict.fromkeys((short, long) for short, long in pairs if short and len(long) > 1 and short != long))

    @cached_property
    def written_out(self) -> Callable[[str], tuple[Phrase, Phrase] | None]:
        """What an abbreviation stands for by the words of the documents; looked for once, since questions are read several times."""
        passages = self.retriever.index.passages
        return lru_cache(_REMEMBERED)(lambda short: written_out_in(short, (passage.text for passage in passages)))

    def of(self, text: str, history: Sequence[str] = ()) -> Question:
        """What a question asks, given the earlier ones of its conversation.

        Raises:
            QuestionError: if it is empty or too long.
        """
        question = self._without_horizon(without_partners(self._read(text, history), self.forces))
        known = (*self.defined, *self._spelt_out(question))
        if not (added := defined_synonyms(question.terms, known, question.synonyms)):
            return question
        found = (*question.synonyms, *added)
        return replace(question, synonyms=found, expansions=tuple(expansions(question.terms, found)))

    def _without_horizon(self, question: Question) -> Question:
        """A question up to a year that lies ahead of everything held, as one of no year: it names no report."""
        newest = max((int(source.published[:4]) for source in self.retriever.index.sources.values()), default=0)
        named_in = question.own if years_in(question.own) else question.earlier
        is_ahead = bool(question.years) and min(question.years) > newest and _HORIZON.search(named_in) is not None
        return replace(question, years=(), year_groups=()) if is_ahead and not question.is_graded else question

    def _spelt_out(self, question: Question) -> list[tuple[Phrase, Phrase]]:
        """The abbreviations of a question that no document holds, with the words of theirs that they stand for."""
        index = self.retriever.index
        strange = [short for short in acronyms_in(question.text) if not any(map(index.keyword.holds, terms(short)))]
        if not strange or len(index.passages) > _LOOKED_THROUGH:
            return []
        return [pair for short in strange if (pair := self.written_out(short)) is not None]

    def _read(self, text: str, history: Sequence[str]) -> Question:
        known = (*self.forces, *self.neighbours, *self._neighbours(text))
        plain = understand(text, (), self.limit, known)
        text = self._in_between(plain.text, history)
        mended = understand(self.speller.correct(text), [*map(self.speller.correct, history)], self.limit + _FOR_MENDING, known)
        if mended.is_graded and not mended.is_follow_up and (asked := graded_part(mended.own)):
            mended = understand(asked, (), self.limit + _FOR_MENDING, known)
        mended = self._beside_newest(replace(mended, text=plain.text, places=self._places(without_story(mended.own))))
        anew, index = replace(mended, areas=()), self.retriever.index
        if not find_areas(mended.own) and names_own_area(anew, index.facts.own_grades, index.sources):
            return anew  # nothing that the question before it was about
        area = self._area_meant(mended) or self._area_before(mended)
        if not area:
            return mended
        intent = find_intent(mended.earlier) if mended.is_follow_up else mended.intent  # "and for finding out who did it" asks for no name
        return replace(mended, areas=(area,), is_area_guessed=True, intent=intent)

    def _in_between(self, text: str, history: Sequence[str]) -> str:
        """A follow-up for "the one in between", with the year of the inspection between the two that the conversation named."""
        match = _IN_BETWEEN.search(text) if history and not years_in(text) else None
        if match is None:
            return text
        peel = {inspected(s): s for s in self.retriever.index.sources.values() if s.is_official and s.inspection.startswith("PEEL")}
        named = [group[0] for earlier in history for group in year_groups(earlier)][-2:]
        ends = sorted({*named, *([int(max(peel)[:4])] if len(named) < _TWO and peel else [])})
        if len(ends) != _TWO:
            return text
        held = [when for when in peel if str(ends[0]) < when[:4] < str(ends[1]) and not set(years_in(peel[when].inspection)) & set(ends)]
        year = max(held)[:4] if held else str(sum(ends) // 2)
        return f"{text[: match.start()]}in {year}{text[match.end() :]}"

    def _places(self, text: str) -> tuple[str, ...]:
        """Words of a question that name one of the documents' places or people, however they are written; the forces are none."""
        own = {word for force in (*self.forces, *self.neighbours) for word in force.lower().split()}
        names = [word for word in self.speller.strange(text) if word not in own and self._is_name(word)]
        return tuple(dict.fromkeys([*self.speller.places(text), *names]))

    def _is_name(self, word: str) -> bool:
        """Whether the documents write a word with a capital wherever they hold it."""
        index = self.retriever.index
        found = index.keyword.best(dict.fromkeys(terms(word), 1.0), _NAMED_IN)
        written = [match[0] for place in found for match in re.finditer(rf"\b{word}\b", index.passages[place].text, re.IGNORECASE)]
        return bool(written) and not any(map(str.islower, written))

    def _beside_newest(self, question: Question) -> Question:
        """A question that sets one year against "now" or "the latest report", with the years of the newest inspection held added."""
        forces = question.forces or self.forces
        if not question.wants_newest or len(question.year_groups) != 1 or len(forces) != 1 or not _AGAINST.search(question.own):
            return question
        own = (source for source in self.retriever.index.sources.values() if source.is_official and source.force in forces)
        newest = max(own, key=inspected, default=None)
        years = tuple(sorted(years_in(f"{newest.inspection} {inspected(newest)}"))) if newest else ()
        if newest is None or not years or affinity(question, newest) > 0:
            return question
        return replace(question, years=(*question.years, *years), year_groups=(*question.year_groups, years))

    def _area_meant(self, question: Question) -> str:
        """The area that a question for a grade means by words of its own, or by what is reported in it; "" where it names one, or none."""
        if (
            question.is_follow_up
            and question.is_graded
            and question.own_subject
            and not find_areas(question.own)
            and not question.intent.expects
        ):
            return self.area_sense.nearest(question)
        if kind_asked(question) and not question.areas and question.own_subject:  # recommendations "about getting to incidents"
            return self.area_sense.nearest(question, is_sure=True)
        if not question.areas and not question.is_graded and question.intent.name == "why" and asks_why_bad(question.own):
            return self.area_sense.nearest(question, is_sure=True)
        is_unnamed = asks_for_unnamed_area(question)
        if is_unnamed and asks_for_chapter(question.own) and (area := self._area_reported_in(question)):
            return area
        return self.area_sense.nearest(question, is_sure=not is_unnamed) if is_unnamed or may_ask_for_area(question) else ""

    def _area_before(self, question: Question) -> str:
        """The area that the question before meant by words of its own, for a follow-up that names nothing: "and in 2019?"."""
        if not (question.is_follow_up and question.is_graded) or question.areas or question.own_subject:
            return ""
        earlier = understand(question.earlier, (), self.limit + _FOR_MENDING, self.forces)
        return self._area_meant(earlier)

    def _area_reported_in(self, question: Question) -> str:
        """The area whose chapter of the report asked about deals with the matter of a question; "" where none surely does."""
        matter = understand(without_frame(question.own), (), self.limit, self.forces)
        hits = self.retriever.search(matter, _LOOKED_AT) if matter.subject else []
        told = [hit for hit in hits if hit.source.is_official and (not question.years or affinity(question, hit.source) > 0)]
        return area_of_chapter(told[:_CHAPTERS])

    def _neighbours(self, text: str) -> tuple[str, ...]:
        """Forces that a text seems to name ("northmere police", "Northmere"), that no list knows, and that the documents name too."""
        index, own = self.retriever.index, " ".join((*self.forces, *self.neighbours)).lower()
        bare = [name for name in _CAPITALS.findall(text) if not re.search(rf"{_SET_AGAINST}{re.escape(name)}\b", text)]
        names = [name for name in dict.fromkeys([name_before_police(text), *bare]) if name and name.lower() not in own]
        found: dict[str, None] = {}
        for name in names[:_NAMED_IN]:
            places = index.keyword.best(dict.fromkeys(terms(name), 1.0), _LOOKED_AT)
            texts = [index.passages[place].text for place in places]
            if any(re.search(rf"\b{re.escape(name)} (?:police|constabulary)\b", told, re.IGNORECASE) for told in texts):
                found |= dict.fromkeys(mentioned_forces(texts, self.forces))
        return tuple(found)
