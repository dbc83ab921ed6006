"""Documents made to mislead a reader of quotes: boilerplate that repeats, odd characters, tables, look-alikes; every offset is compared."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from small_corpora import write_document
from stub_embedder import StubEmbedder

from benchmarks.reliability.outcome import SHOWN, Outcome, is_over
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

SIZE = 60
"""Corpora of four documents each."""
_BOILERPLATE = "The force should make sure that supervisors review every plan."
_PIECES = (
    _BOILERPLATE,
    "We reviewed {n} investigations. Only {m} of the {n} had a plan.",
    "It said: “We found {n}%” (and “not {m}%”).",
    "Ｔｈｅ ｆｏｒｃｅ answered ﬁve e\u0301lan calls\u00a0in\u202f{n} seconds.",
    "- The force should keep victims informed.\n- The force should keep victims informed.",
    "| Area | Grade |\n| --- | --- |\n| Preventing crime | Good |\n| Investigating crime | Adequate |",
    "Chief Constable Ada Quill said that {n} was “good”, e.g. at 10.30 p.m. Mr. Vale of St. Mary's agreed...",
    "A\u200bzero\u200bwidth \u202eword\u202c and 👮🏽‍♀️ {n}.",
    "Of {n} calls, {m} were abandoned; of {n} calls, {m} were abandoned.",
    "**Bold {n}** and [a link](https://attacker.example/) and `code {m}`.",
    "&lt;b&gt;{n}&lt;/b&gt; &amp;amp; {m}",
    "> A quotation of {n} words.",
    "No end {n} " * 40,
)
_QUESTIONS = (
    "How many investigations had a plan?",
    "What should the force do about supervisors?",
    "Who said that it was good?",
    "How was investigating crime graded?",
    "How many calls were abandoned?",
    "What should the force keep victims informed about?",
)


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is a passage, sentence or quote that is not the document's text at its place, or text that is in no passage."""
    began, dice = time.perf_counter(), random.Random(seed)
    compared, reasons, corpora = 0, list[str](), 0
    while corpora < size and not is_over(began):
        with tempfile.TemporaryDirectory() as scratch:
            settings = Settings(
                corpus=(Path(scratch) / "corpus",), index=Path(scratch) / "index", reader="off", passage_tokens=dice.choice((32, 60, 160))
            )
            for number in range(4):
                write_document(settings.corpus[0], f"report-{number}", _body(dice), title="PEEL 2023: an inspection")
            with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
                found = compare(qa)
        corpora += 1
        compared += found[0]
        reasons += [f"corpus {corpora} (seed {seed}): {reason}" for reason in found[1]]
    return Outcome(
        "quotes",
        "T22",
        "Every passage, sentence and quote is its document's text at its place, repeated boilerplate included; no text is lost.",
        compared,
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        {"corpora of four documents": corpora, "questions of each": len(_QUESTIONS)},
    )


def _body(dice: random.Random) -> str:
    parts = ["# Title"]
    for section in range(dice.randint(1, 5)):
        parts.append(f"## {dice.choice(('Calls', 'Calls', 'Investigating crime', 'Main findings'))} {{page={section + 1}}}")
        parts += [dice.choice(_PIECES).format(n=dice.randint(2, 99), m=dice.randint(1, 98)) for _ in range(dice.randint(1, 12))]
    return "\n\n".join(parts) + "\n"


def compare(qa: PeelQA) -> tuple[int, list[str]]:
    """How many places were compared, and what was wrong; used on any opened corpus."""
    index, reasons, compared = qa.index, list[str](), 0
    covered: dict[str, set[int]] = {name: set() for name in index.documents}
    for passage in index.passages:
        text = index.documents[passage.document].text
        compared += 1 + len(passage.sentences)
        covered[passage.document].update(range(passage.start, passage.end))
        if text[passage.start : passage.end] != passage.text:
            reasons.append(f"passage {passage.id} is not its text")
        if any(
            not (passage.start <= span.start < span.end <= passage.end) or not text[span.start : span.end].strip()
            for span in passage.sentences
        ):
            reasons.append(f"a sentence of {passage.id} lies outside it")
    for name, document in index.documents.items():
        headings = {
            place for block in document.blocks if block.kind in ("title", "heading", "finding") for place in range(block.start, block.end)
        }
        lost = [place for place, c in enumerate(document.text) if not c.isspace() and place not in covered[name] and place not in headings]
        reasons += [f"{len(lost)} characters of {name} are in no passage, first {document.text[lost[0] : lost[0] + 40]!r}"] if lost else []
    for question in _QUESTIONS:
        answer = qa.ask(question)
        for citation in (*answer.citations, *answer.nearest):
            compared += 1
            passage = next((passage for passage in index.passages if passage.id == citation.passage), None)
            if index.documents[citation.document].text[citation.start : citation.end] != citation.quote:
                reasons.append(f"{question!r} quotes what is not there")
            if passage is None or passage.document != citation.document or not passage.start <= citation.start < passage.end:
                reasons.append(f"{question!r} cites another passage than it quotes")
    return compared, reasons
