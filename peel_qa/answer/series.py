"""A measure over time: each document is asked for its value by itself, and the values are told in the order of their times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from peel_qa.answer.by_edition import without_comparison
from peel_qa.answer.cite import edition_label, words_of
from peel_qa.answer.compose import compose
from peel_qa.answer.confidence import confidence_of, is_enough
from peel_qa.answer.contrasts import kinds_named
from peel_qa.answer.demands import is_general_norm, is_mere_demand
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.figures import figures, holds
from peel_qa.answer.gradebook import COMPARISON_CAVEAT, spans_cycles
from peel_qa.answer.in_order import is_series, told_when
from peel_qa.answer.leaning import leans
from peel_qa.answer.over_time import asked_over_time, beside_of, tells_level
from peel_qa.answer.period import is_since_then
from peel_qa.answer.sentences import Candidate, put_first, terms_told
from peel_qa.data import pattern_of, patterns_of, read_table
from peel_qa.records import Answer, Claim, Source, Span
from peel_qa.search.intent import Expects, Intent
from peel_qa.search.question import Question
from peel_qa.search.years import years_in
from peel_qa.stems import term_set, terms

Ask = Callable[[Question, str], Sequence[Candidate]]
"""The sentences of one document that can answer a question, best first."""
_KINDS: tuple[Expects, ...] = ("percentage", "count", "money", "duration")
_MOST_DOCUMENTS, _MOST_LINES = 8, 8
_LEAD = 2
"""Sentences of each document that tell what kind of value is asked for."""
_REACH = 2.5
"""How far below the best sentence of its document one with a value may score (log-odds)."""
_MOST_WORDS, _READ, _SOME_WORDS = 0.6, 0.5, 0.3
"""Share of the question's words that a value needs beside one that surely answers; or how sure the reader, and a part of them."""
_STANDARD = re.compile(
    r"\b(?:standards?|targets?|benchmarks?|goals?|expect\w*|ask(?:ed|s) for|want(?:s|ed)?|aim(?:s|ed)?|hop(?:es?|ed|ing)"
    r"|pledg\w+|promis\w+)\b",
    re.IGNORECASE,
)
_BESIDE = 40
"""Characters beside a value among which a word says that it is one to be reached."""
_BEHIND = 2
"""Sentences behind a value that may tell it for other years."""
_LONGEST = 320
"""Characters of a sentence beyond which it is a table read out, or tells of many things."""
_SHORT = 10
"""Words of a sentence that only tells another value of what stands before it."""
_NO_COUNT = re.compile(r"(?:999|101|111|(?:19|20)\d\d)\b.*")
_DIGITS = re.compile(r"[\d.]+")
_THIS_KIND = re.compile(r"\bthis (?:type|kind|sort|category) of\b", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?:there (?:were|are)|(?:it|this|that) (?:was|is|had been|stood at|fell to|rose to)|the (?:figure|number|rate|share|total) "
    r"(?:was|is|had been|stood at|fell to|rose to)) (?:only |just |about |still )?[\d,.]+(?: per ?cent|%)?(?=[,.;]|$| (?:in|on|by|at)\b)",
    re.IGNORECASE,
)
"""A value without the thing that it is of: "on 5 June 2023 there were 96, and the oldest was six days old"."""
_A_THIRD = 0.33
"""Share of the words for the things counted that a sentence has to name, or what stands before and above it."""
_AS_MANY_WORDS, _HALF_THE_WORDS = 0.75, 0.5
"""Share of the words of a document's value that another one of the same document needs, which names a time of its own."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a question over time measures: the question for its value at one time, and the kind of that; "" where that is not said.

    `state` is what the counted things are, such as overdue: a sentence that does not say it counts others.
    """

    asked: str
    kind: Expects
    state: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """The sentences of a document that tell the measure, the best first, and how sure that one is."""

    candidates: list[Candidate]
    confidence: float

    @property
    def is_sure(self) -> bool:
        return is_enough(self.confidence)


def measure_of(question: Question) -> Measure | None:
    """The measure that a question over time asks for; None for any other question.

    "How has the number of overdue visits changed since 2022?" asks at each time "How many overdue visits?".
    """
    if question.intent.name != "timeline" or question.is_graded or question.is_follow_up:
        return None
    tail = pattern_of("peel_qa.answer", "over_time.toml", "tails")
    what = tail.sub("", question.own).strip(" ,.;:?!-–")
    forms = patterns_of("peel_qa.answer", "over_time.toml", "forms")
    match = next((found for form in forms if (found := form.match(what))), None)
    what = tail.sub("", match["what"]).strip(" ,.;:?!-–") if match else what
    for entry in read_table("peel_qa.answer", "over_time.toml")["measure"]:
        if measured := re.search(entry["says"], what, re.IGNORECASE):
            named = {name: value or "" for name, value in measured.groupdict().items()}
            return Measure(entry["asked"].format(what=what, **named), entry.get("kind", ""), named.get("state", ""))
    return None


def told_as_series(
    question: Question,
    measure: Measure,
    sources: Iterable[Source],
    ask: Ask,
    understand: Callable[[str], Question],
    library: Library,
) -> Answer | None:
    """A line for the value of each document that tells one, oldest first; None where fewer than two times are told.

    A document that does not say it when asked for the value at one time is asked for the change.
    """
    asked = understand(measure.asked)
    asked = replace(asked, intent=Intent(measure.kind, measure.kind)) if measure.kind else asked
    found = {document: [*ask(asked, document)] for document in _documents(question, sources)}
    kind = measure.kind or _kind(asked, found)
    if not kind:
        return None
    told = [one for able in found.values() if (one := _told(measure, asked, able, kind, library))]
    if not any(one.is_sure for one in told):
        return None
    silent = found.keys() - {one.candidates[0].hit.passage.document for one in told}
    plain = understand(asked_over_time(question))
    told += [
        one
        for document in found
        if document in silent and (one := _told(measure, plain, ask(plain, document), kind, library)) and one.is_sure
    ]
    candidates = [candidate for one in told for candidate in one.candidates]
    if len({told_when(c) for c in candidates}) < 2:
        return None
    return _in_lines(question, candidates, kind, max(one.confidence for one in told), library)


def _documents(question: Question, sources: Iterable[Source]) -> list[str]:
    """The documents whose inspection, or else whose date, is not before the first year that is asked for."""
    of_then = [source for source in sources if is_since_then(question, source)]
    return [source.id for source in sorted(of_then, key=lambda s: (s.published, s.id))][-_MOST_DOCUMENTS:]


def _kind(asked: Question, able: Mapping[str, Sequence[Candidate]]) -> Expects:
    """The kind of value that the best sentences of most documents hold where they surely answer; "" where they hold none."""
    sure = [found for found in able.values() if found and is_enough(confidence_of(asked, found))]
    held = Counter[Expects](kind for found in sure for c in found[:_LEAD] for kind in [k for k in _KINDS if holds(k, c.text)][:1])
    return max(held, key=lambda kind: (held[kind], -_KINDS.index(kind))) if held else ""


def _told(measure: Measure, asked: Question, able: Sequence[Candidate], kind: Expects, library: Library) -> _Told | None:
    """The value of a document, and those of another time that stand as near to the matter; None where it tells none."""
    near = [c for c in able if c.score >= able[0].score - _REACH and _is_value(asked, c, kind, library) and _is_in(measure.state, asked, c)]
    near.sort(key=lambda c: not is_series(c))
    if not near:
        return None
    confidence = confidence_of(asked, [*able] if asked.full != measure.asked else put_first([*able], near[0]))
    is_read = near[0].marks.get("answers", 0.0) >= _READ and near[0].words >= _SOME_WORDS
    is_near = (is_read or near[0].words >= _MOST_WORDS) and _named(asked.own_subject, asked, near[0]) >= _HALF_THE_WORDS
    if not is_enough(confidence) and not is_near:
        return None
    return _Told([near[0], *(c for c in near[1:] if _is_of_another_time(near[0], c))], confidence)


def _is_value(asked: Question, candidate: Candidate, kind: Expects, library: Library) -> bool:
    text = candidate.text
    if len(text) > _LONGEST or (kind == "count" and not _counts(text)):
        return False
    if kind == "percentage" and not any(_DIGITS.search(figure.text) for figure in figures(kind, text)):
        return False
    if not tells_level(kind, text) or is_general_norm(asked, text) or is_mere_demand(asked, candidate, library):
        return False
    if _THIS_KIND.search(text) or kinds_named(text) - kinds_named(asked.full):  # of some crimes where all are asked about
        return False
    return not all(_STANDARD.search(text[max(0, f.start - _BESIDE) : f.end + _BESIDE]) for f in figures(kind, text))


def _is_in(state: str, asked: Question, candidate: Candidate) -> bool:
    """Whether a sentence says that the things are in the state asked for, and it or what stands before and above it names the things."""
    in_state = terms(state)
    held = term_set(candidate.text)
    things = [term for term in asked.own_subject if term not in in_state] if in_state else []
    return _named(things, asked, candidate) >= _A_THIRD and all(asked.mentions(term, held) for term in in_state)


def _named(things: Sequence[str], asked: Question, candidate: Candidate) -> float:
    """The share of some terms that a sentence names, or what stands before and above it; 1 of none."""
    told = terms_told(candidate)
    return sum(asked.mentions(term, told) for term in things) / len(things) if things else 1.0


def _counts(text: str) -> bool:
    """Whether a sentence holds a number that is none of money, a share, a time or a line of calls."""
    others = [figure for kind in _KINDS if kind != "count" for figure in figures(kind, text)]
    return any(
        not any(other.start <= figure.start < other.end for other in others) and not _NO_COUNT.fullmatch(figure.text.strip())
        for figure in figures("count", text)
    )


def _is_of_another_time(best: Candidate, other: Candidate) -> bool:
    """Whether a sentence of the same document tells the measure for a time that it names itself, or in the press for another one."""
    if other.marks.get("answers", 1.0) < _READ:
        return False
    if not best.hit.source.is_official and other.words >= _HALF_THE_WORDS * best.words:
        return True
    is_of_it = other.words >= _AS_MANY_WORDS * best.words
    return is_of_it and bool(years_in(without_comparison(other.text))) and told_when(other) != told_when(best)


def _in_lines(question: Question, told: Sequence[Candidate], kind: Expects, confidence: float, library: Library) -> Answer | None:
    """Each value on a line of its own, in the order of the times; one that the press only tells again is left out."""
    evidence, claims = Evidence(library), list[Claim]()
    said = set[str]()
    for candidate in sorted(told, key=lambda c: (told_when(c), not c.hit.source.is_official, c.hit.source.published, c.span.start)):
        values = {"".join(_DIGITS.findall(figure.text)) or figure.text for figure in figures(kind, candidate.text)}
        if values <= said and not candidate.hit.source.is_official:
            continue
        beside = (*beside_of(candidate, kind), *_lead(candidate), *_behind(candidate, kind))
        spans = sorted({candidate.span, *beside}, key=lambda span: span.start)
        document = candidate.hit.passage.document
        if number := evidence.add(document, spans[0].start, spans[-1].end):
            said |= values
            told_by = {candidate.span: candidate.text}  # a row of a table as it is read out
            text = " ".join(as_sentence(told_by.get(span) or library.text(document, span.start, span.end)) for span in spans)
            claims.append(Claim(f"{text} ({edition_label(candidate.hit.source)})", (number,)))
    if len(claims) < 2:
        return None
    caveats = [COMPARISON_CAVEAT] if spans_cycles(evidence) else []
    return compose(question.text, claims[:_MOST_LINES], evidence.citations, caveats=caveats, confidence=confidence)


def _lead(best: Candidate) -> tuple[Span, ...]:
    """The sentence before one that leans on it."""
    spans = best.hit.passage.sentences
    at = spans.index(best.span) if best.span in spans else 0
    return (spans[at - 1],) if at and leans(best.text) else ()


def _behind(best: Candidate, kind: Expects) -> tuple[Span, ...]:
    """The sentences behind one that tell its measure for other years, which they name: "There were 173 in 2022"."""
    spans = best.hit.passage.sentences
    after = spans[spans.index(best.span) + 1 :][:_BEHIND] if best.span in spans else ()
    last = max((n for n, span in enumerate(after, 1) if _is_bare_value(words_of(best.hit.passage, span), kind)), default=0)
    return tuple(after[:last])


def _is_bare_value(text: str, kind: Expects) -> bool:
    is_bare = len(text.split()) <= _SHORT or _BARE.search(text) is not None
    return is_bare and holds(kind, text) and bool(years_in(without_comparison(text)))
