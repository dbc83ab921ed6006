"""Collecting citations: each place once, verified before it counts, numbered in the order of use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from peel_qa.answer.cite import cite, verify
from peel_qa.facts.records import Voice
from peel_qa.facts.voices import INSPECTORATE, spoken_by, with_office
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Citation, Claim, Passage, Source, Span


class Library:
    """Places of an index: which passage holds a stretch of a document, and whose voice it is."""

    def __init__(self, index: SearchIndex) -> None:
        """Sort voices by document once."""
        self.index = index
        self._voices: dict[str, list[Voice]] = {}
        self._recommended: dict[str, list[tuple[int, int]]] = {}
        for finding in index.facts.findings:
            if finding.kind == "recommendation":
                self._recommended.setdefault(finding.document, []).append((finding.start, finding.end))
        for voice in index.facts.voices:
            self._voices.setdefault(voice.document, []).append(voice)

    def source(self, document: str) -> Source:
        """What a document is."""
        return self.index.sources[document]

    def text(self, document: str, start: int, end: int) -> str:
        """A stretch of a document's text."""
        return self.index.documents[document].text[start:end]

    def passage_at(self, document: str, start: int) -> Passage:
        """The passage that holds, or stands nearest before, a character of a document."""
        return self.index.passage_at(document, start)

    def is_recommended(self, document: str, start: int) -> bool:
        """Whether a place stands in a recommendation: it says what is to be, and not what is."""
        return any(first <= start < last for first, last in self._recommended.get(document, ()))

    def voice(self, document: str, start: int, end: int) -> Voice | None:
        """Who speaks in a stretch; None for the document's own publisher."""
        return spoken_by(self._voices.get(document, ()), start, end)

    def voice_name(self, document: str, start: int, end: int) -> str:
        """The voice as a citation names it: "inspectorate", "newspaper", or a person with the office."""
        voice = self.voice(document, start, end)
        if voice is None:
            return "inspectorate" if self.source(document).is_official else "newspaper"
        if voice.speaker == INSPECTORATE:
            return "inspectorate"
        return with_office(voice)


class Evidence:
    """The citations of one answer."""

    def __init__(self, library: Library) -> None:
        """Begin with none."""
        self.library = library
        self.citations: list[Citation] = []

    def add(self, document: str, start: int, end: int) -> int:
        """Number of the citation of a stretch; the same stretch keeps its number; 0 where it cannot be verified."""
        for citation in self.citations:
            if citation.document == document and citation.start <= start and end <= citation.end:
                return citation.number
        made = self.library_citation(document, start, end, len(self.citations) + 1)
        if made is None:
            return 0
        self.citations.append(made)
        return made.number

    def add_all(self, places: Iterable[tuple[str, int, int]]) -> tuple[int, ...]:
        """Numbers of several stretches, without those that could not be verified."""
        numbers = [self.add(*place) for place in places]
        return tuple(dict.fromkeys(number for number in numbers if number))

    def bullets(self, places: Iterable[tuple[str, int, int]], lead: str = "") -> list[Claim]:
        """A line for each stretch with its own words, behind `lead`; none for one that cannot be verified."""
        told = [(place, self.add(*place)) for place in places]
        return [Claim(f"- {lead}{' '.join(self.library.text(*place).split())}", (number,)) for place, number in told if number]

    def library_citation(self, document: str, start: int, end: int, number: int = 0) -> Citation | None:
        """A verified citation of a stretch, outside the numbering; None where it cannot be verified."""
        library = self.library
        passage = library.passage_at(document, start)
        quote = library.text(document, start, end)
        made = replace(
            cite(number, library.source(document), passage, Span(start, end)), quote=quote, voice=library.voice_name(document, start, end)
        )
        return next(iter(verify([made], library.index.documents)), None)
