"""Who said what: praise of the inspectorate, and the reactions of those whom the news quotes, by speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from peel_qa.answer.appraisal import appraisals
from peel_qa.briefing.notebook import Notebook, area_name, first, words
from peel_qa.briefing.records import Line, Section
from peel_qa.briefing.statements import Statement, spoken_words, statements
from peel_qa.data import any_of
from peel_qa.dates import spoken
from peel_qa.facts.people import INSPECTORS
from peel_qa.facts.records import PRACTICES, Voice
from peel_qa.facts.voices import INSPECTORATE, role_name
from peel_qa.records import Block
from peel_qa.stems import term_set

_SAME = 0.6
"""Share of the shorter sentence's words from which on two sentences say the same."""
_SIGNED = re.compile(r"\bobservations\b|\boverall summary\b|\breducing crime\b", re.IGNORECASE)


def praise_section(book: Notebook) -> Section:
    """Innovative and promising practice first, then what the inspectorate itself says is done well."""
    lines = [
        book.quote(one.document, one.start, one.end, label=area_name(one.area) or one.chapter, tag=one.kind, spare=0)
        for kind in PRACTICES
        for one in book.findings(kind)
    ]
    lines += [_praised(book, one, place) for place, one in enumerate(_praise(book)) if not _is_said(book, lines, one)]
    chosen, left = first(lines, book.limits["praise"])
    note = None if chosen else Line("The documents held hold no praise by the inspectorate that can be told from its other findings.")
    return Section("praise", "What was praised", chosen, note, left_out=left)


def _is_said(book: Notebook, lines: list[Line], one: Statement) -> bool:
    cited = (book.citation(line.citations[0]) for line in lines if line.citations)
    return any(c.document == one.document and c.start < one.end and one.start < c.end for c in cited)


def _praised(book: Notebook, one: Statement, place: int) -> Line:
    start, end = spoken_words(one.text, one.start)
    voice = book.library.voice(one.document, one.start, one.end)
    tag = f"said by {voice.speaker}" if voice and voice.speaker != INSPECTORATE else ""
    return book.quote(one.document, start, end, label=area_name(one.area) or "Whole force", tag=tag, spare=2 + place)


def _praise(book: Notebook) -> Iterator[Statement]:
    """Findings that praise, from a report; sentences in the inspectorate's voice, from news where no report is held."""
    praise = next(kind for kind in appraisals() if kind.name == "praise")
    for one in book.statements():
        if praise.turns.search(one.text) or not praise.says.search(one.text) or _no_praise().search(one.text):
            continue
        if book.source(one.document).is_official:
            if _is_finding(book, one) or (one.passage.section and _SIGNED.search(one.passage.section[-1])):
                yield one
        elif not book.inspection.is_reported and is_inspectorate(book.library.voice(one.document, one.start, one.end)):
            yield one


@cache
def _no_praise() -> re.Pattern[str]:
    return any_of([*words("praise", "never"), r"\?"])


def _is_finding(book: Notebook, one: Statement) -> bool:
    return any(_holds(block, one) for block in book.index.documents[one.document].blocks if block.kind == "finding")


def _holds(block: Block, one: Statement) -> bool:
    return block.start <= one.start < block.end


def is_inspectorate(voice: Voice | None) -> bool:
    """Whether the inspectorate, or one of its inspectors, speaks."""
    return voice is not None and (voice.speaker == INSPECTORATE or voice.role in INSPECTORS)


@cache
def _strong() -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), value) for pattern, value in words("reactions", "strong"))


def _weight(text: str) -> float:
    return sum(value for pattern, value in _strong() if pattern.search(text))


def reactions_section(book: Notebook) -> Section:
    """What each speaker said of the inspection, in the words of the news, the most telling first; short quotations only."""
    spoken_of: dict[tuple[str, str, str], list[Statement]] = {}
    for one in statements(book.index, (source.id for source in book.inspection.news)):
        voice = book.library.voice(one.document, one.start, one.end)
        if voice is not None and not (book.inspection.is_reported and is_inspectorate(voice)) and _is_in_scope(book, one):
            spoken_of.setdefault((voice.speaker, voice.role, one.document), []).append(one)
    lines = [line for (name, role, document), said in spoken_of.items() for line in _speaker(book, name, role, document, said)]
    ordered = lines if book.length == "full" else sorted(lines, key=lambda line: line.spare)
    chosen, left = first(ordered, book.limits["reactions"])
    return Section("reactions", "Reactions", chosen or (), None if chosen else Line(_nobody(book)), left_out=left)


def _is_in_scope(book: Notebook, one: Statement) -> bool:
    return not book.scope.topic or book.scope.holds(one.document, one.start, one.end, one.area)


def _nobody(book: Notebook) -> str:
    about = f" on {book.scope.spoken}" if book.scope.topic else ""
    return f"The news held on this inspection quotes nobody{about}." if book.inspection.news else "No news about this inspection is held."


def _distinct(said: list[Statement]) -> list[Statement]:
    """Without what says in other words what stands before it: "accepted the findings", told twice."""
    kept: list[Statement] = []
    for one in said:
        own = term_set(one.text)
        if not any(len(own & term_set(other.text)) > _SAME * min(len(own), len(term_set(other.text))) for other in kept):
            kept.append(one)
    return kept


def _speaker(book: Notebook, name: str, role: str, document: str, said: list[Statement]) -> Iterator[Line]:
    best = _distinct(sorted(said, key=lambda one: (-_weight(one.text), one.start)))[: book.limits["each_speaker"]]
    who = "The inspectorate" if name == INSPECTORATE else f"{name}, {role_name(role)}" if role else name
    source = book.source(document)
    where = f"{source.publisher}, {spoken(source.published, source.published_sure)}"
    for place, one in enumerate(sorted(best, key=lambda one: one.start)):
        start, end = spoken_words(one.text, one.start)
        yield book.quote(one.document, start, end, label=who, tag=where, spare=2 + place)
