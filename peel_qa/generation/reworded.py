"""The answer that people see, made of checked sentences and of our own answer; ours alone where the model did not keep to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import DIGEST_CAVEAT, compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.generation.attribution import people_of
from peel_qa.generation.belonging import grades_in
from peel_qa.generation.exhibits import overlap, plain_statement
from peel_qa.generation.fault import substance_of
from peel_qa.generation.values import is_same, values
from peel_qa.generation.verify import Checked, verdict_of, without_verdict
from peel_qa.generation.words import alike, stems_of
from peel_qa.records import Answer, Citation, Claim, Generation
from peel_qa.text import fold

OUTCOMES: dict[str, str] = {
    "refused": "it did not answer",
    "no_answer": "it found no answer in the passages",
    "late": "it took too long",
    "babble": "its reply did not end",
    "unsupported": "less than half of its sentences passed the check",
    "contradiction": "it contradicted what the documents say",
    "nothing_new": "it had nothing to add",
    "empty": "its reply was empty",
    "overloaded": "its server is overloaded",
    "unreachable": "its server cannot be reached",
    "key": "its server did not accept the key",
    "broken": "its server's reply could not be read",
    "resting": "it failed several times and is left alone for a while",
    "busy": "it is answering other questions",
    "budget": "the budget of the day is spent",
    "window": "the passages do not fit its window",
}
"""Why an answer is ours alone: the word that is counted, and how it is told."""
_LEAD_SHARE = 0.6
"""Share of the words of our own first line that the model's sentences must tell to stand in its place."""


def reworded(own: Answer, shown: Sequence[Checked], generation: Generation, library: Library) -> Answer:
    """Our own answer in the model's words, where these tell all of it; else ours, with what the model's add to it.

    The citations are those of our own answer, each wide enough for the sentences that rest on it, and none beside them but for
    sentences that rest on a passage which our own answer does not quote.
    """
    evidence = Evidence(library)
    evidence.citations = widened(own.citations, shown, library)
    sentences = [Claim(checked.text, evidence.add_all(checked.places)) for checked in without_repeats(shown)]
    told = [claim.text for claim in sentences]
    is_told = bool(told) and tells(own, told) and not names_more(own, told[0], library)
    if not is_told:
        added = without_repeats([checked for checked in shown if _adds(checked, own)])
        sentences = [Claim(checked.text, evidence.add_all(checked.places)) for checked in added]
    verdict = verdict_before(own) if is_told else ""
    labelled = labels(sentences, evidence.citations, verdict)
    claims = labelled if is_told else [*own.claims, *labelled]
    return finished(own, claims, evidence.citations, generation)


def names_more(own: Answer, first: str, library: Library) -> bool:
    """Whether a first sentence names somebody whom our own answer's lines do not: asked who it was, a person reads that as the answer."""
    people = people_of(library.index.facts.people)
    known = " ".join(claim.text for claim in own.claims)
    return not people.named(first).keys() <= people.named(known).keys()


def widened(citations: Sequence[Citation], shown: Sequence[Checked], library: Library) -> list[Citation]:
    """Citations, each as wide as the sentence of its source that something shown rests on."""
    made = []
    for citation in citations:
        own = (citation.document, citation.start, citation.end)
        over = [place for checked in shown for place in checked.places if overlap(place, own)]
        start, end = min([own[1], *(place[1] for place in over)]), max([own[2], *(place[2] for place in over)])
        wide = Evidence(library).library_citation(citation.document, start, end, citation.number) if (start, end) != own[1:] else None
        made.append(wide or citation)
    return made


def without_repeats(sound: Sequence[Checked]) -> list[Checked]:
    """Sentences without those that say again, from the same places, what those before them said."""
    kept: list[Checked] = []
    for checked in sound:
        before = [one for one in kept if set(checked.places) <= set(one.places)]
        told = frozenset().union(*(stems_of(one.text) for one in before))
        is_new = not before or not substance_of(checked.text) <= told or not _are_told(checked.text, [one.text for one in before])
        kept += [checked] if is_new else []
    return kept


def _are_told(text: str, others: Sequence[str]) -> bool:
    held = [value for other in others for value in values(other)]
    return all(any(is_same(value, one) for one in held) for value in values(text))


def finished(own: Answer, claims: Sequence[Claim], citations: Sequence[Citation], generation: Generation) -> Answer:
    """An answer with the caveats of ours, and with what the model had to do with it."""
    caveats = [*(c for c in own.caveats if c != DIGEST_CAVEAT), note_of(generation)]
    made = compose(own.question, claims, citations, own.status, [c for c in caveats if c], own.nearest, own.confidence)
    return replace(made, generation=generation)


def note_of(generation: Generation) -> str:
    """What people are told of the model: whose words they read, what was left out, or why they read ours."""
    if not generation.is_shown:
        return f"A language model ({generation.model}) was asked too; this is the answer without it, because {generation.reason}."
    left = len(generation.dropped)
    told = f" {left} of its sentences failed the check and {'is' if left == 1 else 'are'} left out." if left else ""
    return f"Reworded by a language model ({generation.model}); each sentence was checked against the quotes below.{told}"


def tells(own: Answer, sentences: Sequence[str]) -> bool:
    """Whether sentences tell everything of our own answer that counts: every value and grade, and most words of its first line."""
    said = [value for sentence in sentences for value in values(sentence)]
    told = " ".join(sentences)
    claims = [plain_statement(claim.text) for claim in own.claims]
    is_whole = all(any(is_same(value, one) for one in said) for claim in claims for value in values(claim))
    grades = {grade for sentence in sentences for grade in grades_in(sentence)}
    names = {name for claim in claims for name in re.findall(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b", claim)}
    return (
        is_whole
        and {grade for claim in claims for grade in grades_in(claim)} <= grades
        and all(fold(name) in fold(told) for name in names - _forces(own))
        and all(_share(claim, told) >= _LEAD_SHARE for claim in claims)
    )


def _forces(own: Answer) -> set[str]:
    return {
        name for citation in own.citations for name in re.findall(r"\b[A-Z]\w+(?: [A-Z]\w+)* (?:Police|Constabulary)\b", citation.quote)
    }


def _share(claim: str, told: str) -> float:
    wanted, held = substance_of(claim), stems_of(told)
    return sum(not alike(stem).isdisjoint(held) for stem in wanted) / len(wanted) if wanted else 1.0


def _adds(checked: Checked, own: Answer) -> bool:
    """Whether a sentence tells more than our own answer's first lines already do."""
    said = fold(" ".join(claim.text for claim in own.claims))
    return fold(checked.text).rstrip(".") not in said and _share(checked.text, said) < 1.0


def verdict_before(own: Answer) -> str:
    """The yes or no, or what else, that our own answer begins with, as it is written there; "" for none."""
    if not own.claims or not verdict_of(own.direct):
        return ""
    text = own.claims[0].text
    return text[: len(text) - len(without_verdict(text))]


def labels(sentences: Sequence[Claim], citations: Sequence[Citation], verdict: str) -> list[Claim]:
    """Sentences with the inspection and date of their source behind them, by us: on the first one and wherever the source changes."""
    known = {citation.number: citation for citation in citations}
    made: list[Claim] = []
    before = ""
    for claim in sentences:
        cited = [known[number] for number in claim.citations if number in known]
        label = "; ".join(dict.fromkeys(edition_label(c) for c in cited if not c.edition or c.edition not in claim.text))
        text = f"{verdict}{claim.text}" if not made else claim.text
        made.append(replace(claim, text=f"{text} ({label})" if label and label != before else text))
        before = label
    return made
