"""The records that flow through peel_qa, from the corpus to the answer.

    Source + text ─▶ Document (Sections, Blocks) ─▶ Passage (sentence Spans) ─▶ Hit ─▶ Claim + Citation ─▶ Answer

All are frozen. Offsets are characters (code points) into `Document.text`, end exclusive, so that
`document.text[start:end]` is the thing itself, always.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["report", "news"]
TextKind = Literal["original", "digest"]
BlockKind = Literal["title", "heading", "finding", "paragraph", "item", "table"]
Status = Literal[
    "answered", "partly_answered", "clarify", "not_in_corpus", "other_force", "other_edition", "not_graded",
    "not_yet_published", "false_premise", "opinion_or_prediction", "individual_case", "out_of_scope", "unsafe_request",
]  # fmt: skip
ANSWERING: frozenset[str] = frozenset({"answered", "partly_answered", "clarify"})


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is and where it comes from.

    Dates are ISO days, months or years ("2022-04-13", "2021-09", "2024"), as precise as known.
    """

    id: str
    title: str
    publisher: str
    kind: Kind
    force: str
    published: str
    edition: str = ""
    about: str = ""
    inspected: str = ""
    url: str = ""
    licence: str = ""
    text: TextKind = "original"
    published_sure: bool = True
    file: str = ""

    @property
    def inspection(self) -> str:
        """The edition of a report, or the inspection that a news text is about."""
        return self.edition or self.about

    @property
    def is_official(self) -> bool:
        """Whether the inspectorate itself wrote it."""
        return self.kind == "report"

    @property
    def the_publisher(self) -> str:
        """The publisher within a sentence: "the Harnley Gazette"."""
        return f"the {self.publisher.removeprefix('The ')}"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading.

    `path` holds the structural headings from the chapter down; `finding` the sentence-long heading
    that is itself a finding ("" where there is none). `page` is the page on which the section's nearest
    entry of the contents list begins, `page_last` the page on which the next entry begins
    (None where none follows).
    """

    path: tuple[str, ...]
    finding: str
    start: int
    end: int
    page: int | None = None
    page_last: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, heading or table at `text[start:end]`, in section number `section`.

    `reading` is how a table reads in sentences, for search; `rows` are its cells.
    """

    kind: BlockKind
    start: int
    end: int
    section: int
    reading: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source with its stored text, cut into sections and blocks in reading order.

    `pages` says where pages begin, each as an offset and the page's number, where the reader of the file saw the pages;
    else the pages of sections are all that is known.
    """

    source: Source
    text: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    pages: tuple[tuple[int, int], ...] = ()

    def __hash__(self) -> int:
        """By the source's id and the text, whose hash Python keeps: thousands of blocks are not gone through at each look-up."""
        return hash((self.source.id, self.text))

    def pages_of(self, start: int, end: int) -> tuple[int, int] | None:
        """The pages on which `text[start:end]` begins and ends; None where they are not known."""
        first = bisect_right(self.pages, (start, sys.maxsize))
        last = bisect_left(self.pages, (end, 0))
        return (self.pages[first - 1][1], self.pages[max(first, last) - 1][1]) if first else None

    def block_at(self, place: int) -> int:
        """The number of the block in which a character stands; -1 where it stands in none."""
        at = bisect_right(self.blocks, place, key=lambda block: block.start) - 1
        return at if at >= 0 and place < self.blocks[at].end else -1

    @property
    def id(self) -> str:
        """The source's id."""
        return self.source.id


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section, short enough to embed whole; the unit of retrieval.

    `text == document.text[start:end]`. `reading` is what is searched: the text, with tables read out.
    """

    id: str
    document: str
    start: int
    end: int
    text: str
    reading: str
    section: tuple[str, ...]
    finding: str
    page: int | None
    page_last: int | None
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `score` is higher for better; `ranks` are 1-based, by retriever."""

    passage: Passage
    source: Source
    score: float
    ranks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. `quote == document.text[start:end]` when `verified`."""

    number: int
    document: str
    title: str
    publisher: str
    kind: Kind
    edition: str
    published: str
    section: tuple[str, ...]
    page: int | None
    url: str
    quote: str
    start: int
    end: int
    voice: str
    verified: bool
    text: TextKind = "original"
    inspected: str = ""
    finding: str = ""
    passage: str = ""
    page_last: int | None = None
    published_sure: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The citation as the batch contract writes it."""
        return asdict(self) | {"section": list(self.section)}


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer with the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """What a language model had to do with an answer. No text of the model that failed a check is in it.

    `outcome` is "reworded" where its sentences are shown, else the word for why they are not ("late", "unsupported", …), with
    `reason` for people. `dropped` holds the reason of each sentence that was left out. Times are in milliseconds, `cost` is in
    the currency of the operator's prices; tokens are tiktoken's.
    """

    model: str
    prompt: str
    outcome: str
    reason: str = ""
    kept: int = 0
    repaired: int = 0
    unneeded: int = 0
    dropped: tuple[str, ...] = ()
    first_sentence: float | None = None
    milliseconds: float = 0.0
    tokens_read: int = 0
    tokens_written: int = 0
    cost: float = 0.0
    is_cached: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether sentences of the model are part of the answer."""
        return self.outcome in ("reworded", "writing")

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON writes it."""
        return asdict(self) | {"dropped": list(self.dropped), "milliseconds": round(self.milliseconds, 1)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets: the direct answer first, then the evidence, then the caveats.

    `text` is the whole answer as shown to a person. `nearest` are passages that were found but do not
    answer the question; they are shown with a refusal, marked as no answer. `generation` is None where no language model
    was asked.
    """

    question: str
    text: str
    status: Status
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    caveats: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    milliseconds: float = 0.0
    generation: Generation | None = None

    @property
    def abstained(self) -> bool:
        """Whether nothing in the corpus answers the question."""
        return self.status not in ANSWERING

    @property
    def is_writing(self) -> bool:
        """Whether a language model is still at it, so that this is only the answer so far."""
        return self.generation is not None and self.generation.outcome == "writing"

    @property
    def direct(self) -> str:
        """The first line: the direct answer."""
        return self.text.split("\n", 1)[0]

    def to_dict(self) -> dict[str, Any]:
        """The answer as the batch contract writes it (without an id)."""
        return {
            "answer": self.text,
            "status": self.status,
            "abstained": self.abstained,
            "citations": [citation.to_dict() for citation in self.citations],
            "caveats": list(self.caveats),
            "nearest": [citation.to_dict() for citation in self.nearest],
            "confidence": round(self.confidence, 4),
            "milliseconds": round(self.milliseconds, 1),
            **({"generation": self.generation.to_dict()} if self.generation else {}),
        }

    def __str__(self) -> str:
        return self.text
