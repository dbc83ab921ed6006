"""Proof of the cases themselves: a case that is wrong measures nothing, however good the answers are.

For every case: its excerpts stand in the documents, its good answer is accepted, its wrong one rejected, its fields agree
with each other, and no fact of the test split is also one of the dev split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from peel_qa.evaluation.cases import Case
from peel_qa.evaluation.evidence import Finder, Place
from peel_qa.evaluation.metrics import mismatches
from peel_qa.records import ANSWERING, Document
from peel_qa.text import words

Documents = Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Proof:
    """What is wrong, one line each with file, line and id; and what could not be proved, as counts in words."""

    cases: int
    problems: tuple[str, ...]
    unproved: tuple[str, ...]


def prove(cases: Sequence[Case], corpora: Sequence[Documents]) -> Proof:
    """Prove cases by the documents of every corpus that they are asked of."""
    finders = [Finder(documents) for documents in corpora]
    problems = [(case, problem) for case in cases for problem in (*_fields(case), *_answers(case), *_documents(case, finders))]
    problems += [*_repeated(cases), *_in_both_splits(cases, finders)]
    told = dict.fromkeys(f"{case.file}:{case.line}: {case.id}: {problem}" for case, problem in problems)
    return Proof(len(cases), tuple(told), tuple(_unproved(cases, finders)))


def _fields(case: Case) -> Iterator[str]:
    """Fields that contradict each other."""
    is_answer = case.status in ANSWERING
    if case.status and case.status != "clarify" and is_answer != case.answerable:
        yield f"is {'' if case.answerable else 'not '}answerable, but its status is {case.status!r}"
    if case.type == "unanswerable" and case.answerable:
        yield "is of type 'unanswerable', but answerable"
    if case.type == "followup" and not case.history:
        yield "is a follow-up without history"
    if case.answerable and not case.evidence:
        yield "is answerable, but has no evidence"


def _answers(case: Case) -> Iterator[str]:
    """A good answer that is not accepted, and a wrong one that is."""
    if case.ideal:
        yield from (f"its `ideal` is not accepted: {reason}" for reason in mismatches(case, case.ideal))
    if case.wrong and not mismatches(case, case.wrong):
        yield "its `wrong` answer is accepted"


def _documents(case: Case, finders: Sequence[Finder]) -> Iterator[str]:
    """Sources that nobody holds, excerpts that do not stand where they should, and an edition that no source is of."""
    named = (*case.source, *(more.source for more in case.evidence_more))
    held = {name for finder in finders for name in named if name in finder.documents}
    yield from (f"its source {name!r} is not among the documents" for name in dict.fromkeys(named) if name not in held)
    for finder in finders:
        sources = [finder.documents[name].source for name in named if name in finder.documents]
        for excerpt in finder.gold(case).missing:
            yield f"its excerpt is not in the {' or '.join(sorted({source.text for source in sources}))}: {excerpt!r}"
        editions = {source.inspection for source in sources}
        if case.editions and editions and not _are_among(case.editions, editions):
            yield f"its edition is {case.edition!r}, but its sources are of {', '.join(sorted(editions))}"


def _are_among(names: Iterable[str], editions: Iterable[str]) -> bool:
    """Whether any of the names is that of one of the editions."""
    known = [words(edition) for edition in editions]
    return any(words(name) in known for name in names)


def _repeated(cases: Sequence[Case]) -> Iterator[tuple[Case, str]]:
    """Questions that are asked twice in the same conversation."""
    first: dict[tuple[str, ...], Case] = {}
    for case in cases:
        key = tuple(" ".join(words(text)) for text in (*case.history, case.question))
        before = first.setdefault(key, case)
        if before is not case:
            yield case, f"asks the same as {before.id}"


def _in_both_splits(cases: Sequence[Case], finders: Sequence[Finder]) -> Iterator[tuple[Case, str]]:
    """Test cases whose main evidence is also that of a dev case: what is worked on there is no longer measured here.

    Cases without an `ideal` answer, such as the sample cases, were not written for these splits and are left out.
    """
    for finder in finders:
        dev: defaultdict[str, list[tuple[Place, Case]]] = defaultdict(list)
        for case, place in _main_places(cases, finder, "dev"):
            dev[place.document].append((place, case))
        for case, place in _main_places(cases, finder, "test"):
            same = next((other for held, other in dev[place.document] if held.holds(place) and place.holds(held)), None)
            if same is not None:
                yield case, f"its fact is also that of {same.id} in the dev split"


def _main_places(cases: Iterable[Case], finder: Finder, split: str) -> Iterator[tuple[Case, Place]]:
    for case in cases:
        if case.split == split and case.evidence and case.ideal:
            gold = finder.gold(case)
            yield from ((case, place) for place in (gold.pieces[0] if gold.pieces else ()))


def _unproved(cases: Sequence[Case], finders: Sequence[Finder]) -> Iterator[str]:
    kinds = {document.source.text for finder in finders for document in finder.documents.values()}
    counts = {
        "without an `ideal` answer": [case for case in cases if not case.ideal],
        "without a `wrong` answer": [case for case in cases if not case.wrong],
        "without a `digest` excerpt": [case for case in cases if case.answerable and "digest" in kinds and not case.digest],
        "without an original here to hold the evidence": [c for c in cases if c.evidence and not _is_original_here(c, finders)],
    }
    yield from (f"{len(found)} {what}" for what, found in counts.items() if found)


def _is_original_here(case: Case, finders: Sequence[Finder]) -> bool:
    held = [finder.documents[name] for finder in finders for name in case.source if name in finder.documents]
    return any(document.source.text == "original" for document in held)
