"""What a language model may speak from: numbered passages, cut into the units that its sentences are held against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from peel_qa.answer.evidence import Library
from peel_qa.dates import spoken
from peel_qa.facts.areas import area_terms, find_areas
from peel_qa.generation.words import pattern, stems_of
from peel_qa.records import Answer, Citation, Passage, Source, Span

_PROVENANCE = re.compile(r"\s*\((?:[^()]*\d{4}[^()]*)\)(?=\.?$)")
_VERDICT = re.compile(r"^(?:yes|no|partly|in part)[.,:;]\s+", re.IGNORECASE)
_SENTENCES_BESIDE = 1
_UNNAMED = ("inspectorate", "newspaper")
"""Voices that are no person's."""

Place = tuple[str, int, int]
"""A stretch of a document: its id, start and end in characters."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of an exhibit (or a statement of our own answer), with what is known of its surroundings.

    `beside` holds the stems of the areas that its headings name, of its speaker and of what is known of its document, `near` those of the
    sentences next to it, which count only where it points to them; `scope` is the text in which people and offices may stand: the
    sentence, its headings and its voice. `places` is what is cited for it.
    """

    exhibits: tuple[int, ...]
    text: str
    source: Source
    voice: str
    scope: str
    beside: frozenset[str]
    places: tuple[Place, ...]
    is_ours: bool = False
    near: frozenset[str] = frozenset()

    @property
    def stems(self) -> frozenset[str]:
        """Stems of the sentence itself."""
        return stems_of(self.text)

    @property
    def is_personal(self) -> bool:
        """Whether a named person speaks."""
        return self.voice not in _UNNAMED


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A numbered passage with its units. `text` is what the model reads, `about` the line above it."""

    number: int
    passage: Passage
    source: Source
    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The passage as it is read, tables in sentences, headings that are findings as sentences of their own."""
        lines = (line.strip() for line in self.passage.reading.splitlines())
        return " ".join(line if line[-1] in '.!?:;,"”' or line.endswith((" and", " or")) else f"{line}." for line in lines if line)

    @property
    def about(self) -> str:
        """Where it stands, and who speaks in it."""
        source = self.source
        voices = sorted({unit.voice for unit in self.units if unit.is_personal})
        parts = [
            source.title,
            source.publisher,
            f"about {source.force}",
            f"inspection: {source.inspection}",
            f"published {spoken(source.published, source.published_sure)}",
            " > ".join(self.passage.section),
            f"speaking: {'; '.join(voices)}" if voices else "",
        ]
        return " | ".join(part for part in parts if part)


def exhibits_for(answer: Answer, passages: Sequence[Passage], library: Library, limit: int) -> list[Exhibit]:
    """At most `limit` passages: first those that our own answer quotes, then those found, each once; none that speaks to a model."""
    quoted = (library.passage_at(citation.document, citation.start) for citation in answer.citations)
    wanted = {passage.id: passage for passage in (*quoted, *passages)}
    safe = [passage for passage in wanted.values() if not speaks_to_models(f"{' '.join(passage.section)} {passage.text}")]
    return [_exhibit(number, passage, library) for number, passage in enumerate(safe[:limit], start=1)]


def speaks_to_models(text: str) -> bool:
    """Whether a text tries to give orders to a language model."""
    return pattern("injection").search(text) is not None


def statements(answer: Answer, exhibits: Sequence[Exhibit], library: Library) -> list[Unit]:
    """What our own answer says, sentence by sentence, as units of the exhibits that its citations stand in."""
    known = {citation.number: citation for citation in answer.citations}
    made = []
    for claim in answer.claims:
        cited = [known[number] for number in claim.citations if number in known]
        numbers = tuple(e.number for e in exhibits if any(_holds(e.passage, citation) for citation in cited))
        if cited and numbers:
            made += [_statement(text, cited, numbers, library) for text in _parts(claim.text)]
    return made


def plain_statement(text: str) -> str:
    """A claim of ours without the verdict before it and the inspection behind it."""
    return _VERDICT.sub("", _PROVENANCE.sub("", text.removeprefix("- ").strip())).strip()


def _parts(text: str) -> Iterator[str]:
    from peel_qa.text import sentences

    for line in text.splitlines():
        yield from (line[start:end] for start, end in sentences(line))


def _statement(text: str, cited: Sequence[Citation], numbers: tuple[int, ...], library: Library) -> Unit:
    voices = {library.voice_name(c.document, c.start, c.end) for c in cited}
    sources = [library.source(c.document) for c in cited]
    beside = frozenset().union(*(_known_of(source) for source in sources))
    scope = f"{text} {' '.join(voices)}"
    voice = voices.pop() if len(voices) == 1 else "newspaper"
    return Unit(numbers, text, sources[0], voice, scope, beside, tuple((c.document, c.start, c.end) for c in cited), is_ours=True)


def _exhibit(number: int, passage: Passage, library: Library) -> Exhibit:
    source = library.source(passage.document)
    spans = list(_spans(passage, library))
    texts = [" ".join(library.text(passage.document, *span).split()) for span in spans]
    section = " ".join(passage.section)
    headings = f"{section} {passage.finding}"
    fixed = area_terms(find_areas(section)) | _known_of(source)
    units = []
    for at, (span, text) in enumerate(zip(spans, texts, strict=True)):
        near = texts[max(0, at - _SENTENCES_BESIDE) : at] + texts[at + 1 : at + 1 + _SENTENCES_BESIDE]
        voice = library.voice_name(passage.document, *span)
        beside, scope = frozenset().union(*map(stems_of, near)), f"{text} {headings} {voice}"
        known = fixed if voice in _UNNAMED else fixed | stems_of(voice)
        units.append(Unit((number,), text, source, voice, scope, known, ((passage.document, *span),), near=beside))
    return Exhibit(number, passage, source, tuple(units))


def _spans(passage: Passage, library: Library) -> Iterator[tuple[int, int]]:
    """The sentences of a passage, and each row of its tables, and each line of a list, by itself; a list as a whole too."""
    for span in passage.sentences or (Span(passage.start, passage.end),):
        start, text = span.start, library.text(passage.document, span.start, span.end)
        if "\n" in text and "|" not in text:
            yield span.start, span.end
        for line in text.split("\n"):
            if line.strip():
                yield start, start + len(line)
            start += len(line) + 1


def _known_of(source: Source) -> frozenset[str]:
    return stems_of(f"{source.title} {source.publisher} {source.force} {source.inspection}")


def _holds(passage: Passage, citation: Citation) -> bool:
    return passage.document == citation.document and passage.start <= citation.start < passage.end


def overlap(one: Place, other: Place) -> bool:
    """Whether two places have characters in common."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def places_once(places: Iterable[Place]) -> list[Place]:
    """Places without repeats, in order."""
    return list(dict.fromkeys(places))
