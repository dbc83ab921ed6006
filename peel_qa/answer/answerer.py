"""From a question to an Answer: understand, find, then the first answerer that has one; every quote verified.

Answerers are tried from the sure to the general: what must be turned away, then facts (grades, people, findings,
terms), then sentences (who said it, figures, everything else), then a refusal.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from peel_qa.answer.attribution import answer_attribution, asks_who_said, said_by
from peel_qa.answer.beside import asks_beside, asks_beside_first, rather_new, told_beside
from peel_qa.answer.by_edition import asked_of, editions_of, side_by_side, told_of, with_values
from peel_qa.answer.candidates import CandidateFinder
from peel_qa.answer.compose import joined, together, with_notes
from peel_qa.answer.confidence import confidence_of, is_enough
from peel_qa.answer.evidence import Library
from peel_qa.answer.extract import extract
from peel_qa.answer.facts_first import answer_facts
from peel_qa.answer.fit import fitting, tells_of_then
from peel_qa.answer.force_scope import (
    force_scope,
    forces_of_people,
    held_forces,
    nothing_admitted,
    other_force,
    says_nothing_of,
    which_force,
)
from peel_qa.answer.going_on import fuller
from peel_qa.answer.holder_meant import with_holder, with_person
from peel_qa.answer.holdings import asks_when_said, dated, fieldwork_dates, fieldwork_told
from peel_qa.answer.in_order import told_in_order
from peel_qa.answer.neighbours import answer_neighbour, asked_of_one
from peel_qa.answer.over_time import asked_over_time, in_time, inspections_over_time, side_by_time, tells_it_whole
from peel_qa.answer.overview import answer_overview
from peel_qa.answer.period import inspection_after, inspection_before, year_told
from peel_qa.answer.planned import answer_planned, may_be_planned
from peel_qa.answer.press_dates import press_date
from peel_qa.answer.refuse import never_mentioned, none_behind, refuse
from peel_qa.answer.region import of_each_force, others_not_held
from peel_qa.answer.scope import asked_first, turn_away, with_advice, without_orders
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.series import measure_of, told_as_series
from peel_qa.answer.set_out import paragraph_set_out
from peel_qa.answer.speakers import asked_speaker, spoken_by_persons, spoken_only, without_others
from peel_qa.answer.terms import answer_terms, unheld_term
from peel_qa.answer.understanding import Understanding
from peel_qa.answer.unknown import texts_of, unknown_names
from peel_qa.answer.vague import which_of
from peel_qa.facts.forces import find_forces
from peel_qa.reading.reader import Reader
from peel_qa.records import Answer, Source
from peel_qa.search.filters import Filters
from peel_qa.search.intent import grades_in
from peel_qa.search.moving_on import asks_newer, asks_older, counted_back, counts_back
from peel_qa.search.parts import questions_in
from peel_qa.search.question import Question, may_stand_alone
from peel_qa.search.retrieve import Retriever
from peel_qa.search.years import years_in, years_named
from peel_qa.settings import Settings
from peel_qa.stems import terms

_TURNED_AWAY = ("out_of_scope", "individual_case", "unsafe_request", "opinion_or_prediction", "false_premise", "other_force", "clarify")
"""What a part of a question may not be, for its parts to be answered one by one: then the whole is judged at once."""


@dataclass(frozen=True)
class Answerer:
    """Answers questions over one opened index. Threads may share it."""

    retriever: Retriever
    settings: Settings
    reader: Reader | None = None

    @cached_property
    def library(self) -> Library:
        """Passages and voices by place."""
        return Library(self.retriever.index)

    @cached_property
    def finder(self) -> CandidateFinder:
        """Finds and ranks sentences."""
        return CandidateFinder(self.retriever, self.settings, self.reader, self.understand)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """What each document is, by its id."""
        return self.retriever.index.sources

    @cached_property
    def forces(self) -> tuple[str, ...]:
        """The forces of which anything is held."""
        return held_forces(self.sources.values(), Filters())

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """The forces of which nothing is held but a chapter in a report on their region."""
        return tuple(sorted({chapter.force for chapter in self.retriever.index.facts.neighbours} - set(self.forces)))

    @cached_property
    def understanding(self) -> Understanding:
        """Reads questions as the documents need them."""
        return Understanding(self.retriever, self.settings.question_characters, self.forces, self.neighbours)

    def ask(self, text: str, history: Sequence[str] = (), filters: Filters | None = None) -> Answer:
        """The answer to a question, given the earlier questions of its conversation.

        Raises:
            QuestionError: if the question cannot be read.
        """
        began = time.perf_counter()
        text = without_orders(text)
        parts = questions_in(text)
        if len(parts) > 1 and (several := self._answer_several(text, parts, history, filters or Filters())) is not None:
            return replace(several, milliseconds=(time.perf_counter() - began) * 1000)
        question = self._meant(text, history, filters or Filters())
        answer = self._about_before(question, filters or Filters(), history) or self._answer(question, filters or Filters(), history)
        whole = with_person(text, history, self.retriever.index.facts.people)
        if history and (may_stand_alone(question) or whole != text):
            alone = self.understand(whole)
            answer = fuller(alone, answer, self._answer(alone, filters or Filters(), history))
        return replace(with_advice(question, answer), milliseconds=(time.perf_counter() - began) * 1000)

    def _meant(self, text: str, history: Sequence[str], filters: Filters) -> Question:
        """What a question means: with the holder of an office for its pronoun, or the year for its "two years before"."""
        asked = asked_first(text)
        if (with_name := self._with_holder(asked, history)) != text:
            return replace(self.understand(with_name), text=" ".join(text.split()))
        if history and counts_back(history[-1], text) and (year := year_told(self._before(history, filters), self.sources)):
            return replace(self.understand(counted_back(text, year), history), text=" ".join(text.split()))
        if history and asks_older(text) and (older := inspection_before(self._before(history, filters), self.sources)):
            return replace(self.understand(f"and in {older}?", history), text=" ".join(text.split()))
        if history and asks_newer(text) and (newer := inspection_after(self._before(history, filters), self.sources)):
            return replace(self.understand(f"and in {newer}?", history), text=" ".join(text.split()))
        return self.understand(text, history)

    def _with_holder(self, text: str, history: Sequence[str]) -> str:
        named = [force for earlier in history for force in find_forces(earlier, self.forces)]
        home = self.settings.home_force if self.settings.home_force in self.forces else ""
        return with_holder(text, history, self.retriever.index.facts.people, self.sources, named[-1] if named else home)

    def _answer_several(self, text: str, parts: Sequence[str], history: Sequence[str], filters: Filters) -> Answer | None:
        """Several questions in one, each answered after the one before it; None where they get one answer, or none has one."""
        answers: list[Answer] = []
        for number, part in enumerate(parts):
            answers.append(self._answer(self.understand(part, [*history, *parts[:number]]), filters, [*history, *parts[:number]]))
        given = [answer for answer in answers if answer.status in ("answered", "partly_answered")]
        if not given or any(answer.status in _TURNED_AWAY for answer in answers):
            return None
        return together(text, parts, answers)

    def understand(self, text: str, history: Sequence[str] = ()) -> Question:
        """What a question asks, its slips mended."""
        return self.understanding.of(text, history)

    def _about_before(self, question: Question, filters: Filters, history: Sequence[str]) -> Answer | None:
        """When that was which the question before was answered with, who says it, or what stands beside it; None for any other question."""
        if history and asks_who_said(question):  # rather told by what the words of both questions find
            found = self._answer(question, filters, history)
            return found if found.status == "answered" else said_by(question, self._before(history, filters), self.library) or found
        if history and asks_newer(question.text) and not years_in(question.own):
            return none_behind(question)
        if not history or not (asks_when_said(question) or asks_beside(question)):
            return None
        earlier = self._before(history, filters)
        if asks_when_said(question):
            return dated(question, earlier)
        told = told_beside(question, earlier, self.library)
        return told if asks_beside_first(question) else rather_new(earlier, self._answer(question, filters, history), told)

    def _before(self, history: Sequence[str], filters: Filters) -> Answer:
        return self._answer(self.understand(history[-1], history[:-1]), filters, history[:-1])

    def _answer(self, question: Question, filters: Filters, history: Sequence[str]) -> Answer:
        """Turned away, or answered for each force that it is about."""
        held = held_forces(self.sources.values(), filters)
        question = of_each_force(question, self.library, filters)
        near = tuple(force for force in question.forces if force in self.neighbours)
        refusal = turn_away(question, self._holds) or (other_force(question, held, near) if held else nothing_admitted(question))
        if refusal is not None and refusal.status == "opinion_or_prediction" and may_be_planned(question):
            of_one = filters if len(held) == 1 else replace(filters, force=(*question.forces, self.settings.home_force)[0])
            refusal = answer_planned(question, of_one, self._able, self.library) or refusal
        if refusal is not None or near:
            return refusal or self._with_neighbours(question, held, filters)
        scope = force_scope(question, held, self.settings.home_force, self._mentioned(question, held, history))
        if len(scope.forces) > 1 and not question.forces:
            return which_force(question, held)
        narrowed = [filters] if len(held) == 1 else [replace(filters, force=force) for force in scope.forces]
        answers = {force: self._answer_from(question, narrow) for force, narrow in zip(scope.forces, narrowed, strict=True)}
        answer = joined(answers) if len(answers) > 1 else next(iter(answers.values()))
        others = others_not_held(question, held[0]) if len(held) == 1 and answer.status == "answered" else ()
        is_partial = answer.status == "answered" and (bool(others) or not set(question.forces) <= set(held))
        notes = (*scope.notes, *others)
        return with_notes(answer, notes, "partly_answered" if is_partial else None) if notes else answer

    def _with_neighbours(self, question: Question, held: Sequence[str], filters: Filters) -> Answer:
        """Answered for each force that a question names, where some of them have no more than a chapter in another's report."""
        answers: dict[str, Answer] = {}
        for force in question.forces:
            asked = asked_of_one(question, force, self.understand)
            if force in held:
                answers[force] = self._answer_from(asked, replace(filters, force=force))
            elif (answer := answer_neighbour(asked, self.library, filters, self._told)) is not None:
                answers[force] = answer
        if not answers or (len(answers) > 1 and all(answer.abstained for answer in answers.values())):
            return says_nothing_of(question, question.forces[0], held, question.forces[0] in self.neighbours)
        return next(iter(answers.values())) if answers.keys() <= set(held) else joined(answers)

    def _told(self, question: Question, filters: Filters) -> Answer | None:
        """What sentences alone say to a question; None where they do not answer it."""
        confidence, able = self._able(question, filters)
        return self._from_sentences(question, able, confidence)

    def _mentioned(self, question: Question, held: Sequence[str], history: Sequence[str]) -> tuple[str, ...]:
        """The force that a question without one means all the same: that of a person in it, or the last that the conversation named."""
        documents = {name: source.force for name, source in self.sources.items() if source.force in held}
        named = forces_of_people(question, self.retriever.index.facts.people, documents)
        earlier = [force for text in history for force in find_forces(text, self.forces) if force in held]
        return named or tuple(earlier[-1:])

    def _answer_from(self, question: Question, filters: Filters) -> Answer:
        """The first answer that an answerer has, from the documents that pass the filters."""
        strange = unknown_names(question, texts_of(self.retriever.index, filters))
        if strange:
            return never_mentioned(question, strange, self.finder.candidates(question, filters), self.library)
        from_facts = answer_facts(question, self.library, filters)
        if from_facts is not None and from_facts.status != "other_edition":
            return from_facts
        by_edition = self._by_edition(question, filters) if from_facts is None else None
        if by_edition is not None and by_edition.status == "answered":
            return by_edition
        library, candidates = self.library, self.finder.candidates(question, filters)
        defined = (
            fieldwork_told(question, library, filters)
            or press_date(question, candidates, library, filters)
            or answer_terms(question, library, filters, candidates)
            or unheld_term(question, library, filters, candidates)
        )
        if defined is not None:
            return defined
        if (speaker := asked_speaker(question, library)) is not None:
            candidates = spoken_only(question, speaker, candidates, library)
        candidates = spoken_by_persons(question, candidates, library)
        able = fitting(question, without_others(question, candidates, library), library)
        if from_facts is not None:  # facts of another year only: an older judgment may still be told in a later report
            able = [c for c in able if tells_of_then(question, c) and (not question.is_graded or grades_in(c.text))]
            return (extract(question, able, library, confidence_of(question, able)) if able else None) or from_facts
        able = in_time(question, able)
        confidence = confidence_of(question, able)
        overview = answer_overview(question, able, library, confidence) if speaker is None else None
        found = overview or self._from_sentences(question, able, confidence) or by_edition
        found = found or paragraph_set_out(question, candidates, library)
        return found or fieldwork_dates(question, library, filters) or refuse(question, candidates, library, filters, confidence)

    def _by_edition(self, question: Question, filters: Filters) -> Answer | None:
        """What each of several editions says to a question that names them; None where it names one, or none says anything."""
        sources = [*filter(filters.admit, self.sources.values())]
        measure, over_time = measure_of(question), inspections_over_time(question, sources)
        is_whole = bool(measure or over_time) and tells_it_whole(question, *self._able(question, filters))

        def ask(asked: Question, document: str) -> list[Candidate]:
            return self._able(asked, replace(filters, documents=(document,)))[1]

        if measure and not is_whole and (series := told_as_series(question, measure, sources, ask, self.understand, self.library)):
            return series
        if over_time:
            return None if is_whole else self._over_time(question, over_time, filters)
        asked = {years: self._asked(asked_of(question, years), filters) for years in editions_of(question, sources)}
        sure = {years: confidence for years, (confidence, found) in asked.items() if found and is_enough(confidence)}
        able = {years: found if years in sure else [] for years, (_, found) in asked.items()}
        told = with_values(question, {years: told_of(found, years) for years, found in able.items()}, able)
        return side_by_side(question, {years_named(y): one for y, one in told.items()}, self.library, min(sure.values())) if sure else None

    def _over_time(self, question: Question, inspections: Mapping[str, tuple[str, ...]], filters: Filters) -> Answer | None:
        """What the documents about each inspection say to a question over time; None where fewer than two say anything."""
        asked = asked_over_time(question)
        found = {year: self._asked(asked, replace(filters, documents=documents)) for year, documents in inspections.items()}
        return side_by_time(question, found, self.library)

    def _asked(self, text: str, filters: Filters) -> tuple[float, list[Candidate]]:
        return self._able(self.understand(text[-self.settings.question_characters :]), filters)

    def _able(self, question: Question, filters: Filters) -> tuple[float, list[Candidate]]:
        """How sure the best sentence is, and the sentences that can answer a question."""
        able = in_time(question, fitting(question, self.finder.candidates(question, filters), self.library))
        return confidence_of(question, able), able

    def _holds(self, words: str) -> bool:
        """Whether every word of some stands in the documents."""
        return all(map(self.retriever.index.keyword.holds, terms(words)))

    def _from_sentences(self, question: Question, able: Sequence[Candidate], confidence: float) -> Answer | None:
        said = which_of(question, able, self.library) or answer_attribution(question, self.library, able, confidence)
        if said := said or told_in_order(question, able, self.library, confidence):
            return said
        return extract(question, able, self.library, confidence) if able and is_enough(confidence) else None
