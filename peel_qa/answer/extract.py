"""The extractive answerer: the best sentences themselves, verbatim; only sentences that can hold the answer are taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.causes import TOLD_CAUSE, premise_of, reason_behind
from peel_qa.answer.cite import edition_label, paragraph_span
from peel_qa.answer.compose import compose
from peel_qa.answer.context import in_context
from peel_qa.answer.demands import (
    asks_for_result,
    is_norm,
    is_not_held,
    is_not_yet,
    is_to_come,
    is_yet_to_be_chosen,
    says_because,
    says_no_grade,
)
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.figures import clause_for, holds
from peel_qa.answer.leaning import points_back, tells_before, told_with
from peel_qa.answer.moved import asks_if_moved
from peel_qa.answer.premise import contradiction, verdict
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.set_against import asks_for_others, how_it_stands
from peel_qa.answer.speakers import signer_of
from peel_qa.facts.voices import role_name
from peel_qa.records import Answer, Citation, Claim, Span
from peel_qa.search.question import Question, inspected
from peel_qa.search.years import years_in
from peel_qa.stems import terms
from peel_qa.text import fold, sentences_between

MAX_QUOTES = 4
_TOLD_WIDELY = ("compare", "timeline", "why", "list", "general")
"""Intents whose answers are often told over several sentences of a paragraph."""
_NEAR_BEST = 2.0
"""How far a further sentence may score below the best to be quoted beside it (log-odds)."""
_ON_A_PAR = 1.2
"""How far another sentence may score below the best to answer as well, so that the newer of the two comes first (log-odds)."""
_AS_MANY_WORDS = 0.25
"""How much less of the question's words such a sentence may hold."""
_LIST_END = re.compile(r"[;,]? (?:and|or)$|[;:,.]$")
_BULLET = re.compile(r"^[\s•*·–-]+")
_BELOW = 4
"""Sentences below a heading that explain it."""
_STILL_TOLD = 2
"""Sentences behind the best among which one may say that what is asked for is still to come."""


def extract(question: Question, candidates: Sequence[Candidate], library: Library, confidence: float) -> Answer | None:
    """An answer made of quotes alone; None where no quote could be verified."""
    chosen = newest_first(question, choose(_one_each_group(question, candidates)))
    if not chosen:
        return None
    evidence = Evidence(library)
    best, reach = chosen[0], _reach(question)
    paragraph = _paragraph(best, library)
    before, behind = told_with(question, library.index.documents[best.hit.passage.document], paragraph, best.span)
    before = before or premise_of(best, paragraph)
    behind = behind or reason_behind(question, best, paragraph, library) or _what_came_of(question, best, paragraph, library)
    below = _told_below(question, best, library)
    behind = behind or below
    stretch = _over(in_context(best, library, *reach), before, behind)
    number = evidence.add(best.hit.passage.document, stretch.start, stretch.end)
    for candidate in chosen[1:]:
        span = in_context(candidate, library, *reach) if question.intent.name == "timeline" else candidate.span
        evidence.add(candidate.hit.passage.document, span.start, span.end)
    if not number:
        return None
    leading = evidence.citations[0]
    if _is_awaited(question, best, library):
        return _not_yet(question, leading, confidence)
    denied = contradiction(question, best)
    if denied:
        return compose(
            question.text,
            [Claim(f"{denied}{as_sentence(best.text)} ({edition_label(leading)})", (number,))],
            evidence.citations,
            "false_premise",
            confidence=confidence,
        )
    said = best.text if below else _as_asked(question, best, stretch, library)
    said = f"{_who_writes(question, best, library)}{said}"
    told = _with_neighbours(best, said, before, behind, library)
    told = f"{verdict(question, best, library)}{told}{how_it_stands(question, told, _is_of_newest(best, library))}"
    direct = Claim(f"{told} ({edition_label(leading)})", (number,))
    is_ungraded = question.is_graded and question.intent.name not in ("yesno", "why") and says_no_grade(best.text)
    return compose(question.text, [direct], evidence.citations, "not_graded" if is_ungraded else "answered", confidence=confidence)


def _as_asked(question: Question, best: Candidate, stretch: Span, library: Library) -> str:
    """The best sentence; of one that tells several values the clause asked for. A row of a table is told with all its columns."""
    if not question.intent.expects:
        return _whole(best, stretch, library)
    is_row = best.text != library.text(best.hit.passage.document, best.span.start, best.span.end)
    return best.text if is_row else clause_for(question.intent.expects, best.text, _own_words(question) - set(terms(best.hit.source.force)))


def _who_writes(question: Question, best: Candidate, library: Library) -> str:
    """Who says "I" in a report, named before its words where who did something is asked: "I closed it" was the inspector who signed."""
    signer = signer_of(best, library) if question.intent.name == "who" else None
    return f"{signer.name}, {role_name(signer.role)}: " if signer else ""


def _own_words(question: Question) -> set[str]:
    """The terms of a question; of a follow-up those that it adds, where it adds any."""
    return set((question.own_subject if question.is_follow_up else ()) or question.terms)


def _paragraph(best: Candidate, library: Library) -> list[Span]:
    """The sentences of the best one's paragraph, which may stand in the passage before its own or behind it too."""
    index, passage = library.index, best.hit.passage
    document, number = index.documents[passage.document], index.numbers[passage.id]
    whole = paragraph_span(document, best.span.start)
    if whole is None:
        return []
    near = (index.passages[n] for n in range(max(0, number - 1), min(len(index.passages), number + 2)))
    spans = [span for one in near if one.document == passage.document for span in one.sentences]
    return [span for span in spans if whole.start <= span.start < whole.end]


def _what_came_of(question: Question, best: Candidate, paragraph: Sequence[Span], library: Library) -> Span | None:
    """The sentence behind one that only says what should be, where it goes on from that: "This took place in 15 of the 40 cases"."""
    behind = next((span for span in paragraph if span.start >= best.span.end), None)
    if behind is None or question.intent.name != "yesno" or not is_norm(question, best.text):
        return None
    return behind if points_back(library.text(best.hit.passage.document, behind.start, behind.end)) else None


def _told_below(question: Question, best: Candidate, library: Library) -> Span | None:
    """The sentences below a heading that is itself the finding, where it tells no reason to a why, or no values of what is compared."""
    document = library.index.documents[best.hit.passage.document]
    at = document.block_at(best.span.start)
    is_set_against = asks_for_others(question) and not holds("amount", best.text)
    is_told_above = says_because(best.text) if question.intent.name == "why" else not (asks_if_moved(question) or is_set_against)
    if is_told_above or at < 0 or document.blocks[at].kind != "finding":
        return None
    below = document.blocks[at + 1] if at + 1 < len(document.blocks) else None
    if below is None or below.kind != "paragraph":
        return None
    spans = [Span(start, end) for start, end in sentences_between(document.text, below.start, below.end)][:_BELOW]
    return Span(spans[0].start, spans[-1].end) if spans else None


def _is_awaited(question: Question, best: Candidate, library: Library) -> bool:
    """Whether the best sentence, or one behind it, says that what is asked for was still to come.

    "What did the evaluation conclude?" is not answered by "an evaluation will be published in 2025".
    """
    if question.intent.name == "who":
        return is_yet_to_be_chosen(question, best.text)
    if question.intent.name in ("yesno", "why"):
        return False
    if question.intent.name == "when" or question.intent.expects == "date":
        return is_not_yet(best.text)
    if is_not_yet(best.text):
        return True
    if not asks_for_result(question):
        return False
    if is_not_held(best.text):
        return True
    passage = best.hit.passage
    behind = [span for span in passage.sentences if span.start >= best.span.end][:_STILL_TOLD]
    return any(map(is_to_come, [best.text, *(library.text(passage.document, span.start, span.end) for span in behind)]))


def _is_of_newest(best: Candidate, library: Library) -> bool:
    """Whether a sentence is from the newest report of the inspectorate on its force."""
    source = best.hit.source
    others = (inspected(s) for s in library.index.sources.values() if s.is_official and s.force == source.force)
    return inspected(source) >= max(others, default="")


def _over(stretch: Span, *more: Span | None) -> Span:
    """A stretch made to reach over others."""
    spans = [stretch, *(span for span in more if span)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _with_neighbours(best: Candidate, said: str, before: Span | None, behind: Span | None, library: Library) -> str:
    """What the best sentence says, with the ones before and behind it without which it is no whole answer."""
    document = best.hit.passage.document
    parts = [library.text(document, before.start, before.end)] if before else []
    parts += [said] + ([library.text(document, behind.start, behind.end)] if behind else [])
    return " ".join(map(as_sentence, parts))


def _reach(question: Question) -> tuple[int, int]:
    """How many sentences before and behind the best may be quoted with it."""
    return (2, 3) if question.intent.name in _TOLD_WIDELY else (1, 1)


def _whole(best: Candidate, stretch: Span, library: Library) -> str:
    """The sentence; where it opens a list, with the items behind it."""
    text = library.text(best.hit.passage.document, best.span.start, stretch.end)
    if not (best.text.rstrip().endswith(":") or text.removeprefix(best.text).startswith("\n")):
        return best.text
    opening, *items = [_BULLET.sub("", line).strip() for line in text.splitlines() if line.strip()]
    return f"{opening.rstrip('.:')}: {'; '.join(_LIST_END.sub('', item.strip()) for item in items)}"


def _not_yet(question: Question, best: Citation, confidence: float) -> Answer:
    """The document itself says that what is asked about was not published yet."""
    first = Claim(
        f"The documents held do not say, since it was not published when they were written: {as_sentence(best.quote)} "
        f"({edition_label(best)})",
        (best.number,),
    )
    return compose(question.text, [first], [best], "not_yet_published", confidence=confidence)


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and those that come near it, without repeats."""
    chosen: list[Candidate] = []
    seen: set[str] = set()
    for candidate in candidates:
        if len(chosen) == MAX_QUOTES or candidate.score < candidates[0].score - _NEAR_BEST:
            break
        folded = fold(candidate.text)
        if folded not in seen:
            seen.add(folded)
            chosen.append(candidate)
    return chosen


def on_a_par(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate, and those that answer as well as it does."""
    best = candidates[0]
    return [c for c in candidates if c.score >= best.score - _ON_A_PAR and c.words >= best.words - _AS_MANY_WORDS]


def newest_first(question: Question, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Of the sentences that answer as well as the best, those of the newest inspection first, and there the inspectorate's own."""
    if not chosen or question.years or question.intent.name in ("compare", "timeline") or TOLD_CAUSE in chosen[0].marks:
        return list(chosen)
    level = [c for c in on_a_par(chosen) if c is chosen[0] or not tells_before(c.text)]
    level.sort(key=lambda c: (inspected(c.hit.source)[:4], c.hit.source.is_official), reverse=True)
    return [*level, *(c for c in chosen if not any(c is other for other in level))]


def _one_each_group(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """For a question over several editions the best sentence of each comes first."""
    if len(question.year_groups) < 2:
        return list(candidates)
    first: list[Candidate] = []
    for group in question.year_groups:
        of_group = (
            c
            for c in candidates
            if not set(group).isdisjoint(years_in(f"{c.hit.source.inspection} {c.hit.source.inspected} {c.hit.source.published}"))
        )
        best = next(of_group, None)
        if best is not None and best not in first:
            first.append(best)
    top = candidates[0].score if candidates else 0.0
    first = [replace(c, score=max(c.score, top)) for c in first if c.score > top - 2 * _NEAR_BEST]
    return [*first, *(c for c in candidates if all((c.hit, c.span) != (f.hit, f.span) for f in first))]


def as_sentence(quote: str) -> str:
    """A quote as a sentence of the first line: on one line, with one full stop, and no quotation mark without its partner."""
    line = " ".join(quote.split())
    if line.count('"') % 2:
        line = f'"{line}' if line.endswith('"') else f'{line}"'
    line = "“" * (line.count("”") - line.count("“")) + line + "”" * (line.count("“") - line.count("”"))
    return line if re.search(r"[.!?][\"”’']$|[!?]$", line) else f"{_LIST_END.sub('', line)}."
