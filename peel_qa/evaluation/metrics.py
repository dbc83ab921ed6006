"""The figures of one answered case, each from 0 to 1, or None where the case or the answer says nothing about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peel_qa.evaluation.cases import Case, pattern
from peel_qa.evaluation.evidence import Gold, Place
from peel_qa.records import Answer, Citation, Document, TextKind
from peel_qa.text import words

DEPTH = 10
"""Hits that are looked at."""
METRICS: dict[str, str] = {
    "correct": "Right: every expected fact is there, nothing wrong in the first line; what the documents do not answer is refused",
    "unanswerable_answered": "Unanswerable questions that got an answer: the worst error (less is better)",
    "answerable_refused": "Answerable questions that were refused (less is better)",
    "status": "Right kind of answer or refusal, where the case names one",
    "refusal_status": "Unanswerable questions refused for the right reason, where the case names it",
    "recall@1": "Evidence held by the first hit",
    "recall@5": "Evidence held by the first 5 hits",
    "recall@10": "Evidence held by the first 10 hits",
    "mrr@10": "Mean reciprocal rank of the first hit that holds the evidence",
    "ndcg@10": "Normalised discounted cumulative gain of the first 10 hits",
    "citation_recall": "Evidence held by a cited paragraph",
    "citation_precision": "Cited paragraphs that hold stated evidence (a lower bound: more may answer than a case states)",
    "quote_recall": "Evidence held by a quote itself",
    "quote_fidelity": "Quotes that stand in the stored document, character for character",
    "edition": "Answers led by the edition asked about",
    "voice": "Answers led by the right voice",
    "numbers_faithful": "First lines whose every number stands in a quote or in what the citation says of itself",
    "evidence_located": "Cases whose stated evidence stands in the documents (a check of the cases, not of the answers)",
}
LOWER_IS_BETTER = frozenset({"unanswerable_answered", "answerable_refused"})
_MARKS = re.compile(r"\[\d+\]|\(\d{1,2}\)")
"""Citation marks and the numbers of a list: "[1]", "(2)"."""
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_SPELT = {
    **{word: str(n) for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])},
    **{word: str(n) for n, word in enumerate(["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"], start=11)},
    **{word: str(n) for n, word in enumerate(["eighteen", "nineteen", "twenty"], start=18)},
    **{word: f"{n}0" for n, word in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=3)},
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, its answer and its figures. `reasons` tell in words why it is not correct; `rank` is the best evidence's.

    `texts` are the kinds of text ("digest", "original") that the case was answered from.
    """

    case: Case
    answer: Answer
    scores: dict[str, float | None]
    reasons: tuple[str, ...]
    rank: int | None
    texts: tuple[TextKind, ...] = ()

    @property
    def is_correct(self) -> bool:
        """Whether the answer is right."""
        return not self.reasons


def judge(case: Case, answer: Answer, found: Sequence[Place], gold: Gold, documents: Mapping[str, Document]) -> Outcome:
    """Every figure of a case. `found` are the places of the best hits, best first."""
    reasons = tuple(_reasons(case, answer))
    is_declined = answer.abstained or (case.may_clarify and answer.status == "clarify")
    scores: dict[str, float | None] = dict.fromkeys(METRICS)
    scores["correct"] = float(not reasons)
    scores["status"] = float(answer.status == case.status) if case.status else None
    if case.answerable:
        scores["answerable_refused"] = float(answer.abstained)
    else:
        scores |= {"unanswerable_answered": float(not is_declined), "refusal_status": scores["status"]}
    scores["evidence_located"] = float(not gold.missing) if gold.pieces or gold.missing else None
    if case.answerable:
        scores |= retrieval_scores(gold, found)
        scores |= _citation_scores(case, answer, gold, documents)
    scores["quote_fidelity"] = _quote_fidelity(answer, documents)
    scores["numbers_faithful"] = _numbers_faithful(answer)
    ranks = [rank for number in range(len(gold.pieces)) if (rank := gold.rank(number, found))]
    return Outcome(case, answer, scores, reasons, min(ranks, default=None), _texts(case, documents))


def _texts(case: Case, documents: Mapping[str, Document]) -> tuple[TextKind, ...]:
    """Kinds of the texts that a case is about; of all texts held where it names none of them."""
    named = {documents[name].source.text for name in case.source if name in documents}
    return tuple(sorted(named or {document.source.text for document in documents.values()}))


def _reasons(case: Case, answer: Answer) -> list[str]:
    """What is wrong with an answer; nothing where it is right."""
    wrong = []
    if case.answerable and answer.abstained:
        wrong.append(f"refused ({answer.status}), but the documents answer it")
    if not case.answerable and not answer.abstained and not (case.may_clarify and answer.status == "clarify"):
        wrong.append("answered, but the documents do not answer it")
    return wrong + mismatches(case, answer.text)


def mismatches(case: Case, text: str) -> list[str]:
    """What a text lacks of the facts expected, and what its first line says that it must not; nothing where it fits."""
    first_line = text.split("\n", 1)[0]
    wrong = [f"no match for: {' | '.join(group)}" for group in case.must if not any(pattern(e).search(text) for e in group)]
    return wrong + [f"the first line matches: {expression}" for expression in case.must_not if pattern(expression).search(first_line)]


def retrieval_scores(gold: Gold, found: Sequence[Place]) -> dict[str, float | None]:
    """Recall, reciprocal rank and nDCG of the evidence, mean over its pieces.

    Each piece is a query of its own with one relevant item, the first hit that holds it; measured by ir_measures
    (trec_eval's definitions: ranks count from 1, the discount is log2(rank + 1)).
    """
    names = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
    if not gold.pieces:
        return dict.fromkeys(names)
    from ir_measures import RR, R, calc_aggregate, nDCG

    measures = dict(zip(names, (R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10), strict=True))
    ranks = [gold.rank(number, found) for number in range(len(gold.pieces))]
    wanted = {str(number): {str(rank): 1} for number, rank in enumerate(ranks)}
    run = {str(number): {str(rank): 1.0 / rank for rank in range(1, len(found) + 1)} for number in range(len(ranks))}
    figures = calc_aggregate(measures.values(), wanted, run)
    return {name: float(figures[measure]) for name, measure in measures.items()}


def _citation_scores(case: Case, answer: Answer, gold: Gold, documents: Mapping[str, Document]) -> dict[str, float | None]:
    quotes = [Place(c.document, c.start, c.end) for c in answer.citations]
    paragraphs = [_paragraph(quote, documents) for quote in quotes]
    scores = {
        "citation_recall": gold.share_held(paragraphs),
        "citation_precision": gold.share_of(paragraphs),
        "quote_recall": gold.share_held(quotes),
    }
    leading = leading_citation(answer)
    if leading is not None and case.editions:
        scores["edition"] = float(words(leading.edition) in [words(name) for name in case.editions])
    if leading is not None and case.voice:
        scores["voice"] = float(is_voice(leading, case.voice))
    return scores


def leading_citation(answer: Answer) -> Citation | None:
    """The citation of the direct answer; None for an answer without one."""
    numbers = [number for claim in answer.claims[:1] for number in claim.citations]
    first = next((c for number in numbers for c in answer.citations if c.number == number), None)
    return first or (answer.citations[0] if answer.citations else None)


def is_voice(citation: Citation, wanted: str) -> bool:
    """Whether a citation speaks with the wanted voice; a newspaper may go by its name."""
    held = f"{citation.voice} {citation.publisher}" if citation.voice == "newspaper" else citation.voice
    return set(words(wanted)) <= set(words(held))


def _paragraph(quote: Place, documents: Mapping[str, Document]) -> Place:
    """The whole block round a quote: what a reader sees who follows the citation."""
    document = documents.get(quote.document)
    blocks = [b for b in document.blocks if b.start < quote.end and b.end > quote.start] if document else []
    return Place(quote.document, min([quote.start, *(b.start for b in blocks)]), max([quote.end, *(b.end for b in blocks)]))


def _quote_fidelity(answer: Answer, documents: Mapping[str, Document]) -> float | None:
    shown = [*answer.citations, *answer.nearest]
    if not shown:
        return None
    return sum(c.document in documents and documents[c.document].text[c.start : c.end] == c.quote != "" for c in shown) / len(shown)


def _numbers_faithful(answer: Answer) -> float | None:
    if answer.abstained or not answer.citations:
        return None
    held = numbers_held(answer.citations)
    return float(all(number in held or set(number.split("/")) <= held for number in numbers_said(answer.direct)))


def numbers_said(line: str) -> list[str]:
    """The numbers of a line of an answer, without its citation marks."""
    return numbers_in(_MARKS.sub(" ", line))


def numbers_held(citations: Sequence[Citation]) -> set[str]:
    """The numbers that stand in quotes, or in what their citations say of themselves."""
    held: set[str] = set()
    for c in citations:
        told = [c.quote, c.edition, c.published, c.inspected, c.title, c.finding, " ".join(c.section), f"{c.page} {c.page_last}"]
        held.update(part for text in told for number in numbers_in(text) for part in (number, *number.split("/")))
        held.update(_SPELT[word] for word in words(c.quote) if word in _SPELT)
    return held


def numbers_in(text: str) -> list[str]:
    """The numbers of a text in one form: "1,530" as "1530", "04" as "4"; "2021/22" and "94.1" stay whole."""
    return [re.sub(r"(?<![\d.])0+(?=\d)", "", number.replace(",", "")) for number in _NUMBER.findall(text)]
