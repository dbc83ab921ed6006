"""A question over several editions, asked of each by itself: what one of them says is no answer for the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.figures import holds
from peel_qa.answer.gradebook import COMPARISON_CAVEAT, spans_cycles
from peel_qa.answer.leaning import tells_again, tells_earlier, tells_of_others
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Answer, Claim, Source, Span
from peel_qa.search.intent import Expects
from peel_qa.search.question import NEWEST, Question, affinity
from peel_qa.search.years import year_groups, years_in

Years = tuple[int, ...]
_MOST = 3
_EDITION = re.compile(
    r"(?:\b(?:and |against |versus |vs\.? |with |to |or |than |from |between )?(?:in |the |for |of |by )*)?"
    r"(?:PEEL )?(?<![\d£/-])(?:19|20)\d\d(?:\s?[/–-]\s?(?:(?:19|20)?\d\d))?(?![\d%])(?: (?:report|inspection|PEEL|edition))?",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\b(?:compare[ds]?|contrast(?:ed)?|comparison|(?:(?:set|put|lay|place) )?side by side|difference between|findings?"
    r"|(?:with|against|and|to) (?:that|those) (?:of|in|from))\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:and |so )?(?:are|were|is|was|have|has|do|does) (?:there|they|it|(?:the )?(?:force|police|constabulary)) (?:got |have |has )?"
    r"(?:now )?(?:more|fewer|less) (?P<what>[\w’' -]+?)(?=\W+(?:now|than|today|in)\b|\W*$)",
    re.IGNORECASE,
)
"""Asks whether there is more or less of something that can be counted."""
_SET_AGAINST = re.compile(r"\b(?:from|than|since|against|compared (?:with|to)) [^,.;]*", re.IGNORECASE)
"""What a sentence sets its value against: "29 arrests, a decline from the 33 of 2021" is not of 2021."""
_JOINS = re.compile(r"^(?:and|against|versus|vs\.?|with|to|or|than|from|between) (?=in\b)", re.IGNORECASE)
_WHICH_IS_BETTER = re.compile(
    r"(?P<verb>is|are|was|were) (?P<what>.+?) (?:any |much )?(?:better|worse|stronger|weaker|higher|lower|quicker|slower)\b(?P<when>.*)",
    re.IGNORECASE,
)
"""Asks which of two editions tells of something better: each is asked how it was."""
_IN = re.compile(r"^\D*\b(?=PEEL|(?:19|20)\d\d)")
_AS_GOOD: dict[Expects, float] = {"money": 3.0, "percentage": 1.0, "count": 0.7}
"""How far a sentence with a value may score below one without, to stand beside the value of another edition (log-odds)."""
_COMPARING = ("compare", "general", "list", "yesno", "why", "timeline")


def editions_of(question: Question, sources: Iterable[Source]) -> tuple[Years, ...]:
    """The years of each edition that a question sets side by side, oldest first; () where it asks about one, or about grades.

    A year of which nothing is held is no edition: "the share in 2020, according to PEEL 2021/22".
    """
    groups = question.year_groups
    if question.intent.name not in _COMPARING or question.is_graded or not 1 < len(groups) <= _MOST:
        return ()
    alone = [replace(question, years=group, year_groups=(group,)) for group in groups]
    held = [*sources]
    return tuple(sorted(groups)) if all(any(affinity(one, source) > 0 for source in held) for one in alone) else ()


def without_editions(text: str) -> str:
    """A text without the years and editions that it names."""
    return " ".join(_EDITION.sub(" ", text).split())


def asked_of(question: Question, years: Years) -> str:
    """The question as it is asked of one edition: without the others, and without the words that set them side by side.

    "Are there more PCSOs now than in 2016?" asks each how many there are.
    """
    text = _EDITION.sub(lambda match: _JOINS.sub("", match[0]) if years in year_groups(match[0]) else " ", _FRAME.sub(" ", question.full))
    if compared := _WHICH_IS_BETTER.match(" ".join(text.split())):
        text = f"how {compared['verb']} {compared['what']} {compared['when']}"
    if question.wants_newest and years != max(question.year_groups):
        text = NEWEST.sub(" ", text)
    if more := _MORE.match(text):
        year = _EDITION.search(text)
        when = f"were there in {_IN.sub('', year[0])}" if year else "are there now"
        text = f"how many {more['what']} {when}?"
    elif question.wants_newest and not years_in(text):
        span = f"{years[0]}-{years[-1] % 100:02}" if len(years) > 1 else str(years[0])
        text = f"{text.rstrip(' ?')} in {span}?"
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Told:
    """What one edition says: its sentence, and the sentences beside it that are told with it."""

    candidate: Candidate
    beside: tuple[Span, ...] = ()

    def text(self, library: Library) -> str:
        """All of it, in reading order."""
        document, own = self.candidate.hit.passage.document, self.candidate.span
        beside = ((span, library.text(document, span.start, span.end)) for span in self.beside)
        return " ".join(as_sentence(text) for _, text in sorted([(own, self.candidate.text), *beside], key=lambda part: part[0].start))

    @property
    def place(self) -> tuple[str, int, int]:
        """The stretch of the document that holds it."""
        spans = (self.candidate.span, *self.beside)
        return self.candidate.hit.passage.document, min(span.start for span in spans), max(span.end for span in spans)


def told_of(able: Sequence[Candidate], years: Years) -> Told | None:
    """What the best sentence of an edition says, if it can be one that tells of no earlier time ("in the year before it was 17.8")."""
    own = [c for c in able if is_of_then(c.text, years)]
    best = next((c for c in own if not tells_of_others(c.text)), next(iter(own or able), None))
    return Told(best) if best else None


def with_values(
    question: Question, told: Mapping[Years, Told | None], able: Mapping[Years, Sequence[Candidate]]
) -> dict[Years, Told | None]:
    """What the editions say, each with a value of the kind that one tells: £5.2m stands beside £22.7m, not beside "healthy".

    Where a yes or a reason is asked for, only a sum of money wants another beside it.
    """
    kinds: list[Expects] = ["money"] if question.intent.name in ("yesno", "why") else [*_AS_GOOD]
    kind: Expects = next((kind for kind in kinds if any(one and holds(kind, one.candidate.text) for one in told.values())), "")
    return {years: _with_value(one, kind, able[years], years) if one and kind else one for years, one in told.items()}


def _with_value(told: Told, kind: Expects, able: Sequence[Candidate], years: Years) -> Told:
    if holds(kind, told.candidate.text):
        return told
    enough = told.candidate.score - _AS_GOOD[kind]
    near = (c for c in able if c.score >= enough and holds(kind, c.text) and is_of_then(c.text, years))
    return next(map(Told, near), told)


def without_comparison(text: str) -> str:
    """A sentence without what it sets its value against: "29 arrests, a decline from the 33 of 2021" without the decline's start."""
    return _SET_AGAINST.sub(" ", text)


def is_of_then(text: str, years: Years) -> bool:
    """Whether a sentence can tell of some years: it tells of no earlier time, and names no other years alone."""
    named = years_in(without_comparison(text))
    return not (tells_earlier(text) or tells_again(text)) and (not named or not set(named).isdisjoint(years))


def side_by_side(question: Question, told: Mapping[str, Told | None], library: Library, confidence: float) -> Answer | None:
    """A line for each edition, by its name and in the order of time; one without an answer is named. None where none has one."""
    evidence, claims, silent = Evidence(library), list[Claim](), list[str]()
    places = set[tuple[str, int, int]]()
    for name, one in told.items():
        number = evidence.add(*one.place) if one else 0
        if one and number and one.place not in places:
            places.add(one.place)
            claims.append(Claim(f"{one.text(library)} ({edition_label(one.candidate.hit.source)})", (number,)))
        else:
            silent.append(name)
    if not claims:
        return None
    claims += [Claim(f"For {name} nothing was found that surely answers this.") for name in silent]
    caveats = [COMPARISON_CAVEAT] if spans_cycles(evidence) else []
    return compose(question.text, claims, evidence.citations, "partly_answered" if silent else "answered", caveats, confidence=confidence)
