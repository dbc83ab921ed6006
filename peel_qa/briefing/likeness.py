"""Which sentences of two documents are about the same thing: by meaning and by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peel_qa.briefing.statements import Statement, statements, vectors_of
from peel_qa.facts.records import Finding
from peel_qa.index.embedding import Vectors
from peel_qa.index.files import rows_of
from peel_qa.index.reader import SearchIndex
from peel_qa.stems import term_set

_SAME_MEANING, _SAME_WORDS = 0.72, 0.3
"""Likeness (cosine) and share of words from which two findings of one area ask for the same."""
_PLAIN_WORDS = frozenset(
    term
    for text in ("the force should make sure improve its ensure police service constabulary report said area improvement",)
    for term in term_set(text)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements and how alike they are in meaning."""

    older: Statement
    newer: Statement
    likeness: float


def finding_vectors(index: SearchIndex, findings: Sequence[Finding]) -> Vectors:
    """The meaning of findings, each the mean of its sentences, shape (n_findings, dimension), of length 1."""
    rows = []
    for finding in findings:
        own = [one for one in statements(index, [finding.document]) if finding.start <= one.start < finding.end]
        if own:
            rows.append(vectors_of(index, own).mean(axis=0))
        else:
            passage = index.passage_at(finding.document, finding.start)
            rows.append(rows_of(index.passage_vectors, [index.numbers[passage.id]])[0])
    made = np.stack(rows)
    unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def same_findings(index: SearchIndex, older: Sequence[Finding], newer: Sequence[Finding]) -> dict[int, int]:
    """Places of newer findings, each with the place of the older one that asks for the same; only what is clearly alike."""
    if not older or not newer:
        return {}
    alike = finding_vectors(index, newer) @ finding_vectors(index, older).T
    pairs = [(float(alike[n, o]), n, o) for n in range(len(newer)) for o in range(len(older)) if _may_be(index, older[o], newer[n])]
    found: dict[int, int] = {}
    for likeness, new, old in sorted(pairs, reverse=True):
        if likeness >= _SAME_MEANING and new not in found and old not in found.values():
            found[new] = old
    return found


def _may_be(index: SearchIndex, older: Finding, newer: Finding) -> bool:
    if older.kind != newer.kind or older.area != newer.area:
        return False
    one, other = (_words(index, finding) for finding in (older, newer))
    return len(one & other) >= _SAME_WORDS * max(1, min(len(one), len(other)))


def _words(index: SearchIndex, finding: Finding) -> frozenset[str]:
    text = index.documents[finding.document].text[finding.start : finding.end]
    return term_set(text) - _PLAIN_WORDS


def nearest(index: SearchIndex, older: Sequence[Statement], newer: Sequence[Statement], least: float) -> list[Pair]:
    """For each newer statement the older one most alike in meaning, where it is alike enough; the most alike first."""
    if not older or not newer:
        return []
    alike = vectors_of(index, newer) @ vectors_of(index, older).T
    best = alike.argmax(axis=1)
    pairs = [Pair(older[o], newer[n], float(alike[n, o])) for n, o in enumerate(best) if alike[n, o] >= least]
    return sorted(pairs, key=lambda pair: -pair.likeness)
