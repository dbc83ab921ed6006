"""What a sentence must hold, beside a question's words, to answer it: near misses of the right topic are told apart here.

"Which two matters did the panels deal with?" is not answered by "The panels helped with two contentious matters"; nor "who chairs
the group" by "the group is independently chaired"; nor "how many were stopped" by the size of the inspectors' sample.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from peel_qa.answer.cite import paragraph_at
from peel_qa.answer.enumeration import is_enumerated, without_kinds
from peel_qa.answer.evidence import Library
from peel_qa.answer.figures import asks_total, figures, names
from peel_qa.answer.must_say import unsaid
from peel_qa.answer.narrowing import is_of_part
from peel_qa.answer.numbered import of_the_number
from peel_qa.answer.period import is_of_period, is_since, is_within, may_tell_of_month
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.answer.somebody import doer_of, has_agent, is_of_doer, is_of_office
from peel_qa.answer.speakers import voice_of
from peel_qa.answer.unknown import names_in
from peel_qa.data import pattern_of, read_table
from peel_qa.search.acronyms import acronyms_in
from peel_qa.search.question import Question, content_terms
from peel_qa.stems import term_set, terms

_LIGHT = frozenset(terms(read_table("peel_qa.answer", "demands.toml")["light"]))
_OF_ANY_FORCE = frozenset(terms("police constabulary force forces service"))
_TOPIC_SHARE, _TOPIC_SHARE_OF_FEW = 0.6, 0.67
"""Share of the words for what something is asked to be said about that its passage needs; of those that tell something, more."""
_OF_IT = 0.25
"""Share of the question's words, by weight, that a sentence needs to be of it by itself."""
_SEVERAL_WORDS = re.compile(r"[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})+")
_SHARE = re.compile(r"\d\s?(?:%|per ?cent\b)", re.IGNORECASE)


def _pattern(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "demands.toml", name)


@lru_cache(maxsize=1024)
def _asked(name: str, question: str) -> re.Match[str] | None:
    """What a pattern finds in a question: asked once, and not of every candidate."""
    return _pattern(name).search(question)


def meeting(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates that hold what the question demands, in their order."""
    names = (*names_in(question), *question.places)
    is_of_them = question.is_follow_up or bool(question.intent.expects) or any(_stands_in(name, question.own) for name in names)
    asked = [term for name in names for term in _telling(name)] if is_of_them else []
    forces = [name for name in names if re.search(rf"\b{re.escape(name)} (?:Police|Constabulary)\b", question.full)]
    asked += _spelt_out(question, library) if question.intent.name != "why" else []
    several = _names_of_several_words(question, library)
    able = [
        c
        for c in of_the_number(question, candidates, library)
        if is_enumerated(question, c, library)
        and has_agent(question, c)
        and _has_name(question, c)
        and _has_topic(question, c)
        and _speaks_of(asked, several, question, c, library)
        and _is_of_force(forces, c)
        and _is_whole(question, c)
        and is_of_period(question, c)
        and may_tell_of_month(question, c)
        and is_since(question, c)
        and is_of_office(question, c)
        and is_within(question, c)
    ]
    return _saying(question, without_kinds(question, able, library), library)


def _saying(question: Question, able: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The sentences that say what a question cannot do without, of the part and of the person that it asks about.

    Where a sentence nearer to the question does not, one farther off in another passage is of something else: a national figure for
    searches is none for the burglaries that were asked about.
    """
    saying, silent, doer = list[Candidate](), list[Candidate](), doer_of(question, library)
    for candidate in able:
        lacking = unsaid(question, candidate, library)
        is_of_it = is_of_part(question, candidate) and is_of_doer(doer, candidate, library)
        if not lacking and is_of_it:
            saying.append(candidate)
        elif not is_of_it or any(pair.rules_out for pair in lacking):
            silent.append(candidate)
    return [c for c in saying if c.words >= _OF_IT or not any(_is_nearer(other, c) for other in silent)]


def _is_nearer(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence stands in another passage, and ranks before another and holds more of the question's words."""
    return one.score > other.score and one.words > other.words and one.hit.passage.id != other.hit.passage.id


def _is_of_force(forces: Sequence[str], candidate: Candidate) -> bool:
    """Whether a sentence, or what stands above it, names the other forces of a question: its neighbours in a paragraph are of its own."""
    hit = candidate.hit
    own = term_set(hit.source.force)
    others = [wanted for name in forces if own.isdisjoint(wanted := set(_telling(name)))]
    held = (
        term_set(" ".join((words_before(candidate), candidate.text, *hit.passage.section, hit.source.title)))
        if others
        else frozenset[str]()
    )
    return all(not other.isdisjoint(held) for other in others)


def _telling(name: str) -> list[str]:
    """The terms of a name that tell it from others: "Police" is in the name of every force."""
    return [term for term in terms(name) if term not in _OF_ANY_FORCE] or terms(name)


def _spelt_out(question: Question, library: Library) -> list[str]:
    """The abbreviations of a question that no document writes, where it is known what they stand for: that has to be spoken of."""
    found = [term for short in acronyms_in(question.text) for term in terms(short) if term in question.own_subject]
    known = [term for term in found if any(synonym.own == (term,) for synonym in question.synonyms)]
    return [term for term in known if not library.index.keyword.holds(term)]


def _stands_in(name: str, text: str) -> bool:
    """Whether a text asks of what is in a place of that name: "vacancies in Harrowmere"."""
    return re.search(rf"\b(?i:in|at|near) {re.escape(name)}\b", text) is not None


def has_reason(sentence: str) -> bool:
    """Whether a sentence tells a reason, a purpose or a consequence."""
    return _pattern("reason").search(sentence) is not None


def says_because(sentence: str) -> bool:
    """Whether a sentence tells a reason as one: "because it has begun to reduce the queue"."""
    return _pattern("because").search(sentence) is not None or names_reasons(sentence)


def names_reasons(sentence: str) -> bool:
    """Whether a sentence says by that word that it tells reasons: "the reasons most often given were"."""
    return _pattern("reasons_told").search(sentence) is not None


def is_norm(question: Question, sentence: str) -> bool:
    """Whether a sentence says what should be, where a question asks what is."""
    return _pattern("norm").search(sentence) is not None and _pattern("norm").search(question.own) is None


def is_duty(sentence: str) -> bool:
    """Whether a sentence says what is supposed to be, and so nothing of what is."""
    return _pattern("duty").search(sentence) is not None


def asks_for_demand(question: Question) -> bool:
    """Whether a question asks for what should be: a target, a standard, what was recommended."""
    return _pattern("norm").search(question.own) is not None or _pattern("demanded").search(question.own) is not None


def asks_of_holder(question: Question) -> bool:
    """Whether something about the holder of an office is asked for, and not who it is: the party, the pay."""
    return _pattern("of_holder").search(question.own) is not None


def tells_cause(question: Question, sentence: str) -> bool:
    """Whether a sentence says that something, and nobody, did to the matter of a question what it asks the reason of.

    "The review has cut capacity" tells why capacity fell; "the force has cut capacity" does not.
    """
    match = _pattern("effect").match(sentence)
    if match is None or _pattern("actor").fullmatch(match["cause"].strip()):
        return False
    return not set(question.own_subject).isdisjoint(terms(match["rest"]))


def is_mere_demand(question: Question, candidate: Candidate, library: Library) -> bool:
    """Whether a sentence is recommended and not found, where a question asks for no demand."""
    return library.is_recommended(candidate.hit.passage.document, candidate.span.start) and not asks_for_demand(question)


def is_order_alone(question: Question, candidate: Candidate, library: Library) -> bool:
    """Whether a sentence only says what is to be done, where a question asks whether something is done."""
    return library.is_recommended(candidate.hit.passage.document, candidate.span.start) and _pattern("ordered").search(question.own) is None


def is_general_norm(question: Question, sentence: str) -> bool:
    """Whether it says so of everybody, and finds nothing about this force."""
    return _pattern("general").search(sentence) is not None and _pattern("norm").search(question.own) is None


def asks_for_result(question: Question) -> bool:
    """Whether a question asks what something found or concluded, and not what it is going to."""
    return _pattern("result").search(question.own) is not None and _pattern("ahead").search(question.own) is None


def is_to_come(sentence: str) -> bool:
    """Whether a sentence says that a report, an evaluation or the like is still to be published."""
    return _pattern("to_come").search(sentence) is not None


def is_not_yet(sentence: str) -> bool:
    """Whether a sentence says that what is asked for had not been published or completed when it was written."""
    return _pattern("not_yet").search(sentence) is not None


def is_yet_to_be_chosen(question: Question, sentence: str) -> bool:
    """Whether it is asked who was chosen for an office, and a sentence says that this was still to come."""
    return _asked("asks_chosen", question.own) is not None and _pattern("to_be_chosen").search(sentence) is not None


def says_no_grade(sentence: str) -> bool:
    """Whether a sentence says that something is not graded: "there are no grades in our reports on custody"."""
    return _pattern("no_grades").search(sentence) is not None


def is_not_held(sentence: str) -> bool:
    """Whether a sentence says that what was to find something out has not been held."""
    return _pattern("not_held").search(sentence) is not None


def tells_condition(question: Question, sentence: str) -> bool:
    """Whether a sentence says in which circumstances, where a question asks when something is done and not on which day."""
    return _pattern("asks_condition").search(question.own) is not None and _pattern("condition").search(sentence) is not None


def asks_what_is_said(question: Question, whole: bool = False) -> bool:
    """Whether a question asks what a report, its inspectors or the press say about something: then any sentence about it answers.

    `whole` looks at what a follow-up goes on from too.
    """
    return _pattern("asks_what_is_said").search(question.full if whole else question.own) is not None


def asks_what_became(question: Question) -> bool:
    """Whether a question asks if something has been carried out, and not by when it is to be."""
    return _pattern("carried_out").search(question.own) is not None and _pattern("due").search(question.own) is None


def _has_name(question: Question, candidate: Candidate) -> bool:
    """Whether a name stands in the sentence that the question lacks, where one is asked for: "work within another force" has none."""
    asked = _asked("asks_name", question.own)
    if asked is None or question.intent.name in ("compare", "why", "grade"):
        return True
    if question.intent.name == "yesno" and not asked[0].lower().startswith("which"):  # "which of the five did it, was it Telford?"
        return True
    source = candidate.hit.source
    return bool(names(candidate.text, f"{question.full} {source.force} {source.publisher}"))


def _has_topic(question: Question, candidate: Candidate) -> bool:
    """Whether a passage is about what something is asked to be said about: "what does the plan say about LPAs" wants the LPAs."""
    match = _asked("said_about", question.own)
    topic = match["topic"] if match else ""
    named = content_terms(_pattern("at_the_time").sub("", topic), question.forces) or content_terms(topic, question.forces)
    wanted = [term for term in named if term not in _LIGHT] or named
    if not wanted:
        return True
    hit = candidate.hit
    held = term_set(" ".join((hit.passage.reading, *hit.passage.section, hit.passage.finding)))
    share = _TOPIC_SHARE if len(wanted) == len(named) else _TOPIC_SHARE_OF_FEW
    return sum(question.mentions(term, held) for term in wanted) >= share * len(wanted)


def _speaks_of(names: Sequence[str], several: Sequence[Sequence[str]], question: Question, candidate: Candidate, library: Library) -> bool:
    """Whether the names stand in the passage or above it, or are the speaker's: of a follow-up ("And in Carrow?"), or a value's.

    Of `several`, the names of several words, one has to stand there with all of them.
    """
    if not names:
        return True
    hit = candidate.hit
    voice = voice_of(candidate, library)
    document = library.index.documents[hit.passage.document]
    whole = paragraph_at(document, candidate.span.start)  # may be cut behind the name
    # an article goes from one matter to the next, and names each before it tells of it
    near = hit.passage.reading if hit.source.is_official else document.text[hit.passage.start : candidate.span.end]
    held = term_set(" ".join((near, whole, *hit.passage.section, hit.source.title, hit.source.publisher, hit.source.force)))
    held |= term_set(voice.speaker) if voice is not None else frozenset()
    is_whole = not several or any(all(question.mentions(term, held) for term in name) for name in several)
    return is_whole and any(question.mentions(term, held) for term in names)


def _names_of_several_words(question: Question, library: Library) -> list[list[str]]:
    """The terms of each name of several words that a question holds and nobody bears: "Marram Coast" is not Marram Bay."""
    single = set(names_in(question))
    found = [match[0] for match in _SEVERAL_WORDS.finditer(question.text) if set(match[0].split()) <= single]
    borne = {word for person in library.index.facts.people for word in person.name.split()}
    named = [terms(name) for name in found if borne.isdisjoint(name.split())]
    return [name for name in named if all(map(library.index.keyword.holds, name))]  # else it is a slip of the keyboard


def _is_whole(question: Question, candidate: Candidate) -> bool:
    """Whether a number is no mere sample where a whole is asked for, and no mere share where it is how many there were."""
    is_all = question.intent.expects == "count" and _asked("asks_all", question.own) is not None
    if is_all and _SHARE.search(candidate.text) and not figures("count", candidate.text):
        return False
    if question.intent.expects not in ("amount", "count") or _asked("asks_sample", question.own):
        return True
    is_share = bool(figures("percentage", candidate.text)) and not asks_total(question.full)
    return is_share or _pattern("sample").search(candidate.text) is None
