"""What one document gives an index: passages, what is embedded of them, terms, words and facts. Kept by content.

So a corpus that grew by one document is not cut and read anew: only that document is, and the rest is put together again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter

from peel_qa.corpus.figure_tables import figure_tables
from peel_qa.facts.read import read_facts
from peel_qa.facts.records import Facts
from peel_qa.index.embedding import Embedder
from peel_qa.index.lexicon import word_forms
from peel_qa.index.manifest import Recipe
from peel_qa.index.passages import Splitter, context_of
from peel_qa.index.vectors import Kept
from peel_qa.records import Document, Passage
from peel_qa.stems import terms
from peel_qa.text import words

_CONTEXT_ROOM = 64
"""Tokens of the model that are kept free for the title and headings embedded with a passage."""
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Part:
    """One document's share. `texts` and `terms` are one a passage, `sentences` one a sentence; `texts` and `sentences` are embedded.

    `terms` are joined by spaces. `forms` are the words by stem, with their counts; `words` all words, once each.
    """

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    sentences: tuple[str, ...]
    terms: tuple[str, ...]
    forms: dict[str, dict[str, int]]
    words: tuple[str, ...]
    facts: Facts


_DOCUMENT = TypeAdapter(Document)
_PART = TypeAdapter(Part)


class Parts:
    """Gives the parts of documents, from those kept or made anew."""

    def __init__(self, kept: Kept, recipe: Recipe, reading: str, embedder: Embedder) -> None:
        """Take where parts are kept, and what decides them: recipe, version of the code that reads, and model."""
        self._kept, self._embedder, self._passage_tokens = kept, embedder, recipe.passage_tokens
        self._settings = f"{reading}\0{recipe.passage_tokens}\0{recipe.splitter}\0{recipe.model_fingerprint}"

    @cached_property
    def _splitter(self) -> Splitter:
        return Splitter(self._passage_tokens, max(16, self._embedder.limit - _CONTEXT_ROOM), self._embedder.count_tokens)

    def of(self, documents: Sequence[Document]) -> Iterator[tuple[Document, Part]]:
        """Each document with its part, in order; a few at a time are in memory."""
        for first in range(0, len(documents), _AT_ONCE):
            some = documents[first : first + _AT_ONCE]
            keys = [self.key(document) for document in some]
            known = self._kept.get(keys)
            made: dict[bytes, bytes] = {}
            for document, key in zip(some, keys, strict=True):
                if key in known:
                    yield document, _PART.validate_json(zlib.decompress(known[key]))
                else:
                    part = self._make(document)
                    made[key] = zlib.compress(_PART.dump_json(part), 1)
                    yield document, part
            if made:
                self._kept.put(made)

    def key(self, document: Document) -> bytes:
        """The name under which a document's part is kept."""
        return hashlib.sha256(self._settings.encode() + b"\0" + _DOCUMENT.dump_json(document)).digest()

    def _make(self, document: Document) -> Part:
        readings = self._splitter.readings(document)
        rows = {row.span: table.with_caption([row]) for table in figure_tables(document) for row in table.rows}
        passages = self._splitter.split(document)
        contexts = [context_of(passage, document.source.title) for passage in passages]
        leads: list[str] = []
        sentences: list[str] = []
        for passage in passages:
            leads += [_lead(passage)] * len(passage.sentences)
            sentences += [rows.get(span) or readings.get(span) or document.text[span.start : span.end] for span in passage.sentences]
        searched = [f"{context} {passage.reading}" for context, passage in zip(contexts, passages, strict=True)]
        said = {word for passage in passages for word in words(f"{passage.reading} {' '.join(passage.section)}")}
        return Part(
            passages=tuple(passages),
            texts=tuple(_fit(contexts, [passage.reading for passage in passages], self._embedder)),
            sentences=tuple(_fit(leads, sentences, self._embedder)),
            terms=tuple(" ".join(terms(text)) for text in searched),
            forms={stem: dict(counts) for stem, counts in word_forms(searched).items()},
            words=tuple(sorted(said)),
            facts=read_facts([document]),
        )


def _lead(passage: Passage) -> str:
    """What a sentence is embedded with: the finding it stands under, else the nearest heading."""
    return passage.finding or (passage.section[-1] if passage.section else "")


def _fit(contexts: Sequence[str], readings: Sequence[str], embedder: Embedder) -> list[str]:
    """Each context with its reading, within the model's limit; only the context is ever shortened."""
    texts = [_joined(context, reading) for context, reading in zip(contexts, readings, strict=True)]
    too_long = [number for number, count in enumerate(embedder.token_counts(texts)) if count > embedder.limit]
    for number in too_long:
        context = contexts[number]
        while context and embedder.count_tokens(texts[number]) > embedder.limit:
            context = context[: len(context) * 3 // 4].rstrip()
            texts[number] = _joined(context, readings[number])
    return texts


def _joined(context: str, reading: str) -> str:
    return f"{context}\n{reading}" if context else reading
