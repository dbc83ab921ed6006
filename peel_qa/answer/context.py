"""How much of a document is quoted round the sentence that answers: its list, or the sentences that finish its thought."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from peel_qa.answer.cite import words_of
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Block, Span

_LONGEST = 700
"""Characters of a quote with its context; what would be longer is quoted without."""
_LONGEST_LIST = 2_400
"""Characters of a list that is quoted whole where a question may be answered by several things."""
_LEANS_BACK = re.compile(
    r"^(?:and|but|so|or|yet|also|however|this|these|those|that|it|its|they|their|he|she|his|her|both|such|as a result|"
    r"for (?:example|instance)|because of this|therefore|despite this|on top of this|in addition|instead|similarly|in turn|then|there)\b",
    re.IGNORECASE,
)
_OPENS_LIST = re.compile(
    r":\s*$|\b(?:following|these|other|several|some|many|two|three|four|five|six|seven|eight|nine|ten)\b[^.;]{0,60}"
    r"\b(?:factors?|areas|things|reasons|ways|steps|points|examples|measures|issues|concerns|strengths|weaknesses|findings)\b[^.;:]*\.\s*$",
    re.IGNORECASE,
)
"""Ends with a colon, or says in a last sentence that several things are told: "inspectors named other factors that help"."""


def in_context(candidate: Candidate, library: Library, before: int = 1, behind: int = 1) -> Span:
    """The stretch to quote for a sentence: the whole list that it opens or stands in; else it and its neighbours in its paragraph.

    `before` and `behind` are how many sentences of the paragraph may join it; a single one before only where it leans on that.
    """
    document = library.index.documents[candidate.hit.passage.document]
    at = document.block_at(candidate.span.start)
    if at < 0:
        return candidate.span
    block = document.blocks[at]
    listed = _list_around(document.blocks, at, document.text, candidate.span)
    if listed is not None and listed.start == candidate.span.start and before > 1 and listed.end - listed.start <= _LONGEST_LIST:
        return listed
    stretches = [listed]
    stretches += [_sentences_around(candidate, block, *reach) for reach in ((before, behind), (1, 1), (0, 1))]
    return next((s for s in stretches if s is not None and s.end - s.start <= _LONGEST), candidate.span)


def _list_around(blocks: Sequence[Block], at: int, text: str, span: Span) -> Span | None:
    """From the words that open a list to its last item; None where the sentence belongs to none."""
    first = at
    if blocks[at].kind == "item":
        while first > 0 and blocks[first - 1].kind == "item":
            first -= 1
        opener = blocks[first - 1] if first > 0 and blocks[first - 1].kind == "paragraph" else None
        if opener is None or not _OPENS_LIST.search(text[opener.start : opener.end]):
            return None
        start = _last_sentence(text, opener)
    elif _OPENS_LIST.search(text[span.start : span.end]) and at + 1 < len(blocks) and blocks[at + 1].kind == "item":
        first, start = at + 1, span.start
    else:
        return None
    items = list(takewhile(lambda block: block.kind == "item", blocks[first:]))
    return Span(start, items[-1].end)


def _last_sentence(text: str, block: Block) -> int:
    """Where the last sentence of a paragraph begins."""
    ends = [match.end() for match in re.finditer(r"[.!?][\"”’)]*\s+", text[block.start : block.end])]
    return block.start + (ends[-1] if ends else 0)


def _sentences_around(candidate: Candidate, block: Block, before: int, behind: int) -> Span:
    spans = [s for s in candidate.hit.passage.sentences if block.start <= s.start and s.end <= block.end]
    if candidate.span not in spans:
        return candidate.span
    at = spans.index(candidate.span)
    first = at
    while at - first < before and first > 0 and (before > 1 or _leans_back(candidate, spans[first])):
        first -= 1
    return Span(spans[first].start, spans[min(len(spans) - 1, at + behind)].end)


def _leans_back(candidate: Candidate, span: Span) -> bool:
    return _LEANS_BACK.match(words_of(candidate.hit.passage, span).lstrip("\"“‘'")) is not None
