"""Answers and passages as records for programs: the same fields whether they are asked for over HTTP or as a tool."""

from __future__ import annotations

from typing import Any

from peel_qa.records import Answer, Hit
from peel_qa.service.links import answer_link
from peel_qa.service.request import Request


def answer_record(request: Request, answer: Answer, corpus: str) -> dict[str, Any]:
    """An answer as the batch contract writes it, with the corpus fingerprint and the link that lead back to it."""
    return answer.to_dict() | {"corpus": corpus, "permalink": answer_link(request, corpus)}


def hit_record(rank: int, hit: Hit) -> dict[str, Any]:
    """A passage found, with where it stands; `rank` counts from 1."""
    passage, source = hit.passage, hit.source
    return {
        "rank": rank,
        "score": round(hit.score, 6),
        "document": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "kind": source.kind,
        "edition": source.inspection,
        "published": source.published,
        "section": list(passage.section),
        "page": passage.page,
        "url": source.url,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
    }
