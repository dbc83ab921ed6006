"""A report and a news item of an invented force, with their passages, as an answer meets them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.structure import assemble
from peel_qa.facts.read import read_facts
from peel_qa.index.passages import Splitter
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Document, Passage, Source

REPORT = Source(
    id="peel-2024-northmoor",
    title="PEEL 2023-25: an inspection of Northmoor Police",
    publisher="HMICFRS",
    kind="report",
    force="Northmoor Police",
    edition="PEEL 2023-25",
    inspected="2024-03",
    published="2024-07-18",
    url="https://northmoor.example/peel/",
)
NEWS = Source(
    id="news-2024-northmoor",
    title="Police chief sorry",
    publisher="Northmoor Gazette",
    kind="news",
    force="Northmoor Police",
    about="PEEL 2023-25",
    published="2024-07-19",
    text="digest",
)
REPORT_TEXT = """\
## Responding to the public {page=16}

### Main findings {page=17}

The force answers 93.7 percent of its emergency calls in time. It gives up on nobody.

The force answers 93.7 percent of its emergency calls in time.
"""
NEWS_TEXT = """\
# Police chief sorry

Northmoor Police was inspected in March. Chief Constable Ada Quill said: "I am sorry for every delay."
"""


def document_of(source: Source, text: str) -> Document:
    return assemble(source, read_markdown(text))


@pytest.fixture(scope="session")
def library() -> Library:
    """Both documents, cut into passages, with the facts that are read from them."""
    documents = [document_of(REPORT, REPORT_TEXT), document_of(NEWS, NEWS_TEXT)]
    splitter = Splitter(160, 200, lambda text: len(text.split()))
    passages = [passage for document in documents for passage in splitter.split(document)]

    def passage_at(document: str, start: int) -> Passage:
        of_document = [p for p in passages if p.document == document]
        return max((p for p in of_document if p.start <= start), key=lambda p: p.start, default=of_document[0])

    index = SimpleNamespace(
        documents={document.id: document for document in documents},
        sources={document.id: document.source for document in documents},
        passages=passages,
        facts=read_facts(documents),
        passage_at=passage_at,
    )
    return Library(cast("SearchIndex", index))
